//! The result 计票结果, as the certificate says it. What is shown here is read out of the certificate and nothing else, so that the page and
//! the document cannot say two things.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call, Failure};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::problem::Code;
use super::super::super::reply;
use super::OfCount;
use crate::flows::counting::{self, Certified};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(outcome).service(certificate);
}

/// People, and area in 0.01 m².
#[derive(Deserialize, Serialize, ToSchema)]
struct Votes {
    people: u64,
    area: u64,
}

/// The result of a poll.
#[derive(Serialize, ToSchema)]
struct PollResult {
    /// The poll's id.
    poll: String,
    title: String,
    /// `counted`, `published`, `final` or `filed`.
    state: String,
    #[schema(format = DateTime)]
    counted_at: String,
    /// When it was published 公示.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    published_at: Option<String>,
    /// Until when objections to it are taken; from then on it is final by itself, if all of them are answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    comments_until: Option<String>,
    /// SHA-256 of `certificate.jws`, as the notice of the result has it.
    certificate_digest: String,
    /// SHA-256 of the record.
    record_digest: String,
    certified: Certificate,
}

/// What the signed certificate says.
#[derive(Deserialize, Serialize, ToSchema)]
struct Certificate {
    /// Fingerprint of the election.
    phi: String,
    /// Name of the log.
    origin: String,
    /// SHA-256 of the rule set.
    rules: String,
    /// SHA-256 of every file of the record by its name.
    files: BTreeMap<String, String>,
    /// The log up to the sheet of the paper ballots, as the trustees signed it.
    checkpoint: LogHead,
    /// Who could vote.
    roll: RollCounted,
    /// Who took part, by which way.
    participation: TookPart,
    /// What was decided, in the order of the package.
    items: Vec<ItemDecided>,
}

/// The head of a log.
#[derive(Deserialize, Serialize, ToSchema)]
struct LogHead {
    /// Entries.
    size: u64,
    /// Root of the tree over them, hexadecimal.
    root: String,
}

/// The roll under both readings of the rule for parking.
#[derive(Deserialize, Serialize, ToSchema)]
struct RollCounted {
    parking_counts: bool,
    with_parking: Votes,
    without_parking: Votes,
}

/// Who took part.
#[derive(Deserialize, Serialize, ToSchema)]
struct TookPart {
    /// Everybody who could.
    entitled: Votes,
    /// Everybody who did.
    took_part: Votes,
    /// With a ballot from a device of their own.
    electronic: Votes,
    /// On paper.
    paper: Votes,
    /// With a ballot made with help.
    assisted: Votes,
}

/// An item decided.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ItemDecided {
    Committee(CommitteeDecided),
    Matter(MatterDecided),
}

/// Ballots that are in for an item, by which way.
#[derive(Deserialize, Serialize, ToSchema)]
struct ItemTurnout {
    electronic: BallotsIn,
    paper: BallotsIn,
    both: BallotsIn,
}

/// Ballots that are in.
#[derive(Deserialize, Serialize, ToSchema)]
struct BallotsIn {
    /// Everybody on the roll.
    total: Votes,
    /// With a valid answer. 弃权 is one.
    valid: Votes,
    blank: Votes,
    invalid: Votes,
}

/// Votes for one answer, by which way.
#[derive(Deserialize, Serialize, ToSchema)]
struct OptionCounted {
    /// `favour`, `against` or `abstain`, or a candidate's name as the ballot has it.
    name: String,
    electronic: Votes,
    paper: Votes,
    both: Votes,
}

/// A sentence of the result. The Chinese one is the one that is announced.
#[derive(Deserialize, Serialize, ToSchema)]
struct SentenceSaid {
    zh: String,
    en: String,
}

/// `below`, `exactly` or `above` what is needed, by people and by area.
#[derive(Deserialize, Serialize, ToSchema)]
struct Standings {
    people: String,
    area: String,
}

/// Whether a majority was reached.
#[derive(Deserialize, Serialize, ToSchema)]
struct ApprovalReached {
    standing: Standings,
    carried: bool,
}

/// A matter decided.
#[derive(Deserialize, Serialize, ToSchema)]
struct MatterDecided {
    title: String,
    /// As in the package.
    subject: String,
    /// `ordinary`: more than half; `special`: three quarters.
    majority: String,
    turnout: ItemTurnout,
    /// 同意, 反对, 弃权.
    options: Vec<OptionCounted>,
    readings: MatterReadings,
    /// Whether enough took part, and what became of it.
    sentences: Vec<SentenceSaid>,
}

