//! The announced package: what exactly will be voted on.
//!
//! `package.json` is canonical JSON (RFC 8785) of the items, their texts, the candidates in their published order, and the digests
//! of rule set and roll. No dates and no keys: an extension changes no item, and trustees may make their keys up to the opening.
//! Its SHA-256 stands in the notice of the meeting and in the opening (protocol.md Part I section 4), so what was announced for fifteen
//! days is what is asked (物业管理条例 14; nothing else may be voted on). [`ask`] makes the questions from it.

pub mod ask;
mod check;
mod item;
mod warning;
mod words;

#[cfg(test)]
mod tests;

pub use check::{PackageFault, Problem};
pub use item::{Candidate, CommitteeItem, CommitteeVote, Item, MatterItem, Scope};
pub use warning::{Warning, warnings};

use serde::{Deserialize, Serialize};

use crate::crypto::hash::Digest;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::json::JsonFault;
use crate::election::log::opening::Opening;
use crate::election::parameters::Parameters;
use crate::election::rules::RuleSet;

/// Bytes of a `package.json` at most.
pub const MAX_BYTES: usize = 4 << 20;

/// `package.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Version of this form: 1.
    pub version: u32,
    /// Name of the community 小区.
    pub community: String,
    /// Title of the poll; the election's `name`.
    pub title: String,
    /// What it is about, or empty; the election's `description`.
    pub text: String,
    /// What is asked, in this order.
    pub items: Vec<Item>,
    /// SHA-256 of `rules.toml`.
    pub rules: Digest,
    /// `SHA-256(salt ‖ canonical full roll)`, as in the opening.
    pub roll: Digest,
}

impl Package {
    /// Reads the exact bytes of a `package.json`: canonical, and sound in itself. Whether it fits a rule set is
    /// [`Package::check_rules`].
    pub fn parse(bytes: &[u8]) -> Result<Self, PackageFault> {
        if bytes.len() > MAX_BYTES {
            return Err(PackageFault::at(".", Problem::TooLong(MAX_BYTES)));
        }
        let package: Self = from_jcs(bytes)?;
        package.check()?;
        Ok(package)
    }

    /// The bytes, once the package is sound in itself.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackageFault> {
        self.check()?;
        let bytes = to_jcs(self)?;
        if bytes.len() > MAX_BYTES {
            return Err(PackageFault::at(".", Problem::TooLong(MAX_BYTES)));
        }
        Ok(bytes)
    }

    /// SHA-256 of the bytes: what the notice of the meeting prints.
    pub fn digest(&self) -> Result<Digest, PackageFault> {
        Ok(Digest::of(&self.to_bytes()?))
    }

    /// SHA-256 of the candidates as published ([`candidates_digest`]); `None` without an election.
    pub fn candidates_digest(&self) -> Result<Option<Digest>, JsonFault> {
        let elections = self.items.iter().filter_map(|item| match item {
            Item::Committee(item) => Some(item.candidates.as_slice()),
            Item::Matter(_) => None,
        });
        let elections: Vec<&[Candidate]> = elections.collect();
        if elections.is_empty() { Ok(None) } else { candidates_digest(&elections).map(Some) }
    }

    /// Refuses what is not sound in itself.
    pub fn check(&self) -> Result<(), PackageFault> {
        check::alone(self, check::Stage::Whole)
    }

    /// Refuses what could not become sound, or not under this rule set, once items and candidates are there.
    pub fn check_draft(&self, rules: &RuleSet) -> Result<(), PackageFault> {
        check::alone(self, check::Stage::Draft)?;
        check::rules(self, rules)
    }

    /// Refuses what this rule set does not allow.
    pub fn check_rules(&self, rules: &RuleSet) -> Result<(), PackageFault> {
        check::rules(self, rules)
    }

    /// Refuses what this rule set allows smaller estates only; `households`: [`crate::election::roll::MaskedRoll::households`].
    pub fn check_households(&self, rules: &RuleSet, households: usize) -> Result<(), PackageFault> {
        check::households(self, rules, households)
    }

    /// Whether a committee, or some of its members, are elected.
    pub fn has_election(&self) -> bool {
        self.items.iter().any(|item| matches!(item, Item::Committee(_)))
    }

    /// Everything in which the package does not fit rule set, opening and election of its record. The opening's own bond to the
    /// election is `Opening::faults`.
    pub fn faults(&self, opening: &Opening, rules: &RuleSet, election: &Parameters) -> Vec<PackageFault> {
        check::record(self, opening, rules, election)
    }
}

/// SHA-256 of the canonical JSON of the candidates, in their order, one list for each election: what 候选人公示 shows, so that it is
/// seen whether the package has the same ones.
pub fn candidates_digest(elections: &[&[Candidate]]) -> Result<Digest, JsonFault> {
    Ok(Digest::of(&to_jcs(&elections)?))
}
