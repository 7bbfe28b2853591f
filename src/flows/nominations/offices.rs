//! Which members of the staff stand, or recommended somebody: found by the phone, because a nominee has no account.

use super::super::join::PHONE;
use super::super::roles::{Role, to_leave_before_standing};
use super::super::vault::Place;
use super::super::{Error, Work};
use super::{Kept, all};
use crate::election::poll::role::Role as Office;
use crate::flows::polls::Poll;
use crate::store::{account, membership};

/// More than any community has.
const STAFF: i64 = 1000;

/// A member of the staff, with what has to be left before standing.
pub(super) struct Colleague {
    /// The account's id.
    pub(super) account: String,
    /// What stands in the way.
    pub(super) offices: Vec<Office>,
}

fn phone_of(work: &mut Work<'_>, account: &str) -> Result<Option<zeroize::Zeroizing<String>>, Error> {
    let found = account::by_id(work.conn, account)?.and_then(|account| account.phone);
    Ok(found.map(|sealed| work.vault.open_text(Place(PHONE, account), &sealed)).transpose()?)
}

/// Those of the community's staff who have one of these phones.
pub(super) fn with_phones(work: &mut Work<'_>, community: &str, phones: &[&str]) -> Result<Vec<Colleague>, Error> {
    let mut found: Vec<Colleague> = Vec::new();
    for member in membership::page(work.conn, community, ("", ""), STAFF)? {
        let account = member.membership.account_id;
        let role = Role::of(&member.membership.role);
        let offices = role.map_or_else(Vec::new, |role| to_leave_before_standing(&[role]));
        let offices = offices.into_iter().map(Role::office);
        if let Some(known) = found.iter_mut().find(|known| known.account == account) {
            known.offices.extend(offices);
        } else if phone_of(work, &account)?.is_some_and(|phone| phones.contains(&phone.as_str())) {
            found.push(Colleague { account, offices: offices.collect() });
        }
    }
    Ok(found)
}

fn lives(kept: &Kept) -> bool {
    matches!(kept.row.standing.as_str(), "awaits_consent" | "in_review" | "accepted")
}

/// Accounts of all who stand in a poll.
pub(super) fn standing(work: &mut Work<'_>, poll: &Poll) -> Result<Vec<String>, Error> {
    Ok(all(work, poll)?.into_iter().filter(lives).filter_map(|kept| kept.row.account_id).collect())
}

/// Whether this account is somebody's who stands in the poll: neither withdrawn nor rejected. Asked before anybody becomes teller or
/// canvasser of it.
pub(crate) fn stands(work: &mut Work<'_>, poll: &Poll, account: &str) -> Result<bool, Error> {
    let phone = phone_of(work, account)?;
    let is = |kept: &Kept| {
        let theirs = kept.content.as_ref().and_then(|content| content.phone.as_ref());
        kept.row.account_id.as_deref() == Some(account) || (theirs.is_some() && theirs == phone.as_ref())
    };
    Ok(all(work, poll)?.iter().any(|kept| lives(kept) && is(kept)))
}
