//! What the log says since a record was made of it.
//!
//! Why not in the record: the certificate names the digest of `log.jsonl`, and that the poll was counted, posted and objected to is
//! logged after it. A record that went on with its log would be another file every week; nobody could print its digest, and the copy
//! at the street office would be one of many. So the record stays what was certified. Whoever holds a head that was signed later
//! lays the entries since beside it, as the service shows them to everybody. Entries rather than a proof of consistency, because
//! they tell what happened: that a poll was cancelled after its record was made, for instance.

use super::audit::AuditedRecord;
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;
use crate::election::log::leaf::{Leaf, State};
use crate::election::log::replay::{LogFault, Problem};
use crate::election::log::stage::{Lookup, Standing};
use crate::election::log::tree::leaf_hash;

/// A log that went on after its record was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grown {
    /// The hashes of all its leaves, those of the record first.
    pub leaf_hashes: Vec<Digest>,
    /// How many of them the record has not.
    pub later: u64,
    /// The last state that the poll came to, if any was logged.
    pub state: Option<State>,
}

/// Why entries do not continue the log of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LaterFault {
    /// The record's log has not ended, or cannot be read: nothing can be said of what follows.
    #[error("the log of the record has not ended, so that nothing can be compared with what came later")]
    NotEnded,
    /// Not an entry.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// The record has another entry at this place.
    #[error("entry {index} is another one in the record")]
    Differs {
        /// The entry's place, from 0.
        index: u64,
    },
    /// It may not stand there.
    #[error("{0}")]
    Log(#[from] LogFault),
}

impl AuditedRecord {
    /// The log with the entries that came later, each held to the rules of the log. Entries that the record has itself may stand
    /// among them, if they are the same.
    pub fn grown<L: AsRef<[u8]>>(&self, entries: &[L]) -> Result<Grown, LaterFault> {
        let stage = self.log_stage.as_ref().filter(|stage| stage.closed || stage.state == Some(State::Cancelled));
        let mut stage = stage.ok_or(LaterFault::NotEnded)?.clone();
        let mut leaf_hashes = self.leaf_hashes.clone();
        for entry in entries {
            let leaf = Leaf::parse(entry.as_ref())?;
            let (index, hash) = (leaf.index, leaf_hash(entry.as_ref()));
            if let Some(known) = usize::try_from(index).ok().and_then(|index| leaf_hashes.get(index)) {
                if *known != hash {
                    return Err(LaterFault::Differs { index });
                }
                continue;
            }
            let Ok(checked) = stage.check(&leaf, &mut Ended);
            checked.map_err(|problem: Problem| LogFault { index: stage.size, problem })?;
            stage.advance(&leaf);
            stage.size = stage.size.saturating_add(1);
            leaf_hashes.push(hash);
        }
        let later = leaf_hashes.len().saturating_sub(self.leaf_hashes.len());
        Ok(Grown { leaf_hashes, later: u64::try_from(later).unwrap_or(u64::MAX), state: stage.state })
    }
}

/// After the end of the voting nothing is asked about voters: whatever would be is refused before.
struct Ended;

impl Lookup for Ended {
    type Fault = std::convert::Infallible;

    fn standing(&mut self, _: &Encoding) -> Result<Standing, Self::Fault> {
        Ok(Standing::default())
    }

    fn same(&mut self, _: &Digest) -> Result<Option<u64>, Self::Fault> {
        Ok(None)
    }

    fn void(&mut self, _: u64) -> Result<Option<Option<u64>>, Self::Fault> {
        Ok(None)
    }
}
