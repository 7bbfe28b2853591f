//! The list of candidates: as it would be published, its order, its publication.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::{rfc3339, written};
use super::super::super::page::At;
use super::super::super::reply;
use super::super::polls::shown::{Poll, WarningShown};
use super::super::polls::{OfPoll, shown};
use crate::election::poll::nomination::order::Doubt;
use crate::flows::nominations::order::{self, Drawn, Listed};
use crate::flows::nominations::{self, Publication};
use crate::flows::roles::Right;
use crate::flows::{FieldFault, Refusal, access, polls};

/// Somebody on the list.
#[derive(Serialize, ToSchema)]
struct ToBePublished {
    /// The nomination's number.
    number: String,
    name: String,
    building: String,
}

impl From<Listed> for ToBePublished {
    fn from(listed: Listed) -> Self {
        Self { number: listed.number, name: listed.name, building: listed.building }
    }
}

/// Candidates who follow one another by strokes; several where the rule does not tell them apart.
#[derive(Serialize, ToSchema)]
struct StrokeGroup {
    members: Vec<ToBePublished>,
    /// Why they cannot be told apart: `unknown_character`, `unknown_sequence`, `same_strokes` or `same_name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    doubt: Option<&'static str>,
    /// Which character.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false)]
    character: Option<char>,
}

/// A lot for the order. Anybody repeats it: for each entrant `printf '%s' 'yepiao/draw/v1|SEED|ENTRANT' | sha256sum`, with the seed and the
/// entrant exactly as they stand here; then the lines are sorted, and the least is first.
#[derive(Serialize, ToSchema)]
pub(super) struct Lot {
    /// From 0.
    number: i64,
    /// As anybody types them again.
    entrants: Vec<String>,
    /// Where the seed comes from, named before it could be known.
    source: String,
    /// From when on it can be known.
    #[schema(format = DateTime)]
    seed_from: String,
    #[schema(format = DateTime)]
    announced_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    seed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    seeded_at: Option<String>,
    /// The entrants in the order drawn; missing before there is a seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order: Option<Vec<String>>,
}

impl From<Drawn> for Lot {
    fn from(drawn: Drawn) -> Self {
        let entrants: Vec<String> = drawn.entrants.into_iter().map(|entrant| entrant.text).collect();
        let text = |position: usize| entrants.get(position).cloned();
        Self {
            number: drawn.row.seq,
            order: drawn.order.map(|order| order.into_iter().filter_map(text).collect()),
            entrants,
            source: drawn.row.source,
            seed_from: rfc3339(drawn.row.seed_from),
            announced_at: rfc3339(drawn.row.announced_at),
            seed: drawn.row.seed,
            seeded_at: drawn.row.seeded_at.map(rfc3339),
        }
    }
}

/// The list as it could be published now.
#[derive(Serialize, ToSchema)]
struct CandidateProposal {
    /// Those accepted, by strokes.
    groups: Vec<StrokeGroup>,
    /// Nominations without a decision: while there are any, nothing is published.
    undecided: u32,
    /// It is another list than the one that is published: it has to be published again.
    differs: bool,
    /// What should be seen before anything is printed.
    warnings: Vec<WarningShown>,
    /// Lots, from the first on.
    lots: Vec<Lot>,
}

/// A lot that is announced: for the order of candidates, or among those with equal votes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct NewLot {
    /// Where the seed will come from: something that everybody can look up, and nobody knows yet.
    #[schema(min_length = 1, max_length = 200, example = "2026-03-25 双色球开奖号码，格式：03 08 11 19 25 31 + 07")]
    source: String,
    /// From when on it can be known.
    #[schema(format = DateTime)]
    seed_from: String,
}

impl NewLot {
    /// Where the seed will come from, and from when on it can be known.
    pub(in super::super) fn announced(self) -> Result<(String, i64), Refusal> {
        let seed_from = written("seed_from", &self.seed_from)?;
        Ok((self.source, seed_from))
    }
}

/// The seed of a lot.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct NewSeed {
    /// Exactly as the announcement said it would be written.
    #[schema(min_length = 1, max_length = 200, example = "03 08 11 19 25 31 + 07")]
    pub(in super::super) seed: String,
}

