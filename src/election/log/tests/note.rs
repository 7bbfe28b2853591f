//! Signed notes against the specification's examples, another implementation, and forgers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use signed_note::{StandardVerifier, Verifier as _, VerifierList};

use crate::crypto::ed25519::{KeyFault, SigningKey};
use crate::crypto::hash::Digest;
use crate::election::log::checkpoint::{Checkpoint, CheckpointFault};
use crate::election::log::note::*;
use crate::election::log::tree::{leaf_hash, root};

const ORIGIN: &str = "vote.example.cn/oX3JHbEwRLoXJh1oX3JHbE";

pub(super) fn signer(name: &str, kind: KeyKind, seed: u8) -> NoteSigner {
    NoteSigner::new(name, kind, SigningKey::from_seed(&[seed; 32]).unwrap()).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: ORIGIN.into(), size: 3, root: Digest([9; 32]) }
}

/// The example of Go's sumdb/note, the origin of the format: key, text and signature.
#[test]
fn a_note_of_the_first_implementation_is_read() {
    let key: NoteKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse().unwrap();
    assert_eq!(key.to_string(), "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let line = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let note = Note::parse(format!("{text}\n{line}").as_bytes()).unwrap();
    assert_eq!(note.verify_by(&key).unwrap().time, None);
    assert_eq!((note.text(), note.to_string()), (text, format!("{text}\n{line}")));
    let altered = Note::parse(format!("{}\n{line}", text.replace("answer", "Answer")).as_bytes()).unwrap();
    assert_eq!(altered.verify_by(&key), Err(NoteFault::False { name: "PeterNeumann".into() }));
}

#[test]
fn a_key_has_one_text() {
    let good = signer(ORIGIN, KeyKind::Note, 1).key().to_string();
    assert_eq!(good.parse::<NoteKey>().unwrap().to_string(), good);
    let cosigner = signer("jiedao.example.cn/w1", KeyKind::Cosignature, 1).key().to_string();
    assert_eq!(cosigner.parse::<NoteKey>().unwrap().kind(), KeyKind::Cosignature);
    let (head, key) = good.rsplit_once('+').unwrap();
    let (name, id) = head.rsplit_once('+').unwrap();
    for (wrong, fault) in [
        (String::new(), NoteKeyFault::Form),
        (head.into(), NoteKeyFault::Form),
        (format!("{name}+{id}+A{key}"), NoteKeyFault::Form),
        (format!("{name}+{id}+{}", key.replacen("AY", "AI", 1)), NoteKeyFault::Form),
        (format!("{name}+{}+{key}", id.to_uppercase()), NoteKeyFault::Id),
        (format!("{name}x+{id}+{key}"), NoteKeyFault::Id),
        (format!("a b+{id}+{key}"), NoteKeyFault::Name),
        (format!("a\u{3000}b+{id}+{key}"), NoteKeyFault::Name),
        (format!("+{id}+{key}"), NoteKeyFault::Name),
        ("a+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into(), NoteKeyFault::Key(KeyFault::Identity)),
    ] {
        assert_eq!(wrong.parse::<NoteKey>(), Err(fault), "{wrong}");
    }
}

#[test]
fn what_is_not_a_note_is_refused() {
    let mut note = Note::new("a\n\nb\n".into()).unwrap();
    assert_eq!(Note::parse(note.to_string().as_bytes()), Err(NoteFault::Form), "no signature");
    note.sign(&signer("x", KeyKind::Note, 1), 0);
    let good = note.to_string();
    assert_eq!(Note::parse(good.as_bytes()), Ok(note.clone()));
    let line = good.lines().last().unwrap();
    for (wrong, fault) in [
        (String::new(), NoteFault::Form),
        ("\n\n".into(), NoteFault::Form),
        (format!("a{line}\n"), NoteFault::Form),
        (format!("a\n{line}\n"), NoteFault::Form),
        (good.trim_end().into(), NoteFault::Form),
        (format!("{good}\n"), NoteFault::Form),
        (good.replace('—', "-"), NoteFault::Signature { number: 1 }),
        (good.replace("— x ", "— x  "), NoteFault::Signature { number: 1 }),
        (good.replace("— x ", "— "), NoteFault::Signature { number: 1 }),
        (good.replace("— x ", "— x+y "), NoteFault::Signature { number: 1 }),
        (good.replace('=', ""), NoteFault::Signature { number: 1 }),
        (format!("{good}— y AAAA\n"), NoteFault::Signature { number: 2 }),
        (format!("{good}x\n"), NoteFault::Signature { number: 2 }),
        (good.replace('\n', "\r\n"), NoteFault::NotText),
        (good.replace('a', "\u{1}"), NoteFault::NotText),
        (format!("{good}{}", format!("{line}\n").repeat(100)), NoteFault::TooMany),
        ("x".repeat(MAX_NOTE + 1), NoteFault::TooLong),
    ] {
        assert_eq!(Note::parse(wrong.as_bytes()), Err(fault), "{wrong:.80}");
    }
    assert_eq!(Note::parse(b"a\xff\n\n"), Err(NoteFault::NotText));
    assert_eq!(Note::new("a".into()), Err(NoteFault::Form));
    assert_eq!(Note::new("a\u{b}\n".into()), Err(NoteFault::NotText));
    assert_eq!(Note::new("\n".repeat(MAX_NOTE + 1)), Err(NoteFault::TooLong));
}

#[test]
fn unknown_signers_are_passed_over_and_false_ones_are_not() {
    let (log, other) = (signer(ORIGIN, KeyKind::Note, 1), signer(ORIGIN, KeyKind::Note, 2));
    let (a, b) = (signer("a.example.cn", KeyKind::Cosignature, 3), signer("b.example.cn", KeyKind::Cosignature, 4));
    let mut note = checkpoint().sign(&log).unwrap();
    note.sign(&other, 0);
    note.sign(&a, 1_795_375_819);
    note.sign(&b, 1_795_375_820);
    note.sign(&a, 1_795_375_821);
    let cosigners = [b.key().clone(), a.key().clone()];
    let (opened, by) = Checkpoint::open(&note, log.key(), &cosigners).unwrap();
    assert_eq!(opened, checkpoint());
    let by: Vec<_> = by.iter().map(|signed| (signed.key.name(), signed.time)).collect();
    assert_eq!(by, [("a.example.cn", Some(1_795_375_819)), ("b.example.cn", Some(1_795_375_820))]);

    // Nobody the verifier knows; the same name with another key; the same key as another kind.
    let unsigned = |key: &NoteSigner| Err(NoteFault::Unsigned { name: key.key().name().into() });
    for stranger in [signer("c", KeyKind::Note, 1), signer(ORIGIN, KeyKind::Note, 5), signer(ORIGIN, KeyKind::Cosignature, 1)] {
        assert_eq!(note.verify_by(stranger.key()), unsigned(&stranger));
    }
    // Another text under the same lines.
    let altered = Note::parse(note.to_string().replace("\n3\n", "\n4\n").as_bytes()).unwrap();
    assert_eq!(altered.verify(&cosigners), Err(NoteFault::False { name: "a.example.cn".into() }));
    assert_eq!(altered.verify_by(log.key()), Err(NoteFault::False { name: ORIGIN.into() }));
}

#[test]
fn a_cosignature_binds_its_time() {
    let cosigner = signer("a.example.cn", KeyKind::Cosignature, 3);
    let mut note = Note::new(checkpoint().to_string()).unwrap();
    note.sign(&cosigner, 1_795_375_819);
    let text = note.to_string();
    let (head, signature) = text.trim_end().rsplit_once(' ').unwrap();
    let bytes = STANDARD.decode(signature).unwrap();
    assert_eq!(bytes.len(), 4 + 8 + 64);
    assert_eq!(bytes[4..12], 1_795_375_819_u64.to_be_bytes());
    for byte in 4..bytes.len() {
        let mut altered = bytes.clone();
        altered[byte] ^= 1;
        let altered = Note::parse(format!("{head} {}\n", STANDARD.encode(altered)).as_bytes()).unwrap();
        assert!(altered.verify_by(cosigner.key()).is_err(), "{byte}");
    }
    // 2^63 and beyond are no times.
    let mut note = Note::new(checkpoint().to_string()).unwrap();
    note.sign(&cosigner, 1 << 63);
    assert!(note.verify_by(cosigner.key()).is_err());
}

#[test]
fn a_checkpoint_has_one_text() {
    let log = signer(ORIGIN, KeyKind::Note, 1);
    let good = checkpoint().to_string();
    assert_eq!(good, format!("{ORIGIN}\n3\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n"));
    let open = |text: String| {
        let mut note = Note::new(text).unwrap();
        note.sign(&log, 0);
        Checkpoint::open(&note, log.key(), &[]).map(|(checkpoint, _)| checkpoint)
    };
    assert_eq!(open(good.clone()), Ok(checkpoint()));
    for wrong in [
        good.replace("\n3\n", "\n03\n"),
        good.replace("\n3\n", "\n+3\n"),
        good.replace("\n3\n", "\n\n"),
        good.replace("\n3\n", "\n18446744073709551616\n"),
        good.replace('=', ""),
        good.replace("Qk=", "Ql="),
        good.replace("CQkJ", ""),
        format!("{good}extension\n"),
        format!("{good}\n"),
        good.replacen('\n', " ", 1),
    ] {
        assert_eq!(open(wrong.clone()), Err(CheckpointFault::Form), "{wrong}");
    }
    assert_eq!(open(good.replace("vote", "Vote")), Err(CheckpointFault::Origin(ORIGIN.replace("vote", "Vote"))));
    let other = signer("b.example.cn", KeyKind::Note, 1);
    assert_eq!(checkpoint().sign(&other), Err(CheckpointFault::Origin(ORIGIN.into())));
}

#[test]
fn a_checkpoint_refutes_a_log_that_lost_or_changed_something() {
    let hashes: Vec<Digest> = (0..5_u8).map(|i| leaf_hash(&[i])).collect();
    let at = |size: usize| Checkpoint { origin: ORIGIN.into(), size: size as u64, root: root(&hashes[..size]) };
    for size in 0..=5 {
        assert_eq!(at(size).agrees_with(&hashes), Ok(()));
    }
    assert_eq!(at(5).agrees_with(&hashes[..4]), Err(CheckpointFault::Shortened { size: 5, length: 4 }));
    let mut other = hashes.clone();
    other[2] = leaf_hash(b"another");
    assert_eq!(at(2).agrees_with(&other), Ok(()));
    assert_eq!(at(3).agrees_with(&other), Err(CheckpointFault::Forked { size: 3 }));
}

proptest! {
    #[test]
    fn ours_and_another_program_read_each_other(seed: [u8; 32], text in "([^\u{0}-\u{1f}]*\n){1,5}", altered: bool) {
        let signer = NoteSigner::new("业票.example.cn/x", KeyKind::Note, SigningKey::from_seed(&seed).unwrap()).unwrap();
        let mut note = Note::new(text).unwrap();
        note.sign(&signer, 0);
        let mut bytes = note.to_string().into_bytes();
        if altered && bytes[0] != b'\n' {
            bytes[0] ^= 1;
        }
        let verifier = StandardVerifier::new(&signer.key().to_string()).unwrap();
        prop_assert_eq!(verifier.name(), signer.key().name());
        let theirs = signed_note::Note::from_bytes(&bytes);
        let ours = Note::parse(&bytes);
        prop_assert_eq!(theirs.is_ok(), ours.is_ok());
        if let (Ok(theirs), Ok(ours)) = (theirs, ours) {
            prop_assert_eq!(theirs.text(), ours.text().as_bytes());
            let accepted = theirs.verify(&VerifierList::new(vec![Box::new(verifier)])).is_ok();
            prop_assert_eq!(accepted, ours.verify_by(signer.key()).is_ok());
            prop_assert_eq!(theirs.to_bytes(), bytes);
        }
    }

    #[test]
    fn no_bytes_make_the_parser_panic(text in "(—| |\n|a|=|A|\\+|\u{3000})*") {
        if let Ok(note) = Note::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), text.clone());
        }
        let _ = text.parse::<NoteKey>();
    }
}
