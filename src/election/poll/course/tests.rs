//! The life of a poll of 2026 under the national rules, every way that is no way, and every guard taken away.

mod outlook;

use jiff::civil::Date;

use super::*;
use crate::election::log::leaf::State;
use crate::election::outcome::Language;
use crate::election::poll::role::Role;
use crate::election::rules::BuiltIn;

const DAY: i64 = 86_400_000;

fn rules() -> RuleSet {
    RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap()
}

/// 10:00 in Beijing of a day of 2026.
fn day(text: &str) -> i64 {
    let date: Date = format!("2026-{text}").parse().unwrap();
    rules().rules().calendar.value.end_of(date).unwrap() - 14 * 3_600_000
}

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

fn package(candidates: Option<&str>) -> PackageShown {
    PackageShown { digest: digest("package"), roll: digest("roll"), rules: rules().digest(), candidates: candidates.map(digest) }
}

// Monday 2 March: the roll. 16 March: nominations. 23 March: candidates. 1 April: the notice. 20 April to 10 May: the voting.
const OPENS: &str = "04-20";
const CLOSES: &str = "05-10";

fn publish_roll() -> Action {
    Action::PublishRoll { roll: digest("roll"), waiting_rows: 0 }
}

fn publish_candidates(list: &str) -> Action {
    Action::PublishCandidates { candidates: digest(list), count: 7, undecided: 0 }
}

fn announce(candidates: Option<&str>) -> Action {
    Action::Announce {
        package: package(candidates),
        frozen_roll: Some(digest("roll")),
        objections: Objections::default(),
        opens: day(OPENS),
        closes: day(CLOSES),
    }
}

fn opening() -> OpeningShown {
    OpeningShown {
        digest: digest("opening"),
        package: digest("package"),
        roll: digest("roll"),
        rules: rules().digest(),
        closes: day(CLOSES),
        extend_until: Some(day(CLOSES) + 15 * DAY),
    }
}

fn open() -> Action {
    Action::Open { opening: Some(opening()), notice_since: Some(day("04-02")) }
}

fn count() -> Action {
    Action::Count { sheet_logged: true, audit_passed: true, certificate: digest("certificate") }
}

fn chair(at: i64, action: Action) -> Act {
    Act { by: Actor::Person(Role::Chair), at, action, override_reason: None }
}

/// The straight way with an election: each step with the state that it leads to.
fn straight() -> Vec<(Act, Phase)> {
    let objections = Objections::default();
    vec![
        (chair(day("03-02"), publish_roll()), Phase::RollPublished),
        (chair(day("03-16"), Action::OpenNomination { objections }), Phase::Nominating),
        (chair(day("03-23"), publish_candidates("candidates")), Phase::CandidatesPublished),
        (chair(day("04-01"), announce(Some("candidates"))), Phase::Announced),
        (chair(day(OPENS), open()), Phase::Open),
        (chair(day(CLOSES), Action::Close), Phase::Closed),
        (chair(day("05-11"), count()), Phase::Counted),
        (chair(day("05-12"), Action::PublishResult { certificate: digest("certificate") }), Phase::Published),
        (chair(day("05-25"), Action::MakeFinal { objections }), Phase::Final),
        (chair(day("05-26"), Action::File), Phase::Filed),
    ]
}

fn refused(course: &Course, act: &Act) -> Refusal {
    course.apply(act, &rules()).unwrap_err()
}

/// The course when it has come to `phase` on the straight way, or was cancelled as a draft.
fn at(phase: Phase) -> Course {
    let mut course = Course::draft(day("03-01"));
    if phase == Phase::Cancelled {
        return course.apply(&chair(day("03-02"), Action::Cancel { reason: "重做".into() }), &rules()).unwrap();
    }
    for (act, _) in straight() {
        if course.phase() == phase {
            break;
        }
        course = course.apply(&act, &rules()).unwrap();
    }
    assert_eq!(course.phase(), phase);
    course
}

