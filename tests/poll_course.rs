//! No way around: whatever people do to a poll, in whatever order, it reaches no state without what that state needs.
//!
//! Random acts, most of them sensible and some not, are tried one after another. What was admitted is kept as a journal, and after every
//! step the journal is judged by a second reading of the rules that shares no code with the first: it looks back instead of forward, and
//! counts days as spans of 24 hours, which are never more than the legal ones.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use std::sync::OnceLock;

use proptest::prelude::*;
use yepiao::crypto::ed25519::SigningKey;
use yepiao::crypto::hash::Digest;
use yepiao::election::log::opening::{Credentials, Keys, Maker, Opening};
use yepiao::election::log::rules::Schedule;
use yepiao::election::outcome::Subject;
use yepiao::election::poll::course::{Act, Action, Actor, Course, Objections, OpeningShown, PackageShown, Phase};
use yepiao::election::poll::package::{Candidate, CommitteeItem, CommitteeVote, Item, MatterItem, Package, Scope};
use yepiao::election::poll::role::Role;
use yepiao::election::rules::{BuiltIn, RuleSet};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// 1 January 2026, 00:00 in Beijing.
const BEGIN: i64 = 1_767_196_800_000;

fn rules() -> &'static RuleSet {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES.get_or_init(|| RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap())
}

fn roll(number: u8) -> Digest {
    Digest::of(&[b'r', number])
}

/// A package of a roll, with candidates of a list or without an election.
fn package(roll_number: u8, list: Option<u8>) -> Package {
    let candidate = |name: String| Candidate {
        name,
        building: "1栋".into(),
        age_band: "50-59".into(),
        political_status: None,
        occupation: None,
        resume: String::new(),
        plans: String::new(),
        photo: None,
    };
    let item = match list {
        Some(list) => Item::Committee(CommitteeItem {
            title: "选举业主委员会委员".into(),
            text: String::new(),
            scope: Scope::Whole,
            seats: 5,
            alternates: 0,
            vote: CommitteeVote::UpToSeats,
            candidates: (0..7).map(|number| candidate(format!("候选{list}{number}"))).collect(),
        }),
        None => {
            Item::Matter(MatterItem {
                subject: Subject::PropertyCompany, title: "是否选聘绿园物业".into(), text: String::new()
            })
        }
    };
    Package {
        version: 1,
        community: "湖光示范小区".into(),
        title: "业主大会".into(),
        text: String::new(),
        items: vec![item],
        rules: rules().digest(),
        roll: roll(roll_number),
    }
}

fn candidates(list: u8) -> Digest {
    package(0, Some(list)).candidates_digest().unwrap().unwrap()
}

fn shown(roll: u8, list: Option<u8>) -> PackageShown {
    PackageShown::of(&package(roll, list), rules()).unwrap()
}

fn opening(roll_number: u8, list: Option<u8>, at: i64, extend_until: Option<i64>) -> Opening {
    let key = |number| SigningKey::from_seed(&[number; 32]).unwrap().verifying_key();
    let other = Digest::of(b"other");
    Opening {
        uuid: "oX3JHbEwRLoXJh1oX3JHbE".into(),
        origin: "vote.example.cn/oX3JHbEwRLoXJh1oX3JHbE".into(),
        credentials: Credentials { people: other, area: other, made_by: Maker::Authority },
        trustees: other,
        rules: rules().digest(),
        package: package(roll_number, list).digest().unwrap(),
        masked_roll: other,
        roll: roll(roll_number),
        keys: Keys { log: key(1), receipt: key(2), certificate: key(3), paper: key(4) },
        cosigners: vec![],
        closing: Schedule {
            at: u64::try_from(at).unwrap(),
            extend_until: extend_until.map(|until| u64::try_from(until).unwrap()),
        },
    }
}

