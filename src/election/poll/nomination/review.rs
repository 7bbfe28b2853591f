//! 资格审查: two different people of the preparatory group look at every nomination, and say why in codes.
//!
//! Why two: whoever decides alone who may stand decides the election. Why codes: a rejection must be answerable, and the same for all.
//! If the two differ, a third decides; nobody reviews a nomination of their own, or one they recommended.

use serde::{Deserialize, Serialize};

use crate::election::poll::role::Role;
use crate::election::poll::text::check_text;

/// Characters of a note.
const NOTE: usize = 1_000;

/// An account, as the service names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Person(pub String);

/// Why a nomination is rejected. The conditions of a committee member: 指导规则 31; more by local rule or 议事规则.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 不是本小区业主.
    NotAnOwner,
    /// 不具有完全民事行为能力.
    NoFullCapacity,
    /// 在为本小区服务的物业企业任职.
    ServesPropertyCompany,
    /// 欠缴物业费.
    OwesPropertyFee,
    /// 欠缴维修资金.
    OwesMaintenanceFund,
    /// 有违法搭建, not removed.
    IllegalBuilding,
    /// 失信被执行人, or a sentence that the local rule names.
    DishonestOrConvicted,
    /// A statement was found untrue.
    UntrueStatement,
    /// The person is still in the preparatory group, or counts votes in this poll.
    ConflictOfOffice,
    /// An objection to the published candidate was upheld.
    ObjectionUpheld,
    /// By 议事规则 or a local rule; the note says which article.
    LocalRule,
}

impl Reason {
    /// The words on the answer to the person, Chinese and English.
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::NotAnOwner => ["不是本小区业主", "not an owner here"],
            Self::NoFullCapacity => ["不具有完全民事行为能力", "without full legal capacity"],
            Self::ServesPropertyCompany => ["在本小区物业企业任职", "works for the property company"],
            Self::OwesPropertyFee => ["欠缴物业费", "owes property fees"],
            Self::OwesMaintenanceFund => ["欠缴维修资金", "owes to the maintenance fund"],
            Self::IllegalBuilding => ["有违法搭建未改正", "illegal building not removed"],
            Self::DishonestOrConvicted => ["有失信或刑事记录", "dishonest debtor or convicted"],
            Self::UntrueStatement => ["报名陈述不属实", "an untrue statement"],
            Self::ConflictOfOffice => ["仍在筹备组或担任监票、计票、上门工作", "holds an office in this poll"],
            Self::ObjectionUpheld => ["公示异议成立", "an objection was upheld"],
            Self::LocalRule => ["不符合议事规则或地方规定", "excluded by local rule"],
        }
    }

    /// Whether the reason needs a note that says what was found.
    const fn needs_note(self) -> bool {
        matches!(self, Self::UntrueStatement | Self::ObjectionUpheld | Self::LocalRule)
    }
}

/// What a reviewer found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通过.
    Accept,
    /// 不通过.
    Reject(Vec<Reason>),
}

/// One review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Who.
    pub by: Person,
    /// In which office.
    pub role: Role,
    /// When, UTC milliseconds.
    pub at: i64,
    /// What.
    pub verdict: Verdict,
    /// Notes, or empty.
    pub note: String,
}

/// Where the review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// So many reviews are missing.
    Waiting(usize),
    /// Two accepted.
    Accepted,
    /// Two rejected.
    Rejected,
}

/// Why a review is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewRefusal {
    /// Only chair and members of the preparatory group review.
    NotInGroup,
    /// The person reviewed this nomination already.
    Twice,
    /// The person stands, or recommended the nominee.
    Partial,
    /// It is decided.
    Decided,
    /// A rejection without a reason, or with the same one twice.
    Reasons,
    /// The reason needs a note that says what was found; or the note cannot be printed.
    Note,
}

impl ReviewRefusal {
    /// What it means, Chinese and English.
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::NotInGroup => ["只有筹备组组长和成员审查", "Only chair and members of the preparatory group review"],
            Self::Twice => ["您已经审查过这份报名", "You have reviewed this nomination"],
            Self::Partial => ["参选人和推荐人不参加审查", "Whoever stands, or recommended the nominee, does not review"],
            Self::Decided => ["审查已经有结论", "The review is decided"],
            Self::Reasons => ["不通过要写明理由，同一理由只写一次", "A rejection needs reasons, each once"],
            Self::Note => ["这个理由要写明查到了什么", "This reason needs a note that says what was found"],
        }
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotInGroup => "not_in_group",
            Self::Twice => "reviewed_twice",
            Self::Partial => "reviewer_partial",
            Self::Decided => "review_decided",
            Self::Reasons => "reasons",
            Self::Note => "note",
        }
    }
}

/// What follows from the reviews so far: two of one mind.
pub fn outcome(reviews: &[Review]) -> Reviewed {
    let accepted = reviews.iter().filter(|review| review.verdict == Verdict::Accept).count();
    let rejected = reviews.len().saturating_sub(accepted);
    match (accepted, rejected) {
        (2.., _) => Reviewed::Accepted,
        (_, 2..) => Reviewed::Rejected,
        _ => Reviewed::Waiting(2_usize.saturating_sub(accepted.max(rejected))),
    }
}

/// Whether `review` may be added. `partial`: those who stand in this poll or recommended this nominee.
pub(super) fn admit(reviews: &[Review], review: &Review, partial: &[Person]) -> Result<(), ReviewRefusal> {
    let unless = |good, refusal| if good { Ok(()) } else { Err(refusal) };
    unless(matches!(review.role, Role::Chair | Role::Member), ReviewRefusal::NotInGroup)?;
    unless(matches!(outcome(reviews), Reviewed::Waiting(_)), ReviewRefusal::Decided)?;
    unless(reviews.iter().all(|other| other.by != review.by), ReviewRefusal::Twice)?;
    unless(!partial.contains(&review.by), ReviewRefusal::Partial)?;
    unless(check_text(&review.note, NOTE).is_ok(), ReviewRefusal::Note)?;
    if let Verdict::Reject(reasons) = &review.verdict {
        let repeated = reasons.iter().enumerate().any(|(index, reason)| reasons.iter().take(index).any(|other| other == reason));
        unless(!reasons.is_empty() && !repeated, ReviewRefusal::Reasons)?;
        let noted = !review.note.is_empty() || !reasons.iter().any(|reason| reason.needs_note());
        unless(noted, ReviewRefusal::Note)?;
    }
    Ok(())
}
