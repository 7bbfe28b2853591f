//! 现在到哪一步、下一步是什么、还差什么、几号之前: the road of a poll's states, and what blocks the next one.

use super::{Action, Error, Fault, Poll, Refusal, Within, Work, announce, result, steps};
use crate::election::poll::course::{Act, Actor, Obstacle, Outlook, Phase};
use crate::election::poll::package::candidates_digest;
use crate::election::poll::role::Role;
use crate::flows::{nominations, notices, opening, rolls};
use crate::store::Millis;
use crate::store::objection::About;
use crate::store::poll_step;

/// More steps than any poll takes.
const MOST_STEPS: i64 = 10_000;

/// A state on the road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    /// Which.
    pub(crate) phase: Phase,
    /// Since when it is behind the poll, or the one that it is at.
    pub(crate) reached: Option<Millis>,
}

/// The next step.
#[derive(Debug)]
pub(crate) struct Next {
    /// The word of the action.
    pub(crate) action: &'static str,
    /// What is missing, and no guard of the course asks for.
    pub(crate) lacks: Vec<Refusal>,
    /// What the guards of the course say.
    pub(crate) obstacles: Vec<Obstacle>,
    /// When it could be taken at the earliest, if somebody does all that people have to do now.
    pub(crate) earliest: Option<Millis>,
    /// For an announcement then: when the voting could begin and end at the earliest.
    pub(crate) meeting: Option<(Millis, Millis)>,
    /// For a publication of the roll: the community's newest version.
    pub(crate) roll_version: Option<String>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Road {
    /// In their order.
    pub(crate) stops: Vec<Stop>,
    /// None where nothing follows, or where it comes by itself and nobody can be in its way.
    pub(crate) next: Option<Next>,
}

/// Where a poll is and what blocks its next step.
pub(crate) fn road(work: &mut Work<'_>, within: &Within, poll: &Poll) -> Result<Road, Error> {
    let next = match poll.phase() {
        Phase::Draft => Some(publication(work, within, poll)?),
        Phase::RollPublished if poll.election().is_some() => {
            let objections = steps::unanswered(work, poll, &[About::Roll])?;
            Some(step(work, poll, Action::OpenNomination { objections }))
        }
        Phase::Nominating => Some(candidates(work, poll)?),
        Phase::RollPublished | Phase::CandidatesPublished => Some(announcement(work, within, poll)?),
        Phase::Counted => {
            let action = result::publication(work, poll)?;
            Some(step(work, poll, action))
        }
        Phase::Published => {
            let action = result::ending(work, poll)?;
            Some(step(work, poll, action))
        }
        Phase::Final => Some(step(work, poll, Action::File)),
        Phase::Announced => Some(beginning(work, poll)?),
        _ => None,
    };
    Ok(Road { stops: stops(work, poll)?, next })
}

/// When each state was reached; what lies before the poll after it went back was not.
fn stops(work: &mut Work<'_>, poll: &Poll) -> Result<Vec<Stop>, Error> {
    let mut reached = vec![(Phase::Draft, poll.row.created_at)];
    for step in poll_step::page(work.conn, &poll.row.id, -1, MOST_STEPS)? {
        let Some(phase) = Phase::ALL.into_iter().find(|phase| phase.word() == step.state) else { continue };
        reached.retain(|(before, _)| *before < phase);
        reached.push((phase, step.at));
    }
    let there = |phase: Phase| reached.iter().find(|(known, _)| *known == phase).map(|(_, at)| *at);
    let on_the_road = |phase: &Phase| match phase {
        Phase::Nominating | Phase::CandidatesPublished => poll.election().is_some(),
        Phase::Cancelled => poll.phase() == Phase::Cancelled,
        // What would have followed does not any more.
        _ => poll.phase() != Phase::Cancelled || there(*phase).is_some(),
    };
    let stops = Phase::ALL.into_iter().filter(on_the_road).map(|phase| Stop { phase, reached: there(phase) });
    Ok(stops.collect())
}

/// A step whose facts are all known.
fn step(work: &Work<'_>, poll: &Poll, action: Action) -> Next {
    let act = Act { by: Actor::Person(Role::Chair), at: work.now, action, override_reason: None };
    let word = act.action.word();
    let Outlook { obstacles, earliest } = poll.course.outlook(&act, &poll.rules);
    let meeting = earliest.as_ref().and_then(|act| match act.action {
        Action::Announce { opens, closes, .. } => Some((opens, closes)),
        _ => None,
    });
    let earliest = earliest.map(|act| act.at);
    Next { action: word, lacks: Vec::new(), obstacles, earliest, meeting, roll_version: None }
}

/// A step that lacks something already.
fn lacking(action: &'static str, refusal: Refusal) -> Next {
    Next { action, lacks: vec![refusal], obstacles: Vec::new(), earliest: None, meeting: None, roll_version: None }
}

fn publication(work: &mut Work<'_>, within: &Within, poll: &Poll) -> Result<Next, Error> {
    const ACTION: &str = "publish_roll";
    let Some(version) = rolls::latest(work, within.community())? else { return Ok(lacking(ACTION, Refusal::NoRoll)) };
    let kept = rolls::open(work, within.community(), &version.id)?;
    let next = match super::roll::publishable(work, within, poll, &kept) {
        Ok(()) => step(work, poll, Action::PublishRoll { roll: kept.digest, waiting_rows: 0 }),
        Err(Error::Refused(refusal)) => lacking(ACTION, refusal),
        Err(error) => return Err(error),
    };
    Ok(Next { roll_version: Some(version.id), ..next })
}

fn candidates(work: &mut Work<'_>, poll: &Poll) -> Result<Next, Error> {
    let (candidates, undecided) = nominations::would_publish(work, poll)?;
    let digest = candidates_digest(&[&candidates]).map_err(|_| Fault::Json("polls.candidates"))?;
    let count = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
    Ok(step(work, poll, Action::PublishCandidates { candidates: digest, count, undecided }))
}

fn announcement(work: &mut Work<'_>, within: &Within, poll: &Poll) -> Result<Next, Error> {
    let meeting = announce::Meeting { opens: work.now, closes: work.now };
    match announce::prepare(work, within, poll, meeting) {
        Ok((action, _)) => Ok(step(work, poll, action)),
        // Objections and periods stand in the way as well, but without a package no guard can be asked.
        Err(Error::Refused(refusal)) => Ok(lacking("announce", refusal)),
        Err(error) => Err(error),
    }
}

/// The voting begins by itself, unless what has to be there before is not.
fn beginning(work: &mut Work<'_>, poll: &Poll) -> Result<Next, Error> {
    let (id, mut lacks) = (poll.row.id.as_str(), Vec::new());
    let shown = match opening::prepared(work, id)? {
        Some(row) => Some(opening::shown(&row)?),
        None => {
            match opening::voters::frozen(work, id)? {
                None => lacks.push(Refusal::VotersNotFrozen),
                Some(frozen) if frozen.waiting > 0 => lacks.push(Refusal::PointsMissing),
                Some(_) => {}
            }
            if opening::trustees::table(work, id)?.is_none_or(|table| table.board.list.is_none()) {
                lacks.push(Refusal::TrusteesMissing);
            }
            None
        }
    };
    let notice_since = notices::hangs_since(work, poll)?;
    Ok(Next { lacks, ..step(work, poll, Action::Open { opening: shown, notice_since }) })
}
