//! Scalars derived from one secret seed, so that revealing the seed lets another program repeat every one of them.

use std::fmt;

use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha512;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::group::Scalar;

/// 32 secret bytes that all randomness of a ballot but its signature's is derived from.
///
/// A seed is for one sealing only, and sealing consumes it. Used for two choices of the same voter it would encrypt both with
/// the same r, so that the difference of the ciphertexts shows the difference of the choices, and prove both with the same w
/// under two challenges, which gives r away.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Takes uniform secret bytes, e.g. of a ballot that is being checked instead of cast.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh seed.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut seed = Self([0; 32]);
        rng.fill_bytes(&mut seed.0);
        seed
    }

    /// HKDF-SHA-512 (RFC 5869) of the seed without salt (the same as a salt of 64 zero bytes, or an empty one), with `info`: 64 bytes, big-endian, mod q.
    pub fn scalar(&self, info: &str) -> Zeroizing<Scalar> {
        let mut bytes = Zeroizing::new([0; 64]);
        // 64 bytes are one block of SHA-512, far below the 255 blocks that HKDF gives.
        let _ = Hkdf::<Sha512>::new(None, &self.0).expand(info.as_bytes(), bytes.as_mut_slice());
        Zeroizing::new(Scalar::from_wide_bytes(&mut bytes))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}
