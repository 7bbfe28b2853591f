//! 送达: slips that were handed over, and those that were not yet.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::{rfc3339, written};
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::problem::Code;
use super::super::super::reply;
use super::super::polls::OfPoll;
use crate::flows::opening::deliveries::{self, Handed, How, Listed, Mistake, Record, State};
use crate::flows::opening::room;
use crate::flows::roles::Right;
use crate::flows::{access, polls};

/// A slip that was handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDelivery {
    #[schema(max_length = 64, example = "K7P4-92XD")]
    serial: String,
    how: HandedHow,
    /// When; missing: now.
    #[serde(default)]
    #[schema(format = DateTime, max_length = 40, nullable = false)]
    at: Option<String>,
    /// The account of whoever handed it over; missing: whoever records it.
    #[serde(default)]
    #[schema(max_length = 64, nullable = false)]
    by: Option<String>,
}

/// To the voter 本人; to somebody grown-up of the household 同住成年家属; into the letterbox or under the door; by post.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HandedHow {
    InPerson,
    Household,
    Letterbox,
    Post,
}

impl From<HandedHow> for How {
    fn from(how: HandedHow) -> Self {
        match how {
            HandedHow::InPerson => Self::InPerson,
            HandedHow::Household => Self::Household,
            HandedHow::Letterbox => Self::Letterbox,
            HandedHow::Post => Self::Post,
        }
    }
}

/// Whose slip it was, and what was recorded.
#[derive(Serialize, ToSchema)]
struct DeliveryRecorded {
    /// Of the record.
    id: String,
    /// The voter's number in the roll.
    number: i64,
    room: String,
    /// Masked.
    name: String,
    /// The account.
    handed_by: String,
    #[schema(format = DateTime)]
    handed_at: String,
}

/// Which record.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfDelivery {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The record's id.
    delivery: String,
}

/// Why a record is wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeliveryMistake {
    because: WhyTakenBack,
}

/// The slip came back; another slip was meant; somebody else handed it over; something else.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhyTakenBack {
    CameBack,
    OtherSlip,
    OtherPerson,
    Other,
}

impl From<WhyTakenBack> for Mistake {
    fn from(why: WhyTakenBack) -> Self {
        match why {
            WhyTakenBack::CameBack => Self::CameBack,
            WhyTakenBack::OtherSlip => Self::OtherSlip,
            WhyTakenBack::OtherPerson => Self::OtherPerson,
            WhyTakenBack::Other => Self::Other,
        }
    }
}

/// How the slips of a stair were handed over: each voter once, by the latest record that stands.
#[derive(Serialize, ToSchema)]
struct SlipsOfStair {
    building: String,
    stair: String,
    in_person: u64,
    household: u64,
    letterbox: u64,
    post: u64,
    /// Went out by message, so that nobody brings it.
    sent: u64,
    /// The message failed: the chair sends another or prints one.
    not_sent: u64,
    /// Good, and not handed over yet.
    waiting: u64,
    /// Voters whose slip was voided without another.
    without: u64,
}

/// Of all stairs that one may see.
#[derive(Serialize, ToSchema)]
struct DeliveriesByStair {
    stairs: Vec<SlipsOfStair>,
}

/// Which slips.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DeliveriesQuery {
    /// Only of this building, however it is written: `3`, `3号楼`.
    building: Option<String>,
    /// Only of this stair.
    stair: Option<String>,
    /// Only those that somebody has to bring yet.
    waiting: Option<bool>,
    /// `next` of the page before; none for the first page.
    #[param(max_length = 4000)]
    cursor: Option<String>,
    /// How many at most: 1 to 200, by default 50.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// A voter's slip.
#[derive(Serialize, ToSchema)]
struct SlipListed {
    /// The voter's number in the roll.
    number: i64,
    building: String,
    stair: String,
    room: String,
    /// Masked.
    name: String,
    /// `waiting`, `handed_over`, `sent`: it went out by message, `not_sent`: that message failed, or `void`: it was voided without another.
    #[schema(example = "waiting")]
    state: &'static str,
    /// Everything that was recorded, also of slips before and what was taken back.
    deliveries: Vec<DeliveryListed>,
}

/// What was recorded.
#[derive(Serialize, ToSchema)]
struct DeliveryListed {
    id: String,
    /// `in_person`, `household`, `letterbox` or `post`.
    #[schema(example = "in_person")]
    how: String,
    /// The account.
    handed_by: String,
    #[schema(format = DateTime)]
    handed_at: String,
    /// The account.
    recorded_by: String,
    #[schema(format = DateTime)]
    recorded_at: String,
    /// Whether it is about the slip that is good.
    current: bool,
    /// Why it was wrong: `came_back`, `other_slip`, `other_person` or `other`. Missing while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    taken_back: Option<String>,
}

