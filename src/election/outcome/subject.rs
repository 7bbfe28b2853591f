//! What owners decide jointly, and which majority that takes: the nine items of 民法典 278, first paragraph.

use serde::{Deserialize, Serialize};

use super::majority::Majority;

/// The subject of an item, in the order of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// (1) 制定和修改业主大会议事规则.
    RulesOfProcedure,
    /// (2) 制定和修改管理规约.
    ManagementRules,
    /// (3) 选举业主委员会或者更换业主委员会成员.
    Committee,
    /// (4) 选聘和解聘物业服务企业或者其他管理人.
    PropertyCompany,
    /// (5) 使用建筑物及其附属设施的维修资金.
    UseOfFund,
    /// (6) 筹集建筑物及其附属设施的维修资金.
    RaisingOfFund,
    /// (7) 改建、重建建筑物及其附属设施.
    Rebuilding,
    /// (8) 改变共有部分的用途或者利用共有部分从事经营活动.
    CommonParts,
    /// (9) 有关共有和共同管理权利的其他重大事项.
    OtherMajor,
}

impl Subject {
    /// The majority it needs (second paragraph): three quarters for (6) to (8), more than half for all others.
    pub const fn majority(self) -> Majority {
        match self {
            Self::RaisingOfFund | Self::Rebuilding | Self::CommonParts => Majority::Special,
            Self::RulesOfProcedure
            | Self::ManagementRules
            | Self::Committee
            | Self::PropertyCompany
            | Self::UseOfFund
            | Self::OtherMajor => Majority::Ordinary,
        }
    }
}
