//! What is sealed of a unit: everything but where it is.

use serde::{Deserialize, Serialize};

use super::super::vault::{Place, Vault};
use super::super::{Error, Fault, Work};
use crate::election::roll::{AreaBasis, Counting, DeveloperHolding, HolderRow, Identity, Roll, RollFault, UnitAddress, UnitUse};
use crate::store::roll_unit::{self, UnitRow};

/// Where it is sealed.
const PLACE: &str = "roll_units.content";

/// Rows that are read together: sealed they take twice the memory of what is in them, and a large roll has thousands.
const AT_ONCE: i64 = 500;

/// A unit without its address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// 用途.
    #[serde(rename = "use")]
    pub(crate) purpose: UnitUse,
    /// In 0.01 m².
    pub(crate) area: u64,
    /// 面积依据.
    pub(crate) area_basis: AreaBasis,
    /// 建设单位持有.
    pub(crate) developer: Option<DeveloperHolding>,
    /// 表决代表.
    pub(crate) representative: Option<String>,
    /// Right holders; sorted when sealed.
    pub(crate) owners: Vec<Owner>,
}

/// A right holder 权利人 of a unit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Owner {
    /// 姓名.
    pub(crate) name: String,
    /// Whose number, and its keyed digest in the place of the number itself.
    identity: Option<Identity>,
    /// The number's last four characters, to compare with a document.
    last_four: Option<String>,
    /// 份额 as written.
    pub(crate) share: Option<String>,
    /// 权证号.
    pub(crate) certificate: String,
    /// 监护人.
    pub(crate) guardian: Option<String>,
}

impl Owner {
    /// Somebody with a number that was read or typed; it is digested here. A missing number merges this holder with nobody.
    pub(crate) fn new(vault: &Vault, community: &str, name: String, number: Option<&Identity>) -> Self {
        let kept = number.map(|identity| (identity.kind, vault.id_number(community, &identity.number)));
        let (identity, last_four) = match kept {
            Some((kind, kept)) => (Some(Identity { kind, number: kept.digest }), Some(kept.last_four)),
            None => (None, None),
        };
        Self { name, identity, last_four, share: None, certificate: String::new(), guardian: None }
    }

    /// By what this holder is known in a community: the digest of the number, or of unit and name where there is none.
    pub(crate) fn key(&self, vault: &Vault, community: &str, unit: &UnitAddress) -> String {
        match &self.identity {
            Some(identity) => identity.number.clone(),
            None => vault.without_number(community, [&unit.building, &unit.stair, &unit.room], &self.name),
        }
    }

    /// What the number is of, and its digest.
    pub(crate) const fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// The number's last four characters.
    pub(crate) fn last_four(&self) -> Option<&str> {
        self.last_four.as_deref()
    }
}

/// A unit as a version has it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) address: UnitAddress,
    pub(crate) content: Content,
}

impl Unit {
    /// Units of rows that [`crate::election::roll::Roll::build`] takes, with numbers digested. The rows of one unit agree about
    /// what belongs to the unit, so its first row says that.
    pub(super) fn of_rows(vault: &Vault, community: &str, rows: impl Iterator<Item = HolderRow>) -> Vec<Self> {
        let mut units: std::collections::BTreeMap<String, Self> = std::collections::BTreeMap::new();
        for row in rows {
            let mut owner = Owner::new(vault, community, row.name, row.identity.as_ref());
            owner.share = row.share;
            owner.certificate = row.certificate;
            owner.guardian = row.guardian;
            let unit = units.entry(row.address.sort_key()).or_insert_with(|| Self {
                address: row.address,
                content: Content {
                    purpose: row.purpose,
                    area: row.area,
                    area_basis: row.area_basis,
                    developer: row.developer,
                    representative: row.representative,
                    owners: Vec::new(),
                },
            });
            unit.content.owners.push(owner);
        }
        let mut units: Vec<Self> = units.into_values().collect();
        for unit in &mut units {
            unit.content.owners.sort();
        }
        units
    }

    /// What the roll is made from.
    fn rows(&self) -> impl Iterator<Item = HolderRow> + '_ {
        let Self { address, content } = self;
        content.owners.iter().map(|owner| HolderRow {
            address: address.clone(),
            purpose: content.purpose,
            area: content.area,
            area_basis: content.area_basis,
            certificate: owner.certificate.clone(),
            name: owner.name.clone(),
            identity: owner.identity.clone(),
            share: owner.share.clone(),
            developer: content.developer,
            representative: content.representative.clone(),
            guardian: owner.guardian.clone(),
        })
    }

    /// The roll of some units. Their rows are as much as all of them once more, so they are gone when it is made.
    pub(super) fn roll(units: &[Self], counting: Counting) -> Result<Roll, Vec<RollFault>> {
        let rows: Vec<HolderRow> = units.iter().flat_map(Self::rows).collect();
        Roll::build(&rows, counting)
    }

    /// All units of a version, in their order, each with its row's id.
    pub(super) fn of_version(work: &mut Work<'_>, community: &str, number: i64) -> Result<Vec<(String, Self)>, Error> {
        let (mut units, mut after) = (Vec::new(), String::new());
        loop {
            let rows = roll_unit::of_version(work.conn, community, number, &after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(units) };
            after.clone_from(&last.place);
            for row in rows {
                let unit = Self::open(work.vault, &row)?;
                units.push((row.id, unit));
            }
        }
    }

    /// Opens a row.
    pub(super) fn open(vault: &Vault, row: &UnitRow) -> Result<Self, Error> {
        let plain = vault.open(Place(PLACE, &row.id), &row.content)?;
        let content = serde_json::from_slice(&plain).map_err(|_| Fault::Json(PLACE))?;
        let UnitRow { building, stair, room, .. } = row;
        Ok(Self { address: UnitAddress { building: building.clone(), stair: stair.clone(), room: room.clone() }, content })
    }

    /// A new row, for the versions from `since` on.
    pub(super) fn seal(self, work: &mut Work<'_>, community: &str, since: i64) -> Result<UnitRow, Error> {
        let id = work.id();
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&self.content).map_err(|_| Fault::Json(PLACE))?);
        let content = work.vault.seal(work.rng, Place(PLACE, &id), &plain)?;
        let place = self.address.sort_key();
        let UnitAddress { building, stair, room } = self.address;
        Ok(UnitRow { id, community_id: community.to_owned(), place, building, stair, room, since, until: None, content })
    }
}
