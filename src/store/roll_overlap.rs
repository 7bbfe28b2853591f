//! What was decided about voters that share some right holders, but not all.

use diesel::prelude::*;

use super::schema::roll_overlaps;
use super::{Connection, Millis, StoreError};

/// A decision. The last about a pair counts.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = roll_overlaps)]
pub(crate) struct Decided {
    /// UUIDv7.
    pub(crate) id: String,
    /// In which community.
    pub(crate) community_id: String,
    /// Digest of both sets of right holders.
    pub(crate) pair: String,
    /// Sealed.
    pub(crate) reason: String,
    /// By whom.
    pub(crate) decided_by: String,
    /// When.
    pub(crate) decided_at: Millis,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, decided: &Decided) -> Result<(), StoreError> {
    diesel::insert_into(roll_overlaps::table).values(decided).execute(connection)?;
    Ok(())
}

/// All of a community, the oldest first.
pub(crate) fn all(connection: &mut Connection, community: &str) -> Result<Vec<Decided>, StoreError> {
    let rows = roll_overlaps::table.filter(roll_overlaps::community_id.eq(community)).order(roll_overlaps::id);
    Ok(rows.select(Decided::as_select()).load(connection)?)
}
