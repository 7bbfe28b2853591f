//! A file on the way to a version: loading it with everything that people said about it so far.

use serde::{Deserialize, Serialize};

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::vault::Place;
use super::super::{Error, Fault, Refusal, Work, communities};
use crate::election::intake::{At, Book, Decision, Mapping, Preview, RowCell, preview};
use crate::election::roll::Counting;
use crate::store::Millis;
use crate::store::roll_import::{self, Import, Listed};

/// Where the cells are sealed.
pub(super) const CELLS: &str = "roll_imports.cells";
/// Where the decisions are sealed.
pub(super) const DECISIONS: &str = "roll_imports.decisions";
/// A column with JSON.
const MAPPING: &str = "roll_imports.mapping";

/// A decision with who took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    /// UUIDv7, for undoing it.
    pub(crate) id: String,
    /// The account.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Millis,
    /// Why; not empty for rows that were left out.
    pub(crate) reason: String,
    /// What was decided.
    pub(crate) decision: Decision,
}

/// An import that has not ended.
pub(crate) struct Draft {
    /// Its version.
    pub(crate) version: i64,
    /// The file.
    pub(crate) book: Book,
    /// What people said about the columns.
    pub(crate) mapping: Mapping,
    /// What people decided about rows, in the order in which they did.
    pub(crate) decisions: Vec<Decided>,
    /// By the rule set of the community.
    pub(crate) counting: Counting,
    /// The community's local date.
    pub(crate) today: jiff::civil::Date,
}

impl Draft {
    /// What would be taken, corrected, and what waits. Takes a moment, and no connection.
    pub(crate) fn preview(&self) -> Result<Preview, Refusal> {
        self.preview_with(&self.mapping, self.decisions.iter())
    }

    /// The same with other columns or decisions.
    pub(super) fn preview_with<'d>(
        &self,
        mapping: &Mapping,
        decisions: impl Iterator<Item = &'d Decided>,
    ) -> Result<Preview, Refusal> {
        let decisions: Vec<Decision> = decisions.map(|decided| decided.decision.clone()).collect();
        preview(&self.book, mapping, &decisions, self.counting, self.today).map_err(Refusal::RollFile)
    }
}

/// An import as it was begun, and as it stands if it has not ended.
pub(crate) fn load(work: &mut Work<'_>, within: &Within, id: &str) -> Result<(Import, Option<Draft>), Error> {
    let mut import = roll_import::by_id(work.conn, within.community(), id)?.ok_or(Error::Missing)?;
    let (Some(cells), Some(decisions)) = (import.cells.take(), import.decisions.take()) else { return Ok((import, None)) };
    let book = Book::of_bytes(&work.vault.open(Place(CELLS, id), &cells)?).map_err(|_| Fault::Json(CELLS))?;
    let plain = work.vault.open(Place(DECISIONS, id), &decisions)?;
    let decisions = serde_json::from_slice(&plain).map_err(|_| Fault::Json(DECISIONS))?;
    let mapping = serde_json::from_str(&import.mapping).map_err(|_| Fault::Json(MAPPING))?;
    let (counting, today) = here(work, within)?;
    let draft = Draft { version: import.version, book, mapping, decisions, counting, today };
    Ok((import, Some(draft)))
}

/// An import that has not ended.
pub(crate) fn draft(work: &mut Work<'_>, within: &Within, id: &str) -> Result<Draft, Error> {
    Ok(load(work, within, id)?.1.ok_or(Refusal::ImportEnded)?)
}

/// Whether parking counts by the community's rule set, and which day it is there.
pub(super) fn here(work: &mut Work<'_>, within: &Within) -> Result<(Counting, jiff::civil::Date), Error> {
    let community = communities::see(work, within)?;
    let rules = communities::rules(&community)?;
    let counting = Counting { parking_as_area: rules.rules().parking_as_area.value };
    Ok((counting, communities::local_date(&community, work.now)?))
}

/// Whether an import is open and as it was when somebody read this version of it.
pub(crate) fn stands(work: &mut Work<'_>, within: &Within, id: &str, version: i64) -> Result<(), Error> {
    match roll_import::standing(work.conn, within.community(), id)?.ok_or(Error::Missing)? {
        (state, _) if state != "open" => Err(Refusal::ImportEnded.into()),
        (_, now) if now != version => Err(Refusal::Stale.into()),
        _ => Ok(()),
    }
}

/// Imports in the order in which they were begun.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, after: &str, limit: i64) -> Result<Vec<Listed>, Error> {
    Ok(roll_import::page(work.conn, within.community(), after, limit)?)
}

/// A row of the file, whole. Who looks at it stands in the audit log, before it is shown.
pub(crate) fn look(
    work: &mut Work<'_>,
    within: &Within,
    id: &str,
    at: At,
    draft: &Draft,
    preview: &Preview,
) -> Result<Vec<RowCell>, Error> {
    let cells = preview.cells(&draft.book, at).ok_or(Error::Missing)?;
    audit::note_within(work, within, Action::LookedAtRow, id, &[("table", at.table.into()), ("line", at.line.into())])?;
    Ok(cells)
}
