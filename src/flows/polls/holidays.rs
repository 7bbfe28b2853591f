//! Holidays of years that came after this program: into which rules they come, and which polls lack a year.
//!
//! A rule set takes the operator's table while nothing is bound to it: when a poll is begun, when its rules are chosen, and for years that
//! are still missing when its roll is published. From then on the rules stand. Where they lack a year nothing becomes final by itself; the
//! chair goes back to the draft, or, once the meeting is announced, goes on with a reason that becomes public.

use super::begin::built_in;
use super::{Error, Fault, Poll, Work};
use crate::election::poll::course::{Phase, Timed};
use crate::election::rules::{CalendarFault, HolidayTable, RuleSet};
use crate::store::poll;
use crate::store::{Connection, Millis};

/// What may still follow a poll's known periods, milliseconds: another period, and the time to mend what is missing.
const AHEAD: Millis = 60 * 86_400_000;

/// Of all states in which rules stand and dates are still counted by them.
const RUNNING: [Phase; 8] = [
    Phase::RollPublished,
    Phase::Nominating,
    Phase::CandidatesPublished,
    Phase::Announced,
    Phase::Open,
    Phase::Closed,
    Phase::Counted,
    Phase::Published,
];

fn taken<F>(_: F) -> Error {
    Fault::Impossible("a table of holidays that no rule set takes").into()
}

/// The rules of a place as a new poll takes them.
pub(super) fn of_the_place(table: Option<&HolidayTable>, id: &str) -> Result<String, Error> {
    let text = built_in(id)?;
    table.map_or_else(|| Ok(text.to_owned()), |table| table.joined(text).map_err(taken))
}

/// Rules to which nothing is bound yet, with the years that they lack.
pub(super) fn completed(work: &Work<'_>, rules: &str) -> Result<String, Error> {
    work.holidays.map_or_else(|| Ok(rules.to_owned()), |table| table.completed(rules).map_err(taken))
}

/// A running poll whose rules lack the holidays of a year that its dates may come to.
pub(crate) struct Lacking {
    /// Its id.
    pub(crate) poll: String,
    /// Which year.
    pub(crate) year: i16,
    /// Whether it can still go back to the draft, and take a table.
    pub(crate) mendable: bool,
}

/// All of them, and the year that new polls would lack.
pub(crate) fn lacking(
    conn: &mut Connection,
    now: Millis,
    table: Option<&HolidayTable>,
) -> Result<(Vec<Lacking>, Option<i16>), Error> {
    let mut found = Vec::new();
    for phase in RUNNING {
        for id in poll::in_state(conn, phase.word())? {
            let row = poll::by_id(conn, &id)?.ok_or(Fault::Impossible("a poll that is gone"))?;
            let poll = Poll::of(row)?;
            if let Some(year) = lacks(&poll, now) {
                found.push(Lacking { poll: id, year, mendable: phase < Phase::Announced });
            }
        }
    }
    Ok((found, new_polls_lack(now, table)?))
}

/// The first year, from now to [`AHEAD`] after the last period that is known, that the rules have no table for.
fn lacks(poll: &Poll, now: Millis) -> Option<i16> {
    let mut until = poll.course.ends().unwrap_or(now).max(now);
    for Timed { began, ends, .. } in poll.course.timetable(&poll.rules) {
        match ends {
            Ok((_, end)) => until = until.max(end),
            Err(CalendarFault::NoTable(year)) => return Some(year),
            Err(CalendarFault::OutOfRange) => until = until.max(began),
        }
    }
    missing(&poll.rules, now, until)
}

fn new_polls_lack(now: Millis, table: Option<&HolidayTable>) -> Result<Option<i16>, Error> {
    let text = of_the_place(table, "national")?;
    let rules = RuleSet::parse(text.as_bytes()).map_err(taken)?;
    Ok(missing(&rules, now, now))
}

fn missing(rules: &RuleSet, now: Millis, until: Millis) -> Option<i16> {
    let calendar = &rules.rules().calendar.value;
    let year = |at: Millis| calendar.date_at(at).ok().map(jiff::civil::Date::year);
    let (first, last) = (year(now)?, year(until.saturating_add(AHEAD))?);
    (first..=last).find(|year| !calendar.years.contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::rules::BuiltIn;

    fn at(time: &str) -> Millis {
        time.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn sixty_days_before_the_table_ends_it_is_missed() {
        let rules = RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap();
        let last = *rules.rules().calendar.value.years.iter().max().unwrap();
        // 24:00 of the last day in China.
        let end = at(&format!("{last}-12-31T16:00:00Z"));
        assert_eq!(missing(&rules, end - AHEAD - 1, end - AHEAD - 1), None);
        assert_eq!(missing(&rules, end - AHEAD, end - AHEAD), Some(last + 1));
        assert_eq!(missing(&rules, end - 2 * AHEAD, end - AHEAD), Some(last + 1), "a period ends then");
        assert_eq!(missing(&rules, end, end), Some(last + 1));
        assert_eq!(new_polls_lack(end - AHEAD - 1, None).unwrap(), None);
        assert_eq!(new_polls_lack(end, None).unwrap(), Some(last + 1));
    }
}
