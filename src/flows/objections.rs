//! Objections 异议: anybody may object to what a poll publishes, without an account; the preparatory group answers with a reason.
//!
//! Why it is never looked up whether the person is on the roll: the answer would tell it, and an objection by somebody who is missing
//! from the roll is the one that matters most. Why what was written is sealed and a summary is published with the answer: people name
//! neighbours and numbers in it. An objection without an answer stands in the poll's way
//! ([`Course`](crate::election::poll::course::Course)); one that comes after the announcement changes nothing any more, so its answer
//! says how much it could concern at most, for [`material_to_matter`](crate::election::outcome::material_to_matter).

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::access::Within;
use super::audit::{self, Action};
use super::polls::{self, Poll};
use super::vault::Place;
use super::{Error, Fault, FieldFault, Refusal, Work, fields};
use crate::election::poll::course::Phase;
use crate::election::roll::masked_name;
use crate::election::weight::Weight;
use crate::store::objection::{self, About, Objection};

/// Where is sealed who it was.
const PERSON: &str = "objections.person";
/// Where is sealed what was written.
const TEXT: &str = "objections.text";
/// So many may be without an answer at once: more than any estate writes, less than a program could.
const MOST_OPEN: i64 = 1000;

/// Somebody who objects, in their own words.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Person {
    /// 姓名.
    pub(crate) name: String,
    /// 房号.
    pub(crate) room: String,
    /// How they can be reached.
    pub(crate) contact: String,
}

/// An objection as it comes.
#[derive(Clone)]
pub(crate) struct New {
    /// The word of what it is about.
    pub(crate) about: String,
    /// Who.
    pub(crate) person: Person,
    /// What.
    pub(crate) text: zeroize::Zeroizing<String>,
}

/// Whether what is objected to hangs out, or hung out; and whether there can be a ballot at all.
fn is_published(poll: &Poll, about: About) -> bool {
    match about {
        About::Roll => poll.course.roll().is_some(),
        About::Candidates => poll.course.candidates().is_some(),
        About::Notice => poll.course.announced().is_some(),
        About::Ballot => poll.phase() >= Phase::Open,
        About::Result => poll.course.result().is_some(),
    }
}

/// Somebody objects. Returns the number under which it is answered; the same whoever it is.
pub(crate) fn raise(work: &mut Work<'_>, poll: &str, new: &New) -> Result<i64, Error> {
    // Numbered first: a step that counts open objections comes wholly before or wholly after.
    let (before, community) = polls::public(work, poll)?;
    let number = objection::take_number(work.conn, &before.row.id)?.ok_or(Error::Missing)?;
    let (poll, _) = polls::public(work, poll)?;
    let about = About::of(&new.about).ok_or(Refusal::Field { field: "about", why: FieldFault::Unknown })?;
    let Person { name, room, contact } = &new.person;
    let person = Person {
        name: fields::line("name", name, 40)?,
        room: fields::line("room", room, 60)?,
        contact: fields::line("contact", contact, 100)?,
    };
    let text = zeroize::Zeroizing::new(fields::text("text", &new.text, 2000)?);
    if poll.phase() >= Phase::Final {
        return Err(Refusal::ObjectionsOver.into());
    }
    if !is_published(&poll, about) {
        return Err(Refusal::NotPublished.into());
    }
    if objection::unanswered(work.conn, &poll.row.id, &About::ALL)? >= MOST_OPEN {
        return Err(Refusal::TooManyObjections.into());
    }
    let id = work.id();
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(&person).map_err(|_| Fault::Json(PERSON))?);
    let row = Objection {
        poll_id: poll.row.id.clone(),
        number,
        version: 1,
        about: about.word().to_owned(),
        state: poll.phase().word().to_owned(),
        at: work.now,
        masked_name: masked_name(&person.name, None),
        person: work.vault.seal(work.rng, Place(PERSON, &id), &plain)?,
        text: work.vault.seal(work.rng, Place(TEXT, &id), text.as_bytes())?,
        answered_at: None,
        decision: None,
        summary: None,
        answer: None,
        disputed_people: None,
        disputed_area: None,
        id,
    };
    objection::add(work.conn, &row)?;
    let details = [("number", number.into()), ("about", about.word().into())];
    audit::note(work, &community.id, None, Action::ObjectionRaised, &poll.row.id, &details)?;
    Ok(number)
}