#[test]
fn an_election_goes_from_draft_to_filed() {
    let mut course = Course::draft(day("03-01"));
    for (act, phase) in straight() {
        course = course.apply(&act, &rules()).unwrap();
        assert_eq!(course.phase(), phase);
    }
    assert_eq!((course.version(), course.overrides(), course.late()), (1, &[][..], &[][..]));
    assert_eq!(course.announced().unwrap().package, digest("package"));
    assert_eq!((course.opening(), course.ends()), (Some(digest("opening")), Some(day(CLOSES))));
    let text = serde_json::to_string(&course).unwrap();
    assert_eq!(serde_json::from_str::<Course>(&text).unwrap(), course);
}

#[test]
fn a_poll_without_an_election_skips_the_candidates() {
    let course = at(Phase::RollPublished).apply(&chair(day("03-16"), announce(None)), &rules()).unwrap();
    assert_eq!(course.phase(), Phase::Announced);
    // But an election cannot skip them, nor can candidates be forgotten.
    assert_eq!(refused(&at(Phase::RollPublished), &chair(day("03-16"), announce(Some("candidates")))), Refusal::NotNominated);
    assert_eq!(refused(&at(Phase::CandidatesPublished), &chair(day("04-01"), announce(None))), Refusal::NoElection);
}

#[test]
fn all_pairs_of_state_and_action() {
    use Phase::*;
    // In the order of the columns: publish roll, nominate, publish candidates, announce, open, extend, close, count, publish result,
    // make final, file, back to draft, back to the roll, back to nominating, cancel. A dot is refused as `wrong_state`.
    let expected: [(Phase, &str); 12] = [
        (Draft, "r............ .x"),
        (RollPublished, "rn.a.......d. .x"),
        (Nominating, "..c........dr .x"),
        (CandidatesPublished, "..ca.......dr nx"),
        (Announced, "....o........ .x"),
        (Open, ".....ok...... .x"),
        (Closed, ".......t..... .x"),
        (Counted, "........p.... .."),
        (Published, ".........f... .."),
        (Final, "..........b.. .."),
        (Filed, "............. .."),
        (Cancelled, "............. .."),
    ];
    let back = |to| Action::GoBack { to, reason: "名册有误".into() };
    for (phase, row) in expected {
        let course = at(phase);
        let objections = Objections::default();
        let last = course.last.max(day("03-02"));
        // Other lists than those published, so that they are not the same.
        let candidates = if phase == Nominating { "candidates" } else { "changed" };
        let roll = if phase == Draft { publish_roll() } else { Action::PublishRoll { roll: digest("new"), waiting_rows: 0 } };
        let to_announce = announce(course.candidates().map(|_| "candidates"));
        let actions = [
            (last, roll),
            (day("03-16").max(last), Action::OpenNomination { objections }),
            (last, publish_candidates(candidates)),
            (day("04-01").max(last), to_announce),
            (day(OPENS).max(last), open()),
            (last, Action::Extend { until: day(CLOSES) + DAY }),
            (day(CLOSES).max(last), Action::Close),
            (last, count()),
            (last, Action::PublishResult { certificate: digest("certificate") }),
            (day("05-25").max(last), Action::MakeFinal { objections }),
            (last, Action::File),
            (last, back(Draft)),
            (last, back(RollPublished)),
            (last, back(Nominating)),
            (last, Action::Cancel { reason: "经街道同意取消".into() }),
        ];
        let row: String = row.split(' ').collect();
        assert_eq!(row.len(), actions.len());
        for ((at, action), letter) in actions.into_iter().zip(row.chars()) {
            let act = chair(at, action);
            let next = course.apply(&act, &rules()).map(|next| next.phase());
            let wanted = match (letter, &act.action) {
                // Going back is possible from these states, only not to a state that is not earlier.
                ('.', Action::GoBack { .. }) if matches!(phase, RollPublished | Nominating | CandidatesPublished) => {
                    Err(Refusal::NotEarlier)
                }
                ('.', _) => Err(Refusal::WrongPhase(phase)),
                ('r', _) => Ok(RollPublished),
                ('n', _) => Ok(Nominating),
                ('c', _) => Ok(CandidatesPublished),
                ('a', _) => Ok(Announced),
                ('o', _) => Ok(Open),
                ('k', _) => Ok(Closed),
                ('t', _) => Ok(Counted),
                ('p', _) => Ok(Published),
                ('f', _) => Ok(Final),
                ('b', _) => Ok(Filed),
                ('d', _) => Ok(Draft),
                (_, _) => Ok(Cancelled),
            };
            assert_eq!(next, wanted, "{phase:?} {:?}", act.action);
        }
    }
}

