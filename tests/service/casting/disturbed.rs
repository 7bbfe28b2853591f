//! What goes wrong around a service while people vote: a full disk, a database that restarts, a clock that jumps, slow clients.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::cluster::Database;
use super::super::server::Server;
use super::world::Open;
use crate::stories;

/// A ballot of each voter that is ready to be cast: token, ballot, hints.
pub(super) fn ready(open: &Open<'_>) -> Vec<(String, String, String)> {
    let teller = open.poll.chair.brings(&open.poll.community, "teller");
    let make = |voter| {
        let ballot = open.ballot(voter, 1, 1);
        (open.token(&teller, voter), open.hints(&ballot), ballot)
    };
    open.voters.iter().map(make).map(|(token, hints, ballot)| (token, ballot, hints)).collect()
}

/// Whoever was told that the ballot is in gets the same answer again, the others cast now; each is in the log once.
pub(super) fn all_is_well(open: &Open<'_>, ready: &[(String, String, String)], acknowledged: &BTreeMap<usize, Value>) {
    for (at, (token, ballot, hints)) in ready.iter().enumerate() {
        let cast = open.cast(token, ballot, Some(hints)).ok(201);
        assert!(acknowledged.get(&at).is_none_or(|before| *before == cast));
        open.keeps(&open.promise(&cast));
    }
    assert_eq!(open.checkpoint().size, 1 + u64::try_from(ready.len()).unwrap());
}

#[test]
fn on_a_full_disk_no_ballot_is_taken_and_none_is_lost() {
    let server = Server::of_the_program(None);
    let open = Open::new(&server, 24);
    let ready = ready(&open);
    let log = std::path::PathBuf::from(format!("{}-wal", server.database().strip_prefix("sqlite:").unwrap()));
    let (mut acknowledged, mut refused) = (BTreeMap::new(), 0);
    for (at, (token, ballot, hints)) in ready.iter().enumerate() {
        if at == 4 {
            // Room for a few more pages, or for none.
            server.full_disk(Some(std::fs::metadata(&log).unwrap().len().min(65_536)));
        }
        let answer = open.cast(token, ballot, Some(hints));
        match answer.status {
            201 => drop(acknowledged.insert(at, answer.ok(201))),
            500 | 503 => refused += 1,
            _ => panic!("{} {}", answer.status, answer.text),
        }
        if refused == 3 {
            break;
        }
    }
    assert!(acknowledged.len() >= 4 && refused == 3, "{} in, {refused} refused", acknowledged.len());
    assert_eq!(server.get("/health/live").status, 200);
    server.full_disk(None);
    all_is_well(&open, &ready, &acknowledged);
}

#[test]
fn a_database_that_restarts_is_waited_for() {
    let Some(database) = Database::new() else { return };
    let server = Server::of_the_program(Some(database));
    let open = Open::new(&server, 24);
    let ready = ready(&open);
    let mut acknowledged = BTreeMap::new();
    for (at, (token, ballot, hints)) in ready.iter().enumerate() {
        match at {
            6 => server.postgres().goes_away(),
            10 => server.postgres().comes_back(),
            // In the middle of everything.
            16 => {
                server.postgres().goes_away();
                server.postgres().comes_back();
            }
            _ => {}
        }
        let answer = open.cast(token, ballot, Some(hints));
        match answer.status {
            201 => drop(acknowledged.insert(at, answer.ok(201))),
            500 | 503 => assert!((6..10).contains(&at) || at >= 16 || at == 10, "{at}: {}", answer.text),
            _ => panic!("{} {}", answer.status, answer.text),
        }
        assert!(!(6..10).contains(&at) || answer.status != 201, "without a database nothing is promised");
    }
    // Nobody has to start anything again.
    let until = Instant::now() + Duration::from_secs(30);
    while server.get("/health/ready").status != 200 {
        assert!(Instant::now() < until, "it does not come back");
        std::thread::sleep(Duration::from_millis(100));
    }
    all_is_well(&open, &ready, &acknowledged);
}

stories! {
    fn a_clock_that_jumps_past_the_end_lets_nobody_in(server) {
        let mut open = Open::new(server, 3);
        let ready = ready(&open);
        let cast = |open: &Open<'_>, at: usize| {
            let (token, ballot, hints) = &ready[at];
            open.cast(token, ballot, Some(hints))
        };
        let first = cast(&open, 0).ok(201);
        open.poll.wait(server, 40 * 24 * 3600);
        // Whether or not the end was noticed already.
        let late = cast(&open, 1);
        assert!(matches!(late.status, 401 | 409), "{} {}", late.status, late.text);
        open.poll.comes_to("closed");
        let late = cast(&open, 2);
        assert!(matches!(late.status, 401 | 409), "{} {}", late.status, late.text);
        assert_eq!(open.checkpoint().size, 4, "the opening, one ballot, the end, the state");
        open.keeps(&open.promise(&first));
    }

    fn slow_clients_hold_nobody_up(server) {
        let open = Open::new(server, 3);
        let ready = ready(&open);
        let begun = Instant::now();
        let slow: Vec<TcpStream> = (0..60).map(|number| {
            let mut client = TcpStream::connect(server.address()).unwrap();
            let head = format!("POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n", open.path("objections"));
            // Some never finish their headers, some their body.
            let rest = if number % 2 == 0 { "Content-Length: 9000\r\n\r\n{\"ballot\"" } else { "" };
            client.write_all((head + rest).as_bytes()).unwrap();
            client
        }).collect();
        for (token, ballot, hints) in &ready {
            open.cast(token, ballot, Some(hints)).ok(201);
        }
        // Each is shown out; nobody keeps a connection by saying nothing.
        for mut client in slow {
            client.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            let mut said = Vec::new();
            let _ = client.read_to_end(&mut said).unwrap_or_else(|error| panic!("still open: {error}"));
            let said = String::from_utf8_lossy(&said);
            assert!(said.starts_with("HTTP/1.1 408") || said.is_empty(), "{said}");
        }
        assert!(begun.elapsed() < Duration::from_secs(60));
        assert_eq!(open.checkpoint().size, 4);
    }
}
