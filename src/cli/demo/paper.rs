//! The paper ballots: one teller hands them out at the door, the other takes the envelopes in; after the close both count, each alone, and
//! seal the signed sheet.

use chacha20::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::Unusable;
use super::people::{list, text};
use super::stage::Stage;
use super::voting::{Slip, choice};
use crate::election::ballot::make::Selection;
use crate::election::parameters::{Election, Question};

/// Envelopes from the printer.
const PRINTED: usize = 80;
/// Of those that go to voters who have not voted, so many come back sound.
const SOUND: usize = 52;
/// And so many without the voter's signature.
const UNSIGNED: usize = 2;

/// The sheet that both tellers signed: a drawing.
const SHEET: &[u8] = include_bytes!("sheet.png");

/// People, and area in 0.01 m².
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Votes {
    people: u64,
    area: u64,
}

impl Votes {
    fn add(&mut self, area: u64) {
        self.people = self.people.saturating_add(1);
        self.area = self.area.saturating_add(area);
    }
}

/// The papers' answers to a question, as the service takes them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Counted {
    options: Vec<Votes>,
    valid: Votes,
    blank: Votes,
    invalid: Votes,
}

impl Counted {
    fn new(question: &Question) -> Self {
        let none = Votes::default();
        Self { options: vec![none; question.answers.len()], valid: none, blank: none, invalid: none }
    }

    fn add(&mut self, selection: &Selection, area: u64) {
        let Selection::Answers(marks) = selection else { return self.blank.add(area) };
        self.valid.add(area);
        for (votes, _) in self.options.iter_mut().zip(marks).filter(|(_, mark)| **mark) {
            votes.add(area);
        }
    }
}

/// What is written on the papers in the sound envelopes, together: what both tellers will count.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Papers {
    questions: Vec<Counted>,
}

impl Papers {
    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        let count = |counted: &Counted| counted.valid.people.saturating_add(counted.blank.people);
        self.questions.first().map_or(0, count)
    }
}

/// The chair names both tellers for this poll.
pub(super) fn named(stage: &Stage<'_>) -> Result<(), Unusable> {
    let (chair, tellers) = (stage.chair()?, stage.tellers()?);
    for teller in tellers {
        let (me, _) = teller.get("api/v1/me")?;
        chair.ask("PUT", &stage.path(&format!("staff/{}/roles/teller", text(&me, "id"))), "", None)?;
    }
    Ok(())
}

/// Papers go out and come back: some voters use them, some do not sign, and one of those who voted already tries. What is in the box, and
/// who still has a slip to vote with.
pub(super) fn voted<'s>(
    stage: &Stage<'_>,
    voted: &[&'s Slip],
    left: &'s [&'s Slip],
    rng: &mut ChaCha20Rng,
) -> Result<(Papers, &'s [&'s Slip]), Unusable> {
    let election = Election::parse(stage.client.get(&stage.public("opening/election.json"))?.as_bytes());
    let election = election.map_err(|fault| Unusable(format!("election.json: {fault}")))?;
    let questions = &election.parameters().questions;
    let [hands_out, takes_in] = stage.tellers()?;
    hands_out.post(&stage.path("papers"), &json!({ "count": PRINTED }))?;
    let mut papers = Papers { questions: questions.iter().map(Counted::new).collect() };
    let (visited, left) = left.split_at_checked(SOUND.saturating_add(UNSIGNED)).unwrap_or((left, &[]));
    let wanted: Vec<Value> = visited.iter().chain(voted.first()).map(|slip| json!({ "number": slip.number })).collect();
    let issued = hands_out.post(&stage.path("papers/issue"), &json!({ "voters": wanted, "handed": true }))?;
    for (at, paper) in list(&issued, "papers").iter().enumerate() {
        let unsigned = (SOUND..SOUND.saturating_add(UNSIGNED)).contains(&at);
        let envelope = if unsigned { "unsigned" } else { "sound" };
        let body = json!({ "serial": text(paper, "serial"), "envelope": envelope });
        let back = takes_in.post(&stage.path("papers/return"), &body)?;
        if text(&back, "fate") == "valid" {
            let area = paper.get("area").and_then(Value::as_u64).unwrap_or(0);
            for (counted, selection) in papers.questions.iter_mut().zip(choice(questions, rng)) {
                counted.add(&selection, area);
            }
        }
    }
    Ok((papers, left))
}

/// After the close: both tellers count, one brings the scan, the other looks at it and seals.
pub(super) fn counted(stage: &Stage<'_>, papers: &Papers) -> Result<(), Unusable> {
    let [first, second] = stage.tellers()?;
    let (state, _) = first.get(&stage.path("papers"))?;
    if state.get("sealed_at").is_some() {
        return Ok(());
    }
    let balance = state.get("balance").cloned().unwrap_or_default();
    let number = |name: &str| balance.get(name).and_then(Value::as_u64).unwrap_or(0);
    let pile = json!({ "unused": number("unused"), "valid": number("valid"), "void": number("void"),
        "duplicate": number("duplicate") });
    let tally = json!({ "pile": pile, "questions": papers.questions });
    for teller in [first, second] {
        teller.post(&stage.path("papers/tally"), &tally)?;
    }
    let kept = first.ask("PUT", &stage.path("papers/scan"), "", Some(("application/octet-stream", SHEET)))?;
    second.ask("GET", &stage.path("papers/scan"), "", None)?;
    let scan = text(&stage.client.json(&kept)?, "scan");
    second.post(&stage.path("papers/seal"), &json!({ "scan": scan }))?;
    Ok(())
}
