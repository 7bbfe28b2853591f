//! The log: an append-only list of everything that happens from the opening of a poll on, in one Merkle tree.
//!
//! Why C2SP's formats: logs, witnesses and tools for them exist and are watched by others.

pub mod checkpoint;
pub mod note;
#[cfg(test)]
mod tests;
pub mod tree;
