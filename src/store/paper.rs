//! Paper ballots of polls: where each serial is, and how far they are counted.

use diesel::prelude::*;

use super::schema::{paper_counts, paper_tallies, papers};
use super::{Connection, Millis, StoreError};

/// A paper with its envelope.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = papers)]
pub(crate) struct Paper {
    /// UUIDv7.
    pub(crate) id: String,
    /// Of this poll.
    pub(crate) poll_id: String,
    /// Keyed digest of the serial.
    pub(crate) digest: String,
    /// The serial, sealed.
    pub(crate) serial: String,
    /// Of this voter.
    pub(crate) number: Option<i64>,
    /// Who decided whose it is.
    pub(crate) issued_by: Option<String>,
    /// When.
    pub(crate) issued_at: Option<Millis>,
    /// Who gave it to the voter.
    pub(crate) handed_by: Option<String>,
    /// When.
    pub(crate) handed_at: Option<Millis>,
    /// Who took it in.
    pub(crate) returned_by: Option<String>,
    /// When.
    pub(crate) returned_at: Option<Millis>,
    /// `valid`, `void` or `duplicate`.
    pub(crate) fate: Option<String>,
    /// Why not valid, in the words of the migration.
    pub(crate) because: Option<String>,
    /// Its leaf in the log.
    pub(crate) log_idx: Option<i64>,
    /// Digest of the serial, as the record has it.
    pub(crate) serial_digest: Option<String>,
    /// Name of whoever took it in.
    pub(crate) attested_by: Option<String>,
}

/// What became of a paper that came back.
#[derive(AsChangeset)]
#[diesel(table_name = papers)]
pub(crate) struct Return {
    /// Who took it in.
    pub(crate) returned_by: String,
    /// When.
    pub(crate) returned_at: Millis,
    /// `valid`, `void` or `duplicate`.
    pub(crate) fate: String,
    /// Why not valid.
    pub(crate) because: Option<String>,
    /// Its leaf in the log.
    pub(crate) log_idx: Option<i64>,
    /// Digest of the serial, as the record has it.
    pub(crate) serial_digest: Option<String>,
    /// Name of whoever took it in.
    pub(crate) attested_by: Option<String>,
}

/// How far the counting is.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = paper_counts, treat_none_as_null = true)]
pub(crate) struct Count {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// From 1.
    pub(crate) round: i64,
    /// JSON array of places.
    pub(crate) differences: String,
    /// Whether the tallies of the round are the same.
    pub(crate) agreed: bool,
    /// SHA-256 of the scan.
    pub(crate) scan: Option<String>,
    /// Who brought it.
    pub(crate) scan_by: Option<String>,
    /// `paper.json`.
    pub(crate) sheet: Option<String>,
    /// When it was logged.
    pub(crate) sealed_at: Option<Millis>,
}

/// What one teller counted.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = paper_tallies)]
pub(crate) struct Tally {
    /// Of this poll.
    pub(crate) poll_id: String,
    /// In this round.
    pub(crate) round: i64,
    /// By whom.
    pub(crate) account_id: String,
    /// The name.
    pub(crate) name: String,
    /// When.
    pub(crate) entered_at: Millis,
    /// JSON.
    pub(crate) content: String,
}

/// Adds one that nobody has yet.
pub(crate) fn add(connection: &mut Connection, paper: &Paper) -> Result<(), StoreError> {
    diesel::insert_into(papers::table).values(paper).execute(connection)?;
    Ok(())
}

/// All of a poll, in the order in which they were printed.
pub(crate) fn all(connection: &mut Connection, poll: &str) -> Result<Vec<Paper>, StoreError> {
    let rows = papers::table.filter(papers::poll_id.eq(poll)).order(papers::id);
    Ok(rows.select(Paper::as_select()).load(connection)?)
}

/// The same in pages, after an id.
pub(crate) fn page(connection: &mut Connection, poll: &str, after: &str, limit: i64) -> Result<Vec<Paper>, StoreError> {
    let rows = papers::table.filter(papers::poll_id.eq(poll)).filter(papers::id.gt(after)).order(papers::id).limit(limit);
    Ok(rows.select(Paper::as_select()).load(connection)?)
}

