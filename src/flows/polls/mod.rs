//! Polls 表决, from the first draft to the announcement.
//!
//! Why everything goes through [`apply`]: what may follow what is decided in [`Course`] alone, from facts that are gathered here in
//! the same transaction. A flow that brings a fact of its own (candidates, a result) calls [`take`] first, so that nobody else moves
//! the poll or objects in between, and hands over the [`Action`].
//!
//! What a visitor may know is [`public`]: a poll is public from the first publication of its roll on, also after it went back to a
//! draft or was cancelled.

mod announce;
mod begin;
mod contact;
mod forget;
mod holidays;
mod result;
mod revote;
mod road;
mod roll;
mod rules;
mod staff;
mod steps;
mod tie_lot;
mod ties;

pub(crate) use announce::{Meeting, announce, announced};
pub(crate) use begin::{About, NewItem, begin, change};
pub(crate) use contact::{Contact, SHORT, places, set_contact};
pub(crate) use holidays::{Lacking, lacking};
pub(crate) use result::{FINAL, becomes_final, comments_until, file, make_final, publish_result};
pub(crate) use revote::begin_revote;
pub(crate) use road::{Next, Road, Stop, road};
pub(crate) use roll::{hanging, page as page_of_voters, publish_roll};
pub(crate) use rules::choose;
pub(crate) use staff::{disinterested, dismiss, name, serving};
pub(crate) use steps::{cancel, go_back, open_nomination, publish_candidates, steps};
pub(crate) use tie_lot::{Drawn as DrawnTies, Settled, announce_lot, enter_tie_seed, tie_lot_of};

use super::access::Within;
use super::audit::{self, Action as Entry};
use super::log;
use super::rolls::Kept;
use super::{Error, Fault, Refusal, Work};
use crate::crypto::hash::Digest;
use crate::election::jcs::to_jcs;
use crate::election::log::leaf::Entry as LogEntry;
use crate::election::poll::course::{Act, Action, Actor, Course, Phase};
use crate::election::poll::package::{Candidate, CommitteeItem, Item, Package, Warning, warnings};
use crate::election::rules::RuleSet;
use crate::store::community::{self, Community};
use crate::store::poll::{self, Poll as Row};
use crate::store::poll_step::{self, Step};
use crate::store::{Millis, published, revote as revotes, timer};

/// A poll with what its columns say.
#[derive(Debug)]
pub(crate) struct Poll {
    /// As it is kept.
    pub(crate) row: Row,
    /// Where it stands.
    pub(crate) course: Course,
    /// By which rules.
    pub(crate) rules: RuleSet,
    /// The poll whose equal votes this one decides.
    pub(crate) revote_of: Option<String>,
    /// What is asked; the committee's item with the candidates as published, and with the form of the vote of the rule set.
    pub(crate) items: Vec<Item>,
    /// Who helps owners, once it was said.
    pub(crate) contact: Option<Contact>,
}

impl Poll {
    fn of(row: Row) -> Result<Self, Error> {
        let course = serde_json::from_str(&row.course).map_err(|_| Fault::Json("polls.course"))?;
        let rules = RuleSet::parse(row.rules.as_bytes()).map_err(|_| Fault::Impossible("a poll without a sound rule set"))?;
        let items: Vec<Item> = serde_json::from_str(&row.items).map_err(|_| Fault::Json("polls.items"))?;
        let candidates = row.candidates.as_deref().map(serde_json::from_str::<Vec<Candidate>>).transpose();
        let candidates = candidates.map_err(|_| Fault::Json("polls.candidates"))?;
        let mut poll = Self { row, course, rules, revote_of: None, items, contact: None };
        poll.vote_as_ruled();
        poll.stand(candidates)?;
        Ok(poll)
    }

    /// With what other tables say of it.
    fn read(work: &mut Work<'_>, row: Row) -> Result<Self, Error> {
        let (revote_of, contact) = (revotes::tied(work.conn, &row.id)?, contact::of(work, &row.id)?);
        Ok(Self { revote_of, contact, ..Self::of(row)? })
    }

    /// The state.
    pub(crate) const fn phase(&self) -> Phase {
        self.course.phase()
    }

    /// The election of a committee, if one is among the items. There is one at most.
    pub(crate) fn election(&self) -> Option<&CommitteeItem> {
        self.items.iter().find_map(|item| match item {
            Item::Committee(item) => Some(item),
            Item::Matter(_) => None,
        })
    }

