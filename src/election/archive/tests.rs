//! What holds for whole archives. `mini.bel` was made by the independent tool (3.3, with single and threshold trustees).

mod tampered;

use std::io::{self, Read};

use proptest::prelude::*;

use super::member::{Member, MemberName, Members, write_member};
use super::*;
use crate::crypto::hash::Digest;
use crate::election::count::Count;

const MINI: &[u8] = include_bytes!("../../../tests/vectors/archives/mini.bel");

const SETUP: SetupFiles<'_> = SetupFiles { election: b"{}", trustees: b"[]", credentials: b"[]" };

fn time() -> Timestamp {
    Timestamp::new(1_795_375_819).unwrap()
}

/// An archive with every kind of event. Trustees and credentials have the same bytes, as have two of the ballots.
fn ours() -> Vec<u8> {
    let mut writer = Writer::create(Vec::new(), time(), SETUP).unwrap();
    writer.ballot(b"one").unwrap();
    writer.ballot(&[b'2'; 512]).unwrap();
    writer.ballot(b"one").unwrap();
    writer.end_ballots().unwrap();
    writer.encrypted_tally(b"[[]]", 2, Count(1 << 30)).unwrap();
    writer.partial_decryption(b"first", 1).unwrap();
    writer.partial_decryption(b"", 2).unwrap();
    writer.result(b"{\"result\":[]}").unwrap();
    writer.into_inner()
}

fn faults(bytes: &[u8]) -> Vec<ArchiveFault> {
    Reader::new(bytes).flat_map(|entry| entry.faults).collect()
}

fn is_faulty(bytes: &[u8]) -> bool {
    Reader::new(bytes).any(|entry| !entry.faults.is_empty())
}

/// Where the archive may end: behind each event.
fn event_ends(bytes: &[u8]) -> Vec<u64> {
    let mut reader = Reader::new(bytes);
    let mut ends = Vec::new();
    while reader.next().is_some() {
        ends.push(reader.bytes_read());
    }
    ends
}

fn rewrite(bytes: &[u8]) -> Vec<u8> {
    let mut reader = Reader::new(bytes);
    let time = reader.timestamp().unwrap();
    let mut writer: Option<Writer<Vec<u8>>> = None;
    for entry in &mut reader {
        assert_eq!(entry.faults, []);
        let Content { digest, payload, .. } = entry.content.unwrap();
        if let Payload::Setup { election, trustees, credentials } = payload {
            let (election, trustees, credentials) = (election.unwrap(), trustees.unwrap(), credentials.unwrap());
            let setup = SetupFiles { election: &election, trustees: &trustees, credentials: &credentials };
            assert!(writer.is_none());
            writer = Some(Writer::create(Vec::new(), time, setup).unwrap());
            continue;
        }
        let writer = writer.as_mut().unwrap();
        let written = match payload {
            Payload::Setup { .. } => unreachable!(),
            Payload::Ballot(ballot) => writer.ballot(&ballot.unwrap()),
            Payload::EndBallots => writer.end_ballots(),
            Payload::EncryptedTally { encrypted_tally, sized } => {
                let sized = sized.unwrap();
                writer.encrypted_tally(&encrypted_tally.unwrap(), sized.num_tallied, sized.total_weight)
            }
            Payload::PartialDecryption { partial_decryption, owner } => {
                writer.partial_decryption(&partial_decryption.unwrap(), owner.unwrap())
            }
            Payload::Result(result) => writer.result(&result.unwrap()),
        };
        assert_eq!(written.unwrap(), digest);
    }
    assert_eq!(reader.bytes_read(), bytes.len() as u64);
    assert!(reader.tip().is_some());
    writer.unwrap().into_inner()
}

#[test]
fn sound_archives_have_no_faults_and_are_written_again_byte_by_byte() {
    for archive in [MINI, &ours()] {
        assert_eq!(faults(archive), []);
        assert!(rewrite(archive) == archive);
    }
    assert_eq!(Reader::new(MINI).timestamp(), Timestamp::new(1_795_375_820));
    let kinds: Vec<_> = Reader::new(MINI).filter_map(|entry| Some(entry.content?.event.kind)).collect();
    assert_eq!(kinds.first(), Some(&EventKind::Setup));
    assert_eq!(kinds.last(), Some(&EventKind::Result));
}

