//! Records in which nothing is wrong.

use std::io::Cursor;

use yepiao::election::certificate::ItemResult;
use yepiao::election::log::leaf::{Entry, State};
use yepiao::election::outcome::MatterVerdict;
use yepiao::election::record::{Record, RecordComparison, RecordStage, compare, files};
use yepiao::election::weight::Weight;

use crate::story::{Story, Until};
use crate::world::{AREAS, Decryptors, END, Setup, World};

#[test]
fn an_honest_record_is_valid_at_every_stage() {
    let world = World::new();
    for (until, stage) in [
        (Until::Closed, RecordStage::Closed),
        (Until::Signed, RecordStage::Signed),
        (Until::Decrypting, RecordStage::Decrypting),
        (Until::Counted, RecordStage::Counted),
    ] {
        let bundle = Story::honest(&world).until(until).tell();
        let audited = bundle.audit();
        assert_eq!(crate::story::refused(&audited), Vec::<String>::new());
        assert_eq!(audited.report.stage, stage);
        // What trustees go on with is there at every stage, and the same.
        let decryption = audited.decryption.unwrap();
        assert_eq!(decryption.closing.is_some(), until >= Until::Signed);
        assert_eq!(Some(&decryption.statement), audited.report.statement.as_ref());
    }
}

/// To look for numbers that nobody has published costs by the weights, which are anybody's: minutes for a record that says
/// nothing by them.
#[test]
fn totals_that_are_not_published_are_not_looked_for() {
    let world = World::new();
    let audited = Story::honest(&world).until(Until::Decrypting).tell().audit();
    assert!(audited.report.is_valid());
    assert!(audited.report.archives.iter().all(|archive| archive.totals.is_none()));
    let counted = Story::honest(&world).tell().audit();
    assert!(counted.report.archives.iter().all(|archive| archive.totals.is_some()));
}

#[test]
fn the_outcome_is_what_was_voted() {
    let world = World::new();
    let audited = Story::honest(&world).tell().audit();
    let outcome = audited.report.outcome.unwrap();
    let [ItemResult::Matter(matter)] = outcome.items.as_slice() else { panic!("{:?}", outcome.items) };
    // 0, 1, 3 and 5 by ballot, 6 on paper.
    let favour = Weight { people: 5, area: AREAS[0] + AREAS[1] + AREAS[3] + AREAS[5] + AREAS[6] };
    assert_eq!(matter.options[0].both, favour);
    assert_eq!(matter.readings.by_rule.took_part, Weight { people: 7, area: AREAS[..7].iter().sum() });
    assert_eq!(matter.readings.by_rule.verdict, MatterVerdict::Carried);
    assert!(matter.sentences.iter().any(|sentence| sentence.zh.contains("通过（民法典第二百七十八条）")));
    let participation = audited.report.participation.unwrap();
    assert_eq!(participation.paper, Weight { people: 1, area: AREAS[6] });
}

#[test]
fn the_same_poll_is_the_same_file() {
    let world = World::new();
    assert_eq!(Story::honest(&world).tell().zip(), Story::honest(&World::new()).tell().zip());
    assert!(Story::honest(&world).tell().zip() != Story { until: Until::Signed, ..Story::honest(&world) }.tell().zip());
}

#[test]
fn one_trustee_alone_is_admitted_if_the_opening_says_so() {
    let world = World::with(Setup { decryptors: Decryptors::One, ..Setup::default() });
    assert_eq!(Story::honest(&world).tell().refused(), Vec::<String>::new());
}

#[test]
fn a_cancelled_poll_has_a_record_without_a_result() {
    let world = World::new();
    let mut story = Story { until: Until::Closed, ..Story::honest(&world) };
    story.entries.pop();
    let cancelled = Entry::State { state: State::Cancelled, reason: Some("名册有误".into()) };
    story.entries.push((END + 3_000_000, cancelled));
    let audited = story.tell().audit();
    assert_eq!(crate::story::refused(&audited), Vec::<String>::new());
    assert_eq!(audited.report.stage, RecordStage::Cancelled);
    for until in [Until::Signed, Until::Counted] {
        let refused = Story { until, ..story_again(&story) }.tell().refused();
        assert!(refused.contains(&"log".to_owned()), "{refused:?}");
    }
}

