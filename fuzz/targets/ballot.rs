//! Ballots: whatever is sent, checking it does not panic; what parses is canonical; nothing but the honest ballot's content
//! passes under the honest voter's signature.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use yepiao::election::ballot::Ballot;
use yepiao::election::ballot::check::check;
use yepiao::election::ballot::hints::Hints;
use yepiao::election::json;
use yepiao_fuzz::{Splice, Spoiled, parts, splice};

#[derive(Debug, Arbitrary)]
enum Case {
    Bytes(Vec<u8>),
    Spliced(Vec<Splice>),
    Edited(Spoiled),
}

/// Everything but the signature.
fn content(ballot: &[u8]) -> Value {
    let mut value: Value = serde_json::from_slice(ballot).unwrap();
    value.as_object_mut().unwrap().shift_remove("signature");
    value
}

fuzz_target!(|case: Case| {
    let good = &parts().ballots[0];
    let bytes = match &case {
        Case::Bytes(bytes) => bytes.clone(),
        Case::Spliced(splices) => {
            let mut bytes = good.clone();
            splices.iter().take(4).for_each(|change| splice(&mut bytes, change));
            bytes
        }
        Case::Edited(spoiled) => spoiled.bytes(),
    };
    if let Ok(ballot) = Ballot::parse(&bytes) {
        assert_eq!(json::to_canonical(&ballot).unwrap(), bytes);
    }
    let verdict = check(&parts().election, &bytes);
    if verdict.is_ok() {
        assert!(Hints::of_ballot(&parts().election, &bytes).is_ok());
        // Anything else would be a forged proof or a second text for the same ballot.
        assert!(parts().ballots.iter().any(|good| content(good) == content(&bytes)), "accepted");
    }
});
