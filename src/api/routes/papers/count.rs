//! Paper ballots counted: two tellers, each alone, then the sheet that both sign.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpResponse, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::{Body, LARGE};
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::paper_sheet::{Head, html};
use super::super::super::reply;
use super::super::polls::OfPoll;
use crate::election::paper::{Counted, Pile, Serials, Teller};
use crate::election::weight::Weight;
use crate::flows::audit::{self, Action};
use crate::flows::roles::Right;
use crate::flows::{access, communities, files, paper, polls};

/// Where the papers are, and how far they are counted.
#[derive(Serialize, ToSchema)]
struct Papers {
    balance: PaperBalance,
    /// Papers that came back and are not valid, by reason.
    reasons: BTreeMap<String, u64>,
    /// Which counting this is, from 1.
    round: i64,
    /// Who has entered what they counted in it. What, is shown to nobody before both are the same.
    entered: Vec<PaperTeller>,
    /// Where the two of the round before differ: JSON pointers into `questions`.
    #[schema(example = json!(["/0/options/1/area"]))]
    differences: Vec<String>,
    /// Whether two tellers counted the same.
    agreed: bool,
    /// SHA-256 of the scan of the signed sheet, hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    scan: Option<String>,
    /// When the sheet was sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    sealed_at: Option<String>,
    /// Whether so few voted on paper that the totals can show a choice.
    shows_choices: bool,
}

impl From<paper::State> for Papers {
    fn from(state: paper::State) -> Self {
        Self {
            balance: state.serials.into(),
            reasons: state.reasons,
            round: state.round,
            entered: state.entered.into_iter().map(PaperTeller::from).collect(),
            differences: state.differences,
            agreed: state.agreed,
            scan: state.scan,
            sealed_at: state.sealed_at.map(rfc3339),
            shows_choices: state.shows_choices,
        }
    }
}

/// How many papers are where: printed = issued + unused, issued = returned + outstanding, returned = valid + void + duplicate.
#[derive(Serialize, ToSchema)]
struct PaperBalance {
    printed: u64,
    issued: u64,
    unused: u64,
    returned: u64,
    outstanding: u64,
    valid: u64,
    void: u64,
    duplicate: u64,
}

impl From<Serials> for PaperBalance {
    fn from(serials: Serials) -> Self {
        let Serials { printed, issued, unused, returned, outstanding, valid, void, duplicate } = serials;
        Self { printed, issued, unused, returned, outstanding, valid, void, duplicate }
    }
}

/// A teller who counted.
#[derive(Serialize, ToSchema)]
struct PaperTeller {
    name: String,
    #[schema(format = DateTime)]
    entered: String,
}

impl From<Teller> for PaperTeller {
    fn from(teller: Teller) -> Self {
        Self { name: teller.name, entered: rfc3339(i64::try_from(teller.entered).unwrap_or(i64::MAX)) }
    }
}

/// What one teller counted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperTally {
    pile: PaperPile,
    /// One for each question of the election, in its order.
    #[schema(max_items = 200)]
    questions: Vec<PaperCounted>,
}

/// The papers as they lie on the table.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperPile {
    /// Printed, and nobody got them.
    unused: u64,
    /// Envelopes that were opened.
    valid: u64,
    void: u64,
    /// Envelopes that stay sealed.
    duplicate: u64,
}

/// The papers' answers to a question.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperCounted {
    /// Those who chose each answer, in its order.
    #[schema(max_items = 200)]
    options: Vec<PaperWeight>,
    /// Papers with a valid answer; 弃权 is one.
    valid: PaperWeight,
    /// Papers that leave the question empty.
    blank: PaperWeight,
    /// Papers on which the answer is void.
    invalid: PaperWeight,
}

/// People, and area in 0.01 m².
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperWeight {
    people: u64,
    area: u64,
}

impl From<PaperWeight> for Weight {
    fn from(weight: PaperWeight) -> Self {
        Self { people: weight.people, area: weight.area }
    }
}

impl From<Weight> for PaperWeight {
    fn from(weight: Weight) -> Self {
        Self { people: weight.people, area: weight.area }
    }
}

impl From<PaperCounted> for Counted {
    fn from(counted: PaperCounted) -> Self {
        Self {
            options: counted.options.into_iter().map(Weight::from).collect(),
            valid: counted.valid.into(),
            blank: counted.blank.into(),
            invalid: counted.invalid.into(),
        }
    }
}

impl From<Counted> for PaperCounted {
    fn from(counted: Counted) -> Self {
        Self {
            options: counted.options.into_iter().map(PaperWeight::from).collect(),
            valid: counted.valid.into(),
            blank: counted.blank.into(),
            invalid: counted.invalid.into(),
        }
    }
}

/// What two tellers counted alike.
#[derive(Serialize, ToSchema)]
struct PaperTotals {
    balance: PaperBalance,
    tellers: Vec<PaperTeller>,
    questions: Vec<PaperCounted>,
}

/// Which scan.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperScan {
    /// SHA-256 of the scan, hexadecimal.
    #[schema(max_length = 64)]
    scan: String,
}

/// The sealed sheet.
#[derive(Serialize, ToSchema)]
struct PaperSealed {
    /// SHA-256 of `paper.json`, as the public log has it, hexadecimal.
    sheet: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show).service(tally).service(totals).service(print_sheet).service(keep_scan).service(show_scan).service(seal);
}

