//! Ballots on their way into the log, many at once: what is looked up before they are checked, and the one transaction in which they
//! stand or do not.

use std::collections::{BTreeMap, HashMap};

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

/// The leaf of the ballot with this digest, if it is in the log.
pub(crate) fn logged(work: &mut Work<'_>, poll: &str, digest: &Digest) -> Result<Option<Leaf>, Error> {
    let Some(idx) = ballot::by_digest(work.conn, poll, &digest.to_string())? else { return Ok(None) };
    log::leaf(work, poll, idx).map(Some)
}

/// Looks a batch up before it is checked, so that nobody makes the service check what it would not take: the leaf of a ballot that is in
/// the log already (asking again is harmless), nothing if it may be checked, or why it would not be taken.
pub(crate) fn look(work: &mut Work<'_>, ready: &Ready, batch: &[&Incoming]) -> Result<Vec<Result<Option<Leaf>, Refusal>>, Error> {
    let about: Vec<_> = batch.iter().map(|incoming| (incoming.credential, incoming.digest)).collect();
    log::look(work, ready.poll(), &about)
}

/// Appends a batch, in one transaction. What the log refuses leaves no trace and does not hinder the others. A ballot that is in the log
/// already has its leaf for an answer, even if its session has ended.
pub(crate) fn commit(work: &mut Work<'_>, ready: &Ready, batch: &[&Incoming]) -> Result<Vec<Result<Leaf, Refusal>>, Error> {
    let mut writer = log::Writer::take(work, ready.poll())?;
    let ids: Vec<&str> = batch.iter().map(|incoming| incoming.session.as_str()).collect();
    let sessions = cast_session::by_ids(work.conn, &ids)?;
    let slips: Vec<&str> = sessions.iter().map(|session| session.slip_id.as_str()).collect();
    let voided = slip::voided(work.conn, &slips)?;
    let sessions: HashMap<&str, &CastSession> = sessions.iter().map(|session| (session.id.as_str(), session)).collect();
    let (mut casts, mut refused) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
    for incoming in batch {
        let session = sessions.get(incoming.session.as_str()).copied();
        refused.push(match session.filter(|session| session.credential == incoming.credential.to_string()) {
            None => Some(Refusal::CastSessionEnded),
            Some(session) if voided.contains(&session.slip_id) => Some(Refusal::SlipVoid),
            Some(session) => match of(incoming, session) {
                Ok(cast) => {
                    casts.push(cast);
                    None
                }
                Err(Error::Refused(refusal)) => Some(refusal),
                Err(error) => return Err(error),
            },
        });
    }
    let mut taken = writer.cast(work, &casts)?.into_iter();
    writer.finish(work)?;
    let mut done = Vec::with_capacity(batch.len());
    for (incoming, refused) in batch.iter().zip(refused) {
        done.push(match refused {
            None => taken.next().ok_or(Fault::Impossible("a ballot without an answer"))?,
            Some(refusal) => logged(work, ready.poll(), &incoming.digest)?.ok_or(refusal),
        });
    }
    Ok(done)
}

/// A ballot with what is known of its session.
fn of<'i>(incoming: &'i Incoming, session: &CastSession) -> Result<log::Cast<'i>, Error> {
    let level = match session.level.as_deref() {
        Some("sms") => Identification::Sms,
        Some("witness") => Identification::Witness,
        Some("official") => Identification::Official,
        Some("digits") => Identification::Digits,
        _ => return Err(Refusal::NotRecognised.into()),
    };
    Ok(log::Cast {
        credential: incoming.credential,
        digest: incoming.digest,
        ballot: &incoming.ballot,
        channel: Channel::Electronic,
        level,
        serial_digest: session.serial_digest.parse().map_err(|_| Fault::Impossible("a serial's digest that is none"))?,
        attested_by: serde_json::from_str(&session.attested_by).map_err(|_| Fault::Json("cast_sessions.attested_by"))?,
    })
}

/// Tells voters by message that their ballot is in the log, so that whoever did not vote learns that somebody did; `most` of them.
/// Apart from casting, which is not to wait for it. Returns how many were looked at.
pub(crate) fn tell(work: &mut Work<'_>, most: i64) -> Result<usize, Error> {
    let untold = ballot::untold(work.conn, most)?;
    let count = untold.len();
    let mut polls: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (poll, idx) in untold {
        polls.entry(poll).or_default().push(idx);
    }
    for (poll_id, leaves) in polls {
        let community = poll::by_id(work.conn, &poll_id)?.ok_or(Fault::Impossible("a ballot in no poll"))?.community_id;
        // Of two instances that look at the same ballots one tells.
        let credentials = ballot::tell(work.conn, &poll_id, &leaves)?;
        let voters = voter::by_points(work.conn, &poll_id, &credentials)?;
        let phones = factor::phones(work, &community, &voters)?;
        let phones: HashMap<Option<&str>, _> = voters.iter().map(|voter| voter.point.as_deref()).zip(&phones).collect();
        let mut new = Vec::with_capacity(credentials.len());
        for credential in &credentials {
            let phone = phones.get(&Some(credential.as_str())).ok_or(Fault::Impossible("a ballot of nobody"))?;
            if let Some(phone) = phone {
                new.push(New { kind: Kind::BallotReceived, phone, values: &[], recipient: None, expires_at: None });
            }
        }
        messages::queue_all(work, &community, &new)?;
    }
    Ok(count)
}

/// The signed receipt of a leaf that is in the log.
pub(crate) fn receipt(ready: &Ready, leaf: Leaf) -> Result<Note, Error> {
    let origin = ready.opened.opening.origin.clone();
    let receipt = Receipt { origin, phi: ready.opened.election.phi().to_owned(), leaf };
    Ok(receipt.sign(&ready.receipts).map_err(|_| Fault::Impossible("a receipt that cannot be signed"))?)
}
