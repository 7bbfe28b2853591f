//! From an owner who wants to serve to a candidate on the ballot (指导规则 10-12, 31).
//!
//! 自荐 or 推荐, with the nominee's own consent; reviewed by two people ([`review`]); published in an order by rule ([`order`]). A change
//! of what was reviewed voids the reviews; a change of what was published is a new list, which
//! [`Course`](super::course::Course) publishes for its whole period again.

pub mod conflict;
mod form;
pub mod order;
pub mod review;

#[cfg(test)]
mod tests;

pub use form::{Birth, Form, Lack, Sex, Statements};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::conflict::Conflict;
use self::review::{Person, Review, ReviewRefusal, Reviewed};
use super::course::Phase;
use super::package::Candidate;
use super::role::Role;

/// How a person came to stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Origin {
    /// 自荐.
    SelfNominated,
    /// 业主推荐: the voters' numbers on the published roll.
    Owners {
        /// Ascending, each once.
        voters: Vec<u32>,
    },
    /// 居委会、街道推荐.
    Body {
        /// Which.
        name: String,
    },
}

/// A nomination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nomination {
    origin: Origin,
    /// The nominee's account, if there is one, and those of the recommenders: they do not review.
    parties: Vec<Person>,
    form: Form,
    consented: bool,
    reviews: Vec<Review>,
    withdrawn: Option<Withdrawal>,
}

/// A withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// When, UTC milliseconds.
    pub at: i64,
    /// After the meeting was announced: the name stays on the ballot, because items stand from then on; the notice board says so, and
    /// whoever is elected all the same has declined.
    pub stays_on_ballot: bool,
}

/// Where a nomination stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Recommended; the nominee has not agreed.
    AwaitsConsent,
    /// So many reviews are missing.
    InReview(usize),
    /// On the list.
    Accepted,
    /// Not on the list.
    Rejected,
    /// Not on the list, unless it [stays on the ballot](Withdrawal::stays_on_ballot).
    Withdrawn,
}

/// Why something is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NominationRefusal {
    /// The form lacks something.
    Lacks(Vec<Lack>),
    /// An office stands in the way.
    Conflict(Conflict),
    /// No recommender, or one twice.
    Recommenders,
    /// The nominee has not agreed to stand (民法典 140: silence is no consent).
    NoConsent,
    /// It was withdrawn.
    Withdrawn,
    /// Nominations are neither made nor changed in this state.
    WrongPhase(Phase),
    /// The review.
    Review(ReviewRefusal),
}

impl NominationRefusal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Lacks(_) => "form_lacks",
            Self::Conflict(conflict) => conflict.code(),
            Self::Recommenders => "recommenders",
            Self::NoConsent => "no_consent",
            Self::Withdrawn => "withdrawn",
            Self::WrongPhase(_) => "wrong_state",
            Self::Review(refusal) => refusal.code(),
        }
    }
}

/// What has to be known besides the form.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// State of the poll.
    pub phase: Phase,
    /// The local date.
    pub today: Date,
    /// Whether the frozen or published roll has the nominee as right holder of the unit.
    pub on_roll: bool,
    /// The offices that the nominee has in this poll.
    pub offices: &'a [Role],
}

impl Nomination {
    /// A new nomination while nominations are open. Of a self-nomination the sending is the consent.
    pub fn new(
        origin: Origin,
        parties: Vec<Person>,
        form: Form,
        circumstances: Circumstances<'_>,
    ) -> Result<Self, NominationRefusal> {
        if circumstances.phase != Phase::Nominating {
            return Err(NominationRefusal::WrongPhase(circumstances.phase));
        }
        if let Origin::Owners { voters } = &origin
            && (voters.is_empty() || !voters.is_sorted_by(|a, b| a < b))
        {
            return Err(NominationRefusal::Recommenders);
        }
        let consented = origin == Origin::SelfNominated;
        let nomination = Self { origin, parties, form, consented, reviews: Vec::new(), withdrawn: None };
        nomination.complete(circumstances)?;
        Ok(nomination)
    }

