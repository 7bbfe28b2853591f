//! The time, injected: the system's when people are served, one that is set forward by hand when legal periods are tried out.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::flows::{FieldFault, Refusal};

/// Which time a service tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Time {
    /// The machine's: whenever people are served.
    Machine,
    /// The machine's and so many milliseconds, negative where it is behind; anybody may set it forward. Refused together with keys that
    /// are not for tests.
    Movable(i64),
    /// The same for the demo, which begins weeks ago so that its poll is open today. How far it is ahead, in milliseconds, negative
    /// where it is behind, stands in this file, as a decimal number: whoever starts the demo again finds the time it had come to.
    Demo(PathBuf),
}

/// Tells the time in milliseconds since 1970, UTC.
#[derive(Debug)]
pub(super) enum Clock {
    /// The machine's.
    System,
    /// The machine's and so many milliseconds. Never in production.
    Movable {
        /// How far it is ahead.
        ahead: AtomicI64,
        /// Where that is kept, locked by whoever moves it.
        kept: Option<Mutex<PathBuf>>,
    },
}

impl Clock {
    /// A clock for this time.
    pub(super) fn new(time: Time) -> io::Result<Self> {
        Ok(match time {
            Time::Machine => Self::System,
            Time::Movable(ahead) => Self::Movable { ahead: AtomicI64::new(ahead), kept: None },
            Time::Demo(path) => {
                let text = std::fs::read_to_string(&path)?;
                let ahead = text.trim().parse().map_err(|_| io::Error::other("the file of the clock holds no number"))?;
                Self::Movable { ahead: AtomicI64::new(ahead), kept: Some(Mutex::new(path)) }
            }
        })
    }

    /// Now.
    pub(super) fn now(&self) -> i64 {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let system = i64::try_from(system).unwrap_or(i64::MAX);
        match self {
            Self::System => system,
            Self::Movable { ahead, .. } => system.saturating_add(ahead.load(Ordering::SeqCst)),
        }
    }

    /// Whether it can be set.
    pub(super) const fn is_movable(&self) -> bool {
        matches!(self, Self::Movable { .. })
    }

    /// Whether it is the demo's.
    pub(super) const fn is_demo(&self) -> bool {
        matches!(self, Self::Movable { kept: Some(_), .. })
    }

    /// Sets it forward, never back: what was signed with a later time would come from the future.
    pub(super) fn advance(&self, millis: u32) -> io::Result<()> {
        let Self::Movable { ahead, kept } = self else { return Ok(()) };
        let Some(kept) = kept else {
            ahead.fetch_add(millis.into(), Ordering::SeqCst);
            return Ok(());
        };
        let path = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let then = ahead.load(Ordering::SeqCst).saturating_add(millis.into());
        // Kept first: started again it may be later than it was, never earlier.
        std::fs::write(&*path, format!("{then}\n"))?;
        ahead.store(then, Ordering::SeqCst);
        Ok(())
    }
}

/// Milliseconds UTC, of RFC 3339 with any offset.
pub(super) fn millis(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

/// The same of what somebody wrote into this field of a body.
pub(super) fn written(field: &'static str, text: &str) -> Result<i64, Refusal> {
    millis(text).ok_or(Refusal::Field { field, why: FieldFault::Unknown })
}

/// RFC 3339, UTC.
pub(super) fn rfc3339(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map_or_else(|_| String::new(), |time| time.to_string())
}
