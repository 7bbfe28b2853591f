//! Versions of owner rolls 业主名册.

use diesel::prelude::*;

use super::schema::rolls;
use super::{Connection, Millis, StoreError};

/// A version. It never changes; its units stand in [`super::roll_unit`].
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = rolls)]
pub(crate) struct Version {
    /// UUIDv7.
    pub(crate) id: String,
    /// Whose roll.
    pub(crate) community_id: String,
    /// From 1, without gaps in a community.
    pub(crate) number: i64,
    /// `import` or `amendment`.
    pub(crate) origin: String,
    /// Why it was amended; sealed.
    pub(crate) reason: Option<String>,
    /// The rule it counts by.
    pub(crate) parking_as_area: bool,
    /// JSON.
    pub(crate) totals: String,
    /// Sealed.
    pub(crate) salt: String,
    /// Hexadecimal.
    pub(crate) digest: String,
    /// Hexadecimal.
    pub(crate) masked_digest: String,
    /// Whose doing it was.
    pub(crate) made_by: String,
    /// When.
    pub(crate) made_at: Millis,
}

/// Adds one. [`StoreError::Taken`] if another transaction has just added one of this number.
pub(crate) fn add(connection: &mut Connection, version: &Version) -> Result<(), StoreError> {
    diesel::insert_into(rolls::table).values(version).execute(connection)?;
    Ok(())
}

/// By its id, in its community.
pub(crate) fn by_id(connection: &mut Connection, community: &str, id: &str) -> Result<Option<Version>, StoreError> {
    let rows = rolls::table.find(id).filter(rolls::community_id.eq(community));
    Ok(rows.select(Version::as_select()).first(connection).optional()?)
}

/// By its number.
pub(crate) fn by_number(connection: &mut Connection, community: &str, number: i64) -> Result<Option<Version>, StoreError> {
    let rows = rolls::table.filter(rolls::community_id.eq(community)).filter(rolls::number.eq(number));
    Ok(rows.select(Version::as_select()).first(connection).optional()?)
}

/// Those below a number, the newest first, `limit` at most.
pub(crate) fn page(connection: &mut Connection, community: &str, below: i64, limit: i64) -> Result<Vec<Version>, StoreError> {
    let rows = rolls::table.filter(rolls::community_id.eq(community)).filter(rolls::number.lt(below));
    Ok(rows.order(rolls::number.desc()).limit(limit).select(Version::as_select()).load(connection)?)
}
