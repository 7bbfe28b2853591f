//! Faults in the log, in what stands beside it, and in what the archives make of it.

use yepiao::crypto::hash::Digest;
use yepiao::election::annex::line::Line;
use yepiao::election::log::checkpoint::{Checkpoint, CheckpointFault};
use yepiao::election::log::leaf::{Entry, Leaf, State};
use yepiao::election::log::note::Note;
use yepiao::election::log::receipt::{Receipt, ReceiptFault};
use yepiao::election::log::tree::leaf_hash;
use yepiao::election::record::{RecordComparison, files};

use crate::story::{Bundle, Story, Until, checkpoint, lined};
use crate::world::{World, key};

fn has(refused: &[String], check: &str) {
    assert!(refused.iter().any(|name| name == check), "{check} not in {refused:?}");
}

/// An entry told again after the close.
fn insert(story: &mut Story<'_>, at: usize, entry: Entry) {
    let time = story.entries[at - 1].0;
    story.entries.insert(at, (time, entry));
    story.lines = story.annex();
}

#[test]
fn a_ballot_voided_after_the_close() {
    let world = World::new();
    let mut story = Story::honest(&world);
    insert(&mut story, 11, Entry::Void { voided: 1, reason: "不喜欢".into(), authority: "组长".into() });
    // The archives leave it out, as the forger wants it.
    story.counted = [0, 1].map(|_| vec![1, 2, 3, 4, 6]);
    let refused = story.tell().refused();
    has(&refused, "log");
    has(&refused, "rebuilt");
}

#[test]
fn a_ballot_logged_after_the_close() {
    let world = World::new();
    let mut story = Story::honest(&world);
    let late = world.ballot(7, 1, 99);
    insert(&mut story, 11, Entry::Ballot { credential: world.credential(7), sha256: Digest::of(&late) });
    story.lines.retain(|line| line.index != 11);
    story.cast.push(late);
    story.counted = [0, 1].map(|_| vec![0, 1, 2, 3, 4, 6, 7]);
    let refused = story.tell().refused();
    has(&refused, "log");
    has(&refused, "rebuilt");
}

#[test]
fn a_ballot_left_out_of_both_archives() {
    let world = World::new();
    let story = Story { counted: [0, 1].map(|_| vec![0, 1, 2, 3, 4]), ..Story::honest(&world) };
    assert_eq!(story.tell().refused(), ["rebuilt", "outcome", "certificate"]);
    // Trustees are warned before they sign.
    let closed = Story { counted: [0, 1].map(|_| vec![0, 1, 2, 3, 4]), ..Story::honest(&world) };
    assert_eq!(closed.until(Until::Closed).tell().refused(), ["rebuilt"]);
}

#[test]
fn a_voided_ballot_counted_all_the_same() {
    let world = World::new();
    let story = Story { counted: [0, 1].map(|_| vec![0, 1, 2, 3, 4, 6, 5]), ..Story::honest(&world) };
    assert_eq!(story.tell().refused(), ["rebuilt"]);
}

#[test]
fn a_ballot_that_was_never_logged() {
    let world = World::new();
    let mut story = Story::honest(&world);
    // It stands in both archives only.
    story.cast.push(world.ballot(7, 0, 77));
    story.counted = [0, 1].map(|_| vec![0, 1, 2, 3, 4, 6, 7]);
    let mut bundle = story.tell();
    bundle.files.insert(files::CAST.into(), lined(&story.cast[..7]));
    bundle.certify();
    assert_eq!(bundle.refused(), ["rebuilt", "outcome", "certificate"]);
}

#[test]
fn a_ballot_counted_for_a_paper_voter() {
    let world = World::new();
    let mut story = Story::honest(&world);
    story.cast.push(world.ballot(6, 1, 66));
    story.counted = [0, 1].map(|_| vec![0, 1, 2, 3, 4, 6, 7]);
    let mut bundle = story.tell();
    bundle.files.insert(files::CAST.into(), lined(&story.cast[..7]));
    bundle.certify();
    assert_eq!(bundle.refused(), ["rebuilt", "paper", "outcome", "certificate"]);
    // Logged as well, after the paper.
    let entry = Entry::Ballot { credential: world.credential(6), sha256: Digest::of(&story.cast[7]) };
    insert(&mut story, 10, entry);
    has(&story.tell().refused(), "log");
}

#[test]
fn a_ballot_missing_among_those_cast() {
    let world = World::new();
    let story = Story::honest(&world);
    for (gone, checks) in [(0, &["cast", "rebuilt"][..]), (5, &["cast"])] {
        let mut cast = story.cast.clone();
        cast.remove(gone);
        let bundle = story.tell().with(files::CAST, |bytes| *bytes = lined(&cast));
        assert_eq!(bundle.refused(), checks, "ballot {gone}");
    }
    // Two changed places; one more than logged; the last without its line feed.
    let mut cast = story.cast.clone();
    cast.swap(0, 1);
    has(&story.tell().with(files::CAST, |bytes| *bytes = lined(&cast)).refused(), "cast");
    let more = story.tell().with(files::CAST, |bytes| bytes.extend_from_slice(&lined(&[story.world.ballot(7, 0, 7)])));
    assert_eq!(more.refused(), ["cast"]);
    has(&story.tell().with(files::CAST, |bytes| bytes.truncate(bytes.len() - 1)).refused(), "cast");
}

