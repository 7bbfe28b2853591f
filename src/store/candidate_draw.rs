//! Lots for the order of candidates.

use diesel::prelude::*;

use super::schema::candidate_draws;
use super::{Connection, Millis, StoreError};

/// A lot. What was announced never changes; its seed is added once.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = candidate_draws)]
pub(crate) struct Draw {
    /// For which poll.
    pub(crate) poll_id: String,
    /// From 0.
    pub(crate) seq: i64,
    /// JSON array of texts.
    pub(crate) entrants: String,
    /// Where the seed will come from.
    pub(crate) source: String,
    /// From when on it can be known.
    pub(crate) seed_from: Millis,
    /// When this was announced.
    pub(crate) announced_at: Millis,
    /// The seed.
    pub(crate) seed: Option<String>,
    /// When it was entered.
    pub(crate) seeded_at: Option<Millis>,
}

/// Adds one. [`StoreError::Taken`] if another has this number.
pub(crate) fn add(connection: &mut Connection, draw: &Draw) -> Result<(), StoreError> {
    diesel::insert_into(candidate_draws::table).values(draw).execute(connection)?;
    Ok(())
}

/// All of a poll, from the first on.
pub(crate) fn all(connection: &mut Connection, poll: &str) -> Result<Vec<Draw>, StoreError> {
    let rows = candidate_draws::table.filter(candidate_draws::poll_id.eq(poll));
    Ok(rows.order(candidate_draws::seq).select(Draw::as_select()).load(connection)?)
}

/// Enters the seed, once. Whether it was done.
pub(crate) fn seed(connection: &mut Connection, poll: &str, seq: i64, seed: &str, at: Millis) -> Result<bool, StoreError> {
    let row = candidate_draws::table.find((poll, seq)).filter(candidate_draws::seed.is_null());
    let change = (candidate_draws::seed.eq(seed), candidate_draws::seeded_at.eq(at));
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}
