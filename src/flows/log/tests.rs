//! A log in a database is the log that an audit replays: same bytes, same tree, same rules.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::super::secrets::Secrets;
use super::super::vault::Vault;
use super::super::{Error, Refusal, Work};
use super::*;
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::election::annex::line::Channel;
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::leaf::State;
use crate::election::log::note::{KeyKind, Note, NoteKey};
use crate::election::log::replay::{Fate, Replay};
use crate::election::log::rules::Schedule;
use crate::election::log::tree::{verify_consistency, verify_inclusion};
use crate::election::rules::Identification;
use crate::store::{Connection, migrate, restoration};

const POLL: &str = "oX3JHbEwRLoXJh1oX3JHbE";
const ORIGIN: &str = "vote.example.cn/oX3JHbEwRLoXJh1oX3JHbE";
const RULES: Rules = Rules {
    conflict: ConflictRule::Paper,
    revote: RevoteRule::Once,
    electronic: true,
    schedule: Schedule { at: 10_000, extend_until: Some(20_000) },
};

struct Bench {
    conn: Connection,
    rng: ChaCha20Rng,
    vault: Vault,
    now: i64,
}

impl Bench {
    fn new() -> Self {
        let mut conn = Connection::open("sqlite::memory:").unwrap();
        migrate(&mut conn).unwrap();
        let vault = Vault::new(&Secrets::of_the_demo()).unwrap();
        let mut bench = Self { conn, rng: ChaCha20Rng::from_seed([5; 32]), vault, now: 100 };
        let beginning = Beginning { poll: POLL, origin: ORIGIN, phi: "phi", opening: Digest::of(b"opening"), rules: RULES };
        begin(&mut bench.work(), &beginning).unwrap();
        bench
    }

    fn work(&mut self) -> Work<'_> {
        Work { conn: &mut self.conn, now: self.now, rng: &mut self.rng, vault: &self.vault, holidays: None }
    }

    fn append(&mut self, entry: Entry) -> Result<u64, Error> {
        append(&mut self.work(), POLL, entry).map(|appended| appended.leaf.index)
    }

    fn cast(&mut self, voter: u64, ballot: &str) -> Result<u64, Error> {
        Ok(self.cast_all(&[(voter, ballot)])?.remove(0)?)
    }

    /// In one transaction.
    fn cast_all(&mut self, ballots: &[(u64, &str)]) -> Result<Vec<Result<u64, Refusal>>, Error> {
        let cast = |&(voter, ballot)| Cast {
            credential: credential(voter),
            digest: Digest::of(str::as_bytes(ballot)),
            ballot,
            channel: Channel::Electronic,
            level: Identification::Sms,
            serial_digest: Digest::of(b"serial"),
            attested_by: Vec::new(),
        };
        let casts: Vec<Cast<'_>> = ballots.iter().map(cast).collect();
        let mut work = self.work();
        let mut writer = Writer::take(&mut work, POLL)?;
        let done = writer.cast(&mut work, &casts)?;
        writer.finish(&mut work)?;
        Ok(done.into_iter().map(|leaf| leaf.map(|leaf| leaf.index)).collect())
    }

    fn hashes(&mut self) -> Vec<Digest> {
        let size = head(&mut self.work(), POLL).unwrap().checkpoint.size;
        leaves(&mut self.work(), POLL, 0..size).unwrap().iter().map(|(_, text, _)| hash(text).unwrap()).collect()
    }
}

fn credential(voter: u64) -> Encoding {
    Point::generator_times(&Scalar::from(voter + 2)).encode()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, expected: Refusal) {
    match result {
        Err(Error::Refused(refusal)) => assert_eq!(refusal, expected),
        other => panic!("{other:?}"),
    }
}

fn void(ballot: u64) -> Entry {
    Entry::Void { voided: ballot, reason: "重复".into(), authority: "监票组".into() }
}

