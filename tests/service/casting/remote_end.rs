//! Slips by message that end: replaced, voided, and forgotten with the poll.

use serde_json::{Value, json};

use super::super::messages::reports;
use super::super::opening::Announced;
use super::super::server::{PASSWORD, Person, Server};
use super::organiser::of_room;
use super::remote::{PHONE, asks, begins, by_day, came, code, count, kept, next, releases, sends, serial};
use super::world::{Open, Voter, last_four, roll};
use crate::stories;

const DAY: u32 = 24 * 3600;

/// The chair, who signs in again, when the clocks show this hour.
fn at<'s>(server: &'s Server, chair: &Person<'s>, hour: i64) -> Person<'s> {
    server.wait_until(hour);
    server.signs_in(&chair.login, PASSWORD)
}

/// Gives a voter a printed slip.
fn prints_another(open: &Open<'_>, chair: &Person<'_>, number: i64) {
    chair.post(&format!("{}/voters/{number}/slip", open.poll.path), &json!({ "because": "other" })).ok(204);
}

fn voids(open: &Open<'_>, chair: &Person<'_>, number: i64) {
    chair.post(&format!("{}/voters/{number}/slip/void", open.poll.path), &json!({ "because": "other" })).ok(204);
}

/// Messages of a kind, as the staff sees them, from the first on.
fn listed(open: &Open<'_>, chair: &Person<'_>, template: &str) -> Vec<Value> {
    let list = chair.get(&format!("/api/v1/communities/{}/messages?limit=200", open.poll.community)).ok(200);
    list["items"].as_array().unwrap().iter().filter(|message| message["template"] == template).cloned().collect()
}

/// What stands in the database about slips that were sent and whoever votes with them.
fn traces(server: &Server) -> [i64; 4] {
    let waiting = "messages WHERE kind = 'slip_sent' AND (phone IS NOT NULL OR parameters IS NOT NULL)";
    ["releases", "cast_sessions", "codes", waiting].map(|rows| count(server, rows))
}

