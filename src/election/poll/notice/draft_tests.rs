//! Drafts of notices of 2026: what follows from the poll stands in them, what only people know is a gap.

use jiff::civil::date;

use super::draft::{Facts, GAP, draft, names, window};
use super::*;
use crate::election::outcome::Subject;
use crate::election::poll::course::{Act, Action, Actor, Course, Objections, PackageShown};
use crate::election::poll::package::{Item, MatterItem, Package};
use crate::election::poll::role::Role;
use crate::election::rules::{BuiltIn, RuleSet};

fn time(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

struct World {
    rules: RuleSet,
    package: Package,
    course: Course,
    now: i64,
}

impl World {
    /// A draft on the first of March.
    fn new() -> Self {
        let rules = RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap();
        let matter =
            MatterItem { subject: Subject::PropertyCompany, title: "是否选聘绿园物业".into(), text: String::new() };
        let package = Package {
            version: 1,
            community: "湖光小区".into(),
            title: "2026年业主大会".into(),
            text: String::new(),
            items: vec![Item::Matter(matter)],
            rules: rules.digest(),
            roll: Digest::of(b"roll"),
        };
        let now = time("2026-03-01T10:00:00+08:00");
        Self { rules, package, course: Course::draft(now), now }
    }

    fn act(&mut self, at: &str, action: Action) {
        self.now = time(at);
        let act = Act { by: Actor::Person(Role::Chair), at: self.now, action, override_reason: Some("不等".into()) };
        self.course = self.course.apply(&act, &self.rules).unwrap();
    }

    fn announced() -> Self {
        let mut world = Self::new();
        let roll = Digest::of(b"roll");
        world.act("2026-03-02T10:00:00+08:00", Action::PublishRoll { roll, waiting_rows: 0 });
        let announce = Action::Announce {
            package: PackageShown::of(&world.package, &world.rules).unwrap(),
            frozen_roll: Some(roll),
            objections: Objections::default(),
            opens: time("2026-04-20T08:00:00+08:00"),
            closes: time("2026-05-11T00:00:00+08:00"),
        };
        world.act("2026-04-01T10:00:00+08:00", announce);
        world
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            poll: "oX3JHbEwRLoXJh1oX3JHbE",
            package: &self.package,
            course: &self.course,
            rules: self.rules.rules(),
            masked: Some(Digest::of(b"masked")),
            host: "vote.example.cn",
            now: self.now,
            corrected: None,
        }
    }
}

fn part(notice: &Notice, part: Part) -> &str {
    &notice.parts.iter().find(|text| text.part == part).unwrap().text
}

#[test]
fn the_notice_of_the_meeting_says_what_the_poll_says() {
    let world = World::announced();
    let meeting = draft(Kind::Meeting, &world.facts()).unwrap();
    assert_eq!(meeting.names, [world.package.digest().unwrap()]);
    assert_eq!(meeting.window, Some(Window { from: date(2026, 4, 20), until: date(2026, 5, 10) }));
    assert_eq!(part(&meeting, Part::Title), "湖光小区业主大会会议公告");
    // What ends at midnight ends with the day before.
    assert_eq!(part(&meeting, Part::TimeWindow), "投票时间：2026年4月20日 08:00 至 2026年5月10日 24:00。");
    assert!(part(&meeting, Part::Matter).ends_with("\n1. 是否选聘绿园物业"));
    assert!(part(&meeting, Part::CountingRules).contains("过半数"));
    assert!(part(&meeting, Part::EffectOfSilence).contains("没有投票的"));
    assert!(part(&meeting, Part::PlaceAndWay).contains("vote.example.cn"));
    assert_eq!(part(&meeting, Part::Date), "2026年4月1日");
    // It is whole but for what only people know.
    let faults = meeting.freeze().unwrap_err();
    assert_eq!(faults, [NoticeFault::Gap(Part::PlaceAndWay), NoticeFault::Gap(Part::Objections)]);
    let mut filled = meeting;
    for text in &mut filled.parts {
        text.text = text.text.replace(GAP, "小区门卫室");
    }
    filled.freeze().unwrap();
}

#[test]
fn every_kind_is_drafted_with_all_its_parts_or_comes_too_early() {
    let world = World::announced();
    for kind in Kind::ALL {
        let mut facts = world.facts();
        if kind == Kind::Correction {
            facts.corrected = Some((Digest::of(b"notice"), "湖光小区业主大会会议公告", date(2026, 4, 1)));
        }
        let Some(made) = draft(kind, &facts) else {
            let early =
                matches!(kind, Kind::Candidates | Kind::Extension | Kind::Result | Kind::FirstCommitteeMeeting | Kind::Filing);
            assert!(early && names(kind, &facts).is_none(), "{kind:?}");
            continue;
        };
        let gaps = |fault: &NoticeFault| matches!(fault, NoticeFault::Gap(_));
        assert!(made.faults().iter().all(gaps), "{kind:?}: {:?}", made.faults());
        assert_eq!(made.window, window(kind, &facts), "{kind:?}");
        assert_eq!(made.corrects.is_some(), kind == Kind::Correction);
    }
    let draft_only = World::new();
    for kind in [Kind::Roll, Kind::Meeting, Kind::Reminder, Kind::Counting] {
        assert_eq!(draft(kind, &draft_only.facts()), None, "{kind:?}");
    }
    // A correction of nothing.
    assert_eq!(draft(Kind::Correction, &world.facts()), None);
}

#[test]
fn a_publication_hangs_for_its_whole_period() {
    let mut world = World::new();
    world.act("2026-03-02T10:00:00+08:00", Action::PublishRoll { roll: Digest::of(b"roll"), waiting_rows: 0 });
    let roll = draft(Kind::Roll, &world.facts()).unwrap();
    assert_eq!(roll.names, [Digest::of(b"masked")], "people compare the list that they see");
    assert_eq!(part(&roll, Part::TimeWindow), "公示期：2026年3月2日 至 2026年3月9日 24:00。");
    assert!(part(&roll, Part::Objections).contains("2026年3月9日 24:00 前"));
    assert_eq!(period::check(&roll, date(2026, 3, 2), world.rules.rules()), Ok(()));
}