impl From<Record> for DeliveryListed {
    fn from(Record { row, of_good, taken_back }: Record) -> Self {
        Self {
            id: row.id,
            how: row.how,
            handed_by: row.handed_by,
            handed_at: rfc3339(row.handed_at),
            recorded_by: row.recorded_by,
            recorded_at: rfc3339(row.recorded_at),
            current: of_good,
            taken_back,
        }
    }
}

impl From<Listed> for SlipListed {
    fn from(listed: Listed) -> Self {
        Self {
            number: listed.number,
            building: listed.building,
            stair: listed.stair,
            room: listed.room,
            name: listed.name,
            state: match listed.state {
                State::HandedOver => "handed_over",
                State::Sent => "sent",
                State::NotSent => "not_sent",
                State::Waiting => "waiting",
                State::Void => "void",
            },
            deliveries: listed.records.into_iter().map(DeliveryListed::from).collect(),
        }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(deliver).service(take_back).service(by_stair).service(list);
}

/// Records that a slip was handed over 送达. Whoever handed it over, and whoever says so, may not confirm that voter any more. For
/// tellers, canvassers in their own buildings, and the group.
#[utoipa::path(tag = "slips", params(OfPoll), request_body = NewDelivery,
    responses((status = 201, description = "Recorded", body = DeliveryRecorded)))]
#[post("/api/v1/communities/{community}/polls/{poll}/slips/deliveries")]
async fn deliver(call: Call, path: At<OfPoll>, body: Body<NewDelivery>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::DeliverSlips)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let NewDelivery { serial, how, at, by } = body.read()?;
        let at = at.map(|at| written("at", &at)).transpose()?;
        let (row, home) = deliveries::deliver(work, &within, &poll, Handed { serial, how: how.into(), at, by })?;
        let recorded = DeliveryRecorded {
            id: row.id,
            number: row.number,
            room: room(&home),
            name: home.masked_name,
            handed_by: row.handed_by,
            handed_at: rfc3339(row.handed_at),
        };
        reply::json(201, &recorded)
    })
    .await
}

/// Says that a record is wrong. The slip counts as not handed over by it; the record stays, and whom it names may not confirm the voter all
/// the same. For whoever made it or is named in it, and for the chair.
#[utoipa::path(tag = "slips", params(OfDelivery), request_body = DeliveryMistake,
    responses((status = 204, description = "Taken back")))]
#[post("/api/v1/communities/{community}/polls/{poll}/slips/deliveries/{delivery}/take-back")]
async fn take_back(call: Call, path: At<OfDelivery>, body: Body<DeliveryMistake>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::DeliverSlips)?;
        let poll = polls::load(work, &within, &path.poll)?;
        deliveries::take_back(work, &within, &poll, &path.delivery, body.read()?.because.into())?;
        Ok(reply::nothing())
    })
    .await
}

/// How many slips were handed over and how many were not, by building and stair: of a canvasser's own buildings only.
#[utoipa::path(tag = "slips", params(OfPoll), responses((status = 200, description = "So far", body = DeliveriesByStair)))]
#[get("/api/v1/communities/{community}/polls/{poll}/slips/deliveries")]
async fn by_stair(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeTurnout)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let stairs = deliveries::by_stair(work, &within, &poll)?.into_iter().map(|((building, stair), of_stair)| {
            let deliveries::Stair { in_person, household, letterbox, post, sent, not_sent, waiting, without } = of_stair;
            SlipsOfStair { building, stair, in_person, household, letterbox, post, sent, not_sent, waiting, without }
        });
        reply::json(200, &DeliveriesByStair { stairs: stairs.collect() })
    })
    .await
}

/// Slips by voter, with everything that was recorded about them: where to go next, and the proof that it was done. Of a canvasser's own
/// buildings only.
#[utoipa::path(tag = "slips", params(OfPoll, DeliveriesQuery),
    responses((status = 200, description = "In the order of the roll", body = inline(Page<SlipListed>))))]
#[get("/api/v1/communities/{community}/polls/{poll}/slips/deliveries/list")]
async fn list(call: Call, path: At<OfPoll>, asked: Asked<DeliveriesQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeTurnout)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let page = PageQuery::new(asked.cursor.clone(), asked.limit.clone());
        let (rows, [after]) = (page.rows()?, page.after()?);
        let after: i64 = if after.is_empty() { 0 } else { after.parse().map_err(|_| Code::BadCursor)? };
        let filter = deliveries::Filter {
            building: asked.building.as_deref(),
            stair: asked.stair.as_deref(),
            waiting: asked.waiting.unwrap_or_default(),
        };
        let read = deliveries::list(work, &within, &poll, filter, (after, rows))?;
        reply::json(200, &Page::of(read, rows, |row| [row.number.to_string()], SlipListed::from))
    })
    .await
}
