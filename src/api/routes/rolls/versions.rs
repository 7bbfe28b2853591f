//! Versions of the roll.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::clock::rfc3339;
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::problem::Code;
use super::super::super::reply;
use super::super::communities::InCommunity;
use super::shown::{Address, Weights, word};
use crate::election::roll::{self, Change, Finding, MaskedUnit, MaskedVoter, UnitUse};
use crate::flows::roles::Right;
use crate::flows::rolls::overlaps;
use crate::flows::rolls::version::{self, Version};
use crate::flows::{access, rolls};

/// Which version.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfVersion {
    /// The community's id.
    community: String,
    /// The version's id.
    version: String,
}

/// Which overlap.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfOverlap {
    /// The community's id.
    community: String,
    /// The version's id.
    version: String,
    /// The overlap's `pair`.
    pair: String,
}

/// Since which version.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SinceQuery {
    /// The id of an older version; by default the one before.
    #[param(max_length = 64)]
    since: Option<String>,
    /// `next` of the page before; none for the first page.
    #[param(max_length = 4000)]
    cursor: Option<String>,
    /// How many at most: 1 to 200, by default 50.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// A version of the roll.
#[derive(Serialize, ToSchema)]
pub(super) struct RollVersion {
    id: String,
    /// From 1.
    number: i64,
    /// `import` or `amendment`.
    origin: String,
    /// Units by use.
    residential: u64,
    shops: u64,
    parking: u64,
    storage: u64,
    /// Whether parking counts as area.
    parking_counts: bool,
    with_parking: Weights,
    without_parking: Weights,
    /// SHA-256 over a secret salt and the whole roll, ID numbers as keyed digests.
    digest: String,
    /// SHA-256 of the public list (canonical JSON).
    masked_digest: String,
    /// Whose doing it was.
    made_by: String,
    #[schema(format = DateTime)]
    made_at: String,
}

impl RollVersion {
    pub(super) fn of(row: &Version) -> Result<Self, Failure> {
        let totals = row.totals()?;
        Ok(Self {
            id: row.id.clone(),
            number: row.number,
            origin: row.origin.clone(),
            residential: totals.residential,
            shops: totals.shops,
            parking: totals.parking,
            storage: totals.storage,
            parking_counts: row.parking_as_area,
            with_parking: totals.with_parking.into(),
            without_parking: totals.without_parking.into(),
            digest: row.digest.clone(),
            masked_digest: row.masked_digest.clone(),
            made_by: row.made_by.clone(),
            made_at: rfc3339(row.made_at),
        })
    }
}

/// A version with what a person should look at.
#[derive(Serialize, ToSchema)]
struct RollVersionLooked {
    #[serde(flatten)]
    version: RollVersion,
    /// How many findings of each kind: `partial_overlap`, `unidentified`, `representative_missing`, `representatives_differ`,
    /// `several_developers`, `only_uncounted_units`.
    findings: std::collections::BTreeMap<&'static str, usize>,
    /// Why it was amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The word of a use.
pub(super) const fn use_word(purpose: UnitUse) -> &'static str {
    match purpose {
        UnitUse::Residential => "residential",
        UnitUse::Shop => "shop",
        UnitUse::Parking => "parking",
        UnitUse::Storage => "storage",
    }
}

const fn finding_word(finding: &Finding) -> &'static str {
    match finding {
        Finding::PartialOverlap { .. } => "partial_overlap",
        Finding::Unidentified { .. } => "unidentified",
        Finding::RepresentativeMissing { .. } => "representative_missing",
        Finding::RepresentativesDiffer { .. } => "representatives_differ",
        Finding::SeveralDevelopers { .. } => "several_developers",
        Finding::OnlyUncountedUnits { .. } => "only_uncounted_units",
    }
}

/// A voter as published.
#[derive(Serialize, ToSchema)]
pub(in super::super) struct RollVoter {
    /// From 1, in the order of the first unit.
    number: u32,
    /// `王**`; several joined by `、`.
    name: String,
    area_centi_m2: u64,
    units: Vec<RollVoterUnit>,
}

