//! What a log means: every rule by a story, and all of them against a naive model.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::election::archive::Timestamp;
use crate::election::json::JsonFault;
use crate::election::log::leaf::{Entry, Leaf, Nonce, State};
use crate::election::log::replay::*;
use crate::election::log::rules::{ConflictRule, RevoteRule, Rules, Schedule};
use crate::election::log::tree;

const END: u64 = 1_000_000;
const RULES: Rules = Rules {
    conflict: ConflictRule::FirstValid,
    revote: RevoteRule::UntilClose,
    electronic: true,
    schedule: Schedule { at: END, extend_until: None },
};

fn credential(voter: u64) -> Encoding {
    Point::generator_times(&Scalar::from(voter + 1)).encode()
}

fn open() -> Entry {
    Entry::Open { opening: Digest([1; 32]), phi: "φ".into() }
}

fn ballot(voter: u64, number: u8) -> Entry {
    Entry::Ballot { credential: credential(voter), sha256: Digest([number; 32]) }
}

fn paper(voter: u64) -> Entry {
    Entry::Paper { credential: credential(voter) }
}

fn void(voided: u64) -> Entry {
    Entry::Void { voided, reason: "r".into(), authority: "a".into() }
}

fn sheet() -> Entry {
    Entry::Sheet { sha256: Digest([8; 32]) }
}

fn leaf(index: u64, time: u64, entry: Entry) -> Leaf {
    Leaf { index, nonce: Nonce([0; 16]), time, entry }
}

/// Reads a log whose leaves stand at their places; `Close`, `Sheet` and what comes after come at the end, all else early.
fn read(rules: Rules, entries: impl IntoIterator<Item = Entry>) -> History {
    let mut replay = Replay::new(rules);
    let mut time = 0;
    for (index, entry) in (0..).zip(entries) {
        if matches!(entry, Entry::Close) {
            time = END + 1_500;
        }
        let leaf = leaf(index, time, entry);
        let allowed = replay.clone().append(leaf.clone()).map_err(|fault| fault.problem).err();
        replay.read(&leaf.to_bytes().unwrap());
        let history = replay.clone().finish();
        let read = history.faults.last().filter(|fault| fault.index == index).map(|fault| fault.problem.clone());
        assert_eq!(allowed, read, "writing and reading differ");
    }
    replay.finish()
}

fn problems(rules: Rules, entries: impl IntoIterator<Item = Entry>) -> Vec<(u64, Problem)> {
    read(rules, entries).faults.into_iter().map(|fault| (fault.index, fault.problem)).collect()
}

fn counting(history: &History) -> Vec<u64> {
    history.counting().map(|ballot| ballot.index).collect()
}

#[test]
fn a_whole_log_says_who_counts() {
    let rules = Rules { conflict: ConflictRule::Paper, ..RULES };
    let sha256 = Digest([7; 32]);
    let entries = [
        open(),
        ballot(0, 1),
        ballot(1, 2),
        Entry::Notice { sha256 },
        ballot(0, 3),
        ballot(2, 4),
        void(5),
        ballot(3, 5),
        paper(3),
        ballot(4, 6),
        ballot(4, 7),
        void(10),
        paper(5),
        Entry::Close,
        Entry::Objection { sha256 },
        sheet(),
        Entry::State { state: State::Final, reason: None },
    ];
    let history = read(rules, entries);
    assert_eq!(history.faults, []);
    // The void of the last ballot gives the one before its force back.
    assert_eq!(counting(&history), [2, 4, 9]);
    assert_eq!(history.ballots.len(), 7);
    let papers = [(8, 3), (12, 5)].map(|(index, voter)| LoggedPaper { index, time: 0, credential: credential(voter) });
    assert_eq!(history.papers, papers);
    assert_eq!(history.opening, Some((Digest([1; 32]), "φ".into())));
    assert_eq!(history.closed, Some(END + 1_500));
    assert_eq!(history.timestamp().map(Timestamp::seconds), Some(1_001));
    assert_eq!(history.states, [(16, State::Final)]);
    let root = tree::root(&history.leaf_hashes[..16]);
    assert_eq!(history.sheet, Some(LoggedSheet { sha256: Digest([8; 32]), size: 16, root }));
    assert_eq!(history.leaf_hashes.len(), 17);
}

