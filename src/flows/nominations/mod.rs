//! Nominations 自荐、推荐 over the service: who tells them, how it is known who that is, and what becomes of them.
//!
//! The rules are [`crate::election::poll::nomination`]'s. Here is what they need to know: that the nominee is on the published roll,
//! by a code to the roll's phone or because two people of the staff saw a document; which offices the nominee holds, found by the
//! phone; who stands beside them. A nominee without an account comes back with a number and a secret, as a claimant does.
//!
//! Everything that changes the list of a poll locks the poll first, so that the list that is published is the one that was looked
//! at.

mod carry;
mod entry;
mod offices;
pub(crate) mod order;
mod own;
mod publish;
mod review;

pub(crate) use carry::carry_over;
pub(crate) use entry::{Entry, identify, record, replace_photo, unchanged, withdraw_for};
pub(crate) use offices::stands;
pub(crate) use order::would_publish;
pub(crate) use own::{Claimed, agree, amend, ask, ask_again, ask_consent, held, nominate, photo, withdraw};
pub(crate) use publish::{Publication, differs, list, photo_of, publish};
pub(crate) use review::{look, look_at_photo, page, reopen, review};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::files::{self, Clean, Kind, Owner};
use super::polls::{self, Poll};
use super::vault::Place;
use super::{Error, Fault, Refusal, Unfit, Work, rolls, token};
use crate::crypto::hash::Digest;
use crate::election::intake::typed;
use crate::election::poll::course::Phase;
use crate::election::poll::nomination::{
    Birth, Circumstances, Form, Nomination, NominationRefusal, Origin, Sex, Standing, Statements,
};
use crate::election::poll::role::Role as Office;
use crate::election::poll::serial::Serial;
use crate::election::roll::UnitAddress;
use crate::store::nomination::{self, Nomination as Row};
use crate::store::{StoreError, poll};

/// Where the content is sealed.
const CONTENT: &str = "nominations.content";

/// How it is known who the nominee is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identified {
    /// By a code to the roll's phone.
    pub(crate) by_code: bool,
    /// Accounts of those who saw a document.
    pub(crate) by_document: Vec<String>,
}

impl Identified {
    /// Whether it is enough.
    pub(crate) const fn stands(&self) -> bool {
        self.by_code || self.by_document.len() >= 2
    }
}

/// What is sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Content {
    /// Form, reviews, withdrawal.
    pub(crate) nomination: Nomination,
    /// How the nominee can be reached.
    pub(crate) phone: Option<Zeroizing<String>>,
    /// Characters of the surname, where the nominee says so.
    pub(crate) surname: Option<usize>,
    /// How it is known who the nominee is.
    pub(crate) identified: Identified,
}

/// A nomination, opened.
#[derive(Clone)]
pub(crate) struct Kept {
    /// Its row.
    pub(crate) row: Row,
    /// None once it was erased.
    pub(crate) content: Option<Content>,
}

/// A nomination that was just made. The only time that its secret is known.
pub(crate) struct Made {
    /// The nomination's id.
    pub(crate) id: String,
    /// For people.
    pub(crate) number: Serial,
    /// Opens it.
    pub(crate) secret: Zeroizing<String>,
}

/// What a nominee tells in the form, beside name and unit.
#[derive(Clone)]
pub(crate) struct Told {
    /// 性别.
    pub(crate) sex: Sex,
    /// 出生年月.
    pub(crate) birth: Birth,
    /// 政治面貌.
    pub(crate) political_status: Option<String>,
    /// 文化程度.
    pub(crate) education: Option<String>,
    /// 职业或专长.
    pub(crate) occupation: Option<String>,
    /// 简历.
    pub(crate) resume: String,
    /// 履职设想.
    pub(crate) plans: String,
    /// What the form asks.
    pub(crate) statements: Statements,
    /// 承诺书.
    pub(crate) pledged: bool,
    /// Consent to publication.
    pub(crate) publishable: bool,
    /// Characters of the surname.
    pub(crate) surname: Option<usize>,
}

impl Told {
    fn form(&self, name: &str, unit: &UnitAddress, photo: Option<Digest>) -> Form {
        let line = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let text = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        Form {
            name: name.to_owned(),
            sex: self.sex,
            birth: self.birth,
            political_status: line(&self.political_status),
            education: line(&self.education),
            occupation: line(&self.occupation),
            unit: unit.clone(),
            resume: text(&self.resume),
            plans: text(&self.plans),
            photo,
            statements: self.statements,
            pledged: self.pledged,
            publishable: self.publishable,
        }
    }
}

