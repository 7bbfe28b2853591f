//! A ballot: what a voter's browser sends, how it is made and how it is checked.
//!
//! Why two ways of checking: a ballot's JSON holds challenges and responses only (compact proofs), so each commitment has to be
//! recomputed by itself ([`check`]). With hints beside the ballot ([`hints`]) all equations of many ballots become one sum. Both
//! read the same list of claims (`claims`) and admit exactly the same ballots; a property test holds that.
//!
//! Decision: a ciphertext whose alpha is the identity is refused, here and therefore in the audit. It is a well-formed
//! encryption with randomness 0 that everybody can read. The independent tool lets it pass; no honest program makes one, and
//! refusing protects the voter whose broken program did.

pub mod check;
mod claims;
pub mod hints;
pub mod make;
mod randomness;
mod scan;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::json::{self, JsonFault};
use super::parameters::Election;
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use crate::crypto::group::{Encoding, NotAPoint};
use crate::crypto::hash::Digest;
use crate::crypto::proof::Proof;

/// A signed ballot, fields in the order they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    /// uuid of the election.
    pub election_uuid: String,
    /// φ of the election.
    pub election_hash: String,
    /// The voter's public credential.
    pub credential: Encoding,
    /// One answer for each question.
    pub answers: Vec<Answer>,
    /// The voter's signature over all of the above.
    pub signature: Signature,
}

/// The encrypted answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Encryptions of 0 or 1: "blank" first where the question allows it, then one for each answer.
    pub choices: Vec<EncodedCiphertext>,
    /// For each choice: it encrypts 0 or 1.
    pub individual_proofs: Vec<Vec<Proof>>,
    /// The number of answers is allowed.
    pub overall_proof: Vec<Proof>,
    /// Blank excludes answers. Present exactly where the question allows blank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank_proof: Option<Vec<Proof>>,
}

/// A ballot's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// SHA-256 of the ballot's JSON without the signature, in base64.
    pub hash: String,
    /// Schnorr signature of `sig|hash|` with the credential's key.
    pub proof: Proof,
}

/// A ballot without its signature: what "cast or check" rebuilds byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unsigned<'a> {
    election_uuid: &'a str,
    election_hash: &'a str,
    credential: Encoding,
    answers: &'a [Answer],
}

impl Unsigned<'_> {
    /// The value of the signature's `hash` field.
    pub fn hash(&self) -> Result<String, JsonFault> {
        Ok(Digest::of(&json::to_canonical(self)?).to_base64())
    }
}

impl Ballot {
    /// Reads canonical bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonFault> {
        scan::ballot(bytes).map_or_else(|| json::from_canonical(bytes), Ok)
    }

    /// The part that is signed.
    pub fn unsigned(&self) -> Unsigned<'_> {
        Unsigned {
            election_uuid: &self.election_uuid,
            election_hash: &self.election_hash,
            credential: self.credential,
            answers: &self.answers,
        }
    }

    /// The digests of the ballot without its signature and of the whole, given the canonical bytes that it was read from: the
    /// signature is the last field, so the ballot without it is a prefix of the bytes and a brace. Saves writing it again.
    fn digests(&self, bytes: &[u8]) -> Result<[Digest; 2], JsonFault> {
        let signature = json::to_canonical(&self.signature)?.len();
        let tail = signature.saturating_add(r#","signature":}"#.len());
        let (unsigned, rest) = bytes.split_at_checked(bytes.len().saturating_sub(tail)).unwrap_or_default();
        Ok(Digest::of_two(unsigned, [b"}", rest]))
    }

    /// The text that the signature proof hashes before its commitment.
    fn signed_text(hash: &str) -> String {
        format!("sig|{hash}|")
    }
}

/// A ballot's tracker 查票码: SHA-256 of its bytes in base64.
pub fn tracker(bytes: &[u8]) -> String {
    Digest::of(bytes).to_base64()
}

/// A part of a ballot that carries proofs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The 0/1 proof of the choice with this index.
    Individual(usize),
    /// The proof that the number of answers is allowed.
    Overall,
    /// The proof that blank excludes answers.
    Blank,
}

