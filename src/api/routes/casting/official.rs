//! Voters who prove who they are at a real-name service, and what that says.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::problem::Code;
use super::super::super::reply;
use super::super::super::signature::Signed;
use super::InPoll;
use super::sessions::TheSession;
use crate::flows::Refusal;
use crate::flows::casting::official::{self, Seen};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(refer).service(report);
}

/// Where the voter goes.
#[derive(Serialize, ToSchema)]
struct Referred {
    /// To be opened by the voter. It is somebody else's page.
    #[schema(value_type = String)]
    address: Zeroizing<String>,
    /// Until when what is said there counts.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Whom a real-name service saw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenPerson {
    /// From the address that the voter opened.
    #[schema(max_length = 64)]
    reference: String,
    /// As on the document.
    #[schema(value_type = String, max_length = 200)]
    name: Zeroizing<String>,
    /// The last four characters of the ID number.
    #[schema(value_type = String, max_length = 16)]
    last_four: Zeroizing<String>,
}

/// Where the voter proves who they are, at a real-name service; the page then asks for its token until it gets one. What was asked for
/// before is not good any more.
#[utoipa::path(tag = "voting", security(()), params(InPoll), request_body = TheSession,
    responses((status = 201, description = "Where to go", body = Referred)))]
#[post("/api/v1/public/polls/{poll}/cast-sessions/official")]
async fn refer(call: Call, path: At<InPoll>, body: Body<TheSession>) -> Answer {
    let TheSession { session } = body.read().map_err(|failure| call.problem(failure))?;
    let ready = call.casting_in(&path.poll).await?;
    if !call.service().identity().is_there() {
        return Err(call.problem(Refusal::LevelNotAllowed.into()));
    }
    let referred = call.anybody(move |work| Ok(official::refer(work, &ready, &session)?)).await?;
    let address = call.service().identity().address(&referred.reference);
    let address = address.ok_or_else(|| call.problem(Code::Internal.into()))?;
    let body = Referred { address, expires_at: rfc3339(referred.expires_at) };
    Ok(reply::send(reply::json(201, &body).map_err(|failure| call.problem(failure))?))
}

/// Says whom a real-name service saw. For the program between the two, which signs: HMAC-SHA-256, hexadecimal, of
/// `yepiao/identity/v1|confirm|SECONDS|BODY` under a key that it shares with the service. May come twice. The answer does not tell whether
/// it was the voter.
#[utoipa::path(tag = "voting", security(()), request_body = SeenPerson,
    params(("Yepiao-Timestamp" = i64, Header, description = "Seconds since 1970, not five minutes off"),
        ("Yepiao-Key" = String, Header, description = "Name of the key"),
        ("Yepiao-Signature" = String, Header, description = "The signature")),
    responses((status = 204, description = "Noted")))]
#[post("/api/v1/identity/confirmations")]
async fn report(call: Call, body: Body<SeenPerson>) -> Answer {
    let bytes = body.whole().map_err(|code| call.problem(code.into()))?;
    let signed = Signed::new(|name| call.header(name), &bytes);
    if !call.service().identity().said(&signed, call.service().now()) {
        return Err(call.problem(Code::BadSignature.into()));
    }
    let SeenPerson { reference, name, last_four } = body.read().map_err(|failure| call.problem(failure))?;
    call.anybody(move |work| {
        let seen = Seen { reference: &reference, name: &name, last_four: &last_four };
        Ok(official::report(work, &seen)?)
    })
    .await?;
    Ok(reply::send(reply::nothing()))
}
