//! Who took part: people and area, never options.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::page::At;
use super::super::super::reply;
use super::super::polls::OfPoll;
use super::InPoll;
use crate::election::weight::Weight;
use crate::flows::casting::turnout::{self, Turnout};
use crate::flows::roles::Right;
use crate::flows::{access, log};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(public).service(by_stair);
}

/// People, and area in 0.01 m².
#[derive(Serialize, ToSchema)]
#[schema(as = Counted)]
struct Counted {
    people: u64,
    area: u64,
}

impl From<Weight> for Counted {
    fn from(weight: Weight) -> Self {
        Self { people: weight.people, area: weight.area }
    }
}

/// Who took part, of whom.
#[derive(Serialize, ToSchema)]
#[schema(as = Turnout)]
struct Shown {
    took_part: Counted,
    entitled: Counted,
}

impl From<Turnout> for Shown {
    fn from(turnout: Turnout) -> Self {
        Self { took_part: turnout.took_part.into(), entitled: turnout.entitled.into() }
    }
}

/// Of the whole poll.
#[derive(Serialize, ToSchema)]
struct OfAll {
    /// Missing where the rule set shows nothing while people vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    turnout: Option<Shown>,
}

/// Of one stair.
#[derive(Serialize, ToSchema)]
struct OfStair {
    building: String,
    stair: String,
    turnout: Shown,
    /// Voters to whom a slip that is good was handed over 已送达.
    handed_over: u64,
}

/// Of all stairs that one may see.
#[derive(Serialize, ToSchema)]
struct Stairs {
    stairs: Vec<OfStair>,
}

/// How many took part, by people and area.
#[utoipa::path(tag = "voting", security(()), params(InPoll),
    responses((status = 200, description = "So far", body = OfAll)))]
#[get("/api/v1/public/polls/{poll}/turnout")]
async fn public(call: Call, path: At<InPoll>) -> Answer {
    let ready = call.casting_in(&path.poll).await?;
    call.visit(move |work| {
        let ended = log::head(work, ready.poll())?.public;
        let turnout = turnout::public(work, &ready, ended)?.map(Shown::from);
        Ok(reply::for_a_minute(reply::json(200, &OfAll { turnout })?))
    })
    .await
}

/// How many took part, and how many have their slip, by building and stair: of a canvasser's own buildings only.
#[utoipa::path(tag = "voting", params(OfPoll), responses((status = 200, description = "So far", body = Stairs)))]
#[get("/api/v1/communities/{community}/polls/{poll}/turnout")]
async fn by_stair(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeTurnout)?;
        let stairs = turnout::by_stair(work, &within, &path.poll)?.into_iter();
        let stairs = stairs.map(|((building, stair), of_stair)| {
            let turnout::Stair { turnout, handed_over } = of_stair;
            OfStair { building, stair, turnout: turnout.into(), handed_over }
        });
        reply::json(200, &Stairs { stairs: stairs.collect() })
    })
    .await
}