#[test]
fn only_the_chair_and_time_move_a_poll() {
    for (index, (act, _)) in straight().into_iter().enumerate() {
        let before = straight()
            .into_iter()
            .take(index)
            .fold(Course::draft(day("03-01")), |course, (act, _)| course.apply(&act, &rules()).unwrap());
        for role in Role::ALL {
            let other = Act { by: Actor::Person(role), ..act.clone() };
            let may = role == Role::Chair || role == Role::Teller && matches!(act.action, Action::Count { .. });
            assert_eq!(before.apply(&other, &rules()).is_ok(), may, "{role:?} {act:?}");
        }
        let by_time = before.apply(&Act { by: Actor::Schedule, ..act.clone() }, &rules());
        let timed = matches!(act.action, Action::Open { .. } | Action::Close | Action::Count { .. } | Action::MakeFinal { .. });
        assert_eq!(by_time.is_ok(), timed, "{act:?}");
    }
    let cancel = Act { by: Actor::Person(Role::Operator), ..chair(day("03-02"), Action::Cancel { reason: "x".into() }) };
    assert_eq!(refused(&Course::draft(day("03-01")), &cancel), Refusal::WrongRole);
}

#[test]
fn periods_end_at_midnight_of_their_last_day() {
    // Published on Monday 2 March: seven days, the first not counted, end on the 9th at 24:00.
    let midnight = day("03-09") + 14 * 3_600_000;
    let act = |at| chair(at, Action::OpenNomination { objections: Objections::default() });
    let course = at(Phase::RollPublished);
    let last_day = "2026-03-09".parse().unwrap();
    assert_eq!(refused(&course, &act(midnight - 1)), Refusal::PeriodRuns { period: LegalPeriod::Roll, last_day });
    assert!(course.apply(&act(midnight), &rules()).is_ok());

    // The notice of 1 April: fifteen days end on Thursday the 16th; the 17th is the first day of voting.
    let course = at(Phase::CandidatesPublished);
    let announce = |opens: i64| {
        let Action::Announce { package, frozen_roll, objections, .. } = announce(Some("candidates")) else { panic!() };
        chair(day("04-01"), Action::Announce { package, frozen_roll, objections, opens, closes: opens + 10 * DAY })
    };
    let first = day("04-16") + 14 * 3_600_000;
    let Refusal::PeriodRuns { period: LegalPeriod::Notice, last_day } = refused(&course, &announce(first - 1)) else { panic!() };
    assert_eq!(last_day.to_string(), "2026-04-16");
    assert!(course.apply(&announce(first), &rules()).is_ok());
}

