//! What stands beside the log: by which way each vote came, and how many took part by which way.
//!
//! Why beside it: the log is what everybody watches while people vote and says no more than that a ballot is there. How its voter
//! was recognised and who saw it is evidence for a dispute (民诉证据规定 93), published with the record and bound by the
//! certificate. `ballots.jsonl` has one line for every `ballot` and `paper` of the log ([`mod@line`]), held against the log leaf by
//! leaf ([`check`]); `turnout.json` is what follows from it ([`turnout`]).

pub mod check;
pub mod line;
#[cfg(test)]
mod tests;
pub mod turnout;
