//! The holidays of a year that came after this program: a table in a file, in the same form as in the rule sets.
//!
//! Why a file: the State Council arranges the holidays of a year in the November before it, and a service that was set up earlier has to
//! go on in January. The table is joined to the text of a rule set before that text is frozen, so whoever reads a record finds in it all
//! that its dates were counted by, with its source. A rule set that is frozen stays as it is.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::calendar::{Calendar, Holiday};
use super::profile::{BuiltIn, RuleSet, RulesFault};
use super::values::{Basis, Ruled};
use super::{Adjustment, adjusted};

/// Years for which there can be a table.
const YEARS: RangeInclusive<i16> = 2000..=2100;

/// A table of holidays. It replaces what a rule set has for the same years, and adds the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayTable {
    value: Calendar,
    basis: Basis,
    source: String,
}

/// The file: the section `[calendar]` of a rule set, and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    calendar: Ruled<Calendar>,
}

impl HolidayTable {
    /// Reads the bytes of a file, and tries the table on every rule set that comes with the program.
    pub fn parse(bytes: &[u8]) -> Result<Self, RulesFault> {
        let fault = |key: &str, reason: String| RulesFault { key: key.to_owned(), reason };
        let text = std::str::from_utf8(bytes).map_err(|error| fault(".", format!("not UTF-8: {error}")))?;
        let document = toml::Deserializer::parse(text).map_err(|error| fault(".", error.to_string().trim_end().to_owned()))?;
        let File { calendar } = serde_path_to_error::deserialize(document)
            .map_err(|error| fault(&error.path().to_string(), error.inner().message().trim_end().to_owned()))?;
        let Ruled { value, basis, source } = calendar;
        if value.years.is_empty() || value.years.iter().any(|year| !YEARS.contains(year)) {
            return Err(fault("calendar.value.years", format!("years from {} to {}, one at least", YEARS.start(), YEARS.end())));
        }
        let known = |year: i16| value.years.contains(&year);
        if let Some(stray) = value.holidays.iter().find(|holiday| !touches(holiday, known)) {
            return Err(fault("calendar.value.holidays", format!("{} lies in no year of `years`", stray.name)));
        }
        if let Some(stray) = value.working_weekends.iter().find(|day| !belongs(**day, known)) {
            return Err(fault("calendar.value.working_weekends", format!("{stray} lies in no year of `years`")));
        }
        // A year without a day off is a file that somebody meant to fill in. 全国年节及纪念日放假办法 has some in every year.
        for year in &value.years {
            if !value.holidays.iter().any(|holiday| holiday.from.year() == *year || holiday.to.year() == *year) {
                return Err(fault("calendar.value.holidays", format!("{year} has none")));
            }
        }
        if source.trim().is_empty() {
            return Err(fault("calendar.source", "must not be empty".into()));
        }
        // No statute says them, so a rule that was frozen by a file never claims that one does.
        if basis == Basis::L {
            return Err(fault("calendar.basis", "`S` for what the State Council announced, `A` for what is only assumed".into()));
        }
        let table = Self { value, basis, source };
        for built_in in BuiltIn::ALL {
            let text = table.joined(built_in.text())?;
            if let Err(faults) = RuleSet::parse(text.as_bytes()) {
                return Err(faults.into_iter().next().unwrap_or_else(|| fault(".", "no rule set can take it".into())));
            }
        }
        Ok(table)
    }

    /// The text of a rule set with this table joined to its own; the same text where it has it already.
    pub fn joined(&self, text: &str) -> Result<String, RulesFault> {
        self.put_into(text, |_| true)
    }

    /// The same with those years only that the text lacks: what somebody chose for the others stays.
    pub fn completed(&self, text: &str) -> Result<String, RulesFault> {
        self.put_into(text, |known| !known)
    }

