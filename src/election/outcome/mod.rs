//! What the totals decide: 民法典 278 in exact integers.
//!
//! Why apart from the tally: decryption gives numbers that anyone can check; this is the step from numbers to "elected", and a
//! court reads it. Every threshold is a comparison of whole numbers, demanded of people and of area; fractions are never formed.
//! Nothing is decided here that the law leaves to people: a tie is reported and not broken, disputed ballots are bounded and
//! not judged, and where two readings of a rule exist both are computed and one is marked as the frozen rule.
//!
//! A finding "carried" here is about numbers alone: whether notice was given or a signature is real is not for arithmetic.

mod committee;
mod following;
mod majority;
mod material;
mod matter;
mod ranking;
mod sentence;
mod subject;
mod turnout;
mod warning;

#[cfg(test)]
mod tests;

pub use committee::{Committee, CommitteeReading, CommitteeVerdict, CommitteeVotes, Tie};
pub use following::{followed_committee, followed_matter};
pub use majority::{Approval, Both, Majority, Standing};
pub use material::{Disputed, material_to_candidate, material_to_matter};
pub use matter::{Matter, MatterReading, MatterVerdict, MatterVotes};
pub use sentence::{Language, candidate_sentence, committee_sentence, matter_sentence, participation_sentence, reading_label};
pub use subject::Subject;
pub use turnout::{OutcomeFault, Readings, Turnout};
pub use warning::{choose_up_to_is_unreachable, few_paper_ballots_show_choices};
