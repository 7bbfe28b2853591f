//! What can be done to a poll, and what has to be shown for it.

use super::Phase;
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;
use crate::election::log::opening::Opening;
use crate::election::poll::package::{Package, PackageFault};
use crate::election::poll::role::Role;
use crate::election::rules::RuleSet;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, by office.
    Person(Role),
    /// The service itself, when a time has come.
    Schedule,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub by: Actor,
    /// When, UTC milliseconds; never before the step before it.
    pub at: i64,
    /// What.
    pub action: Action,
    /// Why a legal period is not waited for. Becomes public. `None`: it is waited for.
    pub override_reason: Option<String>,
}

/// What is done. Digests are SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// 名册公示: the roll is published, or a corrected one in its place.
    PublishRoll {
        /// Of the roll with its salt (`Roll::digest`).
        roll: Digest,
        /// Rows that still wait for a decision.
        waiting_rows: u32,
    },
    /// 报名: owners may put themselves forward.
    OpenNomination {
        /// To the roll.
        objections: Objections,
    },
    /// 候选人公示: the candidates are published in their order, or changed ones in their place.
    PublishCandidates {
        /// Of the candidates ([`candidates_digest`](crate::election::poll::package::candidates_digest)).
        candidates: Digest,
        /// How many.
        count: u32,
        /// Nominations that are not decided.
        undecided: u32,
    },
    /// 会议公告.
    Announce {
        /// What will be voted on.
        package: PackageShown,
        /// The roll that is frozen for it.
        frozen_roll: Option<Digest>,
        /// To the roll or the candidates.
        objections: Objections,
        /// When the voting begins, UTC milliseconds.
        opens: i64,
        /// When it ends, UTC milliseconds.
        closes: i64,
    },
    /// 投票开始.
    Open {
        /// Keys, credentials and lists, as the opening binds them.
        opening: Option<OpeningShown>,
        /// Since when the notice of the meeting hangs at all places where it has to, UTC milliseconds
        /// ([`hung`](crate::election::poll::notice::posting::hung)); `None`: it does not.
        notice_since: Option<i64>,
    },
    /// 延期.
    Extend {
        /// The new end, UTC milliseconds.
        until: i64,
    },
    /// 截止.
    Close,
    /// 计票: both sums are opened and the record is sound.
    Count {
        /// Whether the sheet of the paper ballots is logged.
        sheet_logged: bool,
        /// Whether the audit of the whole record found no fault.
        audit_passed: bool,
        /// Of the certificate.
        certificate: Digest,
    },
    /// 结果公示.
    PublishResult {
        /// Of the certificate that hangs out.
        certificate: Digest,
    },
    /// 生效.
    MakeFinal {
        /// To the result or the voting.
        objections: Objections,
    },
    /// 备案.
    File,
    /// Back to an earlier state before `announced`.
    GoBack {
        /// Which.
        to: Phase,
        /// Why.
        reason: String,
    },
    /// 取消.
    Cancel {
        /// Why.
        reason: String,
    },
}

impl Action {
    /// The stable word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::PublishRoll { .. } => "publish_roll",
            Self::OpenNomination { .. } => "open_nomination",
            Self::PublishCandidates { .. } => "publish_candidates",
            Self::Announce { .. } => "announce",
            Self::Open { .. } => "open",
            Self::Extend { .. } => "extend",
            Self::Close => "close",
            Self::Count { .. } => "count",
            Self::PublishResult { .. } => "publish_result",
            Self::MakeFinal { .. } => "make_final",
            Self::File => "file",
            Self::GoBack { .. } => "go_back",
            Self::Cancel { .. } => "cancel",
        }
    }

    /// Why it is done, where that has to be said.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::GoBack { reason, .. } | Self::Cancel { reason } => Some(reason),
            _ => None,
        }
    }
}

/// Objections that stand in the way, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Objections {
    /// Without an answer.
    pub unanswered: u32,
}

/// A package that is sound and fits its rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackageShown {
    pub(super) digest: Digest,
    pub(super) roll: Digest,
    pub(super) rules: Digest,
    pub(super) candidates: Option<Digest>,
}

impl PackageShown {
    /// Checks the package alone and under the rules.
    pub fn of(package: &Package, rules: &RuleSet) -> Result<Self, PackageFault> {
        package.check_rules(rules)?;
        Ok(Self { digest: package.digest()?, roll: package.roll, rules: package.rules, candidates: package.candidates_digest()? })
    }
}

/// What an opening binds. That it fits election, trustees and lists is `Opening::faults`, before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningShown {
    pub(super) digest: Digest,
    pub(super) package: Digest,
    pub(super) roll: Digest,
    pub(super) rules: Digest,
    pub(super) closes: i64,
    pub(super) extend_until: Option<i64>,
}

impl OpeningShown {
    /// What it says. Times beyond the calendar become the last one, which no announcement has.
    pub fn of(opening: &Opening) -> Result<Self, JsonFault> {
        let time = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
        Ok(Self {
            digest: opening.digest()?,
            package: opening.package,
            roll: opening.roll,
            rules: opening.rules,
            closes: time(opening.closing.at),
            extend_until: opening.closing.extend_until.map(time),
        })
    }
}
