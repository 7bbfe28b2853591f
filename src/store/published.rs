//! What hangs out: the masked roll for a time, the announced package from then on.

use diesel::prelude::*;

use super::schema::published_rolls;
use super::{Connection, StoreError};

/// Takes it down, if one hangs.
pub(crate) fn take_roll_down(connection: &mut Connection, poll: &str) -> Result<(), StoreError> {
    diesel::delete(published_rolls::table.find(poll)).execute(connection)?;
    Ok(())
}
