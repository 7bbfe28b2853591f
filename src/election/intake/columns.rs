//! Which column holds what: by the headings, by the content where a heading misses, and by what a person says about both.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::guess;
use super::headings::{BY_PART, field_of, heading};
use super::sheet::{Book, Cell, Line, MAX_COLUMNS, Refusal, Sheet};

/// In how many lines a heading is looked for.
const HEAD: usize = 40;

/// What a person says about columns: by heading (`产权面积`) or by letter (`E`). To be kept for a community's next file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(pub BTreeMap<String, Field>);

/// What one column was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// As the spreadsheet program names it: `A`, `AB`.
    pub letter: String,
    /// The heading as written, without line breaks; empty where there is none.
    pub heading: String,
    /// `None`: not understood; it has content, and a person has to say what it is.
    pub field: Option<Field>,
}

/// Where the roll stands in a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Layout {
    /// Name of the sheet; empty for text files.
    pub sheet: String,
    /// Line of the headings (the lower, if there are two); `None` if there are none.
    pub heading_line: Option<u32>,
    /// From the left.
    pub columns: Vec<Column>,
    #[serde(skip)]
    pub(super) position: usize,
    #[serde(skip)]
    pub(super) first: usize,
}

impl Layout {
    /// Positions of the columns of a field.
    pub(super) fn of(&self, field: Field) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().enumerate().filter(move |(_, column)| column.field == Some(field)).map(|(position, _)| position)
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.of(field).next().is_some()
    }
}

/// Finds the sheets that hold a roll, and their columns. Other sheets (notes, statistics) are left alone.
pub fn recognise(book: &Book, mapping: &Mapping) -> Result<Vec<Layout>, Refusal> {
    let found = |by_content| {
        let sheets = book.sheets.iter().enumerate();
        sheets.filter_map(|(position, sheet)| layout(position, sheet, mapping, by_content)).collect::<Vec<_>>()
    };
    // Content alone only where no sheet has headings: otherwise a sheet of statistics would be one.
    let layouts = match found(false) {
        layouts if layouts.is_empty() => found(true),
        layouts => layouts,
    };
    if layouts.is_empty() { Err(Refusal::NoColumns) } else { Ok(layouts) }
}

fn layout(position: usize, sheet: &Sheet, mapping: &Mapping, by_content: bool) -> Option<Layout> {
    let (headings, heading_line, first) = match headed(sheet, mapping) {
        Some((index, headings)) => (headings, sheet.lines.get(index).map(|line| line.number), index.saturating_add(1)),
        None if by_content => (Vec::new(), None, 0),
        None => return None,
    };
    let lines = sheet.lines.get(first..).unwrap_or_default();
    let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0).max(headings.len());
    let mut columns: Vec<Column> = (0..width)
        .map(|index| Column {
            letter: letter(index),
            heading: super::value::width::plain(headings.get(index).map_or("", String::as_str)),
            field: None,
        })
        .collect();
    assign(&mut columns, mapping);
    guess::complete(&mut columns, lines);
    // Nothing below and no heading: nothing to ask about.
    for (index, column) in columns.iter_mut().enumerate().filter(|(_, column)| column.field.is_none()) {
        if !lines.iter().any(|line| line.cell(index).is_some_and(|cell| !cell.is_empty() && !cell.merged)) {
            column.field = Some(Field::Ignored);
        }
    }
    let layout = Layout { sheet: sheet.name.clone(), heading_line, columns, position, first };
    let place = layout.has(Field::Room) || layout.has(Field::Address);
    (place && layout.has(Field::Name) && layout.has(Field::Area)).then_some(layout)
}

/// The line that best looks like headings, alone or together with the line above it.
fn headed(sheet: &Sheet, mapping: &Mapping) -> Option<(usize, Vec<String>)> {
    let mut best: Option<(usize, usize, Vec<String>)> = None;
    let mut above: Option<&Line> = None;
    for (index, line) in sheet.lines.iter().take(HEAD).enumerate() {
        for headings in [Some(alone(line)), above.map(|above| together(above, line))].into_iter().flatten() {
            let score = score(&headings, mapping);
            if score > 0 && best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, index, headings));
            }
        }
        above = Some(line);
    }
    best.map(|(_, index, headings)| (index, headings))
}

