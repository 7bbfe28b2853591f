//! `.xlsx` by calamine, behind bounds.
//!
//! A workbook is a zip of XML: both can claim to be far larger than they are. So its parts are first unpacked into nothing, and
//! counted; and cells are read one by one, never as the rectangle that the workbook says it fills.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::sheet::{Book, Bound, Cell, Kind, Line, MAX_CELLS, MAX_COLUMNS, MAX_LINES, MAX_SHEETS, MAX_UNPACKED, Refusal, Sheet};
use super::value::decimal;

/// Most parts of a workbook.
const MAX_PARTS: usize = 2_000;

pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    bound(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let sheets = workbook.sheets_metadata().to_vec();
    let seen = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = seen.map(|sheet| sheet.name.clone()).collect();
    if names.len() > MAX_SHEETS {
        return Err(Refusal::TooLarge(Bound::Sheets));
    }
    let mut cells = 0;
    let sheets = names.into_iter().map(|name| sheet(&mut workbook, name, &mut cells)).collect::<Result<_, _>>()?;
    Ok(Book { sheets })
}

/// Unpacks every part into nothing and counts.
fn bound(bytes: &[u8]) -> Result<(), Refusal> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
    if parts.len() > MAX_PARTS {
        return Err(Refusal::TooLarge(Bound::Parts));
    }
    let (mut left, mut is_workbook, mut is_other) = (MAX_UNPACKED, false, false);
    for index in 0..parts.len() {
        let part = parts.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(what) if what.contains("assword") => Refusal::Password,
            _ => Refusal::Damaged,
        })?;
        let name = part.name().map_err(|_| Refusal::Damaged)?;
        is_workbook |= name == "xl/workbook.xml";
        is_other |= name == "xl/workbook.bin" || name == "mimetype";
        let read = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink()).map_err(|_| Refusal::Damaged)?;
        left = left.checked_sub(read).ok_or(Refusal::TooLarge(Bound::Unpacked))?;
    }
    match (is_workbook, is_other) {
        (true, _) => Ok(()),
        (false, true) => Err(Refusal::OtherWorkbook),
        (false, false) => Err(Refusal::Unknown),
    }
}

fn refusal(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Password,
        _ => Refusal::Damaged,
    }
}

fn sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: String, count: &mut usize) -> Result<Sheet, Refusal> {
    let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(|error| refusal(&error))?;
    let mut lines: std::collections::BTreeMap<u32, Vec<Cell>> = std::collections::BTreeMap::new();
    while let Some(found) = reader.next_cell().map_err(|error| refusal(&error))? {
        let (row, column) = found.get_position();
        let cell = cell(found.get_value());
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if cell.is_empty() || column >= MAX_COLUMNS {
            continue;
        }
        *count = count.saturating_add(1);
        if *count > MAX_CELLS {
            return Err(Refusal::TooLarge(Bound::Cells));
        }
        put(lines.entry(row).or_default(), column, cell);
        if lines.len() > MAX_LINES {
            return Err(Refusal::TooLarge(Bound::Lines));
        }
    }
    // What is merged over several columns stands in the first.
    for area in merged.iter().take(MAX_LINES).filter(|area| area.start.0 < area.end.0) {
        let Ok(column) = usize::try_from(area.start.1) else { continue };
        let Some(first) = lines.get(&area.start.0).and_then(|cells| cells.get(column)).cloned() else { continue };
        let copy = Cell { merged: true, ..first.clone() };
        let mut spans = false;
        // Only lines that have something of their own: a merged cell of a million lines is none.
        for (_, cells) in lines.range_mut(area.start.0.saturating_add(1)..=area.end.0) {
            if cells.get(column).is_none_or(Cell::is_empty) && column < MAX_COLUMNS {
                spans = true;
                *count = count.saturating_add(1);
                put(cells, column, copy.clone());
            }
            if *count > MAX_CELLS {
                return Err(Refusal::TooLarge(Bound::Cells));
            }
        }
        if let Some(cells) = lines.get_mut(&area.start.0) {
            put(cells, column, Cell { spans, ..first });
        }
    }
    let lines = lines.into_iter().map(|(row, cells)| Line { number: row.saturating_add(1), cells }).collect();
    Ok(Sheet { name, lines })
}

fn put(cells: &mut Vec<Cell>, column: usize, cell: Cell) {
    if cells.len() <= column {
        cells.resize(column.saturating_add(1), Cell::default());
    }
    if let Some(place) = cells.get_mut(column) {
        *place = cell;
    }
}

fn cell(value: &DataRef<'_>) -> Cell {
    let number = |text: String| Cell { kind: Kind::Number, ..Cell::text(text) };
    match value {
        DataRef::Empty | DataRef::Error(_) => Cell::default(),
        DataRef::String(text) => Cell::text(text.clone()),
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Int(value) => number(value.to_string()),
        DataRef::Float(value) => number(decimal::of_float(*value)),
        DataRef::Bool(value) => Cell::text(if *value { "是" } else { "否" }),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Cell { kind: Kind::Date, ..Cell::text(format!("{year}-{month:02}-{day:02}")) }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell { kind: Kind::Date, ..Cell::text(text.clone()) },
    }
}
