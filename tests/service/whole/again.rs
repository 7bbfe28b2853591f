//! 再次表决: the owners vote again between two who are tied for the last seat, in a poll of its own.

use serde_json::{Value, json};

use super::super::casting::world::Open;
use super::super::election::{codes, unit};
use super::super::opening::{Announced, later};
use super::super::server::{PASSWORD, Server};
use super::estate::Owner;
use super::votes::{Choice, Voting};
use super::{DAY, FIVE, FOUR, TIED, choice, owner, voter_of};

/// The poll that follows, announced; and the order of the two.
fn called<'s>(server: &'s Server, before: &Announced<'s>, version: &Value) -> (Announced<'s>, Vec<String>) {
    let again = |path: &str| before.chair.request("POST", &format!("{path}/revote")).send();
    let begun = again(&before.path).ok(201);
    assert_eq!((&begun["state"], &begun["revote_of"]), (&json!("draft"), &json!(before.poll)), "{begun}");
    let item = &begun["items"][0];
    assert_eq!((&item["seats"], &item["alternates"], &item["scope"]), (&json!(1), &json!(1), &json!("vacancies")));
    again(&before.path).problem(409, "revote_begun");
    let poll = begun["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/communities/{}/polls/{poll}", before.community);
    let chair = server.signs_in(&before.chair.login, PASSWORD);
    let mut poll = Announced { chair, community: before.community.clone(), poll, path, waited: before.waited };
    again(&poll.path).problem(409, "not_published");
    // Nothing else is asked there; how it is asked may be said better.
    let asked = |seats: u16| {
        let item = json!({ "type": "committee", "title": "再次选举", "scope": "vacancies", "seats": seats, "alternates": 1 });
        let etag = poll.chair.get(&poll.path).etag();
        poll.chair.put(&poll.path, &etag, &json!({ "title": "首次业主大会再次表决", "items": [item] }))
    };
    asked(2).problem(409, "revote_fixed");
    asked(1).ok(200);
    poll.step("publish-roll", &json!({ "roll_version": version }));
    poll.wait(server, 8 * DAY);
    poll.step("open-nomination", &json!({}));
    // Nobody else stands.
    let (building, room, _, name, phone) = owner("冯十");
    let place = format!("{building}-{room}");
    let public = format!("/api/v1/public/polls/{}/nominations", poll.poll);
    let before = codes(server, phone).len();
    server.post(&format!("{public}/code"), &json!({ "unit": unit(&place), "name": name })).problem(409, "only_the_tied");
    assert_eq!(codes(server, phone).len(), before);
    poll.step("publish-candidates", &json!({ "rule": "strokes" }));
    let list = server.get(&format!("/api/v1/public/polls/{}/candidates", poll.poll)).ok(200);
    let names: Vec<String> =
        list["candidates"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().into()).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    let mut tied = TIED.map(str::to_owned);
    tied.sort_unstable();
    assert_eq!(sorted, tied);
    poll.wait(server, 8 * DAY);
    poll.step("announce", &json!({ "opens": later(poll.waited, 21), "closes": later(poll.waited, 31) }));
    (poll, names)
}

/// The whole of it: who voted before votes again, and one of the two is elected.
pub(super) fn vote_again<'s>(server: &'s Server, before: &Announced<'s>, version: &Value, took_part: &[&Owner]) {
    let (poll, names) = called(server, before, version);
    let open = Open::planned(server, poll, &json!({}));
    let teller = open.poll.chair.brings(&open.poll.community, "teller");
    let mut voting = Voting::new(open, names.clone());
    for who in took_part {
        // Those who wanted both of them want this one now.
        let of_five = FIVE.iter().any(|(known, _)| voter_of(known) == **who);
        let elects = if of_five { [TIED[1]] } else { [TIED[0]] };
        let token = voting.attended(&teller, who);
        voting.casts(server, &token, who, Choice { elects: &elects, ..if of_five { choice("张三") } else { FOUR } });
    }
    voting.open.ends(None);
    voting.open.opens();
    let result = voting.open.result();
    let item = &result["certified"]["items"][0];
    assert_eq!(item["readings"]["by_rule"]["verdict"], "complete", "{item}");
    assert_eq!(item["elected"][0]["name"], TIED[1], "{item}");
    assert_eq!(item["readings"]["by_rule"]["ties"], json!([]));
}
