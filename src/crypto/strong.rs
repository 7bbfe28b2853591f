//! The strong decryption proof: one proof that binds a trustee's factors of both tallies to everything they are factors of.
//!
//! Why: the challenge of a version-1 decryption proof hashes neither alpha nor the factor ([`super::decryption`]), so a trustee
//! who works with the last voter can prove a false factor (Bernhard, Pereira, Warinschi, ASIACRYPT 2012, on Helios). Here every
//! input is hashed before anything random is chosen (strong Fiat–Shamir), and N proofs of equal logarithms (Chaum and Pedersen,
//! CRYPTO 1992) become one by weights that the hash fixes (small-exponent batching: Bellare, Garay, Rabin, EUROCRYPT 1998, with
//! full-length weights). Yepiao protocol, Part I section 8:
//!
//! ```text
//! T   = "yepiao/decrypt/v1|" ‖ φ ‖ "|" ‖ hP ‖ "|" ‖ hA ‖ "|" ‖ owner ‖ "|" ‖ X ‖ "|" ‖ N ‖ "|" ‖ α_1 ‖ "," ‖ f_1 ‖ "," ‖ … ‖ f_N
//! e   = hex H(T)
//! ρ_i = Hq("yepiao/decrypt-weight/v1|" ‖ e ‖ "|" ‖ i)      i = 1..N
//! α*  = Σ ρ_i·α_i      f* = Σ ρ_i·f_i
//! A   = w·G            B = w·α*
//! c   = Hq("yepiao/decrypt-proof/v1|" ‖ e ‖ "|" ‖ A ‖ "," ‖ B)      t = w − x·c
//! ```
//!
//! Verifier: `A = t·G + c·X`, `B = t·α* + c·f*`, and c is the hash. If one `f_i ≠ x·α_i`, then `f* = x·α*` for a fraction 1/q of
//! the weights only, and otherwise one c in q has a response.

use zeroize::Zeroizing;

use super::group::{Encoding, Point, Scalar};
use super::hash::{Digest, Transcript};
use super::proof::Proof;

/// What is proved: with the secret key of X, each `f_i` is made of `α_i`.
pub struct Statement<'a> {
    /// The election's fingerprint φ.
    pub phi: &'a str,
    /// hP: digest of the EncryptedTally event's JSON in `people.bel`.
    pub people: Digest,
    /// hA: the same in `area.bel`.
    pub area: Digest,
    /// The trustee's number, counted from 1 through all items.
    pub owner: usize,
    /// X: the Single's public key, or the member's verification key.
    pub key: Point,
    /// `(α_i, f_i)` of the people's tally, then of the area's, in question and answer order.
    pub pairs: &'a [(Point, Point)],
}

/// What the statement comes down to.
struct Reduced {
    /// e.
    digest: Digest,
    /// α*.
    alpha: Point,
    /// f*.
    factor: Point,
}

impl Statement<'_> {
    /// Makes the proof with the secret key x; the nonce w must be fresh and uniform.
    ///
    /// It verifies only if every factor of the statement is x times its alpha.
    pub fn prove(&self, x: &Scalar, w: &Zeroizing<Scalar>) -> Proof {
        let reduced = self.reduce();
        let challenge = reduced.challenge(&Point::generator_times(w), &reduced.alpha.times(w));
        Proof { challenge, response: **w - *x * challenge }
    }

    /// Whether the proof holds.
    pub fn verify(&self, proof: &Proof) -> bool {
        let Proof { challenge: c, response: t } = proof;
        let reduced = self.reduce();
        let a = self.key.times_plus_generator_times(c, t);
        let b = Point::weighted_sum(&[*t, *c], &[reduced.alpha, reduced.factor]);
        *c == reduced.challenge(&a, &b)
    }

    fn reduce(&self) -> Reduced {
        let (alphas, factors): (Vec<Point>, Vec<Point>) = self.pairs.iter().copied().unzip();
        let flat: Vec<Point> = self.pairs.iter().flat_map(|(alpha, factor)| [*alpha, *factor]).collect();
        let texts: Vec<String> = Encoding::of_all(&flat).iter().map(Encoding::to_string).collect();
        let Self { phi, people, area, owner, .. } = self;
        let (key, count) = (self.key.encode(), self.pairs.len());
        let head = format!("yepiao/decrypt/v1|{phi}|{people}|{area}|{owner}|{key}|{count}|");
        let digest = Digest::of_parts(&[head.as_bytes(), texts.join(",").as_bytes()]);
        let weight = |i| Scalar::from_digest(Digest::of(format!("yepiao/decrypt-weight/v1|{digest}|{i}").as_bytes()));
        let weights: Vec<Scalar> = (1..=count).map(weight).collect();
        let sum = |points: &[Point]| Point::weighted_sum(&weights, points);
        Reduced { digest, alpha: sum(&alphas), factor: sum(&factors) }
    }
}

impl Reduced {
    /// c over the commitments A, B.
    fn challenge(&self, a: &Point, b: &Point) -> Scalar {
        let prefix = format!("yepiao/decrypt-proof/v1|{}|", self.digest);
        Transcript::new(prefix.as_bytes()).points(&[a.encode(), b.encode()]).challenge()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_binds_everything_that_it_names() {
        let x = Scalar::from(1234);
        let point = |n: u64| Point::generator_times(&Scalar::from(n));
        let pairs: Vec<_> = (5..9).map(|n| (point(n), point(n).times(&x))).collect();
        let (people, area) = (Digest::of(b"people"), Digest::of(b"area"));
        let statement = Statement { phi: "phi", people, area, owner: 2, key: point(1234), pairs: &pairs };
        let proof = statement.prove(&x, &Zeroizing::new(Scalar::from(99)));
        assert!(statement.verify(&proof));

        let mut exchanged = pairs.clone();
        exchanged.swap(0, 1);
        let mut false_factor = pairs.clone();
        false_factor[3].1 = false_factor[3].1 + Point::generator();
        // Two errors that would cancel out if the weights were equal.
        let mut two_false = false_factor.clone();
        two_false[2].1 = two_false[2].1 - Point::generator();
        let of = |pairs| Statement { pairs, ..statement };
        for (other, why) in [
            (Statement { phi: "psi", ..statement }, "phi"),
            (Statement { people: area, area: people, ..statement }, "tallies exchanged"),
            (Statement { owner: 3, ..statement }, "owner"),
            (Statement { key: point(1235), ..statement }, "key"),
            (of(&exchanged), "order"),
            (of(&pairs[..3]), "length"),
            (of(&false_factor), "factor"),
            (of(&two_false), "factors"),
        ] {
            assert!(!other.verify(&proof), "{why}");
        }
        for false_pairs in [&false_factor, &two_false] {
            let statement = of(false_pairs);
            assert!(!statement.verify(&statement.prove(&x, &Zeroizing::new(Scalar::from(99)))));
        }
        let none = of(&[]);
        assert!(none.verify(&none.prove(&x, &Zeroizing::new(Scalar::from(7)))));
        assert!(!statement.verify(&Proof { response: proof.response + Scalar::ONE, ..proof }));
    }
}
