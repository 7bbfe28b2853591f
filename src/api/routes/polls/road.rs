//! 现在到哪一步、下一步是什么、还差什么、几号之前.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::problem;
use super::super::super::reply;
use super::OfPoll;
use super::shown::Words;
use crate::election::poll::course::Obstacle;
use crate::flows::polls::{Next, Road, Stop};
use crate::flows::roles::Right;
use crate::flows::{Refusal, access, polls};

/// The road of a poll's states.
#[derive(Serialize, ToSchema)]
struct PollRoad {
    /// The state in which the poll is.
    state: &'static str,
    /// All states of this poll, in their order.
    stops: Vec<RoadStop>,
    /// Missing where nothing follows that the preparatory group decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<NextStep>,
}

/// A state on the road.
#[derive(Serialize, ToSchema)]
struct RoadStop {
    state: &'static str,
    name: Words,
    /// When the poll came there; missing while it lies ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    reached_at: Option<String>,
}

/// The next step.
#[derive(Serialize, ToSchema)]
struct NextStep {
    /// `publish_roll`, `open_nomination`, `publish_candidates`, `announce`, `publish_result`, `make_final` or `file`.
    action: &'static str,
    /// Nothing blocks it.
    ready: bool,
    /// What is missing.
    blockers: Vec<Blocker>,
    /// When it could be taken at the earliest, if people do now what they have to do. Missing where nobody can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    earliest: Option<String>,
    /// Of an announcement then: when the voting could begin at the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    opens: Option<String>,
    /// And end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    closes: Option<String>,
    /// Of a publication of the roll: the community's newest version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    roll_version: Option<String>,
}

/// Something that blocks the next step.
#[derive(Serialize, ToSchema)]
struct Blocker {
    /// As the problem's code would be, if the step were tried.
    code: &'static str,
    words: Words,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    until: Option<String>,
    /// The chair may go on in spite of it, with a reason that becomes public.
    can_be_set_aside: bool,
}

impl From<Refusal> for Blocker {
    fn from(refusal: Refusal) -> Self {
        let (code, words) = problem::says(refusal);
        Self { code, words: words.into(), until: None, can_be_set_aside: false }
    }
}

impl From<Obstacle> for Blocker {
    fn from(obstacle: Obstacle) -> Self {
        let (until, can_be_set_aside) = (obstacle.until.map(rfc3339), obstacle.can_be_set_aside);
        Self { until, can_be_set_aside, ..Refusal::Course(obstacle.refusal).into() }
    }
}

impl From<Next> for NextStep {
    fn from(next: Next) -> Self {
        let blockers = next.lacks.into_iter().map(Blocker::from).chain(next.obstacles.into_iter().map(Blocker::from));
        let blockers: Vec<Blocker> = blockers.collect();
        Self {
            action: next.action,
            ready: blockers.is_empty(),
            blockers,
            earliest: next.earliest.map(rfc3339),
            opens: next.meeting.map(|(opens, _)| rfc3339(opens)),
            closes: next.meeting.map(|(_, closes)| rfc3339(closes)),
            roll_version: next.roll_version,
        }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(road);
}

/// Where the poll is, what the next step is, what blocks it and until when.
#[utoipa::path(tag = "polls", params(OfPoll),
    responses((status = 200, description = "The road", body = PollRoad)))]
#[get("/api/v1/communities/{community}/polls/{poll}/road")]
async fn road(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let Road { stops, next } = polls::road(work, &within, &poll)?;
        let stop = |stop: Stop| RoadStop {
            state: stop.phase.word(),
            name: stop.phase.names().into(),
            reached_at: stop.reached.map(rfc3339),
        };
        let stops = stops.into_iter().map(stop).collect();
        reply::json(200, &PollRoad { state: poll.phase().word(), stops, next: next.map(NextStep::from) })
    })
    .await
}
