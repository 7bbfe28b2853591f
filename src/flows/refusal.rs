//! Why something is refused. The words for people are in one table of the API.

use crate::store::Millis;

/// A refusal: an answer, not a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Signed in, but not with a role that may do this.
    Forbidden,
    /// Somebody else changed it since it was read.
    Stale,
    /// A field holds what cannot be taken.
    Field {
        /// JSON name.
        field: &'static str,
        /// What is wrong with it.
        why: FieldFault,
    },
    /// Login or password is wrong; which of them is not said.
    SignInFailed,
    /// Too many attempts.
    Locked {
        /// When it may be tried again.
        until: Millis,
    },
    /// The session ended or the token is not good; sign in again.
    SessionEnded,
    /// Used, withdrawn, too old or never there.
    InvitationWorthless,
    /// An account is needed and none was given, or the other way about.
    InvitationOfOtherKind,
    /// Another account has this login.
    LoginTaken,
    /// The account has this role already.
    RoleHeld,
    /// Nobody with the roles of whoever asks may give or take this role.
    NotSuperior,
    /// Works for the property company: may not handle ballots or slips.
    ConflictOfInterest,
    /// A community needs somebody who answers for it.
    LastChair,
    /// Buildings are assigned to canvassers only.
    BuildingsForCanvassers,
    /// What would become of the roll contradicts itself: one number with two names, a unit with two areas.
    RollContradicts,
    /// The same Idempotency-Key came with another request.
    KeyReused,
    /// The account has no phone.
    NoPhone,
    /// A code was asked for a moment ago, or too often.
    CodeTooSoon {
        /// When it may be asked for again.
        until: Millis,
    },
    /// The code was sent a second time already.
    CodeSentTwice,
    /// Not the code that was sent.
    CodeWrong,
    /// Used, too old, tried too often, for something else, or never sent.
    CodeWorthless,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldFault {
    /// Nothing in it.
    Empty,
    /// Too short.
    Short,
    /// Too long.
    Long,
    /// Characters that do not belong there.
    Characters,
    /// None of the known ones.
    Unknown,
    /// Too easy to guess.
    Easy,
}

impl FieldFault {
    /// Stable, for programs.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Short => "too_short",
            Self::Long => "too_long",
            Self::Characters => "unusable_characters",
            Self::Unknown => "unknown",
            Self::Easy => "too_easy",
        }
    }
}
