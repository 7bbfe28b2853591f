//! What a nominee does without an account: nominates themselves, agrees to a recommendation, changes the form, withdraws.
//!
//! Until a code was typed that went to the roll's phone, every answer is the same whether the person is on the roll or not.

use zeroize::Zeroizing;

use super::super::audit::{self, Action};
use super::super::codes::{self, About, Purpose, Sent};
use super::super::files::Clean;
use super::super::{Error, Refusal, Work, fields, rolls, token};
use super::offices::with_phones;
use super::{Content, Identified, Kept, Made, Told, circumstances, is_open, on_roll, public_poll, refused, with_offices};
use crate::election::intake::typed;
use crate::election::poll::nomination::review::Person;
use crate::election::poll::nomination::{Nomination, NominationRefusal, Origin};
use crate::election::poll::serial::Serial;
use crate::election::roll::UnitAddress;
use crate::flows::polls::{self, Poll};
use crate::store::nomination;

/// Who somebody says they are.
#[derive(Clone)]
pub(crate) struct Claimed {
    /// As typed.
    pub(crate) unit: UnitAddress,
    /// As typed.
    pub(crate) name: Zeroizing<String>,
}

/// By what the roll knows somebody, and the phone that it has.
type Found = (String, Option<Zeroizing<String>>);

impl Claimed {
    fn checked(&self) -> Result<Self, Error> {
        let name = fields::line("name", &self.name, 60)?;
        Ok(Self { unit: super::super::claims::unit(&self.unit)?, name: Zeroizing::new(typed::name(&name)) })
    }

    /// What a code is bound to.
    fn subject(&self, poll: &str) -> String {
        let UnitAddress { building, stair, room } = &self.unit;
        format!("{poll}|{building}|{stair}|{room}|{}", *self.name)
    }

    /// By what the roll knows this person, and the phone that it has.
    fn found(&self, work: &mut Work<'_>, community: &str) -> Result<Option<Found>, Error> {
        let holder = rolls::holder_of(work, community, &self.unit, &self.name, None)?;
        let Some(holder) = holder else { return Ok(None) };
        let phone = rolls::phones(work, community, &holder)?.into_iter().next();
        Ok(Some((holder, phone)))
    }
}

/// Sends a code to the phone that the roll has for this person; or does not, and nobody can tell.
pub(crate) fn ask(work: &mut Work<'_>, poll: &str, claimed: &Claimed) -> Result<Sent, Error> {
    let (poll, _) = polls::public(work, poll)?;
    is_open(&poll)?;
    let claimed = claimed.checked()?;
    let community = &poll.row.community_id;
    let phone = claimed.found(work, community)?.and_then(|(_, phone)| phone);
    let about = About { community, purpose: Purpose::SelfNomination, subject: &claimed.subject(&poll.row.id) };
    codes::send(work, about, phone.as_deref().map(String::as_str))
}

/// Sends it once more.
pub(crate) fn ask_again(work: &mut Work<'_>, poll: &str, claimed: &Claimed, challenge: &str) -> Result<Sent, Error> {
    let (poll, _) = polls::public(work, poll)?;
    is_open(&poll)?;
    let claimed = claimed.checked()?;
    let community = &poll.row.community_id;
    let phone = claimed.found(work, community)?.and_then(|(_, phone)| phone);
    let about = About { community, purpose: Purpose::SelfNomination, subject: &claimed.subject(&poll.row.id) };
    codes::again(work, about, challenge, phone.as_deref().map(String::as_str))
}

