//! Notices and the log of where they hung.

use diesel::prelude::*;

use super::schema::{notices, postings};
use super::{Connection, Millis, StoreError, one_more};

/// A notice.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = notices)]
pub(crate) struct Notice {
    /// UUIDv7.
    pub(crate) id: String,
    /// Of which poll.
    pub(crate) poll_id: String,
    /// Counts changes.
    pub(crate) version: i64,
    /// Word of the kind.
    pub(crate) kind: String,
    /// JSON; canonical once it is frozen.
    pub(crate) text: String,
    /// JSON array of names.
    pub(crate) places: String,
    /// SHA-256 of the frozen text, hexadecimal.
    pub(crate) digest: Option<String>,
    /// Digest of the notice that this one corrects.
    pub(crate) corrects: Option<String>,
    /// When it was begun.
    pub(crate) created_at: Millis,
    /// By whom.
    pub(crate) created_by: String,
    /// When it was frozen.
    pub(crate) frozen_at: Option<Millis>,
    /// By whom.
    pub(crate) frozen_by: Option<String>,
}

/// What was seen at a place. It never changes ([`super::guards`]).
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = postings)]
pub(crate) struct Posting {
    /// UUIDv7.
    pub(crate) id: String,
    /// Which notice.
    pub(crate) notice_id: String,
    /// Where.
    pub(crate) place: String,
    /// The words of the migration.
    pub(crate) seen: String,
    /// When it was seen.
    pub(crate) at: Millis,
    /// When that was recorded.
    pub(crate) recorded_at: Millis,
    /// By whom.
    pub(crate) recorded_by: String,
    /// The file.
    pub(crate) photo_id: String,
    /// SHA-256 of the photo, hexadecimal.
    pub(crate) photo_digest: String,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, notice: &Notice) -> Result<(), StoreError> {
    diesel::insert_into(notices::table).values(notice).execute(connection)?;
    Ok(())
}

/// One of a poll.
pub(crate) fn of_poll(connection: &mut Connection, poll: &str, id: &str) -> Result<Option<Notice>, StoreError> {
    let row = notices::table.find(id).filter(notices::poll_id.eq(poll));
    Ok(row.select(Notice::as_select()).first(connection).optional()?)
}

/// A frozen one, by its digest.
pub(crate) fn by_digest(connection: &mut Connection, digest: &str) -> Result<Option<Notice>, StoreError> {
    let row = notices::table.filter(notices::digest.eq(digest));
    Ok(row.select(Notice::as_select()).first(connection).optional()?)
}

/// Those of a poll in the order in which they were begun, after an id, `limit` at most; all of them, or the frozen ones.
pub(crate) fn page(
    connection: &mut Connection,
    poll: &str,
    only_frozen: bool,
    after: &str,
    limit: i64,
) -> Result<Vec<Notice>, StoreError> {
    let rows = notices::table.filter(notices::poll_id.eq(poll)).filter(notices::id.gt(after));
    let rows = rows.order(notices::id).limit(limit).select(Notice::as_select());
    if only_frozen { Ok(rows.filter(notices::digest.is_not_null()).load(connection)?) } else { Ok(rows.load(connection)?) }
}

/// The places of the notice of a poll that was begun last.
pub(crate) fn last_places(connection: &mut Connection, poll: &str) -> Result<Option<String>, StoreError> {
    let rows = notices::table.filter(notices::poll_id.eq(poll)).order(notices::id.desc());
    Ok(rows.select(notices::places).first(connection).optional()?)
}

/// Digests of the frozen notices that correct this one.
pub(crate) fn corrections(connection: &mut Connection, digest: &str) -> Result<Vec<String>, StoreError> {
    let rows = notices::table.filter(notices::corrects.eq(digest)).order(notices::id);
    Ok(rows.filter(notices::digest.is_not_null()).select(notices::digest.assume_not_null()).load(connection)?)
}

/// Another text and other places, if it is a draft and nobody else changed it since `version`. Whether it was done.
pub(crate) fn replace(connection: &mut Connection, notice: &Notice) -> Result<bool, StoreError> {
    let row = notices::table.find(&notice.id).filter(notices::version.eq(notice.version)).filter(notices::digest.is_null());
    let change =
        (notices::text.eq(&notice.text), notices::places.eq(&notice.places), notices::version.eq(one_more(notices::version)));
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// Freezes it with its text, under the same condition.
pub(crate) fn freeze(
    connection: &mut Connection,
    notice: &Notice,
    digest: &str,
    at: Millis,
    by: &str,
) -> Result<bool, StoreError> {
    let row = notices::table.find(&notice.id).filter(notices::version.eq(notice.version)).filter(notices::digest.is_null());
    let change = (
        notices::text.eq(&notice.text),
        notices::digest.eq(digest),
        notices::frozen_at.eq(at),
        notices::frozen_by.eq(by),
        notices::version.eq(one_more(notices::version)),
    );
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// Throws a draft away, under the same condition.
pub(crate) fn discard(connection: &mut Connection, id: &str, version: i64) -> Result<bool, StoreError> {
    let row = notices::table.find(id).filter(notices::version.eq(version)).filter(notices::digest.is_null());
    Ok(diesel::delete(row).execute(connection)? == 1)
}

/// Adds an entry.
pub(crate) fn post(connection: &mut Connection, posting: &Posting) -> Result<(), StoreError> {
    diesel::insert_into(postings::table).values(posting).execute(connection)?;
    Ok(())
}

/// Entries of a notice in the order in which they were recorded, after an id, `limit` at most.
pub(crate) fn postings(connection: &mut Connection, notice: &str, after: &str, limit: i64) -> Result<Vec<Posting>, StoreError> {
    let rows = postings::table.filter(postings::notice_id.eq(notice)).filter(postings::id.gt(after));
    Ok(rows.order(postings::id).limit(limit).select(Posting::as_select()).load(connection)?)
}

/// One entry of a notice.
pub(crate) fn posting(connection: &mut Connection, notice: &str, id: &str) -> Result<Option<Posting>, StoreError> {
    let row = postings::table.find(id).filter(postings::notice_id.eq(notice));
    Ok(row.select(Posting::as_select()).first(connection).optional()?)
}
