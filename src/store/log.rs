//! Logs: their leaves, their tree and what each says about single voters. What may stand in one is decided in [`crate::flows::log`].

use std::ops::Range;

use diesel::prelude::*;

use super::schema::{log_leaves, log_tiles, logs, participation};
use super::{Connection, Millis, StoreError, insert_many, one_more};

/// A log.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = logs)]
pub(crate) struct Log {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// `<host>/<poll>`.
    pub(crate) origin: String,
    /// φ of the election.
    pub(crate) phi: String,
    /// The rule between channels.
    pub(crate) conflict: String,
    /// The rule about voting again.
    pub(crate) revote: String,
    /// Whether ballots are cast here.
    pub(crate) electronic: bool,
    /// End of the voting.
    pub(crate) ends_at: Millis,
    /// To when it may be extended.
    pub(crate) extend_until: Option<Millis>,
    /// To when it was.
    pub(crate) extended_to: Option<Millis>,
    /// Number of leaves.
    pub(crate) size: i64,
    /// Roots of the tree's complete parts, hexadecimal.
    pub(crate) parts: String,
    /// Time of the last leaf.
    pub(crate) last_at: Millis,
    /// Leaf `close`: when.
    pub(crate) closed_at: Option<Millis>,
    /// Leaf `sheet`: when.
    pub(crate) sheet_at: Option<Millis>,
    /// The last state told.
    pub(crate) state: Option<String>,
    /// Transactions that appended.
    pub(crate) appended: i64,
}

/// A leaf.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = log_leaves)]
pub(crate) struct Leaf {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Its place.
    pub(crate) idx: i64,
    /// Canonical JSON.
    pub(crate) leaf: String,
    /// Its hash in the tree, hexadecimal.
    pub(crate) hash: String,
}

/// What a log says about one voter.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = participation, treat_none_as_null = true)]
pub(crate) struct Participation {
    /// In this poll.
    pub(crate) poll_id: String,
    /// Whose, as text.
    pub(crate) credential: String,
    /// Ballots that are not void.
    pub(crate) ballots: i64,
    /// The last of them.
    pub(crate) ballot_idx: Option<i64>,
    /// The leaf of the paper.
    pub(crate) paper_idx: Option<i64>,
}

/// Begins one.
pub(crate) fn begin(connection: &mut Connection, log: &Log) -> Result<(), StoreError> {
    diesel::insert_into(logs::table).values(log).execute(connection)?;
    Ok(())
}

/// As it stands.
pub(crate) fn by_poll(connection: &mut Connection, poll: &str) -> Result<Option<Log>, StoreError> {
    Ok(logs::table.find(poll).select(Log::as_select()).first(connection).optional()?)
}

/// By the name of the log.
pub(crate) fn by_origin(connection: &mut Connection, origin: &str) -> Result<Option<Log>, StoreError> {
    Ok(logs::table.filter(logs::origin.eq(origin)).select(Log::as_select()).first(connection).optional()?)
}

/// Polls whose log still grows.
pub(crate) fn growing(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    let ended = logs::state.eq_any(["filed", "cancelled"]);
    let rows = logs::table.filter(logs::state.is_null().or(diesel::dsl::not(ended.assume_not_null())));
    Ok(rows.order(logs::poll_id).select(logs::poll_id).load(connection)?)
}

/// Takes the log for appending: whoever comes next waits until this transaction ends.
pub(crate) fn take(connection: &mut Connection, poll: &str) -> Result<Option<Log>, StoreError> {
    let taken = diesel::update(logs::table.find(poll)).set(logs::appended.eq(one_more(logs::appended)));
    Ok(taken.returning(logs::all_columns).get_result(connection).optional()?)
}

/// Keeps what changed while the log was taken.
pub(crate) fn put_back(connection: &mut Connection, log: &Log) -> Result<(), StoreError> {
    let change = (
        logs::size.eq(log.size),
        logs::parts.eq(&log.parts),
        logs::last_at.eq(log.last_at),
        logs::extended_to.eq(log.extended_to),
        logs::closed_at.eq(log.closed_at),
        logs::sheet_at.eq(log.sheet_at),
        logs::state.eq(&log.state),
    );
    diesel::update(logs::table.find(&log.poll_id)).set(change).execute(connection)?;
    Ok(())
}