/// Objections to a poll in order, after a number.
pub(crate) fn page(
    work: &mut Work<'_>,
    poll: &Poll,
    answered: Option<bool>,
    after: i64,
    limit: i64,
) -> Result<Vec<Objection>, Error> {
    Ok(objection::page(work.conn, &poll.row.id, answered, after, limit)?)
}

/// One of them.
pub(crate) fn find(work: &mut Work<'_>, poll: &Poll, number: i64) -> Result<Objection, Error> {
    objection::by_number(work.conn, &poll.row.id, number)?.ok_or(Error::Missing)
}

/// Shows who objected and what they wrote. Who looks at it stands in the audit log, before it is shown.
pub(crate) fn look(
    work: &mut Work<'_>,
    within: &Within,
    objection: &Objection,
) -> Result<(Person, zeroize::Zeroizing<String>), Error> {
    let details = [("number", objection.number.into())];
    audit::note_within(work, within, Action::LookedAtObjection, &objection.poll_id, &details)?;
    let plain = work.vault.open(Place(PERSON, &objection.id), &objection.person)?;
    let person = serde_json::from_slice(&plain).map_err(|_| Fault::Json(PERSON))?;
    Ok((person, work.vault.open_text(Place(TEXT, &objection.id), &objection.text)?))
}

/// An answer, all of which becomes public.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// `upheld`, `partly` or `rejected`.
    pub(crate) decision: String,
    /// What it was about, without names.
    pub(crate) summary: String,
    /// The answer and its reason.
    pub(crate) answer: String,
    /// How many people and how much area it could concern at most; only where it came after the announcement.
    pub(crate) disputed: Option<Weight>,
}

/// Answers an objection, or answers it otherwise, if nobody else did since `version`.
pub(crate) fn answer(
    work: &mut Work<'_>,
    within: &Within,
    poll: &Poll,
    (number, version): (i64, i64),
    answer: &Answer,
) -> Result<Objection, Error> {
    let mut row = find(work, poll, number)?;
    if !matches!(answer.decision.as_str(), "upheld" | "partly" | "rejected") {
        return Err(Refusal::Field { field: "decision", why: FieldFault::Unknown }.into());
    }
    row.summary = Some(fields::line("summary", &answer.summary, 200)?);
    row.answer = Some(fields::text("answer", &answer.answer, 2000)?);
    row.decision = Some(answer.decision.clone());
    row.answered_at = Some(work.now);
    (row.disputed_people, row.disputed_area) = match (is_late(&row), answer.disputed) {
        (false, None) => (None, None),
        (true, Some(disputed)) => disputed_columns(work, poll, disputed)?,
        // Before the announcement the roll and the lists can still be mended; afterwards somebody has to say how much it could concern.
        (true, None) => return Err(Refusal::Field { field: "disputed", why: FieldFault::Empty }.into()),
        (false, Some(_)) => return Err(Refusal::Field { field: "disputed", why: FieldFault::Unknown }.into()),
    };
    row.version = version;
    if !objection::answer(work.conn, &row)? {
        return Err(Refusal::Stale.into());
    }
    row.version = version.saturating_add(1);
    let details = [("number", number.into()), ("decision", answer.decision.as_str().into())];
    audit::note_within(work, within, Action::ObjectionAnswered, &poll.row.id, &details)?;
    Ok(row)
}

/// Whether it came when nothing could be mended any more.
pub(crate) fn is_late(objection: &Objection) -> bool {
    Phase::ALL.into_iter().find(|phase| phase.word() == objection.state).is_some_and(|phase| phase >= Phase::Announced)
}

/// No more than the whole roll can be disputed.
fn disputed_columns(work: &mut Work<'_>, poll: &Poll, disputed: Weight) -> Result<(Option<i64>, Option<i64>), Error> {
    let fault = Refusal::Field { field: "disputed", why: FieldFault::Large };
    let kept = polls::roll(work, poll)?.ok_or(Fault::Impossible("an announced poll without a roll"))?;
    if !disputed.within(kept.roll.total()) {
        return Err(fault.into());
    }
    let column = |number: u64| i64::try_from(number).map_err(|_| fault);
    Ok((Some(column(disputed.people)?), Some(column(disputed.area)?)))
}
