//! Which lines of a sheet are rows of the roll: not headings repeated on every page, not sums, not signatures.

use super::columns::Layout;
use super::field::Field;
use super::headings::{field_of, heading};
use super::sheet::{Cell, Line};
use super::value::width::tight;

/// Words of sums.
const SUMS: [&str; 11] = ["小计", "合计", "总计", "共计", "累计", "总和", "平均", "户数", "总户数", "subtotal", "total"];

/// Words with which a line below a table begins.
const NOTES: [&str; 16] = [
    "制表",
    "审核",
    "填表",
    "填报",
    "复核",
    "盖章",
    "签字",
    "签章",
    "单位盖章",
    "第1页",
    "日期",
    "注:",
    "备注:",
    "说明:",
    "以上",
    "本表",
];

/// Whether a line says who owns what.
pub(super) fn is_row(layout: &Layout, line: &Line) -> bool {
    let own = |field| layout.of(field).filter_map(|column| line.cell(column)).any(|cell| !cell.merged && !is_blank(cell));
    let facts = [Field::Room, Field::Address, Field::Name, Field::IdNumber, Field::Area];
    if !facts.into_iter().any(own) {
        return false;
    }
    // Not what stands in remarks: those are about a row.
    let spoken = line.cells.iter().enumerate().filter(|(column, cell)| {
        let field = layout.columns.get(*column).and_then(|column| column.field);
        !cell.merged && !matches!(field, Some(Field::Remark | Field::Certificate | Field::Guardian | Field::Representative))
    });
    let cells: Vec<String> = spoken.map(|(_, cell)| tight(&cell.text).to_lowercase()).filter(|text| !text.is_empty()).collect();
    // A date in that column is no number of a card.
    let digits =
        |cell: &Cell| tight(&cell.text).chars().filter(|character| character.is_ascii_digit() || *character == '*').count();
    let mut numbers = layout.of(Field::IdNumber).filter_map(|column| line.cell(column));
    let numbered = numbers.any(|cell| !cell.merged && digits(cell) >= 5 && !tight(&cell.text).contains("日期"));
    let identified = numbered || (own(Field::Room) && own(Field::Name));
    // A number under the areas and nothing else, not even a cell merged with the line above: their sum.
    let bare = cells.len() == 1 && own(Field::Area) && !line.cells.iter().any(|cell| cell.merged && !is_blank(cell));
    let is_sum = !identified && cells.iter().any(|text| is_sum(text));
    let stamped = |text: &String| ["盖章", "签章", "(章)"].iter().any(|word| text.contains(word));
    let begins = cells.first().is_some_and(|text| NOTES.iter().any(|word| text.starts_with(word)));
    let is_note = !identified && (begins || cells.iter().any(stamped));
    !is_sum && !is_note && !bare && !is_heading(layout, line)
}

fn is_blank(cell: &Cell) -> bool {
    cell.text.trim().is_empty()
}

/// `小计`, `3号楼合计`, `合计：780户`; not a name or a room that has such a word somewhere.
fn is_sum(text: &str) -> bool {
    SUMS.iter().any(|word| text.starts_with(word) || text.ends_with(word)) && text.chars().count() <= 30
}

/// The headings once more: at least three cells are headings of their own column.
fn is_heading(layout: &Layout, line: &Line) -> bool {
    let same = layout.columns.iter().zip(&line.cells).filter(|(column, cell)| {
        let text = heading(&cell.text);
        !text.is_empty()
            && (heading(&column.heading) == text || field_of(&text).is_some_and(|(field, _)| column.field == Some(field)))
    });
    same.count() >= 3
}
