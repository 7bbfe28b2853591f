//! Canonical JSON after RFC 8785: what Yepiao itself signs, hashes and logs (protocol.md Part I section 0).
//!
//! It differs from [`super::json`], the form of the archives, in two ways: fields stand in the order of their names, whatever
//! the order of declaration, so that a program in any language writes the same; and the only numbers are integers below 2⁵³ in
//! magnitude, so that no parser rounds one. Why not a crate: the hard part of RFC 8785 is the text of floats, and every crate
//! for it writes them, whereas here a float must be refused; what remains is a sort.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::json::{self, JsonFault};

/// The greatest magnitude of a number: 2⁵³ − 1.
const MAX_MAGNITUDE: u64 = (1 << 53) - 1;

/// The canonical JSON of `value`. Refuses floats and integers of 2⁵³ or more in magnitude.
pub fn to_jcs<T: Serialize>(value: &T) -> Result<Vec<u8>, JsonFault> {
    let value = serde_json::to_value(value).map_err(|error| shape(error.to_string()))?;
    let mut bytes = Vec::with_capacity(256);
    write(&value, &mut bytes)?;
    Ok(bytes)
}

/// Parses `bytes` and demands that they are the canonical JSON of the value.
pub fn from_jcs<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonFault> {
    json::reread(bytes, to_jcs)
}

fn write(value: &Value, bytes: &mut Vec<u8>) -> Result<(), JsonFault> {
    match value {
        Value::Null => bytes.extend_from_slice(b"null"),
        Value::Bool(truth) => bytes.extend_from_slice(if *truth { b"true" } else { b"false" }),
        Value::Number(number) => {
            let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            if magnitude.is_none_or(|magnitude| magnitude > MAX_MAGNITUDE) {
                return Err(shape(format!("the number {number} is not an integer below 2^53")));
            }
            bytes.extend_from_slice(number.to_string().as_bytes());
        }
        Value::String(text) => write_text(text, bytes)?,
        Value::Array(items) => {
            bytes.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    bytes.push(b',');
                }
                write(item, bytes)?;
            }
            bytes.push(b']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            // RFC 8785, 3.2.3: by UTF-16 code units, which is not the order of the UTF-8 bytes beyond U+FFFF.
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            bytes.push(b'{');
            for (index, (name, field)) in fields.into_iter().enumerate() {
                if index > 0 {
                    bytes.push(b',');
                }
                write_text(name, bytes)?;
                bytes.push(b':');
                write(field, bytes)?;
            }
            bytes.push(b'}');
        }
    }
    Ok(())
}

/// The escapes of serde_json's compact form are those of RFC 8785, 3.2.2.2.
fn write_text(text: &str, bytes: &mut Vec<u8>) -> Result<(), JsonFault> {
    serde_json::to_writer(bytes, text).map_err(|error| shape(error.to_string()))
}

fn shape(reason: String) -> JsonFault {
    JsonFault::Shape { path: ".".into(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: &impl Serialize) -> String {
        String::from_utf8(to_jcs(value).unwrap()).unwrap()
    }

    #[test]
    fn fields_are_sorted_by_utf16() {
        // The example of RFC 8785, 3.2.3.
        let value = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
        let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(text(&value), expected);
    }

    #[test]
    fn texts_are_escaped_as_the_rfc_says() {
        // The string of RFC 8785, 3.2.4, and the delete character, which stands unescaped.
        assert_eq!(text(&"\u{20ac}$\u{f}\nA'B\"\\\\\"/"), "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
        assert_eq!(text(&"\u{7f}\u{8}\t\u{c}\r\u{1f}"), "\"\u{7f}\\b\\t\\f\\r\\u001f\"");
    }

    #[test]
    fn numbers_are_exact_integers() {
        assert_eq!(text(&json!([true, null, 0, -1, 9_007_199_254_740_991_u64])), "[true,null,0,-1,9007199254740991]");
        for wrong in [json!(9_007_199_254_740_992_u64), json!(-9_007_199_254_740_992_i64), json!(1.0), json!({"a": [0.5]})] {
            assert!(matches!(to_jcs(&wrong), Err(JsonFault::Shape { .. })), "{wrong}");
        }
    }

    #[test]
    fn only_one_text_is_admitted() {
        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Leaf {
            time: u64,
            index: u64,
        }
        let leaf = Leaf { time: 2, index: 1 };
        assert_eq!(from_jcs(br#"{"index":1,"time":2}"#), Ok(leaf));
        for (wrong, at) in [(r#"{"time":2,"index":1}"#, 2), (r#"{"index":1, "time":2}"#, 11), (" {\"index\":1,\"time\":2}", 0)] {
            assert_eq!(from_jcs::<Leaf>(wrong.as_bytes()), Err(JsonFault::NotCanonical { at }), "{wrong}");
        }
        for wrong in [r#"{"index":1,"index":1,"time":2}"#, r#"{"index":1,"time":2,"x":0}"#, r#"{"index":1.0,"time":2}"#, ""] {
            assert!(matches!(from_jcs::<Leaf>(wrong.as_bytes()), Err(JsonFault::Shape { .. })), "{wrong}");
        }
        // Without fixed fields the writing again is what refuses.
        assert!(from_jcs::<Value>(br#"{"a":1,"a":1}"#).is_err());
        assert!(from_jcs::<Value>(b"1e3").is_err());
    }
}
