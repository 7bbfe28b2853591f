//! 手机号: one or several in a cell.

use super::width::plain;

/// The numbers in a cell, digits only, and whether everything in it was understood.
pub(in crate::election::intake) fn phones(text: &str) -> (Vec<String>, bool) {
    let text = plain(text);
    let (mut found, mut all): (Vec<String>, bool) = (Vec::new(), true);
    for part in text.split(['/', '\\', '、', ',', ';', '|', '或', '和']) {
        let part = part.trim().strip_suffix(".0").unwrap_or(part);
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        if part.trim().is_empty() || matches!(part.trim(), "无" | "-" | "不详") {
            continue;
        }
        // Numbers divided by names, dashes or nothing at all.
        let runs: Vec<&str> = part.split(|character: char| !character.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
        let several: Vec<&str> = runs.iter().copied().filter(|run| is_phone(run)).collect();
        let halves = digits.split_at_checked(11).filter(|(first, second)| is_phone(first) && is_phone(second));
        match (several.len(), halves, phone(&digits)) {
            (2.., ..) if several.len() == runs.len() => found.extend(several.into_iter().map(str::to_owned)),
            (_, Some((first, second)), _) if runs.len() == 1 => found.extend([first.to_owned(), second.to_owned()]),
            // Somebody hid the middle.
            (_, _, Some(number)) if !part.contains('*') => found.push(number),
            _ => all = false,
        }
    }
    found.dedup();
    (found, all)
}

fn is_phone(text: &str) -> bool {
    text.len() == 11 && text.starts_with('1') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A mobile number, or a fixed line with its area code.
fn phone(digits: &str) -> Option<String> {
    let digits =
        digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|rest| is_phone(rest))).unwrap_or(digits);
    let fixed = (7..=8).contains(&digits.len()) || (digits.starts_with('0') && (10..=12).contains(&digits.len()));
    (is_phone(digits) || fixed).then(|| digits.to_owned())
}

/// `13812345678` → `138****5678`: enough to compare with paper, too little to call.
pub(in crate::election::intake) fn masked(text: &str) -> String {
    super::identity::masked_digits(text, 3, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_numbers_are_several() {
        let read = |text| phones(text);
        let two = vec!["13800000001".to_owned(), "13900000002".to_owned()];
        for text in
            ["13800000001/13900000002", "13800000001、13900000002", "13800000001 13900000002", "138-0000-0001；139 0000 0002"]
        {
            assert_eq!(read(text), (two.clone(), true), "{text}");
        }
        assert_eq!(read("+86 138 0000 0001"), (vec!["13800000001".into()], true));
        assert_eq!(read("0431-12345678"), (vec!["043112345678".into()], true));
        assert_eq!(read(""), (vec![], true));
        assert_eq!(read("1.38E+10"), (vec![], false));
        assert_eq!(read("物业有"), (vec![], false));
    }

    #[test]
    fn a_number_is_shown_in_part() {
        assert_eq!(masked("13812345678/13912345679"), "138****5678/139****5679");
        assert_eq!(masked("1234"), "****");
    }
}
