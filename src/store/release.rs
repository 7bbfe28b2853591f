//! Credentials that were released to a voter's page: what says, once, that the second factor is done.

use diesel::prelude::*;

use super::schema::releases;
use super::{BATCH, Connection, Millis, StoreError};

/// A release.
#[derive(Insertable)]
#[diesel(table_name = releases)]
pub(crate) struct Release<'r> {
    /// SHA-256 of what the page was handed.
    pub(crate) id: String,
    /// Of this slip.
    pub(crate) slip_id: &'r str,
    /// From when on it says nothing.
    pub(crate) expires_at: Millis,
}

/// Adds one, and forgets those that ended before `now`.
pub(crate) fn add(connection: &mut Connection, release: &Release<'_>, now: Millis) -> Result<(), StoreError> {
    diesel::delete(releases::table.filter(releases::expires_at.le(now))).execute(connection)?;
    diesel::insert_into(releases::table).values(release).execute(connection)?;
    Ok(())
}

/// Uses one of a slip up. Whether there was one: of several that try at once, one finds it.
pub(crate) fn take(connection: &mut Connection, id: &str, slip: &str, now: Millis) -> Result<bool, StoreError> {
    let row = releases::table.find(id).filter(releases::slip_id.eq(slip)).filter(releases::expires_at.gt(now));
    Ok(diesel::delete(row).execute(connection)? == 1)
}

/// Forgets all of these slips.
pub(crate) fn forget(connection: &mut Connection, slips: &[&str]) -> Result<(), StoreError> {
    for slips in slips.chunks(BATCH) {
        diesel::delete(releases::table.filter(releases::slip_id.eq_any(slips.iter().copied()))).execute(connection)?;
    }
    Ok(())
}
