//! Answers that are given again to whoever asks again with the same Idempotency-Key.

use diesel::prelude::*;

use super::schema::answers;
use super::{Connection, Millis, StoreError};

/// What was answered.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = answers)]
pub(crate) struct Answer {
    /// Whose key it is: the account's id.
    pub(crate) scope: String,
    /// Digest of the key that the client chose.
    pub(crate) key: String,
    /// Digest of method, route and body.
    pub(crate) request_digest: String,
    /// Sealed.
    pub(crate) answer: String,
    /// When it was given.
    pub(crate) created_at: Millis,
}

/// Keeps one. [`StoreError::Taken`] if another request with this key came first.
pub(crate) fn add(connection: &mut Connection, answer: &Answer) -> Result<(), StoreError> {
    diesel::insert_into(answers::table).values(answer).execute(connection)?;
    Ok(())
}

/// By scope and key.
pub(crate) fn find(connection: &mut Connection, scope: &str, key: &str) -> Result<Option<Answer>, StoreError> {
    Ok(answers::table.find((scope, key)).select(Answer::as_select()).first(connection).optional()?)
}

/// Forgets what is older than `before`.
pub(crate) fn forget(connection: &mut Connection, before: Millis) -> Result<(), StoreError> {
    diesel::delete(answers::table.filter(answers::created_at.lt(before))).execute(connection)?;
    Ok(())
}
