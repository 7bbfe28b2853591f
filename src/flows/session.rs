//! Sessions: a token for access that lives a quarter of an hour, and one for continuing that is good once.
//!
//! A continuing token that comes a second time was stolen, before or after its owner used it; which of the two asks cannot be
//! known, so the whole session ends and both sign in again.

use zeroize::Zeroizing;

use super::access::{Who, stands};
use super::audit::{self, Action};
use super::sign_in::{self, Begun};
use super::{Error, Refusal, Work, token};
use crate::store::session::{self, RefreshToken, Session};
use crate::store::{Millis, account};

/// A session that is not continued for so long is over: 12 hours.
const IDLE: i64 = 12 * 60 * 60 * 1000;
/// However often it is continued, it ends then: 14 days.
const LONGEST: i64 = 14 * 24 * 60 * 60 * 1000;

/// What somebody carries who is signed in.
pub(crate) struct Issued {
    /// Account.
    pub(crate) account: String,
    /// Session.
    pub(crate) session: String,
    /// Continues the session once.
    pub(crate) refresh: Zeroizing<String>,
    /// From when on it is worth nothing.
    pub(crate) refresh_expires_at: Millis,
}

fn issue(work: &mut Work<'_>, session: &Session) -> Result<Issued, Error> {
    let refresh = token::fresh(work.rng);
    let expires_at = work.now.saturating_add(IDLE).min(session.expires_at);
    let row = RefreshToken { digest: token::digest_of(&refresh), session_id: session.id.clone(), expires_at };
    session::add_token(work.conn, &row)?;
    let (account, session) = (session.account_id.clone(), session.id.clone());
    Ok(Issued { account, session, refresh, refresh_expires_at: expires_at })
}

/// A new session. Whoever calls this has checked the password.
pub(super) fn open(work: &mut Work<'_>, account: &str) -> Result<Issued, Error> {
    session::forget(work.conn, work.now)?;
    let session = Session {
        id: work.id(),
        account_id: account.to_owned(),
        created_at: work.now,
        expires_at: work.now.saturating_add(LONGEST),
        ended: None,
    };
    session::add(work.conn, &session)?;
    issue(work, &session)
}

/// Continues a session. A refusal is a value: the end of the session has to stay.
pub(crate) fn refresh(work: &mut Work<'_>, secret: &str) -> Result<Result<Issued, Refusal>, Error> {
    let digest = token::digest_of(secret);
    if let Some(id) = session::take_token(work.conn, &digest, work.now)? {
        let session = session::by_id(work.conn, &id)?.filter(|session| stands(session, work.now));
        return match session {
            Some(session) => Ok(Ok(issue(work, &session)?)),
            None => Ok(Err(Refusal::SessionEnded)),
        };
    }
    if let Some(id) = session::of_used_token(work.conn, &digest)?
        && session::end(work.conn, &id, "token_reused")?
    {
        let account = session::by_id(work.conn, &id)?.map(|session| session.account_id);
        audit::note(work, audit::SERVICE, account.as_deref(), Action::TokenReused, &id, &[])?;
    }
    Ok(Err(Refusal::SessionEnded))
}

/// Signs out.
pub(crate) fn end(work: &mut Work<'_>, who: &Who) -> Result<(), Error> {
    session::end(work.conn, &who.session, "signed_out")?;
    Ok(())
}

/// Another password for whoever is signed in and typed the old one (`begun` and `fits` as for signing in); all other sessions end.
/// `password` is a PHC text.
pub(crate) fn change_password(
    work: &mut Work<'_>,
    who: &Who,
    begun: &Begun,
    fits: bool,
    password: &str,
) -> Result<Result<(), Refusal>, Error> {
    if begun.account(work, fits)?.is_none() {
        return sign_in::failed(work, begun).map(Err);
    }
    sign_in::forget(work, begun)?;
    account::set_password(work.conn, &who.account, password)?;
    session::end_all(work.conn, &who.account, &who.session, "password_changed")?;
    audit::note(work, audit::SERVICE, Some(&who.account), Action::PasswordChanged, &who.account, &[])?;
    Ok(Ok(()))
}
