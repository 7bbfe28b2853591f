//! The proof that opens a voting session: whoever begins one has the slip's credential (protocol.md Part I, 11).
//!
//! A Schnorr signature with the credential's key over where, what and a fresh nonce: `yepiao/session/v1|` weborigin `|` φ `|`
//! credential `|` nonce `|`. The origin of the page is in it, so that a page of somebody else cannot pass a proof on.

use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::proof::Proof;
use crate::crypto::signature;
use zeroize::Zeroizing;

/// What is proved.
#[derive(Debug, Clone, Copy)]
pub struct Possession<'p> {
    /// `https://host[:port]`.
    pub weborigin: &'p str,
    /// φ of the election.
    pub phi: &'p str,
    /// The public credential.
    pub credential: &'p Encoding,
    /// The server's 32 bytes, as 64 lower-case hexadecimal digits.
    pub nonce: &'p str,
}

impl Possession<'_> {
    fn text(&self) -> String {
        let Self { weborigin, phi, credential, nonce } = self;
        format!("yepiao/session/v1|{weborigin}|{phi}|{credential}|{nonce}|")
    }

    /// Proves it with the secret x; w must be fresh and uniform.
    pub fn prove(&self, x: &Scalar, w: &Zeroizing<Scalar>) -> Proof {
        signature::sign(x, &self.text(), w)
    }

    /// Whether `proof` proves it; `point` is the credential, of prime order.
    pub fn holds(&self, point: &Point, proof: &Proof) -> bool {
        signature::verify(point, &self.text(), proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_good_for_one_place_election_credential_and_nonce() {
        let x = Scalar::from(77);
        let point = Point::generator_times(&x);
        let (credential, other) = (point.encode(), Point::generator().encode());
        let proved = Possession { weborigin: "https://vote.example.cn", phi: "phi", credential: &credential, nonce: "00" };
        let proof = proved.prove(&x, &Zeroizing::new(Scalar::from(5)));
        assert!(proved.holds(&point, &proof));
        for wrong in [
            Possession { weborigin: "https://vote.example.com", ..proved },
            Possession { phi: "phj", ..proved },
            Possession { credential: &other, ..proved },
            Possession { nonce: "01", ..proved },
        ] {
            assert!(!wrong.holds(&point, &proof));
        }
        assert!(!proved.holds(&Point::generator(), &proof));
    }
}
