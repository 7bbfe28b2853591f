//! How far a count is.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::reply;
use super::OfCount;
use crate::crypto::hash::Digest;
use crate::election::poll::course::Phase;
use crate::flows::counting::{self, Progress, Taking};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(how_far);
}

/// Where a count is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CountStage {
    /// The voting has not ended.
    Voting,
    /// The tellers count the paper.
    Paper,
    /// The service adds the encrypted ballots.
    Adding,
    /// Trustees check the record and sign.
    Signing,
    /// Enough have signed; trustees decrypt.
    Decrypting,
    /// The service opens the sums and makes the record.
    Opening,
    /// There is a result.
    Counted,
    /// The poll was called off.
    Cancelled,
}

/// How far a count is, and whose part is missing. Public.
#[derive(Serialize, ToSchema)]
pub(super) struct CountShown {
    /// The poll's id.
    poll: String,
    /// What it is about.
    title: String,
    stage: CountStage,
    /// What trustees sign: the log up to the sheet of the paper ballots, and both encrypted sums.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    statement: Option<String>,
    /// Its SHA-256, which trustees compare by voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    statement_digest: Option<String>,
    /// How many ballots are in the sums.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ballots: Option<i64>,
    /// Their area in 0.01 m².
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    area_centi_m2: Option<i64>,
    /// How many members of the joint key are needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    threshold: Option<i64>,
    trustees: Vec<TrusteePart>,
}

/// A trustee's part in it.
#[derive(Serialize, ToSchema)]
struct TrusteePart {
    /// From 1.
    place: i64,
    name: String,
    /// When the signature of the statement came.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    signed_at: Option<String>,
    /// When the shares of both sums came.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    shared_at: Option<String>,
}

impl From<Taking> for TrusteePart {
    fn from(taking: Taking) -> Self {
        let Taking { place, name, signed_at, shared_at } = taking;
        Self { place, name, signed_at: signed_at.map(rfc3339), shared_at: shared_at.map(rfc3339) }
    }
}

impl From<Progress> for CountShown {
    fn from(progress: Progress) -> Self {
        let Progress { poll, title, phase, row, threshold, trustees } = progress;
        let stage = match (phase, &row) {
            (Phase::Cancelled, _) => CountStage::Cancelled,
            (phase, _) if phase < Phase::Closed => CountStage::Voting,
            (phase, _) if phase > Phase::Closed => CountStage::Counted,
            (_, None) => CountStage::Paper,
            (_, Some(row)) => match (&row.statement, row.signed_at, row.complete_at) {
                (None, _, _) => CountStage::Adding,
                (Some(_), None, _) => CountStage::Signing,
                (Some(_), Some(_), None) => CountStage::Decrypting,
                (Some(_), Some(_), Some(_)) => CountStage::Opening,
            },
        };
        let (statement, ballots, area) = row.map_or((None, None, None), |row| (row.statement, row.ballots, row.area));
        let statement_digest = statement.as_ref().map(|statement| Digest::of(statement.as_bytes()).to_string());
        let trustees = trustees.into_iter().map(TrusteePart::from).collect();
        Self { poll, title, stage, statement, statement_digest, ballots, area_centi_m2: area, threshold, trustees }
    }
}

/// How far the count of a poll is.
#[utoipa::path(tag = "counting", security(()), params(OfCount),
    responses((status = 200, description = "How far it is", body = CountShown, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/count")]
async fn how_far(call: Call, path: At<OfCount>) -> Answer {
    call.visit(move |work| {
        let shown = CountShown::from(counting::progress(work, &path.poll)?);
        Ok(reply::as_it_is_now(reply::json(200, &shown)?))
    })
    .await
}
