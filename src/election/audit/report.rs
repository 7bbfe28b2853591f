//! What an audit found.

use super::Check;
use crate::crypto::group::Encoding;
use crate::election::archive::{ArchiveFault, Timestamp};
use crate::election::ballot::BallotFault;
use crate::election::credential::CredentialsFault;
use crate::election::json::JsonFault;
use crate::election::parameters::{Parameters, ParametersFault};
use crate::election::tally::{QuorumFault, ResultFault, ShareFault};
use crate::election::trustees::TrusteesFault;

/// Findings kept for one check; more are only counted.
const KEPT: usize = 20;

/// The outcome of a whole audit.
#[derive(Debug, Clone)]
pub struct Report {
    /// One entry for each check, in the order of [`Check::ALL`].
    pub checks: Vec<Ran>,
    /// How far the election had come when the archive ends.
    pub stage: Stage,
    /// When the archive was begun.
    pub timestamp: Option<Timestamp>,
    /// The election and its fingerprint φ.
    pub election: Option<(Parameters, String)>,
    /// Names of the trustees, as far as they are given; one entry for each.
    pub trustees: Vec<Option<String>>,
    /// Voters entitled, and their weights together.
    pub entitled: (u64, u64),
    /// Ballots in the archive, earlier ones of the same voter included.
    pub ballots: u64,
    /// Voters whose ballot counts, and their weights together.
    pub counted: (u64, u64),
    /// The totals of each question, "blank" first where possible.
    pub totals: Option<Totals>,
}

/// The decrypted totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Totals {
    /// As the archive publishes them.
    Published(Vec<Vec<u64>>),
    /// Opened here from the shares; the archive does not publish them yet.
    Opened(Vec<Vec<u64>>),
}

/// How far an election had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// There is no readable Setup.
    Nothing,
    /// Ballots could still be added.
    Open,
    /// Voting has ended.
    Closed,
    /// The encrypted sum is published.
    Tallied,
    /// At least one trustee has published a share.
    Decrypting,
    /// The result is published.
    Result,
}

/// One check and what came of it.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Which check.
    pub check: Check,
    /// What came of it.
    pub status: Status,
    /// How many things were looked at: members, events, ballots, shares, numbers.
    pub examined: u64,
    /// How many faults were found.
    pub failures: u64,
    /// The first of them.
    pub findings: Vec<Finding>,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything is as it must be.
    Passed,
    /// Something is wrong; the archive is not valid.
    Failed,
    /// The archive ends before this matters.
    NotReached,
    /// What the check needs is missing or unreadable, which another check reports.
    Impossible,
}

/// A fault and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Byte of the file at which the members of the event begin.
    pub offset: u64,
    /// The event's number, where there is one.
    pub height: Option<u64>,
    /// What is wrong.
    pub fault: Fault,
}

/// Everything that can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// With the archive as a container.
    #[error("{0}")]
    Archive(#[from] ArchiveFault),
    /// With the election.
    #[error("election: {0}")]
    Parameters(#[from] ParametersFault),
    /// With a trustee.
    #[error("trustees: {0}")]
    Trustees(#[from] TrusteesFault),
    /// The election's key is another than the trustees'.
    #[error("election: public_key: not the sum of the trustees' keys")]
    ElectionKey,
    /// With a credential.
    #[error("credentials: {0}")]
    Credentials(#[from] CredentialsFault),
    /// With a ballot.
    #[error("ballot: {0}")]
    Ballot(#[from] BallotFault),
    /// A ballot of somebody who is not entitled.
    #[error("ballot: credential {0} is not listed")]
    NotListed(Encoding),
    /// A ballot that stands twice.
    #[error("ballot: the same bytes as event {first}")]
    Copy {
        /// Height of the first.
        first: u64,
    },
    /// The encrypted tally is not readable.
    #[error("encrypted tally: {0}")]
    TallyJson(JsonFault),
    /// The encrypted tally does not fit the questions.
    #[error("encrypted tally: not one ciphertext for each answer")]
    TallyShape,
    /// The encrypted tally is not the sum of the ballots.
    #[error("encrypted tally: [{question}][{answer}]: not the weighted sum of the ballots that count")]
    TallyDiffers {
        /// Index of the question.
        question: usize,
        /// Index in it.
        answer: usize,
    },
    /// The number of voters is stated wrongly.
    #[error("num_tallied: {stated} stated, {counted} counted")]
    NumTallied {
        /// In the archive.
        stated: u64,
        /// Recomputed.
        counted: u64,
    },
    /// The weight of all voters is stated wrongly.
    #[error("total_weight: {stated} stated, {counted} counted")]
    TotalWeight {
        /// In the archive.
        stated: u64,
        /// Recomputed.
        counted: u64,
    },
    /// A share is not readable.
    #[error("partial decryption: {0}")]
    ShareJson(JsonFault),
    /// A share of nobody.
    #[error("partial decryption: there is no trustee {owner}")]
    ShareOwner {
        /// The number given.
        owner: usize,
    },
    /// A second share of the same trustee.
    #[error("partial decryption: a second one of trustee {owner}")]
    ShareTwice {
        /// The trustee.
        owner: usize,
    },
    /// A share that does not hold.
    #[error("partial decryption of trustee {owner}: {fault}")]
    Share {
        /// The trustee.
        owner: usize,
        /// What is wrong.
        fault: ShareFault,
    },
    /// A result without enough shares.
    #[error("result: {0}")]
    Quorum(#[from] QuorumFault),
    /// The result is not readable.
    #[error("result: {0}")]
    ResultJson(JsonFault),
    /// The result is wrong.
    #[error("{0}")]
    Result(#[from] ResultFault),
}

impl Report {
    /// Whether nothing that was checked is wrong. It takes the whole file to say so: an archive without a Setup is not valid.
    pub fn is_valid(&self) -> bool {
        let wrong = |ran: &Ran| matches!(ran.status, Status::Failed | Status::Impossible);
        self.stage != Stage::Nothing && !self.checks.iter().any(wrong)
    }

    /// One check's outcome.
    pub fn of(&self, check: Check) -> Option<&Ran> {
        self.checks.iter().find(|ran| ran.check == check)
    }
}

/// Collects what one check sees.
#[derive(Debug, Default)]
pub(super) struct Tray {
    ran: bool,
    examined: u64,
    failures: u64,
    findings: Vec<Finding>,
}

impl Tray {
    /// The check looked at `count` things, perhaps none.
    pub(super) fn examine(&mut self, count: u64) {
        self.ran = true;
        self.examined = self.examined.saturating_add(count);
    }

    pub(super) fn fail(&mut self, offset: u64, height: Option<u64>, fault: impl Into<Fault>) {
        self.failures = self.failures.saturating_add(1);
        if self.findings.len() < KEPT {
            self.findings.push(Finding { offset, height, fault: fault.into() });
        }
    }

    /// Whether nothing wrong was seen so far.
    pub(super) const fn is_clean(&self) -> bool {
        self.failures == 0
    }

    /// `reached`: the archive goes as far as this check needs.
    pub(super) fn close(self, check: Check, reached: bool) -> Ran {
        let status = match (self.failures, self.ran, reached) {
            (1.., ..) => Status::Failed,
            (0, true, _) => Status::Passed,
            (0, false, false) => Status::NotReached,
            (0, false, true) => Status::Impossible,
        };
        Ran { check, status, examined: self.examined, failures: self.failures, findings: self.findings }
    }
}
