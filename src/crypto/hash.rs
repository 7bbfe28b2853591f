//! SHA-256 digests and their two texts, and the hash to a scalar that every Fiat–Shamir challenge uses.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

use super::group::{Encoding, Scalar};

/// A SHA-256 digest: 32 bytes. Its text is 64 lower-case hexadecimal digits ([`fmt::Display`], [`FromStr`], serde).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// SHA-256 of the parts one after another.
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let hash = parts.iter().fold(Sha256::new(), Sha256::chain_update);
        Self(hash.finalize().into())
    }

    /// SHA-256 of two texts with the same beginning, which is hashed once.
    pub fn of_two(beginning: &[u8], ends: [&[u8]; 2]) -> [Self; 2] {
        let begun = Sha256::new_with_prefix(beginning);
        ends.map(|end| Self(begun.clone().chain_update(end).finalize().into()))
    }

    /// Standard-alphabet base64 of the 32 bytes without the one `=`: 43 characters. The form of fingerprints and trackers.
    pub fn to_base64(self) -> String {
        STANDARD_NO_PAD.encode(self.0)
    }

    /// The digest of which this is [`Self::to_base64`].
    pub fn from_base64(text: &str) -> Option<Self> {
        STANDARD_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The first 16 bytes as a number of 39 decimal digits, in groups of three with a space between: to be read out and compared
    /// on the telephone. Digits, because letters are misheard.
    pub fn spoken(self) -> String {
        let number = self.0.first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes));
        let mut groups = String::with_capacity(51);
        for (index, digit) in format!("{number:039}").chars().enumerate() {
            if index > 0 && index.is_multiple_of(3) {
                groups.push(' ');
            }
            groups.push(digit);
        }
        groups
    }
}

/// SHA-256 of bytes that come piece by piece.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// The next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 64];
        hex::encode_to_slice(self.0, &mut text).map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 64 lower-case hexadecimal digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        lower_hex_32(text).map(Self).ok_or(NotADigest)
    }
}

/// 32 bytes from exactly 64 lower-case hexadecimal digits. `hex` alone would also take upper case.
pub(crate) fn lower_hex_32(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let lower = !text.bytes().any(|b| b.is_ascii_uppercase());
    (lower && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(bytes)
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A growing text to be hashed to a challenge: `Hq(prefix ‖ A_0 ‖ "," ‖ B_0 ‖ "," ‖ …)`.
#[derive(Clone)]
pub struct Transcript(Sha256);

impl Transcript {
    /// Begins with `prefix`.
    pub fn new(prefix: &[u8]) -> Self {
        Self(Sha256::new_with_prefix(prefix))
    }

    /// Appends `text`.
    #[must_use]
    pub fn text(mut self, text: &[u8]) -> Self {
        self.0.update(text);
        self
    }

    /// Appends the points' texts, separated by commas.
    pub fn points<'a>(mut self, points: impl IntoIterator<Item = &'a Encoding>) -> Self {
        for (index, point) in points.into_iter().enumerate() {
            if index > 0 {
                self.0.update(b",");
            }
            self.0.update(point.hex());
        }
        self
    }

    /// SHA-256 of the text, read as a big-endian integer and reduced mod q.
    pub fn challenge(self) -> Scalar {
        Scalar::from_digest(Digest(self.0.finalize().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_in_threes() {
        assert_eq!(Digest([0; 32]).spoken(), ["000"; 13].join(" "));
        assert_eq!(Digest([255; 32]).spoken(), "340 282 366 920 938 463 463 374 607 431 768 211 455");
    }

    #[test]
    fn a_digest_has_one_text() {
        let digest = Digest::of(b"");
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest.to_string(), text);
        assert_eq!(text.parse(), Ok(digest));
        assert_eq!(digest.to_base64(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU");
        for wrong in ["", "e3b0", &text.to_uppercase(), &format!("{text}00"), &text.replace('e', "+")] {
            assert_eq!(wrong.parse::<Digest>(), Err(NotADigest), "{wrong}");
        }
    }
}