/// 自荐, with the code. What the form lacks is said before the code is looked at, so that nothing of it is used up; a wrong code is a
/// value, so that the attempt stays counted.
pub(crate) fn nominate(
    work: &mut Work<'_>,
    poll: &str,
    claimed: &Claimed,
    (challenge, code): (&str, &str),
    told: &Told,
) -> Result<Result<Made, Refusal>, Error> {
    let poll = public_poll(work, poll)?;
    is_open(&poll)?;
    let claimed = claimed.checked()?;
    let form = told.form(&claimed.name, &super::unit(&claimed.unit), None);
    let lacks = form.lacks(circumstances(work, &poll, true)?.today, true);
    if !lacks.is_empty() {
        return Err(refused(NominationRefusal::Lacks(lacks)));
    }
    let community = poll.row.community_id.clone();
    let subject = claimed.subject(&poll.row.id);
    let about = About { community: &community, purpose: Purpose::SelfNomination, subject: &subject };
    if let Err(refusal) = codes::check(work, about, challenge, code)? {
        return Ok(Err(refusal));
    }
    // Whoever was on the roll when the code was sent and is no longer learns it now: that is told to the owner of the phone.
    let Some((holder, phone)) = claimed.found(work, &community)? else { return Ok(Err(Refusal::CodeWorthless)) };
    let colleagues = with_phones(work, &community, &phone.iter().map(|phone| phone.as_str()).collect::<Vec<_>>())?;
    let offices: Vec<_> = colleagues.iter().flat_map(|colleague| colleague.offices.iter().copied()).collect();
    let account = colleagues.into_iter().next().map(|colleague| colleague.account);
    let known = on_roll(work, &poll, &claimed.unit, &holder)?;
    let circumstances = with_offices(work, &poll, known, &offices)?;
    let parties = account.iter().cloned().map(Person).collect();
    let nomination = Nomination::new(Origin::SelfNominated, parties, form, circumstances).map_err(refused)?;
    let identified = Identified { by_code: true, by_document: Vec::new() };
    let content = Content { nomination, phone, surname: told.surname, identified };
    let made = super::add(work, &poll, &holder, account, &content)?;
    let details = [("poll", poll.row.id.as_str().into()), ("origin", "self_nominated".into())];
    audit::note(work, &community, None, Action::NominationMade, &made.id, &details)?;
    Ok(Ok(made))
}

/// The nomination of whoever holds number and secret, with its poll. One that is not there and a wrong secret are the same.
pub(crate) fn held(work: &mut Work<'_>, number: &str, secret: &str) -> Result<(Kept, Poll), Error> {
    let number = Serial::parse(number).map_err(|_| Refusal::NominationUnknown)?;
    let row = nomination::by_secret(work.conn, &number.to_string(), &token::digest_of(secret))?;
    let row = row.ok_or(Refusal::NominationUnknown)?;
    let (poll, _) = polls::public(work, &row.poll_id)?;
    Ok((Kept::open(work, row)?, poll))
}

/// The same, to change it.
fn take(work: &mut Work<'_>, number: &str, secret: &str) -> Result<(Kept, Poll), Error> {
    let (found, _) = held(work, number, secret)?;
    let poll = public_poll(work, &found.row.poll_id)?;
    // Read again: what changed it may have held the poll.
    let (kept, _) = held(work, number, secret)?;
    Ok((kept, poll))
}

fn noted(work: &mut Work<'_>, poll: &Poll, kept: &Kept, action: Action) -> Result<(), Error> {
    audit::note(work, &poll.row.community_id, None, action, &kept.row.id, &[("poll", poll.row.id.as_str().into())])
}

/// Sends a code to the phone that the roll has for somebody who was recommended.
pub(crate) fn ask_consent(work: &mut Work<'_>, number: &str, secret: &str) -> Result<Sent, Error> {
    let (kept, poll) = held(work, number, secret)?;
    let content = kept.content()?;
    if content.nomination.withdrawn().is_some() || kept.row.standing != "awaits_consent" {
        return Err(Refusal::NominationClosed.into());
    }
    let community = &poll.row.community_id;
    let phone = rolls::phones(work, community, &kept.row.holder)?.into_iter().next();
    let about = About { community, purpose: Purpose::Consent, subject: &kept.row.id };
    codes::send(work, about, phone.as_deref().map(String::as_str))
}

