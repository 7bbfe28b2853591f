//! Which offices do not go together in one poll.
//!
//! Who stands may neither run the preparation nor touch a ballot, and the property company's staff may not touch one either: they want
//! the decision to go one way. Supervisor, auditor and operator decide
//! nothing and touch no ballot.

use crate::election::poll::role::Role;

/// What is known of a person in a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interests {
    /// Has a nomination that is neither withdrawn nor rejected.
    pub stands: bool,
    /// Works for the property company, or is sent by it.
    pub property_staff: bool,
}

/// Why an office and a person do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// 候选人不得担任监票、计票、上门工作.
    CandidateTouchesBallots,
    /// 物业企业人员不得担任监票、计票、上门工作.
    PropertyStaffTouchesBallots,
    /// 筹备组成员报名前须先退出筹备组.
    CandidateInGroup,
}

impl Conflict {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CandidateTouchesBallots => "candidate_touches_ballots",
            Self::PropertyStaffTouchesBallots => "property_staff_touches_ballots",
            Self::CandidateInGroup => "candidate_in_group",
        }
    }

    /// What it means and what to do, Chinese and English.
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::CandidateTouchesBallots => {
                ["候选人不能担任监票、计票或上门工作。", "A candidate may not be teller or canvasser of this poll."]
            }
            Self::PropertyStaffTouchesBallots => {
                ["物业企业人员不能担任监票、计票或上门工作。", "Staff of the property company may not be teller or canvasser."]
            }
            Self::CandidateInGroup => {
                ["筹备组成员要参选，须先退出筹备组。", "Who stands must leave the preparatory group first."]
            }
        }
    }
}

/// Whether a person with these interests may have this office in the poll.
pub const fn may_hold(role: Role, interests: Interests) -> Result<(), Conflict> {
    match role {
        Role::Teller | Role::Canvasser if interests.stands => Err(Conflict::CandidateTouchesBallots),
        Role::Teller | Role::Canvasser if interests.property_staff => Err(Conflict::PropertyStaffTouchesBallots),
        Role::Chair | Role::Member if interests.stands => Err(Conflict::CandidateInGroup),
        _ => Ok(()),
    }
}

/// Whether who has these offices may stand: not before they are given up.
pub fn may_stand(offices: &[Role]) -> Result<(), Conflict> {
    let interests = Interests { stands: true, property_staff: false };
    offices.iter().try_for_each(|office| may_hold(*office, interests))
}
