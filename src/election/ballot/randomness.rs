//! All randomness of a sealed ballot from one seed, so that "cast or check" can rebuild it byte for byte.
//!
//! Each value is HKDF-SHA-512 of the seed with info `yepiao/ballot/v1|φ|credential|question|answer|role|branch`: question,
//! answer and branch are decimal indices, 0 where they do not apply. Roles: `r` of the encryption; `individual-c`,
//! `individual-t`, `individual-w` of the 0/1 proofs, likewise `overall-…` and `blank-…`: simulated challenge, simulated
//! response, commitment nonce of the true branch. The signature's nonce never comes from here: it is always fresh.

use zeroize::Zeroizing;

use crate::crypto::group::Scalar;
use crate::crypto::proof::Nonces;
use crate::crypto::seed::Seed;

/// The randomness of one question's answer.
pub(super) struct Randomness<'a> {
    seed: &'a Seed,
    /// `yepiao/ballot/v1|φ|credential|question|`.
    scope: String,
}

impl<'a> Randomness<'a> {
    pub(super) fn new(seed: &'a Seed, phi: &str, credential: &impl std::fmt::Display, question: usize) -> Self {
        Self { seed, scope: format!("yepiao/ballot/v1|{phi}|{credential}|{question}|") }
    }

    /// r of the choice with this index.
    pub(super) fn encryption(&self, choice: usize) -> Zeroizing<Scalar> {
        self.draw(choice, "r", 0)
    }

    /// The nonces of one proof: `kind` is `individual`, `overall` or `blank`.
    pub(super) fn of_proof(&'a self, kind: &'static str, answer: usize) -> ProofNonces<'a> {
        ProofNonces { randomness: self, kind, answer }
    }

    fn draw(&self, answer: usize, role: &str, branch: usize) -> Zeroizing<Scalar> {
        self.seed.scalar(&format!("{}{answer}|{role}|{branch}", self.scope))
    }
}

/// The nonces of one proof.
pub(super) struct ProofNonces<'a> {
    randomness: &'a Randomness<'a>,
    kind: &'static str,
    answer: usize,
}

impl ProofNonces<'_> {
    fn draw(&self, role: char, branch: usize) -> Zeroizing<Scalar> {
        self.randomness.draw(self.answer, &format!("{}-{role}", self.kind), branch)
    }
}

impl Nonces for ProofNonces<'_> {
    fn challenge(&mut self, branch: usize) -> Zeroizing<Scalar> {
        self.draw('c', branch)
    }

    fn response(&mut self, branch: usize) -> Zeroizing<Scalar> {
        self.draw('t', branch)
    }

    fn commitment(&mut self, branch: usize) -> Zeroizing<Scalar> {
        self.draw('w', branch)
    }
}
