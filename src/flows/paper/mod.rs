//! Paper ballots 纸质票 (protocol.md Part I, 13): who got one, what came back, what two tellers counted, the sheet.
//!
//! A paper goes out in an envelope with a serial. Whose it is, is known by the serial; on what is inside stands only the area, as the
//! law counts it. So that nothing here can tell what anybody chose, tellers enter totals, each alone, and never single papers; what the
//! other entered is shown to nobody until both are the same.
//!
//! Why two people for every paper: whoever hands one out may not take it in ([`receive()`]), and neither counts alone. Tellers have no
//! keys of their own. They sign the printed sheet by hand, one of them brings its scan, the other one looks at that and seals
//! ([`sheet()`]): the service signs `paper.json` with the poll's key for it, which names both and the scan's digest.
//!
//! A voter who comes with paper and has voted electronically, or the other way about, is decided by the rule set when the envelope
//! comes back, in the log ([`crate::election::log::stage`]).

mod count;
mod form;
mod hand_out;
mod receive;
mod sheet;
mod state;

pub(crate) use count::{Tally, enter};
pub(crate) use form::forms;
pub(crate) use hand_out::{Issued, To, Wanted, hand_over, issue, print};
pub(crate) use receive::{Envelope, Received, receive};
pub(crate) use sheet::{Totals, is_ready, keep_scan, logged, scan, seal, sheet, totals};
pub(crate) use state::{Listed, State, list, state};

use super::access::Within;
use super::polls::{Poll, disinterested};
use super::roles::Role;
use super::vault::Place;
use super::{Error, Fault, Refusal, Work};
use crate::crypto::hash::Digest;
use crate::election::annex::line::{Channel, Line, minute};
use crate::election::poll::course::{self, Phase};
use crate::election::poll::serial::Serial;
use crate::election::rules::Identification;
use crate::store::paper::{self, Paper};
use crate::store::{account, poll_staff};

/// Where a serial is sealed.
const SERIAL: &str = "papers.serial";

/// A member of the staff who serves in a poll.
struct Hand {
    /// The account.
    account: String,
    /// As the notice of the tellers names them.
    name: String,
}

/// Whoever was named for this poll in one of these offices, and still may serve: an interest in the outcome may have come since.
fn serving(work: &mut Work<'_>, within: &Within, poll: &Poll, offices: &[Role]) -> Result<Hand, Error> {
    let account = within.who().account.clone();
    let served = poll_staff::of(work.conn, &poll.row.id, &account)?;
    if !served.iter().any(|serving| offices.iter().any(|office| office.word() == serving.role)) {
        return Err(Refusal::NotServing.into());
    }
    disinterested(work, poll, &account)?;
    let name = account::by_id(work.conn, &account)?.ok_or(Refusal::SessionEnded)?.name;
    Ok(Hand { account, name })
}

/// A teller of this poll.
fn teller(work: &mut Work<'_>, within: &Within, poll: &Poll) -> Result<Hand, Error> {
    serving(work, within, poll, &[Role::Teller])
}

fn wrong_phase(poll: &Poll) -> Error {
    Refusal::Course(course::Refusal::WrongPhase(poll.phase())).into()
}

/// Papers are printed and given out from the announcement to the end.
fn given_out(poll: &Poll) -> Result<(), Error> {
    if matches!(poll.phase(), Phase::Announced | Phase::Open) { Ok(()) } else { Err(wrong_phase(poll)) }
}

/// By what a serial is found. Other than a slip's: neither can be taken for the other.
fn digest(work: &Work<'_>, poll: &str, serial: &Serial) -> String {
    work.vault.keyed("paper", &[poll, &serial.to_string()])
}

/// The paper with a serial that somebody typed.
fn find(work: &mut Work<'_>, poll: &Poll, serial: &str) -> Result<(Paper, Serial), Error> {
    let serial = Serial::parse(serial).map_err(|_| Refusal::PaperUnknown)?;
    let digest = digest(work, &poll.row.id, &serial);
    let row = paper::by_digest(work.conn, &poll.row.id, &digest)?.ok_or(Refusal::PaperUnknown)?;
    Ok((row, serial))
}

/// The serial of a paper.
fn serial(work: &Work<'_>, paper: &Paper) -> Result<Serial, Error> {
    let text = work.vault.open_text(Place(SERIAL, &paper.id), &paper.serial)?;
    Ok(text.parse().map_err(|_| Fault::Impossible("a paper's serial that is none"))?)
}

/// The lines of `ballots.jsonl` of the papers in the log, in its order. Whoever handed one in was known by a teller, who is named.
pub(crate) fn lines(work: &mut Work<'_>, poll: &str) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::new();
    for row in paper::all(work.conn, poll)? {
        let (Some(idx), Some(serial_digest), Some(name)) = (row.log_idx, row.serial_digest, row.attested_by) else { continue };
        let leaf = super::log::leaf(work, poll, idx)?;
        let serial_digest: Digest = serial_digest.parse().map_err(|_| Fault::Impossible("a serial's digest that is none"))?;
        lines.push(Line {
            index: leaf.index,
            channel: Channel::Paper,
            level: Identification::Witness,
            time: minute(leaf.time),
            serial_digest,
            attested_by: vec![name],
        });
    }
    lines.sort_by_key(|line| line.index);
    Ok(lines)
}
