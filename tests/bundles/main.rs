//! Records made, and records forged: each fault has a name and is pinned to the checks that must refuse it. Whatever stands above
//! the fault (manifest, and where the attacker has the service's keys, head of the log and certificate) is made anew to fit.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod cli;
mod container;
mod count;
mod honest;
#[path = "../support/keep.rs"]
mod keep;
mod later;
mod log;
mod remarks;
mod setup;
mod story;
#[path = "../support/weak_proof.rs"]
mod weak_proof;
mod world;
mod zip;
