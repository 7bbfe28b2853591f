//! The report for machines: one JSON object in one line.

use serde_json::{Value, json};

use crate::cli::terminal::json_line;
use crate::election::intake::{At, Preview};
use crate::election::roll::{Finding, Roll, UnitUse, masked_name};

/// The format, for `yepiao roll check --help`. English in both languages, as the object itself.
pub(super) const DESCRIPTION: &str = r#"JSON (--json): one object in one line on stdout. Lines are those of the
spreadsheet, from 1; where several sheets hold a roll, "sheet" says which.
  units       {residential, shops, parking, storage}: units that are in
  voters, total_area_centi_m2
              of the rows that are in, by the rule set, in 0.01 m2
  with_parking {voters, total_area_centi_m2}: if parking counted
  waiting     [{line, code, column, found, others: [line]}]: not in
              code: id_lost_digits id_check_digit id_missing area_missing
              area_not_positive area_implausible unit_twice unit_missing
              owner_placeholder owner_missing owner_deceased
              minor_without_guardian two_owners_unclear column_unknown
              (column_unknown without column: the line of the headings)
  held        [{line}]: left out because another row of the unit waits
  skipped     [{line}]: no rows: sums, headings once more, notes
  corrected   [{line, column, from, to, code}]: put right, and in
  overlaps    [{voters: [n, n], shared: [name], units: [[unit], [unit]]}]:
              voters that share some of their right holders: a decision is
              to be recorded; until then they are two
  findings    [{finding, ...}]: what else a person should look at
  layouts     [{sheet, heading_line, columns: [{letter, heading, field}]}]
  assumed     fields that no column gives
  unused      decisions (by position) that had no effect
A file that cannot be used gives {"error": text} and exit 2.
Decisions (--decisions): [{"line": n, "action": "fix", "column": field,
"text": text} | {"line": n, "action": "leave_out"} | {"line": n, "action":
"confirm", "code": code}]; "table": n for a further sheet, from 0."#;

pub(super) fn unusable(error: &str) -> String {
    json_line(&json!({ "error": error }))
}

pub(super) fn report(preview: &Preview, roll: &Roll) -> String {
    let count = |purpose| roll.units().iter().filter(|unit| unit.purpose == purpose).count();
    let total = roll.total();
    let parking = roll.totals().with_parking;
    let place = |at: At| placed(preview, at);
    let waiting: Vec<Value> = preview
        .waiting
        .iter()
        .map(|wait| {
            let mut value = place(wait.at);
            set(&mut value, "code", json!(wait.code));
            set(&mut value, "column", json!(wait.column));
            set(&mut value, "found", json!(wait.found));
            set(&mut value, "others", wait.others.iter().map(|at| json!(at.line)).collect());
            value
        })
        .collect();
    let corrected: Vec<Value> = preview
        .corrected
        .iter()
        .map(|correction| {
            let mut value = place(correction.at);
            set(&mut value, "column", json!(correction.column));
            set(&mut value, "from", json!(correction.from));
            set(&mut value, "to", json!(correction.to));
            set(&mut value, "code", json!(correction.code));
            value
        })
        .collect();
    let report = json!({
        "units": {
            "residential": count(UnitUse::Residential),
            "shops": count(UnitUse::Shop),
            "parking": count(UnitUse::Parking),
            "storage": count(UnitUse::Storage),
        },
        "voters": total.people,
        "total_area_centi_m2": total.area,
        "with_parking": { "voters": parking.people, "total_area_centi_m2": parking.area },
        "waiting": waiting,
        "held": preview.held.iter().map(|at| place(*at)).collect::<Vec<_>>(),
        "skipped": preview.skipped.iter().map(|at| place(*at)).collect::<Vec<_>>(),
        "corrected": corrected,
        "overlaps": roll.findings().iter().filter_map(|finding| overlap(roll, finding)).collect::<Vec<_>>(),
        "findings": roll.findings().iter().filter_map(other).collect::<Vec<_>>(),
        "layouts": preview.layouts,
        "assumed": preview.assumed,
        "unused": preview.unused,
    });
    json_line(&report)
}

/// `{"line": …}`, with the sheet where there are several.
fn placed(preview: &Preview, at: At) -> Value {
    let mut value = json!({ "line": at.line });
    if preview.layouts.len() > 1 {
        set(&mut value, "sheet", json!(preview.layouts.get(at.table).map(|layout| &layout.sheet)));
    }
    value
}

fn set(value: &mut Value, key: &str, content: Value) {
    if let Value::Object(object) = value {
        object.insert(key.to_owned(), content);
    }
}

fn overlap(roll: &Roll, finding: &Finding) -> Option<Value> {
    let Finding::PartialOverlap { voters, shared } = finding else { return None };
    let units = voters.map(|number| super::human::units_of(roll, number));
    let shared: Vec<String> = shared.iter().map(|name| masked_name(name, None)).collect();
    Some(json!({ "voters": voters, "shared": shared, "units": units }))
}

/// Other findings, names masked.
fn other(finding: &Finding) -> Option<Value> {
    if matches!(finding, Finding::PartialOverlap { .. }) {
        return None;
    }
    let mut value = serde_json::to_value(finding).ok()?;
    let object = value.as_object_mut()?;
    for key in ["name", "names"] {
        match object.get_mut(key) {
            Some(Value::String(name)) => *name = masked_name(name, None),
            Some(Value::Array(names)) => {
                for name in names {
                    *name = json!(masked_name(name.as_str().unwrap_or_default(), None));
                }
            }
            _ => {}
        }
    }
    Some(value)
}
