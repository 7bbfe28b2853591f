//! Is a newer record the older one and more?

use std::io::{self, Read, Seek};

use super::audit::streams::{Lines, MAX_LEAF, MIN_LEAF, MaybeStream};
use super::files::{self, CERTIFICATE, CLOSING, LOG, OPENING};
use super::reader::Record;
use crate::crypto::hash::Digest;
use crate::election::log::closing::Closing;
use crate::election::log::tree::leaf_hash;

/// How a newer record stands to an older one of the same poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordComparison {
    /// The newer log begins with all leaves of the older one, and the trustees signed nothing else since.
    Continues {
        /// Leaves of the older one.
        leaves: u64,
        /// Whether the newer one has no more of them.
        same: bool,
    },
    /// Another opening: another poll, or another one under its name.
    OtherPoll,
    /// A leaf was changed. Both heads, if the log's key signed them, prove it.
    Differs {
        /// The first leaf that differs, from 0.
        index: u64,
    },
    /// The newer log ends before the older one does.
    Shorter {
        /// Leaves of the newer one.
        leaves: u64,
    },
    /// The trustees signed another statement in the older one: somebody signed twice.
    OtherStatement,
    /// The older one is further: what the trustees gave, or the certificate, was left away since.
    Withdrawn,
}

/// Compares an `older` record with the log and the files of a newer one. Says nothing about the soundness of either.
///
/// `leaf_hashes` are those of the newer log, [`super::AuditedRecord::leaf_hashes`].
pub fn compare<O: Read + Seek, N: Read + Seek>(
    older: &Record<O>,
    newer: &Record<N>,
    leaf_hashes: &[Digest],
) -> io::Result<RecordComparison> {
    let digest = |file: Option<super::reader::File>| file.map(|file| file.digest);
    let opened = digest(older.file(OPENING)?);
    if opened.is_none() || opened != digest(newer.file(OPENING)?) {
        return Ok(RecordComparison::OtherPoll);
    }
    let known = leaves(older)?;
    let count = |leaves: usize| u64::try_from(leaves).unwrap_or(u64::MAX);
    let same = known.iter().zip(leaf_hashes).take_while(|(a, b)| a == b).count();
    if same < known.len().min(leaf_hashes.len()) {
        return Ok(RecordComparison::Differs { index: count(same) });
    }
    if leaf_hashes.len() < known.len() {
        return Ok(RecordComparison::Shorter { leaves: count(leaf_hashes.len()) });
    }
    let signed = |file: Option<super::reader::File>| Some(Closing::parse(&file?.bytes).ok()?.statement);
    if let (Some(first), Some(second)) = (signed(older.file(CLOSING)?), signed(newer.file(CLOSING)?))
        && first != second
    {
        return Ok(RecordComparison::OtherStatement);
    }
    let later = |name: &&str| matches!(*name, CLOSING | CERTIFICATE) || files::strong_owner(name).is_some();
    let has = |name: &str| newer.container().lists(name);
    if older.container().names().filter(later).any(|name| !has(name)) {
        return Ok(RecordComparison::Withdrawn);
    }
    Ok(RecordComparison::Continues { leaves: count(known.len()), same: known.len() == leaf_hashes.len() })
}

/// The hashes of a log's leaves, whatever they say.
fn leaves<R: Read + Seek>(record: &Record<R>) -> io::Result<Vec<Digest>> {
    let mut lines = Lines::new(MaybeStream(record.stream(LOG)), MAX_LEAF);
    let mut hashes = Vec::new();
    // Behind a line that is no leaf nothing is compared.
    while let Some(Ok(line)) = lines.next() {
        if line.len() < MIN_LEAF {
            break;
        }
        hashes.push(leaf_hash(&line));
    }
    Ok(hashes)
}
