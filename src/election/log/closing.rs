//! The closing statement: what the trustees agree to decrypt (protocol.md Part I, 7).
//!
//! `C = "yepiao/close/v1|" ‖ φ ‖ "|" ‖ size ‖ "|" ‖ root ‖ "|" ‖ hP ‖ "|" ‖ hA`: the tree whose last leaf is the paper sheet, and
//! for people and area the digest of each archive's event EncryptedTally. `closing.json` is the canonical JSON (RFC 8785)
//! `{"signatures":[{"challenge","owner","response"}],"statement":C}`, signatures by ascending owner.
//!
//! Why: decrypting a second sum that differs in one ballot or one weight reveals that ballot by subtraction. No trustee decrypts
//! before enough have signed one C, and more than half of each joint key must, so that a second C needs somebody who signs twice.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::replay::LoggedSheet;
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::crypto::proof::Proof;
use crate::crypto::signature;
use crate::election::count::Count;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::json::JsonFault;
use crate::election::trustees::{Group, Trustees};

const TAG: &str = "yepiao/close/v1";

/// Statement C. [`fmt::Display`] and [`FromStr`] write and read its one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// φ of the election.
    pub phi: String,
    /// Leaves up to the paper sheet, that one included.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Digest,
    /// hP: SHA-256 of the event EncryptedTally in the archive by people.
    pub people: Digest,
    /// hA: the same in the archive by area.
    pub area: Digest,
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { phi, size, root, people, area } = self;
        write!(f, "{TAG}|{phi}|{size}|{root}|{people}|{area}")
    }
}

impl FromStr for Statement {
    type Err = ClosingFault;

    fn from_str(text: &str) -> Result<Self, ClosingFault> {
        let parts: Vec<&str> = text.split('|').collect();
        let [TAG, phi, size, root, people, area] = parts[..] else { return Err(ClosingFault::Statement) };
        let digest = |text: &str| text.parse::<Digest>().map_err(|_| ClosingFault::Statement);
        let Count(size) = size.parse().map_err(|_| ClosingFault::Statement)?;
        let phi = phi.to_owned();
        Ok(Self { phi, size, root: digest(root)?, people: digest(people)?, area: digest(area)? })
    }
}

impl Statement {
    /// The statement about a log that ends with `sheet` and the events EncryptedTally of the archives derived from it, people
    /// first.
    pub fn new(phi: &str, sheet: &LoggedSheet, [people, area]: [Digest; 2]) -> Self {
        Self { phi: phi.to_owned(), size: sheet.size, root: sheet.root, people, area }
    }

    /// H(C): what trustees compare by voice, and lock their key to before signing.
    pub fn digest(&self) -> Digest {
        Digest::of(self.to_string().as_bytes())
    }

    /// What a trustee with the public key X signs: `yepiao/close-sig/v1|hex H(C)|X|`, to which the commitment is added.
    fn signed_text(&self, key: &Encoding) -> String {
        format!("yepiao/close-sig/v1|{}|{key}|", self.digest())
    }

    /// Signs as trustee `owner` with the secret x (Single key, or a member's share of a joint key). The nonce w must be fresh
    /// and uniform. Whoever calls this has locked the key to this statement before.
    pub fn sign(&self, owner: u32, x: &Scalar, w: &Zeroizing<Scalar>) -> ClosingSignature {
        let key = Point::generator_times(x).encode();
        let Proof { challenge, response } = signature::sign(x, &self.signed_text(&key), w);
        ClosingSignature { challenge, owner, response }
    }

    /// Whether `signature` is by the trustee whose number it bears.
    pub fn verify(&self, trustees: &Trustees, signature: &ClosingSignature) -> Result<(), ClosingFault> {
        let owner = usize::try_from(signature.owner).unwrap_or(usize::MAX);
        let trustee = trustees.owner(owner).ok_or(ClosingFault::NoSuchTrustee { owner })?;
        let key = trustee.key.ok_or(ClosingFault::NoSuchTrustee { owner })?;
        let proof = Proof { challenge: signature.challenge, response: signature.response };
        let text = self.signed_text(&key.encode());
        if signature::verify(&key, &text, &proof) { Ok(()) } else { Err(ClosingFault::Signature { owner }) }
    }
}