#[test]
fn entries_say_where_and_what() {
    let archive = ours();
    let entries: Vec<_> = Reader::new(&archive[..]).collect();
    assert_eq!(entries.len(), 9);
    assert_eq!((entries[0].offset, entries[1].offset), (1024, 1024 + 5 * 1024));
    let content = |at: usize| entries[at].content.as_ref().unwrap();
    for at in 1..entries.len() {
        assert_eq!(content(at).event.height, at as u64);
        assert_eq!(content(at).event.parent, Some(content(at - 1).digest));
    }
    assert_eq!(content(1).payload, Payload::Ballot(Some(b"one".into())));
    assert_eq!(content(1).event.payload, Some(Digest::of(b"one")));
    assert_eq!(content(7).payload, Payload::PartialDecryption { partial_decryption: Some(Vec::new()), owner: Some(2) });
    let Payload::EncryptedTally { sized: Some(sized), .. } = &content(5).payload else { panic!() };
    assert_eq!((sized.num_tallied, sized.total_weight), (2, Count(1 << 30)));
}

#[test]
fn every_flipped_bit_is_noticed() {
    let mut archive = ours();
    for at in 0..archive.len() {
        for bit in 0..8 {
            archive[at] ^= 1 << bit;
            assert!(is_faulty(&archive), "byte {at}, bit {bit}");
            archive[at] ^= 1 << bit;
        }
    }
}

#[test]
fn every_flipped_byte_of_a_real_archive_is_noticed() {
    let mut archive = MINI.to_vec();
    for at in 0..archive.len() {
        archive[at] ^= 1 << (at % 8);
        assert!(is_faulty(&archive), "byte {at}");
        archive[at] ^= 1 << (at % 8);
    }
}

#[test]
fn every_truncation_is_noticed() {
    for archive in [MINI, &ours()] {
        let ends = event_ends(archive);
        for length in 0..archive.len() {
            let found = faults(&archive[..length]);
            if ends.contains(&(length as u64)) {
                assert_eq!(found, [], "{length}");
            } else if length == 1024 {
                // The head alone: no byte is wrong, but there is no election.
                assert_eq!(found, [ArchiveFault::NoSetup { offset: 1024 }]);
            } else {
                assert!(found.iter().any(|fault| fault.class() == FaultClass::Bytes), "{length}: {found:?}");
            }
        }
    }
}

#[test]
fn an_archive_can_be_resumed_at_every_event() {
    let archive = ours();
    let ends = event_ends(&archive);
    for (&end, entry) in ends.iter().zip(Reader::new(&archive[..]).skip(1)) {
        let mut part = archive[..end as usize].to_vec();
        let mut reader = Reader::new(&part[..]);
        assert_eq!(reader.tip(), None, "not read yet");
        reader.by_ref().for_each(drop);
        let mut writer = Writer::resume(Vec::new(), reader.tip().unwrap());
        match entry.content.unwrap().payload {
            Payload::Ballot(ballot) => writer.ballot(&ballot.unwrap()),
            Payload::EndBallots => writer.end_ballots(),
            Payload::EncryptedTally { .. } => writer.encrypted_tally(b"[[]]", 2, Count(1 << 30)),
            Payload::PartialDecryption { partial_decryption, owner } => {
                writer.partial_decryption(&partial_decryption.unwrap(), owner.unwrap())
            }
            Payload::Result(result) => writer.result(&result.unwrap()),
            Payload::Setup { .. } => unreachable!(),
        }
        .unwrap();
        part.extend(writer.into_inner());
        assert!(archive.starts_with(&part) && part.len() as u64 > end);
    }
    let mut faulty = archive.clone();
    faulty[100] ^= 1;
    let mut reader = Reader::new(&faulty[..]);
    reader.by_ref().for_each(drop);
    assert_eq!(reader.tip(), None);
}

