//! What somebody tries who has something, and wants more: another's vote, a code, the roll.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde_json::{Value, json};
use yepiao::election::poll::serial::Serial;

use super::casting::world::{ORIGIN, Open, Voter};
use super::election::{Election, OWNERS, unit};
use super::server::{Answer, PASSWORD};
use crate::stories;

/// A token with another header, and without a signature unless one is given.
fn dressed(token: &str, header: &Value, signature: Option<&str>) -> String {
    let claims = token.split('.').nth(1).unwrap();
    format!("{}.{claims}.{}", BASE64.encode(header.to_string()), signature.unwrap_or_default())
}

/// A token that says something else, under the old signature.
fn altered(token: &str, field: &str, value: &Value) -> String {
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let mut claims: Value = serde_json::from_slice(&BASE64.decode(claims).unwrap()).unwrap();
    claims[field] = value.clone();
    format!("{header}.{}.{signature}", BASE64.encode(claims.to_string()))
}

/// Whatever can be made of a token without its key.
fn forgeries(token: &str, jwks: &Value) -> Vec<(&'static str, String)> {
    let key = &jwks["keys"][0];
    let (kid, public) = (key["kid"].clone(), BASE64.decode(key["x"].as_str().unwrap()).unwrap());
    let signature = token.split('.').nth(2).unwrap();
    let hmac = dressed(token, &json!({ "alg": "HS256", "kid": kid }), None);
    let tag = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &public), hmac.trim_end_matches('.').as_bytes());
    vec![
        ("algorithm none", dressed(token, &json!({ "alg": "none", "kid": kid }), None)),
        ("algorithm NONE, signed", dressed(token, &json!({ "alg": "NONE", "kid": kid }), Some(signature))),
        ("HMAC with the public key", format!("{hmac}{}", BASE64.encode(tag))),
        ("another key's name", dressed(token, &json!({ "alg": "EdDSA", "kid": "other" }), Some(signature))),
        ("a file as key", dressed(token, &json!({ "alg": "EdDSA", "kid": "../../../dev/null" }), Some(signature))),
        ("a key of its own", dressed(token, &json!({ "alg": "EdDSA", "kid": kid, "jwk": key }), Some(signature))),
        (
            "a key from elsewhere",
            dressed(token, &json!({ "alg": "EdDSA", "kid": kid, "jku": "http://127.0.0.1/k" }), Some(signature)),
        ),
        ("no signature", token.rsplit_once('.').unwrap().0.to_owned() + "."),
        ("two parts", token.rsplit_once('.').unwrap().0.to_owned()),
        ("another audience", altered(token, "aud", &json!("staff"))),
        ("a later end", altered(token, "exp", &json!(4_000_000_000_u64))),
        ("another's name", altered(token, "sub", &json!("somebody"))),
    ]
}

/// Begins a session with a serial that is not on the slip.
fn begins_with(open: &Open<'_>, voter: &Voter, serial: &str) -> Answer {
    let nonce = open.nonce();
    let body = json!({ "credential": voter.credential.to_string(), "serial": serial, "nonce": nonce,
        "proof": open.proof(voter, &nonce, ORIGIN) });
    open.server.post(&open.path("cast-sessions"), &body)
}

/// A problem without what differs at every request.
fn said(answer: &Answer) -> (u16, Value) {
    let mut problem: Value = serde_json::from_str(&answer.text).unwrap();
    problem["instance"] = Value::Null;
    (answer.status, problem)
}

