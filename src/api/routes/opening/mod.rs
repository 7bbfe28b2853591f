//! From an announced poll to an open one: trustees, voters and credentials, slips and who handed them over, and the opening that binds them.

mod deliveries;
mod slips;
mod trustee;
mod trustees;
mod voters;

pub(super) use slips::VotersAsked;

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::body::Body;
use super::super::call::{Answer, Call, Failure};
use super::super::clock::{rfc3339, written};
use super::super::page::At;
use super::super::reply;
use super::polls::OfPoll;
use crate::crypto::hash::Digest;
use crate::flows::opening::schedule;
use crate::flows::roles::Right;
use crate::flows::{Error, access, opening, polls};
use crate::store::opening::Opening as Row;

/// What the chair decides about the opening.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOpening {
    /// The latest end, if the voting may be extended. Missing: it is not extended.
    #[serde(default)]
    #[schema(format = DateTime, max_length = 40, nullable = false)]
    extend_until: Option<String>,
    /// Who watches the log.
    #[serde(default)]
    #[schema(max_items = 8)]
    cosigners: Vec<NewCosigner>,
}

/// Somebody who watches the log by C2SP cosignature/v1.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCosigner {
    /// An address without scheme.
    #[schema(min_length = 1, max_length = 200, example = "jiedao.example.cn/w1")]
    name: String,
    /// Ed25519, base64.
    #[schema(max_length = 100)]
    key: String,
}

/// An opening. Its files are public.
#[derive(Serialize, ToSchema)]
struct OpeningShown {
    /// SHA-256 of `opening.json`, hexadecimal.
    digest: String,
    /// Fingerprint of the election.
    phi: String,
    #[schema(format = DateTime)]
    prepared_at: String,
    /// When the poll opens, closes or becomes final by itself.
    due: Vec<Due>,
}

/// What the service does by itself.
#[derive(Serialize, ToSchema)]
struct Due {
    /// `open`, `close` or `final`.
    action: String,
    #[schema(format = DateTime)]
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    done_at: Option<String>,
    /// Code of the problem that kept it from being done at its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    refused: Option<String>,
}

/// A later end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEnd {
    #[schema(format = DateTime, max_length = 40)]
    until: String,
}

/// The poll's end.
#[derive(Serialize, ToSchema)]
struct EndShown {
    #[schema(format = DateTime)]
    ends: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(prepare).service(show).service(extend).service(file);
    trustees::routes(config);
    trustee::routes(config);
    voters::routes(config);
    slips::routes(config);
    deliveries::routes(config);
}

fn shown(status: u16, row: &Row, timers: Vec<schedule::Timer>) -> Result<crate::flows::answers::Given, Failure> {
    let due = |timer: schedule::Timer| Due {
        action: timer.action,
        at: rfc3339(timer.due_at),
        done_at: timer.done_at.map(rfc3339),
        refused: timer.refused,
    };
    let shown = OpeningShown {
        digest: Digest::of(row.opening.as_bytes()).to_string(),
        phi: row.phi.clone(),
        prepared_at: rfc3339(row.prepared_at),
        due: timers.into_iter().map(due).collect(),
    };
    reply::json(status, &shown)
}

/// Prepares the opening: everything that stands before the voting is bound, once. The poll opens by itself at its time, if the posting
/// log shows that the notice of the meeting hung for as long as it has to. For the chair.
#[utoipa::path(tag = "opening", params(OfPoll), request_body = NewOpening,
    responses((status = 201, description = "Prepared", body = OpeningShown)))]
#[post("/api/v1/communities/{community}/polls/{poll}/opening")]
async fn prepare(call: Call, path: At<OfPoll>, body: Body<NewOpening>) -> Answer {
    let service = call.shared();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let NewOpening { extend_until, cosigners } = body.read()?;
        let plan = opening::Plan {
            host: service.host(),
            extend_until: extend_until.map(|until| written("extend_until", &until)).transpose()?,
            cosigners: cosigners.into_iter().map(|one| (one.name, one.key)).collect(),
        };
        let row = opening::prepare(work, &within, &poll, &plan)?;
        shown(201, &row, schedule::of(work, &path.poll)?)
    })
    .await
}

/// The opening, and when the poll opens and closes.
#[utoipa::path(tag = "opening", params(OfPoll), responses((status = 200, description = "The opening", body = OpeningShown)))]
#[get("/api/v1/communities/{community}/polls/{poll}/opening")]
async fn show(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        polls::load(work, &within, &path.poll)?;
        let row = opening::prepared(work, &path.poll)?.ok_or(Error::Missing)?;
        shown(200, &row, schedule::of(work, &path.poll)?)
    })
    .await
}

/// Extends the voting 延期, once, before its end, as far as the opening allows. It stands in the public log. For the chair.
#[utoipa::path(tag = "opening", params(OfPoll, ("If-Match" = String, Header, description = "The ETag of the poll last read")),
    request_body = NewEnd, responses((status = 200, description = "Extended", body = EndShown)))]
#[post("/api/v1/communities/{community}/polls/{poll}/extend")]
async fn extend(call: Call, path: At<OfPoll>, body: Body<NewEnd>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let mut poll = polls::take_version(work, &within, &path.poll, version?)?;
        let until = written("until", &body.read()?.until)?;
        schedule::extend(work, &within, &mut poll, until)?;
        reply::json(200, &EndShown { ends: rfc3339(until) })
    })
    .await
}

/// Which file.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct TheFile {
    /// The poll's id.
    poll: String,
    /// `opening.json`, `election.json`, `trustees.json`, `people.json` or `area.json`.
    file: String,
}

/// A file that is bound by the opening of a public poll, byte for byte. It never changes.
#[utoipa::path(tag = "public", security(()), params(TheFile),
    responses((status = 200, description = "The file", body = Object, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/opening/{file}")]
async fn file(call: Call, path: At<TheFile>) -> Answer {
    call.visit(move |work| {
        polls::public(work, &path.poll)?;
        let row = opening::prepared(work, &path.poll)?.ok_or(Error::Missing)?;
        let body = match path.file.as_str() {
            "opening.json" => row.opening,
            "election.json" => row.election,
            "trustees.json" => row.trustees,
            "people.json" => row.people,
            "area.json" => row.area,
            _ => return Err(Error::Missing.into()),
        };
        let given = crate::flows::answers::Given { status: 200, headers: Vec::new(), body };
        Ok(reply::for_a_minute(given))
    })
    .await
}
