//! The three thresholds of 民法典 278.
//!
//! 以上 includes the figure and 过半数 does not (民法典 1259): exactly two thirds and exactly three quarters are reached, exactly
//! one half is not exceeded.

use std::cmp::Ordering;

use serde::Serialize;

use crate::election::weight::Weight;

/// Where a number stands to a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 未达到.
    Below,
    /// Exactly the figure.
    Exactly,
    /// 超过.
    Above,
}

/// The same for people and for area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Both<T> {
    /// 人数.
    pub people: T,
    /// 专有部分面积.
    pub area: T,
}

impl Both<Standing> {
    /// Both at or above the figure: for 以上.
    pub fn reached(self) -> bool {
        self.people >= Standing::Exactly && self.area >= Standing::Exactly
    }

    /// Both above the figure: for 过半数.
    pub fn exceeded(self) -> bool {
        self.people == Standing::Above && self.area == Standing::Above
    }
}

/// Which majority of those who took part an item needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Majority {
    /// 过半数, more than one half: 民法典 278 (1)-(5) and (9).
    Ordinary,
    /// 四分之三以上, three quarters or more: 民法典 278 (6) raising the maintenance fund, (7) rebuilding, (8) changing the use of common parts.
    Special,
}

impl Majority {
    /// Numerator and denominator of the threshold.
    pub(super) const fn fraction(self) -> (u64, u64) {
        match self {
            Self::Ordinary => (1, 2),
            Self::Special => (3, 4),
        }
    }

    /// Where votes in favour stand to the threshold, and whether that is enough.
    pub fn approval(self, favour: Weight, took_part: Weight) -> Approval {
        let standing = against(self.fraction(), favour, took_part);
        let carried = match self {
            Self::Ordinary => standing.exceeded(),
            // 0 of 0 is not three quarters of anything.
            Self::Special => standing.reached() && took_part.people > 0 && took_part.area > 0,
        };
        Approval { standing, carried }
    }
}

/// How votes in favour stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Approval {
    /// To the threshold of the majority asked for.
    pub standing: Both<Standing>,
    /// Whether both counts are enough.
    pub carried: bool,
}

/// Where those who took part stand to two thirds of all.
pub(super) fn participation(took_part: Weight, total: Weight) -> Both<Standing> {
    against((2, 3), took_part, total)
}

/// Whether both counts are at least two thirds of all, and there is somebody at all.
pub(super) fn participates(took_part: Weight, total: Weight) -> bool {
    participation(took_part, total).reached() && took_part.people > 0 && took_part.area > 0
}

fn against(fraction: (u64, u64), part: Weight, whole: Weight) -> Both<Standing> {
    Both { people: compare(fraction, part.people, whole.people), area: compare(fraction, part.area, whole.area) }
}

/// `part` to `numerator / denominator` of `whole`, as `denominator·part` to `numerator·whole`. The products of a u64 and a number
/// up to 4 are far below 2¹²⁸.
fn compare((numerator, denominator): (u64, u64), part: u64, whole: u64) -> Standing {
    match times(denominator, part).cmp(&times(numerator, whole)) {
        Ordering::Less => Standing::Below,
        Ordering::Equal => Standing::Exactly,
        Ordering::Greater => Standing::Above,
    }
}

/// The exact product: two numbers below 2⁶⁴ never reach 2¹²⁸.
pub(super) fn times(a: u64, b: u64) -> u128 {
    u128::from(a).saturating_mul(u128::from(b))
}
