//! Trustees 计票受托人, for the staff and for visitors.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::page::At;
use super::super::super::reply;
use super::super::super::service::Service;
use super::super::polls::OfPoll;
use crate::crypto::hash::Digest;
use crate::flows::opening::trustees::{self, Link, Table};
use crate::flows::roles::Right;
use crate::flows::{Error, access, polls};

/// Who shall hold the key of a poll.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTrustees {
    /// Names of those with a key without which nothing is opened.
    #[serde(default)]
    #[schema(max_items = 32)]
    singles: Vec<String>,
    /// Names of the members of one joint key.
    #[serde(default)]
    #[schema(max_items = 32)]
    members: Vec<String>,
    /// How many members are needed: more than half, fewer than all. 0 without members.
    #[serde(default)]
    threshold: u32,
    /// Whether what trustees handed in before is given up.
    #[serde(default)]
    anew: bool,
}

/// Links that were just made: they are shown once.
#[derive(Serialize, ToSchema)]
struct TrusteeLinks {
    links: Vec<TrusteeLink>,
}

/// A trustee's link. Whoever has it takes part under this name.
#[derive(Serialize, ToSchema)]
struct TrusteeLink {
    /// From 1.
    place: i64,
    name: String,
    link: String,
}

/// Who holds the key of a poll, and how far the key is. Public.
#[derive(Serialize, ToSchema)]
pub(super) struct TrusteeTable {
    /// How many members of the joint key are needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    threshold: Option<i64>,
    trustees: Vec<TrusteeSeat>,
    messages: Vec<TrusteeMessage>,
    /// `trustees.json`, once the key is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    list: Option<String>,
    /// Its SHA-256, hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    digest: Option<String>,
}

/// A trustee.
#[derive(Serialize, ToSchema)]
struct TrusteeSeat {
    /// From 1.
    place: i64,
    name: String,
    /// Number in the joint key, from 1. Missing: a key of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    member: Option<i64>,
}

/// What a trustee's program handed in.
#[derive(Serialize, ToSchema)]
struct TrusteeMessage {
    /// 1: the public key, or the certificate; 2: the polynomial; 3: the member's part of the joint key.
    step: i64,
    place: i64,
    /// Byte for byte.
    message: String,
}

impl From<Table> for TrusteeTable {
    fn from(table: Table) -> Self {
        let seat = |seat: crate::store::trustee::Seat| TrusteeSeat { place: seat.place, name: seat.name, member: seat.member };
        let message = |message: crate::store::trustee::Message| TrusteeMessage {
            step: message.step,
            place: message.place,
            message: message.message,
        };
        Self {
            threshold: table.board.threshold,
            digest: table.board.list.as_ref().map(|list| Digest::of(list.as_bytes()).to_string()),
            list: table.board.list,
            trustees: table.seats.into_iter().map(seat).collect(),
            messages: table.messages.into_iter().map(message).collect(),
        }
    }
}

/// Which trustee.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct TheTrustee {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// From 1.
    place: i64,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(name).service(show).service(relink).service(holders);
}

fn link(service: &Service, link: Link) -> TrusteeLink {
    TrusteeLink { place: link.seat.place, name: link.seat.name, link: service.trustee_link(&link.secret).to_string() }
}

fn table(work: &mut crate::flows::Work<'_>, poll: &str) -> Result<TrusteeTable, Failure> {
    Ok(trustees::table(work, poll)?.ok_or(Error::Missing)?.into())
}

/// Names the trustees and makes a link for each. For the chair.
#[utoipa::path(tag = "trustees", params(OfPoll), request_body = NewTrustees,
    responses((status = 201, description = "Named; the links are shown once", body = TrusteeLinks)))]
#[post("/api/v1/communities/{community}/polls/{poll}/trustees")]
async fn name(call: Call, path: At<OfPoll>, body: Body<NewTrustees>) -> Answer {
    let service = call.shared();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let NewTrustees { singles, members, threshold, anew } = body.read()?;
        let links = trustees::name(work, &within, &poll, &trustees::Named { singles, members, threshold, anew })?;
        let links = links.into_iter().map(|one| link(&service, one)).collect();
        reply::json(201, &TrusteeLinks { links })
    })
    .await
}

/// The trustees, and how far the key is.
#[utoipa::path(tag = "trustees", params(OfPoll), responses((status = 200, description = "The trustees", body = TrusteeTable)))]
#[get("/api/v1/communities/{community}/polls/{poll}/trustees")]
async fn show(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        polls::load(work, &within, &path.poll)?;
        reply::json(200, &table(work, &path.poll)?)
    })
    .await
}

/// Another link for a trustee; the one before is worth nothing from now on. For the chair.
#[utoipa::path(tag = "trustees", params(TheTrustee), responses((status = 201, description = "The link", body = TrusteeLink)))]
#[post("/api/v1/communities/{community}/polls/{poll}/trustees/{place}/link")]
async fn relink(call: Call, path: At<TheTrustee>) -> Answer {
    let service = call.shared();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let made = trustees::relink(work, &within, &poll, path.place)?;
        reply::json(201, &link(&service, made))
    })
    .await
}

/// The trustees of a public poll, and how far the key is.
#[utoipa::path(tag = "public", security(()), params(super::super::polls::ThePoll),
    responses((status = 200, description = "The trustees", body = TrusteeTable, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/trustees")]
async fn holders(call: Call, path: At<super::super::polls::ThePoll>) -> Answer {
    call.visit(move |work| {
        polls::public(work, &path.poll)?;
        Ok(reply::for_a_minute(reply::json(200, &table(work, &path.poll)?)?))
    })
    .await
}
