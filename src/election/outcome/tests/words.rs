//! The sentences, word by word.

use super::*;
use Language::{Chinese, English};

#[test]
fn who_took_part() {
    let total = w(721, 6_398_824);
    for (took_part, chinese, english) in [
        (
            w(489, 4_352_345),
            "参加表决的业主 489 人、面积 43523.45 ㎡（全体 721 人、面积 63988.24 ㎡），都超过三分之二，表决有效（民法典第二百七十八条）。",
            "489 owners with 43523.45 m² took part of 721 owners with 63988.24 m², both more than two thirds: the vote is valid (Civil Code, article 278).",
        ),
        (
            w(480, 4_352_345),
            "参加表决的业主 480 人、面积 43523.45 ㎡（全体 721 人、面积 63988.24 ㎡），人数未达到三分之二，面积超过三分之二，未达参与比例，未形成有效决定（民法典第二百七十八条）。",
            "480 owners with 43523.45 m² took part of 721 owners with 63988.24 m², less than two thirds by people and more than two thirds by area: too few for an effective decision (Civil Code, article 278).",
        ),
    ] {
        assert_eq!(participation_sentence(Chinese, took_part, total), chinese);
        assert_eq!(participation_sentence(English, took_part, total), english);
    }
    let exact = participation_sentence(Chinese, w(520, 52_005), w(780, 78_000));
    assert!(exact.contains("，人数达到三分之二，面积超过三分之二，表决有效"), "{exact}");
    assert!(participation_sentence(Chinese, w(520, 52_000), w(780, 78_000)).contains("都达到三分之二，表决有效"));
    assert!(participation_sentence(English, w(1, 5), w(1, 5)).starts_with("1 owner with 0.05 m² took part"));
}

#[test]
fn what_became_of_a_matter() {
    let both = |people| w(people, people * 100);
    let say = |language, majority, favour, against| {
        let votes = votes(both(780), both(favour), both(against), Weight::ZERO);
        let matter = Matter::decide(majority, votes, TAKES_PART).unwrap();
        matter_sentence(language, "选聘物业", majority, votes.favour, &matter.readings.by_rule)
    };
    let (ordinary, special) = (Majority::Ordinary, Majority::Special);
    for (sentence, expected) in [
        (say(Chinese, ordinary, 261, 259), "选聘物业：同意 261 人、面积 261.00 ㎡，都过半数，通过（民法典第二百七十八条）。"),
        (
            say(Chinese, ordinary, 260, 260),
            "选聘物业：同意 260 人、面积 260.00 ㎡，都恰为半数、未过半数，未形成有效决定（民法典第二百七十八条）。",
        ),
        (say(Chinese, ordinary, 259, 261), "选聘物业：同意 259 人、面积 259.00 ㎡，都未过半数，未通过（民法典第二百七十八条）。"),
        (
            say(Chinese, special, 390, 130),
            "选聘物业：同意 390 人、面积 390.00 ㎡，都达到四分之三，通过（民法典第二百七十八条）。",
        ),
        (
            say(Chinese, ordinary, 261, 0),
            "选聘物业：同意 261 人、面积 261.00 ㎡，都过半数，未达参与比例，未形成有效决定（民法典第二百七十八条）。",
        ),
        (
            say(English, special, 391, 129),
            "选聘物业: 391 owners with 391.00 m² in favour, both more than three quarters of those who took part: carried (Civil Code, article 278).",
        ),
        (
            say(English, ordinary, 260, 260),
            "选聘物业: 260 owners with 260.00 m² in favour, both exactly half, not more of those who took part: no effective decision (Civil Code, article 278).",
        ),
    ] {
        assert_eq!(sentence, expected);
    }
}

#[test]
fn what_became_of_the_candidates() {
    let favour = [(90, 900), (80, 800), (80, 800), (70, 700), (70, 700), (60, 600), (55, 500)];
    let committee = Committee { seats: 3, least: 3, alternates: 2, ..FIVE };
    let votes = election(w(100, 1000), &favour);
    let reading = committee.decide(&votes).unwrap().by_rule;
    let say = |reading: &CommitteeReading, candidate: usize| {
        candidate_sentence(Chinese, "张**", votes.favour[candidate], reading, candidate)
    };
    for (candidate, expected) in [
        (0, "张**得到 90 人、面积 9.00 ㎡同意，都过半数，当选（民法典第二百七十八条）。"),
        (3, "张**得到 70 人、面积 7.00 ㎡同意，都过半数，候补，次序待定（民法典第二百七十八条）。"),
        (5, "张**得到 60 人、面积 6.00 ㎡同意，都过半数，名次在后，未当选（民法典第二百七十八条）。"),
        (6, "张**得到 55 人、面积 5.00 ㎡同意，人数过半数，面积恰为半数、未过半数，未当选（民法典第二百七十八条）。"),
    ] {
        assert_eq!(say(&reading, candidate), expected);
    }
    let two = Committee { seats: 2, least: 2, ..committee }.decide(&votes).unwrap().by_rule;
    assert!(say(&two, 1).contains("得票相同，席位待定"));
    assert!(say(&two, 3).contains("得票相同，候补待定"));
    assert_eq!(
        candidate_sentence(English, "Zhang**", votes.favour[0], &reading, 0),
        "Zhang**: 90 owners with 9.00 m² in favour, both more than half of those who took part: elected (Civil Code, article 278)."
    );
    assert_eq!(candidate_sentence(Chinese, "", Weight::ZERO, &reading, 7), "");

    assert_eq!(committee_sentence(Chinese, 3, &reading), "应选 3 人，当选 3 人。");
    assert_eq!(committee_sentence(Chinese, 2, &two), "应选 2 人，当选 1 人，另有 1 席得票相同，待定。");
    let none = Committee { seats: 7, least: 7, ..committee }.decide(&votes).unwrap().by_rule;
    assert_eq!(committee_sentence(Chinese, 7, &none), "应选 7 人，当选 6 人，不足最低人数，业主委员会未能产生。");
    assert_eq!(
        committee_sentence(English, 7, &none),
        "6 elected for 7 seats, fewer than the least number: no committee comes about."
    );
}

#[test]
fn other_readings_are_labelled() {
    assert!(reading_label(Chinese, Some(BlankBallots::Participates)).starts_with("对照"));
    assert!(reading_label(Chinese, None).starts_with("另计"));
    assert!(reading_label(English, None).starts_with("Counted apart"));
}
