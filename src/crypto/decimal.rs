//! 256-bit numbers and their decimal text, as scalars stand in JSON.
//!
//! Why our own: a general big-integer crate accepts signs, underscores and leading zeros, allocates, and is slower by a factor
//! that shows when a ballot carries a hundred of these numbers.

use std::fmt;

/// Decimal digits that fit one 64-bit limb.
const CHUNK: usize = 19;
/// 10^19.
const CHUNK_VALUE: u64 = 10_000_000_000_000_000_000;

/// The number that `text` writes, little-endian, or `None` unless `text` is one or more ASCII digits without leading zeros
/// and the number is below 2^256.
pub(crate) fn parse(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    let canonical = match digits {
        [] => false,
        [b'0'] => true,
        [b'0', ..] => false,
        _ => digits.len() <= 78 && digits.iter().all(u8::is_ascii_digit),
    };
    if !canonical {
        return None;
    }
    let mut limbs = [0_u64; 4];
    for chunk in digits.chunks(CHUNK) {
        let mut scale = 1_u64;
        let mut value = 0_u64;
        for digit in chunk {
            scale = scale.wrapping_mul(10);
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
        }
        // 19 digits and 10^19 both fit 64 bits, so neither loop above wraps.
        let mut carry = value;
        for limb in &mut limbs {
            let wide = u128::from(*limb).wrapping_mul(u128::from(scale)).wrapping_add(u128::from(carry));
            (*limb, carry) = split(wide);
        }
        if carry != 0 {
            return None;
        }
    }
    let mut bytes = [0; 32];
    for (eight, limb) in bytes.chunks_exact_mut(8).zip(limbs) {
        eight.copy_from_slice(&limb.to_le_bytes());
    }
    Some(bytes)
}

/// Writes the little-endian number in decimal.
pub(crate) fn write(bytes: &[u8; 32], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut limbs = [0_u64; 4];
    for (limb, eight) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = eight.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    }
    // Divide by 10^19 until nothing is left; the remainders are the chunks from the right. 2^256 has 78 digits: five chunks.
    let mut chunks = [0_u64; 5];
    let mut used = 0_usize;
    for chunk in &mut chunks {
        let mut remainder = 0_u64;
        for limb in limbs.iter_mut().rev() {
            let wide = u128::from(remainder) << 64 | u128::from(*limb);
            let value = u128::from(CHUNK_VALUE);
            (*limb, _) = split(wide.checked_div(value).unwrap_or_default());
            (remainder, _) = split(wide.checked_rem(value).unwrap_or_default());
        }
        *chunk = remainder;
        used = used.saturating_add(1);
        if limbs == [0; 4] {
            break;
        }
    }
    let mut rest = chunks.iter().take(used).rev();
    write!(f, "{}", rest.next().copied().unwrap_or_default())?;
    rest.try_for_each(|chunk| write!(f, "{chunk:019}"))
}

/// The low and the high half.
fn split(wide: u128) -> (u64, u64) {
    #[expect(clippy::as_conversions, reason = "cutting a number in two halves is what this function is for")]
    let halves = (wide as u64, (wide >> 64) as u64);
    halves
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Number([u8; 32]);
    impl fmt::Display for Number {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write(&self.0, f)
        }
    }

    #[test]
    fn known_numbers() {
        let max = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        for text in ["0", "1", "9", "10", "18446744073709551615", "18446744073709551616", "100000000000000000000000000000", max] {
            assert_eq!(Number(parse(text).unwrap()).to_string(), text);
        }
        assert_eq!(parse(max), Some([0xff; 32]));
        let mut two_to_64 = [0; 32];
        two_to_64[8] = 1;
        assert_eq!(parse("18446744073709551616"), Some(two_to_64));
        let too_large = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
        for wrong in ["", "00", "01", "-1", "+1", "1_0", "0x1", " 1", "1 ", "1.0", "１", too_large, &"9".repeat(79)] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_number_is_read_back(bytes: [u8; 32]) {
            prop_assert_eq!(parse(&Number(bytes).to_string()), Some(bytes));
        }
    }
}
