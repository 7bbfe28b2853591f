//! One poll's variants of a rule set.
//!
//! Why a new text and not a list of differences: what is frozen is one text with one digest, and whoever reads it needs nothing else.
//! What the statute itself fixes (basis `L`) is not to be chosen; everything else differs by place, and a variant brings its source.

use serde_json::Value;

use super::Basis;

/// Another value for one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// E.g. `roll_publish_days`.
    pub key: String,
    /// As TOML would have it; dates as texts.
    pub value: Value,
    /// How sure the source is; never [`Basis::L`].
    pub basis: Basis,
    /// Where it comes from.
    pub source: String,
}

/// Why there is no such variant; each with the position of the adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AdjustFault {
    /// No such key.
    #[error("adjustment {0}: there is no such rule")]
    Unknown(usize),
    /// The statute itself fixes it, or claims to.
    #[error("adjustment {0}: the statute itself fixes this rule")]
    Fixed(usize),
    /// The same key twice.
    #[error("adjustment {0}: the rule is there twice")]
    Twice(usize),
    /// A value that no rule has.
    #[error("adjustment {0}: no rule has such a value")]
    Value(usize),
    /// The profile is no rule set.
    #[error("the profile is no rule set")]
    Profile,
}

/// The text of `profile` with other values. It is not checked whether they are allowed: [`super::RuleSet::parse`].
pub fn adjusted(profile: &str, adjustments: &[Adjustment]) -> Result<String, AdjustFault> {
    let table: toml::Table = profile.parse().map_err(|_| AdjustFault::Profile)?;
    let mut text = profile.to_owned();
    for (position, adjustment) in adjustments.iter().enumerate() {
        let key = adjustment.key.as_str();
        let rule = table.get(key).and_then(toml::Value::as_table).ok_or(AdjustFault::Unknown(position))?;
        let by_statute = rule.get("basis").and_then(toml::Value::as_str) == Some("L");
        if by_statute || adjustment.basis == Basis::L {
            return Err(AdjustFault::Fixed(position));
        }
        if adjustments.iter().take(position).any(|other| other.key == key) {
            return Err(AdjustFault::Twice(position));
        }
        let mut value = String::new();
        write(&adjustment.value, key == "calendar", &mut value).ok_or(AdjustFault::Value(position))?;
        let basis = if adjustment.basis == Basis::S { "S" } else { "A" };
        let source = quoted(&adjustment.source);
        let section = format!("[{key}]\n# Chosen for this poll.\nvalue = {value}\nbasis = \"{basis}\"\nsource = {source}\n");
        text = replaced(&text, key, &section);
    }
    Ok(text)
}

/// The text with another section in the place of `[key]` and of what is below it.
fn replaced(text: &str, key: &str, section: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let (head, below) = (format!("[{key}]"), format!("[{key}."));
    let (mut inside, mut written) = (false, false);
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.trim_end() == head || line.starts_with(&below);
            if inside && !written {
                result.push_str(section);
                written = true;
            }
        }
        // Comments and empty lines in front of the next section stay.
        if !inside || line.is_empty() || line.starts_with('#') {
            result.push_str(line);
            result.push('\n');
        }
    }
    result
}

/// A value on one line. JSON's texts are TOML's as well. `None` for what TOML, or no rule, has.
fn write(value: &Value, dates: bool, text: &mut String) -> Option<()> {
    match value {
        Value::Null => return None,
        Value::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.as_i64()?.to_string()),
        Value::String(date) if dates && is_date(date) => text.push_str(date),
        Value::String(plain) => text.push_str(&quoted(plain)),
        Value::Array(values) => {
            text.push('[');
            for (position, value) in values.iter().enumerate() {
                text.push_str(if position == 0 { "" } else { ", " });
                write(value, dates, text)?;
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (position, (name, value)) in fields.iter().enumerate() {
                text.push_str(if position == 0 { " " } else { ", " });
                let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                plain.then(|| text.push_str(name))?;
                text.push_str(" = ");
                write(value, dates && name != "name", text)?;
            }
            text.push_str(" }");
        }
    }
    Some(())
}

