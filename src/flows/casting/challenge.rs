//! The nonce of a proof of possession. It carries its own end and a tag by which the service knows it again, so that nothing is
//! written for whoever only asks; it is written down when it is used, so that it is used once.

use rand_core::Rng as _;
use subtle::ConstantTimeEq as _;

use super::super::{Error, Refusal, Work, token};
use crate::store::{Millis, cast_session};

/// How long a nonce is good, milliseconds.
const GOOD: Millis = 2 * 60_000;

/// A nonce that was handed out.
pub(crate) struct Challenge {
    /// 32 bytes in hexadecimal.
    pub(crate) nonce: String,
    /// From when on it is worth nothing.
    pub(crate) expires_at: Millis,
}

/// A fresh nonce for a poll.
pub(crate) fn challenge(work: &mut Work<'_>, poll: &str) -> Challenge {
    let expires_at = work.now.saturating_add(GOOD);
    let mut random = [0; 8];
    work.rng.fill_bytes(&mut random);
    let head = format!("{}{}", hex::encode(expires_at.to_be_bytes()), hex::encode(random));
    let tag = tag(work, poll, &head);
    Challenge { nonce: format!("{head}{tag}"), expires_at }
}

/// 16 bytes that nobody else can make.
fn tag(work: &Work<'_>, poll: &str, head: &str) -> String {
    let mut tag = work.vault.keyed("nonce", &[poll, head]);
    tag.truncate(32);
    tag
}

/// Whether a nonce is one of ours for this poll, not too old and not used. Nothing is written.
pub(super) fn check(work: &mut Work<'_>, poll: &str, nonce: &str) -> Result<(), Error> {
    let worthless = Error::Refused(Refusal::ChallengeWorthless);
    let Some((head, given)) = nonce.split_at_checked(32).filter(|(_, tag)| tag.len() == 32) else { return Err(worthless) };
    if !bool::from(tag(work, poll, head).as_bytes().ct_eq(given.as_bytes())) {
        return Err(worthless);
    }
    let mut expires = [0; 8];
    let read = head.get(..16).map(|head| hex::decode_to_slice(head, &mut expires));
    if !matches!(read, Some(Ok(()))) || Millis::from_be_bytes(expires) <= work.now {
        return Err(worthless);
    }
    if cast_session::nonce_used(work.conn, &token::digest_of(nonce))? { Err(worthless) } else { Ok(()) }
}

/// Uses a nonce up that passed [`check`]. Of two at once the second finds it used when it tries again.
pub(super) fn consume(work: &mut Work<'_>, nonce: &str) -> Result<(), Error> {
    cast_session::forget(work.conn, work.now)?;
    Ok(cast_session::use_nonce(work.conn, &token::digest_of(nonce), work.now.saturating_add(GOOD))?)
}
