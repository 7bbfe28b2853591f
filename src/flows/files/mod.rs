//! Photos and scans: taken, kept, shown and forgotten.
//!
//! Each belongs to one thing of the community, which decides who may see it; there is no file that belongs to nothing. What is kept
//! is sealed by the vault and bounded in size and, for each owner, in number. Nothing is kept as it came but a PDF: a picture is
//! drawn anew ([`Redraw`]), so that where and by whom it was taken, a second file hidden in it, and whatever is wrong with it stay
//! outside.

mod media;

pub(crate) use media::Media;

use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::vault::Place;
use super::{Error, Fault, Refusal, Work};
use crate::store::Millis;
use crate::store::file::{self, File};

/// Bytes of an upload at most: a photo of a telephone, a scan of some pages.
pub(crate) const LARGEST: usize = 10 * 1024 * 1024;

/// Column of the sealed content.
pub(crate) const CONTENT: &str = "file_contents.sealed";

/// How many are forgotten at one time.
const BATCH: i64 = 20;

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Evidence of an owner's claim.
    Claim,
    /// The photo of somebody who stands.
    Nomination,
    /// A notice where it hangs.
    Posting,
    /// The sheet of the paper ballots, signed by hand; its owner is the poll.
    PaperSheet,
}

/// What a file belongs to, and which one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner<'o>(pub(crate) Kind, pub(crate) &'o str);

impl Kind {
    /// As the database writes it.
    const fn word(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Nomination => "nomination",
            Self::Posting => "posting",
            Self::PaperSheet => "paper_sheet",
        }
    }

    /// How many files one of these has at most.
    const fn most(self) -> i64 {
        match self {
            Self::Claim => 6,
            // The photo that is shown and the one that will be.
            Self::Nomination => 2,
            Self::Posting => 12,
            Self::PaperSheet => 1,
        }
    }

    /// Whether papers are taken beside pictures.
    const fn takes_papers(self) -> bool {
        matches!(self, Self::Claim | Self::PaperSheet)
    }

    /// Pixels of the longer side that are kept: enough to read a deed, or to know a face.
    const fn longest(self) -> u32 {
        match self {
            Self::Claim | Self::Posting | Self::PaperSheet => 2400,
            Self::Nomination => 1200,
        }
    }
}

/// Why a picture cannot be drawn anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureFault {
    /// It is broken, or not the picture that it begins like.
    Unreadable,
    /// It would take too much memory.
    TooLarge,
}

/// Draws pictures anew: an edge, so that no flow knows a decoder.
pub(crate) trait Redraw {
    /// The picture as a JPEG without anything beside it, upright, its longer side at most `longest` pixels.
    fn redraw(&self, media: Media, bytes: &[u8], longest: u32) -> Result<Vec<u8>, PictureFault>;
}

/// What may be kept. Made by [`clean`] only.
pub(crate) struct Clean {
    kind: Kind,
    media: Media,
    bytes: Zeroizing<Vec<u8>>,
}

impl Clean {
    /// SHA-256 of what would be kept, hexadecimal.
    pub(crate) fn digest(&self) -> String {
        hex::encode(digest(&SHA256, &self.bytes))
    }
}

/// Takes an upload of at most [`LARGEST`] bytes for one of a kind. It needs memory and time, and no connection.
pub(crate) fn clean(edge: &impl Redraw, kind: Kind, bytes: &[u8]) -> Result<Clean, Refusal> {
    let media = Media::of(bytes).filter(|media| *media != Media::Pdf || kind.takes_papers()).ok_or(Refusal::FileKind)?;
    if media == Media::Pdf {
        return Ok(Clean { kind, media, bytes: Zeroizing::new(bytes.to_vec()) });
    }
    let drawn = edge.redraw(media, bytes, kind.longest()).map_err(|fault| match fault {
        PictureFault::Unreadable => Refusal::FileUnreadable,
        PictureFault::TooLarge => Refusal::PictureTooLarge,
    })?;
    Ok(Clean { kind, media: Media::Jpeg, bytes: Zeroizing::new(drawn) })
}

