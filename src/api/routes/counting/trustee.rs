//! For a trustee's program after the close: how far the count is, the signature, the shares. The link is that of the making of the key; its
//! secret stands in the body, never in a path. What has to be checked first is the public record.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::{Body, LARGE};
use super::super::super::call::{Answer, Call};
use super::super::super::reply;
use super::progress::CountShown;
use crate::flows::counting::{self, At};

/// A trustee's link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CountByLink {
    /// What stands behind `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: Zeroizing<String>,
}

/// A trustee's signature.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignatureGiven {
    /// What stands behind `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: Zeroizing<String>,
    /// The file that `yepiao trustee sign` writes, byte for byte.
    signature: String,
}

/// A trustee's part of the opening.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShareGiven {
    /// What stands behind `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: Zeroizing<String>,
    /// The file that `yepiao trustee decrypt` writes, byte for byte.
    share: String,
}

/// What a trustee sees.
#[derive(Serialize, ToSchema)]
struct CountOfTrustee {
    /// The own place, from 1.
    place: i64,
    name: String,
    /// Where the record is that has to be checked first.
    record: String,
    count: CountShown,
}

impl From<At> for CountOfTrustee {
    fn from(at: At) -> Self {
        let record = format!("/api/v1/public/polls/{}/record", at.seat.poll_id);
        Self { place: at.seat.place, name: at.seat.name, record, count: at.progress.into() }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(look).service(sign).service(share);
}

/// How far the count is, for the trustee who has this link.
#[utoipa::path(tag = "counting", security(()), request_body = CountByLink,
    responses((status = 200, description = "How far it is", body = CountOfTrustee)))]
#[post("/api/v1/public/trustee/count")]
async fn look(call: Call, body: Body<CountByLink>) -> Answer {
    call.attempt()?;
    let CountByLink { secret } = body.read().map_err(|failure| call.problem(failure))?;
    let at = call.anybody_reads(move |work| Ok(counting::seated(work, &secret)?)).await?;
    call.answer(reply::json(200, &CountOfTrustee::from(at)))
}

/// Hands in the signature of the closing statement. It is checked before it is kept, and never changes afterwards; the same one again does
/// nothing.
#[utoipa::path(tag = "counting", security(()), request_body = SignatureGiven,
    responses((status = 200, description = "The count with it", body = CountOfTrustee)))]
#[post("/api/v1/public/trustee/signature")]
async fn sign(call: Call, body: Body<SignatureGiven>) -> Answer {
    call.attempt()?;
    let SignatureGiven { secret, signature } = body.read().map_err(|failure| call.problem(failure))?;
    let at = call.anybody(move |work| Ok(counting::sign(work, &secret, &signature)?)).await?;
    call.answer(reply::json(200, &CountOfTrustee::from(at)))
}

/// Hands in the shares of both sums with their proofs, once enough trustees have signed. Checked before they are kept, and never changed
/// afterwards; the same again does nothing.
#[utoipa::path(tag = "counting", security(()), request_body = ShareGiven,
    responses((status = 200, description = "The count with them", body = CountOfTrustee)))]
#[post("/api/v1/public/trustee/share")]
async fn share(call: Call, body: Body<ShareGiven, LARGE>) -> Answer {
    call.attempt()?;
    let ShareGiven { secret, share } = body.read().map_err(|failure| call.problem(failure))?;
    let at = call.anybody(move |work| Ok(counting::share(work, &secret, &share)?)).await?;
    call.answer(reply::json(200, &CountOfTrustee::from(at)))
}
