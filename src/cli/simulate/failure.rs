//! Why a simulation failed.

use std::fmt::Display;

use crate::cli::text::Chinese;
use crate::election::ballot::BallotFault;
use crate::election::ballot::make::SealFault;
use crate::election::ceremony::{CeremonyFault, ShapeFault};
use crate::election::json::JsonFault;
use crate::election::pair::PairFault;
use crate::election::parameters::ParametersFault;
use crate::election::record::{MAX_VOTERS, NoRoom, RecordError};

/// Why the simulation failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0}")]
    Json(#[from] JsonFault),
    #[error("{0}")]
    Parameters(#[from] ParametersFault),
    #[error("{0}")]
    Seal(#[from] SealFault),
    #[error("{0}")]
    Ballot(#[from] BallotFault),
    #[error("{0}")]
    Pair(#[from] PairFault),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Record(#[from] RecordError),
    #[error("{0}")]
    Room(#[from] NoRoom),
    #[error("{0}")]
    Shape(#[from] ShapeFault),
    #[error("the trustees opened other totals than were counted in the clear")]
    Differs,
    /// What this program made, it then refuses: a fault in the program.
    #[error("the simulation contradicts itself: {0}")]
    Own(String),
}

impl Failure {
    pub(super) fn own(fault: impl Display) -> Self {
        Self::Own(fault.to_string())
    }
}

impl From<CeremonyFault> for Failure {
    fn from(fault: CeremonyFault) -> Self {
        Self::own(fault)
    }
}

impl Chinese for Failure {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Parameters(fault) => fault.zh(),
            Self::Seal(fault) => fault.zh(),
            Self::Ballot(fault) => fault.zh(),
            Self::Pair(fault) => fault.zh(),
            Self::Io(error) => format!("不能写入（系统原话：{error}）"),
            Self::Record(fault) => format!("选举档案写不成（程序原话：{fault}）"),
            Self::Room(NoRoom::Voters) => format!("一份选举档案最多装 {MAX_VOTERS} 位业主"),
            Self::Room(NoRoom::Ballots { most }) => format!("题目这么多时，一份选举档案最多装 {most} 张选票"),
            Self::Shape(fault) => format!("受托人的人数不对（程序原话：{fault}）"),
            Self::Differs => "受托人开出的合计与明票计数不一致".to_owned(),
            Self::Own(fault) => format!("模拟程序自相矛盾（程序原话：{fault}）"),
        }
    }
}
