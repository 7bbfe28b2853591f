//! Exponential ElGamal: ciphertexts that can be added, and their weighted sums.

use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

use super::group::{Encoding, NotAPoint, Point, Scalar, SecretBase};

/// An encryption of a small number m under y with randomness r: `alpha = r·G`, `beta = r·y + m·G`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ciphertext {
    /// `r·G`.
    pub alpha: Point,
    /// `r·y + m·G`.
    pub beta: Point,
}

impl Ciphertext {
    /// Encrypts `message` under the public key `y` with the secret randomness `r`, in constant time.
    pub fn encrypt(y: &SecretBase, r: &Scalar, message: &Scalar) -> Self {
        Self { alpha: Point::generator_times(r), beta: y.times(r) + Point::generator_times(message) }
    }

    /// The encryption of 0 with randomness 0: the sum of no ciphertexts.
    pub fn zero() -> Self {
        Self { alpha: Point::identity(), beta: Point::identity() }
    }

    /// The canonical bytes.
    pub fn encode(&self) -> EncodedCiphertext {
        EncodedCiphertext { alpha: self.alpha.encode(), beta: self.beta.encode() }
    }
}

impl Add for Ciphertext {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { alpha: self.alpha + other.alpha, beta: self.beta + other.beta }
    }
}

impl Sum for Ciphertext {
    fn sum<I: Iterator<Item = Self>>(ciphertexts: I) -> Self {
        ciphertexts.fold(Self::zero(), Add::add)
    }
}

/// A ciphertext as JSON writes it: `{"alpha":…,"beta":…}`, the bytes not yet known to be points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EncodedCiphertext {
    /// Encoding of alpha.
    pub alpha: Encoding,
    /// Encoding of beta.
    pub beta: Encoding,
}

impl EncodedCiphertext {
    /// The canonical bytes of many ciphertexts, with one field inversion for all of them.
    pub fn of_all(ciphertexts: &[Ciphertext]) -> Vec<Self> {
        let points: Vec<Point> = ciphertexts.iter().flat_map(|c| [c.alpha, c.beta]).collect();
        Self::from_pairs(&Encoding::of_all(&points))
    }

    /// `alpha, beta, alpha, beta, …` as ciphertexts.
    pub fn from_pairs(encodings: &[Encoding]) -> Vec<Self> {
        encodings.as_chunks().0.iter().map(|[alpha, beta]| Self { alpha: *alpha, beta: *beta }).collect()
    }

    /// Both points, each checked to be in the prime-order subgroup and canonical.
    pub fn decode(&self) -> Result<Ciphertext, NotAPoint> {
        Ok(Ciphertext { alpha: self.alpha.decode()?, beta: self.beta.decode()? })
    }

    /// The texts of both points, as the challenges hash them.
    pub const fn encodings(&self) -> [&Encoding; 2] {
        [&self.alpha, &self.beta]
    }
}

/// Bits of a weight that one window of [`WeightedSum`] covers.
const WINDOW: u32 = 4;

/// The growing sum `Σ weight_i · ciphertext_i`: ciphertexts are sorted into buckets by the digits of their weights in base 16,
/// so that adding one costs an addition for each non-zero digit instead of a multiplication (Pippenger's method, streamed).
/// Memory does not grow with the number of ciphertexts.
#[derive(Clone, Default)]
pub struct WeightedSum {
    /// `windows[w][d − 1]`: the sum of all ciphertexts whose weight has the digit d at 16^w.
    windows: Vec<[Option<Ciphertext>; 15]>,
}

impl WeightedSum {
    /// Adds `weight · ciphertext`.
    pub fn add(&mut self, weight: u64, ciphertext: &Ciphertext) {
        let mut rest = weight;
        let mut window = 0_usize;
        while rest > 0 {
            let digit = rest & 0xf;
            if self.windows.len() <= window {
                self.windows.push([None; 15]);
            }
            let bucket = digit.checked_sub(1).and_then(|d| usize::try_from(d).ok());
            if let Some(bucket) = bucket.and_then(|b| self.windows.get_mut(window)?.get_mut(b)) {
                *bucket = Some(bucket.map_or(*ciphertext, |sum| sum + *ciphertext));
            }
            rest >>= WINDOW;
            window = window.saturating_add(1);
        }
    }

    /// Takes back `weight · ciphertext` that was added before.
    pub fn remove(&mut self, weight: u64, ciphertext: &Ciphertext) {
        self.add(weight, &Ciphertext { alpha: -ciphertext.alpha, beta: -ciphertext.beta });
    }

    /// Adds everything that `other` has collected.
    pub fn merge(&mut self, other: &Self) {
        for (index, theirs) in other.windows.iter().enumerate() {
            let Some(ours) = self.windows.get_mut(index) else {
                self.windows.push(*theirs);
                continue;
            };
            for (ours, theirs) in ours.iter_mut().zip(theirs) {
                *ours = match (*ours, *theirs) {
                    (Some(a), Some(b)) => Some(a + b),
                    (a, b) => a.or(b),
                };
            }
        }
    }

    /// The sum.
    pub fn total(&self) -> Ciphertext {
        let sixteen_times = |c: Ciphertext| (0..WINDOW).fold(c, |c, _| c + c);
        self.windows.iter().rev().fold(Ciphertext::zero(), |total, buckets| {
            // Σ d·B_d: running sums from the highest digit down count bucket d exactly d times.
            let mut running = Ciphertext::zero();
            let mut sum = Ciphertext::zero();
            for bucket in buckets.iter().rev() {
                running = bucket.map_or(running, |b| running + b);
                sum = sum + running;
            }
            sixteen_times(total) + sum
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn encryptions_add_up() {
        let x = Scalar::from(1234);
        let y = SecretBase::new(&Point::generator_times(&x));
        let sum: Ciphertext =
            [(5_u64, 2_u64), (6, 3)].iter().map(|(r, m)| Ciphertext::encrypt(&y, &Scalar::from(*r), &Scalar::from(*m))).sum();
        assert_eq!(sum.beta - sum.alpha.times(&x), Point::generator_times(&Scalar::from(5)));
    }

    proptest! {
        #[test]
        fn buckets_add_like_multiplication(weights in prop::collection::vec(any::<u64>(), 0..8), split in 0..8_usize) {
            let ciphertext = |i: usize| {
                let point = |k: usize| Point::generator_times(&Scalar::from((i * 2 + k) as u64 + 3));
                Ciphertext { alpha: point(0), beta: point(1) }
            };
            let plain: Ciphertext = weights.iter().enumerate().map(|(i, w)| {
                let (c, w) = (ciphertext(i), Scalar::from(*w));
                Ciphertext { alpha: c.alpha.times(&w), beta: c.beta.times(&w) }
            }).sum();
            let (mut left, mut right) = (WeightedSum::default(), WeightedSum::default());
            for (i, w) in weights.iter().enumerate() {
                if i < split { left.add(*w, &ciphertext(i)) } else { right.add(*w, &ciphertext(i)) }
            }
            right.add(77, &ciphertext(50));
            right.remove(77, &ciphertext(50));
            left.merge(&right);
            prop_assert_eq!(left.total(), plain);
        }
    }
}
