//! Accepted ballots, beside their leaves in the log.

use diesel::prelude::*;

use super::schema::ballots;
use super::{Connection, StoreError, insert_many};

/// A ballot.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ballots)]
pub(crate) struct Ballot {
    /// In this poll.
    pub(crate) poll_id: String,
    /// Its leaf.
    pub(crate) idx: i64,
    /// Whose, as text.
    pub(crate) credential: String,
    /// SHA-256 of the bytes, hexadecimal.
    pub(crate) digest: String,
    /// The bytes.
    pub(crate) ballot: String,
    /// `electronic` or `assisted`.
    pub(crate) channel: String,
    /// What proved the voter.
    pub(crate) level: String,
    /// Digest of the slip's serial, hexadecimal.
    pub(crate) serial_digest: String,
    /// JSON array of names.
    pub(crate) attested_by: String,
    /// The leaf that took it out.
    pub(crate) void_idx: Option<i64>,
    /// Whether the message to the voter's phone is on its way.
    pub(crate) told: bool,
}

/// Adds ballots, many in one statement.
pub(crate) fn add(connection: &mut Connection, ballots: &[Ballot]) -> Result<(), StoreError> {
    insert_many!(connection, ballots::table, ballots);
    Ok(())
}

/// The leaf of the ballot with this digest.
pub(crate) fn by_digest(connection: &mut Connection, poll: &str, digest: &str) -> Result<Option<i64>, StoreError> {
    let rows = ballots::table.filter(ballots::poll_id.eq(poll)).filter(ballots::digest.eq(digest));
    Ok(rows.select(ballots::idx).first(connection).optional()?)
}

/// The digests of those of these ballots that are there, with their leaves.
pub(crate) fn by_digests(connection: &mut Connection, poll: &str, digests: &[String]) -> Result<Vec<(String, i64)>, StoreError> {
    if digests.is_empty() {
        return Ok(Vec::new());
    }
    let rows = ballots::table.filter(ballots::poll_id.eq(poll)).filter(ballots::digest.eq_any(digests));
    Ok(rows.select((ballots::digest, ballots::idx)).load(connection)?)
}

/// Whose ballot a leaf is of, and the leaf that took it out.
pub(crate) fn fate(connection: &mut Connection, poll: &str, idx: i64) -> Result<Option<(String, Option<i64>)>, StoreError> {
    Ok(ballots::table.find((poll, idx)).select((ballots::credential, ballots::void_idx)).first(connection).optional()?)
}

/// Takes one out.
pub(crate) fn void(connection: &mut Connection, poll: &str, idx: i64, by: i64) -> Result<(), StoreError> {
    diesel::update(ballots::table.find((poll, idx))).set(ballots::void_idx.eq(by)).execute(connection)?;
    Ok(())
}

/// The last ballot of a voter that is not void.
pub(crate) fn last(connection: &mut Connection, poll: &str, credential: &str) -> Result<Option<i64>, StoreError> {
    let rows = ballots::table.filter(ballots::poll_id.eq(poll)).filter(ballots::credential.eq(credential));
    let rows = rows.filter(ballots::void_idx.is_null()).order(ballots::idx.desc());
    Ok(rows.select(ballots::idx).first(connection).optional()?)
}

/// Ballots whose voters were not told yet: poll and leaf.
pub(crate) fn untold(connection: &mut Connection, limit: i64) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = ballots::table.filter(diesel::dsl::not(ballots::told)).order((ballots::poll_id, ballots::idx)).limit(limit);
    Ok(rows.select((ballots::poll_id, ballots::idx)).load(connection)?)
}

/// Notes that the voters of these leaves are told. The credentials of those whom nobody had told before.
pub(crate) fn tell(connection: &mut Connection, poll: &str, leaves: &[i64]) -> Result<Vec<String>, StoreError> {
    let rows = ballots::table.filter(ballots::poll_id.eq(poll)).filter(ballots::idx.eq_any(leaves));
    let told = diesel::update(rows.filter(diesel::dsl::not(ballots::told))).set(ballots::told.eq(true));
    Ok(told.returning(ballots::credential).get_results(connection)?)
}

/// By which way a ballot came.
#[derive(Queryable)]
pub(crate) struct Way {
    /// Its leaf.
    pub(crate) idx: i64,
    /// `electronic` or `assisted`.
    pub(crate) channel: String,
    /// What proved the voter.
    pub(crate) level: String,
    /// Digest of the slip's serial, hexadecimal.
    pub(crate) serial_digest: String,
    /// JSON array of names.
    pub(crate) attested_by: String,
}

/// By which way all ballots of a poll came, in the order of the log.
pub(crate) fn ways(connection: &mut Connection, poll: &str) -> Result<Vec<Way>, StoreError> {
    let columns = (ballots::idx, ballots::channel, ballots::level, ballots::serial_digest, ballots::attested_by);
    Ok(ballots::table.filter(ballots::poll_id.eq(poll)).order(ballots::idx).select(columns).load(connection)?)
}

/// The bytes of ballots with their leaves, in the order of the log behind a leaf, `limit` at most.
pub(crate) fn page(connection: &mut Connection, poll: &str, after: i64, limit: i64) -> Result<Vec<(i64, String)>, StoreError> {
    let rows = ballots::table.filter(ballots::poll_id.eq(poll)).filter(ballots::idx.gt(after));
    Ok(rows.order(ballots::idx).limit(limit).select((ballots::idx, ballots::ballot)).load(connection)?)
}
