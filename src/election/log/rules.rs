//! The few rules that decide what a log may say: no more of a rule set than that.

use serde::{Deserialize, Serialize};

use crate::election::rules;

/// What happens if one voter votes electronically and on paper. That the electronic ballot prevails is not offered: paper that
/// was opened cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConflictRule {
    /// `first_valid`: paper that comes after a counting ballot stays sealed and is not logged.
    FirstValid,
    /// `paper`: paper removes all ballots of its voter.
    Paper,
}

/// How often a voter may vote electronically. The last ballot counts. Ballots that were voided before are not reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevoteRule {
    /// `no`: once only.
    No,
    /// `once`: the ballot can be replaced once.
    Once,
    /// `until_close`: as often as one likes.
    UntilClose,
}

/// When the voting ends, as the opening fixes it. Unix milliseconds UTC; the end itself is too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The end.
    pub at: u64,
    /// To when at the latest one extension, announced before the end, may move it. Absent: no extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extend_until: Option<u64>,
}

/// The rules of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Electronic and paper.
    pub conflict: ConflictRule,
    /// Electronic again.
    pub revote: RevoteRule,
    /// Whether ballots may be cast here at all, or on the official platform only.
    pub electronic: bool,
    /// The opening's `closing`.
    pub schedule: Schedule,
}

impl Rules {
    /// What a rule set and the opening's schedule say about a log.
    pub const fn of(rules: &rules::Rules, schedule: Schedule) -> Self {
        let conflict = match rules.conflict.value {
            rules::Conflict::FirstValid => ConflictRule::FirstValid,
            rules::Conflict::Paper => ConflictRule::Paper,
        };
        let revote = match rules.revote.value {
            rules::Revote::No => RevoteRule::No,
            rules::Revote::Once => RevoteRule::Once,
            rules::Revote::UntilClose => RevoteRule::UntilClose,
        };
        let electronic = matches!(rules.channel.value, rules::Channel::ElectronicAndPaper);
        Self { conflict, revote, electronic, schedule }
    }
}
