//! The rules of a text one by one, each with where it comes from: to be shown to everybody.

use serde_json::Value;

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// E.g. `roll_publish_days`.
    pub key: String,
    /// What holds; dates as texts.
    pub value: Value,
    /// `L`: read in the statute itself; `S`: from a secondary source; `A`: assumed.
    pub basis: String,
    /// Statute and article, local rule, or the reason of an assumption.
    pub source: String,
}

/// All rules of the text of a rule set, in its order. `None` if it is no rule set.
pub fn cited(text: &str) -> Option<Vec<Cited>> {
    let table: toml::Table = text.parse().ok()?;
    let mut rules: Vec<Cited> = table.iter().filter_map(|(key, rule)| rule_of(key, rule)).collect();
    let line = |key: &str| text.lines().position(|line| line.trim_end() == format!("[{key}]"));
    rules.sort_by_cached_key(|rule| line(&rule.key));
    Some(rules)
}

fn rule_of(key: &str, rule: &toml::Value) -> Option<Cited> {
    let text = |name: &str| rule.get(name).and_then(toml::Value::as_str).map(str::to_owned);
    Some(Cited { key: key.to_owned(), value: json(rule.get("value")?), basis: text("basis")?, source: text("source")? })
}

fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Boolean(truth) => Value::from(*truth),
        toml::Value::Array(values) => values.iter().map(json).collect(),
        toml::Value::Table(fields) => fields.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        // No rule is a float.
        toml::Value::Float(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::super::BuiltIn;
    use super::*;

    #[test]
    fn every_rule_is_there_with_its_source() {
        for set in BuiltIn::ALL {
            let rules = cited(set.text()).unwrap();
            assert_eq!(rules.first().unwrap().key, "chair_body");
            assert_eq!(rules.last().unwrap().key, "calendar");
            assert_eq!(rules.len(), 28);
            assert!(rules.iter().all(|rule| !rule.source.is_empty() && matches!(rule.basis.as_str(), "L" | "S" | "A")));
            let calendar = &rules.last().unwrap().value;
            assert_eq!(calendar["holidays"][0]["from"], "2026-01-01");
        }
    }
}