/// What somebody tries; the rest of an act follows from where the course stands.
#[derive(Debug, Clone)]
struct Attempt {
    /// 0 to 9: what helps here. Others: whatever it is.
    what: u8,
    kind: u8,
    hours: i64,
    roll: u8,
    list: Option<u8>,
    frozen: Option<u8>,
    waiting: u32,
    unanswered: u32,
    opens: i64,
    lasts: i64,
    extend: i64,
    good: bool,
    reason: Option<String>,
    by: u8,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let mostly = |good: u32| prop_oneof![9 => Just(good), 1 => Just(1_u32)];
    let one_of = || prop_oneof![8 => Just(0_u8), 1 => Just(1_u8), 1 => Just(2_u8)];
    let times = (
        prop_oneof![4 => 180_i64..400, 2 => 0_i64..48, 1 => Just(0_i64)],
        prop_oneof![6 => 400_i64..700, 1 => 0_i64..500],
        prop_oneof![6 => 120_i64..1_440, 1 => 0_i64..2_000],
        prop_oneof![5 => 1_i64..360, 1 => -50_i64..500],
    );
    let lists = (
        one_of(),
        prop_oneof![4 => one_of().prop_map(Some), 1 => Just(None)],
        prop_oneof![9 => one_of().prop_map(Some), 1 => Just(None)],
    );
    let reason = prop_oneof![
        8 => Just(None),
        1 => Just(Some(String::new())),
        1 => Just(Some("街道要求".to_owned())),
    ];
    let by = prop_oneof![10 => Just(1_u8), 1 => 0_u8..8];
    (0..13_u8, 0..13_u8, times, lists, mostly(0), mostly(0), prop_oneof![9 => Just(true), 1 => Just(false)], reason, by).prop_map(
        |(what, kind, (hours, opens, lasts, extend), (roll, list, frozen), waiting, unanswered, good, reason, by)| Attempt {
            what,
            kind,
            hours,
            roll,
            list,
            frozen,
            waiting,
            unanswered,
            opens,
            lasts,
            extend,
            good,
            reason,
            by,
        },
    )
}

/// The package announced last, remembered by the test: (roll, list).
type Memory = Option<(u8, Option<u8>)>;

fn act(course: &Course, now: i64, attempt: &Attempt, memory: Memory) -> Act {
    let helpful = match course.phase() {
        Phase::Draft => 0,
        Phase::RollPublished if attempt.list.is_some() => 1,
        Phase::RollPublished => 3,
        Phase::Nominating => 2,
        Phase::CandidatesPublished => 3,
        Phase::Announced => 4,
        Phase::Open if attempt.kind < 4 => 5,
        Phase::Open => 6,
        Phase::Closed => 7,
        Phase::Counted => 8,
        Phase::Published => 9,
        Phase::Final | Phase::Filed | Phase::Cancelled => 10,
    };
    let at = now + attempt.hours * HOUR;
    let certificate = if attempt.good { Digest::of(b"certificate") } else { Digest::of(b"another") };
    let objections = Objections { unanswered: attempt.unanswered };
    let ends = course.ends().unwrap_or(at);
    let action = match if attempt.what < 10 { helpful } else { attempt.kind } {
        0 => Action::PublishRoll { roll: roll(attempt.roll), waiting_rows: attempt.waiting },
        1 => Action::OpenNomination { objections },
        2 => Action::PublishCandidates {
            candidates: candidates(attempt.list.unwrap_or(0)),
            count: 7 - 7 * attempt.waiting,
            undecided: attempt.unanswered,
        },
        3 => {
            let list = if course.candidates().is_some() { attempt.list } else { None };
            let opens = at + attempt.opens * HOUR;
            Action::Announce {
                package: shown(attempt.roll, list),
                frozen_roll: attempt.frozen.map(roll),
                objections,
                opens,
                closes: opens + attempt.lasts * HOUR,
            }
        }
        4 => {
            let (roll, list) = memory.unwrap_or((attempt.roll, attempt.list));
            let roll = if attempt.good { roll } else { attempt.roll };
            let until = ends + attempt.extend * HOUR;
            let shown = OpeningShown::of(&opening(roll, list, ends.max(0), Some(until.max(0)))).unwrap();
            let since = course.announced().map(|announced| announced.at + attempt.extend.max(0) / 40 * HOUR);
            Action::Open {
                opening: (attempt.waiting == 0).then_some(shown),
                notice_since: since.filter(|_| attempt.unanswered == 0),
            }
        }
        5 => Action::Extend { until: ends + attempt.extend * HOUR },
        6 => Action::Close,
        7 => Action::Count {
            sheet_logged: attempt.good,
            audit_passed: attempt.waiting == 0,
            certificate: Digest::of(b"certificate"),
        },
        8 => Action::PublishResult { certificate },
        9 => Action::MakeFinal { objections },
        10 => Action::File,
        11 => {
            let to = [Phase::Draft, Phase::RollPublished, Phase::Nominating, Phase::Announced][usize::from(attempt.roll)];
            Action::GoBack { to, reason: attempt.reason.clone().unwrap_or_else(|| "有误".into()) }
        }
        _ => Action::Cancel { reason: attempt.reason.clone().unwrap_or_default() },
    };
    // Time is not chosen freely where a date was announced, or nothing would ever open.
    let at = match (&action, course.announced()) {
        (Action::Open { .. }, Some(announced)) if attempt.good => announced.opens.max(now),
        (Action::Close, _) if attempt.good => ends.max(now),
        (Action::Extend { .. }, Some(announced)) if attempt.good => announced.opens.max(now),
        _ => at,
    };
    let by = match attempt.by {
        0 => Actor::Schedule,
        1 => Actor::Person(Role::Chair),
        other => Actor::Person(Role::ALL[usize::from(other - 1)]),
    };
    Act { by, at, action, override_reason: attempt.reason.clone() }
}

