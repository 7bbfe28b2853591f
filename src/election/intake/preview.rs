//! From cells to a roll, before anything is taken: every row is in, corrected (and shown), or waiting.
//!
//! Pure and deterministic: the same file, mapping, decisions, rule and day give the same preview. What several rows say about one
//! unit or one number is compared here; what one row says by itself is read in [`super::draft`].

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cells::{Cells, RowCell, whole};
use super::code::{At, Code, Correction, Repair, Waiting};
use super::columns::{Layout, Mapping, recognise};
use super::decision::{Action, Decision};
use super::draft::{Above, Draft, draft};
use super::field::Field;
use super::lines::is_row;
use super::sheet::{Book, Line, Refusal};
use super::value::{place, word};
use super::{numbers, units};
use crate::election::roll::{AreaBasis, Counting, HolderRow, Roll, RollFault, UnitAddress, UnitUse};

/// A right holder as taken from a row.
#[derive(Clone, PartialEq, Eq)]
pub struct Taken {
    /// The row.
    pub at: At,
    /// What the roll is made from.
    pub row: HolderRow,
    /// 手机号, digits only; not part of the roll.
    pub phones: Vec<String>,
}

/// A row that is not in, or was left out, as far as it can be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The row.
    pub at: At,
    /// Which unit it is about; parts that are not known are empty.
    pub unit: UnitAddress,
    /// Whose; as many as are known.
    pub names: Vec<String>,
}

/// What a file would give.
pub struct Preview {
    /// The sheets that were read and their columns: to be shown, and corrected by a [`Mapping`].
    pub layouts: Vec<Layout>,
    /// Right holders of all rows that are in.
    pub taken: Vec<Taken>,
    /// Rows that wait, with every reason; sorted.
    pub waiting: Vec<Waiting>,
    /// What is known of the rows of [`Self::waiting`] and [`Self::held`]; sorted.
    pub rows: Vec<Row>,
    /// Rows without a fault of their own that are left out because another row of their unit waits: a flat is not to become one
    /// co-owner's because the other's number is missing. Sorted.
    pub held: Vec<At>,
    /// What was put right; sorted.
    pub corrected: Vec<Correction>,
    /// Lines below the headings that are no rows: sums, headings once more, notes.
    pub skipped: Vec<At>,
    /// Rows that a person left out.
    pub left_out: Vec<At>,
    /// Positions of decisions that had no effect: no such row, or nothing to confirm.
    pub unused: Vec<usize>,
    /// Columns that no sheet has and whose content was taken for granted: use by place, basis by certificate.
    pub assumed: Vec<Field>,
    /// The roll of what is in.
    pub roll: Result<Roll, Vec<RollFault>>,
}

/// Reads a book as a roll. `today` decides who is a minor (the place's local date).
pub fn preview(
    book: &Book,
    mapping: &Mapping,
    decisions: &[Decision],
    counting: Counting,
    today: Date,
) -> Result<Preview, Refusal> {
    let layouts = recognise(book, mapping)?;
    let decided = Decided::new(decisions);
    let mut drafts = Vec::new();
    let (mut left_out, mut skipped) = (Vec::new(), Vec::new());
    for (table, layout) in layouts.iter().enumerate() {
        let default_building = building_of_sheet(&layouts, layout);
        let mut above = Above::default();
        for line in lines(book, layout) {
            let at = At { table, line: line.number };
            if !is_row(layout, line) {
                skipped.extend(line.cells.iter().any(|cell| !cell.merged && !cell.text.trim().is_empty()).then_some(at));
                continue;
            }
            if decided.leaves_out(at) {
                left_out.push(at);
                continue;
            }
            let cells = Cells::new(layout, line, decided.fixes(at));
            drafts.push(draft(at, &cells, &mut above, decided.confirmed(at), &default_building, today));
        }
    }
    let mut waiting = unknown_columns(&layouts, &decided);
    units::compare(&mut drafts);
    numbers::compare(&mut drafts);
    let (repeated, held) = units::settle(&mut drafts);

    let unused = decided.unused(&drafts, &left_out, &waiting, &layouts);
    let mut corrected: Vec<Correction> = repeated;
    let (mut taken, mut rows) = (Vec::new(), Vec::new());
    for draft in &mut drafts {
        assume(draft, &layouts);
        let is_in = draft.waits.is_empty() && !held.contains(&draft.at);
        if is_in {
            taken.extend(holders(draft));
        } else {
            let names = draft.owners.iter().map(|owner| owner.name.clone()).collect();
            rows.push(Row { at: draft.at, unit: draft.address.clone(), names });
        }
        waiting.append(&mut draft.waits);
        corrected.append(&mut draft.corrections);
    }
    waiting.sort();
    corrected.sort();
    rows.sort_by_key(|row| row.at);
    let holders: Vec<HolderRow> = taken.iter().map(|taken| taken.row.clone()).collect();
    let assumed = [Field::Use, Field::AreaBasis].into_iter().filter(|field| !layouts.iter().any(|layout| layout.has(*field)));
    let assumed = assumed.collect();
    let roll = Roll::build(&holders, counting);
    let held = held.into_iter().collect();
    Ok(Preview { layouts, taken, waiting, rows, held, corrected, skipped, left_out, unused, assumed, roll })
}

impl Preview {
    /// What stands in a row of the book that this preview is of. `None` if there is no such line below the headings.
    pub fn cells(&self, book: &Book, at: At) -> Option<Vec<RowCell>> {
        let layout = self.layouts.get(at.table)?;
        let line = lines(book, layout).iter().find(|line| line.number == at.line)?;
        Some(whole(layout, line))
    }
}

