//! Too few come until the hour: the end is put off once, and then enough have come, or still too few.

use serde_json::{Value, json};

use super::super::casting::world::{Open, roll};
use super::super::opening::{Announced, later};
use super::super::server::{Server, program};
use super::estate::Owner;
use super::papers::Desk;
use super::votes::{Choice, Voting};
use super::weight;
use crate::stories;

/// The owners of `casting::world::roll(6)`. Two thirds of them are four, and 330 of 495 m².
const SIX: [Owner; 6] = [
    ("1", "101", 8000, "", ""),
    ("2", "101", 8100, "", ""),
    ("1", "102", 8200, "", ""),
    ("2", "102", 8300, "", ""),
    ("1", "103", 8400, "", ""),
    ("2", "103", 8500, "", ""),
];
/// One way to vote is enough here.
const IN_FAVOUR: Choice<'static> = Choice { elects: &[], favours: true };
const DAY: i64 = 24 * 3600;

fn people_in(turnout: &Value) -> [&Value; 2] {
    ["took_part", "entitled"].map(|who| &turnout["turnout"][who]["people"])
}

/// That second comes, and everybody signs in again.
fn comes<'s>(server: &'s Server, voting: &mut Voting<'s>, desk: &mut Desk<'s>, second: i64) {
    let left = u32::try_from(second - server.now().as_second()).unwrap();
    voting.open.poll.wait(server, left);
    desk.again(voting);
}

/// Two owners vote before the hour, one on a device and one on paper after it. The result, with a record that everybody's programs accept.
fn counted(server: &Server, before: [usize; 2], device: usize, paper: usize) -> Value {
    let matter = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
    let poll = Announced::asking(server, &roll(6), &matter);
    let plan = json!({ "extend_until": later(poll.waited, 41) });
    let mut voting = Voting::new(Open::planned(server, poll, &plan), Vec::new());
    let mut desk = Desk::new(&voting, 3);
    for owner in before {
        let token = voting.attended(&desk.tellers[0], &SIX[owner]);
        voting.casts(server, &token, &SIX[owner], IN_FAVOUR);
    }

    // An hour before the end everybody can see that too few came.
    let end = i64::try_from(voting.open.opening.closing.at).unwrap() / 1000;
    comes(server, &mut voting, &mut desk, end - 3600);
    let turnout = server.get(&voting.open.path("turnout")).ok(200);
    assert_eq!(people_in(&turnout), [&json!(2), &json!(6)], "{turnout}");
    let until = jiff::Timestamp::from_second(end + 5 * DAY).unwrap().to_string();
    // Not beyond what the opening says, and not to an earlier hour.
    voting.extends(&jiff::Timestamp::from_second(end + 40 * DAY).unwrap().to_string()).problem(422, "extension_too_long");
    voting.extends(&jiff::Timestamp::from_second(end - 60).unwrap().to_string()).problem(422, "extension_too_long");
    voting.extends(&until).ok(200);

    // The first end passes, and nothing closes.
    comes(server, &mut voting, &mut desk, end + 3600);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(voting.open.poll.state(), "open");
    let token = voting.attended(&desk.tellers[0], &SIX[device]);
    voting.casts(server, &token, &SIX[device], IN_FAVOUR);
    assert_eq!(desk.votes(&voting, &SIX[paper])["fate"], "valid");

    comes(server, &mut voting, &mut desk, end + 5 * DAY + 1);
    voting.open.poll.comes_to("closed");
    let pile = json!({ "unused": 2, "valid": 1, "void": 0, "duplicate": 0 });
    desk.counts(&voting, &pile, &[&SIX[paper]], IN_FAVOUR);
    voting.open.count_comes_to("signing");
    voting.open.opens();
    let result = voting.open.result();

    let all: Vec<&Owner> = SIX.iter().collect();
    let [one, other] = before;
    let took_part = [one, other, device, paper].map(|owner| &SIX[owner]);
    let participation = &result["certified"]["participation"];
    assert_eq!((&participation["entitled"], &participation["took_part"]), (&weight(&all), &weight(&took_part)));
    assert_eq!(participation["paper"], weight(&[&SIX[paper]]));
    // Whoever reads the record alone reads the same sentence.
    let file = server.get(&voting.open.path("record"));
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.zip");
    std::fs::write(&record, &file.bytes).unwrap();
    let told = program(&["verify", record.to_str().unwrap()]).ok();
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = result["certified"]["items"][0]["sentences"][0]["en"].as_str().unwrap();
    assert!(words.contains(said), "{said}: {told}");

    voting.open.step("publish-result").ok(200);
    assert_eq!(server.get(&voting.open.path("result")).ok(200)["state"], "published");
    result["certified"]["items"][0].clone()
}

fn said(item: &Value) -> Vec<&str> {
    item["sentences"].as_array().unwrap().iter().map(|sentence| sentence["zh"].as_str().unwrap()).collect()
}

stories! {
    fn too_few_came_until_the_hour_and_enough_after_it_was_put_off(server) {
        // 82 + 83 + 84 + 85 m².
        let item = counted(server, [2, 3], 4, 5);
        let reading = &item["readings"]["by_rule"];
        assert_eq!(reading["participation"], json!({ "people": "exactly", "area": "above" }), "{item}");
        assert_eq!(reading["verdict"], "carried");
        assert_eq!(said(&item), [
            "参加表决的业主 4 人、面积 334.00 ㎡（全体 6 人、面积 495.00 ㎡），人数达到三分之二，面积超过三分之二，表决有效（民法典第二百七十八条）。",
            "是否选聘绿园物业：同意 4 人、面积 334.00 ㎡，都过半数，通过（民法典第二百七十八条）。",
        ]);
    }

    fn too_few_came_though_it_was_put_off_and_the_result_says_which_share_is_missing(server) {
        // 80 + 81 + 82 + 83 m²: enough people, and 4 m² too little.
        let item = counted(server, [0, 1], 2, 3);
        let reading = &item["readings"]["by_rule"];
        assert_eq!(reading["participation"], json!({ "people": "exactly", "area": "below" }), "{item}");
        // All who came were in favour, and still nothing is decided.
        assert_eq!((&reading["verdict"], &reading["approval"]["carried"]), (&json!("too_few_took_part"), &json!(true)));
        assert_eq!(said(&item), [
            "参加表决的业主 4 人、面积 326.00 ㎡（全体 6 人、面积 495.00 ㎡），人数达到三分之二，面积未达到三分之二，未达参与比例，未形成有效决定（民法典第二百七十八条）。",
            "是否选聘绿园物业：同意 4 人、面积 326.00 ㎡，都过半数，未达参与比例，未形成有效决定（民法典第二百七十八条）。",
        ]);
    }
}
