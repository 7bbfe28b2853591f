//! Who took part, under both readings of what a blank or invalid ballot is.

use serde::Serialize;

use super::majority::{Both, Standing, participates, participation};
use crate::election::rules::BlankBallots;
use crate::election::weight::{MAX, Weight};

/// The ballots that are in for one item, and all voters of the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Turnout {
    /// All voters of the roll.
    pub total: Weight,
    /// Ballots with a valid answer to this item. 弃权 is one.
    pub valid: Weight,
    /// Ballots that leave this item empty.
    pub blank: Weight,
    /// Paper that is void for this item.
    pub invalid: Weight,
}

impl Turnout {
    /// Those who took part by a rule.
    pub fn took_part(&self, rule: BlankBallots) -> Result<Weight, OutcomeFault> {
        let all = self.valid.plus(self.blank).and_then(|sum| sum.plus(self.invalid)).ok_or(OutcomeFault::TooLarge)?;
        if !self.total.within(Weight { people: MAX, area: MAX }) {
            return Err(OutcomeFault::TooLarge);
        }
        if !all.within(self.total) {
            return Err(OutcomeFault::MoreThanRoll);
        }
        Ok(match rule {
            BlankBallots::Participates => all,
            BlankBallots::DoesNotParticipate => self.valid,
        })
    }

    /// The same with paper's ballots for the same item. The roll is one.
    pub fn with_paper(self, paper: Self) -> Result<Self, OutcomeFault> {
        if self.total != paper.total {
            return Err(OutcomeFault::OtherItem);
        }
        let add = |a: Weight, b: Weight| a.plus(b).ok_or(OutcomeFault::TooLarge);
        Ok(Self {
            total: self.total,
            valid: add(self.valid, paper.valid)?,
            blank: add(self.blank, paper.blank)?,
            invalid: add(self.invalid, paper.invalid)?,
        })
    }
}

/// Participation of an item: 三分之二以上 of people and of area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Participation {
    pub(super) standing: Both<Standing>,
    pub(super) reached: bool,
}

impl Participation {
    pub(super) fn of(took_part: Weight, total: Weight) -> Self {
        Self { standing: participation(took_part, total), reached: participates(took_part, total) }
    }
}

/// One thing by the frozen rule, and by the other reading of blank and invalid ballots. Both are published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readings<T> {
    /// What holds.
    pub by_rule: T,
    /// What would hold.
    pub otherwise: T,
}

impl<T> Readings<T> {
    pub(super) fn of(
        rule: BlankBallots,
        reading: impl Fn(BlankBallots) -> Result<T, OutcomeFault>,
    ) -> Result<Self, OutcomeFault> {
        let other = match rule {
            BlankBallots::Participates => BlankBallots::DoesNotParticipate,
            BlankBallots::DoesNotParticipate => BlankBallots::Participates,
        };
        Ok(Self { by_rule: reading(rule)?, otherwise: reading(other)? })
    }
}

/// Why totals cannot be those of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutcomeFault {
    /// A total above 2⁵³ − 1.
    #[error("a total exceeds 2^53 − 1")]
    TooLarge,
    /// More took part than the roll has.
    #[error("more took part than the roll has")]
    MoreThanRoll,
    /// The options of a matter do not add up to the valid ballots.
    #[error("同意, 反对 and 弃权 do not add up to the valid ballots")]
    OptionsDiffer,
    /// A candidate has more votes than there are valid ballots.
    #[error("candidate {0} has more votes than there are valid ballots")]
    MoreThanBallots(usize),
    /// Electronic and paper totals are not of the same item.
    #[error("electronic and paper totals are not of the same item")]
    OtherItem,
    /// No seat, or fewer seats than the least number.
    #[error("there are fewer seats than the least number of members, or none")]
    Seats,
}