    /// What should be seen before anything is printed. About the candidates only once there are some.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        if self.row.candidates.is_none() {
            return Vec::new();
        }
        warnings(&self.items)
    }

    /// The committee is asked for in the rule set's way.
    fn vote_as_ruled(&mut self) {
        for item in &mut self.items {
            if let Item::Committee(item) = item {
                item.vote = self.rules.rules().candidate_vote.value.into();
            }
        }
    }

    /// The candidates as they are published, or none.
    fn stand(&mut self, candidates: Option<Vec<Candidate>>) -> Result<(), Error> {
        let text = candidates.as_ref().map(serde_json::to_string).transpose();
        self.row.candidates = text.map_err(|_| Fault::Json("polls.candidates"))?;
        let candidates = candidates.unwrap_or_default();
        for item in &mut self.items {
            if let Item::Committee(item) = item {
                item.candidates.clone_from(&candidates);
            }
        }
        Ok(())
    }

    /// The package as it would be announced now. Before the roll is published its digest is that of nothing.
    fn draft(&self, community: &Community) -> Package {
        Package {
            version: 1,
            community: community.name.clone(),
            title: self.row.title.clone(),
            text: self.row.text.clone(),
            items: self.items.clone(),
            rules: self.rules.digest(),
            roll: self.course.roll().map_or_else(|| Digest::of(b""), |roll| roll.digest),
        }
    }
}

/// A poll of the community somebody is in.
pub(crate) fn load(work: &mut Work<'_>, within: &Within, id: &str) -> Result<Poll, Error> {
    let row = poll::by_id(work.conn, id)?.filter(|row| row.community_id == within.community());
    Poll::read(work, row.ok_or(Error::Missing)?)
}

/// The same, to change it: nobody else moves it or objects to it until this transaction ends.
pub(crate) fn take(work: &mut Work<'_>, within: &Within, id: &str) -> Result<Poll, Error> {
    poll::lock(work.conn, id)?;
    load(work, within, id)
}

/// A poll for the service itself, which acts for nobody.
pub(crate) fn unattended(work: &mut Work<'_>, id: &str) -> Result<Poll, Error> {
    let row = poll::by_id(work.conn, id)?.ok_or(Error::Missing)?;
    Poll::read(work, row)
}

/// The same, to change it.
pub(crate) fn take_unattended(work: &mut Work<'_>, id: &str) -> Result<Poll, Error> {
    poll::lock(work.conn, id)?;
    unattended(work, id)
}

/// The same, if nobody else changed it since `version`.
pub(crate) fn take_version(work: &mut Work<'_>, within: &Within, id: &str, version: i64) -> Result<Poll, Error> {
    let poll = take(work, within, id)?;
    if poll.row.version == version { Ok(poll) } else { Err(Refusal::Stale.into()) }
}

/// A poll as visitors know it, with its community.
pub(crate) fn public(work: &mut Work<'_>, id: &str) -> Result<(Poll, Community), Error> {
    let row = poll::by_id(work.conn, id)?.filter(|row| row.public_since.is_some()).ok_or(Error::Missing)?;
    let community = community::by_id(work.conn, &row.community_id)?.ok_or(Fault::Impossible("a poll of no community"))?;
    Ok((Poll::read(work, row)?, community))
}

/// What is asked as it would be announced now. What was announced is the same: since then nothing of it changes.
pub(crate) fn package(work: &mut Work<'_>, poll: &Poll) -> Result<Package, Error> {
    let community = community::by_id(work.conn, &poll.row.community_id)?;
    Ok(poll.draft(&community.ok_or(Fault::Impossible("a poll of no community"))?))
}

/// The version of the roll that is published.
pub(crate) fn roll(work: &mut Work<'_>, poll: &Poll) -> Result<Option<Kept>, Error> {
    roll::open(work, poll)
}

/// Polls of a community in the order in which they were begun, after time and id given.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, after: (Millis, &str), limit: i64) -> Result<Vec<Poll>, Error> {
    poll::page(work.conn, within.community(), false, after, limit)?.into_iter().map(Poll::of).collect()
}

/// Those that visitors know; [`Error::Missing`] where there is no such community.
pub(crate) fn public_page(work: &mut Work<'_>, community: &str, after: (Millis, &str), limit: i64) -> Result<Vec<Poll>, Error> {
    community::by_id(work.conn, community)?.ok_or(Error::Missing)?;
    poll::page(work.conn, community, true, after, limit)?.into_iter().map(Poll::of).collect()
}

