//! Archives: whatever the file is, the audit ends without a panic; what it calls valid has one form, which reading and writing
//! again gives byte by byte.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use yepiao::crypto::hash::Digest;
use yepiao::election::archive::{Content, EventKind, Payload, Reader, SetupFiles, Writer};
use yepiao::election::audit::audit;
use yepiao_fuzz::{Edit, MINI, Splice, edit, splice};

#[derive(Debug, Arbitrary)]
enum Case {
    Bytes(Vec<u8>),
    Spliced(Vec<Splice>),
    /// The events are spoiled, then digests and chain are made right again.
    Events(Vec<Change>),
    Cut(u16),
}

#[derive(Debug, Arbitrary)]
enum Change {
    Remove(u8),
    Double(u8, u8),
    Swap(u8, u8),
    Kind(u8, u8),
    Member(u8, u8, MemberChange),
    Time(u64),
}

#[derive(Debug, Arbitrary)]
enum MemberChange {
    Remove,
    Double,
    Splice(Splice),
    Json(Vec<Edit>),
}

/// An event and its data members; of those that only carry digests, the fields that are no digest.
#[derive(Clone)]
struct Event {
    kind: &'static str,
    data: Vec<Vec<u8>>,
    /// `owned` or the sizes.
    extra: Value,
}

const KINDS: [&str; 6] = ["Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result"];

fn events() -> Vec<Event> {
    let event = |content: Content| {
        let (data, extra) = match content.payload {
            Payload::Setup { election, trustees, credentials } => (vec![election, trustees, credentials], Value::Null),
            Payload::Ballot(ballot) => (vec![ballot], Value::Null),
            Payload::EndBallots => (vec![], Value::Null),
            Payload::EncryptedTally { encrypted_tally, .. } => {
                (vec![encrypted_tally], json!({"num_tallied": 2, "total_weight": 21923}))
            }
            Payload::PartialDecryption { partial_decryption, owner } => (vec![partial_decryption], json!({ "owner": owner })),
            Payload::Result(result) => (vec![result], Value::Null),
        };
        let kind = KINDS[[
            EventKind::Setup,
            EventKind::Ballot,
            EventKind::EndBallots,
            EventKind::EncryptedTally,
            EventKind::PartialDecryption,
            EventKind::Result,
        ]
        .iter()
        .position(|kind| *kind == content.event.kind)
        .unwrap()];
        Event { kind, data: data.into_iter().flatten().collect(), extra }
    };
    Reader::new(MINI).filter_map(|entry| entry.content).map(event).collect()
}

/// The time in every header.
fn time() -> u64 {
    Reader::new(MINI).timestamp().unwrap().seconds()
}

/// One tar member, written once more here so that the crate's writer is not its own judge.
fn member(out: &mut Vec<u8>, name: &str, body: &[u8], time: u64) {
    let mut header = [0_u8; 512];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000644");
    put(108, b"0000000");
    put(116, b"0000000");
    put(124, format!("{:011o}", body.len()).as_bytes());
    put(136, format!("{time:011o}").as_bytes());
    put(148, b"        ");
    put(156, b"0");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    out.extend_from_slice(&header);
    out.extend_from_slice(body);
    out.resize(out.len().next_multiple_of(512), 0);
}

fn write(events: &[Event], time: u64) -> Vec<u8> {
    let mut out = Vec::new();
    member(&mut out, "BELENIOS", json!({"version": 1, "timestamp": time.to_string()}).to_string().as_bytes(), time);
    let mut parent: Option<String> = None;
    for (height, Event { kind, data, extra }) in events.iter().enumerate() {
        let digest = |bytes: &[u8]| Digest::of(bytes).to_string();
        let mut data = data.clone();
        let digests: Vec<String> = data.iter().map(|bytes| digest(bytes)).collect();
        let reference = match (*kind, digests.as_slice()) {
            ("Setup", [election, trustees, credentials, ..]) => {
                Some(json!({"election": election, "trustees": trustees, "credentials": credentials}))
            }
            ("EncryptedTally", [tally, ..]) => Some(json!({
                "num_tallied": extra["num_tallied"], "total_weight": extra["total_weight"], "encrypted_tally": tally,
            })),
            ("PartialDecryption", [share, ..]) => Some(json!({"owner": extra["owner"], "payload": share})),
            _ => None,
        };
        data.extend(reference.map(|value| value.to_string().into_bytes()));
        let mut event = serde_json::Map::new();
        if let Some(parent) = &parent {
            event.insert("parent".into(), json!(parent));
        }
        event.insert("height".into(), json!(height));
        event.insert("type".into(), json!(kind));
        if let Some(last) = data.last() {
            event.insert("payload".into(), json!(digest(last)));
        }
        for bytes in &data {
            member(&mut out, &format!("{}.data.json", digest(bytes)), bytes, time);
        }
        let event = Value::Object(event).to_string();
        let name = digest(event.as_bytes());
        member(&mut out, &format!("{name}.event.json"), event.as_bytes(), time);
        parent = Some(name);
    }
    out
}

