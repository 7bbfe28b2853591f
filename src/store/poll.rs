//! Polls 表决.

use diesel::prelude::*;

use super::schema::polls;
use super::{Connection, Millis, StoreError, one_more};

/// A poll.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = polls)]
pub(crate) struct Poll {
    /// 22 characters of Base58.
    pub(crate) id: String,
    /// Whose.
    pub(crate) community_id: String,
    /// Counts changes.
    pub(crate) version: i64,
    /// As the ballot prints it.
    pub(crate) title: String,
    /// What it is about, or empty.
    pub(crate) text: String,
    /// JSON array of items, without candidates.
    pub(crate) items: String,
    /// JSON array of the candidates as published.
    pub(crate) candidates: Option<String>,
    /// The exact text of `rules.toml`.
    pub(crate) rules: String,
    /// Canonical JSON of the course.
    pub(crate) course: String,
    /// The course's state, once more.
    pub(crate) state: String,
    /// When it first became public.
    pub(crate) public_since: Option<Millis>,
    /// The version of the community's roll that is published.
    pub(crate) roll_version_id: Option<String>,
    /// SHA-256 of the masked roll that is published, hexadecimal.
    pub(crate) masked_digest: Option<String>,
    /// Number of the next step.
    pub(crate) next_step: i64,
    /// Number of the next objection.
    pub(crate) next_objection: i64,
    /// When it was begun.
    pub(crate) created_at: Millis,
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, poll: &Poll) -> Result<(), StoreError> {
    diesel::insert_into(polls::table).values(poll).execute(connection)?;
    Ok(())
}

/// By id.
pub(crate) fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Poll>, StoreError> {
    Ok(polls::table.find(id).select(Poll::as_select()).first(connection).optional()?)
}

/// Keeps others from changing it until this transaction ends. Whether it is there.
pub(crate) fn lock(connection: &mut Connection, id: &str) -> Result<bool, StoreError> {
    // `SELECT … FOR UPDATE` is not in the common subset of the engines; a change of nothing takes the same lock.
    Ok(diesel::update(polls::table.find(id)).set(polls::next_step.eq(polls::next_step)).execute(connection)? == 1)
}

/// Those in a state, in the order of their ids.
pub(crate) fn in_state(connection: &mut Connection, state: &str) -> Result<Vec<String>, StoreError> {
    Ok(polls::table.filter(polls::state.eq(state)).order(polls::id).select(polls::id).load(connection)?)
}

/// Those of a community in the order in which they were begun, after time and id given, `limit` at most.
pub(crate) fn page(
    connection: &mut Connection,
    community: &str,
    only_public: bool,
    (at, id): (Millis, &str),
    limit: i64,
) -> Result<Vec<Poll>, StoreError> {
    let rows = polls::table
        .filter(polls::community_id.eq(community))
        .filter(polls::created_at.gt(at).or(polls::created_at.eq(at).and(polls::id.gt(id))))
        .order((polls::created_at, polls::id))
        .limit(limit)
        .select(Poll::as_select());
    if only_public {
        return Ok(rows.filter(polls::public_since.is_not_null()).load(connection)?);
    }
    Ok(rows.load(connection)?)
}

/// Replaces what can change, if nobody else did since `poll.version`. Whether it was done.
pub(crate) fn replace(connection: &mut Connection, poll: &Poll) -> Result<bool, StoreError> {
    let row = polls::table.find(&poll.id).filter(polls::version.eq(poll.version));
    let change = (
        polls::title.eq(&poll.title),
        polls::text.eq(&poll.text),
        polls::items.eq(&poll.items),
        polls::candidates.eq(&poll.candidates),
        polls::rules.eq(&poll.rules),
        polls::course.eq(&poll.course),
        polls::state.eq(&poll.state),
        polls::public_since.eq(poll.public_since),
        polls::roll_version_id.eq(&poll.roll_version_id),
        polls::masked_digest.eq(&poll.masked_digest),
        polls::next_step.eq(poll.next_step),
        polls::version.eq(one_more(polls::version)),
    );
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}
