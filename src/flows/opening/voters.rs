//! Voters of a poll and their credentials: the frozen roll, and the public points made by an authority outside or here.
//!
//! Who makes credentials could vote for whoever stays away (protocol.md Part I, 11), so this is chosen once, by the chair, and public.
//! With an authority the service never has a private credential: it hands out who may vote and takes back points. Made here, they are
//! sealed by the vault, every use is in the audit log, and they are forgotten when the poll is final or cancelled.

use rayon::prelude::*;
use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::polls::Poll;
use super::super::vault::Place;
use super::super::{Error, Fault, Refusal, Unfit, Work, fields, rolls};
use super::slips;
use crate::crypto::group::Point;
use crate::election::authority::{self, Points, PointsFault, Voters};
use crate::election::credential::PrivateCredential;
use crate::election::poll::course::{self, Phase};
use crate::election::roll::{MaskedVoter, UnitAddress};
use crate::election::weight::Weight;
use crate::store::opening;
use crate::store::voter::{self, Voter, VoterList};

/// Where a private credential is sealed.
const CREDENTIAL: &str = "poll_voters.credential";
/// Where a voter's phone is sealed.
const PHONE: &str = "poll_voters.phone";
/// Characters of the reason.
const BECAUSE: usize = 400;

/// Which voters something is printed for; all of them if nothing is said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Which {
    /// In this building.
    pub(crate) building: Option<String>,
    /// In this stair of it.
    pub(crate) stair: Option<String>,
    /// The one with this number in the roll.
    pub(crate) number: Option<i64>,
}

impl Which {
    /// Whether a voter is one of them.
    pub(crate) fn has(&self, voter: &Voter) -> bool {
        self.building.as_ref().is_none_or(|building| *building == voter.building)
            && self.stair.as_ref().is_none_or(|stair| *stair == voter.stair)
            && self.number.is_none_or(|number| number == voter.number)
    }
}

/// Who makes the credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Maker {
    /// A machine outside of the service.
    Authority,
    /// The service; why the owners accept it.
    Service {
        /// Public.
        because: String,
    },
}

/// A list with how far it is.
pub(crate) struct Frozen {
    /// Who froze which version when.
    pub(crate) list: VoterList,
    /// Voters.
    pub(crate) voters: i64,
    /// Voters without a credential.
    pub(crate) waiting: i64,
}

/// The list of a poll, if it is frozen.
pub(crate) fn frozen(work: &mut Work<'_>, poll: &str) -> Result<Option<Frozen>, Error> {
    let Some(list) = voter::list(work.conn, poll)? else { return Ok(None) };
    let (voters, waiting) = voter::count(work.conn, poll)?;
    Ok(Some(Frozen { list, voters, waiting }))
}

/// Only between announcement and opening.
fn announced(poll: &Poll) -> Result<(), Error> {
    match poll.phase() {
        Phase::Announced => Ok(()),
        phase => Err(Refusal::Course(course::Refusal::WrongPhase(phase)).into()),
    }
}

/// Freezes the roll that was announced: every voter gets a place for the slip, a serial, and, where the service makes them, a
/// credential.
pub(crate) fn freeze(work: &mut Work<'_>, within: &Within, poll: &Poll, maker: Maker) -> Result<Frozen, Error> {
    announced(poll)?;
    let id = poll.row.id.as_str();
    if voter::list(work.conn, id)?.is_some() {
        return Err(Refusal::VotersFrozen.into());
    }
    let version = poll.row.roll_version_id.clone().ok_or(Fault::Impossible("an announced poll without a roll"))?;
    let kept = rolls::open(work, within.community(), &version)?;
    if poll.course.roll().is_none_or(|roll| roll.digest != kept.digest) {
        return Err(Fault::Impossible("an announced poll with another roll").into());
    }
    let (made_by, because) = match maker {
        Maker::Authority => ("authority", None),
        Maker::Service { because } => ("service", Some(fields::line("because", &because, BECAUSE)?)),
    };
    let by_service = because.is_some();
    let list = VoterList {
        poll_id: id.to_owned(),
        roll_version_id: version,
        made_by: made_by.to_owned(),
        because,
        frozen_by: within.who().account.clone(),
        frozen_at: work.now,
    };
    voter::freeze(work.conn, &list)?;
    let mut voters = rows(work, poll, &kept)?;
    drop(kept);
    if by_service {
        make(work, id, &mut voters)?;
    }
    for row in &voters {
        voter::add(work.conn, row)?;
        slips::issue(work, within, id, row.number, slips::Way::Printed)?;
    }
    let details = [("made_by", made_by.into()), ("voters", voters.len().into())];
    audit::note_within(work, within, Action::VotersFrozen, id, &details)?;
    frozen(work, id)?.ok_or_else(|| Fault::Impossible("a list that was just frozen").into())
}

