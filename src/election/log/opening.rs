//! The opening statement: everything that stands when the voting begins (protocol.md Part I, 4).
//!
//! `opening.json` is canonical JSON (RFC 8785). The election names its digest as `credential_authority`, so that φ, every ballot
//! and every decryption commit to it. Why: φ alone covers questions and key, but neither who may vote nor with what weight, and
//! whoever could exchange a weight after a vote could read that vote from the difference of two totals.
//!
//! The service's keys are certified here and nowhere else: not by the address that served them.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::note::{KeyKind, NoteKey, NoteKeyFault};
use super::rules::Schedule;
use crate::crypto::ed25519::VerifyingKey;
use crate::crypto::group::{Encoding, Point};
use crate::crypto::hash::Digest;
use crate::election::credential::CredentialList;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::json::JsonFault;
use crate::election::parameters::Election;
use crate::election::rules::Extension;

/// `opening.json`. All digests are SHA-256 of exact bytes, as they stand in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The poll's uuid, as in the election.
    pub uuid: String,
    /// Name of the log: `<host>/<uuid>`, the host in lower case, with a port if it needs one.
    pub origin: String,
    /// The two lists of credentials.
    pub credentials: Credentials,
    /// Digest of the trustees' JSON.
    pub trustees: Digest,
    /// Digest of `rules.toml`.
    pub rules: Digest,
    /// Digest of `package.json`: the items as announced.
    pub package: Digest,
    /// Digest of the masked roll: rooms, areas, masked names.
    pub masked_roll: Digest,
    /// `SHA-256(32-byte salt ‖ canonical full roll)`. The salt stays with the roll, so that names cannot be guessed.
    pub roll: Digest,
    /// The service's keys.
    pub keys: Keys,
    /// Who watches the log by cosignature/v1. May be empty.
    pub cosigners: Vec<Cosigner>,
    /// When the voting ends.
    pub closing: Schedule,
}

/// The two lists of credentials and who made them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Digest of the list with weight 1.
    pub people: Digest,
    /// Digest of the list with areas in 0.01 m².
    pub area: Digest,
    /// Who made them, and so could vote for those who do not.
    pub made_by: Maker,
}

/// Who made the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Maker {
    /// A machine outside the service.
    Authority,
    /// The service itself: demo, or accepted by the owners.
    Service,
}

/// The service's public keys, Ed25519 in base64, each for one purpose only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Signs checkpoints.
    pub log: VerifyingKey,
    /// Signs receipts.
    pub receipt: VerifyingKey,
    /// Signs the certificate of the result.
    pub certificate: VerifyingKey,
    /// Signs the sheet of the paper ballots.
    pub paper: VerifyingKey,
}

/// Somebody who watches the log, e.g. the supervising authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cosigner {
    /// Name of the key: an address without scheme, e.g. `jiedao.example.cn/w1`.
    pub name: String,
    /// The key, Ed25519 in base64.
    pub key: VerifyingKey,
}

/// What the opening must fit, as it stands in the record. Election, trustees and lists were parsed without faults before: that
/// their points are of prime order and not the identity, and credentials distinct, is found there.
pub struct Materials<'a> {
    /// The election.
    pub election: &'a Election,
    /// Digest of the trustees' JSON.
    pub trustees: Digest,
    /// Digest of `rules.toml`.
    pub rules: Digest,
    /// Digest of `package.json`.
    pub package: Digest,
    /// Digest of the masked roll.
    pub masked_roll: Digest,
    /// The voters' areas in 0.01 m² by the masked roll, in any order.
    pub areas: &'a [u64],
    /// The list of weights 1 and its digest.
    pub people: (&'a CredentialList, Digest),
    /// The list of areas and its digest.
    pub area: (&'a CredentialList, Digest),
}

/// A thing whose digest stands in the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// The list of weights 1.
    People,
    /// The list of areas.
    Area,
    /// The trustees' JSON.
    Trustees,
    /// `rules.toml`.
    Rules,
    /// `package.json`.
    Package,
    /// The masked roll.
    MaskedRoll,
}

