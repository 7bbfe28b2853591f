//! The posting log: where a notice hung, from when to when, and the photo that shows it.
//!
//! Entries are only added. A period begins when the notice hangs at the last of the places where it has to: an owner of any building
//! has the whole time.

use serde::{Deserialize, Serialize};

use crate::crypto::hash::Digest;
use crate::election::poll::nomination::review::Person;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// SHA-256 of the frozen notice.
    pub notice: Digest,
    /// Where, e.g. `3栋2单元公告栏`.
    pub place: String,
    /// What was seen.
    pub seen: Seen,
    /// When, UTC milliseconds.
    pub at: i64,
    /// SHA-256 of the photo.
    pub photo: Digest,
    /// By whom.
    pub by: Person,
}

/// What was seen at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// 已张贴: it hangs.
    Hangs,
    /// 已脱落、被撕: it was gone.
    Gone,
    /// 已取下: taken down by the preparatory group.
    TakenDown,
}

impl Seen {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Hangs, Self::Gone, Self::TakenDown];

    /// Its stable name, as in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hangs => "hangs",
            Self::Gone => "gone",
            Self::TakenDown => "taken_down",
        }
    }

    /// By its name.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|seen| seen.word() == word)
    }
}

/// How a notice hung at the places where it had to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hung {
    /// Places without a photo of it hanging.
    pub missing: Vec<String>,
    /// Since when it hangs everywhere, UTC milliseconds; `None` while a place is missing.
    pub since: Option<i64>,
    /// Places where it was found gone or was taken down before `until`, and not seen hanging afterwards.
    pub interrupted: Vec<String>,
}

/// How `notice` hung at `places` up to `until` (UTC milliseconds).
pub fn hung(postings: &[Posting], notice: Digest, places: &[String], until: i64) -> Hung {
    let mut hung = Hung { missing: Vec::new(), since: None, interrupted: Vec::new() };
    let mut since = None;
    for place in places {
        let mut here: Vec<&Posting> =
            postings.iter().filter(|entry| entry.notice == notice && entry.place == *place && entry.at <= until).collect();
        here.sort_by_key(|entry| entry.at);
        match here.iter().find(|entry| entry.seen == Seen::Hangs) {
            Some(first) => since = since.max(Some(first.at)),
            None => hung.missing.push(place.clone()),
        }
        if here.last().is_some_and(|last| last.seen != Seen::Hangs) {
            hung.interrupted.push(place.clone());
        }
    }
    if hung.missing.is_empty() {
        hung.since = since;
    }
    hung
}
