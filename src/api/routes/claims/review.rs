//! What the preparatory group does with claims. Whoever looks at what a claimant told is logged.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::reply;
use super::super::communities::InCommunity;
use super::{KeptFile, Unit};
use crate::election::roll::{AreaBasis, UnitUse};
use crate::flows::claims::{self, Becomes, Proof};
use crate::flows::roles::Right;
use crate::flows::rolls::{Content, Owner};
use crate::flows::{FieldFault, Refusal, access};
use crate::store::claim;

/// Which claim.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfClaim {
    /// The community's id.
    community: String,
    /// The claim's id.
    claim: String,
}

/// Which paper of which claim.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfFile {
    /// The community's id.
    community: String,
    /// The claim's id.
    claim: String,
    /// The paper's id.
    file: String,
}

/// A claim without what is personal.
#[derive(Serialize, ToSchema)]
struct Claim {
    id: String,
    /// As the claimant has it.
    number: String,
    /// `open`, `confirmed`, `rejected` or `withdrawn`.
    state: String,
    unit: Unit,
    basis: String,
    #[schema(format = DateTime)]
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    decided_at: Option<String>,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// The version of the roll that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    roll: Option<String>,
    /// For If-Match, in quotation marks.
    version: i64,
}

/// A right holder of the unit on the roll.
#[derive(Serialize, ToSchema)]
struct OnRoll {
    name: String,
    /// Of the ID number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_four: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    share: Option<String>,
    certificate: String,
}

/// What a claimant told, beside what the roll says.
#[derive(Serialize, ToSchema)]
struct LookedAt {
    claim: Claim,
    /// Missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    claimant: Option<Claimant>,
    files: Vec<KeptFile>,
    /// The newest version of the roll; missing if there is none. A confirmation names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    base: Option<String>,
    /// The right holders of the unit; missing if it is not on the roll.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    on_roll: Option<Vec<OnRoll>>,
    /// The unit's area on the roll in 0.01 m².
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    area_centi_m2: Option<u64>,
}

/// A claimant.
#[derive(Serialize, ToSchema)]
struct Claimant {
    #[schema(value_type = String)]
    name: Zeroizing<String>,
    #[schema(value_type = String)]
    phone: Zeroizing<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false)]
    note: Option<Zeroizing<String>>,
    /// What they were answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false)]
    answer: Option<Zeroizing<String>>,
}

/// Why a claim is rejected.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Rejection {
    /// `not_proven`, `unreadable`, `other_holder`, `unit_unknown`, `repeated`, or `nothing_to_change`, which is only for claimants
    /// who showed who they are: it tells that they are on the roll.
    #[schema(example = "not_proven")]
    reason: String,
    /// What the claimant reads.
    #[schema(min_length = 1, max_length = 500)]
    answer: String,
}

/// What becomes of the roll.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    /// The version of the roll that was seen: `base` of what was looked at.
    #[schema(max_length = 40)]
    base: String,
    /// `contact`: only another phone; `joins`: one more right holder; `replaces`: the right holder in the place of one or of all;
    /// `new_unit`: a unit that is not on the roll.
    #[schema(example = "joins")]
    becomes: String,
    /// For `replaces`: in whose place; missing: of all.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 60)]
    instead_of: Option<Zeroizing<String>>,
    /// As on the document. Not kept: only a keyed digest, and the last four characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40)]
    id_number: Option<Zeroizing<String>>,
    /// 份额.
    #[serde(default)]
    #[schema(max_length = 60)]
    share: Option<String>,
    /// 权证号.
    #[serde(default)]
    #[schema(max_length = 60)]
    certificate: Option<String>,
    /// 监护人.
    #[serde(default)]
    #[schema(max_length = 60)]
    guardian: Option<String>,
    /// For `new_unit`.
    #[serde(default)]
    unit: Option<NewUnit>,
    /// What the claimant reads.
    #[schema(min_length = 1, max_length = 500)]
    answer: String,
}

/// A unit that is not on the roll yet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUnit {
    /// `residential`, `shop`, `parking` or `storage`.
    #[serde(rename = "use")]
    #[schema(value_type = String, example = "residential")]
    purpose: UnitUse,
    /// In 0.01 m².
    #[schema(minimum = 1, maximum = 10_000_000)]
    area_centi_m2: u64,
    /// `register`, `survey` or `contract`.
    #[schema(value_type = String, example = "register")]
    area_basis: AreaBasis,
}

impl From<claim::Claim> for Claim {
    fn from(row: claim::Claim) -> Self {
        Self {
            id: row.id,
            number: row.number,
            state: row.state,
            unit: Unit { building: row.building, stair: row.stair, room: row.room },
            basis: row.basis,
            created_at: rfc3339(row.created_at),
            decided_at: row.decided_at.map(rfc3339),
            reason: row.reason,
            roll: row.roll_id,
            version: row.version,
        }
    }
}

