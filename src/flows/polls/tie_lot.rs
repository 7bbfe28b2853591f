//! 抽签: a lot decides equal votes, where the rule set says so.
//!
//! As with the order of candidates, the lot is announced with its entrants and with where its seed will come from, before the seed can be
//! known; afterwards the seed is entered once, and anybody repeats the lot with `sha256sum`
//! ([`draw`](crate::election::poll::nomination::order::draw)). Here the certificate is signed already, and the log goes on: it takes the
//! digests of both, so that neither source nor seed can be exchanged afterwards by whoever owns the database. There is one lot for a
//! poll, and no second one.

use serde::{Deserialize, Serialize};

use super::ties::{Decided, Tie};
use super::{Error, Fault, LogEntry, Poll, Refusal, Within, Work, log, take};
use crate::crypto::hash::Digest;
use crate::election::jcs::to_jcs;
use crate::election::poll::nomination::order::draw::draw;
use crate::election::rules::TieRule;
use crate::flows::audit::{self, Action as Entry};
use crate::flows::{counting, fields};
use crate::store::Millis;
use crate::store::tie_lot::{self, TieLot as Row};

/// What is announced. Its canonical JSON is digested into the log.
#[derive(Serialize, Deserialize)]
pub(crate) struct Announcement {
    /// The poll's id.
    poll: String,
    /// SHA-256 of the certificate whose equal votes are decided, hexadecimal.
    certificate: String,
    /// As the ballot has them, and as anybody types them again.
    pub(crate) entrants: Vec<String>,
    /// Where the seed will come from.
    pub(crate) source: String,
    /// From when on it can be known, milliseconds UTC.
    seed_from: Millis,
}

/// The same with the seed.
#[derive(Serialize)]
struct Drawing<'d> {
    announcement: &'d str,
    seed: &'d str,
}

/// What a lot decided between those who are tied: names by rank.
pub(crate) struct Settled {
    /// Who get seats.
    pub(crate) seats: Vec<String>,
    /// Who become alternates, in this order.
    pub(crate) alternates: Vec<String>,
    /// Who get nothing.
    pub(crate) nothing: Vec<String>,
}

/// A lot as it is public.
pub(crate) struct Drawn {
    /// Its row.
    pub(crate) row: Row,
    /// As it was announced.
    pub(crate) announced: Announcement,
    /// The entrants in the order drawn, and what follows for each tie; none before there is a seed.
    pub(crate) decided: Option<(Vec<String>, Vec<Settled>)>,
}

/// Those who are tied, and between whom.
struct Open {
    certificate: Digest,
    entrants: Vec<String>,
    /// With positions among the entrants.
    ties: Vec<Tie>,
}

fn open(work: &mut Work<'_>, id: &str) -> Result<Open, Error> {
    let certified = counting::certified(work, id)?;
    let (mut entrants, mut ties) = (Vec::new(), Vec::new());
    for decided in Decided::of(&certified.payload)? {
        for tie in decided.ties() {
            let first = entrants.len();
            for candidate in &tie.candidates {
                entrants.push(decided.name(*candidate).ok_or(Fault::Impossible("a tie of nobody"))?.to_owned());
            }
            ties.push(Tie { candidates: (first..entrants.len()).collect(), ..tie.clone() });
        }
    }
    if ties.is_empty() { Err(Refusal::NoTie.into()) } else { Ok(Open { certificate: certified.digest, entrants, ties }) }
}

fn drawn(seed: &str, entrants: &[String]) -> Result<Vec<usize>, Error> {
    Ok(draw(seed, entrants).map_err(|_| Refusal::DrawUnusable)?)
}

/// Each tie by the order of its own entrants: seats first, then places of alternates.
fn settled(order: &[usize], open: &Open) -> Vec<Settled> {
    let of = |tie: &Tie| {
        let ranked = order.iter().filter(|entrant| tie.candidates.contains(entrant));
        let mut names = ranked.filter_map(|entrant| open.entrants.get(*entrant).cloned());
        let mut next = |count: u16| names.by_ref().take(usize::from(count)).collect();
        let (seats, alternates) = (next(tie.seats), next(tie.alternates));
        Settled { seats, alternates, nothing: names.collect() }
    };
    open.ties.iter().map(of).collect()
}

