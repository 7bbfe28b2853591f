//! From the encrypted tally to the result: trustees' shares, their combination, the numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::count::Count;
use super::parameters::{Election, Question};
use super::trustees::{Group, Trustees};
use crate::crypto::decryption;
use crate::crypto::dlog;
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use crate::crypto::group::{Encoding, NotAPoint, Point, Scalar};
use crate::crypto::proof::Proof;
use crate::crypto::threshold::lagrange;

/// The sum of all counting ballots, each times its weight: the ciphertexts of each question, "blank" first where possible.
pub type EncryptedTally = Vec<Vec<EncodedCiphertext>>;

/// A trustee's share of the decryption: a factor and a proof for each ciphertext of the tally.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialDecryption {
    /// `f = x·alpha`.
    pub decryption_factors: Vec<Vec<Encoding>>,
    /// That f was made with the trustee's key.
    pub decryption_proofs: Vec<Vec<Proof>>,
}

/// The decrypted totals of each question, "blank" first where possible: `{"result":[[…],…]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionResult {
    /// Sums of weights: people, or area in 0.01 m².
    pub result: Vec<Vec<Count>>,
}

/// Why a share is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareFault {
    /// Not one factor and one proof for each ciphertext of the tally.
    #[error("not one factor and one proof for each ciphertext of the tally")]
    Shape,
    /// A factor is not a point of the group.
    #[error("decryption_factors[{question}][{answer}]: {fault}")]
    Factor {
        /// Index of the question.
        question: usize,
        /// Index in it.
        answer: usize,
        /// What is wrong.
        fault: NotAPoint,
    },
    /// A factor was not made with the trustee's key.
    #[error("decryption_proofs[{question}][{answer}]: the proof is false")]
    Proof {
        /// Index of the question.
        question: usize,
        /// Index in it.
        answer: usize,
    },
}

/// Checks a share against the tally and the trustee's key; returns the factors.
pub fn check_share(
    phi: &str,
    key: &Point,
    tally: &[Vec<Ciphertext>],
    share: &PartialDecryption,
) -> Result<Vec<Vec<Point>>, ShareFault> {
    let lengths: Vec<usize> = tally.iter().map(Vec::len).collect();
    let factors = share.decryption_factors.iter().map(Vec::len);
    let proofs = share.decryption_proofs.iter().map(Vec::len);
    if !factors.eq(lengths.iter().copied()) || !proofs.eq(lengths.iter().copied()) {
        return Err(ShareFault::Shape);
    }
    let mut factors = Vec::with_capacity(tally.len());
    let rows = tally.iter().zip(&share.decryption_factors).zip(&share.decryption_proofs);
    for (question, ((tally, encodings), proofs)) in rows.enumerate() {
        let mut row = Vec::with_capacity(encodings.len());
        for (answer, ((ciphertext, factor), proof)) in tally.iter().zip(encodings).zip(proofs).enumerate() {
            let point = factor.decode().map_err(|fault| ShareFault::Factor { question, answer, fault })?;
            if !decryption::verify(phi, key, &ciphertext.alpha, &point, proof) {
                return Err(ShareFault::Proof { question, answer });
            }
            row.push(point);
        }
        factors.push(row);
    }
    Ok(factors)
}

/// Makes a share of the tally with the secret key x. Every nonce is drawn from `rng`.
pub fn make_share<R: rand_core::CryptoRng + ?Sized>(
    phi: &str,
    x: &Scalar,
    tally: &[Vec<Ciphertext>],
    rng: &mut R,
) -> PartialDecryption {
    let mut share = PartialDecryption { decryption_factors: Vec::new(), decryption_proofs: Vec::new() };
    for question in tally {
        let nonce = |rng: &mut R| zeroize::Zeroizing::new(Scalar::random(rng));
        let pairs = question.iter().map(|c| decryption::decrypt(phi, x, &c.alpha, &nonce(rng)));
        let (factors, proofs): (Vec<Point>, Vec<Proof>) = pairs.unzip();
        share.decryption_factors.push(Encoding::of_all(&factors));
        share.decryption_proofs.push(proofs);
    }
    share
}

