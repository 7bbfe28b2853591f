//! What somebody of the staff tries alone to vote for who stays away.

use serde_json::{Value, json};

use super::super::claims::{of, submit};
use super::super::election::codes;
use super::super::opening::Announced;
use super::super::server::{PASSWORD, Person};
use super::world::{Open, Voter, is_told_of, roll};
use crate::stories;

/// Who knows this phone is no owner.
const OWN: &str = "13900009999";

/// The voter of a room.
pub(super) fn of_room<'o>(open: &'o Open<'_>, room: &str) -> &'o Voter {
    let printed = open.poll.chair.post(&format!("{}/slips/print", open.poll.path), &json!({})).ok(200);
    let slips = printed["slips"].as_array().unwrap();
    let number = slips.iter().find(|slip| slip["room"] == room).unwrap()["number"].clone();
    open.voters.iter().find(|voter| json!(voter.number) == number).unwrap()
}

/// Makes up a registration with a phone of the own, and confirms it.
#[track_caller]
pub(super) fn puts_own_phone(open: &Open<'_>, room: &str, name: &str) {
    submit(open.server, &open.poll.community, &of(room, name, OWN));
    let community = format!("/api/v1/communities/{}", open.poll.community);
    let listed = open.poll.chair.get(&format!("{community}/claims")).ok(200);
    let id = listed["items"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("{community}/claims/{id}");
    let looked = open.poll.chair.request("POST", &format!("{path}/look")).send();
    let body = json!({ "base": looked.ok(200)["base"], "answer": "已登记", "becomes": "contact" });
    open.poll.chair.request("POST", &format!("{path}/confirm")).header("If-Match", &looked.etag()).json(&body).send().ok(200);
}

stories! {
    fn a_phone_that_is_corrected_while_people_vote_opens_no_vote(server) {
        let open = Open::new(server, 4);
        // One whose phone the roll had, and one without.
        let (with, without) = (of_room(&open, "1-1-101"), of_room(&open, "2-1-101"));
        puts_own_phone(&open, "1栋1单元101", "业主甲");
        puts_own_phone(&open, "2栋1单元101", "业主乙");
        let code = |voter: &Voter| server.post(&open.path("cast-sessions/code"), &json!({ "session": open.page(voter).session }));
        assert_eq!(code(with).ok(201)["phone"], "138****0000", "the phone of before");
        code(without).problem(409, "voter_has_no_phone");
        // Whose vote it would have been is told of it, and nobody else is.
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        open.cast(&open.token(&teller, with), &open.ballot(with, 0, 1), None).ok(201);
        is_told_of(server, "13804310000", "ballot_received");
        assert!(codes(server, OWN).is_empty());
        let kept = server.get("/api/test-outbox").ok(200);
        assert!(kept.as_array().unwrap().iter().all(|message| message["phone"] != OWN), "{kept}");
        // Who had none then is told by the one that is known now.
        open.cast(&open.token(&teller, without), &open.ballot(without, 0, 1), None).ok(201);
        is_told_of(server, OWN, "ballot_received");
    }

    fn whose_ballot_is_taken_out_is_told_by_the_service(server) {
        let open = Open::new(server, 2);
        let voter = of_room(&open, "1-1-101");
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        open.cast(&open.token(&teller, voter), &open.ballot(voter, 0, 1), None).ok(201);
        let void = |person: &Person<'_>| {
            person.post(&format!("{}/voters/{}/void-ballot", open.poll.path, voter.number), &json!({ "reason": "听说不是本人" }))
        };
        void(&teller).problem(403, "forbidden");
        void(&open.poll.chair).ok(200);
        is_told_of(server, "13804310000", "ballot_voided");
        // It stands in the open for everybody, and the voter votes again.
        assert_eq!(server.get(&open.path("turnout")).ok(200)["turnout"]["took_part"]["people"], 0);
        open.cast(&open.token(&teller, voter), &open.ballot(voter, 0, 2), None).ok(201);
    }

    fn whoever_prints_the_slips_does_not_attest_as_well(server) {
        let open = Open::new(server, 2);
        let voter = &open.voters[0];
        let page = open.page(voter);
        open.attest(&open.poll.chair, voter, &page.pairing).problem(403, "forbidden");
        // The chair takes the other office, too.
        let link = open.poll.chair.invites(&open.poll.community, "teller");
        open.poll.chair.post("/api/v1/invitations/join", &json!({ "secret": link })).ok(204);
        open.attest(&open.poll.chair, voter, &page.pairing).problem(403, "same_hand");
        open.renew(voter, &page).problem(403, "not_recognised");
    }

    fn whoever_printed_slips_that_somebody_else_issued_does_not_attest_either(server) {
        let operator = server.operator();
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let open = Open::of(server, Announced::by(server, &operator, 0, &roll(2), &items, &[]));
        let voter = &open.voters[0];
        // Another chair: the slips are not that one's, but the credentials were on the screen.
        let second = server.signs_in(&operator.login, PASSWORD).brings(&open.poll.community, "chair");
        let link = second.invites(&open.poll.community, "teller");
        second.post("/api/v1/invitations/join", &json!({ "secret": link })).ok(204);
        let page = open.page(voter);
        let print = || second.post(&format!("{}/slips/print", open.poll.path), &json!({ "number": open.voters[1].number })).ok(200);
        for _ in 0..2 {
            print();
        }
        open.attest(&second, voter, &page.pairing).problem(403, "same_hand");
        open.renew(voter, &page).problem(403, "not_recognised");
        open.attest(&open.poll.chair.brings(&open.poll.community, "teller"), voter, &page.pairing).ok(204);
    }

    fn a_canvasser_works_in_the_own_buildings_however_they_are_written(server) {
        let open = Open::new(server, 4);
        let chair = &open.poll.chair;
        let canvasser = chair.brings(&open.poll.community, "canvasser");
        let turnout = || server.signs_in(&canvasser.login, PASSWORD).get(&format!("{}/turnout", open.poll.path)).ok(200);
        assert_eq!(turnout()["stairs"], json!([]), "nothing before a building is assigned");
        let (own, other) = (of_room(&open, "1-1-101"), of_room(&open, "2-1-101"));
        let page = open.page(own);
        open.attest(&canvasser, own, &page.pairing).problem(404, "not_found");
        let buildings = format!("/api/v1/communities/{}/staff/{}/roles/canvasser/buildings", open.poll.community, canvasser.id);
        chair.put(&buildings, "\"1\"", &json!({ "buildings": ["１号楼"] })).ok(200);
        open.attest(&canvasser, own, &page.pairing).ok(204);
        open.renew(own, &page).ok(200);
        open.attest(&canvasser, other, &open.page(other).pairing).problem(404, "not_found");
        let seen = turnout();
        let stairs: Vec<&Value> = seen["stairs"].as_array().unwrap().iter().map(|stair| &stair["building"]).collect();
        assert_eq!(stairs, [&json!("1")], "{seen}");
    }
}
