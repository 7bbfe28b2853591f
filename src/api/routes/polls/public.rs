//! Polls as visitors see them. No account; nothing here tells who is on the roll.

use actix_web::get;
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::reply;
use super::super::communities::InCommunity;
use super::shown::PublicPoll;
use super::{PollInList, after, listed, steps};
use crate::flows::polls;

/// Which poll.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ThePoll {
    /// The poll's id.
    pub(super) poll: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(show).service(steps_taken);
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
