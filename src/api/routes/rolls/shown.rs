//! What several routes of rolls show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::super::clock::rfc3339;
use crate::election::intake::{self, Action, Column, Field, Layout};
use crate::election::roll;
use crate::election::weight::Weight;
use crate::flows::rolls::import::Decided;

/// Where a unit is.
#[derive(Clone, Serialize, ToSchema)]
pub(super) struct Address {
    /// 楼栋.
    building: String,
    /// 单元; empty where there is none.
    stair: String,
    /// 房号.
    room: String,
}

impl From<roll::UnitAddress> for Address {
    fn from(unit: roll::UnitAddress) -> Self {
        Self { building: unit.building, stair: unit.stair, room: unit.room }
    }
}

/// People and area.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub(in super::super) struct Weights {
    people: u64,
    /// In 0.01 m².
    area_centi_m2: u64,
}

impl From<Weight> for Weights {
    fn from(weight: Weight) -> Self {
        Self { people: weight.people, area_centi_m2: weight.area }
    }
}

/// A row of a file.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub(super) struct At {
    /// Which of the sheets that hold a roll, from 0.
    table: usize,
    /// As the spreadsheet program counts lines, from 1.
    line: u32,
}

impl From<intake::At> for At {
    fn from(at: intake::At) -> Self {
        Self { table: at.table, line: at.line }
    }
}

/// The stable word of a code, use or field.
pub(super) fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A sheet with a roll.
#[derive(Serialize, ToSchema)]
pub(super) struct Sheet {
    /// Its name; empty for text files.
    name: String,
    /// The line with the names of the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    heading_line: Option<u32>,
    columns: Vec<SheetColumn>,
}

/// A column and what it was taken for.
#[derive(Serialize, ToSchema)]
struct SheetColumn {
    /// As the spreadsheet program names it: `A`, `AB`.
    letter: String,
    heading: String,
    /// `building`, `room`, `area`, `name`, …, `ignored`; missing if it was not understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

impl From<Layout> for Sheet {
    fn from(layout: Layout) -> Self {
        let column =
            |column: Column| SheetColumn { letter: column.letter, heading: column.heading, field: column.field.map(Field::key) };
        let columns = layout.columns.into_iter().map(column).collect();
        Self { name: layout.sheet, heading_line: layout.heading_line, columns }
    }
}

/// What people said about columns.
pub(super) type Columns = BTreeMap<String, String>;

/// A decision about a row.
#[derive(Serialize, ToSchema)]
pub(super) struct DecisionTaken {
    /// For undoing it.
    id: String,
    /// `fix`, `leave_out` or `confirm`.
    action: &'static str,
    /// Of a fix; the text is not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'static str>,
    /// Of a confirmation: in spite of what.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    /// The account.
    by: String,
    #[schema(format = DateTime)]
    at: String,
}

impl From<&Decided> for DecisionTaken {
    fn from(decided: &Decided) -> Self {
        let (action, column, code) = match &decided.decision.action {
            Action::Fix { column, .. } => ("fix", Some(column.key()), None),
            Action::LeaveOut => ("leave_out", None, None),
            Action::Confirm { code } => ("confirm", None, Some(word(code))),
        };
        let (id, reason, by) = (decided.id.clone(), decided.reason.clone(), decided.by.clone());
        Self { id, action, column, code, reason, by, at: rfc3339(decided.at) }
    }
}

/// Why something is looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LookPurpose)]
pub(super) struct Purpose {
    /// `call`, `slips`, `meeting`, `complaint` or `identity`.
    #[schema(example = "call")]
    pub(super) purpose: String,
}