/// A unit of a voter.
#[derive(Serialize, ToSchema)]
struct RollVoterUnit {
    #[serde(flatten)]
    unit: Address,
    /// `residential`, `shop`, `parking` or `storage`.
    #[serde(rename = "use")]
    purpose: &'static str,
    area_centi_m2: u64,
    /// Whether the area is part of the voter's.
    counts: bool,
}

impl From<MaskedVoter> for RollVoter {
    fn from(voter: MaskedVoter) -> Self {
        let unit = |unit: MaskedUnit| RollVoterUnit {
            unit: unit.address.into(),
            purpose: use_word(unit.purpose),
            area_centi_m2: unit.area,
            counts: unit.counts,
        };
        let units = voter.units.into_iter().map(unit).collect();
        Self { number: voter.number, name: voter.name, area_centi_m2: voter.area, units }
    }
}

/// What became of a unit.
#[derive(Serialize, ToSchema)]
struct RollChange {
    #[serde(flatten)]
    unit: Address,
    /// Missing if it was added.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<UnitShown>,
    /// Missing if it was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<UnitShown>,
    /// What differs: `use`, `area`, `area_basis`, `certificate`, `holders`, `share`, `developer`, `representative`, `guardian`.
    facets: Vec<String>,
}

/// A unit as published.
#[derive(Serialize, ToSchema)]
struct UnitShown {
    #[serde(rename = "use")]
    purpose: &'static str,
    area_centi_m2: u64,
    /// Masked names.
    name: String,
}

impl From<Change> for RollChange {
    fn from(change: Change) -> Self {
        let shown =
            |shown: roll::Shown| UnitShown { purpose: use_word(shown.purpose), area_centi_m2: shown.area, name: shown.name };
        Self {
            unit: change.address.into(),
            before: change.before.map(shown),
            after: change.after.map(shown),
            facets: change.facets.into_iter().map(word).collect(),
        }
    }
}

/// Two voters that share some right holders, but not all.
#[derive(Serialize, ToSchema)]
struct Overlap {
    /// Names the two in every version that has them.
    pair: String,
    voters: Vec<RollVoter>,
    /// Masked names of those they share.
    shared: Vec<String>,
    /// That somebody has looked at it; missing until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<OverlapDecision>,
}

/// Why the two are two.
#[derive(Serialize, ToSchema)]
struct OverlapDecision {
    reason: String,
    /// The account.
    by: String,
    #[schema(format = DateTime)]
    at: String,
}

impl From<overlaps::Overlap> for Overlap {
    fn from(overlap: overlaps::Overlap) -> Self {
        let decision =
            |looked: overlaps::Looked| OverlapDecision { reason: looked.reason, by: looked.by, at: rfc3339(looked.at) };
        Self {
            pair: overlap.pair,
            voters: overlap.voters.into_iter().map(RollVoter::from).collect(),
            shared: overlap.shared,
            decision: overlap.decision.map(decision),
        }
    }
}

/// Why two voters are two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OverlapReason {
    #[schema(min_length = 1, max_length = 500, example = "夫妻一方单独所有的车位房")]
    reason: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(show).service(voters).service(changes).service(list_overlaps).service(decide_overlap);
}

/// The versions of the roll.
#[utoipa::path(tag = "rolls", params(InCommunity, PageQuery),
    responses((status = 200, description = "The newest first", body = inline(Page<RollVersion>))))]
#[get("/api/v1/communities/{community}/roll/versions")]
async fn list(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeRoll)?;
        let (rows, [below]) = (page.rows()?, page.after()?);
        let below: i64 = if below.is_empty() { i64::MAX } else { below.parse().map_err(|_| Code::BadCursor)? };
        let mut read = Vec::new();
        for row in version::page(work, &within, below, rows)? {
            read.push(RollVersion::of(&row)?);
        }
        reply::json(200, &Page::of(read, rows, |row| [row.number.to_string()], |row| row))
    })
    .await
}

/// One version, with how much in it a person should look at.
#[utoipa::path(tag = "rolls", params(OfVersion),
    responses((status = 200, description = "The version", body = RollVersionLooked)))]
