//! Correcting what a file's columns hold, and deciding about its rows; undoing that.

use serde_json::Value;
use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::vault::Place;
use super::super::{Error, Fault, FieldFault, Refusal, Work, fields};
use super::import::{DECISIONS, Decided, Draft};
use crate::election::intake::{self, Decision, Field, Mapping};
use crate::store::roll_import;

/// Most columns that somebody can say something about.
const COLUMNS: usize = 128;
/// Most decisions about one file.
const MOST: usize = 20_000;

/// What people say about columns, by heading or letter.
pub(crate) fn mapping(said: Vec<(String, String)>) -> Result<Mapping, Refusal> {
    let fault = |why| Refusal::Field { field: "columns", why };
    if said.len() > COLUMNS {
        return Err(fault(FieldFault::Long));
    }
    let mut mapping = Mapping::default();
    for (column, field) in said {
        let field = Field::named(&field).ok_or(fault(FieldFault::Unknown))?;
        mapping.0.insert(fields::line("columns", &column, 200)?, field);
    }
    Ok(mapping)
}

/// Columns that still make a roll of the file.
pub(crate) struct Mapped {
    version: i64,
    mapping: Mapping,
}

/// Looks whether the file is still a roll with other columns. Takes a moment, and no connection.
pub(crate) fn columns(draft: &Draft, mapping: Mapping) -> Result<Mapped, Refusal> {
    draft.preview_with(&mapping, draft.decisions.iter())?;
    Ok(Mapped { version: draft.version, mapping })
}

/// Other columns; headings are remembered for the community's next file. `version` is the one that whoever says it has seen.
pub(crate) fn map(work: &mut Work<'_>, within: &Within, id: &str, version: i64, mapped: &Mapped) -> Result<(), Error> {
    let mapping = &mapped.mapping;
    if mapped.version != version {
        return Err(Refusal::Stale.into());
    }
    let json = serde_json::to_string(mapping).map_err(|_| Fault::Json("roll_imports.mapping"))?;
    if !roll_import::map(work.conn, id, version, &json)? {
        return Err(Refusal::Stale.into());
    }
    // Letters differ from file to file.
    let is_letter = |column: &str| column.len() <= 2 && column.bytes().all(|byte| byte.is_ascii_uppercase());
    let kept = Mapping(mapping.0.iter().filter(|(column, _)| !is_letter(column)).map(|(c, f)| (c.clone(), *f)).collect());
    let kept = serde_json::to_string(&kept).map_err(|_| Fault::Json("roll_mappings.mapping"))?;
    roll_import::remember(work.conn, within.community(), &kept)?;
    audit::note_within(work, within, Action::ImportMapped, id, &[("columns", mapping.0.len().into())])
}

/// A decision as somebody takes it.
#[derive(Debug, Clone)]
pub(crate) struct Taking {
    /// What.
    pub(crate) decision: Decision,
    /// Why; needed for leaving a row out.
    pub(crate) reason: String,
}

impl Taking {
    /// Bounded, and a decision that can be one.
    pub(crate) fn checked(self) -> Result<Self, Refusal> {
        let reason = match (&self.decision.action, self.reason.trim()) {
            (intake::Action::Fix { .. } | intake::Action::Confirm { .. }, "") => String::new(),
            (_, reason) => fields::line("reason", reason, 500)?,
        };
        if let intake::Action::Fix { column, text } = &self.decision.action {
            if text.chars().count() > 200 {
                return Err(Refusal::Field { field: "text", why: FieldFault::Long });
            }
            if *column == Field::Ignored {
                return Err(Refusal::Field { field: "column", why: FieldFault::Unknown });
            }
        }
        if let intake::Action::Confirm { code } = &self.decision.action
            && !code.may_be_confirmed()
        {
            return Err(Refusal::Field { field: "code", why: FieldFault::Unknown });
        }
        Ok(Self { reason, ..self })
    }

