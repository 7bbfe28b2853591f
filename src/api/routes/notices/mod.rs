//! Notices 公告, for the staff: drafted from the poll, changed, frozen; where they hang is in [`postings`].

mod postings;
mod print;
mod public;
mod shown;

use actix_web::{delete, get, post, put};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::body::{Body, LARGE};
use super::super::call::{Answer, Call, Failure};
use super::super::gateway::host;
use super::super::page::{Asked, At, Page, PageQuery};
use super::super::reply;
use super::polls::OfPoll;
use crate::crypto::hash::Digest;
use crate::election::poll::notice::{Kind, PartText, Window};
use crate::flows::answers::Given;
use crate::flows::roles::Right;
use crate::flows::{Work, access, notices, polls};
use shown::{Days, Notice, NoticeInList, Text};

/// Which notice.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfNotice {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The notice's id.
    notice: String,
}

/// A new notice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNotice {
    /// `group_formed`, `roll`, `draft_rules`, `candidate_method`, `call_for_candidates`, `candidates`, `meeting`, `voting_opens`,
    /// `reminder`, `extension`, `counting`, `result`, `first_committee_meeting`, `filing` or `correction`.
    #[schema(value_type = String, example = "meeting")]
    kind: Kind,
    /// Digest of the frozen notice that a `correction` corrects.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false)]
    corrects: Option<Digest>,
}

/// What a draft says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoticeDraft {
    /// First and last day of the time that it is about.
    #[serde(default)]
    #[schema(value_type = Option<Days>, nullable = false)]
    window: Option<Window>,
    /// In the order in which they are printed.
    #[schema(value_type = Vec<Text>, max_items = 12)]
    parts: Vec<PartText>,
    /// Where it has to hang, e.g. `3栋2单元公告栏`.
    #[schema(max_items = 500)]
    places: Vec<String>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(begin).service(show).service(change).service(discard).service(freeze);
    postings::routes(config);
    public::routes(config);
}

/// With its version.
fn shown(work: &mut Work<'_>, poll: &polls::Poll, status: u16, found: notices::Notice) -> Result<Given, Failure> {
    let version = found.row.version;
    Ok(reply::versioned(reply::json(status, &Notice::of(work, poll, found)?)?, version))
}

/// The notices of a poll.
#[utoipa::path(tag = "notices", params(OfPoll, PageQuery),
    responses((status = 200, description = "In the order in which they were begun", body = inline(Page<NoticeInList>))))]
#[get("/api/v1/communities/{community}/polls/{poll}/notices")]
async fn list(call: Call, path: At<OfPoll>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let poll = polls::load(work, &within, &path.poll)?;
        let read = notices::page(work, &poll, &after, rows)?;
        reply::json(200, &Page::of(read, rows, |found| [found.row.id.clone()], NoticeInList::from))
    })
    .await
}

/// Drafts a notice of a kind from the poll. What only people know is marked 【请填写】. For the chair and members.
#[utoipa::path(tag = "notices", params(OfPoll), request_body = NewNotice,
    responses((status = 201, description = "A draft", body = Notice, headers(("Location" = String), ("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/notices")]
async fn begin(call: Call, path: At<OfPoll>, body: Body<NewNotice>) -> Answer {
    let service = call.shared();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Prepare)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let NewNotice { kind, corrects } = body.read()?;
        let found = notices::begin(work, &within, &poll, kind, corrects, host(service.public_url()))?;
        let location = format!("/api/v1/communities/{}/polls/{}/notices/{}", path.community, path.poll, found.row.id);
        Ok(reply::with(shown(work, &poll, 201, found)?, "Location", location))
    })
    .await
}

/// One notice: a draft with what is still missing, or a frozen one with how it hung.
#[utoipa::path(tag = "notices", params(OfNotice),
    responses((status = 200, description = "The notice", body = Notice, headers(("ETag" = String)))))]
#[get("/api/v1/communities/{community}/polls/{poll}/notices/{notice}")]
async fn show(call: Call, path: At<OfNotice>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let found = notices::load(work, &poll, &path.notice)?;
        shown(work, &poll, 200, found)
    })
    .await
}

/// Other words, days or places for a draft. For the chair and members.
#[utoipa::path(tag = "notices", params(OfNotice, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = NoticeDraft,
    responses((status = 200, description = "Changed", body = Notice, headers(("ETag" = String)))))]
#[put("/api/v1/communities/{community}/polls/{poll}/notices/{notice}")]
async fn change(call: Call, path: At<OfNotice>, body: Body<NoticeDraft, LARGE>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Prepare)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let found = notices::load(work, &poll, &path.notice)?;
        let version = version?;
        let NoticeDraft { window, parts, places } = body.read()?;
        let found = notices::change(work, &within, found, version, notices::Change { window, parts, places })?;
        shown(work, &poll, 200, found)
    })
    .await
}

/// Throws a draft away. For the chair and members.
#[utoipa::path(tag = "notices", params(OfNotice, ("If-Match" = String, Header, description = "The ETag last read")),
    responses((status = 204, description = "Thrown away")))]
#[delete("/api/v1/communities/{community}/polls/{poll}/notices/{notice}")]
async fn discard(call: Call, path: At<OfNotice>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Prepare)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let found = notices::load(work, &poll, &path.notice)?;
        notices::discard(work, &within, &found, version?)?;
        Ok(reply::nothing())
    })
    .await
}

/// Freezes a draft: from now on it is public and never changes; a mistake is mended by a correction. For the chair.
#[utoipa::path(tag = "notices", params(OfNotice, ("If-Match" = String, Header, description = "The ETag last read")),
    responses((status = 200, description = "Frozen", body = Notice, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/notices/{notice}/freeze")]
async fn freeze(call: Call, path: At<OfNotice>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let found = notices::load(work, &poll, &path.notice)?;
        let found = notices::freeze(work, &within, &poll, found, version?)?;
        shown(work, &poll, 200, found)
    })
    .await
}
