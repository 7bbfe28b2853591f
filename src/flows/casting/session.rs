//! A voting session: begun by the proof that somebody has the slip's credential, and continued by a fresh one. Whoever got the credential
//! released a moment ago ([`super::remote`]) has done the second factor already.

use rand_core::Rng as _;
use zeroize::Zeroizing;

use super::super::opening::slips::{self, Found};
use super::super::{Error, Fault, Refusal, Work, log, token};
use super::{Ready, challenge, holders, remote};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::crypto::proof::Proof;
use crate::election::poll::serial::Serial;
use crate::election::possession::Possession;
use crate::election::rules::{Identification, Revote};
use crate::store::cast_session::{self, CastSession};
use crate::store::voter::{self, Voter};
use crate::store::{Millis, log as rows, slip};

/// How long somebody has for the second factor, milliseconds.
const TO_CONFIRM: Millis = 30 * 60_000;
/// How long a session can be renewed after the second factor, milliseconds.
pub(super) const TO_CAST: Millis = 40 * 60_000;

/// A proof that somebody has a credential.
pub(crate) struct Claim {
    /// Where the page is from: `https://host[:port]`.
    pub(crate) weborigin: String,
    /// The public credential.
    pub(crate) credential: Encoding,
    /// A nonce of ours.
    pub(crate) nonce: String,
    /// Of possession.
    pub(crate) proof: Proof,
}

/// A session that was begun.
pub(crate) struct Begun {
    /// By which the page names it from now on.
    pub(crate) secret: Zeroizing<String>,
    /// What the page shows to a witness: four digits.
    pub(crate) pairing: String,
    /// When it ends without a second factor.
    pub(crate) expires_at: Millis,
    /// What can prove the voter.
    pub(crate) levels: Vec<Identification>,
    /// Whose ballot it is. Whoever has the slip reads the same on its paper.
    pub(crate) voter: Voter,
    /// What counts for this voter now.
    pub(crate) counts: Option<Counts>,
    /// Whether a ballot can be replaced.
    pub(crate) revote: Revote,
    /// Why no ballot of this voter would be taken now, so that nobody fills one in for nothing.
    pub(crate) hindrance: Option<Refusal>,
}

/// A ballot that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Whether it is on paper.
    pub(crate) on_paper: bool,
    /// When it came.
    pub(crate) at: Millis,
}

/// What counts for a credential, by the log.
fn counts(work: &mut Work<'_>, ready: &Ready, credential: &str) -> Result<Option<Counts>, Error> {
    let Some(row) = rows::participation(work.conn, ready.poll(), credential)? else { return Ok(None) };
    let Some((idx, on_paper)) = row.paper_idx.map(|idx| (idx, true)).or(row.ballot_idx.map(|idx| (idx, false))) else {
        return Ok(None);
    };
    let time = log::leaf(work, ready.poll(), idx)?.time;
    let at = Millis::try_from(time).map_err(|_| Fault::Impossible("an entry of the far future"))?;
    Ok(Some(Counts { on_paper, at }))
}

/// A voter who was recognised, for the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recognised {
    /// Session.
    pub(crate) session: String,
    /// The public credential.
    pub(crate) credential: String,
    /// The slip.
    pub(crate) slip: String,
    /// What proved the voter.
    pub(crate) level: String,
    /// Until when it can be renewed.
    pub(crate) until: Millis,
}

/// Whether the proof holds. Its nonce is used up then, and only then.
fn proved(work: &mut Work<'_>, ready: &Ready, claim: &Claim) -> Result<(), Error> {
    challenge::check(work, ready.poll(), &claim.nonce)?;
    let (_, listed) = ready.opened.area.find(&claim.credential).ok_or(Refusal::NotProven)?;
    let possession = Possession {
        weborigin: &claim.weborigin,
        phi: ready.opened.election.phi(),
        credential: &claim.credential,
        nonce: &claim.nonce,
    };
    if !possession.holds(&listed.point, &claim.proof) {
        return Err(Refusal::NotProven.into());
    }
    challenge::consume(work, &claim.nonce)
}