/// A unit as a form has it: the roll's, with `栋` behind a building that is only a number, as people say it.
fn unit(typed: &UnitAddress) -> UnitAddress {
    let UnitAddress { building, stair, room } = typed::address(typed);
    let number = !building.is_empty() && building.bytes().all(|byte| byte.is_ascii_digit());
    UnitAddress { building: if number { format!("{building}栋") } else { building }, stair, room }
}

/// As the row says it.
const fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::AwaitsConsent => "awaits_consent",
        Standing::InReview(_) => "in_review",
        Standing::Accepted => "accepted",
        Standing::Rejected => "rejected",
        Standing::Withdrawn => "withdrawn",
    }
}

const fn origin_word(origin: &Origin) -> &'static str {
    match origin {
        Origin::SelfNominated => "self_nominated",
        Origin::Owners { .. } => "owners",
        Origin::Body { .. } => "body",
    }
}

impl Kept {
    fn open(work: &Work<'_>, row: Row) -> Result<Self, Error> {
        let Some(sealed) = &row.content else { return Ok(Self { row, content: None }) };
        let plain = work.vault.open(Place(CONTENT, &row.id), sealed)?;
        let content = serde_json::from_slice(&plain).map_err(|_| Fault::Json(CONTENT))?;
        Ok(Self { row, content: Some(content) })
    }

    /// The content, of a nomination that is to be changed.
    fn content(&self) -> Result<Content, Error> {
        self.content.clone().ok_or_else(|| Refusal::NominationWithdrawn.into())
    }

    /// Writes another content, unless somebody changed the row meanwhile.
    fn put(&mut self, work: &mut Work<'_>, content: Content) -> Result<(), Error> {
        self.row.content = Some(sealed(work, &self.row.id, &content)?);
        self.row.standing = word(content.nomination.standing()).to_owned();
        self.content = Some(content);
        self.write(work)
    }

    fn write(&mut self, work: &mut Work<'_>) -> Result<(), Error> {
        if !nomination::replace(work.conn, &self.row)? {
            return Err(StoreError::Conflict.into());
        }
        self.row.version = self.row.version.saturating_add(1);
        Ok(())
    }

    /// Withdraws it. What nobody has seen is erased at once.
    fn withdraw(&mut self, work: &mut Work<'_>, poll: &Poll) -> Result<(), Error> {
        let mut content = self.content()?;
        content.nomination = content.nomination.withdraw(work.now, poll.phase()).map_err(refused)?;
        if publish::was_published(work, poll, &self.row.id)? {
            return self.put(work, content);
        }
        files::forget_all(work, Owner(Kind::Nomination, &self.row.id))?;
        self.row.standing = word(Standing::Withdrawn).to_owned();
        (self.row.content, self.content) = (None, None);
        self.write(work)
    }

    /// Puts a photo into the form. The one that is published stays beside it until another list is.
    fn photograph(&mut self, work: &mut Work<'_>, poll: &Poll, photo: &Clean) -> Result<(), Error> {
        let mut content = self.content()?;
        let owner = Owner(Kind::Nomination, &self.row.id);
        for before in files::of(work, owner)? {
            if !publish::shows(poll, &before.digest) {
                files::forget(work, owner, &before.id)?;
            }
        }
        let kept = files::keep(work, &poll.row.community_id, owner, photo, None)?;
        let digest = kept.digest.parse().map_err(|_| Fault::Impossible("a file with a digest that is none"))?;
        let form = Form { photo: Some(digest), ..content.nomination.form().clone() };
        let circumstances = circumstances(work, poll, true)?;
        content.nomination = content.nomination.amend(form, circumstances).map_err(refused)?;
        self.put(work, content)
    }
}

fn sealed(work: &mut Work<'_>, id: &str, content: &Content) -> Result<String, Error> {
    let plain = Zeroizing::new(serde_json::to_vec(content).map_err(|_| Fault::Json(CONTENT))?);
    Ok(work.vault.seal(work.rng, Place(CONTENT, id), &plain)?)
}

/// A nomination of a poll.
pub(super) fn of(work: &mut Work<'_>, poll: &Poll, id: &str) -> Result<Kept, Error> {
    let row = nomination::by_id(work.conn, &poll.row.id, id)?.ok_or(Error::Missing)?;
    Kept::open(work, row)
}

