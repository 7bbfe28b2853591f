//! What holds for every route.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use yepiao::api::Rates;

use super::claims;
use super::server::{Answer, PASSWORD, Server};
use crate::stories;

stories! {
    fn it_lives_is_ready_and_counts(server) {
        assert_eq!(server.get("/health/live").ok(200)["status"], "up");
        assert_eq!(server.get("/health/ready").ok(200)["status"], "up");
        server.get("/api/v1/me").problem(401, "not_signed_in");
        let metrics = server.get("/metrics");
        assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4"));
        for line in [
            "yepiao_requests_total{method=\"GET\",route=\"/api/v1/me\",status=\"401\"} 1",
            "yepiao_refusals_total{code=\"not_signed_in\"} 1",
        ] {
            assert!(metrics.text.contains(line), "{line}\n{}", metrics.text);
        }
    }

    fn answers_are_protected_numbered_and_in_the_language_asked_for(server) {
        let answer = server.get("/api/v1/me");
        let problem = answer.problem(401, "not_signed_in");
        for (name, value) in [
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", "max-age=31536000"),
            ("www-authenticate", "Bearer"),
            ("content-language", "zh-CN"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        let number = answer.header("yepiao-request").unwrap();
        assert_eq!(problem["instance"], format!("urn:uuid:{number}"));
        assert_eq!(problem["title"], "请先登录");
        let english = server.request("GET", "/api/v1/me").header("Accept-Language", "en-GB,en;q=0.9").send();
        assert_eq!(english.problem(401, "not_signed_in")["title"], "Sign in first");
        assert!(answer.header("yepiao-test-clock").is_some(), "a clock that can be set says so");
        let told = server.get("/api/v1/public/service").ok(200);
        assert_eq!((&told["demo"], &told["test_clock"]), (&json!(false), &json!(true)));
        let now: jiff::Timestamp = told["now"].as_str().unwrap().parse().unwrap();
        assert!((server.now() - now).get_seconds().abs() < 30);
    }

    fn a_page_of_another_site_is_told_nothing(server) {
        let closed = |answer: &Answer| {
            let open = answer.headers.iter().find(|(name, _)| name.to_ascii_lowercase().starts_with("access-control-"));
            assert_eq!(open, None, "CORS is closed");
        };
        let foreign = |method: &str, path: &str| server.request(method, path).header("Origin", "https://evil.example");
        let asked = foreign("OPTIONS", "/api/v1/sessions").header("Access-Control-Request-Method", "POST").send();
        asked.problem(405, "method_not_allowed");
        closed(&asked);
        closed(&foreign("GET", "/api/v1/communities").send());
        // What a form of another site can send is taken by no route.
        let form = foreign("POST", "/api/v1/sessions").raw("text/plain", b"{\"login\":\"a\",\"password\":\"b\"}").send();
        form.problem(415, "not_json");
        closed(&form);
    }

    fn what_is_no_route_says_so(server) {
        server.get("/api/v1/nothing").problem(404, "not_found");
        server.get("/").problem(404, "not_found");
        let wrong = server.request("DELETE", "/api/v1/me").send();
        wrong.problem(405, "method_not_allowed");
        assert_eq!(wrong.header("allow"), Some("GET"));
    }

    fn the_same_key_gives_the_same_answer_and_does_nothing_twice(server) {
        let operator = server.operator();
        let about = json!({ "name": "湖光小区", "address": "湖光路1号", "rules": "national" });
        let found = |key: &str, about: &serde_json::Value| {
            operator.request("POST", "/api/v1/communities").header("Idempotency-Key", key).json(about).send()
        };
        let first = found("k1", &about);
        let again = found("k1", &about);
        assert_eq!((first.ok(201), first.etag(), first.header("location")), (again.ok(201), again.etag(), again.header("location")));
        assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), (None, Some("true")));
        found("k2", &about).ok(201);
        let other = json!({ "name": "南湖小区", "address": "湖光路1号", "rules": "national" });
        found("k1", &other).problem(422, "idempotency_key_reused");
        for bad in ["", "a b", &"x".repeat(101)] {
            found(bad, &about).problem(400, "bad_idempotency_key");
        }
        assert_eq!(operator.get("/api/v1/communities").ok(200)["items"].as_array().unwrap().len(), 2);
        // A refusal is not kept: mended, the same key works.
        let unknown = json!({ "name": "x", "address": "y", "rules": "nowhere" });
        found("k3", &unknown).problem(422, "field_invalid");
        found("k3", &about).ok(201);
        // Another's key is another key.
        server.operator().request("POST", "/api/v1/communities").header("Idempotency-Key", "k1").json(&other).send().ok(201);
        // After a day it is forgotten.
        server.wait(24 * 3600);
        let operator = server.signs_in(&operator.login, PASSWORD);
        let later = operator.request("POST", "/api/v1/communities").header("Idempotency-Key", "k1").json(&other).send();
        assert_eq!((later.status, later.header("idempotent-replayed")), (201, None));
    }

    fn a_visitor_whose_connection_broke_asks_again(server) {
        let community = server.operator().founds("湖光小区");
        let path = format!("/api/v1/public/communities/{community}/claims");
        let claim = |name: &str| claims::of("3-2-501", name, "13904310001");
        let send = |body: &serde_json::Value| server.request("POST", &path).header("Idempotency-Key", "1").json(body).send();
        let first = send(&claim("王小明"));
        let again = send(&claim("王小明"));
        assert_eq!(first.ok(201), again.ok(201));
        assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), (None, Some("true")));
        // Somebody else's phone chose the same key: neither notices the other.
        let other = send(&claim("李小红"));
        assert_ne!(other.ok(201)["secret"], first.ok(201)["secret"]);
        assert_eq!(other.header("idempotent-replayed"), None);
    }

    fn many_at_once_with_one_key_do_it_once(server) {
        let operator = server.operator();
        let about = json!({ "name": "湖光小区", "address": "湖光路1号", "rules": "national" });
        let ids: Vec<serde_json::Value> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..6)
                .map(|_| {
                    scope.spawn(|| {
                        let request = operator.request("POST", "/api/v1/communities").header("Idempotency-Key", "same");
                        request.json(&about).send().ok(201)["id"].clone()
                    })
                })
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(operator.get("/api/v1/communities").ok(200)["items"].as_array().unwrap().len(), 1);
    }

    fn many_who_write_at_once_all_get_through(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let path = format!("/api/v1/communities/{community}/invitations");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        chair.post(&path, &json!({ "role": "member" })).ok(201);
                    }
                });
            }
        });
        let log = chair.get(&format!("/api/v1/communities/{community}/audit?limit=200")).ok(200);
        let entries = log["items"].as_array().unwrap();
        // Founded, the chair invited and joined, then eighty.
        assert_eq!(entries.len(), 83);
        for pair in entries.windows(2) {
            assert_eq!(pair[0]["digest"], pair[1]["previous"]);
        }
    }

    fn lists_come_page_by_page_whatever_is_added_meanwhile(server) {
        let operator = server.operator();
        let ids: Vec<String> = (0..5).map(|n| operator.founds(&format!("小区{n}"))).collect();
        let first = operator.get("/api/v1/communities?limit=2").ok(200);
        operator.founds("后来的");
        let mut seen: Vec<String> = Vec::new();
        let mut page = first;
        loop {
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            let Some(cursor) = page["next"].as_str() else { break };
            page = operator.get(&format!("/api/v1/communities?limit=2&cursor={cursor}")).ok(200);
        }
        assert_eq!(seen[..5], ids);
        assert_eq!(seen.len(), 6);
        for bad in ["cursor=%25%25", "limit=0", "limit=x", "cursor=AAAA", "other=1", "limit=1&limit=2"] {
            operator.get(&format!("/api/v1/communities?{bad}")).problem(400, "bad_page");
        }
    }
}