#[get("/api/v1/communities/{community}/roll/versions/{version}")]
async fn show(call: Call, path: At<OfVersion>) -> Answer {
    call.read(move |work, who| {
        access::enter(work, who, &path.community, Right::SeeRoll)?;
        let kept = rolls::open(work, &path.community, &path.version)?;
        let mut findings = std::collections::BTreeMap::new();
        for finding in kept.roll.findings() {
            let count: &mut usize = findings.entry(finding_word(finding)).or_default();
            *count = count.saturating_add(1);
        }
        let reason = version::reason(work, &kept.version)?;
        reply::json(200, &RollVersionLooked { version: RollVersion::of(&kept.version)?, findings, reason })
    })
    .await
}

/// The voters of a version as they may be published.
#[utoipa::path(tag = "rolls", params(OfVersion, PageQuery),
    responses((status = 200, description = "In the order of their numbers", body = inline(Page<RollVoter>))))]
#[get("/api/v1/communities/{community}/roll/versions/{version}/voters")]
async fn voters(call: Call, path: At<OfVersion>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        access::enter(work, who, &path.community, Right::SeeRoll)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let after: u32 = if after.is_empty() { 0 } else { after.parse().map_err(|_| Code::BadCursor)? };
        let kept = rolls::open(work, &path.community, &path.version)?;
        let most = usize::try_from(rows).unwrap_or(0);
        let read = kept.masked.voters.into_iter().filter(|voter| voter.number > after).take(most).collect();
        reply::json(200, &Page::of(read, rows, |voter: &MaskedVoter| [voter.number.to_string()], RollVoter::from))
    })
    .await
}

/// What differs between a version and an older one.
#[utoipa::path(tag = "rolls", params(OfVersion, SinceQuery),
    responses((status = 200, description = "By building, stair and room", body = inline(Page<RollChange>))))]
#[get("/api/v1/communities/{community}/roll/versions/{version}/changes")]
async fn changes(call: Call, path: At<OfVersion>, asked: Asked<SinceQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeRoll)?;
        let page = PageQuery::new(asked.cursor.clone(), asked.limit.clone());
        let (rows, [after]) = (page.rows()?, page.after()?);
        let from: usize = if after.is_empty() { 0 } else { after.parse().map_err(|_| Code::BadCursor)? };
        let changes = version::changes(work, &within, &path.version, asked.since.as_deref())?;
        let most = usize::try_from(rows).unwrap_or(0);
        let read = changes.into_iter().enumerate().skip(from).take(most).collect();
        let key = |(position, _): &(usize, Change)| [position.saturating_add(1).to_string()];
        reply::json(200, &Page::of(read, rows, key, |(_, change)| RollChange::from(change)))
    })
    .await
}

/// Voters that share some right holders, but not all. They stay two; somebody has to have looked at it.
#[utoipa::path(tag = "rolls", params(OfVersion, PageQuery),
    responses((status = 200, description = "In the order of their voters", body = inline(Page<Overlap>))))]
#[get("/api/v1/communities/{community}/roll/versions/{version}/overlaps")]
async fn list_overlaps(call: Call, path: At<OfVersion>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeImports)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let from: usize = if after.is_empty() { 0 } else { after.parse().map_err(|_| Code::BadCursor)? };
        let kept = rolls::open(work, &path.community, &path.version)?;
        let most = usize::try_from(rows).unwrap_or(0);
        let read = overlaps::list(work, &within, &kept)?.into_iter().enumerate().skip(from).take(most).collect();
        let key = |(position, _): &(usize, overlaps::Overlap)| [position.saturating_add(1).to_string()];
        reply::json(200, &Page::of(read, rows, key, |(_, overlap)| Overlap::from(overlap)))
    })
    .await
}

/// Records that somebody has looked at an overlap, and why the two are two. For the chair and members.
#[utoipa::path(tag = "rolls", params(OfOverlap), request_body = OverlapReason,
    responses((status = 201, description = "Recorded", body = Overlap)))]
#[post("/api/v1/communities/{community}/roll/versions/{version}/overlaps/{pair}")]
async fn decide_overlap(call: Call, path: At<OfOverlap>, body: Body<OverlapReason>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let kept = rolls::open(work, &path.community, &path.version)?;
        let decided = overlaps::decide(work, &within, &kept, &path.pair, &body.read()?.reason)?;
        reply::json(201, &Overlap::from(decided))
    })
    .await
}
