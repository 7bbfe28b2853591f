//! How much memory the program uses while a poll is set up, step by step: every step reads, makes or prints something for all voters.
//! By hand, as `rate`: benches/README.md says how.

use serde_json::json;

use super::super::cluster::Database;
use super::super::opening::{Announced, later, make_key};
use super::super::server::Server;
use super::world::roll;

const DAY: u32 = 24 * 3600;

/// A poll from the file of its roll to its opening.
fn set_up(server: &Server, engine: &str) {
    let voters: u32 = std::env::var("CAST_VOTERS").map_or(600, |text| text.parse().expect("a number"));
    let all = usize::try_from(voters).unwrap();
    let done = |step: &str| println!("{engine}, {voters} voters, {step}: {} MiB at the most", server.memory());
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    done("two signed in");
    let import = chair.uploads(&community, roll(voters).as_bytes());
    done("file uploaded");
    chair.get(&import).ok(200);
    done("file looked at");
    let taken = chair.request("POST", &format!("{import}/take")).header("If-Match", "\"1\"").json(&json!({})).send().ok(201);
    let version = taken["version"]["id"].as_str().unwrap().to_owned();
    done("roll taken");
    let polls = format!("/api/v1/communities/{community}/polls");
    let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
    let poll = chair.post(&polls, &json!({ "title": "业主大会", "items": items })).ok(201)["id"].as_str().unwrap().to_owned();
    let path = format!("{polls}/{poll}");
    let mut poll = Announced { chair, community, poll, path, waited: 0 };
    poll.step("publish-roll", &json!({ "roll_version": version }));
    done("roll published");
    poll.wait(server, 13 * DAY);
    poll.step("announce", &json!({ "opens": later(poll.waited, 21), "closes": later(poll.waited, 31) }));
    done("announced");
    let made = json!({ "made_by": "service", "because": "业主同意由系统制作" });
    poll.chair.post(&format!("{}/voters", poll.path), &made).ok(201);
    done("voters frozen, credentials made");
    make_key(server, &poll);
    poll.prepares_by(&json!({}));
    done("opening prepared");
    let printed = poll.chair.post(&format!("{}/slips/print", poll.path), &json!({})).ok(200);
    assert_eq!(printed["slips"].as_array().unwrap().len(), all);
    done("slips of all as data");
    // Every second one lives in building 1.
    let sheet = poll.chair.post(&format!("{}/slips/sheet", poll.path), &json!({ "building": "1" }));
    assert_eq!((sheet.status, sheet.text.matches("<svg").count()), (200, all.div_ceil(2)));
    done("slips of half of them as a page");
    poll.wait(server, 21 * DAY);
    poll.comes_to("open");
    done("opened");
}

#[test]
#[ignore = "measures; by hand"]
fn memory_of_setting_up_sqlite() {
    set_up(&Server::of_the_program_with(None, &["--log", "info"]), "SQLite");
}

#[test]
#[ignore = "measures; by hand"]
fn memory_of_setting_up_postgres() {
    if let Some(database) = Database::durable() {
        set_up(&Server::of_the_program_with(Some(database), &["--log", "info"]), "PostgreSQL");
    }
}
