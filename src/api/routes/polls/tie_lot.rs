//! 抽签: the lot that decides equal votes.

use actix_web::{get, post};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::reply;
use super::super::nominations::{NewLot, NewSeed};
use super::{OfPoll, ThePoll};
use crate::flows::access;
use crate::flows::polls::{self, DrawnTies, Settled};
use crate::flows::roles::Right;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(announce_lot).service(enter_seed).service(public_lot);
}

/// What the lot decided between candidates with equal votes: names by rank.
#[derive(Serialize, ToSchema)]
struct TieSettled {
    /// Who get seats.
    seats: Vec<String>,
    /// Who become alternates 候补, in this order.
    alternates: Vec<String>,
    /// Who get neither.
    nothing: Vec<String>,
}

impl From<Settled> for TieSettled {
    fn from(settled: Settled) -> Self {
        Self { seats: settled.seats, alternates: settled.alternates, nothing: settled.nothing }
    }
}

/// A lot among candidates with equal votes. Anybody repeats it: for each entrant `printf '%s' 'yepiao/draw/v1|SEED|ENTRANT' | sha256sum`,
/// with the seed and the entrant exactly as they stand here; then the lines are sorted, and the least is first.
#[derive(Serialize, ToSchema)]
struct TieLot {
    /// As anybody types them again.
    entrants: Vec<String>,
    /// Where the seed comes from, named before it could be known.
    source: String,
    /// From when on it can be known.
    #[schema(format = DateTime)]
    seed_from: String,
    #[schema(format = DateTime)]
    announced_at: String,
    /// The exact text of the announcement. Its SHA-256 stands in the poll's log.
    announcement: String,
    /// The `notice` of the log that has it.
    announced_index: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    seed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    seeded_at: Option<String>,
    /// The `notice` of the log with the SHA-256 of the canonical JSON (RFC 8785) of `{"announcement":…,"seed":…}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    seeded_index: Option<i64>,
    /// The entrants in the order drawn; missing before there is a seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order: Option<Vec<String>>,
    /// What follows, for each group with equal votes, by rank; missing before there is a seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    settled: Option<Vec<TieSettled>>,
}

impl From<DrawnTies> for TieLot {
    fn from(drawn: DrawnTies) -> Self {
        let (order, settled) = drawn.decided.unzip();
        Self {
            entrants: drawn.announced.entrants,
            source: drawn.announced.source,
            seed_from: rfc3339(drawn.row.seed_from),
            announced_at: rfc3339(drawn.row.announced_at),
            announcement: drawn.row.announcement,
            announced_index: drawn.row.announced_index,
            seed: drawn.row.seed,
            seeded_at: drawn.row.seeded_at.map(rfc3339),
            seeded_index: drawn.row.seeded_index,
            order,
            settled: settled.map(|settled| settled.into_iter().map(TieSettled::from).collect()),
        }
    }
}

/// Announces the lot among the candidates with equal votes, once the poll is counted, where the rule set has a lot. It is public at once,
/// stands in the log, and never changes; there is no second one. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll), request_body = NewLot,
    responses((status = 201, description = "Announced", body = TieLot)))]
#[post("/api/v1/communities/{community}/polls/{poll}/tie-lot")]
async fn announce_lot(call: Call, path: At<OfPoll>, body: Body<NewLot>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let (source, seed_from) = body.read()?.announced()?;
        reply::json(201, &TieLot::from(polls::announce_lot(work, &within, &path.poll, &source, seed_from)?))
    })
    .await
}

/// Enters the seed of the lot, once, when it can be known. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll), request_body = NewSeed,
    responses((status = 200, description = "Drawn", body = TieLot)))]
#[post("/api/v1/communities/{community}/polls/{poll}/tie-lot/seed")]
async fn enter_seed(call: Call, path: At<OfPoll>, body: Body<NewSeed>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let NewSeed { seed } = body.read()?;
        reply::json(200, &TieLot::from(polls::enter_tie_seed(work, &within, &path.poll, &seed)?))
    })
    .await
}

/// The lot that decides equal votes, once it is announced.
#[utoipa::path(tag = "public", security(()), params(ThePoll), responses((status = 200, description = "The lot", body = TieLot)))]
#[get("/api/v1/public/polls/{poll}/tie-lot")]
async fn public_lot(call: Call, path: At<ThePoll>) -> Answer {
    call.visit(move |work| {
        let shown = TieLot::from(polls::tie_lot_of(work, &path.poll)?);
        Ok(reply::for_a_minute(reply::json(200, &shown)?))
    })
    .await
}
