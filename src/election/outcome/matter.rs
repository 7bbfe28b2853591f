//! A matter: 同意, 反对, 弃权.

use serde::Serialize;

use super::majority::{Approval, Both, Majority, Standing};
use super::turnout::{OutcomeFault, Participation, Readings, Turnout};
use crate::election::rules::BlankBallots;
use crate::election::weight::Weight;

/// Totals of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MatterVotes {
    /// Who took part.
    pub turnout: Turnout,
    /// 同意.
    pub favour: Weight,
    /// 反对.
    pub against: Weight,
    /// 弃权: takes part.
    pub abstain: Weight,
}

impl MatterVotes {
    /// Electronic totals and those of the paper sheet together (protocol.md Part I section 13).
    pub fn with_paper(self, paper: Self) -> Result<Self, OutcomeFault> {
        let add = |a: Weight, b: Weight| a.plus(b).ok_or(OutcomeFault::TooLarge);
        Ok(Self {
            turnout: self.turnout.with_paper(paper.turnout)?,
            favour: add(self.favour, paper.favour)?,
            against: add(self.against, paper.against)?,
            abstain: add(self.abstain, paper.abstain)?,
        })
    }
}

/// What became of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterVerdict {
    /// 未达参与比例: fewer than two thirds took part; no effective decision.
    TooFewTookPart,
    /// 通过.
    Carried,
    /// 未通过: 反对 has more than half of both, so those who took part decided against it.
    Rejected,
    /// 未形成有效决定: neither side has the majority it needs.
    NoDecision,
}

/// A matter by one reading of who took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MatterReading {
    /// Those who took part.
    pub took_part: Weight,
    /// Where they stand to two thirds of all.
    pub participation: Both<Standing>,
    /// Where 同意 stands to the majority needed.
    pub approval: Approval,
    /// What follows.
    pub verdict: MatterVerdict,
}

/// A matter decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matter {
    /// The majority that its subject needs.
    pub majority: Majority,
    /// The totals.
    pub votes: MatterVotes,
    /// By the frozen rule and otherwise.
    pub readings: Readings<MatterReading>,
}

impl Matter {
    /// Decides a matter (民法典 278).
    pub fn decide(majority: Majority, votes: MatterVotes, blank: BlankBallots) -> Result<Self, OutcomeFault> {
        let options = Weight::sum([votes.favour, votes.against, votes.abstain]).ok_or(OutcomeFault::TooLarge)?;
        if options != votes.turnout.valid {
            return Err(OutcomeFault::OptionsDiffer);
        }
        let readings = Readings::of(blank, |rule| Ok(read(majority, &votes, votes.turnout.took_part(rule)?)))?;
        Ok(Self { majority, votes, readings })
    }
}

pub(super) fn read(majority: Majority, votes: &MatterVotes, took_part: Weight) -> MatterReading {
    let participation = Participation::of(took_part, votes.turnout.total);
    let approval = majority.approval(votes.favour, took_part);
    let verdict = if !participation.reached {
        MatterVerdict::TooFewTookPart
    } else if approval.carried {
        MatterVerdict::Carried
    } else if Majority::Ordinary.approval(votes.against, took_part).carried {
        MatterVerdict::Rejected
    } else {
        MatterVerdict::NoDecision
    };
    MatterReading { took_part, participation: participation.standing, approval, verdict }
}
