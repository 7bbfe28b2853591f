//! Archives tampered with in one way each, and exactly what is said about them.

use super::*;
use crate::election::archive::ArchiveFault as Fault;

/// The members of our archive: 0 the head; 1 to 5 Setup; 6, 7; 8, 9; 10, 11 ballots; 12 the end; 13 to 15 the tally; 16 to 18 and
/// 19 to 21 partial decryptions; 22, 23 the result.
fn members() -> Vec<Member> {
    let archive = ours();
    let mut members = Members::new(&archive[..]);
    let all: Vec<_> = std::iter::from_fn(|| members.next(&mut Vec::new())).collect();
    assert_eq!(all.len(), 24);
    all
}

fn place(at: usize) -> u64 {
    members()[at].offset
}

fn label(at: usize) -> String {
    members()[at].label.clone()
}

fn assemble<'a>(members: impl IntoIterator<Item = &'a Member>) -> Vec<u8> {
    let mut out = Vec::new();
    for member in members {
        write_member(&mut out, member.name.unwrap(), &member.body, time());
    }
    out
}

/// Our archive with its members in this order.
fn arranged(order: impl IntoIterator<Item = usize>) -> Vec<u8> {
    let members = members();
    assemble(order.into_iter().map(|at| &members[at]))
}

/// Our archive with the body of one member exchanged, its name right; chain and references are not adapted.
fn replaced(at: usize, body: &str) -> Vec<u8> {
    let mut members = members();
    members[at].body = body.into();
    members[at].name = Some(match members[at].name.unwrap() {
        MemberName::Data(_) => MemberName::Data(Digest::of(body.as_bytes())),
        MemberName::Event(_) => MemberName::Event(Digest::of(body.as_bytes())),
        MemberName::Head => MemberName::Head,
    });
    assemble(&members)
}

fn with_bytes(at: u64, bytes: &[u8]) -> Vec<u8> {
    let mut archive = ours();
    archive[at as usize..][..bytes.len()].copy_from_slice(bytes);
    archive
}

