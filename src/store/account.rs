//! Accounts of staff.

use diesel::prelude::*;

use super::schema::accounts;
use super::{Connection, Millis, StoreError, one_more};

/// Somebody who can sign in.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
pub(crate) struct Account {
    /// UUIDv7.
    pub(crate) id: String,
    /// Counts changes.
    pub(crate) version: i64,
    /// Folded; unique.
    pub(crate) login: String,
    /// As colleagues see it.
    pub(crate) name: String,
    /// PHC text of argon2id.
    pub(crate) password: String,
    /// Sealed.
    pub(crate) phone: Option<String>,
    /// Runs the service.
    pub(crate) operator: bool,
    /// When it was made.
    pub(crate) created_at: Millis,
}

/// Adds one. [`StoreError::Taken`] if there is such a login.
pub(crate) fn add(connection: &mut Connection, account: &Account) -> Result<(), StoreError> {
    diesel::insert_into(accounts::table).values(account).execute(connection)?;
    Ok(())
}

/// By id.
pub(crate) fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Account>, StoreError> {
    Ok(accounts::table.find(id).select(Account::as_select()).first(connection).optional()?)
}

/// By its folded login.
pub(crate) fn by_login(connection: &mut Connection, login: &str) -> Result<Option<Account>, StoreError> {
    Ok(accounts::table.filter(accounts::login.eq(login)).select(Account::as_select()).first(connection).optional()?)
}

/// Keeps its password from being changed until this transaction ends; the password's PHC text.
pub(crate) fn lock(connection: &mut Connection, id: &str) -> Result<Option<String>, StoreError> {
    // As for polls: a change of nothing takes the lock of `SELECT … FOR UPDATE`.
    let row = diesel::update(accounts::table.find(id)).set(accounts::version.eq(accounts::version));
    Ok(row.returning(accounts::password).get_result(connection).optional()?)
}

/// Another password.
pub(crate) fn set_password(connection: &mut Connection, id: &str, password: &str) -> Result<(), StoreError> {
    let change = (accounts::password.eq(password), accounts::version.eq(one_more(accounts::version)));
    diesel::update(accounts::table.find(id)).set(change).execute(connection)?;
    Ok(())
}

/// Makes it an operator's.
pub(crate) fn make_operator(connection: &mut Connection, id: &str) -> Result<(), StoreError> {
    let change = (accounts::operator.eq(true), accounts::version.eq(one_more(accounts::version)));
    diesel::update(accounts::table.find(id)).set(change).execute(connection)?;
    Ok(())
}
