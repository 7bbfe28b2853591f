//! What happens by itself when its time has come: a poll opens, and closes, and its result becomes final. Exactly once, though several instances of the service look
//! for what is due, and though all of them were down at the time: who takes the timer (one `UPDATE … RETURNING`) does it in the same
//! transaction, or nobody did it.

use super::super::access::Within;
use super::super::log;
use super::super::polls::{self, Poll};
use super::super::{Error, Fault, Refusal, Work, notices};
use super::prepare;
use crate::crypto::hash::Digest;
use crate::election::log::leaf::Entry;
use crate::election::log::opening::Opening;
use crate::election::log::rules::Rules;
use crate::election::poll::course::Action;
pub(crate) use crate::store::timer::Timer;
use crate::store::{Millis, opening, timer};

/// Timers that are looked at together.
const BATCH: i64 = 32;
/// After a refusal it is tried again so much later: the reason may go away, e.g. the notice hangs long enough.
const AGAIN: Millis = 60_000;

/// The timers of a poll.
pub(crate) fn of(work: &mut Work<'_>, poll: &str) -> Result<Vec<Timer>, Error> {
    Ok(timer::of(work.conn, poll)?)
}

/// What is due by now.
pub(crate) fn due(work: &mut Work<'_>) -> Result<Vec<Timer>, Error> {
    Ok(timer::due(work.conn, work.now, BATCH)?)
}

/// Does what is due, if nobody did. Whether it was done here.
pub(crate) fn run(work: &mut Work<'_>, due: &Timer) -> Result<bool, Error> {
    // The poll first: whoever moves it by hand holds it too, and then changes its timers.
    let mut poll = polls::take_unattended(work, &due.poll_id)?;
    if !timer::take(work.conn, &due.poll_id, &due.action, work.now)? {
        return Ok(false);
    }
    match due.action.as_str() {
        "open" => open(work, &mut poll)?,
        "close" => close(work, &mut poll)?,
        polls::FINAL => polls::becomes_final(work, &mut poll)?,
        _ => return Err(Fault::Impossible("a timer for nothing").into()),
    }
    Ok(true)
}

/// Notes why it was not done, to be tried again later.
pub(crate) fn refused(work: &mut Work<'_>, due: &Timer, code: &str) -> Result<(), Error> {
    Ok(timer::refuse(work.conn, due, code, work.now.saturating_add(AGAIN))?)
}

/// 投票开始: the log begins with the opening.
fn open(work: &mut Work<'_>, poll: &mut Poll) -> Result<(), Error> {
    let id = poll.row.id.clone();
    let row = opening::of(work.conn, &id)?.ok_or(Fault::Impossible("a timer without an opening"))?;
    let opening = Opening::parse(row.opening.as_bytes()).map_err(|_| Fault::Json("openings.opening"))?;
    let shown = prepare::shown(&row)?;
    // What hangs is what somebody photographed, not what somebody remembers.
    let notice_since = notices::hangs_since(work, poll)?;
    let action = Action::Open { opening: Some(shown), notice_since };
    polls::apply_unattended(work, poll, action)?;
    let beginning = log::Beginning {
        poll: &id,
        origin: &opening.origin,
        phi: &row.phi,
        opening: Digest::of(row.opening.as_bytes()),
        rules: Rules::of(poll.rules.rules(), opening.closing),
    };
    log::begin(work, &beginning)?;
    let ends = poll.course.ends().ok_or(Fault::Impossible("an open poll without an end"))?;
    Ok(timer::set(work.conn, &id, "close", ends)?)
}

/// 截止. The log says first that it is over, then the state.
fn close(work: &mut Work<'_>, poll: &mut Poll) -> Result<(), Error> {
    log::append(work, &poll.row.id, Entry::Close)?;
    polls::apply_unattended(work, poll, Action::Close)
}

/// 延期: the one extension, announced before the end. It stands in the log, and the poll closes later.
pub(crate) fn extend(work: &mut Work<'_>, within: &Within, poll: &mut Poll, until: Millis) -> Result<(), Error> {
    polls::apply(work, within, poll, Action::Extend { until }, None)?;
    let id = poll.row.id.clone();
    let until_logged = u64::try_from(until).map_err(|_| Refusal::CannotExtend)?;
    log::append(work, &id, Entry::Extend { until: until_logged })?;
    if timer::postpone(work.conn, &id, "close", until)? {
        Ok(())
    } else {
        Err(Fault::Impossible("an open poll that never closes").into())
    }
}
