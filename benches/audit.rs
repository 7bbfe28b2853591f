//! Counting and auditing: the weighted sums, and whole archives of the reference ballot.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop")]

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use yepiao::election::archive::{Payload, Reader};
use yepiao::election::audit::audit;
use yepiao::election::ballot::check::check;
use yepiao::election::ballot_box::{BallotBox, Countable};
use yepiao::election::parameters::Election;

/// `area.bel` of a simulated election, made once and kept below the target folder.
fn archive(voters: u64) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("audit-{voters}"));
    let path = folder.join("area.bel");
    if !path.exists() {
        let _ = fs::remove_dir_all(&folder);
        let plan = ["--candidates", "9", "--seats", "5", "--matters", "3", "--trustees", "3-of-3", "--seed", "bench"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
        command.arg("simulate").args(["--voters", &voters.to_string()]).args(plan).arg("--out").arg(&folder);
        assert!(command.status().unwrap().success());
    }
    path
}

fn tally(c: &mut Criterion) {
    let mut election = None;
    let mut ballots = Vec::new();
    for entry in Reader::new(BufReader::new(File::open(archive(100)).unwrap())) {
        match (entry.content.unwrap().payload, &election) {
            (Payload::Setup { election: json, .. }, _) => election = Some(Election::parse(&json.unwrap()).unwrap()),
            (Payload::Ballot(bytes), Some(election)) => ballots.push(Countable::from(check(election, &bytes.unwrap()).unwrap())),
            _ => {}
        }
    }
    let election = election.unwrap();
    let mut group = c.benchmark_group("tally");
    group.throughput(Throughput::Elements(100));
    for (name, weight) in [("100 ballots by people", 1), ("100 ballots by area", 123_456)] {
        group.bench_function(name, |b| {
            b.iter_batched(
                || ballots.clone(),
                |ballots| {
                    let mut ballot_box = BallotBox::new(&election, ballots.len());
                    ballots.into_iter().enumerate().for_each(|(voter, ballot)| ballot_box.count(voter, weight, ballot));
                    ballot_box.tally(&election)
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn whole_audit(c: &mut Criterion) {
    let mut group = c.benchmark_group("whole audit");
    group.sample_size(10);
    for voters in [100, 1_000, 10_000] {
        let path = archive(voters);
        group.throughput(Throughput::Elements(voters));
        group.bench_with_input(BenchmarkId::from_parameter(voters), &path, |b, path| {
            b.iter(|| assert!(audit(BufReader::new(File::open(path).unwrap()), &mut |_| {}).is_valid()));
        });
    }
    group.finish();
}

criterion_group!(benches, tally, whole_audit);
criterion_main!(benches);
