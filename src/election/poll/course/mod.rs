//! The course of a poll: its states and the only ways between them.
//!
//! Why a pure function: [`Course::apply`] is handed who acts, when, and what they have to show, and returns the next course or the
//! one refusal with its code. It asks nothing and knows no clock, so that the same rules decide in the service, in a test and in a
//! court. What an action must show is a value that can only be made from the thing itself ([`PackageShown`], [`OpeningShown`]).
//!
//! Legal periods are local days of the rule set (民法典 200-204, [`crate::election::rules::Calendar`]). Before a period has ended the
//! chair may go on only with a reason, and the reason is public ([`Course::overrides`]). What comes too late is never refused, else
//! nothing would ever be mended: it is recorded as late ([`Course::late`]).

mod act;
mod guard;
mod obstacle;
mod phase;
mod refusal;
mod timetable;

#[cfg(test)]
mod tests;

pub use act::{Act, Action, Actor, Objections, OpeningShown, PackageShown};
pub use obstacle::{Obstacle, Outlook};
pub use phase::Phase;
pub use refusal::Refusal;
pub use timetable::Timed;

use serde::{Deserialize, Serialize};

use crate::crypto::hash::Digest;
use crate::election::rules::RuleSet;

/// What was published and when; the time in UTC milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// SHA-256 of what was published.
    pub digest: Digest,
    /// When.
    pub at: i64,
}

/// The meeting as it was announced. Times in UTC milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announced {
    /// SHA-256 of `package.json`.
    pub package: Digest,
    /// When it was announced.
    pub at: i64,
    /// When the voting begins.
    pub opens: i64,
    /// When it ends: the first moment that is too late.
    pub closes: i64,
}

/// The one extension. Times in UTC milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// When it was announced.
    pub at: i64,
    /// The new end.
    pub until: i64,
}

/// A legal period of the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalPeriod {
    /// `roll_publish_days`: 名册公示期.
    Roll,
    /// `candidate_publish_days`: 候选人公示期.
    Candidates,
    /// `notice_days`: 会议公告期 (物业管理条例 14).
    Notice,
    /// `vote_window_days`: 投票期.
    VoteWindow,
    /// `result_publish_days`: within which the result is published.
    ResultPublish,
    /// `result_comment_days`: 结果公示期.
    ResultComment,
    /// `filing_days`: 备案期限 (物业管理条例 16).
    Filing,
}

/// A period that was not waited for. Public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Which.
    pub period: LegalPeriod,
    /// When it would have ended, UTC milliseconds; `None` if the rule set has no holidays of that year, so that nobody can say.
    pub due: Option<i64>,
    /// When it was set aside.
    pub at: i64,
    /// Why, in the chair's words.
    pub reason: String,
}

/// A limit that was missed. Public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Late {
    /// Which.
    pub period: LegalPeriod,
    /// When it ended, UTC milliseconds.
    pub due: i64,
    /// When it was done.
    pub at: i64,
}

/// Where a poll stands and how it came there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    phase: Phase,
    version: u32,
    last: i64,
    rules: Option<Digest>,
    roll: Option<Published>,
    candidates: Option<Published>,
    announced: Option<Announced>,
    opening: Option<Digest>,
    extend_until: Option<i64>,
    extended: Option<Extended>,
    counted: Option<Published>,
    result: Option<Published>,
    overrides: Vec<Override>,
    late: Vec<Late>,
    cancelled: Option<String>,
}

impl Course {
    /// A draft, at a time in UTC milliseconds.
    pub const fn draft(at: i64) -> Self {
        Self {
            phase: Phase::Draft,
            version: 1,
            last: at,
            rules: None,
            roll: None,
            candidates: None,
            announced: None,
            opening: None,
            extend_until: None,
            extended: None,
            counted: None,
            result: None,
            overrides: Vec::new(),
            late: Vec::new(),
            cancelled: None,
        }
    }

    /// The course after `act`, or why it may not be done.
    pub fn apply(&self, act: &Act, rules: &RuleSet) -> Result<Self, Refusal> {
        guard::step(self, act, rules)
    }

    /// The state.
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// From 1; raised whenever a poll goes back or a list is published anew.
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// Digest of the rule set, fixed when the roll is published.
    pub const fn rules(&self) -> Option<Digest> {
        self.rules
    }

    /// The roll as published.
    pub const fn roll(&self) -> Option<Published> {
        self.roll
    }

    /// The candidates as published.
    pub const fn candidates(&self) -> Option<Published> {
        self.candidates
    }

    /// The meeting.
    pub const fn announced(&self) -> Option<Announced> {
        self.announced
    }

    /// SHA-256 of `opening.json`.
    pub const fn opening(&self) -> Option<Digest> {
        self.opening
    }

    /// The extension.
    pub const fn extended(&self) -> Option<Extended> {
        self.extended
    }

    /// The end of the voting, extended or not: the first moment that is too late, UTC milliseconds.
    pub fn ends(&self) -> Option<i64> {
        self.extended.map(|extended| extended.until).or(self.announced.map(|announced| announced.closes))
    }

    /// The certificate as published.
    pub const fn result(&self) -> Option<Published> {
        self.result
    }

    /// Periods that were set aside, in order.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// Limits that were missed, in order.
    pub fn late(&self) -> &[Late] {
        &self.late
    }

    /// Why it was cancelled.
    pub fn cancelled(&self) -> Option<&str> {
        self.cancelled.as_deref()
    }
}
