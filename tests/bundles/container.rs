//! Faults of the zip and of its list of files.

use std::collections::BTreeMap;
use std::io::Cursor;

use yepiao::crypto::hash::Digest;
use yepiao::election::record::container::{Container, ContainerFault, EntryFault, HeaderField, MAX_ENTRIES};
use yepiao::election::record::{Manifest, NotARecord, Record, files};

use crate::story::{Bundle, Story, audit_zip, refused};
use crate::world::World;
use crate::zip::{Entry, crc, deflate, zip};

/// An honest record's files, the manifest too.
fn honest() -> BTreeMap<String, Vec<u8>> {
    let mut files = Story::honest(&World::new()).tell().files;
    let digests = files.iter().map(|(name, bytes)| (name.clone(), Digest::of(bytes))).collect();
    files.insert(files::MANIFEST.into(), Manifest::new(digests).to_bytes().unwrap());
    files
}

fn entries(files: &BTreeMap<String, Vec<u8>>) -> Vec<Entry> {
    files.iter().map(|(name, bytes)| Entry::deflated(name, bytes)).collect()
}

fn at<'e>(entries: &'e mut [Entry], name: &str) -> &'e mut Entry {
    entries.iter_mut().find(|entry| entry.name == name.as_bytes()).unwrap()
}

/// What the container of an honest record says once `change` has been at it.
fn faults(files: &BTreeMap<String, Vec<u8>>, change: impl FnOnce(&mut Vec<Entry>)) -> Vec<ContainerFault> {
    let mut entries = entries(files);
    change(&mut entries);
    let zip = zip(&entries);
    let audited = audit_zip(&zip);
    assert!(refused(&audited).contains(&"container".to_owned()), "{:?}", refused(&audited));
    Container::open(Cursor::new(zip), files::limit).unwrap().faults().to_vec()
}

/// What a forger does to an entry.
type Change = fn(&mut Entry);

fn entry(name: &str, fault: EntryFault) -> ContainerFault {
    ContainerFault::Entry { name: name.into(), fault }
}

#[test]
fn any_program_may_pack_a_record_again() {
    let files = honest();
    assert_eq!(refused(&audit_zip(&zip(&entries(&files)))), Vec::<String>::new());
    // Stored, in another order, at another time, with modes and the mark of UTF-8 names.
    let mut stored: Vec<Entry> = files.iter().map(|(name, bytes)| Entry::stored(name, bytes)).collect();
    stored.reverse();
    for entry in &mut stored {
        (entry.stamp, entry.flags, entry.attributes, entry.needed) = (0x1234_5678, 0x0800, 0o100_600 << 16, 10);
    }
    assert_eq!(refused(&audit_zip(&zip(&stored))), Vec::<String>::new());
}

#[test]
fn what_is_no_record_is_not_judged() {
    let files = honest();
    let whole = zip(&entries(&files));
    for cut in [0, 1, 22, whole.len() / 2, whole.len() - 1] {
        let open = Record::open(Cursor::new(&whole[..cut]));
        assert!(matches!(open.err(), Some(NotARecord::Container(_))), "{cut}");
    }
    let mut without = files.clone();
    without.remove(files::MANIFEST);
    assert!(matches!(Record::open(Cursor::new(zip(&entries(&without)))).err(), Some(NotARecord::NoManifest)));
    assert!(Record::open(Cursor::new(zip(&[]))).is_err());
}

#[test]
fn a_name_that_stands_twice() {
    let files = honest();
    let twice = faults(&files, |entries| entries.push(Entry::stored(files::RULES, b"other rules")));
    assert_eq!(twice, [entry(files::RULES, EntryFault::Twice)]);
    let by_case = faults(&files, |entries| entries.push(Entry::stored("Rules.toml", b"other rules")));
    assert_eq!(by_case, [entry("Rules.toml", EntryFault::Twice), entry("Rules.toml", EntryFault::Unknown)]);
    // Two names for the same bytes.
    let shared = faults(&files, |entries| {
        let more = Entry { same_place_as: Some(0), ..entries[0].clone() };
        entries.push(more);
    });
    assert!(shared.contains(&entry(files::README_EN, EntryFault::Overlap)), "{shared:?}");
}

#[test]
fn a_path_trick() {
    let files = honest();
    for name in [
        "../rules.toml",
        "/etc/passwd",
        "strong/../rules.toml",
        "strong\\1.json",
        "C:rules.toml",
        "strong//1.json",
        "./x",
        "x\0",
        "strong/",
        "",
    ] {
        assert_eq!(faults(&files, |entries| entries.push(Entry::stored(name, b""))), [entry(name, EntryFault::Path)], "{name}");
    }
    // Not one name that a record does not have, however harmless.
    for name in
        ["notes.txt", "strong/0.json", "strong/01.json", "strong/1000.json", "strong/1.jsonx", "ｒules.toml", "rules.toml "]
    {
        assert_eq!(
            faults(&files, |entries| entries.push(Entry::stored(name, b""))),
            [entry(name, EntryFault::Unknown)],
            "{name}"
        );
    }
}

