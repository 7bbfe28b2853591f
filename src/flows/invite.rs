//! Making one-time links: into a role, or back into an account whose password is lost.

use zeroize::Zeroizing;

use super::access::{Who, Within};
use super::audit::{self, Action};
use super::roles::{Role, handles_votes};
use super::{Error, Fault, Refusal, Work, fields, token};
use crate::store::invitation::{self, Invitation};
use crate::store::{account, membership};

/// How long a link into a role is good: a week.
const ROLE_DAYS: i64 = 7;
/// How long a link to a new password is good: a day.
const RESET_DAYS: i64 = 1;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What somebody is invited to.
#[derive(Debug)]
pub(crate) struct Into {
    /// The role.
    pub(crate) role: Role,
    /// For canvassers.
    pub(crate) buildings: Vec<String>,
    /// Whether the person works for the company that manages the property.
    pub(crate) property_staff: bool,
}

/// A link that was just made. The only time that its secret is known.
pub(crate) struct Made {
    /// Of the invitation.
    pub(crate) id: String,
    /// Goes into the link.
    pub(crate) secret: Zeroizing<String>,
    /// From when on it is worth nothing.
    pub(crate) expires_at: i64,
}

struct Draft<'d> {
    community: Option<&'d str>,
    role: &'d str,
    account: Option<&'d str>,
    buildings: String,
    property_staff: bool,
    by: Option<&'d str>,
    days: i64,
}

fn make(work: &mut Work<'_>, draft: Draft<'_>) -> Result<Made, Error> {
    let secret = token::fresh(work.rng);
    let expires_at = work.now.saturating_add(draft.days.saturating_mul(DAY));
    let row = Invitation {
        id: work.id(),
        digest: token::digest_of(&secret),
        community_id: draft.community.map(str::to_owned),
        role: draft.role.to_owned(),
        account_id: draft.account.map(str::to_owned),
        buildings: draft.buildings,
        property_staff: draft.property_staff,
        invited_by: draft.by.map(str::to_owned),
        created_at: work.now,
        expires_at,
        ended: None,
    };
    invitation::add(work.conn, &row)?;
    Ok(Made { id: row.id, secret, expires_at })
}

/// Invites somebody into a role of the community.
pub(crate) fn into_role(work: &mut Work<'_>, within: &Within, into: Into) -> Result<Made, Error> {
    if !within.may_grant(into.role) {
        return Err(Refusal::NotSuperior.into());
    }
    let made = community_role(work, within.community(), Some(&within.who().account), into)?;
    Ok(made)
}

fn community_role(work: &mut Work<'_>, community: &str, by: Option<&str>, into: Into) -> Result<Made, Error> {
    if into.property_staff && handles_votes(into.role) {
        return Err(Refusal::ConflictOfInterest.into());
    }
    let buildings = fields::buildings(&into.buildings)?;
    if !buildings.is_empty() && into.role != Role::Canvasser {
        return Err(Refusal::BuildingsForCanvassers.into());
    }
    let buildings = serde_json::to_string(&buildings).map_err(|_| Fault::Json("invitations.buildings"))?;
    let role = into.role.word();
    let draft = Draft {
        community: Some(community),
        role,
        account: None,
        buildings,
        property_staff: into.property_staff,
        by,
        days: ROLE_DAYS,
    };
    let made = make(work, draft)?;
    audit::note(work, community, by, Action::Invited, &made.id, &[("role", role.into())])?;
    Ok(made)
}

/// From the command line: an operator, or the first chair of a community.
pub(crate) fn from_the_machine(work: &mut Work<'_>, community: Option<&str>, role: Option<Role>) -> Result<Made, Error> {
    match (community, role) {
        (None, None) => {
            let none = || "[]".to_owned();
            let draft = Draft {
                community: None,
                role: "operator",
                account: None,
                buildings: none(),
                property_staff: false,
                by: None,
                days: ROLE_DAYS,
            };
            let made = make(work, draft)?;
            audit::note(work, audit::SERVICE, None, Action::Invited, &made.id, &[("role", "operator".into())])?;
            Ok(made)
        }
        (Some(community), Some(role)) => {
            crate::store::community::by_id(work.conn, community)?.ok_or(Error::Missing)?;
            community_role(work, community, None, Into { role, buildings: Vec::new(), property_staff: false })
        }
        _ => Err(Error::Missing),
    }
}

/// A link to a new password for a member of the staff. Only for an account all of whose roles, wherever they are, the one who asks
/// could give: otherwise a chair could take over somebody who is more elsewhere.
pub(crate) fn reset(work: &mut Work<'_>, within: &Within, account_id: &str) -> Result<Made, Error> {
    if membership::within(work.conn, within.community(), account_id)?.is_empty() {
        return Err(Error::Missing);
    }
    let account = account::by_id(work.conn, account_id)?.ok_or(Error::Missing)?;
    let held = membership::of_account(work.conn, account_id)?;
    let below = held.iter().all(|held| {
        let here = held.community_id == within.community() || within.who().operator;
        here && Role::of(&held.role).is_some_and(|role| within.may_grant(role))
    });
    if account.operator || !below {
        return Err(Refusal::NotSuperior.into());
    }
    let made = reset_link(work, account_id, Some(within.who()))?;
    audit::note_within(work, within, Action::ResetMade, account_id, &[])?;
    Ok(made)
}

/// The same from the command line, for anybody, by the login.
pub(crate) fn reset_from_the_machine(work: &mut Work<'_>, login: &str) -> Result<Made, Error> {
    let login = fields::login(login)?;
    let account = account::by_login(work.conn, &login)?.ok_or(Error::Missing)?;
    let made = reset_link(work, &account.id, None)?;
    audit::note(work, audit::SERVICE, None, Action::ResetMade, &account.id, &[])?;
    Ok(made)
}

fn reset_link(work: &mut Work<'_>, account_id: &str, by: Option<&Who>) -> Result<Made, Error> {
    // Of two that make one at once the second ends the first one's: only the newest is good.
    account::lock(work.conn, account_id)?;
    invitation::withdraw_resets(work.conn, account_id)?;
    let draft = Draft {
        community: None,
        role: "reset",
        account: Some(account_id),
        buildings: "[]".into(),
        property_staff: false,
        by: by.map(|who| who.account.as_str()),
        days: RESET_DAYS,
    };
    make(work, draft)
}

/// Takes back a link that nobody used yet.
pub(crate) fn withdraw(work: &mut Work<'_>, within: &Within, id: &str) -> Result<(), Error> {
    if !invitation::withdraw(work.conn, within.community(), id)? {
        return Err(Error::Missing);
    }
    audit::note_within(work, within, Action::InvitationWithdrawn, id, &[])
}

/// The community's invitations, in the order of their ids.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, after: &str, limit: i64) -> Result<Vec<Invitation>, Error> {
    Ok(invitation::page(work.conn, within.community(), after, limit)?)
}
