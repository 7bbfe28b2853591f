//! Paper ballots 纸质票: printed, given out and taken in by serial; counting stands in [`count`].

mod count;
mod form;
mod words;

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::body::Body;
use super::super::call::{Answer, Call};
use super::super::page::{Asked, At, Page, PageQuery};
use super::super::reply;
use super::polls::OfPoll;
use crate::election::poll::serial::Serial;
use crate::flows::paper::{self, Envelope, Issued, Listed, Received, To, Wanted};
use crate::flows::roles::Right;
use crate::flows::{FieldFault, Refusal, access, polls};
use words::Said;

/// An order to the printer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPapers {
    /// How many papers with envelopes.
    #[schema(minimum = 1, maximum = 500)]
    count: u32,
}

/// What is printed on the envelopes.
#[derive(Serialize, ToSchema)]
struct PapersPrinted {
    /// `ABCD-EFGH`, one for each envelope.
    serials: Vec<String>,
}

/// Who gets papers: some voters, or everybody in a building who has none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewIssue {
    /// Some voters.
    #[serde(default)]
    #[schema(max_items = 500, nullable = false)]
    voters: Option<Vec<WantedPaper>>,
    /// Also those who have one already: that is void from now on.
    #[serde(default)]
    again: bool,
    /// Everybody here who has none, in the place of `voters`.
    #[serde(default)]
    #[schema(max_length = 40, nullable = false)]
    building: Option<String>,
    /// Only this stair of it.
    #[serde(default)]
    #[schema(max_length = 40, nullable = false)]
    stair: Option<String>,
    /// The voters have them in this moment, at the desk.
    #[serde(default)]
    handed: bool,
}

/// A voter who gets a paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedPaper {
    /// The voter's number in the roll.
    number: i64,
    /// On the envelope in the teller's hand. Missing: the next of the stock.
    #[serde(default)]
    #[schema(max_length = 64, nullable = false, example = "K7P4-92XD")]
    serial: Option<String>,
}

/// Papers that are somebody's now.
#[derive(Serialize, ToSchema)]
struct PapersIssued {
    papers: Vec<PaperIssued>,
}

/// A paper that is somebody's.
#[derive(Serialize, ToSchema)]
struct PaperIssued {
    /// The voter's number in the roll.
    number: i64,
    room: String,
    /// Masked.
    name: String,
    /// In 0.01 m², as it stands on the paper.
    area: i64,
    /// `ABCD-EFGH`, on the envelope.
    serial: String,
}

impl From<Issued> for PaperIssued {
    fn from(issued: Issued) -> Self {
        let Issued { number, room, name, area, serial } = issued;
        Self { number, room, name, area, serial }
    }
}

/// Which paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThePaper {
    #[schema(max_length = 64, example = "K7P4-92XD")]
    serial: String,
}

/// An envelope that comes back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperBack {
    #[schema(max_length = 64, example = "K7P4-92XD")]
    serial: String,
    envelope: EnvelopeSeen,
}

/// What the teller sees: sound, not signed, handed in by somebody who may not, torn open, spoiled by the voter who wants another, or
/// something else.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum EnvelopeSeen {
    Sound,
    Unsigned,
    NotTheVoter,
    Torn,
    Spoiled,
    Other,
}

impl From<EnvelopeSeen> for Envelope {
    fn from(seen: EnvelopeSeen) -> Self {
        match seen {
            EnvelopeSeen::Sound => Self::Sound,
            EnvelopeSeen::Unsigned => Self::Unsigned,
            EnvelopeSeen::NotTheVoter => Self::NotTheVoter,
            EnvelopeSeen::Torn => Self::Torn,
            EnvelopeSeen::Spoiled => Self::Spoiled,
            EnvelopeSeen::Other => Self::Other,
        }
    }
}

/// What became of an envelope.
#[derive(Serialize, ToSchema)]
struct PaperReceived {
    /// The voter's number in the roll.
    number: i64,
    room: String,
    /// `valid`: it counts. `void`: its voter does not take part with it. `duplicate`: it stays sealed.
    #[schema(example = "valid")]
    fate: String,
    /// Why it is not valid: `unsigned`, `not_the_voter`, `torn`, `spoiled`, `other`, `late`, `replaced`, `voted_electronically` or
    /// `voted_on_paper`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    because: Option<String>,
    /// It counts in the place of an electronic ballot.
    replaces_ballot: bool,
    /// What the teller does with it.
    said: Said,
}

