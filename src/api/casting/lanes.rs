//! Who has to go slowly: a credential whose hints were bad is checked without hints for as long as the service runs, a few times a
//! minute, because such a check costs three times as much; and nobody casts without end.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// A poll and a credential.
type Key = (String, String);

/// Ballots of one credential in a minute, also refused ones.
const PER_MINUTE: u32 = 20;
/// The same after bad hints.
const SLOWLY: u32 = 3;

pub(super) struct Lanes {
    all: DefaultKeyedRateLimiter<Key>,
    slow: DefaultKeyedRateLimiter<Key>,
    bad: Mutex<HashSet<Key>>,
}

impl Lanes {
    pub(super) fn new() -> Self {
        let limit = |number| RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)));
        Self { all: limit(PER_MINUTE), slow: limit(SLOWLY), bad: Mutex::default() }
    }

    /// Whether this credential may cast now.
    pub(super) fn may_cast(&self, key: &Key) -> bool {
        // Only listed credentials with a token come here, so the tables are as long as the lists of voters at most.
        self.all.check_key(key).is_ok() && (!self.is_slow(key) || self.slow.check_key(key).is_ok())
    }

    /// Whether its hints were bad once.
    pub(super) fn is_slow(&self, key: &Key) -> bool {
        self.bad.lock().unwrap_or_else(PoisonError::into_inner).contains(key)
    }

    /// Its hints were bad.
    pub(super) fn slow_down(&self, key: Key) {
        self.bad.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_hints_slow_one_credential_down_and_no_other() {
        let lanes = Lanes::new();
        let key = |name: &str| ("poll".to_owned(), name.to_owned());
        let casts = |name: &str| (0..30).filter(|_| lanes.may_cast(&key(name))).count();
        lanes.slow_down(key("a"));
        assert!(lanes.is_slow(&key("a")) && !lanes.is_slow(&key("b")));
        assert_eq!((casts("a"), casts("b")), (3, 20));
    }
}
