//! The second factor: that whoever has the slip is the voter. Which are good is the rule set's to say; the level stands with the ballot.

use std::collections::BTreeMap;

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::codes::{self, About, Purpose, Sent};
use super::super::opening::deliveries;
use super::super::opening::slips::{self, Found};
use super::super::{Error, Fault, Refusal, Work, opening, polls, rolls};
use super::session::{Recognised, TO_CAST, open, pairing_digest, recognised};
use super::{Ready, begun_within, holders, log};
use crate::election::poll::serial::Serial;
use crate::election::rules::{Identification, RuleSet};
use crate::store::account;
use crate::store::cast_session::{self, CastSession};
use crate::store::code::{self, Limit};
use crate::store::voter::{self, Voter};

/// Wrong pairings and digits in one session.
const ATTEMPTS: i64 = 5;
/// Digits tried for one voter, in all sessions: there are only ten thousand.
pub(super) const DIGITS: Limit = Limit { most: 10, within: 24 * 60 * 60 * 1000, apart: 0 };

/// Whether the rule set takes this as a proof of who somebody is.
pub(in super::super) fn allowed(rules: &RuleSet, level: Identification) -> Result<(), Refusal> {
    let levels = &rules.rules().identity_level.value;
    if levels.contains(&level) { Ok(()) } else { Err(Refusal::LevelNotAllowed) }
}

pub(super) fn subject(ready: &Ready, session: &CastSession) -> String {
    format!("{}|{}", ready.poll(), session.number)
}

pub(super) fn voter_of(work: &mut Work<'_>, ready: &Ready, session: &CastSession) -> Result<Voter, Error> {
    let row = voter::by_number(work.conn, ready.poll(), session.number)?;
    Ok(row.ok_or(Fault::Impossible("a session of nobody"))?)
}

/// The phones to which something about voters goes, for each of them: that of the time when the voters were frozen, where nobody could
/// put another one since, and where there was none, the one that is known now.
pub(super) fn phones(work: &mut Work<'_>, community: &str, voters: &[Voter]) -> Result<Vec<Option<Zeroizing<String>>>, Error> {
    let frozen = voters.iter().map(|voter| opening::voters::phone(work, voter)).collect::<Result<Vec<_>, Error>>()?;
    let without = voters.iter().zip(&frozen).filter(|(_, phone)| phone.is_none()).map(|(voter, _)| holders::keys(voter));
    let without = without.collect::<Result<Vec<Vec<String>>, Error>>()?;
    let best = if without.is_empty() { BTreeMap::new() } else { rolls::best_phones(work, community, &without.concat())? };
    let mut known = without.iter().map(|holders| holders.iter().find_map(|holder| best.get(holder).cloned()));
    Ok(frozen.into_iter().map(|phone| phone.or_else(|| known.next().flatten())).collect())
}

/// Sends a code to the phone on the frozen roll, and says to which one: `138****5678`. Whoever has the slip is told if there is none: a witness
/// helps then.
pub(crate) fn send_code(work: &mut Work<'_>, ready: &Ready, secret: &str) -> Result<(Sent, String), Error> {
    allowed(&ready.opened.rules, Identification::Sms)?;
    let session = open(work, ready, secret)?;
    let voter = voter_of(work, ready, &session)?;
    holders::takes(work, &ready.community, &voter, Identification::Sms)?;
    let phone = opening::voters::phone(work, &voter)?.ok_or(Refusal::VoterHasNoPhone)?;
    let subject = subject(ready, &session);
    let about = About { community: &ready.community, purpose: Purpose::Cast, subject: &subject };
    Ok((codes::send(work, about, Some(&phone))?, masked(&phone)))
}

/// Enough to know one's own number again, too little to call it.
pub(super) fn masked(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    match (digits.first_chunk::<3>(), digits.last_chunk::<4>()) {
        (Some(first), Some(last)) if digits.len() >= 10 => {
            format!("{}****{}", first.iter().collect::<String>(), last.iter().collect::<String>())
        }
        _ => "****".to_owned(),
    }
}

