//! What hangs out: the masked roll for a time, the announced package from then on.

use diesel::prelude::*;

use super::schema::{announced_packages, published_rolls};
use super::{Connection, Millis, StoreError};

/// The masked roll of a poll.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = published_rolls)]
pub(crate) struct PublishedRoll {
    /// Of which poll.
    pub(crate) poll_id: String,
    /// Canonical JSON.
    pub(crate) masked: String,
    /// Since when.
    pub(crate) published_at: Millis,
    /// The first moment at which it is not shown any more; none: as long as the state lasts.
    pub(crate) shown_until: Option<Millis>,
}

/// An announced package.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = announced_packages)]
pub(crate) struct AnnouncedPackage {
    /// Of which poll.
    pub(crate) poll_id: String,
    /// SHA-256, hexadecimal.
    pub(crate) digest: String,
    /// Canonical JSON.
    pub(crate) package: String,
}

/// Hangs a roll out in the place of the one before.
pub(crate) fn hang_roll(connection: &mut Connection, roll: &PublishedRoll) -> Result<(), StoreError> {
    take_roll_down(connection, &roll.poll_id)?;
    diesel::insert_into(published_rolls::table).values(roll).execute(connection)?;
    Ok(())
}

/// The roll that hangs out.
pub(crate) fn roll(connection: &mut Connection, poll: &str) -> Result<Option<PublishedRoll>, StoreError> {
    Ok(published_rolls::table.find(poll).select(PublishedRoll::as_select()).first(connection).optional()?)
}

/// Takes it down, if one hangs.
pub(crate) fn take_roll_down(connection: &mut Connection, poll: &str) -> Result<(), StoreError> {
    diesel::delete(published_rolls::table.find(poll)).execute(connection)?;
    Ok(())
}

/// Keeps a package. There is one for each poll.
pub(crate) fn keep_package(connection: &mut Connection, package: &AnnouncedPackage) -> Result<(), StoreError> {
    diesel::insert_into(announced_packages::table).values(package).execute(connection)?;
    Ok(())
}

/// The package.
pub(crate) fn package(connection: &mut Connection, poll: &str) -> Result<Option<AnnouncedPackage>, StoreError> {
    Ok(announced_packages::table.find(poll).select(AnnouncedPackage::as_select()).first(connection).optional()?)
}
