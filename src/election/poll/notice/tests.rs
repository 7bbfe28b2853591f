//! Notices of an election of 2026, what they must not lack, and how they hung.

use jiff::civil::date;

use super::period::{PeriodFault, check, last_day};
use super::posting::{Hung, Posting, Seen, hung};
use super::*;
use crate::election::outcome::{Language, Subject};
use crate::election::poll::nomination::review::Person;
use crate::election::poll::package::{Item, MatterItem, Package};
use crate::election::rules::{BuiltIn, NonResponse, RuleSet};

fn rules() -> RuleSet {
    RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap()
}

/// A complete notice of a kind, about 20 April to 10 May.
fn notice(kind: Kind) -> Notice {
    let text = |part: Part| PartText { part, text: format!("{}……", part.names()[0]) };
    Notice {
        version: 1,
        poll: "oX3JHbEwRLoXJh1oX3JHbE".into(),
        kind,
        window: Some(Window { from: date(2026, 4, 20), until: date(2026, 5, 10) }),
        parts: kind.parts().into_iter().map(text).collect(),
        names: vec![Digest::of(b"package")],
        corrects: (kind == Kind::Correction).then(|| Digest::of(b"notice")),
    }
}

#[test]
fn a_complete_notice_is_frozen_by_its_digest() {
    for kind in Kind::ALL {
        let bytes = notice(kind).freeze().unwrap();
        assert_eq!(Notice::parse(&bytes), Ok(notice(kind)), "{kind:?}");
        let mut other = notice(kind);
        other.parts[0].text.push('。');
        assert_ne!(Digest::of(&other.freeze().unwrap()), Digest::of(&bytes));
    }
    let text = notice(Kind::Meeting).plain();
    assert!(text.starts_with("标题……\n\n致全体业主……"), "{text}");
    assert!(text.ends_with(&format!("防改码 {}\n", Digest::of(b"package"))), "{text}");
}

#[test]
fn every_part_that_a_kind_needs_is_missed() {
    for kind in Kind::ALL {
        for (index, part) in kind.parts().into_iter().enumerate() {
            let mut without = notice(kind);
            without.parts.remove(index);
            assert_eq!(without.freeze(), Err(vec![NoticeFault::Missing(part)]), "{kind:?}");
        }
    }
    // What disputes turn on stands in the notice of the meeting.
    let meeting = Kind::Meeting.parts();
    assert_eq!(meeting, Part::ALL);
}

#[test]
fn what_would_mislead_is_refused() {
    let fault = |change: &dyn Fn(&mut Notice)| {
        let mut notice = notice(Kind::Meeting);
        change(&mut notice);
        notice.freeze().unwrap_err().remove(0)
    };
    assert_eq!(fault(&|notice| notice.names.clear()), NoticeFault::Names);
    assert_eq!(fault(&|notice| notice.window = None), NoticeFault::Window);
    let backwards = Window { from: date(2026, 5, 10), until: date(2026, 4, 20) };
    assert_eq!(fault(&|notice| notice.window = Some(backwards)), NoticeFault::Window);
    assert_eq!(fault(&|notice| notice.parts.swap(2, 3)), NoticeFault::Order(Part::LegalBasis));
    assert_eq!(fault(&|notice| notice.parts.insert(1, notice.parts[0].clone())), NoticeFault::Order(Part::Title));
    assert_eq!(fault(&|notice| notice.corrects = Some(Digest::of(b"x"))), NoticeFault::Corrects);
    assert_eq!(fault(&|notice| notice.kind = Kind::Correction), NoticeFault::Corrects);
    assert_eq!(fault(&|notice| notice.version = 2), NoticeFault::Version(2));
    let hidden = fault(&|notice| notice.parts[3].text = "选聘\u{202e}物业".into());
    assert_eq!(hidden.to_string(), "matter has a hidden character, U+202E");
    assert_eq!(fault(&|notice| notice.parts[7].text.clear()).to_string(), "effect of silence is empty");
    let bytes = notice(Kind::Meeting).freeze().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(matches!(Notice::parse(text.replacen("2026-04-20", "2026-4-20", 1).as_bytes()), Err(NoticeFault::Json(_))));
    assert!(matches!(Notice::parse(text.replacen("2026-04-20", "2026-02-30", 1).as_bytes()), Err(NoticeFault::Json(_))));
}

