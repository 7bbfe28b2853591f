//! Who is what in which community.

use diesel::prelude::*;

use super::schema::{accounts, memberships};
use super::{Connection, Millis, StoreError, one_more};

/// One role of one account in one community.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships)]
pub(crate) struct Membership {
    /// Where.
    pub(crate) community_id: String,
    /// Who.
    pub(crate) account_id: String,
    /// What: the words of the migration.
    pub(crate) role: String,
    /// Counts changes.
    pub(crate) version: i64,
    /// JSON array of names of buildings.
    pub(crate) buildings: String,
    /// Works for the company that manages the property.
    pub(crate) property_staff: bool,
    /// By whom; nobody if from the command line.
    pub(crate) granted_by: Option<String>,
    /// When.
    pub(crate) granted_at: Millis,
}

/// A member of the staff as a list shows them.
#[derive(Queryable)]
pub(crate) struct Colleague {
    pub(crate) membership: Membership,
    pub(crate) login: String,
    pub(crate) name: String,
}

/// Adds one. [`StoreError::Taken`] if the account has this role already.
pub(crate) fn add(connection: &mut Connection, membership: &Membership) -> Result<(), StoreError> {
    diesel::insert_into(memberships::table).values(membership).execute(connection)?;
    Ok(())
}

/// All roles of an account.
pub(crate) fn of_account(connection: &mut Connection, account: &str) -> Result<Vec<Membership>, StoreError> {
    let rows = memberships::table.filter(memberships::account_id.eq(account));
    Ok(rows.order((memberships::community_id, memberships::role)).select(Membership::as_select()).load(connection)?)
}

/// The roles of an account in one community.
pub(crate) fn within(connection: &mut Connection, community: &str, account: &str) -> Result<Vec<Membership>, StoreError> {
    let rows = memberships::table.filter(memberships::community_id.eq(community)).filter(memberships::account_id.eq(account));
    Ok(rows.order(memberships::role).select(Membership::as_select()).load(connection)?)
}

/// The staff of a community in the order of account and role, after the pair given, `limit` at most.
pub(crate) fn page(
    connection: &mut Connection,
    community: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Colleague>, StoreError> {
    let rows = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::community_id.eq(community))
        .filter(memberships::account_id.gt(after.0).or(memberships::account_id.eq(after.0).and(memberships::role.gt(after.1))))
        .order((memberships::account_id, memberships::role))
        .limit(limit)
        .select((Membership::as_select(), accounts::login, accounts::name));
    Ok(rows.load(connection)?)
}

/// Other buildings, if nobody else changed the row since `version`. Whether it was done.
pub(crate) fn assign(
    connection: &mut Connection,
    (community, account, role): (&str, &str, &str),
    version: i64,
    buildings: &str,
) -> Result<bool, StoreError> {
    let row = memberships::table.find((community, account, role)).filter(memberships::version.eq(version));
    let change = (memberships::buildings.eq(buildings), memberships::version.eq(one_more(memberships::version)));
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// Takes the role away, if nobody changed the row since `version`. Whether it was done.
pub(crate) fn remove(
    connection: &mut Connection,
    (community, account, role): (&str, &str, &str),
    version: i64,
) -> Result<bool, StoreError> {
    let row = memberships::table.find((community, account, role)).filter(memberships::version.eq(version));
    Ok(diesel::delete(row).execute(connection)? == 1)
}

/// How many have a role in a community.
pub(crate) fn count(connection: &mut Connection, community: &str, role: &str) -> Result<i64, StoreError> {
    let rows = memberships::table.filter(memberships::community_id.eq(community)).filter(memberships::role.eq(role));
    Ok(rows.count().get_result(connection)?)
}
