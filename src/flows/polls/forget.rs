//! What is forgotten once nobody can vote in a poll any more: whoever reads the database later finds nothing that opened a vote.
//!
//! Serials stay, sealed, and so do the digests by which those are found that were sent by message. Without a credential they open
//! nothing; but whoever still has the message is told that the voting has ended, and not that there never was such a slip, and in a dispute
//! it can be said which slip was whose.

use super::super::{Error, Work, answers, codes};
use crate::store::{cast_session, message, release, slip, voter};

/// Forgets credentials, phones, releases and voting sessions of a poll, and holds back what waits to be sent with a serial.
pub(super) fn what_opens_votes(work: &mut Work<'_>, poll: &str) -> Result<(), Error> {
    voter::forget(work.conn, poll)?;
    cast_session::forget_all(work.conn, poll)?;
    let sent = slip::sent(work.conn, poll)?;
    let slips: Vec<&str> = sent.iter().map(|(slip, _)| slip.as_str()).collect();
    release::forget(work.conn, &slips)?;
    let messages: Vec<&str> = sent.iter().filter_map(|(_, message)| message.as_deref()).collect();
    message::end(work.conn, &messages, work.now)?;
    // Of all polls: what has ended by itself goes when somebody does the same again, which nobody may do for long.
    codes::forget(work)?;
    answers::forget(work)
}
