//! Delimited text: `.csv`, or what Excel saves as "Unicode text" (tabs, UTF-16).

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::sheet::{Book, Bound, Cell, Line, MAX_CELLS, MAX_COLUMNS, MAX_LINES, Refusal, Sheet};

/// What may divide cells; the first unless another is more frequent.
const DIVIDERS: [char; 3] = [',', '\t', ';'];

pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    // One kind of line end, so that lines can be counted.
    let text = decode(bytes).ok_or(Refusal::Unknown)?.replace("\r\n", "\n").replace('\r', "\n");
    let (rest, divider, mut number) = divided(&text);
    let divider = u8::try_from(divider).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(divider).has_headers(false).flexible(true).from_reader(rest.as_bytes());
    let (mut lines, mut count) = (Vec::new(), 0_usize);
    let mut record = csv::StringRecord::new();
    loop {
        // The reader skips empty lines; the spreadsheet program counts them. A cell of several lines is one line there.
        let at = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let empty = rest.get(at..).unwrap_or_default().bytes().take_while(|byte| *byte == b'\n').count();
        if !reader.read_record(&mut record).map_err(|_| Refusal::Unknown)? {
            break;
        }
        number = number.saturating_add(u32::try_from(empty).unwrap_or(u32::MAX)).saturating_add(1);
        let cells: Vec<Cell> = record.iter().take(MAX_COLUMNS).map(|cell| Cell::text(unwrapped(cell))).collect();
        if cells.iter().all(Cell::is_empty) {
            continue;
        }
        count = count.saturating_add(cells.len());
        if count > MAX_CELLS || lines.len() >= MAX_LINES {
            return Err(Refusal::TooLarge(Bound::Lines));
        }
        lines.push(Line { number, cells });
    }
    Ok(Book { sheets: vec![Sheet { name: String::new(), lines }] })
}

/// The text in UTF-8, UTF-16 (by its mark, or by the zero bytes of its digits and commas) or else GB18030, which holds GBK and
/// GB 2312. `None` if it is none of them.
fn decode(bytes: &[u8]) -> Option<String> {
    let strictly = |encoding: &'static Encoding, bytes| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
    };
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => strictly(encoding, bytes.get(mark..)?)?,
        None => match utf16_without_mark(bytes) {
            Some(encoding) => strictly(encoding, bytes)?,
            None => strictly(UTF_8, bytes).or_else(|| strictly(GB18030, bytes))?,
        },
    };
    // Binary data that happens to decode.
    (!text.contains('\0')).then_some(text)
}

fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: bool| bytes.iter().take(4096).skip(usize::from(odd)).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(false), zeros(true)) {
        (0, 0) => None,
        (even, odd) if even > odd => Some(UTF_16BE),
        _ => Some(UTF_16LE),
    }
}

/// What divides the cells, the text behind a first line `sep=;`, and how many lines that takes.
fn divided(text: &str) -> (&str, char, u32) {
    let named = text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n'));
    if let Some((divider, rest)) = named
        && let Some(divider) = divider.chars().next().filter(char::is_ascii)
    {
        return (rest, divider, 1);
    }
    let start: String = text.lines().take(20).collect();
    let frequent = |divider: &char| start.matches(*divider).count();
    let divider = DIVIDERS.into_iter().rev().max_by_key(frequent).unwrap_or(',');
    (text, divider, 0)
}

/// A text that its writer kept from being a number: `="0101"`, `'0101`.
fn unwrapped(cell: &str) -> &str {
    let quoted = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    quoted.or_else(|| cell.strip_prefix('\'')).unwrap_or(cell)
}
