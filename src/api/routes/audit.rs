//! The audit log of a community.

use actix_web::get;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::call::{Answer, Call};
use super::super::clock::rfc3339;
use super::super::page::{Asked, At, Page, PageQuery};
use super::super::problem::Code;
use super::super::reply;
use super::communities::InCommunity;
use crate::flows::roles::Right;
use crate::flows::{Error, Fault, access, audit};

/// One entry. Each holds the digest of the one before.
#[derive(Serialize, ToSchema)]
struct AuditEntry {
    /// From 0, without gaps.
    seq: i64,
    #[schema(format = DateTime)]
    at: String,
    /// Whose doing it was; missing for the command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// What was done. What begins with `looked.` is a look at personal data.
    action: String,
    /// The id of what it was done to.
    object: String,
    /// More about it, without personal data.
    #[schema(value_type = Object)]
    details: Box<RawValue>,
    /// SHA-256 of the entry before; empty for the first.
    previous: String,
    /// SHA-256 of this entry.
    digest: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Who did what. For the chair, the supervisor and auditors.
#[utoipa::path(tag = "audit", params(InCommunity, PageQuery),
    responses((status = 200, description = "From the oldest on", body = inline(Page<AuditEntry>))))]
#[get("/api/v1/communities/{community}/audit")]
async fn list(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ReadAudit)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let from: i64 = if after.is_empty() { 0 } else { after.parse().map_err(|_| Code::BadCursor)? };
        let read = audit::page(work, &within, from, rows)?;
        let mut entries = Vec::with_capacity(read.len());
        for entry in read {
            let details =
                RawValue::from_string(entry.details).map_err(|_| Error::Broken(Fault::Json("audit_entries.details")))?;
            entries.push(AuditEntry {
                seq: entry.seq,
                at: rfc3339(entry.at),
                account: entry.account_id,
                action: entry.action,
                object: entry.object,
                details,
                previous: entry.previous,
                digest: entry.digest,
            });
        }
        reply::json(200, &Page::of(entries, rows, |entry| [entry.seq.saturating_add(1).to_string()], |entry| entry))
    })
    .await
}
