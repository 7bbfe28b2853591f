//! Running all checks over a record.
//!
//! Every check runs, whatever the others found; one whose material is missing is impossible, and the record not valid. The long
//! files are read piece by piece: log, both archives side by side (their ballots are checked once for both), then the logged
//! ballots, from which both archives are written again and compared. Beside what the audits of the archives hold
//! ([`crate::election::audit`]) some 400 bytes a ballot are kept.

mod count;
mod rebuild;
mod setup;
pub(super) mod streams;
mod votes;

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::check::RecordCheck;
use super::fault::{RecordFault, Side};
use super::files::{self, CERTIFICATE, CLOSING, MANIFEST};
use super::items::counted_items;
use super::manifest::{Manifest, ManifestFault};
use super::reader::Record;
use super::remarks::{Remarks, Told};
use super::report::{LogCounts, RecordReport, RecordStage, Trays};
use crate::crypto::elgamal::Ciphertext;
use crate::crypto::hash::Digest;
use crate::election::audit::{Audited, Progress, Stage, audit_pair};
use crate::election::log::closing::{Closing, Statement};
use crate::election::log::leaf::State;
use crate::election::log::opening::Opening;
use crate::election::log::replay::{History, LoggedBallot};
use crate::election::log::stage::Stage as LogStage;
use crate::election::parameters::Election;
use crate::election::poll::package::Package;
use crate::election::roll::MaskedRoll;
use crate::election::rules::RuleSet;
use crate::election::trustees::Trustees;
use streams::MaybeStream;

/// What an audit found, and what a trustee's program goes on with.
pub struct AuditedRecord {
    /// Check by check.
    pub report: RecordReport,
    /// What there is to sign and to decrypt: only of a record in which nothing is wrong.
    pub decryption: Option<ToDecrypt>,
    /// The hashes of the log's leaves, as far as the log could be read: for checkpoints and receipts kept elsewhere.
    pub leaf_hashes: Vec<Digest>,
    /// How far the log has come: for entries that came later.
    pub(super) log_stage: Option<LogStage>,
    /// Every ballot of the log with what became of it, by ascending leaf: for receipts.
    pub ballots: Vec<LoggedBallot>,
}

impl AuditedRecord {
    /// The ballot that a receipt is about, by its leaf.
    pub fn ballot(&self, index: u64) -> Option<&LoggedBallot> {
        self.ballots.binary_search_by_key(&index, |ballot| ballot.index).ok().and_then(|at| self.ballots.get(at))
    }
}

/// What trustees agree on and decrypt. Everything in it was recomputed.
pub struct ToDecrypt {
    /// The opening.
    pub opening: Opening,
    /// The election.
    pub election: Election,
    /// The trustees.
    pub trustees: Trustees,
    /// The trustees' JSON as it stands in the record.
    pub trustees_json: Vec<u8>,
    /// C.
    pub statement: Statement,
    /// Both encrypted tallies, people first.
    pub tallies: [Vec<Vec<Ciphertext>>; 2],
    /// What the trustees signed, if they did.
    pub closing: Option<Closing>,
}

/// Audits a record. `progress` is told how many bytes were read, of about [`Record::size`].
pub fn audit<R: Read + Seek + Send>(record: &Record<R>, progress: &mut dyn FnMut(Progress)) -> AuditedRecord {
    let mut work = Work { record, trays: Trays::default(), digests: BTreeMap::new(), files: BTreeMap::new(), read: 0 };
    work.container();
    work.load();
    let setup = work.setup();
    let history = work.log(&setup);
    progress(Progress { bytes: work.read, ballots: 0 });

    let mut streams = [Side::People, Side::Area].map(|side| MaybeStream(record.stream(side.file())));
    let before = work.read;
    let [people_stream, area_stream] = &mut streams;
    let [people, area] = audit_pair(people_stream, area_stream, &mut |now| {
        progress(Progress { bytes: before.saturating_add(now.bytes), ballots: now.ballots });
    });
    for (side, stream) in [Side::People, Side::Area].into_iter().zip(streams) {
        work.finish(side.file(), stream);
    }
    let sides = Sides { people, area };

    work.opening(&setup, &sides);
    work.pair(&sides);
    work.listed(history.as_ref(), &sides);
    work.rebuild(history.as_ref(), &sides, progress);
    work.close(setup, history, sides)
}

/// Both archives.
struct Sides {
    people: Audited,
    area: Audited,
}

impl Sides {
    fn each(&self) -> [(Side, &Audited); 2] {
        [(Side::People, &self.people), (Side::Area, &self.area)]
    }

    /// The further of both.
    fn stage(&self) -> Stage {
        self.people.report.stage.max(self.area.report.stage)
    }
}

