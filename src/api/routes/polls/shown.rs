//! A poll as answers show it, to the staff and to visitors.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::super::clock::rfc3339;
use super::contact::PollContact;
use crate::election::outcome::{Language, Majority};
use crate::election::poll::course::{LegalPeriod, Timed};
use crate::election::poll::package::{CommitteeVote, Item, Scope, Warning};
use crate::election::rules::CalendarFault;
use crate::flows::polls;

/// Words for people.
#[derive(Serialize, ToSchema)]
pub(in super::super) struct Words {
    zh: String,
    en: String,
}

impl From<[String; 2]> for Words {
    fn from([zh, en]: [String; 2]) -> Self {
        Self { zh, en }
    }
}

impl From<[&str; 2]> for Words {
    fn from([zh, en]: [&str; 2]) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// What is elected.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ElectionScope {
    /// The whole committee: an odd number of seats.
    Whole,
    /// Vacant seats 补选.
    Vacancies,
}

impl From<ElectionScope> for Scope {
    fn from(scope: ElectionScope) -> Self {
        match scope {
            ElectionScope::Whole => Self::Whole,
            ElectionScope::Vacancies => Self::Vacancies,
        }
    }
}

/// A candidate as published.
#[derive(Serialize, ToSchema)]
pub(in super::super) struct Candidate {
    name: String,
    building: String,
    /// E.g. `60-69`.
    age_band: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    political_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    occupation: Option<String>,
    resume: String,
    plans: String,
    /// SHA-256 of the photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    photo: Option<String>,
}

/// An item of a poll.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum PollItem {
    /// The election of a committee.
    Committee {
        /// As the ballot prints it.
        title: String,
        text: String,
        scope: ElectionScope,
        seats: u16,
        /// Places of alternates 候补 at most.
        alternates: u16,
        /// `up_to_seats`: choose at most as many as there are seats; `each`: 同意, 反对, 弃权 on each candidate.
        vote: &'static str,
        /// In the published order; empty before they are published.
        candidates: Vec<Candidate>,
    },
    /// Any other matter: 同意, 反对, 弃权.
    Matter {
        /// Which of the nine of 民法典 278.
        #[schema(value_type = String)]
        subject: crate::election::outcome::Subject,
        /// As the ballot prints it.
        title: String,
        text: String,
        /// `ordinary`: more than half; `special`: at least three quarters, of people and of area that take part.
        majority: &'static str,
    },
}

fn item(item: &Item) -> PollItem {
    match item {
        Item::Committee(item) => PollItem::Committee {
            title: item.title.clone(),
            text: item.text.clone(),
            scope: match item.scope {
                Scope::Whole => ElectionScope::Whole,
                Scope::Vacancies => ElectionScope::Vacancies,
            },
            seats: item.seats,
            alternates: item.alternates,
            vote: match item.vote {
                CommitteeVote::UpToSeats => "up_to_seats",
                CommitteeVote::Each => "each",
            },
            candidates: item.candidates.iter().map(candidate).collect(),
        },
        Item::Matter(item) => PollItem::Matter {
            subject: item.subject,
            title: item.title.clone(),
            text: item.text.clone(),
            majority: match item.subject.majority() {
                Majority::Ordinary => "ordinary",
                Majority::Special => "special",
            },
        },
    }
}

pub(in super::super) fn candidate(candidate: &crate::election::poll::package::Candidate) -> Candidate {
    Candidate {
        name: candidate.name.clone(),
        building: candidate.building.clone(),
        age_band: candidate.age_band.clone(),
        political_status: candidate.political_status.clone(),
        occupation: candidate.occupation.clone(),
        resume: candidate.resume.clone(),
        plans: candidate.plans.clone(),
        photo: candidate.photo.map(|photo| photo.to_string()),
    }
}

/// The rule set of a poll.
#[derive(Serialize, ToSchema)]
struct RuleSetNamed {
    /// E.g. `jilin-changchun`.
    id: String,
    name: String,
    /// SHA-256 of `rules.toml`.
    digest: String,
}

