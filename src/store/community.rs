//! Communities 小区.

use diesel::prelude::*;

use super::schema::{communities, memberships};
use super::{Connection, Millis, StoreError, one_more};

/// A community.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = communities)]
pub(crate) struct Community {
    /// UUIDv7.
    pub(crate) id: String,
    /// Counts changes.
    pub(crate) version: i64,
    /// What people call it.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) address: String,
    /// Name of the rule set's profile.
    pub(crate) rules: String,
    /// IANA name.
    pub(crate) time_zone: String,
    /// When it was entered.
    pub(crate) created_at: Millis,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, community: &Community) -> Result<(), StoreError> {
    diesel::insert_into(communities::table).values(community).execute(connection)?;
    Ok(())
}

/// By id.
pub(crate) fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Community>, StoreError> {
    Ok(communities::table.find(id).select(Community::as_select()).first(connection).optional()?)
}

/// Keeps others from changing what is numbered within a community until this transaction ends. Whether it is there.
pub(crate) fn lock(connection: &mut Connection, id: &str) -> Result<bool, StoreError> {
    // As for polls: a change of nothing takes the lock of `SELECT … FOR UPDATE`.
    let row = diesel::update(communities::table.find(id));
    Ok(row.set(communities::version.eq(communities::version)).execute(connection)? == 1)
}

/// In the order of ids, after the one given, `limit` at most: those in which `member` has a role, or all of them.
pub(crate) fn page(
    connection: &mut Connection,
    member: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<Community>, StoreError> {
    let rows = communities::table.filter(communities::id.gt(after)).order(communities::id).limit(limit);
    let rows = rows.select(Community::as_select());
    let Some(member) = member else { return Ok(rows.load(connection)?) };
    let theirs = memberships::table.filter(memberships::account_id.eq(member)).select(memberships::community_id);
    Ok(rows.filter(communities::id.eq_any(theirs)).load(connection)?)
}

/// Replaces what can change, if nobody else did since `community.version`. Whether it was done.
pub(crate) fn replace(connection: &mut Connection, community: &Community) -> Result<bool, StoreError> {
    let row = communities::table.find(&community.id).filter(communities::version.eq(community.version));
    let change = (
        communities::name.eq(&community.name),
        communities::address.eq(&community.address),
        communities::rules.eq(&community.rules),
        communities::time_zone.eq(&community.time_zone),
        communities::version.eq(one_more(communities::version)),
    );
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}
