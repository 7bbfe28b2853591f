//! Who votes how.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use yepiao::crypto::seed::Seed;
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::json::to_canonical;

use super::super::casting::remote::{asks, begins, came, releases, sends, serial_in};
use super::super::casting::world::{Open, Voter, rng};
use super::super::election::codes;
use super::super::server::{Answer, Person, Server};
use super::estate::Owner;

/// The open poll with what is printed of its slips.
pub(super) struct Voting<'s> {
    pub(super) open: Open<'s>,
    /// In the order of the ballot.
    pub(super) candidates: Vec<String>,
    slips: Vec<Value>,
}

/// What somebody has in mind.
#[derive(Clone, Copy)]
pub(super) struct Choice<'c> {
    /// Names of candidates.
    pub(super) elects: &'c [&'c str],
    /// In favour of the company.
    pub(super) favours: bool,
}

/// What comes at one of two instances behind what was there before.
#[track_caller]
fn arrives(at: [&Server; 2], before: [usize; 2], there: impl Fn(&Server) -> Vec<String>) -> String {
    let begun = Instant::now();
    loop {
        let come = at.into_iter().zip(before).find_map(|(instance, before)| there(instance).get(before).cloned());
        if let Some(come) = come {
            return come;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no message came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl<'s> Voting<'s> {
    pub(super) fn new(open: Open<'s>, candidates: Vec<String>) -> Self {
        let printed = open.poll.chair.post(&format!("{}/slips/print", open.poll.path), &json!({})).ok(200);
        let slips = printed["slips"].as_array().unwrap().clone();
        Self { open, candidates, slips }
    }

    /// The slip of an owner, by the first unit.
    #[track_caller]
    pub(super) fn slip(&self, owner: &Owner) -> &Value {
        let place = format!("{}-1-{}", owner.0, owner.1);
        let is = |slip: &&Value| slip["room"] == place.as_str();
        self.slips.iter().find(is).unwrap_or_else(|| panic!("no slip: {owner:?} {:?}", self.slips))
    }

    #[track_caller]
    pub(super) fn voter(&self, owner: &Owner) -> &Voter {
        let number = self.slip(owner)["number"].as_i64().unwrap();
        self.open.voters.iter().find(|voter| voter.number == number).unwrap()
    }

    /// A new slip in place of a lost one; the voter's serial is another from now on.
    pub(super) fn issues_again(&mut self, owner: &Owner) {
        let number = self.slip(owner)["number"].clone();
        let path = &self.open.poll.path;
        self.open.poll.chair.post(&format!("{path}/voters/{number}/slip"), &json!({ "because": "lost" })).ok(204);
        self.open.begin(self.voter(owner)).problem(410, "slip_void");
        let printed = self.open.poll.chair.post(&format!("{path}/slips/print"), &json!({ "number": number })).ok(200);
        let serial = printed["slips"][0]["serial"].as_str().unwrap().to_owned();
        let voter = self.open.voters.iter_mut().find(|voter| json!(voter.number) == number).unwrap();
        assert_ne!(voter.serial, serial);
        voter.serial = serial;
    }

    pub(super) fn ballot(&self, owner: &Owner, choice: Choice<'_>, seed: u8) -> String {
        let elects: Vec<bool> = self.candidates.iter().map(|name| choice.elects.contains(&name.as_str())).collect();
        assert_eq!(elects.iter().filter(|chosen| **chosen).count(), choice.elects.len());
        // Where nobody stands there is only the matter.
        let mut selections = if elects.is_empty() { Vec::new() } else { vec![Selection::Answers(elects)] };
        if self.open.election.parameters().questions.len() > selections.len() {
            selections.push(Selection::Answers(vec![choice.favours, !choice.favours, false]));
        }
        let voter = self.voter(owner);
        let point = voter.credential.decode().unwrap();
        let sealed = Sealer::new(&self.open.election).seal(&point, &selections, Seed::new([seed; 32])).unwrap();
        String::from_utf8(to_canonical(&sealed.sign(&voter.secret, &mut rng()).unwrap()).unwrap()).unwrap()
    }

    /// Casts what somebody has in mind, at one of the instances; the receipt's promise is kept.
    #[track_caller]
    pub(super) fn casts(&self, server: &Server, token: &str, owner: &Owner, choice: Choice<'_>) {
        let ballot = self.ballot(owner, choice, 1);
        let receipt = self.open.cast_at(server, token, &ballot, Some(&self.open.hints(&ballot))).ok(201);
        self.open.keeps(&self.open.promise(&receipt));
    }

    /// With a witness who looks at a document.
    #[track_caller]
    pub(super) fn attended(&self, witness: &Person<'_>, owner: &Owner) -> String {
        self.open.token(witness, self.voter(owner))
    }

    /// From afar: by a code to the phone on the roll, which one of the instances sends.
    #[track_caller]
    pub(super) fn afar(&self, beside: &Server, owner: &Owner) -> String {
        let server = self.open.server;
        let page = self.open.page(self.voter(owner));
        let before = [server, beside].map(|instance| codes(instance, owner.4).len());
        let sent = server.post(&self.open.path("cast-sessions/code"), &json!({ "session": page.session })).ok(201);
        assert!(sent["phone"].as_str().unwrap().contains("****"), "{sent}");
        let code = arrives([server, beside], before, |instance| codes(instance, owner.4));
        let typed = |code: &str| {
            let factor = json!({ "session": page.session, "level": "sms", "challenge": sent["challenge"], "typed": code });
            server.post(&self.open.path("cast-sessions/confirm"), &factor)
        };
        typed(if code == "000000" { "000001" } else { "000000" }).problem(422, "code_wrong");
        let token = typed(&code).ok(200);
        assert_eq!(token["level"], "sms");
        token["access_token"].as_str().unwrap().to_owned()
    }

    /// From very far: the serial of a slip comes by message, and for a code and four characters the credential.
    #[track_caller]
    pub(super) fn far_away(&mut self, beside: &Server, owner: &Owner, id_number: &str) -> String {
        let (server, phone) = (self.open.server, owner.4);
        let slips = |instance: &Server| came(instance, phone, "slip_sent");
        let before = [server, beside].map(|instance| slips(instance).len());
        sends(&self.open.poll.chair, &self.open.poll.path, self.voter(owner).number).ok(202);
        let serial = serial_in(&arrives([server, beside], before, slips));
        let before = [server, beside].map(|instance| codes(instance, phone).len());
        let sent = asks(beside, &serial).ok(201);
        let code = arrives([server, beside], before, |instance| codes(instance, phone));
        let (challenge, four) = (sent["challenge"].as_str().unwrap(), &id_number[14..]);
        let released = releases(server, &serial, challenge, &code, four).ok(200);
        let number = self.voter(owner).number;
        let link = format!("#{}.{serial}", released["credential"].as_str().unwrap());
        let far = Voter::with(&link, number, &self.open.poll.poll);
        assert_eq!(far.credential, self.voter(owner).credential);
        let page = begins(&self.open, &far, &released["release"]);
        let token = self.open.renew(&far, &page).ok(200);
        assert_eq!(token["level"], "sms");
        *self.open.voters.iter_mut().find(|voter| voter.number == number).unwrap() = far;
        token["access_token"].as_str().unwrap().to_owned()
    }

    /// Puts off the end; as somebody who has read the poll.
    pub(super) fn extends(&self, until: &str) -> Answer {
        let etag = self.open.poll.chair.get(&self.open.poll.path).etag();
        let request = self.open.poll.chair.request("POST", &format!("{}/extend", self.open.poll.path));
        request.header("If-Match", &etag).json(&json!({ "until": until })).send()
    }
}
