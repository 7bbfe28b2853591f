//! Committees: seats, ranks, ties, alternates.

use super::*;
use proptest::prelude::*;

const EVERYONE: Weight = Weight { people: 100, area: 1000 };

fn decide(committee: Committee, favour: &[(u64, u64)]) -> CommitteeReading {
    committee.decide(&election(EVERYONE, favour)).unwrap().by_rule
}

#[test]
fn each_candidate_needs_both_majorities() {
    let favour = [(90, 900), (51, 501), (50, 900), (90, 500), (80, 800), (70, 700), (60, 600), (55, 999), (52, 501), (51, 999)];
    let reading = decide(FIVE, &favour);
    assert_eq!(reading.elected, [0, 4, 5, 6, 7]);
    assert_eq!(reading.alternates, [8, 9, 1]);
    assert_eq!((reading.ties.len(), reading.verdict), (0, CommitteeVerdict::Complete));
    assert!(!reading.approvals[2].carried && !reading.approvals[3].carried);
    let half = Committee { alternates: 2, ..FIVE };
    assert_eq!(decide(half, &favour).alternates, [8, 9]);
}

#[test]
fn the_rule_set_ranks() {
    let three = |ranking| Committee { seats: 3, least: 3, alternates: 0, ranking, ..FIVE };
    // Shares: 0.90 + 0.60, 0.60 + 0.95, 0.80 + 0.80, 0.80 + 0.70.
    let favour = [(90, 600), (60, 950), (80, 800), (80, 700)];
    assert_eq!(decide(three(Ranking::PeopleThenArea), &favour).elected, [0, 2, 3]);
    assert_eq!(decide(three(Ranking::AreaThenPeople), &favour).elected, [1, 2, 3]);
    let sum = decide(three(Ranking::SumOfRatios), &favour);
    assert_eq!((sum.elected, sum.verdict), (vec![2, 1], CommitteeVerdict::Tied));
    assert_eq!(sum.ties, [Tie { candidates: vec![0, 3], seats: 1, alternates: 0 }]);
}

#[test]
fn ties_are_reported_and_not_broken() {
    let small = Committee { seats: 3, least: 3, alternates: 2, ..FIVE };
    // Equal votes that do no harm: all three get a seat.
    let harmless = decide(small, &[(80, 800), (80, 800), (80, 800), (60, 600)]);
    assert_eq!((harmless.elected, harmless.alternates), (vec![0, 1, 2], vec![3]));
    assert_eq!((harmless.ties, harmless.verdict), (vec![], CommitteeVerdict::Complete));
    // One seat and both places of alternates for three.
    let last_seat = decide(small, &[(90, 900), (85, 800), (80, 800), (80, 800), (80, 800)]);
    assert_eq!((last_seat.elected, last_seat.alternates), (vec![0, 1], vec![]));
    assert_eq!(last_seat.ties, [Tie { candidates: vec![2, 3, 4], seats: 1, alternates: 2 }]);
    assert_eq!(last_seat.verdict, CommitteeVerdict::Tied);
    // Only the order among alternates is open.
    let order = decide(small, &[(90, 900), (85, 800), (80, 800), (70, 700), (70, 700), (60, 600)]);
    assert_eq!((order.elected, order.alternates), (vec![0, 1, 2], vec![3, 4]));
    assert_eq!(order.ties, [Tie { candidates: vec![3, 4], seats: 0, alternates: 2 }]);
    assert_eq!(order.verdict, CommitteeVerdict::Complete);
    // The same people and another area is no tie.
    assert_eq!(decide(small, &[(90, 900), (85, 800), (80, 801), (80, 800)]).ties, []);
}

#[test]
fn too_few_are_no_committee() {
    let seven = Committee { seats: 7, ..FIVE };
    let some = |number: usize| (0..number).map(|c| (90 - c as u64, 900)).collect::<Vec<_>>();
    assert_eq!(decide(seven, &some(4)).verdict, CommitteeVerdict::TooFewElected);
    assert_eq!(decide(seven, &some(5)).verdict, CommitteeVerdict::SeatsEmpty);
    assert_eq!(decide(seven, &some(7)).verdict, CommitteeVerdict::Complete);
    assert_eq!(decide(Committee { least: 0, ..seven }, &[(1, 1)]).verdict, CommitteeVerdict::TooFewElected);
    assert_eq!(decide(seven, &[]).verdict, CommitteeVerdict::TooFewElected);
}

