//! `tests/vectors/forged.tar.zst`: what the other tests forge, with what `yepiao verify --json` says of each. The audit in TypeScript is
//! held to these reports; here, that they are still what the program says. `tests/tools/pack-forged` makes the file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "support/pack.rs"]
mod pack;

use std::process::Command;

use rayon::prelude::*;
use serde_json::Value;

const PACK: &[u8] = include_bytes!("vectors/forged.tar.zst");

#[test]
fn the_kept_reports_are_what_the_program_says() {
    let files = pack::files(PACK);
    let desk = tempfile::TempDir::new().unwrap();
    let forged: Vec<(&String, &Vec<u8>)> = files.iter().filter(|(name, _)| !name.ends_with(".json")).collect();
    assert!(forged.len() > 450, "{}", forged.len());
    let wrong = |(name, bytes): &(&String, &Vec<u8>)| {
        std::fs::write(desk.path().join(name), bytes).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
        let said =
            command.env_clear().current_dir(desk.path()).args(["verify", "--json", "--lang", "en", name]).output().unwrap();
        let said: Value = serde_json::from_slice(&said.stdout).unwrap();
        let kept: Value = serde_json::from_slice(files.get(&format!("{name}.json")).unwrap()).unwrap();
        (said != kept).then(|| format!("{name}: {said}"))
    };
    let wrong: Vec<String> = forged.par_iter().filter_map(wrong).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}, tests/tools/pack-forged writes them anew:\n{}",
        wrong.len(),
        forged.len(),
        wrong.join("\n")
    );
}