/// Too few trustees took part; a share that does not hold is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuorumFault {
    /// A trustee without whom nothing can be decrypted gave no share that holds.
    #[error("trustee {0} must take part, and gave no valid share")]
    Missing(usize),
    /// Too few members of a joint key gave a share that holds.
    #[error("of trustees {first} to {last} only {present} gave a valid share, {threshold} are needed")]
    BelowThreshold {
        /// Number of the first member.
        first: usize,
        /// Number of the last member.
        last: usize,
        /// How many gave a share that holds.
        present: usize,
        /// How many are needed.
        threshold: usize,
    },
}

/// The factors of the trustees who took part, by their numbers.
pub type Shares = BTreeMap<usize, Vec<Vec<Point>>>;

/// Combines checked shares: `m·G = beta − F` for every ciphertext, where F adds each Single's factor and, for each joint key,
/// `Σ lambda_i·f_i` over the first `threshold` members who took part.
pub fn combine(trustees: &Trustees, tally: &[Vec<Ciphertext>], shares: &Shares) -> Result<Vec<Vec<Point>>, QuorumFault> {
    // (coefficient, factors) of all shares that enter F.
    let mut parts: Vec<(Scalar, &Vec<Vec<Point>>)> = Vec::new();
    for group in trustees.groups() {
        match *group {
            Group::Single(owner) => parts.push((Scalar::ONE, shares.get(&owner).ok_or(QuorumFault::Missing(owner))?)),
            Group::Pedersen { first, size, threshold } => {
                let members = (first..first.saturating_add(size)).zip(1_u64..);
                let present: Vec<_> = members.filter_map(|(owner, index)| Some((index, shares.get(&owner)?))).collect();
                let used = present.get(..threshold);
                let indices: Option<Vec<u64>> = used.map(|used| used.iter().map(|(index, _)| *index).collect());
                let coefficients = indices.and_then(|indices| lagrange(&indices)).ok_or(QuorumFault::BelowThreshold {
                    first,
                    last: first.saturating_add(size).saturating_sub(1),
                    present: present.len(),
                    threshold,
                })?;
                parts.extend(coefficients.into_iter().zip(present.into_iter().map(|(_, factors)| factors)));
            }
        }
    }
    let open = |(question, row): (usize, &Vec<Ciphertext>)| {
        let one = |(answer, ciphertext): (usize, &Ciphertext)| {
            let factor = |(scalar, factors): &(Scalar, &Vec<Vec<Point>>)| Some((*scalar, *factors.get(question)?.get(answer)?));
            let (scalars, points): (Vec<Scalar>, Vec<Point>) = parts.iter().filter_map(factor).unzip();
            ciphertext.beta - Point::weighted_sum(&scalars, &points)
        };
        row.iter().enumerate().map(one).collect()
    };
    Ok(tally.iter().enumerate().map(open).collect())
}

/// Finds the numbers behind the opened points; `None` where one exceeds `bound` or [`dlog::MAX`].
pub fn solve(opened: &[Vec<Point>], bound: u64) -> Option<ElectionResult> {
    let table = dlog::Table::new(bound);
    let result =
        opened.iter().map(|row| row.iter().map(|point| table.find(point).map(Count)).collect()).collect::<Option<_>>()?;
    Some(ElectionResult { result })
}

/// Why a published result is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResultFault {
    /// Not one number for each ciphertext of the tally.
    #[error("not one number for each answer")]
    Shape,
    /// A number is not what the shares open.
    #[error("result[{question}][{answer}]: not what the trustees' shares open")]
    Number {
        /// Index of the question.
        question: usize,
        /// Index in it.
        answer: usize,
    },
}

/// Checks published numbers against the opened points: `number·G` must be the point. Every wrong number is named.
pub fn check_result(opened: &[Vec<Point>], published: &ElectionResult) -> Vec<ResultFault> {
    let lengths = opened.iter().map(Vec::len);
    if !published.result.iter().map(Vec::len).eq(lengths) {
        return vec![ResultFault::Shape];
    }
    let mut faults = Vec::new();
    for (question, (points, numbers)) in opened.iter().zip(&published.result).enumerate() {
        for (answer, (point, number)) in points.iter().zip(numbers).enumerate() {
            if Point::generator().times_public(&Scalar::from(number.0)) != *point {
                faults.push(ResultFault::Number { question, answer });
            }
        }
    }
    faults
}

/// Whether rows of something fit the questions: one for each ciphertext of an answer.
pub fn fits<T>(election: &Election, rows: &[Vec<T>]) -> bool {
    rows.iter().map(Vec::len).eq(election.parameters().questions.iter().map(Question::ciphertexts))
}
