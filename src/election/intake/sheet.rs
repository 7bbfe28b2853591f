//! A spreadsheet as it comes out of a file: cells, lines, sheets. Nothing is interpreted yet.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Most lines of one sheet that are read; the greatest estate has 30,000 units.
pub(super) const MAX_LINES: usize = 100_000;
/// Most columns that are read.
pub(super) const MAX_COLUMNS: usize = 128;
/// Most sheets of one file.
pub(super) const MAX_SHEETS: usize = 64;
/// Most cells with content of one file.
pub(super) const MAX_CELLS: usize = 2_000_000;
/// Most bytes of one cell; longer ones hold no fact of a roll.
pub(super) const MAX_CELL: usize = 2_000;
/// Most bytes of a file.
pub(super) const MAX_FILE: usize = 20 << 20;
/// Most bytes of all parts of a workbook when unpacked: a packed file can claim a thousand times its size.
pub(super) const MAX_UNPACKED: u64 = 256 << 20;

/// What kind of content a cell has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A text, or nothing.
    #[default]
    Text,
    /// A number of a spreadsheet: 15 digits are certain, the rest is lost.
    Number,
    /// A date: what the writer typed (`3-2`) is lost.
    Date,
}

/// A cell. Numbers are written out in decimal, without an exponent.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) kind: Kind,
    /// The content stands in an earlier line, in a cell merged with this one.
    pub(crate) merged: bool,
    /// The cell goes on in further lines.
    pub(crate) spans: bool,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: bounded(text.into()), ..Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Cuts a text to [`MAX_CELL`] bytes.
fn bounded(mut text: String) -> String {
    if text.len() > MAX_CELL {
        text.truncate(text.floor_char_boundary(MAX_CELL));
    }
    text
}

/// Cells hold names, numbers of identity cards and phones: they are not to be seen in a log.
impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({} bytes)", self.kind, self.text.len())
    }
}

/// A line of a sheet that has content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// As the spreadsheet program counts them, from 1.
    pub(crate) number: u32,
    pub(crate) cells: Vec<Cell>,
}

impl Line {
    pub(crate) fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column)
    }
}

/// One sheet of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) lines: Vec<Line>,
}

/// What was read from a file. Sheets hidden in the spreadsheet program are left out, because nobody who looked at the file saw
/// them; hidden lines and columns are read, because a filter that was left on must not take the vote from anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub(crate) sheets: Vec<Sheet>,
}

/// What no roll comes near to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Bound {
    /// Bytes of the file.
    #[error("more than 20 MiB")]
    File,
    /// Bytes of the workbook's parts.
    #[error("more than 256 MiB unpacked")]
    Unpacked,
    /// Parts of the workbook.
    #[error("too many parts")]
    Parts,
    /// Sheets.
    #[error("more than 64 sheets")]
    Sheets,
    /// Lines of a sheet.
    #[error("more than 100000 lines")]
    Lines,
    /// Cells of all sheets.
    #[error("more than 2000000 cells")]
    Cells,
}

/// Why a file cannot be read as a roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// An encrypted workbook.
    #[error("the workbook is protected by a password; open it, remove the password and save it again")]
    Password,
    /// The format of Excel 97-2003.
    #[error("an old workbook (.xls); open it and save it as .xlsx")]
    OldWorkbook,
    /// Another binary format of spreadsheet programs.
    #[error("a workbook of another format (.xlsb, .ods or the like); open it and save it as .xlsx")]
    OtherWorkbook,
    /// Neither a workbook nor text.
    #[error("neither .xlsx nor text (.csv) in UTF-8, GB18030 or UTF-16")]
    Unknown,
    /// Larger than a roll can be.
    #[error("too large for a roll: {0}")]
    TooLarge(Bound),
    /// A workbook that is damaged.
    #[error("the workbook is damaged; open it and save it again")]
    Damaged,
    /// No line names the columns, and their content does not tell either.
    #[error("no line with column names found (at least room, area and owner)")]
    NoColumns,
}
