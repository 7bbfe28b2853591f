//! Quiet hours: no message from 21:00 to 08:00 local time.
//!
//! One-time codes and receipts are no exception to the rule but outside of it: it protects from being disturbed, and whoever asks for
//! a code at 22:00 waits for it with the phone in the hand. Everything that nobody asked for just now waits for the morning.

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;
/// Local hours in which messages go out: from the first, before the second.
const AWAKE: [i64; 2] = [8, 21];

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The owner asked for it a moment ago and waits for it: a one-time code, the receipt of a ballot cast now.
    Asked,
    /// Everything else waits for the morning.
    Notice,
}

/// When a message may go out that is ready at `at` (UTC milliseconds): then, or at the next 08:00. `utc_offset_minutes` is local time
/// minus UTC; China has no summer time, so that it is the same all year.
pub fn send_at(purpose: Purpose, at: i64, utc_offset_minutes: i32) -> i64 {
    if matches!(purpose, Purpose::Asked) {
        return at;
    }
    let [morning, evening] = AWAKE;
    let offset = i64::from(utc_offset_minutes).saturating_mul(60_000);
    let since_midnight = at.saturating_add(offset).rem_euclid(DAY);
    if since_midnight < morning.saturating_mul(HOUR) {
        at.saturating_add(morning.saturating_mul(HOUR)).saturating_sub(since_midnight)
    } else if since_midnight < evening.saturating_mul(HOUR) {
        at
    } else {
        at.saturating_add(DAY).saturating_add(morning.saturating_mul(HOUR)).saturating_sub(since_midnight)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn nobody_is_woken() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        for (ready, sent) in [
            ("2026-03-17T07:59:59.999+08:00", "2026-03-17T08:00:00+08:00"),
            ("2026-03-17T08:00:00+08:00", "2026-03-17T08:00:00+08:00"),
            ("2026-03-17T20:59:59.999+08:00", "2026-03-17T20:59:59.999+08:00"),
            ("2026-03-17T21:00:00+08:00", "2026-03-18T08:00:00+08:00"),
            ("2026-12-31T23:59:59+08:00", "2027-01-01T08:00:00+08:00"),
            ("2026-03-17T00:00:00+08:00", "2026-03-17T08:00:00+08:00"),
        ] {
            assert_eq!(send_at(Purpose::Notice, time(ready), 480), time(sent), "{ready}");
            assert_eq!(send_at(Purpose::Asked, time(ready), 480), time(ready));
        }
        // In Ürümqi, two hours behind, eight o'clock comes when it is ten in Beijing.
        assert_eq!(send_at(Purpose::Notice, time("2026-03-17T08:00:00+08:00"), 360), time("2026-03-17T10:00:00+08:00"));
        assert_eq!(send_at(Purpose::Notice, time("2026-03-17T22:59:00+08:00"), 360), time("2026-03-17T22:59:00+08:00"));
        assert!(send_at(Purpose::Notice, i64::MAX, 480) > 0);
    }
}
