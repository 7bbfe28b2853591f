//! Power cuts while people vote: what was acknowledged is in the log, once, and counts once.
//!
//! Ten of them wherever all stories are told; 200 in the long form: `cargo test --test service two_hundred_power_cuts -- --ignored`.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use yepiao::election::log::checkpoint::Checkpoint;
use yepiao::election::log::note::Note;
use yepiao::election::log::opening::Opening;
use yepiao::election::log::receipt::Receipt;

use super::super::cluster::Database;
use super::super::server::{Answer, Server};
use super::world::{Open, digests};

const VOTERS: u32 = 40;
const ROUNDS: usize = 10;

/// A ballot that is ready to be cast.
struct Ready {
    token: String,
    ballot: String,
    hints: String,
}

fn cast(server: &Server, path: &str, ready: &Ready) -> Option<Answer> {
    let body = json!({ "ballot": ready.ballot, "hints": ready.hints });
    let request = server.request("POST", &format!("{path}/ballots"));
    request.header("Authorization", &format!("Bearer {}", ready.token)).json(&body).try_send()
}

/// `shift`: each time elsewhere in the middle.
fn power_cuts_take_no_ballot_back(postgres: Option<Database>, shift: usize) {
    let mut server = Server::of_the_program(postgres);
    let (path, phi, opening, waited, ready): (String, String, Opening, u32, Vec<Ready>) = {
        let open = Open::new(&server, VOTERS);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let make = |voter| {
            let ballot = open.ballot(voter, 0, 1);
            Ready { token: open.token(&teller, voter), hints: open.hints(&ballot), ballot }
        };
        let ready = open.voters.iter().map(make).collect();
        let path = open.path("").trim_end_matches('/').to_owned();
        (path, open.election.phi().to_owned(), open.opening.clone(), open.poll.waited, ready)
    };
    // By ballot: what was answered.
    let acknowledged: Mutex<BTreeMap<usize, Value>> = Mutex::default();
    for round in 0..ROUNDS {
        let next = AtomicUsize::new(0);
        let known = acknowledged.lock().unwrap().len();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::SeqCst);
                        let Some(ready) = ready.get(at) else { return };
                        if acknowledged.lock().unwrap().contains_key(&at) {
                            continue;
                        }
                        let Some(answer) = cast(&server, &path, ready) else { return };
                        if answer.status == 201 {
                            acknowledged.lock().unwrap().insert(at, answer.ok(201));
                        }
                    }
                });
            }
            // Somewhere in the middle, each round elsewhere.
            let wanted = (known + 1 + (round + shift) % 3).min(ready.len());
            for _ in 0..200 {
                if acknowledged.lock().unwrap().len() >= wanted {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            server.kill();
        });
        server = server.started_again();
        // The clock begins anew.
        server.wait(waited);
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= ROUNDS, "{}", acknowledged.len());
    // Whoever got no answer asks again; who got one gets the same.
    let mut promises = Vec::new();
    for (at, ready) in ready.iter().enumerate() {
        let cast = cast(&server, &path, ready).unwrap().ok(201);
        if let Some(before) = acknowledged.get(&at) {
            assert_eq!(*before, cast);
        }
        let note = Note::parse(cast["receipt"].as_str().unwrap().as_bytes()).unwrap();
        promises.push(Receipt::open(&note, &opening.receipt_key().unwrap(), &phi).unwrap());
    }
    // Every receipt's promise is kept by the head of the log as it is now; how many entries that has.
    let kept = || {
        let note = Note::parse(server.get(&format!("{path}/log/checkpoint")).text.as_bytes()).unwrap();
        let (checkpoint, _) = Checkpoint::open(&note, &opening.log_key().unwrap(), &[]).unwrap();
        for promise in &promises {
            let place = format!("{path}/log/inclusion?index={}&size={}", promise.leaf.index, checkpoint.size);
            promise.verify_in(&checkpoint, &digests(&server.get(&place).ok(200)["proof"])).unwrap();
        }
        checkpoint.size
    };
    assert_eq!(kept(), 1 + u64::from(VOTERS), "every ballot once");
    // And counts once.
    server.wait(12 * 24 * 3600);
    let mut count = Value::Null;
    for _ in 0..300 {
        count = server.get(&format!("{path}/count")).ok(200);
        if count["stage"] == "signing" {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!((&count["stage"], &count["ballots"]), (&json!("signing"), &json!(VOTERS)), "{count}");
    assert!(kept() > 1 + u64::from(VOTERS), "the close");
    // Everything was logged that can be, and nothing of it by which somebody could vote or be known.
    let said = server.stopped();
    assert!(said.contains("answered"));
    for ready in &ready {
        let (head, rest) = ready.ballot.split_once("\"credential\":\"").unwrap();
        assert!(!said.contains(&ready.token) && !said.contains(&rest[..64]) && !head.is_empty(), "in the log");
    }
}

#[test]
fn power_cuts_take_no_ballot_back_sqlite() {
    power_cuts_take_no_ballot_back(None, 0);
}

#[test]
fn power_cuts_take_no_ballot_back_postgres() {
    if let Some(database) = Database::new() {
        power_cuts_take_no_ballot_back(Some(database), 0);
    }
}

/// Power cuts of the long form, over polls of [`ROUNDS`] each: a session does not live longer than that.
const LONG: usize = 200;

#[test]
#[ignore = "long; by hand"]
fn two_hundred_power_cuts_sqlite() {
    (0..LONG / ROUNDS).for_each(|shift| power_cuts_take_no_ballot_back(None, shift));
}

#[test]
#[ignore = "long; by hand"]
fn two_hundred_power_cuts_postgres() {
    for shift in 0..LONG / ROUNDS {
        let Some(database) = Database::new() else { return };
        power_cuts_take_no_ballot_back(Some(database), shift);
    }
}