/// Why an opening is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpeningFault {
    /// Not the canonical JSON of an opening.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// The election names another opening, or none.
    #[error("the election does not name this opening as its credential_authority")]
    NotBound,
    /// The election has another uuid.
    #[error("uuid: not the election's")]
    Uuid,
    /// The origin is not `<host>/<uuid>`.
    #[error("origin: not <host>/<uuid>")]
    Origin,
    /// Two of the service's keys, or a cosigner's and another, are the same.
    #[error("keys: the same key for two purposes")]
    SameKey,
    /// A cosigner's name is not one, or stands twice, or is the log's.
    #[error("cosigners[{index}]: the name is not a name of its own")]
    CosignerName {
        /// Position in the list, from 0.
        index: usize,
    },
    /// An extension that would not be one.
    #[error("closing: the extension does not end after the closing")]
    Schedule,
    /// A later end than the rule set allows.
    #[error("closing: extended longer than the rule set allows")]
    Extension,
    /// Something in the record is not what was opened.
    #[error("{0:?}: not the one whose digest the opening has")]
    Digest(Named),
    /// A list is not sorted by the points' texts: its order could tell who is who.
    #[error("{list:?}[{index}]: not after the entry before, by the points' texts")]
    NotSorted {
        /// Which list.
        list: Named,
        /// Position of the second, from 0.
        index: usize,
    },
    /// A weight in the list by people is not 1.
    #[error("People[{index}]: the weight is not 1")]
    NotOne {
        /// Position in the list, from 0.
        index: usize,
    },
    /// The two lists have not the same points.
    #[error("the two lists have not the same credentials")]
    OtherPoints,
    /// There are not as many credentials as voters in the masked roll.
    #[error("{credentials} credentials for {voters} voters of the roll")]
    Voters {
        /// Length of the lists.
        credentials: usize,
        /// Voters in the masked roll.
        voters: usize,
    },
    /// The areas in the list are not those of the masked roll.
    #[error("the areas are not those of the roll")]
    Areas,
}

impl Opening {
    /// Reads the bytes of `opening.json`.
    pub fn parse(bytes: &[u8]) -> Result<Self, OpeningFault> {
        Ok(from_jcs(bytes)?)
    }

