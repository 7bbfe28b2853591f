//! Owners who are far away: a slip by message, a code, the credential; and whoever has only a part of that.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use yepiao::api::Rates;

use super::super::claims::{of, submit};
use super::super::election::{codes, next_code};
use super::super::opening::Announced;
use super::super::privacy::nowhere;
use super::super::server::{Answer, PASSWORD, Person, Server};
use super::organiser::{of_room, puts_own_phone};
use super::world::{ORIGIN, Open, Page, Voter, last_four, roll};
use crate::stories;

/// The owner of 1-1-101, whose phone the frozen list has.
pub(super) const PHONE: &str = "13804310000";

/// By day, because slips wait for the morning. The chair has signed in again.
pub(super) fn by_day<'s>(server: &'s Server, chair: &Person<'s>) -> Person<'s> {
    server.wait_until(12);
    server.signs_in(&chair.login, PASSWORD)
}

pub(crate) fn sends(chair: &Person<'_>, poll: &str, number: i64) -> Answer {
    chair.request("POST", &format!("{poll}/voters/{number}/slip/send")).send()
}

/// What came to a phone of a kind, from the first on.
pub(crate) fn came(server: &Server, phone: &str, template: &str) -> Vec<String> {
    let kept = server.get("/api/test-outbox").ok(200);
    let to = kept.as_array().unwrap().iter().filter(|own| own["phone"] == phone && own["template"] == template);
    to.map(|own| own["text"].as_str().unwrap().to_owned()).collect()
}