/// How many there are.
pub(crate) fn count(connection: &mut Connection, poll: &str) -> Result<i64, StoreError> {
    Ok(papers::table.filter(papers::poll_id.eq(poll)).count().get_result(connection)?)
}

/// Those that nobody has, the first printed first.
pub(crate) fn unused(connection: &mut Connection, poll: &str, limit: i64) -> Result<Vec<Paper>, StoreError> {
    let rows = papers::table.filter(papers::poll_id.eq(poll)).filter(papers::number.is_null()).order(papers::id).limit(limit);
    Ok(rows.select(Paper::as_select()).load(connection)?)
}

/// Those of a voter, the last issued last.
pub(crate) fn of_voter(connection: &mut Connection, poll: &str, number: i64) -> Result<Vec<Paper>, StoreError> {
    let rows = papers::table.filter(papers::poll_id.eq(poll)).filter(papers::number.eq(number));
    Ok(rows.order((papers::issued_at, papers::id)).select(Paper::as_select()).load(connection)?)
}

/// By the digest of its serial.
pub(crate) fn by_digest(connection: &mut Connection, poll: &str, digest: &str) -> Result<Option<Paper>, StoreError> {
    let row = papers::table.filter(papers::poll_id.eq(poll)).filter(papers::digest.eq(digest));
    Ok(row.select(Paper::as_select()).first(connection).optional()?)
}

/// Says whose a paper is. Whether nobody had it.
pub(crate) fn issue(connection: &mut Connection, id: &str, number: i64, by: &str, now: Millis) -> Result<bool, StoreError> {
    let row = papers::table.find(id).filter(papers::number.is_null());
    let change = (papers::number.eq(number), papers::issued_by.eq(by), papers::issued_at.eq(now));
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// Notes that the voter has it. Whether that was not noted yet.
pub(crate) fn hand(connection: &mut Connection, id: &str, by: &str, now: Millis) -> Result<bool, StoreError> {
    let row = papers::table.find(id).filter(papers::handed_at.is_null()).filter(papers::returned_at.is_null());
    Ok(diesel::update(row).set((papers::handed_by.eq(by), papers::handed_at.eq(now))).execute(connection)? == 1)
}

/// Notes that it came back. Whether it was out.
pub(crate) fn take_in(connection: &mut Connection, id: &str, change: &Return) -> Result<bool, StoreError> {
    let row = papers::table.find(id).filter(papers::number.is_not_null()).filter(papers::returned_at.is_null());
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// How far the counting of a poll is, if it has begun.
pub(crate) fn counting(connection: &mut Connection, poll: &str) -> Result<Option<Count>, StoreError> {
    Ok(paper_counts::table.find(poll).select(Count::as_select()).first(connection).optional()?)
}

/// Keeps how far it is; `known`: whether it had begun.
pub(crate) fn keep(connection: &mut Connection, count: &Count, known: bool) -> Result<(), StoreError> {
    if known {
        diesel::update(paper_counts::table.find(&count.poll_id)).set(count).execute(connection)?;
    } else {
        diesel::insert_into(paper_counts::table).values(count).execute(connection)?;
    }
    Ok(())
}

/// Adds what a teller counted. [`StoreError::Taken`] a second time in a round.
pub(crate) fn add_tally(connection: &mut Connection, tally: &Tally) -> Result<(), StoreError> {
    diesel::insert_into(paper_tallies::table).values(tally).execute(connection)?;
    Ok(())
}

/// The tallies of a round, in the order in which they were entered.
pub(crate) fn tallies(connection: &mut Connection, poll: &str, round: i64) -> Result<Vec<Tally>, StoreError> {
    let rows = paper_tallies::table.filter(paper_tallies::poll_id.eq(poll)).filter(paper_tallies::round.eq(round));
    let rows = rows.order((paper_tallies::entered_at, paper_tallies::account_id));
    Ok(rows.select(Tally::as_select()).load(connection)?)
}
