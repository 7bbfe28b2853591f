//! The election of a committee 业主委员会: a matter of its own for every candidate, and then the seats.

use serde::Serialize;

use super::majority::{Approval, Both, Majority, Standing};
use super::ranking;
use super::turnout::{OutcomeFault, Participation, Readings, Turnout};
use crate::election::rules::{BlankBallots, Ranking};
use crate::election::weight::Weight;

/// Totals of an election.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitteeVotes {
    /// Who took part.
    pub turnout: Turnout,
    /// Votes in favour of each candidate, in the published order.
    pub favour: Vec<Weight>,
}

impl CommitteeVotes {
    /// Electronic totals and those of the paper sheet together (protocol.md Part I section 13).
    pub fn with_paper(&self, paper: &Self) -> Result<Self, OutcomeFault> {
        if self.favour.len() != paper.favour.len() {
            return Err(OutcomeFault::OtherItem);
        }
        let sums = self.favour.iter().zip(&paper.favour).map(|(a, b)| a.plus(*b));
        Ok(Self {
            turnout: self.turnout.with_paper(paper.turnout)?,
            favour: sums.collect::<Option<_>>().ok_or(OutcomeFault::TooLarge)?,
        })
    }
}

/// Seats and rules of the committee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Committee {
    /// Seats to fill.
    pub seats: usize,
    /// Fewer members are no committee.
    pub least: usize,
    /// The greatest number of alternates 候补委员.
    pub alternates: usize,
    /// The order among those with both majorities.
    #[serde(skip)]
    pub ranking: Ranking,
    /// Whether blank and invalid ballots take part.
    #[serde(skip)]
    pub blank: BlankBallots,
}

/// Candidates with equal votes where the order matters. By the rule set a re-vote or a lot decides; nothing is decided here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// Positions in the published order, ascending.
    pub candidates: Vec<usize>,
    /// Seats that some of them get.
    pub seats: usize,
    /// Places as alternates that some of the others get, or whose order among them is open.
    pub alternates: usize,
}

/// What became of an election.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitteeVerdict {
    /// 未达参与比例: no effective decision.
    TooFewTookPart,
    /// Fewer candidates than the least number of members have both majorities: no committee comes about.
    TooFewElected,
    /// All seats would be filled, but equal votes leave open by whom.
    Tied,
    /// There is a committee, with seats left empty 缺额.
    SeatsEmpty,
    /// All seats are filled.
    Complete,
}

/// An election by one reading of who took part. Candidates are positions in the published order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitteeReading {
    /// Those who took part.
    pub took_part: Weight,
    /// Where they stand to two thirds of all.
    pub participation: Both<Standing>,
    /// How each candidate stands to one half, in the published order.
    pub approvals: Vec<Approval>,
    /// Those certain of a seat, by rank.
    pub elected: Vec<usize>,
    /// Those certain to be alternates, by rank.
    pub alternates: Vec<usize>,
    /// What equal votes leave open.
    pub ties: Vec<Tie>,
    /// What follows.
    pub verdict: CommitteeVerdict,
}

impl Committee {
    /// Decides an election (民法典 278 (3), 指导规则 31).
    pub fn decide(&self, votes: &CommitteeVotes) -> Result<Readings<CommitteeReading>, OutcomeFault> {
        if self.seats == 0 || self.seats < self.least {
            return Err(OutcomeFault::Seats);
        }
        if let Some(candidate) = votes.favour.iter().position(|favour| !favour.within(votes.turnout.valid)) {
            return Err(OutcomeFault::MoreThanBallots(candidate));
        }
        Readings::of(self.blank, |rule| Ok(self.read(votes, votes.turnout.took_part(rule)?)))
    }

    pub(super) fn read(&self, votes: &CommitteeVotes, took_part: Weight) -> CommitteeReading {
        let participation = Participation::of(took_part, votes.turnout.total);
        let approvals: Vec<Approval> =
            votes.favour.iter().map(|favour| Majority::Ordinary.approval(*favour, took_part)).collect();
        let mut reading = CommitteeReading {
            took_part,
            participation: participation.standing,
            approvals,
            elected: Vec::new(),
            alternates: Vec::new(),
            ties: Vec::new(),
            verdict: CommitteeVerdict::TooFewTookPart,
        };
        if participation.reached {
            self.seat(votes, &mut reading);
        }
        reading
    }

    fn seat(&self, votes: &CommitteeVotes, reading: &mut CommitteeReading) {
        let took_part = reading.took_part;
        let order = |a: Weight, b: Weight| ranking::compare(self.ranking, a, b, took_part);
        let carried = votes.favour.iter().zip(&reading.approvals).enumerate();
        let mut passed: Vec<(usize, Weight)> =
            carried.filter(|(_, (_, approval))| approval.carried).map(|(candidate, (favour, _))| (candidate, *favour)).collect();
        passed.sort_by(|(a, first), (b, second)| order(*first, *second).then(a.cmp(b)));

        let (mut seats, mut places) = (self.seats, self.alternates);
        for equal in passed.chunk_by(|(_, a), (_, b)| order(*a, *b).is_eq()) {
            let candidates: Vec<usize> = equal.iter().map(|(candidate, _)| *candidate).collect();
            let seated = candidates.len().min(seats);
            let standing = candidates.len().saturating_sub(seated).min(places);
            seats = seats.saturating_sub(seated);
            places = places.saturating_sub(standing);
            // Equal votes do no harm where everyone gets a seat, or nobody anything. Among alternates the order decides who moves up.
            if seated == candidates.len() {
                reading.elected.extend(candidates);
            } else if standing == candidates.len() && standing == 1 {
                reading.alternates.extend(candidates);
            } else if seated > 0 || standing > 0 {
                if standing == candidates.len() {
                    reading.alternates.extend(&candidates);
                }
                reading.ties.push(Tie { candidates, seats: seated, alternates: standing });
            }
        }
        let filled = self.seats.saturating_sub(seats);
        reading.verdict = if filled < self.least || filled == 0 {
            CommitteeVerdict::TooFewElected
        } else if reading.elected.len() < filled {
            CommitteeVerdict::Tied
        } else if seats > 0 {
            CommitteeVerdict::SeatsEmpty
        } else {
            CommitteeVerdict::Complete
        };
    }
}
