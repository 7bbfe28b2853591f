//! The steps of polls, with the reasons that people gave.

use diesel::prelude::*;

use super::schema::poll_steps;
use super::{Connection, Millis, StoreError};

/// A step that was taken.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_steps)]
pub(crate) struct Step {
    /// Of which poll.
    pub(crate) poll_id: String,
    /// From 0.
    pub(crate) seq: i64,
    /// When.
    pub(crate) at: Millis,
    /// Whose doing it was; nobody's if its time had come. Not public.
    pub(crate) account_id: Option<String>,
    /// What was done.
    pub(crate) action: String,
    /// The state afterwards.
    pub(crate) state: String,
    /// The course's version afterwards.
    pub(crate) round: i64,
    /// Why it went back or was cancelled.
    pub(crate) reason: Option<String>,
    /// Why a legal period was not waited for.
    pub(crate) override_reason: Option<String>,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, step: &Step) -> Result<(), StoreError> {
    diesel::insert_into(poll_steps::table).values(step).execute(connection)?;
    Ok(())
}

/// Those of a poll in order, after a number, `limit` at most.
pub(crate) fn page(connection: &mut Connection, poll: &str, after: i64, limit: i64) -> Result<Vec<Step>, StoreError> {
    let rows = poll_steps::table.filter(poll_steps::poll_id.eq(poll)).filter(poll_steps::seq.gt(after));
    Ok(rows.order(poll_steps::seq).limit(limit).select(Step::as_select()).load(connection)?)
}
