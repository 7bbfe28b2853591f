//! Roles, what each may do, and which do not go together. Pure: no connection, so that the table can be read as a whole.

use crate::election::poll::role::Role as Office;

/// What somebody is in a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// 组长: leads the preparatory group and answers for it.
    Chair,
    /// 成员: of the preparatory group.
    Member,
    /// 街道/社区: reads everything, attests.
    Supervisor,
    /// 监票/计票: watches and counts paper.
    Teller,
    /// 三长: delivers slips in the buildings assigned.
    Canvasser,
    /// 审计人: reads what is not personal.
    Auditor,
}

/// Something that needs a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// See the community itself.
    See,
    /// Change its data.
    Change,
    /// See who the staff is.
    SeeStaff,
    /// Invite, assign and take away roles, as far as [`Role::may_grant`] says.
    Staff,
    /// See how a member of the staff can be reached. Logged.
    SeeContacts,
    /// See nominations, and look at them. Looks are logged.
    SeeNominations,
    /// Record and review nominations.
    ReviewNominations,
    /// See claims of owners, and look at what they told. Looks are logged.
    SeeClaims,
    /// Confirm and reject them.
    DecideClaims,
    /// Read the audit log.
    ReadAudit,
    /// See who took part, and who has a slip, by building and stair; canvassers in their own.
    SeeTurnout,
    /// Record that a slip was handed to its voter; canvassers in their own buildings.
    DeliverSlips,
    /// Confirm who a voter is.
    Attest,
    /// Print, give out and take in paper ballots, and count them, in polls for which they were named.
    HandlePapers,
    /// Hand a paper over, in polls for which they were named.
    HandOverPapers,
    /// See how many papers are where and how far they are counted.
    SeePapers,
    /// See what became of messages: not where they went and what they said.
    SeeMessages,
    /// Send one to the own phone, to see whether any arrive.
    TryMessages,
    /// Record where a notice hangs, and see the photos.
    PostNotices,
    /// Begin polls and write what is asked.
    Prepare,
    /// Move a poll from state to state, choose its rules and its staff.
    Conduct,
    /// See objections; who objected is logged.
    SeeObjections,
    /// Answer them.
    AnswerObjections,
    /// Upload files with the roll, decide about their rows, take them.
    ImportRoll,
    /// See imports, without whole cells of personal data.
    SeeImports,
    /// See versions of the roll as they may be published.
    SeeRoll,
    /// See the units, with masked names; a canvasser those of the buildings assigned.
    SeeUnits,
    /// See whose a unit is and how they can be reached. Logged; a canvasser sees names only, in the buildings assigned.
    LookAtOwners,
}

impl Role {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [Self::Chair, Self::Member, Self::Supervisor, Self::Teller, Self::Canvasser, Self::Auditor];

    /// As the database and the API write it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::Member => "member",
            Self::Supervisor => "supervisor",
            Self::Teller => "teller",
            Self::Canvasser => "canvasser",
            Self::Auditor => "auditor",
        }
    }

    /// By its word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The office that this role is in a poll.
    pub(crate) const fn office(self) -> Office {
        match self {
            Self::Chair => Office::Chair,
            Self::Member => Office::Member,
            Self::Supervisor => Office::Supervisor,
            Self::Teller => Office::Teller,
            Self::Canvasser => Office::Canvasser,
            Self::Auditor => Office::Auditor,
        }
    }

    /// Whether this role may do that.
    pub(crate) const fn may(self, right: Right) -> bool {
        match right {
            Right::See => true,
            Right::SeeStaff => !matches!(self, Self::Canvasser),
            Right::Change | Right::Staff | Right::Conduct | Right::TryMessages => matches!(self, Self::Chair),
            Right::Prepare | Right::AnswerObjections | Right::DecideClaims | Right::ReviewNominations => {
                matches!(self, Self::Chair | Self::Member)
            }
            Right::SeeContacts | Right::SeeObjections | Right::SeeClaims | Right::SeeNominations | Right::SeeMessages => {
                matches!(self, Self::Chair | Self::Member | Self::Supervisor)
            }
            Right::PostNotices => !matches!(self, Self::Teller | Self::Auditor),
            Right::ImportRoll => matches!(self, Self::Chair | Self::Member),
            Right::SeeImports => matches!(self, Self::Chair | Self::Member | Self::Supervisor),
            Right::SeeRoll => !matches!(self, Self::Canvasser),
            Right::SeeUnits => !matches!(self, Self::Auditor),
            Right::LookAtOwners => matches!(self, Self::Chair | Self::Member | Self::Supervisor | Self::Canvasser),
            Right::DeliverSlips => !matches!(self, Self::Supervisor | Self::Auditor),
            Right::SeeTurnout => !matches!(self, Self::Auditor),
            Right::Attest | Right::HandOverPapers => handles_votes(self),
            Right::HandlePapers => matches!(self, Self::Teller),
            Right::SeePapers => !matches!(self, Self::Canvasser),
            Right::ReadAudit => matches!(self, Self::Chair | Self::Supervisor | Self::Auditor),
        }
    }

    /// Whether whoever holds this role may give that one to others, or take it. The chair and the supervisor are named by the
    /// operator: nobody makes the own superior.
    pub(crate) const fn may_grant(self, other: Self) -> bool {
        matches!(self, Self::Chair) && !matches!(other, Self::Chair | Self::Supervisor)
    }
}

