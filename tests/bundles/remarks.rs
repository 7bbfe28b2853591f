//! What is said beside a result although nothing is wrong.

use yepiao::election::annex::line::Channel;
use yepiao::election::record::{Apart, ChosenBy, Exposed};
use yepiao::election::rules::Identification;
use yepiao::election::weight::Weight;

use crate::cli::{Desk, one_line};
use crate::story::{Story, Until};
use crate::world::{AREAS, Setup, World};

#[test]
fn choices_that_the_totals_show_are_told() {
    let world = World::new();
    let story = Story::honest(&world);
    let remarks = story.tell().audit().report.remarks;
    // Voters 0 and 3 have the same area.
    assert_eq!(remarks.unique_areas, 6);
    assert!(remarks.few_papers);
    let levels: Vec<(Identification, u64)> = remarks.levels.iter().map(|(level, weight)| (*level, weight.people)).collect();
    assert_eq!(levels, [(Identification::Sms, 6), (Identification::Witness, 1)]);
    let one = |answer, apart| Exposed { item: 0, answer: Some(answer), apart, chosen_by: ChosenBy::One, among: 1 };
    assert_eq!(remarks.exposed, [one(1, Apart::Electronic), one(2, Apart::Electronic), one(0, Apart::Paper)]);
    assert_eq!(remarks.second, None, "these rules have none");
    assert_eq!(remarks.uncosigned, ["jiedao.example.cn/w1"]);
    let window = remarks.window.unwrap();
    assert_eq!((window.until - window.from, window.kept), (1_000_000, false));
    let rules = remarks.rules.unwrap();
    assert_eq!(
        (rules.id.as_str(), rules.assumed.contains(&"tie"), rules.assumed.contains(&"notice_days")),
        ("national", true, false)
    );

    let desk = Desk::with(&[("record.zip", &story.tell().zip())]);
    let said = |lang: &str| one_line(&desk.verify(&["record.zip", "--lang", lang]).1);
    let (zh, en) = (said("zh"), said("en"));
    for words in [
        "投票凭证由投票系统以外的人制作",
        "8 位业主中有 6 位（75%）的面积与别人都不同",
        "用纸质票的只有 1 人，不到 10 人",
        "规则    全国（national）",
        "投票历时 0 天 0 小时，规则是 5 到 60 天",
        "约定的见证人没有在公开记录的防改码上签名：jiedao.example.cn/w1",
        "没有法律出处，是假定的：extension、",
        "怎样核验是不是本人：短信验证码 6 人，当面看证件 1 人",
        "第 1 项“反对”，网上只有 1 人选：由面积看得出是哪一户",
    ] {
        assert!(zh.contains(&one_line(words)), "{words}\n{zh}");
    }
    for words in [
        "The credentials were made outside the service",
        "6 of 8 owners (75%) have an area unlike all others",
        "Only 1 voted on paper, fewer than 10",
        "People could vote for 0 days and 0 hours; the rules have 5 to 60 days",
        "not cosigned by jiedao.example.cn/w1",
        "Item 1, against: chosen by 1 (electronic); the area tells which home",
    ] {
        assert!(en.contains(&one_line(words)), "{words}\n{en}");
    }
    assert!(!zh.contains("另计"), "{zh}");
    // Before the count there are no totals, but all that is known of who voted.
    let closed = Story::honest(&world).until(Until::Closed).tell().audit().report.remarks;
    assert_eq!((closed.unique_areas, closed.exposed.len(), closed.levels.len()), (6, 0, 2));
}

/// 指导规则 25: both totals are shown, and which of them counts.
#[test]
fn parking_is_told_both_ways() {
    let roll: fn(&mut yepiao::election::roll::MaskedRoll) = |roll| roll.totals.with_parking.area += 12_345;
    let world = World::with(Setup { roll, ..Setup::default() });
    let desk = Desk::with(&[("record.zip", &Story::honest(&world).tell().zip())]);
    let (code, said, _) = desk.verify(&["record.zip", "--lang", "zh"]);
    assert_eq!(code, Some(0), "{said}");
    let words = "车位不计入面积，全体是 8 人、872.50 ㎡；计入则是 8 人、995.95 ㎡。本次按规则不计入。";
    assert!(one_line(&said).contains(&one_line(words)), "{said}");
}

#[test]
fn the_weak_way_to_recognise_voters_is_called_so() {
    let rules = vec![("[\"sms\", \"witness\", \"official\"]", "[\"sms\", \"digits\"]")];
    let world = World::with(Setup { rules, ..Setup::default() });
    let mut story = Story::honest(&world);
    story
        .lines
        .iter_mut()
        .filter(|line| line.channel == Channel::Electronic)
        .take(2)
        .for_each(|line| line.level = Identification::Digits);
    let bundle = story.tell();
    let levels = bundle.audit().report.remarks.levels;
    assert_eq!(levels[&Identification::Digits], Weight { people: 2, area: AREAS[0] + AREAS[1] });
    let desk = Desk::with(&[("record.zip", &bundle.zip())]);
    let (code, said, _) = desk.verify(&["record.zip", "--lang", "zh"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(one_line(&said).contains("身份证号后四位2人。只核对身份证号后四位很弱"), "{said}");
}

#[test]
fn where_the_silent_follow_the_majority_that_is_counted_apart() {
    let rules = vec![("value = \"not_participating\"", "value = \"follows_majority\"")];
    let world = World::with(Setup { rules, ..Setup::default() });
    let bundle = Story::honest(&world).tell();
    let report = bundle.audit().report;
    assert!(report.is_valid());
    let second = report.remarks.second.unwrap();
    // Voter 7 stayed at home.
    assert_eq!(second.silent, Weight { people: 1, area: AREAS[7] });
    let sentences: Vec<&str> = second.items[0].sentences.iter().map(|sentence| sentence.zh.as_str()).collect();
    assert!(sentences.iter().all(|said| said.starts_with("另计（按议事规则，已送达而未表决的计入多数）：")), "{sentences:?}");
    assert!(sentences[1].contains("同意 6 人"), "{sentences:?}");
    // The result is what it was without them, and the certificate does not know of it.
    let certificate = report.outcome.unwrap();
    assert!(!format!("{:?}", certificate.items).contains("另计"));
    let desk = Desk::with(&[("record.zip", &bundle.zip())]);
    let (code, said, _) = desk.verify(&["record.zip", "--lang", "en"]);
    assert_eq!(code, Some(0), "{said}");
    let said = one_line(&said);
    assert!(
        said.contains(&one_line("Second tally, not the result")) && said.contains(&one_line("no record holds that proof")),
        "{said}"
    );
    let (_, json, _) = desk.verify(&["record.zip", "--json"]);
    let object: serde_json::Value = serde_json::from_str(&json).unwrap();
    let remarks = &object["remarks"];
    assert_eq!((&remarks["made_by"], &remarks["second"]["silent"]["people"]), (&"authority".into(), &1.into()));
    assert_eq!((&remarks["unique_areas"], &remarks["few_papers"]), (&6.into(), &true.into()));
    assert_eq!((&remarks["levels"]["sms"]["people"], &remarks["exposed"][0]["chosen_by"]), (&6.into(), &"one".into()));
}