#[test]
fn a_changed_list_is_published_for_its_whole_period_again() {
    let course = at(Phase::CandidatesPublished).apply(&chair(day("03-30"), publish_candidates("changed")), &rules()).unwrap();
    assert_eq!(course.version(), 2);
    let act = chair(day("04-01"), announce(Some("changed")));
    assert!(matches!(refused(&course, &act), Refusal::PeriodRuns { period: LegalPeriod::Candidates, .. }));
    // Nor does the old list come through behind it.
    assert_eq!(refused(&course, &chair(day("04-07"), announce(Some("candidates")))), Refusal::CandidatesDiffer);

    let corrected = Action::PublishRoll { roll: digest("corrected"), waiting_rows: 0 };
    let course = at(Phase::RollPublished).apply(&chair(day("03-12"), corrected), &rules()).unwrap();
    let act = chair(day("03-16"), Action::OpenNomination { objections: Objections::default() });
    assert!(matches!(refused(&course, &act), Refusal::PeriodRuns { period: LegalPeriod::Roll, .. }));

    let back = |to| chair(day("03-24"), Action::GoBack { to, reason: "漏了 3 栋".into() });
    let course = at(Phase::CandidatesPublished).apply(&back(Phase::RollPublished), &rules()).unwrap();
    assert_eq!((course.version(), course.candidates()), (2, None));
    let act = chair(day("03-30"), Action::OpenNomination { objections: Objections::default() });
    assert!(matches!(refused(&course, &act), Refusal::PeriodRuns { period: LegalPeriod::Roll, .. }));
    let course = at(Phase::CandidatesPublished).apply(&back(Phase::Draft), &rules()).unwrap();
    assert_eq!((course.roll(), course.rules()), (None, None));
}