/// The code that was sent. A refusal is a value: the attempt stays counted.
pub(crate) fn confirm_code(
    work: &mut Work<'_>,
    ready: &Ready,
    secret: &str,
    (challenge, typed): (&str, &str),
) -> Result<Result<Recognised, Refusal>, Error> {
    allowed(&ready.opened.rules, Identification::Sms)?;
    let session = open(work, ready, secret)?;
    let voter = voter_of(work, ready, &session)?;
    holders::takes(work, &ready.community, &voter, Identification::Sms)?;
    let subject = subject(ready, &session);
    let about = About { community: &ready.community, purpose: Purpose::Cast, subject: &subject };
    match codes::check(work, about, challenge, typed)? {
        Err(refusal) => Ok(Err(refusal)),
        Ok(()) => confirm(work, session, Identification::Sms, &[]).map(Ok),
    }
}

/// The last four characters of the ID number of one of the right holders; where the rule set allows it.
pub(crate) fn confirm_digits(
    work: &mut Work<'_>,
    ready: &Ready,
    secret: &str,
    typed: &str,
) -> Result<Result<Recognised, Refusal>, Error> {
    allowed(&ready.opened.rules, Identification::Digits)?;
    let session = open(work, ready, secret)?;
    let voter = voter_of(work, ready, &session)?;
    holders::takes(work, &ready.community, &voter, Identification::Digits)?;
    let key = work.vault.keyed("cast_digits", &[&subject(ready, &session)]);
    if let Some(until) = code::count(work.conn, &key, work.now, DIGITS)? {
        return Ok(Err(Refusal::Locked { until }));
    }
    if !cast_session::attempt(work.conn, &session.id, ATTEMPTS)? {
        return Ok(Err(Refusal::CodeWorthless));
    }
    if !holders::is_last_four(work, &ready.community, &voter, typed)? {
        return Ok(Err(Refusal::CodeWrong));
    }
    confirm(work, session, Identification::Digits, &[]).map(Ok)
}

/// A teller or canvasser looked at the voter's document. The page shows four digits, so that nobody confirms the session of somebody
/// else who has a copy of the slip; and whoever issued or delivered a slip of this voter ([`deliveries`]), stands in the poll or works for
/// the property company may not confirm it.
/// A refusal is a value: the attempt stays counted.
pub(crate) fn attest(
    work: &mut Work<'_>,
    within: &Within,
    poll: &str,
    (serial, pairing): (&str, &str),
) -> Result<Result<(), Refusal>, Error> {
    let found = begun_within(work, within, poll)?;
    allowed(&found.rules, Identification::Witness)?;
    polls::disinterested(work, &found, &within.who().account)?;
    let serial = Serial::parse(serial).map_err(|_| Refusal::SlipUnknown)?;
    let (number, slip_id) = match slips::find(work, poll, &serial)?.ok_or(Refusal::SlipUnknown)? {
        Found::Good { number, slip } => (number, slip),
        Found::Void { .. } => return Err(Refusal::SlipVoid.into()),
    };
    let home = voter::by_number(work.conn, poll, number)?.ok_or(Fault::Impossible("a slip of nobody"))?;
    if !within.works_in(&home.building) {
        return Err(Error::Missing);
    }
    if deliveries::had_in_hand(work, poll, number, &within.who().account)? {
        return Err(Refusal::SameHand.into());
    }
    let name = account::by_id(work.conn, &within.who().account)?.ok_or(Refusal::SessionEnded)?.name;
    let mut waiting = false;
    for session in cast_session::waiting(work.conn, &slip_id, work.now)? {
        waiting = true;
        if !cast_session::attempt(work.conn, &session.id, ATTEMPTS)? {
            continue;
        }
        let digest = pairing_digest(work, &session.id, pairing.trim());
        if bool::from(digest.as_bytes().ct_eq(session.pairing.as_bytes())) {
            let details = [("voter", number.into()), ("session", session.short().into())];
            confirm(work, session, Identification::Witness, &[name])?;
            audit::note_within(work, within, Action::VoterAttested, poll, &details)?;
            return Ok(Ok(()));
        }
    }
    Ok(Err(if waiting { Refusal::CodeWrong } else { Refusal::NobodyWaits }))
}

pub(super) fn confirm(
    work: &mut Work<'_>,
    mut session: CastSession,
    level: Identification,
    attested_by: &[String],
) -> Result<Recognised, Error> {
    let names = serde_json::to_string(attested_by).map_err(|_| Fault::Json("cast_sessions.attested_by"))?;
    let until = work.now.saturating_add(TO_CAST);
    let word = log::level_word(level);
    if !cast_session::confirm(work.conn, &session.id, (word, &names), work.now, until)? {
        return Err(Refusal::CastSessionEnded.into());
    }
    (session.level, session.expires_at) = (Some(word.to_owned()), until);
    recognised(session)
}
