//! Correcting what the columns of an import hold, and deciding about its rows.

use actix_web::{delete, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::page::At;
use super::super::super::problem::{Code, Problem};
use super::super::super::reply;
use super::imports::OfImport;
use super::shown::Columns;
use crate::election::intake::{self, Field};
use crate::flows::access::{self, Who};
use crate::flows::roles::Right;
use crate::flows::rolls::decide;
use crate::flows::rolls::import::{self, Draft};
use crate::flows::{FieldFault, Refusal};

/// Which decision.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfDecision {
    /// The community's id.
    community: String,
    /// The import's id.
    import: String,
    /// The decision's id.
    decision: String,
}

/// What columns hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewColumns {
    /// Heading (`产权面积`) or letter (`E`) to field: `building`, `stair`, `room`, `address`, `use`, `area`, `area_basis`, `certificate`,
    /// `name`, `id_kind`, `id_number`, `phone`, `share`, `developer`, `representative`, `guardian`, `remark`, `ignored`.
    #[schema(example = json!({ "产权面积": "area" }))]
    columns: Columns,
}

/// A decision about a row.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDecision {
    /// Which of the sheets that hold a roll, from 0.
    #[serde(default)]
    #[schema(default = 0, maximum = 64)]
    table: usize,
    /// The row's line, as the spreadsheet program counts; for a column that is not understood the line of the headings.
    #[schema(minimum = 1, example = 2)]
    line: u32,
    /// `fix` (read `text` instead of what stands in `column`), `confirm` (the row is right in spite of `code`) or `leave_out`.
    #[schema(example = "leave_out")]
    action: String,
    column: Option<String>,
    /// Read like the file; empty for nothing.
    #[schema(max_length = 200)]
    text: Option<String>,
    code: Option<String>,
    /// Why; needed for leaving a row out.
    #[serde(default)]
    #[schema(max_length = 500, example = "重复登记")]
    reason: String,
}

/// A decision that was kept.
#[derive(Serialize, ToSchema)]
struct DecisionKept {
    /// For undoing it.
    id: String,
}

impl NewDecision {
    fn taking(self) -> Result<decide::Taking, Refusal> {
        let missing = |field| Refusal::Field { field, why: FieldFault::Empty };
        let unknown = |field| Refusal::Field { field, why: FieldFault::Unknown };
        let action = match self.action.as_str() {
            "leave_out" => intake::Action::LeaveOut,
            "fix" => {
                let column = self.column.as_deref().ok_or(missing("column"))?;
                let column = Field::named(column).ok_or(unknown("column"))?;
                intake::Action::Fix { column, text: self.text.ok_or(missing("text"))? }
            }
            "confirm" => {
                let code = self.code.ok_or(missing("code"))?;
                let code = intake::Code::ALL.into_iter().find(|known| super::shown::word(known) == code);
                intake::Action::Confirm { code: code.ok_or(unknown("code"))? }
            }
            _ => return Err(unknown("action")),
        };
        let at = intake::At { table: self.table, line: self.line };
        decide::Taking { decision: intake::Decision { at, action }, reason: self.reason }.checked()
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(map).service(take).service(undo);
}

/// What came of looking at an import before anything is kept.
pub(super) enum Considered<T> {
    /// What is to be kept.
    Fit(T),
    /// Why not.
    Refused(Refusal),
    /// The import has ended or changed, or the request is spoiled: said by whoever looks again, in the right order.
    Not,
}

impl<T> Considered<T> {
    pub(super) fn get(&self) -> Result<&T, Failure> {
        match self {
            Self::Fit(value) => Ok(value),
            Self::Refused(refusal) => Err((*refusal).into()),
            Self::Not => Err(Refusal::Stale.into()),
        }
    }
}

/// Looks at an import in the version that the caller has read, without holding a connection. `new` is an id, who asks, and when.
pub(super) async fn considered<T, F>(
    call: &Call,
    path: OfImport,
    version: Result<i64, Code>,
    consider: F,
) -> Result<Considered<T>, Problem>
where
    T: Send + 'static,
    F: FnOnce(Draft, (String, String, i64)) -> Result<T, Failure> + Send + 'static,
{
    let loaded = call.looks(move |work, who: &Who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let (_, draft) = import::load(work, &within, &path.import)?;
        Ok((draft, (work.id(), who.account.clone(), work.now)))
    });
    let (draft, new) = loaded.await?;
    let Some(draft) = draft.filter(|draft| version.is_ok_and(|version| version == draft.version)) else {
        return Ok(Considered::Not);
    };
    let done = call.computing(move || match consider(draft, new) {
        Ok(value) => Considered::Fit(value),
        Err(Failure::Code(Code::Refused(refusal))) => Considered::Refused(refusal),
        Err(_) => Considered::Not,
    });
    done.await
}

/// Says what columns hold, in the place of everything that was said before. It is remembered for the community's next file. For the
/// chair and members.
#[utoipa::path(tag = "imports", params(OfImport, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = NewColumns, responses((status = 204, description = "Said", headers(("ETag" = String)))))]
#[put("/api/v1/communities/{community}/roll/imports/{import}/columns")]
async fn map(call: Call, path: At<OfImport>, body: Body<NewColumns>) -> Answer {
    let version = call.version();
    let (inside, wanted) = (path.clone(), body.clone());
    let considered = considered(&call, inside, version, move |draft, _| {
        let mapping = decide::mapping(wanted.read()?.columns.into_iter().collect())?;
        Ok(decide::columns(&draft, mapping)?)
    });
    let considered = considered.await?;
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let version = version?;
        import::stands(work, &within, &path.import, version)?;
        body.read()?;
        decide::map(work, &within, &path.import, version, considered.get()?)?;
        Ok(reply::versioned(reply::nothing(), version.saturating_add(1)))
    })
    .await
}

/// Decides about a row. A later decision of the same kind takes the place of an earlier one. For the chair and members.
#[utoipa::path(tag = "imports", params(OfImport, ("If-Match" = String, Header, description = "The ETag last read")),
    request_body = NewDecision,
    responses((status = 201, description = "Decided", body = DecisionKept, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/roll/imports/{import}/decisions")]
async fn take(call: Call, path: At<OfImport>, body: Body<NewDecision>) -> Answer {
    let version = call.version();
    let (inside, wanted) = (path.clone(), body.clone());
    let considered = considered(&call, inside, version, move |draft, new| {
        let taking = wanted.read()?.taking()?;
        Ok(decide::consider(&draft, &taking, new)?)
    });
    let considered = considered.await?;
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let version = version?;
        import::stands(work, &within, &path.import, version)?;
        body.read()?;
        let id = decide::decide(work, &within, &path.import, version, considered.get()?)?;
        Ok(reply::versioned(reply::json(201, &DecisionKept { id })?, version.saturating_add(1)))
    })
    .await
}

/// Undoes a decision. For the chair and members.
#[utoipa::path(tag = "imports", params(OfDecision, ("If-Match" = String, Header, description = "The ETag last read")),
    responses((status = 204, description = "Undone", headers(("ETag" = String)))))]
#[delete("/api/v1/communities/{community}/roll/imports/{import}/decisions/{decision}")]
async fn undo(call: Call, path: At<OfDecision>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ImportRoll)?;
        let draft = import::draft(work, &within, &path.import)?;
        decide::find(&draft, &path.decision)?;
        let version = version?;
        decide::undo(work, &within, &path.import, version, &draft, &path.decision)?;
        Ok(reply::versioned(reply::nothing(), version.saturating_add(1)))
    })
    .await
}
