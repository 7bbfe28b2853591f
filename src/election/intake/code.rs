//! Why a row waits for a person, and what was put right without one. The codes are part of the JSON of `yepiao roll check`.

use serde::{Deserialize, Serialize};

use super::field::Field;

/// Why a row is not taken before a person has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The identity number lost digits in a spreadsheet (15 are kept), or was written with stars.
    IdLostDigits,
    /// The identity number has no known form, or its check digit does not fit.
    IdCheckDigit,
    /// No identity number.
    IdMissing,
    /// No area, or no number in its place.
    AreaMissing,
    /// An area of zero or less.
    AreaNotPositive,
    /// An area that hardly any unit of this use has.
    AreaImplausible,
    /// Several rows of one unit that are not plainly its co-owners.
    UnitTwice,
    /// No room.
    UnitMissing,
    /// A word instead of a name.
    OwnerPlaceholder,
    /// No name.
    OwnerMissing,
    /// The row says that the owner has died: who inherits?
    OwnerDeceased,
    /// Younger than 18 (民法典 17, 27) and no guardian named.
    MinorWithoutGuardian,
    /// Names and numbers do not fit together, or one number stands with two names.
    TwoOwnersUnclear,
    /// A column, or a word in a column of fixed words, that is not understood.
    ColumnUnknown,
}

impl Code {
    /// All, in the order of decisions.
    pub const ALL: [Self; 14] = [
        Self::IdLostDigits,
        Self::IdCheckDigit,
        Self::IdMissing,
        Self::AreaMissing,
        Self::AreaNotPositive,
        Self::AreaImplausible,
        Self::UnitTwice,
        Self::UnitMissing,
        Self::OwnerPlaceholder,
        Self::OwnerMissing,
        Self::OwnerDeceased,
        Self::MinorWithoutGuardian,
        Self::TwoOwnersUnclear,
        Self::ColumnUnknown,
    ];

    /// Whether a person may take the row as it stands. What is not there cannot be confirmed.
    pub const fn may_be_confirmed(self) -> bool {
        match self {
            Self::IdCheckDigit
            | Self::IdMissing
            | Self::AreaImplausible
            | Self::UnitTwice
            | Self::OwnerPlaceholder
            | Self::OwnerDeceased
            | Self::MinorWithoutGuardian
            | Self::TwoOwnersUnclear
            | Self::ColumnUnknown => true,
            Self::IdLostDigits | Self::AreaMissing | Self::AreaNotPositive | Self::UnitMissing | Self::OwnerMissing => false,
        }
    }
}

/// What was put right because it is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// Spaces, full-width or invisible characters.
    Spacing,
    /// Another way of writing a building, stair or room: `3号楼`.
    Place,
    /// An address in one cell, divided into its parts.
    AddressDivided,
    /// Leading zeros that the other rooms of the building have.
    LeadingZeros,
    /// An empty cell under the building or stair of the row above.
    FilledDown,
    /// An empty cell, known from another row of the same unit.
    FromSameUnit,
    /// Unit, commas or further decimals of an area.
    AreaWritten,
    /// No or an unknown basis of the area; taken by whether there is a certificate.
    BasisAssumed,
    /// No use; taken by the name of the place.
    UseAssumed,
    /// Another way of writing an identity number: `x`, spaces, 15 digits.
    IdWritten,
    /// Several owners in one cell.
    OwnersDivided,
    /// A share that a spreadsheet took for a date: `1/2`.
    ShareWritten,
    /// Several phone numbers in one cell: all are kept.
    PhonesDivided,
    /// What is no phone number is left out.
    PhoneUnreadable,
    /// A word for the developer in a unit marked as the developer's.
    OwnerPlaceholder,
    /// The same row once more.
    RowRepeated,
}

/// A row of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct At {
    /// Which of the recognised sheets, from 0.
    #[serde(default)]
    pub table: usize,
    /// Line as the spreadsheet program counts it, from 1.
    pub line: u32,
}

/// A row that waits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Waiting {
    /// The row; for an unknown column the line of the headings.
    pub at: At,
    /// Why.
    pub code: Code,
    /// In which column, if in one.
    pub column: Option<Field>,
    /// What stands there, numbers of cards and phones in part only; for an unknown column its heading and letter.
    pub found: String,
    /// Lines of other rows that it is about, in the same sheet or not.
    pub others: Vec<At>,
}

/// What was put right in a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Correction {
    /// The row.
    pub at: At,
    /// The column.
    pub column: Field,
    /// What stands in the file; numbers of cards and phones in part only.
    pub from: String,
    /// What was taken.
    pub to: String,
    /// Why.
    pub code: Repair,
}