#[test]
fn the_log_of_the_database_is_replayed_without_faults() {
    let mut bench = Bench::new();
    bench.now = 200;
    assert_eq!(bench.cast(0, "a").unwrap(), 1);
    assert_eq!(bench.cast(0, "a").unwrap(), 1, "the very same ballot, sent again");
    assert_eq!(bench.cast(0, "b").unwrap(), 2);
    refused(bench.cast(0, "c"), Refusal::VotedAlready);
    bench.now = 150;
    assert_eq!(bench.append(void(2)).unwrap(), 3, "a clock that was set back stops nothing");
    refused(bench.append(void(2)), Refusal::NothingToVoid);
    refused(bench.append(void(0)), Refusal::NothingToVoid);
    bench.now = 300;
    assert_eq!(bench.cast(0, "c").unwrap(), 4);
    assert_eq!(bench.cast(1, "d").unwrap(), 5);
    assert_eq!(bench.append(Entry::Paper { credential: credential(1) }).unwrap(), 6);
    refused(bench.cast(1, "e"), Refusal::VotedOnPaper);
    refused(bench.append(Entry::Paper { credential: credential(1) }), Refusal::VotedOnPaper);
    refused(bench.append(Entry::Extend { until: 30_000 }), Refusal::CannotExtend);
    assert_eq!(bench.append(Entry::Extend { until: 20_000 }).unwrap(), 7);
    refused(bench.append(Entry::Extend { until: 20_000 }), Refusal::CannotExtend);
    bench.now = 19_999;
    refused(bench.append(Entry::Close), Refusal::NotEndedYet);
    refused(bench.append(Entry::Sheet { sha256: Digest::of(b"s") }), Refusal::LogOrder);
    assert_eq!(bench.cast(2, "f").unwrap(), 8);
    assert!(leaves(&mut bench.work(), POLL, 0..9).unwrap().iter().all(|(_, _, leaf)| leaf.is_none()), "hashes only");
    bench.now = 20_000;
    refused(bench.cast(3, "g"), Refusal::VotingEnded);
    bench.append(Entry::Close).unwrap();
    refused(bench.append(void(8)), Refusal::VotingEnded);
    bench.append(Entry::Sheet { sha256: Digest::of(b"s") }).unwrap();
    refused(bench.append(Entry::Sheet { sha256: Digest::of(b"s") }), Refusal::LogOrder);
    bench.append(Entry::State { state: State::Counted, reason: None }).unwrap();
    refused(bench.append(Entry::State { state: State::Cancelled, reason: Some("x".into()) }), Refusal::LogOrder);

    let head = head(&mut bench.work(), POLL).unwrap();
    let mut replay = Replay::new(RULES);
    for (index, hash, leaf) in leaves(&mut bench.work(), POLL, 0..head.checkpoint.size).unwrap() {
        replay.read(leaf.unwrap().as_bytes());
        assert_eq!(crate::election::log::tree::leaf_hash(replay_bytes(&mut bench, index).as_bytes()).to_string(), hash);
    }
    assert_eq!(replay.tree().root(), head.checkpoint.root);
    let history = replay.finish();
    assert_eq!(history.faults, []);
    let fates: Vec<(u64, Fate)> = history.ballots.iter().map(|ballot| (ballot.index, ballot.fate)).collect();
    let (counts, paper) = (Fate::Counts, Fate::Paper(6));
    assert_eq!(fates, [(1, Fate::Replaced(4)), (2, Fate::Void(3)), (4, counts), (5, paper), (8, counts)]);
}

#[test]
fn ballots_of_one_batch_are_decided_one_after_another() {
    let mut bench = Bench::new();
    bench.now = 200;
    assert_eq!(bench.cast(0, "a").unwrap(), 1);
    bench.append(Entry::Paper { credential: credential(9) }).unwrap();
    let batch = [(0, "a"), (0, "b"), (0, "c"), (1, "d"), (9, "e"), (1, "d"), (1, "f"), (2, "g")];
    let voted = Err(Refusal::VotedAlready);
    let (paper, twice) = (Err(Refusal::VotedOnPaper), Err(Refusal::BallotLogged));
    assert_eq!(bench.cast_all(&batch).unwrap(), [Ok(1), Ok(3), voted, Ok(4), paper, twice, Ok(5), Ok(6)]);
    // Over the end of a tile, which keeps the root of its leaves.
    let names: Vec<String> = (0..600).map(|n| format!("ballot {n}")).collect();
    let batch: Vec<(u64, &str)> = (10..).zip(names.iter().map(String::as_str)).collect();
    assert!(bench.cast_all(&batch).unwrap().into_iter().eq((7..607).map(Ok)));
    let all = bench.hashes();
    let checkpoint = head(&mut bench.work(), POLL).unwrap().checkpoint;
    assert_eq!((checkpoint.size, checkpoint.root), (607, crate::election::log::tree::root(&all)));
    let (leaf, proof) = inclusion(&mut bench.work(), POLL, 300, 607).unwrap();
    verify_inclusion(leaf, 300, 607, &proof, checkpoint.root).unwrap();
    let standing = |bench: &mut Bench, voter| {
        let row = log::participation(&mut bench.conn, POLL, &credential(voter).to_string()).unwrap().unwrap();
        (row.ballots, row.ballot_idx, row.paper_idx)
    };
    assert_eq!(standing(&mut bench, 0), (2, Some(3), None));
    assert_eq!(standing(&mut bench, 1), (2, Some(5), None));
    assert_eq!(standing(&mut bench, 9), (0, None, Some(2)));
}

