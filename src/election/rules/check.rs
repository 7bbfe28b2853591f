//! What the types cannot say: bounds, and why some variants seen elsewhere are refused.

use super::profile::{Rules, RulesFault};
use super::values::{Basis, DayUnit, Period, Seats};

/// The longest period that any rule could mean.
const MAX_DAYS: u16 = 366;

/// The parser's words, and for a variant that is refused on purpose the reason.
pub(super) fn reason(key: &str, message: &str) -> String {
    let message = message.trim_end();
    let because = match key {
        "conflict.value" if message.contains("electronic") => {
            "opened paper cannot be withdrawn, so the electronic ballot cannot prevail"
        }
        "live_turnout.value" if message.contains("option") => "no text permits partial results while people vote",
        _ => return message.to_owned(),
    };
    format!("{message}: {because}")
}

/// Every rule that the values break.
pub(super) fn faults(rules: &Rules) -> Vec<RulesFault> {
    let mut faults = Faults(Vec::new());
    faults.unless(rules.schema == 1, "schema", "only 1 is known");
    let id = !rules.id.is_empty() && rules.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    faults.unless(id, "id", "only a-z, 0-9 and - are allowed, and at least one");
    faults.unless(!rules.name.trim().is_empty(), "name", "must not be empty");
    sources(rules, &mut faults);

    faults.period("prep_limit_days", rules.prep_limit_days.value, 1, MAX_DAYS, "");
    faults.period("roll_publish_days", rules.roll_publish_days.value, 1, MAX_DAYS, "");
    faults.period("candidate_publish_days", rules.candidate_publish_days.value, 1, MAX_DAYS, "");
    faults.period("notice_days", rules.notice_days.value, 15, MAX_DAYS, "物业管理条例 14: at least 15 days before the meeting");
    faults.period("result_publish_days", rules.result_publish_days.value, 1, MAX_DAYS, "");
    faults.period("result_comment_days", rules.result_comment_days.value, 1, MAX_DAYS, "");
    faults.period("filing_days", rules.filing_days.value, 1, 30, "物业管理条例 16: within 30 days");
    let days = rules.filing_days.value.unit == DayUnit::Days;
    faults.unless(days, "filing_days.value.unit", "only days: 物业管理条例 16 knows no working days");

    let window = rules.vote_window_days.value;
    let ordered = 1 <= window.min && window.min <= window.max && window.max <= MAX_DAYS;
    faults.unless(ordered, "vote_window_days.value", "1 <= min <= max <= 366 is needed");
    faults.unless(rules.extension.value.max_days <= MAX_DAYS, "extension.value.max_days", "0 to 366 is allowed");
    seats(rules.seats.value, &mut faults);
    faults.unless((1..=100).contains(&rules.proxy_cap.value), "proxy_cap.value", "1 to 100 is allowed");

    let levels = &rules.identity_level.value;
    let repeated = levels.iter().enumerate().any(|(index, level)| levels.iter().take(index).any(|other| other == level));
    faults.unless(!levels.is_empty() && !repeated, "identity_level.value", "at least one level, each once");
    let retention = rules.retention_years.value;
    faults.unless(retention.after_result >= 3, "retention_years.value.after_result", "at least 3");
    if let Err(reason) = rules.calendar.value.check() {
        faults.unless(false, "calendar.value", &reason);
    }
    faults.0
}

fn seats(seats: Seats, faults: &mut Faults) {
    let odd = |number: u16| number.rem_euclid(2) == 1;
    let plain = odd(seats.min) && odd(seats.max) && 5 <= seats.min && seats.min <= seats.max && seats.max <= 11;
    faults.unless(plain, "seats.value", "min and max must be odd and 5 <= min <= max <= 11 (指导规则 31)");
    let small = match (seats.small_households, seats.small_seats) {
        (0, 0) => true,
        (households, few) => households > 0 && odd(few) && 3 <= few && few < seats.min,
    };
    faults.unless(small, "seats.value.small_seats", "odd, at least 3 and below min, or 0 together with small_households");
}

/// A value without a source is an assertion.
fn sources(rules: &Rules, faults: &mut Faults) {
    for (key, _, source) in grounds(rules) {
        faults.unless(!source.trim().is_empty(), &format!("{key}.source"), "must not be empty");
    }
}

/// Every key with how sure its value is, and where it comes from.
pub(super) fn grounds(rules: &Rules) -> Vec<(&'static str, Basis, &str)> {
    macro_rules! each {
        ($($key:ident),*) => {
            vec![$((stringify!($key), rules.$key.basis, rules.$key.source.as_str())),*]
        };
    }
    each!(
        chair_body,
        prep_limit_days,
        roll_publish_days,
        candidate_publish_days,
        notice_days,
        vote_window_days,
        extension,
        result_publish_days,
        result_comment_days,
        filing_days,
        seats,
        alternates,
        candidate_vote,
        ranking,
        tie,
        non_response,
        blank_or_invalid,
        parking_as_area,
        merge_owner,
        channel,
        conflict,
        revote,
        proxy_cap,
        proxy_ban,
        identity_level,
        live_turnout,
        retention_years,
        calendar
    )
}

struct Faults(Vec<RulesFault>);

impl Faults {
    fn unless(&mut self, good: bool, key: &str, reason: &str) {
        if !good {
            self.0.push(RulesFault { key: key.into(), reason: reason.into() });
        }
    }

    fn period(&mut self, key: &str, period: Period, least: u16, most: u16, law: &str) {
        if !(least..=most).contains(&period.count) {
            let law = if law.is_empty() { String::new() } else { format!(" ({law})") };
            let reason = format!("{} is not allowed, {least} to {most} is{law}", period.count);
            self.0.push(RulesFault { key: format!("{key}.value.count"), reason });
        }
    }
}
