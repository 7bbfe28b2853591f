//! When what happens in the demo: every legal period is waited for, and the voting is open today.

use jiff::civil::Date;

use crate::election::rules::{BuiltIn, Calendar, CalendarFault, Period, RuleSet, Rules};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;
/// Owners nominate themselves for so many days.
const NOMINATION: i64 = 7;
/// And vote for so many.
const VOTING: i64 = 14;
/// The longest way to the opening that is looked for: with all holidays of a year in it.
const LONGEST: i64 = 120;
/// Days from the opening to the end of everything: count, publication, objections.
const AFTERWARDS: i64 = 30;

/// The days, as times in milliseconds UTC: each 10:00 in the community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    /// The roll is published.
    pub(super) roll: i64,
    /// The nomination begins.
    pub(super) nomination: i64,
    /// The candidates are published.
    pub(super) candidates: i64,
    /// The meeting is announced.
    pub(super) announcement: i64,
    /// The voting begins.
    pub(super) opening: i64,
    /// And ends.
    pub(super) closing: i64,
}

/// Which rule set the community has.
pub(super) const RULES: BuiltIn = BuiltIn::JilinChangchun;

/// The days of a demo that is begun now; `None` if the rule set has no year in which it could be.
pub(super) fn plan(now: i64) -> Option<Days> {
    let rules = RuleSet::parse(RULES.text().as_bytes()).ok()?;
    around(rules.rules(), now)
}

/// With the opening today; where the holidays of this year or the next are not known yet, in a year of which they are.
fn around(rules: &Rules, now: i64) -> Option<Days> {
    let calendar = &rules.calendar.value;
    let today = calendar.date_at(now).ok()?;
    let last = Date::new(*calendar.years.iter().max()?, 8, 18).ok()?;
    [today, last].into_iter().find_map(|opening| before(rules, morning(calendar, opening)?))
}

/// 10:00 of a local day.
fn morning(calendar: &Calendar, day: Date) -> Option<i64> {
    let midnight = calendar.end_of(day.yesterday().ok()?).ok()?;
    midnight.checked_add(10 * 3_600_000)
}

/// 10:00 of the first day after a period that begins then.
fn after(calendar: &Calendar, begins: i64, period: Period) -> Result<i64, CalendarFault> {
    let last = calendar.last_day(calendar.date_at(begins)?, period)?;
    Ok(calendar.end_of(last)?.saturating_add(10 * 3_600_000))
}

/// The latest way that ends with this opening.
fn before(rules: &Rules, opening: i64) -> Option<Days> {
    let calendar = &rules.calendar.value;
    let later = |time: i64, days: i64| time.saturating_add(days.saturating_mul(DAY));
    calendar.is_rest_day(calendar.date_at(later(opening, AFTERWARDS)).ok()?).ok()?;
    (1..=LONGEST).find_map(|days| {
        let roll = later(opening, days.saturating_neg());
        let nomination = after(calendar, roll, rules.roll_publish_days.value).ok()?;
        let candidates = later(nomination, NOMINATION);
        let announcement = after(calendar, candidates, rules.candidate_publish_days.value).ok()?;
        let soonest = after(calendar, announcement, rules.notice_days.value).ok()?;
        let closing = later(opening, VOTING);
        (soonest <= opening).then_some(Days { roll, nomination, candidates, announcement, opening, closing })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn the_voting_is_open_today_and_every_period_was_waited_for() {
        let days = plan(at("2026-11-27T15:00:00Z")).unwrap();
        assert_eq!(days.opening, at("2026-11-27T02:00:00Z"));
        // The first day is not counted, and each period ends at midnight of its last: the next step is on the day after.
        assert_eq!(days.roll, at("2026-10-19T02:00:00Z"));
        assert_eq!(days.nomination, at("2026-10-27T02:00:00Z"));
        assert_eq!(days.candidates, at("2026-11-03T02:00:00Z"));
        assert_eq!(days.announcement, at("2026-11-11T02:00:00Z"));
    }

    #[test]
    fn where_the_holidays_are_not_known_it_is_another_day() {
        let known = at("2026-08-18T02:00:00Z");
        for elsewhere in ["2026-12-03T00:00:00Z", "2026-01-10T00:00:00Z", "2031-05-05T00:00:00Z"] {
            assert_eq!(plan(at(elsewhere)).unwrap().opening, known, "{elsewhere}");
        }
    }
}
