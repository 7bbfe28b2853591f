//! Schnorr's proof of knowledge of a logarithm (Journal of Cryptology 1991), as a signature over the text before the
//! commitment: `c = Hq(text ‖ A)`, `A = t·G + c·X`, `t = w − x·c`.
//!
//! The text must name what is signed and, where the verifier does not fix it already, the public key X. Belenios's texts:
//! `sig|hash|` for ballots, `pok|Ed25519|X|` for trustees' keys, `sigmsg|message|` for their messages.

use zeroize::Zeroizing;

use super::group::{Point, Scalar};
use super::hash::Transcript;
use super::proof::Proof;

/// Signs `text` with the secret key x; the nonce w must be fresh and uniform for every signature.
pub fn sign(x: &Scalar, text: &str, w: &Zeroizing<Scalar>) -> Proof {
    let commitment = Point::generator_times(w).encode();
    let challenge = Transcript::new(text.as_bytes()).points([&commitment]).challenge();
    Proof { challenge, response: **w - *x * challenge }
}

/// Whether `proof` is a signature of `text` by the owner of the public key X.
pub fn verify(x: &Point, text: &str, proof: &Proof) -> bool {
    verify_transcript(x, Transcript::new(text.as_bytes()), proof)
}

/// The same for a text that was hashed already: many signatures may share a long beginning.
pub fn verify_transcript(x: &Point, text: Transcript, proof: &Proof) -> bool {
    let commitment = x.times_plus_generator_times(&proof.challenge, &proof.response).encode();
    proof.challenge == text.points([&commitment]).challenge()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_binds_text_and_key() {
        let x = Scalar::from(99);
        let public = Point::generator_times(&x);
        let good = sign(&x, "sig|hash|", &Zeroizing::new(Scalar::from(1234)));
        assert!(verify(&public, "sig|hash|", &good));
        assert!(!verify(&public, "sig|hasH|", &good));
        assert!(!verify(&Point::generator(), "sig|hash|", &good));
        assert!(!verify(&public, "sig|hash|", &Proof { response: good.response + Scalar::ONE, ..good }));
        assert!(!verify(&public, "sig|hash|", &Proof { challenge: good.challenge + Scalar::ONE, ..good }));
    }
}
