//! `tests/vectors/outcome-v1.json`: what totals decide, for programs in other languages: matters and elections with few voters, so that
//! thresholds are hit exactly and votes are equal. `tests/vectors/README.md` describes the fields.
//!
//! `YEPIAO_VECTORS=write cargo test --test vectors_outcome` writes it anew. If anything changes, so has the law, or the words of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use std::collections::{BTreeMap, BTreeSet};

use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use yepiao::crypto::hash::Digest;
use yepiao::election::outcome::{
    Committee, CommitteeVotes, Language, Majority, Matter, MatterVotes, Turnout, candidate_sentence, committee_sentence,
    matter_sentence, participation_sentence,
};
use yepiao::election::rules::{BlankBallots, Ranking};
use yepiao::election::weight::Weight;

/// Both languages of a sentence.
fn both(say: impl Fn(Language) -> String) -> Value {
    json!({ "zh": say(Language::Chinese), "en": say(Language::English) })
}

/// Draws small numbers.
struct Dice(ChaCha20Rng);

impl Dice {
    fn up_to(&mut self, most: u64) -> u64 {
        u64::from(self.0.next_u32()) % (most + 1)
    }

    /// Of at most so much; areas are often the people's hundredfold, so that both counts stand alike.
    fn weight(&mut self, most: Weight) -> Weight {
        let people = self.up_to(most.people);
        let area = if self.up_to(2) > 0 { (people * 100).min(most.area) } else { self.up_to(most.area) };
        Weight { people, area }
    }

    fn turnout(&mut self) -> (Turnout, BlankBallots, &'static str) {
        let people = 3 * (1 + self.up_to(4));
        let total = Weight { people, area: people * 100 };
        let valid = self.weight(total);
        let rest = Weight { people: total.people - valid.people, area: total.area - valid.area };
        let blank = if self.up_to(1) == 0 { Weight::ZERO } else { self.weight(rest) };
        // Now and then more than there are voters.
        let invalid = if self.up_to(19) == 0 { total } else { Weight::ZERO };
        let (rule, name) = match self.up_to(1) {
            0 => (BlankBallots::Participates, "participates"),
            _ => (BlankBallots::DoesNotParticipate, "does_not_participate"),
        };
        (Turnout { total, valid, blank, invalid }, rule, name)
    }
}

fn matter(dice: &mut Dice) -> Value {
    let (turnout, rule, rule_name) = dice.turnout();
    let (majority, majority_name) =
        if dice.up_to(1) == 0 { (Majority::Ordinary, "ordinary") } else { (Majority::Special, "special") };
    let favour = dice.weight(turnout.valid);
    let rest = Weight { people: turnout.valid.people - favour.people, area: turnout.valid.area - favour.area };
    let against = dice.weight(rest);
    // Now and then one vote too many.
    let more = u64::from(dice.up_to(19) == 0);
    let abstain = Weight { people: rest.people - against.people + more, area: rest.area - against.area };
    let decided = Matter::decide(majority, MatterVotes { turnout, favour, against, abstain }, rule);
    let expected = match decided {
        Err(fault) => json!({ "fault": fault.to_string() }),
        Ok(Matter { readings, .. }) => json!({
            "readings": readings,
            "sentences": [
                both(|language| participation_sentence(language, readings.by_rule.took_part, turnout.total)),
                both(|language| matter_sentence(language, "选聘物业", majority, favour, &readings.by_rule)),
            ],
        }),
    };
    json!({
        "turnout": turnout, "blank": rule_name, "majority": majority_name,
        "favour": favour, "against": against, "abstain": abstain, "expected": expected,
    })
}

fn committee(dice: &mut Dice) -> Value {
    let (turnout, blank, blank_name) = dice.turnout();
    let (ranking, ranking_name) = match dice.up_to(2) {
        0 => (Ranking::PeopleThenArea, "people_then_area"),
        1 => (Ranking::AreaThenPeople, "area_then_people"),
        _ => (Ranking::SumOfRatios, "sum_of_ratios"),
    };
    let number = |number: u64| usize::try_from(number).unwrap();
    let seats = number(dice.up_to(3));
    let committee = Committee { seats, least: number(dice.up_to(3)), alternates: number(dice.up_to(2)), ranking, blank };
    // Most have the votes of nearly everybody, or nobody would pass.
    let high = |dice: &mut Dice| {
        let missing = dice.up_to(2).min(turnout.valid.people);
        let people = turnout.valid.people - missing;
        Weight { people, area: (people * 100).min(turnout.valid.area) }
    };
    let favour: Vec<Weight> = (0..4).map(|_| if dice.up_to(3) == 0 { dice.weight(turnout.valid) } else { high(dice) }).collect();
    let votes = CommitteeVotes { turnout, favour: favour.clone() };
    let names = ["甲", "乙", "丙", "丁"];
    let expected = match committee.decide(&votes) {
        Err(fault) => json!({ "fault": fault.to_string() }),
        Ok(readings) => {
            let reading = &readings.by_rule;
            let candidates = favour.iter().zip(names).enumerate();
            let candidates =
                candidates.map(|(at, (votes, name))| both(|language| candidate_sentence(language, name, *votes, reading, at)));
            let mut sentences = vec![both(|language| committee_sentence(language, seats, reading))];
            sentences.extend(candidates);
            json!({ "readings": readings, "sentences": sentences })
        }
    };
    json!({
        "turnout": turnout, "blank": blank_name, "committee": committee, "ranking": ranking_name,
        "names": names, "favour": favour, "expected": expected,
    })
}

/// What became of a case: a verdict by the rules' own reading, or a fault.
fn kind(case: &Value) -> String {
    let expected = &case["expected"];
    expected["readings"]["by_rule"]["verdict"].as_str().or(expected["fault"].as_str()).unwrap().to_owned()
}

/// The first cases of each kind among many: some kinds are rare.
fn some_of_each(dice: &mut Dice, draw: fn(&mut Dice) -> Value) -> Vec<Value> {
    let mut seen = BTreeMap::<String, usize>::new();
    let drawn = (0..2_000).map(|_| draw(dice));
    drawn
        .filter(|case| {
            let seen = seen.entry(kind(case)).or_default();
            *seen += 1;
            *seen <= 12
        })
        .collect()
}

#[test]
fn outcomes_are_as_kept() {
    let mut dice = Dice(ChaCha20Rng::from_seed(Digest::of(b"outcome-v1").0));
    let made = json!({ "matters": some_of_each(&mut dice, matter), "committees": some_of_each(&mut dice, committee) });
    let verdicts = |cases: &Value| {
        let cases = cases.as_array().unwrap().iter();
        cases.filter(|case| case["expected"]["fault"].is_null()).map(kind).collect::<BTreeSet<_>>().len()
    };
    assert_eq!((verdicts(&made["matters"]), verdicts(&made["committees"])), (4, 5), "not every verdict occurs");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/outcome-v1.json");
    if std::env::var("YEPIAO_VECTORS").as_deref() == Ok("write") {
        std::fs::write(path, format!("{made}\n")).unwrap();
    }
    let kept: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(kept == made, "outcome-v1.json is not what is made here");
}
