//! Voters on their way from the slip to the ballot.

use diesel::prelude::*;

use super::schema::{cast_sessions, used_nonces};
use super::{Connection, Millis, StoreError, one_more};

/// A session.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = cast_sessions)]
pub(crate) struct CastSession {
    /// SHA-256 of what the voter's page was handed.
    pub(crate) id: String,
    /// In this poll.
    pub(crate) poll_id: String,
    /// Whose.
    pub(crate) number: i64,
    /// The public credential that was proved.
    pub(crate) credential: String,
    /// By which slip.
    pub(crate) slip_id: String,
    /// Digest of its serial, as the record has it.
    pub(crate) serial_digest: String,
    /// When it began.
    pub(crate) begun_at: Millis,
    /// From when on it is worth nothing.
    pub(crate) expires_at: Millis,
    /// Keyed digest of what the page shows to a witness.
    pub(crate) pairing: String,
    /// Wrong pairings and digits.
    pub(crate) attempts: i64,
    /// What proved the voter.
    pub(crate) level: Option<String>,
    /// JSON array of names.
    pub(crate) attested_by: String,
    /// When it was proved.
    pub(crate) confirmed_at: Option<Millis>,
    /// Digest of what stands for it at a real-name service.
    pub(crate) reference: Option<String>,
    /// When that saw somebody else.
    pub(crate) another_at: Option<Millis>,
}

impl CastSession {
    /// How the audit log names it: enough to tell sessions apart, too little to be one's id.
    pub(crate) fn short(&self) -> String {
        self.id.chars().take(8).collect()
    }
}

/// Whether a nonce was used.
pub(crate) fn nonce_used(connection: &mut Connection, digest: &str) -> Result<bool, StoreError> {
    Ok(diesel::select(diesel::dsl::exists(used_nonces::table.find(digest))).get_result(connection)?)
}

/// Uses a nonce up. [`StoreError::Taken`] if another did at the same time.
pub(crate) fn use_nonce(connection: &mut Connection, digest: &str, expires_at: Millis) -> Result<(), StoreError> {
    let row = (used_nonces::digest.eq(digest), used_nonces::expires_at.eq(expires_at));
    diesel::insert_into(used_nonces::table).values(row).execute(connection)?;
    Ok(())
}

/// Forgets nonces and sessions that ended before `now`.
pub(crate) fn forget(connection: &mut Connection, now: Millis) -> Result<(), StoreError> {
    diesel::delete(used_nonces::table.filter(used_nonces::expires_at.lt(now))).execute(connection)?;
    diesel::delete(cast_sessions::table.filter(cast_sessions::expires_at.lt(now))).execute(connection)?;
    Ok(())
}

/// Forgets those of a poll.
pub(crate) fn forget_all(connection: &mut Connection, poll: &str) -> Result<(), StoreError> {
    diesel::delete(cast_sessions::table.filter(cast_sessions::poll_id.eq(poll))).execute(connection)?;
    Ok(())
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, session: &CastSession) -> Result<(), StoreError> {
    diesel::insert_into(cast_sessions::table).values(session).execute(connection)?;
    Ok(())
}

/// By id.
pub(crate) fn by_id(connection: &mut Connection, id: &str) -> Result<Option<CastSession>, StoreError> {
    Ok(cast_sessions::table.find(id).select(CastSession::as_select()).first(connection).optional()?)
}

/// By ids, in no order.
pub(crate) fn by_ids(connection: &mut Connection, ids: &[&str]) -> Result<Vec<CastSession>, StoreError> {
    let rows = cast_sessions::table.filter(cast_sessions::id.eq_any(ids.iter().copied()));
    Ok(rows.select(CastSession::as_select()).load(connection)?)
}

/// By the digest of its reference.
pub(crate) fn by_reference(connection: &mut Connection, reference: &str) -> Result<Option<CastSession>, StoreError> {
    let row = cast_sessions::table.filter(cast_sessions::reference.eq(reference));
    Ok(row.select(CastSession::as_select()).first(connection).optional()?)
}

/// Those of a slip that wait for a second factor.
pub(crate) fn waiting(connection: &mut Connection, slip: &str, now: Millis) -> Result<Vec<CastSession>, StoreError> {
    let rows = cast_sessions::table.filter(cast_sessions::slip_id.eq(slip)).filter(cast_sessions::confirmed_at.is_null());
    let rows = rows.filter(cast_sessions::expires_at.gt(now)).order(cast_sessions::begun_at.desc()).limit(8);
    Ok(rows.select(CastSession::as_select()).load(connection)?)
}

/// Counts an attempt before it is judged, if there may be one more.
pub(crate) fn attempt(connection: &mut Connection, id: &str, most: i64) -> Result<bool, StoreError> {
    let row = cast_sessions::table.find(id).filter(cast_sessions::attempts.lt(most));
    Ok(diesel::update(row).set(cast_sessions::attempts.eq(one_more(cast_sessions::attempts))).execute(connection)? == 1)
}

/// A reference takes the place of the one before. Whether the session still waits.
pub(crate) fn refer(connection: &mut Connection, id: &str, reference: &str) -> Result<bool, StoreError> {
    let row = cast_sessions::table.find(id).filter(cast_sessions::confirmed_at.is_null());
    let change = (cast_sessions::reference.eq(reference), cast_sessions::another_at.eq(None::<Millis>));
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// By the reference somebody else was seen, unless another one was asked for meanwhile. Whether it was noted.
pub(crate) fn another(connection: &mut Connection, reference: &str, now: Millis) -> Result<bool, StoreError> {
    let row = cast_sessions::table.filter(cast_sessions::reference.eq(reference)).filter(cast_sessions::confirmed_at.is_null());
    Ok(diesel::update(row).set(cast_sessions::another_at.eq(now)).execute(connection)? == 1)
}

/// The voter was recognised. Whether nobody was before.
pub(crate) fn confirm(
    connection: &mut Connection,
    id: &str,
    (level, attested_by): (&str, &str),
    now: Millis,
    expires_at: Millis,
) -> Result<bool, StoreError> {
    let row = cast_sessions::table.find(id).filter(cast_sessions::confirmed_at.is_null());
    let change = (
        cast_sessions::level.eq(level),
        cast_sessions::attested_by.eq(attested_by),
        cast_sessions::confirmed_at.eq(now),
        cast_sessions::expires_at.eq(expires_at),
    );
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}