#[test]
fn every_guard_stands() {
    let objections = Objections { unanswered: 2 };
    let unanswered = Refusal::ObjectionsUnanswered(2);
    let Action::Announce { package, frozen_roll, opens, closes, .. } = announce(Some("candidates")) else { panic!() };
    let announced = |package, frozen_roll, opens, closes| {
        let objections = Objections::default();
        chair(day("04-01"), Action::Announce { package, frozen_roll, objections, opens, closes })
    };
    let other = |change: &dyn Fn(&mut OpeningShown)| {
        let mut opening = opening();
        change(&mut opening);
        chair(day(OPENS), Action::Open { opening: Some(opening), notice_since: Some(day("04-02")) })
    };
    let counting = |sheet_logged, audit_passed| {
        chair(day("05-11"), Action::Count { sheet_logged, audit_passed, certificate: digest("certificate") })
    };
    let window = Refusal::VoteWindow { min: 5, max: 60 };
    let publish = |count, undecided| Action::PublishCandidates { candidates: digest("candidates"), count, undecided };
    for (phase, act, refusal) in [
        (
            Phase::Draft,
            chair(day("03-02"), Action::PublishRoll { roll: digest("roll"), waiting_rows: 4 }),
            Refusal::RowsWaiting(4),
        ),
        (Phase::RollPublished, chair(day("03-16"), publish_roll()), Refusal::SameAsPublished),
        (Phase::RollPublished, chair(day("03-16"), Action::OpenNomination { objections }), unanswered),
        (Phase::Nominating, chair(day("03-23"), publish(0, 0)), Refusal::NoCandidates),
        (Phase::Nominating, chair(day("03-23"), publish(7, 1)), Refusal::NominationsUndecided(1)),
        (Phase::CandidatesPublished, chair(day("03-24"), publish_candidates("candidates")), Refusal::SameAsPublished),
        (
            Phase::CandidatesPublished,
            chair(day("04-01"), Action::Announce { package, frozen_roll, objections, opens, closes }),
            unanswered,
        ),
        (Phase::CandidatesPublished, announced(package, None, opens, closes), Refusal::RollNotFrozen),
        (Phase::CandidatesPublished, announced(package, Some(digest("other")), opens, closes), Refusal::RollDiffers),
        (
            Phase::CandidatesPublished,
            announced(PackageShown { roll: digest("other"), ..package }, frozen_roll, opens, closes),
            Refusal::RollDiffers,
        ),
        (
            Phase::CandidatesPublished,
            announced(PackageShown { rules: digest("other"), ..package }, frozen_roll, opens, closes),
            Refusal::OtherRules,
        ),
        (Phase::CandidatesPublished, announced(package, frozen_roll, opens, opens), Refusal::EndsBeforeBeginning),
        (Phase::CandidatesPublished, announced(package, frozen_roll, day("03-31"), closes), Refusal::TooLate),
        (Phase::CandidatesPublished, announced(package, frozen_roll, opens, opens + 5 * DAY - 1), window),
        (Phase::CandidatesPublished, announced(package, frozen_roll, opens, opens + 60 * DAY + 1), window),
        (Phase::Announced, chair(day(OPENS) - 1, open()), Refusal::TooEarly),
        (Phase::Announced, chair(day(CLOSES), open()), Refusal::TooLate),
        (
            Phase::Announced,
            chair(day(OPENS), Action::Open { opening: None, notice_since: Some(day("04-02")) }),
            Refusal::NoOpening,
        ),
        (
            Phase::Announced,
            chair(day(OPENS), Action::Open { opening: Some(opening()), notice_since: None }),
            Refusal::NoticeNotPosted,
        ),
        (Phase::Announced, other(&|opening| opening.package = digest("other")), Refusal::OpeningDiffers("package")),
        (Phase::Announced, other(&|opening| opening.roll = digest("other")), Refusal::OpeningDiffers("roll")),
        (Phase::Announced, other(&|opening| opening.rules = digest("other")), Refusal::OpeningDiffers("rules")),
        (Phase::Announced, other(&|opening| opening.closes += DAY), Refusal::OpeningDiffers("closing")),
        (
            Phase::Announced,
            other(&|opening| opening.extend_until = Some(day(CLOSES) + 16 * DAY)),
            Refusal::OpeningDiffers("extension"),
        ),
        (Phase::Open, chair(day(CLOSES) - 1, Action::Close), Refusal::TooEarly),
        (Phase::Open, chair(day(CLOSES), Action::Extend { until: day(CLOSES) + DAY }), Refusal::TooLate),
        (Phase::Open, chair(day("05-01"), Action::Extend { until: day(CLOSES) }), Refusal::ExtensionTooLong),
        (Phase::Open, chair(day("05-01"), Action::Extend { until: day(CLOSES) + 15 * DAY + 1 }), Refusal::ExtensionTooLong),
        (Phase::Closed, counting(false, true), Refusal::SheetMissing),
        (Phase::Closed, counting(true, false), Refusal::AuditFailed),
        (
            Phase::Counted,
            chair(day("05-12"), Action::PublishResult { certificate: digest("other") }),
            Refusal::CertificateDiffers,
        ),
        (Phase::Published, chair(day("05-25"), Action::MakeFinal { objections }), unanswered),
        (Phase::Open, chair(day("03-01"), Action::Close), Refusal::ClockWentBack),
        (Phase::Open, chair(day("05-01"), Action::Cancel { reason: " \n".into() }), Refusal::ReasonMissing),
    ] {
        assert_eq!(refused(&at(phase), &act), refusal, "{phase:?} {:?}", act.action);
    }
    let other = RuleSet::parse(BuiltIn::JilinChangchun.text().as_bytes()).unwrap();
    assert_eq!(at(Phase::RollPublished).apply(&straight()[1].0, &other), Err(Refusal::OtherRules));
}