#[test]
fn a_void_ballot_that_the_log_gives_to_somebody_else() {
    let world = World::new();
    let mut story = Story::honest(&world);
    // Entry 6 is voter 5's first ballot, void later; the log says it was voter 7's.
    let (_, Entry::Ballot { credential, .. }) = &mut story.entries[6] else { panic!() };
    *credential = world.credential(7);
    story.lines = story.annex();
    assert_eq!(story.tell().refused(), ["cast"]);
}

#[test]
fn somebody_who_is_not_entitled() {
    let world = World::new();
    let mut story = Story::honest(&world);
    let stranger = yepiao::crypto::group::Point::generator().encode();
    insert(&mut story, 9, Entry::Paper { credential: stranger });
    let refused = story.tell().refused();
    has(&refused, "log");
    has(&refused, "turnout");
}

#[test]
fn no_sheet_or_two() {
    let world = World::new();
    let mut story = Story::honest(&world);
    story.entries.retain(|(_, entry)| !matches!(entry, Entry::Sheet { .. }));
    has(&story.tell().refused(), "log");
    let mut story = Story::honest(&world);
    insert(&mut story, 13, Entry::Sheet { sha256: Digest::of(b"") });
    has(&story.tell().refused(), "log");
}

#[test]
fn a_log_of_another_poll() {
    let world = World::new();
    let mut story = Story::honest(&world);
    let (_, Entry::Open { phi, .. }) = &mut story.entries[0] else { panic!() };
    *phi = Digest::of(b"another election").to_base64();
    assert_eq!(story.tell().refused(), ["log"]);
}

#[test]
fn a_head_that_is_not_this_logs() {
    let world = World::new();
    let story = Story::honest(&world);
    let hashes = story.history().leaf_hashes;
    // One leaf less: the record has a leaf that nobody signed for.
    let behind = story.tell().with(files::CHECKPOINT, |bytes| *bytes = checkpoint(&world, &hashes[..hashes.len() - 1]));
    assert_eq!(behind.refused(), ["checkpoint"]);
    let mut more = hashes.clone();
    more.push(Digest::of(b"one more"));
    let ahead = story.tell().with(files::CHECKPOINT, |bytes| *bytes = checkpoint(&world, &more));
    assert_eq!(ahead.refused(), ["checkpoint"]);
    let forged = story.tell().with(files::CHECKPOINT, |bytes| {
        let head = Note::parse(bytes).unwrap();
        let mut by_receipt_key = Note::new(head.text().to_owned()).unwrap();
        by_receipt_key.sign(&world.receipt_signer(), 0);
        *bytes = by_receipt_key.to_string().into_bytes();
    });
    assert_eq!(forged.refused(), ["checkpoint"]);
}

/// A poll in which everything was told again without voter 4's ballot, all keys at hand.
pub(crate) fn forked(world: &World) -> Bundle {
    let mut story = Story::honest(world);
    story.entries.remove(5);
    let (_, Entry::Void { voided, .. }) = &mut story.entries[6] else { panic!() };
    *voided = 5;
    story.cast.remove(4);
    story.lines = story.annex();
    story.counted = [0, 1].map(|_| vec![0, 1, 2, 3, 5]);
    story.tell()
}

#[test]
fn a_forked_log_shows_only_beside_what_somebody_kept() {
    let world = World::new();
    let (honest, forked) = (Story::honest(&world), forked(&world));
    // By itself it is as good as the true one.
    assert_eq!(forked.refused(), Vec::<String>::new());
    let audited = forked.audit();

    // A head signed while people voted.
    let hashes = honest.history().leaf_hashes;
    let note = Note::parse(&checkpoint(&world, &hashes[..8])).unwrap();
    let (kept, _) = Checkpoint::open(&note, &world.opening.log_key().unwrap(), &[]).unwrap();
    assert_eq!(kept.agrees_with(&audited.leaf_hashes), Err(CheckpointFault::Forked { size: 8 }));
    // The receipt of the voter whose ballot is gone.
    let leaf = Leaf::parse(&honest.leaves()[5]).unwrap();
    let receipt = Receipt { origin: world.opening.origin.clone(), phi: world.election.phi().into(), leaf };
    let note = receipt.sign(&world.receipt_signer()).unwrap();
    let receipt = Receipt::open(&note, &world.opening.receipt_key().unwrap(), world.election.phi()).unwrap();
    assert_eq!(receipt.agrees_with(&audited.leaf_hashes), Err(ReceiptFault::Broken { index: 5 }));
    // An older record.
    let older = std::io::Cursor::new(honest.tell().zip());
    let older = yepiao::election::record::Record::open(older).unwrap();
    let newer = yepiao::election::record::Record::open(std::io::Cursor::new(forked.zip())).unwrap();
    let compared = yepiao::election::record::compare(&older, &newer, &audited.leaf_hashes).unwrap();
    assert_eq!(compared, RecordComparison::Differs { index: 5 });
}

