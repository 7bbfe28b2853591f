//! Attempts to sign in, by the digest of what was typed as a login.

use diesel::prelude::*;

use super::schema::sign_in_attempts::{self, dsl};
use super::{Connection, Millis, StoreError, one_more};

/// What is known about a login before an attempt.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_in_attempts)]
pub(crate) struct Attempts {
    /// SHA-256 of the folded login, hexadecimal.
    pub(crate) login_digest: String,
    /// Attempts since the last success, this one included.
    pub(crate) failures: i64,
    /// When the last one was.
    pub(crate) last_at: Millis,
    /// Nothing is looked at until then.
    pub(crate) locked_until: Millis,
}

/// Counts an attempt before it is judged, so that many at once do not all see the same count. None while locked.
/// [`StoreError::Taken`] if two make the first attempt at once: the second may try again.
pub(crate) fn count(connection: &mut Connection, login_digest: &str, now: Millis) -> Result<Option<i64>, StoreError> {
    let row = dsl::sign_in_attempts.find(login_digest).filter(dsl::locked_until.le(now));
    let counted = diesel::update(row)
        .set((dsl::failures.eq(one_more(dsl::failures)), dsl::last_at.eq(now)))
        .returning(dsl::failures)
        .get_result(connection)
        .optional()?;
    if counted.is_some() {
        return Ok(counted);
    }
    if locked_until(connection, login_digest)?.is_some() {
        return Ok(None);
    }
    let first = Attempts { login_digest: login_digest.to_owned(), failures: 1, last_at: now, locked_until: 0 };
    diesel::insert_into(dsl::sign_in_attempts).values(first).execute(connection)?;
    Ok(Some(1))
}

/// Until when it is locked, if there were attempts.
pub(crate) fn locked_until(connection: &mut Connection, login_digest: &str) -> Result<Option<Millis>, StoreError> {
    Ok(dsl::sign_in_attempts.find(login_digest).select(dsl::locked_until).first(connection).optional()?)
}

/// Locks it.
pub(crate) fn lock(connection: &mut Connection, login_digest: &str, until: Millis) -> Result<(), StoreError> {
    diesel::update(dsl::sign_in_attempts.find(login_digest)).set(dsl::locked_until.eq(until)).execute(connection)?;
    Ok(())
}

/// Forgets this login's attempts, and whatever is older than `before`.
pub(crate) fn forget(connection: &mut Connection, login_digest: &str, before: Millis) -> Result<(), StoreError> {
    let old = dsl::last_at.lt(before).and(dsl::locked_until.lt(before));
    diesel::delete(dsl::sign_in_attempts.filter(dsl::login_digest.eq(login_digest).or(old))).execute(connection)?;
    Ok(())
}