/// How the list is published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CandidatePublication {
    /// `strokes` 姓氏笔画, or `draw`: by the last lot.
    rule: OrderRule,
    /// For `strokes`, where the rule does not tell some apart: the numbers of all nominations in their order.
    #[serde(default)]
    #[schema(max_items = 1000, nullable = false)]
    order: Option<Vec<String>>,
    /// Why those in doubt stand so. It becomes public.
    #[serde(default)]
    #[schema(max_length = 200, nullable = false)]
    reason: Option<String>,
}

/// A rule for the order.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum OrderRule {
    Strokes,
    Draw,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(propose).service(announce).service(enter_seed).service(publish);
}

fn doubt(doubt: Doubt) -> (&'static str, Option<char>) {
    match doubt {
        Doubt::UnknownCharacter(character) => ("unknown_character", Some(character)),
        Doubt::UnknownSequence(character) => ("unknown_sequence", Some(character)),
        Doubt::SameStrokes(character) => ("same_strokes", Some(character)),
        Doubt::SameName => ("same_name", None),
    }
}

/// The candidates as they would be published now, by strokes, with what should be seen before. For the preparatory group and the
/// supervisor.
#[utoipa::path(tag = "nominations", params(OfPoll),
    responses((status = 200, description = "The list", body = CandidateProposal)))]
#[get("/api/v1/communities/{community}/polls/{poll}/candidates")]
async fn propose(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeNominations)?;
        let proposal = order::propose(work, &within, &path.poll)?;
        let group = |(members, why): (Vec<Listed>, Option<Doubt>)| {
            let why = why.map(doubt);
            let members = members.into_iter().map(ToBePublished::from).collect();
            StrokeGroup { members, doubt: why.map(|(word, _)| word), character: why.and_then(|(_, character)| character) }
        };
        let shown = CandidateProposal {
            groups: proposal.groups.into_iter().map(group).collect(),
            undecided: proposal.undecided,
            differs: proposal.differs,
            warnings: proposal.warnings.into_iter().map(WarningShown::from).collect(),
            lots: proposal.draws.into_iter().map(Lot::from).collect(),
        };
        reply::json(200, &shown)
    })
    .await
}

/// Announces a lot for the order, before its seed can be known. It is public at once and never changes; another one is only announced
/// when there are candidates that it does not have. For the chair.
#[utoipa::path(tag = "nominations", params(OfPoll), request_body = NewLot,
    responses((status = 201, description = "Announced", body = Lot)))]
#[post("/api/v1/communities/{community}/polls/{poll}/candidates/lots")]
async fn announce(call: Call, path: At<OfPoll>, body: Body<NewLot>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let (source, seed_from) = body.read()?.announced()?;
        let drawn = order::announce(work, &within, &path.poll, &source, seed_from)?;
        reply::json(201, &Lot::from(drawn))
    })
    .await
}

/// Enters the seed of the last lot, once, when it can be known. For the chair.
#[utoipa::path(tag = "nominations", params(OfPoll), request_body = NewSeed,
    responses((status = 200, description = "Drawn", body = Lot)))]
#[post("/api/v1/communities/{community}/polls/{poll}/candidates/lots/seed")]
async fn enter_seed(call: Call, path: At<OfPoll>, body: Body<NewSeed>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let NewSeed { seed } = body.read()?;
        reply::json(200, &Lot::from(order::enter_seed(work, &within, &path.poll, &seed)?))
    })
    .await
}

/// 候选人公示: publishes the candidates in their order, or others in their place, which then hang for the whole period again. For the
/// chair.
#[utoipa::path(tag = "nominations",
    params(OfPoll, ("If-Match" = String, Header, description = "The poll's version last read, in quotation marks")),
    request_body = CandidatePublication,
    responses((status = 200, description = "The poll", body = Poll, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/publish-candidates")]
async fn publish(call: Call, path: At<OfPoll>, body: Body<CandidatePublication>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        polls::load(work, &within, &path.poll)?;
        let (version, CandidatePublication { rule, order, reason }) = (version?, body.read()?);
        let mut poll = polls::take_version(work, &within, &path.poll, version)?;
        let missing = Refusal::Field { field: "reason", why: FieldFault::Empty };
        let publication = match (rule, &order) {
            (OrderRule::Draw, _) => Publication::Draw,
            (OrderRule::Strokes, None) => Publication::Strokes(None),
            (OrderRule::Strokes, Some(order)) => {
                Publication::Strokes(Some((order.as_slice(), reason.as_deref().ok_or(missing)?)))
            }
        };
        nominations::publish(work, &within, &mut poll, &publication)?;
        shown(200, &poll)
    })
    .await
}