fn alone(line: &Line) -> Vec<String> {
    line.cells.iter().map(|cell| cell.text.clone()).collect()
}

/// Two lines of headings: `权利人` over `姓名`, `备注` over nothing.
fn together(above: &Line, line: &Line) -> Vec<String> {
    let width = above.cells.len().max(line.cells.len());
    let text = |line: &Line, index| line.cell(index).map(|cell: &Cell| cell.text.clone()).unwrap_or_default();
    (0..width)
        .map(|index| {
            let (upper, lower) = (text(above, index), text(line, index));
            // A heading merged over both lines, or one that is known by itself.
            if lower.is_empty() {
                upper
            } else if upper == lower || field_of(&heading(&lower)).is_some_and(|(_, rank)| rank < BY_PART) {
                lower
            } else {
                upper + &lower
            }
        })
        .collect()
}

/// Twice the fields named exactly, and those known by a part; 0 if these are no headings of a roll.
fn score(headings: &[String], mapping: &Mapping) -> usize {
    let (mut exact, mut partly) = (BTreeSet::new(), BTreeSet::new());
    for (index, text) in headings.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        match said(mapping, &letter(index), text).map(|field| (field, 0)).or_else(|| field_of(&heading(text))) {
            Some((field, rank)) if rank < BY_PART => exact.insert(field),
            Some((field, _)) => partly.insert(field),
            None => false,
        };
    }
    exact.remove(&Field::Ignored);
    partly.remove(&Field::Ignored);
    let has = |field| exact.contains(&field) || partly.contains(&field);
    let all = exact.union(&partly).count();
    if all >= 3 && exact.len() >= 2 && (has(Field::Room) || has(Field::Address) || has(Field::Name)) {
        exact.len().saturating_add(all)
    } else {
        0
    }
}

fn said(mapping: &Mapping, letter: &str, text: &str) -> Option<Field> {
    let wanted = heading(text);
    let by_heading = || mapping.0.iter().find(|(key, _)| !wanted.is_empty() && heading(key) == wanted).map(|(_, field)| *field);
    mapping.0.get(letter).copied().or_else(by_heading)
}

fn assign(columns: &mut [Column], mapping: &Mapping) {
    let mut taken: BTreeMap<Field, (usize, usize)> = BTreeMap::new();
    let known: Vec<Option<(Field, usize, bool)>> = columns
        .iter()
        .map(|column| match said(mapping, &column.letter, &column.heading) {
            Some(field) => Some((field, 0, true)),
            None => field_of(&heading(&column.heading)).map(|(field, rank)| (field, rank.saturating_add(1), false)),
        })
        .collect();
    for (index, (field, rank, _)) in known.iter().enumerate().filter_map(|(index, known)| Some((index, (*known)?))) {
        let best = taken.entry(field).or_insert((rank, index));
        if rank < best.0 {
            *best = (rank, index);
        }
    }
    for (index, (column, known)) in columns.iter_mut().zip(known).enumerate() {
        let Some((field, _, by_person)) = known else { continue };
        let first = taken.get(&field).is_some_and(|(_, best)| *best == index);
        column.field = if first || field.may_repeat() {
            Some(field)
        } else if !by_person && matches!(field, Field::Area | Field::Certificate | Field::Use) {
            // A further area or certificate, less certain than the one taken.
            Some(Field::Ignored)
        } else {
            None
        };
    }
}

/// `A`, `B`, … `Z`, `AA`, …
pub(super) fn letter(index: usize) -> String {
    let mut rest = index.min(MAX_COLUMNS);
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A'.saturating_add(u8::try_from(rest.rem_euclid(26)).unwrap_or(0))));
        match rest.div_euclid(26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    letters.into_iter().rev().collect()
}
