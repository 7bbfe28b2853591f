//! Trustees of polls, their links and what their programs handed in.

use diesel::prelude::*;

use super::schema::{trustee_boards, trustee_messages, trustee_seats};
use super::{Connection, Millis, StoreError, one_more};

/// Who holds the key of a poll.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = trustee_boards)]
pub(crate) struct Board {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Members of the joint key who are needed; `None`: there is no joint key.
    pub(crate) threshold: Option<i64>,
    /// How many messages there are.
    pub(crate) messages: i64,
    /// Who named them.
    pub(crate) named_by: String,
    /// When.
    pub(crate) named_at: Millis,
    /// `trustees.json`, once every message is there.
    pub(crate) list: Option<String>,
}

/// A trustee.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = trustee_seats)]
pub(crate) struct Seat {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// From 1.
    pub(crate) place: i64,
    /// Public.
    pub(crate) name: String,
    /// Number in the joint key, from 1.
    pub(crate) member: Option<i64>,
    /// SHA-256 of the link's secret, hexadecimal.
    pub(crate) link_digest: String,
}

/// What a trustee's program handed in.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = trustee_messages)]
pub(crate) struct Message {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Whose.
    pub(crate) place: i64,
    /// From 1.
    pub(crate) step: i64,
    /// As it came.
    pub(crate) message: String,
    /// When.
    pub(crate) at: Millis,
}

/// Names them, in the place of those before with all that they handed in.
pub(crate) fn name(connection: &mut Connection, board: &Board, seats: &[Seat]) -> Result<(), StoreError> {
    let poll = &board.poll_id;
    diesel::delete(trustee_messages::table.filter(trustee_messages::poll_id.eq(poll))).execute(connection)?;
    diesel::delete(trustee_seats::table.filter(trustee_seats::poll_id.eq(poll))).execute(connection)?;
    diesel::delete(trustee_boards::table.find(poll)).execute(connection)?;
    diesel::insert_into(trustee_boards::table).values(board).execute(connection)?;
    for seat in seats {
        diesel::insert_into(trustee_seats::table).values(seat).execute(connection)?;
    }
    Ok(())
}

/// Of a poll.
pub(crate) fn board(connection: &mut Connection, poll: &str) -> Result<Option<Board>, StoreError> {
    Ok(trustee_boards::table.find(poll).select(Board::as_select()).first(connection).optional()?)
}

/// The same: whoever hands in a message, or names others, waits until this transaction ends.
pub(crate) fn lock(connection: &mut Connection, poll: &str) -> Result<Option<Board>, StoreError> {
    // As for polls: a change of nothing takes the lock of `SELECT … FOR UPDATE`.
    let row = diesel::update(trustee_boards::table.find(poll)).set(trustee_boards::messages.eq(trustee_boards::messages));
    Ok(row.returning(trustee_boards::all_columns).get_result(connection).optional()?)
}

/// The same, for one more message: whoever comes next waits until this transaction ends.
pub(crate) fn take(connection: &mut Connection, poll: &str) -> Result<Option<Board>, StoreError> {
    let taken =
        diesel::update(trustee_boards::table.find(poll)).set(trustee_boards::messages.eq(one_more(trustee_boards::messages)));
    Ok(taken.returning(trustee_boards::all_columns).get_result(connection).optional()?)
}

/// Keeps the list.
pub(crate) fn complete(connection: &mut Connection, poll: &str, list: &str) -> Result<(), StoreError> {
    diesel::update(trustee_boards::table.find(poll)).set(trustee_boards::list.eq(list)).execute(connection)?;
    Ok(())
}

/// Of a poll, in their order.
pub(crate) fn seats(connection: &mut Connection, poll: &str) -> Result<Vec<Seat>, StoreError> {
    let rows = trustee_seats::table.filter(trustee_seats::poll_id.eq(poll)).order(trustee_seats::place);
    Ok(rows.select(Seat::as_select()).load(connection)?)
}

/// By the link's secret.
pub(crate) fn by_link(connection: &mut Connection, digest: &str) -> Result<Option<Seat>, StoreError> {
    let row = trustee_seats::table.filter(trustee_seats::link_digest.eq(digest));
    Ok(row.select(Seat::as_select()).first(connection).optional()?)
}

/// Another link for a trustee; the old one is worth nothing from now on. Whether there is such a trustee.
pub(crate) fn relink(connection: &mut Connection, poll: &str, place: i64, digest: &str) -> Result<bool, StoreError> {
    let row = trustee_seats::table.find((poll, place));
    Ok(diesel::update(row).set(trustee_seats::link_digest.eq(digest)).execute(connection)? == 1)
}

/// All messages of a poll, by step and place.
pub(crate) fn messages(connection: &mut Connection, poll: &str) -> Result<Vec<Message>, StoreError> {
    let rows = trustee_messages::table.filter(trustee_messages::poll_id.eq(poll));
    let rows = rows.order((trustee_messages::step, trustee_messages::place));
    Ok(rows.select(Message::as_select()).load(connection)?)
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, message: &Message) -> Result<(), StoreError> {
    diesel::insert_into(trustee_messages::table).values(message).execute(connection)?;
    Ok(())
}
