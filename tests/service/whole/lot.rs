//! 抽签: the rule set has a lot decide between two who are tied for the last seat. It is announced before its number can be known, and
//! anybody repeats it.

use serde_json::{Value, json};
use yepiao::crypto::hash::Digest;

use super::super::casting::world::Open;
use super::super::server::{Answer, PASSWORD, Server};
use super::estate::Estate;
use super::road::announced;
use super::votes::Voting;
use super::{FIVE, FOUR, TIED, choice, owner, voter_of};
use crate::stories;

const SEED: &str = "03 08 11 19 25 31 + 07";

/// A poll whose result hangs out, with two who are tied.
fn tied(server: &Server) -> Open<'_> {
    let rule = json!({ "key": "tie", "value": "lot", "basis": "S", "source": "业主大会议事规则 9" });
    let (poll, candidates) = announced(server, Estate::new(server), &[rule]);
    let voting = Voting::new(Open::planned(server, poll, &json!({})), candidates);
    let teller = voting.open.poll.chair.brings(&voting.open.poll.community, "teller");
    // Whoever stands confirms nobody's vote, though the office was given after the list hung out.
    let (chair, community) = (&voting.open.poll.chair, &voting.open.poll.community);
    let office = json!({ "secret": chair.invites(community, "teller"), "login": "stands", "name": "张三", "phone": owner("张三").4, "password": PASSWORD });
    server.post("/api/v1/invitations/accept", &office).ok(201);
    let voter = voting.voter(owner("褚林"));
    let page = voting.open.page(voter);
    voting.open.attest(&server.signs_in("stands", PASSWORD), voter, &page.pairing).problem(422, "candidate_serves");
    for (name, _) in FIVE {
        let voter = voter_of(name);
        let token = voting.attended(&teller, &voter);
        voting.casts(server, &token, &voter, choice(name));
    }
    for name in ["欧阳春", "赵六", "孙七", "钱八"] {
        let token = voting.attended(&teller, owner(name));
        voting.casts(server, &token, owner(name), FOUR);
    }
    let mut open = voting.open;
    // Nothing is tied before it is counted.
    announces(&open, later(server, 3600)).problem(404, "not_counted");
    open.ends(None);
    open.opens();
    open
}

fn later(server: &Server, seconds: i64) -> String {
    jiff::Timestamp::from_second(server.now().as_second() + seconds).unwrap().to_string()
}

fn announces(open: &Open<'_>, seed_from: String) -> Answer {
    let lot = json!({ "source": "双色球 2026058 期开奖号码", "seed_from": seed_from });
    open.poll.chair.post(&format!("{}/tie-lot", open.poll.path), &lot)
}

/// The log's entry at a position has this digest.
#[track_caller]
fn in_the_log(open: &Open<'_>, index: &Value, text: &str) {
    let entries = open.server.get(&open.path("log/entries?limit=200")).ok(200)["items"].clone();
    let entry: Value =
        serde_json::from_str(entries[usize::try_from(index.as_u64().unwrap()).unwrap()]["entry"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&entry["type"], &entry["sha256"]),
        (&json!("notice"), &json!(Digest::of(text.as_bytes()).to_string())),
        "{entry}"
    );
}

stories! {
    fn a_lot_that_anybody_repeats_decides_between_equal_votes(server) {
        let mut open = tied(server);
        let result = open.result();
        let tie = &result["certified"]["items"][0]["readings"]["by_rule"]["ties"][0];
        assert_eq!((&tie["seats"], &tie["alternates"]), (&json!(1), &json!(1)), "{tie}");
        let public = open.path("tie-lot");
        server.get(&public).problem(404, "not_found");
        let seed = |open: &Open<'_>, seed: &str| {
            open.poll.chair.post(&format!("{}/tie-lot/seed", open.poll.path), &json!({ "seed": seed }))
        };
        seed(&open, SEED).problem(409, "draw_missing");
        announces(&open, later(server, -60)).problem(422, "field_invalid");
        // The entrants are not chosen: they are who is tied, as the ballot has them.
        let announced = announces(&open, later(server, 3600)).ok(201);
        let mut entrants: Vec<&str> = announced["entrants"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        entrants.sort_unstable();
        let mut expected = TIED;
        expected.sort_unstable();
        assert_eq!(entrants, expected);
        assert_eq!(server.get(&public).ok(200), announced);
        in_the_log(&open, &announced["announced_index"], announced["announcement"].as_str().unwrap());
        // Not again until one likes it, not before the number can be known, and no other poll either.
        announces(&open, later(server, 7200)).problem(409, "drawn_already");
        seed(&open, SEED).problem(409, "draw_too_early");
        open.step("publish-result").ok(200);
        open.poll.chair.request("POST", &format!("{}/revote", open.poll.path)).send().problem(409, "tie_by_lot");
        open.poll.wait(server, 3601);
        let drawn = seed(&open, SEED).ok(200);
        seed(&open, "another").problem(409, "draw_missing");
        announces(&open, later(server, 7200)).problem(409, "drawn_already");

        // As a stranger does it: sha256sum of each line, sorted.
        let lot = server.get(&public).ok(200);
        assert_eq!(lot, drawn);
        assert_eq!((&lot["source"], &lot["announcement"]), (&announced["source"], &announced["announcement"]));
        let mut tickets: Vec<(String, &str)> = entrants
            .iter()
            .map(|entrant| (Digest::of(format!("yepiao/draw/v1|{SEED}|{entrant}").as_bytes()).to_string(), *entrant))
            .collect();
        tickets.sort_unstable();
        let [first, second] = [0, 1].map(|place| tickets[place].1);
        assert_eq!(lot["order"], json!([first, second]));
        assert_eq!(lot["settled"], json!([{ "seats": [first], "alternates": [second], "nothing": [] }]));
        let both = format!("{{\"announcement\":{},\"seed\":\"{SEED}\"}}", json!(lot["announcement"]));
        in_the_log(&open, &lot["seeded_index"], &both);
        // The certificate of before stands, and the log that went on fits to it.
        assert_eq!(open.result()["certified"], result["certified"]);
        open.a_head_of_today_holds("published");
        let other = server.beside();
        other.wait(open.poll.waited);
        assert_eq!(other.get(&public).ok(200), lot);
        let member = server.signs_in(&open.poll.chair.login, PASSWORD).brings(&open.poll.community, "member");
        member.post(&format!("{}/tie-lot/seed", open.poll.path), &json!({ "seed": "1" })).problem(403, "forbidden");
    }
}
