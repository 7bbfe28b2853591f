//! A poll's own keys.

use diesel::prelude::*;

use super::schema::poll_keys;
use super::{Connection, StoreError};

/// A key.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_keys)]
pub(crate) struct PollKey {
    /// UUIDv7.
    pub(crate) id: String,
    /// Of this poll.
    pub(crate) poll_id: String,
    /// What it signs.
    pub(crate) purpose: String,
    /// Its seed; sealed.
    pub(crate) seed: String,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, key: &PollKey) -> Result<(), StoreError> {
    diesel::insert_into(poll_keys::table).values(key).execute(connection)?;
    Ok(())
}

/// The one of a poll for a purpose.
pub(crate) fn of(connection: &mut Connection, poll: &str, purpose: &str) -> Result<Option<PollKey>, StoreError> {
    let rows = poll_keys::table.filter(poll_keys::poll_id.eq(poll)).filter(poll_keys::purpose.eq(purpose));
    Ok(rows.select(PollKey::as_select()).first(connection).optional()?)
}