#[test]
fn the_order_is_kept() {
    let sha256 = Digest([7; 32]);
    let state = Entry::State { state: State::Closed, reason: None };
    for (entries, faults) in [
        (vec![], vec![]),
        (vec![open(), Entry::Close, sheet()], vec![]),
        (
            vec![open(), state.clone(), Entry::Notice { sha256 }, Entry::Objection { sha256 }, Entry::Close, state, sheet()],
            vec![],
        ),
        (vec![ballot(0, 1)], vec![(0, Problem::NotOpen)]),
        (vec![Entry::Notice { sha256 }, open()], vec![(0, Problem::NotOpen), (1, Problem::OpenAgain)]),
        (vec![open(), open()], vec![(1, Problem::OpenAgain)]),
        (vec![open(), sheet()], vec![(1, Problem::SheetBeforeClose)]),
        (vec![open(), Entry::Close, sheet(), sheet()], vec![(3, Problem::SheetAgain(2))]),
        (
            vec![open(), ballot(0, 1), Entry::Close, ballot(1, 2), paper(1), void(1), Entry::Extend { until: 1 }, Entry::Close],
            (3..8).map(|index| (index, Problem::AfterClose)).collect(),
        ),
    ] {
        assert_eq!(problems(RULES, entries.clone()), faults, "{entries:?}");
    }
    let history = read(RULES, [open(), ballot(0, 1), Entry::Close, ballot(0, 2), void(1), sheet()]);
    assert_eq!(counting(&history), [1], "what came after the close changes nothing");
    assert!(history.sheet.is_some());
    let unfinished = read(RULES, [open(), ballot(0, 1)]);
    assert_eq!((unfinished.closed, unfinished.sheet, unfinished.timestamp()), (None, None, None));
    assert_eq!(counting(&unfinished), [1]);
}

#[test]
fn voids_name_a_ballot_that_stands() {
    let entries = [open(), ballot(0, 1), void(0), void(1), void(1), void(3), void(9), paper(1), void(7)];
    let nothing = |index, voided| (index, Problem::NothingToVoid(voided));
    let faults = [nothing(2, 0), (4, Problem::VoidAgain(1)), nothing(5, 3), nothing(6, 9), nothing(8, 7)];
    assert_eq!(problems(RULES, entries), faults);
    // Not the future either.
    assert_eq!(problems(RULES, [open(), void(2), ballot(0, 1)]), [(1, Problem::NothingToVoid(2))]);
}

#[test]
fn a_void_and_a_cancellation_say_why() {
    let void = |reason: &str, authority: &str| Entry::Void { voided: 1, reason: reason.into(), authority: authority.into() };
    let cancel = |reason: Option<&str>| Entry::State { state: State::Cancelled, reason: reason.map(str::to_owned) };
    let (long, longer) = ("长".repeat(1000), "长".repeat(1001));
    for (entry, field) in [
        (void("冒用\n本人没有投过", "筹备组组长"), None),
        (void(&long, "组长"), None),
        (void(&longer, "组长"), Some("reason")),
        (void(" ", "组长"), Some("reason")),
        (void("冒\u{202e}用", "组长"), Some("reason")),
        (void("冒用", ""), Some("authority")),
        (void("冒用", "组\n长"), Some("authority")),
        (void("冒用", &"长".repeat(101)), Some("authority")),
        (cancel(Some("名册有误")), None),
        (cancel(Some("")), Some("reason")),
        (cancel(None), Some("reason")),
    ] {
        let found = problems(RULES, [open(), ballot(0, 1), entry.clone()]);
        let found: Vec<&str> =
            found.iter().map(|(_, problem)| if let Problem::Words { field, .. } = problem { field } else { "" }).collect();
        assert_eq!(found, field.into_iter().collect::<Vec<_>>(), "{entry:?}");
    }
}

