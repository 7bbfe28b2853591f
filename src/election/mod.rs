//! Pure rules of one election: what a ballot is, what an archive is, how it is counted and how all of it is audited.

pub mod ballot;
mod count;
pub mod credential;
pub mod json;
pub mod parameters;
