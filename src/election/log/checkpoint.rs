//! Checkpoints (C2SP tlog-checkpoint v1): how long the log is and what stands in it, signed by the log and whoever watches it.
//!
//! ```text
//! <host>/<uuid>
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```
//!
//! The log's key and, by cosignature/v1, its cosigners' sign this text as a [`Note`]. Stricter than the specification: no
//! extension lines (nobody can audit them), and the log's key must bear the name of the origin.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::note::{Note, NoteFault, NoteKey, NoteSigner, Signed};
use super::tree;
use crate::crypto::hash::Digest;
use crate::election::count::Count;

/// The head of a log. [`fmt::Display`] writes its three lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: `<host>/<uuid>`.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree.
    pub root: Digest,
}

/// Why a checkpoint is refused, or refutes a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// Not a note, or not signed as it must be.
    #[error("{0}")]
    Note(#[from] NoteFault),
    /// The text is not three lines: origin, size, root.
    #[error("not the three lines of a checkpoint: origin, size, root")]
    Form,
    /// Of another log.
    #[error("of the log {0}")]
    Origin(String),
    /// The log at hand is shorter than it was: it was cut, or is an earlier copy.
    #[error("the checkpoint counts {size} entries, the log has only {length}")]
    Shortened {
        /// Entries by the checkpoint.
        size: u64,
        /// Entries in the log.
        length: u64,
    },
    /// The log published is another one: both signed by its key prove it.
    #[error("the first {size} entries of the log are not those that the checkpoint was signed for")]
    Forked {
        /// Entries by the checkpoint.
        size: u64,
    },
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))
    }
}

impl Checkpoint {
    /// Reads the text.
    fn parse(text: &str) -> Result<Self, CheckpointFault> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root), Some(""), None) =
            (lines.next(), lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointFault::Form);
        };
        // Plain decimal without leading zeros, below 2^63.
        let Count(size) = size.parse().map_err(|_| CheckpointFault::Form)?;
        let root = STANDARD.decode(root).ok().and_then(|bytes| bytes.try_into().ok()).map(Digest);
        match root {
            Some(root) if !origin.is_empty() => Ok(Self { origin: origin.to_owned(), size, root }),
            _ => Err(CheckpointFault::Form),
        }
    }

    /// The checkpoint signed by the log, to be published and cosigned.
    pub fn sign(&self, log: &NoteSigner) -> Result<Note, CheckpointFault> {
        if log.key().name() != self.origin {
            return Err(CheckpointFault::Origin(self.origin.clone()));
        }
        let mut note = Note::new(self.to_string())?;
        note.sign(log, 0);
        Ok(note)
    }

    /// Reads a signed checkpoint of the log whose key and name these are, and tells which of the cosigners signed it as well.
    pub fn open<'a>(note: &Note, log: &NoteKey, cosigners: &'a [NoteKey]) -> Result<(Self, Vec<Signed<'a>>), CheckpointFault> {
        note.verify_by(log)?;
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin != log.name() {
            return Err(CheckpointFault::Origin(checkpoint.origin));
        }
        Ok((checkpoint, note.verify(cosigners)?))
    }

    /// Whether this is the head that a log with these leaf hashes had once. If not, the log was shortened or changed since.
    pub fn agrees_with(&self, leaf_hashes: &[Digest]) -> Result<(), CheckpointFault> {
        let known = usize::try_from(self.size).ok().and_then(|size| leaf_hashes.get(..size));
        match known {
            Some(known) if tree::root(known) == self.root => Ok(()),
            Some(_) => Err(CheckpointFault::Forked { size: self.size }),
            None => {
                let length = u64::try_from(leaf_hashes.len()).unwrap_or(u64::MAX);
                Err(CheckpointFault::Shortened { size: self.size, length })
            }
        }
    }
}
