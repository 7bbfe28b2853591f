//! The cells of one row by what they hold, and how they may be shown.

use super::columns::Layout;
use super::field::Field;
use super::sheet::{Cell, Line};
use super::value::{identity, owner, phone, width};
use crate::election::roll::masked_name;

/// The cells of a row by field.
pub(super) struct Cells<'a> {
    pub(super) layout: &'a Layout,
    line: &'a Line,
    /// Texts that a person gave instead.
    fixes: Vec<(Field, &'a str)>,
}

impl<'a> Cells<'a> {
    pub(super) const fn new(layout: &'a Layout, line: &'a Line, fixes: Vec<(Field, &'a str)>) -> Self {
        Self { layout, line, fixes }
    }

    /// The cell of a field; of several columns the first with content.
    pub(super) fn cell(&self, field: Field) -> Cell {
        if let Some((_, text)) = self.fixes.iter().rev().find(|(fixed, _)| *fixed == field) {
            return Cell::text(*text);
        }
        let cells = self.layout.of(field).filter_map(|column| self.line.cell(column));
        let mut cells = cells.filter(|cell| !cell.text.trim().is_empty());
        let first = cells.next().cloned().unwrap_or_default();
        // A column for cards and one for companies; whoever has both numbers is asked about.
        match cells.next().filter(|_| field == Field::IdNumber) {
            Some(second) if second.text != first.text => Cell::text(format!("{}、{}", first.text, second.text)),
            _ => first,
        }
    }

    /// Whether a person gave the text of a field.
    pub(super) fn is_typed(&self, field: Field) -> bool {
        self.fixes.iter().any(|(fixed, _)| *fixed == field)
    }

    pub(super) fn text(&self, field: Field) -> String {
        self.cell(field).text
    }

    /// The content of all columns of a field.
    pub(super) fn all(&self, field: Field) -> String {
        if self.is_typed(field) {
            return self.text(field);
        }
        let texts = self.layout.of(field).filter_map(|column| self.line.cell(column)).map(|cell| cell.text.trim());
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("/")
    }
}

/// The numbers of a cell: divided by marks, and by spaces if every part is as long as a number.
pub(super) fn numbers(cell: &Cell) -> Vec<String> {
    let text = width::plain(&cell.text.replace(['\n', '\r'], "、"));
    let mut numbers = Vec::new();
    for part in text.split(['、', ',', ';', '/', '|', '\\', '&', '和', '与', '及']) {
        let words: Vec<&str> = part.split([' ', '+']).filter(|word| !word.is_empty()).collect();
        if words.len() > 1 && words.iter().all(|word| word.len() >= 15) {
            numbers.extend(words.into_iter().map(str::to_owned));
        } else if !words.is_empty() {
            numbers.extend(apart(part.replace(' ', "")));
        }
    }
    numbers
}

/// Two numbers of cards written as one are two: both check digits fit.
fn apart(number: String) -> Vec<String> {
    match number.split_at_checked(18) {
        Some((first, second)) if identity::is_card(first) && identity::is_card(second) => {
            vec![first.to_owned(), second.to_owned()]
        }
        _ => vec![number],
    }
}

/// A cell of a row, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct RowCell {
    /// As the spreadsheet program names the column.
    pub letter: String,
    /// The column's heading as written.
    pub heading: String,
    /// What the column was taken for.
    pub field: Option<Field>,
    /// What stands there; for a merged cell what stands in its first line.
    pub text: String,
}

/// All cells of a line with content.
pub(super) fn whole(layout: &Layout, line: &Line) -> Vec<RowCell> {
    let cells = layout.columns.iter().zip(&line.cells).filter(|(_, cell)| !cell.text.trim().is_empty());
    let cells = cells.map(|(column, cell)| RowCell {
        letter: column.letter.clone(),
        heading: column.heading.clone(),
        field: column.field,
        text: cell.text.clone(),
    });
    cells.collect()
}

/// A text of [`Waiting`](super::Waiting) or [`Correction`](super::Correction) as it may be shown to somebody who does not need to
/// know whom it is about: of names the first character, of remarks nothing. Words that are no name (`空置`) stay.
pub fn discreet(column: Option<Field>, text: &str) -> String {
    match column {
        Some(Field::Name | Field::Representative | Field::Guardian) if !owner::is_word(text) => {
            let names = text.split(['、', '，', ',', ';', '；', '/', '\n']).map(str::trim).filter(|name| !name.is_empty());
            names.map(|name| masked_name(name, None)).collect::<Vec<_>>().join("、")
        }
        Some(Field::Remark) if !text.is_empty() => "**".into(),
        Some(Field::Certificate) => identity::masked(text),
        _ => text.to_owned(),
    }
}

/// A text as it may be shown: numbers of cards and phones in part only, wherever they were written.
pub(super) fn shown(column: Option<Field>, text: &str) -> String {
    let text: String = text.chars().take(200).collect();
    match column {
        Some(Field::Phone) => phone::masked(&text),
        Some(field) if field.is_secret() => identity::masked(&text),
        Some(Field::Certificate) => text,
        // Somebody may have written the number into another column.
        _ if text.bytes().filter(u8::is_ascii_digit).count() >= 11 => identity::masked(&text),
        _ => text,
    }
}
