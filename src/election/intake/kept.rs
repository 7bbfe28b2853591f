//! The cells of a file while people decide about its rows, as bytes to be sealed: quicker to read again than the file, and without
//! what no roll needs (formats, pictures, hidden sheets, who wrote it).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::sheet::{Book, Cell, Kind, Line, Sheet};

/// Name and lines of a sheet.
#[derive(Serialize, Deserialize)]
struct KeptSheet<'b>(#[serde(borrow)] Cow<'b, str>, #[serde(borrow)] Vec<KeptLine<'b>>);

/// Number and cells of a line.
#[derive(Serialize, Deserialize)]
struct KeptLine<'b>(u32, #[serde(borrow)] Vec<KeptCell<'b>>);

/// Most cells are nothing but a text.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum KeptCell<'b> {
    Text(#[serde(borrow)] Cow<'b, str>),
    /// Text, kind, merged, spans.
    Other(#[serde(borrow)] Cow<'b, str>, Kind, bool, bool),
}

impl<'b> KeptCell<'b> {
    fn of(cell: &'b Cell) -> Self {
        let text = Cow::Borrowed(cell.text.as_str());
        match cell {
            Cell { kind: Kind::Text, merged: false, spans: false, .. } => Self::Text(text),
            Cell { kind, merged, spans, .. } => Self::Other(text, *kind, *merged, *spans),
        }
    }

    fn cell(self) -> Cell {
        let (text, kind, merged, spans) = match self {
            Self::Text(text) => (text, Kind::Text, false, false),
            Self::Other(text, kind, merged, spans) => (text, kind, merged, spans),
        };
        Cell { text: text.into_owned(), kind, merged, spans }
    }
}

impl Book {
    /// JSON of all cells.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
        fn line(line: &Line) -> KeptLine<'_> {
            KeptLine(line.number, line.cells.iter().map(KeptCell::of).collect())
        }
        let sheets =
            self.sheets.iter().map(|sheet| KeptSheet(Cow::Borrowed(&sheet.name), sheet.lines.iter().map(line).collect()));
        Ok(Zeroizing::new(serde_json::to_vec(&sheets.collect::<Vec<_>>())?))
    }

    /// Of [`Self::to_bytes`].
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let sheets: Vec<KeptSheet<'_>> = serde_json::from_slice(bytes)?;
        let line = |KeptLine(number, cells)| Line { number, cells: cells.into_iter().map(KeptCell::cell).collect() };
        let sheet = |KeptSheet(name, lines)| Sheet { name: name.into_owned(), lines: lines.into_iter().map(line).collect() };
        Ok(Self { sheets: sheets.into_iter().map(sheet).collect() })
    }
}
