//! Tellers and canvassers of polls.

use diesel::prelude::*;

use super::schema::{accounts, poll_staff};
use super::{Connection, Millis, StoreError};

/// One office of one account in one poll.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_staff)]
pub(crate) struct Serving {
    /// In which poll.
    pub(crate) poll_id: String,
    /// Who.
    pub(crate) account_id: String,
    /// `teller` or `canvasser`.
    pub(crate) role: String,
    /// By whom.
    pub(crate) named_by: String,
    /// When.
    pub(crate) named_at: Millis,
}

/// Adds one. [`StoreError::Taken`] if the account has this office already.
pub(crate) fn add(connection: &mut Connection, serving: &Serving) -> Result<(), StoreError> {
    diesel::insert_into(poll_staff::table).values(serving).execute(connection)?;
    Ok(())
}

/// The offices of an account in a poll.
pub(crate) fn of(connection: &mut Connection, poll: &str, account: &str) -> Result<Vec<Serving>, StoreError> {
    let rows = poll_staff::table.filter(poll_staff::poll_id.eq(poll)).filter(poll_staff::account_id.eq(account));
    Ok(rows.order(poll_staff::role).select(Serving::as_select()).load(connection)?)
}

/// Those of a poll with their names, in the order of account and role, after the pair given, `limit` at most.
pub(crate) fn page(
    connection: &mut Connection,
    poll: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<(Serving, String)>, StoreError> {
    let rows = poll_staff::table
        .inner_join(accounts::table.on(accounts::id.eq(poll_staff::account_id)))
        .filter(poll_staff::poll_id.eq(poll))
        .filter(poll_staff::account_id.gt(after.0).or(poll_staff::account_id.eq(after.0).and(poll_staff::role.gt(after.1))))
        .order((poll_staff::account_id, poll_staff::role))
        .limit(limit)
        .select((Serving::as_select(), accounts::name));
    Ok(rows.load(connection)?)
}

/// Takes an office away. Whether there was one.
pub(crate) fn remove(connection: &mut Connection, poll: &str, account: &str, role: &str) -> Result<bool, StoreError> {
    Ok(diesel::delete(poll_staff::table.find((poll, account, role))).execute(connection)? == 1)
}
