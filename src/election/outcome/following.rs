//! The second tally where 议事规则 lets silence follow the majority: always apart from the first, and labelled.
//!
//! It may only stand beside the real one: the voters concerned got the ballot with proof and were warned of what silence means. They
//! are added to those who took part and to the side that already has more than half of both counts; where no side has, nothing
//! can be followed and there is no second tally.

use super::committee::{Committee, CommitteeReading, CommitteeVotes};
use super::majority::Majority;
use super::matter::{Matter, MatterReading, MatterVotes, read};
use super::turnout::{OutcomeFault, Turnout};
use crate::election::weight::Weight;

/// A matter with the silent added to the majority, its votes and what follows; `None` if neither 同意 nor 反对 nor 弃权 has more than half of both.
pub fn followed_matter(matter: &Matter, silent: Weight) -> Result<Option<(MatterVotes, MatterReading)>, OutcomeFault> {
    let took_part = matter.readings.by_rule.took_part;
    let after = added(&matter.votes.turnout, took_part, silent)?;
    let leads = |votes: Weight| Majority::Ordinary.approval(votes, took_part).carried;
    let add = |votes: Weight| votes.plus(silent).ok_or(OutcomeFault::TooLarge);
    let votes = matter.votes;
    let votes = if leads(votes.favour) {
        MatterVotes { favour: add(votes.favour)?, ..votes }
    } else if leads(votes.against) {
        MatterVotes { against: add(votes.against)?, ..votes }
    } else if leads(votes.abstain) {
        MatterVotes { abstain: add(votes.abstain)?, ..votes }
    } else {
        return Ok(None);
    };
    Ok(Some((votes, read(matter.majority, &votes, after))))
}

/// An election with the silent added: to a candidate's votes where more than half of both chose that candidate, and everywhere to
/// those who took part.
pub fn followed_committee(
    committee: &Committee,
    votes: &CommitteeVotes,
    silent: Weight,
) -> Result<(CommitteeVotes, CommitteeReading), OutcomeFault> {
    let first = committee.decide(votes)?.by_rule;
    let after = added(&votes.turnout, first.took_part, silent)?;
    let mut votes = votes.clone();
    for (favour, approval) in votes.favour.iter_mut().zip(&first.approvals) {
        if approval.carried {
            *favour = favour.plus(silent).ok_or(OutcomeFault::TooLarge)?;
        }
    }
    let reading = committee.read(&votes, after);
    Ok((votes, reading))
}

/// Those who took part and the silent. A ballot that is in, even void, is no silence.
fn added(turnout: &Turnout, took_part: Weight, silent: Weight) -> Result<Weight, OutcomeFault> {
    let returned = Weight::sum([turnout.valid, turnout.blank, turnout.invalid, silent]).ok_or(OutcomeFault::TooLarge)?;
    if !returned.within(turnout.total) {
        return Err(OutcomeFault::MoreThanRoll);
    }
    took_part.plus(silent).ok_or(OutcomeFault::TooLarge)
}
