//! A teller or canvasser confirms who a voter is.

use actix_web::post;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::page::At;
use super::super::super::reply;
use super::super::polls::OfPoll;
use crate::flows::access;
use crate::flows::casting::factor;
use crate::flows::roles::Right;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(attest);
}

/// The slip, and what the voter's page shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Attestation {
    #[schema(max_length = 64, example = "K7P4-92XD")]
    serial: String,
    /// Four digits.
    #[schema(max_length = 16)]
    pairing: String,
}

/// Confirms, after a look at the voter's document, that whoever holds this slip is the voter.
#[utoipa::path(tag = "voting", params(OfPoll), request_body = Attestation,
    responses((status = 204, description = "The voter's page can go on")))]
#[post("/api/v1/communities/{community}/polls/{poll}/attestations")]
async fn attest(call: Call, path: At<OfPoll>, body: Body<Attestation>) -> Answer {
    let done = call.somebody(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Attest)?;
        let Attestation { serial, pairing } = body.read()?;
        Ok(factor::attest(work, &within, &path.poll, (&serial, &pairing))?)
    });
    done.await?.map_err(|refusal| call.problem(Failure::from(refusal)))?;
    Ok(reply::send(reply::nothing()))
}
