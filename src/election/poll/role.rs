//! Who takes part in the preparation, by their office in this poll.

use serde::{Deserialize, Serialize};

/// An office of a person in a community or poll; a person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the machine; decides nothing.
    Operator,
    /// 筹备组组长.
    Chair,
    /// 筹备组成员.
    Member,
    /// 街道、社区: reads and attests.
    Supervisor,
    /// 监票人、计票人.
    Teller,
    /// 三长 (网格长、楼栋长、单元长): visits the buildings assigned.
    Canvasser,
    /// 审计人.
    Auditor,
}

impl Role {
    /// All offices.
    pub const ALL: [Self; 7] =
        [Self::Operator, Self::Chair, Self::Member, Self::Supervisor, Self::Teller, Self::Canvasser, Self::Auditor];
}
