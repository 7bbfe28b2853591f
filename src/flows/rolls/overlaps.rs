//! Voters that share some right holders, but not all: A alone, and A with B. They stay two (law.md: only identical sets are one
//! voter); that somebody has looked at it, and why it is right, is recorded. If it is not right the roll is: the units get the
//! owners that they have.

use std::collections::{BTreeMap, BTreeSet};

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::vault::Place;
use super::super::{Error, Fault, Work, fields};
use super::version::Kept;
use crate::crypto::hash::Digest;
use crate::election::roll::{Finding, MaskedVoter, masked_name};
use crate::store::Millis;
use crate::store::roll_overlap::{self, Decided};

/// Where the reason is sealed.
const REASON: &str = "roll_overlaps.reason";

/// Two voters of a version.
pub(crate) struct Overlap {
    /// Digest of both sets of right holders, the same in every version that has them.
    pub(crate) pair: String,
    /// Both as published, the smaller number first.
    pub(crate) voters: Vec<MaskedVoter>,
    /// Masked names of those they share.
    pub(crate) shared: Vec<String>,
    /// What was last decided.
    pub(crate) decision: Option<Looked>,
}

/// That somebody has looked at it.
#[derive(Clone)]
pub(crate) struct Looked {
    /// Why they are two.
    pub(crate) reason: String,
    /// The account.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Millis,
}

/// All of a version, in the order of their voters.
pub(crate) fn list(work: &mut Work<'_>, within: &Within, kept: &Kept) -> Result<Vec<Overlap>, Error> {
    let mut decided: BTreeMap<String, Looked> = BTreeMap::new();
    for row in roll_overlap::all(work.conn, within.community())? {
        let reason = work.vault.open_text(Place(REASON, &row.id), &row.reason)?.to_string();
        decided.insert(row.pair, Looked { reason, by: row.decided_by, at: row.decided_at });
    }
    let mut overlaps = Vec::new();
    for finding in kept.roll.findings() {
        let Finding::PartialOverlap { voters, shared } = finding else { continue };
        let pair = pair(kept, *voters)?;
        let shown = kept.masked.voters.iter().filter(|voter| voters.contains(&voter.number)).cloned().collect();
        overlaps.push(Overlap {
            decision: decided.get(&pair).cloned(),
            pair,
            voters: shown,
            shared: shared.iter().map(|name| masked_name(name, None)).collect(),
        });
    }
    Ok(overlaps)
}

/// Over the keyed digests of who they are, so that it names nobody.
fn pair(kept: &Kept, voters: [u32; 2]) -> Result<String, Error> {
    let set = |number: u32| -> BTreeSet<&str> {
        let voter = kept.roll.voters().iter().find(|voter| voter.number == number);
        let holders = voter.into_iter().flat_map(|voter| &voter.holders);
        holders.filter_map(|holder| kept.holder(*holder)).collect()
    };
    let sets: BTreeSet<BTreeSet<&str>> = voters.into_iter().map(set).collect();
    let text = serde_json::to_vec(&sets).map_err(|_| Fault::Impossible("texts without JSON"))?;
    Ok(Digest::of_parts(&[b"yepiao/overlap/v1|", &text]).to_string())
}

/// Records that the two are two, and why.
pub(crate) fn decide(work: &mut Work<'_>, within: &Within, kept: &Kept, pair: &str, reason: &str) -> Result<Overlap, Error> {
    let reason = fields::line("reason", reason, 500)?;
    let mut overlap = list(work, within, kept)?.into_iter().find(|overlap| overlap.pair == pair).ok_or(Error::Missing)?;
    let id = work.id();
    let row = Decided {
        community_id: within.community().to_owned(),
        pair: pair.to_owned(),
        reason: work.vault.seal(work.rng, Place(REASON, &id), reason.as_bytes())?,
        decided_by: within.who().account.clone(),
        decided_at: work.now,
        id,
    };
    roll_overlap::add(work.conn, &row)?;
    audit::note_within(work, within, Action::OverlapDecided, &kept.version.id, &[("pair", pair.into())])?;
    overlap.decision = Some(Looked { reason, by: row.decided_by, at: row.decided_at });
    Ok(overlap)
}
