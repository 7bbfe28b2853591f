//! For a trustee's program: what lies on the table, and handing in its messages. The link's secret stands in the body, never in a path.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::{Body, LARGE};
use super::super::super::call::{Answer, Call};
use super::super::super::reply;
use super::trustees::TrusteeTable;
use crate::flows::opening::trustees::{self, Seated};

/// A trustee's link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ByLink {
    /// What stands behind `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: Zeroizing<String>,
}

/// A message of a trustee's program, as `yepiao trustee` writes it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandedIn {
    /// What stands behind `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: Zeroizing<String>,
    /// 1: the public key of `keygen`, or the certificate; 2: the polynomial; 3: the member's part of the joint key.
    #[schema(minimum = 1, maximum = 3)]
    step: i64,
    /// Byte for byte.
    message: String,
}

/// What a trustee sees.
#[derive(Serialize, ToSchema)]
struct TrusteeView {
    /// The poll's id.
    poll: String,
    /// What it is about.
    title: String,
    /// The own place at the table, from 1.
    place: i64,
    table: TrusteeTable,
}

impl From<Seated> for TrusteeView {
    fn from(seated: Seated) -> Self {
        let Seated { seat, title, table } = seated;
        Self { poll: seat.poll_id, title, place: seat.place, table: table.into() }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(look).service(hand_in);
}

/// What lies on the table of the trustee who has this link.
#[utoipa::path(tag = "trustees", security(()), request_body = ByLink,
    responses((status = 200, description = "The table", body = TrusteeView)))]
#[post("/api/v1/public/trustee/table")]
async fn look(call: Call, body: Body<ByLink>) -> Answer {
    call.attempt()?;
    let ByLink { secret } = body.read().map_err(|failure| call.problem(failure))?;
    let seated = call.anybody_reads(move |work| Ok(trustees::seated(work, &secret)?)).await?;
    call.answer(reply::json(200, &TrusteeView::from(seated)))
}

/// Hands in a message. It is checked before it is kept, and never changes afterwards; the same one again does nothing.
#[utoipa::path(tag = "trustees", security(()), request_body = HandedIn,
    responses((status = 200, description = "The table with it", body = TrusteeView)))]
#[post("/api/v1/public/trustee/messages")]
async fn hand_in(call: Call, body: Body<HandedIn, LARGE>) -> Answer {
    call.attempt()?;
    let HandedIn { secret, step, message } = body.read().map_err(|failure| call.problem(failure))?;
    let seated = call.anybody(move |work| Ok(trustees::hand_in(work, &secret, step, &message)?)).await?;
    call.answer(reply::json(200, &TrusteeView::from(seated)))
}
