//! Owners who are far away: from the serial that came by SMS to the credential. The page is the same for all polls; the serial says which.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::reply;
use super::sessions::CodeSent;
use crate::flows::casting::remote::{self, Typed};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(ask_for_code).service(release);
}

/// A slip that was sent by SMS.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SentSlip {
    /// As the message has it; spaces, hyphens and small letters do no harm.
    #[schema(value_type = String, max_length = 64, example = "K7P4-92XD")]
    serial: Zeroizing<String>,
}

/// What proves the voter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReleaseAsked {
    #[schema(value_type = String, max_length = 64, example = "K7P4-92XD")]
    serial: Zeroizing<String>,
    /// What came when the code was sent.
    #[schema(max_length = 64)]
    challenge: String,
    /// The code.
    #[schema(value_type = String, max_length = 64)]
    code: Zeroizing<String>,
    /// The last four characters of the voter's ID number.
    #[schema(value_type = String, max_length = 16)]
    last_four: Zeroizing<String>,
}

/// A credential, for the page alone.
#[derive(Serialize, ToSchema)]
struct Released {
    /// The poll's id.
    poll: String,
    /// As it stands behind `#` in the link of a printed slip. A secret of the page.
    #[schema(value_type = String)]
    credential: Zeroizing<String>,
    /// To be handed back once, within ten minutes, when the session begins: then no second code is needed.
    #[schema(value_type = String)]
    release: Zeroizing<String>,
}

/// Sends a code to the phone to which the slip was sent. The serial of a printed slip is refused like one that nobody has.
#[utoipa::path(tag = "voting", security(()), request_body = SentSlip,
    responses((status = 201, description = "Sent", body = CodeSent)))]
#[post("/api/v1/public/sent-slips/code")]
async fn ask_for_code(call: Call, body: Body<SentSlip>) -> Answer {
    call.attempt()?;
    let SentSlip { serial } = body.read().map_err(|failure| call.problem(failure))?;
    let sent = call.anybody(move |work| Ok(remote::send_code(work, &serial)?)).await?;
    Ok(reply::send(reply::json(201, &CodeSent::from(sent)).map_err(|failure| call.problem(failure))?))
}

/// Releases the credential to whoever has serial, code, and the last four characters of the ID number. Every time is logged.
#[utoipa::path(tag = "voting", security(()), request_body = ReleaseAsked,
    responses((status = 200, description = "Released", body = Released)))]
#[post("/api/v1/public/sent-slips/release")]
async fn release(call: Call, body: Body<ReleaseAsked>) -> Answer {
    call.attempt()?;
    let ReleaseAsked { serial, challenge, code, last_four } = body.read().map_err(|failure| call.problem(failure))?;
    let released = call.anybody(move |work| {
        let typed = Typed { challenge: &challenge, code: &code, last_four: &last_four };
        Ok(remote::release(work, &serial, &typed)?)
    });
    let remote::Released { poll, credential, release } = released.await?.map_err(|refusal| call.problem(refusal.into()))?;
    let body = Released { poll, credential, release };
    Ok(reply::send(reply::json(200, &body).map_err(|failure| call.problem(failure))?))
}
