//! The public log: its head, proofs, entries; and the service's public keys. Also while people vote; then entries are hashes only.

use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::cast_token::Jwk;
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::problem::Code;
use super::super::super::reply;
use super::InPoll;
use crate::flows::log;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(checkpoint).service(inclusion).service(consistency).service(entries).service(keys);
}

/// A place in the log, and how long the log was.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Place {
    /// From 0.
    #[param(value_type = i64, minimum = 0)]
    index: u64,
    /// By which checkpoint: its number of entries.
    #[param(value_type = i64, minimum = 1)]
    size: u64,
}

/// Two lengths of the log.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Lengths {
    /// Entries by the older checkpoint.
    #[param(value_type = i64, minimum = 1)]
    old: u64,
    /// Entries by the newer one.
    #[param(value_type = i64, minimum = 1)]
    size: u64,
}

/// The hashes of a proof (RFC 6962), hexadecimal.
#[derive(Serialize, ToSchema)]
struct Proof {
    /// Hash of the entry; only of a proof of inclusion.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    leaf: Option<String>,
    proof: Vec<String>,
}

/// An entry of the log.
#[derive(Serialize, ToSchema)]
struct Entry {
    index: u64,
    /// Its hash in the tree.
    hash: String,
    /// Its canonical JSON, once the voting has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    entry: Option<String>,
}

/// Public keys by which tokens can be checked.
#[derive(Serialize, ToSchema)]
struct Keys {
    keys: Vec<Jwk>,
}

/// The signed head of the log (C2SP tlog-checkpoint).
#[utoipa::path(tag = "log", security(()), params(InPoll),
    responses((status = 200, description = "A signed note", body = String, content_type = "text/plain")))]
#[get("/api/v1/public/polls/{poll}/log/checkpoint")]
async fn checkpoint(call: Call, path: At<InPoll>) -> Answer {
    let ready = call.casting_in(&path.poll).await?;
    call.visit(move |work| {
        let head = log::head(work, ready.poll())?;
        let note = reply::raw(head.sign(work, &ready.checkpoints)?.to_string());
        // Never from a cache that has not asked: an older head has no place for a ballot that was cast a moment ago.
        Ok(reply::as_it_is_now(reply::with(note, "Content-Type", "text/plain; charset=utf-8".into())))
    })
    .await
}

/// The proof that an entry stands in the log that a checkpoint is the head of.
#[utoipa::path(tag = "log", security(()), params(InPoll, Place),
    responses((status = 200, description = "The proof", body = Proof)))]
#[get("/api/v1/public/polls/{poll}/log/inclusion")]
async fn inclusion(call: Call, path: At<InPoll>, place: Asked<Place>) -> Answer {
    call.visit(move |work| {
        let (leaf, proof) = log::inclusion(work, &path.poll, place.index, place.size)?;
        let proof = proof.iter().map(ToString::to_string).collect();
        reply::json(200, &Proof { leaf: Some(leaf.to_string()), proof }).map(reply::for_good)
    })
    .await
}

/// The proof that an older log is the beginning of a newer one.
#[utoipa::path(tag = "log", security(()), params(InPoll, Lengths),
    responses((status = 200, description = "The proof", body = Proof)))]
#[get("/api/v1/public/polls/{poll}/log/consistency")]
async fn consistency(call: Call, path: At<InPoll>, lengths: Asked<Lengths>) -> Answer {
    call.visit(move |work| {
        let proof = log::consistency(work, &path.poll, lengths.old, lengths.size)?;
        let proof = Proof { leaf: None, proof: proof.iter().map(ToString::to_string).collect() };
        reply::json(200, &proof).map(reply::for_good)
    })
    .await
}

/// The entries. Until the voting has ended, their hashes only.
#[utoipa::path(tag = "log", security(()), params(InPoll, PageQuery),
    responses((status = 200, description = "From the first on", body = inline(Page<Entry>))))]
#[get("/api/v1/public/polls/{poll}/log/entries")]
async fn entries(call: Call, path: At<InPoll>, page: Asked<PageQuery>) -> Answer {
    call.visit(move |work| {
        let (rows, [after]) = (page.rows()?, page.after()?);
        let from: u64 = if after.is_empty() { 0 } else { after.parse().map_err(|_| Code::BadCursor)? };
        let rows_read = u64::try_from(rows).map_err(|_| Code::BadCursor)?;
        log::head(work, &path.poll)?;
        let read = log::leaves(work, &path.poll, from..from.saturating_add(rows_read).min(i64::MAX.unsigned_abs()))?;
        let show = |(index, hash, entry)| Entry { index, hash, entry };
        let page = Page::of(read, rows, |(index, ..)| [index.saturating_add(1).to_string()], show);
        // More come, and when the voting ends what they say.
        reply::json(200, &page).map(reply::as_it_is_now)
    })
    .await
}

/// The public keys of tokens.
#[utoipa::path(tag = "log", security(()), responses((status = 200, description = "A key set (RFC 7517)", body = Keys)))]
#[get("/.well-known/jwks.json")]
async fn keys(call: Call) -> Answer {
    let keys = Keys { keys: call.service().tokens().jwks() };
    Ok(reply::send(reply::for_a_minute(reply::json(200, &keys).map_err(|failure| call.problem(failure))?)))
}
