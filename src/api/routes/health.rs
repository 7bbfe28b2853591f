//! Whether it lives, whether it can serve, and figures.

use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::call::{Answer, Call};
use super::super::problem::Code;
use super::super::reply;
use crate::flows::{Error, Fault};
use crate::store;

/// State of the service.
#[derive(Serialize, ToSchema)]
struct Health {
    /// `up`.
    status: &'static str,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(live).service(ready).service(metrics);
}

/// The process answers.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "It does", body = Health)))]
#[get("/health/live")]
async fn live(_call: Call) -> Answer {
    Ok(HttpResponse::Ok().json(Health { status: "up" }))
}

/// The database answers and has this program's form.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "Requests can be served", body = Health)))]
#[get("/health/ready")]
async fn ready(call: Call) -> Answer {
    let pending = call.anybody_reads(|work| match store::pending(work.conn) {
        Ok(pending) => Ok(pending.is_empty()),
        Err(store::MigrationFault::Store(error)) => Err(Error::Broken(Fault::Store(error)).into()),
        Err(_) => Ok(false),
    });
    if !pending.await? {
        return Err(call.problem(Code::Busy.into()));
    }
    Ok(reply::send(reply::json(200, &Health { status: "up" }).map_err(|failure| call.problem(failure))?))
}

/// Figures for Prometheus. Keep it from the public in the proxy.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "Text format", body = String, content_type = "text/plain")))]
#[get("/metrics")]
async fn metrics(call: Call) -> Answer {
    let text = call.service().metrics().text(call.service().pool());
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}
