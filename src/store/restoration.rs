//! Marks of copies that were put in the place of the database.

use diesel::prelude::*;

use super::schema::restorations;
use super::{Connection, Millis, StoreError};

/// Marks the database as restored: nothing may be signed until the latest signed checkpoint was given.
pub(crate) fn mark(connection: &mut Connection, id: &str, now: Millis, source_digest: &str) -> Result<(), StoreError> {
    let row = (restorations::id.eq(id), restorations::at.eq(now), restorations::source_digest.eq(source_digest));
    diesel::insert_into(restorations::table).values(row).execute(connection)?;
    Ok(())
}

/// Whether a mark stands: since when the oldest does.
pub(crate) fn standing(connection: &mut Connection) -> Result<Option<Millis>, StoreError> {
    let rows = restorations::table.filter(restorations::cleared_at.is_null()).order(restorations::at);
    Ok(rows.select(restorations::at).first(connection).optional()?)
}

/// Takes all marks away.
pub(crate) fn clear(connection: &mut Connection, now: Millis) -> Result<(), StoreError> {
    let rows = restorations::table.filter(restorations::cleared_at.is_null());
    diesel::update(rows).set(restorations::cleared_at.eq(now)).execute(connection)?;
    Ok(())
}
