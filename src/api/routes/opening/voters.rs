//! The frozen roll of a poll, and its credentials: made outside or here.

use actix_web::web::Payload;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::reply;
use super::super::polls::OfPoll;
use crate::election::authority::Points;
use crate::flows::answers::Given;
use crate::flows::opening::voters::{self, Frozen, Maker};
use crate::flows::roles::Right;
use crate::flows::{Error, access, polls};

/// Largest `points.json`: 16 MiB, 100,000 voters.
const LARGEST: usize = 16 << 20;

/// Who makes the credentials of a poll. Whoever makes them could vote for those who stay away.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "made_by", rename_all = "snake_case", deny_unknown_fields)]
enum NewVoters {
    /// A machine outside of the service: it takes `voters.json` and returns `points.json`.
    Authority {},
    /// The service.
    Service {
        /// Why the owners accept it. It becomes public.
        #[schema(min_length = 1, max_length = 400)]
        because: String,
    },
}

/// The frozen roll of a poll.
#[derive(Serialize, ToSchema)]
struct VotersShown {
    /// The version of the roll.
    roll_version: String,
    /// `authority` or `service`.
    made_by: String,
    /// Why the owners accept that the service makes the credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    because: Option<String>,
    #[schema(format = DateTime)]
    frozen_at: String,
    voters: i64,
    /// Voters who have no credential yet.
    waiting: i64,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(freeze).service(show).service(export).service(import);
}

fn shown(status: u16, frozen: Frozen) -> Result<Given, Failure> {
    let Frozen { list, voters, waiting } = frozen;
    let shown = VotersShown {
        roll_version: list.roll_version_id,
        made_by: list.made_by,
        because: list.because,
        frozen_at: rfc3339(list.frozen_at),
        voters,
        waiting,
    };
    reply::json(status, &shown)
}

/// Freezes the announced roll for the poll, and decides who makes the credentials. Every voter gets a serial. For the chair.
#[utoipa::path(tag = "voters", params(OfPoll), request_body = NewVoters,
    responses((status = 201, description = "Frozen", body = VotersShown)))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters")]
async fn freeze(call: Call, path: At<OfPoll>, body: Body<NewVoters>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let maker = match body.read()? {
            NewVoters::Authority {} => Maker::Authority,
            NewVoters::Service { because } => Maker::Service { because },
        };
        shown(201, voters::freeze(work, &within, &poll, maker)?)
    })
    .await
}

/// How many voters there are, and who makes their credentials.
#[utoipa::path(tag = "voters", params(OfPoll), responses((status = 200, description = "The voters", body = VotersShown)))]
#[get("/api/v1/communities/{community}/polls/{poll}/voters")]
async fn show(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        polls::load(work, &within, &path.poll)?;
        shown(200, voters::frozen(work, &path.poll)?.ok_or(Error::Missing)?)
    })
    .await
}

/// `voters.json` for the authority that makes the credentials: rooms, masked names, serials. For the chair; it is logged.
#[utoipa::path(tag = "voters", params(OfPoll), responses((status = 200, description = "voters.json", body = Object)))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters/export")]
async fn export(call: Call, path: At<OfPoll>) -> Answer {
    let service = call.shared();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let body = voters::export(work, &within, &poll, service.web_origin())?;
        Ok(Given { status: 200, headers: Vec::new(), body })
    })
    .await
}

/// Takes `points.json` of the authority: a public credential for each voter, in the place of those before. For the chair.
#[utoipa::path(tag = "voters", params(OfPoll),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "points.json, 16 MiB at most"),
    responses((status = 200, description = "Taken", body = VotersShown)))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters/points")]
async fn import(call: Call, path: At<OfPoll>, payload: Payload) -> Answer {
    // Who may not does not get to send megabytes.
    let inside = path.clone();
    call.looks(move |work, who| {
        let within = access::enter(work, who, &inside.community, Right::Conduct)?;
        Ok(polls::load(work, &within, &inside.poll).map(drop)?)
    })
    .await?;
    let bytes = call.file(payload, LARGEST).await?;
    let points: Points = serde_json::from_slice(&bytes).map_err(|_| call.problem(Failure::Body(String::new())))?;
    call.write_file(bytes, move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::take(work, &within, &path.poll)?;
        shown(200, voters::import(work, &within, &poll, &points)?)
    })
    .await
}
