//! The candidates as everybody sees them, once they are published.

use actix_web::get;
use actix_web::http::header;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::reply;
use super::super::polls::public::ThePoll;
use super::super::polls::shown::{Candidate, WarningShown, candidate};
use super::candidates::Lot;
use crate::flows::nominations::{self, order};

/// Which photo.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct ThePhoto {
    /// The poll's id.
    poll: String,
    /// SHA-256 of the photo, as the list has it.
    photo: String,
}

/// The candidates as published.
#[derive(Serialize, ToSchema)]
struct CandidateList {
    #[schema(format = DateTime)]
    published_at: String,
    /// SHA-256 of the canonical JSON of the candidates: the announced package has the same ones.
    digest: String,
    /// In their order.
    candidates: Vec<Candidate>,
    /// `strokes` 姓氏笔画 or `draw`.
    rule: String,
    /// Of the lot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    lot: Option<i64>,
    /// Names that the rule does not tell apart.
    undecided: Vec<Vec<String>>,
    /// Why those stand as they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// What should be seen before anything is printed.
    warnings: Vec<WarningShown>,
}

/// The lots for the order.
#[derive(Serialize, ToSchema)]
struct Lots {
    /// From the first on.
    items: Vec<Lot>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(published).service(lots).service(published_photo);
}

/// The candidates of a poll, while they are published, and by which rule they stand in their order.
#[utoipa::path(tag = "public", security(()), params(ThePoll),
    responses((status = 200, description = "The list", body = CandidateList, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/candidates")]
async fn published(call: Call, path: At<ThePoll>) -> Answer {
    call.visit(move |work| {
        let list = nominations::list(work, &path.poll)?;
        let shown = CandidateList {
            published_at: rfc3339(list.hung.at),
            digest: list.hung.digest.to_string(),
            candidates: list.candidates.iter().map(candidate).collect(),
            rule: list.order.rule,
            lot: list.order.draw_seq,
            undecided: list.undecided,
            reason: list.order.reason,
            warnings: list.warnings.into_iter().map(WarningShown::from).collect(),
        };
        Ok(reply::for_a_minute(reply::json(200, &shown)?))
    })
    .await
}

/// The lots for the order of the candidates: announced before their seeds could be known, and to be repeated by anybody.
#[utoipa::path(tag = "public", security(()), params(ThePoll),
    responses((status = 200, description = "All of them", body = Lots, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/candidates/lots")]
async fn lots(call: Call, path: At<ThePoll>) -> Answer {
    call.visit(move |work| {
        let items = order::public_draws(work, &path.poll)?.into_iter().map(Lot::from).collect();
        Ok(reply::for_a_minute(reply::json(200, &Lots { items })?))
    })
    .await
}

/// A candidate's photo, while it is published.
#[utoipa::path(tag = "public", security(()), params(ThePhoto),
    responses((status = 200, description = "The photo", body = Vec<u8>, content_type = "image/jpeg")))]
#[get("/api/v1/public/polls/{poll}/candidates/photos/{photo}")]
async fn published_photo(call: Call, path: At<ThePhoto>) -> Answer {
    let bytes = call.anybody_reads(move |work| Ok(nominations::photo_of(work, &path.poll, &path.photo)?)).await?;
    let mut response = actix_web::HttpResponse::Ok();
    response.content_type("image/jpeg");
    response.insert_header((header::CACHE_CONTROL, "public, max-age=60"));
    Ok(response.body(bytes.to_vec()))
}
