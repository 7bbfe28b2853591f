//! A ballot is taken out by decision.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::page::At;
use super::super::super::reply;
use crate::flows::casting::void;
use crate::flows::roles::Right;
use crate::flows::{access, polls};

/// Whose ballot.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct BallotOf {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The voter's number in the roll.
    number: i64,
}

/// Why a ballot is taken out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Voiding {
    /// It becomes public, with the name of whoever decided it; without names of others.
    #[schema(min_length = 1, max_length = 400)]
    reason: String,
}

/// A ballot that was taken out.
#[derive(Serialize, ToSchema)]
struct Voided {
    /// The entry of the log that says so.
    index: u64,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(take_out);
}

/// Takes out the ballot of a voter who did not cast it 作废. The voter can vote again until the end. It stands in the public log. For the
/// chair.
#[utoipa::path(tag = "voting", params(BallotOf), request_body = Voiding,
    responses((status = 200, description = "Taken out", body = Voided)))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters/{number}/void-ballot")]
async fn take_out(call: Call, path: At<BallotOf>, body: Body<Voiding>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let index = void::void(work, &within, &poll, path.number, &body.read()?.reason)?;
        reply::json(200, &Voided { index })
    })
    .await
}
