//! The log: an append-only list of everything that happens from the opening of a poll on, in one Merkle tree.
//!
//! Why a log beside the archives: an archive alone cannot show an omission. Here every accepted ballot gets a place before the
//! voter is told so ([`receipt`]), the tree's head is published and cosigned while people vote ([`checkpoint`]), and after the
//! close the whole log is in the record, from which both archives follow byte by byte ([`mod@derive`]). The poll begins with a
//! statement that fixes who may vote with what weight and under which keys ([`opening`]), and is decrypted only by a statement
//! that fixes what is decrypted ([`closing`]).
//!
//! Why C2SP's formats: logs, witnesses and tools for them exist and are watched by others. What a leaf says and what a log as a
//! whole means is ours: [`leaf`], [`replay`] under [`rules`].

pub mod checkpoint;
pub mod closing;
pub mod derive;
mod history;
pub mod leaf;
pub mod note;
pub mod opening;
pub mod receipt;
pub mod replay;
pub mod rules;
pub mod stage;
#[cfg(test)]
mod tests;
pub mod tree;
