//! Signed documents: whatever is sent, reading it does not panic; what is accepted is letter for letter what signing its content
//! gives, also where header and payload are an attacker's and the signature is right. Sheets of paper ballots that are accepted
//! are judged without panic, and one without fault adds up.

#![no_main]

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use yepiao::crypto::ed25519::SigningKey;
use yepiao::election::jws::{self, Purpose};
use yepiao::election::log::replay::History;
use yepiao::election::paper::{Sheet, check};
use yepiao::election::parameters::Election;
use yepiao_fuzz::{Spoil, vector};

#[derive(Debug, Arbitrary)]
struct Case {
    certificate: bool,
    form: Form,
    /// Areas of the voters on paper.
    areas: Vec<u32>,
}

#[derive(Debug, Arbitrary)]
enum Form {
    /// The whole document.
    Document(Spoil),
    /// Its header and payload, signed with the right key.
    Signed { header: Option<Spoil>, payload: Spoil },
    /// Its parts in base64url, signed with the right key.
    Parts { header: Option<Spoil>, payload: Spoil },
}

struct Honest {
    records: Value,
    election: Election,
}

fn honest() -> &'static Honest {
    static HONEST: OnceLock<Honest> = OnceLock::new();
    HONEST.get_or_init(|| {
        let log: Value = serde_json::from_str(include_str!("../../tests/vectors/log-v1.json")).unwrap();
        Honest {
            records: serde_json::from_str(include_str!("../../tests/vectors/record-v1.json")).unwrap(),
            election: Election::parse(vector(&log, "/election/text").as_bytes()).unwrap(),
        }
    })
}

impl Form {
    fn bytes(&self, name: &str, key: &SigningKey) -> Vec<u8> {
        let good = |part: &str| vector(&honest().records, &format!("/{name}/{part}")).as_bytes();
        let sign = |header: &[u8], payload: &[u8]| {
            let signed = [header, b".", payload].concat();
            [&signed, &b"."[..], URL_SAFE_NO_PAD.encode(key.sign(&signed)).as_bytes()].concat()
        };
        let spoiled = |spoil: &Option<Spoil>, good: &[u8]| spoil.as_ref().map_or(good.to_vec(), |spoil| spoil.of(good));
        match self {
            Self::Document(spoil) => spoil.of(good("document")),
            Self::Signed { header, payload } => {
                let [header, payload] = [spoiled(header, good("header")), payload.of(good("payload"))];
                sign(URL_SAFE_NO_PAD.encode(header).as_bytes(), URL_SAFE_NO_PAD.encode(payload).as_bytes())
            }
            Self::Parts { header, payload } => {
                let [own_header, own_payload] = ["header", "payload"].map(|part| URL_SAFE_NO_PAD.encode(good(part)));
                sign(&spoiled(header, own_header.as_bytes()), &payload.of(own_payload.as_bytes()))
            }
        }
    }
}

fuzz_target!(|case: Case| {
    let (purpose, name, seed) =
        if case.certificate { (Purpose::Certificate, "certificate", 3) } else { (Purpose::Paper, "paper", 4) };
    let key = SigningKey::from_seed(&[seed; 32]).unwrap();
    let bytes = case.form.bytes(name, &key);
    if let Ok(value) = jws::open::<Value>(purpose, &key.verifying_key(), &bytes) {
        assert_eq!(jws::sign(purpose, &key, &value).unwrap().as_bytes(), bytes);
    }
    let Ok(sheet) = Sheet::open(&bytes, &key.verifying_key()) else { return };
    assert_eq!(sheet.sign(&key).unwrap(), bytes);
    let areas: Vec<u64> = case.areas.iter().map(|area| u64::from(*area)).collect();
    // Only the log is missing: everything else can be right.
    let faults = check::faults(&sheet, &bytes, &honest().election, &History::default(), &areas);
    if faults == [check::PaperFault::NotLogged] {
        let total: u64 = areas.iter().sum();
        for counted in &sheet.questions {
            assert_eq!(counted.valid.area + counted.blank.area + counted.invalid.area, total);
            assert!(counted.options.iter().all(|option| option.area <= counted.valid.area));
        }
    }
});
