//! Quiet hours: no message from 21:00 to 08:00 local time.

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::civil::Time;

use crate::election::rules::{Calendar, CalendarFault};

/// Local hours in which messages go out: from the first, before the second.
const AWAKE: [i8; 2] = [8, 21];

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The owner asked for it a moment ago and waits for it: a one-time code, the receipt of a ballot cast now.
    Asked,
    /// Everything else waits for the morning.
    Notice,
}

/// When a message may go out that is ready at `at` (UTC milliseconds): then, or at the next 08:00.
pub fn send_at(purpose: Purpose, at: i64, calendar: &Calendar) -> Result<i64, CalendarFault> {
    if purpose == Purpose::Asked {
        return Ok(at);
    }
    let [morning, evening] = AWAKE;
    let today = calendar.date_at(at)?;
    // The local clock, by the rule set's fixed offset: how long since midnight.
    let yesterday = today.yesterday().map_err(|_| CalendarFault::OutOfRange)?;
    let midnight = calendar.end_of(yesterday)?;
    let at_hour = |midnight: i64, hour: i8| {
        let midnight = Timestamp::from_millisecond(midnight).map_err(|_| CalendarFault::OutOfRange)?;
        let since = Time::constant(hour, 0, 0, 0).duration_since(Time::midnight());
        let time: SignedDuration = since;
        Ok(midnight.checked_add(time).map_err(|_| CalendarFault::OutOfRange)?.as_millisecond())
    };
    let begins: i64 = at_hour(midnight, morning)?;
    if at < begins {
        Ok(begins)
    } else if at < at_hour(midnight, evening)? {
        Ok(at)
    } else {
        at_hour(calendar.end_of(today)?, morning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::rules::{BuiltIn, RuleSet};

    #[test]
    fn nobody_is_woken() {
        let rules = RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap();
        let calendar = &rules.rules().calendar.value;
        let time = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        for (ready, sent) in [
            ("2026-03-17T07:59:59.999+08:00", "2026-03-17T08:00:00+08:00"),
            ("2026-03-17T08:00:00+08:00", "2026-03-17T08:00:00+08:00"),
            ("2026-03-17T20:59:59.999+08:00", "2026-03-17T20:59:59.999+08:00"),
            ("2026-03-17T21:00:00+08:00", "2026-03-18T08:00:00+08:00"),
            ("2026-12-31T23:59:59+08:00", "2027-01-01T08:00:00+08:00"),
            ("2026-03-17T00:00:00+08:00", "2026-03-17T08:00:00+08:00"),
        ] {
            assert_eq!(send_at(Purpose::Notice, time(ready), calendar), Ok(time(sent)), "{ready}");
            assert_eq!(send_at(Purpose::Asked, time(ready), calendar), Ok(time(ready)));
        }
        assert!(send_at(Purpose::Notice, i64::MAX, calendar).is_err());
    }
}
