//! What stood before the voting: opening, rule set, roll, package, trustees.

use std::io::{Read, Seek};

use super::{Setup, Sides, Work};
use crate::crypto::hash::Digest;
use crate::election::ceremony::{Shape, ShapeFault};
use crate::election::jcs::from_jcs;
use crate::election::log::opening::{Materials, Named, Opening, OpeningFault};
use crate::election::package::Package;
use crate::election::record::check::RecordCheck;
use crate::election::record::fault::RecordFault;
use crate::election::record::files::{AREA, OPENING, PACKAGE, PEOPLE, ROLL, RULES};
use crate::election::roll::MaskedRoll;
use crate::election::rules::RuleSet;
use crate::election::trustees::{Group, Trustees};
use crate::election::weight::Weight;

impl<R: Read + Seek + Send> Work<'_, R> {
    /// Reads the four files; each by itself.
    pub(super) fn setup(&mut self) -> Setup {
        let rules = self.files.get(RULES).and_then(|bytes| {
            self.trays.examine(RecordCheck::Rules, 1);
            let faults = |faults: Vec<_>| faults.into_iter().for_each(|fault| self.trays.fail(RecordCheck::Rules, RULES, fault));
            RuleSet::parse(bytes).map_err(faults).ok()
        });
        let roll: Option<MaskedRoll> = self.parse(RecordCheck::Roll, ROLL, from_jcs::<MaskedRoll>);
        Setup {
            opening: self.parse(RecordCheck::Opening, OPENING, Opening::parse),
            rules,
            package: self.parse(RecordCheck::Package, PACKAGE, Package::parse),
            roll,
        }
    }

    /// The opening against everything it names.
    pub(super) fn opening(&mut self, setup: &Setup, sides: &Sides) {
        let (people, area) = (&sides.people.facts, &sides.area.facts);
        for (side, audited) in sides.each() {
            self.threshold(side.file(), &audited.facts.trustees);
        }
        if let Some(roll) = &setup.roll {
            self.roll(roll, setup);
        }
        let (Some(opening), Some(election)) = (&setup.opening, &people.election) else { return };
        if let (Some(package), Some(rules)) = (&setup.package, &setup.rules) {
            for fault in package.faults(opening, rules.rules(), election) {
                self.fail(RecordCheck::Package, PACKAGE, fault);
            }
        }
        // What is not there is told where it is missing.
        let digest = |file: &str, opened: Digest| self.digests.get(file).copied().unwrap_or(opened);
        let listed = || area.credentials.entries().iter().map(|entry| entry.weight).collect();
        let areas: Vec<u64> =
            setup.roll.as_ref().map_or_else(listed, |roll| roll.voters.iter().map(|voter| voter.area).collect());
        let materials = Materials {
            election,
            trustees: Digest::of(&people.setup.trustees),
            rules: digest(RULES, opening.rules),
            package: digest(PACKAGE, opening.package),
            masked_roll: digest(ROLL, opening.masked_roll),
            areas: &areas,
            people: (&people.credentials, Digest::of(&people.setup.credentials)),
            area: (&area.credentials, Digest::of(&area.setup.credentials)),
        };
        for fault in opening.faults(&materials) {
            let (check, file) = match fault {
                OpeningFault::Digest(Named::Rules) => (RecordCheck::Rules, RULES),
                OpeningFault::Digest(Named::Package) => (RecordCheck::Package, PACKAGE),
                OpeningFault::Digest(Named::MaskedRoll) | OpeningFault::Voters { .. } | OpeningFault::Areas => {
                    (RecordCheck::Roll, ROLL)
                }
                OpeningFault::Digest(Named::People | Named::Trustees) => (RecordCheck::Opening, PEOPLE),
                OpeningFault::Digest(Named::Area) => (RecordCheck::Opening, AREA),
                _ => (RecordCheck::Opening, OPENING),
            };
            self.fail(check, file, fault);
        }
        for fault in [opening.log_key().err(), opening.cosigner_keys().err()].into_iter().flatten() {
            self.fail(RecordCheck::Opening, OPENING, fault);
        }
    }

    /// Of every joint key more than half of the members must be needed.
    fn threshold(&mut self, file: &str, trustees: &Trustees) {
        self.trays.examine(RecordCheck::Threshold, trustees.groups().len());
        for (item, group) in (1..).zip(trustees.groups()) {
            let Group::Pedersen { size, threshold, .. } = *group else { continue };
            let shape = u32::try_from(threshold).map_err(|_| ShapeFault::TooMany).and_then(|needed| Shape::new(size, needed));
            if let Err(fault) = shape {
                self.fail(RecordCheck::Threshold, file, RecordFault::Threshold { item, fault });
            }
        }
    }

    /// The masked roll by itself and by the rule set.
    fn roll(&mut self, roll: &MaskedRoll, setup: &Setup) {
        self.trays.examine(RecordCheck::Roll, roll.voters.len());
        let mut sum = Some(Weight::ZERO);
        for (at, voter) in roll.voters.iter().enumerate() {
            let counted = voter.units.iter().filter(|unit| unit.counts).map(|unit| unit.area);
            let area = counted.fold(0, u64::saturating_add);
            let number = usize::try_from(voter.number).ok();
            if area != voter.area || number != Some(at.saturating_add(1)) {
                self.fail(RecordCheck::Roll, ROLL, RecordFault::RollVoter(at));
            }
            sum = sum.and_then(|sum| sum.plus(Weight { people: 1, area: voter.area }));
        }
        let totals = roll.totals;
        let frozen = if totals.parking_counts { totals.with_parking } else { totals.without_parking };
        let by_rule = setup.rules.as_ref().is_none_or(|rules| rules.rules().parking_as_area.value == totals.parking_counts);
        if sum != Some(frozen) || !by_rule {
            self.fail(RecordCheck::Roll, ROLL, RecordFault::RollTotals);
        }
    }
}
