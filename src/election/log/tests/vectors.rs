//! `tests/vectors/log-v1.json`: a whole log with fixed keys and everything signed about it, for programs in other languages.
//!
//! `YEPIAO_VECTORS=write cargo test --lib log::tests::vectors` writes it anew. A change in it means that receipts, checkpoints or
//! records made before can no longer be read: that needs a new version in the tags, not a new file.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::note::signer;
use super::world::{END, ORIGIN, World};
use crate::crypto::group::Scalar;
use crate::crypto::hash::Digest;
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::closing::{Closing, Statement};
use crate::election::log::leaf::Leaf;
use crate::election::log::note::KeyKind;
use crate::election::log::receipt::Receipt;
use crate::election::log::tree::{consistency_proof, inclusion_proof, root};

fn text(bytes: &[u8]) -> Value {
    std::str::from_utf8(bytes).unwrap().into()
}

fn digests(digests: &[Digest]) -> Vec<String> {
    digests.iter().map(ToString::to_string).collect()
}

fn vectors() -> Value {
    let world = World::new();
    let (leaves, history, ballots) = world.log();
    let hashes = &history.leaf_hashes;
    let length = hashes.len() as u64;
    let phi = world.election().phi().to_owned();
    let inclusion: Vec<Value> = (0..length)
        .map(|index| json!({"index": index, "size": length, "proof": digests(&inclusion_proof(hashes, index).unwrap())}))
        .collect();
    let consistency: Vec<Value> = (1..=length)
        .map(|old| json!({"old": old, "new": length, "proof": digests(&consistency_proof(hashes, old).unwrap())}))
        .collect();

    let cosigner = signer("jiedao.example.cn/w1", KeyKind::Cosignature, 5);
    let mut checkpoint =
        Checkpoint { origin: ORIGIN.into(), size: length, root: root(hashes) }.sign(&world.log_signer()).unwrap();
    checkpoint.sign(&cosigner, END / 1000);
    let receipt = Receipt { origin: ORIGIN.into(), phi: phi.clone(), leaf: Leaf::parse(&leaves[4]).unwrap() };

    let statement = Statement::new(&phi, &history.sheet.unwrap(), [Digest::of(b"people"), Digest::of(b"area")]);
    let sign = |owner: u32| {
        let w = Zeroizing::new(Scalar::from(1000 + u64::from(owner)));
        statement.sign(owner, &world.shares[owner as usize - 1], &w)
    };
    let closing = Closing::new(&statement, [1, 2, 4].map(sign).to_vec());

    json!({
        "about": "Made by src/election/log/tests/vectors.rs. Ed25519 keys are made of seeds of 32 equal bytes. Texts are exact bytes in UTF-8.",
        "keys": {
            "log": {"seed_byte": 1, "text": world.log_signer().key().to_string()},
            "receipt": {"seed_byte": 2, "text": world.receipt_signer().key().to_string()},
            "cosigner": {"seed_byte": 5, "text": cosigner.key().to_string()},
        },
        "opening": {
            "text": text(&world.opening.to_bytes().unwrap()),
            "digest": world.opening.digest().unwrap(),
            "authority": world.opening.authority().unwrap(),
            "people": text(&world.people),
            "area": text(&world.area),
            "trustees": text(&world.trustees),
        },
        "election": {"text": text(&world.election), "phi": phi},
        "ballots": ballots.iter().map(|ballot| text(ballot)).collect::<Vec<_>>(),
        "log": {
            "rules": {"conflict": "paper", "revote": "until_close"},
            "leaves": leaves.iter().map(|leaf| text(leaf)).collect::<Vec<_>>(),
            "leaf_hashes": digests(hashes),
            "roots": (0..=hashes.len()).map(|size| root(&hashes[..size]).to_string()).collect::<Vec<_>>(),
            "inclusion": inclusion,
            "consistency": consistency,
            "counting": history.counting().map(|ballot| ballot.index).collect::<Vec<_>>(),
            "timestamp": history.timestamp().unwrap().seconds(),
        },
        "checkpoint": {"note": checkpoint.to_string(), "size": length, "root": root(hashes)},
        "receipt": {"note": receipt.sign(&world.receipt_signer()).unwrap().to_string(), "index": 4},
        "closing": {
            "text": text(&closing.to_bytes().unwrap()),
            "statement": statement.to_string(),
            "digest": statement.digest(),
            "people": statement.people,
            "area": statement.area,
        },
    })
}

/// Files are not this floor's, not even in tests: what the failure prints is the file's new content, should it have to change.
#[test]
fn the_file_is_what_is_made_here() {
    let made = format!("{:#}\n", vectors());
    let file = include_str!("../../../../tests/vectors/log-v1.json");
    assert!(file == made, "tests/vectors/log-v1.json is not what the program makes:\n{made}");
}
