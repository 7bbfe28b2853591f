//! An envelope comes back into the box: whether its voter takes part with it is decided here, once, and said to the teller.

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::polls::Poll;
use super::super::{Error, Fault, Refusal, Work, casting, log, opening};
use super::{find, teller, wrong_phase};
use crate::election::log::leaf::Entry;
use crate::election::poll::course::Phase;
use crate::election::poll::message::kind::Kind;
use crate::store::paper::{self, Return};
use crate::store::{log as logs, voter};

/// What a teller sees of an envelope before it goes into the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Envelope {
    /// Closed, signed, handed in by whoever may.
    Sound,
    /// 未签名.
    Unsigned,
    /// 不是本人或代理人交的.
    NotTheVoter,
    /// 封口破损.
    Torn,
    /// 写错、污损: the voter wants another.
    Spoiled,
    /// Anything else.
    Other,
}

impl Envelope {
    /// As the database writes it; `None` where nothing is wrong.
    const fn fault(self) -> Option<&'static str> {
        match self {
            Self::Sound => None,
            Self::Unsigned => Some("unsigned"),
            Self::NotTheVoter => Some("not_the_voter"),
            Self::Torn => Some("torn"),
            Self::Spoiled => Some("spoiled"),
            Self::Other => Some("other"),
        }
    }
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Received {
    /// Of this voter.
    pub(crate) number: i64,
    /// `3栋2单元501`
    pub(crate) room: String,
    /// `valid`, `void` or `duplicate`.
    pub(crate) fate: &'static str,
    /// Why not valid.
    pub(crate) because: Option<&'static str>,
    /// Valid in the place of an electronic ballot, which does not count any more.
    pub(crate) replaces_ballot: bool,
}

/// Takes an envelope in. Until the end a sound one is logged, if the rule set lets it count; afterwards it is too late. Whoever handed
/// the paper out does not take it in, and one that nobody handed out does not count: one person alone could vote for whoever stays away,
/// with an envelope that still lies in the office. The voter learns by message that a paper of theirs counts.
pub(crate) fn receive(
    work: &mut Work<'_>,
    within: &Within,
    poll: &Poll,
    typed: &str,
    envelope: Envelope,
) -> Result<Received, Error> {
    let hand = teller(work, within, poll)?;
    if !matches!(poll.phase(), Phase::Open | Phase::Closed) {
        return Err(wrong_phase(poll));
    }
    let id = poll.row.id.as_str();
    if paper::counting(work.conn, id)?.is_some() {
        return Err(Refusal::PapersCounted.into());
    }
    let (row, serial) = find(work, poll, typed)?;
    let number = row.number.ok_or(Refusal::PaperNotIssued)?;
    if row.returned_at.is_some() {
        return Err(Refusal::PaperReturned.into());
    }
    if row.handed_by.as_ref().or(row.issued_by.as_ref()) == Some(&hand.account) {
        return Err(Refusal::PaperSameHand.into());
    }
    let home = voter::by_number(work.conn, id, number)?.ok_or(Fault::Impossible("a paper of nobody"))?;
    let late = poll.phase() != Phase::Open || poll.course.ends().is_none_or(|ends| work.now >= ends);
    let newest = paper::of_voter(work.conn, id, number)?.last().is_some_and(|last| last.id == row.id);
    let mut received =
        Received { number, room: opening::room(&home), fate: "void", because: envelope.fault(), replaces_ballot: false };
    if received.because.is_none() {
        received.because = if late {
            Some("late")
        } else if newest {
            None
        } else {
            Some("replaced")
        };
    }
    let mut logged = None;
    if received.because.is_none() {
        if row.handed_at.is_none() {
            return Err(Refusal::PaperNotHandedOver.into());
        }
        let point = home.point.clone().ok_or(Fault::Impossible("an open poll with a voter without a credential"))?;
        let credential = point.parse().map_err(|_| Fault::Impossible("a credential that is no point"))?;
        // The log first: a ballot that is cast at the same moment comes wholly before or wholly after.
        let mut writer = log::Writer::take(work, id)?;
        let before = logs::participation(work.conn, id, &point)?;
        match writer.append(work, Entry::Paper { credential }) {
            Ok(appended) => {
                writer.finish(work)?;
                received.fate = "valid";
                received.replaces_ballot = before.is_some_and(|before| before.ballots > 0);
                let idx = i64::try_from(appended.leaf.index).map_err(|_| Fault::Impossible("a log of more than 2^63"))?;
                logged = Some((idx, casting::serial_digest(work, id, &serial.to_string())?.to_string()));
            }
            Err(Error::Refused(Refusal::VotedElectronically)) => {
                (received.fate, received.because) = ("duplicate", Some("voted_electronically"));
            }
            Err(Error::Refused(Refusal::VotedOnPaper)) => {
                (received.fate, received.because) = ("duplicate", Some("voted_on_paper"));
            }
            Err(error) => return Err(error),
        }
    }
    let (log_idx, serial_digest) = logged.unzip();
    let change = Return {
        returned_by: hand.account,
        returned_at: work.now,
        fate: received.fate.to_owned(),
        because: received.because.map(str::to_owned),
        attested_by: log_idx.is_some().then_some(hand.name),
        log_idx,
        serial_digest,
    };
    if !paper::take_in(work.conn, &row.id, &change)? {
        return Err(Refusal::PaperReturned.into());
    }
    if received.fate == "valid" {
        casting::tell_voter(work, within.community(), home, Kind::PaperReceived)?;
    }
    let details =
        [("voter", number.into()), ("fate", received.fate.into()), ("because", received.because.unwrap_or_default().into())];
    audit::note_within(work, within, Action::PaperReturned, id, &details)?;
    Ok(received)
}
