//! Polls as visitors see them. No account; nothing here tells who is on the roll.

use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::problem::Code;
use super::super::super::reply;
use super::super::communities::InCommunity;
use super::super::rolls::{RollVoter, Weights};
use super::shown::PublicPoll;
use super::{PollInList, after, listed, steps};
use crate::election::roll::UnitAddress;
use crate::flows::polls;

/// Which poll.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(in super::super) struct ThePoll {
    /// The poll's id.
    pub(in super::super) poll: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(show).service(steps_taken).service(package).service(roll);
}

/// The polls of a community that are public.
#[utoipa::path(tag = "public", security(()), params(InCommunity, PageQuery),
    responses((status = 200, description = "In the order in which they were begun", body = inline(Page<PollInList>))))]
#[get("/api/v1/public/communities/{community}/polls")]
async fn list(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.visit(move |work| {
        let (rows, (at, id)) = (page.rows()?, after(&page)?);
        let read = polls::public_page(work, &path.community, (at, &id), rows)?;
        Ok(reply::for_a_minute(reply::json(200, &listed(read, rows))?))
    })
    .await
}

/// One poll: what is asked, by which rules, where it stands, and which periods were not kept.
#[utoipa::path(tag = "public", security(()), params(ThePoll),
    responses((status = 200, description = "The poll", body = PublicPoll, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}")]
async fn show(call: Call, path: At<ThePoll>) -> Answer {
    call.visit(move |work| {
        let (poll, community) = polls::public(work, &path.poll)?;
        Ok(reply::for_a_minute(reply::json(200, &PublicPoll::of(&poll, &community))?))
    })
    .await
}

/// The steps that a poll has taken, with the reasons given.
#[utoipa::path(tag = "public", security(()), params(ThePoll, PageQuery),
    responses((status = 200, description = "From the first on", body = inline(Page<steps::StepTaken>))))]
#[get("/api/v1/public/polls/{poll}/steps")]
async fn steps_taken(call: Call, path: At<ThePoll>, page: Asked<PageQuery>) -> Answer {
    call.visit(move |work| {
        let (poll, _) = polls::public(work, &path.poll)?;
        let (rows, after) = (page.rows()?, steps::after(&page)?);
        let read = polls::steps(work, &poll, after, rows)?;
        Ok(reply::for_a_minute(reply::json(200, &steps::listed(read, rows))?))
    })
    .await
}

/// The exact bytes of `package.json`: what will be voted on, with the candidates in their order. Its SHA-256 stands in the notice.
#[utoipa::path(tag = "public", security(()), params(ThePoll),
    responses((status = 200, description = "Canonical JSON", body = Object, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/package.json")]
async fn package(call: Call, path: At<ThePoll>) -> Answer {
    call.visit(move |work| {
        let (poll, _) = polls::public(work, &path.poll)?;
        Ok(reply::for_a_minute(reply::raw(polls::announced(work, &poll)?.package)))
    })
    .await
}

/// Which voters of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct VotersQuery {
    /// 楼栋 of the unit that is looked for, as somebody types it.
    #[serde(default)]
    building: String,
    /// 单元 of it.
    #[serde(default)]
    stair: String,
    /// 房号 of it; or the whole address here. Without it all voters are shown.
    #[serde(default)]
    room: String,
    /// `next` of the page before; none for the first page.
    #[param(max_length = 4000)]
    cursor: Option<String>,
    /// How many at most: 1 to 200, by default 50.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// What of a list is shown.
pub(in super::super) struct VotersAsked {
    /// Rows to read.
    pub(in super::super) rows: i64,
    /// Behind this number.
    pub(in super::super) after: u32,
    /// Only those of this unit, as somebody typed it.
    pub(in super::super) unit: Option<UnitAddress>,
}

impl VotersQuery {
    pub(in super::super) fn read(&self) -> Result<VotersAsked, Code> {
        let page = PageQuery::new(self.cursor.clone(), self.limit.clone());
        let (rows, [after]) = (page.rows()?, page.after()?);
        let after = if after.is_empty() { 0 } else { after.parse().map_err(|_| Code::BadCursor)? };
        let unit = UnitAddress { building: self.building.clone(), stair: self.stair.clone(), room: self.room.clone() };
        Ok(VotersAsked { rows, after, unit: (!self.room.trim().is_empty()).then_some(unit) })
    }
}

/// The roll as it hangs out 名册公示.
#[derive(Serialize, ToSchema)]
struct RollHanging {
    #[schema(format = DateTime)]
    published_at: String,
    /// From then on it is not shown any more; missing where the rules lack the holidays of that year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    until: Option<String>,
    /// SHA-256 of the whole list.
    masked_digest: String,
    /// All voters, and their area in 0.01 m²; with parking and without.
    parking_counts: bool,
    with_parking: Weights,
    without_parking: Weights,
    /// In the order of the roll.
    voters: Page<RollVoter>,
}

/// The roll while it hangs out: room, area, masked name. `410` once its period is over.
#[utoipa::path(tag = "public", security(()), params(ThePoll, VotersQuery),
    responses((status = 200, description = "One page", body = RollHanging, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/roll")]
async fn roll(call: Call, path: At<ThePoll>, asked: Asked<VotersQuery>) -> Answer {
    call.visit(move |work| {
        let VotersAsked { rows, after, unit } = asked.read()?;
        let (_, _, hanging) = polls::hanging(work, &path.poll)?;
        let (published_at, until) = (rfc3339(hanging.published_at), hanging.until.map(rfc3339));
        let (masked_digest, totals) = (hanging.digest.clone(), hanging.roll.totals);
        let read = hanging.page(unit.as_ref(), after, usize::try_from(rows).unwrap_or(0));
        let shown = RollHanging {
            published_at,
            until,
            masked_digest,
            parking_counts: totals.parking_counts,
            with_parking: totals.with_parking.into(),
            without_parking: totals.without_parking.into(),
            voters: Page::of(read, rows, |voter| [voter.number.to_string()], RollVoter::from),
        };
        // It hangs in the estate for some days; a search engine would keep it for ever.
        let given = reply::with(reply::json(200, &shown)?, "X-Robots-Tag", "noindex, nofollow, noarchive".into());
        Ok(reply::for_a_minute(given))
    })
    .await
}
