//! Slips for owners who are far away: the serial alone goes out by message, to the phone of the frozen list. What happens then is in
//! [`super::super::casting::remote`].
//!
//! Where an authority makes the credentials the service has nothing to release: the authority sends the slip itself. A phone that was
//! corrected after the freeze gets nothing, as with codes: whoever may correct phones could otherwise vote for who stays away.
//!
//! Why the voter is told by message that such a slip is void ([`voided`]): nobody stands at the door with another one, and whoever is far away
//! would learn it on the last evening from a page that refuses the serial.

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::casting::{factor, holders};
use super::super::messages::{self, New};
use super::super::polls::Poll;
use super::super::{Error, Fault, Refusal, Work, communities};
use super::slips::{self, Because, Way};
use super::voters;
use crate::election::poll::message::kind::Kind;
use crate::election::rules::Identification;
use crate::store::message::{self, Message};
use crate::store::slip::{self, Slip};
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
    holders::takes(work, within.community(), &row, Identification::Sms)?;
    let phone = voters::phone(work, &row)?.ok_or(Refusal::SlipNeedsPhone)?;
    if !holders::has_last_four(work, within.community(), &row)? {
        return Err(Refusal::SlipNeedsIdNumber.into());
    }
    // It would come when it opens nothing any more, and the slip that the voter has would be void.
    let community = communities::see(work, within)?;
    let ends = poll.course.ends();
    if ends.is_some_and(|ends| messages::goes_out_at(work, &community, Kind::SlipSent) >= ends) {
        return Err(Refusal::SlipTooLate.into());
    }
    let serial = slips::replace(work, within, id, number, Because::Other, Way::Sent)?;
    let serial = serial.grouped();
    let new = New { kind: Kind::SlipSent, phone: &phone, values: &[("serial", &serial)], recipient: None, expires_at: ends };
    let sent = messages::queue(work, within.community(), &new)?;
    slip::went_by(work.conn, (id, number), &sent)?;
    let details = [("voter", number.into()), ("message", sent.as_str().into())];
    audit::note_within(work, within, Action::SlipSent, id, &details)?;
    Ok(message::by_id(work.conn, &sent)?.ok_or(Fault::Impossible("a message that was just queued"))?)
}

/// Tells a voter whose slip is void now, if it was sent, and holds back what still waits of it. In its place comes one `instead`: if that is
/// sent, it is the news. Of several that were sent it is the last one that arrived, as far as is known, that is told of: the voter has that.
pub(super) fn voided(work: &mut Work<'_>, within: &Within, slip: &Slip, instead: Option<Way>) -> Result<(), Error> {
    if slip.sent.is_none() {
        return Ok(());
    }
    let (poll, number) = (slip.poll_id.as_str(), slip.number);
    let mut last = None;
    for sent in slip::of_voter(work.conn, poll, number)?.into_iter().filter(|slip| slip.sent.is_some()) {
        let held_back = match &sent.message {
            Some(message) => messages::hold_back(work, message)?,
            None => false,
        };
        if !held_back {
            last = Some(sent);
        }
    }
    let Some(last) = last.filter(|_| instead != Some(Way::Sent)) else { return Ok(()) };
    let row = voter::by_number(work.conn, poll, number)?.ok_or(Fault::Impossible("a slip of nobody"))?;
    let phone = voters::phone(work, &row)?.ok_or(Fault::Impossible("a slip that was sent nowhere"))?;
    let serial = slips::serial(work, &last)?.grouped();
    let new = New { kind: Kind::SlipVoided, phone: &phone, values: &[("serial", &serial)], recipient: None, expires_at: None };
    messages::queue(work, within.community(), &new)?;
    Ok(())
}
