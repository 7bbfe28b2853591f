//! The columns of a roll.

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 楼栋.
    Building,
    /// 单元.
    Stair,
    /// 房号.
    Room,
    /// 坐落: building, stair and room in one cell.
    Address,
    /// 用途.
    Use,
    /// 专有面积.
    Area,
    /// 面积依据.
    AreaBasis,
    /// 权证号.
    Certificate,
    /// 权利人姓名.
    Name,
    /// 证件类型.
    IdKind,
    /// 证件号码.
    IdNumber,
    /// 手机号.
    Phone,
    /// 份额.
    Share,
    /// 建设单位持有.
    Developer,
    /// 表决代表.
    Representative,
    /// 监护人.
    Guardian,
    /// 备注.
    Remark,
    /// Not needed for a roll.
    Ignored,
}

impl Field {
    /// All that the template has, in its order.
    pub const TEMPLATE: [Self; 16] = [
        Self::Building,
        Self::Stair,
        Self::Room,
        Self::Use,
        Self::Area,
        Self::AreaBasis,
        Self::Certificate,
        Self::Name,
        Self::IdKind,
        Self::IdNumber,
        Self::Phone,
        Self::Share,
        Self::Developer,
        Self::Representative,
        Self::Guardian,
        Self::Remark,
    ];

    /// The heading in the template and in reports.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Building => "楼栋",
            Self::Stair => "单元",
            Self::Room => "房号",
            Self::Address => "坐落",
            Self::Use => "用途",
            Self::Area => "专有面积",
            Self::AreaBasis => "面积依据",
            Self::Certificate => "权证号",
            Self::Name => "权利人姓名",
            Self::IdKind => "证件类型",
            Self::IdNumber => "证件号码",
            Self::Phone => "手机号",
            Self::Share => "份额",
            Self::Developer => "建设单位持有",
            Self::Representative => "表决代表",
            Self::Guardian => "监护人",
            Self::Remark => "备注",
            Self::Ignored => "不用",
        }
    }

    /// The name in JSON and in `--map`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Stair => "stair",
            Self::Room => "room",
            Self::Address => "address",
            Self::Use => "use",
            Self::Area => "area",
            Self::AreaBasis => "area_basis",
            Self::Certificate => "certificate",
            Self::Name => "name",
            Self::IdKind => "id_kind",
            Self::IdNumber => "id_number",
            Self::Phone => "phone",
            Self::Share => "share",
            Self::Developer => "developer",
            Self::Representative => "representative",
            Self::Guardian => "guardian",
            Self::Remark => "remark",
            Self::Ignored => "ignored",
        }
    }

    /// Of a name in `--map`, Chinese or English.
    pub fn named(text: &str) -> Option<Self> {
        let mut all = Self::TEMPLATE.into_iter().chain([Self::Address, Self::Ignored]);
        all.find(|field| field.key() == text || field.title() == text)
    }

    /// Whether two columns may hold it.
    pub(super) const fn may_repeat(self) -> bool {
        matches!(self, Self::IdNumber | Self::Phone | Self::Remark | Self::Ignored)
    }

    /// Whether its cells are never to be shown whole.
    pub(super) const fn is_secret(self) -> bool {
        matches!(self, Self::IdNumber | Self::Phone)
    }
}
