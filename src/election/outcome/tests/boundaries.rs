//! Worked cases, and the exact boundaries of 民法典 278 with 1259.

use super::*;
use proptest::prelude::*;

#[test]
fn chongqing_2022_yu_05_min_zhong_5659() {
    // 3,936 households = 68.74 % and 340,575.45 m² = 70.53 % took part; the wholes are those that give these shares.
    let total = w(5726, 48_288_026);
    let took_part = w(3936, 34_057_545);
    let favour = w(3179, 28_119_421);
    let share = |part: u64, whole: u64| (part * 10_000 + whole / 2) / whole;
    assert_eq!((share(took_part.people, total.people), share(took_part.area, total.area)), (6874, 7053));
    assert_eq!((share(favour.people, took_part.people), share(favour.area, took_part.area)), (8077, 8256));
    let rest = w(took_part.people - favour.people, took_part.area - favour.area);
    let matter = Matter::decide(Majority::Ordinary, votes(total, favour, rest, Weight::ZERO), TAKES_PART).unwrap();
    let reading = matter.readings.by_rule;
    assert_eq!(reading.verdict, MatterVerdict::Carried);
    assert_eq!(reading.participation, Both { people: Standing::Above, area: Standing::Above });
    assert_eq!(verdict(Majority::Special, matter.votes), MatterVerdict::Carried);
}

#[test]
fn of_780_voters_520_must_take_part_and_261_approve() {
    use MatterVerdict::{Carried, NoDecision, TooFewTookPart};
    assert_eq!(plain(Majority::Ordinary, 519, 519, 780), TooFewTookPart);
    assert_eq!(plain(Majority::Ordinary, 261, 520, 780), Carried);
    assert_eq!(plain(Majority::Ordinary, 260, 520, 780), NoDecision);
    assert_eq!(plain(Majority::Special, 390, 520, 780), Carried);
    assert_eq!(plain(Majority::Special, 389, 520, 780), NoDecision);
}

#[test]
fn shanghai_421_to_414_becomes_407_to_414_when_15_flats_are_one_person() {
    let area = |people| w(people, 400_000);
    let total = w(1000, 1_000_000);
    let as_15 = votes(total, area(421), area(414), Weight::ZERO);
    assert_eq!(verdict(Majority::Ordinary, as_15), MatterVerdict::NoDecision, "the areas are equal");
    let more = |favour: u64, total: u64| votes(w(total, 1_000_000), w(favour, 500_000), w(414, 400_000), Weight::ZERO);
    assert_eq!(verdict(Majority::Ordinary, more(421, 1000)), MatterVerdict::Carried);
    assert_eq!(verdict(Majority::Ordinary, more(407, 986)), MatterVerdict::NoDecision);
    let by_area_too = votes(w(986, 1_000_000), w(407, 400_000), w(414, 500_000), Weight::ZERO);
    assert_eq!(verdict(Majority::Ordinary, by_area_too), MatterVerdict::Rejected);
}

#[test]
fn both_counts_are_needed() {
    let total = w(300, 30_000);
    for (favour, against, expected) in [
        (w(101, 10_001), w(99, 9999), MatterVerdict::Carried),
        (w(100, 10_001), w(100, 9999), MatterVerdict::NoDecision),
        (w(101, 10_000), w(99, 10_000), MatterVerdict::NoDecision),
        (w(101, 9000), w(98, 10_999), MatterVerdict::TooFewTookPart),
        (w(101, 9000), w(99, 10_999), MatterVerdict::TooFewTookPart),
        (w(99, 9999), w(101, 10_001), MatterVerdict::Rejected),
    ] {
        assert_eq!(verdict(Majority::Ordinary, votes(total, favour, against, Weight::ZERO)), expected, "{favour:?}");
    }
}

#[test]
fn nobody_decides_nothing() {
    for majority in [Majority::Ordinary, Majority::Special] {
        let none = votes(Weight::ZERO, Weight::ZERO, Weight::ZERO, Weight::ZERO);
        assert_eq!(verdict(majority, none), MatterVerdict::TooFewTookPart);
    }
}