fn replay_bytes(bench: &mut Bench, index: u64) -> String {
    log::leaf(&mut bench.conn, POLL, index as i64).unwrap().unwrap().leaf
}

#[test]
fn proofs_hold_at_every_size_and_over_whole_tiles() {
    let mut bench = Bench::new();
    let mut work = bench.work();
    let mut writer = Writer::take(&mut work, POLL).unwrap();
    for index in 1..1100_u64 {
        writer.append(&mut work, Entry::Notice { sha256: Digest::of(&index.to_be_bytes()) }).unwrap();
    }
    writer.finish(&mut work).unwrap();
    let all = bench.hashes();
    assert_eq!(head(&mut bench.work(), POLL).unwrap().checkpoint.root, crate::election::log::tree::root(&all));
    for size in [1, 2, 255, 256, 257, 511, 512, 513, 700, 1024, 1025, 1100_u64] {
        let root = crate::election::log::tree::root(&all[..size as usize]);
        for index in [0, 1, 254, 255, 256, 300, 512, 600, 1023, 1024, 1099].into_iter().filter(|index| *index < size) {
            let (leaf, proof) = inclusion(&mut bench.work(), POLL, index, size).unwrap();
            assert_eq!(leaf, all[index as usize]);
            verify_inclusion(leaf, index, size, &proof, root).unwrap();
            let old = index + 1;
            let old_root = crate::election::log::tree::root(&all[..old as usize]);
            let proof = consistency(&mut bench.work(), POLL, old, size).unwrap();
            verify_consistency((old, old_root), (size, root), &proof).unwrap();
        }
    }
    refused(inclusion(&mut bench.work(), POLL, 0, 1101), Refusal::NotInLog);
    refused(inclusion(&mut bench.work(), POLL, 5, 5), Refusal::NotInLog);
    refused(consistency(&mut bench.work(), POLL, 0, 5), Refusal::NotInLog);
    refused(consistency(&mut bench.work(), POLL, 6, 5), Refusal::NotInLog);
    assert!(matches!(head(&mut bench.work(), "another"), Err(Error::Missing)));
}

#[test]
fn a_restored_copy_signs_nothing_until_it_is_shown_to_be_whole() {
    let mut bench = Bench::new();
    let keys = make_keys(&mut bench.work(), POLL).unwrap();
    let signer = note_signer(&mut bench.work(), POLL, ORIGIN, Purpose::Log).unwrap();
    assert_eq!(*signer.key(), NoteKey::new(ORIGIN, KeyKind::Note, keys.log).unwrap());
    let early = head(&mut bench.work(), POLL).unwrap();
    let note = early.sign(&mut bench.work(), &signer).unwrap();
    bench.cast(0, "a").unwrap();
    let late = head(&mut bench.work(), POLL).unwrap().checkpoint;

    restoration::mark(&mut bench.conn, "r", 1, "digest").unwrap();
    refused(early.sign(&mut bench.work(), &signer), Refusal::Restored);
    refused(bench.cast(1, "b"), Refusal::Restored);
    refused(bench.append(Entry::Close), Refusal::Restored);

    let key = signer.key().clone();
    let longer = Checkpoint { size: late.size + 1, ..late.clone() }.sign(&signer).unwrap();
    let show = |bench: &mut Bench, note: &Note, key: &NoteKey| {
        resume(&mut bench.work(), std::slice::from_ref(note), |_, _| Ok(key.clone()))
    };
    refused(show(&mut bench, &longer, &key), Refusal::CopyTooOld);
    let forked = Checkpoint { root: Digest::of(b"another"), ..late }.sign(&signer).unwrap();
    refused(show(&mut bench, &forked, &key), Refusal::CopyForked);
    let other = NoteKey::new(ORIGIN, KeyKind::Note, keys.receipt).unwrap();
    refused(show(&mut bench, &note, &other), Refusal::CheckpointFalse);
    assert_eq!(resume(&mut bench.work(), &[], |_, _| Err(Error::Missing)).unwrap(), 1);
    refused(bench.cast(1, "b"), Refusal::Restored);
    assert_eq!(show(&mut bench, &note, &key).unwrap(), 0);
    bench.cast(1, "b").unwrap();
}
