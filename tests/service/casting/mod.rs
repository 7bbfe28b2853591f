//! From the slip to the receipt: sessions, ballots, the public log, who took part.

mod crash;
mod deliveries;
mod disturbed;
mod faults;
mod full_disk;
mod log;
mod memory;
mod official;
mod organiser;
mod rate;
pub(crate) mod remote;
mod remote_end;
mod restore;
mod sessions;
mod vote;
pub(crate) mod world;
