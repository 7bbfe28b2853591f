//! Units of the newest version, for those who work with them: lists with masked names, and looking at whose one is.

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::{Error, FieldFault, Refusal, Work};
use super::contact;
use super::content::Unit;
use crate::election::intake::typed;
use crate::election::roll::{IdentityKind, UnitAddress, UnitUse, masked_name};
use crate::store::roll_unit;

/// A unit as a list shows it.
pub(crate) struct Listed {
    /// Its id, until it changes.
    pub(crate) id: String,
    /// Orders the list.
    pub(crate) place: String,
    /// Where.
    pub(crate) unit: UnitAddress,
    /// 用途.
    pub(crate) purpose: UnitUse,
    /// In 0.01 m²; not for canvassers.
    pub(crate) area: Option<u64>,
    /// `王**`, sorted, joined by `、`.
    pub(crate) names: String,
}

/// The buildings that somebody may see, in the roll's words. `None`: all.
fn allowed(within: &Within) -> Option<Vec<String>> {
    within.only_buildings().map(<[String]>::to_vec)
}

/// Units behind a place, of one building or of all that whoever asks may see.
pub(crate) fn page(
    work: &mut Work<'_>,
    within: &Within,
    building: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let (only, building) = (allowed(within), building.map(typed::building));
    let wanted = match (only, building) {
        (None, None) => None,
        (Some(only), None) => Some(only),
        (None, Some(building)) => Some(vec![building]),
        (Some(only), Some(building)) => Some(only.into_iter().filter(|allowed| *allowed == building).collect()),
    };
    let mut listed = Vec::new();
    for row in roll_unit::page(work.conn, within.community(), wanted.as_deref(), after, limit)? {
        let Unit { address, content } = Unit::open(work.vault, &row)?;
        let kind = |owner: &super::Owner| owner.identity().map(|identity| identity.kind);
        let mut names: Vec<String> = content.owners.iter().map(|owner| masked_name(&owner.name, kind(owner))).collect();
        names.sort();
        listed.push(Listed {
            id: row.id,
            place: row.place,
            unit: address,
            purpose: content.purpose,
            area: within.only_buildings().is_none().then_some(content.area),
            names: names.join("、"),
        });
    }
    Ok(listed)
}

/// The buildings that whoever asks may see, with how many units each has, in the order of their names.
pub(crate) fn buildings(work: &mut Work<'_>, within: &Within) -> Result<Vec<(String, i64)>, Error> {
    let only = allowed(within);
    let mut buildings = roll_unit::buildings(work.conn, within.community())?;
    buildings.retain(|(building, _)| only.as_ref().is_none_or(|only| only.contains(building)));
    let place =
        |building: &str| UnitAddress { building: building.to_owned(), stair: String::new(), room: String::new() }.sort_key();
    buildings.sort_by_cached_key(|(building, _)| place(building));
    Ok(buildings)
}

/// Whose a unit is.
pub(crate) struct Looked {
    /// Where.
    pub(crate) unit: UnitAddress,
    /// Right holders.
    pub(crate) owners: Vec<Known>,
    /// 表决代表.
    pub(crate) representative: Option<String>,
}

/// A right holder, whole.
pub(crate) struct Known {
    /// 姓名.
    pub(crate) name: String,
    /// What the number is of.
    pub(crate) kind: Option<IdentityKind>,
    /// 监护人.
    pub(crate) guardian: Option<String>,
    /// The last four characters of the number; not for canvassers.
    pub(crate) last_four: Option<String>,
    /// The best first; not for canvassers.
    pub(crate) phones: Vec<Zeroizing<String>>,
}

/// Shows whose a unit is. Who looks at it stands in the audit log, before it is shown. `why` is told by whoever looks.
pub(crate) fn look(work: &mut Work<'_>, within: &Within, id: &str, why: &str) -> Result<Looked, Error> {
    if !matches!(why, "call" | "slips" | "meeting" | "complaint" | "identity") {
        return Err(Refusal::Field { field: "purpose", why: FieldFault::Unknown }.into());
    }
    let row = roll_unit::by_id(work.conn, within.community(), id)?.ok_or(Error::Missing)?;
    if allowed(within).is_some_and(|only| !only.contains(&row.building)) {
        return Err(Error::Missing);
    }
    audit::note_within(work, within, Action::LookedAtUnit, id, &[("purpose", why.into())])?;
    let Unit { address, content } = Unit::open(work.vault, &row)?;
    let at_the_door = within.only_buildings().is_some();
    let mut owners = Vec::new();
    for owner in &content.owners {
        let phones = if at_the_door {
            Vec::new()
        } else {
            let key = owner.key(work.vault, within.community(), &address);
            contact::phones(work, within.community(), &key)?
        };
        owners.push(Known {
            name: owner.name.clone(),
            kind: owner.identity().map(|identity| identity.kind),
            guardian: owner.guardian.clone(),
            last_four: owner.last_four().filter(|_| !at_the_door).map(str::to_owned),
            phones,
        });
    }
    Ok(Looked { unit: address, owners, representative: content.representative })
}
