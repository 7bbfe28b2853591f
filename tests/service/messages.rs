//! Messages to phones, from the request to the phone: each story has a gateway of its own.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::cluster::Database;
use super::gateway::{Gateway, GatewayKey, Reply};
use super::server::{Answer, PASSWORD, Person, Server, program};

const PHONE: &str = "13804312345";

/// Stories of a server and its gateway, on both engines.
macro_rules! gateway_stories {
    ($(fn $name:ident($server:ident, $gateway:ident) $body:block)*) => {
        $(
            mod $name {
                use super::*;

                fn story(database: Option<Database>) {
                    let gateway = Gateway::new();
                    let server = Server::with_gateway(database, &gateway.url);
                    let ($server, $gateway) = (&server, &gateway);
                    $body
                }

                #[test]
                fn sqlite() {
                    story(None);
                }

                #[test]
                fn postgres() {
                    if let Some(database) = Database::new() {
                        story(Some(database));
                    }
                }
            }
        )*
    };
}

/// A community and its chair.
fn chair(server: &Server) -> (String, Person<'_>) {
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    (community, chair)
}

#[track_caller]
fn tries(chair: &Person<'_>, community: &str) -> Value {
    chair.request("POST", &format!("/api/v1/communities/{community}/messages/trial")).send().ok(202)
}

fn list(chair: &Person<'_>, community: &str) -> Vec<Value> {
    let page = chair.get(&format!("/api/v1/communities/{community}/messages?limit=200")).ok(200);
    page["items"].as_array().unwrap().clone()
}

