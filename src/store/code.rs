//! One-time codes, and how often they were asked for.

use diesel::prelude::*;

use super::schema::code_limits::dsl as limits;
use super::schema::codes::{self, dsl};
use super::{Connection, Millis, StoreError, one_more};

/// One asking for a code. Digests are keyed.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = codes)]
pub(crate) struct Code {
    /// Digest of what the one who asked was handed.
    pub(crate) id: String,
    /// Where.
    pub(crate) community_id: String,
    /// What it proves.
    pub(crate) purpose: String,
    /// Whom or what about.
    pub(crate) subject_digest: String,
    /// Of the code.
    pub(crate) digest: String,
    /// Of the code that was sent again.
    pub(crate) again_digest: Option<String>,
    /// How often somebody tried.
    pub(crate) attempts: i64,
    /// When the last code was sent.
    pub(crate) sent_at: Millis,
    /// From when on it is worth nothing.
    pub(crate) expires_at: Millis,
    /// When it was used.
    pub(crate) used_at: Option<Millis>,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, code: &Code) -> Result<(), StoreError> {
    diesel::insert_into(codes::table).values(code).execute(connection)?;
    Ok(())
}

/// By id.
pub(crate) fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Code>, StoreError> {
    Ok(codes::table.find(id).select(Code::as_select()).first(connection).optional()?)
}

/// Adds the second code, once, if the first was sent at `before` at the latest. None if that cannot be; else from when on both are
/// worth nothing.
pub(crate) fn again(
    connection: &mut Connection,
    id: &str,
    now: Millis,
    before: Millis,
    digest: &str,
) -> Result<Option<Millis>, StoreError> {
    let row = dsl::codes.find(id).filter(dsl::again_digest.is_null()).filter(dsl::sent_at.le(before));
    let row = row.filter(dsl::used_at.is_null()).filter(dsl::expires_at.gt(now));
    let change = (dsl::again_digest.eq(digest), dsl::sent_at.eq(now));
    Ok(diesel::update(row).set(change).returning(dsl::expires_at).get_result(connection).optional()?)
}

/// Counts an attempt before it is judged, if there may be one more.
pub(crate) fn attempt(connection: &mut Connection, id: &str, now: Millis, most: i64) -> Result<Option<Code>, StoreError> {
    let row = dsl::codes.find(id).filter(dsl::attempts.lt(most)).filter(dsl::used_at.is_null());
    let row = row.filter(dsl::expires_at.gt(now));
    let counted = diesel::update(row).set(dsl::attempts.eq(one_more(dsl::attempts))).returning(codes::all_columns);
    Ok(counted.get_result(connection).optional()?)
}

/// Uses it up: of several that try at once, one does.
pub(crate) fn used(connection: &mut Connection, id: &str, now: Millis) -> Result<bool, StoreError> {
    let row = dsl::codes.find(id).filter(dsl::used_at.is_null());
    Ok(diesel::update(row).set(dsl::used_at.eq(now)).execute(connection)? == 1)
}

/// Forgets those that were worth nothing before `before`.
pub(crate) fn forget(connection: &mut Connection, before: Millis) -> Result<(), StoreError> {
    diesel::delete(dsl::codes.filter(dsl::expires_at.lt(before))).execute(connection)?;
    Ok(())
}

/// How often, and how soon after another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// At most so many.
    pub(crate) most: i64,
    /// In so long, milliseconds.
    pub(crate) within: Millis,
    /// Not sooner after the one before, milliseconds.
    pub(crate) apart: Millis,
}

/// Counts one more under `key`. None if it is allowed; else from when on it is.
/// [`StoreError::Taken`] if two make the first at once: the second may try again.
pub(crate) fn count(connection: &mut Connection, key: &str, now: Millis, limit: Limit) -> Result<Option<Millis>, StoreError> {
    let (over, rested) = (now.saturating_sub(limit.within), now.saturating_sub(limit.apart));
    let row = limits::code_limits.find(key).filter(limits::last_at.le(rested));
    let more = row.filter(limits::began_at.gt(over)).filter(limits::sent.lt(limit.most));
    let more = diesel::update(more).set((limits::sent.eq(one_more(limits::sent)), limits::last_at.eq(now)));
    if more.execute(connection)? == 1 {
        return Ok(None);
    }
    let anew = diesel::update(row.filter(limits::began_at.le(over)));
    let anew = anew.set((limits::began_at.eq(now), limits::sent.eq(1), limits::last_at.eq(now)));
    if anew.execute(connection)? == 1 {
        return Ok(None);
    }
    let found = limits::code_limits.find(key).select((limits::began_at, limits::sent, limits::last_at)).first(connection);
    let found: Option<(Millis, i64, Millis)> = found.optional()?;
    let Some((began, sent, last)) = found else {
        let first = (limits::key.eq(key), limits::began_at.eq(now), limits::sent.eq(1), limits::last_at.eq(now));
        diesel::insert_into(limits::code_limits).values(first).execute(connection)?;
        return Ok(None);
    };
    let rested = last.saturating_add(limit.apart);
    Ok(Some(if sent < limit.most { rested } else { rested.max(began.saturating_add(limit.within)) }))
}

/// Forgets what began before `before`.
pub(crate) fn forget_limits(connection: &mut Connection, before: Millis) -> Result<(), StoreError> {
    diesel::delete(limits::code_limits.filter(limits::began_at.lt(before))).execute(connection)?;
    Ok(())
}
