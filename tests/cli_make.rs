//! `yepiao simulate` and `yepiao ballot` as their users meet them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests are test code too")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn yepiao(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yepiao")).current_dir(folder).args(arguments).output().unwrap()
}

fn simulate(folder: &Path, out: &str, trustees: &str) -> Output {
    let plan =
        ["--voters", "3", "--candidates", "6", "--seats", "5", "--paper", "1", "--matters", "1", "--seed", "s", "--lang", "en"];
    yepiao(folder, &[&["simulate", "--trustees", trustees, "--out", out], plan.as_slice()].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_same_seed_gives_the_same_files_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    for out in ["a", "b"] {
        assert_eq!(simulate(folder.path(), out, "2-of-2").status.code(), Some(0));
        assert_eq!(names(&folder.path().join(out)), ["area.bel", "expected.json", "people.bel", "record.zip"]);
        for name in ["area.bel", "record.zip"] {
            let verified = yepiao(folder.path(), &["verify", &format!("{out}/{name}")]);
            assert_eq!(verified.status.code(), Some(0));
        }
    }
    for name in ["area.bel", "expected.json", "people.bel", "record.zip"] {
        assert_eq!(fs::read(folder.path().join("a").join(name)).unwrap(), fs::read(folder.path().join("b").join(name)).unwrap());
    }
    fs::remove_file(folder.path().join("b/people.bel")).unwrap();
    let again = simulate(folder.path(), "b", "2-of-2");
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(said(&again), "b/area.bel: is already there; choose another name or folder\n");
    assert_eq!(names(&folder.path().join("b")), ["area.bel", "expected.json", "record.zip"], "something half-written was left");
}

#[test]
fn what_cannot_be_simulated_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for (trustees, message) in [("2-of-4", "T must be more than half of N"), ("3-of-2", "T-of-N"), ("x", "T-of-N")] {
        let refused = simulate(folder.path(), "out", trustees);
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains(message), "{}", said(&refused));
        assert!(!folder.path().join("out").exists());
    }
    // Nobody waits an hour for what cannot be written in the end.
    let begun = std::time::Instant::now();
    let large = ["--voters", "50000", "--candidates", "99", "--seats", "11", "--matters", "50", "--revotes", "20000"];
    let more = ["--trustees", "1-of-1", "--out", "out", "--lang", "en"];
    let refused = yepiao(folder.path(), &[&["simulate"], large.as_slice(), &more].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("out: a record holds at most ") && said(&refused).contains(" ballots"), "{}", said(&refused));
    assert!(begun.elapsed() < std::time::Duration::from_secs(20) && !folder.path().join("out").exists());
    let refused = yepiao(folder.path(), &["simulate", "--voters", "50001", "--lang", "en"]);
    assert!(said(&refused).contains("50001 is not in 1..=50000"), "{}", said(&refused));
    for (candidates, seats) in [("2", "3"), ("4", "5"), ("4", "0")] {
        let plan = ["--voters", "1", "--candidates", candidates, "--seats", seats, "--matters", "0", "--trustees", "1-of-1"];
        let refused = yepiao(folder.path(), &[&["simulate"], plan.as_slice(), &["--out", "out", "--lang", "zh"]].concat());
        let message = "--seats: 至少 1，不超过候选人数\n";
        assert_eq!((refused.status.code(), said(&refused).as_str()), (Some(2), message));
    }
}

#[test]
fn a_threshold_and_everything_that_can_happen() {
    let folder = tempfile::tempdir().unwrap();
    let plan = ["--voters", "12", "--candidates", "0", "--seats", "0", "--matters", "1", "--seed", "s"];
    let more = ["--trustees", "2-of-3", "--paper", "2", "--voids", "2", "--revotes", "3", "--out", "out"];
    let made = yepiao(folder.path(), &[&["simulate"], plan.as_slice(), &more].concat());
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let verified = yepiao(folder.path(), &["verify", "out/record.zip", "--json"]);
    assert_eq!(verified.status.code(), Some(0));
    let object: serde_json::Value = serde_json::from_slice(&verified.stdout).unwrap();
    // Ten vote electronically, one of the two voided once more, three twice.
    let log = &object["log"];
    assert_eq!(["ballots", "counting", "papers"].map(|count| log[count].as_u64().unwrap()), [14, 9, 2]);
    assert_eq!(object["participation"]["took_part"]["people"], 11);
}

