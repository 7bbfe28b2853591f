//! From the result to its end: 公示, 生效, 备案.

use super::{Action, Error, Poll, Refusal, Within, Work, apply, apply_unattended, steps};
use crate::crypto::hash::Digest;
use crate::election::poll::course::{self, Act, Actor, Objections};
use crate::store::objection::About;
use crate::store::{count, timer};

/// What becomes final when the time for objections is over.
pub(crate) const FINAL: &str = "final";

/// 结果公示: the result hangs out, and objections to it are taken. It becomes final by itself.
pub(crate) fn publish_result(work: &mut Work<'_>, within: &Within, poll: &mut Poll) -> Result<(), Error> {
    let action = publication(work, poll)?;
    apply(work, within, poll, action, None)?;
    let act = Act { by: Actor::Schedule, at: work.now, action: end(Objections::default()), override_reason: None };
    // Where the holidays of the year are not known, nobody can say when, and the chair has to.
    match poll.course.outlook(&act, &poll.rules).earliest {
        Some(act) => Ok(timer::set(work.conn, &poll.row.id, FINAL, act.at)?),
        None => Ok(()),
    }
}

/// The step with what has to be shown for it.
pub(super) fn publication(work: &mut Work<'_>, poll: &Poll) -> Result<Action, Error> {
    let outcome = count::outcome(work.conn, &poll.row.id)?.ok_or(Refusal::Course(course::Refusal::WrongPhase(poll.phase())))?;
    Ok(Action::PublishResult { certificate: Digest::of(outcome.certificate.as_bytes()) })
}

const fn end(objections: Objections) -> Action {
    Action::MakeFinal { objections }
}

/// The step that ends the time for objections. Nothing may be left without an answer, whatever it is about.
pub(super) fn ending(work: &mut Work<'_>, poll: &Poll) -> Result<Action, Error> {
    Ok(end(steps::unanswered(work, poll, &About::ALL)?))
}

/// 生效, by the chair: where nobody could say when the time is over, or with a reason before.
pub(crate) fn make_final(work: &mut Work<'_>, within: &Within, poll: &mut Poll, why: Option<String>) -> Result<(), Error> {
    let action = ending(work, poll)?;
    apply(work, within, poll, action, why)?;
    Ok(timer::clear(work.conn, &poll.row.id)?)
}

/// 生效, because its time has come.
pub(crate) fn becomes_final(work: &mut Work<'_>, poll: &mut Poll) -> Result<(), Error> {
    let action = ending(work, poll)?;
    apply_unattended(work, poll, action)
}

/// 备案: the result was filed with the authority.
pub(crate) fn file(work: &mut Work<'_>, within: &Within, poll: &mut Poll) -> Result<(), Error> {
    apply(work, within, poll, Action::File, None)
}

/// When it becomes final by itself.
pub(crate) fn comments_until(work: &mut Work<'_>, id: &str) -> Result<Option<i64>, Error> {
    Ok(timer::of(work.conn, id)?.into_iter().find(|timer| timer.action == FINAL).map(|timer| timer.due_at))
}
