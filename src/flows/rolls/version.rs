//! Versions of a roll: which there are, and opening one.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::vault::Place;
use super::super::{Error, Fault, Work};
use super::content::{Owner, Unit};
use super::make::Totals;
use crate::crypto::hash::Digest;
use crate::election::intake::typed;
use crate::election::roll::{Change, Counting, MaskedRoll, Roll, SALT_BYTES, UnitAddress};
pub(crate) use crate::store::roll::Version;
use crate::store::{community, roll, roll_unit};

/// Where the salt of a version is sealed.
pub(super) const SALT: &str = "rolls.salt";
/// Where the reason of an amendment is sealed.
pub(super) const REASON: &str = "rolls.reason";

impl Version {
    /// The rule it counts by.
    pub(crate) const fn counting(&self) -> Counting {
        Counting { parking_as_area: self.parking_as_area }
    }

    /// How much there is of everything.
    pub(crate) fn totals(&self) -> Result<Totals, Error> {
        Ok(serde_json::from_str(&self.totals).map_err(|_| Fault::Json("rolls.totals"))?)
    }
}

/// The newest version of a community. Every row of the file that it was made from is in or was left out by a person: an import is
/// not taken while rows wait.
pub(crate) fn latest(work: &mut Work<'_>, community: &str) -> Result<Option<Version>, Error> {
    Ok(roll::page(work.conn, community, i64::MAX, 1)?.into_iter().next())
}

/// The newest version of a community, for a transaction that makes the next one or depends on there being none: nobody else makes one
/// until it ends. To be asked before anything else that the new version is made of. On PostgreSQL every statement sees what others have
/// committed meanwhile: without this somebody who came between would be numbered over, and what they had changed would be undone.
pub(crate) fn hold(work: &mut Work<'_>, community: &str) -> Result<Option<Version>, Error> {
    if !community::lock(work.conn, community)? {
        return Err(Error::Missing);
    }
    latest(work, community)
}

/// Versions below a number, the newest first.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, below: i64, limit: i64) -> Result<Vec<Version>, Error> {
    Ok(roll::page(work.conn, within.community(), below, limit)?)
}

/// Why a version was amended.
pub(crate) fn reason(work: &Work<'_>, version: &Version) -> Result<Option<String>, Error> {
    let Some(sealed) = &version.reason else { return Ok(None) };
    Ok(Some(work.vault.open_text(Place(REASON, &version.id), sealed)?.to_string()))
}

/// What differs between a version and an older one; without one, the version before.
pub(crate) fn changes(work: &mut Work<'_>, within: &Within, version: &str, since: Option<&str>) -> Result<Vec<Change>, Error> {
    let community = within.community();
    let newer = open(work, community, version)?;
    let older = match since {
        Some(since) => open(work, community, since)?.roll,
        None => match roll::by_number(work.conn, community, newer.version.number.saturating_sub(1))? {
            Some(before) => open(work, community, &before.id)?.roll,
            // Everything is new in the first.
            None => Roll::build(&[], newer.version.counting()).map_err(|_| Fault::Impossible("no rows are no roll"))?,
        },
    };
    Ok(newer.roll.changes_since(&older))
}

/// A version with everything in it.
pub(crate) struct Kept {
    /// Its row.
    pub(crate) version: Version,
    /// The roll; in the place of every ID number stands its keyed digest.
    pub(crate) roll: Roll,
    /// SHA-256 of salt and roll (protocol.md Part I section 4).
    pub(crate) digest: Digest,
    /// The public list.
    pub(crate) masked: MaskedRoll,
    /// SHA-256 of the public list.
    pub(crate) masked_digest: Digest,
    /// Of each of the roll's holders, in their order.
    holders: Vec<Holder>,
}

/// A right holder as the rest of the service knows them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// Keyed digest of the ID number, or of unit and name where there is none: the same in every version.
    pub(crate) key: String,
    /// The ID number's last four characters.
    pub(crate) last_four: Option<String>,
}

impl Kept {
    /// The holder at this position of [`Roll::holders`].
    pub(crate) fn holder(&self, position: usize) -> Option<&Holder> {
        self.holders.get(position)
    }