#[test]
fn a_bomb() {
    let files = honest();
    let zeros = vec![0; 200 << 10];
    let bomb = faults(&files, |entries| *at(entries, files::README_EN) = Entry::deflated(files::README_EN, &zeros));
    assert!(matches!(bomb[..], [ContainerFault::Entry { fault: EntryFault::Bomb { .. }, .. }]), "{bomb:?}");
    // Longer than any file of the name.
    let long =
        faults(&files, |entries| *at(entries, files::CHECKPOINT) = Entry::stored(files::CHECKPOINT, &vec![b'x'; 300 << 10]));
    assert!(matches!(long[..], [ContainerFault::Entry { fault: EntryFault::TooLong { .. }, .. }]), "{long:?}");
    // Everything together.
    let all = faults(&files, |entries| {
        for name in [files::CAST, files::PEOPLE, files::AREA, files::LOG] {
            (at(entries, name).size, at(entries, name).packed) = (u32::MAX, Vec::new());
        }
    });
    assert!(all.iter().any(|fault| matches!(fault, ContainerFault::Total { .. })), "{all:?}");
    // A header that says less than there is: no byte more than it says is unpacked.
    let mut lying = entries(&files);
    let readme = at(&mut lying, files::README_EN);
    (readme.packed, readme.size, readme.crc) = (deflate(&vec![b'x'; 1 << 20]), 1000, crc(&[b'x'; 1000]));
    let lying = zip(&lying);
    assert_eq!(refused(&audit_zip(&lying)), ["container", "manifest"]);
    let read = Record::open(Cursor::new(lying)).unwrap().file(files::README_EN).unwrap().unwrap();
    assert_eq!((read.bytes.len(), read.fault), (1000, Some(EntryFault::Length)));
}

#[test]
fn too_many_entries() {
    let files = honest();
    let many = faults(&files, |entries| {
        let missing = MAX_ENTRIES + 1 - entries.len();
        entries.extend((0..missing).map(|i| Entry::stored(&format!("strong/{}.json", i + 100), b"")));
    });
    assert!(many.contains(&ContainerFault::TooMany));
}

#[test]
fn bytes_that_belong_to_no_file() {
    let files = honest();
    let hidden = b"hidden".to_vec();
    assert!(matches!(faults(&files, |entries| entries[3].gap = hidden.clone())[..], [ContainerFault::Gap { bytes: 6, .. }]));
    assert!(matches!(
        faults(&files, |entries| entries[0].gap = hidden.clone())[..],
        [ContainerFault::Gap { offset: 0, bytes: 6 }]
    ));
    let whole = zip(&entries(&files));
    let container = |zip: &[u8]| Container::open(Cursor::new(zip.to_vec()), files::limit).unwrap().faults().to_vec();
    let behind = [whole.as_slice(), b"trailing"].concat();
    assert_eq!(container(&behind), [ContainerFault::Trailing(8)]);
    assert_eq!(refused(&audit_zip(&behind)), ["container"]);
    // Before everything: all offsets are wrong by it.
    let before = [b"MZ".as_slice(), &whole].concat();
    assert!(container(&before).contains(&ContainerFault::End));
    // A comment of the whole.
    let mut comment = whole.clone();
    let length = comment.len();
    comment[length - 2] = 2;
    comment.extend_from_slice(b"hi");
    assert_eq!(container(&comment), [ContainerFault::Trailing(2)]);
    // Behind the compressed bytes of a file.
    let mut padded = entries(&files);
    at(&mut padded, files::OPENING).packed.extend_from_slice(b"hidden");
    assert_eq!(refused(&audit_zip(&zip(&padded))), ["container"]);
}

#[test]
fn headers_that_contradict_each_other() {
    let files = honest();
    let local = |change: fn(&mut Entry)| faults(&files, |entries| change(at(entries, files::OPENING)));
    let fault = [entry(files::OPENING, EntryFault::Local)];
    assert_eq!(local(|entry| entry.local_name = Some(b"OPENING.json".to_vec())), fault);
    assert_eq!(local(|entry| entry.local_size = Some(1)), fault);
    // A local extra field moves the data: a program that believes the directory reads other bytes.
    let extra = local(|entry| entry.local_extra = vec![0; 8]);
    assert!(extra.contains(&fault[0]), "{extra:?}");
}

