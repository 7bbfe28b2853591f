//! Own mutator: from fresh small elections, archives with exactly one thing wrong, named by what is wrong, and everything else
//! (proofs, signatures, chain, headers, tally, shares, result) made consistent again by people who check nothing.
//!
//! Depths: a [`Wrong::Plan`] is there from the beginning; a [`Wrong::Setup`] changes the texts of the Setup, and all ballots are
//! for those; [`Wrong::Ballots`] is added up, decrypted and published (`…_retallied`); [`Wrong::Events`] keeps what follows but
//! adapts the chain (`…_rechained`); [`Wrong::Members`] and [`Wrong::Bytes`] adapt nothing (`…_kept`).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::semicolon_if_nothing_returned,
    missing_docs,
    unreachable_pub,
    reason = "a test crate of small known numbers: a panic is a failed test"
)]

mod dkg;
mod forge;
#[path = "../support/keep.rs"]
mod keep;
mod tape;
mod world;

mod ballots;
mod container;
mod counting;
mod grammar;
mod honest;
mod setup;
mod trustees;

use rayon::prelude::*;
use tape::{Event, Member};
use world::{Kind, World};
use yepiao::election::audit::{Check, Report, Status, audit};

/// Where the fault is put in.
pub enum Wrong {
    Plan(fn(&mut World)),
    Setup(fn(&mut World)),
    Ballots(fn(&mut World)),
    Events(fn(&mut World, &mut Vec<Event>)),
    Members(fn(&mut Vec<Member>)),
    Bytes(fn(&mut Vec<u8>)),
}

/// A named fault: the check that must fail, and a text that one of its findings must contain (`event 3: ballot: …`).
pub struct Case {
    pub name: &'static str,
    pub kind: Kind,
    pub wrong: Wrong,
    pub expected: Option<Check>,
    pub culprit: &'static str,
    /// Whether all other checks can still run.
    pub all_run: bool,
}

pub fn refused(name: &'static str, kind: Kind, wrong: Wrong, check: Check, culprit: &'static str) -> Case {
    Case { name, kind, wrong, expected: Some(check), culprit, all_run: true }
}

pub fn accepted(name: &'static str, kind: Kind, wrong: Wrong) -> Case {
    Case { name, kind, wrong, expected: None, culprit: "", all_run: false }
}

impl Case {
    /// What this fault hides cannot be checked any more.
    pub fn blinds(self) -> Self {
        Self { all_run: false, ..self }
    }

    fn archive(&self) -> Vec<u8> {
        let mut world = World::plan(self.kind);
        if let Wrong::Plan(act) = self.wrong {
            act(&mut world);
        }
        world.write_setup();
        if let Wrong::Setup(act) = self.wrong {
            act(&mut world);
        }
        if matches!(self.wrong, Wrong::Plan(_) | Wrong::Setup(_)) {
            world.cast();
        } else {
            world.cast_as_ever(self.kind);
        }
        if let Wrong::Ballots(act) = self.wrong {
            act(&mut world);
        }
        let mut events = world.hold();
        if let Wrong::Events(act) = self.wrong {
            act(&mut world, &mut events);
        }
        let mut members = tape::members(&events);
        if let Wrong::Members(act) = self.wrong {
            act(&mut members);
        }
        let mut bytes = tape::bytes(&members);
        if let Wrong::Bytes(act) = self.wrong {
            act(&mut bytes);
        }
        bytes
    }

    /// What is not as expected, if anything.
    fn judge(&self) -> Option<String> {
        let archive = self.archive();
        keep::keep(self.name, "bel", &archive);
        let report = run(&archive);
        let told = findings(&report);
        let wrong = |what: &str| Some(format!("{}: {what}\n  {}", self.name, told.join("\n  ")));
        let Some(check) = self.expected else {
            return if report.is_valid() && failed(&report).is_empty() { None } else { wrong("not accepted") };
        };
        if report.is_valid() {
            return wrong("ACCEPTED");
        }
        let Some(ran) = report.of(check).filter(|ran| ran.status == Status::Failed) else {
            return wrong(&format!("{check:?} did not fail"));
        };
        let named = ran.findings.iter().any(|finding| tell(finding).contains(self.culprit));
        if !named {
            return wrong(&format!("nobody says `{}`", self.culprit));
        }
        // Without enough valid shares there is nothing to hold the result against.
        let below = failed(&report).contains(&Check::Quorum);
        let silent = |ran: &&yepiao::election::audit::Ran| {
            matches!(ran.status, Status::Impossible | Status::NotReached) && !(below && ran.check == Check::Result)
        };
        match report.checks.iter().find(silent) {
            Some(ran) if self.all_run => wrong(&format!("{:?} did not run", ran.check)),
            _ => None,
        }
    }
}

pub fn run(bytes: &[u8]) -> Report {
    audit(bytes, &mut |_| {})
}

fn tell(finding: &yepiao::election::audit::Finding) -> String {
    let height = finding.height.map_or(String::new(), |height| format!("event {height}: "));
    format!("{height}{}", finding.fault)
}

pub fn findings(report: &Report) -> Vec<String> {
    let of = |ran: &yepiao::election::audit::Ran| ran.findings.iter().map(|f| format!("{:?}: {}", ran.check, tell(f))).collect();
    report.checks.iter().flat_map(|ran| -> Vec<String> { of(ran) }).collect()
}

pub fn failed(report: &Report) -> Vec<Check> {
    report.checks.iter().filter(|ran| ran.status == Status::Failed).map(|ran| ran.check).collect()
}

/// Judges all cases and tells every one that came out otherwise.
pub fn judge(cases: &[Case]) {
    let mut names: Vec<&str> = cases.iter().map(|case| case.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    let wrong: Vec<String> = cases.par_iter().filter_map(Case::judge).collect();
    println!("{} cases", cases.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
