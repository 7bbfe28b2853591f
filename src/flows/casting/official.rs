//! The second factor by a real-name service 实名认证: it looks at a person's face and document, and says who that is. Which service, and
//! how it says so, is above this floor.
//!
//! A reference stands for the session there. It is worth nothing to anybody else: whoever goes there with it can only prove who they
//! are, and with that it is used up. The page asks for another then, [`REFERENCES`] a day for one voter: enough for a family that
//! sends the wrong person first, too few to try out last characters with a key that was stolen from the service.
//!
//! The service is not told whose slip it is, nor whether the person was the voter. What it knows is that somebody voted or tried to.

use zeroize::Zeroizing;

use super::super::audit::{self, Action};
use super::super::{Error, Fault, Refusal, Work, polls, token};
use super::factor::{allowed, confirm, subject, voter_of};
use super::session::open;
use super::{Ready, holders};
use crate::election::rules::Identification;
use crate::store::cast_session;
use crate::store::code::{self, Limit};
use crate::store::{Millis, slip, voter};

/// References of one voter, in all sessions.
const REFERENCES: Limit = Limit { most: 20, within: 24 * 60 * 60 * 1000, apart: 0 };

/// What stands for a session.
pub(crate) struct Reference {
    /// 43 characters.
    pub(crate) reference: Zeroizing<String>,
    /// As long as the session waits.
    pub(crate) expires_at: Millis,
}

/// Whom the service saw.
pub(crate) struct Seen<'s> {
    /// Of which session.
    pub(crate) reference: &'s str,
    /// 姓名.
    pub(crate) name: &'s str,
    /// The last four characters of the ID number.
    pub(crate) last_four: &'s str,
}

/// A reference for a session that waits; the one before is not good any more.
pub(crate) fn refer(work: &mut Work<'_>, ready: &Ready, secret: &str) -> Result<Reference, Error> {
    allowed(&ready.opened.rules, Identification::Official)?;
    let session = open(work, ready, secret)?;
    let voter = voter_of(work, ready, &session)?;
    holders::takes(work, &ready.community, &voter, Identification::Official)?;
    let key = work.vault.keyed("cast_references", &[&subject(ready, &session)]);
    if let Some(until) = code::count(work.conn, &key, work.now, REFERENCES)? {
        return Err(Refusal::Locked { until }.into());
    }
    let reference = token::fresh(work.rng);
    if cast_session::refer(work.conn, &session.id, &token::digest_of(&reference))? {
        Ok(Reference { reference, expires_at: session.expires_at })
    } else {
        // Confirmed by a witness meanwhile: the page asks for its token and finds it.
        Err(Refusal::RecognisedAlready.into())
    }
}

/// Whom the service saw: the voter, and the session is confirmed, or somebody else, and the page says so. A report that comes again
/// changes nothing.
pub(crate) fn report(work: &mut Work<'_>, seen: &Seen<'_>) -> Result<(), Error> {
    let digest = token::digest_of(seen.reference);
    let found = cast_session::by_reference(work.conn, &digest)?;
    let session = found.filter(|session| session.expires_at > work.now).ok_or(Refusal::ReferenceWorthless)?;
    if session.confirmed_at.is_some() || session.another_at.is_some() {
        return Ok(());
    }
    if !slip::voided(work.conn, &[&session.slip_id])?.is_empty() {
        return Err(Refusal::ReferenceWorthless.into());
    }
    let (poll, community) = polls::public(work, &session.poll_id)?;
    allowed(&poll.rules, Identification::Official)?;
    let row = voter::by_number(work.conn, &session.poll_id, session.number)?;
    let voter = row.ok_or(Fault::Impossible("a session of nobody"))?;
    let same = holders::is_person(work, &community.id, &voter, seen.name, seen.last_four)?;
    let details = [("voter", session.number.into()), ("session", session.short().into()), ("same", same.into())];
    let noted = if same {
        match confirm(work, session, Identification::Official, &[]) {
            Err(Error::Refused(Refusal::CastSessionEnded)) => false,
            done => done.map(|_| true)?,
        }
    } else {
        cast_session::another(work.conn, &digest, work.now)?
    };
    // Otherwise a witness was faster, or the page had asked for another reference.
    if !noted {
        return Ok(());
    }
    audit::note(work, &community.id, None, Action::VoterIdentified, &poll.row.id, &details)
}
