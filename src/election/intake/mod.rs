//! From the spreadsheet of a housing office to the rows of a roll: bytes in, no files.
//!
//! Why so much care: whoever is lost between the spreadsheet and the roll loses the vote, and whoever is counted twice has two.
//! So nothing is left out silently and nothing is guessed: a row is *in*, *corrected* (where the correction is certain, and
//! shown), or *waiting* for a person with a code that says why. [`read()`] makes cells of bytes, [`recognise`] finds the columns,
//! [`preview()`] makes the roll; decisions of people are data and are applied anew every time.

mod cells;
mod code;
mod columns;
mod decision;
mod delimited;
mod draft;
mod field;
mod guess;
mod headings;
mod kept;
mod lines;
mod numbers;
mod preview;
mod read;
mod sheet;
mod template;
pub mod typed;
mod units;
mod value;
mod workbook;

pub use cells::{RowCell, discreet};
pub use code::{At, Code, Correction, Repair, Waiting};
pub use columns::{Column, Layout, Mapping, recognise};
pub use decision::{Action, Decision};
pub use field::Field;
pub use preview::{Preview, Row, Taken, preview};
pub use read::read;
pub use sheet::{Book, Bound, Refusal};
pub use template::template;
