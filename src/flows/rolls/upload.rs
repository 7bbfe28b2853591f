//! Beginning an import: a file is read, and kept sealed until people have decided about its rows.

use serde_json::Value;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::vault::Place;
use super::super::{Error, Fault, Refusal, Work};
use super::import::{CELLS, DECISIONS, here};
use super::version::latest;
use crate::crypto::hash::Digest;
use crate::election::intake::{self, Book, Mapping, recognise};
use crate::store::roll_import::{self, Import};

/// Most imports of a community that wait at once.
const MOST: usize = 20;
/// After how many milliseconds an import that nobody ended is forgotten, when the next comes: 30 days.
const LAPSE: i64 = 30 * 24 * 60 * 60 * 1000;

/// A file that can be a roll.
pub(crate) struct File {
    digest: Digest,
    book: Book,
}

/// Reads the bytes of a file. Takes a moment, and no connection.
pub(crate) fn read(bytes: &[u8]) -> Result<File, Refusal> {
    let book = intake::read(bytes).map_err(Refusal::RollFile)?;
    recognise(&book, &Mapping::default()).map_err(Refusal::RollFile)?;
    Ok(File { digest: Digest::of(bytes), book })
}

/// Begins an import of a file, with what is remembered about the columns of such files.
pub(crate) fn begin(work: &mut Work<'_>, within: &Within, file: &File) -> Result<Import, Error> {
    let community = within.community();
    forget_old(work, within)?;
    if roll_import::open(work.conn, community)?.len() >= MOST {
        return Err(Refusal::TooManyImports.into());
    }
    // The time zone and the rule set have to be there when somebody looks.
    here(work, within)?;
    let remembered = roll_import::remembered(work.conn, community)?.unwrap_or_else(|| "{}".into());
    let known: Mapping = serde_json::from_str(&remembered).map_err(|_| Fault::Json("roll_mappings.mapping"))?;
    // What helped with another file must not make this one unreadable.
    let mapping = if recognise(&file.book, &known).is_ok() { remembered } else { "{}".into() };
    let base_id = latest(work, community)?.map(|latest| latest.id);
    let id = work.id();
    let cells = file.book.to_bytes().map_err(|_| Fault::Json(CELLS))?;
    let import = Import {
        version: 1,
        community_id: community.to_owned(),
        state: "open".into(),
        file_digest: file.digest.to_string(),
        mapping,
        cells: Some(work.vault.seal(work.rng, Place(CELLS, &id), &cells)?),
        decisions: Some(work.vault.seal(work.rng, Place(DECISIONS, &id), b"[]")?),
        roll_id: None,
        begun_by: within.who().account.clone(),
        begun_at: work.now,
        ended_at: None,
        base_id,
        id,
    };
    roll_import::add(work.conn, &import)?;
    let details = [("file", Value::from(import.file_digest.as_str()))];
    audit::note_within(work, within, Action::ImportBegun, &import.id, &details)?;
    Ok(import)
}

fn forget_old(work: &mut Work<'_>, within: &Within) -> Result<(), Error> {
    let before = work.now.saturating_sub(LAPSE);
    for id in roll_import::open_before(work.conn, within.community(), before)? {
        roll_import::lapse(work.conn, &id, work.now)?;
        audit::note_within(work, within, Action::ImportDiscarded, &id, &[("because", "30 days".into())])?;
    }
    Ok(())
}
