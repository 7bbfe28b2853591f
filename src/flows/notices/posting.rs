//! The posting log: where a notice was seen hanging, and where it was gone.

use zeroize::Zeroizing;

use super::super::audit::{self, Action as Entry};
use super::super::files::{self, Clean, Kind as FileKind, Owner};
use super::super::{FieldFault, Refusal};
use super::{Error, Fault, Notice, Poll, Within, Work, rows};
use crate::crypto::hash::Digest;
use crate::election::poll::nomination::review::Person;
use crate::election::poll::notice::posting::{self, Hung};
use crate::election::poll::notice::{Kind, Notice as Text};
use crate::store::Millis;

/// How far the clock of whoever takes the photo may be ahead, milliseconds.
const AHEAD: Millis = 5 * 60_000;

/// What somebody saw.
pub(crate) struct Seen {
    /// At which of the notice's places.
    pub(crate) place: String,
    /// What.
    pub(crate) seen: posting::Seen,
    /// When.
    pub(crate) at: Millis,
}

/// Records what was seen at a place, with the photo.
pub(crate) fn post(
    work: &mut Work<'_>,
    within: &Within,
    found: &Notice,
    seen: Seen,
    photo: &Clean,
) -> Result<rows::Posting, Error> {
    let frozen_at = found.row.frozen_at.ok_or(Refusal::NoticeNotFrozen)?;
    let fault = |field, why| Refusal::Field { field, why };
    if !found.places.contains(&seen.place) {
        return Err(fault("place", FieldFault::Unknown).into());
    }
    if seen.at < frozen_at || seen.at > work.now.saturating_add(AHEAD) {
        return Err(fault("at", FieldFault::Unknown).into());
    }
    let id = work.id();
    let file = files::keep(work, within.community(), Owner(FileKind::Posting, &id), photo, None)?;
    let row = rows::Posting {
        id,
        notice_id: found.row.id.clone(),
        place: seen.place,
        seen: seen.seen.word().to_owned(),
        at: seen.at,
        recorded_at: work.now,
        recorded_by: within.who().account.clone(),
        photo_id: file.id,
        photo_digest: file.digest,
    };
    rows::post(work.conn, &row)?;
    let details = [("notice", found.row.id.as_str().into()), ("seen", row.seen.as_str().into())];
    audit::note_within(work, within, Entry::NoticePosted, &row.id, &details)?;
    Ok(row)
}

/// Entries of a notice in the order in which they were recorded.
pub(crate) fn postings(work: &mut Work<'_>, found: &Notice, after: &str, limit: i64) -> Result<Vec<rows::Posting>, Error> {
    Ok(rows::postings(work.conn, &found.row.id, after, limit)?)
}

/// The photo of an entry. It may show more than the notice, so that whoever looks is written down.
pub(crate) fn open_photo(
    work: &mut Work<'_>,
    within: &Within,
    found: &Notice,
    posting: &str,
) -> Result<(String, Zeroizing<Vec<u8>>), Error> {
    let entry = rows::posting(work.conn, &found.row.id, posting)?.ok_or(Error::Missing)?;
    let details = [("notice", found.row.id.as_str().into())];
    audit::note_within(work, within, Entry::LookedAtPosting, &entry.id, &details)?;
    let (file, bytes) = files::open(work, Owner(FileKind::Posting, &entry.id), &entry.photo_id)?;
    Ok((file.media, bytes))
}

/// How a notice hung at its places up to a time.
pub(crate) fn hung(work: &mut Work<'_>, found: &Notice, until: Millis) -> Result<Option<Hung>, Error> {
    let Some(digest) = found.digest()? else { return Ok(None) };
    let mut entries = Vec::new();
    let mut after = String::new();
    loop {
        let page = rows::postings(work.conn, &found.row.id, &after, 500)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.id);
        for row in page {
            entries.push(posting::Posting {
                notice: digest,
                seen: posting::Seen::of(&row.seen).ok_or(Fault::Impossible("a notice seen in no known way"))?,
                photo: row.photo_digest.parse().map_err(|_| Fault::Impossible("a digest that is none"))?,
                by: Person(row.recorded_by),
                place: row.place,
                at: row.at,
            });
        }
    }
    Ok(Some(posting::hung(&entries, digest, &found.places, until)))
}

/// Since when the notice of the meeting hangs at all places where it has to: what opening the voting asks for. Of several notices that
/// name the announced package the one that hangs for the longest counts; `None` if none hangs everywhere.
pub(crate) fn hangs_since(work: &mut Work<'_>, poll: &Poll) -> Result<Option<Millis>, Error> {
    let Some(announced) = poll.course.announced() else { return Ok(None) };
    let mut since: Option<Millis> = None;
    let mut after = String::new();
    loop {
        let page = rows::page(work.conn, &poll.row.id, true, &after, 100)?;
        let Some(last) = page.last() else { return Ok(since) };
        after.clone_from(&last.id);
        for row in page {
            let found = Notice::of(work, row)?;
            if !announces(&found.text, announced.package) {
                continue;
            }
            let hung = hung(work, &found, work.now)?.and_then(|hung| hung.since);
            since = match (since, hung) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
}

fn announces(text: &Text, package: Digest) -> bool {
    text.kind == Kind::Meeting && text.names.contains(&package)
}
