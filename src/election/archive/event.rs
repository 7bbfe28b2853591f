//! The events of an election and the chain they form (Belenios 3.x archive format).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::crypto::hash::Digest;
use crate::election::count::Count;

/// What happened. Ordered as in an election: `Setup Ballot* (EndBallots (EncryptedTally (PartialDecryption* Result?)?)?)?`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventKind {
    /// Election, trustees and credentials are fixed.
    Setup,
    /// A ballot was cast.
    Ballot,
    /// No ballot may follow.
    EndBallots,
    /// The ballots were added up, encrypted.
    EncryptedTally,
    /// One trustee's share of the decryption.
    PartialDecryption,
    /// The result in plain numbers.
    Result,
}

impl EventKind {
    /// Whether the grammar admits this event when the election has come as far as `furthest`. The independent tool does not
    /// look: with it, a second Setup or an early EndBallots makes ballots vanish from the count.
    pub(super) fn may_follow(self, furthest: Option<Self>) -> bool {
        match furthest {
            None => self == Self::Setup,
            Some(Self::Setup | Self::Ballot) => matches!(self, Self::Ballot | Self::EndBallots),
            Some(Self::EndBallots) => self == Self::EncryptedTally,
            Some(Self::EncryptedTally | Self::PartialDecryption) => matches!(self, Self::PartialDecryption | Self::Result),
            Some(Self::Result) => false,
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The names of the variants are the names in the format.
        fmt::Debug::fmt(self, f)
    }
}

/// One event: `{?"parent","height","type",?"payload"}`. Its identity is the SHA-256 of this JSON.
///
/// Unknown fields are not denied here: canonical JSON refuses them anyway, and an event that has one can still be read on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// SHA-256 of the JSON of the event before; absent in the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Digest>,
    /// 0, 1, 2, …
    pub height: u64,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// SHA-256 of the last data member before the event; absent in `EndBallots`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Digest>,
}

/// Where a chain of events has come to, and so what its next event must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Chain {
    /// SHA-256 of the last event.
    pub(super) parent: Option<Digest>,
    /// Height of the next event.
    pub(super) height: u64,
    /// The last kind of event so far, in the order of the grammar.
    pub(super) furthest: Option<EventKind>,
}

impl Chain {
    /// The next event.
    pub(super) fn next(&self, kind: EventKind, payload: Option<Digest>) -> Event {
        Event { parent: self.parent, height: self.height, kind, payload }
    }

    /// Goes on from `event`, whose JSON has this `digest`, also when it does not continue the chain: a fault is then reported
    /// once, not again at each later event. Without faults this is the same as counting from the beginning.
    pub(super) fn advance(&mut self, event: &Event, digest: Digest) {
        self.parent = Some(digest);
        self.height = event.height.saturating_add(1);
        self.furthest = self.furthest.max(Some(event.kind));
    }

    /// Goes on from an event of which nothing but its `digest` is known.
    pub(super) fn skip(&mut self, digest: Digest) {
        self.parent = Some(digest);
        self.height = self.height.saturating_add(1);
    }
}

/// What a data member is to the event after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The election: questions, public key, uuid.
    Election,
    /// The trustees and their public keys.
    Trustees,
    /// The public credentials with their weights.
    Credentials,
    /// The digests of election, trustees and credentials.
    SetupData,
    /// A ballot.
    Ballot,
    /// The sums of the ciphertexts.
    EncryptedTally,
    /// [`SizedEncryptedTally`].
    SizedEncryptedTally,
    /// A trustee's decryption factors and proofs.
    PartialDecryption,
    /// Whose partial decryption it is, and its digest.
    Owned,
    /// The result.
    Result,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Election => "election",
            Self::Trustees => "trustees",
            Self::Credentials => "credentials",
            Self::SetupData => "setup_data",
            Self::Ballot => "ballot",
            Self::EncryptedTally => "encrypted_tally",
            Self::SizedEncryptedTally => "sized_encrypted_tally",
            Self::PartialDecryption => "partial_decryption",
            Self::Owned => "owned",
            Self::Result => "result",
        })
    }
}

/// Payload of `Setup`: the digests of the three data members before it.
#[derive(Serialize, Deserialize)]
pub(super) struct SetupData {
    pub(super) election: Digest,
    pub(super) trustees: Digest,
    pub(super) credentials: Digest,
}

/// Payload of `EncryptedTally`. The independent tool compares only the digest: both numbers must be recomputed by the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizedEncryptedTally {
    /// Ballots counted, one for each voter who cast any.
    pub num_tallied: u64,
    /// Sum of the weights of these voters.
    pub total_weight: Count,
    /// SHA-256 of the encrypted tally.
    pub encrypted_tally: Digest,
}

/// Payload of `PartialDecryption`.
#[derive(Serialize, Deserialize)]
pub(super) struct Owned {
    /// The trustee: 1-based position in the list of all verification keys.
    pub(super) owner: u32,
    /// SHA-256 of the partial decryption.
    pub(super) payload: Digest,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::json::{from_canonical, to_canonical};

    #[test]
    fn events_have_one_text() {
        for text in [
            r#"{"height":0,"type":"Setup","payload":"549ef57e789427a5251a56f78b6ec5480357d0cb894fb6fa88ed428afe79f371"}"#,
            r#"{"parent":"6cd437c2a144597ece50ee6dd2d8ff7023454b37d4a48cb890791477193a77b2","height":3,"type":"EndBallots"}"#,
        ] {
            let event: Event = from_canonical(text.as_bytes()).unwrap();
            assert_eq!(to_canonical(&event).unwrap(), text.as_bytes());
        }
        for wrong in [
            r#"{"height":-1,"type":"EndBallots"}"#,
            r#"{"height":1.0,"type":"EndBallots"}"#,
            r#"{"height":01,"type":"EndBallots"}"#,
            r#"{"height":18446744073709551616,"type":"EndBallots"}"#,
            r#"{"type":"EndBallots","height":1}"#,
            r#"{"parent":null,"height":1,"type":"EndBallots"}"#,
            r#"{"height":1,"type":"EndBallots","more":1}"#,
            r#"{"height":1,"type":"endballots"}"#,
            r#"{"height":1,"height":1,"type":"EndBallots"}"#,
        ] {
            assert!(from_canonical::<Event>(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_grammar_is_the_one_written_down() {
        use EventKind::*;
        let admitted = |kinds: &[EventKind]| {
            let mut furthest = None;
            kinds.iter().all(|&kind| {
                let admitted = kind.may_follow(furthest);
                furthest = Some(kind);
                admitted
            })
        };
        assert!(admitted(&[Setup, EndBallots, EncryptedTally, Result]));
        assert!(admitted(&[Setup, Ballot, Ballot, EndBallots, EncryptedTally, PartialDecryption, PartialDecryption, Result]));
        for wrong in [
            &[Ballot][..],
            &[Setup, Setup],
            &[Setup, Result],
            &[Setup, EndBallots, Ballot],
            &[Setup, EndBallots, EndBallots],
            &[Setup, Ballot, EncryptedTally],
            &[Setup, EndBallots, EncryptedTally, EncryptedTally],
            &[Setup, EndBallots, EncryptedTally, Result, PartialDecryption],
            &[Setup, EndBallots, EncryptedTally, Result, Result],
        ] {
            assert!(!admitted(wrong), "{wrong:?}");
        }
    }
}
