//! What we make and the stock tool takes; what it makes and our audit takes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use yepiao::crypto::group::Scalar;
use yepiao::election::archive::{SetupFiles, Timestamp, Writer};
use yepiao::election::audit::{Report, Stage, Totals, audit};
use yepiao::election::json::to_canonical;
use yepiao::election::trustees::{Item, TrusteeKey};
use zeroize::Zeroizing;

use crate::tool::{StockElection, Tool, independent_tool_accepts_ballot, independent_tool_agrees};
use crate::{archive, here};

fn yepiao(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yepiao")).args(arguments).args(["--lang", "en"]).output().unwrap()
}

fn report(archive: &Path) -> Report {
    audit(fs::read(archive).unwrap().as_slice(), &mut |_| {})
}

/// A number as the archives write it: above 2^30 − 1 as a text.
fn number(json: &serde_json::Value) -> u64 {
    json.as_u64().unwrap_or_else(|| json.as_str().unwrap().parse().unwrap())
}

fn rows(json: &serde_json::Value) -> Vec<Vec<u64>> {
    json.as_array().unwrap().iter().map(|row| row.as_array().unwrap().iter().map(number).collect()).collect()
}

/// Our audit of an election that the stock tool made: valid, and with the result that was worked out in the clear.
pub(crate) fn our_audit_agrees(made: &StockElection) -> Result<(), String> {
    let report = report(&made.archive);
    if !report.is_valid() {
        return Err(format!("our audit: {:?}", report.checks));
    }
    let expected = rows(&serde_json::from_str::<serde_json::Value>(&made.result).unwrap()["result"]);
    let whole = matches!(report.stage, Stage::Result | Stage::Decrypting);
    match report.totals {
        Some(Totals::Published(totals) | Totals::Opened(totals)) if totals == expected => Ok(()),
        None if !whole || made.archive.ends_with("half-decrypted.bel") => Ok(()),
        totals => Err(format!("our audit: {totals:?} instead of {expected:?}")),
    }
}

#[test]
fn simulated_elections_pass_the_independent_tool() {
    for (voters, candidates, seats, matters, trustees) in
        [("12", "9", "5", "3", "3-of-3"), ("3", "0", "0", "2", "1-of-1"), ("4", "5", "5", "0", "2-of-3")]
    {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().to_str().unwrap();
        let plan = ["--voters", voters, "--candidates", candidates, "--seats", seats, "--matters", matters];
        let run = yepiao(&[&["simulate", "--trustees", trustees, "--out", out], plan.as_slice()].concat());
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let expected: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.path().join("expected.json")).unwrap()).unwrap();
        for name in ["people", "area"] {
            let path = folder.path().join(format!("{name}.bel"));
            independent_tool_agrees(&path).unwrap();
            let report = report(&path);
            assert!(report.is_valid(), "{:?}", report.checks);
            assert_eq!(report.totals, Some(Totals::Published(rows(&expected[name]))));
            let bytes = fs::read(&path).unwrap();
            let published: serde_json::Value = serde_json::from_slice(archive::result(&bytes).unwrap().unwrap()).unwrap();
            assert_eq!(rows(&published["result"]), rows(&expected[name]));
        }
    }
}

/// Every vote of a stock election once more by `yepiao ballot make`: questions with and without blank, any min and max.
#[test]
fn ballots_by_yepiao_are_taken_by_the_independent_tool() {
    let names = ["committee", "min-zero-blank", "blank-false", "texts", "many-answers", "weights-mixed", "two-of-three"];
    // The releases take turns in making the election; both judge the ballots.
    for (name, tool) in names.iter().zip(Tool::all().iter().cycle()) {
        let folder = tempfile::tempdir().unwrap();
        let made = tool.stock_election(&here(&format!("interop/stock/{name}.json")), folder.path()).unwrap();
        let lines = |file: &str| -> Vec<serde_json::Value> {
            let text = fs::read_to_string(folder.path().join(format!("{name}.{file}.jsonl"))).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let voters = lines("voters");
        for (index, vote) in lines("ballots").iter().enumerate() {
            let file = |kind: &str| folder.path().join(format!("{index}.{kind}")).to_str().unwrap().to_owned();
            let voter = usize::try_from(vote["voter"].as_u64().unwrap()).unwrap();
            fs::write(file("credential"), voters[voter]["credential"].as_str().unwrap()).unwrap();
            fs::write(file("choices"), vote["choices"].to_string()).unwrap();
            let election = made.archive.to_str().unwrap();
            let (credential, choices, out, hints) = (file("credential"), file("choices"), file("json"), file("hints"));
            let inputs = ["--election", election, "--credential", &credential, "--choices", &choices];
            let run = yepiao(&[&["ballot", "make", "--out", &out, "--hints", &hints], inputs.as_slice()].concat());
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            independent_tool_accepts_ballot(&made.archive, &fs::read(&out).unwrap()).unwrap();
            let check = yepiao(&["ballot", "check", "--election", election, "--hints", &hints, &out]);
            assert!(check.status.success() && check.stderr.is_empty(), "{}", String::from_utf8_lossy(&check.stderr));
        }
    }
}

/// What the pages seal (`tests/vectors/ballots-by-typescript.json`), against a setup made for each of their elections.
#[test]
fn ballots_of_the_pages_are_taken_by_the_independent_tool() {
    let file: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(here("vectors/ballots-by-typescript.json")).unwrap()).unwrap();
    let key: Scalar = file["election_private_key"].as_str().unwrap().parse().unwrap();
    let trustee = Item::Single(TrusteeKey::single(&key, &Zeroizing::new(Scalar::from(5))));
    let trustees = to_canonical(&vec![trustee]).unwrap();
    let sealed = file["ballots"].as_array().unwrap();
    assert!(sealed.len() > 5);
    for sealed in sealed {
        let text = |name: &str| sealed[name].as_str().unwrap();
        let ballot: serde_json::Value = serde_json::from_str(text("ballot")).unwrap();
        let credentials = to_canonical(&vec![ballot["credential"].as_str().unwrap().to_owned()]).unwrap();
        let election = text("election").as_bytes();
        let setup = SetupFiles { election, trustees: &trustees, credentials: &credentials };
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("setup.bel");
        let made = Writer::create(Vec::new(), Timestamp::new(1_795_375_819).unwrap(), setup).unwrap().into_inner();
        fs::write(&archive, made).unwrap();
        independent_tool_accepts_ballot(&archive, text("ballot").as_bytes()).unwrap();
    }
}
