//! The same answer again to whoever asks again: Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).
//!
//! The answer is stored in the transaction that did the work, so there is never one without the other. Two at once with the same
//! key: the second waits for the first or fails on the unique key; then it is tried again and finds the answer.

use serde::{Deserialize, Serialize};

use super::access::Who;
use super::vault::Place;
use super::{Error, Fault, Refusal, Work, token};
use crate::store::answer::{self, Answer};

/// How long an answer is kept: a day.
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// An answer as it went out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Given {
    /// HTTP's number.
    pub(crate) status: u16,
    /// Headers that belong to the answer: names and values.
    pub(crate) headers: Vec<(String, String)>,
    /// JSON.
    pub(crate) body: String,
}

/// Whose key, and for what.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    scope: String,
    key: String,
    request: String,
}

impl Asked {
    /// `request` is method, path and body: the same key with anything else is refused.
    pub(crate) fn new(who: &Who, key: &str, request: &[&[u8]]) -> Self {
        let mut hasher = ring::digest::Context::new(&ring::digest::SHA256);
        for part in request {
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part);
        }
        Self { scope: who.account.clone(), key: token::digest_of(key), request: hex::encode(hasher.finish()) }
    }

    /// For whoever has no account. Visitors share one scope, so the request is part of the key: nobody comes upon another's answer but by
    /// sending the whole request again, and no key of one is in the way of another.
    pub(crate) fn of_a_visitor(key: &str, request: &[&[u8]]) -> Self {
        let visitor = Who { account: "visitor".into(), session: String::new(), operator: false };
        let asked = Self::new(&visitor, key, request);
        Self { key: token::digest_of(&format!("{}|{}", asked.key, asked.request)), ..asked }
    }

    fn place(&self) -> String {
        format!("{}/{}", self.scope, self.key)
    }
}

/// What was answered before, if anything was.
pub(crate) fn before(work: &mut Work<'_>, asked: &Asked) -> Result<Option<Given>, Error> {
    let Some(found) = answer::find(work.conn, &asked.scope, &asked.key)? else { return Ok(None) };
    if found.created_at.saturating_add(KEPT) <= work.now {
        answer::forget(work.conn, work.now.saturating_sub(KEPT).saturating_add(1))?;
        return Ok(None);
    }
    if found.request_digest != asked.request {
        return Err(Refusal::KeyReused.into());
    }
    let plain = work.vault.open(Place("answers.answer", &asked.place()), &found.answer)?;
    Ok(Some(serde_json::from_slice(&plain).map_err(|_| Fault::Json("answers.answer"))?))
}

/// Forgets what is older than a day. Slips as they were printed are among it, with their credentials.
pub(crate) fn forget(work: &mut Work<'_>) -> Result<(), Error> {
    Ok(answer::forget(work.conn, work.now.saturating_sub(KEPT))?)
}

/// Keeps an answer.
pub(crate) fn keep(work: &mut Work<'_>, asked: &Asked, given: &Given) -> Result<(), Error> {
    forget(work)?;
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(given).map_err(|_| Fault::Json("answers.answer"))?);
    let sealed = work.vault.seal(work.rng, Place("answers.answer", &asked.place()), &plain)?;
    let row = Answer {
        scope: asked.scope.clone(),
        key: asked.key.clone(),
        request_digest: asked.request.clone(),
        answer: sealed,
        created_at: work.now,
    };
    Ok(answer::add(work.conn, &row)?)
}
