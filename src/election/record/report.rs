//! What an audit of a record found.

use std::collections::BTreeMap;

use super::check::RecordCheck;
use super::fault::RecordFault;
use super::remarks::Remarks;
use crate::crypto::hash::Digest;
use crate::election::annex::turnout::Participation;
use crate::election::audit::{Report, Status};
use crate::election::certificate::Certificate;
use crate::election::log::closing::Statement;
use crate::election::log::opening::Opening;
use crate::election::log::replay::{Cancellation, LoggedVoid};

/// Findings kept for one check; more are only counted.
const KEPT: usize = 20;

/// How far a poll had come when the record was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordStage {
    /// The voting was closed and the paper counted; nobody has signed anything. What trustees check before they sign.
    Closed,
    /// Cancelled 取消: there is and will be no result.
    Cancelled,
    /// Enough trustees have signed what is to be decrypted.
    Signed,
    /// At least one trustee has published shares.
    Decrypting,
    /// The result is there, with its certificate.
    Counted,
}

/// The outcome of an audit.
pub struct RecordReport {
    /// One entry for each check, in the order of [`RecordCheck::ALL`].
    pub checks: Vec<RecordRan>,
    /// What the checks of `people.bel` and `area.bel` found.
    pub archives: [Report; 2],
    /// How far the poll had come.
    pub stage: RecordStage,
    /// The opening, if it can be read.
    pub opening: Option<Opening>,
    /// Leaves of the log, and how many of them are ballots, ballots that count, and paper.
    pub log: LogCounts,
    /// The decisions by which ballots were taken out, in the order of the log.
    pub voids: Vec<LoggedVoid>,
    /// That the poll was cancelled, and why.
    pub cancelled: Option<Cancellation>,
    /// Who took part, recomputed.
    pub participation: Option<Participation>,
    /// Everything that follows from the totals, recomputed: what the certificate must say.
    pub outcome: Option<Certificate>,
    /// What has to be said beside the result although nothing is wrong.
    pub remarks: Remarks,
    /// What the trustees must sign, recomputed.
    pub statement: Option<Statement>,
    /// SHA-256 of every file.
    pub digests: BTreeMap<String, Digest>,
    /// Names of the cosigners that signed the head of the log.
    pub cosigned: Vec<String>,
}

/// How many of what the log has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogCounts {
    /// Leaves.
    pub leaves: u64,
    /// Ballots, also those that do not count.
    pub ballots: u64,
    /// Ballots that count.
    pub counting: u64,
    /// Voters on paper.
    pub papers: u64,
}

/// One check and what came of it.
#[derive(Debug, Clone)]
pub struct RecordRan {
    /// Which check.
    pub check: RecordCheck,
    /// What came of it.
    pub status: Status,
    /// How many things were looked at: files, leaves, ballots, signatures.
    pub examined: u64,
    /// How many faults were found.
    pub failures: u64,
    /// The first of them.
    pub findings: Vec<RecordFinding>,
}

/// A fault and its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFinding {
    /// The file; empty for the zip as a whole.
    pub file: String,
    /// What is wrong.
    pub fault: RecordFault,
}

impl RecordReport {
    /// Whether nothing that was checked is wrong, in the record and in both archives.
    pub fn is_valid(&self) -> bool {
        let wrong = |ran: &RecordRan| matches!(ran.status, Status::Failed | Status::Impossible);
        self.archives.iter().all(Report::is_valid) && !self.checks.iter().any(wrong)
    }

    /// One check's outcome.
    pub fn of(&self, check: RecordCheck) -> Option<&RecordRan> {
        self.checks.iter().find(|ran| ran.check == check)
    }
}

/// Collects what the checks see.
#[derive(Debug, Default)]
pub(super) struct Trays(BTreeMap<RecordCheck, Tray>);

#[derive(Debug, Default)]
struct Tray {
    ran: bool,
    examined: u64,
    failures: u64,
    findings: Vec<RecordFinding>,
}

impl Trays {
    /// The check looked at `count` things, perhaps none.
    pub(super) fn examine(&mut self, check: RecordCheck, count: usize) {
        let tray = self.0.entry(check).or_default();
        tray.ran = true;
        tray.examined = tray.examined.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }

    pub(super) fn fail(&mut self, check: RecordCheck, file: &str, fault: impl Into<RecordFault>) {
        let tray = self.0.entry(check).or_default();
        tray.failures = tray.failures.saturating_add(1);
        if tray.findings.len() < KEPT {
            tray.findings.push(RecordFinding { file: file.to_owned(), fault: fault.into() });
        }
    }

    /// `reached`: the record goes as far as this check needs.
    pub(super) fn close(&mut self, reached: impl Fn(RecordCheck) -> bool) -> Vec<RecordRan> {
        let ran = |check: RecordCheck| {
            let Tray { ran, examined, failures, findings } = self.0.remove(&check).unwrap_or_default();
            let status = match (failures, ran, reached(check)) {
                (1.., ..) => Status::Failed,
                (0, true, _) => Status::Passed,
                (0, false, false) => Status::NotReached,
                (0, false, true) => Status::Impossible,
            };
            RecordRan { check, status, examined, failures, findings }
        };
        RecordCheck::ALL.into_iter().map(ran).collect()
    }
}
