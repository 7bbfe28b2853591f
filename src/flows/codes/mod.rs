//! One-time codes: whoever can type one has the phone that it went to.
//!
//! Nothing here tells whether somebody is on the roll. Whoever calls [`send`] for a person of whom no phone is known passes none, and
//! everything goes on as if there were one: a code that nobody got, the same answer, the same limits, the same refusals. So [`send`] is
//! called in every case, after everything else that could tell was passed over in silence.
//!
//! A code is six digits, bound to community, purpose and subject, good once, for ten minutes and five attempts. It is sent again once,
//! after a minute; then the first one still counts, because it may come later. The database holds digests under a key that it does
//! not have. Attempts and sendings are counted before they are judged. Somebody who guesses has five attempts for each of ten
//! codes a day: one in twenty thousand.

#[cfg(test)]
mod tests;

use chacha20::ChaCha20Rng;
use rand_core::Rng as _;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::messages::{self, New};
use super::{Error, Refusal, Work, fields, token};
use crate::election::poll::message::kind::Kind;
use crate::store::Millis;
use crate::store::code::{self, Code, Limit};

/// How long a code is good, milliseconds. The template says so too.
const GOOD: Millis = 10 * 60_000;
/// Attempts for one asking.
const ATTEMPTS: i64 = 5;
/// How soon another code may be asked for, milliseconds.
const APART: Millis = 60_000;
/// A day, milliseconds.
const DAY: Millis = 24 * 60 * 60 * 1000;
/// For one subject: said to whoever asks, because it does not depend on the roll.
const OF_A_SUBJECT: Limit = Limit { most: 10, within: DAY, apart: APART };
/// To one phone, whatever for: passed over in silence, because it tells who shares a phone.
const TO_A_PHONE: Limit = Limit { most: 10, within: DAY, apart: 0 };

/// What a code proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// That somebody who nominates themselves is the owner on the roll.
    SelfNomination,
    /// That somebody who was recommended agrees.
    Consent,
    /// That whoever has a slip is the voter.
    Cast,
    /// The same of a slip that was sent by message, before its credential is released.
    Release,
}

impl Purpose {
    /// Stable.
    const fn word(self) -> &'static str {
        match self {
            Self::SelfNomination => "self_nomination",
            Self::Consent => "consent",
            Self::Cast => "cast",
            Self::Release => "release",
        }
    }

    /// For people, in the message.
    const fn name(self) -> &'static str {
        match self {
            Self::SelfNomination => "候选人自荐",
            Self::Consent => "同意被推荐",
            Self::Cast => "业主大会投票",
            Self::Release => "打开您的电子选票",
        }
    }
}

/// What a code is bound to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    /// Community.
    pub(crate) community: &'a str,
    /// What it proves.
    pub(crate) purpose: Purpose,
    /// Whom or what about, as the one who asks says it (poll, unit, name …), so that it is there whether it is on the roll or not.
    pub(crate) subject: &'a str,
}

impl About<'_> {
    fn digest(&self, work: &Work<'_>) -> String {
        work.vault.keyed("code_subject", &[self.community, self.purpose.word(), self.subject])
    }
}

/// A code was sent, or nothing was and nobody can tell.
pub(crate) struct Sent {
    /// Handed back with the code. Known to nobody else, so that nobody uses up another's attempts.
    pub(crate) challenge: Zeroizing<String>,
    /// From when on the code is worth nothing.
    pub(crate) expires_at: Millis,
    /// When it may be sent again, once.
    pub(crate) again_at: Millis,
}

/// Six digits, each number as likely as any other.
fn six_digits(rng: &mut ChaCha20Rng) -> Zeroizing<String> {
    const NUMBERS: u32 = 1_000_000;
    // The largest multiple below 2^32: what is above it would make small numbers likelier.
    const FAIR: u32 = u32::MAX - u32::MAX % NUMBERS;
    loop {
        let drawn = rng.next_u32();
        if drawn < FAIR {
            return Zeroizing::new(format!("{:06}", drawn.rem_euclid(NUMBERS)));
        }
    }
}

/// Sends a code to `phone`; none if nobody is known who could get one.
pub(crate) fn send(work: &mut Work<'_>, about: About<'_>, phone: Option<&str>) -> Result<Sent, Error> {
    let subject_digest = about.digest(work);
    within_limit(work, &subject_digest)?;
    let challenge = token::fresh(work.rng);
    let id = token::digest_of(&challenge);
    let expires_at = work.now.saturating_add(GOOD);
    let digest = dispatch(work, about, &id, phone, expires_at)?;
    let row = Code {
        id,
        community_id: about.community.to_owned(),
        purpose: about.purpose.word().to_owned(),
        subject_digest,
        digest,
        again_digest: None,
        attempts: 0,
        sent_at: work.now,
        expires_at,
        used_at: None,
    };
    forget(work)?;
    code::add(work.conn, &row)?;
    Ok(Sent { challenge, expires_at, again_at: work.now.saturating_add(APART) })
}

