//! Writing an archive, event by event, exactly as the independent tool would.

use std::io::{self, Write};

use serde::Serialize;

use super::event::{Chain, EventKind, Owned, SetupData, SizedEncryptedTally};
use super::head::{Head, Timestamp};
use super::member::{MAX_MEMBER, MemberName, write_member};
use super::reader::Tip;
use crate::crypto::hash::Digest;
use crate::election::count::Count;
use crate::election::json::{JsonFault, to_canonical};

/// Why nothing was appended, or not all of it.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The event may not happen any more, or not yet. Nothing was written.
    #[error("{kind} may not be written after {after}")]
    Order {
        /// The event asked for.
        kind: EventKind,
        /// How far the archive has come.
        after: EventKind,
    },
    /// A payload is too great to be read again. Nothing was written.
    #[error("a payload of {size} bytes, more than {MAX_MEMBER}")]
    TooBig {
        /// Its bytes.
        size: usize,
    },
    /// A value has no JSON. Nothing was written.
    #[error(transparent)]
    Json(#[from] JsonFault),
    /// The output failed. A part of the event may have been written: what is there must be read again before going on.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The output has failed before.
    #[error("the output has failed before")]
    Broken,
}

/// The data members of the event Setup, bytes as they shall stand in the archive.
#[derive(Debug, Clone, Copy)]
pub struct SetupFiles<'a> {
    /// The election's JSON.
    pub election: &'a [u8],
    /// The trustees' JSON.
    pub trustees: &'a [u8],
    /// The JSON list of public credentials.
    pub credentials: &'a [u8],
}

/// Appends events to an archive. Refuses what the grammar does not admit; does not look into the payloads.
///
/// Each event goes out with its payloads in one `write_all`. Every method returns the event's identity, SHA-256 of its JSON.
pub struct Writer<W> {
    out: W,
    time: Timestamp,
    chain: Chain,
    broken: bool,
}

impl<W: Write> Writer<W> {
    /// Begins an archive: the member `BELENIOS` and the event Setup.
    pub fn create(out: W, time: Timestamp, setup: SetupFiles<'_>) -> Result<Self, WriteError> {
        let mut writer = Self { out, time, chain: Chain::default(), broken: false };
        let data = to_canonical(&SetupData {
            election: Digest::of(setup.election),
            trustees: Digest::of(setup.trustees),
            credentials: Digest::of(setup.credentials),
        })?;
        let mut bytes = Vec::new();
        write_member(&mut bytes, MemberName::Head, &to_canonical(&Head::new(time))?, time);
        writer.append(bytes, EventKind::Setup, &[setup.election, setup.trustees, setup.credentials, &data])?;
        Ok(writer)
    }

    /// Goes on with a sound archive. `out` must stand at its end.
    pub fn resume(out: W, tip: Tip) -> Self {
        Self { out, time: tip.time, chain: tip.chain, broken: false }
    }

    /// Appends a ballot.
    pub fn ballot(&mut self, ballot: &[u8]) -> Result<Digest, WriteError> {
        self.append(Vec::new(), EventKind::Ballot, &[ballot])
    }

    /// Closes the ballot box.
    pub fn end_ballots(&mut self) -> Result<Digest, WriteError> {
        self.append(Vec::new(), EventKind::EndBallots, &[])
    }

    /// Appends the encrypted tally of `num_tallied` ballots, which weigh `total_weight` together.
    pub fn encrypted_tally(
        &mut self,
        encrypted_tally: &[u8],
        num_tallied: u64,
        total_weight: Count,
    ) -> Result<Digest, WriteError> {
        let sized = SizedEncryptedTally { num_tallied, total_weight, encrypted_tally: Digest::of(encrypted_tally) };
        self.append_referring(EventKind::EncryptedTally, encrypted_tally, &sized)
    }

    /// Appends the partial decryption of trustee `owner`: 1-based position in the list of all verification keys.
    pub fn partial_decryption(&mut self, partial_decryption: &[u8], owner: u32) -> Result<Digest, WriteError> {
        let owned = Owned { owner, payload: Digest::of(partial_decryption) };
        self.append_referring(EventKind::PartialDecryption, partial_decryption, &owned)
    }

    /// Appends the result.
    pub fn result(&mut self, result: &[u8]) -> Result<Digest, WriteError> {
        self.append(Vec::new(), EventKind::Result, &[result])
    }

    /// The output, behind the last event.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn append_referring<T: Serialize>(&mut self, kind: EventKind, payload: &[u8], referring: &T) -> Result<Digest, WriteError> {
        let referring = to_canonical(referring)?;
        self.append(Vec::new(), kind, &[payload, &referring])
    }

    /// Writes `bytes`, the data members and the event that refers to the last of them.
    fn append(&mut self, mut bytes: Vec<u8>, kind: EventKind, data: &[&[u8]]) -> Result<Digest, WriteError> {
        if self.broken {
            return Err(WriteError::Broken);
        }
        if let Some(after) = self.chain.furthest
            && !kind.may_follow(Some(after))
        {
            return Err(WriteError::Order { kind, after });
        }
        let mut payload = None;
        for &body in data {
            if u64::try_from(body.len()).is_ok_and(|size| size > MAX_MEMBER) {
                return Err(WriteError::TooBig { size: body.len() });
            }
            let digest = Digest::of(body);
            write_member(&mut bytes, MemberName::Data(digest), body, self.time);
            payload = Some(digest);
        }
        let event = self.chain.next(kind, payload);
        let body = to_canonical(&event)?;
        let digest = Digest::of(&body);
        write_member(&mut bytes, MemberName::Event(digest), &body, self.time);

        self.broken = true;
        self.out.write_all(&bytes)?;
        self.broken = false;
        self.chain.advance(&event, digest);
        Ok(digest)
    }
}
