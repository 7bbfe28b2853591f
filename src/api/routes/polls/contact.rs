//! Who helps owners while a poll runs.

use actix_web::put;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::page::At;
use super::shown::Poll;
use super::{OfPoll, held, shown};
use crate::flows::polls::{self, Contact};
use crate::flows::roles::Right;

/// How owners reach the preparatory group: on the slips and on the owner's page. All of it is public.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PollContact {
    /// Who helps.
    #[schema(min_length = 1, max_length = 19, example = "王书记")]
    name: String,
    /// Digits, spaces, `-` and `+`.
    #[schema(min_length = 5, max_length = 19, example = "0431-88880000")]
    phone: String,
    /// Where they are, and where paper ballots are to be had.
    #[schema(min_length = 1, max_length = 40, example = "社区服务站")]
    place: String,
    /// When they are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 40, nullable = false, example = "每天9点到17点")]
    hours: Option<String>,
    /// Where the ballot boxes stand.
    #[serde(default)]
    #[schema(max_items = 4, example = json!(["社区服务站", "3栋门厅"]))]
    boxes: Vec<String>,
}

impl From<&Contact> for PollContact {
    fn from(contact: &Contact) -> Self {
        let Contact { name, phone, place, hours, boxes } = contact.clone();
        Self { name, phone, place, hours, boxes }
    }
}

impl From<PollContact> for Contact {
    fn from(contact: PollContact) -> Self {
        let PollContact { name, phone, place, hours, boxes } = contact;
        Self { name, phone, place, hours, boxes }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(set);
}

/// Says who helps owners, by what telephone and where. Slips that are printed afterwards have it; pages show it at once. For the chair
/// and members.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = PollContact,
    responses((status = 200, description = "Said", body = Poll, headers(("ETag" = String)))))]
#[put("/api/v1/communities/{community}/polls/{poll}/contact")]
async fn set(call: Call, path: At<OfPoll>, body: Body<PollContact>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Prepare, version)?;
        polls::set_contact(work, &within, &mut poll, body.read()?.into())?;
        shown(200, &poll)
    })
    .await
}
