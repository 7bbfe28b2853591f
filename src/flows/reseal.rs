//! After a new key was made the current one of the vault: seals again what older keys sealed, so that they can be thrown away.

use super::join::PHONE;
use super::vault::Place;
use super::{Error, Work, messages};
use crate::store::{account, message};

/// How many rows are done in one transaction.
pub(crate) const BATCH: i64 = 200;

/// Seals the next batch of accounts' phones after `after` again. Returns where to go on, if there is more, and how many changed.
pub(crate) fn phones(work: &mut Work<'_>, after: &str) -> Result<(Option<String>, u64), Error> {
    let rows = account::phones_after(work.conn, after, BATCH)?;
    let mut changed: u64 = 0;
    for (id, sealed) in rows.iter().filter(|(_, sealed)| work.vault.is_old(sealed)) {
        let plain = work.vault.open(Place(PHONE, id), sealed)?;
        let again = work.vault.seal(work.rng, Place(PHONE, id), &plain)?;
        account::reseal_phone(work.conn, id, sealed, &again)?;
        changed = changed.saturating_add(1);
    }
    Ok((rows.last().map(|(id, _)| id.clone()), changed))
}

/// The same for messages that wait: phone and values.
pub(crate) fn messages(work: &mut Work<'_>, after: &str) -> Result<(Option<String>, u64), Error> {
    let rows = message::sealed_after(work.conn, after, BATCH)?;
    let mut changed: u64 = 0;
    for (id, phone, parameters) in &rows {
        let (Some(phone), Some(parameters)) = (phone, parameters) else { continue };
        if !(work.vault.is_old(phone) || work.vault.is_old(parameters)) {
            continue;
        }
        let mut again = |place, sealed: &str| {
            let plain = work.vault.open(Place(place, id), sealed)?;
            work.vault.seal(work.rng, Place(place, id), &plain)
        };
        let (new_phone, new_parameters) = (again(messages::PHONE, phone)?, again(messages::PARAMETERS, parameters)?);
        message::reseal(work.conn, id, phone, &new_phone, &new_parameters)?;
        changed = changed.saturating_add(1);
    }
    Ok((rows.last().map(|(id, ..)| id.clone()), changed))
}
