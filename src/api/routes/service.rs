//! What the service says about itself: pages show it, so that nobody takes a demo for a vote.

use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::call::{Answer, Call};
use super::super::clock::rfc3339;

/// What it is.
#[derive(Serialize, ToSchema)]
#[schema(as = Service)]
struct Shown {
    /// Whether it is the demo: one process made all keys and credentials, and nothing in it is secret.
    demo: bool,
    /// Whether anybody may set its clock.
    test_clock: bool,
    /// The time by its clock.
    #[schema(format = DateTime)]
    now: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(shown);
}

/// Whether this is a service for real votes, and its time.
#[utoipa::path(tag = "public", security(()), responses((status = 200, description = "What it is", body = Shown)))]
#[get("/api/v1/public/service")]
async fn shown(call: Call) -> Answer {
    let service = call.service();
    let (demo, test_clock) = (service.clock().is_demo(), service.clock().is_movable());
    Ok(HttpResponse::Ok().json(Shown { demo, test_clock, now: rfc3339(service.now()) }))
}
