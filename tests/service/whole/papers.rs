//! The paper of those who do not vote electronically, or tried to do both.

use serde_json::{Value, json};

use super::super::pictures::photo;
use super::super::server::{PASSWORD, Person};
use super::estate::Owner;
use super::votes::{Choice, Voting};

/// Two tellers who are named for the poll, with a stock of papers.
pub(super) struct Desk<'s> {
    pub(super) tellers: [Person<'s>; 2],
    path: String,
}

impl<'s> Desk<'s> {
    pub(super) fn new(voting: &Voting<'s>, stock: u32) -> Self {
        let poll = &voting.open.poll;
        let tellers = [0, 1].map(|_| poll.chair.brings(&poll.community, "teller"));
        for teller in &tellers {
            poll.chair.request("PUT", &format!("{}/staff/{}/roles/teller", poll.path, teller.id)).send().ok(204);
        }
        let desk = Self { tellers, path: format!("{}/papers", poll.path) };
        desk.tellers[0].post(&desk.path, &json!({ "count": stock })).ok(201);
        desk
    }

    /// Everybody signs in again: time has passed.
    pub(super) fn again(&mut self, voting: &Voting<'s>) {
        self.tellers = self.tellers.each_ref().map(|teller| voting.open.server.signs_in(&teller.login, PASSWORD));
    }

    /// One teller hands a paper out, the other one takes the envelope in; what becomes of it.
    #[track_caller]
    pub(super) fn votes(&self, voting: &Voting<'_>, owner: &Owner) -> Value {
        let issue = json!({ "voters": [{ "number": voting.slip(owner)["number"] }], "handed": true });
        let issued = self.tellers[0].post(&format!("{}/issue", self.path), &issue).ok(200);
        let back = json!({ "serial": issued["papers"][0]["serial"], "envelope": "sound" });
        self.tellers[1].post(&format!("{}/return", self.path), &back).ok(200)
    }

    /// Both count alone and agree, one brings the signed sheet, the other one seals it. All papers say the same.
    pub(super) fn counts(&self, voting: &Voting<'_>, pile: &Value, by: &[&Owner], choice: Choice<'_>) {
        let all = json!({ "people": by.len(), "area": by.iter().map(|owner| owner.2).sum::<u64>() });
        let none = json!({ "people": 0, "area": 0 });
        let chosen = |is: bool| if is { all.clone() } else { none.clone() };
        let elected: Vec<Value> = voting.candidates.iter().map(|name| chosen(choice.elects.contains(&name.as_str()))).collect();
        let asked = [elected, vec![chosen(choice.favours), chosen(!choice.favours), none.clone()]];
        let asked: Vec<Vec<Value>> = asked.into_iter().filter(|options| !options.is_empty()).collect();
        let question = |options: Vec<Value>| json!({ "options": options, "valid": all, "blank": none, "invalid": none });
        let tally = json!({ "pile": pile, "questions": asked.into_iter().map(question).collect::<Vec<_>>() });
        for teller in &self.tellers {
            teller.post(&format!("{}/tally", self.path), &tally).ok(200);
        }
        let scan = self.tellers[1].request("PUT", &format!("{}/scan", self.path));
        let scan = scan.raw("application/octet-stream", &photo(60, 40)).send().ok(200)["scan"].clone();
        self.tellers[0].post(&format!("{}/seal", self.path), &json!({ "scan": scan })).ok(200);
    }
}
