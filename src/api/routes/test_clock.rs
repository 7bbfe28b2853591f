//! Sets the clock forward, in the demo and under `serve --test-clock` only. Not in the document: it is no part of the service.

use actix_web::post;
use serde::Deserialize;

use super::super::body::Body;
use super::super::call::{Answer, Call};
use super::super::problem::Code;
use super::super::reply;

/// How far.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    /// Seconds; at most some 49 days at once.
    seconds: u32,
}

#[post("/api/test-clock")]
pub(super) async fn advance(call: Call, body: Body<Advance>) -> Answer {
    let advance = body.read().map_err(|failure| call.problem(failure))?;
    call.service().clock().advance(advance.seconds.saturating_mul(1000)).map_err(|error| {
        tracing::error!(%error, "the clock cannot be kept");
        call.problem(Code::Internal.into())
    })?;
    Ok(reply::send(reply::nothing()))
}
