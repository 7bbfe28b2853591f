//! Checking a record.

mod ballots;
mod human;
mod json;
mod json_remarks;
mod later;
mod remarks;

pub(super) use json::DESCRIPTION;
pub(in crate::cli) use later::{address, entries};

use std::fs::File;
use std::path::Path;

use super::input::{Input, Obstacle, Watched};
use super::progress::Line;
use crate::cli::lang::Lang;
use crate::cli::terminal::print;
use crate::cli::{Exit, Unusable};
use crate::crypto::hash::Digest;
use crate::election::log::checkpoint::{Checkpoint, CheckpointFault};
use crate::election::log::note::{MAX_NOTE, Note, NoteFault};
use crate::election::log::receipt::{Receipt, ReceiptFault};
use crate::election::record::{AuditedRecord, Grown, LaterFault, Record, RecordComparison, audit, compare};

/// Opens and checks a record for another command, which goes on with it if nothing is wrong.
pub(in crate::cli) fn audited(path: &Path, lang: Lang) -> Result<(Record<Watched<File>>, AuditedRecord), Unusable> {
    let mut line = Line::new(lang, 0);
    let record = open(path).map_err(|(path, obstacle)| Unusable(obstacle.line(path, lang)))?;
    line.of(record.size());
    let audited = audit(&record, &mut |progress| line.update(progress));
    Ok((record, audited))
}

/// A receipt, and a head that was kept, held against a whole record.
pub(in crate::cli) struct Within {
    /// Whether the record itself is valid.
    pub(in crate::cli) sound: bool,
    /// The head, if one was given.
    pub(in crate::cli) checkpoint: Option<Result<Checkpoint, CheckpointFault>>,
    /// The receipt, and in words where its ballot stands and whether it counts.
    pub(in crate::cli) receipt: Result<(Receipt, String), ReceiptFault>,
}

/// The same for another command, which asks for nothing else.
pub(in crate::cli) fn receipt_within(
    path: &Path,
    receipt: &Path,
    checkpoint: Option<&Path>,
    lang: Lang,
) -> Result<Within, Unusable> {
    let trouble = |(path, obstacle): Trouble<'_>| Unusable(obstacle.line(path, lang));
    let given = Given { path, older: None, checkpoint, later: Vec::new(), receipt: Some(receipt) };
    let input = Input::open(path).map_err(|obstacle| trouble((path, obstacle)))?;
    let Checked { record, checkpoint, receipt, .. } = Checked::new(&given, input, lang).map_err(trouble)?;
    let placed = |receipt: Receipt| (ballots::found(&record, receipt.leaf.index, lang), receipt);
    // One was given.
    let receipt = receipt.unwrap_or(Err(ReceiptFault::Form)).map(placed).map(|(words, receipt)| (receipt, words));
    Ok(Within { sound: record.report.is_valid(), checkpoint, receipt })
}

/// What was given on the command line.
pub(super) struct Given<'p> {
    pub(super) path: &'p Path,
    pub(super) older: Option<&'p Path>,
    pub(super) checkpoint: Option<&'p Path>,
    /// Pages of the log.
    pub(super) later: Vec<&'p Path>,
    pub(super) receipt: Option<&'p Path>,
}

/// Everything found out.
pub(super) struct Checked {
    record: AuditedRecord,
    against: Option<RecordComparison>,
    checkpoint: Option<Result<Checkpoint, CheckpointFault>>,
    later: Option<Result<Grown, LaterFault>>,
    receipt: Option<Result<Receipt, ReceiptFault>>,
}

/// The file that cannot be used, and why.
type Trouble<'p> = (&'p Path, Obstacle);

