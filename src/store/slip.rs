//! Slips 票单 of polls: which serial is whose, and which is void.

use diesel::prelude::*;

use super::schema::{slip_printers, slips};
use super::{Connection, Millis, StoreError, insert_many};

/// A slip.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = slips)]
pub(crate) struct Slip {
    /// UUIDv7.
    pub(crate) id: String,
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Of this voter.
    pub(crate) number: i64,
    /// Keyed digest of the serial.
    pub(crate) digest: String,
    /// The serial, sealed.
    pub(crate) serial: String,
    /// By whom.
    pub(crate) issued_by: String,
    /// When.
    pub(crate) issued_at: Millis,
    /// Who voided it.
    pub(crate) void_by: Option<String>,
    /// When.
    pub(crate) void_at: Option<Millis>,
    /// Why, in the words of the migration.
    pub(crate) because: Option<String>,
    /// Keyed digest of the serial in all polls, if it was sent by message.
    pub(crate) sent: Option<String>,
    /// The message by which it went out.
    pub(crate) message: Option<String>,
}

/// Adds some, many in one statement.
pub(crate) fn add(connection: &mut Connection, slips: &[Slip]) -> Result<(), StoreError> {
    insert_many!(connection, slips::table, slips);
    Ok(())
}

/// Those of a poll that are good, by voter.
pub(crate) fn good(connection: &mut Connection, poll: &str) -> Result<Vec<Slip>, StoreError> {
    let rows = slips::table.filter(slips::poll_id.eq(poll)).filter(slips::void_at.is_null()).order(slips::number);
    Ok(rows.select(Slip::as_select()).load(connection)?)
}

/// All of one voter, the first one first.
pub(crate) fn of_voter(connection: &mut Connection, poll: &str, number: i64) -> Result<Vec<Slip>, StoreError> {
    let rows = slips::table.filter(slips::poll_id.eq(poll)).filter(slips::number.eq(number)).order(slips::id);
    Ok(rows.select(Slip::as_select()).load(connection)?)
}

/// By the digest of its serial.
pub(crate) fn by_digest(connection: &mut Connection, poll: &str, digest: &str) -> Result<Option<Slip>, StoreError> {
    let row = slips::table.filter(slips::poll_id.eq(poll)).filter(slips::digest.eq(digest));
    Ok(row.select(Slip::as_select()).first(connection).optional()?)
}

/// The one that was sent by message with a serial, by its digest in all polls.
pub(crate) fn by_sent(connection: &mut Connection, sent: &str) -> Result<Option<Slip>, StoreError> {
    Ok(slips::table.filter(slips::sent.eq(sent)).select(Slip::as_select()).first(connection).optional()?)
}

/// Those of a poll that were sent by message, good or void: their ids, and those of the messages.
pub(crate) fn sent(connection: &mut Connection, poll: &str) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let rows = slips::table.filter(slips::poll_id.eq(poll)).filter(slips::sent.is_not_null());
    Ok(rows.select((slips::id, slips::message)).load(connection)?)
}

/// By which message the slip of a voter that is good went out.
pub(crate) fn went_by(connection: &mut Connection, (poll, number): (&str, i64), message: &str) -> Result<(), StoreError> {
    let row = slips::table.filter(slips::poll_id.eq(poll)).filter(slips::number.eq(number)).filter(slips::void_at.is_null());
    diesel::update(row).set(slips::message.eq(message)).execute(connection)?;
    Ok(())
}

/// Voids the slip of a voter that is good, and returns it, if there was one.
pub(crate) fn void(
    connection: &mut Connection,
    (poll, number): (&str, i64),
    by: &str,
    because: &str,
    now: Millis,
) -> Result<Option<Slip>, StoreError> {
    let row = slips::table.filter(slips::poll_id.eq(poll)).filter(slips::number.eq(number)).filter(slips::void_at.is_null());
    let change = (slips::void_by.eq(by), slips::void_at.eq(now), slips::because.eq(because));
    let voided = diesel::update(row).set(change).returning(slips::all_columns);
    Ok(voided.get_result(connection).optional()?)
}

/// Those of these slips that are void.
pub(crate) fn voided(connection: &mut Connection, ids: &[&str]) -> Result<Vec<String>, StoreError> {
    let rows = slips::table.filter(slips::id.eq_any(ids.iter().copied())).filter(slips::void_at.is_not_null());
    Ok(rows.select(slips::id).load(connection)?)
}

/// Whether somebody saw credentials of a poll.
pub(crate) fn printed(connection: &mut Connection, poll: &str, account: &str) -> Result<bool, StoreError> {
    Ok(diesel::select(diesel::dsl::exists(slip_printers::table.find((poll, account)))).get_result(connection)?)
}

/// Somebody sees credentials of a poll, for the first time. [`StoreError::Taken`] if it is not.
pub(crate) fn prints(connection: &mut Connection, poll: &str, account: &str) -> Result<(), StoreError> {
    let row = (slip_printers::poll_id.eq(poll), slip_printers::account_id.eq(account));
    diesel::insert_into(slip_printers::table).values(row).execute(connection)?;
    Ok(())
}
