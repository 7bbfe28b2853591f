//! From the slip to the ballot in the log: the proof that somebody has the slip's credential ([`session`]), the second factor
//! ([`factor`], [`official`]) and who may give it ([`holders`]), how somebody far away comes by the credential ([`remote`]), the cast
//! itself ([`cast`]), who took part ([`turnout`], [`participants`]), and what is taken out again ([`void`]).
//!
//! Before the proof of possession nothing happens: nothing is written, no message is sent and no attempt is counted, so that whoever
//! has no slip can neither use up a voter's codes nor lock a voter out.

pub(crate) mod cast;
mod challenge;
pub(crate) mod factor;
pub(crate) mod holders;
pub(crate) mod official;
pub(crate) mod participants;
pub(crate) mod remote;
pub(crate) mod session;
pub(crate) mod turnout;
pub(crate) mod void;

pub(crate) use challenge::{Challenge, challenge};

use super::access::Within;
use super::messages::{self, New};
use super::opening::Opened;
use super::polls::{self, Poll};
use super::{Error, Fault, Refusal, Work, log, opening};
use crate::crypto::hash::Digest;
use crate::election::annex::line;
use crate::election::log::note::NoteSigner;
use crate::election::poll::course::Phase;
use crate::election::poll::message::kind::Kind;
use crate::store::voter::Voter;

/// A poll that is open or was, with everything that casting needs; made once and kept.
pub(crate) struct Ready {
    /// Its community.
    pub(crate) community: String,
    /// What the opening fixed.
    pub(crate) opened: Opened,
    /// Signs receipts.
    pub(crate) receipts: NoteSigner,
    /// Signs checkpoints.
    pub(crate) checkpoints: NoteSigner,
    /// Keeps serials from being found by their digests in the record.
    serials: [u8; 32],
}

impl Ready {
    /// Its id.
    pub(crate) fn poll(&self) -> &str {
        &self.opened.row.poll_id
    }

    /// Digest of a slip's serial, as the record has it.
    fn serial_digest(&self, serial: &str) -> Digest {
        line::serial_digest(&self.serials, self.opened.election.phi(), serial)
    }
}

/// A poll for casting, and for what is public of its log. [`Refusal::NotOpenYet`] where it is announced; [`Error::Missing`] before.
pub(crate) fn ready(work: &mut Work<'_>, id: &str) -> Result<Ready, Error> {
    let (poll, community) = polls::public(work, id)?;
    begun(&poll)?;
    of(work, &poll, community.id)
}

/// The same for the staff of its community, without what casting needs: to read the list of voters takes longer than all that is done
/// with the poll here, and grows with it. Of another community it is not there, however far it is.
fn begun_within(work: &mut Work<'_>, within: &Within, id: &str) -> Result<Poll, Error> {
    let poll = polls::load(work, within, id)?;
    if poll.row.public_since.is_none() {
        return Err(Error::Missing);
    }
    begun(&poll)?;
    Ok(poll)
}

/// Whether a poll is open or was.
fn begun(poll: &Poll) -> Result<(), Error> {
    match poll.phase() {
        phase if phase < Phase::Open => Err(Refusal::NotOpenYet.into()),
        Phase::Cancelled => Err(Error::Missing),
        _ => Ok(()),
    }
}

fn of(work: &mut Work<'_>, poll: &Poll, community: String) -> Result<Ready, Error> {
    let opened = opening::opened(work, poll)?;
    let (id, origin) = (&poll.row.id, &opened.opening.origin);
    let receipts = log::note_signer(work, id, origin, log::Purpose::Receipt)?;
    let checkpoints = log::note_signer(work, id, origin, log::Purpose::Log)?;
    let serials = serial_secret(work, id)?;
    Ok(Ready { community, opened, receipts, checkpoints, serials })
}

/// What keeps a poll's serials from being found by their digests in the record.
fn serial_secret(work: &Work<'_>, poll: &str) -> Result<[u8; 32], Error> {
    let digest: Digest = work.vault.keyed("serials", &[poll]).parse().map_err(|_| Fault::Impossible("a digest that is none"))?;
    Ok(digest.0)
}

/// Tells a voter by message what became of their vote: to the phone that nobody could put another one for since the roll was frozen.
pub(super) fn tell_voter(work: &mut Work<'_>, community: &str, voter: Voter, kind: Kind) -> Result<(), Error> {
    let Some(phone) = factor::phones(work, community, &[voter])?.pop().flatten() else { return Ok(()) };
    let told = New { kind, phone: &phone, values: &[], recipient: None, expires_at: None };
    messages::queue(work, community, &told)?;
    Ok(())
}

/// Digest of the serial of a paper, as the record has it.
pub(super) fn serial_digest(work: &mut Work<'_>, poll: &str, serial: &str) -> Result<Digest, Error> {
    let secret = serial_secret(work, poll)?;
    let row = opening::prepared(work, poll)?.ok_or(Error::Missing)?;
    Ok(line::serial_digest(&secret, &row.phi, serial))
}
