//! Lots that decide equal votes.

use diesel::prelude::*;

use super::schema::tie_lots;
use super::{Connection, Millis, StoreError};

/// A lot. What was announced never changes; its seed is added once.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = tie_lots)]
pub(crate) struct TieLot {
    /// Of which poll.
    pub(crate) poll_id: String,
    /// Canonical JSON.
    pub(crate) announcement: String,
    /// From when on the seed can be known.
    pub(crate) seed_from: Millis,
    /// When this was announced.
    pub(crate) announced_at: Millis,
    /// Where the log has its digest.
    pub(crate) announced_index: i64,
    /// The seed.
    pub(crate) seed: Option<String>,
    /// When it was entered.
    pub(crate) seeded_at: Option<Millis>,
    /// Where the log has the digest of what was announced together with the seed.
    pub(crate) seeded_index: Option<i64>,
}

/// Adds one. [`StoreError::Taken`] if the poll has one.
pub(crate) fn add(connection: &mut Connection, lot: &TieLot) -> Result<(), StoreError> {
    diesel::insert_into(tie_lots::table).values(lot).execute(connection)?;
    Ok(())
}

/// Of a poll.
pub(crate) fn of(connection: &mut Connection, poll: &str) -> Result<Option<TieLot>, StoreError> {
    Ok(tie_lots::table.find(poll).select(TieLot::as_select()).first(connection).optional()?)
}

/// Enters the seed, once. Whether it was done.
pub(crate) fn seed(connection: &mut Connection, poll: &str, seed: &str, at: Millis, index: i64) -> Result<bool, StoreError> {
    let row = tie_lots::table.find(poll).filter(tie_lots::seed.is_null());
    let change = (tie_lots::seed.eq(seed), tie_lots::seeded_at.eq(at), tie_lots::seeded_index.eq(index));
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}
