//! What the service does by itself when its time has come.

use diesel::prelude::*;

use super::schema::poll_timers::{self, dsl};
use super::{Connection, Millis, StoreError};

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_timers)]
pub(crate) struct Timer {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// `open`, `close` or `final`.
    pub(crate) action: String,
    /// Not before.
    pub(crate) due_at: Millis,
    /// Tried next.
    pub(crate) try_at: Millis,
    /// Code of the last refusal.
    pub(crate) refused: Option<String>,
    /// When it was done.
    pub(crate) done_at: Option<Millis>,
}

/// Sets one.
pub(crate) fn set(connection: &mut Connection, poll: &str, action: &str, at: Millis) -> Result<(), StoreError> {
    let timer =
        Timer { poll_id: poll.to_owned(), action: action.to_owned(), due_at: at, try_at: at, refused: None, done_at: None };
    diesel::insert_into(dsl::poll_timers).values(&timer).execute(connection)?;
    Ok(())
}

/// Another time for one that is not done. Whether there was one.
pub(crate) fn postpone(connection: &mut Connection, poll: &str, action: &str, at: Millis) -> Result<bool, StoreError> {
    let row = dsl::poll_timers.find((poll, action)).filter(dsl::done_at.is_null());
    Ok(diesel::update(row).set((dsl::due_at.eq(at), dsl::try_at.eq(at))).execute(connection)? == 1)
}

/// Those to be tried by now, the earliest first.
pub(crate) fn due(connection: &mut Connection, now: Millis, limit: i64) -> Result<Vec<Timer>, StoreError> {
    let rows = dsl::poll_timers.filter(dsl::done_at.is_null()).filter(dsl::try_at.le(now)).order((dsl::try_at, dsl::poll_id));
    Ok(rows.limit(limit).select(Timer::as_select()).load(connection)?)
}

/// Takes one that is due: of several instances that try at once, one gets it, and only if its transaction is committed.
pub(crate) fn take(connection: &mut Connection, poll: &str, action: &str, now: Millis) -> Result<bool, StoreError> {
    let row = dsl::poll_timers.find((poll, action)).filter(dsl::done_at.is_null()).filter(dsl::due_at.le(now));
    let taken = diesel::update(row).set((dsl::done_at.eq(now), dsl::refused.eq(None::<String>))).returning(dsl::due_at);
    Ok(taken.get_result::<Millis>(connection).optional()?.is_some())
}

/// Notes that it was refused, to be tried later.
pub(crate) fn refuse(connection: &mut Connection, timer: &Timer, code: &str, try_at: Millis) -> Result<(), StoreError> {
    let row = dsl::poll_timers.find((&timer.poll_id, &timer.action)).filter(dsl::done_at.is_null());
    diesel::update(row).set((dsl::try_at.eq(try_at), dsl::refused.eq(code))).execute(connection)?;
    Ok(())
}

/// Takes away what is not done, of a poll that goes no further.
pub(crate) fn clear(connection: &mut Connection, poll: &str) -> Result<(), StoreError> {
    diesel::delete(dsl::poll_timers.filter(dsl::poll_id.eq(poll)).filter(dsl::done_at.is_null())).execute(connection)?;
    Ok(())
}

/// Of a poll.
pub(crate) fn of(connection: &mut Connection, poll: &str) -> Result<Vec<Timer>, StoreError> {
    let rows = dsl::poll_timers.filter(dsl::poll_id.eq(poll)).order(dsl::action);
    Ok(rows.select(Timer::as_select()).load(connection)?)
}
