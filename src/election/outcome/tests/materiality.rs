//! The bound against every possible decision about the disputed ballots of small estates.

use super::*;
use proptest::prelude::*;

fn disputed(removed: Weight, added: Weight) -> Disputed {
    Disputed { removed, added }
}

#[test]
fn the_bound_is_exact_where_a_single_vote_matters() {
    // 520 of 780 took part, 271 approved, 249 did not.
    let both = |people| w(people, people * 100);
    let matter = |favour, against| {
        Matter::decide(Majority::Ordinary, votes(both(780), both(favour), both(against), Weight::ZERO), TAKES_PART).unwrap()
    };
    let material = |matter: &Matter, removed, added| material_to_matter(matter, disputed(both(removed), both(added))).unwrap();
    // One ballot less and too few took part.
    assert!(material(&matter(271, 249), 1, 0));
    // 560 took part, 291 approved: 21 fewer in favour (270 of 539) still pass, 22 fewer (269 of 538) do not.
    let safe = matter(291, 269);
    assert!(!material(&safe, 21, 0) && material(&safe, 22, 0));
    // 21 more against (291 of 581) still pass, 22 more (291 of 582) do not.
    assert!(!material(&safe, 0, 21) && material(&safe, 0, 22));
    assert!(!material(&safe, 10, 11) && material(&safe, 11, 11));
    // 280 of 560 are not enough: one more is. 270 of 560: 20 fewer against and 1 more in favour.
    assert!(!material(&matter(280, 280), 0, 0) && material(&matter(280, 280), 0, 1));
    assert!(!material(&matter(270, 290), 10, 10) && material(&matter(270, 290), 10, 11));
    // Taking away those against does not help where too few take part then.
    assert!(!material(&matter(260, 261), 2, 0));
    let too_much = disputed(both(561), Weight::ZERO);
    assert_eq!(material_to_matter(&safe, too_much), Err(OutcomeFault::MoreThanRoll));
}

#[test]
fn a_seat_is_disputed_only_if_somebody_could_take_it() {
    let votes = election(w(100, 10_000), &[(90, 9000), (80, 8000), (70, 7000), (40, 4000)]);
    let two = Committee { seats: 2, least: 1, alternates: 1, ..FIVE };
    let reading = two.decide(&votes).unwrap().by_rule;
    let material = |candidate, people| {
        material_to_candidate(&two, &votes, &reading, candidate, disputed(w(people, people * 100), Weight::ZERO)).unwrap()
    };
    assert_eq!([material(0, 9), material(1, 9), material(2, 9), material(3, 9)], [false; 4]);
    // Ten ballots: the second and the third could come level, and a tie is not broken.
    assert_eq!([material(0, 10), material(1, 10), material(2, 10), material(3, 10)], [false, true, true, false]);
    assert_eq!(material_to_candidate(&two, &votes, &reading, 4, Disputed::default()), Err(OutcomeFault::OtherItem));
}

/// A voter of a small estate: area, what the ballot says (a bit for each candidate, or an option), and what became of the ballot.
#[derive(Debug, Clone, Copy)]
struct Ballot {
    area: u64,
    choice: usize,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    NotIn,
    Counts,
    /// Counts, and may have to go.
    MayGo,
    /// Does not count, and may have to.
    MayCome,
}

fn estate() -> impl Strategy<Value = Vec<Ballot>> {
    let state =
        prop_oneof![Just(State::NotIn), Just(State::Counts), Just(State::Counts), Just(State::MayGo), Just(State::MayCome)];
    let ballot = (1_u64..6, 0_usize..8, state).prop_map(|(area, choice, state)| Ballot { area, choice, state });
    proptest::collection::vec(ballot, 1..9)
}

fn sum(ballots: &[Ballot], which: impl Fn(usize, &Ballot) -> bool) -> Weight {
    let chosen = ballots.iter().enumerate().filter(|(index, ballot)| which(*index, ballot));
    chosen.fold(Weight::ZERO, |sum, (_, ballot)| sum.plus(w(1, ballot.area)).unwrap())
}

/// Every way to decide about the disputed ballots, as sets of those that count; first the one that stands.
fn decisions(ballots: &[Ballot]) -> Vec<Vec<bool>> {
    let stands: Vec<bool> = ballots.iter().map(|b| matches!(b.state, State::Counts | State::MayGo)).collect();
    let open: Vec<usize> = (0..ballots.len()).filter(|i| matches!(ballots[*i].state, State::MayGo | State::MayCome)).collect();
    let turned = |mask: usize| {
        let mut counts = stands.clone();
        for (_, index) in open.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1) {
            counts[*index] = !counts[*index];
        }
        counts
    };
    (0..1_usize << open.len()).map(turned).collect()
}

