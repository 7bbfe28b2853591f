//! Partial decryption: a trustee's factor `f = x·alpha` with the proof that it was made with the key behind X.
//!
//! Belenios version 1 hashes neither alpha nor f (`c = Hq("decrypt|" ‖ φ ‖ "|" ‖ X ‖ "|" ‖ A,B)`, `A = t·G + c·X`,
//! `B = t·alpha + c·f`): a weak Fiat–Shamir challenge (Bernhard, Pereira, Warinschi 2012). A trustee who may choose alpha after
//! the commitments can make a proof of a false factor. An archive alone cannot show that; the record's strong proof does.

use zeroize::Zeroizing;

use super::group::{Encoding, Point, Scalar};
use super::hash::Transcript;
use super::proof::Proof;

/// The text that the challenge hashes before the commitments; `phi` is the election's fingerprint.
fn prefix(phi: &str, x: &Encoding) -> String {
    format!("decrypt|{phi}|{x}|")
}

/// A trustee's factor of one ciphertext's alpha, and its proof. The nonce w must be fresh and uniform.
pub fn decrypt(phi: &str, x: &Scalar, alpha: &Point, w: &Zeroizing<Scalar>) -> (Point, Proof) {
    let public = Point::generator_times(x).encode();
    let commitments = [Point::generator_times(w).encode(), alpha.times(w).encode()];
    let challenge = Transcript::new(prefix(phi, &public).as_bytes()).points(&commitments).challenge();
    (alpha.times(x), Proof { challenge, response: **w - *x * challenge })
}

/// Whether `factor` is `x·alpha` for the x behind the public key X, as far as version 1 proves it.
pub fn verify(phi: &str, x: &Point, alpha: &Point, factor: &Point, proof: &Proof) -> bool {
    let Proof { challenge: c, response: t } = proof;
    let commitments =
        [x.times_plus_generator_times(c, t), Point::weighted_sum(&[*t, *c], &[*alpha, *factor])].map(|p| p.encode());
    *c == Transcript::new(prefix(phi, &x.encode()).as_bytes()).points(&commitments).challenge()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_of_another_key_is_refused() {
        let (x, alpha) = (Scalar::from(5), Point::generator_times(&Scalar::from(8)));
        let base = Point::generator_times(&x);
        let (factor, proof) = decrypt("phi", &x, &alpha, &Zeroizing::new(Scalar::from(77)));
        assert_eq!(factor, Point::generator_times(&Scalar::from(40)));
        assert!(verify("phi", &base, &alpha, &factor, &proof));
        assert!(!verify("psi", &base, &alpha, &factor, &proof));
        assert!(!verify("phi", &base, &alpha, &(factor + Point::generator()), &proof));
        assert!(!verify("phi", &base, &factor, &factor, &proof));
        assert!(!verify("phi", &alpha, &alpha, &factor, &proof));
    }
}
