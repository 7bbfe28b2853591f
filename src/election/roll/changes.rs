//! What differs between two versions of a roll, unit by unit, as it may be shown to everybody.

use std::collections::BTreeSet;

use serde::Serialize;

use super::build::{Roll, Unit};
use super::mask::masked_name;
use super::order;
use super::row::{UnitAddress, UnitUse};

/// What of a unit differs. Names of facts, not the facts: a certificate, a share or a number is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// 用途.
    Use,
    /// 专有面积.
    Area,
    /// 面积依据.
    AreaBasis,
    /// 权证号.
    Certificate,
    /// Who holds it: name or number.
    Holders,
    /// 份额.
    Share,
    /// 建设单位持有.
    Developer,
    /// 表决代表.
    Representative,
    /// 监护人 of a holder.
    Guardian,
}

/// A unit in one version, as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// 用途.
    #[serde(rename = "use")]
    pub purpose: UnitUse,
    /// In 0.01 m².
    pub area: u64,
    /// `王**`, sorted, joined by `、`.
    pub name: String,
}

/// What became of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The unit.
    pub address: UnitAddress,
    /// In the older version; `None`: added.
    pub before: Option<Shown>,
    /// In the newer version; `None`: removed.
    pub after: Option<Shown>,
    /// What differs; empty if the unit was added or removed.
    pub facets: BTreeSet<Facet>,
}

impl Roll {
    /// What differs from `older`, by building, stair and room. That nothing differs means that both have the same voters, if they
    /// count by the same rule.
    pub fn changes_since(&self, older: &Self) -> Vec<Change> {
        let find = |roll: &Self, address: &UnitAddress| {
            let found = roll.units.binary_search_by_key(&order::key(address), |unit| order::key(&unit.address));
            found.ok().and_then(|position| roll.units.get(position)).cloned()
        };
        let addresses = older.units.iter().chain(&self.units).map(|unit| &unit.address);
        let mut addresses: Vec<&UnitAddress> = addresses.collect();
        addresses.sort_by_cached_key(|address| order::key(address));
        addresses.dedup();
        let mut changes = Vec::new();
        for address in addresses {
            let (before, after) = (find(older, address), find(self, address));
            let facets = match (&before, &after) {
                (Some(before), Some(after)) => facets(&older.facts(before), &self.facts(after)),
                _ => BTreeSet::new(),
            };
            if facets.is_empty() && before.is_some() && after.is_some() {
                continue;
            }
            let (before, after) = (before.map(|unit| older.shown(&unit)), after.map(|unit| self.shown(&unit)));
            changes.push(Change { address: address.clone(), before, after, facets });
        }
        changes
    }

    fn shown(&self, unit: &Unit) -> Shown {
        let holders = unit.holders.iter().filter_map(|(holder, _)| self.holders.get(*holder));
        let mut names: Vec<String> = holders.map(|holder| masked_name(&holder.name, holder.kind())).collect();
        names.sort();
        Shown { purpose: unit.purpose, area: unit.area, name: names.join("、") }
    }

    /// Everything of a unit as texts to compare, positions of holders replaced by who they are.
    fn facts(&self, unit: &Unit) -> [(Facet, String); 9] {
        let each = |of: &dyn Fn(&super::Holder, &Option<String>) -> String| {
            let holders = unit.holders.iter().filter_map(|(holder, share)| Some((self.holders.get(*holder)?, share)));
            let mut texts: Vec<String> = holders.map(|(holder, share)| of(holder, share)).collect();
            texts.sort();
            format!("{texts:?}")
        };
        let who = |holder: &super::Holder| {
            let number = holder.identity.as_ref().map(|identity| (identity.kind, identity.number.as_str()));
            format!("{:?} {number:?}", holder.name)
        };
        [
            (Facet::Use, format!("{:?}", unit.purpose)),
            (Facet::Area, unit.area.to_string()),
            (Facet::AreaBasis, format!("{:?}", unit.area_basis)),
            (Facet::Certificate, format!("{:?}", unit.certificates)),
            (Facet::Holders, each(&|holder, _| who(holder))),
            (Facet::Share, each(&|holder, share| format!("{} {share:?}", who(holder)))),
            (Facet::Developer, format!("{:?}", unit.developer)),
            (Facet::Representative, format!("{:?}", unit.representative)),
            (Facet::Guardian, each(&|holder, _| format!("{} {:?}", who(holder), holder.guardian))),
        ]
    }
}

fn facets(before: &[(Facet, String); 9], after: &[(Facet, String); 9]) -> BTreeSet<Facet> {
    let pairs = before.iter().zip(after).filter(|(before, after)| before != after).map(|((facet, _), _)| *facet);
    let mut facets: BTreeSet<Facet> = pairs.collect();
    // Other holders have other shares and guardians: one change, not three.
    if facets.contains(&Facet::Holders) {
        facets.remove(&Facet::Share);
        facets.remove(&Facet::Guardian);
    }
    facets
}
