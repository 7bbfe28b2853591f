//! Pure rules of one election: what a ballot is, what an archive is, how it is counted and how all of it is audited.

pub mod annex;
pub mod archive;
pub mod audit;
pub mod ballot;
pub mod ballot_box;
pub mod ceremony;
pub mod certificate;
pub mod count;
pub mod credential;
pub mod custody;
pub mod jcs;
pub mod json;
pub mod jws;
pub mod log;
pub mod outcome;
pub mod package;
pub mod pair;
pub mod paper;
pub mod parameters;
pub mod record;
pub mod roll;
pub mod rules;
pub mod strong;
pub mod tally;
pub mod trustees;
pub mod weight;
