//! Test data that others published, unchanged: RFC 6962 proofs (transparency-dev/merkle), Ed25519 edge cases (C2SP/CCTV) and
//! Ed25519 in general (C2SP/wycheproof). The files are not part of the project: `YEPIAO_PUBLIC_VECTORS` names the folder where
//! they are, as `rfc6962-inclusion.json`, `rfc6962-consistency.json`, `cctv-ed25519.json` and `wycheproof-ed25519.json`. Without
//! it the tests are skipped, and say so.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use std::collections::BTreeMap;
use std::io::{Write as _, stderr};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use yepiao::crypto::ed25519::{KeyFault, VerifyingKey};
use yepiao::crypto::group::NotAPoint;
use yepiao::crypto::hash::Digest;
use yepiao::election::log::tree::{verify_consistency, verify_inclusion};

/// The content of a file, or `None` and a line past the test harness, which shows nothing of a test that passes.
fn read<T: DeserializeOwned>(file: &str) -> Option<T> {
    let Some(folder) = std::env::var_os("YEPIAO_PUBLIC_VECTORS").filter(|folder| !folder.is_empty()) else {
        let _ = writeln!(stderr(), "\n*** PUBLIC VECTORS: SKIPPED {file}: YEPIAO_PUBLIC_VECTORS names no folder");
        return None;
    };
    // Whoever names a folder wants it used: a wrong one must not end in a skip.
    let path = Path::new(&folder).join(file);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// A hash of a case. Some are short texts ("dont care", or empty) to see them refused, or compared only; here a digest always
/// has 32 bytes, so that another value stands for such a one: the same for the same in the same `role`.
fn digest(role: &str, text: &str) -> Digest {
    let bytes = STANDARD.decode(text).unwrap();
    bytes.as_slice().try_into().map_or_else(|_| Digest::of_parts(&[role.as_bytes(), &bytes]), Digest)
}

fn digests(texts: Option<&Vec<String>>) -> Vec<Digest> {
    texts.into_iter().flatten().map(|text| digest("proof", text)).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    leaf_idx: u64,
    tree_size: u64,
    root: String,
    leaf_hash: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[test]
fn every_verdict_on_inclusion() {
    let Some(cases) = read::<BTreeMap<String, Inclusion>>("rfc6962-inclusion.json") else { return };
    assert_eq!(cases.len(), 98);
    for (name, case) in cases {
        let proof = digests(case.proof.as_ref());
        let verdict =
            verify_inclusion(digest("leaf", &case.leaf_hash), case.leaf_idx, case.tree_size, &proof, digest("root", &case.root));
        assert_eq!(verdict.is_err(), case.want_err, "{name}: {verdict:?}");
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consistency {
    size1: u64,
    size2: u64,
    root1: String,
    root2: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[test]
fn every_verdict_on_consistency() {
    let Some(cases) = read::<BTreeMap<String, Consistency>>("rfc6962-consistency.json") else { return };
    assert_eq!(cases.len(), 98);
    for (name, case) in cases {
        let (old, new) = ((case.size1, digest("root", &case.root1)), (case.size2, digest("root", &case.root2)));
        let verdict = verify_consistency(old, new, &digests(case.proof.as_ref()));
        assert_eq!(verdict.is_err(), case.want_err, "{name}: {verdict:?}");
    }
}

#[derive(Deserialize)]
struct EdgeCase {
    number: usize,
    key: String,
    sig: String,
    msg: String,
    flags: Option<Vec<String>>,
}

/// What we decided (see `crypto::ed25519`): a key with a component of low order or a second spelling is no key. Under a proper
/// key there is one verdict: nothing of low order in R beyond R being the identity, R canonical.
#[test]
fn edge_cases_of_ed25519_have_the_verdict_we_decided() {
    let Some(cases) = read::<Vec<EdgeCase>>("cctv-ed25519.json") else { return };
    assert_eq!(cases.len(), 914);
    let (mut keys, mut valid) = (0, 0);
    for case in cases {
        let flags = case.flags.unwrap_or_default();
        let has = |flag: &str| flags.iter().any(|f| f == flag);
        let number = case.number;
        let key = VerifyingKey::from_bytes(hex::decode(&case.key).unwrap().try_into().unwrap());
        let key = match key {
            Err(fault) => {
                match fault {
                    KeyFault::Identity => assert!(has("low_order_A") && !has("non_canonical_A"), "{number}"),
                    KeyFault::Point(NotAPoint::NotCanonical) => assert!(has("non_canonical_A"), "{number}"),
                    KeyFault::Point(NotAPoint::NotPrimeOrder) => assert!(has("low_order_component_A"), "{number}"),
                    KeyFault::Point(NotAPoint::NotOnCurve) | KeyFault::Text => panic!("{number}: {fault}"),
                }
                continue;
            }
            Ok(key) => key,
        };
        assert!(!has("low_order_A") && !has("low_order_component_A") && !has("non_canonical_A"), "{number}");
        let verdict = key.verify(case.msg.as_bytes(), &hex::decode(&case.sig).unwrap());
        let refused = ["low_order_component_R", "low_order_residue", "non_canonical_R", "reencoded_k"];
        assert_eq!(verdict, !refused.iter().any(|flag| has(flag)), "{number}");
        keys += 1;
        valid += usize::from(verdict);
    }
    assert_eq!((keys, valid), (28, 2));
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wycheproof {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    public_key: PublicKey,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
struct PublicKey {
    pk: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: usize,
    msg: String,
    sig: String,
    result: String,
}

#[test]
fn every_verdict_on_ed25519() {
    let Some(file) = read::<Wycheproof>("wycheproof-ed25519.json") else { return };
    let mut seen = 0;
    for group in file.test_groups {
        let key = VerifyingKey::from_bytes(hex::decode(group.public_key.pk).unwrap().try_into().unwrap()).unwrap();
        for case in group.tests {
            let verdict = key.verify(&hex::decode(case.msg).unwrap(), &hex::decode(case.sig).unwrap());
            assert_eq!(verdict, case.result == "valid", "case {}", case.tc_id);
            seen += 1;
        }
    }
    assert_eq!(seen, file.number_of_tests);
}
