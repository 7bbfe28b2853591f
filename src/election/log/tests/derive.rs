//! Both archives from a log: what they hold, that they are the same every time, and what keeps them from being made.

use std::collections::HashMap;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::world::{END, EXTENDED, RULES, World};
use crate::crypto::hash::Digest;
use crate::election::archive::{Entry as Event, EventKind, Payload, Reader, Timestamp};
use crate::election::audit::{Stage, audit};
use crate::election::ballot::BallotFault;
use crate::election::count::Count;
use crate::election::log::closing::Statement;
use crate::election::log::derive::{DeriveFault, derive};
use crate::election::log::leaf::{Entry, Leaf, Nonce, State};
use crate::election::log::replay::{History, Problem, Replay};
use crate::election::pair::{Pair, PairFault};
use crate::election::tally::make_share;

fn by_digest(ballots: &[Vec<u8>]) -> HashMap<Digest, Vec<u8>> {
    ballots.iter().map(|ballot| (Digest::of(ballot), ballot.clone())).collect()
}

fn run(world: &World, history: &History, ballots: &[Vec<u8>]) -> Result<Pair<Vec<u8>>, DeriveFault> {
    let ballots = by_digest(ballots);
    let opening = world.opening.digest().unwrap();
    derive(&world.files(), opening, history, |sha256| ballots.get(&sha256).cloned(), Vec::new(), Vec::new())
}

fn fault(world: &World, history: &History, ballots: &[Vec<u8>]) -> DeriveFault {
    run(world, history, ballots).err().unwrap()
}

#[test]
fn the_archives_hold_the_counting_ballots_in_the_order_of_the_log() {
    let world = World::new();
    let (_, history, ballots) = world.log();
    let first = run(&world, &history, &ballots).unwrap().into_inner();
    let second = run(&world, &history, &ballots).unwrap().into_inner();
    assert_eq!(first, second, "the same bytes every time");

    let counting = [ballots[1].clone(), ballots[2].clone(), ballots[5].clone()];
    for (bytes, weights) in first.iter().zip([3, 12_050 + 8_950 + 30_000]) {
        let ballot = |entry: Event| match entry.content?.payload {
            Payload::Ballot(bytes) => bytes,
            _ => None,
        };
        assert_eq!(Reader::new(&bytes[..]).filter_map(ballot).collect::<Vec<_>>(), counting);
        let report = audit(&bytes[..], &mut |_| {});
        assert!(report.is_valid());
        assert_eq!((report.stage, report.counted), (Stage::Tallied, (3, weights)));
        assert_eq!(report.timestamp, Timestamp::new(EXTENDED / 1000));
    }
}

#[test]
fn the_pair_goes_on_to_the_result() {
    let world = World::new();
    let (_, history, ballots) = world.log();
    let mut pair = run(&world, &history, &ballots).unwrap();
    let events = pair.tally_events().unwrap();
    let statement = Statement::new(pair.election().phi(), &history.sheet.unwrap(), events);
    assert_eq!((statement.people, statement.area), (events[0], events[1]));
    assert_ne!(events[0], events[1]);

    let tallies = pair.tallies().map(<[_]>::to_vec);
    let phi = pair.election().phi().to_owned();
    for owner in [1, 2, 4] {
        let mut rng = ChaCha20Rng::from_seed([owner as u8; 32]);
        let [people, area] = tallies.each_ref().map(|t| make_share(&phi, &world.shares[owner - 1], t, &mut rng));
        pair.share(owner, &people, &area).unwrap();
    }
    let numbers = |rows: [&[u64]; 2]| rows.map(|row| row.iter().map(|n| Count(*n)).collect::<Vec<_>>()).to_vec();
    let [people, area] = pair.result().unwrap();
    assert_eq!(people.result, numbers([&[0, 3, 2, 0], &[2, 1, 0]]));
    assert_eq!(area.result, numbers([&[0, 51_000, 42_050, 0], &[21_000, 30_000, 0]]));
    for (bytes, event) in pair.into_inner().iter().zip(events) {
        let mut contents = Reader::new(&bytes[..]).filter_map(|entry| entry.content);
        let tallied = contents.find(|content| content.event.kind == EventKind::EncryptedTally).unwrap();
        assert_eq!(tallied.digest, event);
        assert!(audit(&bytes[..], &mut |_| {}).is_valid());
    }
}

/// A log with these entries between `open` and `close`.
fn log(world: &World, entries: impl IntoIterator<Item = Entry>) -> History {
    let mut replay = Replay::new(RULES);
    let whole = [world.open()].into_iter().chain(entries).chain([Entry::Close]);
    for (index, entry) in (0..).zip(whole) {
        let time = if entry == Entry::Close { EXTENDED } else { 0 };
        replay.read(&Leaf { index, nonce: Nonce([0; 16]), time, entry }.to_bytes().unwrap());
    }
    replay.finish()
}

