//! 送达: who handed a slip over is written down, and confirms nobody with it.

use serde_json::{Value, json};

use super::super::server::{Answer, Person};
use super::organiser::of_room;
use super::world::{Open, Voter};
use crate::stories;

/// The path of a poll's deliveries.
fn deliveries(open: &Open<'_>, rest: &str) -> String {
    format!("{}/slips/deliveries{rest}", open.poll.path)
}

fn delivers(open: &Open<'_>, staff: &Person<'_>, voter: &Voter, how: &str) -> Answer {
    staff.post(&deliveries(open, ""), &json!({ "serial": voter.serial, "how": how }))
}

#[track_caller]
fn id(recorded: &Answer) -> String {
    recorded.ok(201)["id"].as_str().unwrap().to_owned()
}

fn takes_back(open: &Open<'_>, staff: &Person<'_>, delivery: &str) -> Answer {
    staff.post(&deliveries(open, &format!("/{delivery}/take-back")), &json!({ "because": "other_slip" }))
}

/// A canvasser who had no building works in these.
#[track_caller]
fn assigns(open: &Open<'_>, canvasser: &Person<'_>, buildings: &Value) {
    let path = format!("/api/v1/communities/{}/staff/{}/roles/canvasser/buildings", open.poll.community, canvasser.id);
    open.poll.chair.put(&path, "\"1\"", &json!({ "buildings": buildings })).ok(200);
}

/// The row of a voter in the list of slips.
#[track_caller]
fn listed(open: &Open<'_>, voter: &Voter) -> Value {
    let list = open.poll.chair.get(&deliveries(open, "/list")).ok(200);
    list["items"].as_array().unwrap().iter().find(|row| row["number"] == voter.number).unwrap().clone()
}

