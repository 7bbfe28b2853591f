//! Records and archives as files of this machine, nameless, so that nothing is left of them when the service ends. They follow from the
//! database, and are written again where another instance, or this one before, wrote them.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::os::unix::fs::FileExt as _;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::call::{Failure, in_transaction};
use super::super::service::Service;
use crate::crypto::hash::{Digest, Hasher};
use crate::flows::counting::{self, Edition, Files};
use crate::flows::{Error, Fault};

/// Polls whose files are kept at once.
const MOST: usize = 8;
/// Bytes that are digested together.
const PIECE: usize = 1 << 16;

/// Which file of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Which {
    /// `people.bel`
    People,
    /// `area.bel`
    Area,
    /// `record.zip`
    Record,
}

/// A file, with what is said of it.
pub(in super::super) struct Kept {
    file: File,
    /// SHA-256.
    pub(in super::super) digest: Digest,
    /// Bytes.
    pub(in super::super) length: u64,
}

impl Kept {
    fn new(mut file: File) -> io::Result<Self> {
        file.rewind()?;
        let (mut hasher, mut length) = (Hasher::default(), 0_u64);
        let mut piece = vec![0; PIECE];
        loop {
            let count = file.read(&mut piece)?;
            let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else { break };
            hasher.update(read);
            length = length.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        }
        Ok(Self { file, digest: hasher.finish(), length })
    }

    /// Some bytes from `at` on; several may read at once.
    pub(super) fn read(&self, at: u64, most: usize) -> io::Result<Vec<u8>> {
        let mut piece = vec![0; most];
        let count = self.file.read_at(&mut piece, at)?;
        piece.truncate(count);
        Ok(piece)
    }
}

/// The files of a poll.
pub(in super::super) struct Made {
    /// Which edition they are.
    pub(in super::super) edition: Edition,
    files: Files<Kept>,
}

impl Made {
    pub(super) fn new(edition: Edition, files: Files<File>) -> io::Result<Self> {
        let Files { people, area, record } = files;
        let files = Files { people: Kept::new(people)?, area: Kept::new(area)?, record: Kept::new(record)? };
        Ok(Self { edition, files })
    }

    /// One of them.
    pub(in super::super) const fn file(&self, which: Which) -> &Kept {
        match which {
            Which::People => &self.files.people,
            Which::Area => &self.files.area,
            Which::Record => &self.files.record,
        }
    }
}

/// Those that were asked for lately.
#[derive(Default)]
pub(in super::super) struct Records {
    made: Mutex<HashMap<String, Arc<Made>>>,
    /// One is written at a time: it takes a processor and the disk.
    turn: Mutex<()>,
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Records")
    }
}

impl Records {
    fn known(&self, poll: &str, edition: Edition) -> Option<Arc<Made>> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.get(poll).filter(|made| made.edition == edition).cloned()
    }

    /// Puts files at hand.
    pub(super) fn keep(&self, poll: &str, made: Made) -> Arc<Made> {
        let made = Arc::new(made);
        let mut kept = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(poll.to_owned(), made.clone());
        made
    }

    /// The files of a poll as they are now; where they are not at hand they are written, which takes some seconds for ten thousand ballots.
    pub(in super::super) fn of(&self, service: &Service, poll: &str) -> Result<Arc<Made>, Failure> {
        let now = || in_transaction(service, false, |work| Ok(counting::edition(work, poll)?));
        if let Some(made) = self.known(poll, now()?) {
            return Ok(made);
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let edition = now()?;
        if let Some(made) = self.known(poll, edition) {
            return Ok(made);
        }
        let files = in_transaction(service, false, |work| Ok(counting::pack(work, poll, fresh()?)?))?;
        Ok(self.keep(poll, Made::new(edition, files).map_err(failed)?))
    }
}

/// Empty files.
pub(super) fn fresh() -> Result<Files<File>, Error> {
    let file = || tempfile::tempfile().map_err(failed);
    Ok(Files { people: file()?, area: file()?, record: file()? })
}

/// The disk is full, or gone.
pub(super) fn failed(error: io::Error) -> Error {
    Fault::Record(error.to_string()).into()
}
