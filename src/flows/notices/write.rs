//! Drafting, changing, freezing.

use jiff::civil::Date;

use super::super::audit::{self, Action as Entry};
use super::super::{FieldFault, Refusal, Unfit, fields, rolls};
use super::{Error, Fault, Notice, Poll, Within, Work, notice, rows};
use crate::crypto::hash::Digest;
use crate::election::poll::notice::draft::{Facts, draft, names, window};
use crate::election::poll::notice::period::{self, PeriodFault};
use crate::election::poll::notice::{Kind, NoticeFault, PartText, Window};
use crate::flows::polls;

/// Places at most.
const PLACES: usize = 500;
/// Characters of a place.
const PLACE: usize = 60;

/// What people change in a draft.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The days that it is about.
    pub(crate) window: Option<Window>,
    /// The texts.
    pub(crate) parts: Vec<PartText>,
    /// Where it has to hang.
    pub(crate) places: Vec<String>,
}

/// What a notice is drafted from and compared with.
fn with_facts<T>(
    work: &mut Work<'_>,
    poll: &Poll,
    corrects: Option<Digest>,
    host: &str,
    make: impl FnOnce(&Facts<'_>) -> T,
) -> Result<T, Error> {
    let package = polls::package(work, poll)?;
    let corrected = match corrects {
        None => None,
        Some(digest) => Some((digest, corrected(work, poll, digest)?)),
    };
    let masked = poll.row.masked_digest.as_deref().map(str::parse).transpose();
    let facts = Facts {
        poll: &poll.row.id,
        package: &package,
        course: &poll.course,
        rules: poll.rules.rules(),
        masked: masked.map_err(|_| Fault::Impossible("a digest that is none"))?,
        host,
        now: work.now,
        corrected: corrected.as_ref().map(|(digest, (title, day))| (*digest, title.as_str(), *day)),
    };
    Ok(make(&facts))
}

/// Title and day of the frozen notice that is corrected; one of the same poll.
fn corrected(work: &mut Work<'_>, poll: &Poll, digest: Digest) -> Result<(String, Date), Error> {
    let row = rows::by_digest(work.conn, &digest.to_string())?.filter(|row| row.poll_id == poll.row.id);
    let found = Notice::of(work, row.ok_or(Refusal::NoSuchNotice)?)?;
    let title = found.text.parts.first().map(|part| part.text.clone()).unwrap_or_default();
    let at = found.row.frozen_at.unwrap_or(work.now);
    let day = poll.rules.rules().calendar.value.date_at(at);
    Ok((title, day.map_err(|_| Fault::Impossible("a time that is no date"))?))
}

/// Begins a notice of a kind, with everything that follows from the poll.
pub(crate) fn begin(
    work: &mut Work<'_>,
    within: &Within,
    poll: &Poll,
    kind: Kind,
    corrects: Option<Digest>,
    host: &str,
) -> Result<Notice, Error> {
    if corrects.is_some() != (kind == Kind::Correction) {
        return Err(Refusal::Field { field: "corrects", why: FieldFault::Unknown }.into());
    }
    let text = with_facts(work, poll, corrects, host, |facts| draft(kind, facts))?.ok_or(Refusal::NoticeTooEarly)?;
    let row = rows::Notice {
        id: work.id(),
        poll_id: poll.row.id.clone(),
        version: 1,
        kind: kind.word().to_owned(),
        text: json(&text)?,
        places: usual_places(work, within, poll)?,
        digest: None,
        corrects: corrects.map(|digest| digest.to_string()),
        created_at: work.now,
        created_by: within.who().account.clone(),
        frozen_at: None,
        frozen_by: None,
    };
    rows::add(work.conn, &row)?;
    audit::note_within(
        work,
        within,
        Entry::NoticeBegun,
        &row.id,
        &[("poll", poll.row.id.as_str().into()), ("kind", kind.word().into())],
    )?;
    Notice::of(work, row)
}

fn json(text: &notice::Notice) -> Result<String, Error> {
    Ok(serde_json::to_string(text).map_err(|_| Fault::Json("notices.text"))?)
}

/// The places of the notice before; for the first one a board at each building of the roll.
fn usual_places(work: &mut Work<'_>, within: &Within, poll: &Poll) -> Result<String, Error> {
    if let Some(places) = rows::last_places(work.conn, &poll.row.id)? {
        return Ok(places);
    }
    let buildings = rolls::units::buildings(work, within)?;
    let places: Vec<String> = buildings.into_iter().map(|(name, _)| format!("{name}公告栏")).take(PLACES).collect();
    Ok(serde_json::to_string(&places).map_err(|_| Fault::Json("notices.places"))?)
}

/// Other texts, days or places, if nobody else changed the draft since `version`.
pub(crate) fn change(
    work: &mut Work<'_>,
    within: &Within,
    mut found: Notice,
    version: i64,
    change: Change,
) -> Result<Notice, Error> {
    is_draft(&found)?;
    if change.places.len() > PLACES {
        return Err(Refusal::Field { field: "places", why: FieldFault::Long }.into());
    }
    let mut places: Vec<String> = Vec::with_capacity(change.places.len());
    for place in &change.places {
        let place = fields::line("places", place, PLACE)?;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    (found.text.window, found.text.parts) = (change.window, change.parts);
    found.row.version = version;
    found.row.text = json(&found.text)?;
    found.row.places = serde_json::to_string(&places).map_err(|_| Fault::Json("notices.places"))?;
    if !rows::replace(work.conn, &found.row)? {
        return Err(Refusal::Stale.into());
    }
    audit::note_within(work, within, Entry::NoticeChanged, &found.row.id, &[])?;
    let version = version.saturating_add(1);
    Notice::of(work, rows::Notice { version, ..found.row })
}

fn is_draft(found: &Notice) -> Result<(), Error> {
    if found.row.digest.is_some() { Err(Refusal::NoticeFrozen.into()) } else { Ok(()) }
}

/// Throws a draft away.
pub(crate) fn discard(work: &mut Work<'_>, within: &Within, found: &Notice, version: i64) -> Result<(), Error> {
    is_draft(found)?;
    if !rows::discard(work.conn, &found.row.id, version)? {
        return Err(Refusal::Stale.into());
    }
    audit::note_within(work, within, Entry::NoticeDiscarded, &found.row.id, &[])
}

/// Everything that keeps a draft from being frozen, with the text as it would be: with the digests that the poll has now.
fn judged(work: &mut Work<'_>, poll: &Poll, found: &Notice) -> Result<(notice::Notice, Vec<Unfit>), Error> {
    let (kind, mut text) = (found.text.kind, found.text.clone());
    let (now, window) = with_facts(work, poll, text.corrects, "", |facts| (names(kind, facts), window(kind, facts)))?;
    let mut unfit = Vec::new();
    match now {
        Some(now) => text.names = now,
        None => unfit.push(Unfit {
            pointer: String::new(),
            code: "too_early",
            words: ["表决还没有走到这一步".into(), "the poll has not come so far".into()],
        }),
    }
    if kind.is_about_voting() && text.window != window {
        let words = ["与表决的投票时间不同".into(), "these are not the days of the voting".into()];
        unfit.push(Unfit { pointer: "/window".into(), code: "window_differs", words });
    }
    if found.places.is_empty() {
        let words = ["请写明张贴在哪里".into(), "where it has to hang is missing".into()];
        unfit.push(Unfit { pointer: "/places".into(), code: "empty", words });
    }
    unfit.extend(text.faults().into_iter().map(|fault| shown(&fault, &text)));
    Ok((text, unfit))
}

/// Where in the body, and why.
fn shown(fault: &NoticeFault, text: &notice::Notice) -> Unfit {
    let at = |part| text.parts.iter().position(|given| given.part == part);
    let pointer = match fault.part().and_then(at) {
        Some(index) => format!("/parts/{index}/text"),
        None if matches!(fault, NoticeFault::Window) => "/window".to_owned(),
        None => "/parts".to_owned(),
    };
    Unfit { pointer, code: fault.code(), words: fault.words() }
}

/// What is missing or wrong in a draft.
pub(crate) fn faults(work: &mut Work<'_>, poll: &Poll, found: &Notice) -> Result<Vec<Unfit>, Error> {
    if found.row.digest.is_some() { Ok(Vec::new()) } else { Ok(judged(work, poll, found)?.1) }
}

/// What should be seen before it hangs, but is no obstacle: the chair may set a period aside with a reason.
pub(crate) fn warnings(work: &Work<'_>, poll: &Poll, found: &Notice) -> Vec<PeriodFault> {
    let rules = poll.rules.rules();
    let Ok(today) = rules.calendar.value.date_at(found.row.frozen_at.unwrap_or(work.now)) else { return Vec::new() };
    period::check(&found.text, today, rules).err().into_iter().collect()
}

/// Freezes a draft: from now on it is public and never changes.
pub(crate) fn freeze(work: &mut Work<'_>, within: &Within, poll: &Poll, found: Notice, version: i64) -> Result<Notice, Error> {
    is_draft(&found)?;
    if found.row.version != version {
        return Err(Refusal::Stale.into());
    }
    let (text, unfit) = judged(work, poll, &found)?;
    if !unfit.is_empty() {
        return Err(Error::Unfit(unfit));
    }
    let bytes = text.freeze().map_err(|_| Fault::Impossible("a notice without fault that cannot be frozen"))?;
    let digest = Digest::of(&bytes).to_string();
    if rows::by_digest(work.conn, &digest)?.is_some() {
        return Err(Refusal::NoticeTwice.into());
    }
    let row = rows::Notice { text: String::from_utf8(bytes).map_err(|_| Fault::Json("notices.text"))?, ..found.row };
    let (now, by) = (work.now, within.who().account.clone());
    if !rows::freeze(work.conn, &row, &digest, now, &by)? {
        return Err(Refusal::Stale.into());
    }
    let details = [("poll", poll.row.id.as_str().into()), ("digest", digest.as_str().into())];
    audit::note_within(work, within, Entry::NoticeFrozen, &row.id, &details)?;
    let version = version.saturating_add(1);
    Notice::of(work, rows::Notice { version, digest: Some(digest), frozen_at: Some(now), frozen_by: Some(by), ..row })
}