    /// Whether it says about the same what that one says.
    fn replaces(&self, other: &Decided) -> bool {
        use intake::Action::{Confirm, Fix, LeaveOut};
        self.decision.at == other.decision.at
            && match (&self.decision.action, &other.decision.action) {
                (Fix { column, .. }, Fix { column: other, .. }) => column == other,
                (Confirm { code }, Confirm { code: other }) => code == other,
                (LeaveOut, LeaveOut) => true,
                _ => false,
            }
    }
}

/// What there is to be kept after a decision.
pub(crate) struct After {
    version: i64,
    decisions: Vec<Decided>,
    taken: Decided,
}

/// Looks at what a decision does to a draft, before it is kept. Takes a moment, and no connection. `id`, `by` and `at` are the
/// decision's.
pub(crate) fn consider(draft: &Draft, taking: &Taking, (id, by, at): (String, String, i64)) -> Result<After, Refusal> {
    let taken = Decided { id, by, at, reason: taking.reason.clone(), decision: taking.decision.clone() };
    let mut decisions: Vec<Decided> = draft.decisions.iter().filter(|other| !taking.replaces(other)).cloned().collect();
    if decisions.len() >= MOST {
        return Err(Refusal::DecidesNothing);
    }
    decisions.push(taken.clone());
    let last = decisions.len().saturating_sub(1);
    let preview = draft.preview_with(&draft.mapping, decisions.iter())?;
    if preview.unused.contains(&last) {
        return Err(Refusal::DecidesNothing);
    }
    Ok(After { version: draft.version, decisions, taken })
}

/// Keeps a decision that was considered for `version`. Its id.
pub(crate) fn decide(work: &mut Work<'_>, within: &Within, id: &str, version: i64, after: &After) -> Result<String, Error> {
    if after.version != version {
        return Err(Refusal::Stale.into());
    }
    keep(work, id, version, &after.decisions)?;
    audit::note_within(work, within, Action::RowDecided, id, &details(&after.taken))?;
    Ok(after.taken.id.clone())
}

/// One of the decisions of a draft.
pub(crate) fn find<'d>(draft: &'d Draft, id: &str) -> Result<&'d Decided, Error> {
    draft.decisions.iter().find(|decided| decided.id == id).ok_or(Error::Missing)
}

/// Undoes a decision.
pub(crate) fn undo(
    work: &mut Work<'_>,
    within: &Within,
    id: &str,
    version: i64,
    draft: &Draft,
    which: &str,
) -> Result<(), Error> {
    let undone = find(draft, which)?;
    if draft.version != version {
        return Err(Refusal::Stale.into());
    }
    let rest: Vec<Decided> = draft.decisions.iter().filter(|decided| decided.id != which).cloned().collect();
    keep(work, id, version, &rest)?;
    audit::note_within(work, within, Action::RowUndone, id, &details(undone))
}

fn keep(work: &mut Work<'_>, id: &str, version: i64, decisions: &[Decided]) -> Result<(), Error> {
    let plain = Zeroizing::new(serde_json::to_vec(decisions).map_err(|_| Fault::Json(DECISIONS))?);
    let sealed = work.vault.seal(work.rng, Place(DECISIONS, id), &plain)?;
    if roll_import::decide(work.conn, id, version, &sealed)? { Ok(()) } else { Err(Refusal::Stale.into()) }
}

/// For the audit log: which row and what, not what was typed.
fn details(decided: &Decided) -> Vec<(&'static str, Value)> {
    let Decision { at, action } = &decided.decision;
    let (what, about) = match action {
        intake::Action::Fix { column, .. } => ("fix", Some(("column", Value::from(column.key())))),
        intake::Action::LeaveOut => ("leave_out", None),
        intake::Action::Confirm { code } => ("confirm", Some(("code", serde_json::to_value(code).unwrap_or_default()))),
    };
    let row = [("table", Value::from(at.table)), ("line", at.line.into()), ("action", what.into())];
    row.into_iter().chain(about).collect()
}
