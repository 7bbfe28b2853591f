//! Both ways between this crate and the stock `belenios-tool`: it accepts what we make, we read what it makes.
//!
//! `tool.rs` finds the tool and asks it, `archive.rs` cuts and re-chains archives without our own code, `stock-election` makes
//! whole elections with the stock tool alone from the specifications in `stock/`.
//! `tests/tools/get-belenios-tool` fetches the tool on an older Debian.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the exemption for tests in clippy.toml ends at the #[test] functions; here the helpers are test code too"
)]

mod archive;
mod ceremony;
mod import;
mod ours;
mod tool;

use std::fs;
use std::path::{Path, PathBuf};

use tool::{Release, StockElection, Tool, independent_tool_accepts_ballot, independent_tool_agrees};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

/// Two ballots, a Single trustee and a Pedersen group of 2 of 3, result published; made by the stock tool.
fn mini() -> PathBuf {
    here("vectors/archives/mini.bel")
}

fn write(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// The first digit of the first proof's first response, changed to another one. Responses have up to 76 digits and stay in range.
fn flip_a_proof(ballot: &[u8]) -> Vec<u8> {
    let mut ballot = ballot.to_vec();
    let key = b"\"response\":\"";
    let at = ballot.windows(key.len()).position(|w| w == key).unwrap() + key.len();
    ballot[at] = if ballot[at] == b'1' { b'2' } else { b'1' };
    ballot
}

#[test]
fn takes_the_reference_archive() {
    independent_tool_agrees(&mini()).unwrap();
}

#[test]
fn refuses_a_flipped_proof_though_the_chain_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let original = fs::read(mini()).unwrap();
    let mut number = 0;
    let flipped = archive::rechain(&original, |kind, body| {
        if kind != "Ballot" {
            return body.to_vec();
        }
        number += 1;
        if number == 2 { flip_a_proof(body) } else { body.to_vec() }
    })
    .unwrap();
    let path = write(&folder, "flipped.bel", &flipped);
    for tool in Tool::all() {
        // `election verify` may well pass this archive: it drops the outcome of its ballot checks. This is why each ballot is
        // shown to `verify-ballot`.
        let refused = tool.verify_ballots_one_by_one(&path).unwrap_err();
        assert!(refused.contains("ballot 2 of 2") && refused.contains("InvalidBallot"), "{refused}");
        assert!(independent_tool_agrees(&path).is_err());
    }
}

#[test]
fn refuses_a_ballot_twice_and_a_broken_chain() {
    let folder = tempfile::tempdir().unwrap();
    let original = fs::read(mini()).unwrap();
    let ballots = archive::ballots(&original).unwrap();
    let twice =
        archive::rechain(&original, |kind, body| if kind == "Ballot" { ballots[0].to_vec() } else { body.to_vec() }).unwrap();
    let twice = write(&folder, "twice.bel", &twice);
    let mut broken = original;
    let at = broken.len() / 2;
    broken[at] ^= 1;
    let broken = write(&folder, "broken.bel", &broken);
    for tool in Tool::all() {
        // Each of the two is a valid ballot on its own: only the recomputed tally finds the repetition.
        tool.verify_ballots_one_by_one(&twice).unwrap();
        let refused = tool.recompute_tally(&twice).unwrap_err();
        assert!(refused.contains("DuplicateBallot"), "{refused}");
        assert!(tool.agrees(&broken).is_err());
    }
}

#[test]
fn rechaining_nothing_changes_nothing() {
    let original = fs::read(mini()).unwrap();
    assert_eq!(archive::rechain(&original, |_, body| body.to_vec()).unwrap(), original);
}

#[test]
fn judges_single_ballots() {
    let folder = tempfile::tempdir().unwrap();
    let original = fs::read(mini()).unwrap();
    let setup = write(&folder, "setup.bel", archive::setup_only(&original).unwrap());
    for ballot in archive::ballots(&original).unwrap() {
        // The full archive does as well as one of the setup alone.
        for archive in [&setup, &mini()] {
            independent_tool_accepts_ballot(archive, ballot).unwrap();
        }
        if Tool::all().is_empty() {
            continue;
        }
        independent_tool_accepts_ballot(&setup, &flip_a_proof(ballot)).unwrap_err();
        // The tool reads the first line only and would take this one.
        let mut line = ballot.to_vec();
        line.push(b'\n');
        independent_tool_accepts_ballot(&setup, &line).unwrap_err();
    }
}

/// What is checked of every election that the stock tool made.
fn check_stock_election(made: &StockElection) -> Result<(), String> {
    independent_tool_agrees(&made.archive)?;
    ours::our_audit_agrees(made)?;
    let bytes = fs::read(&made.archive).map_err(|e| e.to_string())?;
    match archive::result(&bytes)? {
        Some(result) if result != made.result.as_bytes() => Err(format!("the result is not the expected {}", made.result)),
        _ => Ok(()),
    }
}

/// Every specification in `stock/`, each by one release in turn (`YEPIAO_INTEROP=all`: by both), each checked by both.
#[test]
fn stock_elections() {
    let tools = Tool::all();
    if tools.is_empty() {
        return;
    }
    let mut specs: Vec<PathBuf> = fs::read_dir(here("interop/stock")).unwrap().map(|e| e.unwrap().path()).collect();
    specs.sort();
    let by_both = std::env::var("YEPIAO_INTEROP").is_ok_and(|v| v == "all");
    let jobs: Vec<(&Path, &Tool)> = specs
        .iter()
        .enumerate()
        .flat_map(|(i, spec)| {
            let makers = if by_both { tools.iter().collect() } else { vec![&tools[i % tools.len()]] };
            makers.into_iter().map(move |tool| (spec.as_path(), tool))
        })
        .collect();
    let failures = tool::side_by_side(&jobs, |(spec, tool)| {
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        tool.stock_election(spec, folder.path())
            .and_then(|made| check_stock_election(&made))
            .map_err(|e| format!("{} by {}: {e}", spec.display(), tool.release()))
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn knows_releases_apart() {
    assert_eq!(Release::of("3.0 (3.0+20250220) [debug]"), Some(Release::Debian13));
    assert_eq!(Release::of("3.3.0 (3.3.0+20260702) [debug]"), Some(Release::Newer));
    assert_eq!(Release::of("3.1"), Some(Release::Newer));
    // 2.x has no group Ed25519, 4.x another protocol.
    for other in ["2.5.1", "4.0", "30.1", "3", "", "belenios"] {
        assert_eq!(Release::of(other), None, "{other}");
    }
}
