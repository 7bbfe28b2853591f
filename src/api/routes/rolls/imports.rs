//! Files on the way to a version of the roll: uploading, looking, taking, discarding.

use std::collections::BTreeMap;

use actix_web::{delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::clock::rfc3339;
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::reply;
use super::super::communities::InCommunity;
use super::shown::{Columns, Sheet, Weights};
use super::versions::RollVersion;
use crate::election::intake::{self, At as Row, Preview};
use crate::election::roll::Finding;
use crate::flows::answers::Given;
use crate::flows::roles::Right;
use crate::flows::rolls::import::{self, Draft};
use crate::flows::rolls::make::Made;
use crate::flows::rolls::{take, upload};
use crate::flows::{Refusal, access};
use crate::store::roll_import::{Import, Listed};

/// Largest file: 16 MiB.
const LARGEST: usize = 16 * 1024 * 1024;

/// Which import.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfImport {
    /// The community's id.
    pub(super) community: String,
    /// The import's id.
    pub(super) import: String,
}

/// An import as a list shows it.
#[derive(Serialize, ToSchema)]
struct ImportListed {
    id: String,
    /// `open`, `taken` or `discarded`.
    state: String,
    /// Whose doing it was.
    begun_by: String,
    #[schema(format = DateTime)]
    begun_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// The version that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    roll: Option<String>,
}

/// An import.
#[derive(Serialize, ToSchema)]
struct RollImport {
    id: String,
    /// `open`, `taken` or `discarded`.
    state: String,
    /// SHA-256 of the file.
    file_digest: String,
    /// Whose doing it was.
    begun_by: String,
    #[schema(format = DateTime)]
    begun_at: String,
    /// The newest version of the roll when the file was uploaded; missing before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<String>,
    /// The version that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    roll: Option<String>,
    /// What would be taken now; missing when the import has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview: Option<ImportPreview>,
}

/// What would be taken.
#[derive(Serialize, ToSchema)]
struct ImportPreview {
    sheets: Vec<Sheet>,
    /// What people said about the columns: heading or letter to field.
    columns: Columns,
    /// Fields that no column has and that were taken for granted.
    assumed: Vec<&'static str>,
    /// Rows that wait for a person.
    waiting: usize,
    /// Rows that are left out only because another row of their unit waits.
    held: usize,
    /// Rows that were left out by a person.
    left_out: usize,
    /// Lines that are no rows: sums, headings once more, notes.
    skipped: usize,
    /// Places where something was put right.
    corrected: usize,
    /// Decisions without effect.
    unused: Vec<String>,
    /// Units that are in, by use.
    units: BTreeMap<&'static str, usize>,
    /// Voters that share some right holders, but not all.
    overlaps: usize,
    /// By the rule set of the community, of the rows that are in.
    parking_counts: bool,
    with_parking: Weights,
    without_parking: Weights,
}

impl RollImport {
    fn new(row: Import, preview: Option<ImportPreview>) -> Self {
        let begun_at = rfc3339(row.begun_at);
        let Import { id, state, file_digest, begun_by, roll_id, base_id, .. } = row;
        Self { id, state, file_digest, begun_by, begun_at, base: base_id, roll: roll_id, preview }
    }
}

impl ImportPreview {
    fn of(draft: &Draft, preview: Preview) -> Result<Self, Failure> {
        // The preview keeps out whatever a roll cannot hold.
        let roll = preview.roll.map_err(|_| Refusal::RollContradicts)?;
        let mut units = BTreeMap::new();
        for unit in roll.units() {
            let count: &mut usize = units.entry(super::versions::use_word(unit.purpose)).or_default();
            *count = count.saturating_add(1);
        }
        let totals = roll.totals();
        let overlap = |finding: &&Finding| matches!(finding, Finding::PartialOverlap { .. });
        let waiting: std::collections::BTreeSet<Row> = preview.waiting.iter().map(|wait| wait.at).collect();
        let unused = preview.unused.iter().filter_map(|position| draft.decisions.get(*position));
        Ok(Self {
            sheets: preview.layouts.into_iter().map(Sheet::from).collect(),
            columns: draft.mapping.0.iter().map(|(column, field)| (column.clone(), field.key().to_owned())).collect(),
            assumed: preview.assumed.into_iter().map(intake::Field::key).collect(),
            waiting: waiting.len(),
            held: preview.held.len(),
            left_out: preview.left_out.len(),
            skipped: preview.skipped.len(),
            corrected: preview.corrected.len(),
            unused: unused.map(|decided| decided.id.clone()).collect(),
            units,
            overlaps: roll.findings().iter().filter(overlap).count(),
            parking_counts: totals.parking_counts,
            with_parking: totals.with_parking.into(),
            without_parking: totals.without_parking.into(),
        })
    }
}

/// How to take an import.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Taking {
    /// Whether parking spaces count as area; by default what the community's rule set says.
    parking_as_area: Option<bool>,
    /// Where the roll was changed after the upload: the newest version, whose changes since `base` were looked at and may be undone.
    over: Option<String>,
}

