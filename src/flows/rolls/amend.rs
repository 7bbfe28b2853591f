//! A version that differs from the one before in a few units: a confirmed claim, an objection that was right.

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::{Error, FieldFault, Refusal, Work, fields};
use super::content::{Content, Unit};
use super::make::{Made, New, make};
use super::version::{self, Version};
use crate::election::intake::typed;
use crate::election::roll::UnitAddress;
use crate::store::roll_unit;

/// What becomes of a unit.
pub(crate) struct Change {
    /// Which unit, as typed.
    pub(crate) unit: UnitAddress,
    /// Everything about it from now on; `None`: there is no such unit.
    pub(crate) becomes: Option<Content>,
}

/// A unit of the newest version, to be changed.
pub(crate) fn unit(work: &mut Work<'_>, community: &str, unit: &UnitAddress) -> Result<Option<Content>, Error> {
    let Some(row) = roll_unit::at(work.conn, community, &typed::address(unit).sort_key())? else { return Ok(None) };
    Ok(Some(Unit::open(work.vault, &row)?.content))
}

/// Makes the next version with these changes. `base` is the version that whoever decided has seen: if it is no longer the newest,
/// [`Refusal::Stale`]. Changes that change nothing give the base again.
pub(crate) fn amend(
    work: &mut Work<'_>,
    within: &Within,
    base: &str,
    changes: Vec<Change>,
    reason: &str,
) -> Result<Version, Error> {
    let reason = fields::line("reason", reason, 1000)?;
    let before = version::hold(work, within.community())?.filter(|latest| latest.id == base).ok_or(Refusal::Stale)?;
    let units = Unit::of_version(work, within.community(), before.number)?;
    let mut units: Vec<Unit> = units.into_iter().map(|(_, unit)| unit).collect();
    for Change { unit, becomes } in changes {
        let address = typed::address(&unit);
        let parts = [&address.building, &address.stair, &address.room];
        if parts.into_iter().any(|part| part.chars().count() > 40) || address.room.is_empty() {
            return Err(Refusal::Field { field: "unit", why: FieldFault::Characters }.into());
        }
        units.retain(|unit| unit.address != address);
        if let Some(mut content) = becomes {
            content.owners.sort();
            units.push(Unit { address, content });
        }
    }
    let counting = before.counting();
    let new = New { id: work.id(), before: Some(before), origin: "amendment", reason: Some(&reason), counting, units };
    match make(work, within, new)? {
        Made::New(version) => {
            let details = [("number", version.number.into()), ("digest", version.digest.as_str().into())];
            audit::note_within(work, within, Action::RollAmended, &version.id, &details)?;
            Ok(version)
        }
        Made::Same(version) => Ok(version),
    }
}
