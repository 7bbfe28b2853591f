//! Slips 票单: what is printed, and another one for a voter whose slip is lost.

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::page::At;
use super::super::super::problem::Code;
use super::super::super::qr;
use super::super::super::reply;
use super::super::super::sheet::{Head, One, Sheet};
use super::super::messages::Message;
use super::super::polls::OfPoll;
use crate::flows::access::{Who, Within};
use crate::flows::answers::Given;
use crate::flows::opening::remote;
use crate::flows::opening::slips::{self, Because};
use crate::flows::opening::voters::Which;
use crate::flows::polls::Poll;
use crate::flows::roles::Right;
use crate::flows::{Error, Refusal, Work, access, communities, fields, polls};

/// Of which voters; of all of them if nothing is said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct VotersAsked {
    #[serde(default)]
    #[schema(max_length = 40, nullable = false)]
    building: Option<String>,
    #[serde(default)]
    #[schema(max_length = 40, nullable = false)]
    stair: Option<String>,
    /// A voter's number in the roll.
    #[serde(default)]
    #[schema(nullable = false)]
    number: Option<i64>,
}

impl From<VotersAsked> for Which {
    fn from(asked: VotersAsked) -> Self {
        let VotersAsked { building, stair, number } = asked;
        Self { building, stair, number }
    }
}

/// Which slips, and what stands on all of them for those who do not vote by telephone: the poll's own contact and boxes where nothing
/// else is said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SheetAsked {
    #[serde(default)]
    #[schema(max_length = 40, nullable = false)]
    building: Option<String>,
    #[serde(default)]
    #[schema(max_length = 40, nullable = false)]
    stair: Option<String>,
    /// A voter's number in the roll.
    #[serde(default)]
    #[schema(nullable = false)]
    number: Option<i64>,
    /// Where the ballot boxes stand.
    #[serde(default)]
    #[schema(max_items = 4, example = json!(["社区服务站"]))]
    boxes: Vec<String>,
    /// Who helps, and how to reach them.
    #[serde(default)]
    #[schema(max_length = 40, nullable = false, example = "王书记 0431-88880000")]
    contact: Option<String>,
    /// When they are there.
    #[serde(default)]
    #[schema(max_length = 40, nullable = false, example = "每天9点到17点")]
    hours: Option<String>,
}

/// What is printed.
#[derive(Serialize, ToSchema)]
struct SlipsShown {
    slips: Vec<SlipShown>,
}

/// A slip.
#[derive(Serialize, ToSchema)]
struct SlipShown {
    /// The voter's number in the roll.
    number: i64,
    building: String,
    stair: String,
    room: String,
    /// Masked.
    name: String,
    /// In 0.01 m².
    area: i64,
    /// `ABCD-EFGH`.
    serial: String,
    /// For the QR code. Missing where an authority makes the credentials: it prints the slips.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    link: Option<String>,
}

/// Which voter.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfVoter {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The voter's number in the roll.
    number: i64,
}

/// Why a slip is replaced or voided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSlip {
    because: WhyReplaced,
}

/// Why a slip is replaced.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhyReplaced {
    Lost,
    Damaged,
    Misdelivered,
    Other,
}

impl From<WhyReplaced> for Because {
    fn from(why: WhyReplaced) -> Self {
        match why {
            WhyReplaced::Lost => Self::Lost,
            WhyReplaced::Damaged => Self::Damaged,
            WhyReplaced::Misdelivered => Self::Misdelivered,
            WhyReplaced::Other => Self::Other,
        }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(print).service(sheet).service(reissue).service(send).service(void).service(code);
}

/// Slips as they are printed. With credentials that the service made it is a use of them, and logged as one. For the chair.
#[utoipa::path(tag = "slips", params(OfPoll), request_body = VotersAsked,
    responses((status = 200, description = "In the order of the roll", body = SlipsShown)))]
#[post("/api/v1/communities/{community}/polls/{poll}/slips/print")]
async fn print(call: Call, path: At<OfPoll>, body: Body<VotersAsked>) -> Answer {
    let service = call.shared();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let which = body.read()?.into();
        let printed = slips::print(work, &within, &poll, &which)?;
        let origin = service.web_origin();
        let slip = |slip: slips::Printed| SlipShown {
            number: slip.number,
            building: slip.building,
            stair: slip.stair,
            room: slip.room,
            name: slip.name,
            area: slip.area,
            serial: slip.serial,
            link: slip.fragment.map(|fragment| format!("{origin}/v/{}#{}", poll.row.id, *fragment)),
        };
        reply::json(200, &SlipsShown { slips: printed.into_iter().map(slip).collect() })
    })
    .await
}

/// The same as a page for the printer, A4, four slips each with its QR code. Where an authority makes the credentials it prints them,
/// not the service. For the chair.
#[utoipa::path(tag = "slips", params(OfPoll), request_body = SheetAsked,
    responses((status = 200, description = "HTML", body = String, content_type = "text/html")))]
