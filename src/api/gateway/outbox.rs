//! A list in memory instead of a carrier: for the demo and for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::{Gateway, Letter, Said};

/// So many of the latest are kept.
const MOST: usize = 1000;

/// A message that would have gone to a phone.
#[derive(Debug, Clone, Serialize)]
pub(in super::super) struct Kept {
    id: String,
    template: &'static str,
    phone: String,
    text: String,
    /// Milliseconds UTC.
    at: i64,
}

/// The list. Clones share it.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Outbox(Arc<Mutex<VecDeque<Kept>>>);

impl Outbox {
    /// All that is kept, from the oldest on.
    pub(in super::super) fn all(&self) -> Vec<Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl Gateway for Outbox {
    fn hand_over(&self, letter: &Letter<'_>) -> Said {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // As a gateway should: one that it has, it has.
        if list.iter().any(|kept| kept.id == letter.id) {
            return Said::Taken;
        }
        if list.len() >= MOST {
            list.pop_front();
        }
        list.push_back(Kept {
            id: letter.id.to_owned(),
            template: letter.template,
            phone: letter.phone.to_owned(),
            text: letter.text.to_owned(),
            at: letter.now,
        });
        Said::Taken
    }
}