#[test]
fn nothing_is_derived_from_a_log_that_is_not_in_order() {
    let world = World::new();
    let (_, history, ballots) = world.log();
    assert!(matches!(
        fault(&world, &History { closed: None, cancelled: None, ..history.clone() }, &ballots),
        DeriveFault::NotClosed
    ));
    let late = History { closed: Some(u64::MAX), ..history.clone() };
    assert!(matches!(fault(&world, &late, &ballots), DeriveFault::NotClosed));
    let faulty = log(&world, [world.open()]);
    assert!(matches!(fault(&world, &faulty, &[]), DeriveFault::Log(f) if f.index == 1 && f.problem == Problem::OpenAgain));

    let (opening, phi) = history.opening.clone().unwrap();
    for other in [None, Some((Digest([0; 32]), phi)), Some((opening, "x".into()))] {
        let history = History { opening: other, ..history.clone() };
        assert!(matches!(fault(&world, &history, &ballots), DeriveFault::OtherOpening));
    }
    let mut other_lists = World::new();
    other_lists.people = other_lists.area.split(|byte| *byte == b',').next().unwrap().to_vec();
    assert!(matches!(fault(&other_lists, &history, &ballots), DeriveFault::Pair(PairFault::Setup)));
    assert!(run(&world, &log(&world, []), &[]).is_ok(), "nobody voted");
}

/// What will not be opened is not added up.
#[test]
fn a_poll_cancelled_while_people_vote_has_archives_without_a_sum() {
    let world = World::new();
    let ballots = [world.ballot(0, 1), world.ballot(1, 2)];
    let mut replay = Replay::new(RULES);
    let cast = |voter: usize| Entry::Ballot { credential: world.credential(voter), sha256: Digest::of(&ballots[voter]) };
    let cancelled = Entry::State { state: State::Cancelled, reason: Some("名册有误".into()) };
    for (index, entry) in (0..).zip([world.open(), cast(0), cast(1), cancelled]) {
        let time = END - 10_000 + index * 1_000;
        replay.append(Leaf { index, nonce: Nonce([0; 16]), time, entry }).unwrap();
    }
    let pair = run(&world, &replay.finish(), &ballots).unwrap();
    for bytes in pair.into_inner() {
        let report = audit(&bytes[..], &mut |_| {});
        assert!(report.is_valid());
        assert_eq!((report.stage, report.ballots), (Stage::Open, 2));
        assert_eq!(report.timestamp, Timestamp::new((END - 7_000) / 1000));
    }
}

#[test]
fn every_ballot_is_checked_again() {
    let world = World::new();
    let (good, other) = (world.ballot(0, 1), world.ballot(1, 2));
    let cast = |voter: usize, ballot: &[u8]| Entry::Ballot { credential: world.credential(voter), sha256: Digest::of(ballot) };
    let history = log(&world, [cast(0, &good), cast(1, &other)]);
    assert!(run(&world, &history, &[good.clone(), other.clone()]).is_ok());
    assert!(matches!(fault(&world, &history, std::slice::from_ref(&good)), DeriveFault::Missing { index: 2 }));

    // The store gives another ballot than was asked for.
    let wrong = derive(&world.files(), world.opening.digest().unwrap(), &history, |_| Some(good.clone()), vec![], vec![]);
    assert!(matches!(wrong, Err(DeriveFault::OtherBallot { index: 2 })));
    // Logged for somebody else.
    let stolen = log(&world, [cast(1, &good)]);
    assert!(matches!(fault(&world, &stolen, std::slice::from_ref(&good)), DeriveFault::OtherBallot { index: 1 }));
    // Logged, but not valid: signed by nobody.
    let forged = String::from_utf8(good).unwrap().replacen("\"response\":\"1", "\"response\":\"2", 1).into_bytes();
    let history = log(&world, [cast(0, &forged)]);
    let found = fault(&world, &history, &[forged]);
    assert!(matches!(found, DeriveFault::Ballot { index: 1, fault: BallotFault::SignatureHash }), "{found}");
}

#[test]
fn only_who_is_listed_votes() {
    let world = World::new();
    let stranger = crate::crypto::group::Point::generator().encode();
    let paper = Entry::Paper { credential: stranger };
    assert!(matches!(fault(&world, &log(&world, [paper]), &[]), DeriveFault::NotListed { index: 1 }));
    let ballot = Entry::Ballot { credential: stranger, sha256: Digest([0; 32]) };
    // Also if it was voided later: nobody else may have been admitted at all.
    let void = Entry::Void { voided: 1, reason: "r".into(), authority: "a".into() };
    assert!(matches!(fault(&world, &log(&world, [ballot, void]), &[]), DeriveFault::NotListed { index: 1 }));
    assert!(run(&world, &log(&world, [Entry::Paper { credential: world.credential(4) }]), &[]).is_ok());
}