#[test]
fn the_notice_has_to_have_hung_for_its_whole_period() {
    // Announced on 1 April, but the last board got it on Monday the 6th only: to Tuesday the 21st, one day too late for the 20th.
    let late = |at| chair(at, Action::Open { opening: Some(opening()), notice_since: Some(day("04-06")) });
    let announced = at(Phase::Announced);
    let last_day = "2026-04-21".parse().unwrap();
    assert_eq!(refused(&announced, &late(day(OPENS))), Refusal::PeriodRuns { period: LegalPeriod::Notice, last_day });
    assert!(announced.apply(&late(day("04-22")), &rules()).is_ok());
    let hurried = Act { override_reason: Some("2 栋公告栏维修".into()), ..late(day(OPENS)) };
    assert_eq!(announced.apply(&hurried, &rules()).unwrap().overrides().len(), 1);

    // Announced for a shorter time with a reason: the reason is asked for once.
    let Action::Announce { package, frozen_roll, objections, .. } = announce(Some("candidates")) else { panic!() };
    let (opens, closes) = (day("04-08"), day("04-20"));
    let soon = Action::Announce { package, frozen_roll, objections, opens, closes };
    let soon = Act { override_reason: Some("临时会议".into()), ..chair(day("04-01"), soon) };
    let announced = at(Phase::CandidatesPublished).apply(&soon, &rules()).unwrap();
    let opening = OpeningShown { closes, extend_until: None, ..opening() };
    let open = chair(opens, Action::Open { opening: Some(opening), notice_since: Some(day("04-01")) });
    assert_eq!(announced.apply(&open, &rules()).unwrap().overrides().len(), 1);
}

#[test]
fn one_extension_announced_before_the_end() {
    let open = at(Phase::Open);
    let extend = |at, until| chair(at, Action::Extend { until });
    let longer = open.apply(&extend(day(CLOSES) - 1, day("05-20")), &rules()).unwrap();
    assert_eq!((longer.phase(), longer.ends()), (Phase::Open, Some(day("05-20"))));
    assert_eq!(refused(&longer, &extend(day("05-11"), day("05-22"))), Refusal::ExtendedBefore);
    assert_eq!(refused(&longer, &chair(day(CLOSES), Action::Close)), Refusal::TooEarly);
    assert!(longer.apply(&chair(day("05-20"), Action::Close), &rules()).is_ok());

    // Opened without the possibility: none, whatever the rule set says.
    let act = chair(
        day(OPENS),
        Action::Open { opening: Some(OpeningShown { extend_until: None, ..opening() }), notice_since: Some(day("04-02")) },
    );
    let fixed = at(Phase::Announced).apply(&act, &rules()).unwrap();
    assert_eq!(refused(&fixed, &extend(day("05-01"), day("05-20"))), Refusal::NoExtension);

    // 深圳: not for elections.
    let text = BuiltIn::National.text().replacen("elections = true", "elections = false", 1);
    let shenzhen = RuleSet::parse(text.as_bytes()).unwrap();
    let mut course = at(Phase::Announced);
    course.rules = Some(shenzhen.digest());
    let opened = |extend_until| {
        let opening = OpeningShown { rules: shenzhen.digest(), extend_until, ..opening() };
        chair(day(OPENS), Action::Open { opening: Some(opening), notice_since: Some(day("04-02")) })
    };
    assert_eq!(course.apply(&opened(opening().extend_until), &shenzhen), Err(Refusal::OpeningDiffers("extension")));
    assert!(course.apply(&opened(None), &shenzhen).is_ok());
}

#[test]
fn a_period_is_set_aside_only_by_the_chair_with_a_reason_for_everyone_to_read() {
    let mut act = chair(day("03-05"), Action::OpenNomination { objections: Objections::default() });
    let course = at(Phase::RollPublished);
    for (reason, refusal) in [("", Refusal::ReasonMissing), (" ", Refusal::ReasonMissing)] {
        act.override_reason = Some(reason.into());
        assert_eq!(refused(&course, &act), refusal);
    }
    act.override_reason = Some("街道要求\u{202e}提前".into());
    assert!(matches!(refused(&course, &act), Refusal::Reason(_)));
    act.override_reason = Some("街道要求提前".into());
    let by_time = Act { by: Actor::Schedule, ..chair(day("05-14"), Action::MakeFinal { objections: Objections::default() }) };
    let hurried = Act { override_reason: Some("x".into()), ..by_time };
    assert_eq!(refused(&at(Phase::Published), &hurried), Refusal::WrongRole);

    let next = course.apply(&act, &rules()).unwrap();
    let midnight = day("03-09") + 14 * 3_600_000;
    let reason = "街道要求提前".to_owned();
    assert_eq!(next.overrides(), [Override { period: LegalPeriod::Roll, due: Some(midnight), at: day("03-05"), reason }]);
    // What was not needed is not recorded.
    act.at = day("03-16");
    assert_eq!(course.apply(&act, &rules()).unwrap().overrides(), []);

    // No reason opens what is no period.
    let mut early = chair(day(CLOSES) - 1, Action::Close);
    early.override_reason = Some("都投完了".into());
    assert_eq!(refused(&at(Phase::Open), &early), Refusal::TooEarly);
}