/// Makes the checksum of the header at `at` right.
fn rechecked(mut archive: Vec<u8>, at: usize) -> Vec<u8> {
    archive[at + 148..at + 156].fill(b' ');
    let sum: u32 = archive[at..at + 512].iter().map(|&byte| u32::from(byte)).sum();
    archive[at + 148..at + 156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    archive
}

#[test]
fn headers() {
    let (start, name) = (place(6), label(6));
    let header = |at: u64, field| Fault::Header { offset: start + at, name: name.clone(), field };
    for (at, bytes, field) in [
        (99, &b"x"[..], HeaderField::Name),
        (104, b"600", HeaderField::Mode),
        (114, b"1", HeaderField::Owner),
        (122, b"1", HeaderField::Owner),
        (135, b" ", HeaderField::Size),
        (146, b"2", HeaderField::Time),
        (136, b"time", HeaderField::Time),
        (156, b"5", HeaderField::Rest),
        (257, b"ustar", HeaderField::Rest),
        (511, b" ", HeaderField::Rest),
    ] {
        let archive = with_bytes(start + at, bytes);
        let first = archive.iter().zip(ours()).position(|(new, old)| *new != old).unwrap() as u64;
        let expected = [header(first - start, field)];
        assert_eq!(faults(&archive), expected);
        assert_eq!(faults(&rechecked(archive, start as usize)), expected);
    }
    assert_eq!(faults(&with_bytes(start + 148, b"7")), [header(148, HeaderField::Checksum)]);
}

#[test]
fn padding_and_ends() {
    let (start, name) = (place(6), label(6));
    assert_eq!(faults(&with_bytes(start + 515, b"\n")), [Fault::Padding { offset: start + 515, name: name.clone() }]);
    assert_eq!(faults(&with_bytes(start + 1023, b"\n")), [Fault::Padding { offset: start + 1023, name: name.clone() }]);

    let end = ours().len() as u64;
    let with_end = |bytes: &[u8]| faults(&[&ours()[..], bytes].concat());
    assert_eq!(with_end(&[0; 1024]), [Fault::Zeros { offset: end }]);
    assert_eq!(with_end(b"\n"), [Fault::Truncated { offset: end + 1, member: end }]);
    assert_eq!(faults(b""), [Fault::Truncated { offset: 0, member: 0 }]);
    assert_eq!(faults(b"hello"), [Fault::Truncated { offset: 5, member: 0 }]);
    assert_eq!(faults(&[b'x'; 5000]), [Fault::NotAnArchive]);
    assert_eq!(faults(&[0; 5000]), [Fault::NotAnArchive]);
    assert_eq!(faults(&arranged(1..24)), [Fault::NotAnArchive]);

    let size = |text: &[u8]| faults(&with_bytes(start + 124, text));
    assert_eq!(size(b"\x80"), [Fault::Size { offset: start + 124, name: name.clone() }]);
    assert_eq!(size(b"00400000001"), [Fault::TooBig { offset: start, name, size: 67_108_865 }]);
    // A wrong size that leads into the middle of a body: what is found there is no size.
    let found = size(b"00000000000");
    assert!(matches!(found.last(), Some(Fault::Size { offset, .. }) if *offset == start + 512 + 124), "{found:?}");
}

#[test]
fn names() {
    let (start, name) = (place(6), label(6));
    let wrong = name.replacen(&name[..1], "\\x1b", 1);
    let found = faults(&rechecked(with_bytes(start, b"\x1b"), start as usize));
    assert_eq!(found, [Fault::Name { offset: start, name: wrong.clone() }]);
    // An event whose name is none is still an event.
    let (start, name) = (place(7), label(7));
    let found = faults(&rechecked(with_bytes(start + 65, b"a"), start as usize));
    assert_eq!(found, [Fault::Name { offset: start, name: name.replace(".event", ".avent") }]);
    // The head in another place is an ordinary member nobody asked for.
    let found = faults(&arranged([0, 0].into_iter().chain(1..24)));
    let name = "BELENIOS".to_owned();
    assert_eq!(found, [Fault::Name { offset: 1024, name: name.clone() }, Fault::Unreferenced { offset: 1024, name }]);
}

#[test]
fn heads() {
    let found = faults(&replaced(0, r#"{"version":1,"timestamp":1795375819}"#));
    assert!(matches!(&found[..], [Fault::Head { offset: 512, .. }]), "{found:?}");
    let found = faults(&replaced(0, r#"{"version":2,"timestamp":"1795375819"}"#));
    assert_eq!(found, [Fault::Version { offset: 512, found: 2 }]);
    let found = faults(&replaced(0, r#"{"version":1,"timestamp":"1795375818"}"#));
    assert_eq!(found, [Fault::HeadTime { offset: 136, timestamp: 1_795_375_818 }]);
    let found = faults(&rechecked(with_bytes(0, b"b"), 0));
    assert_eq!(found, [Fault::Name { offset: 0, name: "bELENIOS".into() }]);
}

#[test]
fn altered_payloads_are_handed_out_and_named() {
    let archive = with_bytes(place(6) + 512, b"One");
    let entry = Reader::new(&archive[..]).nth(1).unwrap();
    assert_eq!(entry.faults, [Fault::Digest { offset: place(6), name: label(6), actual: Digest::of(b"One") }]);
    assert_eq!(entry.content.unwrap().payload, Payload::Ballot(Some(b"One".into())));
    assert_eq!(faults(&archive).len(), 1);
}

#[test]
fn exchanged_payloads_are_missing() {
    let archive = replaced(6, "One");
    let entry = Reader::new(&archive[..]).nth(1).unwrap();
    let name = format!("{}.data.json", Digest::of(b"One"));
    assert_eq!(
        entry.faults,
        [
            Fault::Missing { offset: place(7), height: 1, role: Role::Ballot, digest: Digest::of(b"one") },
            Fault::Unreferenced { offset: place(6), name },
        ]
    );
    assert_eq!(entry.content.unwrap().payload, Payload::Ballot(None));
}

#[test]
fn cut_out_and_extra_members() {
    // The first ballot with its event.
    let found = faults(&arranged((0..6).chain(8..24)));
    let [Fault::Height { expected: 1, found: 2, .. }, Fault::Parent { height: 2, .. }] = found[..] else { panic!("{found:?}") };
    // The credentials, which have the same bytes as the trustees.
    let found = faults(&arranged((0..3).chain(4..24)));
    let [Fault::Missing { height: 0, role: Role::Credentials, .. }] = found[..] else { panic!("{found:?}") };
    // A ballot twice for one event.
    let found = faults(&arranged((0..7).chain(6..24)));
    assert_eq!(found, [Fault::Unreferenced { offset: place(7), name: label(6) }]);
    // A ballot behind the end.
    let end = ours().len() as u64;
    let found = faults(&arranged((0..24).chain([6])));
    assert_eq!(
        found,
        [Fault::EndsInsideGroup { offset: end + 1024, members: 1 }, Fault::Unreferenced { offset: end, name: label(6) }]
    );
    // More than fits into memory, if it went on.
    let archive = arranged((0..6).chain(std::iter::repeat_n(6, 100)).chain(6..24));
    let found: Vec<_> = Reader::new(&archive[..]).map(|entry| entry.faults.len()).collect();
    assert_eq!(found[..14], [0, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 4]);
    assert_eq!(faults(&archive).len(), 100);
}

#[test]
fn order_inside_a_group() {
    let found = faults(&arranged([0, 2, 1].into_iter().chain(3..24)));
    assert_eq!(found, [Fault::MemberOrder { offset: 1024, height: 0, role: Role::Trustees }]);
    let found = faults(&arranged((0..13).chain([14, 13]).chain(15..24)));
    assert_eq!(found, [Fault::MemberOrder { offset: place(13), height: 5, role: Role::SizedEncryptedTally }]);
}

#[test]
fn the_chain() {
    // Two ballots exchanged.
    let found = faults(&arranged((0..6).chain([8, 9, 6, 7]).chain(10..24)));
    let heights: Vec<_> = found.iter().filter(|fault| matches!(fault, Fault::Height { .. })).collect();
    let parents: Vec<_> = found.iter().filter(|fault| matches!(fault, Fault::Parent { .. })).collect();
    assert_eq!((heights.len(), parents.len(), found.len()), (3, 3, 6));

    // Readable, but not the one text; the parent of the next event is what stands here.
    let body = String::from_utf8(members()[7].body.clone()).unwrap();
    let found = faults(&replaced(7, &body.replace(',', ", ")));
    let [Fault::EventJson { height: 1, .. }, Fault::Parent { height: 2, .. }] = found[..] else { panic!("{found:?}") };

    // Not readable: its members belong to nobody, the rest goes on.
    let archive = replaced(7, "{}");
    let entries: Vec<_> = Reader::new(&archive[..]).collect();
    assert_eq!(entries.len(), 9);
    assert_eq!(entries[1].content, None);
    let found = faults(&archive);
    let [Fault::EventJson { height: 1, .. }, Fault::Parent { height: 2, .. }] = found[..] else { panic!("{found:?}") };

    let greatest = body.replace("\"height\":1", "\"height\":18446744073709551615");
    let found = faults(&replaced(7, &greatest));
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn references() {
    let body = String::from_utf8(members()[12].body.clone()).unwrap();
    let stray = body.replace('}', &format!(",\"payload\":\"{}\"}}", Digest::of(b"")));
    let found = faults(&replaced(12, &stray));
    assert!(matches!(found[0], Fault::StrayReference { height: 4, kind: EventKind::EndBallots, .. }), "{found:?}");

    let body = String::from_utf8(members()[7].body.clone()).unwrap();
    let (without, _) = body.split_once(",\"payload\"").unwrap();
    let found = faults(&replaced(7, &format!("{without}}}")));
    assert!(matches!(found[0], Fault::NoReference { height: 1, kind: EventKind::Ballot, .. }), "{found:?}");
    assert!(matches!(found[1], Fault::Unreferenced { .. }), "{found:?}");
}

/// Our Setup with other `setup_data`, everything else adapted to it.
fn with_setup_data(change: impl Fn(String) -> String) -> Vec<u8> {
    let mut setup: Vec<_> = members().into_iter().take(6).collect();
    let data = change(String::from_utf8(setup[4].body.clone()).unwrap());
    let digest = Digest::of(data.as_bytes());
    setup[5].body = format!(r#"{{"height":0,"type":"Setup","payload":"{digest}"}}"#).into();
    setup[5].name = Some(MemberName::Event(Digest::of(&setup[5].body)));
    setup[4].body = data.into();
    setup[4].name = Some(MemberName::Data(digest));
    assemble(&setup)
}

#[test]
fn setup_data_of_other_forms() {
    let certified = with_setup_data(|data| data.replace('}', &format!(",\"credentials_certificate\":\"{}\"}}", Digest::of(b""))));
    assert_eq!(faults(&certified), [Fault::CredentialsCertificate { offset: place(4) }]);

    let spaced = with_setup_data(|data| data + "\n");
    let entry = Reader::new(&spaced[..]).next().unwrap();
    assert!(matches!(entry.faults[..], [Fault::Reference { height: 0, role: Role::SetupData, .. }]), "{:?}", entry.faults);
    let Payload::Setup { election, .. } = entry.content.unwrap().payload else { panic!() };
    assert_eq!(election.as_deref(), Some(&b"{}"[..]), "read on all the same");

    let found = faults(&with_setup_data(|_| "[]".into()));
    let [Fault::Reference { .. }, ref rest @ ..] = found[..] else { panic!("{found:?}") };
    assert!(rest.iter().all(|fault| matches!(fault, Fault::Unreferenced { .. })) && rest.len() == 3);
}

/// An archive with these events, their heights and parents right, their payloads left out of consideration.
fn happened(kinds: &[EventKind]) -> Vec<Fault> {
    let mut out = Vec::new();
    write_member(&mut out, MemberName::Head, &members()[0].body, time());
    let mut chain = event::Chain::default();
    for &kind in kinds {
        let event = chain.next(kind, None);
        let body = crate::election::json::to_canonical(&event).unwrap();
        let digest = Digest::of(&body);
        write_member(&mut out, MemberName::Event(digest), &body, time());
        chain.advance(&event, digest);
    }
    faults(&out).into_iter().filter(|fault| fault.class() == FaultClass::Grammar).collect()
}

#[test]
fn the_order_of_events() {
    use EventKind::*;
    let heights = |kinds: &[EventKind]| -> Vec<u64> {
        happened(kinds)
            .iter()
            .map(|fault| match fault {
                Fault::Order { height, .. } => *height,
                other => panic!("{other:?}"),
            })
            .collect()
    };
    assert_eq!(heights(&[Setup, Ballot, EndBallots, EncryptedTally, PartialDecryption, Result]), [0; 0]);
    // Each culprit once, whatever stands behind it.
    assert_eq!(heights(&[Setup, Ballot, Setup, Ballot, EndBallots]), [2]);
    assert_eq!(heights(&[Setup, EndBallots, Ballot, Ballot, EncryptedTally]), [2, 3]);
    assert_eq!(heights(&[Setup, Ballot, EncryptedTally, PartialDecryption, Result]), [2]);
    assert_eq!(heights(&[Setup, EndBallots, EncryptedTally, EncryptedTally, Result]), [3]);
    assert_eq!(heights(&[Setup, EndBallots, EncryptedTally, Result, PartialDecryption, Result, Ballot]), [4, 5, 6]);
    assert_eq!(heights(&[Ballot, Setup, Ballot]), [0, 1]);
    assert_eq!(happened(&[]), [Fault::NoSetup { offset: 1024 }]);
}

#[test]
fn every_fault_reads_as_a_sentence_with_its_place() {
    let parent = Fault::Parent { offset: 7, height: 1, expected: None, found: Some(Digest::of(b"")) };
    assert_eq!(parent.to_string(), format!("byte 7: event 1 has parent {} instead of none", Digest::of(b"")));
    let order = Fault::Order { offset: 7, height: 0, kind: EventKind::Ballot, after: None };
    assert_eq!(order.to_string(), "byte 7: event 0: Ballot may not follow nothing: an archive begins with Setup");
    let big = Fault::TooBig { offset: 7, name: "a".into(), size: 67_108_865 };
    assert_eq!(big.to_string(), "byte 7: member \"a\" has 67108865 bytes, more than 67108864");
}
