//! The report on a record for machines, format `yepiao/verify-record/v1`; [`DESCRIPTION`] says what it holds.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::super::json::{CheckObject, NotProven, check};
use super::json_remarks::{RemarksObject, remarks};
use super::{Checked, Given};
use crate::cli::lang::Lang;
use crate::cli::terminal::json_line as line;
use crate::cli::text::{RECORD_LIMITS, record_stage_code};
use crate::crypto::hash::Digest;
use crate::election::audit::{Report, Status};
use crate::election::certificate::ItemResult;
use crate::election::log::leaf::State;
use crate::election::log::replay::{Fate, LoggedVoid};
use crate::election::record::{RecordComparison, RecordRan};

/// The format, for `yepiao verify --help`.
pub(in super::super) const DESCRIPTION: &str = r#"JSON (--json) for a record, format yepiao/verify-record/v1: one line.
  format        "yepiao/verify-record/v1"
  file          the name as given
  verdict       "valid" (exit 0) or "invalid" (1); "unusable" (2) as below
  stage         "closed", "cancelled", "signed", "decrypting", "counted"
  election      {name, uuid, fingerprint} or null
  log           {leaves, ballots, counting, papers, cosigned, voids: [{index,
                ballot, time, reason, authority}], cancelled: null or {index,
                time, reason}}; times in milliseconds since 1970
  participation {entitled, took_part, electronic, paper, assisted}, each
                {people, area}, area in 0.01 m2; or null
  items         null, or what follows for each item, as in the certificate:
                totals by way, readings, elected, sentences {zh, en}.
                Not to be relied on unless the verdict is "valid".
  remarks       {rules: null or {id, name, assumed: [key]}, parking: null or
                {parking_counts, with_parking, without_parking}, window: null
                or {from, until, min_days, max_days, kept}, uncosigned,
                made_by: "authority" | "service" or null, unique_areas,
                few_papers, levels: {sms, witness, official, digits: {people,
                area}}, exposed: [{item, answer, apart: "electronic" |
                "paper", chosen_by: "one" | "all_but_one" | "all", among}],
                second: null or {silent, items: [{title, sentences}]}}; item
                and answer count from 0, answer null: blank; second: with all
                who did not vote, not the result
  statement     what the trustees sign, or null
  checks        [{check, status, examined, failures, findings: [{file,
                message}]}], always all 20 in this order: container files
                manifest rules roll package opening threshold log checkpoint
                cast pair rebuilt annex paper turnout closing strong outcome
                certificate
  archives      {people, area}: the checks of each .bel, as below
  files         SHA-256 of each file by its name
  against       null, or {file, holds, outcome: "continues" | "other_poll" |
                "differs" | "shorter" | "other_statement" | "withdrawn",
                leaves, index}
  checkpoint    null, or {file, holds, size, message}
  later         only with --later: {holds, entries, state, message}, entries
                that the record has not, and the last state of the poll
  receipt       null, or {file, holds, index, fate: "counts" | "void" |
                "replaced" | "paper", by, message}; by: the entry that decided
  not_proven    [{code, text}]"#;

#[derive(Serialize)]
struct Object<'r> {
    format: &'static str,
    file: &'r str,
    verdict: &'static str,
    stage: &'static str,
    election: Option<Election<'r>>,
    log: Log<'r>,
    participation: Option<Value>,
    items: Option<&'r [ItemResult]>,
    remarks: RemarksObject<'r>,
    statement: Option<String>,
    checks: Vec<RecordCheckObject<'r>>,
    archives: Archives,
    files: &'r BTreeMap<String, Digest>,
    against: Option<Against>,
    checkpoint: Option<Kept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<Since>,
    receipt: Option<KeptReceipt>,
    not_proven: Vec<NotProven>,
}

#[derive(Serialize)]
struct Election<'r> {
    name: &'r str,
    uuid: &'r str,
    fingerprint: &'r str,
}

#[derive(Serialize)]
struct Log<'r> {
    leaves: u64,
    ballots: u64,
    counting: u64,
    papers: u64,
    cosigned: &'r [String],
    voids: Vec<Void<'r>>,
    cancelled: Option<Cancelled<'r>>,
}

#[derive(Serialize)]
struct Void<'r> {
    index: u64,
    ballot: u64,
    time: u64,
    reason: &'r str,
    authority: &'r str,
}

#[derive(Serialize)]
struct Cancelled<'r> {
    index: u64,
    time: u64,
    reason: &'r str,
}

#[derive(Serialize)]
struct RecordCheckObject<'r> {
    check: &'static str,
    status: &'static str,
    examined: u64,
    failures: u64,
    findings: Vec<Finding<'r>>,
}

#[derive(Serialize)]
struct Finding<'r> {
    file: &'r str,
    message: String,
}

#[derive(Serialize)]
struct Archives {
    people: Vec<CheckObject>,
    area: Vec<CheckObject>,
}

#[derive(Serialize)]
struct Against {
    file: String,
    holds: bool,
    outcome: &'static str,
    leaves: Option<u64>,
    index: Option<u64>,
}

#[derive(Serialize)]
struct Kept {
    file: String,
    holds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    message: Option<String>,
}