/// Begins a session. A slip that was replaced is said to be so: whoever has its credential is the voter, or found the slip. A `release`
/// that is worth nothing proves nothing: then the second factor is asked for as ever.
pub(crate) fn begin(
    work: &mut Work<'_>,
    ready: &Ready,
    claim: &Claim,
    serial: &str,
    release: Option<&str>,
) -> Result<Begun, Error> {
    proved(work, ready, claim)?;
    let serial = Serial::parse(serial).map_err(|_| Refusal::SlipUnknown)?;
    let credential = claim.credential.to_string();
    let (number, slip_id) = match slips::find(work, ready.poll(), &serial)?.ok_or(Refusal::SlipUnknown)? {
        Found::Good { number, slip } => (number, slip),
        Found::Void { number } if owns(work, ready, number, &credential)? => return Err(Refusal::SlipVoid.into()),
        Found::Void { .. } => return Err(Refusal::SlipUnknown.into()),
    };
    let voter = of_number(work, ready, number)?;
    if voter.point.as_deref() != Some(&credential) {
        return Err(Refusal::SlipUnknown.into());
    }
    let counts = counts(work, ready, &credential)?;
    // A ballot that nobody has seen yet: asked about is the voter.
    let hindrance = log::look(work, ready.poll(), &[(claim.credential, Digest([0; 32]))])?.pop().and_then(Result::err);
    let recognised = match release {
        Some(release) => remote::done(work, &slip_id, release)?,
        None => false,
    };
    let secret = token::fresh(work.rng);
    let id = token::digest_of(&secret);
    let mut drawn = [0; 8];
    work.rng.fill_bytes(&mut drawn);
    let pairing = format!("{:04}", u64::from_be_bytes(drawn).rem_euclid(10_000));
    let row = CastSession {
        pairing: pairing_digest(work, &id, &pairing),
        id,
        poll_id: ready.poll().to_owned(),
        number,
        credential,
        slip_id,
        serial_digest: ready.serial_digest(&serial.to_string()).to_string(),
        begun_at: work.now,
        expires_at: work.now.saturating_add(if recognised { TO_CAST } else { TO_CONFIRM }),
        attempts: 0,
        level: recognised.then(|| log::level_word(Identification::Sms).to_owned()),
        attested_by: "[]".to_owned(),
        confirmed_at: recognised.then_some(work.now),
        reference: None,
        another_at: None,
    };
    cast_session::add(work.conn, &row)?;
    let rules = ready.opened.rules.rules();
    let levels = holders::levels(work, &ready.community, &voter, &rules.identity_level.value)?;
    let revote = rules.revote.value;
    Ok(Begun { secret, pairing, expires_at: row.expires_at, levels, voter, counts, revote, hindrance })
}

fn of_number(work: &mut Work<'_>, ready: &Ready, number: i64) -> Result<Voter, Error> {
    Ok(voter::by_number(work.conn, ready.poll(), number)?.ok_or(Fault::Impossible("a slip of nobody"))?)
}

fn owns(work: &mut Work<'_>, ready: &Ready, number: i64, credential: &str) -> Result<bool, Error> {
    Ok(of_number(work, ready, number)?.point.as_deref() == Some(credential))
}

pub(super) fn pairing_digest(work: &Work<'_>, session: &str, pairing: &str) -> String {
    work.vault.keyed("pairing", &[session, pairing])
}

/// A session that stands, by what the page was handed.
pub(super) fn open(work: &mut Work<'_>, ready: &Ready, secret: &str) -> Result<CastSession, Error> {
    let found = cast_session::by_id(work.conn, &token::digest_of(secret))?;
    let found = found.filter(|row| row.poll_id == ready.poll() && row.expires_at > work.now);
    let session = found.ok_or(Refusal::CastSessionEnded)?;
    if slip::voided(work.conn, &[&session.slip_id])?.is_empty() { Ok(session) } else { Err(Refusal::SlipVoid.into()) }
}

/// A fresh proof for a session in which the voter was recognised: what a new token says.
pub(crate) fn renew(work: &mut Work<'_>, ready: &Ready, claim: &Claim, secret: &str) -> Result<Recognised, Error> {
    proved(work, ready, claim)?;
    let session = open(work, ready, secret)?;
    if session.credential != claim.credential.to_string() {
        return Err(Refusal::CastSessionEnded.into());
    }
    recognised(session)
}

pub(super) fn recognised(session: CastSession) -> Result<Recognised, Error> {
    let missing = if session.another_at.is_some() { Refusal::AnotherPerson } else { Refusal::NotRecognised };
    let level = session.level.ok_or(missing)?;
    Ok(Recognised {
        session: session.id,
        credential: session.credential,
        slip: session.slip_id,
        level,
        until: session.expires_at,
    })
}
