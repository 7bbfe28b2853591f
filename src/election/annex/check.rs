//! `ballots.jsonl` held against the log and the rule set.

use std::collections::HashMap;

use super::line::{Channel, Line, minute};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::log::replay::History;
use crate::election::rules::Identification;

/// In what `ballots.jsonl` does not fit the log. `index` is the leaf's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnnexFault {
    /// A ballot or paper of the log has no line.
    #[error("entry {index}: it has no line")]
    Missing {
        /// The leaf.
        index: u64,
    },
    /// A line for a leaf that is neither a ballot nor paper, or not there.
    #[error("entry {index}: the log has no ballot and no paper there")]
    NoSuchEntry {
        /// The leaf.
        index: u64,
    },
    /// Paper that the log calls a ballot, or the other way about.
    #[error("entry {index}: the channel is not what the log has there")]
    Channel {
        /// The leaf.
        index: u64,
    },
    /// Another minute than the leaf's.
    #[error("entry {index}: the time is not the one in the log")]
    Time {
        /// The leaf.
        index: u64,
    },
    /// A way of recognising voters that the rule set does not have.
    #[error("entry {index}: the rule set does not recognise voters so")]
    Level {
        /// The leaf.
        index: u64,
    },
    /// The serial of another voter's slip.
    #[error("entry {index}: the serial of another voter's entry {other}")]
    Serial {
        /// The leaf.
        index: u64,
        /// The other voter's.
        other: u64,
    },
}

/// Everything in which `lines`, which stand in order, do not fit the log. `levels`: how the rule set has ballots' voters
/// recognised; who hands in paper is recognised by a teller, whatever the rules for ballots are.
pub fn faults(lines: &[Line], history: &History, levels: &[Identification]) -> Vec<AnnexFault> {
    let mut faults = Vec::new();
    let entries = entries(history);
    let mut serials: HashMap<Digest, (u64, Encoding)> = HashMap::new();
    let mut seen = 0_usize;
    for line in lines {
        let index = line.index;
        let Ok(at) = entries.binary_search_by_key(&index, |entry| entry.index) else {
            faults.push(AnnexFault::NoSuchEntry { index });
            continue;
        };
        let Some(entry) = entries.get(at) else { continue };
        // Both ascend: what lies between has no line.
        faults.extend(entries.get(seen..at).into_iter().flatten().map(|entry| AnnexFault::Missing { index: entry.index }));
        seen = at.saturating_add(1);
        if entry.paper != (line.channel == Channel::Paper) {
            faults.push(AnnexFault::Channel { index });
        }
        if minute(entry.time) != line.time {
            faults.push(AnnexFault::Time { index });
        }
        if !entry.paper && !levels.contains(&line.level) {
            faults.push(AnnexFault::Level { index });
        }
        let (other, credential) = *serials.entry(line.serial_digest).or_insert((index, entry.credential));
        if credential != entry.credential {
            faults.push(AnnexFault::Serial { index, other });
        }
    }
    faults.extend(entries.get(seen..).into_iter().flatten().map(|entry| AnnexFault::Missing { index: entry.index }));
    faults
}

/// A ballot or paper of the log.
struct Entry {
    index: u64,
    time: u64,
    credential: Encoding,
    paper: bool,
}

/// All ballots and papers in the order of the log.
fn entries(history: &History) -> Vec<Entry> {
    let ballots = history.ballots.iter().map(|ballot| (ballot.index, ballot.time, ballot.credential, false));
    let papers = history.papers.iter().map(|paper| (paper.index, paper.time, paper.credential, true));
    let entry = |(index, time, credential, paper)| Entry { index, time, credential, paper };
    let mut entries: Vec<Entry> = ballots.chain(papers).map(entry).collect();
    entries.sort_by_key(|entry| entry.index);
    entries
}
