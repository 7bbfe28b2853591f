//! Proofs that one of several ciphertexts encrypts 0, without saying which.
//!
//! The disjunction of Cramer, Damgård and Schoenmakers (CRYPTO 1994) over Chaum and Pedersen's proof of equal logarithms
//! (CRYPTO 1992), made non-interactive by hashing everything claimed (strong Fiat–Shamir: Bernhard, Pereira, Warinschi,
//! ASIACRYPT 2012); the texts that are hashed are Belenios's (specification 3.x, "Proofs of interval membership" and
//! "Proofs of possibly-blank votes").
//!
//! A claim has branches j = 0..k, each a ciphertext `(alpha_j, beta_j)`. It holds if `beta_j = x·alpha_j` for at least one j,
//! that is, if that ciphertext encrypts 0. "Encrypts M" is the branch `(alpha, beta − M·G)`.
//!
//! Verifier: `A_j = t_j·G + c_j·alpha_j`, `B_j = t_j·y + c_j·beta_j`, and `Σ c_j = Hq(prefix ‖ A_0,B_0,A_1,B_1,…)`.

use serde::{Deserialize, Serialize};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::elgamal::Ciphertext;
use super::group::{Encoding, Point, PublicBase, Scalar, SecretBase};
use super::hash::Transcript;

/// A challenge c and a response t: `{"challenge":…,"response":…}`, decimal texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// c.
    pub challenge: Scalar,
    /// t.
    pub response: Scalar,
}

/// What the verifier recomputes for one branch: `[A_j, B_j]`.
pub fn commitments(y: &PublicBase, claimed_zero: &Ciphertext, proof: &Proof) -> [Point; 2] {
    let Proof { challenge: c, response: t } = proof;
    [claimed_zero.alpha.times_plus_generator_times(c, t), y.times_plus(t, c, &claimed_zero.beta)]
}

/// Whether the challenges of a claim add up to the hash of `prefix` and the commitments of all branches.
pub fn challenges_add_up(prefix: &[u8], commitments: &[Encoding], proofs: &[Proof]) -> bool {
    let sum: Scalar = proofs.iter().map(|proof| proof.challenge).sum();
    sum == Transcript::new(prefix).points(commitments).challenge()
}

/// A branch as its prover knows it.
pub struct Secret {
    /// Randomness of the branch's ciphertext.
    pub randomness: Zeroizing<Scalar>,
    /// What the branch's ciphertext really encrypts; 0 in the branch that is true.
    pub excess: Zeroizing<Scalar>,
}

/// Where a proof's randomness comes from, by branch. Each value is asked for once.
pub trait Nonces {
    /// Simulated challenge of a false branch.
    fn challenge(&mut self, branch: usize) -> Zeroizing<Scalar>;
    /// Simulated response of a false branch.
    fn response(&mut self, branch: usize) -> Zeroizing<Scalar>;
    /// Commitment nonce w of the true branch.
    fn commitment(&mut self, branch: usize) -> Zeroizing<Scalar>;
}

/// One branch on its way to a proof.
struct Opened<'a> {
    is_true: Choice,
    challenge: Zeroizing<Scalar>,
    response: Zeroizing<Scalar>,
    nonce: Zeroizing<Scalar>,
    randomness: &'a Scalar,
}

/// Proves that one of the branches encrypts 0; `true_branch` does.
///
/// Every branch is computed by the same operations, so that the time does not tell which one is true:
/// `A_j = a_j·G`, `B_j = a_j·y + d_j·G` with `a_j = t_j + c_j·r_j` and `d_j = c_j·excess_j` where simulated, `a_j = w` and
/// `d_j = 0` where true; then `c_true = hash − Σ c_j`, `t_true = w − r·c_true`.
pub fn prove(y: &SecretBase, prefix: &[u8], branches: &[Secret], true_branch: usize, nonces: &mut impl Nonces) -> Vec<Proof> {
    let mut commitments = Vec::with_capacity(branches.len().saturating_mul(2));
    let mut opened = Vec::with_capacity(branches.len());
    for (j, Secret { randomness, excess }) in branches.iter().enumerate() {
        let is_true = j.ct_eq(&true_branch);
        let (c, response, nonce) = (nonces.challenge(j), nonces.response(j), nonces.commitment(j));
        let a = Zeroizing::new(Scalar::select(*response + *c * **randomness, *nonce, is_true));
        let d = Zeroizing::new(Scalar::select(*c * **excess, Scalar::ZERO, is_true));
        commitments.push(Point::generator_times(&a));
        commitments.push(y.times(&a) + Point::generator_times(&d));
        let challenge = Zeroizing::new(Scalar::select(*c, Scalar::ZERO, is_true));
        opened.push(Opened { is_true, challenge, response, nonce, randomness });
    }
    let hash = Transcript::new(prefix).points(&Encoding::of_all(&commitments)).challenge();
    let true_challenge = hash - opened.iter().map(|branch| *branch.challenge).sum();
    let finish = |branch: &Opened<'_>| Proof {
        challenge: Scalar::select(*branch.challenge, true_challenge, branch.is_true),
        response: Scalar::select(*branch.response, *branch.nonce - *branch.randomness * true_challenge, branch.is_true),
    };
    opened.iter().map(finish).collect()
}