/// How many papers are where, and how far they are counted. Never what was counted. Not for canvassers.
#[utoipa::path(tag = "papers", params(OfPoll), responses((status = 200, description = "The papers", body = Papers)))]
#[get("/api/v1/communities/{community}/polls/{poll}/papers")]
async fn show(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeePapers)?;
        let poll = polls::load(work, &within, &path.poll)?;
        reply::json(200, &Papers::from(paper::state(work, &poll)?))
    })
    .await
}

/// Enters what a teller counted: totals by people and area, after the close. Two who count otherwise are told where, and both count
/// again. For tellers of the poll.
#[utoipa::path(tag = "papers", params(OfPoll), request_body = PaperTally,
    responses((status = 200, description = "Entered", body = Papers)))]
#[post("/api/v1/communities/{community}/polls/{poll}/papers/tally")]
async fn tally(call: Call, path: At<OfPoll>, body: Body<PaperTally, LARGE>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandlePapers)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let PaperTally { pile: PaperPile { unused, valid, void, duplicate }, questions } = body.read()?;
        let pile = Pile { unused, valid, void, duplicate };
        let tally = paper::Tally { pile, questions: questions.into_iter().map(Counted::from).collect() };
        reply::json(200, &Papers::from(paper::enter(work, &within, &poll, &tally)?))
    })
    .await
}

/// What both tellers counted, for the sheet that they sign by hand; only once it is the same. Not for canvassers.
#[utoipa::path(tag = "papers", params(OfPoll), responses((status = 200, description = "The totals", body = PaperTotals)))]
#[get("/api/v1/communities/{community}/polls/{poll}/papers/totals")]
async fn totals(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeePapers)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let totals = paper::totals(work, &poll)?;
        let shown = PaperTotals {
            balance: totals.serials.into(),
            tellers: totals.tellers.into_iter().map(PaperTeller::from).collect(),
            questions: totals.questions.into_iter().map(PaperCounted::from).collect(),
        };
        reply::json(200, &shown)
    })
    .await
}

/// The same as a page for the printer, with places where both sign by hand. Not for canvassers.
#[utoipa::path(tag = "papers", params(OfPoll),
    responses((status = 200, description = "HTML", body = String, content_type = "text/html")))]
#[get("/api/v1/communities/{community}/polls/{poll}/papers/sheet")]
async fn print_sheet(call: Call, path: At<OfPoll>) -> Answer {
    let service = call.shared();
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeePapers)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let paper::Totals { serials, tellers, asked, questions } = paper::totals(work, &poll)?;
        let community = communities::see(work, &within)?;
        let tellers: Vec<String> = tellers.into_iter().map(|teller| teller.name).collect();
        let title = service.titled(&poll.row.title);
        let head = Head { community: &community.name, title: &title, tellers: &tellers };
        Ok(reply::page(&html(&head, &serials, &asked, &questions)))
    })
    .await
}

/// Brings the scan of the sheet that both signed by hand (JPEG, PNG, WebP or PDF; 10 MiB at most), in the place of one before. For the two
/// who counted.
#[utoipa::path(tag = "papers", params(OfPoll),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The scan"),
    responses((status = 200, description = "Kept", body = PaperScan)))]
#[put("/api/v1/communities/{community}/polls/{poll}/papers/scan")]
async fn keep_scan(call: Call, path: At<OfPoll>, payload: Payload) -> Answer {
    let first = path.clone();
    call.looks(move |work, who| {
        let within = access::enter(work, who, &first.community, Right::HandlePapers)?;
        Ok(polls::load(work, &within, &first.poll).map(drop)?)
    })
    .await?;
    let scan = call.receive(payload, files::Kind::PaperSheet).await?;
    call.write_file(Bytes::from(scan.digest()), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandlePapers)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        reply::json(200, &PaperScan { scan: paper::keep_scan(work, &within, &poll, &scan)? })
    })
    .await
}

/// The scan. Whoever looks at it is logged. Not for canvassers.
#[utoipa::path(tag = "papers", params(OfPoll),
    responses((status = 200, description = "The scan", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf")))))]
#[get("/api/v1/communities/{community}/polls/{poll}/papers/scan")]
async fn show_scan(call: Call, path: At<OfPoll>) -> Answer {
    let found = call.somebody(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeePapers)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let found = paper::scan(work, &poll)?;
        audit::note_within(work, &within, Action::LookedAtPaperSheet, &path.poll, &[])?;
        Ok::<_, Failure>(found)
    });
    let (media, bytes) = found.await?;
    let mut response = HttpResponse::Ok();
    // A PDF is kept as it came: whatever is in it, it runs nowhere with our name.
    response.insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"paper-sheet\""));
    response.insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'"));
    Ok(response.content_type(media).body(bytes.to_vec()))
}

/// Seals the sheet: signed by the service with the poll's key for it, and in the public log. By the one of the two who counted that did
/// not bring the scan, and has looked at it.
#[utoipa::path(tag = "papers", params(OfPoll), request_body = PaperScan,
    responses((status = 200, description = "Sealed", body = PaperSealed)))]
#[post("/api/v1/communities/{community}/polls/{poll}/papers/seal")]
async fn seal(call: Call, path: At<OfPoll>, body: Body<PaperScan>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandlePapers)?;
        polls::load(work, &within, &path.poll)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let sheet = paper::seal(work, &within, &poll, &body.read()?.scan)?;
        reply::json(200, &PaperSealed { sheet: sheet.to_string() })
    })
    .await
}
