//! A new version of a roll, from units. What did not change is not written again.

use std::collections::BTreeMap;

use rand_core::Rng as _;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::vault::Place;
use super::super::{Error, Fault, Refusal, Work};
use super::content::Unit;
use super::version::{REASON, SALT, Version};
use crate::election::roll::{Counting, Roll, SALT_BYTES, UnitUse};
use crate::election::weight::Weight;
use crate::store::{Millis, roll, roll_unit};

/// Units that are sealed and written together: a new roll has thousands, and sealed each takes twice the memory.
const SEALED_AT_ONCE: usize = 500;

/// What a version is made from.
pub(super) struct New<'n> {
    /// Its id.
    pub(super) id: String,
    /// The newest version, [held](super::version::hold).
    pub(super) before: Option<Version>,
    /// `import` or `amendment`.
    pub(super) origin: &'static str,
    /// Why it is amended.
    pub(super) reason: Option<&'n str>,
    /// The rule it counts by.
    pub(super) counting: Counting,
    /// All of its units; owners sorted, numbers digested.
    pub(super) units: Vec<Unit>,
}

/// How much there is of everything, as the list of versions shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Totals {
    /// Units 住宅.
    pub(crate) residential: u64,
    /// Units 商铺.
    pub(crate) shops: u64,
    /// Units 车位.
    pub(crate) parking: u64,
    /// Units 储藏.
    pub(crate) storage: u64,
    /// People and area, if parking counts.
    pub(crate) with_parking: Weight,
    /// If it does not.
    pub(crate) without_parking: Weight,
}

impl Totals {
    /// Of a roll.
    pub(super) fn of(roll: &Roll) -> Self {
        let count = |purpose| {
            let units = roll.units().iter().filter(|unit| unit.purpose == purpose).count();
            u64::try_from(units).unwrap_or(u64::MAX)
        };
        let both = roll.totals();
        Self {
            residential: count(UnitUse::Residential),
            shops: count(UnitUse::Shop),
            parking: count(UnitUse::Parking),
            storage: count(UnitUse::Storage),
            with_parking: both.with_parking,
            without_parking: both.without_parking,
        }
    }
}

/// What came of it.
pub(crate) enum Made {
    /// A version.
    New(Version),
    /// None: the newest version says the same.
    Same(Version),
}

impl Made {
    /// The newest version now.
    pub(crate) const fn version(&self) -> &Version {
        match self {
            Self::New(version) | Self::Same(version) => version,
        }
    }
}

/// Makes the version that follows `new.before`, all of it or nothing.
pub(super) fn make(work: &mut Work<'_>, within: &Within, new: New<'_>) -> Result<Made, Error> {
    let community = within.community();
    let built = Unit::roll(&new.units, new.counting).map_err(|_| Refusal::RollContradicts)?;
    let before = new.before;
    let number = before.as_ref().map_or(1, |before| before.number.saturating_add(1));
    let there = match &before {
        Some(before) => Unit::of_version(work, community, before.number)?,
        None => Vec::new(),
    };
    let mut there: BTreeMap<String, (String, Unit)> =
        there.into_iter().map(|(id, unit)| (unit.address.sort_key(), (id, unit))).collect();
    let (mut ended, mut added) = (Vec::new(), Vec::new());
    for unit in new.units {
        match there.remove(&unit.address.sort_key()) {
            Some((_, known)) if known == unit => continue,
            Some((id, _)) => ended.push(id),
            None => {}
        }
        added.push(unit);
    }
    ended.extend(there.into_values().map(|(id, _)| id));
    if let Some(before) = before.filter(|before| before.parking_as_area == new.counting.parking_as_area)
        && ended.is_empty()
        && added.is_empty()
    {
        return Ok(Made::Same(before));
    }
    let made = write(work, within, (new.id, number, new.origin, new.reason), &built, new.counting)?;
    roll_unit::end(work.conn, &ended, number)?;
    let mut added = added.into_iter().peekable();
    while added.peek().is_some() {
        let some = added.by_ref().take(SEALED_AT_ONCE).map(|unit| unit.seal(work, community, number));
        let rows = some.collect::<Result<Vec<_>, _>>()?;
        roll_unit::add(work.conn, &rows)?;
    }
    Ok(Made::New(made))
}

fn write(
    work: &mut Work<'_>,
    within: &Within,
    (id, number, origin, reason): (String, i64, &str, Option<&str>),
    built: &Roll,
    counting: Counting,
) -> Result<Version, Error> {
    let mut salt = Zeroizing::new([0; SALT_BYTES]);
    work.rng.fill_bytes(salt.as_mut_slice());
    let undigested = |_| Fault::Impossible("a roll without canonical JSON");
    let digest = built.digest(&salt).map_err(undigested)?.to_string();
    let masked_digest = built.masked().digest().map_err(undigested)?.to_string();
    let salt = work.vault.seal(work.rng, Place(SALT, &id), salt.as_slice())?;
    let reason = match reason {
        Some(reason) => Some(work.vault.seal(work.rng, Place(REASON, &id), reason.as_bytes())?),
        None => None,
    };
    let made_at: Millis = work.now;
    let version = Version {
        id,
        community_id: within.community().to_owned(),
        number,
        origin: origin.to_owned(),
        reason,
        parking_as_area: counting.parking_as_area,
        totals: serde_json::to_string(&Totals::of(built)).map_err(|_| Fault::Json("rolls.totals"))?,
        salt,
        digest,
        masked_digest,
        made_by: within.who().account.clone(),
        made_at,
    };
    roll::add(work.conn, &version)?;
    Ok(version)
}
