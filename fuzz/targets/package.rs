//! Announced packages and the questions made from them: whatever stands in a `package.json`, reading it does not panic, what is admitted
//! is written again as it was, and every ballot asked for can be held.

#![no_main]

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use yepiao::election::jcs::to_jcs;
use yepiao::election::parameters::MAX_BALLOT;
use yepiao::election::poll::package::Package;
use yepiao::election::poll::serial::Serial;
use yepiao_fuzz::{Edit, Splice, edit, splice};

#[derive(Debug, Arbitrary)]
enum Case {
    Bytes(Vec<u8>),
    Spliced(Vec<Splice>),
    Edited(Vec<Edit>),
    Serial(String),
}

/// The first package of the vectors.
fn good() -> &'static str {
    static GOOD: OnceLock<String> = OnceLock::new();
    GOOD.get_or_init(|| {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/package-v1.json")).unwrap();
        vectors[0]["package"].as_str().unwrap().to_owned()
    })
}

fuzz_target!(|case: Case| {
    let bytes = match &case {
        Case::Bytes(bytes) => bytes.clone(),
        Case::Spliced(splices) => {
            let mut bytes = good().as_bytes().to_vec();
            splices.iter().take(4).for_each(|change| splice(&mut bytes, change));
            bytes
        }
        Case::Edited(edits) => {
            let donor: Value = serde_json::from_str(good()).unwrap();
            let mut value = donor.clone();
            edits.iter().take(4).for_each(|change| edit(&mut value, &donor, change));
            // Canonical again, so that what lies behind the reader is reached.
            to_jcs(&value).unwrap_or_default()
        }
        Case::Serial(text) => {
            if let Ok(serial) = Serial::parse(text) {
                assert_eq!(serial.to_string().parse(), Ok(serial));
                assert_eq!(Serial::parse(&serial.grouped()), Ok(serial));
            }
            return;
        }
    };
    let Ok(package) = Package::parse(&bytes) else { return };
    assert_eq!(package.to_bytes().unwrap(), bytes);
    let questions = package.questions();
    let size: u64 = questions.iter().map(|q| u64::try_from(q.ciphertexts()).unwrap() + q.overall_branches()).sum();
    assert!(!questions.is_empty() && size <= MAX_BALLOT);
    for question in &questions {
        assert!(1 <= question.min && question.min <= question.max);
        assert!(usize::try_from(question.max).unwrap() <= question.answers.len());
        let mut answers = question.answers.clone();
        answers.sort();
        answers.dedup();
        assert_eq!(answers.len(), question.answers.len(), "two answers that read the same");
    }
});