#[test]
fn numbers_of_the_format_that_a_record_does_not_use() {
    let files = honest();
    let header = |change: &dyn Fn(&mut Entry)| faults(&files, |entries| change(at(entries, files::OPENING)));
    let changes: [(HeaderField, Change); 8] = [
        (HeaderField::Flags, |entry| entry.flags = 1),
        (HeaderField::Flags, |entry| entry.flags = 8),
        (HeaderField::Version, |entry| entry.needed = 45),
        (HeaderField::Method, |entry| entry.method = 9),
        (HeaderField::Comment, |entry| entry.comment = b"hi".to_vec()),
        (HeaderField::Disk, |entry| entry.disk = 1),
        // A link: unpacked, the file would be another one of the auditor's machine.
        (HeaderField::Attributes, |entry| entry.attributes = 0o120_777 << 16),
        (HeaderField::Attributes, |entry| entry.attributes = 0x10),
    ];
    for (field, change) in changes {
        assert_eq!(header(&change), [entry(files::OPENING, EntryFault::Header(field))], "{field:?}");
    }
    let extra = header(&|entry| (entry.central_extra, entry.local_extra) = (vec![1, 0, 0, 0], vec![1, 0, 0, 0]));
    assert!(extra.contains(&entry(files::OPENING, EntryFault::Header(HeaderField::Extra))), "{extra:?}");
    // zip64 hides its numbers in an extra field.
    let zip64 = header(&|entry| entry.size = u32::MAX);
    assert!(!zip64.is_empty());
}

#[test]
fn bytes_that_are_not_what_the_header_says() {
    let files = honest();
    let changes: [(&str, Change); 4] = [
        ("crc", |entry| entry.crc ^= 1),
        ("size", |entry| entry.size -= 1),
        ("deflate", |entry| entry.packed = vec![0xff; entry.packed.len()]),
        ("cut short", |entry| entry.packed.truncate(20)),
    ];
    for (name, change) in changes {
        let mut changed = entries(&files);
        change(at(&mut changed, files::OPENING));
        assert!(refused(&audit_zip(&zip(&changed))).contains(&"container".to_owned()), "{name}");
        // The long ones are read piece by piece.
        let mut changed = entries(&files);
        change(at(&mut changed, files::PEOPLE));
        assert!(refused(&audit_zip(&zip(&changed))).contains(&"container".to_owned()), "{name}");
    }
}

#[test]
fn files_missing() {
    let files = honest();
    for name in files::ALWAYS {
        // The manifest does not name it either.
        let mut bundle = Bundle { files: files.clone(), certificate: None };
        bundle.files.remove(files::MANIFEST);
        bundle.files.remove(name);
        let refused = bundle.refused();
        assert!(refused.contains(&"files".to_owned()), "{name}: {refused:?}");
    }
}

#[test]
fn a_manifest_that_is_not_true() {
    let files = honest();
    let manifest = |change: &dyn Fn(&mut Manifest)| {
        let mut files = files.clone();
        let mut manifest = Manifest::parse(&files[files::MANIFEST]).unwrap();
        change(&mut manifest);
        files.insert(files::MANIFEST.into(), manifest.to_bytes().unwrap());
        refused(&audit_zip(&zip(&entries(&files))))
    };
    assert_eq!(
        manifest(&|manifest| {
            manifest.files.insert(files::RULES.into(), Digest::of(b""));
        }),
        ["manifest"]
    );
    assert_eq!(
        manifest(&|manifest| {
            manifest.files.remove(files::PEOPLE);
        }),
        ["manifest"]
    );
    assert_eq!(
        manifest(&|manifest| {
            manifest.files.insert("strong/9.json".into(), Digest::of(b""));
        }),
        ["manifest"]
    );
    assert_eq!(
        manifest(&|manifest| {
            manifest.files.insert(files::MANIFEST.into(), Digest::of(b""));
        }),
        ["manifest"]
    );
    assert_eq!(manifest(&|manifest| manifest.format = "yepiao/record/v2".into()), ["manifest"]);
    let mut spaced = files.clone();
    spaced.get_mut(files::MANIFEST).unwrap().push(b'\n');
    assert_eq!(refused(&audit_zip(&zip(&entries(&spaced)))), ["manifest"]);
}

#[test]
fn any_byte_changed_or_cut_never_panics_and_never_passes_for_something_else() {
    let files = honest();
    let whole = zip(&entries(&files));
    // Every header and the directory; of the data, a byte here and there.
    let data = whole.len() - 4000;
    for position in (0..data).step_by(5003).chain((data..whole.len()).step_by(7)) {
        let mut changed = whole.clone();
        changed[position] ^= 0x40;
        if let Ok(record) = Record::open(Cursor::new(changed)) {
            let audited = yepiao::election::record::audit(&record, &mut |_| {});
            // Times are no content.
            let same = refused(&audited).is_empty();
            assert!(!same || audited.report.digests == audit_zip(&whole).report.digests, "byte {position}");
        }
    }
}
