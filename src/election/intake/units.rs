//! Rows of one unit, side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::code::{At, Code, Correction, Repair};
use super::draft::Draft;
use super::field::Field;
use super::value::area::{Area, area};
use super::value::{date, word};
use crate::election::roll::{AreaBasis, DeveloperHolding, Identity, UnitAddress, UnitUse};
use crate::election::weight::SquareMetres;

/// Brings the rooms and the developer's units into one form.
pub(super) fn compare(drafts: &mut [Draft]) {
    days(drafts);
    leading_zeros(drafts);
    developer(drafts);
    from_same_unit(drafts);
    unlike_the_others(drafts);
}

/// From how many homes on the areas of an estate say what is usual in it.
const USUAL: usize = 20;
/// How many times larger or smaller than the middle one no home is by itself.
const UNUSUAL: u64 = 5;

/// A home of 895.6 m² among flats of 90 has a wrong decimal point, although a villa may be as large.
fn unlike_the_others(drafts: &mut [Draft]) {
    let is_home = |draft: &Draft| {
        let UnitAddress { building, room, .. } = &draft.address;
        draft.purpose.unwrap_or_else(|| word::purpose_of_place(building, room)) == UnitUse::Residential
    };
    let mut areas: Vec<u64> = drafts.iter().filter(|draft| is_home(draft)).filter_map(|draft| draft.area).collect();
    areas.sort_unstable();
    let Some(middle) = areas.get(areas.len().div_euclid(2)).copied().filter(|_| areas.len() >= USUAL) else { return };
    for draft in drafts.iter_mut().filter(|draft| is_home(draft)) {
        let Some(area) = draft.area else { continue };
        if area > middle.saturating_mul(UNUSUAL) || area.saturating_mul(UNUSUAL) < middle {
            draft.wait(Code::AreaImplausible, Some(Field::Area), &SquareMetres(area).to_string(), Vec::new());
        }
    }
}

/// `46083` among rooms of three or four digits is 2 March 2026, and was `3-2`.
fn days(drafts: &mut [Draft]) {
    let is_day = |draft: &&mut Draft| date::is_day_number(&draft.address.room);
    let (days, others): (Vec<&mut Draft>, Vec<&mut Draft>) =
        drafts.iter_mut().filter(|draft| !draft.address.room.is_empty()).partition(is_day);
    // Where rooms have five digits, these may be rooms.
    if days.len() >= others.len() || others.iter().any(|draft| draft.address.room.len() >= 5) {
        return;
    }
    for draft in days.into_iter().filter(|draft| !draft.room_typed) {
        let room = std::mem::take(&mut draft.address.room);
        draft.wait(Code::UnitMissing, Some(Field::Room), &room, Vec::new());
    }
}

/// `101` beside `0202` in one building is `0101`: a spreadsheet took the zero away.
fn leading_zeros(drafts: &mut [Draft]) {
    let digits = |room: &str| !room.is_empty() && room.bytes().all(|byte| byte.is_ascii_digit());
    let mut widths: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| digits(&draft.address.room) && draft.address.room.starts_with('0')) {
        widths.entry(draft.address.building.clone()).or_default().insert(draft.address.room.len());
    }
    for draft in drafts.iter_mut().filter(|draft| digits(&draft.address.room)) {
        // Several widths say nothing about the others.
        let Some(widths) = widths.get(&draft.address.building).filter(|widths| widths.len() == 1) else { continue };
        let width = widths.first().copied().unwrap_or(0);
        if draft.address.room.len() < width {
            let room = format!("{:0>width$}", draft.address.room);
            let old = std::mem::replace(&mut draft.address.room, room.clone());
            draft.correct(Field::Room, &old, &room, Repair::LeadingZeros);
        }
    }
}

/// `开发商` in a unit marked unsold is the developer, if the roll knows exactly one.
fn developer(drafts: &mut [Draft]) {
    let mut known: BTreeMap<Identity, String> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.developer == Some(DeveloperHolding::Unsold) && draft.waits.is_empty()) {
        if let [owner] = draft.owners.as_slice()
            && let Some(identity) = &owner.identity
        {
            known.insert(identity.clone(), owner.name.clone());
        }
    }
    let only = known.iter().next().filter(|_| known.len() == 1);
    for draft in drafts.iter_mut().filter(|draft| draft.nicknamed) {
        match only {
            Some((identity, name)) => {
                let owner =
                    super::draft::Owner { name: name.clone(), identity: Some(identity.clone()), share: None, phones: Vec::new() };
                draft.owners = vec![owner];
                draft.correct(Field::Name, "开发商", name, Repair::OwnerPlaceholder);
            }
            None => draft.wait(Code::OwnerPlaceholder, Some(Field::Name), "开发商", Vec::new()),
        }
    }
}

/// Positions of the rows of each unit, of units with several rows only.
fn several(drafts: &[Draft]) -> Vec<Vec<usize>> {
    let mut units: BTreeMap<[&str; 3], Vec<usize>> = BTreeMap::new();
    for (position, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.address.room.is_empty()) {
        let UnitAddress { building, stair, room } = &draft.address;
        units.entry([building, stair, room]).or_default().push(position);
    }
    units.into_values().filter(|rows| rows.len() > 1).collect()
}

