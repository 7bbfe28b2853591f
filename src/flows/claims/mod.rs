//! Registration of owners 业主登记: somebody who is not on the roll, or not rightly, says so, and the preparatory group looks.
//!
//! Nothing that the public side does reads the roll, so no answer and no delay can tell whether somebody is on it. A claimant is
//! known by what was handed out at the beginning, a number for people and a secret that opens. The decision is a person's; a
//! confirmed claim is a new version of the roll ([`confirm()`]), never a change of one that is there.
//!
//! What a claimant tells is sealed; whoever of the staff looks at it is logged. A claim that its claimant takes back is erased at
//! once, a decided one after a year: so long an owner may go to court against what was decided on this roll
//! (建筑物区分所有权司法解释 12).

mod confirm;
mod review;

pub(crate) use confirm::{Becomes, Proof, confirm};
pub(crate) use review::{file, look, page, reject};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::files::{self, Clean, Kind, Owner};
use super::vault::Place;
use super::{Error, Fault, FieldFault, Refusal, Work, audit, fields, token};
use crate::election::intake::typed;
use crate::election::poll::serial::Serial;
use crate::election::roll::UnitAddress;
use crate::store::claim::{self, Claim, Decision};
use crate::store::file::File;
use crate::store::{Millis, StoreError, community};

/// Where a claimant's words are sealed.
const PERSON: &str = "claims.person";
/// How long a decided claim can be read, milliseconds: a year.
const KEPT: Millis = 366 * 24 * 60 * 60 * 1000;
/// Claims of one community that may wait at one time: more than the largest estate has units that change hands in a year, and few
/// enough that nobody fills the disk with them.
const WAITING: i64 = 2000;
/// How many are erased at one time.
const BATCH: i64 = 20;

/// What a claim rests on. Who counts as an owner: 民法典 209, 229-231 and 建筑物区分所有权司法解释 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// 不动产权证书.
    Certificate,
    /// 已备案的购房合同.
    Contract,
    /// 生效的判决、裁决或征收决定.
    Judgment,
    /// 继承.
    Inheritance,
    /// 合法建造.
    Construction,
    /// 已交付、尚未登记.
    Handover,
}

impl Basis {
    const ALL: [Self; 6] =
        [Self::Certificate, Self::Contract, Self::Judgment, Self::Inheritance, Self::Construction, Self::Handover];

    /// As the database and the API write it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Contract => "contract",
            Self::Judgment => "judgment",
            Self::Inheritance => "inheritance",
            Self::Construction => "construction",
            Self::Handover => "handover",
        }
    }

    /// By its word.
    pub(crate) fn of(word: &str) -> Result<Self, Refusal> {
        let unknown = Refusal::Field { field: "basis", why: FieldFault::Unknown };
        Self::ALL.into_iter().find(|basis| basis.word() == word).ok_or(unknown)
    }
}

/// What somebody tells.
pub(crate) struct New {
    /// As typed.
    pub(crate) unit: UnitAddress,
    /// Name as on the document.
    pub(crate) name: Zeroizing<String>,
    /// How the claimant can be reached.
    pub(crate) phone: Zeroizing<String>,
    /// What the claim rests on.
    pub(crate) basis: Basis,
    /// Anything else.
    pub(crate) note: Option<Zeroizing<String>>,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Person {
    /// As typed.
    pub(crate) name: Zeroizing<String>,
    /// 11 digits.
    pub(crate) phone: Zeroizing<String>,
    /// Anything else.
    #[serde(default)]
    pub(crate) note: Option<Zeroizing<String>>,
    /// What the claimant is told.
    #[serde(default)]
    pub(crate) answer: Option<Zeroizing<String>>,
}

impl Person {
    fn of(work: &Work<'_>, claim: &Claim) -> Result<Option<Self>, Error> {
        let over = claim.erase_at.is_some_and(|end| end <= work.now);
        let Some(sealed) = claim.person.as_ref().filter(|_| !over) else { return Ok(None) };
        let plain = work.vault.open(Place(PERSON, &claim.id), sealed)?;
        Ok(Some(serde_json::from_slice(&plain).map_err(|_| Fault::Json(PERSON))?))
    }

    fn seal(&self, work: &mut Work<'_>, id: &str) -> Result<String, Error> {
        let plain = Zeroizing::new(serde_json::to_vec(self).map_err(|_| Fault::Json(PERSON))?);
        Ok(work.vault.seal(work.rng, Place(PERSON, id), &plain)?)
    }