/// A claim's place in a ballot. `Display` writes the path in the JSON, e.g. `answers[0].individual_proofs[3]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index of the question.
    pub question: usize,
    /// Which claim.
    pub part: Part,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "answers[{}].", self.question)?;
        match self.part {
            Part::Individual(choice) => write!(f, "individual_proofs[{choice}]"),
            Part::Overall => f.write_str("overall_proof"),
            Part::Blank => f.write_str("blank_proof"),
        }
    }
}

/// Why a ballot is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BallotFault {
    /// Not the canonical JSON of a ballot.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// Made for another election.
    #[error("election_uuid: of another election")]
    OtherUuid,
    /// Made for other questions or another key.
    #[error("election_hash: of another election")]
    OtherFingerprint,
    /// Not one answer for each question.
    #[error("answers: {found} instead of {expected}")]
    AnswerCount {
        /// Answers in the ballot.
        found: usize,
        /// Questions in the election.
        expected: usize,
    },
    /// Not one ciphertext for each answer (and blank).
    #[error("answers[{question}].choices: {found} instead of {expected}")]
    ChoiceCount {
        /// Index of the question.
        question: usize,
        /// Ciphertexts in the ballot.
        found: usize,
        /// Ciphertexts wanted.
        expected: usize,
    },
    /// Not one individual proof for each ciphertext, or a proof without the right number of branches.
    #[error("answers[{question}]: a proof is missing, too many, or has another number of branches")]
    ProofCount {
        /// Index of the question.
        question: usize,
    },
    /// A ciphertext is not made of points of the group.
    #[error("answers[{question}].choices[{choice}]: {fault}")]
    Ciphertext {
        /// Index of the question.
        question: usize,
        /// Index of the ciphertext.
        choice: usize,
        /// What is wrong with it.
        fault: NotAPoint,
    },
    /// A ciphertext with randomness 0: everybody could read it.
    #[error("answers[{question}].choices[{choice}].alpha: the identity, which hides nothing")]
    NotHidden {
        /// Index of the question.
        question: usize,
        /// Index of the ciphertext.
        choice: usize,
    },
    /// A proof does not hold.
    #[error("{0}: the proof is false")]
    Proof(Place),
    /// The credential is not a point of the group.
    #[error("credential: {0}")]
    Credential(NotAPoint),
    /// The credential is the identity, whose secret key everybody knows.
    #[error("credential: the identity")]
    CredentialIdentity,
    /// The signature is over another ballot.
    #[error("signature.hash: not the hash of this ballot")]
    SignatureHash,
    /// The signature was not made with the credential's key.
    #[error("signature: not by the credential")]
    Signature,
}

/// A ballot that passed every check that a ballot alone allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The voter's public credential. Whether it is listed is for the caller to see.
    pub credential: Encoding,
    /// SHA-256 of the bytes that were checked.
    pub digest: Digest,
    /// The ciphertexts of each question, "blank" first where it is possible.
    pub choices: Vec<Vec<Ciphertext>>,
}

/// Election and numbers first: what can be seen without mathematics, in the order of the fields.
fn check_shape(election: &Election, ballot: &Ballot) -> Result<(), BallotFault> {
    let parameters = election.parameters();
    if ballot.election_uuid != parameters.uuid {
        return Err(BallotFault::OtherUuid);
    }
    if ballot.election_hash != election.phi() {
        return Err(BallotFault::OtherFingerprint);
    }
    let (found, expected) = (ballot.answers.len(), parameters.questions.len());
    if found != expected {
        return Err(BallotFault::AnswerCount { found, expected });
    }
    for (question, (answer, asked)) in ballot.answers.iter().zip(&parameters.questions).enumerate() {
        let (found, expected) = (answer.choices.len(), asked.ciphertexts());
        if found != expected {
            return Err(BallotFault::ChoiceCount { question, found, expected });
        }
        let individual = answer.individual_proofs.len() == expected && answer.individual_proofs.iter().all(|p| p.len() == 2);
        let overall = u64::try_from(answer.overall_proof.len()) == Ok(asked.overall_branches());
        let blank = answer.blank_proof.as_ref().map(Vec::len) == asked.allows_blank().then_some(2);
        if !(individual && overall && blank) {
            return Err(BallotFault::ProofCount { question });
        }
    }
    Ok(())
}