stories! {
    fn whoever_delivered_a_slip_confirms_nobody_with_it(server) {
        let open = Open::new(server, 2);
        let teller = || open.poll.chair.brings(&open.poll.community, "teller");
        let (first, second) = (teller(), teller());
        let canvasser = open.poll.chair.brings(&open.poll.community, "canvasser");
        assigns(&open, &canvasser, &json!(["1栋", "2栋"]));
        let voter = &open.voters[0];
        let recorded = delivers(&open, &canvasser, voter, "in_person");
        let shown = recorded.ok(201);
        assert_eq!((&shown["number"], &shown["handed_by"]), (&json!(voter.number), &json!(canvasser.id)), "{shown}");
        assert!(shown["name"].as_str().unwrap().ends_with("**"));
        let page = open.page(voter);
        open.attest(&canvasser, voter, &page.pairing).problem(403, "same_hand");
        open.renew(voter, &page).problem(403, "not_recognised");

        // Taking the record back helps nobody: it stands, and so does that it was taken back.
        let delivery = id(&recorded);
        takes_back(&open, &first, &delivery).problem(403, "forbidden");
        takes_back(&open, &canvasser, "none").problem(404, "not_found");
        takes_back(&open, &canvasser, &delivery).ok(204);
        takes_back(&open, &open.poll.chair, &delivery).problem(409, "delivery_taken_back");
        open.attest(&canvasser, voter, &page.pairing).problem(403, "same_hand");
        let row = listed(&open, voter);
        assert_eq!((&row["state"], &row["deliveries"][0]["taken_back"]), (&json!("waiting"), &json!("other_slip")), "{row}");

        // Nor does it to say that a colleague was it, who then may not confirm either.
        let named = |by: &str| json!({ "serial": voter.serial, "how": "letterbox", "by": by });
        let path = deliveries(&open, "");
        first.post(&path, &named("nobody")).problem(422, "field_invalid");
        first.post(&path, &named(&open.poll.chair.brings(&open.poll.community, "auditor").id)).problem(422, "field_invalid");
        assert_eq!(first.post(&path, &named(&second.id)).ok(201)["handed_by"], json!(second.id));
        for staff in [&first, &second] {
            open.attest(staff, voter, &page.pairing).problem(403, "same_hand");
        }
        // Somebody else does, and each of them does for another voter.
        open.attest(&teller(), voter, &page.pairing).ok(204);
        open.renew(voter, &page).ok(200);
        let other = &open.voters[1];
        open.attest(&first, other, &open.page(other).pairing).ok(204);

        let audit = open.poll.chair.get(&format!("/api/v1/communities/{}/audit?limit=200", open.poll.community)).text;
        assert!(audit.contains("slips.delivered") && audit.contains("slips.delivery_taken_back") && !audit.contains(&voter.serial));
        assert!(server.asked().iter().all(|path| !path.contains(&voter.serial)));
    }

    fn another_slip_has_the_same_credential_and_the_same_hands(server) {
        let open = Open::new(server, 2);
        let [early, late] = [(); 2].map(|()| open.poll.chair.brings(&open.poll.community, "teller"));
        let voter = &open.voters[0];
        delivers(&open, &early, voter, "household").ok(201);
        assert_eq!(listed(&open, voter)["state"], "handed_over");
        let before = server.now().to_string();
        server.wait(60);
        open.poll.chair.post(&format!("{}/voters/{}/slip", open.poll.path, voter.number), &json!({ "because": "lost" })).ok(204);
        let printed = open.poll.chair.post(&format!("{}/slips/print", open.poll.path), &json!({ "number": voter.number })).ok(200);
        let serial = printed["slips"][0]["serial"].as_str().unwrap().replace('-', "");
        let Voter { secret, credential, number, link, .. } = voter;
        let again = Voter { secret: secret.clone(), credential: *credential, serial, number: *number, link: link.clone() };
        let row = listed(&open, voter);
        assert_eq!((&row["state"], &row["deliveries"][0]["current"]), (&json!("waiting"), &json!(false)), "{row}");
        let page = open.page(&again);
        open.attest(&early, &again, &page.pairing).problem(403, "same_hand");

        // The void slip is not handed out any more. That it was handed out before it was void is no less true for being told late.
        delivers(&open, &late, voter, "in_person").problem(410, "slip_void");
        let at = |at: &str| late.post(&deliveries(&open, ""), &json!({ "serial": voter.serial, "how": "in_person", "at": at }));
        at("2020-01-01T00:00:00Z").problem(422, "field_invalid");
        at("2099-01-01T00:00:00Z").problem(422, "field_invalid");
        at("yesterday").problem(422, "field_invalid");
        at(&before).ok(201);
        assert_eq!(listed(&open, voter)["state"], "waiting");
        open.attest(&late, &again, &page.pairing).problem(403, "same_hand");
        open.attest(&open.poll.chair.brings(&open.poll.community, "teller"), &again, &page.pairing).ok(204);
    }

    fn who_has_a_slip_and_who_waits_for_one_is_known_by_stair(server) {
        let open = Open::new(server, 4);
        let chair = &open.poll.chair;
        let canvasser = chair.brings(&open.poll.community, "canvasser");
        let (own, other) = (of_room(&open, "1-1-101"), of_room(&open, "2-1-101"));
        // Before a building is assigned every serial is as good as one that is none.
        delivers(&open, &canvasser, own, "in_person").problem(403, "slip_unknown");
        assigns(&open, &canvasser, &json!(["１号楼"]));
        let first = id(&delivers(&open, &canvasser, own, "letterbox"));
        delivers(&open, &canvasser, other, "in_person").problem(403, "slip_unknown");
        let unknown = json!({ "serial": "ABCDEFGH", "how": "post" });
        canvasser.post(&deliveries(&open, ""), &unknown).problem(403, "slip_unknown");
        chair.brings(&open.poll.community, "auditor").get(&deliveries(&open, "")).problem(403, "forbidden");

        // The voter is met on the stairs afterwards: the latest record that stands says how.
        let second = id(&delivers(&open, &canvasser, own, "in_person"));
        let stairs = |person: &Person<'_>| person.get(&deliveries(&open, "")).ok(200)["stairs"].clone();
        let stair = |building: &str, in_person: u64, letterbox: u64, waiting: u64, without: u64| {
            json!({ "building": building, "stair": "1", "in_person": in_person, "household": 0, "letterbox": letterbox, "post": 0, "sent": 0,
                "not_sent": 0, "waiting": waiting, "without": without })
        };
        assert_eq!(stairs(&canvasser), json!([stair("1", 1, 0, 1, 0)]));
        takes_back(&open, &canvasser, &second).ok(204);
        assert_eq!(stairs(&canvasser), json!([stair("1", 0, 1, 1, 0)]));
        let gone = of_room(&open, "2-1-102");
        chair.post(&format!("{}/voters/{}/slip/void", open.poll.path, gone.number), &json!({ "because": "other" })).ok(204);
        assert_eq!(stairs(chair), json!([stair("1", 0, 1, 1, 0), stair("2", 0, 0, 1, 1)]));
        let turnout = chair.get(&format!("{}/turnout", open.poll.path)).ok(200);
        assert_eq!((&turnout["stairs"][0]["handed_over"], &turnout["stairs"][1]["handed_over"]), (&json!(1), &json!(0)), "{turnout}");

        // Where to go next, page by page, and not where there is nothing to bring.
        let rooms = |person: &Person<'_>, query: &str| -> Vec<String> {
            let (mut rooms, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = person.get(&deliveries(&open, &format!("/list?limit=1{query}{cursor}"))).ok(200);
                rooms.extend(page["items"].as_array().unwrap().iter().map(|row| row["room"].as_str().unwrap().to_owned()));
                let Some(next) = page["next"].as_str() else { return rooms };
                cursor = format!("&cursor={next}");
            }
        };
        assert_eq!(rooms(&canvasser, ""), ["1-1-101", "1-1-102"]);
        assert_eq!(rooms(&canvasser, "&waiting=true"), ["1-1-102"]);
        assert_eq!(rooms(chair, "&waiting=true&building=2%E5%8F%B7%E6%A5%BC&stair=1"), ["2-1-101"]);
        assert_eq!(listed(&open, gone)["state"], "void");
        takes_back(&open, chair, &first).ok(204);
        assert_eq!(rooms(&canvasser, "&waiting=true"), ["1-1-101", "1-1-102"]);
        // Nobody brings what went out by message.
        let sent = chair.request("POST", &format!("{}/voters/{}/slip/send", open.poll.path, own.number)).send();
        assert!(sent.status < 300, "{}", sent.text);
        assert_eq!((listed(&open, own)["state"].clone(), rooms(&canvasser, "&waiting=true")), (json!("sent"), vec!["1-1-102".to_owned()]));
    }
}
