//! Pure rules of one election: what a ballot is, what an archive is, how it is counted and how all of it is audited.

pub mod archive;
pub mod audit;
pub mod ballot;
pub mod ballot_box;
pub mod ceremony;
pub mod count;
pub mod credential;
pub mod json;
pub mod pair;
pub mod parameters;
pub mod strong;
pub mod tally;
pub mod trustees;
