//! How far a count is, and what came of it. Public.

use serde_json::Value;

use super::super::opening::{self, trustees};
use super::super::polls::{self, Poll};
use super::{Error, Fault, Refusal, Work};
use crate::crypto::hash::Digest;
use crate::election::jws::{self, Purpose};
use crate::election::log::opening::Opening;
use crate::election::poll::course::Phase;
use crate::store::Millis;
use crate::store::count::{self, Count, HandedIn, Outcome};

/// A trustee's part.
#[derive(Debug)]
pub(crate) struct Taking {
    /// From 1.
    pub(crate) place: i64,
    /// Public.
    pub(crate) name: String,
    /// When the signature came.
    pub(crate) signed_at: Option<Millis>,
    /// When the shares came.
    pub(crate) shared_at: Option<Millis>,
}

/// How far it is.
#[derive(Debug)]
pub(crate) struct Progress {
    /// The poll's id.
    pub(crate) poll: String,
    /// Its title.
    pub(crate) title: String,
    /// Where it stands.
    pub(crate) phase: Phase,
    /// What is known.
    pub(crate) row: Option<Count>,
    /// How many members of the joint key are needed, if there is one.
    pub(crate) threshold: Option<i64>,
    /// In their order.
    pub(crate) trustees: Vec<Taking>,
}

/// Of a poll that visitors know.
pub(crate) fn progress(work: &mut Work<'_>, id: &str) -> Result<Progress, Error> {
    let (poll, _) = polls::public(work, id)?;
    of(work, &poll)
}

/// Of a poll.
pub(super) fn of(work: &mut Work<'_>, poll: &Poll) -> Result<Progress, Error> {
    let id = &poll.row.id;
    let (threshold, seats) = match trustees::table(work, id)? {
        Some(table) => (table.board.threshold, table.seats),
        None => (None, Vec::new()),
    };
    let (signatures, shares) = (count::signatures(work.conn, id)?, count::shares(work.conn, id)?);
    let at = |given: &[HandedIn], place| given.iter().find(|given| given.place == place).map(|given| given.at);
    let trustees = seats.into_iter().map(|seat| Taking {
        place: seat.place,
        signed_at: at(&signatures, seat.place),
        shared_at: at(&shares, seat.place),
        name: seat.name,
    });
    Ok(Progress {
        poll: id.clone(),
        title: poll.row.title.clone(),
        phase: poll.phase(),
        row: count::of(work.conn, id)?,
        threshold,
        trustees: trustees.collect(),
    })
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Certified {
    /// The poll.
    pub(crate) poll: Poll,
    /// When it was counted.
    pub(crate) counted_at: Millis,
    /// `certificate.jws`.
    pub(crate) certificate: String,
    /// Its payload ([`crate::election::certificate::Certificate`]), the signature verified.
    pub(crate) payload: Value,
    /// SHA-256 of the certificate.
    pub(crate) digest: Digest,
    /// SHA-256 of the record, hexadecimal.
    pub(crate) record: String,
    /// When it becomes final by itself.
    pub(crate) comments_until: Option<Millis>,
}

/// The result of a poll that visitors know. [`Refusal::NotCounted`] before.
pub(crate) fn certified(work: &mut Work<'_>, id: &str) -> Result<Certified, Error> {
    let (poll, _) = polls::public(work, id)?;
    let Outcome { certificate, record, counted_at, .. } = count::outcome(work.conn, id)?.ok_or(Refusal::NotCounted)?;
    let opening = opening::prepared(work, id)?.ok_or(Fault::Impossible("a counted poll without an opening"))?;
    let opening = Opening::parse(opening.opening.as_bytes()).map_err(|_| Fault::Json("openings.opening"))?;
    let payload = jws::open(Purpose::Certificate, &opening.keys.certificate, certificate.as_bytes());
    let payload = payload.map_err(|_| Fault::Impossible("a certificate that the service did not sign"))?;
    let digest = Digest::of(certificate.as_bytes());
    let comments_until = polls::comments_until(work, id)?;
    Ok(Certified { poll, counted_at, certificate, payload, digest, record, comments_until })
}
