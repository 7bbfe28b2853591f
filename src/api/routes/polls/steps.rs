//! Steps from state to state. Each says in its problem what is missing; who may say that a period is not waited for is the chair.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::{rfc3339, written};
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::problem::Code;
use super::super::super::reply;
use super::{OfPoll, Poll, held, shown};
use crate::election::poll::course::Phase;
use crate::flows::polls::Meeting;
use crate::flows::roles::Right;
use crate::flows::{access, polls};
use crate::store::poll_step::Step;

/// A step that may have to wait for a legal period.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// Why a legal period that has not ended is not waited for. It becomes public. Missing: it is waited for.
    #[serde(default)]
    #[schema(max_length = 1000, nullable = false)]
    override_reason: Option<String>,
}

/// Which roll is published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Publication {
    /// The id of a version of the community's roll.
    #[schema(max_length = 64)]
    roll_version: String,
}

/// When the owners vote.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Announcement {
    /// The beginning, after the notice has hung for its whole period.
    #[schema(format = DateTime, example = "2027-03-20T01:00:00Z")]
    opens: String,
    /// The first moment that is too late.
    #[schema(format = DateTime, example = "2027-03-27T16:00:00Z")]
    closes: String,
    /// Why a legal period that has not ended is not waited for. It becomes public. Missing: it is waited for.
    #[serde(default)]
    #[schema(max_length = 1000, nullable = false)]
    override_reason: Option<String>,
}

/// Back to an earlier state.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Back {
    to: EarlierState,
    /// It becomes public.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// States that a poll can go back to.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum EarlierState {
    Draft,
    RollPublished,
    Nominating,
}

/// An end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Cancellation {
    /// It becomes public.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// A step that was taken.
#[derive(Serialize, ToSchema)]
pub(super) struct StepTaken {
    #[schema(format = DateTime)]
    at: String,
    /// `publish_roll`, `open_nomination`, `publish_candidates`, `announce`, `go_back`, `cancel` …
    action: String,
    /// The state afterwards.
    state: String,
    /// The poll's round afterwards.
    round: i64,
    /// Why it went back or was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// Why a legal period was not waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    override_reason: Option<String>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(history).service(publish_roll).service(open_nomination).service(announce).service(go_back).service(cancel);
    config.service(publish_result).service(make_final).service(file);
}

/// Where a page of steps begins.
pub(super) fn after(page: &PageQuery) -> Result<i64, Code> {
    let [after] = page.after()?;
    if after.is_empty() { Ok(-1) } else { after.parse().map_err(|_| Code::BadCursor) }
}

pub(super) fn listed(read: Vec<Step>, rows: i64) -> Page<StepTaken> {
    Page::of(
        read,
        rows,
        |step| [step.seq.to_string()],
        |step| StepTaken {
            at: rfc3339(step.at),
            action: step.action,
            state: step.state,
            round: step.round,
            reason: step.reason,
            override_reason: step.override_reason,
        },
    )
}

/// The steps that a poll has taken.
#[utoipa::path(tag = "polls", params(OfPoll, PageQuery),
    responses((status = 200, description = "From the first on", body = inline(Page<StepTaken>))))]
#[get("/api/v1/communities/{community}/polls/{poll}/steps")]
async fn history(call: Call, path: At<OfPoll>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let (rows, after) = (page.rows()?, after(&page)?);
        reply::json(200, &listed(polls::steps(work, &poll, after, rows)?, rows))
    })
    .await
}

/// Publishes a version of the roll 名册公示, or a corrected one in the place of the one before: then for its whole period again. For the
/// chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = Publication,
    responses((status = 200, description = "Published", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/publish-roll")]
async fn publish_roll(call: Call, path: At<OfPoll>, body: Body<Publication>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        polls::publish_roll(work, &within, &mut poll, &body.read()?.roll_version)?;
        shown(200, &poll)
    })
    .await
}

/// Announces the meeting 会议公告: roll, items and rules stand from now on. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = Announcement,
    responses((status = 200, description = "Announced", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/announce")]
async fn announce(call: Call, path: At<OfPoll>, body: Body<Announcement>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        let Announcement { opens, closes, override_reason } = body.read()?;
        let meeting = Meeting { opens: written("opens", &opens)?, closes: written("closes", &closes)? };
        polls::announce(work, &within, &mut poll, meeting, override_reason)?;
        shown(200, &poll)
    })
    .await
}

/// Opens the nomination 报名. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = Advance,
    responses((status = 200, description = "Nominating", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/open-nomination")]
async fn open_nomination(call: Call, path: At<OfPoll>, body: Body<Advance>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        polls::open_nomination(work, &within, &mut poll, body.read()?.override_reason)?;
        shown(200, &poll)
    })
    .await
}

/// Goes back to an earlier state, before the announcement. What is published again is published for its whole period. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = Back,
    responses((status = 200, description = "Gone back", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/go-back")]
async fn go_back(call: Call, path: At<OfPoll>, body: Body<Back>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        let Back { to, reason } = body.read()?;
        let to = match to {
            EarlierState::Draft => Phase::Draft,
            EarlierState::RollPublished => Phase::RollPublished,
            EarlierState::Nominating => Phase::Nominating,
        };
        polls::go_back(work, &within, &mut poll, to, reason)?;
        shown(200, &poll)
    })
    .await
}

/// Cancels the poll, before it is counted. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = Cancellation,
    responses((status = 200, description = "Cancelled", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/cancel")]
async fn cancel(call: Call, path: At<OfPoll>, body: Body<Cancellation>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        polls::cancel(work, &within, &mut poll, body.read()?.reason)?;
        shown(200, &poll)
    })
    .await
}

/// Publishes the result 结果公示: it hangs out, and objections to it are taken. It becomes final by itself when their time is over. For the
/// chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    responses((status = 200, description = "Published", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/publish-result")]
async fn publish_result(call: Call, path: At<OfPoll>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        polls::publish_result(work, &within, &mut poll)?;
        shown(200, &poll)
    })
    .await
}

/// Makes the result final 生效 where it does not become so by itself, because the rules lack the holidays of that year. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = Advance,
    responses((status = 200, description = "Final", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/make-final")]
async fn make_final(call: Call, path: At<OfPoll>, body: Body<Advance>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        polls::make_final(work, &within, &mut poll, body.read()?.override_reason)?;
        shown(200, &poll)
    })
    .await
}

/// Notes that the result was filed with the authority 备案. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    responses((status = 200, description = "Filed", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/file")]
async fn file(call: Call, path: At<OfPoll>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        polls::file(work, &within, &mut poll)?;
        shown(200, &poll)
    })
    .await
}
