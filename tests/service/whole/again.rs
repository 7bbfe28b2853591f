//! 再次表决: the owners vote again between two who are tied for the last seat, in a poll of its own.

use serde_json::{Value, json};

use super::super::casting::world::Open;
use super::super::election::{codes, unit};
use super::super::opening::{Announced, later};
use super::super::server::{PASSWORD, Server};
use super::estate::Owner;
use super::road::PHOTOGRAPHED;
use super::votes::{Choice, Voting};
use super::{DAY, FIVE, FOUR, TIED, choice, owner, voter_of};

/// The photo of the one who has one hangs out beside both lists; that of somebody who is not tied is not taken along.
fn photos_came_along(server: &Server, before: &str, now: &str) {
    let candidates = |poll: &str| {
        let list = server.get(&format!("/api/v1/public/polls/{poll}/candidates")).ok(200);
        list["candidates"].as_array().unwrap().clone()
    };
    let photo_of = |poll: &str, name: &str| {
        let found = candidates(poll).into_iter().find(|candidate| candidate["name"] == name)?;
        Some(found["photo"].as_str()?.to_owned())
    };
    let shown = |poll: &str, digest: &str| server.get(&format!("/api/v1/public/polls/{poll}/candidates/photos/{digest}"));
    let [tied, other] = PHOTOGRAPHED.map(|name| photo_of(before, name).unwrap());
    assert_eq!(photo_of(now, PHOTOGRAPHED[0]).as_ref(), Some(&tied));
    assert_eq!(candidates(now).iter().filter(|candidate| candidate["photo"].is_string()).count(), 1);
    let [here, there] = [now, before].map(|poll| shown(poll, &tied));
    assert_eq!((here.status, here.header("content-type")), (200, Some("image/jpeg")));
    assert!(!here.bytes.is_empty() && here.bytes == there.bytes);
    assert_eq!(yepiao::crypto::hash::Digest::of(&here.bytes).to_string(), tied);
    assert_eq!(shown(before, &other).status, 200);
    shown(now, &other).problem(404, "not_found");
}

/// The poll that follows, announced; and the order of the two.
fn called<'s>(server: &'s Server, before: &Announced<'s>, version: &Value) -> (Announced<'s>, Vec<String>) {
    let again = |path: &str| before.chair.request("POST", &format!("{path}/revote")).send();
    before
        .chair
        .post(&format!("{}/tie-lot", before.path), &json!({ "source": "双色球", "seed_from": "2100-01-01T00:00:00Z" }))
        .problem(409, "tie_by_revote");
    let original = before.poll.clone();
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
    photos_came_along(server, &original, &poll.poll);
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