#[test]
fn a_log_with_one_leaf_fewer_than_an_older_head() {
    let world = World::new();
    let honest = Story::honest(&world);
    let mut shorter = Story::honest(&world);
    shorter.entries.pop();
    let audited = shorter.tell().audit();
    assert!(audited.report.is_valid());
    let hashes: Vec<Digest> = honest.leaves().iter().map(|leaf| leaf_hash(leaf)).collect();
    let note = Note::parse(&checkpoint(&world, &hashes)).unwrap();
    let (kept, _) = Checkpoint::open(&note, &world.opening.log_key().unwrap(), &[]).unwrap();
    assert_eq!(kept.agrees_with(&audited.leaf_hashes), Err(CheckpointFault::Shortened { size: 14, length: 13 }));
}

#[test]
fn an_annex_line_missing_or_moved() {
    let world = World::new();
    let with = |change: fn(&mut Vec<Line>)| {
        let mut story = Story::honest(&world);
        change(&mut story.lines);
        story.tell()
    };
    // A line of a void ballot: the participation does not change.
    assert_eq!(with(|lines| drop(lines.remove(5))).refused(), ["annex"]);
    // Of a counting one it cannot even be computed.
    has(&Story { lines: Story::honest(&world).lines[1..].to_vec(), ..Story::honest(&world) }.tell().refused(), "annex");
    // The line of entry 1 says it is entry 10's, where there is paper.
    let moved = with(|lines| {
        let line = lines.remove(0);
        lines.insert(7, Line { index: 11, ..line });
    });
    has(&moved.refused(), "annex");
    assert_eq!(with(|lines| lines[2].time += 60_000).refused(), ["annex"]);
    let swapped = Story::honest(&world).tell().with(files::ANNEX, |bytes| {
        let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        lines.pop();
        lines.swap(0, 1);
        *bytes = lined(&lines);
    });
    has(&swapped.refused(), "annex");
}

#[test]
fn a_turnout_that_does_not_follow() {
    let world = World::new();
    let bundle = Story::honest(&world).tell().with(files::TURNOUT, |bytes| {
        let mut turnout = yepiao::election::annex::turnout::Participation::parse(bytes).unwrap();
        turnout.took_part.people += 1;
        turnout.electronic.people += 1;
        *bytes = turnout.to_bytes().unwrap();
    });
    assert_eq!(bundle.refused(), ["turnout"]);
}

#[test]
fn a_sheet_above_its_weights() {
    let world = World::new();
    let told = |change: fn(&mut yepiao::election::paper::Sheet)| {
        let mut story = Story::honest(&world);
        change(&mut story.sheet);
        story.tell().refused()
    };
    // One voter on paper cannot be two, nor larger than the flat.
    has(
        &told(|sheet| {
            sheet.questions[0].options[0].people = 2;
            sheet.questions[0].valid.people = 2;
        }),
        "paper",
    );
    has(
        &told(|sheet| {
            sheet.questions[0].options[0].area += 10_000;
            sheet.questions[0].valid.area += 10_000;
        }),
        "paper",
    );
    assert_eq!(told(|sheet| sheet.serials.printed += 1), ["paper"]);
}

#[test]
fn a_sheet_that_was_not_logged_or_not_signed() {
    let world = World::new();
    let mut sheet = Story::honest(&world).sheet;
    sheet.questions[0].options.swap(0, 1);
    let other = Story::honest(&world).tell().with(files::PAPER, |bytes| *bytes = sheet.sign(&key(4)).unwrap());
    assert_eq!(other.refused(), ["paper", "outcome"]);
    let by_another_key = Story::honest(&world).tell().with(files::PAPER, |bytes| *bytes = sheet.sign(&key(3)).unwrap());
    has(&by_another_key.refused(), "paper");
}

/// A result that somebody dislikes cannot be cancelled, and the end cannot be put before what came after it.
#[test]
fn states_and_times_that_go_back() {
    let world = World::new();
    let mut story = Story { until: Until::Closed, ..Story::honest(&world) };
    let time = story.entries.last().unwrap().0;
    story.entries.push((time, Entry::State { state: State::Cancelled, reason: Some("不喜欢".into()) }));
    has(&story.tell().refused(), "log");

    let mut story = Story::honest(&world);
    let last = story.entries.len() - 1;
    story.entries[last].0 = story.entries[last - 1].0 - 1;
    has(&story.tell().refused(), "log");
}
