//! Materiality: could the disputed ballots have changed anything? Bounded without opening a ballot.
//!
//! Disputed are ballots that count and may have to go (`removed`), and ballots that do not count and may have to be counted
//! (`added`), each with known people and area and unknown choices. Any part of them may be upheld, in any combination, with any
//! choices; people and area are bounded apart. So "no" is certain: no decision about any of these ballots changes the result.
//! "Yes" means that it cannot be excluded from the numbers alone.

use super::committee::{Committee, CommitteeReading, CommitteeVotes};
use super::majority::{Majority, times};
use super::matter::{Matter, MatterVerdict};
use super::turnout::OutcomeFault;
use crate::election::rules::Ranking;
use crate::election::weight::{MAX, Weight};

/// Disputed ballots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disputed {
    /// Counted, and may have to go.
    pub removed: Weight,
    /// Not counted, and may have to be counted.
    pub added: Weight,
}

/// One count (people, or area) of one question: in favour, of those who took part, of all; and what is disputed.
#[derive(Clone, Copy)]
struct Line {
    favour: u64,
    took_part: u64,
    total: u64,
    removed: u64,
    added: u64,
}

/// Whether the disputed ballots could change whether a matter is carried. `Err` if more is disputed than can be.
pub fn material_to_matter(matter: &Matter, disputed: Disputed) -> Result<bool, OutcomeFault> {
    let reading = &matter.readings.by_rule;
    let [people, area] = lines(matter.votes.favour, reading.took_part, matter.votes.turnout.total, disputed)?;
    Ok(match reading.verdict {
        MatterVerdict::Carried => can_fail(matter.majority, people) || can_fail(matter.majority, area),
        _ => can_carry(matter.majority, people) && can_carry(matter.majority, area),
    })
}

/// Whether the disputed ballots could change whether a candidate is certain of a seat. `Err` if more is disputed than can be, or
/// there is no such candidate.
pub fn material_to_candidate(
    committee: &Committee,
    votes: &CommitteeVotes,
    reading: &CommitteeReading,
    candidate: usize,
    disputed: Disputed,
) -> Result<bool, OutcomeFault> {
    let own = *votes.favour.get(candidate).ok_or(OutcomeFault::OtherItem)?;
    let (took_part, total) = (reading.took_part, votes.turnout.total);
    let [people, area] = lines(own, took_part, total, disputed)?;
    let others = votes.favour.iter().enumerate().filter(|(other, _)| *other != candidate).map(|(_, favour)| *favour);
    let field = Field { ranking: committee.ranking, took_part, disputed };
    if reading.elected.contains(&candidate) {
        let fails = can_fail(Majority::Ordinary, people) || can_fail(Majority::Ordinary, area);
        // Those who could come level with or before this candidate; a seat is certain only if they are fewer than the seats.
        let mut rivals = 0_usize;
        for other in others {
            let [people, area] = lines(other, took_part, total, disputed)?;
            let passes = can_carry(Majority::Ordinary, people) && can_carry(Majority::Ordinary, area);
            rivals = rivals.saturating_add(usize::from(passes && field.can_reach(other, own)));
        }
        // The others' loss can bring the committee below its least number, but that is no change of this candidate's votes.
        Ok(fails || rivals >= committee.seats)
    } else {
        let carries = can_carry(Majority::Ordinary, people) && can_carry(Majority::Ordinary, area);
        // Those who certainly pass and certainly stay before this candidate.
        let mut ahead = 0_usize;
        for other in others {
            let [people, area] = lines(other, took_part, total, disputed)?;
            let certain = !can_fail(Majority::Ordinary, people) && !can_fail(Majority::Ordinary, area);
            ahead = ahead.saturating_add(usize::from(certain && !field.can_reach(own, other)));
        }
        Ok(carries && ahead < committee.seats)
    }
}

fn lines(favour: Weight, took_part: Weight, total: Weight, disputed: Disputed) -> Result<[Line; 2], OutcomeFault> {
    let Disputed { removed, added } = disputed;
    // What goes has counted; what comes is of somebody on the roll who did not take part, or whose ballot did not.
    let all = Weight { people: MAX, area: MAX };
    if !removed.within(took_part) || !added.within(total) || !total.within(all) {
        return Err(OutcomeFault::MoreThanRoll);
    }
    let line = |favour, took_part, total, removed, added| Line { favour, took_part, total, removed, added };
    Ok([
        line(favour.people, took_part.people, total.people, removed.people, added.people),
        line(favour.area, took_part.area, total.area, removed.area, added.area),
    ])
}

