//! Those who are tied stand again in the re-vote: as they were accepted, with the photo that hung out.

use super::super::files;
use super::super::{Error, Fault, Work};
use super::publish::published_ids;
use super::{Kind, Owner, Row, of, sealed};
use crate::election::poll::serial::Serial;
use crate::flows::polls::Poll;
use crate::store::nomination;

/// Copies the nominations of candidates, by their positions in the published order, into another poll. Who withdraws or changes the
/// form there does so with the secret of before and the number of the copy.
pub(crate) fn carry_over(work: &mut Work<'_>, from: &Poll, positions: &[usize], into: &Poll) -> Result<(), Error> {
    let ids = published_ids(work, from)?;
    for position in positions {
        let id = ids.get(*position).ok_or(Fault::Impossible("a tie of nobody"))?;
        let kept = of(work, from, id)?;
        let content = kept.content.ok_or(Fault::Impossible("a candidate whose nomination was erased"))?;
        let copy = work.id();
        for photo in files::of(work, Owner(Kind::Nomination, id))? {
            if super::publish::shows(from, &photo.digest) {
                files::copy(work, Owner(Kind::Nomination, id), &photo, Owner(Kind::Nomination, &copy))?;
            }
        }
        let row = Row {
            poll_id: into.row.id.clone(),
            version: 1,
            number: Serial::random(work.rng).to_string(),
            content: Some(sealed(work, &copy, &content)?),
            created_at: work.now,
            id: copy,
            ..kept.row
        };
        nomination::add(work.conn, &row)?;
    }
    Ok(())
}