/// What the operator may do in every community: set it up and name who answers for it, not look at people's data. The operator
/// runs the machine; the election is the owners'.
pub(crate) const fn operator_may(right: Right) -> bool {
    matches!(right, Right::See | Right::Change | Right::SeeStaff | Right::Staff | Right::SeeMessages | Right::TryMessages)
}

/// Whether somebody with this role touches slips, ballots or counts, so that an interest in the outcome excludes from it.
pub(crate) const fn handles_votes(role: Role) -> bool {
    matches!(role, Role::Teller | Role::Canvasser)
}

/// Why somebody may not be teller or canvasser of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excluded {
    /// Stands in this poll.
    Candidate,
    /// Works for the company that manages the property.
    PropertyStaff,
}

/// Whether somebody may be teller or canvasser of a poll.
pub(crate) const fn may_serve(is_candidate: bool, property_staff: bool) -> Result<(), Excluded> {
    match (is_candidate, property_staff) {
        (true, _) => Err(Excluded::Candidate),
        (_, true) => Err(Excluded::PropertyStaff),
        (false, false) => Ok(()),
    }
}

/// Roles that somebody has to give up before standing: whoever prepares or counts an election does not stand in it.
pub(crate) fn to_leave_before_standing(held: &[Role]) -> Vec<Role> {
    held.iter().copied().filter(|role| matches!(role, Role::Chair | Role::Member) || handles_votes(*role)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::of(role.word()), Some(role));
        }
        assert_eq!(Role::of("operator"), None);
    }

    #[test]
    fn nobody_makes_the_own_superior() {
        for role in Role::ALL {
            assert!(!role.may_grant(Role::Chair) && !role.may_grant(Role::Supervisor), "{role:?}");
            assert_eq!(role.may_grant(Role::Teller), role == Role::Chair, "{role:?}");
        }
    }

    #[test]
    fn the_operator_sees_no_personal_data() {
        for right in
            [Right::SeeContacts, Right::ReadAudit, Right::SeeImports, Right::SeeRoll, Right::SeeUnits, Right::LookAtOwners]
        {
            assert!(!operator_may(right), "{right:?}");
        }
    }

    #[test]
    fn candidates_and_property_staff_handle_no_votes() {
        assert_eq!(may_serve(false, false), Ok(()));
        assert_eq!(may_serve(true, false), Err(Excluded::Candidate));
        assert_eq!(may_serve(true, true), Err(Excluded::Candidate));
        assert_eq!(may_serve(false, true), Err(Excluded::PropertyStaff));
    }

    #[test]
    fn who_prepares_or_counts_leaves_before_standing() {
        let held = [Role::Member, Role::Auditor, Role::Canvasser];
        assert_eq!(to_leave_before_standing(&held), [Role::Member, Role::Canvasser]);
        assert!(to_leave_before_standing(&[Role::Supervisor, Role::Auditor]).is_empty());
    }
}
