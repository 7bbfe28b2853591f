//! 候选人公示: the list, in its order, as everybody sees it.

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::files::{self, Kind, Owner};
use super::super::{Error, Fault, Refusal, Work, fields};
use super::offices::with_phones;
use super::order::{Accepted, accepted, by_draw, strokes};
use crate::election::poll::course::Published as Hung;
use crate::election::poll::nomination::conflict::may_stand;
use crate::election::poll::nomination::order::agrees;
use crate::election::poll::package::{Candidate, Warning};
use crate::flows::polls::{self, Poll};
use crate::store::candidate_order::{self, Order};

/// By which rule the list is put in order.
pub(crate) enum Publication<'p> {
    /// 姓氏笔画. Where the rule does not tell names apart: the numbers of all nominations in their order, and why.
    Strokes(Option<(&'p [String], &'p str)>),
    /// By the last lot.
    Draw,
}

/// What the order rests on.
struct Ordered {
    positions: Vec<usize>,
    rule: &'static str,
    draw_seq: Option<i64>,
    undecided: Vec<Vec<String>>,
    reason: Option<String>,
}

fn ordered(work: &mut Work<'_>, poll: &Poll, accepted: &[Accepted], publication: &Publication<'_>) -> Result<Ordered, Error> {
    let decided = match publication {
        Publication::Draw => {
            let (positions, seq) = by_draw(work, poll, accepted)?;
            return Ok(Ordered { positions, rule: "draw", draw_seq: Some(seq), undecided: Vec::new(), reason: None });
        }
        Publication::Strokes(decided) => decided,
    };
    let groups = strokes(accepted);
    let name = |position: &usize| accepted.get(*position).map(|one| one.candidate.name.clone());
    let in_doubt = groups.iter().filter(|group| group.doubt.is_some());
    let undecided: Vec<Vec<String>> = in_doubt.map(|group| group.members.iter().filter_map(name).collect()).collect();
    let (positions, reason) = match decided {
        None if undecided.is_empty() => (groups.iter().flat_map(|group| group.members.clone()).collect(), None),
        None => return Err(Refusal::OrderInDoubt.into()),
        Some((numbers, reason)) => {
            let position = |number: &String| accepted.iter().position(|one| one.number == *number);
            let positions: Option<Vec<usize>> = numbers.iter().map(position).collect();
            let positions = positions.filter(|positions| agrees(&groups, positions)).ok_or(Refusal::OrderWrong)?;
            (positions, Some(fields::line("reason", reason, 200)?))
        }
    };
    Ok(Ordered { positions, rule: "strokes", draw_seq: None, undecided, reason })
}

/// Publishes the list, or another one in its place, which then hangs for the whole period.
pub(crate) fn publish(work: &mut Work<'_>, within: &Within, poll: &mut Poll, publication: &Publication<'_>) -> Result<(), Error> {
    let (accepted, undecided) = accepted(work, poll)?;
    for one in &accepted {
        let phones: Vec<&str> = one.phone.iter().map(|phone| phone.as_str()).collect();
        for colleague in with_phones(work, within.community(), &phones)? {
            may_stand(&colleague.offices).map_err(Refusal::Stands)?;
        }
    }
    let order = ordered(work, poll, &accepted, publication)?;
    let chosen = || order.positions.iter().filter_map(|position| accepted.get(*position));
    let candidates: Vec<Candidate> = chosen().map(|one| one.candidate.clone()).collect();
    let ids: Vec<&str> = chosen().map(|one| one.id.as_str()).collect();
    let row = Order {
        poll_id: poll.row.id.clone(),
        rule: order.rule.to_owned(),
        draw_seq: order.draw_seq,
        undecided: serde_json::to_string(&order.undecided).map_err(|_| Fault::Json("candidate_orders.undecided"))?,
        reason: order.reason.clone(),
        nominations: serde_json::to_string(&ids).map_err(|_| Fault::Json("candidate_orders.nominations"))?,
    };
    polls::publish_candidates(work, within, poll, candidates, undecided)?;
    Ok(candidate_order::put(work.conn, &row)?)
}

