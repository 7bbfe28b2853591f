//! From the slip to the receipt: sessions, ballots, the public log, who took part.

mod faults;
mod log;
mod sessions;
mod world;
