//! A package of the model estate, what it asks, and what is refused.

use super::ask::Asked;
use super::*;
use crate::election::rules::BuiltIn;

fn rules() -> RuleSet {
    RuleSet::parse(BuiltIn::JilinChangchun.text().as_bytes()).unwrap()
}

fn candidate(name: &str, building: &str) -> Candidate {
    Candidate {
        name: name.into(),
        building: building.into(),
        age_band: "60-69".into(),
        political_status: Some("群众".into()),
        occupation: Some("退休教师".into()),
        resume: "1985 年起任教。\n2015 年退休。".into(),
        plans: "公开每一笔维修资金。".into(),
        photo: None,
    }
}

/// Committee of five, a property company, and the fund.
fn package() -> Package {
    let names = ["丁一", "王小明", "张伟", "张伟", "欧阳春", "赵丽", "钱进"];
    let buildings = ["1栋", "2栋", "3栋", "5栋", "2栋", "6栋", "7栋"];
    let matter = |subject, title: &str| Item::Matter(MatterItem { subject, title: title.into(), text: String::new() });
    Package {
        version: 1,
        community: "湖光示范小区".into(),
        title: "湖光示范小区第一次业主大会".into(),
        text: "书面和网上表决。".into(),
        items: vec![
            Item::Committee(CommitteeItem {
                title: "选举业主委员会委员".into(),
                text: String::new(),
                scope: Scope::Whole,
                seats: 5,
                alternates: 2,
                vote: CommitteeVote::UpToSeats,
                candidates: names.iter().zip(buildings).map(|(name, building)| candidate(name, building)).collect(),
            }),
            matter(crate::election::outcome::Subject::PropertyCompany, "是否选聘绿园物业"),
            matter(crate::election::outcome::Subject::RaisingOfFund, "是否续筹维修资金"),
        ],
        rules: rules().digest(),
        roll: Digest::of(b"roll"),
    }
}

/// The package with its election changed.
fn elected(change: impl FnOnce(&mut CommitteeItem)) -> Package {
    let mut package = package();
    if let Some(Item::Committee(item)) = package.items.first_mut() {
        change(item);
    }
    package
}

#[test]
fn what_is_announced_is_what_is_asked() {
    let package = package();
    package.check_rules(&rules()).unwrap();
    let asked = package.asked();
    let about: Vec<Asked> = asked.iter().map(|(about, _)| *about).collect();
    assert_eq!(about, [Asked::Committee { item: 0 }, Asked::Matter { item: 1 }, Asked::Matter { item: 2 }]);
    let committee = &asked[0].1;
    assert_eq!(committee.answers, ["丁一", "王小明", "张伟（3栋）", "张伟（5栋）", "欧阳春", "赵丽", "钱进"]);
    // Blank is the only way to be empty (protocol.md Part I section 3).
    assert_eq!((committee.min, committee.max, committee.blank), (1, 5, Some(true)));
    assert_eq!(asked[1].1.answers, ["同意", "反对", "弃权"]);
    assert_eq!((asked[2].1.min, asked[2].1.max, asked[2].1.allows_blank()), (1, 1, false));
}

#[test]
fn each_candidate_can_be_a_question_of_its_own() {
    let package = elected(|item| item.vote = CommitteeVote::Each);
    let asked = package.asked();
    assert_eq!(asked.len(), 9);
    assert_eq!(asked[3].0, Asked::Candidate { item: 0, candidate: 3 });
    assert_eq!(asked[3].1.question, "选举业主委员会委员：张伟（5栋）");
    assert!(matches!(
        package.check_rules(&rules()),
        Err(PackageFault::At { path, problem: Problem::OtherVote }) if path == "items[0].vote"
    ));
}

#[test]
fn fewer_candidates_than_seats_can_all_be_chosen() {
    let package = elected(|item| item.candidates.truncate(3));
    assert_eq!(package.questions()[0].max, 3);
}

#[test]
fn the_bytes_are_the_only_ones() {
    let package = package();
    let bytes = package.to_bytes().unwrap();
    assert_eq!(Package::parse(&bytes).unwrap(), package);
    assert_eq!(package.digest().unwrap(), Digest::of(&bytes));
    let text = String::from_utf8(bytes).unwrap();
    for (from, to) in [
        ("\"version\":1", "\"version\": 1"),
        ("\"seats\":5", "\"seats\":5,\"deputy\":1"),
        ("\"type\":\"matter\"", "\"type\":\"matter\",\"date\":\"2026-10-01\""),
        ("\"subject\":\"property_company\"", "\"subject\":\"dog_licences\""),
        ("\"version\":1", "\"key\":\"k\",\"version\":1"),
        ("\"seats\":5", "\"seats\":5,\"seats\":7"),
    ] {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text, "{from}");
        assert!(matches!(Package::parse(other.as_bytes()), Err(PackageFault::Json(_))), "{to}");
    }
    // The order of candidates is part of what was announced.
    let swapped = elected(|item| item.candidates.swap(0, 1));
    assert_ne!(swapped.digest(), package.digest());
}

