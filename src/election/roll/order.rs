//! The order of units: by building, stair, room, and numbers in them by value (2 before 10).

use super::row::UnitAddress;
use crate::crypto::hash::Digest;

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

impl UnitAddress {
    /// A text of hexadecimal digits that orders units as people count, in any collation of a database. Different addresses have
    /// different texts. At most 2,000 bytes for parts of 40 characters.
    pub fn sort_key(&self) -> String {
        let texts = [&self.building, &self.stair, &self.room];
        let mut bytes = Vec::new();
        for text in texts {
            for part in parts(text) {
                match part {
                    Part::Number(length, digits) => {
                        bytes.push(1);
                        bytes.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
                        bytes.extend(digits.bytes());
                    }
                    // No character of an address has the byte 0.
                    Part::Text(run) => {
                        bytes.push(2);
                        bytes.extend(run.bytes());
                        bytes.push(0);
                    }
                }
            }
            bytes.push(0);
        }
        // Leading zeros apart.
        let digest = Digest::of_parts(&texts.map(|text| Digest::of(text.as_bytes()).0).each_ref().map(<[u8; 32]>::as_slice));
        bytes.extend(digest.0.iter().take(8));
        hex::encode(bytes)
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_text_orders_as_the_key_does(
            first in proptest::array::uniform3("[0-9A甲-]{0,5}"),
            second in proptest::array::uniform3("[0-9A甲-]{0,5}"),
        ) {
            let unit = |[building, stair, room]: [String; 3]| UnitAddress { building, stair, room };
            let (first, second) = (unit(first), unit(second));
            let natural = |unit: &UnitAddress| [&unit.building, &unit.stair, &unit.room].map(|text| parts(text));
            let (a, b) = (first.sort_key(), second.sort_key());
            prop_assert_eq!(a == b, first == second);
            if natural(&first) != natural(&second) {
                prop_assert_eq!(a.cmp(&b), key(&first).cmp(&key(&second)), "{:?} {:?}", first, second);
            }
        }
    }
}
