//! Files that are no rolls, or are more than they seem.

use std::io::Write as _;

use rust_xlsxwriter::Workbook;
use yepiao::election::intake::{Bound, Refusal, read, template};

use super::world::*;

#[test]
fn what_cannot_be_read_is_named() {
    assert_eq!(read(b"").err(), Some(Refusal::Empty));
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = [compound.as_slice(), &[0; 504], &name, &[0; 64]].concat();
    assert_eq!(read(&encrypted).err(), Some(Refusal::Password));
    assert_eq!(read(&[compound.as_slice(), &[0; 2048]].concat()).err(), Some(Refusal::OldWorkbook));
    assert_eq!(read(b"\x09\x08\x10\0\0\x06\x05\0").err(), Some(Refusal::OldWorkbook));
    assert_eq!(read(b"PK\x03\x04garbage").err(), Some(Refusal::Damaged));
    assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").err(), Some(Refusal::Unknown));
    assert_eq!(read(b"\xff\xff\xff\xff").err(), Some(Refusal::Unknown));
    let whole = xlsx(&lines(&[row("1", "1", "101", "50", "张三", ZHANG)]));
    assert_eq!(read(&whole[..whole.len() / 2]).err(), Some(Refusal::Damaged));
}

fn zip(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn other_archives_are_not_workbooks() {
    assert_eq!(read(&zip(&[("a.txt", b"a".to_vec())])).err(), Some(Refusal::Unknown));
    assert_eq!(read(&zip(&[("mimetype", b"application/vnd.oasis".to_vec())])).err(), Some(Refusal::OtherWorkbook));
    assert_eq!(read(&zip(&[("xl/workbook.bin", vec![1])])).err(), Some(Refusal::OtherWorkbook));
}

#[test]
fn a_bomb_is_not_unpacked_into_memory() {
    let bomb = zip(&[("xl/workbook.xml", b"<workbook/>".to_vec()), ("xl/sharedStrings.xml", vec![b' '; 300 << 20])]);
    assert!(bomb.len() < 2 << 20, "a bomb is small");
    assert!(matches!(read(&bomb).err(), Some(Refusal::TooLarge(Bound::Unpacked))));
}

#[test]
fn a_cell_in_the_last_corner_is_no_rectangle() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, cells) in (0_u32..).zip(lines(&[row("1", "1", "101", "50", "张三", ZHANG)])) {
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write(line, column, cell).unwrap();
        }
    }
    sheet.write(1_048_575, 16_383, "x").unwrap();
    assert_eq!(total(&look(&book.save_to_buffer().unwrap()).unwrap()), (1, 5000));
}

#[test]
fn several_sheets() {
    let mut book = Workbook::new();
    let fill = |sheet: &mut rust_xlsxwriter::Worksheet, rows: &[Vec<String>]| {
        for (line, cells) in (0_u32..).zip(lines(rows)) {
            for (column, cell) in (0_u16..).zip(cells) {
                sheet.write(line, column, cell).unwrap();
            }
        }
    };
    let statistics = book.add_worksheet().set_name("统计").unwrap();
    statistics.write(0, 0, "户数").unwrap();
    statistics.write(1, 0, 2).unwrap();
    let (first, second, old) = ("一号楼", "二号楼", "旧");
    fill(book.add_worksheet().set_name(first).unwrap(), &[row("1", "1", "101", "50", "张三", ZHANG)]);
    fill(book.add_worksheet().set_name(second).unwrap(), &[row("2", "1", "101", "60", "张三", ZHANG)]);
    let hidden = book.add_worksheet().set_name(old).unwrap();
    fill(hidden, &[row("3", "1", "101", "70", "李四", LI)]);
    hidden.set_hidden(true);
    let preview = look(&book.save_to_buffer().unwrap()).unwrap();
    let sheets: Vec<&str> = preview.layouts.iter().map(|layout| layout.sheet.as_str()).collect();
    assert_eq!(sheets, [first, second], "neither statistics nor what nobody saw");
    assert_eq!(total(&preview), (1, 11_000));
}

#[test]
fn lines_hidden_by_a_filter_keep_their_vote() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, cells) in
        (0_u32..).zip(lines(&[row("1", "1", "101", "50", "张三", ZHANG), row("1", "1", "102", "60", "李四", LI)]))
    {
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write(line, column, cell).unwrap();
        }
    }
    sheet.set_row_hidden(2).unwrap();
    assert_eq!(total(&look(&book.save_to_buffer().unwrap()).unwrap()), (2, 11_000));
}

#[test]
fn formulas_give_their_last_value() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, cells) in (0_u32..).zip(lines(&[row("1", "1", "101", "", "张三", ZHANG)])) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(line, column, cell).unwrap();
        }
    }
    sheet.write(1, 4, rust_xlsxwriter::Formula::new("=40.1+49.46").set_result("89.56000000000001")).unwrap();
    assert_eq!(total(&look(&book.save_to_buffer().unwrap()).unwrap()), (1, 8956));
}

#[test]
fn the_template_is_a_roll_without_rows() {
    let bytes = template().unwrap();
    assert_eq!(bytes, template().unwrap(), "the same bytes every day");
    let preview = look(&bytes).unwrap();
    assert_eq!(preview.layouts.len(), 1);
    assert!(preview.layouts[0].columns.iter().all(|column| column.field.is_some()));
    assert_eq!((waiting(&preview), total(&preview)), (vec![], (0, 0)));
}