/// What comes to the phone after those before.
#[track_caller]
pub(super) fn next(server: &Server, template: &str, before: usize) -> String {
    let begun = Instant::now();
    loop {
        if let Some(text) = came(server, PHONE, template).get(before) {
            return text.clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no {template} came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The serial in the message that comes after those before.
#[track_caller]
pub(super) fn serial(server: &Server, before: usize) -> String {
    serial_in(&next(server, "slip_sent", before))
}

/// The serial in a message: there is nothing else in it but the fixed address.
#[track_caller]
pub(crate) fn serial_in(text: &str) -> String {
    assert!(text.contains(" vote.example.cn/r ") && !text.contains('#'), "{text}");
    text.split_once("编号是 ").unwrap().1.split_once('。').unwrap().0.to_owned()
}

pub(crate) fn asks(server: &Server, serial: &str) -> Answer {
    server.post("/api/v1/public/sent-slips/code", &json!({ "serial": serial }))
}

pub(crate) fn releases(server: &Server, serial: &str, challenge: &str, code: &str, last_four: &str) -> Answer {
    let body = json!({ "serial": serial, "challenge": challenge, "code": code, "last_four": last_four });
    server.post("/api/v1/public/sent-slips/release", &body)
}

/// Asks for a code: the challenge, and the code that came.
#[track_caller]
pub(super) fn code(server: &Server, serial: &str) -> (String, String) {
    let before = codes(server, PHONE).len();
    let sent = asks(server, serial).ok(201);
    assert_eq!(sent["phone"], "138****0000");
    (sent["challenge"].as_str().unwrap().to_owned(), next_code(server, PHONE, before))
}

/// Begins a session with what was released.
pub(crate) fn begins(open: &Open<'_>, voter: &Voter, release: &Value) -> Page {
    let nonce = open.nonce();
    let body = json!({ "credential": voter.credential.to_string(), "serial": voter.serial, "nonce": nonce,
        "proof": open.proof(voter, &nonce, ORIGIN), "release": release });
    let begun = open.server.post(&open.path("cast-sessions"), &body).ok(201);
    let text = |name: &str| begun[name].as_str().unwrap().to_owned();
    Page { session: text("session"), pairing: text("pairing") }
}

/// Another one than this, of the same form.
fn other(typed: &str) -> String {
    let last = if typed.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &typed[..typed.len() - 1])
}

/// A problem without what differs at every request.
fn said(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut problem: Value = serde_json::from_str(&answer.text).unwrap();
    problem["instance"] = Value::Null;
    let fixed = |name: &str| !matches!(name, "date" | "yepiao-request" | "yepiao-test-clock");
    let headers = answer.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    (answer.status, headers.filter(|(name, _)| fixed(name)).collect(), problem)
}

/// How many rows the database has, as whoever owns it would count.
pub(super) fn count(server: &Server, rows: &str) -> i64 {
    use diesel::{Connection as _, QueryableByName, RunQueryDsl as _};
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let asked = diesel::sql_query(format!("SELECT count(*) AS count FROM {rows}"));
    let found: Count = match server.database().strip_prefix("sqlite:") {
        Some(path) => asked.get_result(&mut diesel::SqliteConnection::establish(path).unwrap()).unwrap(),
        None => asked.get_result(&mut diesel::PgConnection::establish(server.database()).unwrap()).unwrap(),
    };
    found.count
}

/// Private credentials and phones that are kept.
pub(super) fn kept(server: &Server) -> i64 {
    count(server, "poll_voters WHERE credential IS NOT NULL OR phone IS NOT NULL")
}

/// A roll on which two owners have no ID number: a row of the file that the chair took in spite of that, and a claim that the chair
/// confirmed without one. The community's chair, the community and the version.
fn roll_without_numbers(server: &Server) -> (Person<'_>, String, String) {
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let file = format!("{}2,1,201,90.00,业主丙,,13804310008\n", roll(2));
    let import = chair.uploads(&community, file.as_bytes());
    let act = |path: &str, etag: &str, body: &Value| {
        let answer = chair.request("POST", path).header("If-Match", etag).json(body).send();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
        answer
    };
    let decided = act(&format!("{import}/decisions"), "\"1\"", &json!({ "line": 4, "action": "confirm", "code": "id_missing" }));
    act(&format!("{import}/take"), &decided.etag(), &json!({}));
    submit(server, &community, &of("2栋1单元301", "业主丁", "13804310009"));
    let claims = format!("/api/v1/communities/{community}/claims");
    let claim = format!("{claims}/{}", chair.get(&claims).ok(200)["items"][0]["id"].as_str().unwrap());
    let looked = chair.request("POST", &format!("{claim}/look")).send();
    let unit = json!({ "use": "residential", "area_centi_m2": 9100, "area_basis": "contract" });
    let body = json!({ "base": looked.ok(200)["base"], "answer": "已登记", "becomes": "new_unit", "unit": unit });
    let version = act(&format!("{claim}/confirm"), &looked.etag(), &body).ok(200)["roll"].as_str().unwrap().to_owned();
    (chair, community, version)
}

stories! {
    fn an_owner_far_away_votes_with_a_slip_by_message(server) {
        let open = Open::new(server, 4);
        let voter = of_room(&open, "1-1-101");
        let chair = by_day(server, &open.poll.chair);
        let sent = sends(&chair, &open.poll.path, voter.number);
        let queued = sent.ok(202);
        assert_eq!((&queued["template"], &queued["recipient"]), (&json!("slip_sent"), &Value::Null));
        let serial = serial(server, 0);
        assert!(!sent.text.contains(&serial) && !sent.text.contains(PHONE), "{}", sent.text);
        // The printed slip is void, and what was sent is not printed.
        open.begin(voter).problem(410, "slip_void");
        let print = |body: &Value| chair.post(&format!("{}/slips/print", open.poll.path), body);
        print(&json!({ "number": voter.number })).problem(409, "slip_sent");
        chair.request("POST", &format!("{}/voters/{}/slip/code", open.poll.path, voter.number)).send().problem(409, "slip_sent");
        assert_eq!(print(&json!({})).ok(200)["slips"].as_array().unwrap().len(), 3);

        // Typed as people type.
        let typed = serial.to_lowercase().replace('-', " ");
        let (challenge, code) = code(server, &typed);
        let four = last_four(0);
        releases(server, &typed, &challenge, &other(&code), &four).problem(422, "code_wrong");
        releases(server, &typed, &challenge, &code, &other(&four)).problem(422, "last_four_wrong");
        let released = releases(server, &typed, &challenge, &code, &four.to_lowercase());
        let body = released.ok(200);
        assert_eq!((&body["poll"], released.header("cache-control")), (&json!(open.poll.poll), Some("no-store")));
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let far = Voter::with(&format!("#{}.{serial}", text("credential")), voter.number, &open.poll.poll);
        assert_eq!(far.credential, voter.credential, "the credential stays");
        // One code is enough, and the level is what it was.
        let page = begins(&open, &far, &body["release"]);
        let token = open.renew(&far, &page).ok(200);
        assert_eq!(token["level"], "sms");
        let receipt = open.cast(token["access_token"].as_str().unwrap(), &open.ballot(&far, 0, 1), None).ok(201);
        open.keeps(&open.promise(&receipt));
        assert_eq!(codes(server, PHONE).len(), 1);
        // Code and release are good once; without a release a session waits for a code, as ever.
        releases(server, &serial, &challenge, &code, &four).problem(410, "code_worthless");
        for release in [body["release"].clone(), json!("nothing of the kind")] {
            let page = begins(&open, &far, &release);
            open.renew(&far, &page).problem(403, "not_recognised");
        }
        let audit = chair.get(&format!("/api/v1/communities/{}/audit?limit=200", open.poll.community)).text;
        assert!(audit.contains("\"slips.sent\"") && audit.contains("\"slips.credential_released\""), "{audit}");
        for secret in [&serial, &serial.replace('-', ""), &text("credential"), &text("release"), &code, &challenge, PHONE] {
            assert!(!audit.contains(secret), "{secret}");
        }
    }

    fn the_serial_of_a_printed_slip_gets_the_answer_of_one_that_nobody_has(server) {
        let open = Open::new(server, 4);
        let voter = of_room(&open, "1-1-101");
        let nobody = said(&asks(server, "0000-0000"));
        assert_eq!((nobody.0, &nobody.2["code"]), (403, &json!("slip_not_sent")));
        for serial in [voter.serial.as_str(), "0000-0001", ""] {
            assert_eq!(said(&asks(server, serial)), nobody, "{serial}");
            assert_eq!(said(&releases(server, serial, "x", "123456", &last_four(0))), nobody, "{serial}");
        }
        // Not even if the voter has been sent one.
        let chair = by_day(server, &open.poll.chair);
        sends(&chair, &open.poll.path, voter.number).ok(202);
        let first = serial(server, 0);
        assert_eq!(said(&asks(server, &voter.serial)), nobody);
        assert!(codes(server, PHONE).is_empty());
        // One that was sent and replaced is said to be void, by another that is sent and by one that is printed.
        sends(&chair, &open.poll.path, voter.number).ok(202);
        let second = serial(server, 1);
        asks(server, &first).problem(410, "slip_void");
        chair.post(&format!("{}/voters/{}/slip", open.poll.path, voter.number), &json!({ "because": "other" })).ok(204);
        asks(server, &second).problem(410, "slip_void");
        let printed = chair.post(&format!("{}/slips/print", open.poll.path), &json!({ "number": voter.number })).ok(200);
        assert_eq!(said(&asks(server, printed["slips"][0]["serial"].as_str().unwrap())), nobody);
        assert!(codes(server, PHONE).is_empty(), "nobody was sent a code");
    }

    fn a_slip_is_sent_to_the_phone_of_the_frozen_list_and_to_no_other(server) {
        let open = Open::new(server, 4);
        let (with, without) = (of_room(&open, "1-1-101"), of_room(&open, "2-1-101"));
        puts_own_phone(&open, "1栋1单元101", "业主甲");
        puts_own_phone(&open, "2栋1单元101", "业主乙");
        let chair = by_day(server, &open.poll.chair);
        sends(&chair, &open.poll.path, without.number).problem(409, "slip_needs_phone");
        // What was refused has voided nothing.
        open.begin(without).ok(201);
        sends(&chair, &open.poll.path, with.number).ok(202);
        let serial = serial(server, 0);
        code(server, &serial);
        let kept = server.get("/api/test-outbox").ok(200);
        assert!(kept.as_array().unwrap().iter().all(|message| message["phone"] != "13900009999"), "{kept}");
        sends(&chair, &open.poll.path, 99).problem(404, "not_found");
    }

    fn an_owner_whose_id_number_is_not_on_the_roll_gets_the_slip_on_paper(server) {
        let (chair, community, version) = roll_without_numbers(server);
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let open = Open::of(server, Announced::of(server, chair, community, &version, 0, &items, &[]));
        let with = of_room(&open, "1-1-101");
        let without = [(of_room(&open, "2-1-201"), "13804310008"), (of_room(&open, "2-1-301"), "13804310009")];
        let chair = by_day(server, &open.poll.chair);
        let teller = chair.brings(&open.poll.community, "teller");
        for (voter, phone) in without {
            let refused = sends(&chair, &open.poll.path, voter.number).problem(409, "slip_needs_id_number");
            let title = refused["title"].as_str().unwrap();
            assert!(title.contains("没有这位业主的证件号码") && title.contains("打印出来寄去") && title.contains("纸质票"), "{title}");
            assert!(came(server, phone, "slip_sent").is_empty());
            // What was refused has voided nothing: the slip that was printed is good, and another one can be printed.
            open.begin(voter).ok(201);
            chair.post(&format!("{}/voters/{}/slip", open.poll.path, voter.number), &json!({ "because": "lost" })).ok(204);
            let printed = chair.post(&format!("{}/slips/print", open.poll.path), &json!({ "number": voter.number })).ok(200);
            let posted = Voter::with(printed["slips"][0]["link"].as_str().unwrap(), voter.number, &open.poll.poll);
            let token = open.token(&teller, &posted);
            open.cast(&token, &open.ballot(&posted, 0, 1), None).ok(201);
        }
        let audit = chair.get(&format!("/api/v1/communities/{}/audit?limit=200", open.poll.community)).text;
        assert!(!audit.contains("\"slips.sent\""), "{audit}");
        // Who has a number on the same roll is sent one.
        sends(&chair, &open.poll.path, with.number).ok(202);
        serial(server, 0);
    }

    fn guessing_ends_soon(server) {
        let open = Open::new(server, 4);
        let voter = of_room(&open, "1-1-101");
        let chair = by_day(server, &open.poll.chair);
        sends(&chair, &open.poll.path, voter.number).ok(202);
        let (serial, four) = (serial(server, 0), last_four(0));
        let (challenge, first) = code(server, &serial);
        asks(server, &serial).problem(429, "code_too_soon");
        // Whoever has the serial and no challenge uses nobody's attempts up.
        for _ in 0..6 {
            releases(server, &serial, "x", &first, &four).problem(410, "code_worthless");
        }
        for _ in 0..5 {
            releases(server, &serial, &challenge, &other(&first), &four).problem(422, "code_wrong");
        }
        releases(server, &serial, &challenge, &first, &four).problem(410, "code_worthless");
        // Whoever reads the codes as well guesses four characters ten times a day.
        for _ in 0..2 {
            server.wait(61);
            let (challenge, code) = code(server, &serial);
            for _ in 0..5 {
                releases(server, &serial, &challenge, &code, &other(&four)).problem(422, "last_four_wrong");
            }
        }
        server.wait(61);
        let (challenge, code) = code(server, &serial);
        releases(server, &serial, &challenge, &code, &four).problem(429, "locked");
        // A day later it can be tried again.
        server.wait(25 * 3600);
        let (challenge, code) = self::code(server, &serial);
        releases(server, &serial, &challenge, &code, &four).ok(200);
    }

    fn a_release_ends_with_its_slip_and_after_ten_minutes(server) {
        let open = Open::new(server, 4);
        let voter = of_room(&open, "1-1-101");
        let chair = by_day(server, &open.poll.chair);
        let released = |before: usize| {
            sends(&server.signs_in(&chair.login, PASSWORD), &open.poll.path, voter.number).ok(202);
            let serial = serial(server, before);
            let (challenge, code) = code(server, &serial);
            let body = releases(server, &serial, &challenge, &code, &last_four(0)).ok(200);
            let link = format!("#{}.{serial}", body["credential"].as_str().unwrap());
            (Voter::with(&link, voter.number, &open.poll.poll), body["release"].clone())
        };
        let (far, release) = released(0);
        server.wait(601);
        let page = begins(&open, &far, &release);
        open.renew(&far, &page).problem(403, "not_recognised");
        // A release of one slip is none of the next, nor of the one before.
        let (_, release) = released(1);
        let (next, _) = released(2);
        let page = begins(&open, &next, &release);
        open.renew(&next, &page).problem(403, "not_recognised");
        open.begin(&far).problem(410, "slip_void");
    }

    fn nothing_is_released_before_the_opening_nor_after_the_end(server) {
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let mut poll = Announced::asking(server, &roll(2), &items);
        sends(&poll.chair, &poll.path, 1).problem(409, "voters_not_frozen");
        let made = json!({ "made_by": "service", "because": "业主同意由系统制作" });
        poll.chair.post(&format!("{}/voters", poll.path), &made).ok(201);
        poll.chair = by_day(server, &poll.chair);
        sends(&poll.chair, &poll.path, 1).ok(202);
        let serial = serial(server, 0);
        asks(server, &serial).problem(409, "not_open_yet");
        assert_eq!(kept(server), 2);
        poll.step("cancel", &json!({ "reason": "重新准备" }));
        assert_eq!(kept(server), 0, "as when the poll is final");
        asks(server, &serial).problem(409, "poll_cancelled");
        releases(server, &serial, "x", "123456", &last_four(0)).problem(409, "poll_cancelled");
        sends(&poll.chair, &poll.path, 1).problem(409, "wrong_state");
        assert!(codes(server, PHONE).is_empty());
    }

    fn a_slip_that_was_sent_opens_nothing_after_the_end(server) {
        let mut open = Open::new(server, 4);
        let number = of_room(&open, "1-1-101").number;
        let chair = by_day(server, &open.poll.chair);
        sends(&chair, &open.poll.path, number).ok(202);
        let serial = serial(server, 0);
        let (challenge, code) = code(server, &serial);
        open.poll.wait(server, 11 * 24 * 3600);
        open.poll.comes_to("closed");
        asks(server, &serial).problem(409, "voting_ended");
        releases(server, &serial, &challenge, &code, &last_four(0)).problem(409, "voting_ended");
        sends(&open.poll.chair, &open.poll.path, number).problem(409, "wrong_state");
    }

    fn where_an_authority_makes_the_credentials_it_sends_the_slips(server) {
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let poll = Announced::asking(server, &roll(2), &items);
        poll.chair.post(&format!("{}/voters", poll.path), &json!({ "made_by": "authority" })).ok(201);
        let refused = sends(&poll.chair, &poll.path, 1).problem(409, "sent_by_authority");
        assert!(refused["title"].as_str().unwrap().contains("凭证机构"), "{refused}");
    }
}

#[test]
fn an_address_guesses_serials_a_few_times_a_minute() {
    let server = Server::with(None, Rates { address: 100_000, attempts: 5, account: 1000 });
    for _ in 0..3 {
        asks(&server, "0000-0000").problem(403, "slip_not_sent");
    }
    for _ in 0..2 {
        releases(&server, "0000-0000", "x", "123456", "123X").problem(403, "slip_not_sent");
    }
    asks(&server, "0000-0000").problem(429, "too_many_requests");
    releases(&server, "0000-0000", "x", "123456", "123X").problem(429, "too_many_requests");
}

#[test]
fn nothing_of_it_is_in_the_log_in_figures_in_an_address_or_in_the_database() {
    let server = Server::of_the_program(None);
    let open = Open::new(&server, 2);
    let voter = of_room(&open, "1-1-101");
    let chair = by_day(&server, &open.poll.chair);
    sends(&chair, &open.poll.path, voter.number).ok(202);
    let serial = serial(&server, 0);
    let (challenge, code) = code(&server, &serial);
    let mut answers = vec![releases(&server, &serial, &challenge, &other(&code), &last_four(0))];
    answers.push(releases(&server, &serial, &challenge, &code, "00000"));
    let malformed = json!({ "serial": [serial], "challenge": challenge, "code": code, "last_four": { "is": last_four(0) } });
    answers.push(server.post("/api/v1/public/sent-slips/release", &malformed));
    assert!(answers.iter().all(|answer| answer.status >= 400));
    let body = releases(&server, &serial, &challenge, &code, &last_four(0)).ok(200);
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let far = Voter::with(&format!("#{}.{serial}", text("credential")), voter.number, &open.poll.poll);
    begins(&open, &far, &body["release"]);
    answers.push(server.get("/metrics"));
    answers.push(chair.get(&format!("/api/v1/communities/{}/messages", open.poll.community)));
    let plain = serial.replace('-', "");
    let (credential, release) = (text("credential"), text("release"));
    let secrets = [
        ("serial", serial.as_str()),
        ("serial", plain.as_str()),
        ("credential", credential.as_str()),
        ("release", release.as_str()),
        ("challenge", challenge.as_str()),
        ("phone", PHONE),
    ];
    for answer in &answers {
        nowhere("an answer", &answer.text, &secrets);
    }
    for path in server.asked() {
        nowhere("an address", &path, &secrets);
        nowhere("an address", &path, &[("code", &code)]);
    }
    nowhere("the database", &server.stolen().unwrap(), &secrets);
    let log = server.stopped();
    assert!(log.contains("\"answered\""), "requests are logged: {log}");
    nowhere("the log", &log, &secrets);
    assert!(!log.contains("fault"), "{log}");
}
