//! All instances are down when something is due. Whenever they are started again it happens, once: the opening, the end that was put
//! off, the close, the count.

use std::time::Duration;

use serde_json::{Value, json};
use yepiao::election::record::RecordStage;

use super::casting::world::{Open, PutAway, roll};
use super::cluster::Database;
use super::opening::{Announced, later, make_key};
use super::server::{PASSWORD, Server};

const DAY: u32 = 24 * 3600;

impl Open<'_> {
    /// Entries of the public log that say this.
    fn logged(&self, what: &str) -> usize {
        let entries = self.server.get(&self.path("log/entries?limit=200")).ok(200)["items"].clone();
        let says = |entry: &Value| entry["entry"].as_str().is_some_and(|entry| entry.contains(what));
        entries.as_array().unwrap().iter().filter(|entry| says(entry)).count()
    }

    /// Steps of the poll's course.
    fn steps(&self, action: &str) -> usize {
        let steps = self.poll.chair.get(&format!("{}/steps?limit=200", self.poll.path)).ok(200);
        steps["items"].as_array().unwrap().iter().filter(|step| step["action"] == action).count()
    }
}

/// Two instances where there was none, so much later. Both look for what is due at the same moment.
struct Woken<'s> {
    open: Open<'s>,
    beside: Server,
}

fn woken(server: &Server, away: PutAway, days: u32) -> Woken<'_> {
    let beside = server.program_beside();
    let open = away.on(server, days * DAY);
    beside.wait(open.poll.waited);
    Woken { open, beside }
}

/// Everything is ready for the opening, and nobody is there at its hour, nor on the day after.
fn all_sleep_through_the_opening(postgres: Option<Database>) {
    let mut server = Server::of_the_program(postgres);
    let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
    let (community, poll, path, login, waited) = {
        let poll = Announced::asking(&server, &roll(3), &items);
        let made = json!({ "made_by": "service", "because": "业主同意由系统制作" });
        poll.chair.post(&format!("{}/voters", poll.path), &made).ok(201);
        make_key(&server, &poll);
        poll.prepares_by(&json!({}));
        assert_eq!(poll.state(), "announced");
        (poll.community, poll.poll, poll.path, poll.chair.login, poll.waited + 22 * DAY)
    };
    server.kill();
    server = server.started_again();
    let beside = server.program_beside();
    for instance in [&server, &beside] {
        instance.wait(waited);
    }
    let poll = Announced { chair: server.signs_in(&login, PASSWORD), community, poll, path, waited };
    poll.comes_to("open");
    std::thread::sleep(Duration::from_secs(3));
    let steps = poll.chair.get(&format!("{}/steps?limit=200", poll.path)).ok(200)["items"].clone();
    assert_eq!(steps.as_array().unwrap().iter().filter(|step| step["action"] == "open").count(), 1, "{steps}");
    for instance in [&server, &beside] {
        let head = instance.get(&format!("/api/v1/public/polls/{}/log/checkpoint", poll.poll)).text;
        assert_eq!(head.lines().nth(1), Some("1"), "{head}");
    }
}

#[test]
fn all_sleep_through_the_opening_sqlite() {
    all_sleep_through_the_opening(None);
}

#[test]
fn all_sleep_through_the_opening_postgres() {
    if let Some(database) = Database::new() {
        all_sleep_through_the_opening(Some(database));
    }
}

fn all_sleep_through_every_hour(postgres: Option<Database>) {
    let mut server = Server::of_the_program(postgres);
    let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
    let away = {
        let poll = Announced::asking(&server, &roll(6), &items);
        let until = json!({ "extend_until": later(poll.waited, 41) });
        let open = Open::planned(&server, poll, &until);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        for voter in 0..3 {
            open.votes(&teller, voter, 0, 1);
        }
        // The voting ends in 10 days, and may be put off by 10 more.
        let until = |days: u32| json!({ "until": later(open.poll.waited, days) });
        let extend = |until: &Value| {
            let etag = open.poll.chair.get(&open.poll.path).etag();
            open.poll.chair.request("POST", &format!("{}/extend", open.poll.path)).header("If-Match", &etag).json(until).send()
        };
        extend(&until(9)).problem(422, "extension_too_long");
        extend(&until(25)).problem(422, "extension_too_long");
        extend(&until(15)).ok(200);
        extend(&until(16)).problem(409, "extended_before");
        open.put_away()
    };
    server.kill();
    server = server.started_again();

    // Nobody was there on the day of the first end. It is not the end: people vote.
    let away = {
        let Woken { open, beside: _beside } = woken(&server, away, 11);
        std::thread::sleep(Duration::from_secs(3));
        assert_eq!(open.poll.state(), "open");
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        for voter in 3..5 {
            open.votes(&teller, voter, 1, 1);
        }
        open.put_away()
    };
    server.kill();
    server = server.started_again();

    // Nor on that of the second one: it is closed when somebody looks, and counted from there.
    let away = {
        let Woken { mut open, beside } = woken(&server, away, 20);
        open.poll.comes_to("closed");
        open.count_comes_to("signing");
        std::thread::sleep(Duration::from_secs(3));
        assert_eq!((open.logged("\"extend\""), open.logged("\"close\""), open.logged("\"sheet\"")), (1, 1, 1));
        assert_eq!((open.steps("extend"), open.steps("close")), (1, 1));
        assert_eq!(open.begin(&open.voters[5]).ok(201)["hindrance"], "voting_ended");
        let what = open.to_decrypt(RecordStage::Closed);
        for trustee in [0, 2] {
            open.trustees[trustee].signs(&server, &what).ok(200);
        }
        open.count_comes_to("decrypting");
        let what = open.to_decrypt(RecordStage::Signed);
        let closing = what.closing.clone().unwrap();
        for trustee in [0, 2] {
            let share = open.trustees[trustee].share(&what, &closing);
            open.trustees[trustee].gives(&server, &share).ok(200);
        }
        // All that is needed is there, and the power goes before the sums are opened, or in the middle.
        server.kill();
        beside.kill();
        open.put_away()
    };
    server = server.started_again();
    let Woken { open, beside: _beside } = woken(&server, away, 1);
    open.poll.comes_to("counted");
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!((open.logged("\"counted\""), open.steps("count"), open.logged("\"close\"")), (1, 1, 1));
    let result = open.result();
    let options = &result["certified"]["items"][0]["options"];
    assert_eq!((&options[0]["both"]["people"], &options[1]["both"]["people"]), (&json!(3), &json!(2)));
}

#[test]
fn all_sleep_through_every_hour_sqlite() {
    all_sleep_through_every_hour(None);
}

#[test]
fn all_sleep_through_every_hour_postgres() {
    if let Some(database) = Database::new() {
        all_sleep_through_every_hour(Some(database));
    }
}
