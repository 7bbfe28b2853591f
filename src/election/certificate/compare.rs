//! Where two values differ first.

use serde_json::{Map, Value};

use crate::election::json::shown;

/// The first field, in canonical order, in which a certificate is not the one that follows from the record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: the record says {expected}, the certificate {found}")]
pub struct Difference {
    /// Where, e.g. `items[0].options[1].paper.people`; `.` is the whole.
    pub path: String,
    /// What follows from the record, cut short.
    pub expected: String,
    /// What stands there, cut short and made harmless.
    pub found: String,
}

/// Of every field in which `found` differs from `expected`, the first place. As deep as `expected` is.
pub(super) fn each(expected: &Value, found: &Value) -> Vec<Difference> {
    let (Value::Object(own), Value::Object(other)) = (expected, found) else {
        return at("", expected, found).into_iter().collect();
    };
    names(own, other).into_iter().filter_map(|name| within(&shown(name), own.get(name), other.get(name))).collect()
}

/// The names of both, in canonical order.
fn names<'v>(own: &'v Map<String, Value>, other: &'v Map<String, Value>) -> Vec<&'v String> {
    let mut names: Vec<&String> = own.keys().chain(other.keys()).collect();
    names.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
    names.dedup();
    names
}

fn at(path: &str, expected: &Value, found: &Value) -> Option<Difference> {
    match (expected, found) {
        (Value::Object(own), Value::Object(other)) => names(own, other).into_iter().find_map(|name| {
            let path = if path.is_empty() { shown(name) } else { format!("{path}.{}", shown(name)) };
            within(&path, own.get(name), other.get(name))
        }),
        (Value::Array(own), Value::Array(other)) => {
            let longest = own.len().max(other.len());
            (0..longest).find_map(|index| within(&format!("{path}[{index}]"), own.get(index), other.get(index)))
        }
        _ => within(path, Some(expected), Some(found)),
    }
}

/// Either may be missing.
fn within(path: &str, expected: Option<&Value>, found: Option<&Value>) -> Option<Difference> {
    match (expected, found) {
        (Some(expected), Some(found)) if expected == found => None,
        (Some(expected @ (Value::Object(_) | Value::Array(_))), Some(found)) if same_kind(expected, found) => {
            at(path, expected, found)
        }
        _ => {
            let text = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), |value| shown(&value.to_string()));
            let path = if path.is_empty() { "." } else { path };
            Some(Difference { path: path.to_owned(), expected: text(expected), found: text(found) })
        }
    }
}

fn same_kind(a: &Value, b: &Value) -> bool {
    matches!((a, b), (Value::Object(_), Value::Object(_)) | (Value::Array(_), Value::Array(_)))
}
