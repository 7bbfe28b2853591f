//! What the staff records: a form on paper, a recommendation, that somebody's document was seen, a withdrawal on paper.

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::files::Clean;
use super::super::{Error, FieldFault, Refusal, Work, fields, rolls};
use super::offices::with_phones;
use super::{Content, Identified, Kept, Made, Told, is_open, of, on_roll, refused, with_offices};
use crate::election::intake::typed;
use crate::election::poll::nomination::review::Person;
use crate::election::poll::nomination::{Nomination, Origin};
use crate::election::roll::UnitAddress;
use crate::flows::polls::{self, Poll};

/// A form on paper.
pub(crate) struct Entry {
    /// As written.
    pub(crate) unit: UnitAddress,
    /// As written.
    pub(crate) name: Zeroizing<String>,
    /// To tell apart who has the same name in the unit.
    pub(crate) id_number: Option<Zeroizing<String>>,
    /// How the nominee can be reached; missing: as on the roll.
    pub(crate) phone: Option<Zeroizing<String>>,
    /// How it came about. A self-nomination says that whoever records it saw the nominee and a document.
    pub(crate) origin: Origin,
    /// What the form says.
    pub(crate) told: Told,
}

/// Phones of the voters who recommend, by their numbers on the published roll.
fn recommenders(work: &mut Work<'_>, poll: &Poll, origin: &Origin) -> Result<Vec<Zeroizing<String>>, Error> {
    let Origin::Owners { voters } = origin else { return Ok(Vec::new()) };
    let version = poll.row.roll_version_id.as_deref().ok_or(Refusal::Recommenders)?;
    let kept = rolls::open(work, &poll.row.community_id, version)?;
    let mut phones = Vec::new();
    for number in voters {
        let voter = kept.roll.voters().iter().find(|voter| voter.number == *number).ok_or(Refusal::Recommenders)?;
        for holder in voter.holders.iter().filter_map(|position| kept.holder(*position)) {
            phones.extend(rolls::phones(work, &poll.row.community_id, holder)?);
        }
    }
    Ok(phones)
}

/// Records a nomination. One by others awaits the nominee's consent; the secret goes to the nominee.
pub(crate) fn record(work: &mut Work<'_>, within: &Within, poll: &str, entry: &Entry) -> Result<Made, Error> {
    let poll = polls::take(work, within, poll)?;
    is_open(&poll)?;
    let community = within.community();
    let unit = super::super::claims::unit(&entry.unit)?;
    let name = typed::name(&fields::line("name", &entry.name, 60)?);
    let origin = match &entry.origin {
        Origin::Body { name } => Origin::Body { name: fields::line("origin/name", name, 60)? },
        other => other.clone(),
    };
    let number = entry.id_number.as_ref().map(|number| number.as_str());
    let holder = rolls::holder_of(work, community, &unit, &name, number)?;
    let holder = holder.ok_or(Refusal::Field { field: "name", why: FieldFault::Unknown })?;
    let phone = match &entry.phone {
        Some(phone) => Some(Zeroizing::new(fields::phone(phone)?)),
        None => rolls::phones(work, community, &holder)?.into_iter().next(),
    };
    let known = on_roll(work, &poll, &unit, &holder)?;
    let colleagues = with_phones(work, community, &phone.iter().map(|phone| phone.as_str()).collect::<Vec<_>>())?;
    let offices: Vec<_> = colleagues.iter().flat_map(|colleague| colleague.offices.iter().copied()).collect();
    let account = colleagues.into_iter().next().map(|colleague| colleague.account);
    let phones = recommenders(work, &poll, &origin)?;
    let recommending = with_phones(work, community, &phones.iter().map(|phone| phone.as_str()).collect::<Vec<_>>())?;
    let parties = account.iter().cloned().chain(recommending.into_iter().map(|colleague| colleague.account)).map(Person);
    let form = entry.told.form(&name, &super::unit(&unit), None);
    let by_document = if origin == Origin::SelfNominated { vec![within.who().account.clone()] } else { Vec::new() };
    let circumstances = with_offices(work, &poll, known, &offices)?;
    let nomination = Nomination::new(origin, parties.collect(), form, circumstances).map_err(refused)?;
    let identified = Identified { by_code: false, by_document };
    let content = Content { nomination, phone, surname: entry.told.surname, identified };
    let made = super::add(work, &poll, &holder, account, &content)?;
    let details = [("poll", poll.row.id.as_str().into()), ("origin", super::origin_word(content.nomination.origin()).into())];
    audit::note_within(work, within, Action::NominationMade, &made.id, &details)?;
    Ok(made)
}