/// Asks until the only message is in this state.
#[track_caller]
fn becomes(chair: &Person<'_>, community: &str, state: &str) -> Value {
    let begun = Instant::now();
    loop {
        let mut all = list(chair, community);
        assert_eq!(all.len(), 1);
        let message = all.remove(0);
        if message["state"] == state {
            return message;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{message}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub(crate) fn reports(server: &Server, id: &str, state: &str) -> Answer {
    let body = json!({ "reports": [{ "id": id, "state": state }] });
    server.request("POST", "/api/v1/messages/reports").signed(&GatewayKey::of_the_demo()).json(&body).send()
}

gateway_stories! {
    fn a_message_goes_out_signed_and_what_became_of_it_is_seen(server, gateway) {
        server.wait_until(12);
        let (community, chair) = chair(server);
        let queued = tries(&chair, &community);
        assert_eq!((&queued["state"], &queued["template"], &queued["recipient"]), (&json!("waiting"), &json!("trial"), &json!(chair.id)));
        let received = gateway.next();
        received.is_signed(&GatewayKey::of_the_demo());
        assert_eq!(received.head[0], "POST /send?app=hg HTTP/1.1");
        assert_eq!(received.header("content-type"), "application/json");
        assert_eq!(received.id(), queued["id"].as_str().unwrap());
        let text = "【业主大会】这是一条测试短信，收到它说明短信能送到您的手机。业主表决的网址是 vote.example.cn 。";
        assert_eq!(received.json(), json!({ "id": queued["id"], "template": "trial", "phone": PHONE, "values": {}, "text": text }));
        let accepted = becomes(&chair, &community, "accepted");
        assert!(!accepted.to_string().contains(PHONE), "{accepted}");
        // Reports come twice, late and out of order; what is not ours is passed over.
        for state in ["delivered", "delivered", "failed"] {
            reports(server, &received.id(), state).ok(204);
            assert_eq!(becomes(&chair, &community, "delivered")["because"], Value::Null);
        }
        reports(server, "none-of-ours", "delivered").ok(204);
        gateway.is_quiet();
        let metrics = server.get("/metrics").text;
        assert!(metrics.contains("yepiao_messages_total{outcome=\"taken\",template=\"trial\"} 1"), "{metrics}");
        assert!(metrics.contains("yepiao_messages_waiting "), "{metrics}");
    }

    fn a_gateway_that_fails_is_asked_again_and_again_with_the_same_id(server, gateway) {
        server.wait_until(9);
        let (community, chair) = chair(server);
        gateway.answers([Reply::Status(500), Reply::HangUp, Reply::Status(302), Reply::Status(409)]);
        tries(&chair, &community);
        let first = gateway.next();
        for (failures, pause) in [(1, 30), (2, 120), (3, 480)] {
            let waiting = becomes(&chair, &community, "waiting");
            assert_eq!(waiting["failures"], failures);
            let before = server.now().as_second();
            server.wait(pause);
            let again = gateway.next();
            assert_eq!(again.id(), first.id());
            assert!(again.time() >= before + i64::from(pause) - 5, "not before it is due");
            again.is_signed(&GatewayKey::of_the_demo());
        }
        // 409: it has it from before.
        becomes(&chair, &community, "accepted");
        gateway.is_quiet();
    }

    fn after_six_attempts_it_is_given_up(server, gateway) {
        server.wait_until(9);
        let (community, chair) = chair(server);
        gateway.answers([503, 404, 401, 500, 429, 500].map(Reply::Status));
        tries(&chair, &community);
        for pause in [30, 120, 480, 1920, 3600] {
            gateway.next();
            // A session's token lives a quarter of an hour.
            let chair = server.signs_in(&chair.login, PASSWORD);
            becomes(&chair, &community, "waiting");
            server.wait(pause);
        }
        gateway.next();
        let chair = server.signs_in(&chair.login, PASSWORD);
        assert_eq!(becomes(&chair, &community, "failed")["because"], "attempts");
        server.wait(24 * 3600);
        gateway.is_quiet();
    }

    fn what_the_gateway_refuses_is_not_sent_again(server, gateway) {
        server.wait_until(9);
        let (community, chair) = chair(server);
        gateway.answers([Reply::Status(422)]);
        tries(&chair, &community);
        let id = gateway.next().id();
        assert_eq!(becomes(&chair, &community, "failed")["because"], "refused");
        reports(server, &id, "delivered").ok(204);
        assert_eq!(becomes(&chair, &community, "failed")["because"], "refused");
        server.wait(3600);
        gateway.is_quiet();
    }

    fn nobody_is_woken(server, gateway) {
        server.wait_until(21);
        let (community, chair) = chair(server);
        let queued = tries(&chair, &community);
        assert_eq!(queued["state"], "waiting");
        let morning: jiff::Timestamp = queued["at"].as_str().unwrap().parse().unwrap();
        assert_eq!((morning.as_second() + 8 * 3600).rem_euclid(86_400), 8 * 3600);
        let minutes = (morning.as_second() - server.now().as_second()) / 60;
        assert!((650..=660).contains(&minutes), "{minutes}");
        server.wait_until(7);
        gateway.is_quiet();
        let chair = server.signs_in(&chair.login, PASSWORD);
        assert_eq!(list(&chair, &community)[0]["state"], "waiting");
        server.wait_until(8);
        assert!(gateway.next().time() >= morning.as_second());
    }

    fn what_comes_too_late_is_not_sent_at_all(server, gateway) {
        server.wait_until(21);
        let (community, chair) = chair(server);
        tries(&chair, &community);
        // Three days in which nothing ran.
        server.wait(3 * 24 * 3600);
        let chair = server.signs_in(&chair.login, PASSWORD);
        assert_eq!(becomes(&chair, &community, "failed")["because"], "expired");
        gateway.is_quiet();
    }

    fn two_instances_on_one_database_send_each_message_once(server, gateway) {
        server.wait_until(23);
        let (community, chair) = chair(server);
        let ids: BTreeSet<String> = (0..40).map(|_| tries(&chair, &community)["id"].as_str().unwrap().to_owned()).collect();
        // Both find all of them due at the same time.
        let other = server.beside_with_gateway(&gateway.url);
        other.wait_until(9);
        server.wait_until(9);
        let received: Vec<String> = (0..40).map(|_| gateway.next().id()).collect();
        assert_eq!(received.iter().cloned().collect::<BTreeSet<_>>(), ids, "each once");
        let chair = server.signs_in(&chair.login, PASSWORD);
        let begun = Instant::now();
        while list(&chair, &community).iter().any(|message| message["state"] != "accepted") {
            assert!(begun.elapsed() < Duration::from_secs(30));
            std::thread::sleep(Duration::from_millis(20));
        }
        gateway.is_quiet();
    }

    fn only_the_gateway_reports(server, gateway) {
        server.wait_until(12);
        let (community, chair) = chair(server);
        tries(&chair, &community);
        let id = gateway.next().id();
        becomes(&chair, &community, "accepted");
        let body = json!({ "reports": [{ "id": id, "state": "failed" }] });
        let (key, now) = (GatewayKey::of_the_demo(), server.now().as_second());
        let asked = |seconds: i64, name: &str, signature: &str| {
            let request = server.request("POST", "/api/v1/messages/reports").json(&body).header("Yepiao-Key", name);
            request.header("Yepiao-Timestamp", &seconds.to_string()).header("Yepiao-Signature", signature).send()
        };
        let bytes = body.to_string();
        let good = key.sign("gateway/v1|report", now, bytes.as_bytes());
        for (what, answer) in [
            ("nothing signed", server.post("/api/v1/messages/reports", &body)),
            ("another body", asked(now, &key.name, &key.sign("gateway/v1|report", now, b"{}"))),
            ("the other direction", asked(now, &key.name, &key.sign("gateway/v1|send", now, bytes.as_bytes()))),
            ("another time", asked(now + 1, &key.name, &good)),
            ("too old", asked(now - 400, &key.name, &key.sign("gateway/v1|report", now - 400, bytes.as_bytes()))),
            ("another key", asked(now, "other", &good)),
            ("no hexadecimal", asked(now, &key.name, "zz")),
        ] {
            assert_eq!(answer.status, 401, "{what}");
            answer.problem(401, "bad_signature");
        }
        assert_eq!(list(&chair, &community)[0]["state"], "accepted");
        asked(now, &key.name, &good).ok(204);
        assert_eq!(becomes(&chair, &community, "failed")["because"], "undeliverable");
        for reports in [json!([]), json!([{ "id": id, "state": "read" }]), json!(vec![json!({ "id": id, "state": "failed" }); 201])] {
            let request = server.request("POST", "/api/v1/messages/reports").signed(&key);
            request.json(&json!({ "reports": reports })).send().problem(400, "bad_body");
        }
    }

    fn somebody_without_a_phone_is_told(server, gateway) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let link = operator.invites(&community, "chair");
        let body = json!({ "secret": link, "login": "without-phone", "name": "王", "password": PASSWORD });
        server.post("/api/v1/invitations/accept", &body).ok(201);
        let chair = server.signs_in("without-phone", PASSWORD);
        let answer = chair.request("POST", &format!("/api/v1/communities/{community}/messages/trial")).send();
        answer.problem(409, "no_phone");
        gateway.is_quiet();
    }
}

/// Killed after the gateway had the message and before it was noted: it is sent again, and the gateway can see that it has it.
fn a_power_cut_sends_again_with_the_same_id(database: Option<Database>) {
    let gateway = Gateway::new();
    let server = Server::of_the_program_with(database, &["--sms-url", &gateway.url]);
    let key = GatewayKey::of_the_file(&server.folder().join("secrets.toml"));
    server.wait_until(10);
    let (community, chair) = chair(&server);
    let login = chair.login.clone();
    gateway.answers([Reply::Nothing]);
    tries(&chair, &community);
    let first = gateway.next();
    first.is_signed(&key);
    assert_eq!(list(&chair, &community)[0]["state"], "sending");
    server.kill();
    let server = server.started_again();
    server.wait_until(11);
    let chair = server.signs_in(&login, PASSWORD);
    // The attempt of which nothing was heard counts as failed.
    assert_eq!(becomes(&chair, &community, "waiting")["failures"], 1);
    server.wait(30);
    let again = gateway.next();
    assert_eq!(again.id(), first.id());
    again.is_signed(&key);
    becomes(&chair, &community, "accepted");
    let secrets = server.folder().join("secrets.toml");
    let doctor = program(&["doctor", "--database", server.database(), "--secrets-file", secrets.to_str().unwrap()]);
    assert!(doctor.out.contains("good  messages waiting: 0"), "{}", doctor.out);
    let said = server.stopped();
    for what in [PHONE, "app=hg", again.header("yepiao-signature"), "测试短信"] {
        assert!(!said.contains(what), "the log holds {what}");
    }
}

#[test]
fn a_power_cut_sends_again_with_the_same_id_sqlite() {
    a_power_cut_sends_again_with_the_same_id(None);
}

#[test]
fn a_power_cut_sends_again_with_the_same_id_postgres() {
    if let Some(database) = Database::new() {
        a_power_cut_sends_again_with_the_same_id(Some(database));
    }
}

#[test]
fn without_a_gateway_messages_stay_in_a_list_that_only_tests_can_read() {
    let server = Server::on_sqlite();
    server.wait_until(12);
    let (community, chair) = chair(&server);
    tries(&chair, &community);
    becomes(&chair, &community, "accepted");
    let kept: Value = server.get("/api/test-outbox").ok(200);
    assert_eq!((kept.as_array().unwrap().len(), &kept[0]["phone"]), (1, &json!(PHONE)));
    let gateway = Gateway::new();
    Server::with_gateway(None, &gateway.url).get("/api/test-outbox").problem(404, "not_found");
}

/// What is due and was never sent lies in a database that shows neither phone nor text.
#[test]
fn a_stolen_database_shows_no_phone() {
    let gateway = Gateway::new();
    let server = Server::with_gateway(None, &gateway.url);
    server.wait_until(22);
    let (community, chair) = chair(&server);
    tries(&chair, &community);
    let text = server.stolen().unwrap();
    assert!(!text.contains(PHONE) && !text.contains("测试短信"));
}

#[test]
fn a_gateway_that_is_not_safe_or_has_no_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = folder.path().join("secrets.toml");
    program(&["secrets", "--out", secrets.to_str().unwrap()]).ok();
    let database = format!("sqlite:{}", folder.path().join("a.db").display());
    program(&["migrate", "--database", &database]).ok();
    let asked = |command: &str, more: &[&str]| {
        program(&[&[command, "--database", &database, "--secrets-file", secrets.to_str().unwrap()], more].concat())
    };
    assert!(asked("serve", &["--sms-url", "http://sms.example.cn/"]).impossible().contains("https://"));
    assert!(asked("serve", &["--sms-signature", "长".repeat(13).as_str()]).impossible().contains("signature"));
    let doctor = asked("doctor", &["--sms-url", "http://sms.example.cn/"]);
    assert!(doctor.code == Some(1) && doctor.out.contains("BAD   messages to phones"), "{doctor:?}");
    assert!(asked("doctor", &[]).ok().contains("good  messages to phones: none are sent (no --sms-url)"));
    assert!(asked("doctor", &[]).ok().contains("good  real-name service: none (no --identity-url)"));
    let asks = ["--identity-url", "https://id.example.cn/?reference={reference}"];
    assert!(asked("doctor", &asks).ok().contains("good  real-name service: there"));
    let nowhere = ["--identity-url", "https://id.example.cn/"];
    assert!(asked("serve", &nowhere).impossible().contains("{reference}"));
    assert!(asked("doctor", &nowhere).out.contains("BAD   real-name service"));
    assert!(asked("doctor", &["--sms-url", "https://sms.example.cn/"]).ok().contains("good  messages to phones: to the gateway"));
    let text = std::fs::read_to_string(&secrets).unwrap();
    std::fs::write(&secrets, text.split("\n[gateway]").next().unwrap()).unwrap();
    assert!(asked("serve", &["--sms-url", "https://sms.example.cn/"]).impossible().contains("gateway: there are no keys"));
    asked("doctor", &[]).ok();
    let templates =
        program(&["admin", "sms-templates", "--sms-signature", "湖光业主", "--public-url", "https://vote.example.cn"]).ok();
    assert!(templates.contains("code: 【湖光业主】验证码 {code}，用于{purpose}"), "{templates}");
    assert!(templates.contains("业主表决的网址是 vote.example.cn 。"), "{templates}");
}
