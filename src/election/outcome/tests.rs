//! The law's worked cases and boundaries; brute force against the bounds in `tests/`.

mod boundaries;
mod elections;
mod materiality;
mod words;

use super::*;
use crate::election::rules::{BlankBallots, Ranking};
use crate::election::weight::Weight;

const TAKES_PART: BlankBallots = BlankBallots::Participates;

fn w(people: u64, area: u64) -> Weight {
    Weight { people, area }
}

/// Everyone whose ballot is in answered.
fn turnout(total: Weight, valid: Weight) -> Turnout {
    Turnout { total, valid, blank: Weight::ZERO, invalid: Weight::ZERO }
}

/// A matter with 同意, 反对 and 弃权.
fn votes(total: Weight, favour: Weight, against: Weight, abstain: Weight) -> MatterVotes {
    let valid = favour.plus(against).unwrap().plus(abstain).unwrap();
    MatterVotes { turnout: turnout(total, valid), favour, against, abstain }
}

/// What becomes of it by the frozen rule.
fn verdict(majority: Majority, votes: MatterVotes) -> MatterVerdict {
    Matter::decide(majority, votes, TAKES_PART).unwrap().readings.by_rule.verdict
}

/// `part` in favour out of `took_part` of `total`, with an area of 100 times the people.
fn plain(majority: Majority, favour: u64, took_part: u64, total: u64) -> MatterVerdict {
    let both = |people| w(people, people * 100);
    verdict(majority, votes(both(total), both(favour), Weight::ZERO, both(took_part - favour)))
}

const FIVE: Committee =
    Committee { seats: 5, least: 5, alternates: 5, ranking: Ranking::PeopleThenArea, blank: BlankBallots::Participates };

/// An election in which everyone on the roll voted.
fn election(everyone: Weight, favour: &[(u64, u64)]) -> CommitteeVotes {
    let favour = favour.iter().map(|(people, area)| w(*people, *area)).collect();
    CommitteeVotes { turnout: turnout(everyone, everyone), favour }
}
