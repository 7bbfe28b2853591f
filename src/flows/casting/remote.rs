//! Remote owners: from the serial that came by message to the credential, which the service made and keeps.
//!
//! The serial of a slip that was sent ([`super::super::opening::remote`]) takes the place of the proof of possession: before it nothing
//! happens, no message is sent and no attempt is counted. Serials of printed slips are not looked for at all, so that one of them gets
//! exactly the answer of one that nobody has.
//!
//! Why the address has no poll in it: it stands in the reviewed words of the message, where nothing may change but a short code
//! ([`crate::election::poll::message::template`]). The serial names slip and poll.
//!
//! Why the last four characters of the ID number as well: serial and code go the same way, so without them whoever carries messages, or
//! reads what was carried while the code is good, could vote for the voter, who with a printed slip loses nothing by that. They are asked
//! for once the code was right, ten times a day; it stays the level `sms`, for four characters prove little: a telephone company
//! that knows its customers' ID numbers, or a relative with the telephone in the hand, has all three. Whoever uploaded the roll knows
//! them too, but does not get the code.
//!
//! Why no second code: the release hands out a secret that is good once, for this slip, for [`GOOD`]. A session that begins with it,
//! and with the proof of possession as ever, is one in which the code was typed. Renewed it is like any other.
//!
//! Why no message when a credential is released once more: the code before it went to the same telephone and says what for, and the
//! ballot is told of. Who does not get those would not get a third.

use zeroize::Zeroizing;

use super::super::audit::{self, Action};
use super::super::codes::{self, About, Purpose, Sent};
use super::super::opening::{slips, voters};
use super::super::polls::{self, Poll};
use super::super::{Error, Fault, Refusal, Work, token};
use super::factor::{self, DIGITS};
use super::holders;
use crate::election::poll::course::Phase;
use crate::election::poll::serial::Serial;
use crate::election::rules::Identification;
use crate::store::Millis;
use crate::store::code;
use crate::store::release::{self, Release};
use crate::store::voter::{self, Voter};

/// How long a session without a second code may be begun after a release, milliseconds: as long as the code would have been good.
const GOOD: Millis = 10 * 60_000;

/// What a voter's page gets.
pub(crate) struct Released {
    /// In which poll.
    pub(crate) poll: String,
    /// What stands behind `#` in the link of a printed slip, up to the serial.
    pub(crate) credential: Zeroizing<String>,
    /// That the code was typed: to be handed back when the session begins.
    pub(crate) release: Zeroizing<String>,
}

/// What somebody typed.
pub(crate) struct Typed<'t> {
    /// Of the asking.
    pub(crate) challenge: &'t str,
    /// The code.
    pub(crate) code: &'t str,
    /// The last four characters of the ID number.
    pub(crate) last_four: &'t str,
}

/// A slip that was sent, in a poll that is open.
struct Found {
    slip: String,
    poll: Poll,
    community: String,
    voter: Voter,
}

fn find(work: &mut Work<'_>, serial: &str) -> Result<Found, Error> {
    let serial = Serial::parse(serial).map_err(|_| Refusal::SlipNotSent)?;
    let slip = slips::sent(work, &serial)?.ok_or(Refusal::SlipNotSent)?;
    let (poll, community) = polls::public(work, &slip.poll_id)?;
    // Whoever has the serial is told what keeps it from being used; nobody else knows that there is one.
    if slip.void_at.is_some() {
        return Err(Refusal::SlipVoid.into());
    }
    match poll.phase() {
        Phase::Open => {}
        Phase::Cancelled => return Err(Refusal::PollCancelled.into()),
        phase if phase < Phase::Open => return Err(Refusal::NotOpenYet.into()),
        _ => return Err(Refusal::VotingEnded.into()),
    }
    factor::allowed(&poll.rules, Identification::Sms)?;
    let voter = voter::by_number(work.conn, &slip.poll_id, slip.number)?.ok_or(Fault::Impossible("a slip of nobody"))?;
    holders::takes(work, &community.id, &voter, Identification::Sms)?;
    Ok(Found { slip: slip.id, poll, community: community.id, voter })
}

impl Found {
    /// By slip: whoever was sent another one begins anew.
    fn about(&self) -> About<'_> {
        About { community: &self.community, purpose: Purpose::Release, subject: &self.slip }
    }
}

/// Sends a code to the phone of the frozen list, and says to which: `138****5678`.
pub(crate) fn send_code(work: &mut Work<'_>, serial: &str) -> Result<(Sent, String), Error> {
    let found = find(work, serial)?;
    let phone = voters::phone(work, &found.voter)?.ok_or(Fault::Impossible("a slip that was sent nowhere"))?;
    Ok((codes::send(work, found.about(), Some(&phone))?, factor::masked(&phone)))
}

/// Releases the credential to whoever typed the code and the last four characters. Each time is in the audit log. A refusal is a value:
/// the attempt stays counted.
pub(crate) fn release(work: &mut Work<'_>, serial: &str, typed: &Typed<'_>) -> Result<Result<Released, Refusal>, Error> {
    let found = find(work, serial)?;
    let also = |work: &mut Work<'_>| knows(work, &found, typed.last_four);
    if let Err(refusal) = codes::check_with(work, found.about(), typed.challenge, typed.code, also)? {
        return Ok(Err(refusal));
    }
    let credential =
        voters::credential(work, &found.voter)?.ok_or(Fault::Impossible("an open poll whose credentials are gone"))?;
    let secret = token::fresh(work.rng);
    let row = Release { id: token::digest_of(&secret), slip_id: &found.slip, expires_at: work.now.saturating_add(GOOD) };
    release::add(work.conn, &row, work.now)?;
    let poll = found.poll.row.id;
    audit::note(work, &found.community, None, Action::CredentialReleased, &poll, &[("voter", found.voter.number.into())])?;
    Ok(Ok(Released { poll, credential, release: secret }))
}

/// Whether somebody knows the last four characters of the ID number of one of the right holders.
fn knows(work: &mut Work<'_>, found: &Found, typed: &str) -> Result<Result<(), Refusal>, Error> {
    let key = work.vault.keyed("release_digits", &[&found.slip]);
    if let Some(until) = code::count(work.conn, &key, work.now, DIGITS)? {
        return Ok(Err(Refusal::Locked { until }));
    }
    let fits = holders::is_last_four(work, &found.community, &found.voter, typed)?;
    Ok(if fits { Ok(()) } else { Err(Refusal::LastFourWrong) })
}

/// Whether a page that begins a session of a slip has a release of it, which is used up.
pub(super) fn done(work: &mut Work<'_>, slip: &str, secret: &str) -> Result<bool, Error> {
    Ok(release::take(work.conn, &token::digest_of(secret), slip, work.now)?)
}
