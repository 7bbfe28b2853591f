//! What texts of a request have to be like. Bounded, and without characters that make one text look like another on a screen.

use super::{FieldFault, Refusal};
use crate::election::poll::text::{TextFault, check_text};
use crate::store::Millis;

const fn fault(field: &'static str, why: FieldFault) -> Refusal {
    Refusal::Field { field, why }
}

/// Characters that show nothing, break a line or turn its direction.
fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A line of text, trimmed: 1 to `most` characters.
pub(crate) fn line(field: &'static str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(fault(field, FieldFault::Empty));
    }
    if text.chars().count() > most {
        return Err(fault(field, FieldFault::Long));
    }
    if text.chars().any(hidden) {
        return Err(fault(field, FieldFault::Characters));
    }
    Ok(text.to_owned())
}

/// A text of several lines, trimmed: 1 to `most` characters.
pub(crate) fn text(field: &'static str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(fault(field, FieldFault::Empty));
    }
    check_text(text, most).map_err(|why| match why {
        TextFault::TooLong(_) => fault(field, FieldFault::Long),
        _ => fault(field, FieldFault::Characters),
    })?;
    Ok(text.to_owned())
}

/// A moment that has not come yet.
pub(crate) const fn ahead(field: &'static str, at: Millis, now: Millis) -> Result<(), Refusal> {
    if at > now { Ok(()) } else { Err(fault(field, FieldFault::Past)) }
}

/// A login, folded to lower case: 3 to 40 letters, digits and `. _ -`, of any script.
pub(crate) fn login(text: &str) -> Result<String, Refusal> {
    let text = line("login", text, 40)?.to_lowercase();
    if text.chars().count() < 3 {
        return Err(fault("login", FieldFault::Short));
    }
    if !text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')) {
        return Err(fault("login", FieldFault::Characters));
    }
    Ok(text)
}

/// A mobile number of the mainland: 11 digits, beginning with 1. Spaces and hyphens are taken out, +86 too.
pub(crate) fn phone(text: &str) -> Result<String, Refusal> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let digits = digits.strip_prefix("+86").unwrap_or(&digits);
    if digits.len() == 11 && digits.starts_with('1') && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(digits.to_owned());
    }
    Err(fault("phone", FieldFault::Characters))
}

/// Names of buildings: at most 200 of at most 40 characters, each once, in the order given.
pub(crate) fn buildings(names: &[String]) -> Result<Vec<String>, Refusal> {
    if names.len() > 200 {
        return Err(fault("buildings", FieldFault::Long));
    }
    let mut known: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let name = line("buildings", name, 40)?;
        if !known.contains(&name) {
            known.push(name);
        }
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_folded_and_has_no_disguise() {
        assert_eq!(login(" Wang.Ming ").unwrap(), "wang.ming");
        assert_eq!(login("王书记").unwrap(), "王书记");
        for (text, why) in [
            ("", FieldFault::Empty),
            ("ab", FieldFault::Short),
            ("a b c", FieldFault::Characters),
            ("wang\u{202e}gnim", FieldFault::Characters),
            ("wang\u{200b}ming", FieldFault::Characters),
        ] {
            assert_eq!(login(text), Err(fault("login", why)), "{text:?}");
        }
        assert_eq!(login(&"x".repeat(41)), Err(fault("login", FieldFault::Long)));
    }

    #[test]
    fn phones_are_eleven_digits() {
        assert_eq!(phone("+86 138-0431-2345").unwrap(), "13804312345");
        for wrong in ["", "1380431234", "23804312345", "１３８０４３１２３４５", "138043123456"] {
            assert!(phone(wrong).is_err(), "{wrong}");
        }
    }
}