#[test]
fn the_days_printed_are_enough_or_the_fault_says_which() {
    let rules = rules();
    let rules = rules.rules();
    // Posted on Saturday 4 April: fifteen days end on Sunday the 19th, so on Monday the 20th (民法典 203).
    assert_eq!(last_day(Kind::Meeting, date(2026, 4, 4), rules), Ok(Some(date(2026, 4, 20))));
    assert_eq!(check(&notice(Kind::Meeting), date(2026, 4, 4), rules), Err(PeriodFault::BeginsTooEarly(date(2026, 4, 20))));
    assert_eq!(check(&notice(Kind::Meeting), date(2026, 4, 2), rules), Ok(()));
    let mut list = notice(Kind::Candidates);
    list.window = Some(Window { from: date(2026, 3, 23), until: date(2026, 3, 29) });
    assert_eq!(check(&list, date(2026, 3, 23), rules), Err(PeriodFault::TooShort(date(2026, 3, 30))));
    list.window = Some(Window { from: date(2026, 3, 23), until: date(2026, 3, 30) });
    assert_eq!(check(&list, date(2026, 3, 23), rules), Ok(()));
    assert_eq!(last_day(Kind::Reminder, date(2026, 3, 23), rules), Ok(None));
    assert!(matches!(check(&list, date(2027, 3, 23), rules), Err(PeriodFault::Calendar(_))));
}

#[test]
fn a_period_begins_where_the_notice_came_last() {
    let places = ["1栋公告栏".to_owned(), "2栋公告栏".to_owned()];
    let meeting = Digest::of(b"meeting");
    let entry = |place: usize, seen, at| Posting {
        notice: meeting,
        place: places[place].clone(),
        seen,
        at,
        photo: Digest::of(b"photo"),
        by: Person("li".into()),
    };
    let first = [entry(0, Seen::Hangs, 10)];
    assert_eq!(hung(&first, meeting, &places, 99), Hung { missing: vec![places[1].clone()], since: None, interrupted: vec![] });
    let all = [entry(1, Seen::Hangs, 30), entry(0, Seen::Hangs, 10), entry(1, Seen::Hangs, 40)];
    assert_eq!(hung(&all, meeting, &places, 99).since, Some(30));
    // Photographed after the time in question: it did not hang yet.
    assert_eq!(hung(&all, meeting, &places, 20).missing, [places[1].clone()]);
    // Another notice on the same board is not this one.
    assert_eq!(hung(&all, Digest::of(b"other"), &places, 99).missing, places);
    let torn = [entry(0, Seen::Hangs, 10), entry(1, Seen::Hangs, 10), entry(1, Seen::Gone, 50)];
    assert_eq!(hung(&torn, meeting, &places, 99).interrupted, [places[1].clone()]);
    let again = [torn.as_slice(), &[entry(1, Seen::Hangs, 60)]].concat();
    assert_eq!(hung(&again, meeting, &places, 99), Hung { missing: vec![], since: Some(10), interrupted: vec![] });
}

#[test]
fn the_words_of_counting_follow_the_items() {
    let item = |subject, title: &str| Item::Matter(MatterItem { subject, title: title.into(), text: String::new() });
    let package = Package {
        version: 1,
        community: "湖光示范小区".into(),
        title: "业主大会".into(),
        text: String::new(),
        items: vec![item(Subject::PropertyCompany, "是否选聘绿园物业"), item(Subject::RaisingOfFund, "是否续筹维修资金")],
        rules: rules().digest(),
        roll: Digest::of(b"roll"),
    };
    assert_eq!(
        counting_words(Language::Chinese, &package),
        "按人数和专有部分面积分别计算。须由专有部分面积占比三分之二以上且人数占比三分之二以上的业主参与表决。\n\
         是否选聘绿园物业：须经参与表决面积过半数且人数过半数同意。\n\
         是否续筹维修资金：须经参与表决面积四分之三以上且人数四分之三以上同意。"
    );
    assert!(counting_words(Language::English, &package).contains("at least three quarters"));
    assert!(silence_words(Language::Chinese, NonResponse::FollowsMajority).contains("单独公布"));
    assert!(!silence_words(Language::Chinese, NonResponse::NotParticipating).contains("多数"));
}
