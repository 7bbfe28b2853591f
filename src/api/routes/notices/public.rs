//! Frozen notices, for everybody: as data, byte for byte, as text and as a page to print. A notice is known by its digest, which is
//! printed on it; who has the paper in hand can compare.

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call, Failure};
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::reply;
use super::super::polls::ThePoll;
use super::print;
use super::shown::{NoticeInList, PublicNotice};
use crate::flows::notices::{self, Notice};

/// Which notice.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct TheNotice {
    /// SHA-256 of the notice, hexadecimal, as it is printed on it.
    digest: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(show).service(frozen).service(text).service(printed);
}

/// The frozen notices of a poll.
#[utoipa::path(tag = "public", operation_id = "notices", security(()), params(ThePoll, PageQuery),
    responses((status = 200, description = "In the order in which they were begun", body = inline(Page<NoticeInList>))))]
#[get("/api/v1/public/polls/{poll}/notices")]
async fn list(call: Call, path: At<ThePoll>, page: Asked<PageQuery>) -> Answer {
    call.visit(move |work| {
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = notices::public_page(work, &path.poll, &after, rows)?;
        reply::json(200, &Page::of(read, rows, |found| [found.row.id.clone()], NoticeInList::from))
    })
    .await
}

/// A frozen notice, and how it hung up to now.
#[utoipa::path(tag = "public", operation_id = "notice", security(()), params(TheNotice),
    responses((status = 200, description = "The notice", body = PublicNotice)))]
#[get("/api/v1/public/notices/{digest}")]
async fn show(call: Call, path: At<TheNotice>) -> Answer {
    call.visit(move |work| {
        let found = notices::public(work, &path.digest)?;
        reply::json(200, &PublicNotice::of(work, found)?)
    })
    .await
}

async fn read(call: &Call, digest: String) -> Result<Notice, super::super::super::problem::Problem> {
    call.anybody_reads(move |work| Ok::<_, Failure>(notices::public(work, &digest)?)).await
}

/// The notice byte for byte, as its digest is made from it.
#[utoipa::path(tag = "public", operation_id = "notice_frozen", security(()), params(TheNotice),
    responses((status = 200, description = "Canonical JSON (RFC 8785)", body = Object)))]
#[get("/api/v1/public/notices/{digest}/frozen")]
async fn frozen(call: Call, path: At<TheNotice>) -> Answer {
    let found = read(&call, path.digest.clone()).await?;
    Ok(HttpResponse::Ok().content_type("application/json").body(found.row.text))
}

/// The notice as plain text.
#[utoipa::path(tag = "public", operation_id = "notice_text", security(()), params(TheNotice),
    responses((status = 200, description = "Its parts one after another", body = String, content_type = "text/plain")))]
#[get("/api/v1/public/notices/{digest}/text")]
async fn text(call: Call, path: At<TheNotice>) -> Answer {
    let found = read(&call, path.digest.clone()).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(found.text.plain()))
}

/// The notice as a page to print, A4.
#[utoipa::path(tag = "public", operation_id = "notice_print", security(()), params(TheNotice),
    responses((status = 200, description = "A page without scripts", body = String, content_type = "text/html")))]
#[get("/api/v1/public/notices/{digest}/print")]
async fn printed(call: Call, path: At<TheNotice>) -> Answer {
    let found = read(&call, path.digest.clone()).await?;
    let page = print::page(&found, call.service());
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, print::policy()))
        // A board is for those who live there, not for the whole world's search.
        .insert_header(("X-Robots-Tag", "noindex"))
        .body(page))
}
