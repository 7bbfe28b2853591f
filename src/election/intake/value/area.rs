//! 专有面积, in whole hundredths of a square metre.

use super::width::plain;

/// Units as people write them behind a number, the longer first.
const UNITS: [&str; 14] = ["平方米", "平方公尺", "平方", "平米", "平", "㎡", "m²", "m2", "M2", "m^2", "M²", "m", "sqm", "平方m"];

/// Largest area that is read: 10 km².
const MAX: u64 = 1_000_000_000;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::election::intake) enum Area {
    /// In 0.01 m². `as_written`: nothing but the number stands in the cell, and no digit was rounded away.
    Known { centi: u64, as_written: bool },
    /// Zero or less.
    NotPositive,
    /// Beyond any unit.
    TooLarge,
    /// Nothing, or no number.
    Missing,
}

/// Reads `89.56`, `89.56㎡`, `1,286.40 平方米`. Further decimals are rounded half up.
pub(in crate::election::intake) fn area(text: &str) -> Area {
    let text = plain(text);
    let text = text.as_str();
    let number = UNITS.iter().filter_map(|unit| text.strip_suffix(unit)).min_by_key(|number| number.len()).unwrap_or(text).trim();
    // A space may divide thousands as a comma does; elsewhere it may stand for anything.
    let number = if number.contains(',') { number.to_owned() } else { number.replace(' ', ",") };
    let Some(plain) = without_commas(&number) else { return Area::Missing };
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits_only = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits_only(whole) || !digits_only(fraction) || (whole.is_empty() && fraction.is_empty()) || fraction.len() > 20 {
        return Area::Missing;
    }
    let Some((centi, exact)) = hundredths(whole, fraction) else { return Area::TooLarge };
    match centi {
        _ if negative => Area::NotPositive,
        0 => Area::NotPositive,
        centi if centi > MAX => Area::TooLarge,
        centi => Area::Known { centi, as_written: exact && plain == text },
    }
}

fn hundredths(whole: &str, fraction: &str) -> Option<(u64, bool)> {
    let kept: String = fraction.chars().chain(['0', '0']).take(2).collect();
    let rest = fraction.get(2..).unwrap_or_default();
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let centi = whole.checked_mul(100)?.checked_add(kept.parse().ok()?)?;
    let up = rest.bytes().next().is_some_and(|digit| digit >= b'5');
    Some((centi.checked_add(u64::from(up))?, rest.bytes().all(|digit| digit == b'0')))
}

/// Takes out the commas of thousands. `None` if they stand elsewhere: `89,56` may mean anything.
fn without_commas(number: &str) -> Option<String> {
    if !number.contains(',') {
        return Some(number.to_owned());
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next()?;
    let right = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3) && !fraction.contains(',');
    right.then(|| number.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_read_as_people_write_them() {
        for (text, centi) in
            [("70.66", 7066), ("53", 5300), ("103.6", 10_360), ("8956.000", 895_600), (".5", 50), ("71.00", 7100)]
        {
            assert_eq!(area(text), Area::Known { centi, as_written: true }, "{text}");
        }
        for (text, centi) in [
            ("89.56㎡", 8956),
            ("52.13m²", 5213),
            ("49.13平米", 4913),
            ("８９．５６ 平方米", 8956),
            ("1,286.40", 128_640),
            ("12,345,678", 1_234_567_800),
            ("65.645", 6565),
            ("65.6449", 6564),
        ] {
            let found = area(text);
            let expected = if centi > MAX { Area::TooLarge } else { Area::Known { centi, as_written: false } };
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_area_is_not_guessed() {
        for text in ["", " ", "待测", "89,56", "1,28.6", "约89.56", "89.56/90.1", "共60户", "1e3", "8.9.1", "-", ".", "㎡", "NaN"]
        {
            assert_eq!(area(text), Area::Missing, "{text}");
        }
        for text in ["0", "0.00", "-89.88", "-89.88㎡", "0.001"] {
            assert_eq!(area(text), Area::NotPositive, "{text}");
        }
        assert_eq!(area("99999999999999999999999"), Area::TooLarge);
    }
}
