//! What a log says: which ballots count and what became of the others, who voted on paper, when the voting ended.

use super::leaf::State;
use super::replay::LogFault;
use super::stage::Stage;
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::archive::Timestamp;

/// What became of a ballot in the end. Each names the leaf that decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It counts.
    Counts,
    /// It was taken out, by this `void`.
    Void(u64),
    /// The same voter voted again, by this `ballot`.
    Replaced(u64),
    /// The same voter voted on paper, by this `paper`.
    Paper(u64),
}

/// A ballot in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedBallot {
    /// Its leaf.
    pub index: u64,
    /// The leaf's time, Unix milliseconds UTC.
    pub time: u64,
    /// Whose.
    pub credential: Encoding,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// What became of it.
    pub fate: Fate,
}

/// A voter's paper in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedPaper {
    /// Its leaf.
    pub index: u64,
    /// The leaf's time, Unix milliseconds UTC.
    pub time: u64,
    /// Whose.
    pub credential: Encoding,
}

/// A decision by which a ballot was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedVoid {
    /// Its leaf.
    pub index: u64,
    /// The leaf's time, Unix milliseconds UTC.
    pub time: u64,
    /// The leaf of the ballot.
    pub ballot: u64,
    /// Why.
    pub reason: String,
    /// Who decided it.
    pub authority: String,
}

/// The decision by which a poll was cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// Its leaf.
    pub index: u64,
    /// The leaf's time, Unix milliseconds UTC.
    pub time: u64,
    /// Why.
    pub reason: String,
}

/// The sheet of the paper ballots, and the tree that ends with it: what the closing statement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedSheet {
    /// SHA-256 of `paper.json`.
    pub sha256: Digest,
    /// Leaves up to this one, included.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Digest,
}

/// What a log says, as far as it goes.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The hashes of all leaves.
    pub leaf_hashes: Vec<Digest>,
    /// Digest of the opening, and φ.
    pub opening: Option<(Digest, String)>,
    /// Time of `open`, Unix milliseconds UTC.
    pub opened: Option<u64>,
    /// The end of the voting after an extension, Unix milliseconds UTC.
    pub extended: Option<u64>,
    /// All ballots in the order of the log.
    pub ballots: Vec<LoggedBallot>,
    /// All paper in the order of the log.
    pub papers: Vec<LoggedPaper>,
    /// All decisions by which a ballot was taken out, in the order of the log.
    pub voids: Vec<LoggedVoid>,
    /// Time of `close`, Unix milliseconds UTC.
    pub closed: Option<u64>,
    /// The sheet.
    pub sheet: Option<LoggedSheet>,
    /// The states that the poll came to, with their leaves.
    pub states: Vec<(u64, State)>,
    /// The poll was cancelled.
    pub cancelled: Option<Cancellation>,
    /// How far it has come; `None` of a log that nobody read.
    pub stage: Option<Stage>,
    /// Everything wrong, by index.
    pub faults: Vec<LogFault>,
}

impl LoggedBallot {
    /// Whether it counts: not void, not replaced, not removed by paper.
    pub fn counts(&self) -> bool {
        self.fate == Fate::Counts
    }
}

impl History {
    /// The ballots that count, in the order of the log.
    pub fn counting(&self) -> impl Iterator<Item = &LoggedBallot> {
        self.ballots.iter().filter(|ballot| ballot.counts())
    }

    /// The ballot of a leaf.
    pub fn ballot(&self, index: u64) -> Option<&LoggedBallot> {
        self.ballots.binary_search_by_key(&index, |ballot| ballot.index).ok().and_then(|at| self.ballots.get(at))
    }

    /// The time that both archives carry, in whole seconds: that of `close`, or where the poll was cancelled before it, that of the
    /// cancellation. `None` while people vote, or beyond the year 2242.
    pub fn timestamp(&self) -> Option<Timestamp> {
        let cancelled = self.cancelled.as_ref().map(|cancelled| cancelled.time);
        Timestamp::new(self.closed.or(cancelled)? / 1000)
    }
}
