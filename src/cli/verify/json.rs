//! The report for machines, format `yepiao/verify/v1`: one JSON object in one line. What it holds is documented in
//! [`DESCRIPTION`], which is also the long help, and pinned by `tests/cli_verify.rs`.

use serde::{Serialize, Serializer};

use super::against::Against;
use super::totals::counted;
use crate::cli::lang::Lang;
use crate::cli::terminal::is_obeyed;
use crate::cli::text::LIMITS;
use crate::election::archive::{Comparison, Timestamp};
use crate::election::audit::{Ran, Report, Stage, Status, Totals};

/// The format, for `yepiao verify --help`. English in both languages, as the object itself.
pub(super) const DESCRIPTION: &str = r#"JSON (--json), format yepiao/verify/v1: one object in one line on stdout.
Fields are never removed or renamed within v1; new ones may be added.
  format      "yepiao/verify/v1"
  file        the name as given
  verdict     "valid" (exit 0), "invalid" (1) or "unusable" (2; then only
              format, file, verdict and error follow). Wrong arguments
              give no object.
  stage       "nothing", "open", "closed", "tallied", "decrypting", "result"
  timestamp   seconds since 1970 as the file states them, or null
  election    {name, description, uuid, fingerprint, questions} or null
  trustees    their names in order, null where none is given
  entitled    {voters, weight} of the list of credentials
  ballots     ballots in the file, earlier ones of the same voter included
  counted     {voters, weight} of the ballots that count
  totals      null, or {source: "published" | "opened",
              questions: [{question, min, max, blank: N | null,
              answers: [{answer, count}]}]}
              Not to be relied on unless the verdict is "valid".
              "opened": from the trustees' shares, not published yet.
  checks      [{check, status, examined, failures, findings}], always all
              16 in this order: bytes digests chain grammar election
              trustees election_key credentials ballots ballot_credentials
              ballot_copies encrypted_tally tally_size shares quorum result
              status: "passed", "failed", "not_reached", "impossible"
              findings: [{offset, height, message}], at most 20; failures
              counts all. offset: byte of the event's first part; height:
              number of the event, or null
  against     null without --against, else {file, holds, outcome:
              "continues" | "differs" | "shorter" | "torn", events, offset,
              event}; events only for continues, offset for the others
  not_proven  [{code, text}]: what no archive alone can show
Numbers above 2^53 - 1 are strings of decimal digits: many readers would
round them. message and text are English for people and may be reworded:
decide by verdict, check and status.
Example: {"format":"yepiao/verify/v1","file":"a.bel","verdict":"valid",
"stage":"result", ... ,"counted":{"voters":2,"weight":21923}, ... }"#;

const FORMAT: &str = "yepiao/verify/v1";

#[derive(Serialize)]
struct Unusable<'a> {
    format: &'static str,
    file: &'a str,
    verdict: &'static str,
    error: &'a str,
}

/// The object for a file that could not be checked at all.
pub(super) fn unusable(file: &str, error: &str) -> String {
    line(&Unusable { format: FORMAT, file, verdict: "unusable", error })
}

#[derive(Serialize)]
struct Object<'r> {
    format: &'static str,
    file: &'r str,
    verdict: &'static str,
    stage: &'static str,
    timestamp: Option<u64>,
    election: Option<Election<'r>>,
    trustees: &'r [Option<String>],
    entitled: Voters,
    ballots: u64,
    counted: Voters,
    totals: Option<Numbers<'r>>,
    checks: Vec<CheckObject>,
    against: Option<AgainstObject<'r>>,
    not_proven: Vec<NotProven>,
}

#[derive(Serialize)]
struct Election<'r> {
    name: &'r str,
    description: &'r str,
    uuid: &'r str,
    fingerprint: &'r str,
    questions: usize,
}

#[derive(Serialize)]
struct Voters {
    voters: u64,
    weight: Number,
}

#[derive(Serialize)]
struct Numbers<'r> {
    source: &'static str,
    questions: Vec<QuestionObject<'r>>,
}

#[derive(Serialize)]
struct QuestionObject<'r> {
    question: &'r str,
    min: u32,
    max: u32,
    blank: Option<Number>,
    answers: Vec<AnswerObject<'r>>,
}

#[derive(Serialize)]
struct AnswerObject<'r> {
    answer: &'r str,
    count: Number,
}

