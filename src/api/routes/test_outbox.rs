//! Shows the messages that would have gone to phones, in the demo and under `serve --test-clock` without a gateway only. Not in the
//! document: it is no part of the service.

use actix_web::{HttpResponse, get};

use super::super::call::{Answer, Call};
use super::super::gateway::{Kept, Outbox};

#[get("/api/test-outbox")]
pub(super) async fn list(call: Call) -> Answer {
    let kept: Vec<Kept> = call.service().post().outbox().map(Outbox::all).unwrap_or_default();
    Ok(HttpResponse::Ok().json(kept))
}
