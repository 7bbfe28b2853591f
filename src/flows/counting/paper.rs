//! What the count takes of the paper ballots: the tellers' totals, and by which way each paper came.

use super::super::polls::Poll;
use super::{Error, Work};
use crate::election::annex::line::Line;
use crate::election::paper::Sheet;
use crate::election::parameters::Election;

/// What the tellers agree on; `None` while they do not.
pub(super) fn sheet(_: &mut Work<'_>, _: &Poll, election: &Election) -> Result<Option<Sheet>, Error> {
    let answers = election.parameters().questions.iter().map(|question| question.answers.len());
    Ok(Some(Sheet::empty(election.phi(), answers)))
}

/// A line for every paper in the log.
pub(super) fn lines(_: &mut Work<'_>, _: &Poll) -> Result<Vec<Line>, Error> {
    Ok(Vec::new())
}
