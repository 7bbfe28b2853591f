//! One line of a sheet, read: what it says, what was put right in it, and why it waits.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::cells::{Cells, numbers, shown};
use super::code::{At, Code, Correction, Repair, Waiting};
use super::field::Field;
use super::sheet::{Cell, Kind};
use super::value::area::{Area, area};
use super::value::identity::{self, Number};
use super::value::owner::{self, Owners};
use super::value::{date, phone, place, width, word};
use crate::election::roll::{AreaBasis, DeveloperHolding, Identity, IdentityKind, UnitAddress, UnitUse};

/// One owner of a row.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) name: String,
    pub(super) identity: Option<Identity>,
    pub(super) share: Option<String>,
    pub(super) phones: Vec<String>,
}

/// A row, as far as it can be read by itself.
pub(super) struct Draft {
    pub(super) at: At,
    pub(super) address: UnitAddress,
    pub(super) purpose: Option<UnitUse>,
    pub(super) area: Option<u64>,
    pub(super) basis: Option<AreaBasis>,
    /// What the cell says, understood or not.
    pub(super) basis_text: String,
    pub(super) certificate: String,
    pub(super) owners: Vec<Owner>,
    pub(super) developer: Option<DeveloperHolding>,
    /// The name is a word for the developer.
    pub(super) nicknamed: bool,
    pub(super) representative: Option<String>,
    pub(super) guardian: Option<String>,
    /// The room is what a person typed, not what the file says.
    pub(super) room_typed: bool,
    /// The row says that several own the unit: by its words, or because its place is merged with the row above.
    pub(super) co_owned: bool,
    pub(super) waits: Vec<Waiting>,
    pub(super) corrections: Vec<Correction>,
    /// Confirmed by a person.
    pub(super) confirmed: Vec<Code>,
    /// Codes that a confirmation was used for.
    pub(super) used: Vec<Code>,
}

/// Most characters of a building, a stair or a room: a sentence is no place.
const LONGEST: usize = 40;

/// What a row without building or stair may take from the row above.
#[derive(Default, Clone)]
pub(super) struct Above {
    line: u32,
    building: String,
    stair: String,
    room: String,
    purpose: Option<UnitUse>,
}

/// Reads a row.
pub(super) fn draft(
    at: At,
    cells: &Cells<'_>,
    above: &mut Above,
    confirmed: Vec<Code>,
    default_building: &str,
    today: Date,
) -> Draft {
    let mut draft = Draft {
        at,
        address: UnitAddress { building: String::new(), stair: String::new(), room: String::new() },
        purpose: None,
        area: None,
        basis: None,
        basis_text: String::new(),
        certificate: width::tight(&cells.text(Field::Certificate)),
        owners: Vec::new(),
        developer: None,
        nicknamed: false,
        representative: name_of(&cells.text(Field::Representative)),
        guardian: name_of(&cells.text(Field::Guardian)),
        room_typed: cells.is_typed(Field::Room),
        co_owned: false,
        waits: Vec::new(),
        corrections: Vec::new(),
        confirmed,
        used: Vec::new(),
    };
    draft.read_place(cells, above, default_building);
    draft.read_area(cells);
    draft.read_holding(cells);
    draft.read_owners(cells, today);
    draft
}

fn name_of(text: &str) -> Option<String> {
    match owner::owners(text) {
        Owners::Named(names) => Some(names.join("、")),
        Owners::Unclear { one, .. } => Some(one),
        _ => None,
    }
}

impl Draft {
    /// Notes that the row waits, unless a person has confirmed it.
    pub(super) fn wait(&mut self, code: Code, column: Option<Field>, found: &str, others: Vec<At>) {
        if self.confirmed.contains(&code) {
            self.used.push(code);
        } else if !self.waits.iter().any(|wait| wait.code == code) {
            let found = shown(column, found);
            self.waits.push(Waiting { at: self.at, code, column, found, others });
        }
    }

    pub(super) fn correct(&mut self, column: Field, from: &str, to: &str, code: Repair) {
        let (from, to) = (shown(Some(column), from), shown(Some(column), to));
        self.corrections.push(Correction { at: self.at, column, from, to, code });
    }

