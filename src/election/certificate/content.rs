//! What stands in a certificate. All weights are people and 0.01 m²; positions count from 0.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::crypto::hash::Digest;
use crate::election::annex::turnout::Participation;
use crate::election::outcome::{CommitteeReading, Majority, MatterReading, Readings, Subject, Turnout};
use crate::election::roll;
use crate::election::weight::Weight;

/// The payload of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// φ of the election.
    pub phi: String,
    /// The poll's uuid.
    pub uuid: String,
    /// Name of the log.
    pub origin: String,
    /// SHA-256 of every file of the record by its name, except certificate, README and manifest.
    pub files: BTreeMap<String, Digest>,
    /// SHA-256 of `rules.toml`.
    pub rules: Digest,
    /// Who could vote, under both readings of the parking rule.
    pub roll: roll::Totals,
    /// Who took part, by which way.
    pub participation: Participation,
    /// What was decided, in the order of the package.
    pub items: Vec<ItemResult>,
    /// The log at the close: up to the sheet of the paper ballots, as the trustees signed it (protocol.md Part I, 7).
    pub checkpoint: Head,
}

/// Head of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Leaves.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Digest,
}

/// An item decided. `type` is `committee` or `matter`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ItemResult {
    /// An election.
    Committee(CommitteeResult),
    /// A matter.
    Matter(MatterResult),
}

/// Ballots that are in for an item, by which way. Ballots made with help are decrypted together with the other electronic ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TurnoutByChannel {
    /// Ballots, decrypted.
    pub electronic: Turnout,
    /// Paper, by the sheet.
    pub paper: Turnout,
    /// Both.
    pub both: Turnout,
}

/// Votes for one answer, by which way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OptionTotals {
    /// `favour`, `against` or `abstain`, or a candidate's name as the ballot has it.
    pub name: String,
    /// Ballots, decrypted.
    pub electronic: Weight,
    /// Paper, by the sheet.
    pub paper: Weight,
    /// Both.
    pub both: Weight,
}

/// A sentence of the result. The Chinese one is the one that is announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A matter decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatterResult {
    /// As the package has it.
    pub title: String,
    /// Which of the nine.
    pub subject: Subject,
    /// The majority that it needs.
    pub majority: Majority,
    /// The ballots.
    pub turnout: TurnoutByChannel,
    /// 同意, 反对, 弃权.
    pub options: [OptionTotals; 3],
    /// What follows, by the rule for blank and invalid ballots and otherwise.
    pub readings: Readings<MatterReading>,
    /// Whether enough took part, and what became of it.
    pub sentences: Vec<Sentence>,
}

/// An election decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitteeResult {
    /// As the package has it.
    pub title: String,
    /// Seats to fill.
    pub seats: usize,
    /// Fewer members are no committee.
    pub least: usize,
    /// Places of alternates.
    pub alternate_places: usize,
    /// Whether each candidate was voted on with 同意, 反对, 弃权.
    pub each: bool,
    /// The ballots.
    pub turnout: TurnoutByChannel,
    /// Votes in favour of each candidate, in the published order.
    pub options: Vec<OptionTotals>,
    /// What follows, by the rule for blank and invalid ballots and otherwise; candidates are positions in the published order.
    pub readings: Readings<CommitteeReading>,
    /// Those certain of a seat, by rank.
    pub elected: Vec<Candidate>,
    /// Those certain to be alternates, by rank.
    pub alternates: Vec<Candidate>,
    /// Whether enough took part, what became of the election, and of every candidate in the published order.
    pub sentences: Vec<Sentence>,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Position in the published order.
    pub position: usize,
    /// Name as the ballot has it.
    pub name: String,
}
