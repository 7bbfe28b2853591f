//! Using a one-time link: a new account, one more role for an account, or a new password.

use zeroize::Zeroizing;

use super::access::Who;
use super::audit::{self, Action};
use super::password::Password;
use super::vault::Place;
use super::{Error, Refusal, Work, fields, token};
use crate::store::account::{self, Account};
use crate::store::invitation::{self, Invitation};
use crate::store::membership::{self, Membership};
use crate::store::{StoreError, session};

/// Where the phone of an account is sealed.
pub(crate) const PHONE: &str = "accounts.phone";

/// Who somebody says to be who makes an account.
pub(crate) struct Newcomer {
    /// For signing in.
    pub(crate) login: String,
    /// For colleagues.
    pub(crate) name: String,
    /// To be reached; personal.
    pub(crate) phone: Option<Zeroizing<String>>,
}

/// What may be asked before a password is hashed, which is dear: whether the link is good and the password may be taken.
pub(crate) fn check(work: &mut Work<'_>, secret: &str, login: Option<&str>, password: &Password) -> Result<(), Error> {
    let digest = token::digest_of(secret);
    let found = invitation::good(work.conn, &digest, work.now)?.ok_or(Refusal::InvitationWorthless)?;
    let login = match (login, &found.account_id) {
        (Some(login), None) => {
            let login = fields::login(login)?;
            if account::by_login(work.conn, &login)?.is_some() {
                return Err(Refusal::LoginTaken.into());
            }
            login
        }
        (None, Some(id)) => account::by_id(work.conn, id)?.ok_or(Refusal::InvitationWorthless)?.login,
        _ => return Err(Refusal::InvitationOfOtherKind.into()),
    };
    Ok(password.acceptable(&login)?)
}

fn take(work: &mut Work<'_>, secret: &str) -> Result<Invitation, Error> {
    let taken = invitation::take(work.conn, &token::digest_of(secret), work.now)?;
    Ok(taken.ok_or(Refusal::InvitationWorthless)?)
}

fn grant(work: &mut Work<'_>, invitation: &Invitation, account: &str) -> Result<(), Error> {
    let chain = invitation.community_id.as_deref().unwrap_or(audit::SERVICE);
    let details = [("role", invitation.role.as_str().into()), ("invitation", invitation.id.as_str().into())];
    match &invitation.community_id {
        None => account::make_operator(work.conn, account)?,
        Some(community) => {
            let row = Membership {
                community_id: community.clone(),
                account_id: account.to_owned(),
                role: invitation.role.clone(),
                version: 1,
                buildings: invitation.buildings.clone(),
                property_staff: invitation.property_staff,
                granted_by: invitation.invited_by.clone(),
                granted_at: work.now,
            };
            membership::add(work.conn, &row).map_err(|error| match error {
                StoreError::Taken => Error::Refused(Refusal::RoleHeld),
                other => other.into(),
            })?;
        }
    }
    audit::note(work, chain, Some(account), Action::Joined, account, &details)
}

/// A new account with the role of the link. `password` is a PHC text. Returns the account's id.
pub(crate) fn newcomer(work: &mut Work<'_>, secret: &str, newcomer: Newcomer, password: String) -> Result<String, Error> {
    let invitation = take(work, secret)?;
    if invitation.account_id.is_some() {
        return Err(Refusal::InvitationOfOtherKind.into());
    }
    let id = work.id();
    let phone = match newcomer.phone {
        None => None,
        Some(phone) => {
            let phone = Zeroizing::new(fields::phone(&phone)?);
            Some(work.vault.seal(work.rng, Place(PHONE, &id), phone.as_bytes())?)
        }
    };
    let row = Account {
        id,
        version: 1,
        login: fields::login(&newcomer.login)?,
        name: fields::line("name", &newcomer.name, 40)?,
        password,
        phone,
        operator: false,
        created_at: work.now,
    };
    account::add(work.conn, &row).map_err(|error| match error {
        StoreError::Taken => Error::Refused(Refusal::LoginTaken),
        other => other.into(),
    })?;
    grant(work, &invitation, &row.id)?;
    Ok(row.id)
}

/// One more role for somebody who is signed in.
pub(crate) fn with_account(work: &mut Work<'_>, who: &Who, secret: &str) -> Result<(), Error> {
    let invitation = take(work, secret)?;
    if invitation.account_id.is_some() {
        return Err(Refusal::InvitationOfOtherKind.into());
    }
    grant(work, &invitation, &who.account)
}

/// A new password for the account of the link; whoever was signed in with the old one is no longer.
pub(crate) fn reset(work: &mut Work<'_>, secret: &str, password: &str) -> Result<(), Error> {
    let invitation = take(work, secret)?;
    let account = invitation.account_id.as_deref().ok_or(Refusal::InvitationOfOtherKind)?;
    account::set_password(work.conn, account, password)?;
    session::end_all(work.conn, account, "", "password_changed")?;
    audit::note(work, audit::SERVICE, Some(account), Action::PasswordReset, account, &[])
}