#[post("/api/v1/communities/{community}/polls/{poll}/slips/sheet")]
async fn sheet(call: Call, path: At<OfPoll>, body: Body<SheetAsked>) -> Answer {
    let (service, asked) = (call.shared(), body.clone());
    let given = call.write_first(&asked, move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let SheetAsked { building, stair, number, boxes, contact, hours } = body.read()?;
        let line = |field, text: Option<String>| text.map(|text| fields::line(field, &text, polls::SHORT)).transpose();
        let (mut boxes, mut contact, mut hours) = (polls::places(&boxes)?, line("contact", contact)?, line("hours", hours)?);
        if let Some(known) = &poll.contact {
            // Somebody else's hours are none of whoever was named for this sheet.
            hours = hours.or_else(|| known.hours.clone().filter(|_| contact.is_none()));
            contact = contact.or_else(|| Some(known.line()));
            boxes = if boxes.is_empty() { known.boxes.clone() } else { boxes };
        }
        let printed = slips::print(work, &within, &poll, &Which { building, stair, number })?;
        let community = communities::see(work, &within)?;
        let mut slips = Vec::with_capacity(printed.len());
        for slip in printed {
            let fragment = slip.fragment.ok_or(Refusal::MadeByAuthority)?;
            let link = Zeroizing::new(format!("{}/v/{}#{}", service.web_origin(), poll.row.id, *fragment));
            slips.push(One { room: slip.room, name: slip.name, serial: slip.serial, link });
        }
        let until = polls::end_in_words(&poll).unwrap_or_default();
        let (title, community, host) = (service.titled(&poll.row.title), community.name, service.host());
        let head = Head { title, community, host, until, boxes, contact, hours };
        // Only an address of the service that is longer than any host could make it too long.
        let sheet = Sheet::new(head, slips).ok_or(Refusal::NoWebOrigin)?;
        Ok(reply::as_page(reply::json(200, &sheet)?))
    });
    let given = given.await?;
    let read = call.computing(move || serde_json::from_str::<Sheet>(&given.body).map(|sheet| (given, sheet))).await?;
    let (given, sheet) = read.map_err(|_| call.problem(Code::Internal.into()))?;
    Ok(reply::send_made(given, sheet.text()))
}

/// Gives a voter another slip; the serial before is void from now on, and if it was sent, an SMS says so. Print the new one afterwards. For
/// the chair.
#[utoipa::path(tag = "slips", params(OfVoter), request_body = NewSlip, responses((status = 204, description = "Issued")))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip")]
async fn reissue(call: Call, path: At<OfVoter>, body: Body<NewSlip>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        taken(work, who, &path, &body, |work, within, poll, because| {
            slips::reissue(work, within, poll, path.number, because).map(drop)
        })
    })
    .await
}

/// Sends a slip to an owner who is far away: another serial goes by SMS to the phone of the frozen list, the one before is void, and it is
/// not printed. Where the service makes the credentials. Between 21:00 and 08:00 the message waits, and
/// is not taken if the voting will have ended then. For the chair.
#[utoipa::path(tag = "slips", params(OfVoter), responses((status = 202, description = "Queued", body = Message)))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip/send")]
async fn send(call: Call, path: At<OfVoter>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        reply::json(202, &Message::from(remote::send(work, &within, &poll, path.number)?))
    })
    .await
}

/// Voids a voter's slip without another one: it fell into wrong hands, or the voter wants paper. If it was sent, an SMS says so. For the
/// chair.
#[utoipa::path(tag = "slips", params(OfVoter), request_body = NewSlip, responses((status = 204, description = "Void")))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip/void")]
async fn void(call: Call, path: At<OfVoter>, body: Body<NewSlip>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        taken(work, who, &path, &body, |work, within, poll, because| slips::void(work, within, poll, path.number, because))
    })
    .await
}

/// What the chair does with a slip that is not good any more, with the poll taken.
fn taken(
    work: &mut Work<'_>,
    who: &Who,
    path: &OfVoter,
    body: &Body<NewSlip>,
    slip: impl FnOnce(&mut Work<'_>, &Within, &Poll, Because) -> Result<(), Error>,
) -> Result<Given, Failure> {
    let within = access::enter(work, who, &path.community, Right::Conduct)?;
    polls::load(work, &within, &path.poll)?;
    let poll = polls::take(work, &within, &path.poll)?;
    slip(work, &within, &poll, body.read()?.because.into())?;
    Ok(reply::nothing())
}

/// The QR code of a voter's slip as PNG, where the service made the credentials: a use of them, and logged as one. For the chair.
#[utoipa::path(tag = "slips", params(OfVoter),
    responses((status = 200, description = "The code", body = Vec<u8>, content_type = "image/png")))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip/code")]
async fn code(call: Call, path: At<OfVoter>) -> Answer {
    let service = call.shared();
    let png = call.somebody(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let which = Which { number: Some(path.number), ..Which::default() };
        let printed = slips::print(work, &within, &poll, &which)?;
        let slip = printed.first().ok_or(Error::Missing)?;
        let fragment = slip.fragment.as_ref().ok_or(Refusal::MadeByAuthority)?;
        let link = Zeroizing::new(format!("{}/v/{}#{}", service.web_origin(), poll.row.id, **fragment));
        Ok::<_, Failure>(qr::png(&link).ok_or(Refusal::NoWebOrigin)?)
    });
    let png = png.await?;
    Ok(HttpResponse::Ok().content_type("image/png").body(png.to_vec()))
}
