//! One-time links.

use diesel::prelude::*;

use super::schema::invitations;
use super::{Connection, Millis, StoreError};

/// An invitation into a role, or back into an account.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
pub(crate) struct Invitation {
    /// UUIDv7.
    pub(crate) id: String,
    /// SHA-256 of the secret, hexadecimal.
    pub(crate) digest: String,
    /// Where the role is; none for operators and resets.
    pub(crate) community_id: Option<String>,
    /// The words of the migration; `reset` gives an account another password.
    pub(crate) role: String,
    /// The account to reset.
    pub(crate) account_id: Option<String>,
    /// JSON array of names of buildings.
    pub(crate) buildings: String,
    /// See [`super::membership::Membership::property_staff`].
    pub(crate) property_staff: bool,
    /// By whom; nobody if from the command line.
    pub(crate) invited_by: Option<String>,
    /// When.
    pub(crate) created_at: Millis,
    /// From when on it is worth nothing.
    pub(crate) expires_at: Millis,
    /// `used` or `withdrawn`.
    pub(crate) ended: Option<String>,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, invitation: &Invitation) -> Result<(), StoreError> {
    diesel::insert_into(invitations::table).values(invitation).execute(connection)?;
    Ok(())
}

/// The invitation with this digest, if it is still good.
pub(crate) fn good(connection: &mut Connection, digest: &str, now: Millis) -> Result<Option<Invitation>, StoreError> {
    let row = invitations::table
        .filter(invitations::digest.eq(digest))
        .filter(invitations::ended.is_null())
        .filter(invitations::expires_at.gt(now));
    Ok(row.select(Invitation::as_select()).first(connection).optional()?)
}

/// Uses up the invitation with this digest, if it is still good: of several that try at once, one gets it.
pub(crate) fn take(connection: &mut Connection, digest: &str, now: Millis) -> Result<Option<Invitation>, StoreError> {
    let row = invitations::table
        .filter(invitations::digest.eq(digest))
        .filter(invitations::ended.is_null())
        .filter(invitations::expires_at.gt(now));
    let taken = diesel::update(row).set(invitations::ended.eq("used")).returning(invitations::all_columns);
    Ok(taken.get_result(connection).optional()?)
}

/// Withdraws one of a community that was not used yet. Whether there was one.
pub(crate) fn withdraw(connection: &mut Connection, community: &str, id: &str) -> Result<bool, StoreError> {
    let row = invitations::table.find(id).filter(invitations::community_id.eq(community)).filter(invitations::ended.is_null());
    Ok(diesel::update(row).set(invitations::ended.eq("withdrawn")).execute(connection)? == 1)
}

/// Withdraws what is open for an account: a newer link makes the older ones worthless.
pub(crate) fn withdraw_resets(connection: &mut Connection, account: &str) -> Result<(), StoreError> {
    let row = invitations::table.filter(invitations::account_id.eq(account)).filter(invitations::ended.is_null());
    diesel::update(row).set(invitations::ended.eq("withdrawn")).execute(connection)?;
    Ok(())
}

/// Invitations into a community, in the order of ids after the one given, `limit` at most.
pub(crate) fn page(connection: &mut Connection, community: &str, after: &str, limit: i64) -> Result<Vec<Invitation>, StoreError> {
    let rows = invitations::table.filter(invitations::community_id.eq(community)).filter(invitations::id.gt(after));
    Ok(rows.order(invitations::id).limit(limit).select(Invitation::as_select()).load(connection)?)
}
