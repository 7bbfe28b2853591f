//! Openings of polls: exact texts of files of the record.

use diesel::prelude::*;

use super::schema::{announced_packages, openings};
use super::{Connection, Millis, StoreError};

/// An opening.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = openings)]
pub(crate) struct Opening {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// `opening.json`.
    pub(crate) opening: String,
    /// `election.json`.
    pub(crate) election: String,
    /// `trustees.json`.
    pub(crate) trustees: String,
    /// The list of weights 1.
    pub(crate) people: String,
    /// The list of areas.
    pub(crate) area: String,
    /// Fingerprint of the election.
    pub(crate) phi: String,
    /// Who prepared it.
    pub(crate) prepared_by: String,
    /// When.
    pub(crate) prepared_at: Millis,
}

/// Adds one. A second one of a poll is [`StoreError::Taken`].
pub(crate) fn add(connection: &mut Connection, opening: &Opening) -> Result<(), StoreError> {
    diesel::insert_into(openings::table).values(opening).execute(connection)?;
    Ok(())
}

/// Of a poll.
pub(crate) fn of(connection: &mut Connection, poll: &str) -> Result<Option<Opening>, StoreError> {
    Ok(openings::table.find(poll).select(Opening::as_select()).first(connection).optional()?)
}

/// Whether a poll has one.
pub(crate) fn is_prepared(connection: &mut Connection, poll: &str) -> Result<bool, StoreError> {
    Ok(diesel::select(diesel::dsl::exists(openings::table.find(poll))).get_result(connection)?)
}

/// `package.json` of a poll as it was announced.
pub(crate) fn package(connection: &mut Connection, poll: &str) -> Result<Option<String>, StoreError> {
    Ok(announced_packages::table.find(poll).select(announced_packages::package).first(connection).optional()?)
}
