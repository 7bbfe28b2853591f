//! Messages to phones. What may follow what is decided in [`crate::election::poll::message::delivery`]; here one attempt gets a
//! message, and what comes back late changes nothing.

use diesel::prelude::*;

use super::schema::messages::{self, dsl};
use super::{BATCH, Connection, Millis, StoreError, insert_many};

/// A message. The words are those of the migration.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = messages)]
pub(crate) struct Message {
    /// UUIDv7; the gateway gets it with every attempt.
    pub(crate) id: String,
    /// Where it comes from.
    pub(crate) community_id: String,
    /// Which template.
    pub(crate) kind: String,
    /// Before all others.
    pub(crate) urgent: bool,
    /// Whose it is, by id.
    pub(crate) recipient: Option<String>,
    /// Sealed; gone once nothing more will be sent.
    pub(crate) phone: Option<String>,
    /// Sealed JSON object; gone with the phone.
    pub(crate) parameters: Option<String>,
    /// See the migration.
    pub(crate) state: String,
    /// Attempts that failed.
    pub(crate) failures: i64,
    /// See the migration.
    pub(crate) at: Millis,
    /// Why it failed.
    pub(crate) because: Option<String>,
    /// Which attempt is under way.
    pub(crate) attempt: Option<String>,
    /// From when on it is of no use.
    pub(crate) expires_at: Millis,
    /// When it was queued.
    pub(crate) created_at: Millis,
}

/// Where a message stands, as its columns say.
pub(crate) struct State<'s> {
    /// See the migration.
    pub(crate) state: &'s str,
    /// Attempts that failed.
    pub(crate) failures: i64,
    /// See the migration.
    pub(crate) at: Millis,
    /// Why it failed.
    pub(crate) because: Option<&'s str>,
}

/// Adds messages, many in one statement.
pub(crate) fn add(connection: &mut Connection, messages: &[Message]) -> Result<(), StoreError> {
    insert_many!(connection, messages::table, messages);
    Ok(())
}

/// By id.
pub(crate) fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Message>, StoreError> {
    Ok(messages::table.find(id).select(Message::as_select()).first(connection).optional()?)
}

/// The ids of what is due, urgent ones first, then the longest due, `limit` at most.
pub(crate) fn due(connection: &mut Connection, now: Millis, limit: i64) -> Result<Vec<String>, StoreError> {
    let rows = dsl::messages.filter(dsl::state.eq("waiting")).filter(dsl::at.le(now)).filter(dsl::expires_at.gt(now));
    Ok(rows.order((dsl::urgent.desc(), dsl::at, dsl::id)).limit(limit).select(dsl::id).load(connection)?)
}

/// Takes a message that is due for an attempt: of several that try at once, one gets it.
///
/// It is found by its id. Until PostgreSQL has statistics of a table that fills up quickly, it takes "all that wait" for as few as "the one
/// with this id", and reads them all; an expression it cannot look up in the index of states.
pub(crate) fn take(connection: &mut Connection, id: &str, now: Millis, attempt: &str) -> Result<Option<Message>, StoreError> {
    let waits = dsl::state.concat("").eq("waiting");
    let row = dsl::messages.find(id).filter(waits).filter(dsl::at.le(now)).filter(dsl::expires_at.gt(now));
    let taken = diesel::update(row)
        .set((dsl::state.eq("sending"), dsl::at.eq(now), dsl::attempt.eq(attempt)))
        .returning(messages::all_columns);
    Ok(taken.get_result(connection).optional()?)
}

/// Attempts that began before `before` and of which nothing was heard since: ids of messages and attempts, `limit` at most.
pub(crate) fn abandoned(
    connection: &mut Connection,
    before: Millis,
    limit: i64,
) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let rows = dsl::messages.filter(dsl::state.eq("sending")).filter(dsl::at.le(before)).order(dsl::at).limit(limit);
    Ok(rows.select((dsl::id, dsl::attempt)).load(connection)?)
}

