//! What a claimant does, without an account: tells, adds papers, asks what became of it, takes it back.

use actix_web::web::Payload;
use actix_web::{delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::reply;
use super::super::communities::InCommunity;
use super::{KeptFile, Unit};
use crate::flows::claims::{self, Basis, New};
use crate::flows::files::Kind;

/// Which claim.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfNumber {
    /// The claim's number, as it was told.
    number: String,
}

/// Which paper of which claim.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfPaper {
    /// The claim's number, as it was told.
    number: String,
    /// The paper's id.
    file: String,
}

/// What somebody tells who is not on the roll, or not rightly.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewClaim {
    unit: Unit,
    /// As on the document.
    #[schema(value_type = String, min_length = 1, max_length = 60, example = "王小明")]
    name: Zeroizing<String>,
    /// A mobile number of the mainland. Kept encrypted.
    #[schema(value_type = String, max_length = 20)]
    phone: Zeroizing<String>,
    /// `certificate` 不动产权证书, `contract` 购房合同, `judgment` 判决或裁决, `inheritance` 继承, `construction` 合法建造,
    /// `handover` 已交付、尚未登记.
    #[schema(example = "certificate")]
    basis: String,
    /// Anything else.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    note: Option<Zeroizing<String>>,
}

/// How to come back to a claim. It is shown this once.
#[derive(Serialize, ToSchema)]
struct ClaimMade {
    /// For people: 8 characters, the last of which shows a slip of the pen. It opens nothing.
    #[schema(example = "K7P4-92XD")]
    number: String,
    /// Opens the claim, in the header Yepiao-Secret.
    #[schema(value_type = String)]
    secret: Zeroizing<String>,
}

/// Where a claim stands.
#[derive(Serialize, ToSchema)]
struct ClaimState {
    number: String,
    /// `open`, `confirmed`, `rejected` or `withdrawn`.
    state: String,
    #[schema(format = DateTime)]
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    decided_at: Option<String>,
    /// Why it was rejected: `not_proven`, `unreadable`, `other_holder`, `unit_unknown`, `repeated` or `nothing_to_change`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// What the preparatory group answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false)]
    answer: Option<Zeroizing<String>>,
    files: Vec<KeptFile>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(submit).service(state).service(attach).service(detach).service(withdraw);
}

/// What the claimant was handed; nothing where the header is missing, which opens nothing.
fn secret(call: &Call) -> Zeroizing<String> {
    Zeroizing::new(call.header("yepiao-secret").unwrap_or("").to_owned())
}

/// Registers somebody who is not on the roll, or not rightly. The answer is the same whether they are on it or not.
#[utoipa::path(tag = "claims", security(()), params(InCommunity), request_body = NewClaim,
    responses((status = 201, description = "How to come back to it", body = ClaimMade)))]
#[post("/api/v1/public/communities/{community}/claims")]
async fn submit(call: Call, path: At<InCommunity>, body: Body<NewClaim>) -> Answer {
    call.attempt()?;
    call.submit(&body.clone(), move |work| {
        let NewClaim { unit, name, phone, basis, note } = body.read()?;
        let new = New { unit: unit.into(), name, phone, basis: Basis::of(&basis)?, note };
        let made = claims::submit(work, &path.community, new)?;
        Ok(Ok(reply::json(201, &ClaimMade { number: made.number.grouped(), secret: made.secret })?))
    })
    .await
}

/// What became of a claim.
#[utoipa::path(tag = "claims", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The claim's secret")),
    responses((status = 200, description = "Where it stands", body = ClaimState)))]
#[get("/api/v1/public/claims/{number}")]
async fn state(call: Call, path: At<OfNumber>) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    let state = call.anybody_reads(move |work| {
        let claim = claims::held(work, &path.number, &secret)?;
        let (person, files) = claims::state(work, &claim)?;
        let state = ClaimState {
            number: claim.number,
            state: claim.state,
            created_at: rfc3339(claim.created_at),
            decided_at: claim.decided_at.map(rfc3339),
            reason: claim.reason,
            answer: person.and_then(|person| person.answer),
            files: files.into_iter().map(KeptFile::from).collect(),
        };
        reply::json(200, &state)
    });
    Ok(reply::send(state.await?))
}

/// Adds a photo (JPEG, PNG, WebP) or a paper (PDF): the body is the file, of at most 10 MiB. At most six to a claim, until it is
/// decided. A photo is kept without where and with what it was taken.
#[utoipa::path(tag = "claims", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The claim's secret")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"),
    responses((status = 201, description = "What is kept of it", body = KeptFile)))]
#[post("/api/v1/public/claims/{number}/files")]
async fn attach(call: Call, path: At<OfNumber>, payload: Payload) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    let (number, held) = (path.number.clone(), secret.clone());
    call.anybody_reads(move |work| Ok(claims::is_open(&claims::held(work, &number, &held)?)?)).await?;
    let paper = call.receive(payload, Kind::Claim).await?;
    let kept = call.anybody(move |work| {
        let claim = claims::held(work, &path.number, &secret)?;
        reply::json(201, &KeptFile::from(claims::attach(work, &claim, &paper)?))
    });
    Ok(reply::send(kept.await?))
}

/// Takes a photo or paper back, until the claim is decided.
#[utoipa::path(tag = "claims", security(()),
    params(OfPaper, ("Yepiao-Secret" = String, Header, description = "The claim's secret")),
    responses((status = 204, description = "Forgotten")))]
#[delete("/api/v1/public/claims/{number}/files/{file}")]
async fn detach(call: Call, path: At<OfPaper>) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    call.anybody(move |work| {
        let claim = claims::held(work, &path.number, &secret)?;
        Ok(claims::detach(work, &claim, &path.file)?)
    })
    .await?;
    Ok(reply::send(reply::nothing()))
}

/// Takes a claim back that was not decided. What was told is erased at once.
#[utoipa::path(tag = "claims", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The claim's secret")),
    responses((status = 204, description = "Taken back")))]
#[delete("/api/v1/public/claims/{number}")]
async fn withdraw(call: Call, path: At<OfNumber>) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    call.anybody(move |work| {
        let claim = claims::held(work, &path.number, &secret)?;
        Ok(claims::withdraw(work, &claim)?)
    })
    .await?;
    Ok(reply::send(reply::nothing()))
}
