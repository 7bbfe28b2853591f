//! Polls 表决, for the staff: what is asked, and the steps from state to state.

mod contact;
mod objections;
pub(super) mod public;
mod revote;
mod road;
mod rules;
pub(super) mod shown;
mod staff;
mod steps;
mod tie_lot;

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::body::{Body, LARGE};
use super::super::call::{Answer, Call, Failure};
use super::super::page::{Asked, At, Page, PageQuery};
use super::super::problem::Code;
use super::super::reply;
use super::communities::InCommunity;
use crate::election::outcome::Subject;
use crate::flows::access::{Who, Within};
use crate::flows::answers::Given;
use crate::flows::roles::Right;
use crate::flows::{Work, access, polls};
pub(super) use public::{ThePoll, VotersAsked, VotersQuery};
use shown::{ElectionScope, Poll};

/// Which poll.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(in super::super) struct OfPoll {
    /// The community's id.
    pub(in super::super) community: String,
    /// The poll's id.
    pub(in super::super) poll: String,
}

/// What is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AboutPoll {
    /// The poll's title, as the ballot prints it.
    #[schema(min_length = 1, max_length = 200, example = "湖光小区首次业主大会")]
    title: String,
    /// What it is about, or empty.
    #[serde(default)]
    #[schema(max_length = 200_000)]
    text: String,
    /// In the order of the ballot.
    #[schema(max_items = 50)]
    items: Vec<NewItem>,
}

/// One item that is asked.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum NewItem {
    /// The election of a committee: one at most.
    Committee {
        /// The question as the ballot prints it.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// The full text, or empty.
        #[serde(default)]
        #[schema(max_length = 200_000)]
        text: String,
        /// All seats, or vacant ones.
        scope: ElectionScope,
        /// How many, within the rule set's bounds.
        #[schema(minimum = 1)]
        seats: u16,
        /// Places of alternates 候补 at most.
        #[serde(default)]
        alternates: u16,
    },
    /// Any other matter: 同意, 反对, 弃权.
    Matter {
        /// `rules_of_procedure`, `management_rules`, `property_company`, `use_of_fund`, `raising_of_fund`, `rebuilding`,
        /// `common_parts` or `other_major`: 民法典 278. The majority follows from it.
        #[schema(value_type = String, example = "property_company")]
        subject: Subject,
        /// The question as the ballot prints it.
        #[schema(min_length = 1, max_length = 200)]
        title: String,
        /// The full text, or empty.
        #[serde(default)]
        #[schema(max_length = 200_000)]
        text: String,
    },
}

impl From<AboutPoll> for polls::About {
    fn from(about: AboutPoll) -> Self {
        let item = |item| match item {
            NewItem::Committee { title, text, scope, seats, alternates } => {
                polls::NewItem::Committee { title, text, scope: scope.into(), seats, alternates }
            }
            NewItem::Matter { subject, title, text } => polls::NewItem::Matter { subject, title, text },
        };
        Self { title: about.title, text: about.text, items: about.items.into_iter().map(item).collect() }
    }
}

/// A poll in a list.
#[derive(Serialize, ToSchema)]
struct PollInList {
    id: String,
    title: String,
    /// As in the poll itself.
    state: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(begin).service(show).service(change);
    steps::routes(config);
    revote::routes(config);
    tie_lot::routes(config);
    road::routes(config);
    rules::routes(config);
    contact::routes(config);
    staff::routes(config);
    objections::routes(config);
    public::routes(config);
}

/// With its version.
pub(super) fn shown(status: u16, poll: &polls::Poll) -> Result<Given, Failure> {
    Ok(reply::versioned(reply::json(status, &Poll::from(poll))?, poll.row.version))
}

/// A poll to be changed by somebody who may, if nobody else changed it since the version that the request names.
fn held(
    work: &mut Work<'_>,
    who: &Who,
    path: &OfPoll,
    right: Right,
    version: Result<i64, Code>,
) -> Result<(Within, polls::Poll), Failure> {
    let within = access::enter(work, who, &path.community, right)?;
    polls::load(work, &within, &path.poll)?;
    let poll = polls::take_version(work, &within, &path.poll, version?)?;
    Ok((within, poll))
}

/// Where a page of polls begins.
fn after(page: &PageQuery) -> Result<(i64, String), Code> {
    let [at, id] = page.after()?;
    let at = if at.is_empty() { 0 } else { at.parse().map_err(|_| Code::BadCursor)? };
    Ok((at, id))
}

fn listed(read: Vec<polls::Poll>, rows: i64) -> Page<PollInList> {
    let key = |poll: &polls::Poll| [poll.row.created_at.to_string(), poll.row.id.clone()];
    Page::of(read, rows, key, |poll| PollInList { id: poll.row.id, title: poll.row.title, state: poll.row.state })
}

/// The polls of a community.
#[utoipa::path(tag = "polls", params(InCommunity, PageQuery),
    responses((status = 200, description = "In the order in which they were begun", body = inline(Page<PollInList>))))]
#[get("/api/v1/communities/{community}/polls")]
async fn list(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        let (rows, (at, id)) = (page.rows()?, after(&page)?);
        reply::json(200, &listed(polls::page(work, &within, (at, &id), rows)?, rows))
    })
    .await
}

/// Begins a poll, under the rule set of the community. For the chair and members.
#[utoipa::path(tag = "polls", params(InCommunity), request_body = AboutPoll,
    responses((status = 201, description = "A draft", body = Poll, headers(("Location" = String), ("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls")]
async fn begin(call: Call, path: At<InCommunity>, body: Body<AboutPoll, LARGE>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Prepare)?;
        let poll = polls::begin(work, &within, body.read()?.into())?;
        let location = format!("/api/v1/communities/{}/polls/{}", path.community, poll.row.id);
        Ok(reply::with(shown(201, &poll)?, "Location", location))
    })
    .await
}

/// One poll.
#[utoipa::path(tag = "polls", params(OfPoll),
    responses((status = 200, description = "The poll", body = Poll, headers(("ETag" = String)))))]
#[get("/api/v1/communities/{community}/polls/{poll}")]
async fn show(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        shown(200, &polls::load(work, &within, &path.poll)?)
    })
    .await
}

/// Asks something else, before it is announced. For the chair and members.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = AboutPoll,
    responses((status = 200, description = "Changed", body = Poll, headers(("ETag" = String)))))]
#[put("/api/v1/communities/{community}/polls/{poll}")]
async fn change(call: Call, path: At<OfPoll>, body: Body<AboutPoll, LARGE>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Prepare, version)?;
        polls::change(work, &within, &mut poll, body.read()?.into())?;
        shown(200, &poll)
    })
    .await
}
