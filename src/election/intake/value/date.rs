//! What a spreadsheet makes of `3-2` and `1/2`: a date. What was typed is lost, but for what its month and day still tell.

use super::width::tight;

/// Months as Excel abbreviates them, upper case.
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// Month and day of `3月2日`, `2026/3/2`, `2026-03-02`, `2-Mar`, `Mar-02`. `None`: no date.
pub(in crate::election::intake) fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let text = tight(text).to_uppercase();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let short = |text: &str| digits(text).then(|| text.parse::<u32>().ok()).flatten();
    let named = |text: &str| (1_u32..).zip(MONTHS).find_map(|(number, name)| (name == text).then_some(number));
    let parts: Vec<&str> = text.split(['/', '-']).collect();
    match parts.as_slice() {
        [year, month, day] => {
            let is_year = year.len() == 4 && digits(year) && (year.starts_with("19") || year.starts_with("20"));
            let small = month.len() <= 2 && day.len() <= 2;
            Some((short(month)?, short(day)?)).filter(|_| is_year && small)
        }
        [day, month] if named(month).is_some() => Some((named(month)?, short(day)?)),
        [month, day] => Some((named(month)?, short(day)?)),
        [one] => {
            let (month, day) = one.split_once('月')?;
            Some((short(month)?, short(day.strip_suffix('日')?)?))
        }
        _ => None,
    }
}

/// The day that a spreadsheet shows for this number: nobody's room where no other has as many digits. From 2020 to 2035, because
/// `3-2` becomes a day of the year in which it was typed.
pub(in crate::election::intake) fn is_day_number(text: &str) -> bool {
    text.len() == 5 && text.parse::<u32>().is_ok_and(|number| (43_831..=49_674).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_places() {
        for text in ["3月2日", "2026/3/2", "2026-03-02", "2-Mar", "Mar-02", "02-MAR", "３月２日"] {
            assert_eq!(month_and_day(text), Some((3, 2)), "{text}");
        }
        for text in ["", "3-2", "3-2-501", "1/2", "2026", "3月", "B-02", "2101-3-2", "月日"] {
            assert_eq!(month_and_day(text), None, "{text}");
        }
        assert!(is_day_number("46083") && !is_day_number("10101") && !is_day_number("4608"));
    }
}
