//! A Single trustee's key, which needs nobody else.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::fresh;
use crate::crypto::group::Scalar;
use crate::election::json::{self, JsonFault};
use crate::election::trustees::TrusteeKey;

/// The secret key x. Its file is a JSON string with the decimal number, the independent tool's `.privkey`.
pub struct SingleKey(Zeroizing<Scalar>);

/// The bytes are not a JSON string with a decimal number from 1 to q − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a trustee's private key: a decimal number in quotation marks")]
pub struct NotASingleKey;

impl SingleKey {
    /// A fresh key.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        Self(fresh(rng))
    }

    /// Reads the key's file.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotASingleKey> {
        let secret = Zeroizing::new(json::from_canonical_secret::<Scalar>(bytes).map_err(|_| NotASingleKey)?);
        // Everybody knows the key 0.
        if *secret == Scalar::ZERO { Err(NotASingleKey) } else { Ok(Self(secret)) }
    }

    /// The key's file.
    pub fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, JsonFault> {
        json::to_canonical_secret(&*self.0)
    }

    /// x: decrypts by [`crate::election::tally::make_share`].
    pub const fn secret(&self) -> &Zeroizing<Scalar> {
        &self.0
    }

    /// What is published: X and the proof of knowing x.
    pub fn public<R: CryptoRng + ?Sized>(&self, rng: &mut R) -> TrusteeKey {
        TrusteeKey::single(&self.0, &fresh(rng))
    }
}

impl fmt::Debug for SingleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SingleKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    #[test]
    fn a_key_is_read_back_and_nothing_else_is() {
        let key = SingleKey::random(&mut ChaCha20Rng::from_seed([3; 32]));
        let file = key.to_json().unwrap();
        assert_eq!(SingleKey::parse(&file).unwrap().secret(), key.secret());
        assert_eq!(format!("{key:?}"), "SingleKey(…)");
        for wrong in ["", "1", "\"\"", "\"0\"", "\"01\"", "\"-1\"", "\"1\"\n", " \"1\"", "\"1", "null"] {
            assert_eq!(SingleKey::parse(wrong.as_bytes()).err(), Some(NotASingleKey), "{wrong}");
        }
        assert!(SingleKey::parse(b"\"1\"").is_ok());
    }
}