    fn read_place(&mut self, cells: &Cells<'_>, above: &mut Above, default_building: &str) {
        let [building, stair, room] = [Field::Building, Field::Stair, Field::Room].map(|field| cells.cell(field));
        self.address = UnitAddress {
            building: place::building(&building.text),
            stair: place::stair(&stair.text),
            room: if room.kind == Kind::Date { String::new() } else { place::room(&room.text) },
        };
        // `3-2` in the cell of a building or stair is a date too: which building is lost, and with it the unit.
        for (field, cell) in [(Field::Building, &building), (Field::Stair, &stair)] {
            if cell.kind == Kind::Date || date::month_and_day(&cell.text).is_some() {
                self.wait(Code::UnitMissing, Some(field), &cell.text, Vec::new());
            }
        }
        let lost = !self.waits.is_empty();
        if lost {
            self.address = UnitAddress { building: String::new(), stair: String::new(), room: String::new() };
        }
        for (field, cell, taken) in [
            (Field::Building, &building, self.address.building.clone()),
            (Field::Stair, &stair, self.address.stair.clone()),
            (Field::Room, &room, self.address.room.clone()),
        ] {
            if cell.text != taken && !cell.merged && cell.kind == Kind::Text && !cell.text.trim().is_empty() && !taken.is_empty()
            {
                self.correct(
                    field,
                    &cell.text,
                    &taken,
                    if width::plain(&cell.text) == taken { Repair::Spacing } else { Repair::Place },
                );
            }
        }
        if stair.text.trim().is_empty()
            && let Some([building_part, stair_part]) = place::building_and_stair(&building.text)
        {
            self.address.building = building_part;
            self.address.stair = stair_part;
        }
        if !lost {
            self.divide_address(cells);
        }
        let text = cells.text(Field::Use);
        match word::purpose(&text) {
            Ok(Some(purpose)) => self.purpose = Some(purpose),
            Ok(None) => {}
            Err(()) => self.wait(Code::ColumnUnknown, Some(Field::Use), &text, Vec::new()),
        }
        if self.address.building.is_empty() && !default_building.is_empty() {
            self.address.building = default_building.to_owned();
        }
        self.fill_down(cells, above);
        let UnitAddress { building, stair, room: number } = &self.address;
        if [building, stair, number].into_iter().any(|part| part.chars().count() > LONGEST) {
            self.address.room.clear();
        }
        if self.address.room.is_empty() {
            self.wait(Code::UnitMissing, Some(Field::Room), &room.text, Vec::new());
        }
        // Two rows whose room is one merged cell are one unit's.
        self.co_owned |= room.merged;
    }

    /// An address in one cell, or the whole address in the cell of the room.
    fn divide_address(&mut self, cells: &Cells<'_>) {
        let whole = cells.text(Field::Address);
        let (field, text) =
            if self.address.room.is_empty() { (Field::Address, whole) } else { (Field::Room, cells.text(Field::Room)) };
        if field == Field::Room
            && let Some([stair, room]) = place::stair_and_room(&text)
        {
            if self.address.stair.is_empty() || self.address.stair == stair {
                (self.address.stair, self.address.room) = (stair, room);
                let to = self.address.to_string();
                self.correct(field, &text, &to, Repair::AddressDivided);
            } else {
                // Two stairs: which of them?
                self.address.room.clear();
            }
            return;
        }
        let Some([building, stair, room]) = place::address(&text) else {
            if field == Field::Address && !width::tight(&text).is_empty() {
                // Not divided, but still one unit's name.
                self.address.room = place::room(&text);
            }
            return;
        };
        let fits = |own: &str, found: &str| own.is_empty() || own == found;
        // `2-501` in the room of building 3 is stair and room, not another building.
        let whole = field == Field::Address || !stair.is_empty() || text.contains(['栋', '幢', '楼', '座', '#']);
        if whole && fits(&self.address.building, &building) && fits(&self.address.stair, &stair) {
            self.address = UnitAddress { building, stair, room };
            let to = self.address.to_string();
            self.correct(field, &text, &to, Repair::AddressDivided);
        }
    }

