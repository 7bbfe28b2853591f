//! Lists of trustees: whatever they are, reading them does not panic, and no key is taken that did not prove its secret.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use yepiao::election::json;
use yepiao::election::trustees::{Item, Trustees};
use yepiao_fuzz::{Edit, Splice, edit, parts, splice};

#[derive(Debug, Arbitrary)]
enum Case {
    Bytes(Vec<u8>),
    Spliced(Vec<Splice>),
    Edited(Vec<Edit>),
}

fn keys(items: &[Item]) -> Vec<String> {
    let of = |item: &Item| match item {
        Item::Single(key) => vec![key.public_key.to_string()],
        Item::Pedersen(joint) => joint.verification_keys.iter().map(|key| key.public_key.to_string()).collect(),
    };
    items.iter().flat_map(of).collect()
}

fuzz_target!(|case: Case| {
    let good = &parts().trustees;
    let bytes = match &case {
        Case::Bytes(bytes) => bytes.clone(),
        Case::Spliced(splices) => {
            let mut bytes = good.clone();
            splices.iter().take(4).for_each(|change| splice(&mut bytes, change));
            bytes
        }
        Case::Edited(edits) => {
            let donor: Value = serde_json::from_slice(good).unwrap();
            let mut value = donor.clone();
            edits.iter().take(4).for_each(|change| edit(&mut value, &donor, change));
            value.to_string().into_bytes()
        }
    };
    let (trustees, faults) = Trustees::parse(&bytes);
    let items = json::from_canonical::<Vec<Item>>(&bytes);
    if let Ok(items) = &items {
        assert_eq!(trustees.groups().len(), items.len());
        assert_eq!(trustees.owners().len(), keys(items).len());
    }
    if faults.is_empty() {
        let honest = keys(&json::from_canonical::<Vec<Item>>(good).unwrap());
        let items = items.unwrap();
        assert_eq!(json::to_canonical(&items).unwrap(), bytes);
        assert!(keys(&items).iter().all(|key| honest.contains(key)), "a key without its secret");
        assert!(trustees.joint_key().is_some());
        assert!(trustees.owners().iter().all(|owner| owner.key.is_some()));
    }
});