#[test]
fn what_became_of_each_ballot_is_said() {
    let rules = Rules { conflict: ConflictRule::Paper, ..RULES };
    let entries =
        [open(), ballot(0, 1), ballot(0, 2), ballot(1, 3), ballot(2, 4), paper(2), void(3), ballot(1, 5), ballot(3, 6), void(8)];
    let history = read(rules, entries);
    assert_eq!(history.faults, []);
    let fates: Vec<(u64, Fate)> = history.ballots.iter().map(|ballot| (ballot.index, ballot.fate)).collect();
    let expected = [
        (1, Fate::Replaced(2)),
        (2, Fate::Counts),
        (3, Fate::Void(6)),
        (4, Fate::Paper(5)),
        (7, Fate::Counts),
        (8, Fate::Void(9)),
    ];
    assert_eq!(fates, expected);
    let voids: Vec<(u64, u64)> = history.voids.iter().map(|void| (void.index, void.ballot)).collect();
    assert_eq!(voids, [(6, 3), (9, 8)]);
}

#[test]
fn a_cancelled_poll_is_over() {
    let sha256 = Digest([7; 32]);
    let late = [ballot(1, 2), paper(1), void(1), Entry::Extend { until: 1 }, Entry::Close, sheet(), cancelled()];
    let entries = [open(), ballot(0, 1), cancelled(), Entry::Notice { sha256 }, Entry::Objection { sha256 }];
    let history = read(RULES, entries.into_iter().chain(late));
    let found: Vec<&Problem> = history.faults.iter().map(|fault| &fault.problem).collect();
    assert_eq!(found[..6], [&Problem::AfterCancel; 6]);
    assert_eq!(found[6..], [&Problem::State(State::Cancelled)]);
    // What follows is as it was then.
    assert_eq!(counting(&history), [1]);
    assert_eq!(history.closed, None);
    assert_eq!(history.cancelled.as_ref().map(|cancelled| (cancelled.index, cancelled.reason.as_str())), Some((2, "名册有误")));
    assert_eq!(history.timestamp().map(Timestamp::seconds), Some(0));
}

#[test]
fn voting_again_as_often_as_the_rule_says() {
    let entries = || [open(), ballot(0, 1), ballot(0, 2), ballot(0, 3), ballot(1, 4)];
    for (revote, faults, counts) in [
        (RevoteRule::No, vec![(2, Problem::Revote(1)), (3, Problem::Revote(1))], [1, 4]),
        (RevoteRule::Once, vec![(3, Problem::Revote(2))], [2, 4]),
        (RevoteRule::UntilClose, vec![], [3, 4]),
    ] {
        let rules = Rules { revote, ..RULES };
        assert_eq!(problems(rules, entries()), faults);
        assert_eq!(counting(&read(rules, entries())), counts);
    }
    let no = Rules { revote: RevoteRule::No, ..RULES };
    let history = read(no, [open(), ballot(0, 1), void(1), ballot(0, 2)]);
    assert_eq!((history.faults.len(), counting(&history)), (0, vec![3]), "a void ballot is not reckoned");
    // The same bytes never again, not even after a void.
    assert_eq!(problems(RULES, [open(), ballot(0, 1), void(1), ballot(0, 1)]), [(3, Problem::SameBallot(1))]);
}

#[test]
fn paper_and_ballot_of_one_voter() {
    let after = || [open(), ballot(0, 1), paper(0), ballot(0, 2)];
    assert_eq!(problems(RULES, after()), [(2, Problem::PaperAfterBallot(1))]);
    assert_eq!(counting(&read(RULES, after())), [3]);
    let prevails = Rules { conflict: ConflictRule::Paper, ..RULES };
    assert_eq!(problems(prevails, after()), [(3, Problem::BallotAfterPaper(2))]);
    assert!(counting(&read(prevails, after())).is_empty());
    for rules in [RULES, prevails] {
        assert_eq!(problems(rules, [open(), paper(0), ballot(0, 1)]), [(2, Problem::BallotAfterPaper(1))]);
        assert_eq!(problems(rules, [open(), paper(0), paper(0)]), [(2, Problem::PaperAgain(1))]);
        // A ballot that is void does not keep paper away.
        assert_eq!(problems(rules, [open(), ballot(0, 1), void(1), paper(0)]), []);
    }
    // Voiding what paper has removed already changes nothing and is no fault.
    assert_eq!(problems(prevails, [open(), ballot(0, 1), paper(0), void(1)]), []);
}