/// Keeps a file for an owner that the caller has locked or just made, until `expires_at` if there is one.
pub(crate) fn keep(
    work: &mut Work<'_>,
    community: &str,
    Owner(kind, owner): Owner<'_>,
    clean: &Clean,
    expires_at: Option<Millis>,
) -> Result<File, Error> {
    if clean.kind != kind {
        return Err(Fault::Impossible("a file cleaned for another kind").into());
    }
    sweep(work)?;
    let taken = file::of(work.conn, kind.word(), owner)?;
    let free = (0..kind.most()).find(|place| taken.iter().all(|file| file.place != *place));
    let row = File {
        id: work.id(),
        community_id: community.to_owned(),
        owner_kind: kind.word().to_owned(),
        owner_id: owner.to_owned(),
        place: free.ok_or(Refusal::FilesFull)?,
        media: clean.media.mime().to_owned(),
        bytes: i64::try_from(clean.bytes.len()).unwrap_or(i64::MAX),
        digest: clean.digest(),
        created_at: work.now,
        expires_at,
    };
    let sealed = work.vault.seal(work.rng, Place(CONTENT, &row.id), &clean.bytes)?;
    file::add(work.conn, &row, &sealed)?;
    Ok(row)
}

/// The files of an owner, in the order in which they came, but for those whose time is over.
pub(crate) fn of(work: &mut Work<'_>, Owner(kind, owner): Owner<'_>) -> Result<Vec<File>, Error> {
    let now = work.now;
    let rows = file::of(work.conn, kind.word(), owner)?;
    Ok(rows.into_iter().filter(|row| row.expires_at.is_none_or(|end| end > now)).collect())
}

/// One of them with its content. Whether the caller may see what belongs to the owner was decided before.
pub(crate) fn open(work: &mut Work<'_>, owner: Owner<'_>, id: &str) -> Result<(File, Zeroizing<Vec<u8>>), Error> {
    let row = of(work, owner)?.into_iter().find(|row| row.id == id).ok_or(Error::Missing)?;
    let Some(sealed) = file::content(work.conn, id)? else {
        // Taken back since it was looked for, or something is wrong.
        let gone = of(work, owner)?.iter().all(|row| row.id != id);
        return Err(if gone { Error::Missing } else { Fault::Impossible("a file without its content").into() });
    };
    let bytes = work.vault.open(Place(CONTENT, id), &sealed)?;
    Ok((row, bytes))
}

/// Keeps what one owner has for another one as well.
pub(crate) fn copy(work: &mut Work<'_>, from: Owner<'_>, which: &File, Owner(kind, owner): Owner<'_>) -> Result<(), Error> {
    let (kept, bytes) = open(work, from, &which.id)?;
    let row =
        File { id: work.id(), owner_kind: kind.word().to_owned(), owner_id: owner.to_owned(), created_at: work.now, ..kept };
    let sealed = work.vault.seal(work.rng, Place(CONTENT, &row.id), &bytes)?;
    Ok(file::add(work.conn, &row, &sealed)?)
}

/// Forgets one of them.
pub(crate) fn forget(work: &mut Work<'_>, owner: Owner<'_>, id: &str) -> Result<(), Error> {
    let row = of(work, owner)?.into_iter().find(|row| row.id == id).ok_or(Error::Missing)?;
    Ok(file::remove(work.conn, &[row.id])?)
}

/// Forgets all of them.
pub(crate) fn forget_all(work: &mut Work<'_>, Owner(kind, owner): Owner<'_>) -> Result<(), Error> {
    let ids: Vec<String> = file::of(work.conn, kind.word(), owner)?.into_iter().map(|row| row.id).collect();
    Ok(file::remove(work.conn, &ids)?)
}

/// All of them are forgotten at a time, or not before their owner is.
pub(crate) fn expire(work: &mut Work<'_>, Owner(kind, owner): Owner<'_>, at: Option<Millis>) -> Result<(), Error> {
    Ok(file::expire(work.conn, kind.word(), owner, at)?)
}

/// Forgets some of those whose time is over. Whoever adds one clears away a few, so that they never become many.
fn sweep(work: &mut Work<'_>) -> Result<(), Error> {
    let over = file::over(work.conn, work.now, BATCH)?;
    Ok(file::remove(work.conn, &over)?)
}
