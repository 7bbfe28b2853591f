//! Where a notice was seen hanging, with photos.

use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call, Failure};
use super::super::super::clock::{millis, rfc3339};
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::reply;
use super::OfNotice;
use crate::election::poll::notice::posting;
use crate::flows::files;
use crate::flows::roles::Right;
use crate::flows::{FieldFault, Refusal, access, notices, polls};
use crate::store::notice as rows;

/// Which entry.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfPosting {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The notice's id.
    notice: String,
    /// The entry's id.
    posting: String,
}

/// What was seen; the photo is the body.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SeenQuery {
    /// One of the notice's places.
    #[param(value_type = String, max_length = 60)]
    place: Option<String>,
    /// `hangs`, `gone` or `taken_down`.
    #[param(value_type = String, example = "hangs")]
    seen: Option<String>,
    /// When, RFC 3339; by default now.
    #[param(value_type = Option<String>, format = DateTime)]
    at: Option<String>,
}

/// What was seen at a place.
#[derive(Serialize, ToSchema)]
struct Posting {
    id: String,
    place: String,
    /// `hangs`, `gone` or `taken_down`.
    seen: String,
    #[schema(format = DateTime)]
    at: String,
    #[schema(format = DateTime)]
    recorded_at: String,
    /// The account of whoever recorded it.
    recorded_by: String,
    /// SHA-256 of the photo, hexadecimal.
    photo: String,
}

impl From<rows::Posting> for Posting {
    fn from(row: rows::Posting) -> Self {
        Self {
            id: row.id,
            place: row.place,
            seen: row.seen,
            at: rfc3339(row.at),
            recorded_at: rfc3339(row.recorded_at),
            recorded_by: row.recorded_by,
            photo: row.photo_digest,
        }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(postings).service(post).service(show_photo);
}

/// What was seen of a frozen notice, in the order in which it was recorded.
#[utoipa::path(tag = "notices", params(OfNotice, PageQuery),
    responses((status = 200, description = "Entries", body = inline(Page<Posting>))))]
#[get("/api/v1/communities/{community}/polls/{poll}/notices/{notice}/postings")]
async fn postings(call: Call, path: At<OfNotice>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let poll = polls::load(work, &within, &path.poll)?;
        let found = notices::load(work, &poll, &path.notice)?;
        let read = notices::postings(work, &found, &after, rows)?;
        reply::json(200, &Page::of(read, rows, |row| [row.id.clone()], Posting::from))
    })
    .await
}

/// Records where a frozen notice hangs, or is gone: the body is the photo (JPEG, PNG, WebP; 10 MiB at most), which is kept without where
/// and with what it was taken. An entry never changes. For the group, the supervisor and canvassers.
#[utoipa::path(tag = "notices", params(OfNotice, SeenQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The photo"),
    responses((status = 201, description = "Recorded", body = Posting)))]
#[post("/api/v1/communities/{community}/polls/{poll}/notices/{notice}/postings")]
async fn post(call: Call, path: At<OfNotice>, seen: Asked<SeenQuery>, payload: Payload) -> Answer {
    let (first, now) = (path.clone(), call.service().now());
    call.looks(move |work, who| {
        let within = access::enter(work, who, &first.community, Right::PostNotices)?;
        let poll = polls::load(work, &within, &first.poll)?;
        Ok(notices::load(work, &poll, &first.notice).map(drop)?)
    })
    .await?;
    let wrong = |field| call.problem(Refusal::Field { field, why: FieldFault::Unknown }.into());
    let at = seen.at.as_deref().map_or(Some(now), millis).ok_or_else(|| wrong("at"))?;
    let what = seen.seen.as_deref().and_then(posting::Seen::of).ok_or_else(|| wrong("seen"))?;
    let SeenQuery { place, at: said, .. } = seen.into_inner();
    let place = place.ok_or_else(|| wrong("place"))?;
    let photo = call.receive(payload, files::Kind::Posting).await?;
    let asked = Bytes::from(format!("{place}|{}|{}|{}", what.word(), said.unwrap_or_default(), photo.digest()));
    call.write_file(asked, move |work, who| {
        let within = access::enter(work, who, &path.community, Right::PostNotices)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let found = notices::load(work, &poll, &path.notice)?;
        let seen = notices::Seen { place: place.clone(), seen: what, at };
        reply::json(201, &Posting::from(notices::post(work, &within, &found, seen, &photo)?))
    })
    .await
}

/// The photo of an entry. Whoever looks at it is logged.
#[utoipa::path(tag = "notices", params(OfPosting),
    responses((status = 200, description = "The photo", body = Vec<u8>, content_type = "image/jpeg")))]
#[get("/api/v1/communities/{community}/polls/{poll}/notices/{notice}/postings/{posting}/photo")]
async fn show_photo(call: Call, path: At<OfPosting>) -> Answer {
    let found = call.somebody(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::PostNotices)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let found = notices::load(work, &poll, &path.notice)?;
        Ok::<_, Failure>(notices::open_photo(work, &within, &found, &path.posting)?)
    });
    let (media, bytes) = found.await?;
    Ok(HttpResponse::Ok().content_type(media).insert_header((header::CONTENT_DISPOSITION, "inline")).body(bytes.to_vec()))
}
