//! Rule sets: whatever the text is, reading it does not panic; what is accepted keeps the law's bounds, has the digest of its
//! bytes, and its calendar answers any question about any day without panic.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use yepiao::crypto::hash::Digest;
use yepiao::election::rules::{BuiltIn, Period, RuleSet};
use yepiao_fuzz::{Splice, splice};

#[derive(Debug, Arbitrary)]
struct Case {
    national: bool,
    text: Text,
    /// Unix milliseconds UTC.
    time: i64,
    count: u16,
}

#[derive(Debug, Arbitrary)]
enum Text {
    Bytes(Vec<u8>),
    Spliced(Vec<Splice>),
    /// A line becomes another line of the same text; lines are what a rule set is made of.
    Lines(Vec<(u16, u16)>),
    /// The value of a line becomes another one's.
    Values(Vec<(u16, u16)>),
}

impl Text {
    fn bytes(&self, good: &str) -> Vec<u8> {
        let lines: Vec<&str> = good.lines().collect();
        let place = |at: &u16| usize::from(*at) % lines.len();
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            Self::Spliced(splices) => {
                let mut bytes = good.as_bytes().to_vec();
                splices.iter().take(4).for_each(|change| splice(&mut bytes, change));
                bytes
            }
            Self::Lines(changes) => {
                let mut changed = lines.clone();
                changes.iter().take(3).for_each(|(to, from)| changed[place(to)] = lines[place(from)]);
                changed.join("\n").into_bytes()
            }
            Self::Values(changes) => {
                let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
                for (to, from) in changes.iter().take(3) {
                    let value = lines[place(from)].split_once('=').map(|(_, value)| value);
                    let key = lines[place(to)].split_once('=').map(|(key, _)| key);
                    if let (Some(key), Some(value)) = (key, value) {
                        changed[place(to)] = format!("{key}={value}");
                    }
                }
                changed.join("\n").into_bytes()
            }
        }
    }
}

fuzz_target!(|case: Case| {
    let good = if case.national { BuiltIn::National } else { BuiltIn::JilinChangchun }.text();
    let bytes = case.text.bytes(good);
    let set = match RuleSet::parse(&bytes) {
        Ok(set) => set,
        Err(faults) => {
            assert!(!faults.is_empty());
            return;
        }
    };
    assert_eq!(set.digest(), Digest::of(&bytes));
    let rules = set.rules();
    let seats = rules.seats.value;
    assert!(rules.notice_days.value.count >= 15 && rules.filing_days.value.count <= 30);
    assert!(seats.min >= 5 && seats.max <= 11 && seats.min <= seats.max && seats.min % 2 == 1 && seats.max % 2 == 1);
    assert!(!rules.identity_level.value.is_empty());
    let calendar = &rules.calendar.value;
    if let Ok(day) = calendar.date_at(case.time) {
        let _ = (calendar.end_of(day), calendar.is_rest_day(day));
        for period in [rules.notice_days.value, rules.filing_days.value, Period { count: case.count, ..rules.notice_days.value }]
        {
            if let Ok(last) = calendar.last_day(day, period) {
                assert!(last >= day);
            }
        }
    }
});
