//! PostgreSQL's own disk is full while people vote. SQLite's is in [`super::disturbed`].
//!
//! Bounded: a cluster of its own on a disk in memory, 24 ballots, and what waits gives up after a minute.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::cluster::SmallDisk;
use super::super::server::{Answer, Server};
use super::disturbed::{all_is_well, ready};
use super::world::Open;

/// MiB. A fresh cluster has about 25 and two segments of its log of 16 each.
const DISK: u32 = 112;
const BALLOTS: u32 = 24;
/// Ballots that are in before the disk is full.
const BEFORE: usize = 4;
/// After so many refusals in a row there is room again.
const REFUSED: usize = 3;

/// Refused so that the page tries again, and says nothing of what is wrong inside.
#[track_caller]
fn refused(answer: &Answer) {
    let said = answer.problem(503, "busy");
    assert_eq!(answer.header("retry-after"), Some("2"));
    assert!(!said.to_string().contains("space left"), "{said}");
}

#[test]
fn on_a_full_disk_of_postgres_no_ballot_is_taken_and_none_is_lost() {
    let Some(mut disk) = SmallDisk::new(DISK) else { return };
    let server = Server::of_the_program(None).serving(disk.url());
    let open = Open::new(&server, BALLOTS);
    let ready = ready(&open);
    // What is logged goes on having room: the tables have none.
    disk.with_a_fresh_segment();
    let (mut acknowledged, mut turned_away): (BTreeMap<usize, Value>, usize) = (BTreeMap::new(), 0);
    for (at, (token, ballot, hints)) in ready.iter().enumerate() {
        if at == BEFORE {
            disk.fill();
        }
        let answer = open.cast(token, ballot, Some(hints));
        if answer.status == 201 {
            acknowledged.insert(at, answer.ok(201));
        } else {
            assert!(at >= BEFORE, "{}", answer.text);
            refused(&answer);
            turned_away += 1;
        }
        if turned_away == REFUSED {
            break;
        }
    }
    assert!(acknowledged.len() >= BEFORE && turned_away == REFUSED, "{} in, {turned_away} refused", acknowledged.len());
    // What is there can be read, and is exactly what was promised.
    assert_eq!(server.get("/health/ready").status, 200);
    assert_eq!(open.checkpoint().size, 1 + u64::try_from(acknowledged.len()).unwrap());
    for receipt in acknowledged.values() {
        open.keeps(&open.promise(receipt));
    }
    let turnout = server.get(&open.path("turnout")).ok(200);
    assert_eq!(turnout["turnout"]["took_part"]["people"], acknowledged.len(), "{turnout}");

    // Nobody has to start anything again.
    disk.free();
    all_is_well(&open, &ready, &acknowledged);
}

#[test]
fn where_postgres_cannot_write_its_log_nothing_is_promised_until_it_can() {
    let Some(mut disk) = SmallDisk::new(DISK) else { return };
    let server = Server::of_the_program(None).serving(disk.url());
    let open = Open::new(&server, BALLOTS);
    let ready = ready(&open);
    let cast = |at: usize| {
        let (token, ballot, hints) = &ready[at];
        open.cast(token, ballot, Some(hints))
    };
    let mut acknowledged: BTreeMap<usize, Value> = (0..BEFORE).map(|at| (at, cast(at).ok(201))).collect();
    // The next segment of its log finds no room: PostgreSQL ends itself, begins again, and gives up.
    disk.fill();
    disk.needs_another_segment();
    for at in BEFORE..BEFORE + 2 {
        refused(&cast(at));
    }
    assert_eq!((server.get("/health/live").status, server.get("/health/ready").status), (200, 503));

    // There is room, and somebody starts the database; the service finds it again by itself.
    disk.free();
    disk.start();
    let until = Instant::now() + Duration::from_secs(60);
    while server.get("/health/ready").status != 200 {
        assert!(Instant::now() < until, "it does not come back");
        std::thread::sleep(Duration::from_millis(100));
    }
    acknowledged.insert(BEFORE, cast(BEFORE).ok(201));
    all_is_well(&open, &ready, &acknowledged);
}