/// What follows by the rule for blank and invalid ballots, and what would follow otherwise.
#[derive(Deserialize, Serialize, ToSchema)]
struct MatterReadings {
    by_rule: MatterRead,
    otherwise: MatterRead,
}

/// A reading.
#[derive(Deserialize, Serialize, ToSchema)]
struct MatterRead {
    took_part: Votes,
    /// Against the two thirds that have to take part.
    participation: Standings,
    approval: ApprovalReached,
    /// `too_few_took_part`, `carried`, `rejected` or `no_decision`.
    verdict: String,
}

/// An election decided.
#[derive(Deserialize, Serialize, ToSchema)]
struct CommitteeDecided {
    title: String,
    seats: u64,
    /// Fewer members are no committee.
    least: u64,
    /// Places of alternates.
    alternate_places: u64,
    /// Whether each candidate was voted on with 同意, 反对, 弃权.
    each: bool,
    turnout: ItemTurnout,
    /// Votes in favour of each candidate, in the published order.
    options: Vec<OptionCounted>,
    readings: CommitteeReadings,
    /// Those certain of a seat, by rank.
    elected: Vec<CandidateRanked>,
    /// Those certain to be alternates, by rank.
    alternates: Vec<CandidateRanked>,
    /// Whether enough took part, what became of the election, and of every candidate in the published order.
    sentences: Vec<SentenceSaid>,
}

/// What follows by the rule for blank and invalid ballots, and what would follow otherwise.
#[derive(Deserialize, Serialize, ToSchema)]
struct CommitteeReadings {
    by_rule: CommitteeRead,
    otherwise: CommitteeRead,
}

/// A reading. Candidates are positions in the published order, from 0.
#[derive(Deserialize, Serialize, ToSchema)]
struct CommitteeRead {
    took_part: Votes,
    /// Against the two thirds that have to take part.
    participation: Standings,
    approvals: Vec<ApprovalReached>,
    elected: Vec<u64>,
    alternates: Vec<u64>,
    ties: Vec<CandidatesTied>,
    /// `too_few_took_part`, `too_few_elected`, `tied`, `seats_empty` or `complete`.
    verdict: String,
}

/// Candidates with equal votes of whom not all get the same.
#[derive(Deserialize, Serialize, ToSchema)]
struct CandidatesTied {
    candidates: Vec<u64>,
    /// Seats among them.
    seats: u64,
    /// Places of alternates among them.
    alternates: u64,
}

/// A candidate.
#[derive(Deserialize, Serialize, ToSchema)]
struct CandidateRanked {
    /// In the published order, from 0.
    position: u64,
    name: String,
}

impl PollResult {
    fn of(certified: Certified) -> Result<Self, Failure> {
        let Certified { poll, counted_at, payload, digest, record, comments_until, .. } = certified;
        Ok(Self {
            state: poll.phase().word().to_owned(),
            published_at: poll.course.result().map(|result| rfc3339(result.at)),
            comments_until: comments_until.map(rfc3339),
            counted_at: rfc3339(counted_at),
            certificate_digest: digest.to_string(),
            record_digest: record,
            certified: serde_json::from_value(payload).map_err(|_| Code::Internal)?,
            poll: poll.row.id,
            title: poll.row.title,
        })
    }
}

/// The result, once the poll is counted.
#[utoipa::path(tag = "counting", security(()), params(OfCount),
    responses((status = 200, description = "The result", body = PollResult, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/result")]
async fn outcome(call: Call, path: At<OfCount>) -> Answer {
    call.visit(move |work| {
        let shown = PollResult::of(counting::certified(work, &path.poll)?)?;
        Ok(reply::for_a_minute(reply::json(200, &shown)?))
    })
    .await
}

/// The signed certificate of the result (a compact JWS, EdDSA; the key stands in the opening).
#[utoipa::path(tag = "counting", security(()), params(OfCount),
    responses((status = 200, description = "A JWS", body = String, content_type = "text/plain")))]
#[get("/api/v1/public/polls/{poll}/certificate.jws")]
async fn certificate(call: Call, path: At<OfCount>) -> Answer {
    let certified = call.anybody_reads(move |work| Ok(counting::certified(work, &path.poll)?)).await?;
    let mut response = HttpResponse::Ok();
    response.content_type("text/plain; charset=utf-8").insert_header(("Cache-Control", "public, max-age=3600"));
    Ok(response.body(certified.certificate))
}