#[test]
fn times_are_kept() {
    let with = |extend_until, entries: &[(u64, Entry)]| {
        let mut replay = Replay::new(Rules { schedule: Schedule { at: END, extend_until }, ..RULES });
        for (index, (time, entry)) in (0..).zip(entries) {
            replay.read(&leaf(index, *time, entry.clone()).to_bytes().unwrap());
        }
        replay.finish().faults.into_iter().map(|fault| (fault.index, fault.problem)).collect::<Vec<_>>()
    };
    let (last, extend) = (END - 1, |until| Entry::Extend { until });
    assert_eq!(with(None, &[(0, open()), (last, ballot(0, 1)), (END, paper(1)), (END, Entry::Close)]), []);
    let early = [(0, open()), (END, ballot(0, 1)), (last, Entry::Close)];
    assert_eq!(with(None, &early), [(1, Problem::Late), (2, Problem::ClosedEarly)]);
    assert_eq!(with(None, &[(0, open()), (0, extend(END + 1))]), [(1, Problem::Extend)]);
    let latest = Some(END + 10);
    let good = [(0, open()), (last, extend(END + 9)), (END + 8, ballot(0, 1)), (END + 9, ballot(0, 2)), (END + 8, Entry::Close)];
    assert_eq!(with(latest, &good), [(3, Problem::Late), (4, Problem::ClosedEarly)]);
    for (time, until) in [(END, END + 1), (0, END), (0, END + 11), (0, 0)] {
        assert_eq!(with(latest, &[(0, open()), (time, extend(until))]), [(1, Problem::Extend)]);
    }
    assert_eq!(with(latest, &[(0, open()), (0, extend(END + 1)), (0, extend(END + 2))]), [(2, Problem::Extend)]);
}

#[test]
fn a_leaf_that_cannot_be_read_keeps_its_place() {
    let mut replay = Replay::new(RULES);
    let write = |index, entry| leaf(index, 0, entry).to_bytes().unwrap();
    replay.read(&write(0, open()));
    replay.read(b"{}");
    replay.read(&write(2, ballot(0, 1)));
    replay.read(&write(2, ballot(1, 2)));
    let history = replay.finish();
    assert_eq!(history.leaf_hashes.len(), 4);
    assert_eq!(history.leaf_hashes[1], tree::leaf_hash(b"{}"));
    assert_eq!(counting(&history), [2]);
    assert!(matches!(
        &history.faults[..],
        [
            LogFault { index: 1, problem: Problem::Json(JsonFault::Shape { .. }) },
            LogFault { index: 3, problem: Problem::Index(2) }
        ]
    ));
    assert_eq!(history.faults[1].to_string(), "entry 3: it says it has index 2");
}

#[test]
fn a_time_beyond_the_archives_gives_no_timestamp() {
    let history = |closed| History { closed: Some(closed), ..History::default() };
    assert_eq!(history(((1 << 33) - 1) * 1000 + 999).timestamp().map(Timestamp::seconds), Some((1 << 33) - 1));
    assert_eq!(history((1 << 33) * 1000).timestamp(), None);
}