#[test]
fn blank_and_invalid_ballots_are_read_both_ways() {
    // 520 of 780 with 20 blank and 10 void ones: without them too few took part.
    let both = |people| w(people, people * 100);
    let mut case = votes(both(780), both(261), both(229), Weight::ZERO);
    case.turnout.blank = both(20);
    case.turnout.invalid = both(10);
    let by_rule = Matter::decide(Majority::Ordinary, case, TAKES_PART).unwrap().readings;
    assert_eq!(by_rule.by_rule.verdict, MatterVerdict::Carried);
    assert_eq!(by_rule.otherwise.verdict, MatterVerdict::TooFewTookPart);
    let other = Matter::decide(Majority::Ordinary, case, BlankBallots::DoesNotParticipate).unwrap().readings;
    assert_eq!((other.by_rule, other.otherwise), (by_rule.otherwise, by_rule.by_rule));
}

#[test]
fn impossible_totals_are_refused() {
    let total = w(10, 1000);
    let good = votes(total, w(6, 600), w(2, 200), Weight::ZERO);
    let decide = |votes| Matter::decide(Majority::Ordinary, votes, TAKES_PART).map(|_| ());
    assert_eq!(decide(MatterVotes { abstain: w(1, 1), ..good }), Err(OutcomeFault::OptionsDiffer));
    assert_eq!(decide(votes(total, w(6, 600), w(5, 200), Weight::ZERO)), Err(OutcomeFault::MoreThanRoll));
    assert_eq!(decide(MatterVotes { favour: w(u64::MAX, 0), ..good }), Err(OutcomeFault::TooLarge));
    let huge = votes(w(u64::MAX, u64::MAX), w(6, 600), w(2, 200), Weight::ZERO);
    assert_eq!(decide(huge), Err(OutcomeFault::TooLarge));
    let other_roll = votes(w(11, 1000), Weight::ZERO, Weight::ZERO, Weight::ZERO);
    assert_eq!(good.with_paper(other_roll), Err(OutcomeFault::OtherItem));
}

#[test]
fn paper_is_added_option_by_option() {
    let total = w(780, 78_000);
    let mut paper = votes(total, w(60, 6000), w(10, 1000), w(1, 100));
    paper.turnout.invalid = w(2, 200);
    let sum = votes(total, w(201, 20_100), w(230, 23_000), w(20, 2000)).with_paper(paper).unwrap();
    assert_eq!((sum.favour, sum.against, sum.abstain), (w(261, 26_100), w(240, 24_000), w(21, 2100)));
    assert_eq!((sum.turnout.valid, sum.turnout.invalid), (w(522, 52_200), w(2, 200)));
    assert_eq!(verdict(Majority::Ordinary, sum), MatterVerdict::NoDecision);
}

#[test]
fn the_silent_follow_the_majority_only_beside_the_result() {
    let both = |people| w(people, people * 100);
    let decide = |favour, against, abstain| {
        Matter::decide(Majority::Ordinary, votes(both(780), both(favour), both(against), both(abstain)), TAKES_PART).unwrap()
    };
    let matter = decide(261, 200, 50);
    assert_eq!(matter.readings.by_rule.verdict, MatterVerdict::TooFewTookPart);
    let (_, followed) = followed_matter(&matter, both(100)).unwrap().unwrap();
    assert_eq!((followed.verdict, followed.took_part), (MatterVerdict::Carried, both(611)));
    assert_eq!(matter.readings.by_rule.verdict, MatterVerdict::TooFewTookPart);
    let (_, against) = followed_matter(&decide(200, 261, 50), both(100)).unwrap().unwrap();
    assert_eq!(against.verdict, MatterVerdict::Rejected);
    assert_eq!(followed_matter(&decide(200, 200, 50), both(100)), Ok(None));
    assert_eq!(followed_matter(&matter, both(270)), Err(OutcomeFault::MoreThanRoll));
}

#[test]
fn three_subjects_of_nine_need_three_quarters() {
    use Subject::{CommonParts, RaisingOfFund, Rebuilding};
    for special in [RaisingOfFund, Rebuilding, CommonParts] {
        assert_eq!(special.majority(), Majority::Special);
    }
    let ordinary = ["rules_of_procedure", "management_rules", "committee", "property_company", "use_of_fund", "other_major"];
    for name in ordinary {
        let subject: Subject = serde_json::from_value(name.into()).unwrap();
        assert_eq!(subject.majority(), Majority::Ordinary);
    }
}

#[test]
fn warnings() {
    assert!(choose_up_to_is_unreachable(54, 8) && choose_up_to_is_unreachable(10, 5));
    assert!(!choose_up_to_is_unreachable(9, 5) && !choose_up_to_is_unreachable(15, 8));
    assert_eq!([0, 1, 9, 10].map(few_paper_ballots_show_choices), [false, true, true, false]);
}

