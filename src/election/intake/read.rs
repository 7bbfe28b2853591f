//! From bytes to cells, whatever the file is called: the content decides what it is.

use super::delimited;
use super::sheet::{Book, Bound, MAX_FILE, Refusal};
use super::workbook;

/// A compound file of the old Office: `.xls`, or the wrapping of an encrypted `.xlsx`.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Reads a `.xlsx` workbook or a delimited text (`.csv`, or what Excel saves as "Unicode text"). Never panics; memory is bounded.
pub fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > MAX_FILE {
        return Err(Refusal::TooLarge(Bound::File));
    }
    if bytes.starts_with(COMPOUND) {
        // Names of streams are in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(if contains(bytes, &name) { Refusal::Password } else { Refusal::OldWorkbook });
    }
    if bytes.starts_with(b"PK") {
        return workbook::read(bytes);
    }
    // Workbooks before 1997, without the wrapping, begin with a BOF record.
    if [[9, 8], [9, 4], [9, 2], [9, 0]].iter().any(|start| bytes.starts_with(start)) {
        return Err(Refusal::OldWorkbook);
    }
    // Tables of a web page under the name `.xls`, as many programs export them, and the XML of Excel 2003.
    let start: Vec<u8> = bytes.iter().take(512).filter(|byte| byte.is_ascii_graphic()).map(u8::to_ascii_lowercase).collect();
    if ["<html", "<!doctype", "<table", "<?xml", "<meta", "mime-version:"].iter().any(|mark| start.starts_with(mark.as_bytes())) {
        return Err(Refusal::OtherWorkbook);
    }
    delimited::read(bytes)
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
