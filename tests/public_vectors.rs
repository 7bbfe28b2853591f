//! Test data that others published, unchanged: RFC 6962 proofs (transparency-dev/merkle), Ed25519 edge cases (C2SP/CCTV),
//! Ed25519 and JSON Web Signatures in general (C2SP/wycheproof).
//!
//! `tests/vectors/README.md` says under which licences.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

#[path = "support/pack.rs"]
mod pack;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use yepiao::crypto::ed25519::{KeyFault, SigningKey, VerifyingKey};
use yepiao::crypto::group::NotAPoint;
use yepiao::crypto::hash::Digest;
use yepiao::election::jws::{self, JwsFault, Purpose};
use yepiao::election::log::tree::{verify_consistency, verify_inclusion};

const PACK: &[u8] = include_bytes!("vectors/public.tar.zst");

/// The content of a file.
fn read<T: DeserializeOwned>(file: &str) -> T {
    let files = pack::files(PACK);
    serde_json::from_slice(files.get(file).unwrap()).unwrap()
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
    let cases = read::<BTreeMap<String, Inclusion>>("rfc6962-inclusion.json");
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
    let cases = read::<BTreeMap<String, Consistency>>("rfc6962-consistency.json");
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
    let cases = read::<Vec<EdgeCase>>("cctv-ed25519.json");
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
    let file = read::<Wycheproof>("wycheproof-ed25519.json");
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JwsFile {
    number_of_tests: usize,
    test_groups: Vec<JwsGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JwsGroup {
    comment: String,
    tests: Vec<JwsCase>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JwsCase {
    tc_id: usize,
    comment: String,
    jws: String,
    result: String,
}

/// What we decided (see `election::jws`): one algorithm, which none of these documents has, valid ones included. Nothing of them
/// is read beyond the form.
#[test]
fn every_document_of_another_algorithm_is_refused() {
    let file = read::<JwsFile>("wycheproof-json_web_signature.json");
    let key = SigningKey::from_seed(&[7; 32]).unwrap().verifying_key();
    let cases: Vec<&JwsCase> = file.test_groups.iter().flat_map(|group| &group.tests).collect();
    assert_eq!(cases.len(), file.number_of_tests);
    for case in cases {
        for purpose in Purpose::ALL {
            let refused = jws::open::<Value>(purpose, &key, case.jws.as_bytes());
            let form = matches!(refused, Err(JwsFault::Parts | JwsFault::Base64 { part: "header" } | JwsFault::Header { .. }));
            assert!(form, "{}: {refused:?}", case.tc_id);
        }
    }
}

/// Where a document with the same fault has another verdict with us.
const DEVIATIONS: [(usize, &str); 6] = [
    (367, "the file has no padding there: letter for letter case 357, which is valid"),
    (370, "the same"),
    (372, "a character outside the alphabet in the header: RFC 4648 section 3.3 has it refused"),
    (373, "the same in the payload"),
    (376, "spaces in the header: right by RFC 7515, but here a header has one text"),
    (377, "the same with other white space"),
];

/// Lengths of the beginning and the end that two texts have in common, one after the other.
fn common(a: &str, b: &str) -> (usize, usize) {
    let start = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - start;
    let end = a.bytes().rev().zip(b.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    (start, end)
}

/// Does to `ours` what was done to `good` to make `bad` of it, at the same distance from the nearer end.
fn same_edit(good: &str, bad: &str, ours: &str) -> String {
    let (start, end) = common(good, bad);
    let (removed, put) = (good.len() - start - end, &bad[start..bad.len() - end]);
    let at = if start <= end { start.min(ours.len()) } else { ours.len().saturating_sub(end + removed) };
    format!("{}{put}{}", &ours[..at], &ours[(at + removed).min(ours.len())..])
}

fn decoded(part: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A document of ours in which faults are put.
struct Ours {
    key: SigningKey,
    text: String,
}

impl Ours {
    fn new() -> Self {
        let key = SigningKey::from_seed(&[7; 32]).unwrap();
        let text = jws::sign(Purpose::Paper, &key, &json!({"b": [1], "a": "票"})).unwrap();
        Self { key, text }
    }

    /// Our document with the fault that makes `bad` of `good`. A signature that `bad` has of its own, and not `good`'s with
    /// something done to it, is one by the right key: the fault is elsewhere.
    fn with_the_fault(&self, good: &str, bad: &str) -> String {
        let parts = |text: &'_ str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
        let (ours, of_good, of_bad) = (parts(&self.text), parts(good), parts(bad));
        let [header, payload, signature] = &of_bad[..] else {
            // Parts left out, added or written another way.
            return of_good.iter().zip(&ours).fold(bad.to_owned(), |text, (part, own)| text.replace(part, own));
        };
        let like = |index: usize, part: &str| {
            let (start, end) = common(&of_good[index], part);
            part.is_empty() || (start + end) * 2 >= of_good[index].len()
        };
        let header = match (decoded(&of_good[0]), decoded(header), decoded(&ours[0])) {
            (Some(good), Some(bad), Some(own)) if !bad.is_empty() => URL_SAFE_NO_PAD.encode(same_edit(&good, &bad, &own)),
            _ => same_edit(&of_good[0], header, &ours[0]),
        };
        let payload = match decoded(payload) {
            _ if like(1, payload) => same_edit(&of_good[1], payload, &ours[1]),
            // Another text is no fault; a spelling of its own is.
            Some(_) => ours[1].clone(),
            None => payload.clone(),
        };
        let signed = format!("{header}.{payload}");
        let signature = if like(2, signature) {
            same_edit(&of_good[2], signature, &ours[2])
        } else {
            URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes()))
        };
        format!("{signed}.{signature}")
    }
}

/// What is wrong with the form of these documents does not depend on the algorithm: the same faults in one of ours.
#[test]
fn the_same_faults_in_our_documents_have_the_same_verdict() {
    let file = read::<JwsFile>("wycheproof-json_web_signature.json");
    let ours = Ours::new();
    let deviates = |case: &JwsCase| DEVIATIONS.iter().any(|(id, _)| *id == case.tc_id);
    let (mut accepted, mut refused) = (0, 0);
    for group in file.test_groups.iter().filter(|group| ["hs256", "es256", "base64"].contains(&group.comment.as_str())) {
        let good: Vec<&str> =
            group.tests.iter().filter(|case| case.result == "valid" && !deviates(case)).map(|case| case.jws.as_str()).collect();
        for case in &group.tests {
            let near = |good: &&&str| {
                let (start, end) = common(good, &case.jws);
                start + end
            };
            let text = ours.with_the_fault(good.iter().max_by_key(near).unwrap(), &case.jws);
            let verdict = jws::open::<Value>(Purpose::Paper, &ours.key.verifying_key(), text.as_bytes());
            let given = (case.result == "valid") != deviates(case);
            assert_eq!(verdict.is_ok(), given, "case {}: {}: {text}: {verdict:?}", case.tc_id, case.comment);
            accepted += usize::from(given);
            refused += usize::from(!given);
        }
    }
    assert_eq!((accepted, refused), (7, 46));
}
