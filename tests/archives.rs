//! The reference archives: valid ones accepted with exactly their results, tampered ones refused, one by one.
//!
//! `tests/vectors/archives.tar.zst` holds archives made by the independent tool and by its forgers, with what each one is in
//! `manifest.tsv`: name, verdict, story. Where the verdict is neither `accept` nor `reject`, [`decided`] says what we decided;
//! the reasons stand at the checks concerned.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/pack.rs"]
mod pack;

use std::collections::BTreeMap;

use yepiao::election::audit::{Check, Report, Stage, Status, Totals, audit};

const BUNDLE: &[u8] = include_bytes!("vectors/archives.tar.zst");

/// Name of a tampered archive → the checks that fail on it, in the order of the report.
const CULPRITS: &str = include_str!("vectors/archives-culprits.tsv");

fn files() -> BTreeMap<String, Vec<u8>> {
    pack::files(BUNDLE)
}

fn run(bytes: &[u8]) -> Report {
    audit(bytes, &mut |_| {})
}

/// Whether we accept what the manifest leaves open, and the check that refuses it otherwise.
fn decided(name: &str) -> Result<(), Check> {
    match name {
        // Randomness 0: no secret to anybody.
        "p_identity_r0_open" | "p_identity_r0_closed" => Err(Check::Ballots),
        // One trustee, one share.
        "d_dup_owner" => Err(Check::Shares),
        // The format's own default and the author's free choice.
        "w_missing_one" | "w_unsorted" => Ok(()),
        // Consistent in itself: only the owners' roll, an older copy or the strong proof show it.
        "w_wrong_weight_retally" | "t_ballot_dropped_retally" | "x_weakfs_forged" => Ok(()),
        other => panic!("no decision about {other}"),
    }
}

#[test]
fn tampered_archives_are_refused_and_honest_ones_accepted() {
    let files = files();
    let manifest = String::from_utf8(files["manifest.tsv"].clone()).unwrap();
    // Which checks refuse each: a fault that only some other check happens to notice would hide that its own no longer works.
    let culprits: BTreeMap<&str, &str> = CULPRITS.lines().filter_map(|line| line.split_once('\t')).collect();
    let mut wrong = Vec::new();
    let mut judged = 0;
    for line in manifest.lines() {
        let mut columns = line.split('\t');
        let (name, verdict) = (columns.next().unwrap(), columns.next().unwrap());
        let report = run(&files[&format!("tampered/{name}.bel")]);
        let failed: Vec<Check> = report.checks.iter().filter(|ran| ran.status == Status::Failed).map(|ran| ran.check).collect();
        let expected = match verdict {
            "accept" => report.is_valid(),
            "reject" => !failed.is_empty() && !report.is_valid(),
            _ => match decided(name) {
                Ok(()) => report.is_valid(),
                Err(check) => failed.contains(&check),
            },
        };
        judged += 1;
        let codes = failed.iter().map(|check| check.code()).collect::<Vec<_>>().join(" ");
        println!("{name}\t{codes}");
        if !expected || culprits.get(name) != Some(&codes.as_str()) {
            wrong.push(format!("{line}: {codes}, expected {:?}", culprits.get(name)));
        }
    }
    assert_eq!(judged, 111);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn valid_archives_have_exactly_their_results() {
    let files = files();
    let mini = vec![vec![9873, 0], vec![12050, 0, 9873]];
    let stated = |name: &str| {
        let json: serde_json::Value = serde_json::from_slice(&files[name]).unwrap();
        let rows = json["result"].as_array().unwrap().iter();
        rows.map(|row| row.as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect()).collect()
    };
    for (name, expected) in [
        ("valid/mini.bel", mini),
        ("valid/people.bel", stated("valid/result.count")),
        ("valid/area.bel", stated("valid/result.area")),
    ] {
        let report = run(&files[name]);
        let statuses: Vec<_> = report.checks.iter().map(|ran| (ran.check, ran.status, &ran.findings)).collect();
        assert!(report.checks.iter().all(|ran| ran.status == Status::Passed), "{name}: {statuses:#?}");
        assert_eq!(report.stage, Stage::Result);
        assert_eq!(report.totals, Some(Totals::Published(expected)), "{name}");
    }
}
