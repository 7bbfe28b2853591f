//! After a new key was made the current one of the vault: seals again what older keys sealed, so that they can be thrown away.

use super::vault::Place;
use super::{Error, Work};
use crate::store::sealed::Column;

/// Seals the next batch of a column's values after `after` again. Returns where to go on, if there is more, and how many changed.
pub(crate) fn column(work: &mut Work<'_>, column: Column, after: &str) -> Result<(Option<String>, u64), Error> {
    let rows = column.page(work.conn, after)?;
    let mut changed: u64 = 0;
    for (id, sealed) in rows.iter().filter(|(_, sealed)| work.vault.is_old(sealed)) {
        let plain = work.vault.open(Place(column.place, id), sealed)?;
        let again = work.vault.seal(work.rng, Place(column.place, id), &plain)?;
        column.replace(work.conn, id, sealed, &again)?;
        changed = changed.saturating_add(1);
    }
    Ok((rows.last().map(|(id, _)| id.clone()), changed))
}
