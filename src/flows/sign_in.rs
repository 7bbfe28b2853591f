//! Signing in with login and password, in three steps, because hashing must hold no connection: [`begin`], then
//! [`super::password::fits`], then [`finish`].
//!
//! An attempt is counted before it is judged, so that a thousand at once do not all see the count of the first. From the fifth
//! failure on the login is locked for half a minute, then twice as long each time, up to a quarter of an hour: enough against
//! guessing, short enough that nobody is kept out on purpose for long. The attempt that would lock if it failed locks when it begins:
//! of a thousand at once five are judged. Logins that do not exist are counted and locked alike, so that nothing tells them apart.
//!
//! Hashing takes a while, in which the password may become another one: [`Begun::account`] looks again.

use super::audit::{self, Action};
use super::session::{self, Issued};
use super::{Error, Refusal, Work, token};
use crate::store::{account, attempt};

/// Failures that cost nothing.
const FREE: i64 = 4;
/// First time that a login is locked for, milliseconds.
const LOCK: i64 = 30_000;
/// The longest.
const LONGEST: i64 = 15 * 60_000;
/// After this long without an attempt, a count is forgotten.
const REMEMBERED: i64 = 24 * 60 * 60 * 1000;

/// An attempt that was counted.
pub(crate) struct Begun {
    login_digest: String,
    failures: i64,
    account: Option<String>,
    /// The PHC text to compare with, if there is such an account.
    pub(crate) phc: Option<String>,
}

impl Begun {
    /// The account, if what was typed fitted and is its password still. It stays so until this transaction ends: a session that is opened
    /// beside a change of the password would outlive it.
    pub(super) fn account(&self, work: &mut Work<'_>, fits: bool) -> Result<Option<&str>, Error> {
        let Some(account) = self.account.as_deref().filter(|_| fits) else { return Ok(None) };
        let now = account::lock(work.conn, account)?;
        Ok((now.is_some() && now == self.phc).then_some(account))
    }
}

/// Counts the attempt. Refused while the login is locked.
pub(crate) fn begin(work: &mut Work<'_>, login: &str) -> Result<Begun, Error> {
    let login = login.trim().to_lowercase();
    let login_digest = token::digest_of(&login);
    let Some(failures) = attempt::count(work.conn, &login_digest, work.now)? else {
        let until = attempt::locked_until(work.conn, &login_digest)?.unwrap_or(work.now);
        return Err(Refusal::Locked { until }.into());
    };
    if failures > FREE {
        attempt::lock(work.conn, &login_digest, work.now.saturating_add(lock_for(failures)))?;
    }
    let account = account::by_login(work.conn, &login)?;
    let (account, phc) = account.map(|found| (found.id, found.password)).unzip();
    Ok(Begun { login_digest, failures, account, phc })
}

/// For how long the login is locked after so many failures.
fn lock_for(failures: i64) -> i64 {
    let doublings = failures.saturating_sub(FREE).saturating_sub(1).clamp(0, 16);
    let doublings = u32::try_from(doublings).unwrap_or(0);
    LOCK.saturating_mul(1_i64.checked_shl(doublings).unwrap_or(1)).min(LONGEST)
}

/// A new session if the password fitted. A refusal here is a value: its lock has to stay.
pub(crate) fn finish(work: &mut Work<'_>, begun: &Begun, fits: bool) -> Result<Result<Issued, Refusal>, Error> {
    match begun.account(work, fits)? {
        Some(account) => {
            forget(work, begun)?;
            Ok(Ok(session::open(work, account)?))
        }
        None => failed(work, begun).map(Err),
    }
}

/// The count begins anew.
pub(super) fn forget(work: &mut Work<'_>, begun: &Begun) -> Result<(), Error> {
    Ok(attempt::forget(work.conn, &begun.login_digest, work.now.saturating_sub(REMEMBERED))?)
}

/// Locks the login if this was one failure too many.
pub(super) fn failed(work: &mut Work<'_>, begun: &Begun) -> Result<Refusal, Error> {
    if begun.failures > FREE {
        let until = work.now.saturating_add(lock_for(begun.failures));
        attempt::lock(work.conn, &begun.login_digest, until)?;
        if let Some(account) = &begun.account {
            let details = [("failures", begun.failures.into())];
            audit::note(work, audit::SERVICE, None, Action::SignInLocked, account, &details)?;
        }
    }
    Ok(Refusal::SignInFailed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_after_the_fourth_locks_twice_as_long_up_to_a_quarter_of_an_hour() {
        let minutes: Vec<i64> = (5..=11).map(|failures| lock_for(failures) / 1000).collect();
        assert_eq!(minutes, [30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(lock_for(i64::MAX), LONGEST);
    }
}