/// A nomination to be changed by the staff, if nobody else did since `version`.
pub(super) fn take(work: &mut Work<'_>, within: &Within, poll: &str, (id, version): (&str, i64)) -> Result<(Kept, Poll), Error> {
    let poll = polls::take(work, within, poll)?;
    let kept = of(work, &poll, id)?;
    if kept.row.version != version {
        return Err(Refusal::Stale.into());
    }
    Ok((kept, poll))
}

/// Whether nobody changed a nomination since `version`, before a photo for it is received.
pub(crate) fn unchanged(work: &mut Work<'_>, within: &Within, poll: &str, (id, version): (&str, i64)) -> Result<(), Error> {
    let poll = polls::load(work, within, poll)?;
    if of(work, &poll, id)?.row.version == version { Ok(()) } else { Err(Refusal::Stale.into()) }
}

/// Another person of the staff saw the nominee and a document. For a recommendation this is also how consent on paper comes in: the
/// form as the nominee signed it.
pub(crate) fn identify(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    nomination: (&str, i64),
    signed: Option<&Told>,
) -> Result<Kept, Error> {
    let (mut kept, poll) = take(work, within, poll, nomination)?;
    let mut content = kept.content()?;
    let who = &within.who().account;
    if content.identified.by_document.contains(who) {
        return Err(Refusal::Review(crate::election::poll::nomination::review::ReviewRefusal::Twice).into());
    }
    if kept.row.standing == "awaits_consent" {
        let told = signed.ok_or(Refusal::NoConsent)?;
        let before = content.nomination.form().clone();
        let form = told.form(&before.name, &before.unit, before.photo);
        let offices = match &content.phone {
            Some(phone) => with_phones(work, within.community(), &[phone.as_str()])?,
            None => Vec::new(),
        };
        let offices: Vec<_> = offices.iter().flat_map(|colleague| colleague.offices.iter().copied()).collect();
        let circumstances = with_offices(work, &poll, true, &offices)?;
        content.nomination = content.nomination.consent(form, circumstances).map_err(refused)?;
        content.surname = told.surname;
    }
    content.identified.by_document.push(who.clone());
    kept.put(work, content)?;
    audit::note_within(work, within, Action::NomineeIdentified, &kept.row.id, &[("poll", poll.row.id.as_str().into())])?;
    Ok(kept)
}

/// The photo of a form on paper.
pub(crate) fn replace_photo(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    nomination: (&str, i64),
    photo: &Clean,
) -> Result<Kept, Error> {
    let (mut kept, poll) = take(work, within, poll, nomination)?;
    if kept.content()?.identified.by_code {
        return Err(Refusal::NomineeOnly.into());
    }
    if kept.row.standing == "awaits_consent" {
        return Err(Refusal::NoConsent.into());
    }
    kept.photograph(work, &poll, photo)?;
    audit::note_within(work, within, Action::NominationChanged, &kept.row.id, &[("poll", poll.row.id.as_str().into())])?;
    Ok(kept)
}

/// A withdrawal on paper, of somebody who nominated on paper. Whoever holds the own secret withdraws with it.
pub(crate) fn withdraw_for(work: &mut Work<'_>, within: &Within, poll: &str, nomination: (&str, i64)) -> Result<Kept, Error> {
    let (mut kept, poll) = take(work, within, poll, nomination)?;
    if kept.content()?.identified.by_code {
        return Err(Refusal::NomineeOnly.into());
    }
    kept.withdraw(work, &poll)?;
    let details = [("poll", poll.row.id.as_str().into()), ("on_paper", true.into())];
    audit::note_within(work, within, Action::NominationWithdrawn, &kept.row.id, &details)?;
    Ok(kept)
}