impl From<Received> for PaperReceived {
    fn from(received: Received) -> Self {
        Self {
            said: words::received(&received),
            number: received.number,
            room: received.room,
            fate: received.fate.into(),
            because: received.because.map(str::to_owned),
            replaces_ballot: received.replaces_ballot,
        }
    }
}

/// Where a paper is.
#[derive(Serialize, ToSchema)]
struct PaperListed {
    /// `ABCD-EFGH`, on the envelope.
    serial: String,
    /// The voter's number in the roll.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    room: Option<String>,
    /// `unused`, `issued`, `handed_over`, `valid`, `void` or `duplicate`.
    state: String,
    /// Why it is not valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    because: Option<String>,
}

impl From<Listed> for PaperListed {
    fn from(listed: Listed) -> Self {
        let (number, room) = listed.voter.unzip();
        Self { serial: listed.serial, number, room, state: listed.state, because: listed.because }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(print).service(issue).service(hand_over).service(receive);
    form::routes(config);
    count::routes(config);
}

/// Serials for more papers, as the printer puts them on envelopes. For tellers of the poll.
#[utoipa::path(tag = "papers", params(OfPoll), request_body = NewPapers,
    responses((status = 201, description = "Printed", body = PapersPrinted)))]
#[post("/api/v1/communities/{community}/polls/{poll}/papers")]
async fn print(call: Call, path: At<OfPoll>, body: Body<NewPapers>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandlePapers)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let serials = paper::print(work, &within, &poll, body.read()?.count)?;
        reply::json(201, &PapersPrinted { serials: serials.iter().map(Serial::grouped).collect() })
    })
    .await
}

/// Says whose papers are: of some voters, with the serials in hand or the next of the stock, or of everybody in a building. For tellers
/// of the poll.
#[utoipa::path(tag = "papers", params(OfPoll), request_body = NewIssue,
    responses((status = 200, description = "Issued, as their labels say", body = PapersIssued)))]
#[post("/api/v1/communities/{community}/polls/{poll}/papers/issue")]
async fn issue(call: Call, path: At<OfPoll>, body: Body<NewIssue>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandlePapers)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let NewIssue { voters, again, building, stair, handed } = body.read()?;
        let wanted = |one: WantedPaper| Wanted { number: one.number, serial: one.serial };
        let to = match (voters, building) {
            (Some(voters), None) => To::Voters { list: voters.into_iter().map(wanted).collect(), again },
            (None, Some(building)) => To::Building { building, stair },
            _ => return Err(Refusal::Field { field: "voters", why: FieldFault::Empty }.into()),
        };
        let papers = paper::issue(work, &within, &poll, to, handed)?;
        reply::json(200, &PapersIssued { papers: papers.into_iter().map(PaperIssued::from).collect() })
    })
    .await
}

/// Notes that the voter has the paper 已送达. For tellers and canvassers of the poll; canvassers in their own buildings.
#[utoipa::path(tag = "papers", params(OfPoll), request_body = ThePaper,
    responses((status = 200, description = "Whose it is", body = PaperIssued)))]
#[post("/api/v1/communities/{community}/polls/{poll}/papers/hand-over")]
async fn hand_over(call: Call, path: At<OfPoll>, body: Body<ThePaper>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandOverPapers)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let issued = paper::hand_over(work, &within, &poll, &body.read()?.serial)?;
        reply::json(200, &PaperIssued::from(issued))
    })
    .await
}

/// Takes an envelope in. If it is sound, in time and may count, the public log says so; what the rule set does with a voter who voted
/// electronically too is told to the teller. Whoever handed the paper out does not take it in. For tellers of the poll.
#[utoipa::path(tag = "papers", params(OfPoll), request_body = PaperBack,
    responses((status = 200, description = "What became of it", body = PaperReceived)))]
#[post("/api/v1/communities/{community}/polls/{poll}/papers/return")]
async fn receive(call: Call, path: At<OfPoll>, body: Body<PaperBack>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandlePapers)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let PaperBack { serial, envelope } = body.read()?;
        let received = paper::receive(work, &within, &poll, &serial, envelope.into())?;
        reply::json(200, &PaperReceived::from(received))
    })
    .await
}

/// Every paper and where it is, in the order in which they were printed. For tellers of the poll.
#[utoipa::path(tag = "papers", params(OfPoll, PageQuery),
    responses((status = 200, description = "Papers", body = inline(Page<PaperListed>))))]
#[get("/api/v1/communities/{community}/polls/{poll}/papers/list")]
async fn list(call: Call, path: At<OfPoll>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandlePapers)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = paper::list(work, &within, &poll, &after, rows)?;
        reply::json(200, &Page::of(read, rows, |row| [row.id.clone()], PaperListed::from))
    })
    .await
}
