//! What people decide about rows, as data: stored beside the file, applied anew at every preview.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::{At, Code};
use super::field::Field;

/// A decision about one row of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The row.
    #[serde(flatten)]
    pub at: At,
    /// What to do with it.
    #[serde(flatten)]
    pub action: Action,
}

/// What to do with a row.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Read this text instead of what stands in the cell.
    Fix {
        /// The column.
        column: Field,
        /// The new text; it is checked like that of the file.
        text: String,
    },
    /// The row is no part of the roll.
    LeaveOut,
    /// The row is right as it stands.
    Confirm {
        /// In spite of what.
        code: Code,
    },
}

/// The text of a fix may be a number of an identity card.
impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fix { column, .. } => write!(f, "Fix({column:?})"),
            Self::LeaveOut => f.write_str("LeaveOut"),
            Self::Confirm { code } => write!(f, "Confirm({code:?})"),
        }
    }
}