stories! {
    fn forged_tokens_open_nothing(server) {
        let open = Open::new(server, 2);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let voter = &open.voters[0];
        let token = open.token(&teller, voter);
        let ballot = open.ballot(voter, 0, 1);
        let jwks = server.get("/.well-known/jwks.json").ok(200);
        for (name, forged) in forgeries(&token, &jwks) {
            let answer = open.cast(&forged, &ballot, None);
            assert_eq!(said(&answer).1["code"], "cast_session_ended", "{name}");
        }
        let elsewhere = altered(&token, "poll", &json!("1".repeat(22)));
        open.cast(&elsewhere, &ballot, None).problem(401, "cast_session_ended");
        for (name, forged) in forgeries(&teller.token, &jwks) {
            let asked = server.request("GET", "/api/v1/me").header("Authorization", &format!("Bearer {forged}")).send();
            assert_eq!(said(&asked).1["code"], "not_signed_in", "{name}");
        }
        // The true ones still work.
        open.cast(&token, &ballot, None).ok(201);
        teller.get("/api/v1/me").ok(200);
    }

    fn two_polls_of_one_service_share_nothing(server) {
        let operator = server.operator();
        let first = Open::by(server, &operator, 0, 2);
        let operator = server.signs_in(&operator.login, PASSWORD);
        let second = Open::by(server, &operator, first.poll.waited, 2);
        let teller = second.poll.chair.brings(&second.poll.community, "teller");
        let (own, other) = (&second.voters[0], &first.voters[0]);
        let page = second.page(own);
        second.attest(&teller, own, &page.pairing).ok(204);
        let token = second.renew(own, &page).ok(200)["access_token"].as_str().unwrap().to_owned();
        // A token, a session and a credential of the one are worth nothing in the other.
        first.cast(&token, &first.ballot(other, 0, 1), None).problem(401, "cast_session_ended");
        first.cast(&token, &second.ballot(own, 0, 1), None).problem(401, "cast_session_ended");
        let nonce = first.nonce();
        let renewal = json!({ "session": page.session, "credential": other.credential.to_string(), "nonce": nonce,
            "proof": first.proof(other, &nonce, ORIGIN) });
        server.post(&first.path("cast-sessions/token"), &renewal).problem(401, "cast_session_ended");
        second.begin(other).problem(403, "not_proven");
        // A proof is for one poll: the very same credential and nonce, but another φ.
        let nonce = second.nonce();
        let proof = first.proof(own, &nonce, ORIGIN);
        let body = json!({ "credential": own.credential.to_string(), "serial": own.serial, "nonce": nonce, "proof": proof });
        server.post(&second.path("cast-sessions"), &body).problem(403, "not_proven");
        // So is a slip's serial, a ballot, and a teller.
        begins_with(&second, own, &other.serial).problem(403, "slip_unknown");
        second.cast(&token, &first.ballot(own, 0, 1), None).problem(422, "ballot_false");
        let attestation = json!({ "serial": other.serial, "pairing": "0000" });
        teller.post(&format!("{}/attestations", first.poll.path), &attestation).problem(404, "not_found");
        second.cast(&token, &second.ballot(own, 0, 1), None).ok(201);
    }

    fn serials_are_not_found_by_trying(server) {
        let open = Open::new(server, 3);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let voter = &open.voters[0];
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let other = open.voters[1].serial.clone();
        let mut said_so = Vec::new();
        // Correct by their check characters; the slip of another voter among them is not told apart from one that was never printed.
        for serial in (0..30).map(|_| Serial::random(&mut rng).to_string()).chain([other]) {
            said_so.push(said(&begins_with(&open, voter, &serial)));
        }
        assert!(said_so.iter().all(|one| *one == said_so[0]), "{said_so:?}");
        assert_eq!((said_so[0].0, &said_so[0].1["code"]), (403, &json!("slip_unknown")));
        // A credential that nobody has, and one whose proof fails, are the same as well.
        let nonce = open.nonce();
        let nobody = json!({ "credential": yepiao::crypto::group::Point::generator_times(
                &yepiao::crypto::group::Scalar::random(&mut rng)).encode().to_string(),
            "serial": voter.serial, "nonce": nonce, "proof": open.proof(voter, &nonce, ORIGIN) });
        let wrong = json!({ "credential": voter.credential.to_string(), "serial": voter.serial, "nonce": nonce,
            "proof": open.proof(&open.voters[1], &nonce, ORIGIN) });
        let [nobody, wrong] = [nobody, wrong].map(|body| said(&server.post(&open.path("cast-sessions"), &body)));
        assert_eq!(nobody, wrong);
        // Nothing of it hinders the voter.
        let token = open.token(&teller, voter);
        open.cast(&token, &open.ballot(voter, 0, 1), None).ok(201);
        // Receipts are found by trackers that are hashes, and polls by ids: what is not there says nothing more.
        server.get(&open.path(&format!("receipts/{}", "A".repeat(43)))).problem(404, "not_found");
        server.get(&format!("/api/v1/public/polls/{}/turnout", "2".repeat(22))).problem(404, "not_found");
    }

    fn codes_and_digits_are_not_found_by_trying(server) {
        let levels = json!({ "key": "identity_level", "value": ["sms", "witness", "digits"], "basis": "S", "source": "议事规则" });
        let matter = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let open = Open::ruled(server, 4, &matter, &[levels]);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let confirm = |session: &str, level: &str, challenge: &Value, typed: &str| {
            let body = json!({ "session": session, "level": level, "challenge": challenge, "typed": typed });
            server.post(&open.path("cast-sessions/confirm"), &body)
        };
        // The first voter with a phone; the code that was sent is none of those tried.
        let sent = open.voters.iter().find_map(|voter| {
            let page = open.page(voter);
            let answer = server.post(&open.path("cast-sessions/code"), &json!({ "session": page.session }));
            (answer.status == 201).then(|| (voter, page, answer.ok(201)))
        });
        let (voter, page, sent) = sent.unwrap();
        let tried: Vec<u16> = (0..8).map(|guess| confirm(&page.session, "sms", &sent["challenge"], &format!("{guess:06}")).status).collect();
        assert_eq!(tried, [422, 422, 422, 422, 422, 410, 410, 410]);
        let soon = server.post(&open.path("cast-sessions/code"), &json!({ "session": page.session })).problem(429, "code_too_soon");
        assert!(soon["code"].is_string());
        // Digits: five of a session, ten of a voter in a day, however many sessions there are.
        let digits = |page: &str, guess: u32| confirm(page, "digits", &json!(""), &format!("{guess:03}#")).status;
        let mut tried: Vec<u16> = (0..6).map(|guess| digits(&page.session, guess)).collect();
        for session in 0..2 {
            let page = open.page(voter);
            tried.extend((0..5).map(|guess| digits(&page.session, 10 + session * 5 + guess)));
        }
        assert_eq!(tried.iter().filter(|status| **status == 422).count(), 9, "{tried:?}");
        assert_eq!(tried.last(), Some(&429), "{tried:?}");
        // Whoever tried so much keeps neither another voter from it nor this one from voting with a witness.
        let other = open.voters.iter().find(|other| other.number != voter.number).unwrap();
        assert_eq!(digits(&open.page(other).session, 1), 422);
        let token = open.token(&teller, voter);
        open.cast(&token, &open.ballot(voter, 0, 1), None).ok(201);
    }

    fn whether_somebody_is_on_the_roll_shows_neither_in_words_nor_in_time(server) {
        let election = Election::nominating(server);
        let ask = |room: &str, name: &str| {
            let begun = Instant::now();
            let path = format!("/api/v1/public/polls/{}/nominations/code", election.poll);
            let answer = server.post(&path, &json!({ "unit": unit(room), "name": name }));
            let took = begun.elapsed();
            let fields: Vec<String> = answer.ok(202).as_object().unwrap().keys().cloned().collect();
            (took, fields)
        };
        let (mut on, mut off): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
        ask("199", "没有此人");
        for (room, name, phone) in OWNERS {
            if phone.is_empty() {
                continue;
            }
            let (took, fields) = ask(room, name);
            on.push(took);
            // A wrong name, and a room that there is not.
            for (room, name) in [(room, "没有此人"), ("9".repeat(3).as_str(), name)] {
                let (took, same) = ask(room, name);
                assert_eq!(same, fields);
                off.push(took);
            }
        }
        let median = |mut times: Vec<Duration>| {
            times.sort_unstable();
            times[times.len() / 2]
        };
        let (on, off) = (median(on), median(off));
        // Generous, because the machine does other things too: what this finds is a message that is sent while somebody waits, or a
        // roll that is opened for some only.
        let bound = |time: Duration| time * 3 + Duration::from_millis(40);
        assert!(on < bound(off) && off < bound(on), "{on:?} on the roll, {off:?} not");
    }
}
