//! The items of a poll.

use serde::{Deserialize, Serialize};

use crate::crypto::hash::Digest;
use crate::election::outcome::{Committee, Subject};
use crate::election::rules::{CandidateVote, Rules};

/// One item. `type` is `committee` or `matter`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Item {
    /// The election of a committee 业主委员会, or of some of its members.
    Committee(CommitteeItem),
    /// Any other of the nine: 同意, 反对, 弃权.
    Matter(MatterItem),
}

/// 选举业主委员会 (民法典 278 (3)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitteeItem {
    /// The question as the ballot prints it.
    pub title: String,
    /// The full text, or empty.
    pub text: String,
    /// The whole committee, or seats that became vacant.
    pub scope: Scope,
    /// Seats to fill.
    pub seats: u16,
    /// Places of alternates 候补 at most.
    pub alternates: u16,
    /// How the ballot asks.
    pub vote: CommitteeVote,
    /// In the published order.
    pub candidates: Vec<Candidate>,
}

/// What is elected: 选举业主委员会或者更换业主委员会成员 (民法典 278 (3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// 换届 or first election: all seats, an odd number (指导规则 31).
    Whole,
    /// 补选: any number of vacant seats.
    Vacancies,
}

/// A matter (民法典 278 (1), (2), (4)-(9)). The majority follows from the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterItem {
    /// Which of the nine; never the committee.
    pub subject: Subject,
    /// The question as the ballot prints it.
    pub title: String,
    /// The full text, or empty.
    pub text: String,
}

/// The rule set's `candidate_vote`, as the package writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitteeVote {
    /// Choose at most as many as there are seats.
    UpToSeats,
    /// 同意, 反对, 弃权 on each.
    Each,
}

impl From<CandidateVote> for CommitteeVote {
    fn from(rule: CandidateVote) -> Self {
        match rule {
            CandidateVote::UpToSeats => Self::UpToSeats,
            CandidateVote::Each => Self::Each,
        }
    }
}

/// A candidate as published: what forms in use make public, given by the candidate with consent, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// 姓名.
    pub name: String,
    /// 楼栋, e.g. `3栋`.
    pub building: String,
    /// 年龄段, e.g. `60-69`.
    pub age_band: String,
    /// 政治面貌.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub political_status: Option<String>,
    /// 职业.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// 简历.
    pub resume: String,
    /// 履职设想.
    pub plans: String,
    /// SHA-256 of the photo's bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<Digest>,
}

impl CommitteeItem {
    /// What the totals of this item are decided by.
    pub fn committee(&self, rules: &Rules) -> Committee {
        let bounds = rules.seats.value;
        let least = match self.scope {
            Scope::Whole if self.seats < bounds.min => bounds.small_seats,
            Scope::Whole => bounds.min,
            Scope::Vacancies => 1,
        };
        Committee {
            seats: usize::from(self.seats),
            least: usize::from(least),
            alternates: usize::from(self.alternates),
            ranking: rules.ranking.value,
            blank: rules.blank_or_invalid.value,
        }
    }
}