/// All of a poll, in the order in which they came.
pub(super) fn all(work: &mut Work<'_>, poll: &Poll) -> Result<Vec<Kept>, Error> {
    let rows = nomination::all(work.conn, &poll.row.id)?;
    rows.into_iter().map(|row| Kept::open(work, row)).collect()
}

/// A public poll that elects, and that nobody else moves until this transaction ends.
fn public_poll(work: &mut Work<'_>, id: &str) -> Result<Poll, Error> {
    poll::lock(work.conn, id)?;
    let (poll, _) = polls::public(work, id)?;
    poll.election().ok_or(Refusal::NothingToElect)?;
    Ok(poll)
}

/// Whether nominations are made now. Everybody may know.
fn is_open(poll: &Poll) -> Result<(), Refusal> {
    poll.election().ok_or(Refusal::NothingToElect)?;
    match poll.phase() {
        Phase::Nominating if poll.revote_of.is_some() => Err(Refusal::OnlyTheTied),
        Phase::Nominating => Ok(()),
        _ => Err(Refusal::NominationClosed),
    }
}

/// Of somebody whose offices were looked at when they were nominated, or hold none.
fn circumstances(work: &Work<'_>, poll: &Poll, on_roll: bool) -> Result<Circumstances<'static>, Error> {
    with_offices(work, poll, on_roll, &[])
}

fn with_offices<'o>(work: &Work<'_>, poll: &Poll, on_roll: bool, offices: &'o [Office]) -> Result<Circumstances<'o>, Error> {
    let today = poll.rules.rules().calendar.value.date_at(work.now);
    let today = today.map_err(|_| Fault::Impossible("a time outside of the calendar"))?;
    Ok(Circumstances { phase: poll.phase(), today, on_roll, offices })
}

/// Whether the roll that the poll has published has this right holder in this unit.
fn on_roll(work: &mut Work<'_>, poll: &Poll, typed: &UnitAddress, holder: &str) -> Result<bool, Error> {
    let Some(version) = &poll.row.roll_version_id else { return Ok(false) };
    let kept = rolls::open(work, &poll.row.community_id, version)?;
    let address = typed::address(typed);
    let Some(unit) = kept.roll.units().iter().find(|unit| unit.address == address) else { return Ok(false) };
    Ok(unit.holders.iter().any(|(position, _)| kept.holder(*position) == Some(holder)))
}

/// Adds a nomination of somebody who has none in this poll.
fn add(work: &mut Work<'_>, poll: &Poll, holder: &str, account: Option<String>, content: &Content) -> Result<Made, Error> {
    let others = nomination::all(work.conn, &poll.row.id)?;
    let lives = |row: &Row| row.standing != word(Standing::Withdrawn);
    if others.iter().any(|row| row.holder == holder && lives(row)) {
        return Err(Refusal::NominatedAlready.into());
    }
    let made = Made { id: work.id(), number: Serial::random(work.rng), secret: token::fresh(work.rng) };
    let row = Row {
        poll_id: poll.row.id.clone(),
        version: 1,
        number: made.number.to_string(),
        secret_digest: token::digest_of(&made.secret),
        holder: holder.to_owned(),
        account_id: account,
        origin: origin_word(content.nomination.origin()).to_owned(),
        standing: word(content.nomination.standing()).to_owned(),
        content: Some(sealed(work, &made.id, content)?),
        created_at: work.now,
        id: made.id.clone(),
    };
    nomination::add(work.conn, &row)?;
    Ok(made)
}

/// What the rules refuse, as an answer.
fn refused(refusal: NominationRefusal) -> Error {
    let refusal = match refusal {
        NominationRefusal::Lacks(lacks) => {
            let unfit = |lack: crate::election::poll::nomination::Lack| Unfit {
                pointer: format!("/{}", lack.field()),
                code: lack.code(),
                words: lack.words(),
            };
            return Error::Unfit(lacks.into_iter().map(unfit).collect());
        }
        NominationRefusal::Conflict(conflict) => Refusal::Stands(conflict),
        NominationRefusal::Recommenders => Refusal::Recommenders,
        NominationRefusal::NoConsent => Refusal::NoConsent,
        NominationRefusal::Withdrawn => Refusal::NominationWithdrawn,
        NominationRefusal::WrongPhase(_) => Refusal::NominationClosed,
        NominationRefusal::Review(refusal) => Refusal::Review(refusal),
    };
    refusal.into()
}
