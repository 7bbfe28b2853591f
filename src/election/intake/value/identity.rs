//! 证件号码: whose number it is, whether its check digit fits, and in one form whatever the writing.
//!
//! Formats: resident identity card GB 11643 (18 digits; 15 before 1999, which become 18 by a fixed rule), unified social credit
//! code GB 32100, permits of residents of Hong Kong, Macau and Taiwan, passports. Nothing is refused for its region or its
//! age: codes of regions come and go.

use jiff::civil::Date;

use super::decimal;
use super::width::tight;
use crate::election::roll::IdentityKind;

/// What kind of document the row says the number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::election::intake) enum Document {
    /// 居民身份证, also the residence permits 港澳台居民居住证 with the same form.
    Card,
    /// 统一社会信用代码, 营业执照, 组织机构代码.
    Organisation,
    /// 护照, 通行证, 军官证 and others without a check digit.
    Other,
}

/// 证件类型. `None`: not understood or empty.
pub(in crate::election::intake) fn document(text: &str) -> Option<Document> {
    let text = tight(text).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["信用", "营业执照", "组织机构", "法人", "机构代码", "company", "credit"]) {
        Some(Document::Organisation)
    } else if has(&[
        "护照",
        "通行证",
        "台胞",
        "回乡",
        "军官",
        "士官",
        "警官",
        "永久居留",
        "passport",
        "permit",
        "其他",
        "香港",
        "澳门",
    ]) && !has(&["居住证"])
    {
        Some(Document::Other)
    } else if has(&["身份证", "居民", "居住证", "户口", "id", "card"]) {
        Some(Document::Card)
    } else {
        None
    }
}

/// What a number is.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::election::intake) enum Number {
    /// None given.
    Missing,
    /// A spreadsheet kept 15 digits, or somebody wrote stars.
    LostDigits,
    /// Of no known form, or its check digit does not fit.
    Wrong,
    /// Good.
    Good {
        kind: IdentityKind,
        /// Half-width, without spaces, upper case, 18 digits.
        number: String,
        /// Of the person, where the number tells it.
        born: Option<Date>,
    },
}

/// Reads one number. `from_number`: the spreadsheet holds it as a number, not as a text. `organisation`: the name is a company's.
pub(in crate::election::intake) fn identity(
    text: &str,
    from_number: bool,
    document: Option<Document>,
    organisation: bool,
) -> Number {
    let number = written(text);
    if number == "0" || !number.contains(|character: char| character.is_ascii_digit() || character == '*') {
        return Number::Missing;
    }
    if number.contains('*') || decimal::is_scientific(&number) || (from_number && decimal::has_lost_digits(&number)) {
        return Number::LostDigits;
    }
    let of_person = || card(&number).map(|(number, born)| good(IdentityKind::Person, number, Some(born)));
    let of_organisation = || organisation_code(&number).then(|| good(IdentityKind::Organisation, number.clone(), None));
    let of_other = || {
        let named = document == Some(Document::Other) && is_other(&number);
        (named || is_permit(&number)).then(|| good(IdentityKind::Person, number.clone(), None))
    };
    let licence = || {
        let named = document == Some(Document::Organisation) || organisation;
        (named && (licence(&number) || old_organisation_code(&number)))
            .then(|| good(IdentityKind::Organisation, number.clone(), None))
    };
    let first = if document == Some(Document::Organisation) || organisation {
        licence().or_else(of_organisation).or_else(of_person)
    } else {
        of_person().or_else(of_organisation)
    };
    // `身份证990104…`, `990104…（已核）`: a number whose check digit fits, and words about it.
    let of_words = || {
        let (words, rest): (String, String) = number.chars().partition(|character| super::owner::is_han(*character));
        let rest = rest.trim_matches(['(', ')', '[', ']', ':']);
        let said = self::document(&words).or(document);
        let certain = card(rest).is_some() || organisation_code(rest) || is_permit(rest) || said == Some(Document::Other);
        let read = (!words.is_empty() && certain).then(|| identity(rest, from_number, said, organisation));
        read.filter(|read| matches!(read, Number::Good { .. }))
    };
    let found = first.or_else(of_other).or_else(of_words);
    // What a file of text got from a spreadsheet that had kept 15 digits.
    let lost = number.len() == 18 && number.ends_with("000") && number.bytes().all(|byte| byte.is_ascii_digit());
    found.unwrap_or(if lost { Number::LostDigits } else { Number::Wrong })
}

const fn good(kind: IdentityKind, number: String, born: Option<Date>) -> Number {
    Number::Good { kind, number, born }
}

