//! What trustees hand in after the close: the signed statement, then both shares with the strong proof. As their programs write it
//! (`yepiao trustee sign`, `decrypt`), byte for byte; each is checked before it is kept, whoever sent a wrong one is told so by name, and
//! what was kept never changes. The same again does nothing.

use super::super::audit::{self, Action};
use super::super::opening::{self, trustees};
use super::super::polls::{self, Poll};
use super::progress::{Progress, of};
use super::{Error, Fault, Refusal, Work, closing, statement};
use crate::crypto::elgamal::Ciphertext;
use crate::election::custody::{Contribution, DecryptFault, Signed};
use crate::election::json::from_canonical;
use crate::election::log::closing::ClosingSignature;
use crate::election::poll::course::{self, Phase};
use crate::election::record::ToDecrypt;
use crate::election::tally::EncryptedTally;
use crate::election::trustees::{Group, Trustees};
use crate::flows::Unfit;
use crate::store::count::{self, Count, HandedIn};
use crate::store::trustee::Seat;

/// A trustee at the count.
#[derive(Debug)]
pub(crate) struct At {
    /// Who.
    pub(crate) seat: Seat,
    /// How far it is.
    pub(crate) progress: Progress,
}

/// The trustee who has this link, at the count. [`Refusal::Course`] before the close.
pub(crate) fn seated(work: &mut Work<'_>, secret: &str) -> Result<At, Error> {
    let seat = trustees::seated(work, secret)?.seat;
    let poll = polls::unattended(work, &seat.poll_id)?;
    if !(Phase::Closed..=Phase::Filed).contains(&poll.phase()) {
        return Err(Refusal::Course(course::Refusal::WrongPhase(poll.phase())).into());
    }
    let progress = of(work, &poll)?;
    Ok(At { seat, progress })
}

/// Both encrypted sums, people first.
pub(super) fn tallies(row: &Count) -> Result<[Vec<Vec<Ciphertext>>; 2], Error> {
    let read = |text: &Option<String>| {
        let wrong = || Fault::Json("counts.people_tally");
        let rows: EncryptedTally = serde_json::from_str(text.as_deref().unwrap_or_default()).map_err(|_| wrong())?;
        let rows = rows.iter().map(|row| row.iter().map(|one| one.decode().map_err(|_| wrong())).collect());
        rows.collect::<Result<Vec<Vec<Ciphertext>>, Fault>>()
    };
    Ok([read(&row.people_tally)?, read(&row.area_tally)?])
}

/// What the trustees of a poll sign and decrypt, as their own programs find it in the record.
pub(crate) fn to_decrypt(work: &mut Work<'_>, poll: &Poll, row: &Count) -> Result<ToDecrypt, Error> {
    let opened = opening::opened(work, poll)?;
    let (trustees, faults) = Trustees::parse(opened.row.trustees.as_bytes());
    if !faults.is_empty() {
        return Err(Fault::Json("openings.trustees").into());
    }
    Ok(ToDecrypt {
        opening: opened.opening,
        election: opened.election,
        trustees,
        trustees_json: opened.row.trustees.into_bytes(),
        statement: statement(row.statement.as_deref().ok_or(Refusal::RecordNotReady)?)?,
        tallies: tallies(row)?,
        closing: None,
    })
}

/// The signature in what a trustee's program wrote.
pub(super) fn signature(text: &str) -> Option<ClosingSignature> {
    from_canonical::<Signed>(text.as_bytes()).ok().map(|signed| signed.signature)
}

/// Somebody who hands in: the count is held until the transaction ends.
struct Hand {
    seat: Seat,
    poll: Poll,
    row: Count,
    what: ToDecrypt,
}

impl Hand {
    fn take(work: &mut Work<'_>, secret: &str) -> Result<Self, Error> {
        let seat = trustees::seated(work, secret)?.seat;
        let poll = polls::take_unattended(work, &seat.poll_id)?;
        if !(Phase::Closed..=Phase::Filed).contains(&poll.phase()) {
            return Err(Refusal::Course(course::Refusal::WrongPhase(poll.phase())).into());
        }
        let row = count::take(work.conn, &seat.poll_id)?.ok_or(Refusal::RecordNotReady)?;
        let what = to_decrypt(work, &poll, &row)?;
        Ok(Self { seat, poll, row, what })
    }

    /// The trustee's number, as keys, signatures and shares bear it: those with a key of their own first, then the members, as at the
    /// table.
    fn number(&self) -> usize {
        usize::try_from(self.seat.place).unwrap_or(usize::MAX)
    }

    /// Whether this is here already, and may still come.
    fn known(&self, given: &[HandedIn], text: &str) -> Result<bool, Refusal> {
        match given.iter().find(|given| given.place == self.seat.place) {
            Some(given) if given.text == text => Ok(true),
            Some(_) => Err(Refusal::MessageGiven),
            None if self.row.complete_at.is_some() => Err(Refusal::SharesComplete),
            None => Ok(false),
        }
    }

    fn note(&self, work: &mut Work<'_>, action: Action) -> Result<(), Error> {
        let details = [("place", self.seat.place.into())];
        audit::note(work, &self.poll.row.community_id, None, action, &self.poll.row.id, &details)
    }

