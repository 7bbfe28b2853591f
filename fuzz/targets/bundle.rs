//! Records: whatever the zip holds, opening and auditing it ends without a panic; and nothing is valid but what the service's
//! keys signed: no file that the certificate names can be another one.

#![no_main]

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::OnceLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use yepiao::crypto::hash::Digest;
use yepiao::election::record::{Record, RecordStage, RecordWriter, audit, files};
use yepiao_fuzz::{Splice, Spoil, splice};

/// A small counted poll.
const RECORD: &[u8] = include_bytes!("../../tests/vectors/record.zip");

#[derive(Debug, Arbitrary)]
enum Case {
    Bytes(Vec<u8>),
    /// The zip itself.
    Spliced(Vec<Splice>),
    /// Files, whose manifest is made to fit.
    Files(Vec<Change>),
}

#[derive(Debug, Arbitrary)]
enum Change {
    Remove(u8),
    Exchange(u8, u8),
    Bytes(u8, Splice),
    /// The whole of a file that is one line of JSON.
    Whole(u8, Spoil),
    /// One line of a file.
    Line(u8, u8, Spoil),
    RemoveLine(u8, u8),
    DoubleLine(u8, u8),
    SwapLines(u8, u8, u8),
}

struct Honest {
    files: BTreeMap<String, Vec<u8>>,
    digests: BTreeMap<String, Digest>,
}

fn honest() -> &'static Honest {
    static HONEST: OnceLock<Honest> = OnceLock::new();
    HONEST.get_or_init(|| {
        let record = Record::open(Cursor::new(RECORD)).unwrap();
        let audited = audit(&record, &mut |_| {});
        assert!(audited.report.is_valid());
        let read = |name: &String| {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut record.stream(name).unwrap(), &mut bytes).unwrap();
            (name.clone(), bytes)
        };
        let digests = audited.report.digests;
        let files = digests.keys().filter(|name| *name != files::MANIFEST).map(read).collect();
        Honest { files, digests }
    })
}

fn name(files: &BTreeMap<String, Vec<u8>>, which: u8) -> Option<String> {
    files.keys().nth(usize::from(which) % files.len().max(1)).cloned()
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn apply(files: &mut BTreeMap<String, Vec<u8>>, change: &Change) -> Option<()> {
    let (Change::Remove(which)
    | Change::Exchange(which, _)
    | Change::Bytes(which, _)
    | Change::Whole(which, _)
    | Change::Line(which, ..)
    | Change::RemoveLine(which, _)
    | Change::DoubleLine(which, _)
    | Change::SwapLines(which, ..)) = change;
    let name_of = name(files, *which)?;
    let mut bytes = files.get(&name_of)?.clone();
    let mut parts = lines(&bytes);
    let at = |line: u8| usize::from(line) % parts.len().max(1);
    match change {
        Change::Remove(_) => {
            files.remove(&name_of);
            return Some(());
        }
        Change::Exchange(_, other) => {
            let other = name(files, *other)?;
            let theirs = files.insert(other, bytes)?;
            bytes = theirs;
        }
        Change::Bytes(_, change) => splice(&mut bytes, change),
        Change::Whole(_, spoil) => bytes = spoil.of(&bytes),
        Change::Line(_, line, spoil) => {
            let line = at(*line);
            let text = parts.get(line)?.strip_suffix(b"\n")?.to_vec();
            *parts.get_mut(line)? = [spoil.of(&text), b"\n".to_vec()].concat();
            bytes = parts.concat();
        }
        Change::RemoveLine(_, line) => {
            let line = at(*line);
            (line < parts.len()).then(|| parts.remove(line))?;
            bytes = parts.concat();
        }
        Change::DoubleLine(_, line) => {
            let line = at(*line);
            parts.insert(line, parts.get(line)?.clone());
            bytes = parts.concat();
        }
        Change::SwapLines(_, first, second) => {
            let (first, second) = (at(*first), at(*second));
            (first < parts.len() && second < parts.len()).then(|| parts.swap(first, second))?;
            bytes = parts.concat();
        }
    }
    files.insert(name_of, bytes);
    Some(())
}

fn pack(files: &BTreeMap<String, Vec<u8>>) -> Option<Vec<u8>> {
    let mut writer = RecordWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.file(name, bytes).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

fuzz_target!(|case: Case| {
    let zip = match &case {
        Case::Bytes(bytes) => bytes.clone(),
        Case::Spliced(changes) => {
            let mut zip = RECORD.to_vec();
            changes.iter().for_each(|change| splice(&mut zip, change));
            zip
        }
        Case::Files(changes) => {
            let mut files = honest().files.clone();
            for change in changes {
                let _ = apply(&mut files, change);
            }
            let Some(zip) = pack(&files) else { return };
            zip
        }
    };
    let Ok(record) = Record::open(Cursor::new(zip)) else { return };
    let audited = audit(&record, &mut |_| {});
    if !audited.report.is_valid() {
        assert!(audited.decryption.is_none());
        return;
    }
    // An earlier stage has no certificate.
    if audited.report.stage != RecordStage::Counted {
        return;
    }
    let certified = |digests: &BTreeMap<String, Digest>| {
        digests
            .iter()
            .filter(|(name, _)| files::is_certified(name))
            .map(|(name, digest)| (name.clone(), *digest))
            .collect::<Vec<_>>()
    };
    assert_eq!(certified(&audited.report.digests), certified(&honest().digests), "{case:?}");
});
