//! A voter's right holders as the frozen roll has them: who may prove to be the voter, and how.
//!
//! Read from the one unit that the slip goes to: all units of a voter have the same right holders, and a roll of ten thousand units
//! is not opened for one of them. The developer's units may differ, but nothing is asked here of the developer's holders: for the
//! developer, and for whom no human being stands on the roll, somebody looks at the documents.

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::super::rolls::{self, Owner, Unit};
use super::super::{Error, Fault, Refusal, Work};
use crate::election::intake::typed;
use crate::election::roll::{IdentityKind, UnitAddress};
use crate::election::rules::Identification;
use crate::store::voter::{self, Voter};

/// By what the voter's right holders are known.
pub(super) fn keys(voter: &Voter) -> Result<Vec<String>, Error> {
    Ok(serde_json::from_str(&voter.holders).map_err(|_| Fault::Json("poll_voters.holders"))?)
}

fn home(work: &mut Work<'_>, community: &str, voter: &Voter) -> Result<Unit, Error> {
    let list = voter::list(work.conn, &voter.poll_id)?.ok_or(Fault::Impossible("a voter of no list"))?;
    let Voter { building, stair, room, .. } = voter;
    let address = UnitAddress { building: building.clone(), stair: stair.clone(), room: room.clone() };
    rolls::unit_of(work, community, &list.roll_version_id, &address)
}

/// Those of the unit that are the voter's.
fn own(work: &mut Work<'_>, community: &str, voter: &Voter) -> Result<Vec<Owner>, Error> {
    let known = keys(voter)?;
    let Unit { address, content } = home(work, community, voter)?;
    let own = content.owners.into_iter().filter(|owner| known.contains(&owner.key(work.vault, community, &address)));
    Ok(own.collect())
}

fn is(kept: &str, typed: &str) -> bool {
    kept.as_bytes().ct_eq(typed.as_bytes()).into()
}

/// As a document has them: `123x ` → `123X`.
fn four(typed: &str) -> Zeroizing<String> {
    Zeroizing::new(typed.trim().to_uppercase())
}

/// Whether somebody typed the last four characters of the ID number of one of them.
pub(super) fn is_last_four(work: &mut Work<'_>, community: &str, voter: &Voter, typed: &str) -> Result<bool, Error> {
    let (typed, own) = (four(typed), own(work, community, voter)?);
    Ok(own.iter().filter_map(Owner::last_four).filter(|kept| is(kept, &typed)).count() > 0)
}

/// A name without what is written in one way here and in another there: spaces, dots between the parts of a name, small letters.
fn letters(name: &str) -> String {
    let sign = |c: &char| c.is_whitespace() || matches!(c, '·' | '•' | '・' | '‧' | '.' | '．');
    typed::name(name).chars().filter(|c| !sign(c)).flat_map(char::to_uppercase).collect()
}

/// Whether one of them is this person: the name, and the last four characters of the ID number.
pub(super) fn is_person(work: &mut Work<'_>, community: &str, voter: &Voter, name: &str, last_four: &str) -> Result<bool, Error> {
    let (name, last_four) = (letters(name), four(last_four));
    let own = own(work, community, voter)?;
    let same = |owner: &&Owner| letters(&owner.name) == name && owner.last_four().is_some_and(|kept| is(kept, &last_four));
    Ok(own.iter().filter(same).count() > 0)
}

/// By its number or, where that is missing or another's, by its name.
fn is_company(owner: &Owner) -> bool {
    let kind = owner.identity().map(|identity| identity.kind);
    kind == Some(IdentityKind::Organisation) || typed::is_organisation(&owner.name)
}

/// Those of these levels by which this voter can be recognised at all. Of the developer, and of companies only, the documents have to be
/// looked at; and what is not on the roll cannot be compared.
pub(super) fn levels(
    work: &mut Work<'_>,
    community: &str,
    voter: &Voter,
    of: &[Identification],
) -> Result<Vec<Identification>, Error> {
    let Unit { content, .. } = home(work, community, voter)?;
    let no_person = content.developer.is_some() || content.owners.iter().all(is_company);
    let no_number = content.owners.iter().all(|owner| owner.last_four().is_none());
    let can = |level: &&Identification| match level {
        Identification::Witness => true,
        Identification::Sms => !no_person,
        Identification::Official | Identification::Digits => !no_person && !no_number,
    };
    Ok(of.iter().filter(can).copied().collect())
}

/// Refuses a level by which this voter cannot be recognised.
pub(in super::super) fn takes(work: &mut Work<'_>, community: &str, voter: &Voter, level: Identification) -> Result<(), Error> {
    if levels(work, community, voter, &[level])?.is_empty() { Err(Refusal::WitnessOnly.into()) } else { Ok(()) }
}

/// Whether the frozen roll has the last four characters of anybody's number.
pub(in super::super) fn has_last_four(work: &mut Work<'_>, community: &str, voter: &Voter) -> Result<bool, Error> {
    Ok(own(work, community, voter)?.iter().any(|owner| owner.last_four().is_some()))
}
