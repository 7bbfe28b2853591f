//! Ballots on their way into the log, many at once: what is looked up before they are checked, and the one transaction in which they
//! stand or do not.

use super::super::messages::{self, New};
use super::super::{Error, Fault, Refusal, Work, log};
use super::{Ready, factor};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::annex::line::Channel;
use crate::election::log::leaf::Leaf;
use crate::election::log::note::Note;
use crate::election::log::receipt::Receipt;
use crate::election::poll::message::kind::Kind;
use crate::election::rules::Identification;
use crate::store::cast_session::{self, CastSession};
use crate::store::{ballot, poll, slip, voter};

/// A ballot that came with a token.
pub(crate) struct Incoming {
    /// Session of the token.
    pub(crate) session: String,
    /// The ballot's credential, which is the token's.
    pub(crate) credential: Encoding,
    /// SHA-256 of the bytes.
    pub(crate) digest: Digest,
    /// The bytes.
    pub(crate) ballot: String,
}

/// What is known of a ballot before its proofs are looked at.
pub(crate) enum Known {
    /// It stands in the log: this is its leaf. Asking again is harmless.
    Logged(Leaf),
    /// It may be checked.
    New,
}

/// The leaf of the ballot with this digest, if it is in the log.
pub(crate) fn logged(work: &mut Work<'_>, poll: &str, digest: &Digest) -> Result<Option<Leaf>, Error> {
    let Some(idx) = ballot::by_digest(work.conn, poll, &digest.to_string())? else { return Ok(None) };
    log::leaf(work, poll, idx).map(Some)
}

/// Looks a batch up before it is checked, so that nobody makes the service check what it would not take.
pub(crate) fn look(work: &mut Work<'_>, ready: &Ready, batch: &[&Incoming]) -> Result<Vec<Result<Known, Refusal>>, Error> {
    let mut found = Vec::with_capacity(batch.len());
    for incoming in batch {
        found.push(match logged(work, ready.poll(), &incoming.digest)? {
            Some(leaf) => Ok(Known::Logged(leaf)),
            None => match log::would_take(work, ready.poll(), incoming.credential, incoming.digest)? {
                Ok(()) => Ok(Known::New),
                // Another instance may have written this very ballot between the two questions.
                Err(refusal) => logged(work, ready.poll(), &incoming.digest)?.map(Known::Logged).ok_or(refusal),
            },
        });
    }
    Ok(found)
}

/// Appends a batch, in one transaction. What the log refuses leaves no trace and does not hinder the others. A ballot that is in the log
/// already has its leaf for an answer.
pub(crate) fn commit(work: &mut Work<'_>, ready: &Ready, batch: &[&Incoming]) -> Result<Vec<Result<Leaf, Refusal>>, Error> {
    let mut writer = log::Writer::take(work, ready.poll())?;
    let ids: Vec<&str> = batch.iter().map(|incoming| incoming.session.as_str()).collect();
    let sessions = cast_session::by_ids(work.conn, &ids)?;
    let slips: Vec<&str> = sessions.iter().map(|session| session.slip_id.as_str()).collect();
    let voided = slip::voided(work.conn, &slips)?;
    let mut done = Vec::with_capacity(batch.len());
    for incoming in batch {
        if let Some(leaf) = logged(work, ready.poll(), &incoming.digest)? {
            done.push(Ok(leaf));
            continue;
        }
        let session = sessions.iter().find(|session| session.id == incoming.session);
        let fits = session.filter(|session| session.credential == incoming.credential.to_string());
        done.push(match fits {
            None => Err(Refusal::CastSessionEnded),
            Some(session) if voided.contains(&session.slip_id) => Err(Refusal::SlipVoid),
            Some(session) => match one(work, &mut writer, incoming, session) {
                Ok(leaf) => Ok(leaf),
                Err(Error::Refused(refusal)) => Err(refusal),
                Err(error) => return Err(error),
            },
        });
    }
    writer.finish(work)?;
    Ok(done)
}

fn one(work: &mut Work<'_>, writer: &mut log::Writer, incoming: &Incoming, session: &CastSession) -> Result<Leaf, Error> {
    let level = match session.level.as_deref() {
        Some("sms") => Identification::Sms,
        Some("witness") => Identification::Witness,
        Some("official") => Identification::Official,
        Some("digits") => Identification::Digits,
        _ => return Err(Refusal::NotRecognised.into()),
    };
    let names: Vec<String> = serde_json::from_str(&session.attested_by).map_err(|_| Fault::Json("cast_sessions.attested_by"))?;
    let cast = log::Cast {
        credential: incoming.credential,
        digest: incoming.digest,
        ballot: &incoming.ballot,
        channel: Channel::Electronic,
        level,
        serial_digest: session.serial_digest.parse().map_err(|_| Fault::Impossible("a serial's digest that is none"))?,
        attested_by: &names,
    };
    Ok(writer.cast(work, &cast)?.leaf)
}

/// Tells voters by message that their ballot is in the log, so that whoever did not vote learns that somebody did; `most` of them.
/// Apart from casting, which is not to wait for it. Returns how many were looked at.
pub(crate) fn tell(work: &mut Work<'_>, most: i64) -> Result<usize, Error> {
    let untold = ballot::untold(work.conn, most)?;
    for (poll_id, idx, credential) in &untold {
        if !ballot::tell(work.conn, poll_id, *idx)? {
            continue;
        }
        let voter = voter::by_point(work.conn, poll_id, credential)?.ok_or(Fault::Impossible("a ballot of nobody"))?;
        let community = poll::by_id(work.conn, poll_id)?.ok_or(Fault::Impossible("a ballot in no poll"))?.community_id;
        if let Some(phone) = factor::phone(work, &community, &voter)? {
            let new = New { kind: Kind::BallotReceived, phone: &phone, values: &[], recipient: None, expires_at: None };
            messages::queue(work, &community, &new)?;
        }
    }
    Ok(untold.len())
}

/// The signed receipt of a leaf that is in the log.
pub(crate) fn receipt(ready: &Ready, leaf: Leaf) -> Result<Note, Error> {
    let origin = ready.opened.opening.origin.clone();
    let receipt = Receipt { origin, phi: ready.opened.election.phi().to_owned(), leaf };
    Ok(receipt.sign(&ready.receipts).map_err(|_| Fault::Impossible("a receipt that cannot be signed"))?)
}
