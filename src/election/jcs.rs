//! Canonical JSON after RFC 8785: what Yepiao itself signs, hashes and logs (protocol.md Part I section 0).
//!
//! It differs from [`super::json`], the form of the archives, in two ways: fields stand in the order of their names, whatever
//! the order of declaration, so that a program in any language writes the same; and the only numbers are integers below 2⁵³ in
//! magnitude, so that no parser rounds one. Why not a crate: the hard part of RFC 8785 is the text of floats, and every crate
//! for it writes them, whereas here a float must be refused; what remains is a sort.

use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::io;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::ser::{Formatter, Serializer};

use super::json::{self, JsonFault};

/// The greatest magnitude of a number: 2⁵³ − 1.
const MAX_MAGNITUDE: u64 = (1 << 53) - 1;

/// The canonical JSON of `value`. Refuses floats, integers of 2⁵³ or more in magnitude, and a name that stands twice in one object.
pub fn to_jcs<T: Serialize>(value: &T) -> Result<Vec<u8>, JsonFault> {
    let text = RefCell::new(Vec::with_capacity(256));
    let canonical = Canonical { text: &text, open: Vec::new() };
    value.serialize(&mut Serializer::with_formatter(Text(&text), canonical)).map_err(|error| shape(error.to_string()))?;
    Ok(text.into_inner())
}

/// Parses `bytes` and demands that they are the canonical JSON of the value.
pub fn from_jcs<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonFault> {
    json::reread(bytes, to_jcs)
}

/// What is written so far.
struct Text<'t>(&'t RefCell<Vec<u8>>);

impl io::Write for Text<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where a field of an object stands in the text.
struct Member {
    begins: usize,
    name_ends: usize,
    ends: usize,
}

/// serde_json's compact form, whose escapes are those of RFC 8785, 3.2.2.2. The fields of an object are put in order when it ends, in the
/// text itself: a tree of the whole value would take ten times the text's memory, which is megabytes for a large roll.
struct Canonical<'t> {
    text: &'t RefCell<Vec<u8>>,
    /// The objects that have begun and not ended.
    open: Vec<Vec<Member>>,
}

impl Canonical<'_> {
    fn length(&self) -> usize {
        self.text.borrow().len()
    }

    /// The field that is being written.
    fn member(&mut self) -> Option<&mut Member> {
        self.open.last_mut()?.last_mut()
    }
}

impl Formatter for Canonical<'_> {
    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open.push(Vec::new());
        writer.write_all(b"{")
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        let begins = self.length();
        if let Some(members) = self.open.last_mut() {
            members.push(Member { begins, name_ends: begins, ends: begins });
        }
        Ok(())
    }

    fn end_object_key<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        let name_ends = self.length();
        if let Some(member) = self.member() {
            member.name_ends = name_ends;
        }
        Ok(())
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        let ends = self.length();
        if let Some(member) = self.member() {
            member.ends = ends;
        }
        Ok(())
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        let members = self.open.pop().unwrap_or_default();
        put_in_order(&mut self.text.borrow_mut(), &members)?;
        writer.write_all(b"}")
    }

    fn write_u64<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: u64) -> io::Result<()> {
        if value > MAX_MAGNITUDE { Err(no_number(value)) } else { write!(writer, "{value}") }
    }

    fn write_i64<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: i64) -> io::Result<()> {
        if value.unsigned_abs() > MAX_MAGNITUDE { Err(no_number(value)) } else { write!(writer, "{value}") }
    }

    fn write_u128<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: u128) -> io::Result<()> {
        self.write_u64(writer, u64::try_from(value).map_err(|_| no_number(value))?)
    }

    fn write_i128<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: i128) -> io::Result<()> {
        self.write_i64(writer, i64::try_from(value).map_err(|_| no_number(value))?)
    }

    fn write_f32<W: io::Write + ?Sized>(&mut self, _: &mut W, value: f32) -> io::Result<()> {
        Err(no_number(value))
    }

    fn write_f64<W: io::Write + ?Sized>(&mut self, _: &mut W, value: f64) -> io::Result<()> {
        Err(no_number(value))
    }

    /// A number in digits of somebody else's, of any size.
    fn write_number_str<W: io::Write + ?Sized>(&mut self, _: &mut W, value: &str) -> io::Result<()> {
        Err(no_number(value))
    }

    /// A text that somebody else wrote need not be canonical.
    fn write_raw_fragment<W: io::Write + ?Sized>(&mut self, _: &mut W, _: &str) -> io::Result<()> {
        Err(io::Error::other("a JSON text in the place of a value"))
    }
}

