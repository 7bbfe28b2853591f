//! 资格审查 by the preparatory group.

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::files::{self, Kind, Owner};
use super::super::{Error, FieldFault, Refusal, Work};
use super::entry::take;
use super::offices::{standing, with_phones};
use super::{Kept, of, refused};
use crate::election::poll::course::Actor;
use crate::election::poll::nomination::review::{Person, Reason, Review, Verdict};
use crate::election::poll::role::Role as Office;
use crate::flows::polls;
use crate::store::file::File;
use crate::store::membership;
use crate::store::nomination::{self, Nomination as Row};

/// The nominations of a poll in the order in which they came, without what is personal.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, poll: &str, after: &str, limit: i64) -> Result<Vec<Row>, Error> {
    let poll = polls::load(work, within, poll)?;
    Ok(nomination::page(work.conn, &poll.row.id, after, limit)?)
}

/// A nomination and what has to be known beside it.
pub(crate) struct Looked {
    /// The nomination.
    pub(crate) kept: Kept,
    /// Offices that the nominee holds now, found by the phone, and that have to be left.
    pub(crate) offices: Vec<Office>,
    /// Roles of members of the staff who have the same name: they may be the same person.
    pub(crate) same_name: Vec<String>,
    /// The photos.
    pub(crate) photos: Vec<File>,
}

/// Everything about a nomination. Who looks stands in the audit log.
pub(crate) fn look(work: &mut Work<'_>, within: &Within, poll: &str, id: &str) -> Result<Looked, Error> {
    let poll = polls::load(work, within, poll)?;
    let kept = of(work, &poll, id)?;
    audit::note_within(work, within, Action::LookedAtNomination, id, &[("poll", poll.row.id.as_str().into())])?;
    let phone = kept.content.as_ref().and_then(|content| content.phone.clone());
    let colleagues = match &phone {
        Some(phone) => with_phones(work, within.community(), &[phone.as_str()])?,
        None => Vec::new(),
    };
    let offices = colleagues.into_iter().flat_map(|colleague| colleague.offices).collect();
    let name = kept.content.as_ref().map(|content| content.nomination.form().name.clone());
    let staff = membership::page(work.conn, within.community(), ("", ""), 1000)?;
    let same_name = staff.into_iter().filter(|member| Some(&member.name) == name.as_ref());
    let same_name = same_name.map(|member| member.membership.role).collect();
    let photos = files::of(work, Owner(Kind::Nomination, id))?;
    Ok(Looked { kept, offices, same_name, photos })
}

/// A photo. Who looks stands in the audit log.
pub(crate) fn look_at_photo(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    (id, photo): (&str, &str),
) -> Result<(File, Zeroizing<Vec<u8>>), Error> {
    let poll = polls::load(work, within, poll)?;
    of(work, &poll, id)?;
    let opened = files::open(work, Owner(Kind::Nomination, id), photo)?;
    let details = [("poll", poll.row.id.as_str().into()), ("photo", photo.into())];
    audit::note_within(work, within, Action::LookedAtNomination, id, &details)?;
    Ok(opened)
}

/// A reason by its word.
fn reason(word: &str) -> Result<Reason, Refusal> {
    let read = serde_json::from_value(word.into());
    read.map_err(|_| Refusal::Field { field: "reasons", why: FieldFault::Unknown })
}

/// Adds a review: accepted without reasons, rejected with them.
pub(crate) fn review(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    nomination: (&str, i64),
    (accepts, reasons, note): (bool, &[String], &str),
) -> Result<Kept, Error> {
    let (mut kept, poll) = take(work, within, poll, nomination)?;
    let mut content = kept.content()?;
    if !content.identified.stands() {
        return Err(Refusal::NotIdentified.into());
    }
    let reasons = reasons.iter().map(|word| reason(word)).collect::<Result<Vec<Reason>, Refusal>>()?;
    let verdict = match (accepts, reasons.is_empty()) {
        (true, true) => Verdict::Accept,
        (true, false) => return Err(Refusal::Field { field: "reasons", why: FieldFault::Unknown }.into()),
        (false, _) => Verdict::Reject(reasons),
    };
    let Actor::Person(role) = within.actor() else { return Err(Refusal::Forbidden.into()) };
    let review = Review {
        by: Person(within.who().account.clone()),
        role,
        at: work.now,
        verdict,
        note: note.replace("\r\n", "\n").trim().to_owned(),
    };
    let standing: Vec<Person> = standing(work, &poll)?.into_iter().map(Person).collect();
    content.nomination = content.nomination.review(review, &standing, poll.phase()).map_err(refused)?;
    kept.put(work, content)?;
    let details = [("poll", poll.row.id.as_str().into()), ("accepts", accepts.into())];
    audit::note_within(work, within, Action::NominationReviewed, &kept.row.id, &details)?;
    Ok(kept)
}

/// Sets the reviews aside, after an objection or when something new came to light.
pub(crate) fn reopen(work: &mut Work<'_>, within: &Within, poll: &str, nomination: (&str, i64)) -> Result<Kept, Error> {
    let (mut kept, poll) = take(work, within, poll, nomination)?;
    let mut content = kept.content()?;
    content.nomination = content.nomination.reopen(poll.phase()).map_err(refused)?;
    kept.put(work, content)?;
    audit::note_within(work, within, Action::NominationReopened, &kept.row.id, &[("poll", poll.row.id.as_str().into())])?;
    Ok(kept)
}