#[test]
fn the_writer_refuses_what_the_grammar_does_not_admit() {
    let mut writer = Writer::create(Vec::new(), time(), SETUP).unwrap();
    let refused = |result: Result<Digest, WriteError>| matches!(result, Err(WriteError::Order { .. }));
    assert!(refused(writer.result(b"")));
    assert!(refused(writer.encrypted_tally(b"", 0, Count(0))));
    writer.end_ballots().unwrap();
    assert!(refused(writer.ballot(b"")));
    assert!(refused(writer.end_ballots()));
    assert!(refused(writer.partial_decryption(b"", 1)));
    writer.encrypted_tally(b"", 0, Count(0)).unwrap();
    writer.result(b"").unwrap();
    assert!(refused(writer.result(b"")));
    assert!(refused(writer.partial_decryption(b"", 1)));
    assert_eq!(faults(&writer.into_inner()), []);
}

#[test]
fn the_writer_refuses_what_the_reader_would() {
    let mut writer = Writer::create(Vec::new(), time(), SETUP).unwrap();
    let big = vec![b' '; MAX_MEMBER as usize + 1];
    assert!(matches!(writer.ballot(&big), Err(WriteError::TooBig { size: 67_108_865 })));
    writer.ballot(&big[1..]).unwrap();
    assert_eq!(faults(&writer.into_inner()), []);
}

#[test]
fn a_writer_whose_output_failed_stays_closed() {
    let mut room = [0; 8192];
    let mut writer = Writer::create(&mut room[..], time(), SETUP).unwrap();
    assert!(matches!(writer.ballot(&[b' '; 4096]), Err(WriteError::Io(_))));
    assert!(matches!(writer.ballot(b""), Err(WriteError::Broken)));
}

/// Fails after the bytes it has.
struct Failing<'a>(&'a [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is on fire")),
            count => Ok(count),
        }
    }
}

#[test]
fn a_failing_input_is_told_from_a_short_one() {
    let mut reader = Reader::new(Failing(&MINI[..2000]));
    let entry = reader.next().unwrap();
    assert_eq!(entry.faults, [ArchiveFault::Read { offset: 2000, reason: "the disk is on fire".into() }]);
    assert_eq!(reader.next(), None);
}

#[test]
fn an_older_copy_is_recognised() {
    let compare = |older: &[u8], newer: &[u8]| is_prefix(older, newer).unwrap();
    let archive = ours();
    let ends = event_ends(&archive);
    for (events, &end) in (1..).zip(&ends) {
        assert_eq!(compare(&archive[..end as usize], &archive), Comparison::Continues { events });
    }
    assert_eq!(compare(&archive[..1023], &archive), Comparison::Torn { offset: 1023 });
    assert_eq!(compare(&archive[..ends[0] as usize + 1024], &archive), Comparison::Torn { offset: ends[0] + 1024 });
    assert_eq!(compare(b"", &archive), Comparison::Torn { offset: 0 });
    assert_eq!(compare(&archive, b""), Comparison::Shorter { offset: 0, event: None });
    let cut = &archive[..ends[2] as usize];
    assert_eq!(compare(&archive, cut), Comparison::Shorter { offset: ends[2], event: Some(3) });
    assert_eq!(compare(&archive, &archive[..ends[2] as usize + 5]), Comparison::Shorter { offset: ends[2] + 5, event: Some(3) });

    for at in (0..archive.len()).step_by(7) {
        let mut newer = archive.clone();
        newer[at] ^= 1;
        let at = at as u64;
        let event = (at >= 1024).then(|| ends.iter().filter(|&&end| end <= at).count() as u64);
        assert_eq!(compare(&archive, &newer), Comparison::Differs { offset: at, event });
    }

    // Behind the place where the older one is lost, bytes are still compared.
    let mut older = archive.clone();
    older.extend([0; 512]);
    let mut newer = older.clone();
    older.extend(b"1");
    assert_eq!(compare(&older, &older), Comparison::Torn { offset: archive.len() as u64 + 513 });
    newer.extend(b"2");
    assert_eq!(compare(&older, &newer), Comparison::Differs { offset: archive.len() as u64 + 512, event: Some(9) });

    assert!(matches!(is_prefix(Failing(cut), &archive[..]), Err(CompareError::Older(_))));
    assert!(matches!(is_prefix(&archive[..], Failing(cut)), Err(CompareError::Newer(_))));
}

