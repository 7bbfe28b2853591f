//! How right holders of a roll can be reached.

use diesel::prelude::*;

use super::schema::roll_contacts;
use super::{Connection, Millis, StoreError, insert_many};

/// Phones of a right holder.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = roll_contacts)]
pub(crate) struct Contact {
    /// UUIDv7.
    pub(crate) id: String,
    /// In which community.
    pub(crate) community_id: String,
    /// Keyed digest of who it is.
    pub(crate) holder: String,
    /// Sealed.
    pub(crate) phones: String,
    /// When they were last changed.
    pub(crate) changed_at: Millis,
}

/// Adds contacts, many in one statement.
pub(crate) fn add(connection: &mut Connection, contacts: &[Contact]) -> Result<(), StoreError> {
    insert_many!(connection, roll_contacts::table, contacts);
    Ok(())
}

/// Other phones.
pub(crate) fn replace(connection: &mut Connection, id: &str, phones: &str, at: Millis) -> Result<(), StoreError> {
    let change = (roll_contacts::phones.eq(phones), roll_contacts::changed_at.eq(at));
    diesel::update(roll_contacts::table.find(id)).set(change).execute(connection)?;
    Ok(())
}

/// Of one right holder.
pub(crate) fn of(connection: &mut Connection, community: &str, holder: &str) -> Result<Option<Contact>, StoreError> {
    let rows = roll_contacts::table.filter(roll_contacts::community_id.eq(community)).filter(roll_contacts::holder.eq(holder));
    Ok(rows.select(Contact::as_select()).first(connection).optional()?)
}

/// Of some right holders.
pub(crate) fn of_some(connection: &mut Connection, community: &str, holders: &[String]) -> Result<Vec<Contact>, StoreError> {
    let rows = roll_contacts::table.filter(roll_contacts::community_id.eq(community));
    Ok(rows.filter(roll_contacts::holder.eq_any(holders)).select(Contact::as_select()).load(connection)?)
}

/// Of all right holders of a community.
pub(crate) fn all(connection: &mut Connection, community: &str) -> Result<Vec<Contact>, StoreError> {
    let rows = roll_contacts::table.filter(roll_contacts::community_id.eq(community));
    Ok(rows.select(Contact::as_select()).load(connection)?)
}
