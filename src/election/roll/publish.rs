//! What leaves the roll: the digest of the whole, and the public list without personal data.

use serde::{Deserialize, Serialize};

use super::build::{Counting, Holder, Roll, Unit, Voter};
use super::mask::masked_name;
use super::row::{UnitAddress, UnitUse};
use crate::crypto::hash::Digest;
use crate::election::jcs::to_jcs;
use crate::election::json::JsonFault;
use crate::election::weight::Weight;

/// Length of the salt of a roll's digest.
pub const SALT_BYTES: usize = 32;

/// Totals under both readings of the parking rule, and which one is frozen (指导规则 25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Whether parking counts in this poll.
    pub parking_counts: bool,
    /// If parking counted, in people and 0.01 m².
    pub with_parking: Weight,
    /// If it did not.
    pub without_parking: Weight,
}

/// The roll as it is published 名册公示: canonical JSON by [`to_jcs`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaskedRoll {
    /// Both totals.
    pub totals: Totals,
    /// Everyone who may vote, by number.
    pub voters: Vec<MaskedVoter>,
}

/// A voter as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaskedVoter {
    /// From 1.
    pub number: u32,
    /// `王**`; several right holders joined by `、`.
    pub name: String,
    /// The voter's weight by area, in 0.01 m².
    pub area: u64,
    /// All units, also those that do not count.
    pub units: Vec<MaskedUnit>,
}

/// A unit as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaskedUnit {
    /// Where.
    pub address: UnitAddress,
    /// 用途.
    #[serde(rename = "use")]
    pub purpose: UnitUse,
    /// In 0.01 m².
    pub area: u64,
    /// Whether the area is part of the voter's weight.
    pub counts: bool,
}

/// Everything that decides who votes with what weight. Findings are derived from it.
#[derive(Serialize)]
struct FullRoll<'a> {
    counting: Counting,
    holders: &'a [Holder],
    units: &'a [Unit],
    voters: &'a [Voter],
}

impl MaskedRoll {
    /// SHA-256 of the canonical JSON: what the opening names (protocol.md Part I section 4).
    pub fn digest(&self) -> Result<Digest, JsonFault> {
        Ok(Digest::of(&to_jcs(self)?))
    }

    /// How many households 户 there are: homes and shops. A parking space or a storage room is nobody's household.
    pub fn households(&self) -> usize {
        let units = self.voters.iter().flat_map(|voter| &voter.units);
        units.filter(|unit| matches!(unit.purpose, UnitUse::Residential | UnitUse::Shop)).count()
    }
}

impl Roll {
    /// SHA-256(salt ‖ canonical full roll): binds the names and numbers that are not published. The salt, drawn afresh and kept
    /// with the roll, prevents guessing them (protocol.md Part I section 4).
    pub fn digest(&self, salt: &[u8; SALT_BYTES]) -> Result<Digest, JsonFault> {
        let full = FullRoll { counting: self.counting, holders: &self.holders, units: &self.units, voters: &self.voters };
        Ok(Digest::of_parts(&[salt, &to_jcs(&full)?]))
    }

    /// Both totals. A set of right holders that has nothing but parking is a voter only where parking counts.
    pub fn totals(&self) -> Totals {
        let with = |parking_as_area| {
            let (units, holders) = (self.units.clone(), self.holders.clone());
            Self::of_units(units, holders, Counting { parking_as_area }).total
        };
        Totals { parking_counts: self.counting.parking_as_area, with_parking: with(true), without_parking: with(false) }
    }

    /// The public list.
    pub fn masked(&self) -> MaskedRoll {
        MaskedRoll { totals: self.totals(), voters: self.voters.iter().map(|voter| self.masked_voter(voter)).collect() }
    }

    fn masked_voter(&self, voter: &Voter) -> MaskedVoter {
        let holders = voter.holders.iter().filter_map(|holder| self.holders.get(*holder));
        let names: Vec<String> = holders.map(|holder| masked_name(&holder.name, holder.kind())).collect();
        let units = voter.units.iter().filter_map(|unit| self.units.get(*unit)).map(|unit| MaskedUnit {
            address: unit.address.clone(),
            purpose: unit.purpose,
            area: unit.area,
            counts: self.counting.counts(unit.purpose),
        });
        // Only undelivered units: their buyers are no voters yet, and the developer is not named in the rows.
        let name = if names.is_empty() { "建设单位".to_owned() } else { names.join("、") };
        MaskedVoter { number: voter.number, name, area: voter.area, units: units.collect() }
    }
}
