//! 作废: a ballot that its voter did not cast is taken out, by a decision that stands in the public log with its reason. Until the end of
//! the voting, so that the voter can vote in its place; afterwards what was counted is disputed by an objection.

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::polls::Poll;
use super::super::{Error, Fault, Refusal, Work, fields, log};
use super::tell_voter;
use crate::election::log::leaf::Entry;
use crate::election::poll::message::kind::Kind;
use crate::store::{account, voter};

/// Characters of the reason.
const REASON: usize = 400;

/// Takes out the ballot of a voter that counts now; the leaf that says so.
pub(crate) fn void(work: &mut Work<'_>, within: &Within, poll: &Poll, number: i64, reason: &str) -> Result<u64, Error> {
    let id = poll.row.id.as_str();
    let reason = fields::line("reason", reason, REASON)?;
    let row = voter::by_number(work.conn, id, number)?.ok_or(Error::Missing)?;
    let point = row.point.clone().ok_or(Refusal::NothingToVoid)?;
    let name = account::by_id(work.conn, &within.who().account)?.ok_or(Fault::Impossible("nobody who is signed in"))?.name;
    // The log first: the ballot that counts now is the one that counts when it is taken out.
    let mut writer = log::Writer::take(work, id)?;
    let voided = log::counting(work, id, &point)?.ok_or(Refusal::NothingToVoid)?;
    let appended = writer.append(work, Entry::Void { voided, reason, authority: format!("筹备组组长 {name}") })?;
    writer.finish(work)?;
    // Whose vote it was learns of it while another one can still be cast, and from the service, not from whoever took it out.
    tell_voter(work, within.community(), row, Kind::BallotVoided)?;
    let details = [("voter", number.into()), ("ballot", voided.into())];
    audit::note_within(work, within, Action::BallotVoided, id, &details)?;
    Ok(appended.leaf.index)
}
