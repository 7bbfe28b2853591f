//! What came after the voting: the trustees' signatures and proofs, the outcome, the certificate.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::{Setup, Sides, Work};
use crate::election::annex::turnout::Participation;
use crate::election::audit::{Audited, Totals};
use crate::election::certificate::{self, Certificate, CertificateFault, Parts};
use crate::election::count::Count;
use crate::election::log::closing::{Closing, Statement};
use crate::election::log::replay::History;
use crate::election::paper::Sheet;
use crate::election::record::check::RecordCheck;
use crate::election::record::fault::RecordFault;
use crate::election::record::files::{self, CERTIFICATE, CLOSING, PEOPLE};
use crate::election::strong::{self, Decryption};
use crate::election::tally::ElectionResult;

impl<R: Read + Seek + Send> Work<'_, R> {
    /// What the trustees signed.
    pub(super) fn closing(&mut self, statement: Option<&Statement>, sides: &Sides) -> Option<Closing> {
        let closing = self.parse(RecordCheck::Closing, CLOSING, Closing::parse)?;
        self.trays.examine(RecordCheck::Closing, closing.signatures.len());
        let faults = closing.faults(&sides.people.facts.trustees, statement?);
        faults.into_iter().for_each(|fault| self.fail(RecordCheck::Closing, CLOSING, fault));
        Some(closing)
    }

    /// The strong proof of every trustee who published a share.
    pub(super) fn strong(&mut self, sides: &Sides) {
        let (people, area) = (&sides.people.facts, &sides.area.facts);
        let stored: BTreeSet<usize> = self.files.keys().filter_map(|name| files::strong_owner(name)).collect();
        let sharers = people.shares.keys().chain(area.shares.keys()).copied();
        for owner in sharers.chain(stored).collect::<BTreeSet<_>>() {
            self.trays.examine(RecordCheck::Strong, 1);
            let file = files::strong(owner);
            let (first, second) = match (people.shares.get(&owner), area.shares.get(&owner)) {
                (Some(first), Some(second)) => (first, second),
                (None, None) => {
                    self.fail(RecordCheck::Strong, &file, RecordFault::NoShare(owner));
                    continue;
                }
                _ => {
                    self.fail(RecordCheck::Strong, PEOPLE, RecordFault::OneShare(owner));
                    continue;
                }
            };
            let Some(bytes) = self.files.get(&file) else {
                self.fail(RecordCheck::Strong, &file, RecordFault::Missing);
                continue;
            };
            let key = people.trustees.owner(owner).and_then(|trustee| trustee.key);
            let (Some(election), Some(key), Some(hp), Some(ha)) = (&people.election, key, people.tally_event, area.tally_event)
            else {
                continue;
            };
            let decryption = Decryption {
                phi: election.phi(),
                owner,
                key,
                people: strong::Side { event: hp, tally: &people.tally, share: first },
                area: strong::Side { event: ha, tally: &area.tally, share: second },
            };
            if let Err(fault) = decryption.verify(bytes) {
                self.trays.fail(RecordCheck::Strong, &file, RecordFault::Strong { owner, fault });
            }
        }
    }

    /// What follows from the totals, and whether the certificate says it. Returns what it must say.
    pub(super) fn outcome(
        &mut self,
        setup: &Setup,
        history: Option<&History>,
        sides: &Sides,
        paper: Option<&Sheet>,
        participation: Option<Participation>,
    ) -> Option<Certificate> {
        let bytes = self.files.get(CERTIFICATE)?;
        let (opening, rules, package) = (setup.opening.as_ref()?, setup.rules.as_ref()?, setup.package.as_ref()?);
        let (people, area) = (result(&sides.people)?, result(&sides.area)?);
        let certified = self.digests.iter().filter(|(name, _)| files::is_certified(name));
        let parts = Parts {
            opening,
            election: sides.people.facts.election.as_ref()?,
            items: &package.counted(rules.rules()),
            rules,
            roll: setup.roll.as_ref()?.totals,
            participation: participation?,
            people: &people,
            area: &area,
            paper: paper?,
            history: history?,
            files: certified.map(|(name, digest)| (name.clone(), *digest)).collect(),
        };
        self.trays.examine(RecordCheck::Outcome, package.items.len());
        let expected = match certificate::expected(parts) {
            Ok(expected) => expected,
            Err(fault) => {
                self.trays.fail(RecordCheck::Outcome, PEOPLE, fault);
                return None;
            }
        };
        self.trays.examine(RecordCheck::Certificate, 1);
        for fault in certificate::faults(bytes, &opening.keys.certificate, &expected) {
            self.trays.fail(concerns(&fault), CERTIFICATE, fault);
        }
        Some(expected)
    }
}

/// What was decrypted.
fn result(side: &Audited) -> Option<ElectionResult> {
    let Some(Totals::Published(rows)) = &side.report.totals else { return None };
    Some(ElectionResult { result: rows.iter().map(|row| row.iter().map(|number| Count(*number)).collect()).collect() })
}

/// A wrong outcome, or a certificate of something else.
fn concerns(fault: &CertificateFault) -> RecordCheck {
    match fault {
        CertificateFault::Differs(difference) => {
            let outcome = ["items", "participation", "roll"].iter().any(|field| difference.path.starts_with(field));
            if outcome { RecordCheck::Outcome } else { RecordCheck::Certificate }
        }
        CertificateFault::NotCounted | CertificateFault::Roll | CertificateFault::Decide(_) => RecordCheck::Outcome,
        CertificateFault::Jws(_) | CertificateFault::Json(_) => RecordCheck::Certificate,
    }
}
