//! What is voted on: the election as its JSON fixes it, and the same prepared for checking ballots.
//!
//! The fingerprint φ is the digest of the exact bytes; every ballot and every decryption names it. It covers the questions and
//! the key, but neither trustees, credentials nor weights: those are bound by the archive's Setup event.

use serde::{Deserialize, Serialize};

use super::json::{self, JsonFault};
use crate::crypto::group::{Encoding, NotAPoint, PublicBase};
use crate::crypto::hash::Digest;

/// `election.json`, fields in the order they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Always 1.
    pub version: u32,
    /// Free text.
    pub description: String,
    /// Free text.
    pub name: String,
    /// Always `Ed25519`.
    pub group: String,
    /// y: the sum of all trustees' keys.
    pub public_key: Encoding,
    /// The items in order.
    pub questions: Vec<Question>,
    /// At least 14 characters of Base58; ours have 22.
    pub uuid: String,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administrator: Option<String>,
    /// Free text; in our elections the digest of the opening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential_authority: Option<String>,
    /// Language code and writing direction, e.g. `["zh","ltr"]`. Versions before 3.3 of the independent tool do not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<(String, String)>,
}

/// One item: between `min` and `max` of the answers may be chosen, or none if `blank` allows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Texts of the answers in order.
    pub answers: Vec<String>,
    /// Whether a blank vote is possible. Absent and `false` mean the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank: Option<bool>,
    /// The least number of answers in a vote that is not blank.
    pub min: u32,
    /// The greatest number of answers.
    pub max: u32,
    /// Text of the question.
    pub question: String,
}

impl Question {
    /// Whether a blank vote is possible.
    pub fn allows_blank(&self) -> bool {
        self.blank == Some(true)
    }

    /// Ciphertexts in an answer: one for each answer, and a leading one for "blank" where that is possible.
    pub fn ciphertexts(&self) -> usize {
        self.answers.len().saturating_add(usize::from(self.allows_blank()))
    }

    /// Branches of the overall proof: one for each allowed number of answers, and one for "blank".
    pub fn overall_branches(&self) -> u64 {
        let range = u64::from(self.max.saturating_sub(self.min)).saturating_add(1);
        range.saturating_add(u64::from(self.allows_blank()))
    }
}

/// Ciphertexts and branches of overall proofs in one ballot, at most. The format has no bound, but who sends a few bytes could
/// otherwise ask for gigabytes: millions of empty answers to be added up, `"max":4294967295` branches to be proved. A ballot of
/// this size has some 6 MB.
pub const MAX_BALLOT: u64 = 1 << 14;

/// Why bytes are not an election that can be held.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParametersFault {
    /// Not the canonical JSON of an election with homomorphic questions.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// A version of the protocol that is not 1.
    #[error("version: {0} is not supported, only 1")]
    Version(u32),
    /// A group that is not Ed25519.
    #[error("group: `{0}` is not supported, only `Ed25519`")]
    Group(String),
    /// Not at least 14 characters of Base58.
    #[error("uuid: not at least 14 characters of Base58")]
    Uuid,
    /// The public key is not a point of the group.
    #[error("public_key: {0}")]
    PublicKey(#[from] NotAPoint),
    /// The public key is the identity: every ballot could be read by everybody.
    #[error("public_key: the identity")]
    PublicKeyIdentity,
    /// More ciphertexts and branches of overall proofs in a ballot than [`MAX_BALLOT`].
    #[error("questions: {0} answers and numbers of answers together, more than {MAX_BALLOT}")]
    TooLarge(u64),
    /// A question that nobody can answer.
    #[error("questions[{0}]: min is greater than max")]
    MinAboveMax(usize),
}

/// An election prepared for checking ballots.
pub struct Election {
    parameters: Parameters,
    fingerprint: Digest,
    phi: String,
    public_key: PublicBase,
}