fn lines<'a>(book: &'a Book, layout: &Layout) -> &'a [Line] {
    book.sheets.get(layout.position).and_then(|sheet| sheet.lines.get(layout.first..)).unwrap_or_default()
}

/// What a roll cannot do without and decides nothing, or is told by the place; shown where the row could have said it.
fn assume(draft: &mut Draft, layouts: &[Layout]) {
    let has = |field| layouts.get(draft.at.table).is_some_and(|layout| layout.has(field));
    let (use_column, basis_column) = (has(Field::Use), has(Field::AreaBasis));
    if draft.purpose.is_none() {
        let purpose = word::purpose_of_place(&draft.address.building, &draft.address.room);
        draft.purpose = Some(purpose);
        if use_column && !draft.waits.iter().any(|wait| wait.column == Some(Field::Use)) {
            draft.correct(Field::Use, "", word::purpose_word(purpose), Repair::UseAssumed);
        }
    }
    if draft.basis.is_none() {
        let basis = if draft.certificate.is_empty() { AreaBasis::Contract } else { AreaBasis::Register };
        draft.basis = Some(basis);
        if basis_column {
            let from = std::mem::take(&mut draft.basis_text);
            draft.correct(Field::AreaBasis, &from, word::basis_word(basis), Repair::BasisAssumed);
        }
    }
}

/// Where every building has a sheet of its own and no column, the sheet's name is the building.
fn building_of_sheet(layouts: &[Layout], layout: &Layout) -> String {
    let named = layout.has(Field::Building) || layout.has(Field::Address);
    if named || layouts.len() < 2 { String::new() } else { place::building(&layout.sheet) }
}

/// A column with content that nobody said anything about; its content is never left out silently.
fn unknown_columns(layouts: &[Layout], decided: &Decided<'_>) -> Vec<Waiting> {
    let mut waiting = Vec::new();
    for (table, layout) in layouts.iter().enumerate() {
        let at = At { table, line: layout.heading_line.unwrap_or(1) };
        if decided.confirmed(at).contains(&Code::ColumnUnknown) {
            continue;
        }
        for column in layout.columns.iter().filter(|column| column.field.is_none()) {
            let found = format!("{} {}", column.letter, column.heading).trim().to_owned();
            waiting.push(Waiting { at, code: Code::ColumnUnknown, column: None, found, others: Vec::new() });
        }
    }
    waiting
}

fn holders(draft: &Draft) -> Vec<Taken> {
    // Both were assumed before, where the row does not say them.
    let (purpose, basis) = (draft.purpose.unwrap_or(UnitUse::Residential), draft.basis.unwrap_or(AreaBasis::Contract));
    let owners = draft.owners.iter();
    let rows = owners.map(|owner| Taken {
        at: draft.at,
        row: HolderRow {
            address: draft.address.clone(),
            purpose,
            area: draft.area.unwrap_or(0),
            area_basis: basis,
            certificate: draft.certificate.clone(),
            name: owner.name.clone(),
            identity: owner.identity.clone(),
            share: owner.share.clone(),
            developer: draft.developer,
            representative: draft.representative.clone(),
            guardian: draft.guardian.clone(),
        },
        phones: owner.phones.clone(),
    });
    rows.collect()
}

/// Decisions by row.
struct Decided<'a> {
    all: &'a [Decision],
    by_row: BTreeMap<At, Vec<&'a Action>>,
}

impl<'a> Decided<'a> {
    fn new(all: &'a [Decision]) -> Self {
        let mut by_row: BTreeMap<At, Vec<&Action>> = BTreeMap::new();
        for decision in all {
            by_row.entry(decision.at).or_default().push(&decision.action);
        }
        Self { all, by_row }
    }

    fn of(&self, at: At) -> impl Iterator<Item = &'a Action> + '_ {
        self.by_row.get(&at).into_iter().flatten().copied()
    }

    fn leaves_out(&self, at: At) -> bool {
        self.of(at).any(|action| *action == Action::LeaveOut)
    }

    fn fixes(&self, at: At) -> Vec<(Field, &'a str)> {
        let fixes = self.of(at).filter_map(|action| match action {
            Action::Fix { column, text } => Some((*column, text.as_str())),
            _ => None,
        });
        fixes.collect()
    }

    fn confirmed(&self, at: At) -> Vec<Code> {
        let codes = self.of(at).filter_map(|action| match action {
            Action::Confirm { code } if code.may_be_confirmed() => Some(*code),
            _ => None,
        });
        codes.collect()
    }

    fn unused(&self, drafts: &[Draft], left_out: &[At], waiting: &[Waiting], layouts: &[Layout]) -> Vec<usize> {
        let used: BTreeMap<At, &[Code]> = drafts.iter().map(|draft| (draft.at, draft.used.as_slice())).collect();
        let is_used = |decision: &Decision| match &decision.action {
            Action::LeaveOut => left_out.contains(&decision.at),
            Action::Fix { .. } => used.contains_key(&decision.at),
            Action::Confirm { code: Code::ColumnUnknown } if !used.contains_key(&decision.at) => {
                let heading = layouts.get(decision.at.table).map(|layout| layout.heading_line.unwrap_or(1));
                heading == Some(decision.at.line) && !waiting.iter().any(|wait| wait.at == decision.at)
            }
            Action::Confirm { code } => used.get(&decision.at).is_some_and(|codes| codes.contains(code)),
        };
        self.all.iter().enumerate().filter(|(_, decision)| !is_used(decision)).map(|(position, _)| position).collect()
    }
}
