//! The order among candidates.

use std::cmp::Ordering;

use super::majority::times;
use crate::election::rules::Ranking;
use crate::election::weight::Weight;

/// Which of two candidates stands first: `Less` is the first. `Equal` is a tie.
pub(super) fn compare(ranking: Ranking, a: Weight, b: Weight, took_part: Weight) -> Ordering {
    let people = b.people.cmp(&a.people);
    let area = b.area.cmp(&a.area);
    match ranking {
        Ranking::PeopleThenArea => people.then(area),
        Ranking::AreaThenPeople => area.then(people),
        Ranking::SumOfRatios => ratios(b, took_part).cmp(&ratios(a, took_part)),
    }
}

/// people/P + area/A over the common denominator P·A. Both products are below 2¹⁰⁶.
fn ratios(favour: Weight, took_part: Weight) -> u128 {
    times(favour.people, took_part.area).saturating_add(times(favour.area, took_part.people))
}