fn spoil(changes: &[Change]) -> Vec<u8> {
    let (mut events, mut time) = (events(), time());
    for change in changes.iter().take(4) {
        let count = events.len();
        if count == 0 {
            break;
        }
        let at = |index: &u8| usize::from(*index) % count;
        match change {
            Change::Remove(index) => drop(events.remove(at(index))),
            Change::Double(from, to) => events.insert(at(to), events[at(from)].clone()),
            Change::Swap(a, b) => events.swap(at(a), at(b)),
            Change::Kind(index, kind) => events[at(index)].kind = KINDS[usize::from(*kind) % KINDS.len()],
            Change::Time(new) => time = new % (1 << 33),
            Change::Member(index, which, change) => {
                let Event { data, extra, .. } = &mut events[at(index)];
                let which = usize::from(*which) % (data.len() + 1);
                match (change, data.get_mut(which)) {
                    (MemberChange::Remove, Some(_)) => drop(data.remove(which)),
                    (MemberChange::Double, Some(bytes)) => {
                        let copy = bytes.clone();
                        data.push(copy);
                    }
                    (MemberChange::Splice(change), Some(bytes)) => splice(bytes, change),
                    (MemberChange::Json(edits), Some(bytes)) => {
                        if let Ok(mut value) = serde_json::from_slice::<Value>(bytes) {
                            let donor = value.clone();
                            edits.iter().take(4).for_each(|change| edit(&mut value, &donor, change));
                            *bytes = value.to_string().into_bytes();
                        }
                    }
                    (MemberChange::Json(edits), None) => {
                        let donor = extra.clone();
                        edits.iter().take(4).for_each(|change| edit(extra, &donor, change));
                    }
                    (_, None) => {}
                }
            }
        }
    }
    write(&events, time)
}

fn rewrite(bytes: &[u8]) -> Vec<u8> {
    let reader = Reader::new(bytes);
    let time = reader.timestamp().unwrap();
    let mut writer: Option<Writer<Vec<u8>>> = None;
    for entry in reader {
        assert_eq!(entry.faults, []);
        let payload = entry.content.unwrap().payload;
        if let Payload::Setup { election, trustees, credentials } = &payload {
            let [election, trustees, credentials] = [election, trustees, credentials].map(|part| part.as_deref().unwrap());
            assert!(writer.is_none());
            writer = Some(Writer::create(Vec::new(), time, SetupFiles { election, trustees, credentials }).unwrap());
            continue;
        }
        let writer = writer.as_mut().unwrap();
        match payload {
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
        }
        .unwrap();
    }
    writer.unwrap().into_inner()
}

fuzz_target!(
    init: {
        assert!(write(&events(), time()) == MINI, "what is spoiled below starts from the reference archive");
        assert!(audit(MINI, &mut |_| {}).is_valid());
    },
    |case: Case| {
        let bytes = match &case {
            Case::Bytes(bytes) => bytes.clone(),
            Case::Spliced(splices) => {
                let mut bytes = MINI.to_vec();
                splices.iter().take(4).for_each(|change| splice(&mut bytes, change));
                bytes
            }
            Case::Events(changes) => spoil(changes),
            Case::Cut(length) => MINI[..usize::from(*length).min(MINI.len())].to_vec(),
        };
        let report = audit(bytes.as_slice(), &mut |_| {});
        if report.is_valid() {
            assert!(rewrite(&bytes) == bytes, "two files for one content");
        }
    }
);
