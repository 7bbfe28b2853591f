//! A year whose holidays were announced after this program was made: an operator hands them over in a file.

use serde_json::{Value, json};

use super::cluster::Database;
use super::polls::ROLL;
use super::server::{PASSWORD, Person, Server, program, unset_clock};

/// Of years that nobody has announced, so that nobody takes these days for true.
const TABLE: &str = "[calendar]\nbasis = \"A\"\nsource = \"试验用，不是国务院的安排\"\n[calendar.value]\nutc_offset_minutes = 480\n\
    years = [2089, 2090]\nworking_weekends = []\nholidays = [{ name = \"元旦\", from = 2089-12-31, to = 2090-01-02 }]\n";
/// A Sunday.
const DECEMBER: &str = "2089-12-25T01:00:00Z";

/// So many hours later on that day. The clock takes some weeks at once.
fn comes_to_december(server: &Server, hours: i64) {
    let then: jiff::Timestamp = DECEMBER.parse().unwrap();
    let mut left = u32::try_from(then.as_second() + hours * 3600 - unset_clock().as_second()).unwrap();
    while left > 0 {
        let weeks = left.min(48 * 24 * 3600);
        server.wait(weeks);
        left -= weeks;
    }
}

fn calendar(chair: &Person<'_>, poll: &str) -> Value {
    let rules = chair.get(&format!("{poll}/rules")).ok(200);
    rules["rules"].as_array().unwrap().iter().find(|rule| rule["key"] == "calendar").unwrap().clone()
}

/// Publishes the roll; what is known of the period in which it hangs.
fn publishes(chair: &Person<'_>, poll: &str, version: &Value) -> Value {
    let etag = chair.get(poll).etag();
    let step = chair.request("POST", &format!("{poll}/publish-roll")).header("If-Match", &etag);
    let shown = step.json(&json!({ "roll_version": version })).send().ok(200);
    shown["periods"].as_array().unwrap().iter().find(|period| period["period"] == "roll").unwrap().clone()
}

fn goes_on_in_january(postgres: Option<Database>) {
    let server = Server::of_the_program(postgres);
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let version = chair.takes(&community, ROLL.as_bytes())["id"].clone();
    comes_to_december(&server, 0);
    let chair = server.signs_in(&chair.login, PASSWORD);
    let polls = format!("/api/v1/communities/{community}/polls");
    let begin = |chair: &Person<'_>| {
        let matter = json!({ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" });
        let made = chair.post(&polls, &json!({ "title": "业主大会", "items": [matter] })).ok(201);
        format!("{polls}/{}", made["id"].as_str().unwrap())
    };
    let [hanging, draft] = [0, 1].map(|_| begin(&chair));
    // Without the table nobody can say when the period is over, and says so.
    let period = publishes(&chair, &hanging, &version);
    assert_eq!((&period["lacks_holidays_of"], &period["last_day"]), (&json!(2090), &Value::Null), "{period}");
    let before = calendar(&chair, &draft);
    let login = chair.login.clone();
    drop((operator, chair));

    // The operator hands the table over.
    let file = server.folder().join("holidays.toml");
    std::fs::write(&file, TABLE).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let server = server.started_again_with(&["--holidays", &file]);
    // Later than anything before, however slow the machine was: the clock begins anew with each start of the program.
    comes_to_december(&server, 1);
    let chair = server.signs_in(&login, PASSWORD);
    // What hangs keeps the rules that it was published under.
    assert_eq!(calendar(&chair, &hanging), before);
    // A draft of before takes it when its roll is published, a new one at once.
    let new = begin(&chair);
    let taken = calendar(&chair, &new);
    assert!(taken["source"].as_str().unwrap().ends_with("; 试验用，不是国务院的安排"), "{taken}");
    let had = before["value"]["years"].as_array().unwrap().clone();
    assert_eq!(taken["value"]["years"], json!([had, vec![json!(2089), json!(2090)]].concat()));
    assert_eq!(taken["basis"], "A", "what is assumed is shown as that");
    assert_eq!(calendar(&chair, &draft), before);
    for poll in [&draft, &new] {
        let period = publishes(&chair, poll, &version);
        assert_eq!((&period["last_day"], &period["lacks_holidays_of"]), (&json!("2090-01-03"), &Value::Null), "{period}");
        assert_eq!(calendar(&chair, poll), taken);
    }
    let entries = chair.get(&format!("/api/v1/communities/{community}/audit?limit=200")).text;
    assert!(entries.contains("poll.rules_chosen") && entries.contains("calendar"), "{entries}");
    // Back in the draft the one that hung takes it too.
    let etag = chair.get(&hanging).etag();
    let back = json!({ "to": "draft", "reason": "补上放假安排" });
    chair.request("POST", &format!("{hanging}/go-back")).header("If-Match", &etag).json(&back).send().ok(200);
    assert_eq!(publishes(&chair, &hanging, &version)["last_day"], "2090-01-03");

    // Whose dates go beyond the table is found before.
    let secrets = server.folder().join("secrets.toml");
    let doctor = |more: &[&str]| {
        let doctor = ["doctor", "--database", server.database(), "--secrets-file", secrets.to_str().unwrap()];
        program(&[doctor.as_slice(), more].concat())
    };
    let told = doctor(&["--holidays", &file]).ok();
    let id = new.rsplit('/').next().unwrap();
    assert!(told.contains(&format!("NOTE  holidays {id}: ")) && told.contains("goes back to the draft"), "{told}");
    let broken = server.folder().join("broken.toml");
    std::fs::write(&broken, TABLE.replace("years = [2089, 2090]", "years = []")).unwrap();
    let told = doctor(&["--holidays", broken.to_str().unwrap()]);
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.out.contains("BAD   holidays: ") && told.out.contains("calendar.value.years"), "{told:?}");
    let serve = ["serve", "--database", server.database(), "--secrets-file", secrets.to_str().unwrap(), "--test-clock"];
    let refused = program(&[serve.as_slice(), &["--holidays", broken.to_str().unwrap()]].concat()).impossible();
    assert!(refused.contains("is no table of holidays: calendar.value.years"), "{refused}");
}

#[test]
fn a_service_goes_on_in_a_year_that_was_announced_after_it_was_made_sqlite() {
    goes_on_in_january(None);
}

#[test]
fn a_service_goes_on_in_a_year_that_was_announced_after_it_was_made_postgres() {
    if let Some(database) = Database::new() {
        goes_on_in_january(Some(database));
    }
}
