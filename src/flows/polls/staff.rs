//! Tellers 监票人、计票人 and canvassers 三长 of one poll: named by the chair from those of the community who have no interest in the
//! outcome.

use super::{Error, Poll, Refusal, Within, Work};
use crate::election::poll::course::{self, Phase};
use crate::flows::audit::{self, Action as Entry};
use crate::flows::roles::{Excluded, Role, handles_votes, may_serve};
use crate::flows::{FieldFault, nominations};
use crate::store::membership;
use crate::store::poll_staff::{self, Serving};

/// Those of a poll with their names, in the order of account and role, after the pair given.
pub(crate) fn serving(
    work: &mut Work<'_>,
    poll: &Poll,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<(Serving, String)>, Error> {
    Ok(poll_staff::page(work.conn, &poll.row.id, after, limit)?)
}

/// The word of an office that a poll has.
fn office(role: &str) -> Result<Role, Error> {
    Role::of(role).filter(|role| handles_votes(*role)).ok_or(Error::Missing)
}

/// Names a teller or canvasser of the community for a poll. Whoever is named already stays so.
pub(crate) fn name(work: &mut Work<'_>, within: &Within, poll: &Poll, account: &str, role: &str) -> Result<(), Error> {
    let role = office(role)?;
    unfinished(poll)?;
    let held = membership::within(work.conn, within.community(), account)?;
    if held.is_empty() {
        return Err(Error::Missing);
    }
    if !held.iter().any(|held| held.role == role.word()) {
        return Err(Refusal::Field { field: "role", why: FieldFault::Unknown }.into());
    }
    // Whoever holds the lock of the poll: a nomination comes wholly before or wholly after.
    disinterested(work, poll, account)?;
    let serving = Serving {
        poll_id: poll.row.id.clone(),
        account_id: account.to_owned(),
        role: role.word().to_owned(),
        named_by: within.who().account.clone(),
        named_at: work.now,
    };
    if poll_staff::of(work.conn, &poll.row.id, account)?.iter().any(|serving| serving.role == role.word()) {
        return Ok(());
    }
    poll_staff::add(work.conn, &serving)?;
    let details = [("account", account.into()), ("role", role.word().into())];
    audit::note_within(work, within, Entry::PollStaffNamed, &poll.row.id, &details)
}

/// Whether somebody has no interest in the outcome: neither stands in the poll nor works for the property company, in whatever role that
/// was said. Asked when they are named, and again whenever they handle a vote, because an interest may have come since.
pub(crate) fn disinterested(work: &mut Work<'_>, poll: &Poll, account: &str) -> Result<(), Error> {
    let held = membership::within(work.conn, &poll.row.community_id, account)?;
    let property_staff = held.iter().any(|held| held.property_staff);
    let stands = nominations::stands(work, poll, account)?;
    may_serve(stands, property_staff).map_err(|excluded| match excluded {
        Excluded::PropertyStaff => Refusal::ConflictOfInterest.into(),
        Excluded::Candidate => Refusal::CandidateServes.into(),
    })
}

/// Takes the office away again.
pub(crate) fn dismiss(work: &mut Work<'_>, within: &Within, poll: &Poll, account: &str, role: &str) -> Result<(), Error> {
    let role = office(role)?;
    unfinished(poll)?;
    if !poll_staff::remove(work.conn, &poll.row.id, account, role.word())? {
        return Err(Error::Missing);
    }
    let details = [("account", account.into()), ("role", role.word().into())];
    audit::note_within(work, within, Entry::PollStaffDismissed, &poll.row.id, &details)
}

/// Who counted a poll stands once it is counted.
fn unfinished(poll: &Poll) -> Result<(), Error> {
    if poll.phase() < Phase::Counted { Ok(()) } else { Err(Refusal::Course(course::Refusal::WrongPhase(poll.phase())).into()) }
}
