//! The time, injected: the system's when people are served, one that is set forward by hand when legal periods are tried out.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time in milliseconds since 1970, UTC.
#[derive(Debug)]
pub(super) enum Clock {
    /// The machine's.
    System,
    /// The machine's, set forward by so many milliseconds. Never in production.
    Movable(AtomicI64),
}

impl Clock {
    /// One of the two.
    pub(super) fn new(movable: bool) -> Self {
        if movable { Self::Movable(AtomicI64::new(0)) } else { Self::System }
    }

    /// Now.
    pub(super) fn now(&self) -> i64 {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let system = i64::try_from(system).unwrap_or(i64::MAX);
        match self {
            Self::System => system,
            Self::Movable(forward) => system.saturating_add(forward.load(Ordering::SeqCst)),
        }
    }

    /// Whether it can be set.
    pub(super) const fn is_movable(&self) -> bool {
        matches!(self, Self::Movable(_))
    }

    /// Sets it forward, never back: what was signed with a later time would come from the future.
    pub(super) fn advance(&self, millis: u32) {
        if let Self::Movable(forward) = self {
            forward.fetch_add(millis.into(), Ordering::SeqCst);
        }
    }
}

/// Milliseconds UTC, of RFC 3339 with any offset.
pub(super) fn millis(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

/// RFC 3339, UTC.
pub(super) fn rfc3339(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map_or_else(|_| String::new(), |time| time.to_string())
}

/// A time as RFC 3339 writes it, in milliseconds; `None` if it is none.
pub(super) fn from_rfc3339(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}
