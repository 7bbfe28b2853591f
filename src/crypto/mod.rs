//! Pure mathematics on one group: edwards25519, as Belenios version 1 writes it.
//!
//! Why one group and no generic parameter: the wire format fixes it, and a reader who checks the equations against the papers
//! should not have to follow type parameters. Why our own proofs: they are what Yepiao exists for; the curve itself is
//! curve25519-dalek's, named in [`group`] only.
//!
//! Notation, used in every comment: points are written additively; `G` is the generator, `q` its order, `y` the election's
//! public key, `H` SHA-256, `Hq` SHA-256 read as a big-endian integer and reduced mod `q`, `‖` concatenation of texts.

pub mod age;
pub mod channel;
mod decimal;
pub mod decryption;
pub mod dlog;
pub mod ed25519;
pub mod elgamal;
pub mod group;
pub mod hash;
pub mod proof;
pub mod seed;
pub mod signature;
pub mod strong;
pub mod threshold;