/// Half-width, upper case, without spaces and other marks.
pub(in crate::election::intake) fn written(text: &str) -> String {
    let text = tight(text).to_uppercase().replace(['×', 'Х'], "X");
    let mut text = text.trim_matches(['\'', '"', '`', ':', ',', '.']).to_owned();
    if !matches!(text.as_str(), "-" | "/") && text.len() > 8 && !decimal::is_scientific(&text) {
        text.retain(|character| character != '-');
    }
    if text.chars().all(|character| matches!(character, '-' | '/')) {
        return String::new();
    }
    text
}

/// The 18 digits of a card and the date of birth in them; 15 digits become 18 (GB 11643-1999).
fn card(number: &str) -> Option<(String, Date)> {
    if !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'X') {
        return None;
    }
    let number = match number.len() {
        18 => number.to_owned(),
        15 => {
            let (region, rest) = (number.get(..6)?, number.get(6..)?);
            let body = format!("{region}19{rest}");
            let check = check_of_card(&body)?;
            format!("{body}{check}")
        }
        _ => return None,
    };
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<i16>().ok();
    let small = |from, to| i8::try_from(part(from, to)?).ok();
    let born = Date::new(part(6, 10)?, small(10, 12)?, small(12, 14)?).ok()?;
    let fits = check_of_card(number.get(..17)?)? == number.chars().last()?;
    (fits && born.year() >= 1850).then_some((number, born))
}

/// Whether a text is the number of a card, check digit and all.
pub(in crate::election::intake) fn is_card(text: &str) -> bool {
    text.len() == 18 && card(text).is_some()
}

/// ISO 7064 MOD 11-2 over 17 digits.
fn check_of_card(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0_u32;
    for (character, weight) in body.chars().zip(WEIGHTS) {
        sum = sum.checked_add(character.to_digit(10)?.checked_mul(weight)?)?;
    }
    "10X98765432".chars().nth(usize::try_from(sum.rem_euclid(11)).ok()?)
}

/// Characters of GB 32100 and GB 11714 by value: no I, O, S, V, Z.
const CODE: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100: 18 characters, the last a check over the others to the base 31.
fn organisation_code(number: &str) -> bool {
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let values: Option<Vec<usize>> = number.chars().map(|character| CODE.find(character)).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else { return false };
    let products = values.iter().zip(WEIGHTS).map(|(value, weight)| value.saturating_mul(weight));
    let sum = products.fold(0_usize, usize::saturating_add).rem_euclid(31);
    let check = 31_usize.saturating_sub(sum).rem_euclid(31);
    // The first two say which office registered what kind of body.
    values.last() == Some(&check) && number.starts_with(|first: char| first.is_ascii_digit() || "AENY".contains(first))
}

/// GB 11714: 8 characters and a check, as used before 2015.
fn old_organisation_code(number: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    if number.len() != 9 {
        return false;
    }
    let mut sum = 0_u32;
    for (character, weight) in number.chars().zip(WEIGHTS) {
        let Some(value) = character.to_digit(36) else { return false };
        sum = sum.saturating_add(value.saturating_mul(weight));
    }
    let check = match 11_u32.saturating_sub(sum.rem_euclid(11)) {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    };
    number.chars().last() == check
}

/// The 15 digits of a business licence 营业执照 before 2015, check by ISO 7064 MOD 11,10.
fn licence(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|character| character.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 15) else { return false };
    let mut product = 10_u32;
    for digit in digits.iter().take(14) {
        let sum = match product.saturating_add(*digit).rem_euclid(10) {
            0 => 10,
            sum => sum,
        };
        product = sum.saturating_mul(2).rem_euclid(11);
    }
    digits.last().is_some_and(|last| product.saturating_add(*last).rem_euclid(10) == 1)
}

/// Numbers whose form tells that they are a passport's or a permit's, even where no type is given: 往来内地通行证 `H12345678`,
/// Chinese passports `E12345678`, identity cards of Hong Kong `A123456(7)`, permits of permanent residence `CHN123456789012`.
fn is_permit(number: &str) -> bool {
    let letters = number.chars().take_while(char::is_ascii_uppercase).count();
    let rest: String = number.chars().skip(letters).filter(|character| !matches!(character, '(' | ')')).collect();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let only = digits == rest.len();
    match letters {
        1 => only && (matches!(digits, 8..=10) || (digits == 7 && number.ends_with(')'))),
        2 => only && digits == 7,
        3 => only && digits == 12,
        _ => false,
    }
}