/// A setup with one known voter, made from the reference archive's own credential.
fn election() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/archives/mini.bel")
}

const CREDENTIAL: &str = "My9nJ-ruuhJC-Dt8gP-ZhGg1C\n";

fn make(folder: &Path, credential: &str, choices: &str) -> Output {
    fs::write(folder.join("credential"), credential).unwrap();
    fs::write(folder.join("choices"), choices).unwrap();
    let inputs =
        ["--credential", "credential", "--choices", "choices", "--out", "ballot.json", "--hints", "hints", "--lang", "en"];
    yepiao(folder, &[&["ballot", "make", "--election", election()], inputs.as_slice()].concat())
}

fn check(folder: &Path, ballot: &str) -> Output {
    yepiao(folder, &["ballot", "check", "--election", election(), "--hints", "hints", "--lang", "en", ballot])
}

#[test]
fn a_ballot_is_made_and_checked_and_a_changed_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let made = make(folder.path(), CREDENTIAL, "[[0,1],[1,0,0]]\n");
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let checked = check(folder.path(), "ballot.json");
    assert_eq!((checked.status.code(), said(&checked).as_str()), (Some(0), ""));
    let tracker = said(&made).trim().to_owned();
    assert!(tracker.starts_with("tracker: "));
    assert_eq!(String::from_utf8(checked.stdout).unwrap(), format!("the ballot is valid, {tracker}\n"));

    let mut ballot = fs::read(folder.path().join("ballot.json")).unwrap();
    ballot.push(b'\n');
    fs::write(folder.path().join("longer.json"), &ballot).unwrap();
    let refused = check(folder.path(), "longer.json");
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).starts_with("longer.json: the ballot is not valid: not canonical from byte "), "{}", said(&refused));

    fs::write(folder.path().join("hints"), "AAAA").unwrap();
    let slow = check(folder.path(), "ballot.json");
    assert_eq!(slow.status.code(), Some(0), "bad hints never decide");
    assert_eq!(said(&slow), "hints: the hints cannot be used: not base64 of 32-byte strings\n");
}

#[test]
fn secrets_are_not_repeated_in_errors() {
    let folder = tempfile::tempdir().unwrap();
    for (credential, choices, message) in [
        ("My9nJ-ruuhJC-Dt8gP-ZhGg1", "[[0,1],[1,0,0]]", "credential: not a credential"),
        ("1111J-ruuhJC-Dt8gP-ZhGg1C", "[[0,1],[1,0,0]]", "credential: the credential is not on this election's list"),
        (CREDENTIAL, "[[1,1],[1,0,0]]", "choices: question 0: choose at least 0 and at most 1"),
        (CREDENTIAL, "[[0,1],[1,1,0]]", "choices: not JSON with an array of 0 and 1 for each question"),
        (CREDENTIAL, "[[0,1]]", "choices: not JSON with an array of 0 and 1 for each question"),
        (CREDENTIAL, "[[0,2],[1,0,0]]", "choices: not JSON with an array of 0 and 1 for each question"),
    ] {
        let refused = make(folder.path(), credential, choices);
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).starts_with(message), "{}", said(&refused));
        assert!(!said(&refused).contains("ruuhJC") && !said(&refused).contains("[["), "{}", said(&refused));
        assert_eq!(names(folder.path()), ["choices", "credential"]);
    }
}

/// A whole committee is odd and has bounds (指导规则 31); vacant seats are filled in any number.
#[test]
fn any_number_of_seats_can_be_filled() {
    for seats in ["1", "2", "4", "5"] {
        let folder = tempfile::tempdir().unwrap();
        let plan =
            ["--voters", "6", "--candidates", "5", "--seats", seats, "--matters", "0", "--trustees", "1-of-1", "--seed", "s"];
        let made = yepiao(folder.path(), &[&["simulate"], plan.as_slice(), &["--out", "."]].concat());
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        let verified = yepiao(folder.path(), &["verify", "record.zip"]);
        assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    }
}
