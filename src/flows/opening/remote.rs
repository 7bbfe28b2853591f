//! Slips for owners who are far away: the serial alone goes out by message, to the phone of the frozen list. What happens then is in
//! [`super::super::casting::remote`].
//!
//! Where an authority makes the credentials the service has nothing to release: the authority sends the slip itself. A phone that was
//! corrected after the freeze gets nothing, as with codes: whoever may correct phones could otherwise vote for who stays away.

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::casting::{factor, holders};
use super::super::messages::{self, New};
use super::super::polls::Poll;
use super::super::{Error, Fault, Refusal, Work};
use super::slips::{self, Because, Way};
use super::voters;
use crate::election::poll::message::kind::Kind;
use crate::election::rules::Identification;
use crate::store::message::{self, Message};
use crate::store::voter;

/// Gives a voter another slip and sends its serial; the one before is void from now on. The message, to see what becomes of it.
pub(crate) fn send(work: &mut Work<'_>, within: &Within, poll: &Poll, number: i64) -> Result<Message, Error> {
    let id = poll.row.id.as_str();
    slips::given_out(poll)?;
    let list = voter::list(work.conn, id)?.ok_or(Refusal::VotersNotFrozen)?;
    if list.made_by != "service" {
        return Err(Refusal::SentByAuthority.into());
    }
    factor::allowed(&poll.rules, Identification::Sms)?;
    let row = voter::by_number(work.conn, id, number)?.ok_or(Error::Missing)?;
    holders::person(work, within.community(), &row)?;
    let phone = voters::phone(work, &row)?.ok_or(Refusal::SlipNeedsPhone)?;
    if !holders::has_last_four(work, within.community(), &row)? {
        return Err(Refusal::SlipNeedsIdNumber.into());
    }
    let serial = slips::replace(work, within, id, number, Because::Other, Way::Sent)?;
    let serial = serial.grouped();
    let new = New { kind: Kind::SlipSent, phone: &phone, values: &[("serial", &serial)], recipient: None, expires_at: None };
    let sent = messages::queue(work, within.community(), &new)?;
    let details = [("voter", number.into()), ("message", sent.as_str().into())];
    audit::note_within(work, within, Action::SlipSent, id, &details)?;
    Ok(message::by_id(work.conn, &sent)?.ok_or(Fault::Impossible("a message that was just queued"))?)
}