/// The roll as it is published.
#[derive(Serialize, ToSchema)]
struct RollPublished {
    /// Salted, over the whole roll; what the opening will name.
    digest: String,
    /// SHA-256 of the public list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    masked_digest: Option<String>,
    #[schema(format = DateTime)]
    published_at: String,
}

/// The candidates as they are published.
#[derive(Serialize, ToSchema)]
struct CandidatesPublished {
    /// SHA-256 of their canonical JSON.
    digest: String,
    #[schema(format = DateTime)]
    published_at: String,
}

/// The meeting as it was announced.
#[derive(Serialize, ToSchema)]
struct MeetingAnnounced {
    /// SHA-256 of `package.json`.
    package: String,
    #[schema(format = DateTime)]
    announced_at: String,
    #[schema(format = DateTime)]
    opens: String,
    /// The first moment that is too late.
    #[schema(format = DateTime)]
    closes: String,
}

/// A legal period that has begun.
#[derive(Serialize, ToSchema)]
pub(super) struct PeriodShown {
    /// `roll`, `candidates`, `notice`, `vote_window`, `result_publish`, `result_comment` or `filing`.
    period: &'static str,
    name: Words,
    #[schema(format = DateTime)]
    began: String,
    /// Its last day, which is whole, in local time. Missing where the rules lack the holidays of that year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = Date)]
    last_day: Option<String>,
    /// The first moment after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    ends: Option<String>,
    /// The year whose holidays the rules lack.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    lacks_holidays_of: Option<i16>,
}

/// A legal period that was not waited for, and why.
#[derive(Serialize, ToSchema)]
struct OverrideShown {
    period: &'static str,
    /// When it would have ended; missing where the rules lack the holidays of that year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    due: Option<String>,
    #[schema(format = DateTime)]
    at: String,
    /// In the chair's words.
    reason: String,
}

/// A limit that was missed.
#[derive(Serialize, ToSchema)]
struct LateShown {
    period: &'static str,
    #[schema(format = DateTime)]
    due: String,
    #[schema(format = DateTime)]
    at: String,
}

/// What everybody may know of a poll.
#[derive(Serialize, ToSchema)]
pub(super) struct PollStands {
    /// 22 characters of Base58; also in links.
    pub(super) id: String,
    /// The community's id.
    community: String,
    title: String,
    text: String,
    /// The poll whose equal votes this one decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revote_of: Option<String>,
    /// In the order of the ballot. They stand from the announcement on.
    items: Vec<PollItem>,
    /// `draft`, `roll_published`, `nominating`, `candidates_published`, `announced`, `open`, `closed`, `counted`, `published`,
    /// `final`, `filed` or `cancelled`.
    state: &'static str,
    state_name: Words,
    /// From 1; raised whenever the poll goes back or a list is published anew.
    round: u32,
    rules: RuleSetNamed,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    roll: Option<RollPublished>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    candidates: Option<CandidatesPublished>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    meeting: Option<MeetingAnnounced>,
    /// Legal periods that have begun.
    periods: Vec<PeriodShown>,
    /// Those that were set aside.
    overrides: Vec<OverrideShown>,
    /// Limits that were missed.
    late: Vec<LateShown>,
    /// Why it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cancelled: Option<String>,
    /// How owners reach the preparatory group; missing until it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact: Option<PollContact>,
    #[schema(format = DateTime)]
    created_at: String,
}

/// The word of a legal period.
pub(super) const fn period_word(period: LegalPeriod) -> &'static str {
    match period {
        LegalPeriod::Roll => "roll",
        LegalPeriod::Candidates => "candidates",
        LegalPeriod::Notice => "notice",
        LegalPeriod::VoteWindow => "vote_window",
        LegalPeriod::ResultPublish => "result_publish",
        LegalPeriod::ResultComment => "result_comment",
        LegalPeriod::Filing => "filing",
    }
}

