//! The two counts of the law: people and exclusive floor area (民法典 278).
//!
//! Why one type: every threshold is demanded of both, so a function that is handed only one of them is wrong. Area is a whole
//! number of 0.01 m²; no float anywhere.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The greatest number of either count: 2⁵³ − 1, what canonical JSON can hold (900 times the floor area of China).
pub const MAX: u64 = (1 << 53) - 1;

/// A sum over voters. Weights that are added up here are at most [`MAX`] each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Voters 表决权人.
    pub people: u64,
    /// Exclusive floor area 专有部分面积 in 0.01 m².
    pub area: u64,
}

impl Weight {
    /// Nobody.
    pub const ZERO: Self = Self { people: 0, area: 0 };

    /// The sum; `None` above [`MAX`].
    pub fn plus(self, other: Self) -> Option<Self> {
        let add = |a: u64, b: u64| a.checked_add(b).filter(|sum| *sum <= MAX);
        Some(Self { people: add(self.people, other.people)?, area: add(self.area, other.area)? })
    }

    /// What remains, never below 0.
    pub(super) fn less(self, other: Self) -> Self {
        Self { people: self.people.saturating_sub(other.people), area: self.area.saturating_sub(other.area) }
    }

    /// The sum of all; `None` above [`MAX`].
    pub(super) fn sum(weights: impl IntoIterator<Item = Self>) -> Option<Self> {
        weights.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// Whether neither count is greater than the other's.
    pub fn within(self, bound: Self) -> bool {
        self.people <= bound.people && self.area <= bound.area
    }
}

/// An area in 0.01 m² as it is printed: square metres with two decimals, `"89.56"`.
#[derive(Debug, Clone, Copy)]
pub struct SquareMetres(pub u64);

impl fmt::Display for SquareMetres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, hundredths) = (self.0.div_euclid(100), self.0.rem_euclid(100));
        write!(f, "{whole}.{hundredths:02}")
    }
}