/// Somebody who was recommended agrees, with the code and the whole form. They get a secret of their own, which nobody of the staff has
/// seen.
pub(crate) fn agree(
    work: &mut Work<'_>,
    (number, secret): (&str, &str),
    (challenge, code): (&str, &str),
    told: &Told,
) -> Result<Result<Made, Refusal>, Error> {
    let (mut kept, poll) = take(work, number, secret)?;
    let mut content = kept.content()?;
    if kept.row.standing != "awaits_consent" {
        return Err(Refusal::NominationClosed.into());
    }
    let before = content.nomination.form().clone();
    let form = told.form(&before.name, &before.unit, before.photo);
    let lacks = form.lacks(circumstances(work, &poll, true)?.today, true);
    if !lacks.is_empty() {
        return Err(refused(NominationRefusal::Lacks(lacks)));
    }
    let community = poll.row.community_id.clone();
    let about = About { community: &community, purpose: Purpose::Consent, subject: &kept.row.id };
    if let Err(refusal) = codes::check(work, about, challenge, code)? {
        return Ok(Err(refusal));
    }
    let phone = rolls::phones(work, &community, &kept.row.holder)?.into_iter().next();
    let colleagues = with_phones(work, &community, &phone.iter().map(|phone| phone.as_str()).collect::<Vec<_>>())?;
    let offices: Vec<_> = colleagues.iter().flat_map(|colleague| colleague.offices.iter().copied()).collect();
    let circumstances = with_offices(work, &poll, true, &offices)?;
    content.nomination = content.nomination.consent(form, circumstances).map_err(refused)?;
    content.identified.by_code = true;
    (content.phone, content.surname) = (phone, told.surname);
    let made = Made {
        id: kept.row.id.clone(),
        number: Serial::parse(&kept.row.number).map_err(|_| Refusal::NominationUnknown)?,
        secret: token::fresh(work.rng),
    };
    kept.row.secret_digest = token::digest_of(&made.secret);
    kept.put(work, content)?;
    noted(work, &poll, &kept, Action::NominationChanged)?;
    Ok(Ok(made))
}

/// The nominee changes the form: reviewed from the beginning.
pub(crate) fn amend(
    work: &mut Work<'_>,
    (number, secret): (&str, &str),
    version: i64,
    told: &Told,
) -> Result<(Kept, Poll), Error> {
    let (mut kept, poll) = take(work, number, secret)?;
    if kept.row.version != version {
        return Err(Refusal::Stale.into());
    }
    let mut content = kept.content()?;
    if kept.row.standing == "awaits_consent" {
        return Err(Refusal::NoConsent.into());
    }
    let before = content.nomination.form().clone();
    let form = told.form(&before.name, &before.unit, before.photo);
    content.nomination = content.nomination.amend(form, circumstances(work, &poll, true)?).map_err(refused)?;
    content.surname = told.surname;
    kept.put(work, content)?;
    noted(work, &poll, &kept, Action::NominationChanged)?;
    Ok((kept, poll))
}

/// The nominee's photo. It is part of what is reviewed.
pub(crate) fn photo(work: &mut Work<'_>, number: &str, secret: &str, photo: &Clean) -> Result<(Kept, Poll), Error> {
    let (mut kept, poll) = take(work, number, secret)?;
    if kept.row.standing == "awaits_consent" {
        return Err(Refusal::NoConsent.into());
    }
    kept.photograph(work, &poll, photo)?;
    noted(work, &poll, &kept, Action::NominationChanged)?;
    Ok((kept, poll))
}

/// The nominee withdraws.
pub(crate) fn withdraw(work: &mut Work<'_>, number: &str, secret: &str) -> Result<(), Error> {
    let (mut kept, poll) = take(work, number, secret)?;
    kept.withdraw(work, &poll)?;
    noted(work, &poll, &kept, Action::NominationWithdrawn)
}
