//! Slips 票单: which serial is whose. One is good for each voter; a slip that was lost is voided and another serial takes its place,
//! while the credential stays (protocol.md Part I, 11).
//!
//! The serial alone opens nothing, but together with a slip's link it says that the slip was not replaced. It is sealed, and found by a
//! keyed digest, so that whoever reads the database cannot print slips. A slip goes one way: what was sent by message
//! ([`super::remote`]) is not printed as well.

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::polls::Poll;
use super::super::vault::Place;
use super::super::{Error, Fault, Refusal, Work};
use super::remote;
use super::voters::{Which, credential, room};
use crate::election::poll::course::{self, Phase};
use crate::election::poll::serial::Serial;
use crate::store::slip::{self, Slip};
use crate::store::voter::{self, Voter};

/// Where a serial is sealed.
const SERIAL: &str = "slips.serial";
/// Most slips of one voter: somebody who loses more gets a paper ballot.
const MOST: usize = 20;

/// Slips that are in memory at once, where all are made.
const AT_ONCE: usize = 500;

/// Why a slip is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    /// It cannot be found.
    Lost,
    /// It cannot be read.
    Damaged,
    /// Somebody else has it.
    Misdelivered,
    /// Anything else.
    Other,
}

impl Because {
    /// As the database writes it.
    const fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Damaged => "damaged",
            Self::Misdelivered => "misdelivered",
            Self::Other => "other",
        }
    }
}

/// What a serial is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// The voter's slip.
    Good {
        /// Whose.
        number: i64,
        /// Its id.
        slip: String,
    },
    /// The voter has another slip.
    Void {
        /// Whose.
        number: i64,
    },
}

/// How a slip comes to its voter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// On paper, with the credential.
    Printed,
    /// By message, the serial alone.
    Sent,
}

/// By what a serial is found in its poll.
fn digest(work: &Work<'_>, poll: &str, serial: &str) -> String {
    work.vault.keyed("slip", &[poll, serial])
}

/// By what one that was sent by message is found, in all polls: whoever types it names none.
fn sent_digest(work: &Work<'_>, serial: &str) -> String {
    work.vault.keyed("slip_sent", &[serial])
}

/// A serial for a voter who has no slip that is good.
pub(super) fn issue(work: &mut Work<'_>, within: &Within, poll: &str, number: i64, way: Way) -> Result<Serial, Error> {
    // Two of 2^35 that are the same are rare, but a roll of thousands is drawn often.
    let (serial, sent) = loop {
        let serial = Serial::random(work.rng);
        let text = serial.to_string();
        let (digest, sent) = (digest(work, poll, &text), (way == Way::Sent).then(|| sent_digest(work, &text)));
        let elsewhere = match &sent {
            Some(sent) => slip::by_sent(work.conn, sent)?.is_some(),
            None => false,
        };
        if !elsewhere && slip::by_digest(work.conn, poll, &digest)?.is_none() {
            break (serial, sent);
        }
    };
    let row = row(work, within, poll, number, &serial, sent)?;
    slip::add(work.conn, &[row])?;
    Ok(serial)
}

fn row(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    number: i64,
    serial: &Serial,
    sent: Option<String>,
) -> Result<Slip, Error> {
    let id = work.id();
    let text = serial.to_string();
    Ok(Slip {
        digest: digest(work, poll, &text),
        serial: work.vault.seal(work.rng, Place(SERIAL, &id), text.as_bytes())?,
        id,
        poll_id: poll.to_owned(),
        number,
        issued_by: within.who().account.clone(),
        issued_at: work.now,
        void_by: None,
        void_at: None,
        because: None,
        sent,
        message: None,
    })
}

/// Serials for all voters of a poll that has no slips yet, to be printed. Nothing is looked up but what was drawn here: a roll of thousands
/// is frozen while somebody waits.
pub(super) fn issue_first(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    numbers: impl Iterator<Item = i64>,
) -> Result<(), Error> {
    let mut drawn = BTreeSet::new();
    let mut numbers = numbers.peekable();
    while numbers.peek().is_some() {
        let mut rows = Vec::new();
        for number in numbers.by_ref().take(AT_ONCE) {
            let serial = loop {
                let serial = Serial::random(work.rng);
                if drawn.insert(serial.to_string()) {
                    break serial;
                }
            };
            rows.push(row(work, within, poll, number, &serial, None)?);
        }
        slip::add(work.conn, &rows)?;
    }
    Ok(())
}

/// The serial of a slip.
pub(super) fn serial(work: &Work<'_>, slip: &Slip) -> Result<Serial, Error> {
    let text = work.vault.open_text(Place(SERIAL, &slip.id), &slip.serial)?;
    Ok(text.parse().map_err(|_| Fault::Impossible("a slip's serial that is none"))?)
}

/// The serials to be printed that are good, by voter.
pub(super) fn serials(work: &mut Work<'_>, poll: &str) -> Result<BTreeMap<i64, Serial>, Error> {
    let slips = slip::good(work.conn, poll)?;
    slips.iter().filter(|slip| slip.sent.is_none()).map(|slip| Ok((slip.number, serial(work, slip)?))).collect()
}

/// The slip that was sent by message with this serial, good or void, in whichever poll. One that was printed is not found.
pub(crate) fn sent(work: &mut Work<'_>, serial: &Serial) -> Result<Option<Slip>, Error> {
    let digest = sent_digest(work, &serial.to_string());
    Ok(slip::by_sent(work.conn, &digest)?)
}

/// The slip with a serial that somebody typed, whether or not it is good.
pub(super) fn typed(work: &mut Work<'_>, poll: &str, serial: &str) -> Result<Slip, Error> {
    let serial = Serial::parse(serial).map_err(|_| Refusal::SlipUnknown)?;
    Ok(by_serial(work, poll, &serial)?.ok_or(Refusal::SlipUnknown)?)
}

