//! One identity number, one right holder.

use std::collections::{BTreeMap, BTreeSet};

use super::code::{At, Code};
use super::draft::Draft;
use super::field::Field;
use crate::election::roll::IdentityKind;

/// Rows that give one number to two names wait, all of them: one is wrong, and nobody can tell which from here.
pub(super) fn compare(drafts: &mut [Draft]) {
    let mut names: BTreeMap<String, BTreeSet<(String, IdentityKind)>> = BTreeMap::new();
    let mut rows: BTreeMap<String, BTreeSet<At>> = BTreeMap::new();
    for draft in drafts.iter() {
        for owner in &draft.owners {
            if let Some(identity) = &owner.identity {
                names.entry(identity.number.clone()).or_default().insert((owner.name.clone(), identity.kind));
                rows.entry(identity.number.clone()).or_default().insert(draft.at);
            }
        }
    }
    names.retain(|_, names| names.len() > 1);
    for draft in drafts.iter_mut() {
        let numbers = draft.owners.iter().filter_map(|owner| owner.identity.as_ref()).map(|identity| identity.number.clone());
        let Some(number) = numbers.into_iter().find(|number| names.contains_key(number)) else { continue };
        let at = draft.at;
        let others = rows.get(&number).into_iter().flatten().copied().filter(|other| *other != at).collect();
        // Not to be confirmed: the roll could not hold it.
        draft.confirmed.retain(|code| *code != Code::TwoOwnersUnclear);
        draft.wait(Code::TwoOwnersUnclear, Some(Field::IdNumber), &number, others);
    }
}
