//! Numbers of a spreadsheet, as decimal text. Not one of them is computed with as a float.

/// Digits of a number that a spreadsheet keeps.
const DIGITS: usize = 15;

/// The number in decimal with at most 15 significant digits, so that `103.60000000000001` of a formula is `103.6` again.
/// Numbers beyond 30 digits stay in scientific notation: nothing in a roll is that large or small.
pub(in crate::election::intake) fn of_float(value: f64) -> String {
    let scientific = format!("{value:.14e}");
    written_out(&scientific).unwrap_or(scientific)
}

/// `-1.25e3` → `-1250`.
fn written_out(scientific: &str) -> Option<String> {
    let (sign, rest) = match scientific.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", scientific),
    };
    let (mantissa, exponent) = rest.split_once(['e', 'E'])?;
    let exponent: i32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.is_empty() || digits.len() > 40 {
        return None;
    }
    if !(-30..=30).contains(&exponent) {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let (whole, fraction) = match usize::try_from(point) {
        Ok(0) | Err(_) => {
            let zeros = usize::try_from(point.checked_neg().unwrap_or(0)).unwrap_or(0);
            ("0".to_owned(), format!("{}{digits}", "0".repeat(zeros)))
        }
        Ok(point) if point >= digits.len() => {
            (format!("{digits}{}", "0".repeat(point.saturating_sub(digits.len()))), String::new())
        }
        Ok(point) => {
            let (whole, fraction) = digits.split_at(point);
            (whole.to_owned(), fraction.to_owned())
        }
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let fraction = fraction.trim_end_matches('0');
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Whether a text is a number in scientific notation, such as `9.90104E+17`.
pub(in crate::election::intake) fn is_scientific(text: &str) -> bool {
    text.contains(['e', 'E']) && text.contains(['+', '.']) && written_out(text).is_some()
}

/// Whether a number as a spreadsheet keeps it has lost digits.
pub(in crate::election::intake) fn has_lost_digits(number: &str) -> bool {
    number.bytes().filter(u8::is_ascii_digit).count() > DIGITS || is_scientific(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (value, text) in [
            (53.0, "53"),
            (103.600_000_000_000_01, "103.6"),
            (-89.88, "-89.88"),
            (0.5, "0.5"),
            (0.0625, "0.0625"),
            (-0.0, "0"),
            (19_900_008_133.0, "19900008133"),
            (990_104_200_208_215_000.0, "990104200208215000"),
            (1286.4, "1286.4"),
        ] {
            assert_eq!(of_float(value), text);
        }
        assert_eq!(of_float(f64::NAN), "NaN");
        assert_eq!(of_float(f64::INFINITY), "inf");
        assert_eq!(of_float(1e300), "1.00000000000000e300");
    }

    #[test]
    fn digits_beyond_the_fifteenth_are_lost() {
        assert!(has_lost_digits("990104200208215000"));
        assert!(has_lost_digits("9.90104E+17") && is_scientific("9.90104e17"));
        assert!(!has_lost_digits("990104200208215"));
        assert!(!is_scientific("E12345678") && !is_scientific("EA1234567"));
    }
}
