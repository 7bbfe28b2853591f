//! 送达: that slips were handed over, to whom, how, when and by whom; and who therefore may not confirm a voter.
//!
//! Whoever delivers a slip can have read its credential, and may not vouch for its holder as well (protocol.md Part I, 11). So records
//! only grow: a wrong one is taken back by another, and the slip then counts as not handed over, but whom it names has had the slip in
//! hand, or might have. Else whoever delivered it would take the record back a moment before confirming.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::polls::{self, Poll};
use super::super::roles::{Right, Role};
use super::super::{Error, Fault, FieldFault, Refusal, Work};
use super::slips;
use super::voters::{Which, room};
use crate::election::intake::typed;
use crate::election::poll::course::{self, Phase};
use crate::election::roll::UnitAddress;
use crate::store::slip::{self, Slip};
use crate::store::slip_delivery::{self as rows, Delivery, TakenBack};
use crate::store::voter::{self, Voter};
use crate::store::{Millis, StoreError, membership, message};

/// How far the clock of whoever hands slips over may be ahead, milliseconds.
const AHEAD: Millis = 5 * 60_000;
/// Most records of one voter: [`had_in_hand`] reads all of them while somebody waits.
const MOST: usize = 50;

/// How a slip came to its voter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// 本人: the voter has it.
    InPerson,
    /// 同住成年家属: somebody grown-up of the household has it.
    Household,
    /// Into the letterbox or under the door.
    Letterbox,
    /// By post.
    Post,
}

impl How {
    /// All of them.
    const ALL: [Self; 4] = [Self::InPerson, Self::Household, Self::Letterbox, Self::Post];

    /// As the database and the API write it.
    const fn word(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Household => "household",
            Self::Letterbox => "letterbox",
            Self::Post => "post",
        }
    }

    /// By its word.
    fn of(word: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|how| how.word() == word).ok_or(Fault::Impossible("a slip handed over in no known way"))
    }
}

/// What was wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// The slip came back.
    CameBack,
    /// Another slip was meant.
    OtherSlip,
    /// Somebody else handed it over.
    OtherPerson,
    /// Anything else.
    Other,
}

impl Mistake {
    /// As the database writes it.
    const fn word(self) -> &'static str {
        match self {
            Self::CameBack => "came_back",
            Self::OtherSlip => "other_slip",
            Self::OtherPerson => "other_person",
            Self::Other => "other",
        }
    }
}

/// A slip that was handed over, as somebody says.
pub(crate) struct Handed {
    /// As typed from the slip.
    pub(crate) serial: String,
    /// To whom.
    pub(crate) how: How,
    /// When; `None`: now.
    pub(crate) at: Option<Millis>,
    /// By which account; `None`: by whoever says so.
    pub(crate) by: Option<String>,
}

/// Records that a slip was handed over. The record and whose slip it is.
pub(crate) fn deliver(work: &mut Work<'_>, within: &Within, poll: &Poll, handed: Handed) -> Result<(Delivery, Voter), Error> {
    recorded(poll)?;
    let id = poll.row.id.as_str();
    let slip = slips::typed(work, id, &handed.serial)?;
    let home = voter::by_number(work.conn, id, slip.number)?.ok_or(Fault::Impossible("a slip of nobody"))?;
    if !within.works_in(&home.building) {
        return Err(Refusal::SlipUnknown.into());
    }
    let own = &within.who().account;
    polls::disinterested(work, poll, own)?;
    let handed_by = handed.by.unwrap_or_else(|| own.clone());
    if handed_by != *own {
        delivers(work, within, &handed_by)?;
        polls::disinterested(work, poll, &handed_by)?;
    }
    let at = handed.at.unwrap_or(work.now);
    if at < slip.issued_at || at > work.now.saturating_add(AHEAD) {
        return Err(Refusal::Field { field: "at", why: FieldFault::Unknown }.into());
    }
    // What was handed over before it was voided has been in somebody's hands all the same.
    if slip.void_at.is_some_and(|void_at| at >= void_at) {
        return Err(Refusal::SlipVoid.into());
    }
    if rows::of_voter(work.conn, id, slip.number)?.len() >= MOST {
        return Err(Refusal::DeliveriesFull.into());
    }
    let row = Delivery {
        id: work.id(),
        poll_id: id.to_owned(),
        number: slip.number,
        slip_id: slip.id,
        how: handed.how.word().to_owned(),
        handed_by,
        handed_at: at,
        recorded_by: own.clone(),
        recorded_at: work.now,
    };
    rows::add(work.conn, &row)?;
    let details = [
        ("voter", row.number.into()),
        ("delivery", row.id.as_str().into()),
        ("how", row.how.as_str().into()),
        ("by", row.handed_by.as_str().into()),
    ];
    audit::note_within(work, within, Action::SlipDelivered, id, &details)?;
    Ok((row, home))
}

