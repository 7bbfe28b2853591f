//! From a messy spreadsheet to voters: the sample estate, every kind of dirt, decisions, properties, the command.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::float_arithmetic,
    reason = "a test may panic"
)]

mod command;
mod decisions;
mod dirt;
mod dirt_found;
mod dirt_more;
mod files;
mod huguang;
mod properties;
mod world;
