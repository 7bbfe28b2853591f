//! Messages to phones: what became of them. Where they went and what they said is shown to nobody.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::body::Body;
use super::super::call::{Answer, Call, Failure};
use super::super::clock::rfc3339;
use super::super::page::{Asked, At, Page, PageQuery};
use super::super::problem::Code;
use super::super::reply;
use super::super::signature::Signed;
use super::communities::InCommunity;
use crate::flows::roles::Right;
use crate::flows::{access, messages};
use crate::store::message;

/// Reports at once at most.
const REPORTS: usize = 200;

/// A message and what became of it.
#[derive(Serialize, ToSchema)]
pub(super) struct Message {
    id: String,
    /// Which template: `code`, `trial`, `slip_sent`, `slip_voided`, `ballot_received`, `ballot_voided`, `paper_received`.
    template: String,
    /// Whose it is, by id; missing for codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    recipient: Option<String>,
    /// `waiting` (for its time, or to be tried again), `sending`, `accepted` by the carrier, `delivered` to the phone, `failed`.
    state: String,
    /// Since when it is in this state; when `waiting`, not before.
    #[schema(format = DateTime)]
    at: String,
    /// Attempts that failed, while it waits or is sent.
    failures: i64,
    /// Why it failed: `refused`, `undeliverable`, `attempts` or `expired`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    because: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<message::Message> for Message {
    fn from(row: message::Message) -> Self {
        Self {
            id: row.id,
            template: row.kind,
            recipient: row.recipient,
            state: row.state,
            at: rfc3339(row.at),
            failures: row.failures,
            because: row.because,
            created_at: rfc3339(row.created_at),
        }
    }
}

/// What became of messages.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reports {
    #[schema(min_items = 1, max_items = 200)]
    reports: Vec<OneReport>,
}

/// What became of one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneReport {
    /// The message's id.
    #[schema(max_length = 100)]
    id: String,
    state: Reported,
}

/// Whether it reached the phone.
#[derive(Clone, Copy, PartialEq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Reported {
    Delivered,
    Failed,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(try_out).service(report);
}

/// Messages of the community, from the oldest on. For the group, the supervisor and operators.
#[utoipa::path(tag = "messages", params(InCommunity, PageQuery),
    responses((status = 200, description = "In the order in which they were queued", body = inline(Page<Message>))))]
#[get("/api/v1/communities/{community}/messages")]
async fn list(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeMessages)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = messages::page(work, &within, &after, rows)?;
        reply::json(200, &Page::of(read, rows, |row| [row.id.clone()], Message::from))
    })
    .await
}

/// Sends a message to the own phone, to see whether any arrive; between 21:00 and 08:00 it waits. For the chair and operators.
#[utoipa::path(tag = "messages", params(InCommunity),
    responses((status = 202, description = "Queued", body = Message)))]
#[post("/api/v1/communities/{community}/messages/trial")]
async fn try_out(call: Call, path: At<InCommunity>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::TryMessages)?;
        reply::json(202, &Message::from(messages::try_out(work, &within)?))
    })
    .await
}

/// Tells what became of messages. For the gateway, which signs: HMAC-SHA-256, hexadecimal, of
/// `yepiao/gateway/v1|report|SECONDS|BODY` under a key that it shares with the service. May come twice.
#[utoipa::path(tag = "messages", security(()), request_body = Reports,
    params(("Yepiao-Timestamp" = i64, Header, description = "Seconds since 1970, not five minutes off"),
        ("Yepiao-Key" = String, Header, description = "Name of the key"),
        ("Yepiao-Signature" = String, Header, description = "The signature")),
    responses((status = 204, description = "Noted")))]
#[post("/api/v1/messages/reports")]
async fn report(call: Call, body: Body<Reports>) -> Answer {
    let bytes = body.whole().map_err(|code| call.problem(code.into()))?;
    let report = Signed::new(|name| call.header(name), &bytes);
    if !call.service().post().is_ours(&report, call.service().now()) {
        return Err(call.problem(Code::BadSignature.into()));
    }
    let Reports { reports } = body.read().map_err(|failure| call.problem(failure))?;
    if reports.is_empty() || reports.len() > REPORTS {
        return Err(call.problem(Failure::Body("/reports".into())));
    }
    call.anybody(move |work| {
        for OneReport { id, state } in &reports {
            messages::report(work, id, *state == Reported::Delivered)?;
        }
        Ok(())
    })
    .await?;
    Ok(reply::send(reply::nothing()))
}
