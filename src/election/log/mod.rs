//! The log: an append-only list of everything that happens from the opening of a poll on, in one Merkle tree.
//!
//! Why C2SP's formats: logs, witnesses and tools for them exist and are watched by others. What a leaf says and what a log as a
//! whole means is ours: [`leaf`], [`replay`] under [`rules`].

pub mod checkpoint;
pub mod leaf;
pub mod note;
pub mod replay;
pub mod rules;
#[cfg(test)]
mod tests;
pub mod tree;
