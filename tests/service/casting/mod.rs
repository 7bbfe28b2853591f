//! From the slip to the receipt: sessions, ballots, the public log, who took part.

mod crash;
mod disturbed;
mod faults;
mod log;
mod organiser;
mod rate;
mod remote;
mod restore;
mod sessions;
mod vote;
pub(crate) mod world;