/// Readers give bytes in pieces of any size.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.1);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn the_size_of_reads_does_not_matter() {
    for piece in [1, 3, 511, 513] {
        assert!(Reader::new(Pieces(MINI, piece)).eq(Reader::new(MINI)));
        let comparison = is_prefix(Pieces(MINI, piece), Pieces(MINI, 7)).unwrap();
        assert_eq!(comparison, Comparison::Continues { events: Reader::new(MINI).count() as u64 });
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        prop_assert!(is_faulty(&bytes));
    }

    #[test]
    fn no_damage_makes_it_panic_or_goes_unnoticed(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..1500_usize, prop::collection::vec(any::<u8>(), 0..1500)), 1..4),
    ) {
        let archive = ours();
        let mut damaged = archive.clone();
        for (at, length, new) in edits {
            let at = at.index(damaged.len());
            let end = damaged.len().min(at + length);
            damaged.splice(at..end, new);
            if damaged.is_empty() {
                return Ok(());
            }
        }
        let cut = event_ends(&archive).contains(&(damaged.len() as u64)) && archive.starts_with(&damaged);
        prop_assert!(cut || is_faulty(&damaged));
        is_prefix(&archive[..], &damaged[..]).unwrap();
        is_prefix(&damaged[..], &archive[..]).unwrap();
    }

    /// Hostile content in sound members: whatever JSON stands where an event or a payload should, reading goes on.
    #[test]
    fn any_content_is_read_to_the_end(contents in prop::collection::vec((any::<bool>(), content()), 0..30)) {
        let mut archive = Vec::new();
        write_member(&mut archive, MemberName::Head, br#"{"version":1,"timestamp":"1795375819"}"#, time());
        for (event, body) in contents {
            let digest = Digest::of(body.as_bytes());
            let name = if event { MemberName::Event(digest) } else { MemberName::Data(digest) };
            write_member(&mut archive, name, body.as_bytes(), time());
        }
        let mut reader = Reader::new(&archive[..]);
        let found: Vec<_> = reader.by_ref().flat_map(|entry| entry.faults).collect();
        prop_assert_eq!(reader.bytes_read(), archive.len() as u64);
        prop_assert!(!found.is_empty());
        for fault in found {
            prop_assert!(!fault.to_string().is_empty());
        }
    }

    #[test]
    fn whatever_is_written_reads_back(
        setup in prop::array::uniform3(prop::collection::vec(any::<u8>(), 0..700)),
        ballots in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..1200), 0..8),
        tally in prop::option::of((any::<Vec<u8>>(), any::<u64>(), any::<u64>())),
        shares in prop::collection::vec((any::<Vec<u8>>(), any::<u32>()), 0..4),
        seconds in 0..1_u64 << 33,
    ) {
        let [election, trustees, credentials] = &setup;
        let time = Timestamp::new(seconds).unwrap();
        let mut writer = Writer::create(Vec::new(), time, SetupFiles { election, trustees, credentials }).unwrap();
        for ballot in &ballots {
            writer.ballot(ballot).unwrap();
        }
        if let Some((sums, number, weight)) = &tally {
            writer.end_ballots().unwrap();
            writer.encrypted_tally(sums, *number, Count(*weight)).unwrap();
            for (share, owner) in &shares {
                writer.partial_decryption(share, *owner).unwrap();
            }
            writer.result(b"{}").unwrap();
        }
        let archive = writer.into_inner();
        prop_assert_eq!(Reader::new(&archive[..]).timestamp(), Some(time));
        prop_assert_eq!(rewrite(&archive), archive);
    }
}

/// Events, right and wrong, and other JSON.
fn content() -> impl Strategy<Value = String> {
    let digest = prop_oneof![
        any::<[u8; 1]>().prop_map(|bytes| format!("\"{}\"", Digest::of(&bytes))),
        Just(format!("\"{}\"", Digest::of(b"{}"))),
        Just("null".into()),
        Just("7".into()),
    ];
    let kind = prop::sample::select(vec!["Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result", "X"]);
    let height =
        prop_oneof![Just("0".to_owned()), Just("18446744073709551615".to_owned()), any::<i64>().prop_map(|h| h.to_string())];
    prop_oneof![
        (digest.clone(), height, kind, digest).prop_map(|(parent, height, kind, payload)| {
            format!(r#"{{"parent":{parent},"height":{height},"type":"{kind}","payload":{payload}}}"#)
        }),
        Just("{}".into()),
        Just("[".repeat(1000)),
        any::<String>(),
    ]
}
