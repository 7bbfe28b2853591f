//! A poll 表决 before its ballots: what is asked, in which order, by whom and when.
//!
//! Why apart from the voting itself: much of what is disputed happens before anyone votes: a notice that was too short, a list that was
//! changed after it was published, a candidate who counted. So everything here is a pure function of
//! what was recorded, and a refusal names what is missing.

pub mod course;
pub mod message;
pub mod nomination;
pub mod notice;
pub mod package;
pub mod role;
pub mod serial;
pub mod text;
