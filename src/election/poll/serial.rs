//! The serial of a slip: 8 characters in print, read aloud on the telephone and typed on an old phone.
//!
//! The alphabet is Crockford's base 32 (no I, L, O, U). Seven characters are random (35 bits, so that serials cannot be listed by
//! trying; the serial alone opens nothing), the eighth is a check character. Why not Crockford's own check: it takes five more signs
//! (`* ~ $ = U`) that nobody can say on a telephone. Ours is of the same 32: with d_0 … d_7 as elements of GF(2⁵) (polynomial
//! x⁵ + x² + 1, the value's bits as coefficients), the sum of d_i·x^(7−i) is 0. Every single wrong character and every two characters in
//! each other's place are found, because the powers of x are distinct and not 0. Vector: `tests/vectors/serial-v1.json`.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a serial, the check character among them.
const LENGTH: usize = 8;

/// A serial, correct by its check character. The text is 8 characters; [`Serial::grouped`] is how it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial([u8; LENGTH]);

/// Why a text is not a serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SerialFault {
    /// Not 8 characters beside spaces and hyphens.
    #[error("{0} characters instead of 8")]
    Length(usize),
    /// A character that no serial has.
    #[error("a character that no serial has")]
    Character,
    /// The check character does not fit: something was misread.
    #[error("a character was misread")]
    Check,
}

impl Serial {
    /// A fresh one.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut bytes = [0; LENGTH];
        rng.fill_bytes(&mut bytes);
        let mut digits = bytes.map(|byte| byte & 31);
        let [.., check] = &mut digits;
        *check = 0;
        let sum = checksum(&digits);
        let [.., check] = &mut digits;
        *check = sum;
        Self(digits)
    }

    /// Reads what a person typed: any case, with spaces or hyphens anywhere, in half or full width, and with the letters that look
    /// like digits (I and L for 1, O for 0).
    pub fn parse(text: &str) -> Result<Self, SerialFault> {
        let typed = || text.chars().map(half_width).filter(|c| !c.is_whitespace() && !is_hyphen(*c));
        // Counted to a bound: a stranger's text may be long.
        let count = typed().take(LENGTH.saturating_mul(2)).count();
        if count != LENGTH {
            return Err(SerialFault::Length(count));
        }
        let mut digits = [0; LENGTH];
        for (digit, c) in digits.iter_mut().zip(typed()) {
            *digit = value(c).ok_or(SerialFault::Character)?;
        }
        if checksum(&digits) == 0 { Ok(Self(digits)) } else { Err(SerialFault::Check) }
    }

    /// As printed: `K7P4-92XD`.
    pub fn grouped(&self) -> String {
        let text = self.to_string();
        let (first, second) = text.split_at(LENGTH.div_euclid(2));
        format!("{first}-{second}")
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.iter().filter_map(|digit| ALPHABET.get(usize::from(*digit)));
        characters.try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

impl FromStr for Serial {
    type Err = SerialFault;

    /// Only the exact 8 characters: for machines. People's texts are for [`Serial::parse`].
    fn from_str(text: &str) -> Result<Self, SerialFault> {
        let serial = Self::parse(text)?;
        if serial.to_string() == text { Ok(serial) } else { Err(SerialFault::Character) }
    }
}

impl Serialize for Serial {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Serial {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The sum of d_i·x^(7−i), by Horner's rule.
fn checksum(digits: &[u8; LENGTH]) -> u8 {
    digits.iter().fold(0, |sum, digit| times_x(sum) ^ digit)
}

/// Times x in GF(2⁵) modulo x⁵ + x² + 1.
const fn times_x(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        c => c,
    };
    let position = ALPHABET.iter().position(|byte| char::from(*byte) == c)?;
    u8::try_from(position).ok()
}

/// A Chinese keyboard types `Ｋ７` as easily as `K7`.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c),
        c => c,
    }
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' | '\u{30fb}' | '\u{b7}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    fn some() -> Vec<Serial> {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        (0..200).map(|_| Serial::random(&mut rng)).collect()
    }

    #[test]
    fn a_printed_serial_is_read_again() {
        for serial in some() {
            assert_eq!(Serial::parse(&serial.grouped()), Ok(serial));
            assert_eq!(serial.to_string().parse(), Ok(serial));
            assert_eq!(serial.to_string().len(), 8);
        }
        let mut all = some();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 200);
    }

    #[test]
    fn an_old_phone_and_a_tired_reader_are_forgiven() {
        let serial =
            some().into_iter().find(|serial| serial.to_string().contains('1') && serial.to_string().contains('0')).unwrap();
        let text = serial.to_string();
        let full: String = text.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        for typed in [
            text.to_lowercase(),
            text.replace('1', "l").replace('0', "o"),
            text.replace('1', "I").replace('0', "O"),
            format!(" {} {}\u{3000}", &text[..3], &text[3..]),
            format!("{}—{}", &text[..4], &text[4..]),
            full,
        ] {
            assert_eq!(Serial::parse(&typed), Ok(serial), "{typed}");
            assert!(typed.parse::<Serial>().is_err(), "{typed}");
        }
    }

    #[test]
    fn one_character_misread_or_two_exchanged_are_found() {
        for serial in some().into_iter().take(20) {
            let text: Vec<char> = serial.to_string().chars().collect();
            for place in 0..8 {
                for other in ALPHABET.iter().map(|byte| char::from(*byte)).filter(|other| *other != text[place]) {
                    let mut wrong = text.clone();
                    wrong[place] = other;
                    assert_eq!(Serial::parse(&wrong.iter().collect::<String>()), Err(SerialFault::Check));
                }
                for second in (0..8).filter(|second| text[*second] != text[place]) {
                    let mut wrong = text.clone();
                    wrong.swap(place, second);
                    assert_eq!(Serial::parse(&wrong.iter().collect::<String>()), Err(SerialFault::Check));
                }
            }
        }
    }

    #[test]
    fn what_is_no_serial_is_refused() {
        assert_eq!(Serial::parse(""), Err(SerialFault::Length(0)));
        assert_eq!(Serial::parse("1234567"), Err(SerialFault::Length(7)));
        assert_eq!(Serial::parse(&"0".repeat(10_000_000)), Err(SerialFault::Length(16)));
        assert_eq!(Serial::parse("1234567U"), Err(SerialFault::Character));
        assert_eq!(Serial::parse("1234567票"), Err(SerialFault::Character));
        assert!(serde_json::from_str::<Serial>("\"0000 0000\"").is_err());
        assert_eq!(serde_json::from_str::<Serial>("\"00000000\"").unwrap().grouped(), "0000-0000");
    }

    #[test]
    fn the_vector_was_made_by_another_program() {
        #[derive(Deserialize)]
        struct Vector {
            valid: Vec<String>,
            invalid: Vec<String>,
            forgiven: Vec<[String; 2]>,
        }
        let vector: Vector = serde_json::from_str(include_str!("../../../tests/vectors/serial-v1.json")).unwrap();
        assert!(vector.valid.iter().all(|text| text.parse::<Serial>().is_ok()));
        assert!(vector.invalid.iter().all(|text| Serial::parse(text).is_err()));
        for [typed, meant] in vector.forgiven {
            assert_eq!(Serial::parse(&typed).map(|serial| serial.to_string()), Ok(meant));
        }
    }
}
