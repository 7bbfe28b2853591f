//! Columns by their content, where headings miss.

use super::columns::Column;
use super::field::Field;
use super::headings::is_somebody_else;
use super::sheet::{Kind, Line};
use super::value::{area, identity, owner, phone, place, width, word};

/// How many lines are looked at.
const SAMPLE: usize = 300;

/// Names the fields that no heading named, by what most cells of a column look like. Only columns that nothing else is known of,
/// and only what a roll cannot do without, besides the numbers that make it certain.
pub(super) fn complete(columns: &mut [Column], lines: &[Line]) {
    for (field, looks) in LOOKS {
        if columns.iter().any(|column| column.field == Some(field)) || has_address(columns, field) {
            continue;
        }
        let free = columns.iter().enumerate().filter(|(_, column)| column.field.is_none() && !is_somebody_else(&column.heading));
        let fits = free.filter(|(index, _)| share(lines, *index, looks) >= 60).map(|(index, _)| index).next();
        if let Some(column) = fits.and_then(|index| columns.get_mut(index)) {
            column.field = Some(field);
        }
    }
    places(columns, lines);
}

type Look = fn(&str, Kind) -> bool;

/// From the most certain to the least.
const LOOKS: [(Field, Look); 9] = [
    (Field::IdNumber, |text, kind| {
        let number = identity::identity(text, kind == Kind::Number, None, false);
        text.len() >= 15 && !matches!(number, identity::Number::Wrong | identity::Number::Missing)
    }),
    (Field::Phone, |text, _| text.len() >= 11 && phone::phones(text).0.iter().any(|number| number.len() == 11)),
    (Field::Developer, |text, _| text.contains("未售") || text.contains("未交")),
    (Field::IdKind, |text, _| identity::document(text).is_some() && text.chars().filter(|c| owner::is_han(*c)).count() >= 2),
    (Field::Use, |text, _| matches!(word::purpose(text), Ok(Some(_))) && text.chars().count() <= 6),
    (Field::AreaBasis, |text, _| matches!(word::basis(text), Ok(Some(_))) && text.chars().count() <= 4),
    (Field::Area, |text, _| {
        text.contains(['.', '㎡', '平']) && matches!(area::area(text), area::Area::Known { centi, .. } if centi >= 300)
    }),
    (Field::Name, |text, _| {
        let count = text.chars().count();
        let han = width::tight(text).chars().all(|character| owner::is_han(character) || "·、()".contains(character));
        han && ((2..=4).contains(&count) || owner::is_organisation(text))
            && word::purpose(text).is_err()
            && identity::document(text).is_none()
            && word::basis(text).is_err()
            && place::building(text) == text
    }),
    (Field::Address, |text, _| place::address(text).is_some()),
];

fn has_address(columns: &[Column], field: Field) -> bool {
    field == Field::Address && columns.iter().any(|column| column.field == Some(Field::Room))
}

/// Building, stair and room stand side by side, in this order. If none is known: the first one to three columns left of everything
/// else, the last of them the room. If some are: the columns beside them.
fn places(columns: &mut [Column], lines: &[Line]) {
    if columns.iter().any(|column| column.field == Some(Field::Address)) {
        return;
    }
    let is_place: Look = |text, _| width::tight(text).chars().count() <= 8 && text.chars().any(char::is_alphanumeric);
    let free = |columns: &[Column], index: usize| {
        columns.get(index).is_some_and(|column| column.field.is_none()) && share(lines, index, is_place) >= 60
    };
    let of = |columns: &[Column], field| columns.iter().position(|column| column.field == Some(field));
    let [building, stair, room] = [Field::Building, Field::Stair, Field::Room].map(|field| of(columns, field));
    let mut found: Vec<(usize, Field)> = Vec::new();
    match (building, stair, room) {
        (None, None, None) => {
            let left = columns.iter().take_while(|column| column.field.is_none()).count();
            let left: Vec<usize> = (0..left).filter(|index| free(columns, *index)).collect();
            let fields: &[Field] = match left.len() {
                1 => &[Field::Room],
                2 => &[Field::Building, Field::Room],
                3 => &[Field::Building, Field::Stair, Field::Room],
                _ => &[],
            };
            found.extend(left.into_iter().zip(fields.iter().copied()));
        }
        (building, stair, None) => found.extend(building.max(stair).map(|last| (last.saturating_add(1), Field::Room))),
        (None, stair, Some(room)) => {
            let first = stair.map_or(room, |stair| stair.min(room));
            found.extend(first.checked_sub(1).map(|before| (before, Field::Building)));
        }
        (Some(building), None, Some(room)) if room.checked_sub(building) == Some(2) => {
            found.push((building.saturating_add(1), Field::Stair));
        }
        _ => {}
    }
    for (index, field) in found {
        if free(columns, index)
            && let Some(column) = columns.get_mut(index)
        {
            column.field = Some(field);
        }
    }
}

/// Of the cells with content, how many of a hundred look like it; 0 if there are none.
fn share(lines: &[Line], index: usize, looks: Look) -> usize {
    let cells = lines.iter().take(SAMPLE).filter_map(|line| line.cell(index)).filter(|cell| !cell.is_empty());
    let (mut all, mut like) = (0_usize, 0_usize);
    for cell in cells {
        all = all.saturating_add(1);
        like = like.saturating_add(usize::from(looks(cell.text.trim(), cell.kind)));
    }
    like.saturating_mul(100).checked_div(all).unwrap_or(0)
}
