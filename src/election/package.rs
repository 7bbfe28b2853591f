//! `package.json`: what is put to the vote, as announced (decisions.md, "Announced package").
//!
//! Why: nothing that was not announced may be voted on (指导规则 12), so items, full texts, candidates in their order, rule set
//! and roll are fixed by one digest, which stands in the notice and in the opening. Dates and keys are not in it: they may
//! follow. The election's questions are a function of it ([`Package::questions`]), so that a ballot cannot ask something else.
//!
//! Canonical JSON (RFC 8785).

use serde::{Deserialize, Serialize};

use super::certificate::{self, Kind};
use super::jcs::{from_jcs, to_jcs};
use super::json::JsonFault;
use super::log::opening::Opening;
use super::outcome::{Committee, Subject};
use super::parameters::{Election, Question};
use super::rules::{CandidateVote, Rules};
use crate::crypto::hash::Digest;

/// The three answers to a matter, in their order.
const ANSWERS: [&str; 3] = ["同意", "反对", "弃权"];

/// The announced package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// What the poll is called, as in the election.
    pub title: String,
    /// What is decided, in the order of the ballot.
    pub items: Vec<Item>,
    /// SHA-256 of `rules.toml`.
    pub rules: Digest,
    /// The salted digest of the full roll, as in the opening.
    pub roll: Digest,
}

/// One item. The names of the variants in lower case are the values of `type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Item {
    /// The election of a committee 业主委员会.
    Committee {
        /// As on the ballot.
        question: String,
        /// Seats to fill.
        seats: u32,
        /// In the published order.
        candidates: Vec<Candidate>,
    },
    /// A matter: 同意, 反对, 弃权.
    Matter {
        /// As on the ballot.
        question: String,
        /// Which of the nine of 民法典 278.
        subject: Subject,
        /// The whole text that is decided on.
        text: String,
    },
}

/// A candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// As on the ballot.
    pub name: String,
    /// What was published about the candidate.
    pub text: String,
}

/// Why a package is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageFault {
    /// Not the canonical JSON of a package.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// Announced with other rules.
    #[error("rules: not the rule set of the opening")]
    Rules,
    /// Announced with another roll.
    #[error("roll: not the roll of the opening")]
    Roll,
    /// Nothing to decide.
    #[error("items: there are none")]
    Empty,
    /// More or fewer members than the rule set allows, or an even number.
    #[error("items[{item}].seats: {seats} is not an odd number from {min} to {max}, as the rule set has it")]
    Seats {
        /// Position of the item.
        item: usize,
        /// In the package.
        seats: u32,
        /// By the rule set.
        min: u16,
        /// By the rule set.
        max: u16,
    },
    /// The poll has another name.
    #[error("title: not the election's name")]
    Title,
    /// The ballot asks something else.
    #[error("the ballot's question {question} is not the one announced")]
    Question {
        /// Index of the first question that differs.
        question: usize,
    },
}

impl Package {
    /// Reads the bytes of `package.json`.
    pub fn parse(bytes: &[u8]) -> Result<Self, PackageFault> {
        Ok(from_jcs(bytes)?)
    }

    /// The bytes of `package.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, JsonFault> {
        to_jcs(self)
    }

    /// What the ballot asks.
    pub fn questions(&self, rules: &Rules) -> Vec<Question> {
        self.items.iter().flat_map(|item| item.questions(rules.candidate_vote.value)).collect()
    }

    /// The items as the count needs them.
    pub fn counted(&self, rules: &Rules) -> Vec<certificate::Item> {
        self.items.iter().map(|item| item.counted(rules)).collect()
    }

    /// Everything in which the package does not fit the opening, the rule set and the election.
    pub fn faults(&self, opening: &Opening, rules: &Rules, election: &Election) -> Vec<PackageFault> {
        let mut faults = Vec::new();
        if self.rules != opening.rules {
            faults.push(PackageFault::Rules);
        }
        if self.roll != opening.roll {
            faults.push(PackageFault::Roll);
        }
        if self.items.is_empty() {
            faults.push(PackageFault::Empty);
        }
        let allowed = rules.seats.value;
        for (at, item) in self.items.iter().enumerate() {
            let Item::Committee { seats, .. } = *item else { continue };
            let few = allowed.small_seats > 0 && seats == u32::from(allowed.small_seats);
            let many = (u32::from(allowed.min)..=u32::from(allowed.max)).contains(&seats) && !seats.is_multiple_of(2);
            if !few && !many {
                faults.push(PackageFault::Seats { item: at, seats, min: allowed.min, max: allowed.max });
            }
        }
        let parameters = election.parameters();
        if parameters.name != self.title {
            faults.push(PackageFault::Title);
        }
        let announced = self.questions(rules);
        let longest = announced.len().max(parameters.questions.len());
        if let Some(question) = (0..longest).find(|at| announced.get(*at) != parameters.questions.get(*at)) {
            faults.push(PackageFault::Question { question });
        }
        faults
    }
}

/// 同意, 反对, 弃权.
fn three(question: String) -> Question {
    Question { answers: ANSWERS.map(str::to_owned).to_vec(), blank: None, min: 1, max: 1, question }
}

impl Item {
    /// As on the ballot.
    pub fn question(&self) -> &str {
        match self {
            Self::Committee { question, .. } | Self::Matter { question, .. } => question,
        }
    }

    /// protocol.md Part I section 3.
    fn questions(&self, vote: CandidateVote) -> Vec<Question> {
        match (self, vote) {
            (Self::Matter { question, .. }, _) => vec![three(question.clone())],
            (Self::Committee { question, candidates, .. }, CandidateVote::Each) => {
                candidates.iter().map(|candidate| three(format!("{question}：{}", candidate.name))).collect()
            }
            (Self::Committee { question, seats, candidates }, CandidateVote::UpToSeats) => vec![Question {
                answers: candidates.iter().map(|candidate| candidate.name.clone()).collect(),
                blank: Some(true),
                min: 1,
                max: *seats,
                question: question.clone(),
            }],
        }
    }

    fn counted(&self, rules: &Rules) -> certificate::Item {
        let kind = match self {
            Self::Matter { subject, .. } => Kind::Matter { subject: *subject },
            Self::Committee { seats, candidates, .. } => {
                let seats = usize::try_from(*seats).unwrap_or(usize::MAX);
                let least = usize::from(rules.seats.value.min).min(seats);
                Kind::Committee {
                    committee: Committee {
                        seats,
                        least,
                        alternates: rules.alternates.value.most(seats),
                        ranking: rules.ranking.value,
                        blank: rules.blank_or_invalid.value,
                    },
                    candidates: candidates.iter().map(|candidate| candidate.name.clone()).collect(),
                    each: rules.candidate_vote.value == CandidateVote::Each,
                }
            }
        };
        certificate::Item { title: self.question().to_owned(), kind }
    }
}
