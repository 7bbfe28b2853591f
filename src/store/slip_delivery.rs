//! Who handed slips over, and which of these records were wrong. Nothing here is changed or removed ([`super::guards`]).

use diesel::prelude::*;

use super::schema::{slip_deliveries, slip_deliveries_taken_back};
use super::{Connection, Millis, StoreError};

/// A slip that was handed over.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = slip_deliveries)]
pub(crate) struct Delivery {
    /// UUIDv7.
    pub(crate) id: String,
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Of this voter.
    pub(crate) number: i64,
    /// Which slip.
    pub(crate) slip_id: String,
    /// In the words of the migration.
    pub(crate) how: String,
    /// By whom.
    pub(crate) handed_by: String,
    /// When.
    pub(crate) handed_at: Millis,
    /// Who says so.
    pub(crate) recorded_by: String,
    /// Since when.
    pub(crate) recorded_at: Millis,
}

/// That a record was wrong.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = slip_deliveries_taken_back)]
pub(crate) struct TakenBack {
    /// Which.
    pub(crate) delivery_id: String,
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Why, in the words of the migration.
    pub(crate) because: String,
    /// Who says so.
    pub(crate) recorded_by: String,
    /// Since when.
    pub(crate) recorded_at: Millis,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, delivery: &Delivery) -> Result<(), StoreError> {
    diesel::insert_into(slip_deliveries::table).values(delivery).execute(connection)?;
    Ok(())
}

/// Says that one was wrong. [`StoreError::Taken`] a second time.
pub(crate) fn take_back(connection: &mut Connection, taken_back: &TakenBack) -> Result<(), StoreError> {
    diesel::insert_into(slip_deliveries_taken_back::table).values(taken_back).execute(connection)?;
    Ok(())
}

/// One of a poll.
pub(crate) fn by_id(connection: &mut Connection, poll: &str, id: &str) -> Result<Option<Delivery>, StoreError> {
    let row = slip_deliveries::table.find(id).filter(slip_deliveries::poll_id.eq(poll));
    Ok(row.select(Delivery::as_select()).first(connection).optional()?)
}

/// Those of a voter, whichever slip it was and whether or not they were taken back.
pub(crate) fn of_voter(connection: &mut Connection, poll: &str, number: i64) -> Result<Vec<Delivery>, StoreError> {
    let rows = slip_deliveries::table.filter(slip_deliveries::poll_id.eq(poll)).filter(slip_deliveries::number.eq(number));
    Ok(rows.order(slip_deliveries::id).select(Delivery::as_select()).load(connection)?)
}

/// All of a poll, in the order in which they were recorded.
pub(crate) fn all(connection: &mut Connection, poll: &str) -> Result<Vec<Delivery>, StoreError> {
    let rows = slip_deliveries::table.filter(slip_deliveries::poll_id.eq(poll)).order(slip_deliveries::id);
    Ok(rows.select(Delivery::as_select()).load(connection)?)
}

/// Those of a poll that were wrong.
pub(crate) fn taken_back(connection: &mut Connection, poll: &str) -> Result<Vec<TakenBack>, StoreError> {
    let rows = slip_deliveries_taken_back::table.filter(slip_deliveries_taken_back::poll_id.eq(poll));
    Ok(rows.select(TakenBack::as_select()).load(connection)?)
}
