//! What becomes of a message: states, and when a failed attempt is repeated.
//!
//! A pure function of what happened, so that a service that was killed in the middle goes on where it was. A message is handed to the
//! gateway with its own id on every attempt, so that a gateway that answered too late does not send it twice.

use serde::{Deserialize, Serialize};

/// Attempts at most.
pub const ATTEMPTS: u32 = 6;
/// Pause after the first failed attempt, in milliseconds; four times as long after each further one.
const FIRST_PAUSE: i64 = 30_000;
/// The longest pause.
const LONGEST_PAUSE: i64 = 3_600_000;

/// Where a message stands. Times in UTC milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum Delivery {
    /// To be sent, not before `at`.
    Waiting {
        /// Attempts that failed.
        failed: u32,
        /// When.
        at: i64,
    },
    /// Handed to the gateway, no answer yet.
    Sending {
        /// Attempts that failed before.
        failed: u32,
        /// Since when.
        since: i64,
    },
    /// The gateway has it.
    Accepted {
        /// When.
        at: i64,
    },
    /// It reached the phone.
    Delivered {
        /// When.
        at: i64,
    },
    /// It will not be sent again.
    Failed {
        /// When.
        at: i64,
        /// Why.
        because: Failure,
    },
}

/// Why a message failed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The gateway refuses it: a wrong number, a template that is not approved.
    Refused,
    /// The carrier could not deliver it.
    Undeliverable,
    /// Too many attempts.
    Attempts,
    /// It would come too late to be of use: a one-time code.
    Expired,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// An attempt begins.
    Send,
    /// The gateway took it.
    Taken,
    /// The gateway refuses it and always will.
    Refused,
    /// The gateway was not reached, answered with an error of its own, or not in time.
    Unreachable,
    /// The carrier reports that it arrived.
    Arrived,
    /// The carrier reports that it did not.
    NotArrived,
}

impl Delivery {
    /// A new message, not before `at`.
    pub const fn new(at: i64) -> Self {
        Self::Waiting { failed: 0, at }
    }

    /// Whether an attempt is due.
    pub const fn is_due(self, now: i64) -> bool {
        matches!(self, Self::Waiting { at, .. } if at <= now)
    }

    /// Whether nothing more will happen, reports apart.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Delivered { .. } | Self::Failed { .. })
    }

    /// After `event` at `now`. `expires`: when the message is of no use any more. What cannot follow changes nothing: reports come
    /// late, twice and out of order.
    #[must_use]
    pub const fn after(self, event: Event, now: i64, expires: Option<i64>) -> Self {
        let expired = matches!(expires, Some(expires) if expires <= now);
        match (self, event) {
            (Self::Waiting { .. }, Event::Send) if expired => Self::Failed { at: now, because: Failure::Expired },
            (Self::Waiting { failed, at }, Event::Send) if at <= now => Self::Sending { failed, since: now },
            (Self::Sending { .. }, Event::Taken) => Self::Accepted { at: now },
            (Self::Sending { .. }, Event::Refused) => Self::Failed { at: now, because: Failure::Refused },
            (Self::Sending { failed, .. }, Event::Unreachable) => {
                let failed = failed.saturating_add(1);
                let at = now.saturating_add(pause(failed));
                if failed >= ATTEMPTS {
                    Self::Failed { at: now, because: Failure::Attempts }
                } else if matches!(expires, Some(expires) if expires <= at) {
                    Self::Failed { at: now, because: Failure::Expired }
                } else {
                    Self::Waiting { failed, at }
                }
            }
            // A report may overtake the gateway's own answer.
            (Self::Sending { .. } | Self::Accepted { .. }, Event::Arrived) => Self::Delivered { at: now },
            (Self::Sending { .. } | Self::Accepted { .. }, Event::NotArrived) => {
                Self::Failed { at: now, because: Failure::Undeliverable }
            }
            (state, _) => state,
        }
    }
}

/// How long to wait after so many failed attempts, in milliseconds: 30 s, 2 min, 8 min, 32 min, 1 h.
pub const fn pause(failed: u32) -> i64 {
    let times = 4_i64.saturating_pow(failed.saturating_sub(1));
    let pause = FIRST_PAUSE.saturating_mul(times);
    if pause < LONGEST_PAUSE { pause } else { LONGEST_PAUSE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_arrives() {
        let sent = Delivery::new(100).after(Event::Send, 100, None).after(Event::Taken, 101, None);
        assert_eq!(sent, Delivery::Accepted { at: 101 });
        assert_eq!(sent.after(Event::Arrived, 105, None), Delivery::Delivered { at: 105 });
        // The report came first, then the gateway's answer.
        let overtaken = Delivery::new(0).after(Event::Send, 0, None).after(Event::Arrived, 1, None).after(Event::Taken, 2, None);
        assert_eq!(overtaken, Delivery::Delivered { at: 1 });
        assert!(overtaken.is_over() && !sent.is_over());
    }

    #[test]
    fn it_waits_until_it_is_due() {
        let waiting = Delivery::new(100);
        assert!(!waiting.is_due(99) && waiting.is_due(100));
        assert_eq!(waiting.after(Event::Send, 99, None), waiting);
    }

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<i64> = (1..=6).map(|failed| pause(failed) / 1_000).collect();
        assert_eq!(pauses, [30, 120, 480, 1_920, 3_600, 3_600]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
        let mut message = Delivery::new(0);
        let mut now = 0;
        let mut attempts = 0;
        while let Delivery::Waiting { at, .. } = message {
            now = now.max(at);
            message = message.after(Event::Send, now, None).after(Event::Unreachable, now + 5, None);
            attempts += 1;
        }
        assert_eq!((attempts, message), (ATTEMPTS, Delivery::Failed { at: now + 5, because: Failure::Attempts }));
    }

    #[test]
    fn a_code_that_would_come_too_late_is_not_sent() {
        let expires = Some(20_000);
        let sending = Delivery::new(0).after(Event::Send, 0, expires);
        assert_eq!(sending.after(Event::Unreachable, 5, expires), Delivery::Failed { at: 5, because: Failure::Expired });
        assert_eq!(
            Delivery::new(0).after(Event::Send, 20_000, expires),
            Delivery::Failed { at: 20_000, because: Failure::Expired }
        );
    }

    #[test]
    fn a_refused_or_undeliverable_message_is_not_repeated() {
        let sending = Delivery::new(0).after(Event::Send, 0, None);
        for (event, because) in [(Event::Refused, Failure::Refused), (Event::NotArrived, Failure::Undeliverable)] {
            let failed = sending.after(event, 1, None);
            assert_eq!(failed, Delivery::Failed { at: 1, because });
            for later in [Event::Send, Event::Taken, Event::Unreachable, Event::Arrived] {
                assert_eq!(failed.after(later, 2, None), failed);
            }
        }
    }
}
