//! Ending an import: its rows become a version, or it is discarded. Either way the file and what was typed about it are forgotten.

use std::collections::BTreeMap;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::{Error, Refusal, Work};
use super::contact;
use super::content::{Owner, Unit};
use super::import::Draft;
use super::make::{Made, New, make};
use super::version::hold;
use crate::election::intake::Taken;
use crate::election::roll::Counting;
use crate::store::roll_import;

/// What is to be taken, of which version of the import.
pub(crate) struct Takeable {
    version: i64,
    counting: Counting,
    taken: Vec<Taken>,
}

/// Looks whether everything is decided. Takes a moment, and no connection.
pub(crate) fn consider(draft: &Draft, parking_as_area: Option<bool>) -> Result<Takeable, Refusal> {
    let preview = draft.preview()?;
    if !preview.waiting.is_empty() || !preview.held.is_empty() {
        return Err(Refusal::RowsWait);
    }
    if preview.taken.is_empty() {
        return Err(Refusal::RollEmpty);
    }
    let counting = parking_as_area.map_or(draft.counting, |parking_as_area| Counting { parking_as_area });
    Ok(Takeable { version: draft.version, counting, taken: preview.taken })
}

/// Makes the next version of what was considered for `version`. All of it or nothing: until this is committed the newest version is
/// the one before.
///
/// A file is the whole roll: what was changed since it was uploaded would be undone by it, a confirmed claim say, and an owner would be
/// without a vote though everybody did what was asked of them. So it is taken over the version that was the newest then, or over the one
/// that whoever takes it says they have looked at, `over`.
pub(crate) fn take(
    work: &mut Work<'_>,
    within: &Within,
    (id, version): (&str, i64),
    over: Option<&str>,
    takeable: &Takeable,
) -> Result<Made, Error> {
    if takeable.version != version {
        return Err(Refusal::Stale.into());
    }
    let community = within.community();
    let before = hold(work, community)?;
    let base = roll_import::base(work.conn, id)?;
    if before.as_ref().map(|before| before.id.as_str()) != over.or(base.as_deref()) {
        return Err(Refusal::RollMoved.into());
    }
    let mut phones: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for taken in takeable.taken.iter().filter(|taken| !taken.phones.is_empty()) {
        let owner = Owner::new(work.vault, community, taken.row.name.clone(), taken.row.identity.as_ref());
        let known = phones.entry(owner.key(work.vault, community, &taken.row.address)).or_default();
        known.extend(taken.phones.iter().cloned());
    }
    let rows = takeable.taken.iter().map(|taken| taken.row.clone());
    let units = Unit::of_rows(work.vault, community, rows);
    let new = New { id: work.id(), before, origin: "import", reason: None, counting: takeable.counting, units };
    let made = make(work, within, new)?;
    contact::from_file(work, community, phones)?;
    let roll = made.version();
    if !roll_import::end(work.conn, id, version, Some(&roll.id), work.now)? {
        return Err(Refusal::Stale.into());
    }
    let details = [
        ("import", id.into()),
        ("number", roll.number.into()),
        ("digest", roll.digest.as_str().into()),
        ("changed", matches!(made, Made::New(_)).into()),
    ];
    audit::note_within(work, within, Action::RollTaken, &roll.id, &details)?;
    Ok(made)
}

/// Forgets an import.
pub(crate) fn discard(work: &mut Work<'_>, within: &Within, id: &str, version: i64) -> Result<(), Error> {
    if !roll_import::end(work.conn, id, version, None, work.now)? {
        return Err(Refusal::Stale.into());
    }
    audit::note_within(work, within, Action::ImportDiscarded, id, &[])
}

/// Forgets all imports of a community: when a roll is frozen, what nobody decided is no longer waited for.
pub(crate) fn freeze(work: &mut Work<'_>, within: &Within) -> Result<(), Error> {
    for id in roll_import::open(work.conn, within.community())? {
        roll_import::lapse(work.conn, &id, work.now)?;
        audit::note_within(work, within, Action::ImportDiscarded, &id, &[("because", "freeze".into())])?;
    }
    Ok(())
}
