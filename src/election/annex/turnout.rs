//! `turnout.json`: who took part, by people and area and by which way; canonical JSON (RFC 8785).
//!
//! A voter took part who has a counting ballot or a `paper` in the log (decisions.md, "Channels, log, record").

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::line::{Channel, Line};
use crate::crypto::group::Encoding;
use crate::election::credential::CredentialList;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::json::JsonFault;
use crate::election::log::replay::{History, LoggedPaper};
use crate::election::weight::Weight;

/// Who took part. All weights are people and 0.01 m².
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// Everybody who could.
    pub entitled: Weight,
    /// Everybody who did: the sum of the three below.
    pub took_part: Weight,
    /// With a ballot from a device of their own.
    pub electronic: Weight,
    /// On paper.
    pub paper: Weight,
    /// With a ballot made with help.
    pub assisted: Weight,
}

/// Why no participation follows from a log and its annex.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TurnoutFault {
    /// A ballot or paper of somebody who is not entitled.
    #[error("entry {index}: the credential is not listed")]
    NotListed {
        /// The leaf.
        index: u64,
    },
    /// A counting ballot without a line that says by which way it came.
    #[error("entry {index}: ballots.jsonl has no line for this ballot")]
    NoLine {
        /// The leaf.
        index: u64,
    },
    /// A voter with paper has a counting ballot.
    #[error("entry {index}: the voter has a ballot that counts, and paper")]
    Twice {
        /// The leaf of the paper.
        index: u64,
    },
    /// A total above 2⁵³ − 1.
    #[error("a total exceeds 2^53 − 1")]
    TooLarge,
}

impl Participation {
    /// What follows from the log, its annex and the list of areas.
    pub fn of(history: &History, lines: &[Line], area: &CredentialList) -> Result<Self, TurnoutFault> {
        let mut by_channel: HashMap<Channel, Weight> = HashMap::new();
        let mut add = |channel, weight| {
            let sum = by_channel.entry(channel).or_default();
            *sum = sum.plus(weight).ok_or(TurnoutFault::TooLarge)?;
            Ok(())
        };
        for ballot in history.counting() {
            let index = ballot.index;
            let line = lines.binary_search_by_key(&index, |line| line.index).ok().and_then(|at| lines.get(at));
            let channel = line.map(|line| line.channel).filter(|channel| *channel != Channel::Paper);
            let weight = weight(area, &ballot.credential).ok_or(TurnoutFault::NotListed { index })?;
            add(channel.ok_or(TurnoutFault::NoLine { index })?, weight)?;
        }
        for (_, weight) in paper_voters(history, area)? {
            add(Channel::Paper, weight)?;
        }
        let sum = |channel| by_channel.get(&channel).copied().unwrap_or_default();
        let (electronic, paper, assisted) = (sum(Channel::Electronic), sum(Channel::Paper), sum(Channel::Assisted));
        let entitled = area.entries().iter().map(|entry| Weight { people: 1, area: entry.weight });
        Ok(Self {
            entitled: Weight::sum(entitled).ok_or(TurnoutFault::TooLarge)?,
            took_part: Weight::sum([electronic, paper, assisted]).ok_or(TurnoutFault::TooLarge)?,
            electronic,
            paper,
            assisted,
        })
    }

    /// Reads the bytes of `turnout.json`.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonFault> {
        from_jcs(bytes)
    }

    /// The bytes of `turnout.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, JsonFault> {
        to_jcs(self)
    }

    /// Those whose ballots were decrypted together.
    pub fn ballots(&self) -> Option<Weight> {
        self.electronic.plus(self.assisted)
    }
}

/// The voters on paper with their weights, in the order of the log: listed, and none with a ballot that counts.
pub fn paper_voters(history: &History, area: &CredentialList) -> Result<Vec<(Encoding, Weight)>, TurnoutFault> {
    let voted: HashSet<Encoding> = history.counting().map(|ballot| ballot.credential).collect();
    let voter = |paper: &LoggedPaper| {
        let index = paper.index;
        if voted.contains(&paper.credential) {
            return Err(TurnoutFault::Twice { index });
        }
        let weight = weight(area, &paper.credential).ok_or(TurnoutFault::NotListed { index })?;
        Ok((paper.credential, weight))
    };
    history.papers.iter().map(voter).collect()
}

fn weight(area: &CredentialList, credential: &Encoding) -> Option<Weight> {
    let (_, entry) = area.find(credential)?;
    Some(Weight { people: 1, area: entry.weight })
}
