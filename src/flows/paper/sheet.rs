//! The sheet 纸质票计票单: what two tellers counted alike, signed by both by hand, sealed by the other one of them, logged.

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::files::{self, Clean, Kind, Owner};
use super::super::polls::Poll;
use super::super::{Error, Fault, Refusal, Work, log, opening};
use super::count::read;
use super::state::{named, serials};
use super::{Hand, teller, wrong_phase};
use crate::crypto::hash::Digest;
use crate::election::log::leaf::Entry;
use crate::election::paper::{Counted, Counting, Serials, Sheet, Teller};
use crate::election::parameters::Question;
use crate::election::poll::course::Phase;
use crate::store::paper::{self, Count};

/// A counting that two tellers agree about, and who they are.
fn agreed(work: &mut Work<'_>, poll: &Poll) -> Result<(Count, Vec<paper::Tally>), Error> {
    let count = paper::counting(work.conn, &poll.row.id)?.filter(|count| count.agreed).ok_or(Refusal::PapersNotAgreed)?;
    let tallies = paper::tallies(work.conn, &poll.row.id, count.round)?;
    Ok((count, tallies))
}

/// One of the two who counted, before the sheet is sealed.
fn counter(work: &mut Work<'_>, within: &Within, poll: &Poll) -> Result<(Hand, Count, Vec<paper::Tally>), Error> {
    let hand = teller(work, within, poll)?;
    if poll.phase() != Phase::Closed {
        return Err(wrong_phase(poll));
    }
    let (count, tallies) = agreed(work, poll)?;
    if count.sheet.is_some() {
        return Err(Refusal::PapersCounted.into());
    }
    if !tallies.iter().any(|tally| tally.account_id == hand.account) {
        return Err(Refusal::NotServing.into());
    }
    Ok((hand, count, tallies))
}

/// What was counted, for the sheet that is printed and signed.
pub(crate) struct Totals {
    /// The balance.
    pub(crate) serials: Serials,
    /// Who counted.
    pub(crate) tellers: Vec<Teller>,
    /// What was asked.
    pub(crate) asked: Vec<Question>,
    /// By question.
    pub(crate) questions: Vec<Counted>,
}

/// What both tellers counted, once it is the same. [`Refusal::PapersNotAgreed`] before.
pub(crate) fn totals(work: &mut Work<'_>, poll: &Poll) -> Result<Totals, Error> {
    let (_, tallies) = agreed(work, poll)?;
    let first = tallies.first().ok_or(Fault::Impossible("a counting without tallies"))?;
    let opened = opening::opened(work, poll)?;
    Ok(Totals {
        asked: opened.election.parameters().questions.clone(),
        serials: serials(work, &poll.row.id)?,
        tellers: tallies.iter().map(named).collect::<Result<_, Error>>()?,
        questions: read(&first.content)?,
    })
}

/// Keeps the scan of the sheet that both signed, in the place of the one before; its digest. By one of the two.
pub(crate) fn keep_scan(work: &mut Work<'_>, within: &Within, poll: &Poll, clean: &Clean) -> Result<String, Error> {
    let (hand, mut count, _) = counter(work, within, poll)?;
    let owner = Owner(Kind::PaperSheet, &poll.row.id);
    files::forget_all(work, owner)?;
    let kept = files::keep(work, within.community(), owner, clean, None)?;
    (count.scan, count.scan_by) = (Some(kept.digest.clone()), Some(hand.account));
    paper::keep(work.conn, &count, true)?;
    let details = [("scan", kept.digest.as_str().into())];
    audit::note_within(work, within, Action::PaperSheetScanned, &poll.row.id, &details)?;
    Ok(kept.digest)
}

/// The scan, with its MIME type.
pub(crate) fn scan(work: &mut Work<'_>, poll: &Poll) -> Result<(String, Zeroizing<Vec<u8>>), Error> {
    let owner = Owner(Kind::PaperSheet, &poll.row.id);
    let file = files::of(work, owner)?.into_iter().next().ok_or(Error::Missing)?;
    let (row, bytes) = files::open(work, owner, &file.id)?;
    Ok((row.media, bytes))
}

