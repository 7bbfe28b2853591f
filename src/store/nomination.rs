//! Nominations 自荐、推荐.

use diesel::prelude::*;

use super::schema::nominations;
use super::{Connection, Millis, StoreError, one_more};

/// A nomination.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = nominations)]
pub(crate) struct Nomination {
    /// UUIDv7.
    pub(crate) id: String,
    /// For which poll.
    pub(crate) poll_id: String,
    /// Counts changes.
    pub(crate) version: i64,
    /// 8 characters with a check character.
    pub(crate) number: String,
    /// SHA-256, hexadecimal.
    pub(crate) secret_digest: String,
    /// By which the roll knows the nominee.
    pub(crate) holder: String,
    /// Member of the staff who has the nominee's phone.
    pub(crate) account_id: Option<String>,
    /// The words of the migration.
    pub(crate) origin: String,
    /// The words of the migration.
    pub(crate) standing: String,
    /// Sealed JSON; none once it was erased.
    pub(crate) content: Option<String>,
    /// When it came.
    pub(crate) created_at: Millis,
}

/// Adds one. [`StoreError::Taken`] if another has this number.
pub(crate) fn add(connection: &mut Connection, nomination: &Nomination) -> Result<(), StoreError> {
    diesel::insert_into(nominations::table).values(nomination).execute(connection)?;
    Ok(())
}

/// By id, in its poll.
pub(crate) fn by_id(connection: &mut Connection, poll: &str, id: &str) -> Result<Option<Nomination>, StoreError> {
    let row = nominations::table.find(id).filter(nominations::poll_id.eq(poll));
    Ok(row.select(Nomination::as_select()).first(connection).optional()?)
}

/// By what the nominee holds: both or nothing.
pub(crate) fn by_secret(connection: &mut Connection, number: &str, digest: &str) -> Result<Option<Nomination>, StoreError> {
    let row = nominations::table.filter(nominations::number.eq(number)).filter(nominations::secret_digest.eq(digest));
    Ok(row.select(Nomination::as_select()).first(connection).optional()?)
}

/// Replaces what can change, if nobody else did since `nomination.version`. Whether it was done.
pub(crate) fn replace(connection: &mut Connection, nomination: &Nomination) -> Result<bool, StoreError> {
    let row = nominations::table.find(&nomination.id).filter(nominations::version.eq(nomination.version));
    let change = (
        nominations::secret_digest.eq(&nomination.secret_digest),
        nominations::account_id.eq(&nomination.account_id),
        nominations::standing.eq(&nomination.standing),
        nominations::content.eq(&nomination.content),
        nominations::version.eq(one_more(nominations::version)),
    );
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// All of a poll, in the order in which they came.
pub(crate) fn all(connection: &mut Connection, poll: &str) -> Result<Vec<Nomination>, StoreError> {
    page(connection, poll, "", i64::MAX)
}

/// Those of a poll in the order of ids, after the one given, `limit` at most.
pub(crate) fn page(connection: &mut Connection, poll: &str, after: &str, limit: i64) -> Result<Vec<Nomination>, StoreError> {
    let rows = nominations::table.filter(nominations::poll_id.eq(poll)).filter(nominations::id.gt(after));
    Ok(rows.order(nominations::id).limit(limit).select(Nomination::as_select()).load(connection)?)
}