#[test]
fn what_is_late_is_done_and_said() {
    let course = at(Phase::Counted);
    let act = chair(day("05-20"), Action::PublishResult { certificate: digest("certificate") });
    let late = course.apply(&act, &rules()).unwrap();
    assert_eq!(late.late().iter().map(|late| late.period).collect::<Vec<_>>(), [LegalPeriod::ResultPublish]);
    // 30 days from 11 May: 10 June.
    let course = at(Phase::Final);
    assert_eq!(course.apply(&chair(day("06-10"), Action::File), &rules()).unwrap().late(), []);
    assert_eq!(course.apply(&chair(day("06-11"), Action::File), &rules()).unwrap().late().len(), 1);
}

#[test]
fn nobody_is_late_by_a_year_whose_holidays_are_not_known() {
    // Counted on 30 December: three days later is a rest day, and which day follows it nobody has said.
    let mut kept = serde_json::to_value(at(Phase::Counted)).unwrap();
    kept["counted"]["at"] = day("12-30").into();
    let course: Course = serde_json::from_value(kept).unwrap();
    let publish = |at| chair(at, Action::PublishResult { certificate: digest("certificate") });
    let published = course.apply(&publish(day("12-30") + 4 * DAY), &rules()).unwrap();
    assert_eq!((published.phase(), published.late()), (Phase::Published, &[][..]));
}

#[test]
fn a_year_without_a_table_of_holidays_needs_a_reason_but_is_no_dead_end() {
    let mut act = chair(day("03-05") + 365 * DAY, publish_roll());
    let course = Course::draft(day("03-01")).apply(&act, &rules()).unwrap();
    act.action = Action::OpenNomination { objections: Objections::default() };
    act.at += 30 * DAY;
    let refusal = refused(&course, &act);
    assert_eq!(refusal.code(), "calendar");
    assert!(refusal.words(Language::Chinese).contains("2027 年的放假安排"));
    act.override_reason = Some("规则缺 2027 年节假日表，已公示 30 天".into());
    assert_eq!(course.apply(&act, &rules()).unwrap().phase(), Phase::Nominating);
    // And a result of December is filed in January.
    let course = at(Phase::Final);
    assert!(course.apply(&chair(day("05-26") + 365 * DAY, Action::File), &rules()).is_ok());
}

#[test]
fn it_can_be_cancelled_until_it_is_counted() {
    let act = chair(day("05-11"), Action::Cancel { reason: "名册遗漏 6 栋".into() });
    let course = at(Phase::Closed).apply(&act, &rules()).unwrap();
    assert_eq!((course.phase(), course.cancelled()), (Phase::Cancelled, Some("名册遗漏 6 栋")));
    assert_eq!(course.phase().logged(), Some(State::Cancelled));
    assert_eq!(refused(&at(Phase::Counted), &act).code(), "wrong_state");
}

#[test]
fn refusals_say_what_to_do() {
    let course = at(Phase::RollPublished);
    let act = chair(day("03-05"), Action::OpenNomination { objections: Objections::default() });
    let refusal = refused(&course, &act);
    assert_eq!(refusal.words(Language::Chinese), "名册公示期到 2026-03-09 24:00 才满。提前须写明理由，理由会公开。");
    assert_eq!(
        refusal.words(Language::English),
        "Not before the publication of the roll has lasted to the end of 2026-03-09, unless a reason is given that becomes public."
    );
}
