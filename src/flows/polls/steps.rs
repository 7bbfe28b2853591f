//! Steps that need nothing but the poll itself and the objections to it, and those that were taken.

use super::{Action, Error, Poll, Refusal, Within, Work, apply};
use crate::election::poll::course::{Objections, Phase};
use crate::election::poll::package::{Candidate, candidates_digest};
use crate::flows::communities;
use crate::store::objection::{self, About};
use crate::store::poll_step::{self, Step};

/// 报名: owners may put themselves forward.
pub(crate) fn open_nomination(work: &mut Work<'_>, within: &Within, poll: &mut Poll, why: Option<String>) -> Result<(), Error> {
    poll.election().ok_or(Refusal::NothingToElect)?;
    let objections = unanswered(work, poll, &[About::Roll])?;
    apply(work, within, poll, Action::OpenNomination { objections }, why)
}

/// 候选人公示: these, in this order; or these in the place of those before. `undecided` nominations have no decision yet.
pub(crate) fn publish_candidates(
    work: &mut Work<'_>,
    within: &Within,
    poll: &mut Poll,
    candidates: Vec<Candidate>,
    undecided: u32,
) -> Result<(), Error> {
    poll.election().ok_or(Refusal::NothingToElect)?;
    let digest = candidates_digest(&[&candidates]).map_err(|_| super::Fault::Json("polls.candidates"))?;
    let count = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
    poll.stand(Some(candidates))?;
    // What no ballot could show is said before it hangs for a week.
    let community = communities::see(work, within)?;
    poll.draft(&community).check_draft(&poll.rules).map_err(|_| Refusal::PackageUnsound)?;
    apply(work, within, poll, Action::PublishCandidates { candidates: digest, count, undecided }, None)
}

/// Back to an earlier state, with a reason that becomes public.
pub(crate) fn go_back(work: &mut Work<'_>, within: &Within, poll: &mut Poll, to: Phase, reason: String) -> Result<(), Error> {
    apply(work, within, poll, Action::GoBack { to, reason }, None)
}

/// 取消, with a reason that becomes public.
pub(crate) fn cancel(work: &mut Work<'_>, within: &Within, poll: &mut Poll, reason: String) -> Result<(), Error> {
    apply(work, within, poll, Action::Cancel { reason }, None)
}

/// The steps of a poll in order, after a number.
pub(crate) fn steps(work: &mut Work<'_>, poll: &Poll, after: i64, limit: i64) -> Result<Vec<Step>, Error> {
    Ok(poll_step::page(work.conn, &poll.row.id, after, limit)?)
}

/// Objections about these things that have no answer.
pub(super) fn unanswered(work: &mut Work<'_>, poll: &Poll, about: &[About]) -> Result<Objections, Error> {
    let count = objection::unanswered(work.conn, &poll.row.id, about)?;
    Ok(Objections { unanswered: u32::try_from(count).unwrap_or(u32::MAX) })
}