fn quoted(text: &str) -> String {
    // The one control character that JSON leaves and TOML does not take.
    Value::String(text.replace('\u{7f}', " ")).to_string()
}

/// `2027-01-01`.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{BuiltIn, RuleSet};
    use super::*;

    fn one(key: &str, value: Value) -> Adjustment {
        Adjustment { key: key.into(), value, basis: Basis::S, source: "某市规定 \"7\"\n第二行".into() }
    }

    #[test]
    fn variants_are_read_back_and_everything_else_stays() {
        for profile in BuiltIn::ALL.map(BuiltIn::text) {
            let before = RuleSet::parse(profile.as_bytes()).unwrap();
            let days = json!({ "count": 10, "unit": "working_days" });
            let year = json!({
                "utc_offset_minutes": 480, "years": [2026, 2027], "working_weekends": ["2027-01-03"],
                "holidays": [{ "name": "2027-01-01", "from": "2027-01-01", "to": "2027-01-02" }],
            });
            let changes = [
                one("roll_publish_days", days),
                one("calendar", year),
                one("candidate_vote", json!("each")),
                one("parking_as_area", json!(true)),
            ];
            let text = adjusted(profile, &changes).unwrap();
            let after = RuleSet::parse(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
            assert_ne!(before.digest(), after.digest());
            let (old, new) = (before.rules().clone(), after.rules().clone());
            assert_eq!((new.roll_publish_days.value.count, new.parking_as_area.value), (10, true));
            assert_eq!(new.roll_publish_days.source, "某市规定 \"7\"\n第二行");
            assert_eq!(new.calendar.value.holidays[0].name, "2027-01-01");
            let rest = super::super::Rules {
                roll_publish_days: old.roll_publish_days.clone(),
                calendar: old.calendar.clone(),
                candidate_vote: old.candidate_vote.clone(),
                parking_as_area: old.parking_as_area.clone(),
                ..new
            };
            assert_eq!(rest, old);
            // Comments stay where they were.
            for comment in profile.lines().filter(|line| line.starts_with('#')) {
                assert!(text.contains(comment), "{comment}");
            }
        }
    }

    #[test]
    fn what_the_statute_fixes_is_not_chosen() {
        let profile = BuiltIn::National.text();
        let fault = |changes: &[Adjustment]| adjusted(profile, changes).unwrap_err();
        let days = json!({ "count": 20, "unit": "days" });
        assert_eq!(fault(&[one("notice_days", days.clone())]), AdjustFault::Fixed(0));
        let statute = Adjustment { basis: Basis::L, ..one("roll_publish_days", days.clone()) };
        assert_eq!(fault(&[statute]), AdjustFault::Fixed(0));
        for key in ["schema", "id", "quorum", "calendar.value", ""] {
            assert_eq!(fault(&[one(key, json!(1))]), AdjustFault::Unknown(0), "{key}");
        }
        let twice = one("roll_publish_days", days);
        assert_eq!(fault(&[twice.clone(), twice]), AdjustFault::Twice(1));
        for value in [json!(null), json!(1.5), json!({ "a b": 1 }), json!([null]), json!({ "x\n[id]": 1 })] {
            assert_eq!(fault(&[one("proxy_cap", value)]), AdjustFault::Value(0));
        }
    }

    #[test]
    fn a_text_cannot_leave_its_place() {
        for text in ["\"\"\"", "\\", "a\"\n[seats]\nvalue = 1", "\u{7f}\u{0}\u{1f}", "'''", "# x"] {
            let change = Adjustment { source: text.into(), ..one("proxy_cap", json!(5)) };
            let text = adjusted(BuiltIn::National.text(), &[change]).unwrap();
            let set = RuleSet::parse(text.as_bytes()).unwrap();
            assert_eq!(set.rules().seats, RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap().rules().seats);
        }
    }
}