/// Judges the last entry of a journal of admitted acts, each with the state that it led to.
fn judge(journal: &[(Act, Phase)]) {
    let (act, phase) = journal.last().unwrap();
    let before = &journal[..journal.len() - 1];
    let set_aside = act.override_reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    let back = |entries: &[(Act, Phase)]| entries.iter().rposition(|(act, _)| matches!(act.action, Action::GoBack { .. }));
    // The last time each was published, and whether it was thrown away since.
    let published_roll = before.iter().rposition(|(act, _)| matches!(act.action, Action::PublishRoll { .. }));
    let published_list = before.iter().rposition(|(act, _)| matches!(act.action, Action::PublishCandidates { .. }));
    if let Some((last, _)) = before.last() {
        assert!(last.at <= act.at, "time went back");
    }
    let person = match act.by {
        Actor::Schedule => None,
        Actor::Person(role) => Some(role),
    };
    match &act.action {
        Action::Open { .. } | Action::Close | Action::MakeFinal { .. } => assert!(matches!(person, None | Some(Role::Chair))),
        Action::Count { .. } => assert!(matches!(person, None | Some(Role::Chair | Role::Teller))),
        _ => assert_eq!(person, Some(Role::Chair)),
    }
    let roll_hung = || {
        let since = published_roll.unwrap().max(back(before).unwrap_or(0));
        act.at - before[since].0.at >= 7 * DAY || set_aside
    };
    match (&act.action, phase) {
        (Action::PublishRoll { waiting_rows, .. }, Phase::RollPublished) => assert_eq!(*waiting_rows, 0),
        (Action::OpenNomination { objections }, Phase::Nominating) => {
            assert_eq!(objections.unanswered, 0);
            assert!(roll_hung(), "{journal:?}");
        }
        (Action::PublishCandidates { count, undecided, .. }, Phase::CandidatesPublished) => {
            assert!(*count > 0 && *undecided == 0);
            let from = before.last().unwrap().1;
            assert!(matches!(from, Phase::Nominating | Phase::CandidatesPublished));
        }
        (Action::Announce { package, frozen_roll, objections, opens, closes }, Phase::Announced) => {
            assert_eq!(objections.unanswered, 0);
            let Action::PublishRoll { roll: hung, .. } = &before[published_roll.unwrap()].0.action else { panic!() };
            assert_eq!(frozen_roll.as_ref(), Some(hung));
            // Which package it was is known by its making: try all.
            let same = |list| (0..3).any(|number| shown(number, list) == *package && roll(number) == *hung);
            match published_list.filter(|list| back(before).is_none_or(|back| back < *list)) {
                None => {
                    assert!(same(None));
                    assert!(roll_hung(), "{journal:?}");
                }
                Some(list) => {
                    let (publication, _) = &before[list];
                    let Action::PublishCandidates { candidates: hung, .. } = &publication.action else { panic!() };
                    assert!((0..3).any(|number| candidates(number) == *hung && same(Some(number))));
                    assert!(act.at - publication.at >= 7 * DAY || set_aside, "{journal:?}");
                }
            }
            assert!(opens < closes && *opens >= act.at);
            assert!(opens - act.at >= 15 * DAY || set_aside);
            assert!((5 * DAY..=60 * DAY).contains(&(closes - opens)) || set_aside);
        }
        (Action::Open { opening: Some(_), notice_since: Some(since) }, Phase::Open) => {
            let (opens, closes) = announced(before);
            assert!(opens <= act.at && act.at < closes);
            let (announcement, _) = before.iter().find(|(_, phase)| *phase == Phase::Announced).unwrap();
            let set_aside_then = announcement.override_reason.is_some();
            assert!(act.at - since >= 15 * DAY || set_aside || set_aside_then, "{journal:?}");
        }
        (Action::Extend { until }, Phase::Open) => {
            let (_, closes) = announced(before);
            assert!(act.at < closes && closes < *until && *until <= closes + 15 * DAY);
            assert!(!before.iter().any(|(act, _)| matches!(act.action, Action::Extend { .. })), "extended twice");
        }
        (Action::Close, Phase::Closed) => {
            let extended = before.iter().find_map(|(act, _)| match act.action {
                Action::Extend { until } => Some(until),
                _ => None,
            });
            assert!(act.at >= extended.unwrap_or(announced(before).1));
        }
        (Action::Count { sheet_logged, audit_passed, .. }, Phase::Counted) => assert!(*sheet_logged && *audit_passed),
        (Action::PublishResult { certificate }, Phase::Published) => assert_eq!(*certificate, Digest::of(b"certificate")),
        (Action::MakeFinal { objections }, Phase::Final) => {
            assert_eq!(objections.unanswered, 0);
            let (publication, _) = before.iter().find(|(_, phase)| *phase == Phase::Published).unwrap();
            assert!(act.at - publication.at >= 7 * DAY || set_aside);
        }
        (Action::File, Phase::Filed) => assert_eq!(before.last().unwrap().1, Phase::Final),
        (Action::GoBack { to, reason }, phase) => {
            assert!(to == phase && !reason.is_empty());
            let from = before.last().unwrap().1;
            assert!(to < &from && from < Phase::Announced);
        }
        (Action::Cancel { reason }, Phase::Cancelled) => {
            assert!(!reason.is_empty());
            assert!(!before.iter().any(|(_, phase)| (Phase::Counted..=Phase::Filed).contains(phase)));
        }
        other => panic!("{other:?} was admitted"),
    }
}

