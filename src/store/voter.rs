//! Voters of polls: the roll as it is frozen for a poll, and their credentials.

use diesel::prelude::*;

use super::schema::{poll_voters, voter_lists};
use super::{Connection, Millis, StoreError};

/// The list of a poll.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = voter_lists)]
pub(crate) struct VoterList {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// The version of the roll.
    pub(crate) roll_version_id: String,
    /// `authority` or `service`.
    pub(crate) made_by: String,
    /// Why the service makes the credentials.
    pub(crate) because: Option<String>,
    /// Who froze it.
    pub(crate) frozen_by: String,
    /// When.
    pub(crate) frozen_at: Millis,
}

/// A voter.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_voters)]
pub(crate) struct Voter {
    /// UUIDv7.
    pub(crate) id: String,
    /// Of this poll.
    pub(crate) poll_id: String,
    /// As in the masked roll.
    pub(crate) number: i64,
    /// In 0.01 m².
    pub(crate) area: i64,
    /// Where the slip goes.
    pub(crate) building: String,
    /// Where the slip goes.
    pub(crate) stair: String,
    /// Where the slip goes.
    pub(crate) room: String,
    /// `王**`
    pub(crate) masked_name: String,
    /// JSON array: by what the right holders are known.
    pub(crate) holders: String,
    /// The public credential.
    pub(crate) point: Option<String>,
    /// The private one, sealed.
    pub(crate) credential: Option<String>,
    /// The phone of that time, sealed.
    pub(crate) phone: Option<String>,
}

/// Begins the list of a poll. A second one is [`StoreError::Taken`].
pub(crate) fn freeze(connection: &mut Connection, list: &VoterList) -> Result<(), StoreError> {
    diesel::insert_into(voter_lists::table).values(list).execute(connection)?;
    Ok(())
}

/// The list of a poll.
pub(crate) fn list(connection: &mut Connection, poll: &str) -> Result<Option<VoterList>, StoreError> {
    Ok(voter_lists::table.find(poll).select(VoterList::as_select()).first(connection).optional()?)
}

/// Adds a voter.
pub(crate) fn add(connection: &mut Connection, voter: &Voter) -> Result<(), StoreError> {
    diesel::insert_into(poll_voters::table).values(voter).execute(connection)?;
    Ok(())
}

/// All voters of a poll, in the order of the roll.
pub(crate) fn all(connection: &mut Connection, poll: &str) -> Result<Vec<Voter>, StoreError> {
    let rows = poll_voters::table.filter(poll_voters::poll_id.eq(poll)).order(poll_voters::number);
    Ok(rows.select(Voter::as_select()).load(connection)?)
}

/// Public credential, if there is one, and area of every voter of a poll, without the rest, which is much more.
pub(crate) fn weights(connection: &mut Connection, poll: &str) -> Result<Vec<(Option<String>, i64)>, StoreError> {
    let rows = poll_voters::table.filter(poll_voters::poll_id.eq(poll));
    Ok(rows.select((poll_voters::point, poll_voters::area)).load(connection)?)
}

/// One of them, by number.
pub(crate) fn by_number(connection: &mut Connection, poll: &str, number: i64) -> Result<Option<Voter>, StoreError> {
    let row = poll_voters::table.filter(poll_voters::poll_id.eq(poll)).filter(poll_voters::number.eq(number));
    Ok(row.select(Voter::as_select()).first(connection).optional()?)
}

/// Those with these public credentials.
pub(crate) fn by_points(connection: &mut Connection, poll: &str, points: &[String]) -> Result<Vec<Voter>, StoreError> {
    let rows = poll_voters::table.filter(poll_voters::poll_id.eq(poll)).filter(poll_voters::point.eq_any(points));
    Ok(rows.select(Voter::as_select()).load(connection)?)
}

/// How many there are, and how many of them have no credential yet.
pub(crate) fn count(connection: &mut Connection, poll: &str) -> Result<(i64, i64), StoreError> {
    let all = poll_voters::table.filter(poll_voters::poll_id.eq(poll));
    let waiting = all.filter(poll_voters::point.is_null()).count().get_result(connection)?;
    Ok((all.count().get_result(connection)?, waiting))
}

/// Takes all public credentials away, for others to come.
pub(crate) fn clear_points(connection: &mut Connection, poll: &str) -> Result<(), StoreError> {
    let rows = poll_voters::table.filter(poll_voters::poll_id.eq(poll));
    diesel::update(rows).set(poll_voters::point.eq(None::<String>)).execute(connection)?;
    Ok(())
}

/// The public credential of a voter. Whether there is such a voter.
pub(crate) fn set_point(connection: &mut Connection, poll: &str, id: &str, point: &str) -> Result<bool, StoreError> {
    let row = poll_voters::table.find(id).filter(poll_voters::poll_id.eq(poll));
    Ok(diesel::update(row).set(poll_voters::point.eq(point)).execute(connection)? == 1)
}

/// Forgets the private credentials and the phones of a poll.
pub(crate) fn forget(connection: &mut Connection, poll: &str) -> Result<(), StoreError> {
    let rows = poll_voters::table.filter(poll_voters::poll_id.eq(poll));
    let nothing = (poll_voters::credential.eq(None::<String>), poll_voters::phone.eq(None::<String>));
    diesel::update(rows).set(nothing).execute(connection)?;
    Ok(())
}
