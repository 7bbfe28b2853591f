//! Encryption to a public key: ElGamal carries a random point K, AES-256-GCM under a key made of K carries the text.
//!
//! `alpha = r·G`, `beta = r·ek + K`, key `H("key|" ‖ K)`, initial vector `H("iv|" ‖ alpha)`, nothing authenticated besides; the
//! data is the ciphertext and the 16-byte tag in hexadecimal (Belenios 3.1 and later, specification "Trustees", encrypted
//! messages; GCM: NIST SP 800-38D, whose section 7.1 allows an initial vector of any length: here all 32 bytes of the digest).
//!
//! Who sent a text and for whom it is, this does not say: texts are signed inside (`election::ceremony`).

use aes_gcm::aead::consts::U32;
use aes_gcm::aes::Aes256;
use aes_gcm::{AeadInOut, AesGcm, KeyInit, Nonce, Tag};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::group::{Encoding, NotAPoint, Point, Scalar};
use super::hash::Digest;

/// Length of the authentication tag at the end of the data.
const TAG: usize = 16;

/// An encrypted text, fields in the order they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encrypted {
    algorithm: Algorithm,
    alpha: Encoding,
    beta: Encoding,
    data: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Algorithm {
    #[serde(rename = "AES-GCM")]
    AesGcm,
}

/// Why an encrypted text cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncryptedFault {
    /// alpha is not a point of the group.
    #[error("alpha: {0}")]
    Alpha(NotAPoint),
    /// beta is not a point of the group.
    #[error("beta: {0}")]
    Beta(NotAPoint),
    /// The data is not lower-case hexadecimal with a tag at its end.
    #[error("data: not in lower-case hexadecimal with an authentication tag")]
    Data,
    /// For another key, or changed on its way.
    #[error("not for this key, or changed on its way")]
    Tag,
}

impl Encrypted {
    /// Encrypts `text` to the public key `ek`; r and k (K = k·G) must be fresh and uniform.
    ///
    /// `None` for a text beyond GCM's limit of 2^36 − 32 bytes.
    pub fn new(ek: &Point, text: &[u8], r: &Zeroizing<Scalar>, k: &Zeroizing<Scalar>) -> Option<Self> {
        let alpha = Point::generator_times(r).encode();
        let shared = Zeroizing::new(Point::generator_times(k));
        let beta = (ek.times(r) + *shared).encode();
        let mut data = text.to_vec();
        let tag = cipher(&shared).encrypt_inout_detached(&initial_vector(&alpha), &[], data.as_mut_slice().into()).ok()?;
        data.extend_from_slice(&tag);
        Some(Self { algorithm: Algorithm::AesGcm, alpha, beta, data: hex::encode(data) })
    }

    /// What can be checked without the secret key: that points and data have their form.
    pub fn check(&self) -> Result<(), EncryptedFault> {
        self.parts().map(drop)
    }

    /// The text, with the secret key dk.
    pub fn open(&self, dk: &Scalar) -> Result<Zeroizing<Vec<u8>>, EncryptedFault> {
        let (alpha, beta, data) = self.parts()?;
        let mut data = Zeroizing::new(data);
        let shared = Zeroizing::new(beta - alpha.times(dk));
        let length = data.len().checked_sub(TAG).ok_or(EncryptedFault::Data)?;
        let (text, tag) = data.split_at_mut_checked(length).ok_or(EncryptedFault::Data)?;
        let tag = Tag::try_from(&*tag).map_err(|_| EncryptedFault::Data)?;
        cipher(&shared)
            .decrypt_inout_detached(&initial_vector(&self.alpha), &[], text.into(), &tag)
            .map_err(|_| EncryptedFault::Tag)?;
        data.truncate(length);
        Ok(data)
    }

    fn parts(&self) -> Result<(Point, Point, Vec<u8>), EncryptedFault> {
        let alpha = self.alpha.decode().map_err(EncryptedFault::Alpha)?;
        let beta = self.beta.decode().map_err(EncryptedFault::Beta)?;
        let lower = self.data.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let data = hex::decode(&self.data).ok().filter(|data| lower && data.len() >= TAG).ok_or(EncryptedFault::Data)?;
        Ok((alpha, beta, data))
    }
}

/// The cipher under the key `H("key|" ‖ K)`.
fn cipher(shared: &Point) -> AesGcm<Aes256, U32> {
    let encoding = Zeroizing::new(shared.encode());
    let key = Zeroizing::new(Digest::of_parts(&[b"key|", Zeroizing::new(encoding.hex()).as_slice()]).0);
    AesGcm::new((&*key).into())
}

/// `H("iv|" ‖ alpha)`, all 32 bytes.
fn initial_vector(alpha: &Encoding) -> Nonce<U32> {
    Digest::of_parts(&[b"iv|", &alpha.hex()]).0.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(number: u64) -> Zeroizing<Scalar> {
        Zeroizing::new(Scalar::from(number))
    }

    #[test]
    fn only_the_recipient_opens_and_only_what_was_sent() {
        let dk = Scalar::from(31);
        let ek = Point::generator_times(&dk);
        for text in [&b""[..], b"x", &[7; 1000]] {
            let sent = Encrypted::new(&ek, text, &secret(5), &secret(6)).unwrap();
            assert_eq!(sent.check(), Ok(()));
            assert_eq!(sent.open(&dk).as_deref().map(Vec::as_slice), Ok(text));
            assert_eq!(sent.open(&Scalar::from(32)).err(), Some(EncryptedFault::Tag));
            for (at, _) in sent.data.char_indices() {
                let mut other = sent.data.clone().into_bytes();
                other[at] = if other[at] == b'0' { b'1' } else { b'0' };
                let other = Encrypted { data: String::from_utf8(other).unwrap(), ..sent.clone() };
                assert_eq!(other.open(&dk).err(), Some(EncryptedFault::Tag));
            }
            let other = Encrypted { beta: Point::generator().encode(), ..sent.clone() };
            assert_eq!(other.open(&dk).err(), Some(EncryptedFault::Tag));
        }
    }

    #[test]
    fn what_has_not_the_form_is_refused() {
        let dk = Scalar::from(31);
        let sent = Encrypted::new(&Point::generator_times(&dk), b"text", &secret(5), &secret(6)).unwrap();
        let upper = format!("{}AB", sent.data);
        for data in ["", "0", "00", "zz", &"0".repeat(30), &"0".repeat(33), &upper, "业票业票业票业票业票业票"] {
            let other = Encrypted { data: data.into(), ..sent.clone() };
            assert_eq!(other.check(), Err(EncryptedFault::Data), "{data}");
            assert_eq!(other.open(&dk).err(), Some(EncryptedFault::Data), "{data}");
        }
        let low_order = Encoding::from_bytes([0; 32]);
        let alpha = Encrypted { alpha: low_order, ..sent.clone() };
        assert_eq!(alpha.open(&dk).err(), Some(EncryptedFault::Alpha(NotAPoint::NotPrimeOrder)));
        let beta = Encrypted { beta: low_order, ..sent };
        assert_eq!(beta.open(&dk).err(), Some(EncryptedFault::Beta(NotAPoint::NotPrimeOrder)));
    }
}
