//! A small log and what stands beside it; every way in which the two can differ.

use super::check::{AnnexFault, faults};
use super::line::*;
use super::turnout::{Participation, TurnoutFault, paper_voters};
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::election::credential::CredentialList;
use crate::election::json::JsonFault;
use crate::election::log::replay::{Fate, History, LoggedBallot, LoggedPaper};
use crate::election::rules::Identification;
use crate::election::weight::Weight;

const MINUTE: u64 = 60_000;
const LEVELS: [Identification; 2] = [Identification::Sms, Identification::Witness];
const AREAS: [u64; 5] = [8_950, 12_050, 4_500, 8_950, 30_000];

fn credential(voter: u64) -> Encoding {
    Point::generator_times(&Scalar::from(voter + 1)).encode()
}

fn areas() -> CredentialList {
    let entries: Vec<_> = (0..).map(credential).zip(AREAS).collect();
    let (list, faults) = CredentialList::parse(&CredentialList::to_json(&entries).unwrap());
    assert_eq!(faults, []);
    list
}

/// Voter 0 votes twice, 1 with help, 2's ballot is void, 3 votes on paper, 4 not at all.
fn history() -> History {
    let ballot = |index, voter, fate| LoggedBallot {
        index,
        time: index * MINUTE + 59_999,
        credential: credential(voter),
        sha256: Digest([u8::try_from(index).unwrap(); 32]),
        fate,
    };
    History {
        ballots: vec![
            ballot(1, 0, Fate::Replaced(4)),
            ballot(3, 1, Fate::Counts),
            ballot(4, 0, Fate::Counts),
            ballot(5, 2, Fate::Void(6)),
        ],
        papers: vec![LoggedPaper { index: 7, time: 7 * MINUTE, credential: credential(3) }],
        ..History::default()
    }
}

fn line(index: u64, channel: Channel, level: Identification, serial: &str) -> Line {
    let attested_by = if level == Identification::Witness { vec!["李大姐".to_owned()] } else { Vec::new() };
    Line { index, channel, level, time: index * MINUTE, serial_digest: serial_digest(&[9; 32], "φ", serial), attested_by }
}

fn lines() -> Vec<Line> {
    use Channel::{Assisted, Electronic, Paper};
    use Identification::{Sms, Witness};
    vec![
        line(1, Electronic, Sms, "7K2M9PQ4"),
        line(3, Assisted, Witness, "8H3N0QR5"),
        line(4, Electronic, Sms, "7K2M9PQ4"),
        line(5, Electronic, Sms, "9J4P1RS6"),
        line(7, Paper, Witness, "0K5Q2ST7"),
    ]
}

#[test]
fn a_file_has_one_text() {
    let bytes = to_bytes(&lines()).unwrap();
    assert_eq!(parse(&bytes), Ok(lines()));
    assert_eq!(parse(b""), Ok(Vec::new()));
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), 5);
    let first = text.lines().next().unwrap();
    let digest = serial_digest(&[9; 32], "φ", "7K2M9PQ4");
    assert_eq!(first, format!(r#"{{"channel":"electronic","index":1,"level":"sms","serial_digest":"{digest}","time":60000}}"#));

    let changed = |from: &str, to: &str| {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text, "{from}");
        parse(other.as_bytes()).unwrap_err()
    };
    for (from, to, line) in [
        ("\"index\":1,", "\"index\":1, ", 1),
        ("{\"channel\"", "{\"attested_by\":[],\"channel\"", 1),
        ("\"level\":\"sms\"", "\"level\":\"trust\"", 1),
        ("\"channel\":\"paper\"", "\"channel\":\"fax\"", 5),
        ("\"time\":180000", "\"time\":180000,\"choice\":1", 2),
        ("\"time\":180000", "\"time\":180000.0", 2),
        ("\n", "\r\n", 1),
        ("\n", "\n\n", 2),
        ("\n", "", 1),
    ] {
        let fault = changed(from, to);
        assert!(
            matches!(fault, LineFault { line: found, problem: LineProblem::Json(JsonFault::Shape { .. } | JsonFault::NotCanonical { .. }) } if found == line),
            "{to}: {fault}"
        );
    }
    assert_eq!(changed("\"index\":4", "\"index\":3"), LineFault { line: 3, problem: LineProblem::Order(3) });
    assert_eq!(changed("\"time\":60000", "\"time\":60001"), LineFault { line: 1, problem: LineProblem::Minute });
    let cut = parse(&text.as_bytes()[..text.len() - 1]).unwrap_err();
    assert_eq!(cut, LineFault { line: 5, problem: LineProblem::NoEnd });
    assert!(parse(b"\xff\n").is_err());
    // Eight of the longest names fit; a list of millions is not even parsed.
    let mut longest = lines();
    longest[1].attested_by = (0..8).map(|n| format!("{n}{}", "𠮷".repeat(MAX_NAME - 1))).collect();
    assert_eq!(parse(&to_bytes(&longest).unwrap()), Ok(longest));
    let flood = text.replacen("[\"李大姐\"]", &format!("[{}\"a\"]", "\"\",".repeat(1_000_000)), 1);
    assert_eq!(parse(flood.as_bytes()), Err(LineFault { line: 2, problem: LineProblem::TooLong }));
}