#[derive(Serialize)]
pub(super) struct CheckObject {
    check: &'static str,
    status: &'static str,
    examined: u64,
    failures: u64,
    findings: Vec<FindingObject>,
}

#[derive(Serialize)]
struct FindingObject {
    offset: u64,
    height: Option<Number>,
    message: String,
}

#[derive(Serialize)]
struct AgainstObject<'r> {
    file: &'r str,
    holds: bool,
    outcome: &'static str,
    events: Option<u64>,
    offset: Option<u64>,
    event: Option<u64>,
}

#[derive(Serialize)]
pub(super) struct NotProven {
    pub(super) code: &'static str,
    pub(super) text: String,
}

/// A number that a file can make as great as it likes.
struct Number(u64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 < 1 << 53 { serializer.serialize_u64(self.0) } else { serializer.collect_str(&self.0) }
    }
}

/// The object for a checked file.
pub(super) fn object(file: &str, report: &Report, against: Option<(&str, &Against)>, valid: bool) -> String {
    let voters = |(voters, weight): (u64, u64)| Voters { voters, weight: Number(weight) };
    line(&Object {
        format: FORMAT,
        file,
        verdict: if valid { "valid" } else { "invalid" },
        stage: match report.stage {
            Stage::Nothing => "nothing",
            Stage::Open => "open",
            Stage::Closed => "closed",
            Stage::Tallied => "tallied",
            Stage::Decrypting => "decrypting",
            Stage::Result => "result",
        },
        timestamp: report.timestamp.map(Timestamp::seconds),
        election: report.election.as_ref().map(|(parameters, fingerprint)| Election {
            name: &parameters.name,
            description: &parameters.description,
            uuid: &parameters.uuid,
            fingerprint,
            questions: parameters.questions.len(),
        }),
        trustees: &report.trustees,
        entitled: voters(report.entitled),
        ballots: report.ballots,
        counted: voters(report.counted),
        totals: totals(report),
        checks: report.checks.iter().map(check).collect(),
        against: against.map(|(file, against)| compared(file, against)),
        not_proven: LIMITS.iter().map(|limit| NotProven { code: limit.code(), text: limit.what(Lang::En).to_owned() }).collect(),
    })
}

fn totals(report: &Report) -> Option<Numbers<'_>> {
    let source = match report.totals.as_ref()? {
        Totals::Published(_) => "published",
        Totals::Opened(_) => "opened",
    };
    let questions = counted(report)?.into_iter().map(|counted| QuestionObject {
        question: &counted.question.question,
        min: counted.question.min,
        max: counted.question.max,
        blank: counted.blank.map(Number),
        answers: counted.answers.into_iter().map(|(answer, count)| AnswerObject { answer, count: Number(count) }).collect(),
    });
    Some(Numbers { source, questions: questions.collect() })
}

pub(super) fn check(ran: &Ran) -> CheckObject {
    CheckObject {
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
            .map(|finding| FindingObject {
                offset: finding.offset,
                height: finding.height.map(Number),
                message: finding.fault.to_string(),
            })
            .collect(),
    }
}

fn compared<'r>(file: &'r str, against: &Against) -> AgainstObject<'r> {
    let (outcome, events, offset, event) = match against.outcome {
        Comparison::Continues { events } => ("continues", Some(events), None, None),
        Comparison::Differs { offset, event } => ("differs", None, Some(offset), event),
        Comparison::Shorter { offset, event } => ("shorter", None, Some(offset), event),
        Comparison::Torn { offset } => ("torn", None, Some(offset), None),
    };
    AgainstObject { file, holds: against.holds(), outcome, events, offset, event }
}

/// The value in one line. What a terminal would obey stands escaped: it is the same JSON, and it may be printed.
pub(super) fn line<T: Serialize>(value: &T) -> String {
    // These types hold no maps and nothing that can fail.
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if is_obeyed(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                line.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            line.push(character);
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_texts_and_great_numbers_survive() {
        let name = "a\u{202e}b\u{9b}c\u{e0041}\u{7f}\n业\"";
        let text = line(&(name, Number((1 << 53) - 1), Number(1 << 53)));
        assert_eq!(text, "[\"a\\u202eb\\u009bc\\udb40\\udc41\\u007f\\n业\\\"\",9007199254740991,\"9007199254740992\"]\n");
        let (back, _, _): (String, u64, String) = serde_json::from_str(&text).unwrap();
        assert_eq!(back, name);
    }
}
