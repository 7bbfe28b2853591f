//! Polls that are being voted in, read once: the list of voters alone takes a while to read, and never changes after the opening.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::call::{Failure, in_transaction};
use super::super::service::Service;
use crate::flows::casting::{self, Ready};

/// Polls that are kept at most; more at a time would be a city's.
const MOST: usize = 64;

/// By id.
#[derive(Default)]
pub(super) struct Polls {
    kept: Mutex<HashMap<String, Arc<Ready>>>,
    /// Held by whoever reads one: when a poll opens, or the service starts again, many ask for it at the same moment.
    reading: Mutex<()>,
}

impl Polls {
    /// One that was read before.
    pub(super) fn known(&self, poll: &str) -> Option<Arc<Ready>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(poll).cloned()
    }

    /// Reads it; whoever comes meanwhile waits for it.
    pub(super) fn open(&self, service: &Service, poll: &str) -> Result<Arc<Ready>, Failure> {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ready) = self.known(poll) {
            return Ok(ready);
        }
        let ready = in_transaction(service, false, |work| Ok(casting::ready(work, poll)?))?;
        let ready = Arc::new(ready);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(poll.to_owned(), ready.clone());
        Ok(ready)
    }
}
