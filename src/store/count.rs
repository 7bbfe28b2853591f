//! Counts of polls: both sums, what trustees handed in, what came out.

use diesel::prelude::*;

use super::schema::{closing_signatures, counts, results, trustee_shares};
use super::{Connection, Millis, StoreError, one_more};

/// A count.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = counts)]
pub(crate) struct Count {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Counts what trustees handed in.
    pub(crate) handed_in: i64,
    /// `paper.json`.
    pub(crate) sheet: String,
    /// When it was logged.
    pub(crate) begun_at: Millis,
    /// The encrypted sum of people, canonical JSON.
    pub(crate) people_tally: Option<String>,
    /// That of area.
    pub(crate) area_tally: Option<String>,
    /// How many ballots count.
    pub(crate) ballots: Option<i64>,
    /// Their area in 0.01 m².
    pub(crate) area: Option<i64>,
    /// What the trustees sign.
    pub(crate) statement: Option<String>,
    /// When it was known.
    pub(crate) tallied_at: Option<Millis>,
    /// When enough had signed.
    pub(crate) signed_at: Option<Millis>,
    /// When enough had decrypted.
    pub(crate) complete_at: Option<Millis>,
}

/// Something that a trustee handed in.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct HandedIn {
    /// Whose.
    pub(crate) place: i64,
    /// As it came.
    pub(crate) text: String,
    /// When.
    pub(crate) at: Millis,
}

/// Both sums.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = counts)]
pub(crate) struct Tally {
    /// The encrypted sum of people, canonical JSON.
    pub(crate) people_tally: String,
    /// That of area.
    pub(crate) area_tally: String,
    /// How many ballots count.
    pub(crate) ballots: i64,
    /// Their area in 0.01 m².
    pub(crate) area: i64,
    /// What the trustees sign.
    pub(crate) statement: String,
}

/// What came out.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = results)]
pub(crate) struct Outcome {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Leaves of the log in the record.
    pub(crate) size: i64,
    /// The opened sum of people, canonical JSON.
    pub(crate) people: String,
    /// That of area.
    pub(crate) area: String,
    /// `certificate.jws`.
    pub(crate) certificate: String,
    /// SHA-256 of the record, hexadecimal.
    pub(crate) record: String,
    /// When.
    pub(crate) counted_at: Millis,
}

/// Begins one. A second one of a poll is [`StoreError::Taken`].
pub(crate) fn begin(connection: &mut Connection, poll: &str, sheet: &str, at: Millis) -> Result<(), StoreError> {
    let row = (counts::poll_id.eq(poll), counts::handed_in.eq(0), counts::sheet.eq(sheet), counts::begun_at.eq(at));
    diesel::insert_into(counts::table).values(row).execute(connection)?;
    Ok(())
}

/// Of a poll.
pub(crate) fn of(connection: &mut Connection, poll: &str) -> Result<Option<Count>, StoreError> {
    Ok(counts::table.find(poll).select(Count::as_select()).first(connection).optional()?)
}

/// The same, for somebody who hands in: whoever comes next waits until this transaction ends.
pub(crate) fn take(connection: &mut Connection, poll: &str) -> Result<Option<Count>, StoreError> {
    let taken = diesel::update(counts::table.find(poll)).set(counts::handed_in.eq(one_more(counts::handed_in)));
    Ok(taken.returning(counts::all_columns).get_result(connection).optional()?)
}

/// Keeps both sums, if nobody did before. Whether it was done.
pub(crate) fn tallied(connection: &mut Connection, poll: &str, tally: &Tally, at: Millis) -> Result<bool, StoreError> {
    let row = counts::table.find(poll).filter(counts::statement.is_null());
    Ok(diesel::update(row).set((tally, counts::tallied_at.eq(at))).execute(connection)? == 1)
}

/// Enough have signed.
pub(crate) fn signed(connection: &mut Connection, poll: &str, at: Millis) -> Result<(), StoreError> {
    diesel::update(counts::table.find(poll)).set(counts::signed_at.eq(at)).execute(connection)?;
    Ok(())
}

/// Enough have decrypted.
pub(crate) fn complete(connection: &mut Connection, poll: &str, at: Millis) -> Result<(), StoreError> {
    diesel::update(counts::table.find(poll)).set(counts::complete_at.eq(at)).execute(connection)?;
    Ok(())
}

/// Keeps what came out. A second time is [`StoreError::Taken`].
pub(crate) fn counted(connection: &mut Connection, outcome: &Outcome) -> Result<(), StoreError> {
    diesel::insert_into(results::table).values(outcome).execute(connection)?;
    Ok(())
}

/// What came out, if the poll is counted.
pub(crate) fn outcome(connection: &mut Connection, poll: &str) -> Result<Option<Outcome>, StoreError> {
    Ok(results::table.find(poll).select(Outcome::as_select()).first(connection).optional()?)
}

/// Adds a trustee's signature.
pub(crate) fn add_signature(connection: &mut Connection, poll: &str, given: &HandedIn) -> Result<(), StoreError> {
    let row = (
        closing_signatures::poll_id.eq(poll),
        closing_signatures::place.eq(given.place),
        closing_signatures::signature.eq(&given.text),
        closing_signatures::at.eq(given.at),
    );
    diesel::insert_into(closing_signatures::table).values(row).execute(connection)?;
    Ok(())
}

/// All signatures, by place.
pub(crate) fn signatures(connection: &mut Connection, poll: &str) -> Result<Vec<HandedIn>, StoreError> {
    let rows = closing_signatures::table.filter(closing_signatures::poll_id.eq(poll)).order(closing_signatures::place);
    let columns = (closing_signatures::place, closing_signatures::signature, closing_signatures::at);
    Ok(rows.select(columns).load(connection)?)
}

/// Adds a trustee's shares.
pub(crate) fn add_share(connection: &mut Connection, poll: &str, given: &HandedIn) -> Result<(), StoreError> {
    let row = (
        trustee_shares::poll_id.eq(poll),
        trustee_shares::place.eq(given.place),
        trustee_shares::share.eq(&given.text),
        trustee_shares::at.eq(given.at),
    );
    diesel::insert_into(trustee_shares::table).values(row).execute(connection)?;
    Ok(())
}

/// All shares, by place.
pub(crate) fn shares(connection: &mut Connection, poll: &str) -> Result<Vec<HandedIn>, StoreError> {
    let rows = trustee_shares::table.filter(trustee_shares::poll_id.eq(poll)).order(trustee_shares::place);
    let columns = (trustee_shares::place, trustee_shares::share, trustee_shares::at);
    Ok(rows.select(columns).load(connection)?)
}
