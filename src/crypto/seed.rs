//! Scalars derived from one secret seed, so that revealing the seed lets another program repeat every one of them.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha512;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::group::Scalar;

/// 32 secret bytes that all randomness of a ballot but its signature's is derived from.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Takes uniform secret bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// HKDF-SHA-512 (RFC 5869) of the seed without salt, with `info`: 64 bytes, big-endian, mod q.
    pub fn scalar(&self, info: &str) -> Zeroizing<Scalar> {
        let mut bytes = Zeroizing::new([0; 64]);
        // 64 bytes are one block of SHA-512, far below the 255 blocks that HKDF gives.
        let _ = Hkdf::<Sha512>::new(None, &self.0).expand(info.as_bytes(), bytes.as_mut_slice());
        Zeroizing::new(Scalar::from_wide_bytes(*bytes))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}