/// The nominations that are published, in their order.
pub(super) fn published_ids(work: &mut Work<'_>, poll: &Poll) -> Result<Vec<String>, Error> {
    let Some(order) = candidate_order::of(work.conn, &poll.row.id)?.filter(|_| poll.row.candidates.is_some()) else {
        return Ok(Vec::new());
    };
    Ok(serde_json::from_str(&order.nominations).map_err(|_| Fault::Json("candidate_orders.nominations"))?)
}

/// Whether a nomination is on the list that is published.
pub(super) fn was_published(work: &mut Work<'_>, poll: &Poll, id: &str) -> Result<bool, Error> {
    Ok(published_ids(work, poll)?.iter().any(|known| known == id))
}

/// Whether the list that is published shows this photo.
pub(super) fn shows(poll: &Poll, digest: &str) -> bool {
    let candidates: &[Candidate] = poll.election().map_or(&[], |election| &election.candidates);
    candidates.iter().filter_map(|candidate| candidate.photo).any(|photo| photo.to_string() == digest)
}

/// Whether those who are accepted are others than the list that is published has, or say something else: it is to be published again.
/// The age band is left aside, because it changes by itself.
pub(crate) fn differs(work: &mut Work<'_>, poll: &Poll) -> Result<bool, Error> {
    let ids = published_ids(work, poll)?;
    let (accepted, undecided) = accepted(work, poll)?;
    let hung: &[Candidate] = poll.election().map_or(&[], |election| &election.candidates);
    let ageless = |candidate: &Candidate| Candidate { age_band: String::new(), ..candidate.clone() };
    let same =
        |(id, hung): (&String, &Candidate)| accepted.iter().any(|one| one.id == *id && ageless(&one.candidate) == ageless(hung));
    let all = ids.len() == accepted.len() && ids.len() == hung.len();
    Ok(undecided > 0 || !all || !ids.iter().zip(hung).all(same))
}

/// The list as everybody sees it.
pub(crate) struct List {
    /// When it was published, and its digest.
    pub(crate) hung: Hung,
    /// In their order.
    pub(crate) candidates: Vec<Candidate>,
    /// By which rule.
    pub(crate) order: Order,
    /// Names that the rule does not tell apart.
    pub(crate) undecided: Vec<Vec<String>>,
    /// What should be seen before anything is printed.
    pub(crate) warnings: Vec<Warning>,
}

/// The candidates of a poll, while they are published.
pub(crate) fn list(work: &mut Work<'_>, id: &str) -> Result<List, Error> {
    let (poll, _) = polls::public(work, id)?;
    let hung = poll.course.candidates().filter(|_| poll.row.candidates.is_some()).ok_or(Error::Missing)?;
    let order = candidate_order::of(work.conn, id)?.ok_or(Fault::Impossible("a published list without its order"))?;
    let undecided = serde_json::from_str(&order.undecided).map_err(|_| Fault::Json("candidate_orders.undecided"))?;
    let candidates = poll.election().map(|election| election.candidates.clone()).unwrap_or_default();
    Ok(List { hung, candidates, order, undecided, warnings: poll.warnings() })
}

/// A photo on the list that is published, by its digest.
pub(crate) fn photo_of(work: &mut Work<'_>, id: &str, digest: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (poll, _) = polls::public(work, id)?;
    if !shows(&poll, digest) {
        return Err(Error::Missing);
    }
    for nomination in published_ids(work, &poll)? {
        let owner = Owner(Kind::Nomination, &nomination);
        if let Some(found) = files::of(work, owner)?.into_iter().find(|file| file.digest == digest) {
            return Ok(files::open(work, owner, &found.id)?.1);
        }
    }
    Err(Error::Missing)
}
