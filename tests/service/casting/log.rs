//! What a receipt promises is kept, whoever asks how often.

use serde_json::json;
use yepiao::election::log::replay::Replay;
use yepiao::election::log::rules::Rules;
use yepiao::election::log::tree::verify_consistency;
use yepiao::election::rules::{BuiltIn, RuleSet};

use super::world::{Open, digests};
use crate::stories;

stories! {
    fn a_ballot_is_cast_and_its_receipt_is_kept(server) {
        let mut open = Open::new(server, 4);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let before = open.checkpoint();
        assert_eq!(before.size, 1, "the opening");
        let voter = &open.voters[0];
        let token = open.token(&teller, voter);
        let ballot = open.ballot(voter, 0, 1);
        let hints = open.hints(&ballot);
        let cast = open.cast(&token, &ballot, Some(&hints)).ok(201);
        let promise = open.promise(&cast);
        assert_eq!(promise.leaf.index, 1);
        open.keeps(&promise);
        // The same again, with hints and without: the same receipt. A lost answer is found by its tracker.
        assert_eq!(open.cast(&token, &ballot, None).ok(201), cast);
        assert_eq!(open.cast(&token, &ballot, Some("nonsense")).ok(201), cast);
        let tracker = cast["tracker"].as_str().unwrap().replace('+', "-").replace('/', "_");
        assert_eq!(server.get(&open.path(&format!("receipts/{tracker}"))).ok(200), cast);
        server.get(&open.path("receipts/AAAA")).problem(404, "not_found");
        // What never changes may be kept by whoever carries it; the head is asked for again, and sent when it is another.
        let kept = |path: &str| {
            let answer = server.get(&open.path(path));
            answer.ok(200);
            (answer.header("cache-control").unwrap().to_owned(), answer.etag())
        };
        for path in [&format!("receipts/{tracker}"), "log/inclusion?index=1&size=2", "log/consistency?old=1&size=2"] {
            assert_eq!(kept(path).0, "public, max-age=31536000, immutable", "{path}");
        }
        assert_eq!(kept("log/entries").0, "no-cache");
        let lost = server.get(&open.path("log/inclusion?index=2&size=2"));
        assert!(lost.status >= 400 && lost.header("cache-control") == Some("no-store"), "{}", lost.text);
        let head = server.get(&open.path("log/checkpoint"));
        assert_eq!(head.header("cache-control"), Some("no-cache"));
        assert_eq!(head.header("content-type"), Some("text/plain; charset=utf-8"));
        let known = head.etag();
        let same = || server.request("GET", &open.path("log/checkpoint")).header("If-None-Match", &known).send().status;
        assert_eq!(same(), 304);
        // Another ballot of the same voter: the rule set does not let anybody vote again.
        open.cast(&token, &open.ballot(voter, 1, 2), None).problem(409, "voted_already");

        // Without hints; and the log has grown, not changed.
        let second = &open.voters[1];
        let token = open.token(&teller, second);
        let cast = open.cast(&token, &open.ballot(second, 2, 3), None).ok(201);
        assert_eq!(same(), 200);
        open.keeps(&open.promise(&cast));
        open.keeps(&promise);
        let after = open.checkpoint();
        let proof = server.get(&open.path(&format!("log/consistency?old={}&size={}", before.size, after.size))).ok(200);
        verify_consistency((before.size, before.root), (after.size, after.root), &digests(&proof["proof"])).unwrap();
        for nowhere in ["log/inclusion?index=9&size=3", "log/inclusion?index=0&size=99", "log/consistency?old=3&size=2"] {
            server.get(&open.path(nowhere)).problem(404, "not_in_log");
        }

        // Who took part; never what.
        let turnout = server.get(&open.path("turnout")).ok(200)["turnout"].clone();
        assert_eq!((&turnout["took_part"]["people"], &turnout["entitled"]["people"]), (&json!(2), &json!(4)));
        let stairs = open.poll.chair.get(&format!("{}/turnout", open.poll.path)).ok(200);
        let of_stairs: u64 = stairs["stairs"].as_array().unwrap().iter().map(|stair| stair["turnout"]["took_part"]["people"].as_u64().unwrap()).sum();
        assert_eq!(of_stairs, 2);

        // Hashes only while people vote; afterwards everything, and an audit finds nothing.
        let entries = server.get(&open.path("log/entries")).ok(200)["items"].clone();
        assert!(entries.as_array().unwrap().iter().all(|entry| entry.get("entry").is_none()));
        open.poll.wait(server, 10 * 24 * 3600);
        open.poll.comes_to("closed");
        let late = &open.voters[2];
        assert!(matches!(open.begin(late).status, 201 | 409));
        let rules = RuleSet::parse(BuiltIn::JilinChangchun.text().as_bytes()).unwrap();
        let mut replay = Replay::new(Rules::of(rules.rules(), open.opening.closing));
        let entries = server.get(&open.path("log/entries?limit=200")).ok(200)["items"].clone();
        for entry in entries.as_array().unwrap() {
            replay.read(entry["entry"].as_str().unwrap().as_bytes());
        }
        assert_eq!(replay.tree().root(), open.checkpoint().root);
        let history = replay.finish();
        assert_eq!((history.faults.as_slice(), history.counting().count()), ([].as_slice(), 2));
        promise.agrees_with(&history.leaf_hashes).unwrap();

        let keys = server.get("/.well-known/jwks.json").ok(200);
        assert_eq!((&keys["keys"][0]["kty"], &keys["keys"][0]["crv"]), (&json!("OKP"), &json!("Ed25519")));
    }

    fn two_instances_write_one_log(server) {
        let open = Open::new(server, 8);
        let beside = server.beside();
        beside.wait(open.poll.waited);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let ready: Vec<(String, String, String)> = open.voters.iter().map(|voter| {
            let ballot = open.ballot(voter, 0, 1);
            let hints = open.hints(&ballot);
            (open.token(&teller, voter), ballot, hints)
        }).collect();
        // Every ballot at both at the same time: each stands once, and both answers are the same.
        let answers: Vec<_> = std::thread::scope(|scope| {
            let sent: Vec<_> = ready.iter().flat_map(|(token, ballot, hints)| [server, &beside].map(|at| {
                let open = &open;
                scope.spawn(move || open.cast_at(at, token, ballot, Some(hints)))
            })).collect();
            sent.into_iter().map(|sent| sent.join().unwrap()).collect()
        });
        let mut places = Vec::new();
        for pair in answers.chunks(2) {
            let cast = pair[0].ok(201);
            assert_eq!(pair[1].ok(201), cast);
            let promise = open.promise(&cast);
            open.keeps(&promise);
            places.push(promise.leaf.index);
        }
        places.sort_unstable();
        assert_eq!(places, (1..=8).collect::<Vec<u64>>());
    }
}