/// The one value that rows give; `None` if they give none or several.
fn only<T: PartialEq + Clone>(drafts: &[Draft], rows: &[usize], of: impl Fn(&Draft) -> Option<T>) -> Option<T> {
    let mut values = rows.iter().filter_map(|row| drafts.get(*row)).filter_map(of);
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

/// The better basis first (建筑物区分所有权司法解释 8).
const fn rank(basis: AreaBasis) -> u8 {
    match basis {
        AreaBasis::Register => 0,
        AreaBasis::Survey => 1,
        AreaBasis::Contract => 2,
    }
}

/// Fills what one row of a unit leaves empty and another says.
fn from_same_unit(drafts: &mut [Draft]) {
    for rows in several(drafts) {
        let area = only(drafts, &rows, |draft| draft.area);
        let purpose = only(drafts, &rows, |draft| draft.purpose);
        let basis = rows.iter().filter_map(|row| drafts.get(*row)?.basis).min_by_key(|basis| rank(*basis));
        let representative = only(drafts, &rows, |draft| draft.representative.clone());
        let certificate = rows.iter().filter_map(|row| drafts.get(*row)).map(|draft| draft.certificate.clone()).max();
        let holding = only(drafts, &rows, |draft| draft.developer);
        for row in rows {
            let Some(draft) = drafts.get_mut(row) else { continue };
            let empty =
                |draft: &Draft| draft.waits.iter().any(|wait| wait.code == Code::AreaMissing && wait.found.trim().is_empty());
            if let Some(centi) = area.filter(|_| draft.area.is_none() && empty(draft)) {
                draft.area = Some(centi);
                draft.waits.retain(|wait| wait.code != Code::AreaMissing);
                let to = SquareMetres(centi).to_string();
                draft.correct(Field::Area, "", &to, Repair::FromSameUnit);
            }
            draft.purpose = draft.purpose.or(purpose);
            // The basis decides nothing: of several the best, the same for all rows.
            draft.basis = basis;
            draft.developer = draft.developer.or(holding);
            draft.representative = draft.representative.take().or_else(|| representative.clone());
            if draft.certificate.is_empty() {
                draft.certificate = certificate.clone().unwrap_or_default();
            }
        }
    }
}

/// Drops repeated rows, makes rows wait that are not plainly co-owners, and finds the rows that are held because another row of
/// their unit waits.
pub(super) fn settle(drafts: &mut Vec<Draft>) -> (Vec<Correction>, BTreeSet<At>) {
    let mut repeated = Vec::new();
    let mut gone: BTreeSet<At> = BTreeSet::new();
    for rows in several(drafts) {
        let mut kept: Vec<usize> = Vec::new();
        for row in rows {
            let Some(draft) = drafts.get(row) else { continue };
            let first = kept.iter().filter_map(|kept| drafts.get(*kept)).find(|first| repeats(first, draft));
            match first {
                Some(first) => {
                    gone.insert(draft.at);
                    repeated.push(Correction {
                        at: draft.at,
                        column: Field::Room,
                        from: draft.address.to_string(),
                        to: first.at.line.to_string(),
                        code: Repair::RowRepeated,
                    });
                }
                None => kept.push(row),
            }
        }
        if kept.len() > 1 && !are_co_owners(drafts, &kept) {
            make_wait(drafts, &kept);
        }
    }
    half_owned(drafts);
    drafts.retain(|draft| !gone.contains(&draft.at));
    let mut held = BTreeSet::new();
    for rows in several(drafts) {
        let waits = |row: &usize| drafts.get(*row).is_some_and(|draft| !draft.waits.is_empty());
        if rows.iter().any(waits) {
            let free = rows.iter().filter(|row| !waits(row)).filter_map(|row| drafts.get(*row));
            held.extend(free.map(|draft| draft.at));
        }
    }
    (repeated, held)
}

/// Somebody owns half of a unit, and nobody the other half: a co-owner is missing.
fn half_owned(drafts: &mut [Draft]) {
    let mut shares: BTreeMap<[String; 3], Option<u64>> = BTreeMap::new();
    let key = |draft: &Draft| {
        let UnitAddress { building, stair, room } = draft.address.clone();
        [building, stair, room]
    };
    for draft in drafts.iter() {
        let sum = shares.entry(key(draft)).or_insert(Some(0));
        for owner in &draft.owners {
            let part = owner.share.as_deref().and_then(per_ten_thousand);
            *sum = part.and_then(|part| (*sum)?.checked_add(part));
        }
    }
    for draft in drafts.iter_mut().filter(|draft| !draft.owners.is_empty()) {
        if shares.get(&key(draft)).copied().flatten().is_some_and(|sum| sum > 0 && sum < 9_900) {
            let found = draft.owners.iter().filter_map(|owner| owner.share.clone()).collect::<Vec<_>>().join("、");
            draft.wait(Code::TwoOwnersUnclear, Some(Field::Share), &found, Vec::new());
        }
    }
}

/// Whether a row says nothing that another does not say. Phones may differ.
fn repeats(first: &Draft, later: &Draft) -> bool {
    let owners = |draft: &Draft| {
        let names = draft.owners.iter().map(|owner| (owner.name.clone(), owner.identity.clone(), owner.share.clone()));
        names.collect::<BTreeSet<_>>()
    };
    let same_facts = first.area == later.area && first.purpose == later.purpose && first.developer == later.developer;
    let known = !later.owners.is_empty() && later.owners.iter().all(|owner| owner.identity.is_some());
    let calm = first.waits.is_empty() && later.waits.is_empty();
    calm && known && same_facts && owners(first) == owners(later) && first.representative == later.representative
}

/// Whether rows of one unit are plainly its co-owners: they agree about the unit, name different people, and the roll says that
/// these own it together (shares that make a whole, a representative among them, one merged cell, or the word).
fn are_co_owners(drafts: &mut [Draft], rows: &[usize]) -> bool {
    let of = |drafts: &[Draft], of: &dyn Fn(&Draft) -> String| {
        rows.iter().filter_map(|row| drafts.get(*row)).map(of).collect::<BTreeSet<String>>().len() == 1
    };
    let agree = of(drafts, &|draft| format!("{:?} {:?}", draft.area.unwrap_or(0), draft.developer))
        && of(drafts, &|draft| format!("{:?}", draft.purpose.unwrap_or(UnitUse::Residential)))
        && of(drafts, &|draft| draft.representative.clone().unwrap_or_default());
    let mut holders = BTreeSet::new();
    let mut twice = false;
    for owner in rows.iter().filter_map(|row| drafts.get(*row)).flat_map(|draft| &draft.owners) {
        let key = owner.identity.as_ref().map_or_else(|| owner.name.clone(), |identity| identity.number.clone());
        twice |= !holders.insert(key);
    }
    if !agree || twice {
        return false;
    }
    let confirmed = rows.iter().any(|row| drafts.get(*row).is_some_and(|draft| draft.confirmed.contains(&Code::UnitTwice)));
    if confirmed {
        for row in rows {
            if let Some(draft) = drafts.get_mut(*row) {
                draft.used.push(Code::UnitTwice);
            }
        }
        return true;
    }
    let units: Vec<&Draft> = rows.iter().filter_map(|row| drafts.get(*row)).collect();
    let representative = units.iter().filter_map(|draft| draft.representative.as_ref()).next();
    let represented =
        representative.is_some_and(|name| units.iter().flat_map(|draft| &draft.owners).any(|owner| owner.name == *name));
    let later = units.iter().skip(1).all(|draft| draft.co_owned);
    let said = units.iter().any(|draft| draft.co_owned && !draft.owners.is_empty());
    represented || later || (said && shares_allow(&units)) || shares_make_a_whole(&units)
}

/// The word 共有 says it, unless shares contradict.
fn shares_allow(units: &[&Draft]) -> bool {
    let owners = units.iter().flat_map(|draft| &draft.owners);
    let shares: Vec<&String> = owners.filter_map(|owner| owner.share.as_ref()).collect();
    shares.is_empty() || shares_make_a_whole(units) || shares.iter().all(|share| per_ten_thousand(share).is_none())
}

/// Every owner has a share, and together they are one.
fn shares_make_a_whole(units: &[&Draft]) -> bool {
    let mut sum = 0_u64;
    for owner in units.iter().flat_map(|draft| &draft.owners) {
        let Some(part) = owner.share.as_deref().and_then(per_ten_thousand) else { return false };
        sum = sum.saturating_add(part);
    }
    // A third is not exact.
    (9_900..=10_100).contains(&sum)
}

/// `50%`, `1/2` or `0.5` in ten-thousandths.
fn per_ten_thousand(share: &str) -> Option<u64> {
    let number = |text: &str| match area(text) {
        Area::Known { centi, .. } => Some(centi),
        _ => None,
    };
    if let Some(percent) = share.strip_suffix('%') {
        return number(percent);
    }
    if let Some((part, whole)) = share.split_once('/') {
        return number(part)?.checked_mul(10_000)?.checked_div(number(whole)?);
    }
    if let Some((whole, part)) = share.split_once("分之") {
        return number(part)?.checked_mul(10_000)?.checked_div(number(whole)?);
    }
    let part = number(share)?;
    if part <= 100 { part.checked_mul(100) } else { Some(part) }
}

fn make_wait(drafts: &mut [Draft], rows: &[usize]) {
    let all: Vec<At> = rows.iter().filter_map(|row| drafts.get(*row)).map(|draft| draft.at).collect();
    for row in rows {
        if let Some(draft) = drafts.get_mut(*row) {
            let others = all.iter().copied().filter(|at| *at != draft.at).collect();
            let address = draft.address.to_string();
            // Not by `wait`: what could be confirmed was looked at before.
            if !draft.waits.iter().any(|wait| wait.code == Code::UnitTwice) {
                let at = draft.at;
                draft.waits.push(super::code::Waiting {
                    at,
                    code: Code::UnitTwice,
                    column: Some(Field::Room),
                    found: address,
                    others,
                });
            }
        }
    }
}
