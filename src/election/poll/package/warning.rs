//! What is allowed, but should be seen before anything is printed.

use super::Package;
use super::item::{CommitteeItem, CommitteeVote, Item};
use crate::election::outcome::{Language, choose_up_to_is_unreachable};

/// A warning about an item, which counts from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// So many candidates for so few choices that more than half is practically out of reach (a real 54-choose-8 failed): let owners vote
    /// 同意/反对/弃权 on each candidate instead.
    Unreachable {
        /// The item.
        item: usize,
        /// Candidates.
        candidates: usize,
        /// Choices at most.
        seats: usize,
    },
    /// Fewer candidates than seats: some stay empty whatever the owners say.
    FewerThanSeats {
        /// The item.
        item: usize,
        /// Candidates.
        candidates: usize,
        /// Seats.
        seats: usize,
    },
    /// As many candidates as seats: 等额选举. Many local rules ask for more candidates than seats 差额选举.
    NoChoice {
        /// The item.
        item: usize,
    },
}

impl Package {
    /// All warnings, in the order of the items.
    pub fn warnings(&self) -> Vec<Warning> {
        warnings(&self.items)
    }
}

/// All warnings about items, in their order.
pub fn warnings(items: &[Item]) -> Vec<Warning> {
    let of = |(item, content): (usize, &Item)| match content {
        Item::Committee(committee) => warning(item, committee),
        Item::Matter(_) => None,
    };
    items.iter().enumerate().filter_map(of).collect()
}

fn warning(item: usize, committee: &CommitteeItem) -> Option<Warning> {
    let (candidates, seats) = (committee.candidates.len(), usize::from(committee.seats));
    if candidates < seats {
        Some(Warning::FewerThanSeats { item, candidates, seats })
    } else if candidates == seats {
        Some(Warning::NoChoice { item })
    } else {
        let up_to = committee.vote == CommitteeVote::UpToSeats;
        (up_to && choose_up_to_is_unreachable(candidates, seats)).then_some(Warning::Unreachable { item, candidates, seats })
    }
}

impl Warning {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::FewerThanSeats { .. } => "fewer_than_seats",
            Self::NoChoice { .. } => "no_choice",
        }
    }

    /// What it means and what to do.
    pub fn words(self, language: Language) -> String {
        match (language, self) {
            (Language::Chinese, Self::Unreachable { candidates, seats, .. }) => {
                format!(
                    "候选人 {candidates} 人，每票最多选 {seats} 人，票会分散，可能没有人过半数。建议改为对每位候选人投同意、反对或弃权。"
                )
            }
            (Language::Chinese, Self::FewerThanSeats { candidates, seats, .. }) => {
                format!("候选人只有 {candidates} 人，应选 {seats} 人，会有缺额。")
            }
            (Language::Chinese, Self::NoChoice { .. }) => "候选人数与应选人数相同。当地若要求差额选举，请增加候选人。".to_owned(),
            (Language::English, Self::Unreachable { candidates, seats, .. }) => {
                format!(
                    "{candidates} candidates and at most {seats} choices: perhaps nobody gets more than half. Let owners vote on each."
                )
            }
            (Language::English, Self::FewerThanSeats { candidates, seats, .. }) => {
                format!("Only {candidates} candidates for {seats} seats: some stay empty.")
            }
            (Language::English, Self::NoChoice { .. }) => {
                "As many candidates as seats. If the local rule wants a choice, find more candidates.".to_owned()
            }
        }
    }
}
