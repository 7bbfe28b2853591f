//! Objections 异议 of the public to what a poll publishes.

use diesel::prelude::*;

use super::schema::objections;
use super::{Connection, StoreError};

/// What an objection is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// 名册.
    Roll,
    /// 候选人.
    Candidates,
    /// 公告.
    Notice,
    /// 结果.
    Result,
}

impl About {
    /// As the database and the API write it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Roll => "roll",
            Self::Candidates => "candidates",
            Self::Notice => "notice",
            Self::Result => "result",
        }
    }
}

/// How many about these things have no answer.
pub(crate) fn unanswered(connection: &mut Connection, poll: &str, about: &[About]) -> Result<i64, StoreError> {
    let about: Vec<&str> = about.iter().map(|about| about.word()).collect();
    let rows = objections::table.filter(objections::poll_id.eq(poll)).filter(objections::answered_at.is_null());
    Ok(rows.filter(objections::about.eq_any(about)).count().get_result(connection)?)
}