/// What an auditor of a poll that was cancelled while people voted has: everything that was fixed and logged, every ballot sealed,
/// nothing added up.
#[test]
fn a_poll_cancelled_while_people_vote_has_a_record() {
    let world = World::new();
    let story = || cancelled_early(&world);
    let bundle = story().tell();
    assert!(!bundle.files.contains_key(files::PAPER));
    let audited = bundle.audit();
    assert_eq!(crate::story::refused(&audited), Vec::<String>::new());
    assert_eq!(audited.report.stage, RecordStage::Cancelled);
    assert_eq!(audited.report.cancelled.as_ref().map(|cancelled| cancelled.reason.as_str()), Some("名册有误"));
    assert!(audited.decryption.is_none(), "there is nothing to sign");
    assert_eq!(audited.report.participation.unwrap().took_part.people, 7);
    // Later steps of it are refused.
    for until in [Until::Signed, Until::Counted] {
        let refused = Story { until, ..story() }.tell().refused();
        assert!(refused.contains(&"rebuilt".to_owned()), "{refused:?}");
    }
    // A ballot left out of the archives, or one too many.
    let fewer = Story { counted: [0, 1].map(|_| vec![0, 1, 2, 3, 4]), ..story() };
    assert_eq!(fewer.tell().refused(), ["rebuilt"]);
    let more = Story { counted: [0, 1].map(|_| vec![0, 1, 2, 3, 4, 6, 5]), ..story() };
    assert_eq!(more.tell().refused(), ["rebuilt"]);
    // A sum of ballots that nobody will open, or an unlogged sheet.
    let closed = Story { until: Until::Closed, ..Story::honest(&world) }.tell();
    let mut summed = bundle.clone();
    summed.files.insert(files::PEOPLE.into(), closed.files[files::PEOPLE].clone());
    let refused = summed.refused();
    assert!(refused.contains(&"rebuilt".to_owned()), "{refused:?}");
    let mut sheet = bundle.clone();
    sheet.files.insert(files::PAPER.into(), closed.files[files::PAPER].clone());
    let refused = sheet.refused();
    assert!(refused.contains(&"files".to_owned()), "{refused:?}");
}

#[test]
fn a_poll_cancelled_before_the_paper_is_counted_has_a_record() {
    let world = World::new();
    let mut story = Story { until: Until::Closed, ..Story::honest(&world) };
    story.entries.truncate(story.entries.len() - 2);
    story.entries.push((END + 1_500, Entry::State { state: State::Cancelled, reason: Some("名册有误".into()) }));
    let bundle = story.tell();
    assert!(!bundle.files.contains_key(files::PAPER));
    let audited = bundle.audit();
    assert_eq!(crate::story::refused(&audited), Vec::<String>::new());
    assert!(audited.decryption.is_none());
}

fn cancelled_early(world: &World) -> Story<'_> {
    let mut story = Story { until: Until::Cancelled, ..Story::honest(world) };
    story.entries.truncate(10);
    story.entries.push((END - 50_000, Entry::State { state: State::Cancelled, reason: Some("名册有误".into()) }));
    story
}

fn story_again<'w>(story: &Story<'w>) -> Story<'w> {
    Story { entries: story.entries.clone(), ..Story::honest(story.world) }
}

#[test]
fn a_later_record_continues_an_earlier_one() {
    let world = World::new();
    let mut early = Story { until: Until::Closed, ..Story::honest(&world) };
    early.entries.pop();
    let (early, late) = (early.tell().zip(), Story::honest(&world).tell());
    let leaf_hashes = late.audit().leaf_hashes;
    let open = |zip: &[u8]| Record::open(Cursor::new(zip.to_vec())).unwrap();
    let compared = compare(&open(&early), &open(&late.zip()), &leaf_hashes).unwrap();
    assert_eq!(compared, RecordComparison::Continues { leaves: 13, same: false });
    // The wrong way round.
    let hashes = crate::story::audit_zip(&early).leaf_hashes;
    assert_eq!(compare(&open(&late.zip()), &open(&early), &hashes).unwrap(), RecordComparison::Shorter { leaves: 13 });
    // What was given once cannot be taken back by leaving it away.
    let withdrawn = Story { until: Until::Closed, ..story_again(&Story::honest(&world)) }.tell();
    assert_eq!(compare(&open(&late.zip()), &open(&withdrawn.zip()), &leaf_hashes).unwrap(), RecordComparison::Withdrawn);
    assert!(withdrawn.refused().contains(&"files".to_owned()), "the log says that it was counted");
    let other = World::with(Setup { decryptors: Decryptors::One, ..Setup::default() });
    let other = Story::honest(&other).tell().zip();
    assert_eq!(compare(&open(&other), &open(&late.zip()), &leaf_hashes).unwrap(), RecordComparison::OtherPoll);
}

/// The record that the fuzzer spoils. `YEPIAO_VECTORS=write cargo test --test bundles` writes it anew.
#[test]
fn the_kept_record_is_this_poll() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/record.zip");
    let told = Story::honest(&World::new()).tell().zip();
    if std::env::var("YEPIAO_VECTORS").as_deref() == Ok("write") {
        std::fs::write(path, &told).unwrap();
    }
    let kept = crate::story::audit_zip(&std::fs::read(path).unwrap());
    assert_eq!(crate::story::refused(&kept), Vec::<String>::new());
    // The compressed bytes may change with the library that compresses; what is in them may not.
    assert_eq!(kept.report.digests, crate::story::audit_zip(&told).report.digests);
}