fn period(timed: Timed) -> PeriodShown {
    let lacks_holidays_of = match timed.ends {
        Err(CalendarFault::NoTable(year)) => Some(year),
        Ok(_) | Err(CalendarFault::OutOfRange) => None,
    };
    PeriodShown {
        period: period_word(timed.period),
        name: timed.period.names().into(),
        began: rfc3339(timed.began),
        last_day: timed.ends.ok().map(|(day, _)| day.to_string()),
        ends: timed.ends.ok().map(|(_, end)| rfc3339(end)),
        lacks_holidays_of,
    }
}

impl From<&polls::Poll> for PollStands {
    fn from(poll: &polls::Poll) -> Self {
        let (row, course, rules) = (&poll.row, &poll.course, poll.rules.rules());
        let announced = |meeting: crate::election::poll::course::Announced| MeetingAnnounced {
            package: meeting.package.to_string(),
            announced_at: rfc3339(meeting.at),
            opens: rfc3339(meeting.opens),
            closes: rfc3339(course.ends().unwrap_or(meeting.closes)),
        };
        let overrides = course.overrides().iter().map(|set_aside| OverrideShown {
            period: period_word(set_aside.period),
            due: set_aside.due.map(rfc3339),
            at: rfc3339(set_aside.at),
            reason: set_aside.reason.clone(),
        });
        let late = course.late().iter().map(|late| LateShown {
            period: period_word(late.period),
            due: rfc3339(late.due),
            at: rfc3339(late.at),
        });
        Self {
            id: row.id.clone(),
            community: row.community_id.clone(),
            title: row.title.clone(),
            text: row.text.clone(),
            revote_of: poll.revote_of.clone(),
            items: poll.items.iter().map(item).collect(),
            state: course.phase().word(),
            state_name: course.phase().names().into(),
            round: course.version(),
            rules: RuleSetNamed { id: rules.id.clone(), name: rules.name.clone(), digest: poll.rules.digest().to_string() },
            roll: course.roll().map(|roll| RollPublished {
                digest: roll.digest.to_string(),
                masked_digest: row.masked_digest.clone(),
                published_at: rfc3339(roll.at),
            }),
            candidates: course
                .candidates()
                .map(|list| CandidatesPublished { digest: list.digest.to_string(), published_at: rfc3339(list.at) }),
            meeting: course.announced().map(announced),
            periods: course.timetable(&poll.rules).into_iter().map(period).collect(),
            overrides: overrides.collect(),
            late: late.collect(),
            cancelled: course.cancelled().map(str::to_owned),
            contact: poll.contact.as_ref().map(PollContact::from),
            created_at: rfc3339(row.created_at),
        }
    }
}

/// What is allowed, but should be seen before anything is printed.
#[derive(Serialize, ToSchema)]
pub(in super::super) struct WarningShown {
    /// `unreachable`, `fewer_than_seats` or `no_choice`.
    code: &'static str,
    words: Words,
}

impl From<Warning> for WarningShown {
    fn from(warning: Warning) -> Self {
        let words = [warning.words(Language::Chinese), warning.words(Language::English)];
        Self { code: warning.code(), words: words.into() }
    }
}

/// A poll for the staff.
#[derive(Serialize, ToSchema)]
pub(in super::super) struct Poll {
    #[serde(flatten)]
    stands: PollStands,
    /// For If-Match, in quotation marks.
    version: i64,
    /// What should be seen before anything is printed.
    warnings: Vec<WarningShown>,
}

impl From<&polls::Poll> for Poll {
    fn from(poll: &polls::Poll) -> Self {
        let warnings = poll.warnings().into_iter().map(WarningShown::from).collect();
        Self { stands: poll.into(), version: poll.row.version, warnings }
    }
}

/// A poll for visitors.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicPoll {
    #[serde(flatten)]
    stands: PollStands,
    /// What people call the community.
    community_name: String,
}

impl PublicPoll {
    /// With its community.
    pub(super) fn of(poll: &polls::Poll, community: &crate::store::community::Community) -> Self {
        Self { stands: poll.into(), community_name: community.name.clone() }
    }
}