#[test]
fn what_could_mislead_on_a_ballot_is_refused() {
    let fault = |package: Package| package.check().unwrap_err().to_string();
    for (package, message) in [
        (elected(|item| item.candidates.clear()), "items[0].candidates: 0 entries, 1 to 500 are allowed"),
        (elected(|item| item.seats = 0), "items[0].seats: no seats"),
        (elected(|item| item.candidates[3].building = "3栋".into()), "items[0].candidates[3].name: the same as entry 2"),
        (
            elected(|item| item.candidates[1].name = "王\u{200b}小明".into()),
            "items[0].candidates[1].name: has a hidden character, U+200B",
        ),
        (elected(|item| item.candidates[1].name = String::new()), "items[0].candidates[1].name: is empty"),
        (elected(|item| item.title = "是否选聘绿园物业".into()), "items[1].title: the same as entry 0"),
        (
            elected(|item| item.candidates[0].plans = "好".repeat(5_001)),
            "items[0].candidates[0].plans: has more than 5000 characters",
        ),
    ] {
        assert_eq!(fault(package), message);
    }
    let mut matter = package();
    if let Some(Item::Matter(item)) = matter.items.last_mut() {
        item.subject = crate::election::outcome::Subject::Committee;
    }
    assert_eq!(fault(matter), "items[2].subject: a matter cannot be the election of a committee");
    let mut empty = package();
    empty.items.clear();
    assert_eq!(fault(empty), "items: 0 entries, 1 to 50 are allowed");
    // 200 × 60 answers and numbers of answers: nobody's phone could prove that.
    let mut huge = package();
    let many = elected(|item| item.candidates = (0..500).map(|n| candidate(&format!("候选{n}"), "1栋")).collect());
    huge.items = (0..40)
        .map(|n| {
            let Some(Item::Committee(mut item)) = many.items.first().cloned() else { unreachable!() };
            item.title = format!("选举{n}");
            Item::Committee(item)
        })
        .collect();
    assert_eq!(fault(huge), "items: a ballot of this size cannot be cast");
    assert!(matches!(Package::parse(&vec![b' '; MAX_BYTES + 1]), Err(PackageFault::At { problem: Problem::TooLong(_), .. })));
}

#[test]
fn the_rule_set_limits_seats_and_alternates() {
    let refused = |package: Package| match package.check_rules(&rules()) {
        Err(PackageFault::At { problem, .. }) => problem,
        other => panic!("{other:?}"),
    };
    for seats in [1, 3, 4, 6, 12, 13] {
        assert_eq!(refused(elected(|item| item.seats = seats)), Problem::Seats(seats));
    }
    assert_eq!(refused(elected(|item| item.alternates = 6)), Problem::Alternates { given: 6, most: 5 });
    let mut other = package();
    other.rules = Digest::of(b"another rule set");
    assert_eq!(refused(other), Problem::OtherRules);

    // Two vacant seats are no committee of two.
    let by_election = elected(|item| (item.scope, item.seats, item.alternates) = (Scope::Vacancies, 2, 0));
    by_election.check_rules(&rules()).unwrap();
    let Some(Item::Committee(item)) = by_election.items.first() else { panic!() };
    assert_eq!((item.committee(rules().rules()).seats, item.committee(rules().rules()).least), (2, 1));
    let whole = package();
    let Some(Item::Committee(item)) = whole.items.first() else { panic!() };
    assert_eq!((item.committee(rules().rules()).seats, item.committee(rules().rules()).least), (5, 5));
}

#[test]
fn what_should_be_seen_before_printing() {
    use crate::election::outcome::Language;
    let many =
        |count: usize| elected(|item| item.candidates = (0..count).map(|n| candidate(&format!("候选{n}"), "1栋")).collect());
    let codes = |package: Package| package.warnings().into_iter().map(Warning::code).collect::<Vec<_>>();
    assert_eq!(codes(many(3)), ["fewer_than_seats"]);
    assert_eq!(codes(many(5)), ["no_choice"]);
    assert_eq!(codes(many(9)), [""; 0]);
    // 54 candidates for 8 seats failed; ten for five would too.
    assert_eq!(codes(many(10)), ["unreachable"]);
    let mut each = many(10);
    if let Some(Item::Committee(item)) = each.items.first_mut() {
        item.vote = CommitteeVote::Each;
    }
    assert_eq!(codes(each), [""; 0]);
    let words = many(10).warnings()[0].words(Language::Chinese);
    assert!(words.starts_with("候选人 10 人，每票最多选 5 人"), "{words}");
}

#[test]
fn another_program_writes_the_same_package_and_questions() {
    #[derive(Deserialize)]
    struct Vector {
        package: String,
        digest: Digest,
        candidates: Digest,
        questions: Vec<crate::election::parameters::Question>,
    }
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../../../tests/vectors/package-v1.json")).unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let package = Package::parse(vector.package.as_bytes()).unwrap();
        assert_eq!(package.digest(), Ok(vector.digest));
        assert_eq!(package.candidates_digest().unwrap(), Some(vector.candidates));
        assert_eq!(package.questions(), vector.questions);
    }
}