/// One trustee's signature of C.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingSignature {
    /// c.
    pub challenge: Scalar,
    /// The trustee: 1-based position in the list of all verification keys.
    pub owner: u32,
    /// t.
    pub response: Scalar,
}

/// `closing.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// By ascending owner, each once.
    pub signatures: Vec<ClosingSignature>,
    /// C.
    pub statement: String,
}

/// Why trustees may not decrypt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClosingFault {
    /// Not the canonical JSON of `closing.json`.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// The statement is not of its form.
    #[error("the statement is not of the form {TAG}|φ|size|root|people|area")]
    Statement,
    /// A statement about other tallies or another log.
    #[error("the trustees signed another statement")]
    OtherStatement,
    /// Signatures not by ascending owner.
    #[error("the signatures are not by ascending owner, each once")]
    Order,
    /// There is no trustee with this number, or not with a proper key.
    #[error("there is no trustee {owner}")]
    NoSuchTrustee {
        /// The number.
        owner: usize,
    },
    /// A signature does not hold.
    #[error("trustee {owner}: the signature of the statement is false")]
    Signature {
        /// The trustee's number.
        owner: usize,
    },
    /// A Single trustee did not sign.
    #[error("trustee {owner} has not signed")]
    Missing {
        /// The trustee's number.
        owner: usize,
    },
    /// Too few members of a joint key signed.
    #[error("joint key {item}: {found} members have signed, {needed} must")]
    TooFew {
        /// The item's position in the list of trustees, from 1.
        item: usize,
        /// Members who signed.
        found: usize,
        /// The threshold.
        needed: usize,
    },
    /// Half of a joint key's members or fewer can decrypt: two statements would need nobody who signs twice.
    #[error("joint key {item}: the threshold must be more than half of its members")]
    Threshold {
        /// The item's position in the list of trustees, from 1.
        item: usize,
    },
}

impl Closing {
    /// The signatures put in order.
    pub fn new(statement: &Statement, mut signatures: Vec<ClosingSignature>) -> Self {
        signatures.sort_by_key(|signature| signature.owner);
        Self { signatures, statement: statement.to_string() }
    }

    /// Reads the bytes of `closing.json`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ClosingFault> {
        Ok(from_jcs(bytes)?)
    }

    /// The bytes of `closing.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, JsonFault> {
        to_jcs(self)
    }

    /// Whether these trustees may decrypt what `expected` names, as the verifier computed it: all signatures hold, every Single
    /// trustee signed and of each joint key `threshold` members, which are more than half. Returns every fault.
    pub fn faults(&self, trustees: &Trustees, expected: &Statement) -> Vec<ClosingFault> {
        match self.statement.parse::<Statement>() {
            Err(fault) => return vec![fault],
            Ok(statement) if statement != *expected => return vec![ClosingFault::OtherStatement],
            Ok(_) => {}
        }
        // First of all, because no trustee twice means no more signatures to verify than there are trustees.
        if !self.signatures.is_sorted_by(|a, b| a.owner < b.owner) {
            return vec![ClosingFault::Order];
        }
        let verify = |signature| expected.verify(trustees, signature).err();
        let mut faults: Vec<ClosingFault> = self.signatures.iter().filter_map(verify).collect();
        let signed = |owner: usize| self.signatures.iter().any(|signature| usize::try_from(signature.owner) == Ok(owner));
        for (item, group) in (1..).zip(trustees.groups()) {
            match *group {
                Group::Single(owner) if signed(owner) => {}
                Group::Single(owner) => faults.push(ClosingFault::Missing { owner }),
                Group::Pedersen { first, size, threshold: needed } => {
                    if needed.saturating_mul(2) <= size {
                        faults.push(ClosingFault::Threshold { item });
                    }
                    let members = first..first.saturating_add(size);
                    let found = members.filter(|owner| signed(*owner)).count();
                    if found < needed {
                        faults.push(ClosingFault::TooFew { item, found, needed });
                    }
                }
            }
        }
        faults
    }
}