fn announced(before: &[(Act, Phase)]) -> (i64, i64) {
    before
        .iter()
        .find_map(|(act, _)| match act.action {
            Action::Announce { opens, closes, .. } => Some((opens, closes)),
            _ => None,
        })
        .unwrap()
}

/// Tries all; returns the journal and the course.
fn play(attempts: &[Attempt]) -> (Vec<(Act, Phase)>, Course) {
    let mut course = Course::draft(BEGIN);
    let mut journal: Vec<(Act, Phase)> = Vec::new();
    let mut now = BEGIN;
    let mut memory = None;
    for attempt in attempts {
        let act = act(&course, now, attempt, memory);
        let Ok(next) = course.apply(&act, rules()) else { continue };
        if let Action::Announce { .. } = act.action {
            memory = Some((attempt.roll, if course.candidates().is_some() { attempt.list } else { None }));
        }
        now = act.at;
        course = next;
        journal.push((act, course.phase()));
        judge(&journal);
    }
    (journal, course)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_sequence_of_acts_reaches_a_state_without_its_guards(attempts in prop::collection::vec(attempt(), 1..60)) {
        let (journal, course) = play(&attempts);
        // What was set aside or missed is on record with a reason, and nothing else is.
        prop_assert!(course.overrides().iter().all(|set_aside| set_aside.reason == "街道要求"));
        let reasons = journal.iter().filter(|(act, _)| act.override_reason.as_deref() == Some("街道要求")).count();
        // One act can set aside three periods at most: candidates, notice, window.
        prop_assert!(course.overrides().len() <= 3 * reasons);
        prop_assert_eq!(course.cancelled().is_some(), course.phase() == Phase::Cancelled);
        prop_assert!(usize::try_from(course.version()).unwrap() <= 1 + journal.len());
    }
}

/// The sequences above are worth something only if they get far.
#[test]
fn random_acts_reach_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut reached = Vec::new();
    for _ in 0..400 {
        let attempts = prop::collection::vec(attempt(), 60).new_tree(&mut runner).unwrap().current();
        reached.extend(play(&attempts).0.into_iter().map(|(_, phase)| phase));
    }
    // A draft is reached by going back.
    for phase in Phase::ALL {
        assert!(reached.contains(&phase), "{phase:?} was never reached");
    }
}