/// Says that a record was wrong: whoever it names or made it, and the chair. It stands beside the record, which stays.
pub(crate) fn take_back(
    work: &mut Work<'_>,
    within: &Within,
    poll: &Poll,
    delivery: &str,
    because: Mistake,
) -> Result<(), Error> {
    recorded(poll)?;
    let id = poll.row.id.as_str();
    let row = rows::by_id(work.conn, id, delivery)?.ok_or(Error::Missing)?;
    let home = voter::by_number(work.conn, id, row.number)?.ok_or(Fault::Impossible("a slip of nobody"))?;
    if !within.works_in(&home.building) {
        return Err(Error::Missing);
    }
    let own = &within.who().account;
    if *own != row.handed_by && *own != row.recorded_by && !within.may(Right::Conduct) {
        return Err(Refusal::Forbidden.into());
    }
    let taken_back = TakenBack {
        delivery_id: row.id,
        poll_id: row.poll_id,
        because: because.word().to_owned(),
        recorded_by: own.clone(),
        recorded_at: work.now,
    };
    rows::take_back(work.conn, &taken_back).map_err(|error| match error {
        StoreError::Taken => Error::Refused(Refusal::DeliveryTakenBack),
        other => other.into(),
    })?;
    let details = [("voter", row.number.into()), ("delivery", delivery.into()), ("because", because.word().into())];
    audit::note_within(work, within, Action::SlipDeliveryTakenBack, id, &details)
}

/// From the announcement on, and until the result is counted: lists that canvassers kept by hand are entered afterwards.
fn recorded(poll: &Poll) -> Result<(), Error> {
    match poll.phase() {
        Phase::Announced | Phase::Open | Phase::Closed => Ok(()),
        phase => Err(Refusal::Course(course::Refusal::WrongPhase(phase)).into()),
    }
}

/// Whether somebody is of the staff here, in a role that delivers slips.
fn delivers(work: &mut Work<'_>, within: &Within, account: &str) -> Result<(), Error> {
    let held = membership::within(work.conn, within.community(), account)?;
    let may = held.iter().filter_map(|held| Role::of(&held.role)).any(|role| role.may(Right::DeliverSlips));
    if may { Ok(()) } else { Err(Refusal::Field { field: "by", why: FieldFault::Unknown }.into()) }
}

/// Whether somebody issued a slip of a voter, handed one over, recorded that somebody did, or saw credentials of the poll. Slips that
/// are void count too: another slip has another serial and the same credential. So do records that were taken back, and whoever only
/// recorded one: they had the serial, and would else name a colleague.
pub(crate) fn had_in_hand(work: &mut Work<'_>, poll: &str, number: i64, account: &str) -> Result<bool, Error> {
    // Of whichever voters: a printer's list is not worth keeping by voter for whoever has no business at the door.
    if slip::printed(work.conn, poll, account)? {
        return Ok(true);
    }
    let issued = slip::of_voter(work.conn, poll, number)?;
    let handed = rows::of_voter(work.conn, poll, number)?;
    Ok(issued.iter().any(|slip| slip.issued_by == account)
        || handed.iter().any(|row| row.handed_by == account || row.recorded_by == account))
}

