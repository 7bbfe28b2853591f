//! Notices 公告: drafted from the poll, frozen, hung, photographed.
//!
//! A draft belongs to whoever writes; a frozen notice belongs to everybody: from that moment on it is public by its digest, and its
//! bytes never change. A mistake is mended by another notice that names it. What the notice says about the poll (digests, days of the
//! voting) is compared with the poll at the moment of freezing, so that nobody hangs out what is no longer so.

mod posting;
mod write;

pub(crate) use posting::{Seen, hangs_since, hung, open_photo, post, postings};
pub(crate) use write::{Change, begin, change, discard, faults, freeze, warnings};

use super::access::Within;
use super::polls::{self, Poll};
use super::{Error, Fault, Work};
use crate::crypto::hash::Digest;
use crate::election::poll::notice;
use crate::store::notice as rows;

/// A notice with what its columns say.
#[derive(Debug)]
pub(crate) struct Notice {
    /// As it is kept.
    pub(crate) row: rows::Notice,
    /// Draft or frozen.
    pub(crate) text: notice::Notice,
    /// Where it has to hang.
    pub(crate) places: Vec<String>,
    /// Digests of the frozen notices that correct it.
    pub(crate) corrected_by: Vec<String>,
}

impl Notice {
    fn of(work: &mut Work<'_>, row: rows::Notice) -> Result<Self, Error> {
        let text = serde_json::from_str(&row.text).map_err(|_| Fault::Json("notices.text"))?;
        let places = serde_json::from_str(&row.places).map_err(|_| Fault::Json("notices.places"))?;
        let corrected_by = match &row.digest {
            Some(digest) => rows::corrections(work.conn, digest)?,
            None => Vec::new(),
        };
        Ok(Self { row, text, places, corrected_by })
    }

    /// SHA-256 of the frozen text.
    fn digest(&self) -> Result<Option<Digest>, Error> {
        let digest = self.row.digest.as_deref().map(str::parse);
        Ok(digest.transpose().map_err(|_| Fault::Impossible("a digest that is none"))?)
    }
}

/// The notices of a poll, in the order in which they were begun.
pub(crate) fn page(work: &mut Work<'_>, poll: &Poll, after: &str, limit: i64) -> Result<Vec<Notice>, Error> {
    let found = rows::page(work.conn, &poll.row.id, false, after, limit)?;
    found.into_iter().map(|row| Notice::of(work, row)).collect()
}

/// One of them.
pub(crate) fn load(work: &mut Work<'_>, poll: &Poll, id: &str) -> Result<Notice, Error> {
    let row = rows::of_poll(work.conn, &poll.row.id, id)?.ok_or(Error::Missing)?;
    Notice::of(work, row)
}

/// The frozen notices of a poll that is public.
pub(crate) fn public_page(work: &mut Work<'_>, poll: &str, after: &str, limit: i64) -> Result<Vec<Notice>, Error> {
    let (poll, _) = polls::public(work, poll)?;
    let found = rows::page(work.conn, &poll.row.id, true, after, limit)?;
    found.into_iter().map(|row| Notice::of(work, row)).collect()
}

/// A frozen notice, whatever became of the poll: it hangs on a board.
pub(crate) fn public(work: &mut Work<'_>, digest: &str) -> Result<Notice, Error> {
    let row = rows::by_digest(work.conn, digest)?.ok_or(Error::Missing)?;
    Notice::of(work, row)
}
