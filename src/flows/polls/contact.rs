//! Who helps: how owners reach the preparatory group, where paper ballots are to be had, and where the boxes stand.
//!
//! Why it is no part of the announced package: somebody falls ill, a box is moved. It stands on every slip and on the owner's page, so
//! nothing of it is sealed, and it can be changed until nobody asks for it any more.

use super::{Error, Fault, Poll, Refusal, Within, Work, keep};
use crate::election::poll::course::{self, Phase};
use crate::flows::audit::{self, Action as Entry};
use crate::flows::{FieldFault, fields};
use crate::store::poll_contact::{self, PollContact};

/// Boxes of a poll: more have no room on a slip.
const BOXES: usize = 4;
/// Characters of a place and of hours, and of name and phone together: a line of a slip.
pub(crate) const SHORT: usize = 40;
/// Characters of a name, and of a phone: with the space between them a line.
const HALF: usize = 19;
const BOXES_COLUMN: &str = "poll_contacts.boxes";
/// The shortest telephone numbers are those of hotlines: 12345.
const DIGITS: usize = 5;

/// Who helps.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    /// `王书记`.
    pub(crate) name: String,
    /// `0431-88880000`.
    pub(crate) phone: String,
    /// Where they are, and where paper ballots are to be had.
    pub(crate) place: String,
    /// When they are there; may be missing.
    pub(crate) hours: Option<String>,
    /// Where the ballot boxes stand.
    pub(crate) boxes: Vec<String>,
}

impl Contact {
    /// `王书记 0431-88880000`, as a slip has it.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.name, self.phone)
    }

    fn checked(self) -> Result<Self, Refusal> {
        let Self { name, phone, place, hours, boxes } = self;
        let phone = fields::line("phone", &phone, HALF)?;
        let digits = phone.bytes().filter(u8::is_ascii_digit).count();
        if digits < DIGITS || !phone.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'+')) {
            return Err(Refusal::Field { field: "phone", why: FieldFault::Characters });
        }
        Ok(Self {
            name: fields::line("name", &name, HALF)?,
            phone,
            place: fields::line("place", &place, SHORT)?,
            hours: hours.map(|hours| fields::line("hours", &hours, SHORT)).transpose()?,
            boxes: places(&boxes)?,
        })
    }
}

/// Places of ballot boxes, as many as a slip has room for.
pub(crate) fn places(boxes: &[String]) -> Result<Vec<String>, Refusal> {
    if boxes.len() > BOXES {
        return Err(Refusal::Field { field: "boxes", why: FieldFault::Large });
    }
    boxes.iter().map(|place| fields::line("boxes", place, SHORT)).collect()
}

/// Who helps the owners of a poll.
pub(super) fn of(work: &mut Work<'_>, poll: &str) -> Result<Option<Contact>, Error> {
    let Some(row) = poll_contact::of(work.conn, poll)? else { return Ok(None) };
    let boxes = serde_json::from_str(&row.boxes).map_err(|_| Fault::Json(BOXES_COLUMN))?;
    Ok(Some(Contact { name: row.name, phone: row.phone, place: row.place, hours: row.hours, boxes }))
}

/// Says who helps, or somebody else than before.
pub(crate) fn set_contact(work: &mut Work<'_>, within: &Within, poll: &mut Poll, contact: Contact) -> Result<(), Error> {
    if poll.phase() >= Phase::Final {
        return Err(Refusal::Course(course::Refusal::WrongPhase(poll.phase())).into());
    }
    let contact = contact.checked()?;
    let Contact { name, phone, place, hours, boxes } = contact.clone();
    let boxes = serde_json::to_string(&boxes).map_err(|_| Fault::Json(BOXES_COLUMN))?;
    poll_contact::set(work.conn, &PollContact { poll_id: poll.row.id.clone(), name, phone, place, hours, boxes })?;
    poll.contact = Some(contact);
    // Another version of the poll: whoever read who helped before has to read again.
    keep(work, poll)?;
    audit::note_within(work, within, Entry::PollContactSet, &poll.row.id, &[])
}