    /// Whose, and what is wrong with it.
    fn wrong(&self, pointer: &str, code: &'static str, chinese: &str, english: &str) -> Error {
        let (place, name) = (self.seat.place, &self.seat.name);
        let words = [
            format!("第 {place} 位受托人{name}交来的材料不对：{chinese}"),
            format!("what trustee {place}, {name}, handed in is not right: {english}"),
        ];
        Error::Unfit(vec![Unfit { pointer: pointer.to_owned(), code, words }])
    }

    fn at(self, work: &mut Work<'_>) -> Result<At, Error> {
        let progress = of(work, &self.poll)?;
        Ok(At { seat: self.seat, progress })
    }
}

/// Takes a trustee's signature of the closing statement, as `yepiao trustee sign` writes it.
pub(crate) fn sign(work: &mut Work<'_>, secret: &str, text: &str) -> Result<At, Error> {
    const FIELD: &str = "/signature";
    let text = text.trim_ascii_end();
    let hand = Hand::take(work, secret)?;
    let mut given = count::signatures(work.conn, &hand.seat.poll_id)?;
    if hand.known(&given, text)? {
        return hand.at(work);
    }
    let Ok(signed) = from_canonical::<Signed>(text.as_bytes()) else {
        return Err(hand.wrong(FIELD, "form", "不是程序写出的原样", "it is not as the program wrote it"));
    };
    if signed.statement != hand.what.statement.to_string() {
        let english = "it signs another statement: tell the other trustees and the supervisor at once";
        return Err(hand.wrong(FIELD, "other_statement", "签的是另一份声明；请马上告诉其他受托人和监督人", english));
    }
    if usize::try_from(signed.signature.owner) != Ok(hand.number()) {
        return Err(hand.wrong(FIELD, "other_trustee", "是另一位受托人签的", "another trustee signed it"));
    }
    if hand.what.statement.verify(&hand.what.trustees, &signed.signature).is_err() {
        return Err(hand.wrong(FIELD, "signature", "签名不对", "the signature is false"));
    }
    let row = HandedIn { place: hand.seat.place, text: text.to_owned(), at: work.now };
    count::add_signature(work.conn, &hand.seat.poll_id, &row)?;
    hand.note(work, Action::ClosingSigned)?;
    given.push(row);
    if hand.row.signed_at.is_none()
        && closing(&hand.what.statement, &given)?.faults(&hand.what.trustees, &hand.what.statement).is_empty()
    {
        count::signed(work.conn, &hand.seat.poll_id, work.now)?;
    }
    hand.at(work)
}

/// Takes a trustee's shares of both sums with the proofs, as `yepiao trustee decrypt` writes them; only once enough have signed.
pub(crate) fn share(work: &mut Work<'_>, secret: &str, text: &str) -> Result<At, Error> {
    const FIELD: &str = "/share";
    let text = text.trim_ascii_end();
    let hand = Hand::take(work, secret)?;
    let mut given = count::shares(work.conn, &hand.seat.poll_id)?;
    if hand.known(&given, text)? {
        return hand.at(work);
    }
    if hand.row.signed_at.is_none() {
        return Err(Refusal::TooFewSigned.into());
    }
    let checked = Contribution::parse(text.as_bytes()).and_then(|share| {
        if share.owner != hand.number() {
            return Ok(false);
        }
        share.check(&hand.what).map(|()| true)
    });
    match checked {
        Ok(true) => {}
        Ok(false) => return Err(hand.wrong(FIELD, "other_trustee", "是另一位受托人做的", "another trustee made it")),
        Err(fault) => {
            let (code, chinese, english) = words(&fault);
            return Err(hand.wrong(FIELD, code, chinese, english));
        }
    }
    let row = HandedIn { place: hand.seat.place, text: text.to_owned(), at: work.now };
    count::add_share(work.conn, &hand.seat.poll_id, &row)?;
    hand.note(work, Action::ShareGiven)?;
    given.push(row);
    let has = |owner: usize| given.iter().any(|given| usize::try_from(given.place) == Ok(owner));
    let enough = hand.what.trustees.groups().iter().all(|group| match *group {
        Group::Single(owner) => has(owner),
        Group::Pedersen { first, size, threshold } => {
            (first..first.saturating_add(size)).filter(|owner| has(*owner)).count() >= threshold
        }
    });
    if enough {
        count::complete(work.conn, &hand.seat.poll_id, work.now)?;
    }
    hand.at(work)
}

/// What is wrong with shares.
const fn words(fault: &DecryptFault) -> (&'static str, &'static str, &'static str) {
    match fault {
        DecryptFault::Json(_) => ("form", "不是程序写出的原样", "it is not as the program wrote it"),
        DecryptFault::OtherStatement => ("other_statement", "是为另一份声明做的", "it was made for another statement"),
        DecryptFault::Share(_) => ("share", "开票数据或者它的证明不对", "a share or its proof is false"),
        DecryptFault::Strong(_) => ("strong", "对两个合计的证明不对", "the proof over both sums is false"),
        DecryptFault::Key(_)
        | DecryptFault::Lock(_)
        | DecryptFault::NotLocked
        | DecryptFault::NotATrustee
        | DecryptFault::Closing(_) => ("key", "这把钥匙不能用", "the key cannot be used"),
    }
}
