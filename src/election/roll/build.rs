//! From rows to units, right holders and voters.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::finding::{Finding, RollFault};
use super::order;
use super::row::{AreaBasis, DeveloperHolding, HolderRow, Identity, IdentityKind, UnitAddress, UnitUse};
use crate::election::weight::Weight;

/// What counts as area; from the rule set, frozen with the poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counting {
    /// Whether parking spaces 车位 count.
    pub parking_as_area: bool,
}

impl Counting {
    /// Whether units of this use give a vote.
    pub fn counts(self, purpose: UnitUse) -> bool {
        purpose != UnitUse::Parking || self.parking_as_area
    }
}

/// A right holder 权利人.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// 姓名.
    pub name: String,
    /// The number, if known.
    pub identity: Option<Identity>,
    /// 监护人, from the first row that names one.
    pub guardian: Option<String>,
}

impl Holder {
    /// What the number is of.
    pub fn kind(&self) -> Option<IdentityKind> {
        self.identity.as_ref().map(|identity| identity.kind)
    }
}

/// A unit 专有部分.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Where.
    pub address: UnitAddress,
    /// 用途.
    #[serde(rename = "use")]
    pub purpose: UnitUse,
    /// In 0.01 m².
    pub area: u64,
    /// 面积依据.
    pub area_basis: AreaBasis,
    /// 权证号, of all rows, sorted.
    pub certificates: Vec<String>,
    /// Right holders as positions in [`Roll::holders`], ascending, with their 份额 as written.
    pub holders: Vec<(usize, Option<String>)>,
    /// 建设单位持有.
    pub developer: Option<DeveloperHolding>,
    /// 表决代表.
    pub representative: Option<String>,
}

/// A voter 表决权人: one vote by people, the sum of the counting areas by area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voter {
    /// From 1, in the order of the first unit.
    pub number: u32,
    /// Positions in [`Roll::units`], ascending, also of units that do not count.
    pub units: Vec<usize>,
    /// Positions in [`Roll::holders`], ascending.
    pub holders: Vec<usize>,
    /// In 0.01 m², without what does not count.
    pub area: u64,
    /// Whether this is the developer 建设单位.
    pub developer: bool,
    /// Who votes for several holders. `None` if nobody is named, or if the units name several.
    pub representative: Option<String>,
}

/// Units, right holders and voters, in an order that does not depend on the order of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roll {
    pub(super) counting: Counting,
    pub(super) units: Vec<Unit>,
    pub(super) holders: Vec<Holder>,
    pub(super) voters: Vec<Voter>,
    pub(super) total: Weight,
    findings: Vec<Finding>,
}

/// Identity of a right holder: the number, or else the unit and name of the row that lacks one, so that nothing merges.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(String),
    Unknown(String, [String; 3]),
}

impl Key {
    fn of(row: &HolderRow) -> Self {
        match &row.identity {
            Some(identity) => Self::Number(identity.number.clone()),
            None => {
                let UnitAddress { building, stair, room } = row.address.clone();
                Self::Unknown(row.name.clone(), [building, stair, room])
            }
        }
    }
}

/// Which units are one voter's: the developer's, or those of one set of right holders.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Developer,
    Holders(Vec<usize>),
}

