//! Objections 异议 of the public to what a poll publishes.

use diesel::prelude::*;

use super::schema::{objections, polls};
use super::{Connection, Millis, StoreError, one_more};

/// What an objection is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// 名册.
    Roll,
    /// 候选人.
    Candidates,
    /// 公告.
    Notice,
    /// 我没投过: a ballot that stands for whoever objects.
    Ballot,
    /// 结果.
    Result,
}

impl About {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [Self::Roll, Self::Candidates, Self::Notice, Self::Ballot, Self::Result];

    /// As the database and the API write it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Roll => "roll",
            Self::Candidates => "candidates",
            Self::Notice => "notice",
            Self::Ballot => "ballot",
            Self::Result => "result",
        }
    }

    /// By its word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.word() == word)
    }
}

/// An objection.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = objections)]
pub(crate) struct Objection {
    /// UUIDv7.
    pub(crate) id: String,
    /// To which poll.
    pub(crate) poll_id: String,
    /// From 1, in the order in which they came.
    pub(crate) number: i64,
    /// Counts changes.
    pub(crate) version: i64,
    /// The word of [`About`].
    pub(crate) about: String,
    /// Where the poll stood.
    pub(crate) state: String,
    /// When it came.
    pub(crate) at: Millis,
    /// `王**`.
    pub(crate) masked_name: String,
    /// JSON of name, room and contact; sealed.
    pub(crate) person: String,
    /// What was written; sealed.
    pub(crate) text: String,
    /// When it was answered.
    pub(crate) answered_at: Option<Millis>,
    /// `upheld`, `partly` or `rejected`.
    pub(crate) decision: Option<String>,
    /// What it is about, in words that can be published.
    pub(crate) summary: Option<String>,
    /// The answer.
    pub(crate) answer: Option<String>,
    /// How many people it could concern at most, where it came after the announcement.
    pub(crate) disputed_people: Option<i64>,
    /// How much area, in 0.01 m².
    pub(crate) disputed_area: Option<i64>,
}

/// Takes the next number of a poll. Whoever wants to move the poll waits until this transaction ends.
pub(crate) fn take_number(connection: &mut Connection, poll: &str) -> Result<Option<i64>, StoreError> {
    let taken = diesel::update(polls::table.find(poll))
        .set(polls::next_objection.eq(one_more(polls::next_objection)))
        .returning(polls::next_objection);
    let next: Option<i64> = taken.get_result(connection).optional()?;
    Ok(next.map(|next| next.saturating_sub(1)))
}

/// Adds one.
pub(crate) fn add(connection: &mut Connection, objection: &Objection) -> Result<(), StoreError> {
    diesel::insert_into(objections::table).values(objection).execute(connection)?;
    Ok(())
}

/// By its number.
pub(crate) fn by_number(connection: &mut Connection, poll: &str, number: i64) -> Result<Option<Objection>, StoreError> {
    let row = objections::table.filter(objections::poll_id.eq(poll)).filter(objections::number.eq(number));
    Ok(row.select(Objection::as_select()).first(connection).optional()?)
}

/// Those of a poll in order, after a number, `limit` at most; all of them, or only those with or without an answer.
pub(crate) fn page(
    connection: &mut Connection,
    poll: &str,
    answered: Option<bool>,
    after: i64,
    limit: i64,
) -> Result<Vec<Objection>, StoreError> {
    let rows = objections::table
        .filter(objections::poll_id.eq(poll))
        .filter(objections::number.gt(after))
        .order(objections::number)
        .limit(limit)
        .select(Objection::as_select());
    Ok(match answered {
        None => rows.load(connection)?,
        Some(true) => rows.filter(objections::answered_at.is_not_null()).load(connection)?,
        Some(false) => rows.filter(objections::answered_at.is_null()).load(connection)?,
    })
}

/// Writes the answer, if nobody else did since `objection.version`. Whether it was done.
pub(crate) fn answer(connection: &mut Connection, objection: &Objection) -> Result<bool, StoreError> {
    let row = objections::table.find(&objection.id).filter(objections::version.eq(objection.version));
    let change = (
        objections::answered_at.eq(objection.answered_at),
        objections::decision.eq(&objection.decision),
        objections::summary.eq(&objection.summary),
        objections::answer.eq(&objection.answer),
        objections::disputed_people.eq(objection.disputed_people),
        objections::disputed_area.eq(objection.disputed_area),
        objections::version.eq(one_more(objections::version)),
    );
    Ok(diesel::update(row).set(change).execute(connection)? == 1)
}

/// How many about these things have no answer.
pub(crate) fn unanswered(connection: &mut Connection, poll: &str, about: &[About]) -> Result<i64, StoreError> {
    let about: Vec<&str> = about.iter().map(|about| about.word()).collect();
    let rows = objections::table.filter(objections::poll_id.eq(poll)).filter(objections::answered_at.is_null());
    Ok(rows.filter(objections::about.eq_any(about)).count().get_result(connection)?)
}
