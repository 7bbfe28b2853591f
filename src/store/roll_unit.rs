//! Units 专有部分 of owner rolls, each for a range of versions.

use diesel::prelude::*;

use super::schema::roll_units;
use super::{BATCH, Connection, StoreError, insert_many};

/// A unit as it stands in the versions from `since` on and before `until`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = roll_units)]
pub(crate) struct UnitRow {
    /// UUIDv7.
    pub(crate) id: String,
    /// Whose roll.
    pub(crate) community_id: String,
    /// Orders the units.
    pub(crate) place: String,
    /// 楼栋.
    pub(crate) building: String,
    /// 单元.
    pub(crate) stair: String,
    /// 房号.
    pub(crate) room: String,
    /// The first version that has it.
    pub(crate) since: i64,
    /// The first version that has it no longer.
    pub(crate) until: Option<i64>,
    /// Sealed.
    pub(crate) content: String,
}

/// Adds units, many in one statement.
/// [`StoreError::Taken`] if the newest version has one of them already.
pub(crate) fn add(connection: &mut Connection, units: &[UnitRow]) -> Result<(), StoreError> {
    insert_many!(connection, roll_units::table, units);
    Ok(())
}

/// Ends units before a version.
pub(crate) fn end(connection: &mut Connection, ids: &[String], until: i64) -> Result<(), StoreError> {
    for ids in ids.chunks(BATCH) {
        let rows = roll_units::table.filter(roll_units::id.eq_any(ids)).filter(roll_units::until.is_null());
        diesel::update(rows).set(roll_units::until.eq(until)).execute(connection)?;
    }
    Ok(())
}

/// Units of a version behind a place, in their order, `limit` at most.
pub(crate) fn of_version(
    connection: &mut Connection,
    community: &str,
    number: i64,
    after: &str,
    limit: i64,
) -> Result<Vec<UnitRow>, StoreError> {
    let rows = roll_units::table.filter(roll_units::community_id.eq(community)).filter(roll_units::since.le(number));
    let rows = rows.filter(roll_units::until.is_null().or(roll_units::until.gt(number)));
    let rows = rows.filter(roll_units::place.gt(after)).order(roll_units::place).limit(limit);
    Ok(rows.select(UnitRow::as_select()).load(connection)?)
}

/// Units of the newest version behind a place, `limit` at most; only those of certain buildings, if some are given.
pub(crate) fn page(
    connection: &mut Connection,
    community: &str,
    buildings: Option<&[String]>,
    after: &str,
    limit: i64,
) -> Result<Vec<UnitRow>, StoreError> {
    let rows = roll_units::table.filter(roll_units::community_id.eq(community)).filter(roll_units::until.is_null());
    let rows = rows.filter(roll_units::place.gt(after)).order(roll_units::place).limit(limit).select(UnitRow::as_select());
    match buildings {
        None => Ok(rows.load(connection)?),
        Some(buildings) => Ok(rows.filter(roll_units::building.eq_any(buildings)).load(connection)?),
    }
}

/// A unit of the newest version by its id.
pub(crate) fn by_id(connection: &mut Connection, community: &str, id: &str) -> Result<Option<UnitRow>, StoreError> {
    let rows = roll_units::table.find(id).filter(roll_units::community_id.eq(community)).filter(roll_units::until.is_null());
    Ok(rows.select(UnitRow::as_select()).first(connection).optional()?)
}

/// A unit of the newest version by its place.
pub(crate) fn at(connection: &mut Connection, community: &str, place: &str) -> Result<Option<UnitRow>, StoreError> {
    let rows = roll_units::table.filter(roll_units::community_id.eq(community)).filter(roll_units::until.is_null());
    Ok(rows.filter(roll_units::place.eq(place)).select(UnitRow::as_select()).first(connection).optional()?)
}

/// The buildings of the newest version, with how many units each has.
pub(crate) fn buildings(connection: &mut Connection, community: &str) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = roll_units::table.filter(roll_units::community_id.eq(community)).filter(roll_units::until.is_null());
    let rows = rows.group_by(roll_units::building).select((roll_units::building, diesel::dsl::count_star()));
    Ok(rows.load(connection)?)
}