/// What became of an import.
#[derive(Serialize, ToSchema)]
struct TakenRoll {
    /// Whether anything changed. If not, `version` is the newest version as it was.
    changed: bool,
    version: RollVersion,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(begin).service(list).service(see).service(accept).service(discard);
}

/// Uploads a file with a roll: `.xlsx`, or `.csv` in UTF-8, GB18030 or UTF-16, whatever it is called. Nothing is taken yet. For the
/// chair and members.
#[utoipa::path(tag = "imports", params(InCommunity),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file, 16 MiB at most"),
    responses((status = 201, description = "Read", body = RollImport, headers(("Location" = String), ("ETag" = String)))))]
#[post("/api/v1/communities/{community}/roll/imports")]
async fn begin(call: Call, path: At<InCommunity>, payload: web::Payload) -> Answer {
    // Who may not does not get to send megabytes.
    let inside = path.clone();
    call.looks(move |work, who| Ok(access::enter(work, who, &inside.community, Right::ImportRoll).map(drop)?)).await?;
    let bytes = call.file(payload, LARGEST).await?;
    let read = bytes.clone();
    let file = call.computing(move || upload::read(&read)).await?.map_err(|refusal| call.problem(refusal.into()))?;
    call.write_file(bytes, move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let row = upload::begin(work, &within, &file)?;
        let (version, location) = (row.version, format!("/api/v1/communities/{}/roll/imports/{}", path.community, row.id));
        let given = reply::versioned(reply::json(201, &RollImport::new(row, None))?, version);
        Ok(reply::with(given, "Location", location))
    })
    .await
}

/// The imports of a community.
#[utoipa::path(tag = "imports", params(InCommunity, PageQuery),
    responses((status = 200, description = "In the order in which they were begun", body = inline(Page<ImportListed>))))]
#[get("/api/v1/communities/{community}/roll/imports")]
async fn list(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeImports)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = import::page(work, &within, &after, rows)?;
        let show = |row: Listed| ImportListed {
            id: row.id,
            state: row.state,
            begun_by: row.begun_by,
            begun_at: rfc3339(row.begun_at),
            ended_at: row.ended_at.map(rfc3339),
            roll: row.roll_id,
        };
        reply::json(200, &Page::of(read, rows, |row| [row.id.clone()], show))
    })
    .await
}

/// One import, with what would be taken now.
#[utoipa::path(tag = "imports", params(OfImport),
    responses((status = 200, description = "The import", body = RollImport, headers(("ETag" = String)))))]
#[get("/api/v1/communities/{community}/roll/imports/{import}")]
async fn see(call: Call, path: At<OfImport>) -> Answer {
    let loaded = call.looks(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeImports)?;
        Ok(import::load(work, &within, &path.import)?)
    });
    let (row, draft) = loaded.await?;
    let given = call.computing(move || -> Result<Given, Failure> {
        let preview = match &draft {
            Some(draft) => Some(ImportPreview::of(draft, draft.preview()?)?),
            None => None,
        };
        let version = row.version;
        Ok(reply::versioned(reply::json(200, &RollImport::new(row, preview))?, version))
    });
    let given = given.await?;
    call.answer(given)
}

/// Makes the next version of the roll of an import. Refused while rows wait, and where the roll was changed after the upload and `over`
/// does not name its newest version. The file is forgotten. For the chair and members.
#[utoipa::path(tag = "imports", params(OfImport, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = Taking,
    responses((status = 201, description = "A new version", body = TakenRoll, headers(("Location" = String))),
        (status = 200, description = "Nothing changed", body = TakenRoll)))]
#[post("/api/v1/communities/{community}/roll/imports/{import}/take")]
async fn accept(call: Call, path: At<OfImport>, body: Body<Taking>) -> Answer {
    let version = call.version();
    let (inside, wanted) = (path.clone(), body.clone());
    let considered = super::decisions::considered(&call, inside, version, move |draft, _| {
        let Taking { parking_as_area, .. } = wanted.read()?;
        Ok(take::consider(&draft, parking_as_area)?)
    });
    let considered = considered.await?;
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let version = version?;
        import::stands(work, &within, &path.import, version)?;
        let Taking { over, .. } = body.read()?;
        let made = take::take(work, &within, (&path.import, version), over.as_deref(), considered.get()?)?;
        let changed = matches!(made, Made::New(_));
        let roll = made.version();
        let location = format!("/api/v1/communities/{}/roll/versions/{}", path.community, roll.id);
        let given = reply::json(if changed { 201 } else { 200 }, &TakenRoll { changed, version: RollVersion::of(roll)? })?;
        Ok(reply::with(given, "Location", location))
    })
    .await
}

/// Forgets an import. For the chair and members.
#[utoipa::path(tag = "imports", params(OfImport, ("If-Match" = String, Header, description = "The ETag last read")),
    responses((status = 204, description = "Forgotten")))]
#[delete("/api/v1/communities/{community}/roll/imports/{import}")]
async fn discard(call: Call, path: At<OfImport>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let version = version?;
        import::stands(work, &within, &path.import, version)?;
        take::discard(work, &within, &path.import, version)?;
        Ok(reply::nothing())
    })
    .await
}
