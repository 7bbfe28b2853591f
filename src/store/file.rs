//! Photos and scans, each belonging to one thing.

use diesel::prelude::*;

use super::schema::{file_contents, files};
use super::{Connection, Millis, StoreError};

/// A file without its content.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = files)]
pub(crate) struct File {
    /// UUIDv7.
    pub(crate) id: String,
    /// Where.
    pub(crate) community_id: String,
    /// What kind of thing it belongs to: the words of the migration.
    pub(crate) owner_kind: String,
    /// Which of them.
    pub(crate) owner_id: String,
    /// From 0, each once for an owner.
    pub(crate) place: i64,
    /// MIME.
    pub(crate) media: String,
    /// How many.
    pub(crate) bytes: i64,
    /// SHA-256, hexadecimal.
    pub(crate) digest: String,
    /// When it was kept.
    pub(crate) created_at: Millis,
    /// When it is forgotten.
    pub(crate) expires_at: Option<Millis>,
}

/// Adds one with its content. [`StoreError::Taken`] if another took the place.
pub(crate) fn add(connection: &mut Connection, file: &File, sealed: &str) -> Result<(), StoreError> {
    diesel::insert_into(files::table).values(file).execute(connection)?;
    let content = (file_contents::id.eq(&file.id), file_contents::sealed.eq(sealed));
    diesel::insert_into(file_contents::table).values(content).execute(connection)?;
    Ok(())
}

/// What belongs to an owner, in the order in which it came.
pub(crate) fn of(connection: &mut Connection, kind: &str, owner: &str) -> Result<Vec<File>, StoreError> {
    let rows = files::table.filter(files::owner_kind.eq(kind)).filter(files::owner_id.eq(owner));
    Ok(rows.order(files::id).select(File::as_select()).load(connection)?)
}

/// The sealed content.
pub(crate) fn content(connection: &mut Connection, id: &str) -> Result<Option<String>, StoreError> {
    Ok(file_contents::table.find(id).select(file_contents::sealed).first(connection).optional()?)
}

/// Removes some with their contents.
pub(crate) fn remove(connection: &mut Connection, ids: &[String]) -> Result<(), StoreError> {
    diesel::delete(file_contents::table.filter(file_contents::id.eq_any(ids))).execute(connection)?;
    diesel::delete(files::table.filter(files::id.eq_any(ids))).execute(connection)?;
    Ok(())
}

/// Those whose time is over, `limit` at most.
pub(crate) fn over(connection: &mut Connection, now: Millis, limit: i64) -> Result<Vec<String>, StoreError> {
    let rows = files::table.filter(files::expires_at.le(now)).order(files::expires_at).limit(limit);
    Ok(rows.select(files::id).load(connection)?)
}

/// Another end for all that belongs to an owner.
pub(crate) fn expire(connection: &mut Connection, kind: &str, owner: &str, at: Option<Millis>) -> Result<(), StoreError> {
    let rows = files::table.filter(files::owner_kind.eq(kind)).filter(files::owner_id.eq(owner));
    diesel::update(rows).set(files::expires_at.eq(at)).execute(connection)?;
    Ok(())
}
