//! Sessions of staff and the refresh tokens that continue them.

use diesel::prelude::*;

use super::schema::{refresh_tokens, sessions};
use super::{Connection, Millis, StoreError};

/// One signing in.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub(crate) struct Session {
    /// UUIDv7.
    pub(crate) id: String,
    /// Whose.
    pub(crate) account_id: String,
    /// When it began.
    pub(crate) created_at: Millis,
    /// When it ends at the latest, however often it is continued.
    pub(crate) expires_at: Millis,
    /// Why it ended before: the words of the migration.
    pub(crate) ended: Option<String>,
}

/// A token that continues a session once.
#[derive(Insertable)]
#[diesel(table_name = refresh_tokens)]
pub(crate) struct RefreshToken {
    /// SHA-256 of the token, hexadecimal.
    pub(crate) digest: String,
    /// What it continues.
    pub(crate) session_id: String,
    /// From when on it is worth nothing.
    pub(crate) expires_at: Millis,
}

/// Adds a session.
pub(crate) fn add(connection: &mut Connection, session: &Session) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table).values(session).execute(connection)?;
    Ok(())
}

/// Adds a token.
pub(crate) fn add_token(connection: &mut Connection, token: &RefreshToken) -> Result<(), StoreError> {
    diesel::insert_into(refresh_tokens::table).values(token).execute(connection)?;
    Ok(())
}

/// Uses up a token: of several that try at once, one gets the session's id.
pub(crate) fn take_token(connection: &mut Connection, digest: &str, now: Millis) -> Result<Option<String>, StoreError> {
    let row =
        refresh_tokens::table.find(digest).filter(refresh_tokens::used_at.is_null()).filter(refresh_tokens::expires_at.gt(now));
    let taken = diesel::update(row).set(refresh_tokens::used_at.eq(now)).returning(refresh_tokens::session_id);
    Ok(taken.get_result(connection).optional()?)
}

/// The session of a token that was used before, if there is such a token.
pub(crate) fn of_used_token(connection: &mut Connection, digest: &str) -> Result<Option<String>, StoreError> {
    let row = refresh_tokens::table.find(digest).filter(refresh_tokens::used_at.is_not_null());
    Ok(row.select(refresh_tokens::session_id).first(connection).optional()?)
}

/// By id.
pub(crate) fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Session>, StoreError> {
    Ok(sessions::table.find(id).select(Session::as_select()).first(connection).optional()?)
}

/// Ends a session. Whether it had not ended yet.
pub(crate) fn end(connection: &mut Connection, id: &str, why: &str) -> Result<bool, StoreError> {
    let row = sessions::table.find(id).filter(sessions::ended.is_null());
    Ok(diesel::update(row).set(sessions::ended.eq(why)).execute(connection)? == 1)
}

/// Ends all sessions of an account but `except`.
pub(crate) fn end_all(connection: &mut Connection, account: &str, except: &str, why: &str) -> Result<(), StoreError> {
    let rows = sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::id.ne(except))
        .filter(sessions::ended.is_null());
    diesel::update(rows).set(sessions::ended.eq(why)).execute(connection)?;
    Ok(())
}

/// Forgets sessions that are over, with their tokens.
pub(crate) fn forget(connection: &mut Connection, now: Millis) -> Result<(), StoreError> {
    let over = sessions::table.filter(sessions::expires_at.lt(now));
    let theirs = refresh_tokens::session_id.eq_any(over.select(sessions::id));
    diesel::delete(refresh_tokens::table.filter(theirs)).execute(connection)?;
    diesel::delete(over).execute(connection)?;
    Ok(())
}
