//! Casting a ballot, and finding its receipt again.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::{Body, LARGE};
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::page::At;
use super::super::super::problem::Code;
use super::super::super::reply;
use super::InPoll;
use crate::crypto::hash::Digest;
use crate::election::ballot::{Ballot, tracker};
use crate::flows::casting::cast::{self, Incoming};
use crate::flows::{Error, Refusal};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(cast_ballot).service(find_receipt);
}

/// A ballot, encrypted and signed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBallot {
    /// The ballot's exact JSON, as a text: its bytes are what was signed.
    ballot: String,
    /// Hints in base64 that make checking faster. Not signed, not kept, and never decisive.
    #[serde(default)]
    hints: Option<String>,
}

/// The service's promise.
#[derive(Serialize, ToSchema)]
struct Receipt {
    /// A signed note: that this ballot stands in the log at this place.
    receipt: String,
    /// 查票码: SHA-256 of the ballot in base64.
    tracker: String,
}

/// Which ballot.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct TheTracker {
    /// The poll's id.
    poll: String,
    /// The tracker, with `-` and `_` in the place of `+` and `/`.
    tracker: String,
}

/// Casts a ballot. The answer comes when it is in the log for good. Asking again with the same ballot gives the same receipt. The token
/// of the session stands in `Authorization: Bearer …`.
#[utoipa::path(tag = "voting", security(()), params(InPoll), request_body = NewBallot,
    responses((status = 201, description = "It is in the log", body = Receipt)))]
#[post("/api/v1/public/polls/{poll}/ballots")]
async fn cast_ballot(call: Call, path: At<InPoll>, body: Body<NewBallot, LARGE>) -> Answer {
    let done = async {
        let NewBallot { ballot, hints } = body.read()?;
        let claims = call.voter(&path.poll).ok_or(Refusal::CastSessionEnded)?;
        let ready = call.casting()?.ready(path.poll.clone()).await?;
        let read = Ballot::parse(ballot.as_bytes()).map_err(|_| Refusal::BallotFalse)?;
        // One's own ballot only: one that somebody else made cannot be put in under another's session.
        if read.credential.to_string() != claims.sub {
            return Err(Refusal::BallotOfAnother.into());
        }
        let digest = Digest::of(ballot.as_bytes());
        let tracker = tracker(ballot.as_bytes());
        let incoming = Incoming { session: claims.sid, credential: read.credential, digest, ballot };
        let receipt = call.casting()?.cast(ready, incoming, hints).await?;
        reply::json(201, &Receipt { receipt, tracker })
    };
    let done: Result<_, Failure> = done.await;
    Ok(reply::send(done.map_err(|failure| call.problem(failure))?))
}

/// The receipt of a ballot, for whoever lost the answer.
#[utoipa::path(tag = "voting", security(()), params(TheTracker),
    responses((status = 200, description = "The receipt", body = Receipt)))]
#[get("/api/v1/public/polls/{poll}/receipts/{tracker}")]
async fn find_receipt(call: Call, path: At<TheTracker>) -> Answer {
    let ready = call.casting_in(&path.poll).await?;
    let tracker = path.tracker.replace('-', "+").replace('_', "/");
    call.visit(move |work| {
        let digest = Digest::from_base64(&tracker).ok_or(Code::NotFound)?;
        crate::flows::log::may_sign(work)?;
        let leaf = cast::logged(work, ready.poll(), &digest)?.ok_or(Error::Missing)?;
        let receipt = cast::receipt(&ready, leaf)?.to_string();
        reply::json(200, &Receipt { receipt, tracker: tracker.clone() }).map(reply::for_good)
    })
    .await
}
