//! What stands in a log: its leaves (protocol.md Part I, 5).
//!
//! A leaf is canonical JSON (RFC 8785): `index`, `nonce`, `time`, `type` and the fields of its type, none more. Its hash in the
//! tree is [`super::tree::leaf_hash`] of these bytes. The nonce keeps the hash from telling a leaf that can be guessed: until
//! the close only hashes are public.

use std::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::tree::leaf_hash;
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::json::JsonFault;

/// One leaf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Its place in the log, from 0.
    pub index: u64,
    /// 16 random bytes.
    pub nonce: Nonce,
    /// When it was appended, Unix milliseconds UTC.
    pub time: u64,
    /// What it says.
    #[serde(flatten)]
    pub entry: Entry,
}

/// What a leaf says. The names of the variants in lower case are the values of `type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Entry {
    /// The voting begins.
    Open {
        /// SHA-256 of `opening.json`.
        opening: Digest,
        /// φ of the election.
        phi: String,
    },
    /// A ballot was accepted.
    Ballot {
        /// Whose.
        credential: Encoding,
        /// SHA-256 of its bytes.
        sha256: Digest,
    },
    /// The envelope of a voter came back, and what is in it will count.
    Paper {
        /// Whose.
        credential: Encoding,
    },
    /// A ballot is taken out.
    Void {
        /// The leaf of the ballot. Written `ballot`, because `index` is the place of this leaf.
        #[serde(rename = "ballot")]
        voided: u64,
        /// Why.
        reason: String,
        /// Who decided it.
        authority: String,
    },
    /// The voting lasts longer.
    Extend {
        /// The new end, Unix milliseconds UTC.
        until: u64,
    },
    /// The voting has ended.
    Close,
    /// The paper ballots were counted.
    Sheet {
        /// SHA-256 of `paper.json`.
        sha256: Digest,
    },
    /// The poll has come to another state.
    State {
        /// Which.
        state: State,
        /// Why, where a reason is due.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A notice was posted.
    Notice {
        /// SHA-256 of its bytes.
        sha256: Digest,
    },
    /// An objection was raised or answered.
    Objection {
        /// SHA-256 of its bytes.
        sha256: Digest,
    },
}

/// The states that a poll can come to once it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// 截止: no ballot is accepted any more.
    Closed,
    /// 计票: the totals are known.
    Counted,
    /// 结果公示: the result is published, objections are possible.
    Published,
    /// 生效: the result stands.
    Final,
    /// 备案: the authority has the record.
    Filed,
    /// 取消: the poll ends without a result.
    Cancelled,
}

impl Leaf {
    /// Reads the bytes of a leaf.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonFault> {
        from_jcs(bytes)
    }

    /// The bytes of the leaf.
    pub fn to_bytes(&self) -> Result<Vec<u8>, JsonFault> {
        to_jcs(self)
    }

    /// The leaf's hash in the tree.
    pub fn hash(&self) -> Result<Digest, JsonFault> {
        Ok(leaf_hash(&self.to_bytes()?))
    }
}

/// 16 random bytes, written as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nonce(pub [u8; 16]);

impl Nonce {
    /// A fresh one.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl Serialize for Nonce {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Nonce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let mut bytes = [0; 16];
        // Upper case is refused with everything else that is not canonical.
        hex::decode_to_slice(text.as_bytes(), &mut bytes).map_err(|_| de::Error::custom("not 32 hexadecimal digits"))?;
        Ok(Self(bytes))
    }
}
