//! Sheets made by hand, in every format that offices send.

use rust_xlsxwriter::{Format, Workbook};
use yepiao::election::intake::{At, Code, Decision, Mapping, Preview, Refusal, Repair, preview, read};
use yepiao::election::roll::{Counting, Roll};

pub(crate) const NO_PARKING: Counting = Counting { parking_as_area: false };
pub(crate) const HEADINGS: &str =
    "楼栋,单元,房号,用途,专有面积,面积依据,权证号,权利人姓名,证件类型,证件号码,手机号,份额,建设单位持有,表决代表,监护人,备注";

/// Three people and two companies with good numbers.
pub(crate) const ZHANG: &str = "990104194702218134";
pub(crate) const LI: &str = "990104196705178472";
pub(crate) const WANG: &str = "99010419781216883X";
pub(crate) const DEVELOPER: &str = "91990104MA5HE8CLD9";
pub(crate) const COMPANY: &str = "91990104MAX500N1YJ";

/// A row: place, area, owner, number; the rest as usual.
pub(crate) fn row(building: &str, stair: &str, room: &str, area: &str, name: &str, number: &str) -> Vec<String> {
    let cells = [building, stair, room, "住宅", area, "登记", "证第1号", name, "居民身份证", number, "", "", "", "", "", ""];
    cells.map(str::to_owned).to_vec()
}

/// Changes one cell by its heading.
pub(crate) fn with(mut row: Vec<String>, heading: &str, text: &str) -> Vec<String> {
    let column = HEADINGS.split(',').position(|known| known == heading).unwrap();
    row[column] = text.to_owned();
    row
}

/// Flats of two people in one stair.
pub(crate) fn zhang(room: &str) -> Vec<String> {
    row("3", "2", room, "89.56", "张三", ZHANG)
}

pub(crate) fn li(room: &str) -> Vec<String> {
    row("3", "2", room, "70", "李四", LI)
}

/// A flat with something else in one cell.
pub(crate) fn cell(heading: &str, text: &str) -> Vec<String> {
    with(zhang("102"), heading, text)
}

/// One row that waits with exactly this code, beside a good one.
#[track_caller]
pub(crate) fn waits(row: Vec<String>, code: Code) {
    let preview = of_rows(&[li("101"), row]);
    assert_eq!(waiting(&preview), [(3, code)]);
    assert_eq!(total(&preview), (1, 7000), "a waiting row is left out");
}

pub(crate) fn csv(headings: &str, rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","));
    [headings.to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join("\r\n") + "\r\n"
}

/// A workbook: cells that begin with `#` are written as numbers.
pub(crate) fn xlsx(lines: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, cells) in (0_u32..).zip(lines) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell.strip_prefix('#').and_then(|number| number.parse::<f64>().ok()) {
                Some(number) => sheet.write(line, column, number).unwrap(),
                None if cell.is_empty() => continue,
                None => sheet.write(line, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// A workbook with vertically merged cells: column, first and last line from 0.
pub(crate) fn merged(lines: &[Vec<String>], merges: &[(u16, u32, u32)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, cells) in (0_u32..).zip(lines) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            if !merges.iter().any(|(merged, first, last)| column == *merged && (*first..=*last).contains(&line)) {
                sheet.write(line, column, cell).unwrap();
            }
        }
    }
    for (column, first, last) in merges {
        let text = &lines[*first as usize][usize::from(*column)];
        sheet.merge_range(*first, *column, *last, *column, text, &Format::new()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

pub(crate) fn lines(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let headings = HEADINGS.split(',').map(str::to_owned).collect();
    [vec![headings], rows.to_vec()].concat()
}

pub(crate) fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 6, 1)
}

pub(crate) fn look(bytes: &[u8]) -> Result<Preview, Refusal> {
    look_with(bytes, &Mapping::default(), &[])
}

pub(crate) fn look_with(bytes: &[u8], mapping: &Mapping, decisions: &[Decision]) -> Result<Preview, Refusal> {
    preview(&read(bytes)?, mapping, decisions, NO_PARKING, today())
}

/// A file of these rows below the usual headings, as text.
pub(crate) fn of_rows(rows: &[Vec<String>]) -> Preview {
    look(csv(HEADINGS, rows).as_bytes()).unwrap()
}

pub(crate) fn roll(preview: &Preview) -> &Roll {
    preview.roll.as_ref().unwrap()
}

pub(crate) fn waiting(preview: &Preview) -> Vec<(u32, Code)> {
    preview.waiting.iter().map(|wait| (wait.at.line, wait.code)).collect()
}

pub(crate) fn corrected(preview: &Preview) -> Vec<(u32, Repair)> {
    preview.corrected.iter().map(|correction| (correction.at.line, correction.code)).collect()
}

/// Voters as people and area.
pub(crate) fn total(preview: &Preview) -> (u64, u64) {
    (roll(preview).total().people, roll(preview).total().area)
}

pub(crate) fn units(preview: &Preview) -> Vec<String> {
    roll(preview).units().iter().map(|unit| unit.address.to_string()).collect()
}

pub(crate) const fn at(line: u32) -> At {
    At { table: 0, line }
}