/// Writes where a message stands now, if it is still where `before` says. The attempt ends. Unless it waits again, what is sealed
/// goes. Whether it was done. Found by its id, as in [`take`].
pub(crate) fn step(connection: &mut Connection, before: &Message, now: &State<'_>) -> Result<bool, StoreError> {
    let row = dsl::messages.find(&before.id).filter(dsl::state.concat("").eq(&before.state)).filter(dsl::at.eq(before.at));
    let none: Option<&str> = None;
    let change = (
        dsl::state.eq(now.state),
        dsl::failures.eq(now.failures),
        dsl::at.eq(now.at),
        dsl::because.eq(now.because),
        dsl::attempt.eq(none),
    );
    let done = if now.state == "waiting" {
        diesel::update(row).set(change).execute(connection)?
    } else {
        diesel::update(row).set((change, dsl::phone.eq(none), dsl::parameters.eq(none))).execute(connection)?
    };
    Ok(done == 1)
}

/// Gives up what waits and is of no use any more. How many.
pub(crate) fn expire(connection: &mut Connection, now: Millis) -> Result<usize, StoreError> {
    let none: Option<&str> = None;
    let rows = dsl::messages.filter(dsl::state.eq("waiting")).filter(dsl::expires_at.le(now));
    let change =
        (dsl::state.eq("failed"), dsl::at.eq(now), dsl::because.eq("expired"), dsl::phone.eq(none), dsl::parameters.eq(none));
    Ok(diesel::update(rows).set(change).execute(connection)?)
}

/// Those of these that failed.
pub(crate) fn failed(connection: &mut Connection, ids: &[&str]) -> Result<Vec<String>, StoreError> {
    let mut failed = Vec::new();
    for ids in ids.chunks(BATCH) {
        let rows = dsl::messages.filter(dsl::id.eq_any(ids.iter().copied())).filter(dsl::state.concat("").eq("failed"));
        failed.extend(rows.select(dsl::id).load::<String>(connection)?);
    }
    Ok(failed)
}

/// From `now` on these are of no use any more, unless they went out: what waits is given up at the next sweep.
pub(crate) fn end(connection: &mut Connection, ids: &[&str], now: Millis) -> Result<(), StoreError> {
    for ids in ids.chunks(BATCH) {
        let rows = dsl::messages.filter(dsl::id.eq_any(ids.iter().copied())).filter(dsl::expires_at.gt(now));
        let rows = rows.filter(dsl::state.concat("").eq_any(["waiting", "sending"]));
        diesel::update(rows).set(dsl::expires_at.eq(now)).execute(connection)?;
    }
    Ok(())
}

/// Whether anything waits that is of no use any more, or an attempt began before `before`.
pub(crate) fn needs_sweeping(connection: &mut Connection, now: Millis, before: Millis) -> Result<bool, StoreError> {
    let expired = dsl::state.eq("waiting").and(dsl::expires_at.le(now));
    let abandoned = dsl::state.eq("sending").and(dsl::at.le(before));
    let found = dsl::messages.filter(expired.or(abandoned)).select(dsl::id).first::<String>(connection);
    Ok(found.optional()?.is_some())
}

/// Forgets urgent ones that were queued before `before`: of a code nothing has to be known later.
pub(crate) fn forget_urgent(connection: &mut Connection, before: Millis) -> Result<(), StoreError> {
    let rows = dsl::messages.filter(dsl::urgent.eq(true)).filter(dsl::created_at.lt(before));
    diesel::delete(rows).execute(connection)?;
    Ok(())
}

/// How many wait or are being sent, and since when the one that is due for the longest is due.
pub(crate) fn backlog(connection: &mut Connection, now: Millis) -> Result<(i64, Option<Millis>), StoreError> {
    let open = dsl::messages.filter(dsl::state.eq_any(["waiting", "sending"]));
    let count = open.count().get_result(connection)?;
    let due = dsl::messages.filter(dsl::state.eq("waiting")).filter(dsl::at.le(now));
    Ok((count, due.select(diesel::dsl::min(dsl::at)).first(connection)?))
}

/// Messages of a community, in the order of ids after the one given, `limit` at most.
pub(crate) fn page(connection: &mut Connection, community: &str, after: &str, limit: i64) -> Result<Vec<Message>, StoreError> {
    let rows = messages::table.filter(dsl::community_id.eq(community)).filter(dsl::id.gt(after));
    Ok(rows.order(dsl::id).limit(limit).select(Message::as_select()).load(connection)?)
}
