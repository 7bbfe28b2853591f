//! The certificate: the signed tally (protocol.md Part I, 14).
//!
//! What a court or the authority keeps: one document of the service that names every file of the record by its digest, who could
//! vote, who did, what each item got by people and area and by which way, and what follows in the words of the law. Nothing in
//! it is new: every field follows from the other files of the record, so a verifier builds the same certificate ([`expected`])
//! and compares ([`check`]); there is nothing in it that could be believed without being recomputed, and nothing of it is read
//! but to be compared.

mod compare;
mod content;
mod decide;
mod followed;
#[cfg(test)]
mod tests;

pub use compare::Difference;
pub use content::{
    Candidate, Certificate, CommitteeResult, Head, ItemResult, MatterResult, OptionTotals, Sentence, TurnoutByChannel,
};
pub use decide::{DecideFault, Item, Kind, Totals};
pub use followed::{Followed, followed};

use std::collections::BTreeMap;

use serde_json::Value;

use crate::crypto::ed25519::{SigningKey, VerifyingKey};
use crate::crypto::hash::Digest;
use crate::election::annex::turnout::Participation;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::json::JsonFault;
use crate::election::jws::{self, JwsFault, Purpose};
use crate::election::log::opening::Opening;
use crate::election::log::replay::History;
use crate::election::paper::Sheet;
use crate::election::parameters::Election;
use crate::election::roll;
use crate::election::rules::RuleSet;
use crate::election::tally::ElectionResult;

/// The parts of a record that its certificate follows from, each checked by whoever read it.
pub struct Parts<'a> {
    /// The opening.
    pub opening: &'a Opening,
    /// The election.
    pub election: &'a Election,
    /// What is decided, in the order of the package.
    pub items: &'a [Item],
    /// The rule set.
    pub rules: &'a RuleSet,
    /// The totals of the masked roll.
    pub roll: roll::Totals,
    /// Who took part.
    pub participation: Participation,
    /// What the trustees opened in `people.bel`.
    pub people: &'a ElectionResult,
    /// What they opened in `area.bel`.
    pub area: &'a ElectionResult,
    /// The sheet of the paper ballots.
    pub paper: &'a Sheet,
    /// The log.
    pub history: &'a History,
    /// Every file of the record by its name, except certificate, README and manifest.
    pub files: BTreeMap<String, Digest>,
}

/// Why there is no certificate, or not this one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// The log has no sheet of the paper ballots yet.
    #[error("the log has no sheet of the paper ballots")]
    NotCounted,
    /// The masked roll states other totals than the lists of credentials have.
    #[error("the roll's totals are not those of the lists of credentials")]
    Roll,
    /// The totals cannot be those of these items.
    #[error("{0}")]
    Decide(#[from] DecideFault),
    /// Not a document signed with the certificate key.
    #[error("{0}")]
    Jws(#[from] JwsFault),
    /// It says something else than the record.
    #[error("{0}")]
    Differs(#[from] Difference),
    /// It could not be written, e.g. for a number too great.
    #[error("{0}")]
    Json(#[from] JsonFault),
}

/// The certificate of a record.
pub fn expected(parts: Parts<'_>) -> Result<Certificate, CertificateFault> {
    let sheet = parts.history.sheet.ok_or(CertificateFault::NotCounted)?;
    let counted = if parts.roll.parking_counts { parts.roll.with_parking } else { parts.roll.without_parking };
    if counted != parts.participation.entitled {
        return Err(CertificateFault::Roll);
    }
    let totals = Totals {
        questions: &parts.election.parameters().questions,
        participation: &parts.participation,
        people: parts.people,
        area: parts.area,
        paper: parts.paper,
        blank: parts.rules.rules().blank_or_invalid.value,
    };
    Ok(Certificate {
        phi: parts.election.phi().to_owned(),
        uuid: parts.opening.uuid.clone(),
        origin: parts.opening.origin.clone(),
        rules: parts.rules.digest(),
        files: parts.files,
        roll: parts.roll,
        items: decide::decide(parts.items, &totals)?,
        participation: parts.participation,
        checkpoint: Head { size: sheet.size, root: sheet.root },
    })
}

impl Certificate {
    /// The bytes of the certificate, signed with the key `certificate` of the opening.
    pub fn sign(&self, key: &SigningKey) -> Result<Vec<u8>, JsonFault> {
        Ok(jws::sign(Purpose::Certificate, key, self)?.into_bytes())
    }
}

/// Whether `bytes` are the certificate that follows from the record, signed by `key`. Names the first field that differs.
pub fn check(bytes: &[u8], key: &VerifyingKey, expected: &Certificate) -> Result<(), CertificateFault> {
    faults(bytes, key, expected).into_iter().next().map_or(Ok(()), Err)
}

/// As [`check`], but names the first place in every field of the whole that differs: a wrong outcome and a wrong list of files
/// are two faults.
pub fn faults(bytes: &[u8], key: &VerifyingKey, expected: &Certificate) -> Vec<CertificateFault> {
    compared(bytes, key, expected).unwrap_or_else(|fault| vec![fault])
}

fn compared(bytes: &[u8], key: &VerifyingKey, expected: &Certificate) -> Result<Vec<CertificateFault>, CertificateFault> {
    let (found, expected) = (jws::payload(Purpose::Certificate, key, bytes).map_err(CertificateFault::Jws)?, to_jcs(expected)?);
    if found == expected {
        return Ok(Vec::new());
    }
    let length = |bytes: &[u8]| format!("{} bytes", bytes.len());
    let whole = Difference { path: ".".into(), expected: length(&expected), found: length(&found) };
    // What is much longer is not read to name a field: a few bytes of JSON can take a hundred times their size.
    if found.len() > expected.len().saturating_mul(2) {
        return Err(whole.into());
    }
    let found = from_jcs::<Value>(&found).map_err(JwsFault::Json)?;
    let mut differences = compare::each(&from_jcs(&expected)?, &found);
    if differences.is_empty() {
        differences.push(whole);
    }
    Ok(differences.into_iter().map(Into::into).collect())
}
