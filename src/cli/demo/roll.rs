//! The estate's roll, which comes with the program. Everybody in it is invented.

use std::collections::BTreeMap;

/// The file, as a property company hands it over.
pub(super) const FILE: &str = include_str!("roll.csv");

/// The phones of those who own one flat alone and share the phone with nobody, by the flat as a slip names it: `3-2-101`. Whoever shares
/// one could not tell which of two codes is for whom.
pub(super) fn phones() -> BTreeMap<String, &'static str> {
    let mut phones: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for line in FILE.lines().skip(1) {
        // No cell of this file is quoted.
        let cells: Vec<&str> = line.split(',').collect();
        let [building, stair, room, _, _, _, _, _, _, _, phone, ..] = cells.as_slice() else { continue };
        if !phone.is_empty() {
            phones.entry(format!("{building}-{stair}-{room}")).or_default().push(phone);
        }
    }
    let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
    for phone in phones.values().flatten() {
        let count = shared.entry(phone).or_default();
        *count = count.saturating_add(1);
    }
    let alone = |phones: Vec<&'static str>| <[&str; 1]>::try_from(phones).ok().map(|[phone]| phone);
    let own = phones.into_iter().filter_map(|(home, phones)| Some((home, alone(phones)?)));
    own.filter(|(_, phone)| shared.get(phone) == Some(&1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_estate_of_the_tests() {
        let tested = format!("{}/tests/data/huguang/roll-clean.csv", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(FILE, std::fs::read_to_string(tested).unwrap());
        assert!(!FILE.contains('"'));
        assert_eq!(phones().get("1-1-101"), Some(&"19900008133"));
    }
}