    /// The bytes of `opening.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, JsonFault> {
        to_jcs(self)
    }

    /// SHA-256 of the bytes.
    pub fn digest(&self) -> Result<Digest, JsonFault> {
        Ok(Digest::of(&self.to_bytes()?))
    }

    /// What the election has as `credential_authority`: `yepiao/opening/v1:<digest>`.
    pub fn authority(&self) -> Result<String, JsonFault> {
        Ok(format!("yepiao/opening/v1:{}", self.digest()?))
    }

    /// The key that signs checkpoints.
    pub fn log_key(&self) -> Result<NoteKey, NoteKeyFault> {
        NoteKey::new(&self.origin, KeyKind::Note, self.keys.log)
    }

    /// The key that signs receipts.
    pub fn receipt_key(&self) -> Result<NoteKey, NoteKeyFault> {
        NoteKey::new(&self.origin, KeyKind::Note, self.keys.receipt)
    }

    /// The keys that cosign checkpoints.
    pub fn cosigner_keys(&self) -> Result<Vec<NoteKey>, NoteKeyFault> {
        self.cosigners.iter().map(|cosigner| NoteKey::new(&cosigner.name, KeyKind::Cosignature, cosigner.key)).collect()
    }

    /// Whether the extension that the opening provides for is one that the rule set allows; `election`: whether a committee is
    /// elected. A day is 24 hours: the rule set's zone has a fixed offset.
    pub fn check_extension(&self, rule: Extension, election: bool) -> Result<(), OpeningFault> {
        const DAY: u64 = 86_400_000;
        let Some(until) = self.closing.extend_until else { return Ok(()) };
        let longest = rule.days(election).map(|days| self.closing.at.saturating_add(u64::from(days).saturating_mul(DAY)));
        if longest.is_some_and(|longest| until <= longest) { Ok(()) } else { Err(OpeningFault::Extension) }
    }

    /// Everything in which the opening does not fit itself or the record.
    pub fn faults(&self, materials: &Materials<'_>) -> Vec<OpeningFault> {
        let mut faults = self.own_faults();
        let parameters = materials.election.parameters();
        if self.authority().ok().is_none_or(|authority| parameters.credential_authority.as_ref() != Some(&authority)) {
            faults.push(OpeningFault::NotBound);
        }
        if self.uuid != parameters.uuid {
            faults.push(OpeningFault::Uuid);
        }
        let digests = [
            (Named::People, self.credentials.people, materials.people.1),
            (Named::Area, self.credentials.area, materials.area.1),
            (Named::Trustees, self.trustees, materials.trustees),
            (Named::Rules, self.rules, materials.rules),
            (Named::Package, self.package, materials.package),
            (Named::MaskedRoll, self.masked_roll, materials.masked_roll),
        ];
        let differs = |(named, opened, found): (Named, Digest, Digest)| (opened != found).then_some(OpeningFault::Digest(named));
        faults.extend(digests.into_iter().filter_map(differs));
        faults.extend(list_faults(materials));
        faults
    }

    /// What is wrong with the opening by itself.
    fn own_faults(&self) -> Vec<OpeningFault> {
        let mut faults = Vec::new();
        let host = self.origin.split_once('/').filter(|(_, uuid)| *uuid == self.uuid).map(|(host, _)| host);
        let in_host = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':');
        if !host.is_some_and(|host| !host.is_empty() && host.bytes().all(in_host)) {
            faults.push(OpeningFault::Origin);
        }
        let Keys { log, receipt, certificate, paper } = self.keys;
        let mut keys: Vec<VerifyingKey> = vec![log, receipt, certificate, paper];
        keys.extend(self.cosigners.iter().map(|cosigner| cosigner.key));
        keys.sort_unstable();
        if keys.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
            faults.push(OpeningFault::SameKey);
        }
        let mut names = HashSet::from([&self.origin]);
        for (index, Cosigner { name, key }) in self.cosigners.iter().enumerate() {
            if !names.insert(name) || NoteKey::new(name, KeyKind::Cosignature, *key).is_err() {
                faults.push(OpeningFault::CosignerName { index });
            }
        }
        if self.closing.extend_until.is_some_and(|until| until <= self.closing.at) {
            faults.push(OpeningFault::Schedule);
        }
        faults
    }
}

/// What is wrong with the lists, of each kind the first.
fn list_faults(materials: &Materials<'_>) -> Vec<OpeningFault> {
    let mut faults = Vec::new();
    let points = |list: &CredentialList| {
        let points: Vec<Point> = list.entries().iter().map(|entry| entry.point).collect();
        Encoding::of_all(&points)
    };
    let (people, area) = (materials.people.0, materials.area.0);
    let (people_points, area_points) = (points(people), points(area));
    for (list, points) in [(Named::People, &people_points), (Named::Area, &area_points)] {
        let unsorted = |pair: &[Encoding]| matches!(pair, [a, b] if a.hex() >= b.hex());
        if let Some(index) = points.windows(2).position(unsorted) {
            faults.push(OpeningFault::NotSorted { list, index: index.saturating_add(1) });
        }
    }
    if let Some(index) = people.entries().iter().position(|entry| entry.weight != 1) {
        faults.push(OpeningFault::NotOne { index });
    }
    if people_points != area_points {
        faults.push(OpeningFault::OtherPoints);
    }
    let (credentials, voters) = (area_points.len(), materials.areas.len());
    if credentials != voters {
        faults.push(OpeningFault::Voters { credentials, voters });
    }
    let sorted = |mut areas: Vec<u64>| {
        areas.sort_unstable();
        areas
    };
    if sorted(area.entries().iter().map(|entry| entry.weight).collect()) != sorted(materials.areas.to_vec()) {
        faults.push(OpeningFault::Areas);
    }
    faults
}