impl Confirmation {
    fn becomes(&self) -> Result<Becomes, Refusal> {
        let missing = |field| Refusal::Field { field, why: FieldFault::Empty };
        let proof = Proof {
            id_number: self.id_number.clone(),
            share: self.share.clone(),
            certificate: self.certificate.clone(),
            guardian: self.guardian.clone(),
        };
        Ok(match self.becomes.as_str() {
            "contact" => Becomes::Contact,
            "joins" => Becomes::Joins(proof),
            "replaces" => Becomes::Replaces { instead_of: self.instead_of.clone(), proof },
            "new_unit" => {
                let unit = self.unit.as_ref().ok_or(missing("unit"))?;
                Becomes::NewUnit { purpose: unit.purpose, area: unit.area_centi_m2, area_basis: unit.area_basis, proof }
            }
            _ => return Err(Refusal::Field { field: "becomes", why: FieldFault::Unknown }),
        })
    }
}

fn on_roll(owner: &Owner) -> OnRoll {
    OnRoll {
        name: owner.name.clone(),
        last_four: owner.last_four().map(str::to_owned),
        share: owner.share.clone(),
        certificate: owner.certificate.clone(),
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(look).service(paper).service(confirm).service(reject);
}

/// Claims of owners, without what is personal. For the preparatory group and the supervisor.
#[utoipa::path(tag = "claims", params(InCommunity, PageQuery),
    responses((status = 200, description = "In the order in which they came", body = inline(Page<Claim>))))]
#[get("/api/v1/communities/{community}/claims")]
async fn list(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeClaims)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = claims::page(work, &within, &after, rows)?;
        reply::json(200, &Page::of(read, rows, |row| [row.id.clone()], Claim::from))
    })
    .await
}

/// Shows what a claimant told and what the roll says of the unit. Who looked stands in the audit log.
#[utoipa::path(tag = "claims", params(OfClaim),
    responses((status = 200, description = "All of it", body = LookedAt, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/claims/{claim}/look")]
async fn look(call: Call, path: At<OfClaim>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeClaims)?;
        let looked = claims::look(work, &within, &path.claim)?;
        let version = looked.claim.version;
        let shown = LookedAt {
            claim: looked.claim.into(),
            claimant: looked.person.map(|person| Claimant {
                name: person.name,
                phone: person.phone,
                note: person.note,
                answer: person.answer,
            }),
            files: looked.files.into_iter().map(KeptFile::from).collect(),
            base: looked.base,
            on_roll: looked.unit.as_ref().map(|Content { owners, .. }| owners.iter().map(on_roll).collect()),
            area_centi_m2: looked.unit.map(|unit| unit.area),
        };
        Ok(reply::versioned(reply::json(200, &shown)?, version))
    })
    .await
}

/// A claimant's photo or paper, to be saved: it is never shown inside a page. Who looked stands in the audit log.
#[utoipa::path(tag = "claims", params(OfFile),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream",
        headers(("Content-Disposition" = String)))))]
#[get("/api/v1/communities/{community}/claims/{claim}/files/{file}")]
async fn paper(call: Call, path: At<OfFile>) -> Answer {
    let (row, bytes) = call
        .somebody(move |work, who| {
            let within = access::enter(work, who, &path.community, Right::SeeClaims)?;
            Ok(claims::file(work, &within, &path.claim, &path.file)?)
        })
        .await?;
    Ok(reply::file(&row.media, &row.id, &bytes))
}

/// Confirms a claim: the roll has a new version. For the preparatory group.
#[utoipa::path(tag = "claims",
    params(OfClaim, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    request_body = Confirmation,
    responses((status = 200, description = "Confirmed", body = Claim, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/claims/{claim}/confirm")]
async fn confirm(call: Call, path: At<OfClaim>, body: Body<Confirmation>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::DecideClaims)?;
        let (version, asked) = (version?, body.read()?);
        let row = claims::confirm(work, &within, (&path.claim, version), &asked.base, &asked.becomes()?, &asked.answer)?;
        let version = row.version;
        Ok(reply::versioned(reply::json(200, &Claim::from(row))?, version))
    })
    .await
}

/// Rejects a claim with a reason. For the preparatory group.
#[utoipa::path(tag = "claims",
    params(OfClaim, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    request_body = Rejection,
    responses((status = 200, description = "Rejected", body = Claim, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/claims/{claim}/reject")]
async fn reject(call: Call, path: At<OfClaim>, body: Body<Rejection>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::DecideClaims)?;
        let (version, Rejection { reason, answer }) = (version?, body.read()?);
        let row = claims::reject(work, &within, (&path.claim, version), &reason, &answer)?;
        let version = row.version;
        Ok(reply::versioned(reply::json(200, &Claim::from(row))?, version))
    })
    .await
}