/// What was begun is answered; what comes after is not let in.
#[test]
fn a_graceful_stop_answers_what_was_begun() {
    let server = Server::of_the_program(None);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let body = json!({ "login": "nobody", "password": "wrong password" }).to_string();
    let (first, rest) = body.split_at(10);
    let head = "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n";
    stream.write_all(format!("{head}Content-Length: {}\r\n\r\n{first}", body.len()).as_bytes()).unwrap();
    // Answered after what was sent above had been read: the service takes connections in order.
    server.get("/health/live").ok(200);
    server.told_to_stop();
    let begun = Instant::now();
    while TcpStream::connect(server.address()).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it goes on taking connections");
        std::thread::sleep(Duration::from_millis(20));
    }
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("sign_in_failed"), "{answer}");
    server.ended();
}

/// Below all routes the HTTP server itself answers, and knows no problems. That is said in the document, so that no client waits for one.
#[test]
fn what_is_no_http_is_answered_as_the_document_says() {
    let server = Server::on_sqlite();
    let says = |request: &[u8]| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = String::new();
        // It closes by itself.
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, "", "{head}");
        head.split(' ').nth(1).unwrap().parse::<u16>().unwrap()
    };
    let many = format!("GET /health/live HTTP/1.1\r\nHost: a\r\n{}\r\n", "X-A: b\r\n".repeat(97));
    // Not a byte more, so that none is left unread when the connection closes.
    let head = "GET /health/live HTTP/1.1\r\nHost: a\r\nX-A: ";
    let large = format!("{head}{}", "b".repeat(128 * 1024 - head.len()));
    for (request, status) in [
        (b"GET /health/live HTTP/1.1\r\nHost: a\r\nX-A: b\x01c\r\n\r\n".as_slice(), 400),
        (b"nonsense\r\n\r\n".as_slice(), 400),
        (many.as_bytes(), 431),
        (large.as_bytes(), 431),
    ] {
        assert_eq!(says(request), status, "{}", String::from_utf8_lossy(&request[..request.len().min(60)]));
    }
    let document = super::document::document();
    let told = document["info"]["description"].as_str().unwrap();
    for what in ["answered without a body", "400 ", "431 ", "408 ", "128 KiB", "96 fields", "15 seconds"] {
        assert!(told.contains(what), "{what}: {told}");
    }
    server.get("/health/live").ok(200);
}

#[test]
fn whoever_asks_too_often_has_to_wait() {
    let rates = |address, attempts, account| Rates { address, attempts, account };
    let server = Server::with(None, rates(3, 100, 100));
    for _ in 0..3 {
        server.get("/health/live").ok(200);
    }
    let refused = server.get("/health/live");
    refused.problem(429, "too_many_requests");
    assert!(refused.header("retry-after").is_some() && refused.header("content-security-policy").is_some());

    let server = Server::with(None, rates(1000, 2, 100));
    for _ in 0..2 {
        server.try_sign_in("nobody", "wrong password").problem(401, "sign_in_failed");
    }
    server.try_sign_in("nobody", "wrong password").problem(429, "too_many_requests");
    server.get("/health/live").ok(200);

    let server = Server::with(None, rates(1000, 100, 2));
    let operator = server.operator();
    operator.get("/api/v1/me").ok(200);
    operator.get("/api/v1/me").ok(200);
    operator.get("/api/v1/me").problem(429, "too_many_requests");
}
