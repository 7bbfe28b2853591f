//! Everything that can be wrong with a record.

use super::container::{ContainerFault, EntryFault};
use super::manifest::ManifestFault;
use crate::election::annex::check::AnnexFault;
use crate::election::annex::line::LineFault;
use crate::election::annex::turnout::TurnoutFault;
use crate::election::ceremony::ShapeFault;
use crate::election::certificate::CertificateFault;
use crate::election::json::JsonFault;
use crate::election::jws::JwsFault;
use crate::election::log::checkpoint::CheckpointFault;
use crate::election::log::closing::ClosingFault;
use crate::election::log::note::NoteKeyFault;
use crate::election::log::opening::OpeningFault;
use crate::election::log::replay::LogFault;
use crate::election::paper::check::PaperFault;
use crate::election::poll::package::PackageFault;
use crate::election::rules::RulesFault;
use crate::election::strong::StrongFault;

/// One of the two archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `people.bel`.
    People,
    /// `area.bel`.
    Area,
}

impl Side {
    /// The archive's file.
    pub const fn file(self) -> &'static str {
        match self {
            Self::People => super::files::PEOPLE,
            Self::Area => super::files::AREA,
        }
    }
}

/// What is wrong. The file it is found in stands beside it, [`super::RecordFinding`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// The zip.
    #[error("{0}")]
    Container(#[from] ContainerFault),
    /// The bytes of a file in it.
    #[error("{0}")]
    Entry(#[from] EntryFault),
    /// A file that a record of this stage must have.
    #[error("missing")]
    Missing,
    /// A file that a record of this stage cannot have.
    #[error("must not be there at this stage")]
    Extra,
    /// The manifest, or a file's digest in it.
    #[error("{0}")]
    Manifest(#[from] ManifestFault),
    /// The rule set.
    #[error("{0}")]
    Rules(#[from] RulesFault),
    /// A file that is no canonical JSON of its kind.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// The masked roll's totals are not the sums of its voters.
    #[error("totals: not the sums of the voters")]
    RollTotals,
    /// The masked roll's voters are not numbered from 1, or an area is not the sum of the units that count.
    #[error("voters[{0}]: the number or the area is not that of the units listed")]
    RollVoter(usize),
    /// A voter without a unit that counts, or whose units count otherwise than the rules say.
    #[error("voters[{0}]: no unit that counts, or a unit that counts otherwise than the rules say")]
    RollEntitled(usize),
    /// A unit that stands in the roll twice.
    #[error("voters[{0}]: a unit that stands in the roll already")]
    RollUnitTwice(usize),
    /// The package.
    #[error("{0}")]
    Package(#[from] PackageFault),
    /// The opening.
    #[error("{0}")]
    Opening(#[from] OpeningFault),
    /// A name in the opening that a key cannot have.
    #[error("{0}")]
    Key(#[from] NoteKeyFault),
    /// A joint key of trustees.
    #[error("trustees[{item}]: {fault}")]
    Threshold {
        /// Position in the list of trustees, from 1.
        item: usize,
        /// What is wrong.
        fault: ShapeFault,
    },
    /// A trustee has the key of another one.
    #[error("trustee {second} has the key of trustee {first}")]
    RepeatedKey {
        /// The first who has it.
        first: usize,
        /// The one who has it again.
        second: usize,
    },
    /// The areas together are more than the count can open.
    #[error("the areas together are {0} units of 0.01 m², more than can be counted")]
    Uncountable(u64),
    /// A leaf of the log.
    #[error("{0}")]
    Log(#[from] LogFault),
    /// A leaf of the log that is too long or not ended.
    #[error("line {0}: too long, or not ended by a line feed")]
    Line(u64),
    /// The log is of another poll.
    #[error("does not begin with this opening and election")]
    OtherOpening,
    /// The log names somebody who is not entitled.
    #[error("entry {0}: the credential is not listed")]
    NotListed(u64),
    /// The log has no `close`.
    #[error("the voting was not closed")]
    NotClosed,
    /// The log has no sheet.
    #[error("there is no sheet of the paper ballots")]
    NoSheet,
    /// Something was decrypted although the poll was cancelled.
    #[error("entry {0}: the poll was cancelled, but there is a result or a signature for one")]
    Cancelled(u64),
    /// The head of the log.
    #[error("{0}")]
    Checkpoint(#[from] CheckpointFault),
    /// A head of a shorter log.
    #[error("counts {size} entries, the log has {length}")]
    CheckpointBehind {
        /// Entries by the checkpoint.
        size: u64,
        /// Entries in the log.
        length: u64,
    },
    /// A logged ballot that is not there.
    #[error("entry {0}: its ballot is missing")]
    BallotMissing(u64),
    /// Bytes that are not the logged ballot.
    #[error("entry {0}: the ballot is not the one that was logged")]
    BallotOther(u64),
    /// A ballot of another voter than the log says.
    #[error("entry {0}: the ballot is of another credential")]
    BallotCredential(u64),
    /// More ballots than the log has.
    #[error("line {0}: the log has no further ballot")]
    BallotExtra(u64),
    /// The archives have different elections, trustees, credentials or times.
    #[error("the two archives have not the same {0}")]
    PairDiffers(&'static str),
    /// The archives have different ballots.
    #[error("ballot {0} is not the same in both archives")]
    PairBallot(u64),
    /// An archive is not the one that follows from the log.
    #[error("from byte {0} on not the archive that follows from opening, log and ballots")]
    Rebuilt(u64),
    /// An archive without its encrypted tally.
    #[error("ends before the encrypted tally")]
    NotTallied,
    /// An archive that follows from nothing: its setup or time is unusable.
    #[error("cannot be rebuilt: {0}")]
    NotRebuilt(String),
    /// A line of the annex by itself.
    #[error("{0}")]
    AnnexLine(#[from] LineFault),
    /// A line of the annex beside the log.
    #[error("{0}")]
    Annex(#[from] AnnexFault),
    /// A signed document.
    #[error("{0}")]
    Jws(#[from] JwsFault),
    /// The sheet of the paper ballots.
    #[error("{0}")]
    Paper(#[from] PaperFault),
    /// A voter on paper has a ballot that was counted.
    #[error("entry {0}: the voter on paper has a ballot in the archives")]
    CountedOnPaper(u64),
    /// Participation cannot be computed.
    #[error("{0}")]
    Turnout(#[from] TurnoutFault),
    /// Participation is stated wrongly.
    #[error("not what follows from the log and its annex")]
    TurnoutDiffers,
    /// The trustees' statement.
    #[error("{0}")]
    Closing(#[from] ClosingFault),
    /// A strong proof.
    #[error("trustee {owner}: {fault}")]
    Strong {
        /// The trustee's number.
        owner: usize,
        /// What is wrong.
        fault: StrongFault,
    },
    /// A trustee with a share in one archive only.
    #[error("trustee {0}: has no share that holds in both archives")]
    OneShare(usize),
    /// A strong proof of somebody without shares.
    #[error("trustee {0}: has no share in the archives")]
    NoShare(usize),
    /// The certificate.
    #[error("{0}")]
    Certificate(#[from] CertificateFault),
    /// The input failed.
    #[error("cannot be read: {0}")]
    Read(String),
}
