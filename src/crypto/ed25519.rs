//! Ed25519 signatures (RFC 8032) of the service, its cosigners and whoever checks them; by `ring`.
//!
//! Why another signature than [`super::signature`]: what the service signs (checkpoints, receipts, certificates) is read by
//! programs that know nothing of Belenios, and Ed25519 is what they all know.
//!
//! Decision on edge cases, where programs differ (Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", SSR 2020): a key
//! must be the canonical encoding of a point of prime order other than the identity, which `ring` alone does not demand. With
//! such a key nobody can make one signature fit two messages, and `ring`'s equation without cofactor, s < q and R compared as
//! bytes leaves one verdict: whatever is valid here is valid everywhere. A test holds it against the public test data.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::group::{Encoding, NotAPoint};

/// A public key. Its text ([`fmt::Display`], [`FromStr`], serde) is the base64 of its 32 bytes, 44 characters with the `=`: so
/// that nobody takes it for a point or a digest, which are hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerifyingKey([u8; 32]);

/// Why a text or bytes are not a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not 44 characters of base64.
    #[error("not the base64 of 32 bytes")]
    Text,
    /// Not the one encoding of a point of prime order.
    #[error("not a key: {0}")]
    Point(#[from] NotAPoint),
    /// The identity: everybody can sign for it.
    #[error("not a key: the identity")]
    Identity,
}

impl VerifyingKey {
    /// The key with these bytes, as RFC 8032 section 5.1.5 writes them.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, KeyFault> {
        if Encoding::from_bytes(bytes).decode()?.is_identity() {
            return Err(KeyFault::Identity);
        }
        Ok(Self(bytes))
    }

    /// The 32 bytes of RFC 8032.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether `signature` (64 bytes, R then s) is one of `message` by this key.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, signature).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for VerifyingKey {
    type Err = KeyFault;

    fn from_str(text: &str) -> Result<Self, KeyFault> {
        let bytes = STANDARD.decode(text).map_err(|_| KeyFault::Text)?;
        Self::from_bytes(bytes.try_into().map_err(|_| KeyFault::Text)?)
    }
}

impl Serialize for VerifyingKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VerifyingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A secret key. `Debug` shows the public one only.
pub struct SigningKey(Ed25519KeyPair);

/// The library would not make a key of a seed. It refuses none of 32 bytes today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no Ed25519 key can be made of this seed")]
pub struct SeedRefused;

impl SigningKey {
    /// The key of a seed: the 32 secret bytes of RFC 8032 section 5.1.5, which must be fresh and uniform.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, SeedRefused> {
        Ed25519KeyPair::from_seed_unchecked(seed).map(Self).map_err(|_| SeedRefused)
    }

    /// The public key.
    pub fn verifying_key(&self) -> VerifyingKey {
        // A secret times the generator is of prime order, so there is nothing to check.
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(self.0.public_key().as_ref()) {
            *to = *from;
        }
        VerifyingKey(bytes)
    }

    /// The signature of `message`: R and s. The same message gives the same signature.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut bytes = [0; 64];
        for (to, from) in bytes.iter_mut().zip(self.0.sign(message).as_ref()) {
            *to = *from;
        }
        bytes
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(of {})", self.verifying_key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    /// RFC 8032 section 7.1, test 2.
    #[test]
    fn keys_and_signatures_are_those_of_the_rfc() {
        let key = SigningKey::from_seed(&bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")).unwrap();
        let public = key.verifying_key();
        assert_eq!(public.as_bytes(), &bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        assert_eq!(VerifyingKey::from_bytes(*public.as_bytes()), Ok(public));
        assert_eq!(format!("{key:?}"), "SigningKey(of PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=)");
        let signature = key.sign(&[0x72]);
        assert_eq!(
            hex::encode(signature),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
        assert!(public.verify(&[0x72], &signature));
        assert!(!public.verify(&[0x73], &signature));
        assert!(!public.verify(&[0x72], &signature[..63]));
        assert!(!public.verify(&[0x72], b""));
    }

    #[test]
    fn a_key_has_one_text() {
        let text = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
        assert_eq!(text.parse::<VerifyingKey>().unwrap().to_string(), text);
        for wrong in [
            "",
            "PUAX",
            &text[..43],
            "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgx=",
            "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw=",
        ] {
            assert_eq!(wrong.parse::<VerifyingKey>(), Err(KeyFault::Text), "{wrong}");
        }
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(VerifyingKey::from_bytes(identity), Err(KeyFault::Identity));
        identity[31] = 0x80;
        assert_eq!(VerifyingKey::from_bytes(identity), Err(KeyFault::Point(NotAPoint::NotCanonical)));
        assert_eq!(VerifyingKey::from_bytes([0; 32]), Err(KeyFault::Point(NotAPoint::NotPrimeOrder)));
    }
}
