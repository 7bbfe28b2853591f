//! The built-in rule sets, what is refused, and days.

use super::*;
use crate::crypto::hash::Digest;
use jiff::civil::{Date, date};

fn national() -> RuleSet {
    RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap()
}

/// The faults after one change of the national text.
fn faults(from: &str, to: &str) -> Vec<String> {
    let text = BuiltIn::National.text();
    assert!(text.contains(from), "{from}");
    RuleSet::parse(text.replacen(from, to, 1).as_bytes()).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn the_built_in_rule_sets_are_valid() {
    for built_in in BuiltIn::ALL {
        let set = RuleSet::parse(built_in.text().as_bytes()).unwrap();
        assert_eq!(set.digest(), Digest::of(built_in.text().as_bytes()));
        assert_eq!(set.rules().notice_days.value, Period { count: 15, unit: DayUnit::Days });
        assert_eq!(set.rules().notice_days.basis, Basis::L);
    }
    let changchun = RuleSet::parse(BuiltIn::JilinChangchun.text().as_bytes()).unwrap();
    assert_eq!(changchun.rules().id, "jilin-changchun");
    assert_eq!(changchun.rules().chair_body.value, ChairBody::Community);
    assert_eq!(national().rules().ranking.basis, Basis::A);
}

#[test]
fn what_the_law_does_not_allow_is_refused_with_the_reason() {
    for (from, to, message) in [
        (
            "count = 15",
            "count = 14",
            "notice_days.value.count: 14 is not allowed, 15 to 366 is (物业管理条例 14: at least 15 days before the meeting)",
        ),
        ("count = 30", "count = 31", "filing_days.value.count: 31 is not allowed, 1 to 30 is (物业管理条例 16: within 30 days)"),
        (
            "value = \"first_valid\"",
            "value = \"electronic\"",
            "conflict.value: unknown variant `electronic`, expected `first_valid` or `paper`: opened paper cannot be withdrawn, so the electronic ballot cannot prevail",
        ),
        (
            "value = \"people_and_area\"",
            "value = \"options\"",
            "live_turnout.value: unknown variant `options`, expected `people_and_area` or `nothing`: no text permits partial results while people vote",
        ),
        (
            "min = 5, max = 11",
            "min = 5, max = 10",
            "seats.value: min and max must be odd and 5 <= min <= max <= 11 (指导规则 31)",
        ),
        (
            "small_seats = 0",
            "small_seats = 3",
            "seats.value.small_seats: odd, at least 3 and below min, or 0 together with small_households",
        ),
        ("min = 5, max = 60", "min = 61, max = 60", "vote_window_days.value: 1 <= min <= max <= 366 is needed"),
        ("[\"sms\", ", "[\"witness\", ", "identity_level.value: at least one level, each once"),
        ("after_result = 3", "after_result = 2", "retention_years.value.after_result: at least 3"),
        ("source = \"物业管理条例 14\"", "source = \" \"", "notice_days.source: must not be empty"),
        ("schema = 1", "schema = 2", "schema: only 1 is known"),
        ("from = 2026-01-01", "from = 2026-01-04", "calendar.value: holidays: 元旦 ends before it begins"),
        (
            "[2026-01-04",
            "[2026-01-05",
            "calendar.value: working_weekends: 2026-01-05 is not a weekend day of `years` outside the holidays",
        ),
        (
            "from = 2026-01-01",
            "from = 2026-01-01T00:00:00",
            "calendar.value.holidays[0].from: `2026-01-01T00:00:00` is not a date, e.g. 2026-10-01",
        ),
    ] {
        assert_eq!(faults(from, to), [message]);
    }
}

#[test]
fn keys_are_exactly_those_known() {
    assert!(faults("schema = 1", "schema = 1\nquorum = 1")[0].contains("unknown field `quorum`"));
    assert!(faults("basis = \"L\"", "basis = \"L\"\nnote = \"x\"")[0].contains("unknown field `note`"));
    assert!(faults("[tie]\n", "[tie_rule]\n")[0].contains("unknown field `tie_rule`"));
    assert!(faults("basis = \"L\"", "basis = \"X\"")[0].contains("unknown variant `X`"));
    assert!(faults("value = 3\n", "value = -3\n")[0].starts_with("proxy_cap.value: "));
    assert!(faults("value = 3\n", "value = 3.0\n")[0].starts_with("proxy_cap.value: "));
    assert!(faults("[tie]\nvalue = \"revote\"\n", "[tie]\n")[0].contains("missing field `value`"));
    for wrong in [&b""[..], b"\xff", b"schema = ", b"schema = 1\nschema = 1"] {
        assert!(RuleSet::parse(wrong).is_err());
    }
    let nested = format!("schema = {}{}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(RuleSet::parse(nested.as_bytes()).is_err());
}

fn last_day(start: Date, count: u16, unit: DayUnit) -> Result<Date, CalendarFault> {
    national().rules().calendar.value.last_day(start, Period { count, unit })
}

#[test]
fn a_period_ends_as_the_civil_code_says() {
    use DayUnit::{Days, WorkingDays};
    for (start, count, unit, last, why) in [
        (date(2026, 3, 2), 15, Days, date(2026, 3, 17), "the first day is not counted (201)"),
        (date(2026, 3, 7), 7, Days, date(2026, 3, 16), "the last day is a Saturday: Monday (203)"),
        (date(2026, 9, 24), 7, Days, date(2026, 10, 8), "the last day is National Day: the day after the rest"),
        (date(2026, 2, 7), 7, Days, date(2026, 2, 14), "a Saturday that is worked"),
        (date(2026, 2, 7), 9, Days, date(2026, 2, 24), "New Year: out of the whole holiday"),
        (date(2026, 4, 30), 5, WorkingDays, date(2026, 5, 11), "Labour Day is skipped, Saturday the 9th is worked"),
        (date(2026, 5, 6), 0, Days, date(2026, 5, 6), "nothing to wait for"),
    ] {
        assert_eq!(last_day(start, count, unit), Ok(last), "{why}");
    }
    // A worked weekend day among working days: 7, 8, 9 (Saturday), 11 May.
    assert_eq!(last_day(date(2026, 5, 6), 3, WorkingDays), Ok(date(2026, 5, 9)));
    assert_eq!(last_day(date(2026, 12, 20), 15, Days), Err(CalendarFault::NoTable(2027)));
    assert_eq!(last_day(date(9999, 12, 31), 1, Days), Err(CalendarFault::OutOfRange));
}

#[test]
fn days_are_local() {
    let national = national();
    let calendar = &national.rules().calendar.value;
    // 2026-03-01T15:59:59.999Z is the last moment of 1 March in China.
    let end = calendar.end_of(date(2026, 3, 1)).unwrap();
    assert_eq!(end, 1_772_380_800_000);
    assert_eq!(calendar.date_at(end - 1), Ok(date(2026, 3, 1)));
    assert_eq!(calendar.date_at(end), Ok(date(2026, 3, 2)));
    assert_eq!(calendar.date_at(i64::MAX), Err(CalendarFault::OutOfRange));
    assert_eq!(calendar.end_of(Date::MAX), Err(CalendarFault::OutOfRange));
}

#[test]
fn alternates_are_at_most_so_many() {
    assert_eq!([Alternates::None, Alternates::HalfOfSeats, Alternates::AsManyAsSeats].map(|rule| rule.most(7)), [0, 3, 7]);
}