stories! {
    fn who_was_sent_a_slip_is_told_that_it_is_void(server) {
        let open = Open::new(server, 4);
        let (far, near) = (of_room(&open, "1-1-101").number, of_room(&open, "1-1-102").number);
        let chair = by_day(server, &open.poll.chair);
        // A printed slip that is replaced is nothing to be told of, and where another one is sent that is the news.
        prints_another(&open, &chair, near);
        prints_another(&open, &chair, far);
        sends(&chair, &open.poll.path, far).ok(202);
        serial(server, 0);
        sends(&chair, &open.poll.path, far).ok(202);
        let second = serial(server, 1);
        assert!(came(server, PHONE, "slip_voided").is_empty());
        // In its place one is printed.
        prints_another(&open, &chair, far);
        let text = next(server, "slip_voided", 0);
        assert!(text.contains(&second) && text.contains("已作废") && text.contains("筹备组") && text.contains("居委会"), "{text}");
        assert!(text.encode_utf16().count() <= 70 && !text.contains("http"), "one message: {text}");
        asks(server, &second).problem(410, "slip_void");
        // Or none.
        sends(&chair, &open.poll.path, far).ok(202);
        let third = serial(server, 2);
        voids(&open, &chair, far);
        assert!(next(server, "slip_voided", 1).contains(&third));
        // The second was told of already.
        assert_eq!((came(server, PHONE, "slip_voided").len(), listed(&open, &chair, "slip_voided").len()), (2, 2));
        let audit = chair.get(&format!("/api/v1/communities/{}/audit?limit=200", open.poll.community)).text;
        assert!(!audit.contains(&third) && !audit.contains(PHONE), "{audit}");
    }

    fn nobody_is_woken_by_a_slip_that_is_void_and_what_still_waits_is_held_back(server) {
        let open = Open::new(server, 4);
        let far = of_room(&open, "1-1-101").number;
        // Sent in the night and voided in the night: nobody ever heard of it.
        let chair = at(server, &open.poll.chair, 22);
        assert_eq!(sends(&chair, &open.poll.path, far).ok(202)["state"], "waiting");
        prints_another(&open, &chair, far);
        let chair = by_day(server, &chair);
        sends(&chair, &open.poll.path, far).ok(202);
        let first = serial(server, 0);
        assert_eq!(asks(server, &first).status, 201, "the one that came is the one that is good");
        assert_eq!(listed(&open, &chair, "slip_sent")[0]["because"], "expired");

        // Sent by day; in the night another one is sent and then one is printed: the one that came is the one to be told of.
        let chair = at(server, &chair, 23);
        sends(&chair, &open.poll.path, far).ok(202);
        prints_another(&open, &chair, far);
        let waiting = listed(&open, &chair, "slip_voided");
        assert_eq!((waiting.len(), &waiting[0]["state"]), (1, &json!("waiting")));
        assert!(waiting[0]["at"].as_str().unwrap().ends_with("T00:00:00Z"), "eight in the morning in China: {}", waiting[0]);
        by_day(server, &chair);
        assert!(next(server, "slip_voided", 0).contains(&first));
        assert_eq!((came(server, PHONE, "slip_sent").len(), came(server, PHONE, "slip_voided").len()), (1, 1));
    }

    fn a_slip_whose_message_failed_is_no_slip_that_was_sent(server) {
        let open = Open::new(server, 4);
        let far = of_room(&open, "1-1-101").number;
        let chair = by_day(server, &open.poll.chair);
        let deliveries = |rest: &str| chair.get(&format!("{}/slips/deliveries{rest}", open.poll.path)).ok(200);
        let state = || {
            let rows = deliveries("/list");
            rows["items"].as_array().unwrap().iter().find(|row| row["number"] == far).unwrap()["state"].clone()
        };
        let stair = || {
            let stairs = deliveries("")["stairs"].clone();
            [&stairs[0]["sent"], &stairs[0]["not_sent"]].map(|count| count.as_u64().unwrap())
        };
        sends(&chair, &open.poll.path, far).ok(202);
        let first = serial(server, 0);
        assert_eq!((state(), stair()), (json!("sent"), [1, 0]));
        let second = sends(&chair, &open.poll.path, far).ok(202)["id"].as_str().unwrap().to_owned();
        serial(server, 1);
        // The carrier has it, and then says that it did not arrive.
        for _ in 0..100 {
            reports(server, &second, "failed").ok(204);
            if state() == "not_sent" {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert_eq!((state(), stair()), (json!("not_sent"), [0, 1]));
        // What the voter has is the first one.
        prints_another(&open, &chair, far);
        assert!(next(server, "slip_voided", 0).contains(&first));
        assert_eq!((state(), stair()), (json!("waiting"), [0, 0]));
    }

    fn a_slip_that_would_come_after_the_end_is_not_sent_and_the_one_before_stays_good(server) {
        let begun = server.now();
        server.wait_until(23);
        let waited = u32::try_from(server.now().as_second() - begun.as_second()).unwrap();
        // The voting ends about eleven at night.
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let poll = Announced::by(server, &server.operator(), waited, &roll(2), &items, &[]);
        let mut open = Open::of(server, poll);
        let voter = of_room(&open, "1-1-101").number;
        open.poll.wait(server, 9 * DAY);
        let chair = at(server, &open.poll.chair, 22);
        let refused = sends(&chair, &open.poll.path, voter).problem(409, "slip_too_late");
        assert!(refused["title"].as_str().unwrap().contains("已经截止"), "{refused}");
        let voter = open.voters.iter().find(|own| own.number == voter).unwrap();
        open.begin(voter).ok(201);
    }

    fn a_poll_that_is_called_off_sends_no_slip_in_the_morning(server) {
        let open = Open::new(server, 4);
        let far = of_room(&open, "1-1-101").number;
        let chair = at(server, &open.poll.chair, 22);
        sends(&chair, &open.poll.path, far).ok(202);
        let etag = chair.get(&open.poll.path).etag();
        let cancel = chair.request("POST", &format!("{}/cancel", open.poll.path)).header("If-Match", &etag);
        cancel.json(&json!({ "reason": "名册有误" })).send().ok(200);
        let chair = by_day(server, &chair);
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert!(came(server, PHONE, "slip_sent").is_empty());
        assert_eq!(listed(&open, &chair, "slip_sent")[0]["because"], "expired");
        assert_eq!((kept(server), traces(server)), (0, [0; 4]));
    }

    fn nothing_that_opens_a_vote_is_kept_once_the_poll_is_final(server) {
        let mut open = Open::new(server, 4);
        let number = of_room(&open, "1-1-101").number;
        let chair = by_day(server, &open.poll.chair);
        sends(&chair, &open.poll.path, number).ok(202);
        let serial = serial(server, 0);
        let (challenge, typed) = code(server, &serial);
        let released = releases(server, &serial, &challenge, &typed, &last_four(0)).ok(200);
        let link = format!("#{}.{serial}", released["credential"].as_str().unwrap());
        let far = Voter::with(&link, number, &open.poll.poll);
        let page = begins(&open, &far, &released["release"]);
        let token = open.renew(&far, &page).ok(200)["access_token"].as_str().unwrap().to_owned();
        open.cast(&token, &open.ballot(&far, 0, 1), None).ok(201);
        // Another release that nobody uses.
        server.wait(61);
        let (challenge, typed) = code(server, &serial);
        releases(server, &serial, &challenge, &typed, &last_four(0)).ok(200);
        assert_eq!((kept(server), traces(server)), (4, [1, 1, 2, 0]));
        // Slips as they were printed, with their credentials, kept for whoever asks again.
        let again = chair.request("POST", &format!("{}/slips/print", open.poll.path)).header("Idempotency-Key", "once");
        again.json(&json!({})).send().ok(200);
        let answers = || count(server, "answers");
        assert!(answers() > 0);

        open.ends(None);
        open.opens();
        open.step("publish-result").ok(200);
        let etag = open.poll.chair.get(&open.poll.path).etag();
        let end = open.poll.chair.request("POST", &format!("{}/make-final", open.poll.path)).header("If-Match", &etag);
        end.json(&json!({ "override_reason": "公示期满，街道确认" })).send().ok(200);
        assert_eq!((kept(server), traces(server), answers()), (0, [0; 4], 0));

        // Whoever still has the message is told what there is to know; nobody else is told anything.
        let told = asks(server, &serial).problem(409, "voting_ended");
        assert_eq!(told["title"], "投票已经截止");
        releases(server, &serial, &challenge, &typed, &last_four(0)).problem(409, "voting_ended");
        asks(server, "0000-0000").problem(403, "slip_not_sent");
        sends(&open.poll.chair, &open.poll.path, number).problem(409, "wrong_state");
        prints_nothing(&open, number);
        open.step("file").ok(200);
        asks(server, &serial).problem(409, "voting_ended");
    }
}

fn prints_nothing(open: &Open<'_>, number: i64) {
    let print = format!("{}/slips/print", open.poll.path);
    open.poll.chair.post(&print, &json!({ "number": number })).problem(409, "wrong_state");
    let code = format!("{}/voters/{number}/slip/code", open.poll.path);
    open.poll.chair.request("POST", &code).send().problem(409, "wrong_state");
}
