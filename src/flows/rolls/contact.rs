//! How right holders can be reached. What they or a person of the staff told stays when a new file comes; what an older file said
//! does not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::super::vault::Place;
use super::super::{Error, Fault, Work, fields};
use crate::store::roll_contact::{self, Contact};

/// Where phones are sealed.
const PLACE: &str = "roll_contacts.phones";
/// Right holders asked for together.
const AT_ONCE: usize = 500;
/// Most phones of one right holder.
const MOST: usize = 8;

/// Where a phone is from.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Source {
    /// The person, checked by the staff.
    Person,
    /// The file.
    File,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Phone {
    number: Zeroizing<String>,
    source: Source,
}

fn opened(work: &Work<'_>, contact: &Contact) -> Result<Vec<Phone>, Error> {
    let plain = work.vault.open(Place(PLACE, &contact.id), &contact.phones)?;
    Ok(serde_json::from_slice(&plain).map_err(|_| Fault::Json(PLACE))?)
}

fn sealed(work: &mut Work<'_>, id: &str, phones: &[Phone]) -> Result<String, Error> {
    let plain = Zeroizing::new(serde_json::to_vec(phones).map_err(|_| Fault::Json(PLACE))?);
    Ok(work.vault.seal(work.rng, Place(PLACE, id), &plain)?)
}

/// Phones of a right holder, the best first. Showing one to a person is a look that the audit log has to hold.
pub(crate) fn phones(work: &mut Work<'_>, community: &str, holder: &str) -> Result<Vec<Zeroizing<String>>, Error> {
    let Some(contact) = roll_contact::of(work.conn, community, holder)? else { return Ok(Vec::new()) };
    Ok(opened(work, &contact)?.into_iter().map(|phone| phone.number).collect())
}

/// The best phone of each of some right holders that has one.
pub(crate) fn best_phones(
    work: &mut Work<'_>,
    community: &str,
    holders: &[String],
) -> Result<BTreeMap<String, Zeroizing<String>>, Error> {
    let mut best = BTreeMap::new();
    // Of a whole roll as well: an engine takes so many values in one question and no more.
    for some in holders.chunks(AT_ONCE) {
        for contact in roll_contact::of_some(work.conn, community, some)? {
            if let Some(phone) = opened(work, &contact)?.into_iter().next() {
                best.insert(contact.holder, phone.number);
            }
        }
    }
    Ok(best)
}

/// A phone that the right holder told, and that somebody of the staff checked: from now on the first.
pub(crate) fn tell(work: &mut Work<'_>, community: &str, holder: &str, phone: &str) -> Result<(), Error> {
    let told = Phone { number: Zeroizing::new(fields::phone(phone)?), source: Source::Person };
    let known = roll_contact::of(work.conn, community, holder)?;
    let mut phones = match &known {
        Some(contact) => opened(work, contact)?,
        None => Vec::new(),
    };
    phones.retain(|phone| phone.number != told.number);
    phones.insert(0, told);
    phones.truncate(MOST);
    let new = keep(work, community, holder, known, &phones)?;
    Ok(roll_contact::add(work.conn, new.as_slice())?)
}

/// Phones as a file gives them, for each holder that has one there.
pub(super) fn from_file(work: &mut Work<'_>, community: &str, files: BTreeMap<String, Vec<String>>) -> Result<(), Error> {
    let known = roll_contact::all(work.conn, community)?;
    let mut new = Vec::new();
    let mut known: BTreeMap<String, Contact> = known.into_iter().map(|contact| (contact.holder.clone(), contact)).collect();
    for (holder, numbers) in files {
        let contact = known.remove(&holder);
        let before = match &contact {
            Some(contact) => opened(work, contact)?,
            None => Vec::new(),
        };
        let mut phones: Vec<Phone> = before.iter().filter(|phone| phone.source == Source::Person).cloned().collect();
        for number in numbers {
            if !phones.iter().any(|phone| *phone.number == number) {
                phones.push(Phone { number: Zeroizing::new(number), source: Source::File });
            }
        }
        phones.truncate(MOST);
        if phones != before {
            new.extend(keep(work, community, &holder, contact, &phones)?);
        }
    }
    Ok(roll_contact::add(work.conn, &new)?)
}

/// Other phones for somebody who has some; a new row, to be added, for somebody who has none.
fn keep(
    work: &mut Work<'_>,
    community: &str,
    holder: &str,
    known: Option<Contact>,
    phones: &[Phone],
) -> Result<Option<Contact>, Error> {
    let changed_at = work.now;
    if let Some(contact) = known {
        let phones = sealed(work, &contact.id, phones)?;
        roll_contact::replace(work.conn, &contact.id, &phones, changed_at)?;
        return Ok(None);
    }
    let id = work.id();
    let phones = sealed(work, &id, phones)?;
    let contact = Contact { id, community_id: community.to_owned(), holder: holder.to_owned(), phones, changed_at };
    Ok(Some(contact))
}