    /// The last four characters of the ID numbers of those of these holders that have one.
    pub(crate) fn last_fours<'k>(&'k self, keys: &'k [String]) -> impl Iterator<Item = &'k str> {
        self.holders.iter().filter(|holder| keys.contains(&holder.key)).filter_map(|holder| holder.last_four.as_deref())
    }
}

/// Opens a version of a community. A fault, if what is kept does not give the digests that were noted when it was made.
pub(crate) fn open(work: &mut Work<'_>, community: &str, version: &str) -> Result<Kept, Error> {
    let version = roll::by_id(work.conn, community, version)?.ok_or(Error::Missing)?;
    let differs = || Fault::Impossible("a version of a roll is not what it was when it was made");
    // What the roll is made of is gone before it is digested: all of it at once would be twice the memory of a large roll.
    let (roll, holders) = {
        let units = Unit::of_version(work, community, version.number)?;
        let units: Vec<Unit> = units.into_iter().map(|(_, unit)| unit).collect();
        let roll = Unit::roll(&units, version.counting()).map_err(|_| differs())?;
        let holders = holders(work, community, &units, &roll);
        (roll, holders)
    };
    let plain = work.vault.open(Place(SALT, &version.id), &version.salt)?;
    let salt = Zeroizing::new(<[u8; SALT_BYTES]>::try_from(plain.as_slice()).map_err(|_| differs())?);
    let masked = roll.masked();
    let (digest, masked_digest) = (roll.digest(&salt).map_err(|_| differs())?, masked.digest().map_err(|_| differs())?);
    if digest.to_string() != version.digest || masked_digest.to_string() != version.masked_digest {
        return Err(differs().into());
    }
    Ok(Kept { version, roll, digest, masked, masked_digest, holders })
}

/// Who the roll's holders are: those with a number by it, the others by their one unit.
fn holders(work: &Work<'_>, community: &str, units: &[Unit], roll: &Roll) -> Vec<Holder> {
    let mut known: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for owner in units.iter().flat_map(|unit| &unit.content.owners) {
        if let Some(identity) = owner.identity() {
            known.insert(identity.number.clone(), owner.last_four());
        }
    }
    let mut units_of: BTreeMap<usize, &UnitAddress> = BTreeMap::new();
    for unit in roll.units() {
        units_of.extend(unit.holders.iter().map(|(holder, _)| (*holder, &unit.address)));
    }
    let of = |(position, holder): (usize, &crate::election::roll::Holder)| match (&holder.identity, units_of.get(&position)) {
        (Some(identity), _) => {
            let last_four = known.get(&identity.number).copied().flatten().map(str::to_owned);
            Holder { key: identity.number.clone(), last_four }
        }
        (None, Some(unit)) => {
            let key = work.vault.without_number(community, [&unit.building, &unit.stair, &unit.room], &holder.name);
            Holder { key, last_four: None }
        }
        // No roll has a holder of nothing.
        (None, None) => Holder { key: String::new(), last_four: None },
    };
    roll.holders().iter().enumerate().map(of).collect()
}

/// The right holder of a unit of the newest version by name and, if given, ID number, as somebody typed them. `None` if there is no
/// such unit or holder: whoever asks in public is told the same in either case.
pub(crate) fn holder_of(
    work: &mut Work<'_>,
    community: &str,
    unit: &UnitAddress,
    name: &str,
    number: Option<&str>,
) -> Result<Option<Holder>, Error> {
    let unit = typed::address(unit);
    let Some(row) = roll_unit::at(work.conn, community, &unit.sort_key())? else { return Ok(None) };
    let found = Unit::open(work.vault, &row)?;
    let number = number.map(|number| typed::number(number).map(|identity| work.vault.id_number(community, &identity.number)));
    let is = |owner: &&Owner| {
        let same_number = match (&number, owner.identity()) {
            (None, _) => true,
            (Some(Some(number)), Some(identity)) => number.digest == identity.number,
            (Some(_), _) => false,
        };
        same_number && owner.name == typed::name(name)
    };
    let mut owners = found.content.owners.iter().filter(is);
    let (Some(owner), None) = (owners.next(), owners.next()) else { return Ok(None) };
    Ok(Some(Holder { key: owner.key(work.vault, community, &found.address), last_four: owner.last_four().map(str::to_owned) }))
}
