//! 再次表决: the poll that follows a tie.

use actix_web::post;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::page::At;
use super::{OfPoll, Poll, shown};
use crate::flows::roles::Right;
use crate::flows::{access, polls};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(begin_revote);
}

/// Begins a poll among the candidates whose equal votes left seats open, once the result is published, where the rule set says so. It
/// goes the ordinary road from the draft on; nobody else can be nominated. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll),
    responses((status = 201, description = "Begun", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/revote")]
async fn begin_revote(call: Call, path: At<OfPoll>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let tied = polls::take(work, &within, &path.poll)?;
        shown(201, &polls::begin_revote(work, &within, &tied)?)
    })
    .await
}