/// The voters of a roll without credentials.
fn rows(work: &mut Work<'_>, poll: &Poll, kept: &rolls::Kept) -> Result<Vec<Voter>, Error> {
    let mut rows = Vec::with_capacity(kept.roll.voters().len());
    let everybody: Vec<String> = kept
        .roll
        .voters()
        .iter()
        .flat_map(|one| &one.holders)
        .filter_map(|at| kept.holder(*at))
        .map(|holder| holder.key.clone())
        .collect();
    let best = rolls::best_phones(work, &poll.row.community_id, &everybody)?;
    for (one, masked) in kept.roll.voters().iter().zip(&kept.masked.voters) {
        let home = home(masked).ok_or(Fault::Impossible("a voter without a unit"))?;
        let holders: Vec<&str> = one.holders.iter().filter_map(|at| Some(kept.holder(*at)?.key.as_str())).collect();
        let id = work.id();
        let phone = match holders.iter().find_map(|holder| best.get(*holder)) {
            Some(phone) => Some(work.vault.seal(work.rng, Place(PHONE, &id), phone.as_bytes())?),
            None => None,
        };
        rows.push(Voter {
            id,
            phone,
            poll_id: poll.row.id.clone(),
            number: one.number.into(),
            area: i64::try_from(one.area).map_err(|_| Fault::Impossible("an area above 2^63"))?,
            building: home.building.clone(),
            stair: home.stair.clone(),
            room: home.room.clone(),
            masked_name: masked.name.clone(),
            holders: serde_json::to_string(&holders).map_err(|_| Fault::Json("poll_voters.holders"))?,
            point: None,
            credential: None,
        });
    }
    Ok(rows)
}

/// The phone of a voter as it was when the list was frozen. What is corrected afterwards opens no vote.
pub(crate) fn phone(work: &Work<'_>, voter: &Voter) -> Result<Option<Zeroizing<String>>, Error> {
    let sealed = voter.phone.as_ref();
    Ok(sealed.map(|sealed| work.vault.open_text(Place(PHONE, &voter.id), sealed)).transpose()?)
}

/// The private credential of a voter, where the service made it and has not forgotten it. A use of it: whoever asks writes it down.
pub(crate) fn credential(work: &Work<'_>, voter: &Voter) -> Result<Option<Zeroizing<String>>, Error> {
    let sealed = voter.credential.as_ref();
    Ok(sealed.map(|sealed| work.vault.open_text(Place(CREDENTIAL, &voter.id), sealed)).transpose()?)
}

/// Where a voter's slip goes: the first unit, by building, stair and room, that gives a vote.
fn home(voter: &MaskedVoter) -> Option<&UnitAddress> {
    let first = voter.units.iter().find(|unit| unit.counts).or_else(|| voter.units.first())?;
    Some(&first.address)
}

/// Makes a credential for each.
fn make(work: &mut Work<'_>, poll: &str, voters: &mut [Voter]) -> Result<(), Error> {
    let secrets: Vec<PrivateCredential> = voters.iter().map(|_| PrivateCredential::random(work.rng)).collect();
    let point = |secret: &PrivateCredential| Point::generator_times(&secret.secret(poll)).encode().to_string();
    let points: Vec<String> = secrets.par_iter().map(point).collect();
    for ((row, secret), point) in voters.iter_mut().zip(&secrets).zip(points) {
        row.credential = Some(work.vault.seal(work.rng, Place(CREDENTIAL, &row.id), secret.expose().as_bytes())?);
        row.point = Some(point);
    }
    Ok(())
}