fn all_disputed(ballots: &[Ballot]) -> Disputed {
    disputed(sum(ballots, |_, b| b.state == State::MayGo), sum(ballots, |_, b| b.state == State::MayCome))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_immaterial_to_a_matter_changes_nothing(ballots in estate(), special in any::<bool>()) {
        let majority = if special { Majority::Special } else { Majority::Ordinary };
        let decide = |counts: &[bool]| {
            let of = |options: &[usize]| sum(&ballots, |i, b| counts[i] && options.contains(&b.choice));
            let case = votes(sum(&ballots, |_, _| true), of(&[0, 1, 2, 3, 4]), of(&[5, 6]), of(&[7]));
            Matter::decide(majority, case, TAKES_PART).unwrap()
        };
        let decisions = decisions(&ballots);
        let stands = decide(&decisions[0]);
        if !material_to_matter(&stands, all_disputed(&ballots)).unwrap() {
            let carried = |matter: &Matter| matter.readings.by_rule.verdict == MatterVerdict::Carried;
            for other in &decisions {
                prop_assert_eq!(carried(&decide(other)), carried(&stands));
            }
        }
    }

    #[test]
    fn what_is_immaterial_to_a_candidate_changes_no_seat(ballots in estate(), ranking in 0_usize..3, seats in 1_usize..3) {
        let ranking = [Ranking::PeopleThenArea, Ranking::AreaThenPeople, Ranking::SumOfRatios][ranking];
        let committee = Committee { seats, least: 1, alternates: 1, ranking, ..FIVE };
        let case = |counts: &[bool]| {
            let favour = (0..3).map(|bit| sum(&ballots, |i, b| counts[i] && b.choice >> bit & 1 == 1)).collect();
            CommitteeVotes { turnout: turnout(sum(&ballots, |_, _| true), sum(&ballots, |i, _| counts[i])), favour }
        };
        let decide = |votes: &CommitteeVotes| committee.decide(votes).unwrap().by_rule;
        let decisions = decisions(&ballots);
        let votes = case(&decisions[0]);
        let stands = decide(&votes);
        for candidate in 0..3 {
            if !material_to_candidate(&committee, &votes, &stands, candidate, all_disputed(&ballots)).unwrap() {
                for other in &decisions {
                    let elected = decide(&case(other)).elected.contains(&candidate);
                    prop_assert_eq!(elected, stands.elected.contains(&candidate));
                }
            }
        }
    }

    #[test]
    fn nothing_disputed_is_never_material(ballots in estate()) {
        let of = |options: &[usize]| sum(&ballots, |_, b| b.state == State::Counts && options.contains(&b.choice));
        let case = votes(sum(&ballots, |_, _| true), of(&[0, 1, 2, 3]), of(&[4, 5, 6]), of(&[7]));
        let matter = Matter::decide(Majority::Ordinary, case, TAKES_PART).unwrap();
        prop_assert_eq!(material_to_matter(&matter, Disputed::default()), Ok(false));
    }

    /// One count alone, against every decision and every choice: the bound is not only safe but exact where both counts are equal.
    #[test]
    fn with_equal_areas_the_bound_is_exact(favour in 0_u64..8, rest in 0_u64..8, out in 0_u64..8, go in 0_u64..16, come in 0_u64..8, special in any::<bool>()) {
        let majority = if special { Majority::Special } else { Majority::Ordinary };
        let both = |people| w(people, people * 7);
        let total = both(favour + rest + out);
        let (go, come) = (go.min(favour + rest), come.min(out));
        let case = |favour, rest| Matter::decide(majority, votes(total, both(favour), both(rest), Weight::ZERO), TAKES_PART).unwrap();
        let carried = |matter: &Matter| matter.readings.by_rule.verdict == MatterVerdict::Carried;
        let stands = case(favour, rest);
        let mut changes = false;
        for gone_for in 0..=go.min(favour) {
            for gone_not in 0..=(go - gone_for).min(rest) {
                for come_for in 0..=come {
                    for come_not in 0..=(come - come_for) {
                        let other = case(favour - gone_for + come_for, rest - gone_not + come_not);
                        changes |= carried(&other) != carried(&stands);
                    }
                }
            }
        }
        prop_assert_eq!(material_to_matter(&stands, disputed(both(go), both(come))), Ok(changes));
    }
}