/// What is known of a poll's slips.
struct Known {
    /// Slips that are good, by voter.
    good: HashMap<i64, String>,
    /// Voters whose good slip went out by message ([`super::remote`]), so that nobody brings it, and whether that message failed.
    sent: HashMap<i64, bool>,
    /// Records by voter, in the order in which they were made.
    records: HashMap<i64, Vec<Delivery>>,
    /// Those that were wrong, and why.
    wrong: HashMap<String, String>,
}

impl Known {
    fn of(work: &mut Work<'_>, poll: &str) -> Result<Self, Error> {
        let slips = slip::good(work.conn, poll)?;
        let messages: Vec<&str> = slips.iter().filter_map(|slip| slip.message.as_deref()).collect();
        let failed: HashSet<String> = message::failed(work.conn, &messages)?.into_iter().collect();
        let has_failed = |slip: &Slip| slip.message.as_ref().is_some_and(|message| failed.contains(message));
        let sent = slips.iter().filter(|slip| slip.sent.is_some()).map(|slip| (slip.number, has_failed(slip))).collect();
        let good = slips.into_iter().map(|slip| (slip.number, slip.id)).collect();
        let mut records: HashMap<i64, Vec<Delivery>> = HashMap::new();
        for row in rows::all(work.conn, poll)? {
            records.entry(row.number).or_default().push(row);
        }
        let wrong = rows::taken_back(work.conn, poll)?.into_iter().map(|row| (row.delivery_id, row.because)).collect();
        Ok(Self { good, sent, records, wrong })
    }

    /// How the slip of a voter that is good was handed over, by the latest record that stands.
    fn handed(&self, number: i64) -> Result<Option<How>, Fault> {
        let (Some(slip), Some(records)) = (self.good.get(&number), self.records.get(&number)) else { return Ok(None) };
        let stands = records.iter().rev().find(|row| row.slip_id == *slip && !self.wrong.contains_key(&row.id));
        stands.map(|row| How::of(&row.how)).transpose()
    }
}

/// The voters whose slip that is good was handed over.
pub(crate) fn handed_over(work: &mut Work<'_>, poll: &str) -> Result<HashSet<i64>, Error> {
    let known = Known::of(work, poll)?;
    let mut handed = HashSet::new();
    for number in known.good.keys() {
        if known.handed(*number)?.is_some() {
            handed.insert(*number);
        }
    }
    Ok(handed)
}

/// Slips of one stair, each voter once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stair {
    /// To the voter.
    pub(crate) in_person: u64,
    /// To the household.
    pub(crate) household: u64,
    /// Into the letterbox.
    pub(crate) letterbox: u64,
    /// By post.
    pub(crate) post: u64,
    /// Not brought by anybody: it went out by message.
    pub(crate) sent: u64,
    /// The message failed, so that the voter has none.
    pub(crate) not_sent: u64,
    /// Not handed over yet.
    pub(crate) waiting: u64,
    /// Voters whose slip was voided without another.
    pub(crate) without: u64,
}

/// How many slips are handed over, by building and stair; of a canvasser's own buildings only.
pub(crate) fn by_stair(work: &mut Work<'_>, within: &Within, poll: &Poll) -> Result<BTreeMap<(String, String), Stair>, Error> {
    let id = poll.row.id.as_str();
    voter::list(work.conn, id)?.ok_or(Refusal::VotersNotFrozen)?;
    let known = Known::of(work, id)?;
    let mut stairs: BTreeMap<(String, String), Stair> = BTreeMap::new();
    for row in voter::all(work.conn, id)?.into_iter().filter(|row| within.works_in(&row.building)) {
        let stair = stairs.entry((row.building, row.stair)).or_default();
        let place = match known.handed(row.number)? {
            Some(How::InPerson) => &mut stair.in_person,
            Some(How::Household) => &mut stair.household,
            Some(How::Letterbox) => &mut stair.letterbox,
            Some(How::Post) => &mut stair.post,
            None => match known.sent.get(&row.number) {
                Some(false) => &mut stair.sent,
                Some(true) => &mut stair.not_sent,
                None if known.good.contains_key(&row.number) => &mut stair.waiting,
                None => &mut stair.without,
            },
        };
        *place = place.saturating_add(1);
    }
    Ok(stairs)
}

