//! Messages to phones: queueing one, taking it for an attempt, and what became of it. Who carries them is above this floor.
//!
//! At least once, never twice on purpose: an attempt takes a message by `UPDATE … RETURNING`, so that of several instances one gets
//! it; an attempt of which nothing is heard for [`LEASE`] counts as failed, so that a service killed between sending and noting it sends
//! again, with the same id, by which the gateway knows that it has it. Phone and values stand sealed in the row until the gateway
//! has them or nothing more will be sent; what stays says when something was sent about whom, not where to and what.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::access::Within;
use super::audit::{self, Action};
use super::join::PHONE as ACCOUNT_PHONE;
use super::vault::{Place, VaultFault};
use super::{Error, Fault, Refusal, Work, communities, fields, token};
use crate::election::poll::message::delivery::{Delivery, Event, Failure};
use crate::election::poll::message::kind::Kind;
use crate::election::poll::message::quiet;
use crate::store::message::{self, State};
use crate::store::{Connection, Millis, StoreError, account, community};

/// Where the phone of a message is sealed.
pub(crate) const PHONE: &str = "messages.phone";
/// Where its values are.
pub(crate) const PARAMETERS: &str = "messages.parameters";

/// How long an attempt may last, milliseconds. More than any gateway is waited for.
pub(crate) const LEASE: Millis = 60_000;
/// After so long a message that is no code is of no use any more, milliseconds: three days.
const OF_USE: Millis = 3 * 24 * 60 * 60 * 1000;
/// How long the trace of a code is kept, milliseconds: a week, for whoever says that none arrived.
const TRACE_OF_CODES: Millis = 7 * 24 * 60 * 60 * 1000;
/// Abandoned attempts that are settled at once.
const BATCH: i64 = 50;
/// A signature and an address to try values with.
const TRIAL: [&str; 2] = ["业主大会", "localhost"];

/// The values of a template, by name.
pub(crate) type Values = BTreeMap<String, Zeroizing<String>>;

/// What is to be sent.
pub(crate) struct New<'m> {
    /// Which template.
    pub(crate) kind: Kind,
    /// A mobile number of the mainland.
    pub(crate) phone: &'m str,
    /// The template's values.
    pub(crate) values: &'m [(&'static str, &'m str)],
    /// Whose it is, by id; none where the row must not say.
    pub(crate) recipient: Option<&'m str>,
    /// From when on it is of no use; after three days at the latest.
    pub(crate) expires_at: Option<Millis>,
}

/// Queues a message of a community: for now, or for the morning. Returns its id.
pub(crate) fn queue(work: &mut Work<'_>, community_id: &str, new: &New<'_>) -> Result<String, Error> {
    queue_all(work, community_id, std::slice::from_ref(new))?
        .pop()
        .ok_or_else(|| Fault::Impossible("a message that is none").into())
}

