//! Slips 票单: what is printed, and another one for a voter whose slip is lost.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::page::At;
use super::super::super::reply;
use super::super::super::sheet::{Head, One, html};
use super::super::polls::OfPoll;
use crate::flows::opening::slips::{self, Because, Which};
use crate::flows::roles::Right;
use crate::flows::{Refusal, access, communities, polls};

/// Which slips; all of them if nothing is said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SlipsAsked {
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

/// Why a slip is replaced.
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

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(print).service(sheet).service(reissue);
}

/// Slips as they are printed. With credentials that the service made it is a use of them, and logged as one. For the chair.
#[utoipa::path(tag = "slips", params(OfPoll), request_body = SlipsAsked,
    responses((status = 200, description = "In the order of the roll", body = SlipsShown)))]
#[post("/api/v1/communities/{community}/polls/{poll}/slips/print")]
async fn print(call: Call, path: At<OfPoll>, body: Body<SlipsAsked>) -> Answer {
    let service = call.shared();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let SlipsAsked { building, stair, number } = body.read()?;
        let printed = slips::print(work, &within, &poll, &Which { building, stair, number })?;
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
#[utoipa::path(tag = "slips", params(OfPoll), request_body = SlipsAsked,
    responses((status = 200, description = "HTML", body = String, content_type = "text/html")))]
#[post("/api/v1/communities/{community}/polls/{poll}/slips/sheet")]
async fn sheet(call: Call, path: At<OfPoll>, body: Body<SlipsAsked>) -> Answer {
    let service = call.shared();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let SlipsAsked { building, stair, number } = body.read()?;
        let printed = slips::print(work, &within, &poll, &Which { building, stair, number })?;
        let community = communities::see(work, &within)?;
        let mut links = Vec::with_capacity(printed.len());
        for slip in &printed {
            let fragment = slip.fragment.as_ref().ok_or(Refusal::MadeByAuthority)?;
            links.push(Zeroizing::new(format!("{}/v/{}#{}", service.web_origin(), poll.row.id, **fragment)));
        }
        let slip = |(slip, link)| {
            let (slip, link): (&slips::Printed, &Zeroizing<String>) = (slip, link);
            One { room: &slip.room, name: &slip.name, serial: &slip.serial, link }
        };
        let slips: Vec<One<'_>> = printed.iter().zip(&links).map(slip).collect();
        let (host, until) = (service.host(), polls::end_in_words(&poll).unwrap_or_default());
        let head = Head { title: &poll.row.title, community: &community.name, host: &host, until: &until };
        // Only an address of the service that is longer than any host could make it too long.
        let page = html(&head, &slips).ok_or(Refusal::NoWebOrigin)?;
        Ok(reply::page(&page))
    })
    .await
}

/// Gives a voter another slip; the serial before is void from now on. Print it afterwards. For the chair.
#[utoipa::path(tag = "slips", params(OfVoter), request_body = NewSlip, responses((status = 204, description = "Issued")))]
#[post("/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip")]
async fn reissue(call: Call, path: At<OfVoter>, body: Body<NewSlip>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let because = match body.read()?.because {
            WhyReplaced::Lost => Because::Lost,
            WhyReplaced::Damaged => Because::Damaged,
            WhyReplaced::Misdelivered => Because::Misdelivered,
            WhyReplaced::Other => Because::Other,
        };
        slips::reissue(work, &within, &poll, path.number, because)?;
        Ok(reply::nothing())
    })
    .await
}