    /// An empty building or stair is that of the row above, as in a file that lost its merged cells. A row that names somebody and
    /// says nothing about a unit is about the unit of the line above.
    fn fill_down(&mut self, cells: &Cells<'_>, above: &mut Above) {
        let ditto = |field| place::is_ditto(&cells.text(field));
        let parts = [Field::Building, Field::Stair, Field::Room];
        let blank = |field| cells.text(field).trim().is_empty() || (parts.contains(&field) && ditto(field));
        let no_unit =
            [Field::Building, Field::Stair, Field::Room, Field::Address, Field::Area, Field::Use].into_iter().all(blank);
        let follows = above.line.checked_add(1) == Some(self.at.line) && !above.room.is_empty();
        if no_unit && follows && !blank(Field::Name) && !blank(Field::IdNumber) {
            let Above { building, stair, room, purpose, .. } = above.clone();
            self.correct(Field::Room, cells.text(Field::Room).trim(), &room, Repair::FilledDown);
            self.address = UnitAddress { building, stair, room };
            self.purpose = purpose;
            self.co_owned = true;
        }
        let has_room = !self.address.room.is_empty();
        let alike = has_room && self.purpose == above.purpose;
        if (alike || (has_room && ditto(Field::Building)))
            && self.address.building.is_empty()
            && !above.building.is_empty()
            && blank(Field::Building)
            && cells.layout.has(Field::Building)
        {
            self.address.building.clone_from(&above.building);
            self.correct(Field::Building, cells.text(Field::Building).trim(), &above.building, Repair::FilledDown);
        }
        let same = self.address.building == above.building;
        // A dash says that there is none.
        if (alike || (has_room && ditto(Field::Stair)))
            && same
            && self.address.stair.is_empty()
            && !above.stair.is_empty()
            && blank(Field::Stair)
            && cells.layout.has(Field::Stair)
        {
            self.address.stair.clone_from(&above.stair);
            self.correct(Field::Stair, cells.text(Field::Stair).trim(), &above.stair, Repair::FilledDown);
        }
        // As in the line above, but nothing is there.
        let UnitAddress { building, stair, .. } = &self.address;
        if (building.is_empty() && ditto(Field::Building)) || (stair.is_empty() && ditto(Field::Stair)) {
            self.address.room.clear();
        }
        let UnitAddress { building, stair, room } = self.address.clone();
        *above = Above { line: self.at.line, building, stair, room, purpose: self.purpose };
    }

    fn read_area(&mut self, cells: &Cells<'_>) {
        let cell = cells.cell(Field::Area);
        let room = cells.cell(Field::Room);
        // One area over several rooms is whose?
        let found = if (cell.merged && !room.merged) || (cell.spans && !room.spans) { Area::Missing } else { area(&cell.text) };
        match found {
            Area::Known { centi, as_written } => {
                self.area = Some(centi);
                let to = crate::election::weight::SquareMetres(centi).to_string();
                if !as_written {
                    self.correct(Field::Area, &cell.text, &to, Repair::AreaWritten);
                } else if cell.text != width::plain(&cell.text) {
                    self.correct(Field::Area, &cell.text, &to, Repair::Spacing);
                }
                let purpose = self.purpose.unwrap_or_else(|| word::purpose_of_place(&self.address.building, &self.address.room));
                if !plausible(purpose).contains(&centi) {
                    self.wait(Code::AreaImplausible, Some(Field::Area), &cell.text, Vec::new());
                }
            }
            Area::NotPositive => self.wait(Code::AreaNotPositive, Some(Field::Area), &cell.text, Vec::new()),
            // Not to be confirmed: the total could not hold it.
            Area::TooLarge => self.waits.push(Waiting {
                at: self.at,
                code: Code::AreaImplausible,
                column: Some(Field::Area),
                found: cell.text,
                others: Vec::new(),
            }),
            Area::Missing => self.wait(Code::AreaMissing, Some(Field::Area), &cell.text, Vec::new()),
        }
        self.basis_text = cells.text(Field::AreaBasis);
        self.basis = word::basis(&self.basis_text).ok().flatten();
    }

    fn read_holding(&mut self, cells: &Cells<'_>) {
        let text = cells.text(Field::Developer);
        match word::developer(&text) {
            Ok(holding) => self.developer = holding,
            Err(()) => self.wait(Code::ColumnUnknown, Some(Field::Developer), &text, Vec::new()),
        }
    }

