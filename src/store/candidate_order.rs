//! By which rule the published candidates stand in their order.

use diesel::prelude::*;

use super::schema::candidate_orders;
use super::{Connection, StoreError};

/// Of the list that is published.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = candidate_orders)]
pub(crate) struct Order {
    /// Of which poll.
    pub(crate) poll_id: String,
    /// `strokes` or `draw`.
    pub(crate) rule: String,
    /// Of the draw.
    pub(crate) draw_seq: Option<i64>,
    /// JSON array of arrays of names.
    pub(crate) undecided: String,
    /// Why those stand as they do.
    pub(crate) reason: Option<String>,
    /// JSON array of nominations' ids.
    pub(crate) nominations: String,
}

/// Of a poll.
pub(crate) fn of(connection: &mut Connection, poll: &str) -> Result<Option<Order>, StoreError> {
    Ok(candidate_orders::table.find(poll).select(Order::as_select()).first(connection).optional()?)
}

/// Puts it in the place of the one before.
pub(crate) fn put(connection: &mut Connection, order: &Order) -> Result<(), StoreError> {
    diesel::delete(candidate_orders::table.find(&order.poll_id)).execute(connection)?;
    diesel::insert_into(candidate_orders::table).values(order).execute(connection)?;
    Ok(())
}
