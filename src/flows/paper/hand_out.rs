//! Papers on their way to voters: printed in a stock, said to be somebody's, handed over.

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::opening;
use super::super::polls::Poll;
use super::super::roles::Role;
use super::super::vault::Place;
use super::super::{Error, Fault, FieldFault, Refusal, Unfit, Work};
use super::{SERIAL, digest, find, given_out, serial, serving, teller};
use crate::election::poll::serial::Serial;
use crate::store::paper::{self, Paper};
use crate::store::voter::{self, Voter};

/// Papers of one order to the printer.
const AT_ONCE: u32 = 500;
/// Papers of one poll: more than the largest estates have voters.
const MOST: i64 = 50_000;
/// Voters of one list.
const LIST: usize = 500;

/// Serials for so many more papers.
pub(crate) fn print(work: &mut Work<'_>, within: &Within, poll: &Poll, count: u32) -> Result<Vec<Serial>, Error> {
    teller(work, within, poll)?;
    given_out(poll)?;
    let id = poll.row.id.as_str();
    let large = Refusal::Field { field: "count", why: FieldFault::Large };
    if count == 0 {
        return Err(Refusal::Field { field: "count", why: FieldFault::Empty }.into());
    }
    if count > AT_ONCE || paper::count(work.conn, id)?.saturating_add(count.into()) > MOST {
        return Err(large.into());
    }
    let mut serials = Vec::new();
    for _ in 0..count {
        let (serial, digest) = fresh(work, id)?;
        let paper_id = work.id();
        let row = Paper {
            serial: work.vault.seal(work.rng, Place(SERIAL, &paper_id), serial.to_string().as_bytes())?,
            id: paper_id,
            poll_id: id.to_owned(),
            digest,
            number: None,
            issued_by: None,
            issued_at: None,
            handed_by: None,
            handed_at: None,
            returned_by: None,
            returned_at: None,
            fate: None,
            because: None,
            log_idx: None,
            serial_digest: None,
            attested_by: None,
        };
        paper::add(work.conn, &row)?;
        serials.push(serial);
    }
    audit::note_within(work, within, Action::PapersPrinted, id, &[("papers", count.into())])?;
    Ok(serials)
}

/// A serial that no paper of the poll has.
fn fresh(work: &mut Work<'_>, poll: &str) -> Result<(Serial, String), Error> {
    loop {
        let serial = Serial::random(work.rng);
        let digest = digest(work, poll, &serial);
        if paper::by_digest(work.conn, poll, &digest)?.is_none() {
            return Ok((serial, digest));
        }
    }
}

/// A voter who gets a paper.
pub(crate) struct Wanted {
    /// In the roll.
    pub(crate) number: i64,
    /// The serial on the envelope in the teller's hand; `None`: the next of the stock.
    pub(crate) serial: Option<String>,
}

/// Who gets papers.
pub(crate) enum To {
    /// These. `again`: also those who have one, which is void from now on.
    Voters {
        /// Who.
        list: Vec<Wanted>,
        /// Whether another one is wanted.
        again: bool,
    },
    /// Everybody there who has none.
    Building {
        /// Which.
        building: String,
        /// Only this stair of it.
        stair: Option<String>,
    },
}

/// A paper that is somebody's, as its label says.
pub(crate) struct Issued {
    /// Of this voter.
    pub(crate) number: i64,
    /// Where it goes: `3栋2单元501`.
    pub(crate) room: String,
    /// `王**`
    pub(crate) name: String,
    /// In 0.01 m², which stands on the paper.
    pub(crate) area: i64,
    /// `ABCD-EFGH`, on the envelope.
    pub(crate) serial: String,
}

impl Issued {
    pub(super) fn of(voter: &Voter, serial: &Serial) -> Self {
        Self {
            number: voter.number,
            room: opening::room(voter),
            name: voter.masked_name.clone(),
            area: voter.area,
            serial: serial.grouped(),
        }
    }
}