/// Seals the sheet: it is signed with the poll's key and logged. By the one of the two who did not bring the scan, and says which scan
/// it was that they saw.
pub(crate) fn seal(work: &mut Work<'_>, within: &Within, poll: &Poll, seen: &str) -> Result<Digest, Error> {
    let (hand, mut count, tallies) = counter(work, within, poll)?;
    let scan = count.scan.clone().ok_or(Refusal::ScanMissing)?;
    if scan != seen {
        return Err(Refusal::Stale.into());
    }
    if count.scan_by.as_ref() == Some(&hand.account) {
        return Err(Refusal::PaperSameHand.into());
    }
    let [first, second] = tallies.as_slice() else { return Err(Fault::Impossible("not two tallies").into()) };
    let opened = opening::opened(work, poll)?;
    let sheet = Sheet {
        phi: opened.election.phi().to_owned(),
        serials: serials(work, &poll.row.id)?,
        counting: Some(Counting {
            tellers: [named(first)?, named(second)?],
            scan: scan.parse().map_err(|_| Fault::Impossible("a digest that is none"))?,
        }),
        questions: read(&first.content)?,
    };
    let digest = log_sheet(work, poll, &mut count, &sheet)?;
    let details = [("sheet", digest.to_string().into()), ("scan", scan.into())];
    audit::note_within(work, within, Action::PaperSheetSealed, &poll.row.id, &details)?;
    Ok(digest)
}

/// Signs a sheet, logs and keeps it.
fn log_sheet(work: &mut Work<'_>, poll: &Poll, count: &mut Count, sheet: &Sheet) -> Result<Digest, Error> {
    let id = poll.row.id.as_str();
    let key = log::signing_key(work, id, log::Purpose::Paper)?;
    let bytes = sheet.sign(&key).map_err(|_| Fault::Json("paper_counts.sheet"))?;
    let digest = Digest::of(&bytes);
    log::append(work, id, Entry::Sheet { sha256: digest })?;
    count.sheet = Some(String::from_utf8(bytes).map_err(|_| Fault::Json("paper_counts.sheet"))?);
    count.sealed_at = Some(work.now);
    let known = paper::counting(work.conn, id)?.is_some();
    paper::keep(work.conn, count, known)?;
    Ok(digest)
}

/// Whether [`sheet`] gives one: the tellers have sealed theirs, or no envelope came back.
pub(crate) fn is_ready(work: &mut Work<'_>, poll: &Poll) -> Result<bool, Error> {
    let sealed = paper::counting(work.conn, &poll.row.id)?.is_some_and(|count| count.sheet.is_some());
    Ok(sealed || serials(work, &poll.row.id)?.returned == 0)
}

/// `paper.json` as it was logged.
pub(crate) fn logged(work: &mut Work<'_>, id: &str) -> Result<String, Error> {
    let sheet = paper::counting(work.conn, id)?.and_then(|count| count.sheet);
    Ok(sheet.ok_or(Fault::Impossible("a sheet in the log that nobody has"))?)
}

/// `paper.json` of a closed poll, in the log: there it stops anybody from making one count fit the other. Where no envelope came back
/// it is made now, by whoever asks first; otherwise [`Refusal::PapersNotAgreed`] until the tellers have sealed theirs. The caller
/// holds the poll ([`super::super::polls::take`]).
pub(crate) fn sheet(work: &mut Work<'_>, poll: &Poll) -> Result<Vec<u8>, Error> {
    let id = poll.row.id.as_str();
    let found = paper::counting(work.conn, id)?;
    if let Some(sheet) = found.as_ref().and_then(|count| count.sheet.clone()) {
        return Ok(sheet.into_bytes());
    }
    if poll.phase() != Phase::Closed {
        return Err(wrong_phase(poll));
    }
    let recorded = serials(work, id)?;
    if recorded.returned > 0 {
        return Err(Refusal::PapersNotAgreed.into());
    }
    let opened = opening::opened(work, poll)?;
    let questions = opened.election.parameters().questions.iter().map(|question| question.answers.len());
    let mut sheet = Sheet::empty(opened.election.phi(), questions);
    sheet.serials = recorded;
    let mut count = super::count::beginning(id);
    log_sheet(work, poll, &mut count, &sheet)?;
    Ok(count.sheet.unwrap_or_default().into_bytes())
}
