//! What anybody can ask of a log: its head, signed; proofs; after the close its leaves. Before, a leaf is shown as its hash only.

use std::ops::Range;

use super::super::{Error, Fault, Refusal, Work};
use super::writer::{TILE, tree};
use super::{hash, may_sign, millis, number};
use crate::crypto::hash::Digest;
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::note::{Note, NoteSigner};
use crate::election::log::tree::{consistency_ranges, inclusion_ranges, root};
use crate::store::Connection;
use crate::store::log;

/// How far a log has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// Origin, size and root.
    pub(crate) checkpoint: Checkpoint,
    /// φ of the election.
    pub(crate) phi: String,
    /// When the voting ends, Unix milliseconds.
    pub(crate) ends_at: i64,
    /// Whether the leaves are public.
    pub(crate) public: bool,
}

impl Head {
    /// The head, signed by the log. Refused while a restored copy waits for the checkpoint that it has to contain.
    pub(crate) fn sign(&self, work: &mut Work<'_>, signer: &NoteSigner) -> Result<Note, Error> {
        may_sign(work)?;
        self.checkpoint.sign(signer).map_err(|_| Fault::Impossible("a checkpoint that cannot be signed").into())
    }
}

/// The head of a poll's log.
pub(crate) fn head(work: &mut Work<'_>, poll: &str) -> Result<Head, Error> {
    let row = log::by_poll(work.conn, poll)?.ok_or(Error::Missing)?;
    let tree = tree(&row)?;
    Ok(Head {
        checkpoint: Checkpoint { origin: row.origin, size: tree.size(), root: tree.root() },
        phi: row.phi,
        ends_at: row.extended_to.unwrap_or(row.ends_at),
        public: row.closed_at.is_some() || row.state.as_deref() == Some("cancelled"),
    })
}

/// Leaves in order: their hashes, and their JSON once the voting has ended.
pub(crate) fn leaves(work: &mut Work<'_>, poll: &str, range: Range<u64>) -> Result<Vec<(u64, String, Option<String>)>, Error> {
    let public = head(work, poll)?.public;
    let rows = log::leaves(work.conn, poll, millis(range.start)?..millis(range.end)?)?;
    rows.into_iter().map(|row| Ok((number(row.idx)?, row.hash, public.then_some(row.leaf)))).collect()
}

/// The proof that a leaf is in the log of `size` leaves: its hash and the siblings.
pub(crate) fn inclusion(work: &mut Work<'_>, poll: &str, index: u64, size: u64) -> Result<(Digest, Vec<Digest>), Error> {
    let known = head(work, poll)?.checkpoint.size;
    let ranges = inclusion_ranges(index, size).filter(|_| size <= known).ok_or(Refusal::NotInLog)?;
    let leaf = log::leaf(work.conn, poll, millis(index)?)?.ok_or(Fault::Impossible("a log with a gap"))?;
    Ok((hash(&leaf.hash)?, roots(work.conn, poll, ranges)?))
}

/// The proof that the log of `old` leaves is a beginning of that of `size`.
pub(crate) fn consistency(work: &mut Work<'_>, poll: &str, old: u64, size: u64) -> Result<Vec<Digest>, Error> {
    let known = head(work, poll)?.checkpoint.size;
    let ranges = consistency_ranges(old, size).filter(|_| size <= known).ok_or(Refusal::NotInLog)?;
    roots(work.conn, poll, ranges)
}

/// The root over the first `size` entries, by the hashes that were kept when they were written. Broken, if these do not lead to the head that
/// was signed: a disk, or somebody with it in hand, changed them since.
pub(crate) fn written_root(work: &mut Work<'_>, poll: &str, size: u64) -> Result<Digest, Error> {
    let head = head(work, poll)?.checkpoint;
    if size > head.size || root_of(work.conn, poll, 0..head.size)? != head.root {
        return Err(Fault::Impossible("a log that does not lead to its head").into());
    }
    root_of(work.conn, poll, 0..size)
}

fn roots(conn: &mut Connection, poll: &str, ranges: Vec<Range<u64>>) -> Result<Vec<Digest>, Error> {
    ranges.into_iter().map(|range| root_of(conn, poll, range)).collect()
}

/// The root of leaves that begin where a complete part does: whole 256s by their kept roots, the rest leaf by leaf. A tree over roots of
/// equal complete parts and one smaller rest is the tree over the leaves.
pub(super) fn root_of(conn: &mut Connection, poll: &str, range: Range<u64>) -> Result<Digest, Error> {
    let count = range.end.saturating_sub(range.start);
    let mut parts = Vec::new();
    let mut rest = range.clone();
    if count > TILE {
        let whole = range.start.div_euclid(TILE)..range.end.div_euclid(TILE);
        rest.start = whole.end.saturating_mul(TILE);
        parts = digests(&log::tiles(conn, poll, millis(whole.start)?..millis(whole.end)?)?)?;
        if u64::try_from(parts.len()) != Ok(whole.end.saturating_sub(whole.start)) {
            return Err(Fault::Impossible("a log with a gap").into());
        }
    }
    if !rest.is_empty() {
        let hashes = digests(&log::hashes(conn, poll, millis(rest.start)?..millis(rest.end)?)?)?;
        if u64::try_from(hashes.len()) != Ok(rest.end.saturating_sub(rest.start)) {
            return Err(Fault::Impossible("a log with a gap").into());
        }
        parts.push(root(&hashes));
    }
    Ok(root(&parts))
}

fn digests(texts: &[String]) -> Result<Vec<Digest>, Error> {
    texts.iter().map(|text| hash(text)).collect()
}
