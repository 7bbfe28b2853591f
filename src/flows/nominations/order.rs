//! In which order the candidates stand: by the strokes of their names, or by a lot that anybody repeats.
//!
//! A lot is announced with its entrants and with where its seed will come from, before the seed can be known; that announcement is
//! public and never changes. Afterwards the seed is entered once. Nobody draws again until they like it: another lot is only announced
//! when there are candidates that the last one does not have. Who withdraws just drops out: each entrant's ticket is its own.

use serde::{Deserialize, Serialize};

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::{Error, Fault, Refusal, Work, fields};
use super::{Kept, all, circumstances};
use crate::election::poll::course::{self, Phase};
use crate::election::poll::nomination::Standing;
use crate::election::poll::nomination::order::draw::draw;
use crate::election::poll::nomination::order::{Doubt, Group, Name, by_strokes, compound_surname};
use crate::election::poll::package::{Candidate, Item, Warning, warnings};
use crate::flows::polls::{self, Poll};
use crate::store::Millis;
use crate::store::candidate_draw::{self, Draw as Row};

/// Somebody on the list.
pub(super) struct Accepted {
    /// The nomination's id.
    pub(super) id: String,
    /// Its number.
    pub(super) number: String,
    /// What is published.
    pub(super) candidate: Candidate,
    /// How the nominee can be reached.
    pub(super) phone: Option<zeroize::Zeroizing<String>>,
    name: Name,
}

/// All who are accepted, in the order in which they came, and how many nominations have no decision.
pub(super) fn accepted(work: &mut Work<'_>, poll: &Poll) -> Result<(Vec<Accepted>, u32), Error> {
    let today = circumstances(work, poll, true)?.today;
    let (mut found, mut undecided) = (Vec::new(), 0_u32);
    for Kept { row, content } in all(work, poll)? {
        let Some(content) = content else { continue };
        if content.nomination.is_undecided() {
            undecided = undecided.saturating_add(1);
        }
        if content.nomination.standing() != Standing::Accepted {
            continue;
        }
        let candidate = content.nomination.candidate(today).ok_or(Fault::Impossible("a candidate without consent"))?;
        let surname = content.surname.unwrap_or_else(|| compound_surname(&candidate.name));
        let name = Name::new(&candidate.name, surname);
        found.push(Accepted { id: row.id, number: row.number, candidate, phone: content.phone, name });
    }
    Ok((found, undecided))
}

/// Those who would be published, in the order in which they came, and how many nominations have no decision.
pub(crate) fn would_publish(work: &mut Work<'_>, poll: &Poll) -> Result<(Vec<Candidate>, u32), Error> {
    let (accepted, undecided) = accepted(work, poll)?;
    Ok((accepted.into_iter().map(|one| one.candidate).collect(), undecided))
}

/// By strokes: positions, in groups that the rule does not divide.
pub(super) fn strokes(accepted: &[Accepted]) -> Vec<Group> {
    let names: Vec<Name> = accepted.iter().map(|accepted| accepted.name.clone()).collect();
    by_strokes(&names)
}

/// An entrant of a lot.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entrant {
    /// The nomination's id. Not public.
    pub(crate) id: String,
    /// As anybody types it again: the name, with the building where two have the same, with the number where that is the same too.
    pub(crate) text: String,
}

fn entrants(accepted: &[Accepted]) -> Vec<Entrant> {
    let same = |one: &Accepted, key: fn(&Candidate) -> (&str, &str)| {
        accepted.iter().filter(|other| key(&other.candidate) == key(&one.candidate)).count() > 1
    };
    let text = |one: &Accepted| {
        let Candidate { name, building, .. } = &one.candidate;
        if same(one, |candidate| (&candidate.name, &candidate.building)) {
            format!("{name}（{building} {}）", one.number)
        } else if same(one, |candidate| (&candidate.name, "")) {
            format!("{name}（{building}）")
        } else {
            name.clone()
        }
    };
    accepted.iter().map(|one| Entrant { id: one.id.clone(), text: text(one) }).collect()
}

/// A lot as it is public.
pub(crate) struct Drawn {
    /// Its row.
    pub(crate) row: Row,
    /// As they were announced.
    pub(crate) entrants: Vec<Entrant>,
    /// Positions of the entrants in the order drawn; none before there is a seed.
    pub(crate) order: Option<Vec<usize>>,
}

impl Drawn {
    fn of(row: Row) -> Result<Self, Error> {
        let entrants: Vec<Entrant> = serde_json::from_str(&row.entrants).map_err(|_| Fault::Json("candidate_draws.entrants"))?;
        let order = row.seed.as_deref().map(|seed| drawn(seed, &entrants)).transpose()?;
        Ok(Self { row, entrants, order })
    }

    /// Whether everybody is in it.
    fn has(&self, accepted: &[Accepted]) -> bool {
        accepted.iter().all(|one| self.entrants.iter().any(|entrant| entrant.id == one.id))
    }
}

fn drawn(seed: &str, entrants: &[Entrant]) -> Result<Vec<usize>, Error> {
    let texts: Vec<String> = entrants.iter().map(|entrant| entrant.text.clone()).collect();
    Ok(draw(seed, &texts).map_err(|_| Refusal::DrawUnusable)?)
}

/// All lots of a poll, from the first on.
pub(crate) fn draws(work: &mut Work<'_>, poll: &Poll) -> Result<Vec<Drawn>, Error> {
    candidate_draw::all(work.conn, &poll.row.id)?.into_iter().map(Drawn::of).collect()
}

