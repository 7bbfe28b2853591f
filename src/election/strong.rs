//! A trustee's strong decryption proof over both tallies: `strong/<owner>.json` in a record.
//!
//! The mathematics is [`crate::crypto::strong`]; here tallies and shares become its statement. Why beside the archives and not
//! in them: an archive stays readable by every Belenios program.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::json::{self, JsonFault};
use super::tally::PartialDecryption;
use crate::crypto::elgamal::Ciphertext;
use crate::crypto::group::{NotAPoint, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::crypto::proof::Proof;
use crate::crypto::strong::Statement;

/// The file: `{"owner":…,"proof":{"challenge":…,"response":…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrongProof {
    /// The trustee's number, counted from 1 through all items.
    pub owner: usize,
    /// One proof for both tallies.
    pub proof: Proof,
}

/// One archive's part of what is proved.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// Digest of the EncryptedTally event's JSON.
    pub event: Digest,
    /// The tally, recomputed by whoever makes or verifies.
    pub tally: &'a [Vec<Ciphertext>],
    /// The trustee's share of it.
    pub share: &'a PartialDecryption,
}

/// What a trustee proves: the election's φ, the trustee, both tallies with the factors.
#[derive(Clone, Copy)]
pub struct Decryption<'a> {
    /// φ.
    pub phi: &'a str,
    /// The trustee's number.
    pub owner: usize,
    /// X: the Single's public key, or the member's verification key.
    pub key: Point,
    /// `people.bel`.
    pub people: Side<'a>,
    /// `area.bel`.
    pub area: Side<'a>,
}

/// Why a strong proof is refused, or not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrongFault {
    /// Not the canonical JSON of a strong proof.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// The proof is another trustee's.
    #[error("of trustee {0}")]
    Owner(usize),
    /// A share has not one factor for each ciphertext.
    #[error("{archive}: not one factor for each ciphertext of the tally")]
    Shape {
        /// `people` or `area`.
        archive: &'static str,
    },
    /// A factor is not a point of the group.
    #[error("{archive}: decryption_factors[{question}][{answer}]: {fault}")]
    Factor {
        /// `people` or `area`.
        archive: &'static str,
        /// Index of the question.
        question: usize,
        /// Index in it.
        answer: usize,
        /// What is wrong.
        fault: NotAPoint,
    },
    /// The proof is false: a factor is not made with the trustee's key from the tally, or something else was proved.
    #[error("the proof is false")]
    Proof,
}

impl Decryption<'_> {
    /// Makes the proof with the trustee's secret key x: the Single's, or the member's S_j.
    ///
    /// The proof is verified before it is given: with a wrong factor or a wrong key there is none.
    pub fn prove<R: CryptoRng + ?Sized>(&self, x: &Scalar, rng: &mut R) -> Result<StrongProof, StrongFault> {
        let pairs = self.pairs()?;
        let statement = self.statement(&pairs);
        let proof = statement.prove(x, &Zeroizing::new(Scalar::random(rng)));
        if statement.verify(&proof) { Ok(StrongProof { owner: self.owner, proof }) } else { Err(StrongFault::Proof) }
    }

    /// Checks the bytes of a proof's file.
    pub fn verify(&self, bytes: &[u8]) -> Result<(), StrongFault> {
        let StrongProof { owner, proof } = json::from_canonical(bytes)?;
        if owner != self.owner {
            return Err(StrongFault::Owner(owner));
        }
        if self.statement(&self.pairs()?).verify(&proof) { Ok(()) } else { Err(StrongFault::Proof) }
    }

    fn statement<'s>(&'s self, pairs: &'s [(Point, Point)]) -> Statement<'s> {
        let Self { phi, owner, key, people, area } = *self;
        Statement { phi, people: people.event, area: area.event, owner, key, pairs }
    }

    /// `(α_i, f_i)`, the people's tally first.
    fn pairs(&self) -> Result<Vec<(Point, Point)>, StrongFault> {
        let mut pairs = Vec::new();
        for (archive, side) in [("people", self.people), ("area", self.area)] {
            let factors = &side.share.decryption_factors;
            if !factors.iter().map(Vec::len).eq(side.tally.iter().map(Vec::len)) {
                return Err(StrongFault::Shape { archive });
            }
            for (question, (ciphertexts, factors)) in side.tally.iter().zip(factors).enumerate() {
                for (answer, (ciphertext, factor)) in ciphertexts.iter().zip(factors).enumerate() {
                    let point = factor.decode().map_err(|fault| StrongFault::Factor { archive, question, answer, fault })?;
                    pairs.push((ciphertext.alpha, point));
                }
            }
        }
        Ok(pairs)
    }
}
