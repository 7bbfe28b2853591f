//! How the preparatory group looks at claims, and rejects one.

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::files::{self, Kind, Owner};
use super::super::rolls::{self, Content, amend};
use super::super::{Error, Fault, FieldFault, Refusal, Work};
use super::{KEPT, Person};
use crate::election::roll::UnitAddress;
use crate::store::claim::{self, Claim, Decision};
use crate::store::file::File;

/// Why a claim is rejected. Said to whoever holds its secret, who need not be who they say: so none but the last tells anything of the
/// roll.
const REASONS: [&str; 6] = ["not_proven", "unreadable", "other_holder", "unit_unknown", "repeated", "nothing_to_change"];

/// The community's claims in the order in which they came, without what is personal.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, after: &str, limit: i64) -> Result<Vec<Claim>, Error> {
    Ok(claim::page(work.conn, within.community(), after, limit)?)
}

/// One of them.
pub(crate) fn of(work: &mut Work<'_>, within: &Within, id: &str) -> Result<Claim, Error> {
    claim::by_id(work.conn, within.community(), id)?.ok_or(Error::Missing)
}

/// A claim and what it has to be compared with.
pub(crate) struct Looked {
    /// The claim.
    pub(crate) claim: Claim,
    /// What the claimant told; none once it was erased.
    pub(crate) person: Option<Person>,
    /// The papers.
    pub(crate) files: Vec<File>,
    /// The newest version of the roll, which a confirmation builds on.
    pub(crate) base: Option<String>,
    /// The unit as that version has it.
    pub(crate) unit: Option<Content>,
}

/// Which unit a claim is about.
pub(super) fn address(claim: &Claim) -> UnitAddress {
    UnitAddress { building: claim.building.clone(), stair: claim.stair.clone(), room: claim.room.clone() }
}

/// Everything about a claim. Who looks stands in the audit log.
pub(crate) fn look(work: &mut Work<'_>, within: &Within, id: &str) -> Result<Looked, Error> {
    let claim = of(work, within, id)?;
    audit::note_within(work, within, Action::LookedAtClaim, id, &[])?;
    let (person, files) = super::state(work, &claim)?;
    let base = rolls::latest(work, within.community())?.map(|version| version.id);
    let unit = amend::unit(work, within.community(), &address(&claim))?;
    Ok(Looked { claim, person, files, base, unit })
}

/// One of the papers. Who looks stands in the audit log.
pub(crate) fn file(work: &mut Work<'_>, within: &Within, id: &str, file: &str) -> Result<(File, Zeroizing<Vec<u8>>), Error> {
    let claim = of(work, within, id)?;
    let opened = files::open(work, Owner(Kind::Claim, &claim.id), file)?;
    audit::note_within(work, within, Action::LookedAtClaim, id, &[("file", file.into())])?;
    Ok(opened)
}

/// A claim that waits for a decision, if nobody changed it since `version`, with what its claimant told.
pub(super) fn undecided(work: &mut Work<'_>, within: &Within, (id, version): (&str, i64)) -> Result<(Claim, Person), Error> {
    let claim = of(work, within, id)?;
    if claim.version != version {
        return Err(Refusal::Stale.into());
    }
    super::is_open(&claim)?;
    let person = Person::of(work, &claim)?.ok_or(Fault::Impossible("an open claim without its claimant"))?;
    Ok((claim, person))
}

/// Writes a decision, unless somebody changed the claim meanwhile.
pub(super) fn decide(work: &mut Work<'_>, claim: &Claim, decision: &Decision) -> Result<(), Error> {
    if !claim::decide(work.conn, &claim.id, claim.version, decision)? {
        return Err(Refusal::Stale.into());
    }
    files::expire(work, Owner(Kind::Claim, &claim.id), decision.erase_at)
}

/// Rejects a claim with a reason in words of the program and an answer in words of people.
pub(crate) fn reject(
    work: &mut Work<'_>,
    within: &Within,
    (id, version): (&str, i64),
    reason: &str,
    answer: &str,
) -> Result<Claim, Error> {
    let (claim, person) = undecided(work, within, (id, version))?;
    let unknown = Refusal::Field { field: "reason", why: FieldFault::Unknown };
    let reason = REASONS.into_iter().find(|known| *known == reason).ok_or(unknown)?;
    let decision = Decision {
        state: "rejected",
        decided_at: work.now,
        reason: Some(reason),
        person: Some(person.answered(answer)?.seal(work, id)?),
        roll_id: None,
        erase_at: Some(work.now.saturating_add(KEPT)),
    };
    decide(work, &claim, &decision)?;
    audit::note_within(work, within, Action::ClaimRejected, id, &[("reason", reason.into())])?;
    of(work, within, id)
}
