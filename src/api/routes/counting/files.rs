//! The files of a poll that was closed: the record, and the two archives out of it. What trustees check and sign is here as well: the
//! record as far as the poll has come. They are large: a download that was interrupted goes on where it was ([`Part`]).

use actix_web::http::header;
use actix_web::{HttpResponse, get, guard, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::counting::{Body, Which};
use super::super::super::page::At;
use super::super::super::part::Part;
use super::super::super::problem::Code;
use super::OfCount;

const RECORD: &str = "/api/v1/public/polls/{poll}/record";
const PEOPLE: &str = "/api/v1/public/polls/{poll}/people.bel";
const AREA: &str = "/api/v1/public/polls/{poll}/area.bel";

/// The paths that answer `HEAD` as well. It needs no words of its own in the document: it is `GET` without the body (RFC 9110, 9.3.2).
pub(in super::super) const WITH_HEAD: [&str; 3] = [RECORD, PEOPLE, AREA];

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(record).service(people).service(area);
    for (path, which) in WITH_HEAD.into_iter().zip([Which::Record, Which::People, Which::Area]) {
        let looked_at = web::resource(path).guard(guard::Head());
        let handler = move |call: Call, path: At<OfCount>| file(call, path.into_inner().poll, which);
        config.map(|config| config.service(looked_at.to(handler)));
    }
}

/// The record 选举档案, `record.zip`: after the close what trustees check, with the result once the poll is counted. `yepiao verify` checks
/// it.
#[utoipa::path(tag = "counting", security(()), params(OfCount, ("Range" = Option<String>, Header, description = "One range of bytes")),
    responses((status = 200, description = "A zip", body = Vec<u8>, content_type = "application/zip", headers(("ETag" = String))),
        (status = 206, description = "A part of it", body = Vec<u8>, content_type = "application/zip", headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/record")]
async fn record(call: Call, path: At<OfCount>) -> Answer {
    file(call, path.into_inner().poll, Which::Record).await
}

/// The archive that counts people, as `belenios-tool` reads it.
#[utoipa::path(tag = "counting", security(()), params(OfCount, ("Range" = Option<String>, Header, description = "One range of bytes")),
    responses((status = 200, description = "An archive", body = Vec<u8>, content_type = "application/octet-stream",
        headers(("ETag" = String))),
        (status = 206, description = "A part of it", body = Vec<u8>, content_type = "application/octet-stream",
        headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/people.bel")]
async fn people(call: Call, path: At<OfCount>) -> Answer {
    file(call, path.into_inner().poll, Which::People).await
}

/// The archive that counts area, as `belenios-tool` reads it.
#[utoipa::path(tag = "counting", security(()), params(OfCount, ("Range" = Option<String>, Header, description = "One range of bytes")),
    responses((status = 200, description = "An archive", body = Vec<u8>, content_type = "application/octet-stream",
        headers(("ETag" = String))),
        (status = 206, description = "A part of it", body = Vec<u8>, content_type = "application/octet-stream",
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
    let length = made.file(which).length;
    let mut etag = made.file(which).digest.to_string();
    etag.truncate(32);
    let etag = format!("\"{etag}\"");
    // With the result, or without one for ever, it does not change any more.
    let cache = if made.edition.is_last() { "public, max-age=3600" } else { "public, max-age=60" };
    let known = call.header(header::IF_NONE_MATCH.as_str()).unwrap_or("");
    let same = known.split(',').any(|known| known.trim() == etag);
    // A part of what is another file by now would not fit to the rest: then all of it.
    let part_of_this = call.header(header::IF_RANGE.as_str()).is_none_or(|of| of == etag);
    let asked = call.header(header::RANGE.as_str()).filter(|_| part_of_this && call.gets());
    let part = asked.map_or(Part::Whole, |asked| Part::read(asked, length));
    let mut response = match &part {
        _ if same => HttpResponse::NotModified(),
        Part::Whole => HttpResponse::Ok(),
        Part::Bytes(_) => HttpResponse::PartialContent(),
        Part::Beyond => return Err(call.problem(Code::BeyondTheEnd { length }.into())),
    };
    response.insert_header((header::ETAG, etag)).insert_header((header::CACHE_CONTROL, cache));
    response.insert_header((header::ACCEPT_RANGES, "bytes"));
    if same {
        return Ok(response.finish());
    }
    response.content_type(media);
    response.insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    response.insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'"));
    let part = match part {
        Part::Bytes(part) => {
            let last = part.end.saturating_sub(1);
            response.insert_header((header::CONTENT_RANGE, format!("bytes {}-{last}/{length}", part.start)));
            part
        }
        Part::Whole | Part::Beyond => 0..length,
    };
    Ok(response.body(Body::new(made, which, part)))
}
