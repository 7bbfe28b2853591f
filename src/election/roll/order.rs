//! The order of units: by building, stair, room, and numbers in them by value (2 before 10).

use super::row::UnitAddress;

/// A run of digits by length and then digits, or a run of other characters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(usize, String),
    Text(String),
}

/// A key that orders addresses as people do. Addresses that only differ in leading zeros keep an order by their texts.
pub(super) fn key(address: &UnitAddress) -> impl Ord + use<> {
    let texts = [address.building.clone(), address.stair.clone(), address.room.clone()];
    (texts.each_ref().map(|text| parts(text)), texts)
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        parts.push(if digits {
            let value = run.trim_start_matches('0');
            Part::Number(value.len(), value.to_owned())
        } else {
            Part::Text(run.to_owned())
        });
    }
    parts
}
