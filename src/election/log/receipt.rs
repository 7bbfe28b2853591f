//! Receipts: the service's signed promise to a voter (protocol.md Part I, 6).
//!
//! ```text
//! yepiao/receipt/v1
//! <origin>
//! <φ>
//! <index>
//! <hash of the leaf>
//! <tracker>
//! <time>
//! <the leaf's JSON>
//! ```
//!
//! as a [`Note`] signed with the receipt key of the opening, named like the origin. It promises that every checkpoint of more
//! than `index` entries has this leaf there. It shows that a ballot was taken, never what is in it. Index, hash, tracker and time
//! repeat what the leaf says, for people and for programs that read no JSON; a receipt in which they differ is refused.

use super::checkpoint::Checkpoint;
use super::leaf::{Entry, Leaf};
use super::note::{Note, NoteFault, NoteKey, NoteSigner};
use super::tree::{ProofFault, leaf_hash, verify_inclusion};
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;

const FIRST_LINE: &str = "yepiao/receipt/v1";

/// What a receipt promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which log: `<host>/<uuid>`.
    pub origin: String,
    /// φ of the election.
    pub phi: String,
    /// The leaf of the ballot.
    pub leaf: Leaf,
}

/// Why a receipt is refused, or refutes a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// Not a note, or not signed as it must be.
    #[error("{0}")]
    Note(#[from] NoteFault),
    /// Not the eight lines of a receipt.
    #[error("not the eight lines of a receipt")]
    Form,
    /// The last line is not a leaf.
    #[error("the entry: {0}")]
    Json(#[from] JsonFault),
    /// The leaf is not of a ballot.
    #[error("the entry is not of a ballot")]
    NotABallot,
    /// Index, hash, tracker or time are not those of the leaf.
    #[error("line {line} is not what the entry says")]
    Differs {
        /// The line, from 1.
        line: usize,
    },
    /// Of another log or election.
    #[error("of another election")]
    OtherElection,
    /// The checkpoint is older than the leaf.
    #[error("the checkpoint counts {size} entries only; this one has index {index}")]
    TooEarly {
        /// The leaf's place.
        index: u64,
        /// Entries by the checkpoint.
        size: u64,
    },
    /// The proof of inclusion does not hold.
    #[error("{0}")]
    Proof(#[from] ProofFault),
    /// The log has another leaf in this place, or none: both signed by the service prove it.
    #[error("the log does not have this entry at index {index}")]
    Broken {
        /// The leaf's place.
        index: u64,
    },
}

impl Receipt {
    /// The eight lines.
    fn text(&self) -> Result<String, ReceiptFault> {
        let Entry::Ballot { sha256, .. } = &self.leaf.entry else { return Err(ReceiptFault::NotABallot) };
        let Self { origin, phi, leaf } = self;
        let bytes = leaf.to_bytes()?;
        let json = std::str::from_utf8(&bytes).map_err(|_| ReceiptFault::Form)?;
        let (hash, tracker) = (leaf_hash(&bytes), sha256.to_base64());
        Ok(format!("{FIRST_LINE}\n{origin}\n{phi}\n{}\n{hash}\n{tracker}\n{}\n{json}\n", leaf.index, leaf.time))
    }

    /// The receipt signed by the service.
    pub fn sign(&self, service: &NoteSigner) -> Result<Note, ReceiptFault> {
        let mut note = Note::new(self.text()?)?;
        note.sign(service, 0);
        Ok(note)
    }

    /// Reads the receipt of an election: signed with `key`, for the origin that is the key's name and this φ.
    pub fn open(note: &Note, key: &NoteKey, phi: &str) -> Result<Self, ReceiptFault> {
        note.verify_by(key)?;
        let lines: Vec<&str> = note.text().split('\n').collect();
        let [FIRST_LINE, origin, own_phi, _, _, _, _, json, ""] = lines[..] else { return Err(ReceiptFault::Form) };
        if origin != key.name() || own_phi != phi {
            return Err(ReceiptFault::OtherElection);
        }
        let leaf = Leaf::parse(json.as_bytes())?;
        let receipt = Self { origin: origin.to_owned(), phi: phi.to_owned(), leaf };
        let expected = receipt.text()?;
        match (1..).zip(lines.iter().zip(expected.split('\n'))).find(|(_, (found, expected))| *found != expected) {
            Some((line, _)) => Err(ReceiptFault::Differs { line }),
            None => Ok(receipt),
        }
    }

    /// Whether the promise was kept in the log that `checkpoint` is the head of; `proof` is the service's proof of inclusion.
    pub fn verify_in(&self, checkpoint: &Checkpoint, proof: &[Digest]) -> Result<(), ReceiptFault> {
        let Checkpoint { origin, size, root } = checkpoint;
        let index = self.leaf.index;
        if *origin != self.origin {
            return Err(ReceiptFault::OtherElection);
        }
        if *size <= index {
            return Err(ReceiptFault::TooEarly { index, size: *size });
        }
        Ok(verify_inclusion(self.leaf.hash()?, index, *size, proof, *root)?)
    }

    /// Whether a whole log with these leaf hashes keeps the promise.
    pub fn agrees_with(&self, leaf_hashes: &[Digest]) -> Result<(), ReceiptFault> {
        let index = self.leaf.index;
        let found = usize::try_from(index).ok().and_then(|index| leaf_hashes.get(index));
        if found == Some(&self.leaf.hash()?) { Ok(()) } else { Err(ReceiptFault::Broken { index }) }
    }
}
