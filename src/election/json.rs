//! Canonical JSON: the one text that the independent tool would write for a value.
//!
//! Why: a text that can be written in two ways can be changed without changing its meaning, so that trackers and digests no
//! longer identify what was cast. Everything admitted here is parsed into a type of fixed fields and written again; the bytes
//! must be the same. That one comparison refuses white space, reordered, unknown and duplicate fields, upper-case hex, signs
//! and leading zeros at once (protocol.md Part I section 9, Part II section 1).

use std::io;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::ser::{Formatter, Serializer};
use zeroize::Zeroizing;

/// Why bytes are not the canonical JSON of the type asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// Not JSON, or not of the fields, types and ranges expected there.
    #[error("{path}: {reason}")]
    Shape {
        /// Where in the value, e.g. `answers[0].choices[2].alpha`; `.` is the whole.
        path: String,
        /// What is wrong, in the parser's words.
        reason: String,
    },
    /// JSON of the right shape, but not the bytes that writing it again gives.
    #[error("not canonical from byte {at} on")]
    NotCanonical {
        /// Offset of the first byte that differs.
        at: usize,
    },
}

/// Parses `bytes` and demands that they are the canonical JSON of the value.
pub fn from_canonical<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonFault> {
    reread(bytes, |value| {
        let mut again = Vec::with_capacity(bytes.len());
        append(value, &mut again)?;
        Ok(again)
    })
}

/// Parses `bytes` and demands that `write` gives the same bytes for the value.
pub(super) fn reread<T: DeserializeOwned>(
    bytes: &[u8],
    write: impl Fn(&T) -> Result<Vec<u8>, JsonFault>,
) -> Result<T, JsonFault> {
    // The plain parser first: keeping track of the path costs a fifth of the time and is needed only for a fault.
    let Ok(value) = serde_json::from_slice::<T>(bytes) else {
        return Err(shape_fault::<T>(bytes));
    };
    let again = write(&value)?;
    if again == bytes {
        return Ok(value);
    }
    let same = again.iter().zip(bytes).take_while(|(a, b)| a == b).count();
    Err(JsonFault::NotCanonical { at: same })
}

fn shape_fault<T: DeserializeOwned>(bytes: &[u8]) -> JsonFault {
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    match serde_path_to_error::deserialize::<_, T>(&mut parser) {
        Err(error) => JsonFault::Shape { path: shown(&error.path().to_string()), reason: shown(&error.inner().to_string()) },
        // The value itself is right: what follows it is not.
        Ok(_) => JsonFault::Shape { path: ".".into(), reason: "trailing characters".into() },
    }
}

/// A stranger's text as it may stand in a message: characters that steer a terminal or turn the writing direction escaped (else
/// a name of a field could rewrite the report it stands in), and cut off after [`SHOWN`] characters.
pub(super) fn shown(text: &str) -> String {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut safe = String::new();
    for (index, c) in text.chars().enumerate() {
        match c {
            _ if index >= SHOWN => {
                safe.push('…');
                break;
            }
            c if steers(c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    safe
}

/// Characters of a stranger's text that a message repeats.
const SHOWN: usize = 200;

/// The canonical JSON of `value`: compact, fields in declaration order, escapes as the independent tool writes them.
pub fn to_canonical<T: Serialize>(value: &T) -> Result<Vec<u8>, JsonFault> {
    let mut bytes = Vec::with_capacity(256);
    append(value, &mut bytes)?;
    Ok(bytes)
}

fn append<T: Serialize>(value: &T, bytes: &mut Vec<u8>) -> Result<(), JsonFault> {
    let written = value.serialize(&mut Serializer::with_formatter(bytes, Canonical));
    written.map_err(|error| JsonFault::Shape { path: ".".into(), reason: error.to_string() })
}

/// As [`to_canonical`], for a value that holds secrets: no copy of the text is left behind in memory given back.
pub fn to_canonical_secret<T: Serialize>(value: &T) -> Result<Zeroizing<Vec<u8>>, JsonFault> {
    let fault = |error: serde_json::Error| JsonFault::Shape { path: ".".into(), reason: error.to_string() };
    // Measured first, so that the bytes never move to a larger place.
    let mut length = Length(0);
    value.serialize(&mut Serializer::with_formatter(&mut length, Canonical)).map_err(fault)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    value.serialize(&mut Serializer::with_formatter(&mut *bytes, Canonical)).map_err(fault)?;
    Ok(bytes)
}

/// As [`from_canonical`], for a value that holds secrets and wipes itself. What the parser copies while it reads texts with
/// escapes is beyond reach.
pub fn from_canonical_secret<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonFault> {
    // No path and no reason in a fault: the parser's words may cite what it read.
    let shape = || JsonFault::Shape { path: ".".into(), reason: "not of the form expected".into() };
    let value = serde_json::from_slice::<T>(bytes).map_err(|_| shape())?;
    let again = to_canonical_secret(&value)?;
    if again.as_slice() == bytes { Ok(value) } else { Err(shape()) }
}

/// Counts what is written.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// serde_json's compact form, but the delete character 0x7f is escaped too.
struct Canonical;

impl Formatter for Canonical {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if !fragment.as_bytes().contains(&0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut parts = fragment.split('\u{7f}');
        writer.write_all(parts.next().unwrap_or_default().as_bytes())?;
        for part in parts {
            writer.write_all(b"\\u007f")?;
            writer.write_all(part.as_bytes())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Paper {
        title: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pages: Option<u32>,
    }

    #[test]
    fn only_one_text_is_admitted() {
        let text = "{\"title\":\"\\u0001\\u007f\\b\\t\\n\\f\\r\\\"\\\\/业票\",\"pages\":3}";
        let paper: Paper = from_canonical(text.as_bytes()).unwrap();
        assert_eq!(paper.title, "\u{1}\u{7f}\u{8}\t\n\u{c}\r\"\\/业票");
        assert_eq!(to_canonical(&paper).unwrap(), text.as_bytes());

        for (wrong, at) in [
            (r#"{"title": "a"}"#, 9),
            (r#"{"pages":3,"title":"a"}"#, 2),
            (r#"{"title":"a","pages":null}"#, 12),
            (r#"{"title":"\/"}"#, 10),
            (r#"{"title":"a"} "#, 13),
        ] {
            assert_eq!(from_canonical::<Paper>(wrong.as_bytes()), Err(JsonFault::NotCanonical { at }), "{wrong}");
        }
        for wrong in [
            r#"{"title":"a","title":"a"}"#,
            r#"{"title":"a","author":"b"}"#,
            r#"{"title":"a","pages":-1}"#,
            r#"{"title":"a","pages":4294967296}"#,
            r#"{"title":"a""#,
            r#"{"title":"a"}}"#,
            "",
        ] {
            let fault = from_canonical::<Paper>(wrong.as_bytes()).unwrap_err();
            assert!(matches!(fault, JsonFault::Shape { .. }), "{wrong}: {fault}");
        }
        let steering = format!("{{\"title\":\"a\",\"\\u001b[2J\\nvalid\u{202e}{}\":1}}", "x".repeat(9_999));
        let Err(JsonFault::Shape { reason, .. }) = from_canonical::<Paper>(steering.as_bytes()) else { panic!("{steering}") };
        assert!(reason.len() < 300 && !reason.contains(char::is_control) && !reason.contains('\u{202e}'), "{reason}");
        let not_utf8 = from_canonical::<Paper>(b"{\"title\":\"\xff\"}");
        assert!(matches!(not_utf8, Err(JsonFault::Shape { .. })));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(from_canonical::<Paper>(deep.as_bytes()).is_err());
    }
}
