//! 得票相同: what the certificate leaves open between candidates.

use serde::Deserialize;
use serde_json::Value;

use super::{Error, Fault};

/// What the certificate says of an election.
#[derive(Deserialize)]
pub(super) struct Decided {
    readings: Readings,
    /// In the published order.
    options: Vec<Named>,
}

#[derive(Deserialize)]
struct Readings {
    by_rule: Reading,
}

#[derive(Deserialize)]
struct Reading {
    #[serde(default)]
    ties: Vec<Tie>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Positions in the published order, and what is open between them.
#[derive(Clone, Deserialize)]
pub(crate) struct Tie {
    /// From 0, ascending.
    pub(crate) candidates: Vec<usize>,
    /// Seats that some of them get.
    pub(crate) seats: u16,
    /// Places as alternates that some of the others get.
    pub(crate) alternates: u16,
}

impl Decided {
    /// The elections of a certificate; of its other items nothing is tied.
    pub(super) fn of(certified: &Value) -> Result<Vec<Self>, Error> {
        let items = certified.get("items").and_then(Value::as_array).into_iter().flatten();
        let read = |item: &Value| serde_json::from_value(item.clone()).map_err(|_| Fault::Json("results.certificate").into());
        items.map(read).collect()
    }

    /// All that is open, by rank.
    pub(super) fn ties(&self) -> &[Tie] {
        &self.readings.by_rule.ties
    }

    /// As the ballot has a candidate.
    pub(super) fn name(&self, candidate: usize) -> Option<&str> {
        self.options.get(candidate).map(|option| option.name.as_str())
    }
}
