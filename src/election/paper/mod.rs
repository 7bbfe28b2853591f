//! `paper.json`: the sheet of the paper ballots (protocol.md Part I, 13).
//!
//! Paper enters the outcome and not the ciphertext: nobody else may hold a voter's key, and paper must stay recountable by hand.
//! What the tellers counted by hand becomes plain totals by people and area ([`Sheet`]), signed with the service's `paper` key and
//! logged before the trustees agree on what they decrypt, so that neither count can be made to fit the other. There is a sheet
//! in every record, also when nobody voted on paper: an absent one could be a suppressed one.
//!
//! What can be checked without the papers is checked ([`check`]): who voted on paper stands in the log, so each total must be one
//! that some of these voters can have given. The papers themselves stay with the tellers.

pub mod check;
mod sheet;
mod tally;
#[cfg(test)]
mod tests;

pub use sheet::{Counted, Counting, Serials, Sheet, Teller};
pub use tally::{Pile, differences};