#[test]
fn a_witness_and_a_helper_are_named() {
    let with = |change: &dyn Fn(&mut Line)| {
        let mut lines = lines();
        change(&mut lines[1]);
        to_bytes(&lines).map_err(|fault| fault.problem).err()
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(with(&|line| line.attested_by.clear()), Some(LineProblem::NotAttested));
    // Help is attested whatever proved the voter.
    let alone = |line: &mut Line| {
        line.level = Identification::Sms;
        line.attested_by.clear();
    };
    assert_eq!(with(&alone), Some(LineProblem::NotAttested));
    for wrong in [&[""][..], &["  "], &["甲", "甲"], &["a\u{1b}[2J"], &["1", "2", "3", "4", "5", "6", "7", "8", "9"]] {
        assert_eq!(with(&|line| line.attested_by = names(wrong)), Some(LineProblem::Attestors), "{wrong:?}");
    }
    assert_eq!(with(&|line| line.attested_by = vec!["长".repeat(MAX_NAME + 1)]), Some(LineProblem::Attestors));
    assert_eq!(with(&|line| line.attested_by = vec!["长".repeat(MAX_NAME)]), None);
    assert_eq!(with(&|line| line.attested_by = names(&["甲", "乙"])), None);
    assert_eq!(with(&|line| line.index = 1), Some(LineProblem::Order(1)));
}

#[test]
fn a_serial_is_told_only_to_who_has_the_secret() {
    let digest = |secret: u8, phi: &str, serial: &str| serial_digest(&[secret; 32], phi, serial);
    assert_eq!(digest(1, "φ", "A"), digest(1, "φ", "A"));
    assert!(![digest(2, "φ", "A"), digest(1, "ψ", "A"), digest(1, "φ", "B")].contains(&digest(1, "φ", "A")));
}

#[test]
fn every_ballot_and_paper_has_its_line() {
    assert_eq!(faults(&lines(), &history(), &LEVELS), []);
    let with = |change: &dyn Fn(&mut Vec<Line>)| {
        let mut lines = lines();
        change(&mut lines);
        faults(&lines, &history(), &LEVELS)
    };
    // A line missing at the beginning, in the middle, at the end; all of them.
    for (at, index) in [(0, 1), (2, 4), (4, 7)] {
        assert_eq!(with(&|lines| drop(lines.remove(at))), [AnnexFault::Missing { index }]);
    }
    assert_eq!(with(&|lines| lines.clear()), [1, 3, 4, 5, 7].map(|index| AnnexFault::Missing { index }));
    // A line too many: for a leaf of another kind, or beyond the log.
    assert_eq!(
        with(&|lines| {
            lines.insert(1, line(2, Channel::Electronic, Identification::Sms, "x"));
            lines.push(line(8, Channel::Electronic, Identification::Sms, "y"));
        }),
        [AnnexFault::NoSuchEntry { index: 2 }, AnnexFault::NoSuchEntry { index: 8 }]
    );
    // A line moved to another place of the log is both.
    let moved = with(&|lines| lines[3].index = 6);
    assert_eq!(moved, [AnnexFault::NoSuchEntry { index: 6 }, AnnexFault::Missing { index: 5 }]);
    assert_eq!(with(&|lines| lines[0].channel = Channel::Paper), [AnnexFault::Channel { index: 1 }]);
    assert_eq!(with(&|lines| lines[4].channel = Channel::Electronic), [AnnexFault::Channel { index: 7 }]);
    assert_eq!(with(&|lines| lines[4].channel = Channel::Assisted), [AnnexFault::Channel { index: 7 }]);
    assert_eq!(with(&|lines| lines[2].time += MINUTE), [AnnexFault::Time { index: 4 }]);
    assert_eq!(with(&|lines| lines[0].level = Identification::Digits), [AnnexFault::Level { index: 1 }]);
    assert_eq!(faults(&lines(), &history(), &[Identification::Sms]), [AnnexFault::Level { index: 3 }]);
    let serial = lines()[0].serial_digest;
    assert_eq!(with(&|lines| lines[4].serial_digest = serial), [AnnexFault::Serial { index: 7, other: 1 }]);
}

#[test]
fn who_took_part_by_which_way() {
    let participation = Participation::of(&history(), &lines(), &areas()).unwrap();
    let one = |voter: usize| Weight { people: 1, area: AREAS[voter] };
    let took_part = Weight { people: 3, area: AREAS[0] + AREAS[1] + AREAS[3] };
    let entitled = Weight { people: 5, area: AREAS.iter().sum() };
    assert_eq!(participation, Participation { entitled, took_part, electronic: one(0), assisted: one(1), paper: one(3) });
    assert_eq!(participation.ballots(), Some(Weight { people: 2, area: AREAS[0] + AREAS[1] }));
    assert_eq!(paper_voters(&history(), &areas()), Ok(vec![(credential(3), one(3))]));
    let bytes = participation.to_bytes().unwrap();
    assert_eq!(Participation::parse(&bytes), Ok(participation));
    assert!(String::from_utf8(bytes).unwrap().starts_with(r#"{"assisted":{"area":12050,"people":1},"electronic":"#));

    // The way of a vote that does not count is of no account.
    let mut replaced = lines();
    replaced[0].channel = Channel::Assisted;
    assert_eq!(Participation::of(&history(), &replaced, &areas()), Ok(participation));

    let refused = |change: &dyn Fn(&mut History, &mut Vec<Line>)| {
        let (mut history, mut lines) = (history(), lines());
        change(&mut history, &mut lines);
        Participation::of(&history, &lines, &areas()).unwrap_err()
    };
    assert_eq!(refused(&|_, lines| drop(lines.remove(1))), TurnoutFault::NoLine { index: 3 });
    assert_eq!(refused(&|_, lines| lines[1].channel = Channel::Paper), TurnoutFault::NoLine { index: 3 });
    assert_eq!(refused(&|history, _| history.ballots[1].credential = credential(9)), TurnoutFault::NotListed { index: 3 });
    assert_eq!(refused(&|history, _| history.papers[0].credential = credential(9)), TurnoutFault::NotListed { index: 7 });
    assert_eq!(refused(&|history, _| history.papers[0].credential = credential(0)), TurnoutFault::Twice { index: 7 });
    let huge = CredentialList::parse(&CredentialList::to_json(&[(credential(0), 1 << 60)]).unwrap()).0;
    let only = History { ballots: history().ballots[2..3].to_vec(), ..History::default() };
    assert_eq!(Participation::of(&only, &lines(), &huge), Err(TurnoutFault::TooLarge));
}
