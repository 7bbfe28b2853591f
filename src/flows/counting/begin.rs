//! What the service does next, and the first of it: the sheet of the paper ballots stands in the log.

use super::super::audit::{self, Action};
use super::super::paper;
use super::super::polls::{self, Poll};
use super::{Error, Fault, Work};
use crate::crypto::hash::Digest;
use crate::election::poll::course::Phase;
use crate::store::{count, poll};

/// What the service has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// [`begin()`]
    Begin,
    /// [`super::tally()`]
    Tally,
    /// [`super::open()`]
    Open,
}

/// For a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    /// Which.
    pub(crate) poll: String,
    /// What.
    pub(crate) step: Step,
}

/// What can be done now. Polls whose tellers or trustees are at work are not among it.
pub(crate) fn due(work: &mut Work<'_>) -> Result<Vec<Due>, Error> {
    let mut due = Vec::new();
    for id in poll::in_state(work.conn, Phase::Closed.word())? {
        let step = match count::of(work.conn, &id)? {
            None => {
                let poll = polls::unattended(work, &id)?;
                paper::is_ready(work, &poll)?.then_some(Step::Begin)
            }
            Some(row) if row.statement.is_none() => Some(Step::Tally),
            Some(row) if row.complete_at.is_some() => Some(Step::Open),
            Some(_) => None,
        };
        due.extend(step.map(|step| Due { poll: id, step }));
    }
    Ok(due)
}

/// A poll that is closed and not counted; `None` if it went on.
pub(super) fn closed(work: &mut Work<'_>, id: &str) -> Result<Option<Poll>, Error> {
    let poll = polls::unattended(work, id)?;
    Ok((poll.phase() == Phase::Closed).then_some(poll))
}

/// Begins the count once the sheet of the paper ballots is in the log, which happens here where no envelope came back. Whether it was done
/// here.
pub(crate) fn begin(work: &mut Work<'_>, id: &str) -> Result<bool, Error> {
    let poll = polls::take_unattended(work, id)?;
    if poll.phase() != Phase::Closed || count::of(work.conn, id)?.is_some() || !paper::is_ready(work, &poll)? {
        return Ok(false);
    }
    let bytes = paper::sheet(work, &poll)?;
    let digest = Digest::of(&bytes);
    let text = String::from_utf8(bytes).map_err(|_| Fault::Json("counts.sheet"))?;
    count::begin(work.conn, id, &text, work.now)?;
    audit::note(work, &poll.row.community_id, None, Action::CountBegun, id, &[("sheet", digest.to_string().into())])?;
    Ok(true)
}