fn no_number(value: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("the number {value} is not an integer below 2^53"))
}

/// Sorts the fields of the object that ends with the text.
fn put_in_order(text: &mut Vec<u8>, members: &[Member]) -> io::Result<()> {
    let Some(begins) = members.first().map(|first| first.begins) else { return Ok(()) };
    let mut named = Vec::with_capacity(members.len());
    for member in members {
        named.push((name(text.get(member.begins..member.name_ends).unwrap_or_default())?, member));
    }
    // RFC 8785, 3.2.3: by UTF-16 code units, which is not the order of the UTF-8 bytes beyond U+FFFF.
    let order = |(a, _): &(Cow<'_, str>, &Member), (b, _): &(Cow<'_, str>, &Member)| a.encode_utf16().cmp(b.encode_utf16());
    let pairs = |named: &[(Cow<'_, str>, &Member)], are: Ordering| {
        named.iter().zip(named.iter().skip(1)).any(|(a, b)| order(a, b) == are)
    };
    let sorted = !pairs(&named, Ordering::Greater);
    if !sorted {
        named.sort_by(order);
    }
    if pairs(&named, Ordering::Equal) {
        return Err(io::Error::other("a name stands twice"));
    }
    if sorted {
        return Ok(());
    }
    let mut again = Vec::with_capacity(text.len().saturating_sub(begins));
    for (index, (_, member)) in named.iter().enumerate() {
        if index > 0 {
            again.push(b',');
        }
        again.extend_from_slice(text.get(member.begins..member.ends).unwrap_or_default());
    }
    text.truncate(begins);
    text.append(&mut again);
    Ok(())
}

/// A name as it was before it was escaped.
fn name(written: &[u8]) -> io::Result<Cow<'_, str>> {
    Ok(match serde_json::from_slice::<&str>(written) {
        Ok(plain) => Cow::Borrowed(plain),
        Err(_) => Cow::Owned(serde_json::from_slice::<String>(written)?),
    })
}

fn shape(reason: String) -> JsonFault {
    JsonFault::Shape { path: ".".into(), reason }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

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
    fn a_number_of_any_type_is_bounded_and_a_name_stands_once() {
        assert_eq!(text(&(1_u128, -1_i128, 1_u8, -1_i16)), "[1,-1,1,-1]");
        assert!(to_jcs(&(1_u128 << 53)).is_err() && to_jcs(&-(1_i128 << 70)).is_err() && to_jcs(&0.5_f32).is_err());
        #[derive(serde::Serialize)]
        struct Twice {
            #[serde(flatten)]
            first: std::collections::BTreeMap<&'static str, u8>,
            a: u8,
        }
        let once = |name| Twice { first: [(name, 1)].into(), a: 2 };
        assert_eq!(text(&once("b")), r#"{"a":2,"b":1}"#);
        assert!(matches!(to_jcs(&once("a")), Err(JsonFault::Shape { .. })));
        let raw = serde_json::value::RawValue::from_string("1e3".into()).unwrap();
        assert!(to_jcs(&raw).is_err());
    }

    /// Any value without floats.
    fn values() -> impl Strategy<Value = Value> {
        let number = 0..=MAX_MAGNITUDE;
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            number.prop_map(Value::from),
            ".{0,4}".prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            let fields = proptest::collection::btree_map(".{0,3}", inner.clone(), 0..6);
            prop_oneof![
                proptest::collection::vec(inner, 0..6).prop_map(Value::from),
                fields.prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    /// The same by a sort of every object of the tree.
    fn by_the_tree(value: &Value) -> String {
        match value {
            Value::Array(items) => format!("[{}]", items.iter().map(by_the_tree).collect::<Vec<_>>().join(",")),
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
                let fields =
                    fields.into_iter().map(|(name, field)| format!("{}:{}", Value::from(name.as_str()), by_the_tree(field)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }
            other => other.to_string(),
        }
    }

    proptest! {
        #[test]
        fn objects_in_objects_are_sorted_as_a_tree_would_be(value in values()) {
            prop_assert_eq!(text(&value), by_the_tree(&value));
            prop_assert_eq!(from_jcs::<Value>(text(&value).as_bytes()).unwrap(), value);
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
