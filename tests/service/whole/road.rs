//! From the version of a roll to the announced meeting: who stands, and what is asked.

use serde_json::{Value, json};

use super::super::election::{Election, Nominee, codes, form, next_code, unit};
use super::super::opening::{Announced, later};
use super::super::pictures::photo;
use super::super::server::{PASSWORD, Person, Server};
use super::estate::{Estate, OWNERS};

const DAY: u32 = 24 * 3600;

/// Who stands.
pub(super) const STAND: [&str; 6] = ["张三", "李四", "王小明", "欧阳春", "丁一", "钱八"];

/// Of whom there is a photo: one who will be tied, and one who will not.
pub(super) const PHOTOGRAPHED: [&str; 2] = ["丁一", "张三"];

/// Somebody on the roll nominates themselves by a code to the phone on the roll.
fn nominates(election: &Election<'_>, server: &Server, who: &str) -> Nominee {
    let (building, room, _, name, phone) = OWNERS.iter().find(|owner| owner.3 == who).unwrap();
    let place = format!("{building}-{room}");
    let before = codes(server, phone).len();
    let asked = server.post(&election.public("nominations/code"), &json!({ "unit": unit(&place), "name": name }));
    let code = next_code(server, phone, before);
    Nominee::of(&election.tries((&place, name), &asked.ok(202)["challenge"], &code, &form()).ok(201))
}

/// The candidates in their order: by strokes, and where two have as many, as they came.
fn published(election: &Election<'_>) -> Vec<String> {
    let proposal = election.chair.get(&format!("{}/candidates", election.path())).ok(200);
    let groups = proposal["groups"].as_array().unwrap();
    let members = groups.iter().flat_map(|group| group["members"].as_array().unwrap());
    let order: Vec<&Value> = members.map(|member| &member["number"]).collect();
    let body = if order.len() > groups.len() {
        json!({ "rule": "strokes", "order": order, "reason": "笔画相同的，按报名先后" })
    } else {
        json!({ "rule": "strokes" })
    };
    election.step("publish-candidates", &body).ok(200);
    election.names()
}

/// What is asked: a committee of five, and a matter.
fn items() -> Value {
    json!([
        { "type": "committee", "title": "选举业主委员会委员", "scope": "whole", "seats": 5, "alternates": 2 },
        { "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" },
    ])
}

/// The announced meeting, and the candidates in their order: the voting begins in 21 days and lasts for 10.
pub(super) fn announced<'s>(server: &'s Server, estate: Estate<'s>, rules: &[Value]) -> (Announced<'s>, Vec<String>) {
    let Estate { operator, community, chair, members, version } = estate;
    let polls = format!("/api/v1/communities/{community}/polls");
    let made = chair.post(&polls, &json!({ "title": "首次业主大会", "items": items() })).ok(201);
    let poll = made["id"].as_str().unwrap().to_owned();
    if !rules.is_empty() {
        let path = format!("{polls}/{poll}");
        chair.put(&format!("{path}/rules"), &chair.get(&path).etag(), &json!({ "changes": rules })).ok(200);
    }
    let mut election = Election { server, community, chair, members, poll };
    drop(operator);
    let mut waited = 0;
    let mut wait = |election: &mut Election<'s>, days: u32| {
        server.wait(days * DAY);
        waited += days * DAY;
        let again = |person: &Person<'_>| server.signs_in(&person.login, PASSWORD);
        (election.chair, election.members) = (again(&election.chair), election.members.each_ref().map(again));
    };
    election.step("publish-roll", &json!({ "roll_version": version })).ok(200);
    election.step("open-nomination", &json!({})).problem(409, "period_runs");
    wait(&mut election, 8);
    election.step("open-nomination", &json!({})).ok(200);
    for who in STAND {
        let nominee = nominates(&election, server, who);
        if PHOTOGRAPHED.contains(&who) {
            // Two pictures that differ.
            let picture = photo(40, if who == PHOTOGRAPHED[0] { 30 } else { 50 });
            nominee.asks(server, "POST", "/photo").raw("image/jpeg", &picture).send().ok(200);
        }
        election.accept(&nominee);
    }
    let candidates = published(&election);
    assert_eq!(candidates.len(), STAND.len());
    wait(&mut election, 8);
    let path = election.path();
    let Election { community, chair, poll, .. } = election;
    let announced = Announced { chair, community, poll, path, waited };
    announced.step("announce", &json!({ "opens": later(waited, 21), "closes": later(waited, 31) }));
    (announced, candidates)
}