impl Checked {
    /// Checks the record and what was given beside it.
    pub(super) fn new<'p>(given: &Given<'p>, input: Input, lang: Lang) -> Result<Self, Trouble<'p>> {
        let path = given.path;
        let mut line = Line::new(lang, 0);
        let newer = input.record().map_err(|obstacle| (path, obstacle))?;
        // What cannot be used is told before minutes are spent.
        let older = given.older.map(|older| open(older)).transpose()?;
        let checkpoint = given.checkpoint.map(note).transpose()?;
        let receipt = given.receipt.map(note).transpose()?;
        let mut since = Vec::new();
        for &path in &given.later {
            since.extend(entries(path).map_err(|obstacle| (path, obstacle))?);
        }
        line.of(newer.size());
        let record = audit(&newer, &mut |progress| line.update(progress));
        drop(line);
        let against = match (&older, given.older) {
            (Some(older), Some(older_path)) => {
                let compared = compare(older, &newer, &record.leaf_hashes);
                Some(compared.map_err(|error| (older_path, Obstacle::System(0, error)))?)
            }
            _ => None,
        };
        if let Some(obstacle) = newer.into_inner().obstacle() {
            return Err((path, obstacle));
        }
        let later = (!given.later.is_empty()).then(|| record.grown(&since));
        let known = later.as_ref().and_then(|later| later.as_ref().ok());
        let known = known.map_or(record.leaf_hashes.as_slice(), |grown| grown.leaf_hashes.as_slice());
        let checkpoint = checkpoint.map(|note| note.map_err(CheckpointFault::from).and_then(|note| head(&note, &record, known)));
        let receipt = receipt.map(|note| note.map_err(ReceiptFault::from).and_then(|note| promise(&note, &record)));
        Ok(Self { record, against, checkpoint, later, receipt })
    }

    /// Whether everything holds that was asked.
    pub(super) fn holds(&self) -> bool {
        self.record.report.is_valid()
            && self.against.is_none_or(|against| matches!(against, RecordComparison::Continues { .. }))
            && self.checkpoint.as_ref().is_none_or(Result::is_ok)
            && self.later.as_ref().is_none_or(Result::is_ok)
            && self.receipt.as_ref().is_none_or(Result::is_ok)
    }

    /// Whether the head was signed for a longer log than the record has, and nobody gave what came since: it proves nothing yet,
    /// neither for nor against the record.
    fn head_is_later(&self) -> bool {
        self.later.is_none() && matches!(self.checkpoint, Some(Err(CheckpointFault::Shortened { .. })))
    }

    /// Whether nothing is wrong but that a head cannot be compared yet.
    fn is_undecided(&self) -> bool {
        self.head_is_later()
            && self.record.report.is_valid()
            && self.against.is_none_or(|against| matches!(against, RecordComparison::Continues { .. }))
            && self.receipt.as_ref().is_none_or(Result::is_ok)
    }

    /// Where the service shows the entries that the record has not.
    fn later_at(&self) -> Option<String> {
        address(&self.record.report.opening.as_ref()?.origin, self.record.leaf_hashes.len())
    }
}

fn open(path: &Path) -> Result<Record<Watched<File>>, Trouble<'_>> {
    Input::open(path).and_then(Input::record).map_err(|obstacle| (path, obstacle))
}

/// A signed note; what is wrong with its bytes is for the check to say.
fn note(path: &Path) -> Result<Result<Note, NoteFault>, Trouble<'_>> {
    let bytes = Input::open(path).and_then(|input| input.beginning(MAX_NOTE)).map_err(|obstacle| (path, obstacle))?;
    Ok(kept_note(&bytes))
}

/// Reads a note that somebody kept, however it came to them. A fault is told of the file as it is.
pub(in crate::cli) fn kept_note(bytes: &[u8]) -> Result<Note, NoteFault> {
    Note::parse(&as_sent(bytes)).or_else(|_| Note::parse(bytes))
}

/// A note without what mail programs and editors do to a text: a byte order mark, line ends with carriage returns, empty lines
/// before or behind. The signature is of the text as it was sent, so nothing can be smuggled in so.
fn as_sent(bytes: &[u8]) -> Vec<u8> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    let mut lines: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
    lines.push(b'\n');
    lines
}

/// The head that somebody kept, if the log, of which these leaves are known, still has it.
fn head(note: &Note, record: &AuditedRecord, known: &[Digest]) -> Result<Checkpoint, CheckpointFault> {
    let keys = record.report.opening.as_ref().and_then(|opening| Some((opening.log_key().ok()?, opening.cosigner_keys().ok()?)));
    // Without a readable opening nobody's signature can be believed.
    let (log, cosigners) = keys.ok_or(CheckpointFault::Form)?;
    let (checkpoint, _) = Checkpoint::open(note, &log, &cosigners)?;
    checkpoint.agrees_with(known)?;
    Ok(checkpoint)
}

/// The promise that a voter was given, if the log keeps it.
fn promise(note: &Note, record: &AuditedRecord) -> Result<Receipt, ReceiptFault> {
    let opening = record.report.opening.as_ref();
    let key = opening.and_then(|opening| opening.receipt_key().ok()).ok_or(ReceiptFault::OtherElection)?;
    let [people, _] = &record.report.archives;
    let phi = people.election.as_ref().map(|(_, phi)| phi.as_str()).ok_or(ReceiptFault::OtherElection)?;
    let receipt = Receipt::open(note, &key, phi)?;
    receipt.agrees_with(&record.leaf_hashes)?;
    Ok(receipt)
}

/// Prints what was found out.
pub(super) fn report(given: &Given<'_>, checked: &Checked, as_json: bool, lang: Lang) -> Result<Exit, Unusable> {
    let text = if as_json { json::object(given, checked) } else { human::report(given, checked, lang) };
    print(&text, lang)?;
    Ok(if checked.holds() { Exit::Good } else { Exit::Invalid })
}
