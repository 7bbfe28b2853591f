//! Yepiao 业票: verifiable voting for homeowners' assemblies.
//!
//! Two floors can be read alone and decide everything a stranger has to believe: [`crypto`] (pure mathematics on one group)
//! and [`election`] (pure rules: ballots, archives, tallies, the audit). They know no file system beyond the bytes handed to
//! them, no clock, no network and no environment; randomness is a parameter. `tests/layers.rs` holds that. What they implement is
//! specified in `src/protocol.md`.

// Clippy's own switches exempt tests from the lints on panics; these two have none.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::as_conversions))]

pub mod api;
pub mod cli;
pub mod crypto;
pub mod election;
mod flows;
mod store;