impl Roll {
    /// Makes the roll, or returns every fault of the rows. An area is a voter's weight only if it counts by `counting`.
    pub fn build(rows: &[HolderRow], counting: Counting) -> Result<Self, Vec<RollFault>> {
        let mut faults = faults_of_rows(rows);
        let grouped = group(rows, &mut faults);
        let total =
            Weight::sum(grouped.iter().filter_map(|(_, rows)| rows.first()).map(|(_, row)| Weight { people: 1, area: row.area }));
        if total.is_none() {
            faults.push(RollFault::TotalTooLarge);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (holders, positions) = holders_of(rows);
        let units: Vec<Unit> = grouped.iter().filter_map(|(_, rows)| unit(rows, &positions)).collect();
        Ok(Self::of_units(units, holders, counting))
    }

    /// Units → voters.
    pub(super) fn of_units(units: Vec<Unit>, holders: Vec<Holder>, counting: Counting) -> Self {
        let mut roll = Self { counting, units, holders, voters: Vec::new(), total: Weight::ZERO, findings: Vec::new() };
        roll.gather();
        roll
    }

    fn gather(&mut self) {
        let sets = |unit: &Unit| unit.holders.iter().map(|(holder, _)| *holder).collect::<Vec<_>>();
        let unsold: BTreeSet<Vec<usize>> =
            self.units.iter().filter(|unit| unit.developer == Some(DeveloperHolding::Unsold)).map(sets).collect();
        let mut owners: BTreeMap<Owner, Vec<usize>> = BTreeMap::new();
        for (position, unit) in self.units.iter().enumerate() {
            let set = sets(unit);
            // What the developer holds without the mark is the developer's too: it is the same person.
            let owner = if unit.developer.is_some() || unsold.contains(&set) { Owner::Developer } else { Owner::Holders(set) };
            owners.entry(owner).or_default().push(position);
        }
        let mut voters: Vec<(Owner, Vec<usize>)> = owners.into_iter().collect();
        // Units are in order already, so the first position orders the voters.
        voters.sort_by_key(|(_, units)| units.iter().copied().find(|unit| self.unit_counts(*unit)).or(units.first().copied()));
        for (owner, units) in voters {
            self.add_voter(owner, units);
        }
        let people = u64::try_from(self.voters.len()).unwrap_or(u64::MAX);
        let area = self.voters.iter().fold(0_u64, |sum, voter| sum.saturating_add(voter.area));
        self.total = Weight { people, area };
        if unsold.len() > 1 {
            let names: BTreeSet<String> = unsold.iter().flatten().filter_map(|holder| self.name(*holder)).collect();
            self.findings.push(Finding::SeveralDevelopers { names: names.into_iter().collect() });
        }
        self.find_overlaps();
        self.find_unidentified();
    }

    fn add_voter(&mut self, owner: Owner, units: Vec<usize>) {
        let own: Vec<&Unit> = units.iter().filter_map(|unit| self.units.get(*unit)).collect();
        let developer = owner == Owner::Developer;
        let holders = match owner {
            Owner::Holders(holders) => holders,
            // Buyers of undelivered units do not vote for them yet: they are not this voter's right holders.
            Owner::Developer => {
                let unsold = own.iter().filter(|unit| unit.developer != Some(DeveloperHolding::Undelivered));
                let named: BTreeSet<usize> = unsold.flat_map(|unit| unit.holders.iter().map(|(holder, _)| *holder)).collect();
                named.into_iter().collect()
            }
        };
        let names = |holders: &[usize]| holders.iter().filter_map(|holder| self.name(*holder)).collect::<Vec<_>>();
        let counting: Vec<&&Unit> = own.iter().filter(|unit| self.counting.counts(unit.purpose)).collect();
        if counting.is_empty() {
            let units = own.iter().map(|unit| unit.address.to_string()).collect();
            let names = names(&holders);
            self.findings.push(Finding::OnlyUncountedUnits { units, names });
            return;
        }
        let number = u32::try_from(self.voters.len()).unwrap_or(u32::MAX).saturating_add(1);
        let area = counting.iter().fold(0_u64, |sum, unit| sum.saturating_add(unit.area));
        let named: BTreeSet<&String> = own.iter().filter_map(|unit| unit.representative.as_ref()).collect();
        let representative = if named.len() == 1 { named.first().map(|name| (*name).clone()) } else { None };
        if named.len() > 1 {
            let names = named.into_iter().cloned().collect();
            self.findings.push(Finding::RepresentativesDiffer { voter: number, names });
        } else if representative.is_none() && holders.len() > 1 && !developer {
            self.findings.push(Finding::RepresentativeMissing { voter: number });
        }
        self.voters.push(Voter { number, units, holders, area, developer, representative });
    }

    /// Only voters that share a holder are compared, so a large roll stays cheap.
    fn find_overlaps(&mut self) {
        let mut of_holder: HashMap<usize, Vec<u32>> = HashMap::new();
        for voter in &self.voters {
            for holder in &voter.holders {
                of_holder.entry(*holder).or_default().push(voter.number);
            }
        }
        let mut overlaps: BTreeMap<[u32; 2], BTreeSet<usize>> = BTreeMap::new();
        for (holder, voters) in &of_holder {
            for (position, first) in voters.iter().enumerate() {
                for second in voters.iter().skip(position.saturating_add(1)) {
                    overlaps.entry([*first, *second]).or_default().insert(*holder);
                }
            }
        }
        for (voters, shared) in overlaps {
            let shared = shared.into_iter().filter_map(|holder| self.name(holder)).collect();
            self.findings.push(Finding::PartialOverlap { voters, shared });
        }
    }

    fn find_unidentified(&mut self) {
        let mut of_name: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        let pairs = || self.voters.iter().flat_map(|voter| voter.holders.iter().map(move |holder| (voter, *holder)));
        for (voter, holder) in pairs() {
            if let Some(holder) = self.holders.get(holder) {
                of_name.entry(&holder.name).or_default().insert(voter.number);
            }
        }
        let mut found = Vec::new();
        for (voter, holder) in pairs().filter(|(voter, _)| !voter.developer) {
            let Some(holder) = self.holders.get(holder).filter(|holder| holder.identity.is_none()) else { continue };
            let same = of_name.get(holder.name.as_str()).into_iter().flatten().copied();
            let same_name = same.filter(|other| *other != voter.number).collect();
            found.push(Finding::Unidentified { voter: voter.number, name: holder.name.clone(), same_name });
        }
        self.findings.extend(found);
    }

    fn name(&self, holder: usize) -> Option<String> {
        self.holders.get(holder).map(|holder| holder.name.clone())
    }

    fn unit_counts(&self, unit: usize) -> bool {
        self.units.get(unit).is_some_and(|unit| self.counting.counts(unit.purpose))
    }

    /// All units, by building, stair and room.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// All right holders, by name and number.
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// All voters, by number.
    pub fn voters(&self) -> &[Voter] {
        &self.voters
    }

    /// People and area of all voters: what two thirds are two thirds of.
    pub const fn total(&self) -> Weight {
        self.total
    }

    /// What a person should look at.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

fn faults_of_rows(rows: &[HolderRow]) -> Vec<RollFault> {
    let mut faults = Vec::new();
    let mut names: HashMap<&str, (usize, &HolderRow)> = HashMap::new();
    for (row, content) in rows.iter().enumerate() {
        let number = content.identity.as_ref().map(|identity| identity.number.as_str());
        for (what, text) in
            [("room", Some(content.address.room.as_str())), ("name", Some(&content.name)), ("identity number", number)]
        {
            if text.is_some_and(|text| text.trim().is_empty()) {
                faults.push(RollFault::Empty { row, what });
            }
        }
        if content.area == 0 {
            faults.push(RollFault::AreaNotPositive { row });
        }
        if let Some(number) = number {
            let (first, seen) = *names.entry(number).or_insert((row, content));
            if seen.name != content.name || seen.identity != content.identity {
                faults.push(RollFault::IdentityDiffers { row, first });
            }
        }
    }
    faults
}

type Grouped<'a> = Vec<(UnitAddress, Vec<(usize, &'a HolderRow)>)>;

