//! The states.

use serde::{Deserialize, Serialize};

use crate::election::log::leaf::State;

/// A state of a poll, in the order in which they follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 草案.
    Draft,
    /// 名册公示.
    RollPublished,
    /// 报名; only with the election of a committee.
    Nominating,
    /// 候选人公示; only with the election of a committee.
    CandidatesPublished,
    /// 会议公告: items, roll and rules stand.
    Announced,
    /// 投票中.
    Open,
    /// 截止.
    Closed,
    /// 计票.
    Counted,
    /// 结果公示.
    Published,
    /// 生效.
    Final,
    /// 备案.
    Filed,
    /// 取消.
    Cancelled,
}

impl Phase {
    /// All states.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::RollPublished,
        Self::Nominating,
        Self::CandidatesPublished,
        Self::Announced,
        Self::Open,
        Self::Closed,
        Self::Counted,
        Self::Published,
        Self::Final,
        Self::Filed,
        Self::Cancelled,
    ];

    /// The `state` that the poll's public log says, for those that come after its `open` (protocol.md Part I section 5).
    pub const fn logged(self) -> Option<State> {
        match self {
            Self::Closed => Some(State::Closed),
            Self::Counted => Some(State::Counted),
            Self::Published => Some(State::Published),
            Self::Final => Some(State::Final),
            Self::Filed => Some(State::Filed),
            Self::Cancelled => Some(State::Cancelled),
            Self::Draft | Self::RollPublished | Self::Nominating | Self::CandidatesPublished | Self::Announced | Self::Open => {
                None
            }
        }
    }

    /// The stable word, as JSON has it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::RollPublished => "roll_published",
            Self::Nominating => "nominating",
            Self::CandidatesPublished => "candidates_published",
            Self::Announced => "announced",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Counted => "counted",
            Self::Published => "published",
            Self::Final => "final",
            Self::Filed => "filed",
            Self::Cancelled => "cancelled",
        }
    }

    /// What people call it, Chinese and English.
    pub const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Draft => ["草案", "draft"],
            Self::RollPublished => ["名册公示", "roll published"],
            Self::Nominating => ["报名", "nominating"],
            Self::CandidatesPublished => ["候选人公示", "candidates published"],
            Self::Announced => ["会议公告", "announced"],
            Self::Open => ["投票中", "open"],
            Self::Closed => ["截止", "closed"],
            Self::Counted => ["计票", "counted"],
            Self::Published => ["结果公示", "result published"],
            Self::Final => ["生效", "final"],
            Self::Filed => ["备案", "filed"],
            Self::Cancelled => ["取消", "cancelled"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_json() {
        for phase in Phase::ALL {
            assert_eq!(serde_json::to_string(&phase).unwrap(), format!("\"{}\"", phase.word()));
        }
    }
}