fn read(work: &mut Work<'_>, row: Row) -> Result<Drawn, Error> {
    let announced: Announcement = serde_json::from_str(&row.announcement).map_err(|_| Fault::Json("tie_lots.announcement"))?;
    let decided = match row.seed.as_deref() {
        None => None,
        Some(seed) => {
            let (order, open) = (drawn(seed, &announced.entrants)?, open(work, &row.poll_id)?);
            let names = order.iter().filter_map(|entrant| announced.entrants.get(*entrant).cloned()).collect();
            Some((names, settled(&order, &open)))
        }
    };
    Ok(Drawn { row, announced, decided })
}

/// Puts the digest of a text into the log; where.
fn logged(work: &mut Work<'_>, poll: &Poll, text: &str) -> Result<i64, Error> {
    let entry = LogEntry::Notice { sha256: Digest::of(text.as_bytes()) };
    let appended = log::append(work, &poll.row.id, entry)?;
    Ok(i64::try_from(appended.leaf.index).map_err(|_| Fault::Impossible("a log without end"))?)
}

fn canonical(value: &impl Serialize) -> Result<String, Error> {
    let bytes = to_jcs(value).map_err(|_| Fault::Json("tie_lots.announcement"))?;
    Ok(String::from_utf8(bytes).map_err(|_| Fault::Json("tie_lots.announcement"))?)
}

/// Announces the lot among all who are tied: where its seed will come from, and from when on it can be known.
pub(crate) fn announce_lot(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    source: &str,
    seed_from: Millis,
) -> Result<Drawn, Error> {
    let poll = take(work, within, poll)?;
    if poll.rules.rules().tie.value != TieRule::Lot {
        return Err(Refusal::TieByRevote.into());
    }
    let source = fields::line("source", source, 200)?;
    fields::ahead("seed_from", seed_from, work.now)?;
    let open = open(work, &poll.row.id)?;
    if tie_lot::of(work.conn, &poll.row.id)?.is_some() {
        return Err(Refusal::DrawnAlready.into());
    }
    // What cannot be drawn is not announced.
    drawn("-", &open.entrants)?;
    let announced = Announcement {
        poll: poll.row.id.clone(),
        certificate: open.certificate.to_string(),
        entrants: open.entrants,
        source,
        seed_from,
    };
    let announcement = canonical(&announced)?;
    let row = Row {
        poll_id: poll.row.id.clone(),
        announced_index: logged(work, &poll, &announcement)?,
        announcement,
        seed_from,
        announced_at: work.now,
        seed: None,
        seeded_at: None,
        seeded_index: None,
    };
    tie_lot::add(work.conn, &row)?;
    audit::note_within(work, within, Entry::DrawAnnounced, &row.poll_id, &[("index", row.announced_index.into())])?;
    read(work, row)
}

/// Enters the seed, once, when it can be known.
pub(crate) fn enter_tie_seed(work: &mut Work<'_>, within: &Within, poll: &str, seed: &str) -> Result<Drawn, Error> {
    let poll = take(work, within, poll)?;
    let id = poll.row.id.as_str();
    let seed = fields::line("seed", seed, 200)?;
    let row = tie_lot::of(work.conn, id)?.filter(|row| row.seed.is_none()).ok_or(Refusal::DrawMissing)?;
    if row.seed_from > work.now {
        return Err(Refusal::DrawTooEarly.into());
    }
    let lot = read(work, row)?;
    drawn(&seed, &lot.announced.entrants)?;
    let drawing = canonical(&Drawing { announcement: &lot.row.announcement, seed: &seed })?;
    let index = logged(work, &poll, &drawing)?;
    if !tie_lot::seed(work.conn, id, &seed, work.now, index)? {
        return Err(Refusal::DrawMissing.into());
    }
    audit::note_within(work, within, Entry::DrawSeeded, id, &[("index", index.into())])?;
    tie_lot_of(work, id)
}

/// The lot of a poll that visitors know.
pub(crate) fn tie_lot_of(work: &mut Work<'_>, id: &str) -> Result<Drawn, Error> {
    super::public(work, id)?;
    let row = tie_lot::of(work.conn, id)?.ok_or(Error::Missing)?;
    read(work, row)
}
