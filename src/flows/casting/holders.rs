//! A voter's right holders as the frozen roll has them: who may prove to be the voter, and how.
//!
//! Read from the one unit that the slip goes to: all units of a voter have the same right holders, and a roll of ten thousand units is
//! not opened for one of them. The developer's units may differ, but nothing is asked here of the developer's holders: for the developer, and for
//! whom no human being stands on the roll, somebody looks at the documents.

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::super::rolls::{self, Owner, Unit};
use super::super::{Error, Fault, Refusal, Work};
use crate::election::intake::typed;
use crate::election::roll::{IdentityKind, UnitAddress};
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

/// Whether one of them is this person: the name, and the last four characters of the ID number.
pub(super) fn is_person(work: &mut Work<'_>, community: &str, voter: &Voter, name: &str, last_four: &str) -> Result<bool, Error> {
    let (name, last_four) = (typed::name(name), four(last_four));
    let own = own(work, community, voter)?;
    let same = |owner: &&Owner| owner.name == name && owner.last_four().is_some_and(|kept| is(kept, &last_four));
    Ok(own.iter().filter(same).count() > 0)
}

/// Whether the frozen roll has any.
pub(in super::super) fn has_last_four(work: &mut Work<'_>, community: &str, voter: &Voter) -> Result<bool, Error> {
    Ok(own(work, community, voter)?.iter().any(|owner| owner.last_four().is_some()))
}

/// Whether this is the developer, or companies only: their documents have to be looked at.
pub(super) fn no_person(work: &mut Work<'_>, community: &str, voter: &Voter) -> Result<bool, Error> {
    let Unit { content, .. } = home(work, community, voter)?;
    let is_company = |owner: &Owner| owner.identity().is_some_and(|identity| identity.kind == IdentityKind::Organisation);
    Ok(content.developer.is_some() || content.owners.iter().all(is_company))
}

/// Refuses what proves a human being where there is none.
pub(in super::super) fn person(work: &mut Work<'_>, community: &str, voter: &Voter) -> Result<(), Error> {
    if no_person(work, community, voter)? { Err(Refusal::WitnessOnly.into()) } else { Ok(()) }
}