    fn read_owners(&mut self, cells: &Cells<'_>, today: Date) {
        let cell = cells.cell(Field::Name);
        let (share, remark) = (cells.cell(Field::Share), cells.all(Field::Remark));
        self.co_owned |= [&share.text, &remark, &cell.text].into_iter().any(|text| owner::tells_co_ownership(text));
        if owner::tells_death(&remark) {
            self.wait(Code::OwnerDeceased, Some(Field::Remark), &remark, Vec::new());
        }
        let numbers = numbers(&cells.cell(Field::IdNumber));
        let names = match owner::owners(&cell.text) {
            Owners::Missing => {
                self.wait(Code::OwnerMissing, Some(Field::Name), &cell.text, Vec::new());
                return;
            }
            Owners::Placeholder { developer } => {
                self.nicknamed = developer && self.developer.is_some();
                if !self.nicknamed {
                    self.wait(Code::OwnerPlaceholder, Some(Field::Name), &cell.text, Vec::new());
                }
                if !self.confirmed.contains(&Code::OwnerPlaceholder) {
                    return;
                }
                vec![width::plain(&cell.text)]
            }
            Owners::Deceased(names) => {
                self.wait(Code::OwnerDeceased, Some(Field::Name), &cell.text, Vec::new());
                names
            }
            Owners::Named(names) => names,
            Owners::Unclear { several, .. } if several.len() > 1 && numbers.len() == several.len() => several,
            Owners::Unclear { one, .. } => {
                self.wait(Code::TwoOwnersUnclear, Some(Field::Name), &cell.text, Vec::new());
                vec![one]
            }
        };
        if let [name] = names.as_slice()
            && *name != cell.text
        {
            self.correct(Field::Name, &cell.text, name, Repair::Spacing);
        } else if names.len() > 1 {
            self.correct(Field::Name, &cell.text, &names.join("、"), Repair::OwnersDivided);
        }
        self.owners = names.into_iter().map(|name| Owner { name, identity: None, share: None, phones: Vec::new() }).collect();
        self.read_numbers(cells, &numbers, today);
        self.same_twice(cells);
        self.read_shares(&share);
        self.read_phones(&cells.all(Field::Phone));
    }

    fn read_numbers(&mut self, cells: &Cells<'_>, numbers: &[String], today: Date) {
        let cell = cells.cell(Field::IdNumber);
        let document = identity::document(&cells.text(Field::IdKind));
        let read: Vec<Number> = numbers
            .iter()
            .zip(self.owners.iter().map(Some).chain(std::iter::repeat(None)))
            .map(|(number, owner)| {
                let organisation = owner.is_some_and(|owner| owner::is_organisation(&owner.name));
                identity::identity(number, cell.kind == Kind::Number, document, organisation)
            })
            .filter(|number| *number != Number::Missing)
            .collect();
        if read.is_empty() {
            self.wait(Code::IdMissing, Some(Field::IdNumber), &cell.text, Vec::new());
            if self.owners.len() > 1 && !self.confirmed.contains(&Code::IdMissing) {
                self.wait(Code::TwoOwnersUnclear, Some(Field::Name), &cells.text(Field::Name), Vec::new());
            }
            return;
        }
        if read.contains(&Number::LostDigits) {
            self.wait(Code::IdLostDigits, Some(Field::IdNumber), &cell.text, Vec::new());
            return;
        }
        let mut read = read;
        if self.owners.len() == 1 {
            // The same card twice, old and new.
            read.dedup();
        }
        if read.len() != self.owners.len() {
            // Not to be confirmed: whose number is it?
            self.confirmed.retain(|code| *code != Code::TwoOwnersUnclear);
            self.wait(Code::TwoOwnersUnclear, Some(Field::IdNumber), &cell.text, Vec::new());
            return;
        }
        let mut wrong = false;
        let mut minor = false;
        let mut taken = Vec::new();
        for ((owner, number), written) in self.owners.iter_mut().zip(read).zip(numbers) {
            match number {
                Number::Good { kind, number, born } => {
                    // A name of a person with the number of a company: one of them is wrong, and the name would be published.
                    wrong |= kind == IdentityKind::Organisation && owner.name.chars().count() <= 3;
                    // The card of whoever signs for a company would make one owner of the two.
                    wrong |= kind == IdentityKind::Person && owner::is_organisation(&owner.name);
                    minor |= born.and_then(|born| born.checked_add(18.years()).ok()).is_some_and(|of_age| of_age > today);
                    taken.push(number.clone());
                    owner.identity = Some(Identity { kind, number });
                }
                _ => {
                    wrong = true;
                    let organisation = owner::is_organisation(&owner.name);
                    let kind = if organisation { IdentityKind::Organisation } else { IdentityKind::Person };
                    owner.identity = Some(Identity { kind, number: identity::written(written) });
                }
            }
        }
        if wrong {
            self.wait(Code::IdCheckDigit, Some(Field::IdNumber), &cell.text, Vec::new());
        }
        if minor && self.guardian.is_none() {
            self.wait(Code::MinorWithoutGuardian, Some(Field::Guardian), "", Vec::new());
        }
        if numbers.len() == 1 && taken.first().is_some_and(|number| *number != cell.text) {
            let to = taken.concat();
            self.correct(Field::IdNumber, &cell.text, &to, Repair::IdWritten);
        }
    }