/// What happens to one voter, said without any bookkeeping: look at all that came before, each time.
fn model(rules: Rules, entries: &[Entry]) -> (Vec<u64>, Vec<u64>) {
    let mut good: Vec<(u64, &Entry)> = Vec::new();
    let mut faulty = Vec::new();
    for (index, entry) in (0..).zip(entries) {
        let is_void = |at: u64| good.iter().any(|(_, e)| matches!(e, Entry::Void { voided, .. } if *voided == at));
        let live = |who: &Encoding| {
            let own = |e: &Entry| matches!(e, Entry::Ballot { credential, .. } if credential == who);
            good.iter().filter(|(at, e)| own(e) && !is_void(*at)).count()
        };
        let on_paper = |who: &Encoding| good.iter().any(|(_, e)| matches!(e, Entry::Paper { credential } if credential == who));
        let has = |kind: fn(&Entry) -> bool| good.iter().any(|(_, e)| kind(e));
        let cancelled = has(|e| matches!(e, Entry::State { state: State::Cancelled, .. }));
        let closed = cancelled || has(|e| matches!(e, Entry::Close));
        let admitted = match entry {
            _ if index == 0 => matches!(entry, Entry::Open { .. }),
            Entry::Open { .. } => false,
            Entry::Ballot { credential, sha256 } => {
                let same = good.iter().any(|(_, e)| matches!(e, Entry::Ballot { sha256: other, .. } if other == sha256));
                let room = match rules.revote {
                    RevoteRule::No => live(credential) == 0,
                    RevoteRule::Once => live(credential) <= 1,
                    RevoteRule::UntilClose => true,
                };
                !closed && !same && room && !on_paper(credential)
            }
            Entry::Paper { credential } => {
                let sealed = rules.conflict == ConflictRule::FirstValid && live(credential) > 0;
                !closed && !sealed && !on_paper(credential)
            }
            Entry::Void { voided, .. } => {
                let there = good.iter().any(|(at, e)| at == voided && matches!(e, Entry::Ballot { .. }));
                !closed && there && !is_void(*voided)
            }
            Entry::Extend { .. } => false,
            Entry::Close => !closed,
            Entry::Sheet { .. } => closed && !cancelled && !has(|e| matches!(e, Entry::Sheet { .. })),
            Entry::State { .. } => !cancelled,
            Entry::Notice { .. } | Entry::Objection { .. } => true,
        };
        if admitted { good.push((index, entry)) } else { faulty.push(index) }
    }
    let mut last = BTreeMap::new();
    for (index, entry) in &good {
        if let Entry::Ballot { credential, .. } = entry
            && !good.iter().any(|(_, e)| matches!(e, Entry::Void { voided, .. } if voided == index))
            && !good.iter().any(|(_, e)| matches!(e, Entry::Paper { credential: other } if other == credential))
        {
            last.insert(*credential, *index);
        }
    }
    let mut counting: Vec<u64> = last.into_values().collect();
    counting.sort_unstable();
    (counting, faulty)
}

fn any_entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        12 => (0_u64..4, 0_u8..30).prop_map(|(voter, number)| ballot(voter, number)),
        4 => (0_u64..4).prop_map(paper),
        5 => (0_u64..20).prop_map(void),
        1 => Just(open()),
        1 => Just(Entry::Close),
        1 => Just(sheet()),
        1 => Just(Entry::Notice { sha256: Digest([0; 32]) }),
        1 => Just(cancelled()),
    ]
}

fn cancelled() -> Entry {
    Entry::State { state: State::Cancelled, reason: Some("名册有误".into()) }
}

proptest! {
    #[test]
    fn any_log_means_what_the_model_says(
        conflict in prop_oneof![Just(ConflictRule::FirstValid), Just(ConflictRule::Paper)],
        revote in prop_oneof![Just(RevoteRule::No), Just(RevoteRule::Once), Just(RevoteRule::UntilClose)],
        mut entries in prop::collection::vec(any_entry(), 0..30),
        begun in prop::bool::weighted(0.9),
    ) {
        if begun {
            entries.insert(0, open());
        }
        // The times of this test leave no ballot late: only the order counts here.
        let rules = Rules { conflict, revote, ..RULES };
        let mut replay = Replay::new(rules);
        let mut closed = false;
        for (index, entry) in (0..).zip(&entries) {
            closed |= index > 0 && matches!(entry, Entry::Close);
            let time = if closed { END } else { 0 };
            replay.read(&leaf(index, time, entry.clone()).to_bytes().unwrap());
        }
        let tree = replay.tree().clone();
        let history = replay.finish();
        let faulty: Vec<u64> = history.faults.iter().map(|fault| fault.index).collect();
        prop_assert_eq!((counting(&history), faulty), model(rules, &entries));
        prop_assert_eq!(tree.root(), tree::root(&history.leaf_hashes));
    }

    #[test]
    fn no_bytes_make_it_panic(leaves in prop::collection::vec("[{}\":,a-z0-9]{0,40}", 0..5)) {
        let mut replay = Replay::new(RULES);
        leaves.iter().for_each(|leaf| replay.read(leaf.as_bytes()));
        prop_assert_eq!(replay.finish().faults.len(), leaves.len());
    }
}
