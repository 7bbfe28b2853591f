//! Communities 小区.

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::body::Body;
use super::super::call::{Answer, Call};
use super::super::clock::rfc3339;
use super::super::page::{Asked, At, Page, PageQuery};
use super::super::reply;
use crate::flows::answers::Given;
use crate::flows::roles::Right;
use crate::flows::{access, communities};
use crate::store::community;

/// Which community.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct InCommunity {
    /// The community's id.
    pub(super) community: String,
}

/// What is told about a community.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AboutCommunity {
    /// What people call it.
    #[schema(min_length = 1, max_length = 60, example = "湖光小区")]
    name: String,
    #[schema(min_length = 1, max_length = 200)]
    address: String,
    /// The rule set of the place: `national` or `jilin-changchun`.
    #[schema(example = "jilin-changchun")]
    rules: String,
    /// IANA name.
    #[serde(default = "usual_time_zone")]
    #[schema(default = "Asia/Shanghai")]
    time_zone: String,
}

fn usual_time_zone() -> String {
    "Asia/Shanghai".into()
}

/// A community.
#[derive(Serialize, ToSchema)]
pub(super) struct Community {
    id: String,
    name: String,
    address: String,
    /// The rule set of the place.
    rules: String,
    /// IANA name.
    time_zone: String,
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<community::Community> for Community {
    fn from(row: community::Community) -> Self {
        let created_at = rfc3339(row.created_at);
        Self { id: row.id, name: row.name, address: row.address, rules: row.rules, time_zone: row.time_zone, created_at }
    }
}

impl From<AboutCommunity> for communities::About {
    fn from(about: AboutCommunity) -> Self {
        Self { name: about.name, address: about.address, rules: about.rules, time_zone: about.time_zone }
    }
}

fn shown(status: u16, row: community::Community) -> Result<Given, super::super::call::Failure> {
    let version = row.version;
    Ok(reply::versioned(reply::json(status, &Community::from(row))?, version))
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(found).service(show).service(change);
}

/// The communities in which the account is something; all of them for operators.
#[utoipa::path(tag = "communities", params(PageQuery),
    responses((status = 200, description = "In the order in which they were entered", body = inline(Page<Community>))))]
#[get("/api/v1/communities")]
async fn list(call: Call, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = communities::page(work, who, &after, rows)?;
        reply::json(200, &Page::of(read, rows, |row| [row.id.clone()], Community::from))
    })
    .await
}

/// Enters a community. For operators.
#[utoipa::path(tag = "communities", request_body = AboutCommunity,
    responses((status = 201, description = "Entered", body = Community, headers(("Location" = String), ("ETag" = String)))))]
#[post("/api/v1/communities")]
async fn found(call: Call, body: Body<AboutCommunity>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        access::operator(who)?;
        let row = communities::found(work, who, body.read()?.into())?;
        let location = format!("/api/v1/communities/{}", row.id);
        Ok(reply::with(shown(201, row)?, "Location", location))
    })
    .await
}

/// One community.
#[utoipa::path(tag = "communities", params(InCommunity),
    responses((status = 200, description = "The community", body = Community, headers(("ETag" = String)))))]
#[get("/api/v1/communities/{community}")]
async fn show(call: Call, path: At<InCommunity>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        shown(200, communities::see(work, &within)?)
    })
    .await
}

/// Other data. For operators and the chair.
#[utoipa::path(tag = "communities", params(InCommunity, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = AboutCommunity,
    responses((status = 200, description = "Changed", body = Community, headers(("ETag" = String)))))]
#[put("/api/v1/communities/{community}")]
async fn change(call: Call, path: At<InCommunity>, body: Body<AboutCommunity>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Change)?;
        shown(200, communities::change(work, &within, version?, body.read()?.into())?)
    })
    .await
}