fn by_serial(work: &mut Work<'_>, poll: &str, serial: &Serial) -> Result<Option<Slip>, Error> {
    let digest = digest(work, poll, &serial.to_string());
    Ok(slip::by_digest(work.conn, poll, &digest)?)
}

/// The slip with this serial.
pub(crate) fn find(work: &mut Work<'_>, poll: &str, serial: &Serial) -> Result<Option<Found>, Error> {
    let Some(slip) = by_serial(work, poll, serial)? else { return Ok(None) };
    let number = slip.number;
    Ok(Some(if slip.void_at.is_none() { Found::Good { number, slip: slip.id } } else { Found::Void { number } }))
}

/// Gives a voter another slip; the one before is void from now on.
pub(crate) fn reissue(work: &mut Work<'_>, within: &Within, poll: &Poll, number: i64, because: Because) -> Result<Voter, Error> {
    let id = poll.row.id.as_str();
    given_out(poll)?;
    let row = voter::by_number(work.conn, id, number)?.ok_or(Error::Missing)?;
    replace(work, within, id, number, because, Way::Printed)?;
    audit::note_within(work, within, Action::SlipReissued, id, &[("voter", number.into()), ("because", because.word().into())])?;
    Ok(row)
}

/// Slips are given out from the announcement to the end of the voting.
pub(super) fn given_out(poll: &Poll) -> Result<(), Refusal> {
    match poll.phase() {
        Phase::Announced | Phase::Open => Ok(()),
        phase => Err(Refusal::Course(course::Refusal::WrongPhase(phase))),
    }
}

/// Voids what a voter has and issues another.
pub(super) fn replace(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    number: i64,
    because: Because,
    way: Way,
) -> Result<Serial, Error> {
    // The caller holds the poll: of two at once the second finds the new slip and voids that. A voter whose slip was voided has none.
    if let Some(voided) = slip::void(work.conn, (poll, number), &within.who().account, because.word(), work.now)? {
        remote::voided(work, within, &voided, Some(way))?;
    }
    if slip::of_voter(work.conn, poll, number)?.len() > MOST {
        return Err(Refusal::TooManySlips.into());
    }
    issue(work, within, poll, number, way)
}

/// Voids a voter's slip without another one: it was given to somebody else, or the voter wants paper. While people vote: before that
/// another slip is all that helps. A voting session of it is worth nothing any more.
pub(crate) fn void(work: &mut Work<'_>, within: &Within, poll: &Poll, number: i64, because: Because) -> Result<(), Error> {
    let id = poll.row.id.as_str();
    if poll.phase() != Phase::Open {
        return Err(Refusal::Course(course::Refusal::WrongPhase(poll.phase())).into());
    }
    voter::by_number(work.conn, id, number)?.ok_or(Error::Missing)?;
    let voided = slip::void(work.conn, (id, number), &within.who().account, because.word(), work.now)?;
    remote::voided(work, within, &voided.ok_or(Refusal::SlipVoid)?, None)?;
    audit::note_within(work, within, Action::SlipVoided, id, &[("voter", number.into()), ("because", because.word().into())])
}

/// What is printed on a slip.
pub(crate) struct Printed {
    /// The voter's number.
    pub(crate) number: i64,
    /// Where it goes.
    pub(crate) building: String,
    /// Where it goes.
    pub(crate) stair: String,
    /// Where it goes: `3栋2单元501`.
    pub(crate) room: String,
    /// `王**`
    pub(crate) name: String,
    /// In 0.01 m².
    pub(crate) area: i64,
    /// `ABCD-EFGH`.
    pub(crate) serial: String,
    /// What stands behind `#` in the link. `None` where an authority has it.
    pub(crate) fragment: Option<Zeroizing<String>>,
}

/// Slips as they are printed, in the order of the roll. A use of the credentials, where the service has them: it is in the log.
pub(crate) fn print(work: &mut Work<'_>, within: &Within, poll: &Poll, which: &Which) -> Result<Vec<Printed>, Error> {
    given_out(poll)?;
    let id = poll.row.id.as_str();
    voter::list(work.conn, id)?.ok_or(Refusal::VotersNotFrozen)?;
    let serials = serials(work, id)?;
    let mut printed = Vec::new();
    for row in voter::all(work.conn, id)?.into_iter().filter(|row| which.has(row)) {
        // Voided without another one, or sent.
        let Some(serial) = serials.get(&row.number) else { continue };
        let fragment = credential(work, &row)?.map(|credential| Zeroizing::new(format!("{}.{serial}", *credential)));
        printed.push(Printed {
            number: row.number,
            room: room(&row),
            building: row.building,
            stair: row.stair,
            name: row.masked_name,
            area: row.area,
            serial: serial.grouped(),
            fragment,
        });
    }
    if printed.is_empty() {
        let slips = which.number.map(|number| slip::of_voter(work.conn, id, number)).transpose()?.unwrap_or_default();
        let was_sent = slips.iter().any(|slip| slip.void_at.is_none() && slip.sent.is_some());
        return Err(if was_sent { Refusal::SlipSent.into() } else { Error::Missing });
    }
    let has_credentials = printed.iter().any(|slip| slip.fragment.is_some());
    let own = &within.who().account;
    if has_credentials && !slip::printed(work.conn, id, own)? {
        slip::prints(work.conn, id, own)?;
    }
    let action = if has_credentials { Action::LookedAtCredentials } else { Action::SlipsPrinted };
    audit::note_within(work, within, action, id, &[("slips", printed.len().into())])?;
    Ok(printed)
}
