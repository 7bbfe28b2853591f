//! Who is what in a community, changing and taking that away, and how they can be reached.

use zeroize::Zeroizing;

use super::access::Within;
use super::audit::{self, Action};
use super::join::PHONE;
use super::roles::Role;
use super::vault::Place;
use super::{Error, Fault, FieldFault, Refusal, Work, fields};
use crate::store::account;
use crate::store::membership::{self, Colleague, Membership};

/// Names of buildings in a column.
pub(crate) fn read_buildings(json: &str) -> Result<Vec<String>, Error> {
    Ok(serde_json::from_str(json).map_err(|_| Fault::Json("memberships.buildings"))?)
}

/// The staff in the order of accounts and roles, after the pair given.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, after: (&str, &str), limit: i64) -> Result<Vec<Colleague>, Error> {
    Ok(membership::page(work.conn, within.community(), after, limit)?)
}

/// What one account is in this community.
pub(crate) fn of(work: &mut Work<'_>, within: &Within, account: &str, role: &str) -> Result<Membership, Error> {
    let held = membership::within(work.conn, within.community(), account)?;
    held.into_iter().find(|held| held.role == role).ok_or(Error::Missing)
}

/// Other buildings for a canvasser, if nobody else changed them since `version`.
pub(crate) fn assign(
    work: &mut Work<'_>,
    within: &Within,
    (account, role): (&str, &str),
    version: i64,
    buildings: &[String],
) -> Result<Membership, Error> {
    let held = of(work, within, account, role)?;
    if held.role != Role::Canvasser.word() {
        return Err(Refusal::BuildingsForCanvassers.into());
    }
    if !within.may_grant(Role::Canvasser) {
        return Err(Refusal::NotSuperior.into());
    }
    let buildings = fields::buildings(buildings)?;
    let json = serde_json::to_string(&buildings).map_err(|_| Fault::Json("memberships.buildings"))?;
    if !membership::assign(work.conn, (within.community(), account, role), version, &json)? {
        return Err(Refusal::Stale.into());
    }
    audit::note_within(work, within, Action::BuildingsAssigned, account, &[("buildings", buildings.into())])?;
    of(work, within, account, role)
}

/// Takes a role away, if nobody else changed it since `version`. The last chair stays until there is another.
pub(crate) fn remove(work: &mut Work<'_>, within: &Within, (account, role): (&str, &str), version: i64) -> Result<(), Error> {
    let held = of(work, within, account, role)?;
    let known = Role::of(&held.role).ok_or(Fault::Impossible("a membership with an unknown role"))?;
    if !within.may_grant(known) {
        return Err(Refusal::NotSuperior.into());
    }
    if held.version != version {
        return Err(Refusal::Stale.into());
    }
    // The number is taken before the chairs are counted: two who remove two chairs at once come one after the other.
    audit::note_within(work, within, Action::RoleRemoved, account, &[("role", role.into())])?;
    if known == Role::Chair && membership::count(work.conn, within.community(), role)? < 2 {
        return Err(Refusal::LastChair.into());
    }
    if !membership::remove(work.conn, (within.community(), account, role), version)? {
        return Err(Refusal::Stale.into());
    }
    Ok(())
}

/// The phone of a member of the staff. Who looks at it stands in the audit log, before it is shown. `why` is told by whoever looks.
pub(crate) fn contact(
    work: &mut Work<'_>,
    within: &Within,
    account: &str,
    why: &str,
) -> Result<Option<Zeroizing<String>>, Error> {
    if !matches!(why, "call" | "slips" | "meeting" | "complaint") {
        return Err(Refusal::Field { field: "purpose", why: FieldFault::Unknown }.into());
    }
    if membership::within(work.conn, within.community(), account)?.is_empty() {
        return Err(Error::Missing);
    }
    let found = account::by_id(work.conn, account)?.ok_or(Error::Missing)?;
    audit::note_within(work, within, Action::LookedAtContact, account, &[("purpose", why.into())])?;
    let Some(sealed) = found.phone else { return Ok(None) };
    Ok(Some(work.vault.open_text(Place(PHONE, account), &sealed)?))
}
