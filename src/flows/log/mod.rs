//! A poll's public log in the database: what is appended, and what anybody can ask of it.
//!
//! Whoever appends takes the log first ([`Writer::take`], one `UPDATE … RETURNING`), so that of several instances one writes at a time
//! and the order of leaves is the order of commits. Many entries can stand in one transaction. What may stand where is decided by
//! [`stage`](crate::election::log::stage), the rules by which an audit replays the log; here is only where it looks things up.
//!
//! A leaf's time is never before that of the leaf before: a clock that was set back does not stop the voting.

mod batch;
mod keys;
mod proof;
mod resume;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use keys::{Purpose, make_keys, note_signer, signing_key};
pub(crate) use proof::{consistency, head, inclusion, leaves, written_root};
pub(crate) use resume::{may_sign, resume};
pub(crate) use writer::{Appended, Cast, Writer, level_word};

use super::{Error, Fault, Refusal, Work};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::log::leaf::{Entry, Leaf};
use crate::election::log::rules::{ConflictRule, RevoteRule, Rules};
use crate::store::log::{self, Log};

/// A log that begins.
pub(crate) struct Beginning<'b> {
    /// Of this poll.
    pub(crate) poll: &'b str,
    /// `<host>/<poll>`, the opening's `origin`.
    pub(crate) origin: &'b str,
    /// φ of the election.
    pub(crate) phi: &'b str,
    /// Digest of `opening.json`.
    pub(crate) opening: Digest,
    /// What the rule set and the opening say about it.
    pub(crate) rules: Rules,
}

/// Begins the log of a poll with its entry `open`. Once: a second time is [`crate::store::StoreError::Taken`].
pub(crate) fn begin(work: &mut Work<'_>, beginning: &Beginning<'_>) -> Result<Appended, Error> {
    let Rules { conflict, revote, electronic, schedule } = beginning.rules;
    let row = Log {
        poll_id: beginning.poll.to_owned(),
        origin: beginning.origin.to_owned(),
        phi: beginning.phi.to_owned(),
        conflict: match conflict {
            ConflictRule::FirstValid => "first_valid",
            ConflictRule::Paper => "paper",
        }
        .to_owned(),
        revote: match revote {
            RevoteRule::No => "no",
            RevoteRule::Once => "once",
            RevoteRule::UntilClose => "until_close",
        }
        .to_owned(),
        electronic,
        ends_at: millis(schedule.at)?,
        extend_until: schedule.extend_until.map(millis).transpose()?,
        extended_to: None,
        size: 0,
        parts: String::new(),
        last_at: 0,
        closed_at: None,
        sheet_at: None,
        state: None,
        appended: 0,
    };
    log::begin(work.conn, &row)?;
    append(work, beginning.poll, Entry::Open { opening: beginning.opening, phi: beginning.phi.to_owned() })
}

/// Appends one entry. Ballots are appended with their bytes, by [`Writer::cast`].
pub(crate) fn append(work: &mut Work<'_>, poll: &str, entry: Entry) -> Result<Appended, Error> {
    let mut writer = Writer::take(work, poll)?;
    let appended = writer.append(work, entry)?;
    writer.finish(work)?;
    Ok(appended)
}

/// What would become of ballots if they were cast now: the leaf of one that is in the log already, nothing if it would be taken, or why
/// it would not. Nothing is written, and the answer may be another when they are cast.
pub(crate) fn look(
    work: &mut Work<'_>,
    poll: &str,
    ballots: &[(Encoding, Digest)],
) -> Result<Vec<Result<Option<Leaf>, Refusal>>, Error> {
    writer::look(work, poll, ballots)
}

/// One leaf.
pub(crate) fn leaf(work: &mut Work<'_>, poll: &str, idx: i64) -> Result<Leaf, Error> {
    let row = log::leaf(work.conn, poll, idx)?.ok_or(Fault::Impossible("a log with a gap"))?;
    Ok(Leaf::parse(row.leaf.as_bytes()).map_err(|_| Fault::Json("log_leaves.leaf"))?)
}

/// The leaf of a voter's ballot that counts now, if there is one.
pub(crate) fn counting(work: &mut Work<'_>, poll: &str, credential: &str) -> Result<Option<u64>, Error> {
    let standing = log::participation(work.conn, poll, credential)?;
    standing.and_then(|standing| standing.ballot_idx).map(number).transpose()
}

/// A time or a number of the log as the database writes it.
fn millis(value: u64) -> Result<i64, Error> {
    i64::try_from(value).map_err(|_| Fault::Impossible("a number of the log above 2^63").into())
}

/// The same read back.
fn number(value: i64) -> Result<u64, Error> {
    u64::try_from(value).map_err(|_| Fault::Impossible("a negative number in the log").into())
}

/// A hash as the database writes it.
fn hash(text: &str) -> Result<Digest, Error> {
    text.parse().map_err(|_| Fault::Impossible("a hash of the log that is none").into())
}
