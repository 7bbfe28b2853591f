//! Who helps the owners of a poll.

use diesel::prelude::*;

use super::schema::poll_contacts;
use super::{Connection, StoreError};

/// How they are reached. All of it is public.
#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = poll_contacts, treat_none_as_null = true)]
pub(crate) struct PollContact {
    /// Of which poll.
    pub(crate) poll_id: String,
    /// Who.
    pub(crate) name: String,
    /// The telephone.
    pub(crate) phone: String,
    /// Where they are.
    pub(crate) place: String,
    /// When.
    pub(crate) hours: Option<String>,
    /// JSON array of places.
    pub(crate) boxes: String,
}

/// Of a poll, once it was said.
pub(crate) fn of(connection: &mut Connection, poll: &str) -> Result<Option<PollContact>, StoreError> {
    Ok(poll_contacts::table.find(poll).select(PollContact::as_select()).first(connection).optional()?)
}

/// Says it, in the place of what was said before. Whoever does so holds the poll's lock.
pub(crate) fn set(connection: &mut Connection, contact: &PollContact) -> Result<(), StoreError> {
    let row = poll_contacts::table.find(&contact.poll_id);
    if diesel::update(row).set(contact).execute(connection)? == 0 {
        diesel::insert_into(poll_contacts::table).values(contact).execute(connection)?;
    }
    Ok(())
}