    fn complete(&self, circumstances: Circumstances<'_>) -> Result<(), NominationRefusal> {
        conflict::may_stand(circumstances.offices).map_err(NominationRefusal::Conflict)?;
        let mut lacks = self.form.lacks(circumstances.today, circumstances.on_roll);
        if !self.consented {
            // Who was recommended pledges and consents when agreeing to stand.
            lacks.retain(|lack| !matches!(lack, Lack::Pledge | Lack::Consent | Lack::Statement(_)));
        }
        if lacks.is_empty() { Ok(()) } else { Err(NominationRefusal::Lacks(lacks)) }
    }

    /// The recommended person agrees, with the form as that person completed it.
    pub fn consent(&self, form: Form, circumstances: Circumstances<'_>) -> Result<Self, NominationRefusal> {
        self.amend(form, circumstances)
    }

    /// The nominee changes the form. Reviews were of another form: they are void.
    pub fn amend(&self, form: Form, circumstances: Circumstances<'_>) -> Result<Self, NominationRefusal> {
        self.changeable(circumstances.phase)?;
        let changed = Self { form, consented: true, reviews: Vec::new(), ..self.clone() };
        changed.complete(circumstances)?;
        Ok(changed)
    }

    /// Adds a review. `standing`: the accounts of all who stand in this poll; they do not review one another.
    pub fn review(&self, review: Review, standing: &[Person], phase: Phase) -> Result<Self, NominationRefusal> {
        self.changeable(phase)?;
        if !self.consented {
            return Err(NominationRefusal::NoConsent);
        }
        let partial: Vec<Person> = self.parties.iter().chain(standing).cloned().collect();
        review::admit(&self.reviews, &review, &partial).map_err(NominationRefusal::Review)?;
        let mut next = self.clone();
        next.reviews.push(review);
        Ok(next)
    }

    /// After an objection, or when something new came to light: reviewed from the beginning.
    pub fn reopen(&self, phase: Phase) -> Result<Self, NominationRefusal> {
        self.changeable(phase)?;
        Ok(Self { reviews: Vec::new(), ..self.clone() })
    }

    /// The nominee withdraws: possible at any time before the voting has ended, but it changes the ballot only before it is announced.
    pub fn withdraw(&self, at: i64, phase: Phase) -> Result<Self, NominationRefusal> {
        if self.withdrawn.is_some() {
            return Err(NominationRefusal::Withdrawn);
        }
        if !(Phase::Nominating..=Phase::Open).contains(&phase) {
            return Err(NominationRefusal::WrongPhase(phase));
        }
        let stays_on_ballot = phase >= Phase::Announced && review::outcome(&self.reviews) == Reviewed::Accepted;
        Ok(Self { withdrawn: Some(Withdrawal { at, stays_on_ballot }), ..self.clone() })
    }

    /// Until the meeting is announced.
    fn changeable(&self, phase: Phase) -> Result<(), NominationRefusal> {
        if self.withdrawn.is_some() {
            return Err(NominationRefusal::Withdrawn);
        }
        let open = matches!(phase, Phase::Nominating | Phase::CandidatesPublished);
        if open { Ok(()) } else { Err(NominationRefusal::WrongPhase(phase)) }
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (self.withdrawn, self.consented, review::outcome(&self.reviews)) {
            (Some(_), _, _) => Standing::Withdrawn,
            (None, false, _) => Standing::AwaitsConsent,
            (None, true, Reviewed::Waiting(missing)) => Standing::InReview(missing),
            (None, true, Reviewed::Accepted) => Standing::Accepted,
            (None, true, Reviewed::Rejected) => Standing::Rejected,
        }
    }

    /// Whether the list of candidates waits for it: it is in review. A recommendation that nobody agreed to keeps nobody waiting.
    pub fn is_undecided(&self) -> bool {
        matches!(self.standing(), Standing::InReview(_))
    }

    /// What is published, while it is accepted.
    pub fn candidate(&self, on: Date) -> Option<Candidate> {
        if self.standing() == Standing::Accepted { self.form.public(on) } else { None }
    }

    /// How it came about.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The form.
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// The reviews of this form.
    pub fn reviews(&self) -> &[Review] {
        &self.reviews
    }

    /// The withdrawal.
    pub const fn withdrawn(&self) -> Option<Withdrawal> {
        self.withdrawn
    }
}
