//! What can be wrong with rows, and what is right but needs a person's eye.

use serde::Serialize;

/// Why rows are not a roll. Rows are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RollFault {
    /// An area of 0.
    #[error("row {row}: the area is not positive")]
    AreaNotPositive {
        /// The row.
        row: usize,
    },
    /// A unit without a room, or a holder without a name.
    #[error("row {row}: {what} is empty")]
    Empty {
        /// The row.
        row: usize,
        /// `room`, `name` or `identity number`.
        what: &'static str,
    },
    /// Two rows of one unit differ in what belongs to the unit.
    #[error("row {row}: {what} differs from row {first} of the same unit")]
    UnitDiffers {
        /// The later row.
        row: usize,
        /// The unit's first row.
        first: usize,
        /// `use`, `area`, `area basis`, `developer` or `representative`.
        what: &'static str,
    },
    /// The same right holder stands twice in one unit.
    #[error("row {row}: the same right holder as row {first} of the same unit")]
    HolderTwice {
        /// The later row.
        row: usize,
        /// The earlier row.
        first: usize,
    },
    /// One number with two names, or as a person's and an organisation's: one of the rows is wrong.
    #[error("row {row}: the identity number of row {first}, but another name or kind")]
    IdentityDiffers {
        /// The later row.
        row: usize,
        /// The earlier row.
        first: usize,
    },
    /// All areas together exceed 2⁵³ − 1 hundredths of a square metre.
    #[error("the areas together exceed 2^53 − 1")]
    TotalTooLarge,
}

/// What the preparatory group 筹备组 should look at; nothing of it was decided silently. Voters are numbers from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// Two voters share some right holders, but not all: they stay two until a recorded decision says otherwise.
    PartialOverlap {
        /// The two voters, the smaller number first.
        voters: [u32; 2],
        /// Names of those they share.
        shared: Vec<String>,
    },
    /// A right holder without a number: not merged, even with one of the same name.
    Unidentified {
        /// The voter.
        voter: u32,
        /// The name.
        name: String,
        /// Other voters with a holder of exactly this name.
        same_name: Vec<u32>,
    },
    /// A co-owned unit without a named representative.
    RepresentativeMissing {
        /// The voter.
        voter: u32,
    },
    /// Units of one voter name different representatives; there can be one only.
    RepresentativesDiffer {
        /// The voter.
        voter: u32,
        /// The names, sorted.
        names: Vec<String>,
    },
    /// Units marked unsold stand under more than one number: which one is the developer?
    SeveralDevelopers {
        /// The names, sorted.
        names: Vec<String>,
    },
    /// Right holders of units that do not count as area, and of nothing else: no vote under this rule.
    OnlyUncountedUnits {
        /// Building, stair and room of each.
        units: Vec<String>,
        /// Names of the holders.
        names: Vec<String>,
    },
}
