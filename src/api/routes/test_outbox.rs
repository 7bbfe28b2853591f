//! Shows the messages that would have gone to phones, in the demo and under `serve --test-clock` without a gateway only. Not in the
//! document: it is no part of the service.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;

use super::super::call::{Answer, Call};
use super::super::gateway::{Kept, Outbox};

/// How many.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Latest {
    /// Only so many of the latest; all if nothing is said.
    last: Option<usize>,
}

#[get("/api/test-outbox")]
pub(super) async fn list(call: Call, which: web::Query<Latest>) -> Answer {
    let mut kept: Vec<Kept> = call.service().post().outbox().map(Outbox::all).unwrap_or_default();
    let over = which.last.map_or(0, |last| kept.len().saturating_sub(last));
    kept.drain(..over);
    Ok(HttpResponse::Ok().json(kept))
}
