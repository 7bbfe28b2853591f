//! Is a newer archive the older one and more?

use std::io::{self, Read};

use super::reader::Reader;

/// How a newer copy of an archive stands to an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The newer one begins with all bytes of the older one, which ends where an event does.
    Continues {
        /// Events of the older one.
        events: u64,
    },
    /// A byte of the older one was changed.
    Differs {
        /// The first such byte.
        offset: u64,
        /// Number of the event it belongs to, counted from 0; `None` in the member `BELENIOS`.
        event: Option<u64>,
    },
    /// The newer one ends before the older one does.
    Shorter {
        /// Length of the newer one.
        offset: u64,
        /// Number of the event it ends in, counted from 0; `None` in the member `BELENIOS`.
        event: Option<u64>,
    },
    /// The older one does not end where an event does, or is no archive; nothing it holds was changed.
    Torn {
        /// Length of the older one.
        offset: u64,
    },
}

/// Which of two archives could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The older one.
    #[error("the older archive cannot be read: {0}")]
    Older(#[source] io::Error),
    /// The newer one.
    #[error("the newer archive cannot be read: {0}")]
    Newer(#[source] io::Error),
}

/// Compares an `older` copy of an archive with a `newer` one: nothing may have been taken away or changed, only events added.
///
/// Says nothing about the soundness of either. Memory is bounded as for [`Reader`]; hand in buffered readers.
pub fn is_prefix(older: impl Read, newer: impl Read) -> Result<Comparison, CompareError> {
    let both = Both { older, newer, same: 0, split: None, error: None, scratch: Vec::new() };
    let mut reader = Reader::new(both);
    // The reader never reads ahead: a difference lies in what it read last.
    let mut event = None;
    while reader.input().split.is_none() {
        event = Some(reader.events());
        if reader.next().is_none() {
            break;
        }
    }
    let ended_at_event = reader.ended_at_event();
    let events = reader.events();
    let mut both = reader.into_input();
    // What stands behind the place where the reader lost the members is compared too.
    let rest = if both.split.is_none() && both.error.is_none() { io::copy(&mut both, &mut io::sink()) } else { Ok(0) };
    match (both.error, rest, both.split) {
        (Some(error), ..) => Err(error),
        (None, Err(error), _) => Err(CompareError::Older(error)),
        (None, Ok(_), Some(Split::Differs)) => Ok(Comparison::Differs { offset: both.same, event }),
        (None, Ok(_), Some(Split::Shorter)) => Ok(Comparison::Shorter { offset: both.same, event }),
        (None, Ok(_), None) if ended_at_event => Ok(Comparison::Continues { events }),
        (None, Ok(_), None) => Ok(Comparison::Torn { offset: both.same }),
    }
}

enum Split {
    Differs,
    Shorter,
}

/// Reads the older archive and compares what comes with the newer one.
struct Both<O, N> {
    older: O,
    newer: N,
    /// Bytes found equal.
    same: u64,
    /// What stands behind them, if it is not equal.
    split: Option<Split>,
    error: Option<CompareError>,
    /// Bytes of the newer one, reused.
    scratch: Vec<u8>,
}

impl<O: Read, N: Read> Read for Both<O, N> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match self.older.read(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                let kind = error.kind();
                self.error = Some(CompareError::Older(error));
                return Err(kind.into());
            }
            other => other?,
        };
        if self.split.is_some() {
            return Ok(count);
        }
        self.scratch.clear();
        let wanted = u64::try_from(count).unwrap_or(u64::MAX);
        if let Err(error) = (&mut self.newer).take(wanted).read_to_end(&mut self.scratch) {
            let kind = error.kind();
            self.error = Some(CompareError::Newer(error));
            return Err(kind.into());
        }
        let same = buffer.iter().zip(&self.scratch).take_while(|(older, newer)| older == newer).count();
        self.same = self.same.saturating_add(u64::try_from(same).unwrap_or(u64::MAX));
        if same < self.scratch.len() {
            self.split = Some(Split::Differs);
        } else if same < count {
            self.split = Some(Split::Shorter);
        }
        Ok(count)
    }
}
