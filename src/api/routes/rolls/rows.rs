//! Rows of an import: those that are not in, what was put right, looking at one whole.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::problem::{Code, Problem};
use super::super::super::reply;
use super::imports::OfImport;
use super::shown::{self, DecisionTaken, word};
use crate::election::intake::{self, At as Row, Preview, discreet};
use crate::election::roll::masked_name;
use crate::flows::answers::Given;
use crate::flows::roles::Right;
use crate::flows::rolls::import::{self, Draft};
use crate::flows::{FieldFault, Refusal, access};

/// Which rows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RowsQuery {
    /// `waiting`, `held`, `left_out` or `skipped`.
    state: String,
    /// `next` of the page before; none for the first page.
    #[param(max_length = 4000)]
    cursor: Option<String>,
    /// How many at most: 1 to 200, by default 50.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// A row with what is the matter with it.
#[derive(Serialize, ToSchema)]
struct ImportRow {
    #[serde(flatten)]
    at: shown::At,
    /// The unit, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<shown::Address>,
    /// Masked names.
    names: Vec<String>,
    /// Why it waits.
    reasons: Vec<Reason>,
    /// What was decided about it.
    decisions: Vec<DecisionTaken>,
}

/// Why a row waits.
#[derive(Serialize, ToSchema)]
struct Reason {
    /// `id_lost_digits`, `id_check_digit`, `id_missing`, `area_missing`, `area_not_positive`, `area_implausible`, `unit_twice`,
    /// `unit_missing`, `owner_placeholder`, `owner_missing`, `owner_deceased`, `minor_without_guardian`, `two_owners_unclear`,
    /// `column_unknown`.
    code: String,
    /// In which column, if in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'static str>,
    /// What stands there; names, numbers of cards and phones in part only.
    found: String,
    /// Other rows that it is about.
    others: Vec<shown::At>,
    /// Whether the row may be taken as it stands.
    may_be_confirmed: bool,
}

/// What was put right.
#[derive(Serialize, ToSchema)]
struct CorrectedCell {
    #[serde(flatten)]
    at: shown::At,
    column: &'static str,
    /// What stands in the file; names, numbers of cards and phones in part only.
    from: String,
    /// What was taken.
    to: String,
    /// Why: `spacing`, `place`, `area_written`, `id_written`, `owners_divided`, …
    code: String,
}

/// Which row to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhichRow {
    /// Which of the sheets that hold a roll, from 0.
    #[serde(default)]
    #[schema(default = 0, maximum = 64)]
    table: usize,
    #[schema(minimum = 1, example = 2)]
    line: u32,
}

/// A row, whole.
#[derive(Serialize, ToSchema)]
struct WholeRow {
    cells: Vec<WholeCell>,
}

/// A cell, whole.
#[derive(Serialize, ToSchema)]
struct WholeCell {
    letter: String,
    heading: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    text: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_rows).service(corrections).service(look);
}

/// An open import and what it would give.
async fn previewed(call: &Call, path: OfImport) -> Result<(Draft, Preview), Problem> {
    let draft = call.looks(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeImports)?;
        Ok(import::draft(work, &within, &path.import)?)
    });
    let draft = draft.await?;
    let looked = call.computing(move || draft.preview().map(|preview| (draft, preview))).await?;
    looked.map_err(|refusal| call.problem(refusal.into()))
}

/// Rows that are not in: those that wait, are held by others, were left out, or are no rows.
#[utoipa::path(tag = "imports", params(OfImport, RowsQuery),
    responses((status = 200, description = "By sheet and line", body = inline(Page<ImportRow>))))]
#[get("/api/v1/communities/{community}/roll/imports/{import}/rows")]
async fn list_rows(call: Call, path: At<OfImport>, asked: Asked<RowsQuery>) -> Answer {
    let RowsQuery { state, cursor, limit } = asked.into_inner();
    let (draft, preview) = previewed(&call, path.into_inner()).await?;
    let query = PageQuery::new(cursor, limit);
    let given = call.computing(move || listed(&draft, &preview, &state, &query));
    let given = given.await?;
    call.answer(given)
}

/// Rows behind the cursor's, as many as a page needs.
fn page_of<T>(sorted: impl Iterator<Item = (Row, T)>, query: &PageQuery) -> Result<(Vec<(Row, T)>, i64), Failure> {
    let (rows, [table, line]) = (query.rows()?, query.after()?);
    let number = |text: &str| text.parse::<u32>().map_err(|_| Code::BadCursor);
    let behind = match (table.is_empty(), line.is_empty()) {
        (true, true) => None,
        _ => Some(Row { table: usize::try_from(number(&table)?).map_err(|_| Code::BadCursor)?, line: number(&line)? }),
    };
    let most = usize::try_from(rows).unwrap_or(0);
    Ok((sorted.filter(|(at, _)| behind.is_none_or(|behind: Row| *at > behind)).take(most).collect(), rows))
}