/// Forgets codes that are worth nothing any more, and how often some were asked for before yesterday.
pub(crate) fn forget(work: &mut Work<'_>) -> Result<(), Error> {
    code::forget(work.conn, work.now)?;
    Ok(code::forget_limits(work.conn, work.now.saturating_sub(DAY))?)
}

/// Sends another code for the same asking: once, a minute after the first. It ends with the first.
pub(crate) fn again(work: &mut Work<'_>, about: About<'_>, challenge: &str, phone: Option<&str>) -> Result<Sent, Error> {
    let id = token::digest_of(challenge);
    let subject_digest = about.digest(work);
    let found = code::by_id(work.conn, &id)?.filter(|found| fits(found, about, &subject_digest));
    let expires_at = found.filter(|found| found.expires_at > work.now).ok_or(Refusal::CodeWorthless)?.expires_at;
    within_limit(work, &subject_digest)?;
    let digest = dispatch(work, about, &id, phone, expires_at)?;
    let rested = work.now.saturating_sub(APART);
    let expires_at = code::again(work.conn, &id, work.now, rested, &digest)?.ok_or(Refusal::CodeSentTwice)?;
    Ok(Sent { challenge: Zeroizing::new(challenge.to_owned()), expires_at, again_at: expires_at })
}

/// Whether somebody typed the code. A refusal is a value: the attempt stays counted. A code that fits is used up.
pub(crate) fn check(work: &mut Work<'_>, about: About<'_>, challenge: &str, typed: &str) -> Result<Result<(), Refusal>, Error> {
    check_with(work, about, challenge, typed, |_| Ok(Ok(())))
}

/// The same where something else has to hold as well. It is looked at only for a code that fits, and what it refuses does not use the
/// code up, so that who mistyped something else need not wait for another.
pub(crate) fn check_with<'w>(
    work: &mut Work<'w>,
    about: About<'_>,
    challenge: &str,
    typed: &str,
    also: impl FnOnce(&mut Work<'w>) -> Result<Result<(), Refusal>, Error>,
) -> Result<Result<(), Refusal>, Error> {
    let id = token::digest_of(challenge);
    let subject_digest = about.digest(work);
    let Some(row) = code::attempt(work.conn, &id, work.now, ATTEMPTS)? else { return Ok(Err(Refusal::CodeWorthless)) };
    if !fits(&row, about, &subject_digest) {
        return Ok(Err(Refusal::CodeWorthless));
    }
    let typed = Zeroizing::new(typed.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    let typed = code_digest(work, &id, &typed);
    let same = |kept: &str| bool::from(kept.as_bytes().ct_eq(typed.as_bytes()));
    if !(same(&row.digest) | row.again_digest.as_deref().is_some_and(same)) {
        return Ok(Err(Refusal::CodeWrong));
    }
    if let Err(refusal) = also(work)? {
        return Ok(Err(refusal));
    }
    Ok(if code::used(work.conn, &id, work.now)? { Ok(()) } else { Err(Refusal::CodeWorthless) })
}

fn fits(row: &Code, about: About<'_>, subject_digest: &str) -> bool {
    row.community_id == about.community && row.purpose == about.purpose.word() && row.subject_digest == subject_digest
}

fn code_digest(work: &Work<'_>, id: &str, code: &str) -> String {
    work.vault.keyed("code", &[id, code])
}

fn within_limit(work: &mut Work<'_>, subject_digest: &str) -> Result<(), Error> {
    match code::count(work.conn, subject_digest, work.now, OF_A_SUBJECT)? {
        None => Ok(()),
        Some(until) => Err(Refusal::CodeTooSoon { until }.into()),
    }
}

/// Makes a code and sends it if there is anywhere to send it to. Returns its digest.
fn dispatch(work: &mut Work<'_>, about: About<'_>, id: &str, phone: Option<&str>, expires_at: Millis) -> Result<String, Error> {
    let code = six_digits(work.rng);
    let digest = code_digest(work, id, &code);
    // What cannot be sent to is as good as none: a refusal would tell that there is something.
    let Some(Ok(phone)) = phone.map(fields::phone) else { return Ok(digest) };
    let phone = Zeroizing::new(phone);
    let key = work.vault.keyed("code_phone", &[&phone]);
    if code::count(work.conn, &key, work.now, TO_A_PHONE)?.is_none() {
        let values = [("purpose", about.purpose.name()), ("code", code.as_str())];
        let new = New { kind: Kind::Code, phone: &phone, values: &values, recipient: None, expires_at: Some(expires_at) };
        messages::queue(work, about.community, &new)?;
    }
    Ok(digest)
}