    /// With the years that are `taken`, by whether the text knows them.
    fn put_into(&self, text: &str, taken: fn(bool) -> bool) -> Result<String, RulesFault> {
        let set = RuleSet::parse(text.as_bytes());
        let set = set.map_err(|faults| faults.into_iter().next().unwrap_or_else(|| broken("no rule set")))?;
        let own = &set.rules().calendar;
        if own.value.utc_offset_minutes != self.value.utc_offset_minutes {
            let reason = format!("{}: the rule sets have {}", self.value.utc_offset_minutes, own.value.utc_offset_minutes);
            return Err(RulesFault { key: "calendar.value.utc_offset_minutes".into(), reason });
        }
        let value = self.over(&own.value, |year| self.value.years.contains(&year) && taken(own.value.years.contains(&year)));
        if value == own.value {
            return Ok(text.to_owned());
        }
        let basis = if own.basis == Basis::A { Basis::A } else { self.basis };
        let source = format!("{}; {}", own.source, self.source);
        let change = Adjustment { key: "calendar".into(), value: written(&value), basis, source };
        adjusted(text, &[change]).map_err(|fault| broken(&fault.to_string()))
    }

    /// This table's years in the place of, and beside, those of another one. In the order of time, so that the same is written the same.
    fn over(&self, own: &Calendar, ours: impl Fn(i16) -> bool) -> Calendar {
        let mut years = own.years.clone();
        years.extend(self.value.years.iter().filter(|year| ours(**year)));
        years.sort_unstable();
        years.dedup();
        let kept = own.holidays.iter().filter(|holiday| !touches(holiday, &ours));
        let mut holidays: Vec<Holiday> =
            kept.chain(self.value.holidays.iter().filter(|holiday| touches(holiday, &ours))).cloned().collect();
        holidays.sort_by_key(|holiday| (holiday.from, holiday.to));
        let kept = own.working_weekends.iter().filter(|day| !ours(day.year()));
        let mut working_weekends: Vec<_> =
            kept.chain(self.value.working_weekends.iter().filter(|day| belongs(**day, &ours))).copied().collect();
        working_weekends.sort_unstable();
        working_weekends.dedup();
        Calendar { utc_offset_minutes: own.utc_offset_minutes, years, holidays, working_weekends }
    }
}

/// Whether days off belong to such a year. Those of New Year may begin in December.
fn touches(holiday: &Holiday, ours: impl Fn(i16) -> bool) -> bool {
    ours(holiday.from.year()) || ours(holiday.to.year())
}

/// Whether a worked weekend day belongs to such a year. For the days off of New Year one may be worked in December.
fn belongs(day: Date, ours: impl Fn(i16) -> bool) -> bool {
    ours(day.year()) || day.month() == 12 && day.year().checked_add(1).is_some_and(ours)
}

fn broken(reason: &str) -> RulesFault {
    RulesFault { key: ".".into(), reason: reason.to_owned() }
}

