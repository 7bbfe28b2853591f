//! What whoever is signed in may know about the own account.

use super::access::Who;
use super::{Error, Work, staff};
use crate::store::membership;

/// A role in a community.
pub(crate) struct Held {
    /// The community's id.
    pub(crate) community: String,
    /// The role's word.
    pub(crate) role: String,
    /// What a canvasser is limited to.
    pub(crate) buildings: Vec<String>,
}

/// All roles, by community.
pub(crate) fn roles(work: &mut Work<'_>, who: &Who) -> Result<Vec<Held>, Error> {
    let held = membership::of_account(work.conn, &who.account)?;
    held.into_iter()
        .map(|held| {
            let buildings = staff::read_buildings(&held.buildings)?;
            Ok(Held { community: held.community_id, role: held.role, buildings })
        })
        .collect()
}