/// The last lot, if it has a seed and everybody is in it: positions of those accepted in the order drawn, and its number.
pub(super) fn by_draw(work: &mut Work<'_>, poll: &Poll, accepted: &[Accepted]) -> Result<(Vec<usize>, i64), Error> {
    let last = draws(work, poll)?.pop().filter(|last| last.has(accepted)).ok_or(Refusal::DrawMissing)?;
    let order = last.order.ok_or(Refusal::DrawMissing)?;
    let ids = order.iter().filter_map(|position| last.entrants.get(*position)).map(|entrant| &entrant.id);
    let positions = ids.filter_map(|id| accepted.iter().position(|one| one.id == *id)).collect();
    Ok((positions, last.row.seq))
}

/// Where the list could still change.
fn changes(poll: &Poll) -> Result<(), Refusal> {
    let open = matches!(poll.phase(), Phase::Nominating | Phase::CandidatesPublished);
    if open { Ok(()) } else { Err(Refusal::NominationClosed) }
}

/// Announces a lot among those accepted: where its seed will come from, and from when on it can be known.
pub(crate) fn announce(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    source: &str,
    seed_from: Millis,
) -> Result<Drawn, Error> {
    let poll = polls::take(work, within, poll)?;
    changes(&poll)?;
    let source = fields::line("source", source, 200)?;
    fields::ahead("seed_from", seed_from, work.now)?;
    let (accepted, undecided) = accepted(work, &poll)?;
    if undecided > 0 {
        return Err(Refusal::Course(course::Refusal::NominationsUndecided(undecided)).into());
    }
    if accepted.is_empty() {
        return Err(Refusal::Course(course::Refusal::NoCandidates).into());
    }
    let before = draws(work, &poll)?;
    if before.last().is_some_and(|last| last.has(&accepted)) {
        return Err(Refusal::DrawnAlready.into());
    }
    let entrants = entrants(&accepted);
    drawn("-", &entrants)?;
    let row = Row {
        poll_id: poll.row.id.clone(),
        seq: i64::try_from(before.len()).unwrap_or(i64::MAX),
        entrants: serde_json::to_string(&entrants).map_err(|_| Fault::Json("candidate_draws.entrants"))?,
        source,
        seed_from,
        announced_at: work.now,
        seed: None,
        seeded_at: None,
    };
    candidate_draw::add(work.conn, &row)?;
    audit::note_within(work, within, Action::DrawAnnounced, &row.poll_id, &[("seq", row.seq.into())])?;
    Drawn::of(row)
}

/// Enters the seed of the last lot, once.
pub(crate) fn enter_seed(work: &mut Work<'_>, within: &Within, poll: &str, seed: &str) -> Result<Drawn, Error> {
    let poll = polls::take(work, within, poll)?;
    changes(&poll)?;
    let seed = fields::line("seed", seed, 200)?;
    let last = draws(work, &poll)?.pop().filter(|last| last.row.seed.is_none()).ok_or(Refusal::DrawMissing)?;
    if last.row.seed_from > work.now {
        return Err(Refusal::DrawTooEarly.into());
    }
    drawn(&seed, &last.entrants)?;
    if !candidate_draw::seed(work.conn, &poll.row.id, last.row.seq, &seed, work.now)? {
        return Err(Refusal::DrawMissing.into());
    }
    audit::note_within(work, within, Action::DrawSeeded, &poll.row.id, &[("seq", last.row.seq.into())])?;
    draws(work, &poll)?.pop().ok_or_else(|| Fault::Impossible("a lot that is gone").into())
}

/// Somebody on the list, to be put in order.
pub(crate) struct Listed {
    /// The nomination's number.
    pub(crate) number: String,
    /// As published.
    pub(crate) name: String,
    /// As published.
    pub(crate) building: String,
}

/// The list as it could be published now.
pub(crate) struct Proposal {
    /// Those accepted, by strokes.
    pub(crate) groups: Vec<(Vec<Listed>, Option<Doubt>)>,
    /// Nominations without a decision.
    pub(crate) undecided: u32,
    /// Whether it is another list than the one that is published.
    pub(crate) differs: bool,
    /// What should be seen before anything is printed.
    pub(crate) warnings: Vec<Warning>,
    /// Lots, from the first on.
    pub(crate) draws: Vec<Drawn>,
}

/// What would be published.
pub(crate) fn propose(work: &mut Work<'_>, within: &Within, poll: &str) -> Result<Proposal, Error> {
    let poll = polls::load(work, within, poll)?;
    let (accepted, undecided) = accepted(work, &poll)?;
    let listed = |position: &usize| {
        accepted.get(*position).map(|one| Listed {
            number: one.number.clone(),
            name: one.candidate.name.clone(),
            building: one.candidate.building.clone(),
        })
    };
    let groups = strokes(&accepted);
    let groups = groups.iter().map(|group| (group.members.iter().filter_map(listed).collect(), group.doubt)).collect();
    let mut items = poll.items.clone();
    for item in &mut items {
        if let Item::Committee(item) = item {
            item.candidates = accepted.iter().map(|one| one.candidate.clone()).collect();
        }
    }
    let differs = poll.row.candidates.is_some() && super::differs(work, &poll)?;
    Ok(Proposal { groups, undecided, differs, warnings: warnings(&items), draws: draws(work, &poll)? })
}

/// Lots of a poll as visitors know it.
pub(crate) fn public_draws(work: &mut Work<'_>, id: &str) -> Result<Vec<Drawn>, Error> {
    let (poll, _) = polls::public(work, id)?;
    draws(work, &poll)
}
