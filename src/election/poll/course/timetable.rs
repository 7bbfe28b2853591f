//! When the legal periods of a poll began and when they end.

use jiff::civil::Date;

use super::{Course, LegalPeriod};
use crate::election::rules::{Calendar, CalendarFault, Period, RuleSet};

/// A legal period that has begun. Times in UTC milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timed {
    /// Which.
    pub period: LegalPeriod,
    /// When it began; its first day is not counted (民法典 201).
    pub began: i64,
    /// The last day and the first moment after it; an error if the rule set has no holidays of that year.
    pub ends: Result<(Date, i64), CalendarFault>,
}

impl Course {
    /// Every period that has begun, in the order in which they begin.
    pub fn timetable(&self, rules: &RuleSet) -> Vec<Timed> {
        let rules = rules.rules();
        let calendar = &rules.calendar.value;
        let timed = |period, began: Option<i64>, length: Period| {
            let began = began?;
            Some(Timed { period, began, ends: due(calendar, began, length) })
        };
        let voting = self.announced.zip(self.ends()).map(|(announced, ends)| {
            // The day that an announcement names is no period and stays.
            let ends = calendar.date_at(ends.saturating_sub(1)).map(|day| (day, ends));
            Timed { period: LegalPeriod::VoteWindow, began: announced.opens, ends }
        });
        let counted = self.counted.map(|counted| counted.at);
        let all = [
            timed(LegalPeriod::Roll, self.roll.map(|roll| roll.at), rules.roll_publish_days.value),
            timed(LegalPeriod::Candidates, self.candidates.map(|list| list.at), rules.candidate_publish_days.value),
            timed(LegalPeriod::Notice, self.announced.map(|announced| announced.at), rules.notice_days.value),
            voting,
            timed(LegalPeriod::ResultPublish, counted, rules.result_publish_days.value),
            timed(LegalPeriod::ResultComment, self.result.map(|result| result.at), rules.result_comment_days.value),
            timed(LegalPeriod::Filing, counted, rules.filing_days.value),
        ];
        all.into_iter().flatten().collect()
    }
}

/// The last day of a period and its end, UTC milliseconds.
pub(super) fn due(calendar: &Calendar, start: i64, length: Period) -> Result<(Date, i64), CalendarFault> {
    let last_day = calendar.last_day(calendar.date_at(start)?, length)?;
    Ok((last_day, calendar.end_of(last_day)?))
}
