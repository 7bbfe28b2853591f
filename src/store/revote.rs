//! 再次表决: which poll decides equal votes of which.

use diesel::prelude::*;

use super::schema::revotes;
use super::{Connection, StoreError};

/// Adds one.
pub(crate) fn add(connection: &mut Connection, poll: &str, tied: &str) -> Result<(), StoreError> {
    let row = (revotes::poll_id.eq(poll), revotes::tied_poll_id.eq(tied));
    diesel::insert_into(revotes::table).values(row).execute(connection)?;
    Ok(())
}

/// The poll whose equal votes one decides.
pub(crate) fn tied(connection: &mut Connection, poll: &str) -> Result<Option<String>, StoreError> {
    Ok(revotes::table.find(poll).select(revotes::tied_poll_id).first(connection).optional()?)
}

/// The polls that were begun to decide equal votes of one.
pub(crate) fn of(connection: &mut Connection, tied: &str) -> Result<Vec<String>, StoreError> {
    let rows = revotes::table.filter(revotes::tied_poll_id.eq(tied));
    Ok(rows.order(revotes::poll_id).select(revotes::poll_id).load(connection)?)
}
