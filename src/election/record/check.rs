//! What is asked of a record, beyond what is asked of each of its archives.

/// One question about a record. The order is the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordCheck {
    /// The zip holds nothing but its files: no name twice, no path trick, no bomb, no byte that belongs to no file, and each
    /// file is what its header says ([`super::container`]). Otherwise two programs could see two records in one file.
    Container,
    /// The files that a record of its stage must have are all there, and no others. Which: [`super::files`].
    Files,
    /// The manifest names every other file by its SHA-256.
    Manifest,
    /// The rule set is the one whose digest the opening has, and is one.
    Rules,
    /// The masked roll is the one whose digest the opening has; its voters are as many as the credentials, their areas (in any
    /// order) those of the list of areas, and its totals add up.
    Roll,
    /// What was announced is what the opening has, what the ballot asks, and what the rule set allows on this estate.
    Package,
    /// The opening fits itself and the record, and the election names it: with φ every ballot and every decryption commits to
    /// both lists of credentials, their weights and the service's keys (protocol.md Part I, 4). The extension that it provides for
    /// is one that the rule set allows.
    Opening,
    /// Of every joint key more than half of the members are needed, so that two sums can be decrypted only if one of them signs
    /// twice (protocol.md Part I, 7). And no two trustees have the same key: a copied key could sign in its owner's name, and its
    /// strong proof could never be made. Never demanded of a lone archive.
    Threshold,
    /// The log begins with this opening and election, keeps the rules, names nobody who is not entitled, was closed and has
    /// exactly one sheet of the paper ballots (protocol.md Part I, 5).
    ///
    /// Decision: a poll that was cancelled has no result, and its record shows just that: what was fixed before, the whole log
    /// with who cancelled it and why, every ballot still sealed, and who had taken part. A signature of the trustees, a share or
    /// a certificate beside `state{cancelled}` is refused. Cancelled while people voted, the log has no `close` and no sheet, and
    /// the record no `paper.json`; the archives carry the time of the cancellation, end with the ballots that would have counted,
    /// and hold no encrypted tally: what will not be opened is not added up. Cancelled after the close, they go up to the
    /// encrypted tallies as ever.
    Log,
    /// The head of the log is signed by the log's key, and is that of this very log, to its last leaf.
    Checkpoint,
    /// Every ballot that the log names is there, with its bytes.
    ///
    /// Decision: of a ballot that does not count (void, replaced, or removed by paper) the digest and the credential are
    /// compared with the log; its proofs are not checked again, because nothing follows from them.
    Cast,
    /// Both archives have the same election, trustees, credentials, ballots in the same order, and time.
    Pair,
    /// Both archives, up to the encrypted tallies (see [`Self::Log`] for a poll cancelled before), are byte for byte those that follow from opening, log and ballots: nothing
    /// that was logged is left out, and nothing else is counted.
    Rebuilt,
    /// `ballots.jsonl` has one line for every ballot and paper of the log, in its order, that does not contradict it.
    Annex,
    /// The sheet of the paper ballots is signed and logged, and its totals are such as the voters on paper can have given
    /// (protocol.md Part I, 13).
    Paper,
    /// `turnout.json` is what follows from log, annex and list of areas.
    Turnout,
    /// The trustees signed what is decrypted: this log and these two encrypted tallies (protocol.md Part I, 7).
    Closing,
    /// Each trustee whose shares are there proved that the same key made all of them from these two encrypted tallies, with a
    /// proof that binds every ciphertext (protocol.md Part I, 8). The proofs of the archives alone do not.
    Strong,
    /// What the certificate says of items, participation and roll is what follows from the decrypted totals and the sheet by the
    /// rule set (民法典 278), recomputed here.
    Outcome,
    /// The certificate is signed with the key of the opening, and names this poll, this log and every file by its digest.
    Certificate,
}

impl RecordCheck {
    /// All of them in the order of the report.
    pub const ALL: [Self; 20] = [
        Self::Container,
        Self::Files,
        Self::Manifest,
        Self::Rules,
        Self::Roll,
        Self::Package,
        Self::Opening,
        Self::Threshold,
        Self::Log,
        Self::Checkpoint,
        Self::Cast,
        Self::Pair,
        Self::Rebuilt,
        Self::Annex,
        Self::Paper,
        Self::Turnout,
        Self::Closing,
        Self::Strong,
        Self::Outcome,
        Self::Certificate,
    ];

    /// A stable name for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Files => "files",
            Self::Manifest => "manifest",
            Self::Rules => "rules",
            Self::Roll => "roll",
            Self::Package => "package",
            Self::Opening => "opening",
            Self::Threshold => "threshold",
            Self::Log => "log",
            Self::Checkpoint => "checkpoint",
            Self::Cast => "cast",
            Self::Pair => "pair",
            Self::Rebuilt => "rebuilt",
            Self::Annex => "annex",
            Self::Paper => "paper",
            Self::Turnout => "turnout",
            Self::Closing => "closing",
            Self::Strong => "strong",
            Self::Outcome => "outcome",
            Self::Certificate => "certificate",
        }
    }
}
