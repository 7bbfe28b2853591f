//! The files of a poll that was closed: the record, and the two archives out of it. What trustees check and sign is here as well: the
//! record as far as the poll has come.

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::counting::{Body, Which};
use super::super::super::page::At;
use super::super::super::problem::Code;
use super::OfCount;
use crate::flows::counting::Edition;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(record).service(people).service(area);
}

/// The record 选举档案, `record.zip`: after the close what trustees check, with the result once the poll is counted. `yepiao verify` checks
/// it.
#[utoipa::path(tag = "counting", security(()), params(OfCount),
    responses((status = 200, description = "A zip", body = Vec<u8>, content_type = "application/zip", headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/record")]
async fn record(call: Call, path: At<OfCount>) -> Answer {
    file(call, path.into_inner().poll, Which::Record).await
}

/// The archive that counts people, as `belenios-tool` reads it.
#[utoipa::path(tag = "counting", security(()), params(OfCount),
    responses((status = 200, description = "An archive", body = Vec<u8>, content_type = "application/octet-stream",
        headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/people.bel")]
async fn people(call: Call, path: At<OfCount>) -> Answer {
    file(call, path.into_inner().poll, Which::People).await
}

/// The archive that counts area, as `belenios-tool` reads it.
#[utoipa::path(tag = "counting", security(()), params(OfCount),
    responses((status = 200, description = "An archive", body = Vec<u8>, content_type = "application/octet-stream",
        headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/area.bel")]
async fn area(call: Call, path: At<OfCount>) -> Answer {
    file(call, path.into_inner().poll, Which::Area).await
}

async fn file(call: Call, poll: String, which: Which) -> Answer {
    let (media, name) = match which {
        Which::Record => ("application/zip", format!("{poll}.zip")),
        Which::People => ("application/octet-stream", format!("{poll}.people.bel")),
        Which::Area => ("application/octet-stream", format!("{poll}.area.bel")),
    };
    let service = call.shared();
    let made = web::block(move || service.records().of(&service, &poll)).await;
    let made = made.unwrap_or(Err(Code::Busy.into())).map_err(|failure| call.problem(failure))?;
    let mut etag = made.file(which).digest.to_string();
    etag.truncate(32);
    let etag = format!("\"{etag}\"");
    // With the result it does not change any more.
    let cache = if made.edition == Edition::Counted { "public, max-age=3600" } else { "public, max-age=60" };
    let known = call.header(header::IF_NONE_MATCH.as_str()).unwrap_or("");
    let same = known.split(',').any(|known| known.trim() == etag);
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, etag)).insert_header((header::CACHE_CONTROL, cache));
    if same {
        return Ok(response.finish());
    }
    response.content_type(media);
    response.insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    response.insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'"));
    Ok(response.body(Body::new(made, which)))
}