/// Whatever a document without a fixed form may carry; bounded, with at least four digits.
fn is_other(number: &str) -> bool {
    let allowed = |character: char| character.is_alphanumeric() || matches!(character, '(' | ')' | '-' | '/');
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (5..=40).contains(&number.len()) && digits >= 4 && number.chars().all(allowed)
}

/// `990104194702218134` → `990104********8134`. Numbers of any length, several in a text.
pub(in crate::election::intake) fn masked(text: &str) -> String {
    masked_digits(text, 6, 4)
}

/// Every run of letters and digits of six or more shows its ends only; four or five are hidden whole.
pub(super) fn masked_digits(text: &str, front: usize, back: usize) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut run: Vec<char> = Vec::new();
    for character in text.chars().map(Some).chain([None]) {
        match character {
            Some(character) if character.is_alphanumeric() && !super::owner::is_han(character) => run.push(character),
            _ => {
                let hidden = run.len().saturating_sub(front.saturating_add(back));
                if run.len() < 4 {
                    masked.extend(&run);
                } else if hidden < 2 {
                    masked.extend(run.iter().map(|_| '*'));
                } else {
                    masked.extend(run.iter().take(front));
                    masked.extend((0..hidden).map(|_| '*'));
                    masked.extend(run.iter().skip(front.saturating_add(hidden)));
                }
                run.clear();
                masked.extend(character);
            }
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Number {
        identity(text, false, None, false)
    }

    fn is_good(text: &str, expected: &str, expected_kind: IdentityKind) -> bool {
        matches!(read(text), Number::Good { kind, number, .. } if number == expected && kind == expected_kind)
    }

    #[test]
    fn a_card_is_one_number_however_written() {
        let card = "99010419490102050X";
        for text in [
            card,
            "99010419490102050x",
            "９９０１０４１９４９０１０２０５０Ｘ",
            " 990104 19490102 050X ",
            "990104-19490102-050X",
            "99010419490102050×",
            "'99010419490102050X",
        ] {
            assert!(is_good(text, card, IdentityKind::Person), "{text}");
        }
        let Number::Good { born, .. } = read(card) else { panic!() };
        assert_eq!(born, Some(jiff::civil::date(1949, 1, 2)));
        // The same person's old card.
        assert!(is_good("990104490102050", card, IdentityKind::Person));
    }

    #[test]
    fn a_check_digit_catches_a_wrong_one() {
        for text in ["990104199811214930", "990104196805226040", "99010419490102050", "990104194901020501X", "990104199913014930"]
        {
            assert!(matches!(read(text), Number::Wrong), "{text}");
        }
        assert!(matches!(read("91990104MA5HE8CLD8"), Number::Wrong));
    }

    #[test]
    fn digits_that_a_spreadsheet_lost_are_not_guessed() {
        assert!(matches!(read("9.90104E+17"), Number::LostDigits));
        assert!(matches!(read("990104200208215000"), Number::LostDigits));
        assert!(matches!(read("990104********8134"), Number::LostDigits));
        assert!(matches!(identity("990104194702218134", true, None, false), Number::LostDigits));
    }

    #[test]
    fn companies_and_permits_have_their_own_forms() {
        for code in ["91990104MA5HE8CLD9", "91990104MAX500N1YJ"] {
            assert!(is_good(code, code, IdentityKind::Organisation), "{code}");
            assert!(is_good(&code.to_lowercase(), code, IdentityKind::Organisation), "{code}");
        }
        for permit in ["H12345678", "M1234567890", "E12345678", "EA1234567", "G12345678", "CHN123456789012", "A123456(7)"] {
            assert!(is_good(permit, permit, IdentityKind::Person), "{permit}");
        }
        assert!(matches!(identity("12345678", false, Some(Document::Other), false), Number::Good { .. }));
        assert!(matches!(read("12345678"), Number::Wrong));
        for text in ["", "无", "/", "-", "——"] {
            assert!(matches!(read(text), Number::Missing), "{text}");
        }
        assert_eq!(document("居民身份证"), Some(Document::Card));
        assert_eq!(document("港澳居民来往内地通行证"), Some(Document::Other));
        assert_eq!(document("港澳台居民居住证"), Some(Document::Card));
        assert_eq!(document("营业执照"), Some(Document::Organisation));
    }

    #[test]
    fn a_number_is_shown_in_part() {
        assert_eq!(masked("990104194702218134、99010419490102050X"), "990104********8134、990104********050X");
        assert_eq!(masked("9.90104E+17"), "9.******+17");
        assert_eq!(masked("12345678"), "********");
    }
}