#[test]
fn without_two_thirds_nobody_is_elected() {
    let mut votes = election(w(66, 900), &[(66, 900)]);
    votes.turnout.total = EVERYONE;
    let reading = FIVE.decide(&votes).unwrap().by_rule;
    assert_eq!((reading.verdict, reading.elected), (CommitteeVerdict::TooFewTookPart, vec![]));
    assert_eq!(reading.participation, Both { people: Standing::Below, area: Standing::Above });
}

#[test]
fn impossible_elections_are_refused() {
    let votes = election(EVERYONE, &[(1, 1), (101, 1)]);
    assert_eq!(FIVE.decide(&votes), Err(OutcomeFault::MoreThanBallots(1)));
    let good = election(EVERYONE, &[(1, 1)]);
    assert_eq!(Committee { seats: 0, least: 0, ..FIVE }.decide(&good), Err(OutcomeFault::Seats));
    assert_eq!(Committee { seats: 3, ..FIVE }.decide(&good), Err(OutcomeFault::Seats));
    assert_eq!(good.with_paper(&votes), Err(OutcomeFault::OtherItem));
    let none = CommitteeVotes { turnout: turnout(EVERYONE, Weight::ZERO), favour: vec![Weight::ZERO] };
    assert_eq!(good.with_paper(&none), Ok(good));
}

#[test]
fn blank_votes_take_part_and_lower_everyones_share() {
    let mut votes = election(w(80, 800), &[(45, 450)]);
    votes.turnout.total = EVERYONE;
    votes.turnout.blank = w(20, 200);
    let readings = Committee { seats: 1, least: 1, ..FIVE }.decide(&votes).unwrap();
    assert_eq!(readings.by_rule.verdict, CommitteeVerdict::TooFewElected);
    assert_eq!(readings.otherwise.elected, [0]);
}

#[test]
fn the_silent_bring_participation_and_change_no_majority() {
    let mut votes = election(w(60, 600), &[(40, 400), (30, 400)]);
    votes.turnout.total = EVERYONE;
    let one = Committee { seats: 1, least: 1, ..FIVE };
    assert_eq!(one.decide(&votes).unwrap().by_rule.verdict, CommitteeVerdict::TooFewTookPart);
    let (_, followed) = followed_committee(&one, &votes, w(20, 200)).unwrap();
    assert_eq!((followed.elected, followed.alternates), (vec![0], vec![]));
    assert_eq!(followed_committee(&one, &votes, w(41, 0)), Err(OutcomeFault::MoreThanRoll));
}

proptest! {
    #[test]
    fn the_published_order_gives_no_advantage(
        favour in proptest::collection::vec((40_u64..60, 400_u64..410), 0..9),
        turn in 0_usize..9,
        ranking in 0_usize..3,
    ) {
        let ranking = [Ranking::PeopleThenArea, Ranking::AreaThenPeople, Ranking::SumOfRatios][ranking];
        let committee = Committee { seats: 3, least: 1, alternates: 2, ranking, ..FIVE };
        let total = w(80, 800);
        let turn = turn.min(favour.len());
        let mut turned = favour.clone();
        turned.rotate_left(turn);
        let names = |reading: &CommitteeReading, shift: usize| {
            let back = |candidates: &[usize]| {
                let mut names: Vec<usize> = candidates.iter().map(|c| (c + shift) % favour.len()).collect();
                names.sort_unstable();
                names
            };
            let ties: Vec<_> = reading.ties.iter().map(|tie| (back(&tie.candidates), tie.seats, tie.alternates)).collect();
            (back(&reading.elected), back(&reading.alternates), ties, reading.verdict)
        };
        let first = committee.decide(&election(total, &favour)).unwrap().by_rule;
        let second = committee.decide(&election(total, &turned)).unwrap().by_rule;
        prop_assert_eq!(names(&first, 0), names(&second, turn));
        // Seats are never given twice, and never to somebody without both majorities.
        prop_assert!(first.elected.len() + first.ties.iter().map(|tie| tie.seats).sum::<usize>() <= committee.seats);
        prop_assert!(first.elected.iter().chain(&first.alternates).all(|c| first.approvals[*c].carried));
    }
}