/// The end of the voting as a slip says it, in the time of the place: `3月27日24:00`. `None` before it is announced.
pub(crate) fn end_in_words(poll: &Poll) -> Option<String> {
    let (ends, calendar) = (poll.course.ends()?, &poll.rules.rules().calendar.value);
    let day = calendar.date_at(ends.saturating_sub(1)).ok()?;
    // A day of the rule set has 24 hours, so what lacks until its end tells the time.
    let lacking = calendar.end_of(day).ok()?.saturating_sub(ends).div_euclid(60_000);
    let minutes = 1_440_i64.saturating_sub(lacking);
    Some(format!("{}月{}日{:02}:{:02}", day.month(), day.day(), minutes.div_euclid(60), minutes.rem_euclid(60)))
}

/// As the column holds it.
fn course_text(course: &Course) -> Result<String, Error> {
    let bytes = to_jcs(course).map_err(|_| Fault::Json("polls.course"))?;
    Ok(String::from_utf8(bytes).map_err(|_| Fault::Json("polls.course"))?)
}

/// Writes back what was changed, if nobody else changed the poll since it was read.
fn keep(work: &mut Work<'_>, poll: &mut Poll) -> Result<(), Error> {
    if !poll::replace(work.conn, &poll.row)? {
        return Err(Refusal::Stale.into());
    }
    poll.row.version = poll.row.version.saturating_add(1);
    Ok(())
}

/// Takes a step of the course, or says why not: [`Refusal::Course`]. What hangs out, the public list of steps and the audit log
/// follow from it.
pub(crate) fn apply(
    work: &mut Work<'_>,
    within: &Within,
    poll: &mut Poll,
    action: Action,
    override_reason: Option<String>,
) -> Result<(), Error> {
    let act = Act { by: within.actor(), at: work.now, action, override_reason };
    step(work, Some(&within.who().account), poll, act)
}

/// Takes a step whose time has come: nobody asked for it now.
pub(crate) fn apply_unattended(work: &mut Work<'_>, poll: &mut Poll, action: Action) -> Result<(), Error> {
    let act = Act { by: Actor::Schedule, at: work.now, action, override_reason: None };
    step(work, None, poll, act)
}

fn step(work: &mut Work<'_>, account: Option<&str>, poll: &mut Poll, act: Act) -> Result<(), Error> {
    let next = poll.course.apply(&act, &poll.rules).map_err(Refusal::Course)?;
    // A reason that was not needed is nobody's business.
    let set_aside = next.overrides().len() > poll.course.overrides().len();
    poll.course = next;
    match act.action {
        Action::PublishRoll { .. } => poll.row.public_since = poll.row.public_since.or(Some(work.now)),
        Action::GoBack { to, .. } => went_back(work, poll, to)?,
        Action::Cancel { .. } => {
            published::take_roll_down(work.conn, &poll.row.id)?;
            timer::clear(work.conn, &poll.row.id)?;
            forget::what_opens_votes(work, &poll.row.id)?;
        }
        Action::MakeFinal { .. } => forget::what_opens_votes(work, &poll.row.id)?,
        _ => {}
    }
    // From the opening on the public log says every state.
    if poll.course.opening().is_some()
        && let Some(state) = poll.phase().logged()
    {
        let reason = act.action.reason().map(str::to_owned);
        log::append(work, &poll.row.id, LogEntry::State { state, reason })?;
    }
    let (phase, round) = (poll.phase(), i64::from(poll.course.version()));
    let step = Step {
        poll_id: poll.row.id.clone(),
        seq: poll.row.next_step,
        at: work.now,
        account_id: account.map(str::to_owned),
        action: act.action.word().to_owned(),
        state: phase.word().to_owned(),
        round,
        reason: act.action.reason().map(str::to_owned),
        override_reason: act.override_reason.filter(|_| set_aside),
    };
    poll.row.next_step = poll.row.next_step.saturating_add(1);
    poll.row.state = phase.word().to_owned();
    poll.row.course = course_text(&poll.course)?;
    keep(work, poll)?;
    poll_step::add(work.conn, &step)?;
    let details = [("action", act.action.word().into()), ("state", phase.word().into()), ("round", round.into())];
    audit::note(work, &poll.row.community_id, account, Entry::PollMoved, &poll.row.id, &details)
}

/// What hangs out after going back.
fn went_back(work: &mut Work<'_>, poll: &mut Poll, to: Phase) -> Result<(), Error> {
    poll.stand(None)?;
    match to {
        Phase::Draft => {
            (poll.row.roll_version_id, poll.row.masked_digest) = (None, None);
            Ok(published::take_roll_down(work.conn, &poll.row.id)?)
        }
        // It is published for its whole period again.
        Phase::RollPublished => roll::hang_again(work, poll),
        _ => Ok(()),
    }
}
