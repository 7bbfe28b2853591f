//! Files on the way to a version of a roll, and what people said about the columns of such files.

use diesel::prelude::*;

use super::schema::{roll_imports, roll_mappings};
use super::{Connection, Millis, StoreError, one_more};

/// An import.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = roll_imports)]
pub(crate) struct Import {
    /// UUIDv7.
    pub(crate) id: String,
    /// Counts changes.
    pub(crate) version: i64,
    /// Whose roll.
    pub(crate) community_id: String,
    /// `open`, `taken` or `discarded`.
    pub(crate) state: String,
    /// SHA-256 of the file, hexadecimal.
    pub(crate) file_digest: String,
    /// JSON.
    pub(crate) mapping: String,
    /// Sealed; none when the import has ended.
    pub(crate) cells: Option<String>,
    /// Sealed; none when the import has ended.
    pub(crate) decisions: Option<String>,
    /// The version that it became.
    pub(crate) roll_id: Option<String>,
    /// Who began it.
    pub(crate) begun_by: String,
    /// When.
    pub(crate) begun_at: Millis,
    /// When it was taken or discarded.
    pub(crate) ended_at: Option<Millis>,
    /// The newest version of the roll when it was begun.
    pub(crate) base_id: Option<String>,
}

/// Everything of an import but its cells, which are large.
#[derive(Queryable, Selectable)]
#[diesel(table_name = roll_imports)]
pub(crate) struct Listed {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) roll_id: Option<String>,
    pub(crate) begun_by: String,
    pub(crate) begun_at: Millis,
    pub(crate) ended_at: Option<Millis>,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, import: &Import) -> Result<(), StoreError> {
    diesel::insert_into(roll_imports::table).values(import).execute(connection)?;
    Ok(())
}

/// By id, in its community.
pub(crate) fn by_id(connection: &mut Connection, community: &str, id: &str) -> Result<Option<Import>, StoreError> {
    let rows = roll_imports::table.find(id).filter(roll_imports::community_id.eq(community));
    Ok(rows.select(Import::as_select()).first(connection).optional()?)
}

/// The newest version of the roll when it was begun.
pub(crate) fn base(connection: &mut Connection, id: &str) -> Result<Option<String>, StoreError> {
    Ok(roll_imports::table.find(id).select(roll_imports::base_id).first(connection)?)
}

/// State and version of one.
pub(crate) fn standing(connection: &mut Connection, community: &str, id: &str) -> Result<Option<(String, i64)>, StoreError> {
    let rows = roll_imports::table.find(id).filter(roll_imports::community_id.eq(community));
    Ok(rows.select((roll_imports::state, roll_imports::version)).first(connection).optional()?)
}

/// In the order in which they were begun, behind an id, `limit` at most.
pub(crate) fn page(connection: &mut Connection, community: &str, after: &str, limit: i64) -> Result<Vec<Listed>, StoreError> {
    let rows = roll_imports::table.filter(roll_imports::community_id.eq(community)).filter(roll_imports::id.gt(after));
    Ok(rows.order(roll_imports::id).limit(limit).select(Listed::as_select()).load(connection)?)
}

/// The ids of those that have not ended.
pub(crate) fn open(connection: &mut Connection, community: &str) -> Result<Vec<String>, StoreError> {
    let rows = roll_imports::table.filter(roll_imports::community_id.eq(community)).filter(roll_imports::state.eq("open"));
    Ok(rows.order(roll_imports::id).select(roll_imports::id).load(connection)?)
}

/// The ids of those that have not ended and were begun before.
pub(crate) fn open_before(connection: &mut Connection, community: &str, before: Millis) -> Result<Vec<String>, StoreError> {
    let rows = roll_imports::table.filter(roll_imports::community_id.eq(community)).filter(roll_imports::state.eq("open"));
    Ok(rows.filter(roll_imports::begun_at.lt(before)).order(roll_imports::id).select(roll_imports::id).load(connection)?)
}

/// Discards one that has not ended, whoever changed it last.
pub(crate) fn lapse(connection: &mut Connection, id: &str, at: Millis) -> Result<(), StoreError> {
    let row = roll_imports::table.find(id).filter(roll_imports::state.eq("open"));
    let change = (
        roll_imports::state.eq("discarded"),
        roll_imports::cells.eq(None::<String>),
        roll_imports::decisions.eq(None::<String>),
        roll_imports::ended_at.eq(at),
        roll_imports::version.eq(one_more(roll_imports::version)),
    );
    diesel::update(row).set(change).execute(connection)?;
    Ok(())
}

/// Other columns, if nobody else changed the import since `version`. Whether it was done.
pub(crate) fn map(connection: &mut Connection, id: &str, version: i64, mapping: &str) -> Result<bool, StoreError> {
    let row = roll_imports::table.find(id).filter(roll_imports::version.eq(version)).filter(roll_imports::state.eq("open"));
    let change = (roll_imports::mapping.eq(mapping), roll_imports::version.eq(one_more(roll_imports::version)));
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// Other decisions, if nobody else changed the import since `version`. Whether it was done.
pub(crate) fn decide(connection: &mut Connection, id: &str, version: i64, decisions: &str) -> Result<bool, StoreError> {
    let row = roll_imports::table.find(id).filter(roll_imports::version.eq(version)).filter(roll_imports::state.eq("open"));
    let change = (roll_imports::decisions.eq(decisions), roll_imports::version.eq(one_more(roll_imports::version)));
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// Ends an import and forgets its cells and decisions, if nobody else changed it since `version`. It was taken as `roll`, or
/// discarded. Whether it was done.
pub(crate) fn end(
    connection: &mut Connection,
    id: &str,
    version: i64,
    roll: Option<&str>,
    at: Millis,
) -> Result<bool, StoreError> {
    let row = roll_imports::table.find(id).filter(roll_imports::version.eq(version)).filter(roll_imports::state.eq("open"));
    let change = (
        roll_imports::state.eq(if roll.is_some() { "taken" } else { "discarded" }),
        roll_imports::cells.eq(None::<String>),
        roll_imports::decisions.eq(None::<String>),
        roll_imports::roll_id.eq(roll),
        roll_imports::ended_at.eq(at),
        roll_imports::version.eq(one_more(roll_imports::version)),
    );
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// What was said about the columns of a community's files.
pub(crate) fn remembered(connection: &mut Connection, community: &str) -> Result<Option<String>, StoreError> {
    Ok(roll_mappings::table.find(community).select(roll_mappings::mapping).first(connection).optional()?)
}

/// Remembers it for the next file.
pub(crate) fn remember(connection: &mut Connection, community: &str, mapping: &str) -> Result<(), StoreError> {
    let known = diesel::update(roll_mappings::table.find(community)).set(roll_mappings::mapping.eq(mapping));
    if known.execute(connection)? == 0 {
        let row = (roll_mappings::community_id.eq(community), roll_mappings::mapping.eq(mapping));
        diesel::insert_into(roll_mappings::table).values(row).execute(connection)?;
    }
    Ok(())
}
