//! `tests/vectors/custody-v1.json`, ours: what a trustee sends at the closing (protocol.md Part I, 7 and 8), made with known
//! nonces, and what an authority gets and returns (11). `nonces`: scalars in the order in which they are drawn.
//!
//! `YEPIAO_VECTORS=write cargo test --test vectors_custody` writes it anew. If it changes, so has the protocol.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::path::Path;

use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Scalar, SecretBase};
use yepiao::crypto::hash::Digest;
use yepiao::election::authority::{PrivateList, Voters};
use yepiao::election::custody::{Contribution, Custody, DecryptFault};
use yepiao::election::log::closing::{Closing, Statement};
use yepiao::election::log::opening::Opening;
use yepiao::election::parameters::{Election, Parameters, Question};
use yepiao::election::record::ToDecrypt;
use yepiao::election::trustees::Trustees;
use yepiao::election::{jcs, json};

fn rng(role: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(Digest::of(format!("yepiao/custody-v1/{role}").as_bytes()).0)
}

/// The scalars that a generator gives, in order.
fn nonces(role: &str, count: usize) -> Vec<String> {
    let mut rng = rng(role);
    let mut next = || {
        let mut bytes = [0; 64];
        rng.fill_bytes(&mut bytes);
        Scalar::from_wide_bytes(&mut bytes).to_string()
    };
    (0..count).map(|_| next()).collect()
}

fn file(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A poll of one matter with one trustee, and two sums to decrypt.
fn poll(custody: &Custody) -> ToDecrypt {
    let item = custody.single_item(&mut rng("proof of knowledge")).unwrap();
    let trustees_json = json::to_canonical(&[item]).unwrap();
    let (trustees, faults) = Trustees::parse(&trustees_json);
    assert_eq!(faults, []);
    let y = trustees.joint_key().unwrap();
    let question = Question {
        answers: ["同意", "反对", "弃权"].map(str::to_owned).to_vec(),
        blank: None,
        min: 1,
        max: 1,
        question: "事项".into(),
    };
    let parameters = Parameters {
        version: 1,
        description: String::new(),
        name: "业主大会".into(),
        group: "Ed25519".into(),
        public_key: y.encode(),
        questions: vec![question],
        uuid: "2u7ms3ENMoqM4QLuhWD1Ac".into(),
        administrator: None,
        credential_authority: None,
        language: None,
    };
    let election = Election::parse(&json::to_canonical(&parameters).unwrap()).unwrap();
    let base = SecretBase::new(&y);
    let sum = |numbers: [u64; 3]| {
        let encrypt = |m: u64| Ciphertext::encrypt(&base, &Scalar::from(m + 815), &Scalar::from(m));
        vec![numbers.map(encrypt).to_vec()]
    };
    let [root, people, area] = ["root", "people", "area"].map(|text| Digest::of(text.as_bytes()));
    let statement = Statement { phi: election.phi().to_owned(), size: 12, root, people, area };
    // Only its keys matter to a trustee, and they do not here.
    let opening = Opening::parse(file("log-v1.json")["opening"]["text"].as_str().unwrap().as_bytes()).unwrap();
    let tallies = [sum([3, 1, 0]), sum([26_700, 8_900, 0])];
    ToDecrypt { opening, election, trustees, trustees_json, statement, tallies, closing: None }
}

#[test]
fn what_trustees_and_authorities_send_is_written_down() {
    let mut custody = Custody::single("网格员", &mut rng("x"));
    let what = poll(&custody);
    assert_eq!(custody.sign(&what, &mut rng("sign")), Err(DecryptFault::NotLocked));
    assert_eq!(custody.lock(&what.statement), Ok(true));
    let signed = custody.sign(&what, &mut rng("sign")).unwrap();
    let none = Closing::new(&what.statement, Vec::new());
    assert!(matches!(custody.decrypt(&what, &none, &mut rng("decrypt")), Err(DecryptFault::Closing(_))));
    let closing = Closing::new(&what.statement, vec![signed.signature.clone()]);
    let part = custody.decrypt(&what, &closing, &mut rng("decrypt")).unwrap();
    // Once: other randomness gives the same bytes.
    assert_eq!(custody.decrypt(&what, &closing, &mut rng("again")).unwrap(), part);

    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let tallies = what
        .tallies
        .each_ref()
        .map(|tally| tally.iter().map(|row| row.iter().map(Ciphertext::encode).collect::<Vec<_>>()).collect::<Vec<_>>());
    let mut made = json!({
        "private_key": nonces("x", 1)[0],
        "trustees": text(what.trustees_json.clone()),
        "phi": what.election.phi(),
        "tallies": { "people": tallies[0], "area": tallies[1] },
        "statement": what.statement.to_string(),
        "statement_digest": what.statement.digest(),
        "statement_spoken": what.statement.digest().spoken(),
        "signature": { "nonces": nonces("sign", 1), "file": text(json::to_canonical(&signed).unwrap()) },
        "part": { "nonces": nonces("decrypt", 7), "file": text(part.clone()) },
    });
    // The part holds what it says, and nothing else is taken for it.
    let parsed = Contribution::parse(&part).unwrap();
    assert_eq!(parsed.check(&what), Ok(()));
    let mut other = poll(&custody);
    other.statement.size += 1;
    assert_eq!(parsed.check(&other), Err(DecryptFault::OtherStatement));
    let mut exchanged = parsed.clone();
    std::mem::swap(&mut exchanged.people, &mut exchanged.area);
    assert!(matches!(exchanged.check(&what), Err(DecryptFault::Share(_) | DecryptFault::Strong(_))));
    let mut weak = parsed.clone();
    weak.strong.proof.response = Scalar::ONE;
    assert!(matches!(weak.check(&what), Err(DecryptFault::Strong(_))));
    let mut stranger = parsed;
    stranger.owner = 2;
    assert_eq!(stranger.check(&what), Err(DecryptFault::NotATrustee));

    let voters = json!({
        "format": "yepiao/voters/v1",
        "uuid": "2u7ms3ENMoqM4QLuhWD1Ac",
        "voters": [
            { "name": "王**", "room": "7 号楼 1 单元 101", "serial": file("serial-v1.json")["valid"][0], "voter": "v1",
              "weight": { "area": 8950, "people": 1 } },
            { "name": "李**", "room": "7 号楼 1 单元 102", "serial": file("serial-v1.json")["valid"][1], "voter": "v2",
              "weight": { "area": 12050, "people": 1 } },
        ],
        "weborigin": "https://vote.example.cn",
    });
    let voters = jcs::to_jcs(&voters).unwrap();
    let list = PrivateList::make(&Voters::parse(&voters).unwrap(), &mut rng("credentials"));
    made["authority"] = json!({
        "voters": text(voters),
        "private_list": text(list.to_json().unwrap().to_vec()),
        "points": text(list.points().unwrap().to_bytes().unwrap()),
        "slips": list.slips().as_str(),
    });

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/custody-v1.json");
    let text = format!("{}\n", serde_json::to_string_pretty(&made).unwrap());
    if std::env::var("YEPIAO_VECTORS").is_ok_and(|value| value == "write") {
        std::fs::write(path, text).unwrap();
    } else {
        assert_eq!(std::fs::read_to_string(path).unwrap(), text, "custody-v1.json has changed");
    }
}