/// Areas of whole cities, to 10¹¹ and beyond.
const LARGE: u64 = 500_000_000_000;

proptest! {
    #[test]
    fn exactly_two_thirds_take_part_and_one_less_do_not(third in 1..LARGE) {
        let total = w(3 * third, 3 * third);
        let reached = |part| verdict(Majority::Ordinary, votes(total, part, Weight::ZERO, Weight::ZERO)) == MatterVerdict::Carried;
        prop_assert!(reached(w(2 * third, 2 * third)));
        prop_assert!(!reached(w(2 * third - 1, 2 * third)));
        prop_assert!(!reached(w(2 * third, 2 * third - 1)));
    }

    #[test]
    fn exactly_half_fails_and_one_more_passes(half in 1..LARGE) {
        let took_part = w(2 * half, 2 * half);
        let case = |favour: Weight| {
            let against = w(took_part.people - favour.people, took_part.area - favour.area);
            verdict(Majority::Ordinary, votes(took_part, favour, against, Weight::ZERO))
        };
        prop_assert_eq!(case(w(half, half)), MatterVerdict::NoDecision);
        prop_assert_eq!(case(w(half + 1, half)), MatterVerdict::NoDecision);
        prop_assert_eq!(case(w(half, half + 1)), MatterVerdict::NoDecision);
        prop_assert_eq!(case(w(half + 1, half + 1)), MatterVerdict::Carried);
        prop_assert_eq!(case(w(half - 1, half - 1)), MatterVerdict::Rejected);
    }

    #[test]
    fn exactly_three_quarters_pass_and_one_less_do_not(quarter in 1..LARGE) {
        let took_part = w(4 * quarter, 4 * quarter);
        let carried = |people, area| {
            let rest = w(took_part.people - people, took_part.area - area);
            verdict(Majority::Special, votes(took_part, w(people, area), Weight::ZERO, rest)) == MatterVerdict::Carried
        };
        prop_assert!(carried(3 * quarter, 3 * quarter));
        prop_assert!(!carried(3 * quarter - 1, 3 * quarter));
        prop_assert!(!carried(3 * quarter, 3 * quarter - 1));
    }

    #[test]
    fn the_scale_does_not_matter(case in small_case(), factor in 1..LARGE) {
        let times = |weight: Weight| w(weight.people * factor, weight.area * factor);
        let (total, favour, against, abstain) = case;
        for majority in [Majority::Ordinary, Majority::Special] {
            let plain = verdict(majority, votes(total, favour, against, abstain));
            let scaled = verdict(majority, votes(times(total), times(favour), times(against), times(abstain)));
            prop_assert_eq!(plain, scaled);
        }
    }

    #[test]
    fn a_vote_in_favour_never_turns_carried_into_failed(case in small_case(), area in 1_u64..5) {
        let (total, favour, against, abstain) = case;
        for majority in [Majority::Ordinary, Majority::Special] {
            if verdict(majority, votes(total, favour, against, abstain)) != MatterVerdict::Carried {
                continue;
            }
            let one = w(1, area);
            let more = votes(total.plus(one).unwrap(), favour.plus(one).unwrap(), against, abstain);
            // Of somebody who abstained before: took part already.
            if abstain.people > 0 && abstain.area >= area {
                let fewer = w(abstain.people - 1, abstain.area - area);
                let changed = verdict(majority, votes(total, favour.plus(one).unwrap(), against, fewer));
                prop_assert_eq!(changed, MatterVerdict::Carried);
            }
            // Of somebody who had not voted, whether already on the roll or not.
            prop_assert_eq!(verdict(majority, more), MatterVerdict::Carried);
        }
    }
}

/// Total, 同意, 反对, 弃权 of a small estate.
fn small_case() -> impl Strategy<Value = (Weight, Weight, Weight, Weight)> {
    let weight = || (0_u64..20, 0_u64..100).prop_map(|(people, area)| w(people, area));
    (weight(), weight(), weight(), weight()).prop_map(|(out, favour, against, abstain)| {
        let total = [out, favour, against, abstain].into_iter().fold(Weight::ZERO, |sum, part| sum.plus(part).unwrap());
        (total, favour, against, abstain)
    })
}