/// As an adjustment has it.
fn written(calendar: &Calendar) -> Value {
    let holiday = |Holiday { name, from, to }: &Holiday| json!({ "name": name, "from": from.to_string(), "to": to.to_string() });
    json!({
        "utc_offset_minutes": calendar.utc_offset_minutes,
        "years": calendar.years,
        "holidays": calendar.holidays.iter().map(holiday).collect::<Vec<_>>(),
        "working_weekends": calendar.working_weekends.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{CalendarFault, DayUnit, Period};
    use super::*;
    use jiff::civil::date;

    /// A year that nobody has announced, so that nobody takes these days for true.
    const FILE: &str = "[calendar]\nbasis = \"S\"\nsource = \"某年放假安排的通知\"\n[calendar.value]\nutc_offset_minutes = 480\n\
        years = [2090]\nworking_weekends = [2090-01-07]\nholidays = [\n\
        { name = \"元旦\", from = 2089-12-31, to = 2090-01-02 },\n{ name = \"春节\", from = 2090-01-30, to = 2090-02-05 },\n]\n";

    fn calendar(text: &str) -> Calendar {
        RuleSet::parse(text.as_bytes()).unwrap().rules().calendar.value.clone()
    }

    #[test]
    fn a_year_is_added_with_its_source_and_what_was_there_stays() {
        let table = HolidayTable::parse(FILE.as_bytes()).unwrap();
        for built_in in BuiltIn::ALL {
            let text = table.joined(built_in.text()).unwrap();
            let (before, after) = (calendar(built_in.text()), calendar(&text));
            let days = |year: i16, count| after.last_day(date(year, 1, 25), Period { count, unit: DayUnit::Days });
            assert_eq!(days(2090, 7), Ok(date(2090, 2, 6)), "out of the whole holiday");
            assert_eq!(days(2091, 7), Err(CalendarFault::NoTable(2091)));
            assert_eq!(after.is_rest_day(date(2090, 1, 7)), Ok(false), "a Saturday that is worked");
            for holiday in &before.holidays {
                assert!(after.holidays.contains(holiday), "{}", holiday.name);
            }
            assert_eq!(before.working_weekends, after.working_weekends[..before.working_weekends.len()]);
            let set = RuleSet::parse(text.as_bytes()).unwrap();
            let source = &set.rules().calendar.source;
            assert!(source.contains("2026年") && source.ends_with("; 某年放假安排的通知"), "{source}");
            // Joined twice it is the same, and nothing is lacking then.
            assert_eq!(table.joined(&text).unwrap(), text);
            assert_eq!(table.completed(&text).unwrap(), text);
            assert_eq!(table.completed(built_in.text()).unwrap(), text);
        }
    }

    #[test]
    fn what_is_announced_anew_for_a_year_replaces_what_was_known_of_it() {
        let own = &BuiltIn::National;
        let year = calendar(own.text()).years[0];
        let file = FILE.replace("2090", &year.to_string()).replace("2089", &(year - 1).to_string());
        // 2026-01-07 is a Wednesday.
        let file = file.replace(&format!("working_weekends = [{year}-01-07]"), "working_weekends = []");
        let text = HolidayTable::parse(file.as_bytes()).unwrap().joined(own.text()).unwrap();
        let after = calendar(&text);
        assert_eq!((after.years.len(), after.holidays.len(), after.working_weekends.len()), (1, 2, 0));
        // Unless somebody chose what is there.
        assert_eq!(HolidayTable::parse(file.as_bytes()).unwrap().completed(own.text()).unwrap(), own.text());
    }

    #[test]
    fn what_the_next_year_takes_from_december_comes_along() {
        let year = calendar(BuiltIn::National.text()).years[0];
        let december = (25..=31).find_map(|day| Some(date(year, 12, day)).filter(|day| super::super::calendar::is_weekend(*day)));
        let december = december.unwrap();
        let file = FILE.replace("2090-01-07", &december.to_string());
        let file = file.replace("[2090]", &format!("[{}]", year + 1)).replace("2090", &(year + 1).to_string());
        let file = file.replace("2089", &year.to_string());
        let after = calendar(&HolidayTable::parse(file.as_bytes()).unwrap().joined(BuiltIn::National.text()).unwrap());
        assert_eq!(after.is_rest_day(december), Ok(false));
        assert_eq!(after.is_rest_day(date(year, 12, 31)), Ok(true));
    }

    #[test]
    fn a_file_that_is_no_table_says_where() {
        for (from, to, key, reason) in [
            ("[2090]", "[]", "calendar.value.years", "one at least"),
            ("[2090]", "[2090, 2091]", "calendar.value.holidays", "2091 has none"),
            ("[2090]", "[20900]", "calendar.value.years", "2000 to 2100"),
            ("480", "360", "calendar.value.utc_offset_minutes", "the rule sets have 480"),
            ("\"S\"", "\"L\"", "calendar.basis", "State Council"),
            ("2090-01-07", "2088-01-07", "calendar.value.working_weekends", "2088-01-07 lies in no year"),
            ("2090-01-30, to = 2090-02-05", "2088-01-30, to = 2088-02-05", "calendar.value.holidays", "春节 lies in no year"),
            ("2090-01-07", "2090-01-09", "calendar.value", "2090-01-09 is not a weekend day"),
            ("2090-01-30", "2090-02-30", "", ""),
            ("to = 2090-02-05", "to = 2090-01-29", "calendar.value", "春节 ends before it begins"),
            ("name = \"春节\"", "title = \"春节\"", "calendar.value.holidays[1]", "title"),
            ("[calendar]", "[seats]\nvalue = 1\n[calendar]", "", "unknown field"),
            ("某年放假安排的通知", " ", "calendar.source", ""),
        ] {
            assert!(FILE.contains(from), "{from}");
            let file = FILE.replacen(from, to, 1);
            let fault = HolidayTable::parse(file.as_bytes()).unwrap_err();
            assert!(fault.key.starts_with(key) && fault.reason.contains(reason), "{from} -> {to}: {fault}");
        }
        for wrong in [&b""[..], b"\xff", b"[calendar]\n", BuiltIn::National.text().as_bytes()] {
            HolidayTable::parse(wrong).unwrap_err();
        }
    }
}
