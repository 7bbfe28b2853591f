//! How many ballots a second, with the reference ballot. By hand, optimised, on a machine that does nothing else:
//! `cargo test --release --locked --test service -- --ignored --nocapture casts_per_second`. Bounded, and on the loopback only.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::super::server::Server;
use super::world::Open;

const VOTERS: u32 = 400;
/// Connections that cast at the same time.
const AT_ONCE: usize = 64;

fn casts_per_second(server: &Server, engine: &str) {
    let matter = |title: &str| json!({ "type": "matter", "subject": "property_company", "title": title });
    // Without the election of the reference ballot: six matters have 18 ciphertexts, it has 19.
    let titles = ["一", "二", "三", "四", "五", "六"];
    let items = json!(titles.iter().map(|title| matter(title)).collect::<Vec<_>>());
    let open = Open::asking(server, VOTERS, &items);
    let teller = open.poll.chair.brings(&open.poll.community, "teller");
    let ready: Vec<(String, String, String)> = open
        .voters
        .iter()
        .map(|voter| {
            let ballot = open.ballot(voter, 0, 1);
            (open.token(&teller, voter), open.hints(&ballot), ballot)
        })
        .collect();
    let (hinted, compact) = ready.split_at(ready.len() / 2);
    for (name, part) in [("hinted", hinted), ("compact", compact)] {
        let next = AtomicUsize::new(0);
        let begun = Instant::now();
        let mut took: Vec<Duration> = std::thread::scope(|scope| {
            let (next, open) = (&next, &open);
            let cast = move || {
                let mut took = Vec::new();
                while let Some((token, hints, ballot)) = part.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let begun = Instant::now();
                    open.cast(token, ballot, (name == "hinted").then_some(hints)).ok(201);
                    took.push(begun.elapsed());
                }
                took
            };
            let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(cast)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let elapsed = begun.elapsed();
        took.sort_unstable();
        let p99 = took[took.len() * 99 / 100];
        let rate = u128::try_from(part.len()).unwrap() * 1000 / elapsed.as_millis().max(1);
        println!("{engine}, {name}: {rate} casts/s, 99% within {} ms", p99.as_millis());
    }
}

#[test]
#[ignore = "measures; by hand"]
fn casts_per_second_sqlite() {
    casts_per_second(&Server::on_sqlite(), "SQLite");
}

#[test]
#[ignore = "measures; by hand"]
fn casts_per_second_postgres() {
    if let Some(server) = Server::on_postgres() {
        casts_per_second(&server, "PostgreSQL");
    }
}