/// The rows of each unit, units in order.
fn group<'a>(rows: &'a [HolderRow], faults: &mut Vec<RollFault>) -> Grouped<'a> {
    let mut units: HashMap<&UnitAddress, Vec<(usize, &HolderRow)>> = HashMap::new();
    for (row, content) in rows.iter().enumerate() {
        let unit = units.entry(&content.address).or_default();
        if let Some((first, other)) = unit.first().copied() {
            let differences = [
                ("use", other.purpose != content.purpose),
                ("area", other.area != content.area),
                ("area basis", other.area_basis != content.area_basis),
                ("developer", other.developer != content.developer),
                ("representative", other.representative != content.representative),
            ];
            faults.extend(differences.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| RollFault::UnitDiffers {
                row,
                first,
                what,
            }));
        }
        let key = Key::of(content);
        if let Some((first, _)) = unit.iter().find(|(_, other)| Key::of(other) == key) {
            faults.push(RollFault::HolderTwice { row, first: *first });
        }
        unit.push((row, content));
    }
    let mut units: Grouped<'a> = units.into_iter().map(|(address, rows)| (address.clone(), rows)).collect();
    units.sort_by_cached_key(|(address, _)| order::key(address));
    units
}

fn holders_of(rows: &[HolderRow]) -> (Vec<Holder>, BTreeMap<Key, usize>) {
    let mut holders: BTreeMap<(String, Key), Holder> = BTreeMap::new();
    for row in rows {
        let new = || Holder { name: row.name.clone(), identity: row.identity.clone(), guardian: None };
        let holder = holders.entry((row.name.clone(), Key::of(row))).or_insert_with(new);
        // The least text, not the first row's: the order of the rows must not matter.
        holder.guardian = match (holder.guardian.take(), row.guardian.clone()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    let positions = holders.keys().enumerate().map(|(position, (_, key))| (key.clone(), position)).collect();
    (holders.into_values().collect(), positions)
}

fn unit(rows: &[(usize, &HolderRow)], positions: &BTreeMap<Key, usize>) -> Option<Unit> {
    let (_, first) = rows.first()?;
    let mut holders: Vec<(usize, Option<String>)> =
        rows.iter().filter_map(|(_, row)| Some((*positions.get(&Key::of(row))?, row.share.clone()))).collect();
    holders.sort();
    let certificates: BTreeSet<&String> = rows.iter().map(|(_, row)| &row.certificate).filter(|text| !text.is_empty()).collect();
    Some(Unit {
        address: first.address.clone(),
        purpose: first.purpose,
        area: first.area,
        area_basis: first.area_basis,
        certificates: certificates.into_iter().cloned().collect(),
        holders,
        developer: first.developer,
        representative: first.representative.clone(),
    })
}