/// The same for many at once. Returns their ids.
pub(crate) fn queue_all(work: &mut Work<'_>, community_id: &str, new: &[New<'_>]) -> Result<Vec<String>, Error> {
    let of = community::by_id(work.conn, community_id)?.ok_or(Error::Missing)?;
    let rows = new.iter().map(|new| row(work, &of, new)).collect::<Result<Vec<_>, Error>>()?;
    message::add(work.conn, &rows)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// When a message of this kind goes out at the earliest that is queued now: nobody is woken.
pub(crate) fn goes_out_at(work: &Work<'_>, of: &community::Community, kind: Kind) -> Millis {
    quiet::send_at(kind.purpose(), work.now, communities::utc_offset(&of.time_zone))
}

/// Holds a message back that has not gone out. Whether nobody will ever see it, as far as is known: an attempt that is under way or
/// failed may have arrived all the same.
pub(crate) fn hold_back(work: &mut Work<'_>, id: &str) -> Result<bool, Error> {
    message::end(work.conn, &[id], work.now)?;
    let row = message::by_id(work.conn, id)?.ok_or(Fault::Impossible("a message that was forgotten"))?;
    Ok(match (row.state.as_str(), row.because.as_deref()) {
        (_, Some("refused" | "undeliverable")) => true,
        ("waiting", _) | (_, Some("expired")) => row.failures == 0,
        _ => false,
    })
}

fn row(work: &mut Work<'_>, of: &community::Community, new: &New<'_>) -> Result<message::Message, Error> {
    let phone = Zeroizing::new(fields::phone(new.phone)?);
    let values: Values =
        new.values.iter().map(|(name, value)| ((*name).to_owned(), Zeroizing::new((*value).to_owned()))).collect();
    let [signature, host] = TRIAL;
    let template = new.kind.template(signature, host).map_err(|_| Fault::Impossible("a template that is none"))?;
    template.render(&values).map_err(|_| Fault::Impossible("a value that a message must not carry"))?;
    let at = goes_out_at(work, of, new.kind);
    let latest = work.now.saturating_add(OF_USE);
    let id = work.id();
    let json = Zeroizing::new(serde_json::to_vec(&plain(&values)).map_err(|_| Fault::Json(PARAMETERS))?);
    Ok(message::Message {
        community_id: of.id.clone(),
        kind: new.kind.word().to_owned(),
        urgent: new.kind.purpose() == quiet::Purpose::Asked,
        recipient: new.recipient.map(str::to_owned),
        phone: Some(work.vault.seal(work.rng, Place(PHONE, &id), phone.as_bytes())?),
        parameters: Some(work.vault.seal(work.rng, Place(PARAMETERS, &id), &json)?),
        state: "waiting".to_owned(),
        failures: 0,
        at,
        because: None,
        attempt: None,
        expires_at: new.expires_at.unwrap_or(latest).min(latest),
        created_at: work.now,
        id,
    })
}

fn plain(values: &Values) -> BTreeMap<&str, &str> {
    values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A message to the own phone of a member of the staff, to see whether any arrive.
pub(crate) fn try_out(work: &mut Work<'_>, within: &Within) -> Result<message::Message, Error> {
    let own = &within.who().account;
    let sealed = account::by_id(work.conn, own)?.and_then(|account| account.phone).ok_or(Refusal::NoPhone)?;
    let phone = work.vault.open_text(Place(ACCOUNT_PHONE, own), &sealed)?;
    let new = New { kind: Kind::Trial, phone: &phone, values: &[], recipient: Some(own), expires_at: None };
    let id = queue(work, within.community(), &new)?;
    audit::note_within(work, within, Action::MessageTried, &id, &[])?;
    message::by_id(work.conn, &id)?.ok_or_else(|| Fault::Impossible("a message that was just queued").into())
}

/// The community's messages, in the order of their ids: what became of them, not where to and what.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, after: &str, limit: i64) -> Result<Vec<message::Message>, Error> {
    Ok(message::page(work.conn, within.community(), after, limit)?)
}

/// A message in the hands of one attempt.
pub(crate) struct Outgoing {
    /// The same for every attempt.
    pub(crate) id: String,
    /// Which attempt.
    pub(crate) attempt: String,
    /// Before all others.
    pub(crate) urgent: bool,
    /// Which template.
    pub(crate) kind: Kind,
    /// Where to.
    pub(crate) phone: Zeroizing<String>,
    /// What the template says.
    pub(crate) values: Values,
}

/// What there was to take.
pub(crate) enum Taken {
    /// Nothing is due.
    Nothing,
    /// A message.
    Message(Outgoing),
    /// One that cannot be read, for want of its key; it is tried again later.
    Unreadable(VaultFault),
}

/// Whether anything is due, has lain too long or was abandoned: asked before anything is written.
pub(crate) fn pending(conn: &mut Connection, now: Millis) -> Result<bool, StoreError> {
    Ok(!message::due(conn, now, 1)?.is_empty() || message::needs_sweeping(conn, now, now.saturating_sub(LEASE))?)
}

/// Takes the next message that is due.
pub(crate) fn take(work: &mut Work<'_>) -> Result<Taken, Error> {
    for id in message::due(work.conn, work.now, BATCH)? {
        let attempt = token::fresh(work.rng);
        let Some(row) = message::take(work.conn, &id, work.now, &attempt)? else { continue };
        let kind = Kind::of(&row.kind).ok_or(Fault::Impossible("a message of an unknown kind"))?;
        return match opened(work, &row) {
            Ok((phone, values)) => {
                Ok(Taken::Message(Outgoing { id, attempt: attempt.to_string(), urgent: row.urgent, kind, phone, values }))
            }
            Err(Error::Broken(Fault::Vault(fault))) => {
                step(work, row, Event::Unreachable)?;
                Ok(Taken::Unreadable(fault))
            }
            Err(error) => Err(error),
        };
    }
    Ok(Taken::Nothing)
}

fn opened(work: &Work<'_>, row: &message::Message) -> Result<(Zeroizing<String>, Values), Error> {
    let sealed = row.phone.as_deref().zip(row.parameters.as_deref());
    let (phone, parameters) = sealed.ok_or(Fault::Impossible("a message that waits without a phone"))?;
    let phone = work.vault.open_text(Place(PHONE, &row.id), phone)?;
    let json = work.vault.open(Place(PARAMETERS, &row.id), parameters)?;
    Ok((phone, serde_json::from_slice(&json).map_err(|_| Fault::Json(PARAMETERS))?))
}

/// What came of an attempt. Nothing, if the attempt was given up meanwhile.
pub(crate) fn settle(work: &mut Work<'_>, id: &str, attempt: &str, event: Event) -> Result<(), Error> {
    match message::by_id(work.conn, id)? {
        Some(row) if row.attempt.as_deref() == Some(attempt) => step(work, row, event),
        _ => Ok(()),
    }
}

/// What the carrier reports, about messages of any community. An id that is none of ours is passed over: reports come late, after
/// what they are about was forgotten.
pub(crate) fn report(work: &mut Work<'_>, id: &str, arrived: bool) -> Result<(), Error> {
    let Some(row) = message::by_id(work.conn, id)? else { return Ok(()) };
    step(work, row, if arrived { Event::Arrived } else { Event::NotArrived })
}

/// Gives up what is of no use any more, counts abandoned attempts as failed and forgets old traces of codes.
pub(crate) fn sweep(work: &mut Work<'_>) -> Result<(), Error> {
    for (id, attempt) in message::abandoned(work.conn, work.now.saturating_sub(LEASE), BATCH)? {
        settle(work, &id, attempt.as_deref().unwrap_or(""), Event::Unreachable)?;
    }
    message::expire(work.conn, work.now)?;
    Ok(message::forget_urgent(work.conn, work.now.saturating_sub(TRACE_OF_CODES))?)
}

/// How many messages wait or are being sent, and for how long the one that is due for the longest has been, milliseconds.
pub(crate) fn backlog(conn: &mut Connection, now: Millis) -> Result<(i64, Millis), StoreError> {
    let (count, since) = message::backlog(conn, now)?;
    Ok((count, since.map_or(0, |since| now.saturating_sub(since).max(0))))
}

/// Moves a message on. One that another moved meanwhile is a conflict: whoever asked may try again.
fn step(work: &mut Work<'_>, row: message::Message, event: Event) -> Result<(), Error> {
    let before = standing(&row)?;
    let now = before.after(event, work.now, Some(row.expires_at));
    if now == before {
        return Ok(());
    }
    if message::step(work.conn, &row, &columns(now))? { Ok(()) } else { Err(StoreError::Conflict.into()) }
}

fn standing(row: &message::Message) -> Result<Delivery, Error> {
    let failed = u32::try_from(row.failures).unwrap_or(u32::MAX);
    let because = |word: &str| BECAUSE.into_iter().find(|(_, known)| *known == word).map(|(failure, _)| failure);
    Ok(match (row.state.as_str(), row.because.as_deref()) {
        ("waiting", _) => Delivery::Waiting { failed, at: row.at },
        ("sending", _) => Delivery::Sending { failed, since: row.at },
        ("accepted", _) => Delivery::Accepted { at: row.at },
        ("delivered", _) => Delivery::Delivered { at: row.at },
        ("failed", Some(word)) => {
            let because = because(word).ok_or(Fault::Impossible("a message that failed for no known reason"))?;
            Delivery::Failed { at: row.at, because }
        }
        _ => return Err(Fault::Impossible("a message in no known state").into()),
    })
}

const BECAUSE: [(Failure, &str); 4] = [
    (Failure::Refused, "refused"),
    (Failure::Undeliverable, "undeliverable"),
    (Failure::Attempts, "attempts"),
    (Failure::Expired, "expired"),
];

fn columns(delivery: Delivery) -> State<'static> {
    let of = |state, failures: u32, at, because| State { state, failures: failures.into(), at, because };
    match delivery {
        Delivery::Waiting { failed, at } => of("waiting", failed, at, None),
        Delivery::Sending { failed, since } => of("sending", failed, since, None),
        Delivery::Accepted { at } => of("accepted", 0, at, None),
        Delivery::Delivered { at } => of("delivered", 0, at, None),
        Delivery::Failed { at, because } => {
            let word = BECAUSE.into_iter().find(|(failure, _)| *failure == because).map(|(_, word)| word);
            of("failed", 0, at, word)
        }
    }
}
