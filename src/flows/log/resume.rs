//! After a copy was put in the place of the database: nothing is appended or signed until somebody shows the latest checkpoint that was
//! signed, and the copy contains it. A copy that is older would give places in the log away a second time.

use super::super::{Error, Refusal, Work};
use super::proof::{head, root_of};
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::note::{Note, NoteKey};
use crate::store::{log, restoration};

/// Whether anything may be signed.
pub(crate) fn may_sign(work: &mut Work<'_>) -> Result<(), Error> {
    if restoration::standing(work.conn)?.is_some() { Err(Refusal::Restored.into()) } else { Ok(()) }
}

/// Takes the latest checkpoints of logs, as people keep them. `key_of` gives the log's key of a poll's opening. When every log that still
/// grows was shown to contain its checkpoint, the mark goes. Returns how many are still to be shown.
pub(crate) fn resume(
    work: &mut Work<'_>,
    shown: &[Note],
    key_of: impl Fn(&mut Work<'_>, &str) -> Result<NoteKey, Error>,
) -> Result<usize, Error> {
    let mut good = Vec::new();
    for note in shown {
        let origin = note.text().lines().next().unwrap_or_default();
        let row = log::by_origin(work.conn, origin)?.ok_or(Refusal::CheckpointFalse)?;
        let key = key_of(work, &row.poll_id)?;
        let (checkpoint, _) = Checkpoint::open(note, &key, &[]).map_err(|_| Refusal::CheckpointFalse)?;
        let known = head(work, &row.poll_id)?.checkpoint;
        if known.size < checkpoint.size {
            return Err(Refusal::CopyTooOld.into());
        }
        if root_of(work.conn, &row.poll_id, 0..checkpoint.size)? != checkpoint.root {
            return Err(Refusal::CopyForked.into());
        }
        good.push(row.poll_id);
    }
    let waiting = log::growing(work.conn)?.into_iter().filter(|poll| !good.contains(poll)).count();
    if waiting == 0 {
        restoration::clear(work.conn, work.now)?;
    }
    Ok(waiting)
}
