//! What stood before the voting: opening, rule set, roll, package, trustees.

use std::collections::HashSet;
use std::io::{Read, Seek};

use super::{Setup, Sides, Work};
use crate::crypto::dlog;
use crate::crypto::hash::Digest;
use crate::election::ceremony::{Shape, ShapeFault};
use crate::election::jcs::from_jcs;
use crate::election::log::opening::{Materials, Named, Opening, OpeningFault};
use crate::election::poll::package::Package;
use crate::election::record::check::RecordCheck;
use crate::election::record::fault::RecordFault;
use crate::election::record::files::{AREA, OPENING, PACKAGE, PEOPLE, ROLL, RULES};
use crate::election::roll::{Counting, MaskedRoll, MaskedUnit, UnitUse};
use crate::election::rules::RuleSet;
use crate::election::trustees::{Group, Trustees};
use crate::election::weight::Weight;

impl<R: Read + Seek + Send> Work<'_, R> {
    /// Reads the four files; each by itself.
    pub(super) fn setup(&mut self) -> Setup {
        let rules = self.files.get(RULES).and_then(|bytes| {
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
            self.trays.examine(RecordCheck::Package, package.items.len());
            for fault in package.faults(opening, rules, election.parameters()) {
                self.fail(RecordCheck::Package, PACKAGE, fault);
            }
            let households = setup.roll.as_ref().map(MaskedRoll::households);
            if let Some(Err(fault)) = households.map(|households| package.check_households(rules, households)) {
                self.fail(RecordCheck::Package, PACKAGE, fault);
            }
            if let Err(fault) = opening.check_extension(rules.rules().extension.value, package.has_election()) {
                self.fail(RecordCheck::Opening, OPENING, fault);
            }
        }
        self.trays.examine(RecordCheck::Opening, 1);
        if setup.rules.is_some() {
            self.trays.examine(RecordCheck::Rules, 1);
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
        // Refused before anybody votes: a sum beyond the table's bound could never be opened.
        let total = area.credentials.total_weight();
        if total > dlog::MAX {
            self.fail(RecordCheck::Opening, AREA, RecordFault::Uncountable(total));
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
        let keys: Vec<_> = trustees.owners().iter().map(|owner| owner.key).collect();
        for (at, key) in keys.iter().enumerate().filter(|(_, key)| key.is_some()) {
            if let Some(first) = keys.iter().take(at).position(|other| other == key) {
                let fault = RecordFault::RepeatedKey { first: first.saturating_add(1), second: at.saturating_add(1) };
                self.fail(RecordCheck::Threshold, file, fault);
            }
        }
    }

    /// The masked roll by itself and by the rule set.
    fn roll(&mut self, roll: &MaskedRoll, setup: &Setup) {
        self.trays.examine(RecordCheck::Roll, roll.voters.len());
        let counting = setup.rules.as_ref().map(|rules| Counting { parking_as_area: rules.rules().parking_as_area.value });
        let mut addresses = HashSet::new();
        let (mut sum, mut listed, mut homes) = (Some(Weight::ZERO), Some(Weight::ZERO), Some(Weight::ZERO));
        for (at, voter) in roll.voters.iter().enumerate() {
            let counted = voter.units.iter().filter(|unit| unit.counts).map(|unit| unit.area);
            let area = counted.fold(0, u64::saturating_add);
            let number = usize::try_from(voter.number).ok();
            if area != voter.area || number != Some(at.saturating_add(1)) {
                self.fail(RecordCheck::Roll, ROLL, RecordFault::RollVoter(at));
            }
            // Who has nothing that counts would be a voter without a home: people are half of every majority (民法典 278).
            let by_rule = |unit: &MaskedUnit| counting.is_none_or(|counting| counting.counts(unit.purpose) == unit.counts);
            let entitled = voter.units.iter().any(|unit| unit.counts) && voter.units.iter().all(|unit| unit.area > 0);
            if !entitled || !voter.units.iter().all(by_rule) {
                self.fail(RecordCheck::Roll, ROLL, RecordFault::RollEntitled(at));
            }
            if !voter.units.iter().all(|unit| addresses.insert(&unit.address)) {
                self.fail(RecordCheck::Roll, ROLL, RecordFault::RollUnitTwice(at));
            }
            let all = |parking: bool| {
                let units = voter.units.iter().filter(|unit| parking || unit.purpose != UnitUse::Parking);
                let area = units.map(|unit| unit.area).fold(0, u64::saturating_add);
                Weight { people: u64::from(area > 0), area }
            };
            sum = sum.and_then(|sum| sum.plus(Weight { people: 1, area: voter.area }));
            listed = listed.and_then(|sum| sum.plus(all(true)));
            homes = homes.and_then(|sum| sum.plus(all(false)));
        }
        let totals = roll.totals;
        let frozen = if totals.parking_counts { totals.with_parking } else { totals.without_parking };
        let by_rule = setup.rules.as_ref().is_none_or(|rules| rules.rules().parking_as_area.value == totals.parking_counts);
        // Where parking does not count, those who own nothing else are in no list: the total with it may only be greater.
        let beside = if totals.parking_counts {
            homes == Some(totals.without_parking)
        } else {
            listed.is_some_and(|l| l.people <= totals.with_parking.people && l.area <= totals.with_parking.area)
        };
        if sum != Some(frozen) || !by_rule || !beside {
            self.fail(RecordCheck::Roll, ROLL, RecordFault::RollTotals);
        }
    }
}
