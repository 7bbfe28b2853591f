//! Weights and sums of weights: whole numbers with one canonical text each.
//!
//! Belenios 3.x archive format, "small integers and weights": a JSON number up to 2³⁰ − 1, from there on a JSON string of
//! decimal digits. The lists of credentials write the same number as plain decimal digits after a comma.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A weight, or a sum of weights: people, or area in 0.01 m². From 0 to 2⁶⁴ − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Count(pub u64);

/// The text is not the canonical decimal text of a number below 2⁶⁴: digits only, no leading zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a whole number below 2^64 in decimal digits without leading zeros")]
pub struct NotACount;

/// The greatest value that is written as a JSON number.
const MAX_NUMBER: u64 = (1 << 30) - 1;

impl FromStr for Count {
    type Err = NotACount;

    fn from_str(text: &str) -> Result<Self, NotACount> {
        // `u64::from_str` alone would also take a leading `+` or zeros.
        let canonical = text == "0" || text.starts_with(|first: char| matches!(first, '1'..='9'));
        canonical.then(|| text.parse().ok().map(Self)).flatten().ok_or(NotACount)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= MAX_NUMBER { serializer.serialize_u64(self.0) } else { serializer.collect_str(self) }
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneForm)
    }
}

struct OneForm;

impl de::Visitor<'_> for OneForm {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number, as a string of digits if above {MAX_NUMBER} and only then")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Count, E> {
        if number <= MAX_NUMBER { Ok(Count(number)) } else { Err(E::invalid_value(de::Unexpected::Unsigned(number), &self)) }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Count, E> {
        match text.parse() {
            Ok(Count(number)) if number > MAX_NUMBER => Ok(Count(number)),
            _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::json::{from_canonical, to_canonical};

    #[test]
    fn a_count_has_one_json_text() {
        for (number, json) in [
            (0, "0"),
            (21_923, "21923"),
            (1_073_741_823, "1073741823"),
            (1_073_741_824, "\"1073741824\""),
            (u64::MAX, "\"18446744073709551615\""),
        ] {
            assert_eq!(to_canonical(&Count(number)).unwrap(), json.as_bytes());
            assert_eq!(from_canonical(json.as_bytes()), Ok(Count(number)), "{json}");
        }
        for wrong in [
            "1073741824",
            "\"1073741823\"",
            "\"0\"",
            "-1",
            "1.0",
            "1e3",
            "\"01073741824\"",
            "\"+1073741824\"",
            "\"18446744073709551616\"",
            "null",
            "\"\"",
        ] {
            assert!(from_canonical::<Count>(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_count_has_one_plain_text() {
        for number in [0, 1, 9_873, u64::MAX] {
            assert_eq!(number.to_string().parse(), Ok(Count(number)));
        }
        for wrong in ["", "00", "007", "+1", "-1", "0x2a", "1_000", " 1", "1 ", "１", "18446744073709551616"] {
            assert_eq!(wrong.parse::<Count>(), Err(NotACount), "{wrong}");
        }
    }
}
