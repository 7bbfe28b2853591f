//! The audit: everything that an archive can show, check by check.
//!
//! [`audit`] reads an archive once, from front to back, and runs every [`Check`]; a failed one does not stop the others. The
//! reader's memory does not grow with the number of ballots; the audit holds one chunk of them, for each voter 64 bytes a
//! ciphertext that counts at the moment (1.2 kB for 19), and some 50 bytes a ballot to recognise copies.
//!
//! What no archive can show is said by the caller, every time: whether ballots were left out or all thrown away (an older copy,
//! the public log and receipts show it), whether the weights are those of the owners' roll, who held the credentials, and that
//! version 1 of the protocol does not bind a decryption to its ciphertext (the record's strong proof does).

mod report;
mod run;

pub use report::{Fault, Finding, Ran, Report, Stage, Status, Totals};
pub(crate) use run::{Audited, audit_pair};
pub use run::{Progress, audit};

/// One question that the audit answers. The order is the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Every byte that carries no content (headers, padding, times, the end of the file) is the one the format forces. Otherwise
    /// two different files could claim to be the same election.
    ///
    /// Stricter than the independent tool: the time is a text of digits (not a number), no member exceeds 64 MiB, and nothing
    /// follows the last event, not even the blocks of zeros that end an ordinary tar.
    Bytes,
    /// Every payload has the SHA-256 that it is called by, and nothing lies in the file that no event refers to.
    ///
    /// Stricter than the independent tool 3.3: a Setup with `credentials_certificate` is refused, because what it certifies is not
    /// checked here.
    Digests,
    /// Every event names the one before by its SHA-256 and counts on by one: nothing was exchanged, removed or put between
    /// without making all later events anew.
    Chain,
    /// The events are `Setup Ballot* (EndBallots (EncryptedTally (PartialDecryption* Result?)?)?)?`. The independent tool does
    /// not ask this, and counts only part of the ballots where the order is another.
    Grammar,
    /// The election is of version 1, group Ed25519, with homomorphic questions that can be answered and a proper public key.
    ///
    /// Stricter than the independent tool: its JSON must be canonical, though φ would bind any text; and no ballot may need more
    /// than 16,384 ciphertexts and branches, so that a few bytes cannot ask for gigabytes.
    Election,
    /// Every trustee proved to know the own key; joint keys were made as the protocol says and signed by their members.
    Trustees,
    /// The election's public key is the sum of the trustees' keys: nobody else can decrypt.
    ElectionKey,
    /// The credentials are distinct points of prime order with plain decimal weights.
    ///
    /// Decisions: an entry without a weight counts 1, as the format says, also among others with weights; and any order is
    /// admitted. Both are the author's free choice and bound by the chain. Whether the weights are the right ones only the
    /// owners' roll can show; the sum is printed so that it can be compared. A weight of 0 is a weight.
    ///
    /// Stricter than the independent tool: weights are plain decimal, and their sum is at most 2^63 − 1.
    Credentials,
    /// Every ballot is canonical, made for this election, with proofs that each choice is 0 or 1 and their number is allowed,
    /// and signed by its credential. The independent tool's `verify` does not refuse all others; its `verify-ballot` does.
    ///
    /// Decision: a ciphertext with randomness 0 (alpha is the identity) is refused: it is well-formed, but no secret to anybody.
    Ballots,
    /// Every ballot's credential is listed.
    BallotCredentials,
    /// No ballot stands twice, byte for byte: a copied ballot would undo a later one of the same voter.
    BallotCopies,
    /// The encrypted tally is the sum of the last ballot of every voter, each times its weight, recomputed here.
    EncryptedTally,
    /// The number of voters and the total weight that the archive states are those of the ballots counted. The independent tool
    /// does not compare them.
    TallySize,
    /// Every partial decryption is by a trustee, with proofs made with that trustee's key.
    ///
    /// Decisions: more shares than needed are admitted if all of them are valid (3.3 of the independent tool ignores invalid ones)
    /// and those of a joint key fit one polynomial. A second share of the same trustee is refused: nobody could say which one
    /// counts. The proofs of version 1 do not bind the ciphertext (weak Fiat–Shamir), so a trustee together with the last voter
    /// can forge them; where no surplus share contradicts, this check passes then, and only the record's strong proof fails.
    Shares,
    /// Enough trustees took part: every single one, and of each joint key at least the threshold.
    Quorum,
    /// The published numbers are what the shares open, each recomputed by one multiplication.
    Result,
}

impl Check {
    /// All checks in the order of the report.
    pub const ALL: [Self; 16] = [
        Self::Bytes,
        Self::Digests,
        Self::Chain,
        Self::Grammar,
        Self::Election,
        Self::Trustees,
        Self::ElectionKey,
        Self::Credentials,
        Self::Ballots,
        Self::BallotCredentials,
        Self::BallotCopies,
        Self::EncryptedTally,
        Self::TallySize,
        Self::Shares,
        Self::Quorum,
        Self::Result,
    ];

    /// A stable name for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Digests => "digests",
            Self::Chain => "chain",
            Self::Grammar => "grammar",
            Self::Election => "election",
            Self::Trustees => "trustees",
            Self::ElectionKey => "election_key",
            Self::Credentials => "credentials",
            Self::Ballots => "ballots",
            Self::BallotCredentials => "ballot_credentials",
            Self::BallotCopies => "ballot_copies",
            Self::EncryptedTally => "encrypted_tally",
            Self::TallySize => "tally_size",
            Self::Shares => "shares",
            Self::Quorum => "quorum",
            Self::Result => "result",
        }
    }
}