    /// The same with an answer.
    fn answered(self, answer: &str) -> Result<Self, Refusal> {
        Ok(Self { answer: Some(Zeroizing::new(fields::text("answer", answer, 500)?)), ..self })
    }
}

/// A claim that was just made. The only time that its secret is known.
pub(crate) struct Made {
    /// For people.
    pub(crate) number: Serial,
    /// Opens it.
    pub(crate) secret: Zeroizing<String>,
}

/// A unit as somebody typed it, in the roll's form.
pub(super) fn unit(typed: &UnitAddress) -> Result<UnitAddress, Refusal> {
    let part = |field, text: &str| if text.trim().is_empty() { Ok(String::new()) } else { fields::line(field, text, 40) };
    let UnitAddress { building, stair, room } = typed;
    let unit = UnitAddress {
        building: part("unit/building", building)?,
        stair: part("unit/stair", stair)?,
        room: fields::line("unit/room", room, 40)?,
    };
    Ok(typed::address(&unit))
}

/// Makes a claim.
pub(crate) fn submit(work: &mut Work<'_>, community: &str, new: New) -> Result<Made, Error> {
    let UnitAddress { building, stair, room } = unit(&new.unit)?;
    let note = match &new.note {
        Some(note) if !note.trim().is_empty() => Some(Zeroizing::new(fields::text("note", note, 500)?)),
        _ => None,
    };
    let person = Person {
        name: Zeroizing::new(fields::line("name", &new.name, 60)?),
        phone: Zeroizing::new(fields::phone(&new.phone)?),
        note,
        answer: None,
    };
    community::by_id(work.conn, community)?.ok_or(Error::Missing)?;
    erase_old(work)?;
    if claim::waiting(work.conn, community)? >= WAITING {
        return Err(Refusal::ClaimsFull.into());
    }
    let id = work.id();
    let person = person.seal(work, &id)?;
    let made = Made { number: Serial::random(work.rng), secret: token::fresh(work.rng) };
    let row = Claim {
        community_id: community.to_owned(),
        version: 1,
        number: made.number.to_string(),
        secret_digest: token::digest_of(&made.secret),
        state: "open".to_owned(),
        building,
        stair,
        room,
        basis: new.basis.word().to_owned(),
        person: Some(person),
        created_at: work.now,
        decided_at: None,
        reason: None,
        roll_id: None,
        erase_at: None,
        id,
    };
    claim::add(work.conn, &row)?;
    audit::note(work, community, None, audit::Action::ClaimMade, &row.id, &[])?;
    Ok(made)
}

/// The claim of whoever holds number and secret. One that is not there and a wrong secret are the same.
pub(crate) fn held(work: &mut Work<'_>, number: &str, secret: &str) -> Result<Claim, Error> {
    let number = Serial::parse(number).map_err(|_| Refusal::ClaimUnknown)?;
    let found = claim::by_secret(work.conn, &number.to_string(), &token::digest_of(secret))?;
    Ok(found.ok_or(Refusal::ClaimUnknown)?)
}

/// What the claimant told and is told, none once it was erased; and the papers that came.
pub(crate) fn state(work: &mut Work<'_>, claim: &Claim) -> Result<(Option<Person>, Vec<File>), Error> {
    Ok((Person::of(work, claim)?, files::of(work, Owner(Kind::Claim, &claim.id))?))
}

/// Whether papers can still be added.
pub(crate) fn is_open(claim: &Claim) -> Result<(), Refusal> {
    if claim.state == "open" { Ok(()) } else { Err(Refusal::ClaimDecided) }
}

/// Adds a paper.
pub(crate) fn attach(work: &mut Work<'_>, claim: &Claim, paper: &Clean) -> Result<File, Error> {
    if !claim::lock(work.conn, &claim.id)? {
        return Err(Refusal::ClaimDecided.into());
    }
    files::keep(work, &claim.community_id, Owner(Kind::Claim, &claim.id), paper, None)
}

/// Takes a paper back.
pub(crate) fn detach(work: &mut Work<'_>, claim: &Claim, paper: &str) -> Result<(), Error> {
    if !claim::lock(work.conn, &claim.id)? {
        return Err(Refusal::ClaimDecided.into());
    }
    files::forget(work, Owner(Kind::Claim, &claim.id), paper)
}

/// The claimant takes it back: what was told is erased at once.
pub(crate) fn withdraw(work: &mut Work<'_>, claim: &Claim) -> Result<(), Error> {
    let decision =
        Decision { state: "withdrawn", decided_at: work.now, reason: None, person: None, roll_id: None, erase_at: None };
    is_open(claim)?;
    if !claim::decide(work.conn, &claim.id, claim.version, &decision)? {
        // Decided meanwhile, or only a paper came: who looks again knows.
        return Err(StoreError::Conflict.into());
    }
    erase(work, &claim.id)?;
    audit::note(work, &claim.community_id, None, audit::Action::ClaimWithdrawn, &claim.id, &[])
}

fn erase(work: &mut Work<'_>, id: &str) -> Result<(), Error> {
    files::forget_all(work, Owner(Kind::Claim, id))?;
    Ok(claim::erase(work.conn, id)?)
}

/// Erases some of those whose time is over. Whoever makes one clears away a few.
fn erase_old(work: &mut Work<'_>) -> Result<(), Error> {
    for id in claim::over(work.conn, work.now, BATCH)? {
        erase(work, &id)?;
    }
    Ok(())
}