    /// One owner twice in a row is one owner, or a number is another's.
    fn same_twice(&mut self, cells: &Cells<'_>) {
        let key = |owner: &Owner| match &owner.identity {
            Some(identity) => identity.number.clone(),
            None => owner.name.clone(),
        };
        let different: std::collections::BTreeSet<String> = self.owners.iter().map(key).collect();
        if different.len() < self.owners.len() {
            // Not to be confirmed: the roll could not hold it.
            self.confirmed.retain(|code| *code != Code::TwoOwnersUnclear);
            self.wait(Code::TwoOwnersUnclear, Some(Field::Name), &cells.text(Field::Name), Vec::new());
        }
    }

    fn read_shares(&mut self, cell: &Cell) {
        let date = date::month_and_day(&cell.text);
        if date.is_some_and(|(part, whole)| part >= whole) || (date.is_none() && cell.kind == Kind::Date) {
            self.wait(Code::TwoOwnersUnclear, Some(Field::Share), &cell.text, Vec::new());
            return;
        }
        let text = match (cell.kind, area(&cell.text)) {
            // `1/2` became the second of January.
            _ if date.is_some() => date.map(|(part, whole)| format!("{part}/{whole}")).unwrap_or_default(),
            // A percentage as a spreadsheet keeps it.
            (Kind::Number, Area::Known { centi, as_written: true }) if centi <= 100 => format!("{centi}%"),
            _ => width::tight(&cell.text),
        };
        if text.is_empty() {
            return;
        }
        if date.is_some() {
            self.correct(Field::Share, &cell.text, &text, Repair::ShareWritten);
        }
        let parts: Vec<&str> = text.split(['、', ',', ';']).filter(|part| !part.is_empty()).collect();
        let each = text.strip_prefix('各').or_else(|| owner::tells_co_ownership(&text).then_some(text.as_str()));
        let count = self.owners.len();
        for (index, owner) in self.owners.iter_mut().enumerate() {
            owner.share = if count == 1 {
                Some(text.clone())
            } else if parts.len() == count {
                parts.get(index).map(|part| (*part).to_owned())
            } else {
                each.map(str::to_owned)
            };
        }
    }

    fn read_phones(&mut self, text: &str) {
        let (phones, all) = phone::phones(text);
        if !all {
            self.correct(Field::Phone, text, &phones.join("/"), Repair::PhoneUnreadable);
        } else if phones.len() > 1 {
            self.correct(Field::Phone, text, &phones.join("/"), Repair::PhonesDivided);
        }
        if phones.len() == self.owners.len() {
            for (owner, phone) in self.owners.iter_mut().zip(phones) {
                owner.phones = vec![phone];
            }
        } else if let Some(owner) = self.owners.first_mut() {
            owner.phones = phones;
        }
    }
}

/// From what to what, in 0.01 m², areas of a use usually are.
const fn plausible(purpose: UnitUse) -> std::ops::RangeInclusive<u64> {
    match purpose {
        UnitUse::Residential => 1_000..=100_000,
        UnitUse::Shop => 200..=10_000_000,
        UnitUse::Parking => 300..=20_000,
        UnitUse::Storage => 50..=100_000,
    }
}