/// Says whose papers are: of a list, or of everybody in a building. `handed`: the voters have them in the same moment, at the desk.
pub(crate) fn issue(work: &mut Work<'_>, within: &Within, poll: &Poll, to: To, handed: bool) -> Result<Vec<Issued>, Error> {
    let hand = teller(work, within, poll)?;
    given_out(poll)?;
    let id = poll.row.id.as_str();
    voter::list(work.conn, id)?.ok_or(Refusal::VotersNotFrozen)?;
    let wanted = wanted(work, id, to)?;
    let of_the_stock = wanted.iter().filter(|(_, chosen)| chosen.is_none()).count();
    let stock = i64::try_from(of_the_stock.saturating_add(wanted.len())).unwrap_or(i64::MAX);
    let chosen: Vec<String> = wanted.iter().filter_map(|(_, chosen)| Some(chosen.as_ref()?.id.clone())).collect();
    let mut stock = paper::unused(work.conn, id, stock)?.into_iter().filter(|paper| !chosen.contains(&paper.id));
    let mut issued = Vec::new();
    for (voter, chosen) in &wanted {
        let next;
        let paper = match chosen {
            Some(paper) => paper,
            None => {
                next = stock.next().ok_or(Refusal::PapersOut)?;
                &next
            }
        };
        if !paper::issue(work.conn, &paper.id, voter.number, &hand.account, work.now)? {
            return Err(Refusal::PaperIssued.into());
        }
        if handed {
            paper::hand(work.conn, &paper.id, &hand.account, work.now)?;
        }
        issued.push(Issued::of(voter, &serial(work, paper)?));
    }
    let mut details = vec![("papers", issued.len().into()), ("handed", handed.into())];
    if let [one] = issued.as_slice() {
        details.push(("voter", one.number.into()));
    }
    audit::note_within(work, within, Action::PapersIssued, id, &details)?;
    Ok(issued)
}

/// The voters, with the paper that was chosen for each.
fn wanted(work: &mut Work<'_>, poll: &str, to: To) -> Result<Vec<(Voter, Option<Paper>)>, Error> {
    let mut wanted = Vec::new();
    match to {
        To::Building { building, stair } => {
            let there = |voter: &Voter| voter.building == building && stair.as_ref().is_none_or(|stair| *stair == voter.stair);
            for row in voter::all(work.conn, poll)?.into_iter().filter(there) {
                if paper::of_voter(work.conn, poll, row.number)?.is_empty() {
                    wanted.push((row, None));
                }
            }
            if wanted.is_empty() {
                return Err(Error::Missing);
            }
        }
        To::Voters { list, again } => {
            if list.is_empty() || list.len() > LIST {
                let why = if list.is_empty() { FieldFault::Empty } else { FieldFault::Large };
                return Err(Refusal::Field { field: "voters", why }.into());
            }
            for (at, one) in list.iter().enumerate() {
                let unfit = |field: &str, code, words: [&str; 2]| {
                    let pointer = format!("/voters/{at}/{field}");
                    Error::Unfit(vec![Unfit { pointer, code, words: words.map(str::to_owned) }])
                };
                let unknown = ["名册里没有这个序号", "the roll has no such voter"];
                let row = voter::by_number(work.conn, poll, one.number)?.ok_or_else(|| unfit("number", "unknown", unknown))?;
                let twice = ["这个序号写了两次", "the same voter twice"];
                if wanted.iter().any(|(other, _): &(Voter, _)| other.number == row.number) {
                    return Err(unfit("number", "twice", twice));
                }
                if !again && !paper::of_voter(work.conn, poll, row.number)?.is_empty() {
                    return Err(Refusal::PaperIssued.into());
                }
                let chosen = match &one.serial {
                    None => None,
                    Some(text) => {
                        let no_such = ["没有印过这个编号", "no paper was printed with this serial"];
                        let serial = Serial::parse(text).map_err(|_| unfit("serial", "unknown", no_such))?;
                        let digest = digest(work, poll, &serial);
                        let found = paper::by_digest(work.conn, poll, &digest)?;
                        Some(found.ok_or_else(|| unfit("serial", "unknown", no_such))?)
                    }
                };
                wanted.push((row, chosen));
            }
        }
    }
    Ok(wanted)
}

/// Notes that the voter has the paper 已送达. For tellers and canvassers of the poll, who are limited to their buildings.
pub(crate) fn hand_over(work: &mut Work<'_>, within: &Within, poll: &Poll, typed: &str) -> Result<Issued, Error> {
    let hand = serving(work, within, poll, &[Role::Teller, Role::Canvasser])?;
    given_out(poll)?;
    let (paper, serial) = find(work, poll, typed)?;
    let number = paper.number.ok_or(Refusal::PaperNotIssued)?;
    let id = poll.row.id.as_str();
    let home = voter::by_number(work.conn, id, number)?.ok_or(Fault::Impossible("a paper of nobody"))?;
    if !within.works_in(&home.building) {
        return Err(Refusal::PaperUnknown.into());
    }
    if paper.returned_at.is_some() {
        return Err(Refusal::PaperReturned.into());
    }
    if paper::hand(work.conn, &paper.id, &hand.account, work.now)? {
        audit::note_within(work, within, Action::PaperHandedOver, id, &[("voter", number.into())])?;
    }
    Ok(Issued::of(&home, &serial))
}