impl Election {
    /// Reads the exact bytes of an `election.json`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParametersFault> {
        let parameters: Parameters = json::from_canonical(bytes)?;
        if parameters.version != 1 {
            return Err(ParametersFault::Version(parameters.version));
        }
        if parameters.group != "Ed25519" {
            return Err(ParametersFault::Group(json::shown(&parameters.group)));
        }
        if parameters.uuid.len() < 14 || !is_base58(&parameters.uuid) {
            return Err(ParametersFault::Uuid);
        }
        let public_key = parameters.public_key.decode()?;
        if public_key.is_identity() {
            return Err(ParametersFault::PublicKeyIdentity);
        }
        if let Some(index) = parameters.questions.iter().position(|q| q.min > q.max) {
            return Err(ParametersFault::MinAboveMax(index));
        }
        let size = |q: &Question| u64::try_from(q.ciphertexts()).unwrap_or(u64::MAX).saturating_add(q.overall_branches());
        let size = parameters.questions.iter().map(size).fold(0, u64::saturating_add);
        if size > MAX_BALLOT {
            return Err(ParametersFault::TooLarge(size));
        }
        let fingerprint = Digest::of(bytes);
        Ok(Self { parameters, fingerprint, phi: fingerprint.to_base64(), public_key: PublicBase::new(public_key) })
    }

    /// The election's JSON.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// SHA-256 of the election's bytes.
    pub const fn fingerprint(&self) -> Digest {
        self.fingerprint
    }

    /// The fingerprint as ballots name it, φ: 43 characters of base64.
    pub fn phi(&self) -> &str {
        &self.phi
    }

    /// y.
    pub const fn public_key(&self) -> &PublicBase {
        &self.public_key
    }
}

/// The characters of Base58: no 0, O, I, l.
pub(crate) const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

fn is_base58(text: &str) -> bool {
    text.bytes().all(|byte| BASE58.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"version":1,"description":"d","name":"n","group":"Ed25519","public_key":"946b748c056f9370afd522808e279024658302eb5cc33d7abc2656d96b68d646","questions":[{"answers":["A","B"],"min":0,"max":1,"question":"Q1"},{"answers":["A","B"],"blank":true,"min":1,"max":1,"question":"Q2"}],"uuid":"o3JHbEwRLoXJh1","administrator":"adm","credential_authority":"ca"}"#;

    #[test]
    fn the_fingerprint_is_of_the_bytes() {
        let election = Election::parse(GOOD.as_bytes()).unwrap();
        assert_eq!(election.phi(), "f7xH7ezR5O2edi7Q9kiGM7D30DAKDRqKlwDbKVUqVb8");
        assert_eq!(election.parameters().questions[1].ciphertexts(), 3);
        assert_eq!(election.parameters().questions[1].overall_branches(), 2);
    }

    #[test]
    fn what_cannot_be_held_is_refused() {
        for (from, to, message) in [
            (r#""version":1"#, r#""version":2"#, "version: 2 is not supported, only 1"),
            ("Ed25519", "BELENIOS-2048", "group: `BELENIOS-2048` is not supported, only `Ed25519`"),
            ("o3JHbEwRLoXJh1", "o3JHbEwRLoXJh", "uuid: not at least 14 characters of Base58"),
            ("o3JHbEwRLoXJh1", "o3JHbEwRLoXJ0O", "uuid: not at least 14 characters of Base58"),
            ("946b", "946c", ""),
            (r#""min":0,"max":1"#, r#""min":2,"max":1"#, "questions[0]: min is greater than max"),
            (r#""min":0"#, r#""min":-1"#, "questions[0].min: invalid value: integer `-1`, expected u32 at line 1 column 182"),
            (r#""question":"Q1""#, r#""question":"Q1","extra":1"#, ""),
            (r#","uuid""#, r#", "uuid""#, ""),
            (
                r#""max":1"#,
                r#""max":4294967295"#,
                "questions: 4294967303 answers and numbers of answers together, more than 16384",
            ),
        ] {
            let fault = Election::parse(GOOD.replacen(from, to, 1).as_bytes()).err().unwrap().to_string();
            assert!(message.is_empty() || fault == message, "{fault}");
        }
        let identity = format!("{}1", "0".repeat(63));
        let text = GOOD.replace("946b748c056f9370afd522808e279024658302eb5cc33d7abc2656d96b68d646", &identity);
        assert_eq!(Election::parse(text.as_bytes()).err(), Some(ParametersFault::PublicKeyIdentity));
    }
}