/// What could be read of the files that stood before the voting.
struct Setup {
    opening: Option<Opening>,
    rules: Option<RuleSet>,
    package: Option<Package>,
    roll: Option<MaskedRoll>,
}

/// An audit at work.
struct Work<'r, R> {
    record: &'r Record<R>,
    trays: Trays,
    /// Of every file read to its end.
    digests: BTreeMap<String, Digest>,
    /// The files that are read as a whole.
    files: BTreeMap<String, Vec<u8>>,
    /// Bytes read so far.
    read: u64,
}

impl<R: Read + Seek + Send> Work<'_, R> {
    fn fail(&mut self, check: RecordCheck, file: &str, fault: impl Into<RecordFault>) {
        self.trays.fail(check, file, fault);
    }

    /// The structure of the zip. What is wrong with a file's bytes comes when it is read.
    fn container(&mut self) {
        let container = self.record.container();
        self.trays.examine(RecordCheck::Container, container.names().count());
        for fault in container.faults() {
            self.trays.fail(RecordCheck::Container, "", fault.clone());
        }
    }

    /// Reads the files that are read as a whole.
    fn load(&mut self) {
        let names: Vec<&str> = self.record.container().names().filter(|name| !files::is_long(name)).collect();
        for name in names {
            match self.record.file(name) {
                Ok(Some(file)) => {
                    self.read = self.read.saturating_add(u64::try_from(file.bytes.len()).unwrap_or(u64::MAX));
                    self.digests.insert(name.to_owned(), file.digest);
                    self.files.insert(name.to_owned(), file.bytes);
                    if let Some(fault) = file.fault {
                        self.fail(RecordCheck::Container, name, fault);
                    }
                }
                Ok(None) => {}
                Err(error) => self.fail(RecordCheck::Container, name, RecordFault::Read(error.to_string())),
            }
        }
    }

    /// Reads a long file to its end, and notes its digest and what is wrong with it.
    fn finish(&mut self, name: &str, stream: MaybeStream<'_, R>) {
        let Some(stream) = stream.0 else { return };
        self.read = self.read.saturating_add(self.record.container().size(name).unwrap_or_default());
        match stream.finish() {
            Ok((digest, fault)) => {
                self.digests.insert(name.to_owned(), digest);
                if let Some(fault) = fault {
                    self.fail(RecordCheck::Container, name, fault);
                }
            }
            Err(error) => self.fail(RecordCheck::Container, name, RecordFault::Read(error.to_string())),
        }
    }

    fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// Parses a file; what is wrong with it is a fault of `check`. That it is right, only who goes on with it can say.
    fn parse<T, F: Into<RecordFault>>(
        &mut self,
        check: RecordCheck,
        name: &str,
        parse: impl FnOnce(&[u8]) -> Result<T, F>,
    ) -> Option<T> {
        let bytes = self.files.get(name)?;
        parse(bytes).map_err(|fault| self.trays.fail(check, name, fault)).ok()
    }

    /// The manifest against what is there.
    fn manifest(&mut self) {
        let Some(manifest) = self.parse(RecordCheck::Manifest, MANIFEST, Manifest::parse) else { return };
        self.trays.examine(RecordCheck::Manifest, manifest.files.len());
        let container = self.record.container();
        for (name, digest) in &manifest.files {
            if !container.lists(name) || name == MANIFEST {
                self.trays.fail(RecordCheck::Manifest, MANIFEST, ManifestFault::Missing(name.clone()));
            } else if self.digests.get(name) != Some(digest) {
                self.trays.fail(RecordCheck::Manifest, name, ManifestFault::Digest);
            }
        }
        for name in container.names().filter(|name| *name != MANIFEST && !manifest.files.contains_key(*name)) {
            self.trays.fail(RecordCheck::Manifest, name, ManifestFault::Unnamed);
        }
    }

    /// How far the poll had come.
    fn stage(&self, history: Option<&History>, sides: &Sides) -> RecordStage {
        let there = |name: &str| self.record.container().lists(name);
        let strong = self.files.keys().any(|name| files::strong_owner(name).is_some());
        match sides.stage() {
            _ if history.is_some_and(|history| history.cancelled.is_some()) => RecordStage::Cancelled,
            // What the log says was counted cannot become uncounted by leaving files away.
            _ if history.is_some_and(|history| history.states.iter().any(|(_, state)| *state >= State::Counted)) => {
                RecordStage::Counted
            }
            Stage::Result => RecordStage::Counted,
            _ if there(CERTIFICATE) => RecordStage::Counted,
            Stage::Decrypting => RecordStage::Decrypting,
            _ if strong => RecordStage::Decrypting,
            _ if there(CLOSING) => RecordStage::Signed,
            _ => RecordStage::Closed,
        }
    }

    /// The files of the stage. `counted`: the log has the sheet of the paper ballots, or must have it.
    fn complete(&mut self, stage: RecordStage, counted: bool) {
        let later = [(CLOSING, RecordStage::Signed), (CERTIFICATE, RecordStage::Counted)];
        self.trays.examine(RecordCheck::Files, self.record.container().names().count());
        let container = self.record.container();
        for name in files::ALWAYS {
            match (container.lists(name), counted || name != files::PAPER) {
                (false, true) => self.trays.fail(RecordCheck::Files, name, RecordFault::Missing),
                (true, false) => self.trays.fail(RecordCheck::Files, name, RecordFault::Extra),
                _ => {}
            }
        }
        for (name, from) in later {
            match (container.lists(name), stage >= from) {
                (false, true) => self.trays.fail(RecordCheck::Files, name, RecordFault::Missing),
                (true, false) => self.trays.fail(RecordCheck::Files, name, RecordFault::Extra),
                _ => {}
            }
        }
    }

    /// The checks that need everything, and the report.
    fn close(mut self, setup: Setup, history: Option<History>, sides: Sides) -> AuditedRecord {
        let stage = self.stage(history.as_ref(), &sides);
        let counted = history.as_ref().is_none_or(|history| history.cancelled.is_none() || history.sheet.is_some());
        self.complete(stage, counted);
        self.manifest();
        if let Some(index) = history.as_ref().and_then(|history| history.cancelled.as_ref()).map(|cancelled| cancelled.index)
            && (sides.stage() > Stage::Tallied || self.record.container().lists(CLOSING))
        {
            self.fail(RecordCheck::Log, files::LOG, RecordFault::Cancelled(index));
        }
        let paper = self.paper(&setup, history.as_ref(), &sides);
        let (lines, participation) = self.annex(&setup, history.as_ref(), &sides);
        let statement = statement(history.as_ref(), &sides);
        let closing = self.closing(statement.as_ref(), &sides);
        self.strong(&sides);
        let outcome = self.outcome(&setup, history.as_ref(), &sides, paper.as_ref(), participation);
        let cosigned = self.checkpoint(&setup, history.as_ref());
        let remarks = match (&history, &setup.rules) {
            // Without rules there is nothing to say it by.
            (Some(history), Some(rules)) => Remarks::of(&Told {
                areas: &sides.area.facts.credentials,
                history,
                opening: setup.opening.as_ref(),
                roll: setup.roll.as_ref().map(|roll| roll.totals),
                cosigned: &cosigned,
                lines: &lines,
                rules: rules.rules(),
                items: &setup.package.as_ref().map_or_else(Vec::new, |package| counted_items(package, rules.rules())),
                participation,
                outcome: outcome.as_ref(),
            }),
            _ => Remarks::default(),
        };

        let checks = self.trays.close(|check| match check {
            RecordCheck::Paper => counted,
            RecordCheck::Closing => stage >= RecordStage::Signed,
            RecordCheck::Strong => stage >= RecordStage::Decrypting,
            RecordCheck::Outcome | RecordCheck::Certificate => stage >= RecordStage::Counted,
            _ => true,
        });
        let Sides { people, area } = sides;
        let history = history.unwrap_or_default();
        let count = |items: usize| u64::try_from(items).unwrap_or(u64::MAX);
        let log = LogCounts {
            leaves: count(history.leaf_hashes.len()),
            ballots: count(history.ballots.len()),
            counting: count(history.counting().count()),
            papers: count(history.papers.len()),
        };
        let report = RecordReport {
            checks,
            archives: [people.report, area.report],
            stage,
            opening: setup.opening.clone(),
            log,
            voids: history.voids,
            cancelled: history.cancelled,
            participation,
            outcome,
            remarks,
            statement: statement.clone(),
            digests: self.digests,
            cosigned,
        };
        let decryption = match (report.is_valid(), setup.opening, people.facts.election, statement) {
            (true, Some(opening), Some(election), Some(statement)) => Some(ToDecrypt {
                opening,
                election,
                trustees: people.facts.trustees,
                trustees_json: people.facts.setup.trustees,
                statement,
                tallies: [people.facts.tally, area.facts.tally],
                closing,
            }),
            _ => None,
        };
        AuditedRecord { report, decryption, leaf_hashes: history.leaf_hashes, log_stage: history.stage, ballots: history.ballots }
    }
}

/// What the trustees must sign.
fn statement(history: Option<&History>, sides: &Sides) -> Option<Statement> {
    let phi = sides.people.facts.election.as_ref()?.phi();
    let sheet = history?.sheet.as_ref()?;
    Some(Statement::new(phi, sheet, [sides.people.facts.tally_event?, sides.area.facts.tally_event?]))
}
