//! What the roll is made from: one row for each unit and right holder.
//!
//! No phone number stands here: it is no part of who owns what, it changes while the roll is frozen, and what is not needed is
//! not kept (个人信息保护法 6, 19).

use serde::{Deserialize, Serialize};

/// Where a unit is: 楼栋, 单元, 房号. The texts as announced, `stair` empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitAddress {
    /// 楼栋.
    pub building: String,
    /// 单元.
    pub stair: String,
    /// 房号.
    pub room: String,
}

/// 用途 of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitUse {
    /// 住宅.
    Residential,
    /// 商铺.
    Shop,
    /// 车位: counts as area only where the rule set says so (指导规则 25).
    Parking,
    /// 储藏: a room with an area of its own, which counts.
    Storage,
}

/// Where the area comes from, the better first (建筑物区分所有权司法解释 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaBasis {
    /// 登记: the real-estate register.
    Register,
    /// 实测: the survey, where nothing is registered yet.
    Survey,
    /// 合同: the sales contract, where nothing is surveyed yet.
    Contract,
}

/// Why a unit counts as the developer's 建设单位持有 (建筑物区分所有权司法解释 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeveloperHolding {
    /// 未售.
    Unsold,
    /// 未交付: sold, but not handed over; the row may name the buyer.
    Undelivered,
}

/// What an identity number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// 居民身份证, passport and the like: of a natural person.
    Person,
    /// 统一社会信用代码: of a company or other organisation.
    Organisation,
}

/// The number by which a right holder is one and the same in several rows. The reader of the spreadsheet has brought it into
/// one form (no spaces, half-width, upper-case X).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Whose number.
    pub kind: IdentityKind,
    /// The number itself.
    pub number: String,
}

/// Without the number, which is not to be seen in a log.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}(…)", self.kind)
    }
}

/// One right holder of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderRow {
    /// The unit.
    pub address: UnitAddress,
    /// 用途.
    pub purpose: UnitUse,
    /// 专有面积 in 0.01 m².
    pub area: u64,
    /// 面积依据.
    pub area_basis: AreaBasis,
    /// 权证号, empty if there is none yet.
    pub certificate: String,
    /// 权利人姓名.
    pub name: String,
    /// 证件号码; without it this holder is never merged with another.
    pub identity: Option<Identity>,
    /// 份额 as written.
    pub share: Option<String>,
    /// 建设单位持有.
    pub developer: Option<DeveloperHolding>,
    /// 表决代表: who votes for a unit of several holders (指导规则 25).
    pub representative: Option<String>,
    /// 监护人 of a minor or of a person without capacity (民法典 19-23).
    pub guardian: Option<String>,
}

impl std::fmt::Display for UnitAddress {
    /// `3-2-501`, without the parts that are empty.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [&self.building, &self.stair, &self.room];
        let mut parts = parts.into_iter().filter(|part| !part.is_empty());
        f.write_str(parts.next().map_or("", String::as_str))?;
        parts.try_for_each(|part| write!(f, "-{part}"))
    }
}