fn listed(draft: &Draft, preview: &Preview, state: &str, query: &PageQuery) -> Result<Given, Failure> {
    let ats: Vec<Row> = match state {
        "waiting" => {
            let mut ats: Vec<Row> = preview.waiting.iter().map(|wait| wait.at).collect();
            ats.dedup();
            ats
        }
        "held" => preview.held.clone(),
        "left_out" => preview.left_out.clone(),
        "skipped" => preview.skipped.clone(),
        _ => return Err(Refusal::Field { field: "state", why: FieldFault::Unknown }.into()),
    };
    let (read, rows) = page_of(ats.into_iter().map(|at| (at, ())), query)?;
    let key = |(at, ()): &(Row, ())| [at.table.to_string(), at.line.to_string()];
    let page = Page::of(read, rows, key, |(at, ())| {
        let known = preview.rows.iter().find(|row| row.at == at);
        let reasons = preview.waiting.iter().filter(|wait| wait.at == at).map(|wait| Reason {
            code: word(wait.code),
            column: wait.column.map(intake::Field::key),
            found: discreet(wait.column, &wait.found),
            others: wait.others.iter().map(|at| (*at).into()).collect(),
            may_be_confirmed: wait.code.may_be_confirmed(),
        });
        ImportRow {
            at: at.into(),
            unit: known.map(|row| row.unit.clone().into()),
            names: known.map(|row| row.names.iter().map(|name| masked_name(name, None)).collect()).unwrap_or_default(),
            reasons: reasons.collect(),
            decisions: draft.decisions.iter().filter(|decided| decided.decision.at == at).map(DecisionTaken::from).collect(),
        }
    });
    reply::json(200, &page)
}

/// What was put right because it is certain.
#[utoipa::path(tag = "imports", params(OfImport, PageQuery),
    responses((status = 200, description = "By sheet and line", body = inline(Page<CorrectedCell>))))]
#[get("/api/v1/communities/{community}/roll/imports/{import}/corrections")]
async fn corrections(call: Call, path: At<OfImport>, page: Asked<PageQuery>) -> Answer {
    let (_, preview) = previewed(&call, path.into_inner()).await?;
    let given = call.computing(move || {
        let (rows, [after]) = (page.rows()?, page.after()?);
        let from: usize = if after.is_empty() { 0 } else { after.parse().map_err(|_| Code::BadCursor)? };
        let most = usize::try_from(rows).unwrap_or(0);
        let read: Vec<_> = preview.corrected.into_iter().enumerate().skip(from).take(most).collect();
        let page = Page::of(
            read,
            rows,
            |(position, _)| [position.saturating_add(1).to_string()],
            |(_, correction)| CorrectedCell {
                at: correction.at.into(),
                column: correction.column.key(),
                from: discreet(Some(correction.column), &correction.from),
                to: discreet(Some(correction.column), &correction.to),
                code: word(correction.code),
            },
        );
        reply::json(200, &page)
    });
    let given = given.await?;
    call.answer(given)
}

/// Shows a row whole, for comparing it with documents. Who looked stands in the audit log. For the chair and members.
#[utoipa::path(tag = "imports", params(OfImport), request_body = WhichRow,
    responses((status = 200, description = "The row", body = WholeRow)))]
#[post("/api/v1/communities/{community}/roll/imports/{import}/rows/look")]
async fn look(call: Call, path: At<OfImport>, body: Body<WhichRow>) -> Answer {
    let inside = path.clone();
    let draft = call.looks(move |work, who| {
        let within = access::enter(work, who, &inside.community, Right::ImportRoll)?;
        Ok(import::draft(work, &within, &inside.import)?)
    });
    let draft = draft.await?;
    let looked = call.computing(move || draft.preview().map(|preview| (draft, preview))).await?;
    let (draft, preview) = looked.map_err(|refusal| call.problem(refusal.into()))?;
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let WhichRow { table, line } = body.read()?;
        let cells = import::look(work, &within, &path.import, Row { table, line }, &draft, &preview)?;
        let cells = cells.into_iter().map(|cell| WholeCell {
            letter: cell.letter,
            heading: cell.heading,
            field: cell.field.map(intake::Field::key),
            text: cell.text,
        });
        reply::json(200, &WholeRow { cells: cells.collect() })
    })
    .await
}