/// Adds leaves, many in one statement.
pub(crate) fn add_leaves(connection: &mut Connection, leaves: &[Leaf]) -> Result<(), StoreError> {
    insert_many!(connection, log_leaves::table, leaves);
    Ok(())
}

/// Adds the root of 256 leaves.
pub(crate) fn add_tile(connection: &mut Connection, poll: &str, number: i64, hash: &str) -> Result<(), StoreError> {
    let row = (log_tiles::poll_id.eq(poll), log_tiles::number.eq(number), log_tiles::hash.eq(hash));
    diesel::insert_into(log_tiles::table).values(row).execute(connection)?;
    Ok(())
}

/// One leaf.
pub(crate) fn leaf(connection: &mut Connection, poll: &str, idx: i64) -> Result<Option<Leaf>, StoreError> {
    Ok(log_leaves::table.find((poll, idx)).select(Leaf::as_select()).first(connection).optional()?)
}

/// Leaves in order.
pub(crate) fn leaves(connection: &mut Connection, poll: &str, range: Range<i64>) -> Result<Vec<Leaf>, StoreError> {
    let rows = log_leaves::table.filter(log_leaves::poll_id.eq(poll));
    let rows = rows.filter(log_leaves::idx.ge(range.start)).filter(log_leaves::idx.lt(range.end));
    Ok(rows.order(log_leaves::idx).select(Leaf::as_select()).load(connection)?)
}

/// Hashes of leaves in order.
pub(crate) fn hashes(connection: &mut Connection, poll: &str, range: Range<i64>) -> Result<Vec<String>, StoreError> {
    let rows = log_leaves::table.filter(log_leaves::poll_id.eq(poll));
    let rows = rows.filter(log_leaves::idx.ge(range.start)).filter(log_leaves::idx.lt(range.end));
    Ok(rows.order(log_leaves::idx).select(log_leaves::hash).load(connection)?)
}

/// Roots of 256 leaves each, in order.
pub(crate) fn tiles(connection: &mut Connection, poll: &str, range: Range<i64>) -> Result<Vec<String>, StoreError> {
    let rows = log_tiles::table.filter(log_tiles::poll_id.eq(poll));
    let rows = rows.filter(log_tiles::number.ge(range.start)).filter(log_tiles::number.lt(range.end));
    Ok(rows.order(log_tiles::number).select(log_tiles::hash).load(connection)?)
}

/// What a log says about a voter.
pub(crate) fn participation(
    connection: &mut Connection,
    poll: &str,
    credential: &str,
) -> Result<Option<Participation>, StoreError> {
    let row = participation::table.find((poll, credential)).select(Participation::as_select());
    Ok(row.first(connection).optional()?)
}

/// What a log says about those of these voters of whom it says something.
pub(crate) fn participations(
    connection: &mut Connection,
    poll: &str,
    credentials: &[String],
) -> Result<Vec<Participation>, StoreError> {
    let rows = participation::table.filter(participation::poll_id.eq(poll)).filter(participation::credential.eq_any(credentials));
    Ok(rows.select(Participation::as_select()).load(connection)?)
}

/// Everybody of whom a log says something.
pub(crate) fn participants(connection: &mut Connection, poll: &str) -> Result<Vec<Participation>, StoreError> {
    let rows = participation::table.filter(participation::poll_id.eq(poll)).order(participation::credential);
    Ok(rows.select(Participation::as_select()).load(connection)?)
}

/// Keeps what a log says about voters of whom it said nothing before, many in one statement.
pub(crate) fn note_new(connection: &mut Connection, rows: &[Participation]) -> Result<(), StoreError> {
    insert_many!(connection, participation::table, rows);
    Ok(())
}

/// Keeps what a log says about a voter now; `known`: whether it said something before.
pub(crate) fn note(connection: &mut Connection, row: &Participation, known: bool) -> Result<(), StoreError> {
    if known {
        let old = participation::table.find((&row.poll_id, &row.credential));
        diesel::update(old).set(row).execute(connection)?;
    } else {
        diesel::insert_into(participation::table).values(row).execute(connection)?;
    }
    Ok(())
}