/// A record as a list shows it.
pub(crate) struct Record {
    /// As it was made.
    pub(crate) row: Delivery,
    /// Whether it is about the slip that is good.
    pub(crate) of_good: bool,
    /// Why it was wrong, if it was.
    pub(crate) taken_back: Option<String>,
}

/// What became of a voter's slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It was handed over.
    HandedOver,
    /// It went out by message.
    Sent,
    /// It did not: the message failed. The chair sends another or has one printed.
    NotSent,
    /// It is good, and somebody has to bring it.
    Waiting,
    /// It was voided without another.
    Void,
}

/// A voter in the list of slips.
pub(crate) struct Listed {
    /// The voter's number.
    pub(crate) number: i64,
    /// Where the slip goes.
    pub(crate) building: String,
    /// Where the slip goes.
    pub(crate) stair: String,
    /// `3栋2单元501`.
    pub(crate) room: String,
    /// `王**`
    pub(crate) name: String,
    /// What became of it.
    pub(crate) state: State,
    /// All that was recorded, in its order.
    pub(crate) records: Vec<Record>,
}

/// Which slips a list shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter<'a> {
    /// Of this building, however it is written.
    pub(crate) building: Option<&'a str>,
    /// Of this stair.
    pub(crate) stair: Option<&'a str>,
    /// Only those that somebody has to bring yet.
    pub(crate) waiting: bool,
}

/// Slips with what was recorded about them, in the order of the roll, after a voter's number; of a canvasser's own buildings only.
pub(crate) fn list(
    work: &mut Work<'_>,
    within: &Within,
    poll: &Poll,
    filter: Filter<'_>,
    (after, limit): (i64, i64),
) -> Result<Vec<Listed>, Error> {
    let id = poll.row.id.as_str();
    voter::list(work.conn, id)?.ok_or(Refusal::VotersNotFrozen)?;
    let mut known = Known::of(work, id)?;
    let limit = usize::try_from(limit).unwrap_or_default();
    let asked = UnitAddress {
        building: filter.building.unwrap_or_default().to_owned(),
        stair: filter.stair.unwrap_or_default().to_owned(),
        room: String::new(),
    };
    let UnitAddress { building, stair, .. } = typed::address(&asked);
    let which = Which { building: filter.building.map(|_| building), stair: filter.stair.map(|_| stair), number: None };
    let mut listed = Vec::new();
    let there = |row: &Voter| row.number > after && which.has(row) && within.works_in(&row.building);
    for row in voter::all(work.conn, id)?.into_iter().filter(there) {
        let good = known.good.get(&row.number).cloned();
        let state = match (&good, known.handed(row.number)?) {
            (_, Some(_)) => State::HandedOver,
            (Some(_), None) => match known.sent.get(&row.number) {
                Some(false) => State::Sent,
                Some(true) => State::NotSent,
                None => State::Waiting,
            },
            (None, None) => State::Void,
        };
        if filter.waiting && state != State::Waiting {
            continue;
        }
        let records = known.records.remove(&row.number).unwrap_or_default().into_iter().map(|record| Record {
            of_good: good.as_ref() == Some(&record.slip_id),
            taken_back: known.wrong.get(&record.id).cloned(),
            row: record,
        });
        listed.push(Listed {
            number: row.number,
            room: room(&row),
            state,
            records: records.collect(),
            building: row.building,
            stair: row.stair,
            name: row.masked_name,
        });
        if listed.len() >= limit {
            break;
        }
    }
    Ok(listed)
}
