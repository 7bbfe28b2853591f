//! The cells of one row by what they hold, and how they may be shown.

use super::columns::Layout;
use super::field::Field;
use super::sheet::{Cell, Line};
use super::value::{identity, phone, width};

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

    pub(super) fn text(&self, field: Field) -> String {
        self.cell(field).text
    }

    /// The content of all columns of a field.
    pub(super) fn all(&self, field: Field) -> String {
        if self.fixes.iter().any(|(fixed, _)| *fixed == field) {
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
    for part in text.split(['、', ',', ';', '/', '|', '\\', '&']) {
        let words: Vec<&str> = part.split(' ').filter(|word| !word.is_empty()).collect();
        if words.len() > 1 && words.iter().all(|word| word.len() >= 15) {
            numbers.extend(words.into_iter().map(str::to_owned));
        } else if !words.is_empty() {
            numbers.push(words.concat());
        }
    }
    numbers
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
