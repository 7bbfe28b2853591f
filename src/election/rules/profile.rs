//! A whole rule set: read, checked, digested.

use serde::Deserialize;

use super::calendar::Calendar;
use super::check;
use super::values::{
    Alternates, Basis, BlankBallots, CandidateVote, ChairBody, Channel, Conflict, Extension, Identification, LiveTurnout,
    MergeOwner, NonResponse, Period, ProxyBan, Ranking, Retention, Revote, Ruled, Seats, TieRule, Window,
};
use crate::crypto::hash::Digest;

/// The values, every one with its source. All keys are required, no other is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Version of these keys: 1.
    pub schema: u32,
    /// Short name, e.g. `jilin-changchun`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Who chairs the preparatory group.
    pub chair_body: Ruled<ChairBody>,
    /// Within how many days the preparatory group finishes.
    pub prep_limit_days: Ruled<Period>,
    /// How long the roll is published at least.
    pub roll_publish_days: Ruled<Period>,
    /// How long the candidates are published at least; a changed list starts again.
    pub candidate_publish_days: Ruled<Period>,
    /// How long before the meeting it is announced at least.
    pub notice_days: Ruled<Period>,
    /// How long the vote is open.
    pub vote_window_days: Ruled<Window>,
    /// By how much it may be extended.
    pub extension: Ruled<Extension>,
    /// Within how many days of the count the result is published.
    pub result_publish_days: Ruled<Period>,
    /// How long owners may comment on it at least.
    pub result_comment_days: Ruled<Period>,
    /// Within how many days the result is filed 备案.
    pub filing_days: Ruled<Period>,
    /// Seats of the committee.
    pub seats: Ruled<Seats>,
    /// Alternates of the committee.
    pub alternates: Ruled<Alternates>,
    /// How the ballot asks for candidates.
    pub candidate_vote: Ruled<CandidateVote>,
    /// The order of those who passed.
    pub ranking: Ruled<Ranking>,
    /// What follows a tie.
    pub tie: Ruled<TieRule>,
    /// What silence means.
    pub non_response: Ruled<NonResponse>,
    /// Whether blank and invalid ballots take part.
    pub blank_or_invalid: Ruled<BlankBallots>,
    /// Whether parking counts as area.
    pub parking_as_area: Ruled<bool>,
    /// How voters merge.
    pub merge_owner: Ruled<MergeOwner>,
    /// Where votes may be cast.
    pub channel: Ruled<Channel>,
    /// Which channel wins.
    pub conflict: Ruled<Conflict>,
    /// Whether voting again is possible.
    pub revote: Ruled<Revote>,
    /// For how many owners one person may be proxy.
    pub proxy_cap: Ruled<u16>,
    /// Who may not be proxy.
    pub proxy_ban: Ruled<ProxyBan>,
    /// What proves a voter.
    pub identity_level: Ruled<Vec<Identification>>,
    /// What is shown during the vote.
    pub live_turnout: Ruled<LiveTurnout>,
    /// How long the record is kept.
    pub retention_years: Ruled<Retention>,
    /// Time zone, working days and holidays.
    pub calendar: Ruled<Calendar>,
}

impl Rules {
    /// The keys whose values are only assumed: to be shown as that, never as law.
    pub fn assumed(&self) -> Vec<&'static str> {
        let grounds = check::grounds(self).into_iter();
        grounds.filter(|(_, basis, _)| *basis == Basis::A).map(|(key, ..)| key).collect()
    }
}

/// Why a text is not a rule set. `key` is the path in the text, `.` the whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct RulesFault {
    /// Which key.
    pub key: String,
    /// What is wrong, and what would be allowed.
    pub reason: String,
}

/// A rule set and the digest of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    rules: Rules,
    digest: Digest,
}

impl RuleSet {
    /// Reads the exact bytes of a `rules.toml`. Returns every rule that a readable text breaks.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<RulesFault>> {
        let whole = |reason: String| vec![RulesFault { key: ".".into(), reason }];
        let text = std::str::from_utf8(bytes).map_err(|error| whole(format!("not UTF-8: {error}")))?;
        let document = toml::Deserializer::parse(text).map_err(|error| whole(error.to_string().trim_end().to_owned()))?;
        let rules: Rules = serde_path_to_error::deserialize(document).map_err(|error| {
            let key = error.path().to_string();
            let reason = check::reason(&key, error.inner().message());
            vec![RulesFault { key, reason }]
        })?;
        let faults = check::faults(&rules);
        if faults.is_empty() { Ok(Self { rules, digest: Digest::of(bytes) }) } else { Err(faults) }
    }

    /// The values.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// SHA-256 of the exact bytes.
    pub const fn digest(&self) -> Digest {
        self.digest
    }
}

/// The rule sets that come with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltIn {
    /// National law, and defaults where it is silent.
    National,
    /// 长春市, 吉林省.
    JilinChangchun,
}

impl BuiltIn {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::National, Self::JilinChangchun];

    /// The text, to be frozen, digested and put into the record as it stands.
    pub const fn text(self) -> &'static str {
        match self {
            Self::National => include_str!("national.toml"),
            Self::JilinChangchun => include_str!("jilin-changchun.toml"),
        }
    }
}