#[derive(Serialize)]
struct Since {
    holds: bool,
    entries: Option<u64>,
    state: Option<State>,
    message: Option<String>,
}

#[derive(Serialize)]
struct KeptReceipt {
    file: String,
    holds: bool,
    index: Option<u64>,
    fate: Option<&'static str>,
    by: Option<u64>,
    message: Option<String>,
}

/// The object for a checked record.
pub(super) fn object(given: &Given<'_>, checked: &Checked) -> String {
    let report = &checked.record.report;
    let [people, area] = &report.archives;
    let checks = |report: &Report| report.checks.iter().map(check).collect();
    line(&Object {
        format: "yepiao/verify-record/v1",
        file: &given.path.to_string_lossy(),
        verdict: if checked.holds() { "valid" } else { "invalid" },
        stage: record_stage_code(report.stage),
        election: people.election.as_ref().map(|(parameters, fingerprint)| Election {
            name: &parameters.name,
            uuid: &parameters.uuid,
            fingerprint,
        }),
        log: Log {
            leaves: report.log.leaves,
            ballots: report.log.ballots,
            counting: report.log.counting,
            papers: report.log.papers,
            cosigned: &report.cosigned,
            voids: report.voids.iter().map(void).collect(),
            cancelled: report.cancelled.as_ref().map(|cancelled| Cancelled {
                index: cancelled.index,
                time: cancelled.time,
                reason: &cancelled.reason,
            }),
        },
        participation: report.participation.as_ref().and_then(|participation| serde_json::to_value(participation).ok()),
        items: report.outcome.as_ref().map(|outcome| outcome.items.as_slice()),
        remarks: remarks(report),
        statement: report.statement.as_ref().map(ToString::to_string),
        checks: report.checks.iter().map(ran).collect(),
        archives: Archives { people: checks(people), area: checks(area) },
        files: &report.digests,
        against: given.older.zip(checked.against).map(|(file, against)| compared(file.to_string_lossy().into_owned(), against)),
        checkpoint: given.checkpoint.zip(checked.checkpoint.as_ref()).map(|(file, outcome)| {
            let size = outcome.as_ref().ok().map(|checkpoint| checkpoint.size);
            let message = outcome.as_ref().err().map(ToString::to_string);
            Kept { file: file.to_string_lossy().into_owned(), holds: message.is_none(), size, message }
        }),
        later: checked.later.as_ref().map(|outcome| Since {
            holds: outcome.is_ok(),
            entries: outcome.as_ref().ok().map(|grown| grown.later),
            state: outcome.as_ref().ok().and_then(|grown| grown.state),
            message: outcome.as_ref().err().map(ToString::to_string),
        }),
        receipt: given.receipt.zip(checked.receipt.as_ref()).map(|(file, outcome)| {
            let index = outcome.as_ref().ok().map(|receipt| receipt.leaf.index);
            let fate = index.and_then(|index| checked.record.ballot(index)).map(|ballot| became(ballot.fate));
            let (fate, by) = (fate.map(|(fate, _)| fate), fate.and_then(|(_, by)| by));
            let message = outcome.as_ref().err().map(ToString::to_string);
            KeptReceipt { file: file.to_string_lossy().into_owned(), holds: message.is_none(), index, fate, by, message }
        }),
        not_proven: RECORD_LIMITS
            .iter()
            .map(|limit| NotProven { code: limit.code(), text: limit.what(Lang::En).to_owned() })
            .collect(),
    })
}

fn ran(ran: &RecordRan) -> RecordCheckObject<'_> {
    RecordCheckObject {
        check: ran.check.code(),
        status: match ran.status {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::NotReached => "not_reached",
            Status::Impossible => "impossible",
        },
        examined: ran.examined,
        failures: ran.failures,
        findings: ran
            .findings
            .iter()
            .map(|finding| Finding { file: &finding.file, message: finding.fault.to_string() })
            .collect(),
    }
}

fn compared(file: String, against: RecordComparison) -> Against {
    let (outcome, leaves, index) = match against {
        RecordComparison::Continues { leaves, .. } => ("continues", Some(leaves), None),
        RecordComparison::OtherPoll => ("other_poll", None, None),
        RecordComparison::Differs { index } => ("differs", None, Some(index)),
        RecordComparison::Shorter { leaves } => ("shorter", Some(leaves), None),
        RecordComparison::OtherStatement => ("other_statement", None, None),
        RecordComparison::Withdrawn => ("withdrawn", None, None),
    };
    Against { file, holds: outcome == "continues", outcome, leaves, index }
}

fn void(void: &LoggedVoid) -> Void<'_> {
    let LoggedVoid { index, time, ballot, reason, authority } = void;
    Void { index: *index, ballot: *ballot, time: *time, reason, authority }
}

/// A name for machines, and the leaf that decided.
const fn became(fate: Fate) -> (&'static str, Option<u64>) {
    match fate {
        Fate::Counts => ("counts", None),
        Fate::Void(by) => ("void", Some(by)),
        Fate::Replaced(by) => ("replaced", Some(by)),
        Fate::Paper(by) => ("paper", Some(by)),
    }
}