/// The list of a poll whose credentials an authority makes.
fn of_authority(work: &mut Work<'_>, poll: &Poll) -> Result<(), Error> {
    let list = voter::list(work.conn, &poll.row.id)?.ok_or(Refusal::VotersNotFrozen)?;
    if list.made_by == "authority" { Ok(()) } else { Err(Refusal::MadeByService.into()) }
}

/// `voters.json` for the authority: who gets a credential, with the serial of the slip. It can be had again, after slips were issued
/// anew. `weborigin`: `https://host[:port]`, where the slips' links lead.
pub(crate) fn export(work: &mut Work<'_>, within: &Within, poll: &Poll, weborigin: &str) -> Result<String, Error> {
    of_authority(work, poll)?;
    let serials = slips::serials(work, &poll.row.id)?;
    let mut voters = Vec::new();
    for row in voter::all(work.conn, &poll.row.id)? {
        // A slip that was voided without another one is not printed again.
        let Some(serial) = serials.get(&row.number).copied() else { continue };
        let area = u64::try_from(row.area).map_err(|_| Fault::Impossible("a negative area"))?;
        voters.push(authority::Voter {
            name: row.masked_name.clone(),
            room: room(&row),
            serial,
            voter: row.id,
            weight: Weight { people: 1, area },
        });
    }
    let made = Voters::new(poll.row.id.clone(), weborigin.to_owned(), voters).map_err(|_| Refusal::NoWebOrigin)?;
    let bytes = made.to_bytes().map_err(|_| Fault::Json("voters.json"))?;
    audit::note_within(work, within, Action::VotersExported, &poll.row.id, &[("voters", made.voters.len().into())])?;
    Ok(String::from_utf8(bytes).map_err(|_| Fault::Json("voters.json"))?)
}

/// `3栋2单元501`, as a slip says it.
pub(crate) fn room(row: &Voter) -> String {
    UnitAddress { building: row.building.clone(), stair: row.stair.clone(), room: row.room.clone() }.to_string()
}

/// Takes the authority's points, in the place of those before.
pub(crate) fn import(work: &mut Work<'_>, within: &Within, poll: &Poll, points: &Points) -> Result<Frozen, Error> {
    announced(poll)?;
    of_authority(work, poll)?;
    let id = poll.row.id.as_str();
    if opening::is_prepared(work.conn, id)? {
        return Err(Refusal::OpeningPrepared.into());
    }
    let voters = voter::all(work.conn, id)?;
    points.check(id, voters.iter().map(|row| row.id.as_str())).map_err(unfit)?;
    voter::clear_points(work.conn, id)?;
    for entry in &points.points {
        voter::set_point(work.conn, id, &entry.voter, &entry.point.to_string())?;
    }
    audit::note_within(work, within, Action::PointsImported, id, &[("points", points.points.len().into())])?;
    frozen(work, id)?.ok_or_else(|| Fault::Impossible("a list that is frozen").into())
}

/// Where in the body, and why.
fn unfit(fault: PointsFault) -> Error {
    let (pointer, code, words) = match fault {
        PointsFault::Format => ("/format".into(), "format", ["不是 points.json", "not points.json"]),
        PointsFault::Uuid => ("/uuid".into(), "other_poll", ["是另一次表决的", "of another poll"]),
        PointsFault::Count { .. } => ("/points".into(), "count", ["人数与名册不符", "not as many as there are voters"]),
        PointsFault::Voter(at) => {
            (format!("/points/{at}/voter"), "voter", ["名册里没有，或者重复", "not a voter, or a second time"])
        }
        PointsFault::Twice(at) => (format!("/points/{at}/point"), "twice", ["与前面的重复", "the same as an earlier one"]),
        PointsFault::Point(at) => (format!("/points/{at}/point"), "point", ["不是凭证", "not a credential"]),
    };
    Error::Unfit(vec![Unfit { pointer, code, words: words.map(str::to_owned) }])
}