/// Whether this count alone could stop being enough. Fewest take part when all that may go goes; fewest approve when what goes was in
/// favour and what comes is not.
fn can_fail(majority: Majority, line: Line) -> bool {
    let fewest = line.took_part.saturating_sub(line.removed);
    let lost = line.removed.min(line.favour);
    let favour = line.favour.saturating_sub(lost);
    let took_part = line.took_part.saturating_sub(lost).saturating_add(line.added);
    !two_thirds(fewest, line.total) || !enough(majority, favour, took_part)
}

/// Whether this count could become enough: all that comes is in favour, and of what is not in favour just so much goes that enough
/// still take part.
fn can_carry(majority: Majority, line: Line) -> bool {
    let favour = line.favour.saturating_add(line.added);
    let took_part = line.took_part.saturating_add(line.added);
    if !two_thirds(took_part, line.total) {
        return false;
    }
    // The greatest y with 3·(took_part − y) ≥ 2·total, or took_part > y ≥ 0 in any case.
    let spare = times(3, took_part).saturating_sub(times(2, line.total)).div_euclid(3);
    let spare = u64::try_from(spare).unwrap_or(u64::MAX);
    let gone = line.removed.min(line.took_part.saturating_sub(line.favour)).min(spare);
    enough(majority, favour, took_part.saturating_sub(gone))
}

fn two_thirds(took_part: u64, total: u64) -> bool {
    took_part > 0 && times(3, took_part) >= times(2, total)
}

fn enough(majority: Majority, favour: u64, took_part: u64) -> bool {
    let (numerator, denominator) = majority.fraction();
    let (have, need) = (times(denominator, favour), times(numerator, took_part));
    match majority {
        Majority::Ordinary => have > need,
        Majority::Special => have >= need && took_part > 0,
    }
}

/// How far disputed ballots can move candidates against each other.
struct Field {
    ranking: Ranking,
    took_part: Weight,
    disputed: Disputed,
}

impl Field {
    /// Whether `a` could come level with or before `b`: what goes was for b and not for a, what comes is for a and not for b.
    fn can_reach(&self, a: Weight, b: Weight) -> bool {
        let Disputed { removed, added } = self.disputed;
        let best = Weight { people: a.people.saturating_add(added.people), area: a.area.saturating_add(added.area) };
        let worst = b.less(removed);
        match self.ranking {
            Ranking::PeopleThenArea => (best.people, best.area) >= (worst.people, worst.area),
            Ranking::AreaThenPeople => (best.area, best.people) >= (worst.area, worst.people),
            Ranking::SumOfRatios => {
                let least = self.took_part.less(removed);
                let most = |took: u64, more: u64| took.saturating_add(more);
                let most =
                    Weight { people: most(self.took_part.people, added.people), area: most(self.took_part.area, added.area) };
                // lead_p/P + lead_a/A ≥ 0 for some P, A in range: a lead weighs most over the least number, a lag least over the greatest.
                let people = Lead::of(best.people, worst.people, least.people, most.people);
                let area = Lead::of(best.area, worst.area, least.area, most.area);
                match (people, area) {
                    (Lead::Ahead(..), Lead::Ahead(..)) => true,
                    (Lead::Behind(..), Lead::Behind(..)) => false,
                    (Lead::Ahead(lead, of), Lead::Behind(lag, whole)) | (Lead::Behind(lag, whole), Lead::Ahead(lead, of)) => {
                        times(lead, whole) >= times(lag, of)
                    }
                }
            }
        }
    }
}

/// A difference and the number it is a share of.
enum Lead {
    /// By so much, or level.
    Ahead(u64, u64),
    /// By so much, more than 0.
    Behind(u64, u64),
}

impl Lead {
    fn of(best: u64, worst: u64, least: u64, most: u64) -> Self {
        match best.checked_sub(worst) {
            Some(lead) => Self::Ahead(lead, least),
            None => Self::Behind(worst.saturating_sub(best), most),
        }
    }
}
