//! 256-bit numbers and their decimal text, as scalars stand in JSON.
//!
//! Why our own: a general big-integer crate accepts signs, underscores and leading zeros, allocates, and is slower by a factor
//! that shows when a ballot carries a hundred of these numbers.

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

/// The decimal text of a number.
pub(crate) struct Text {
    /// Right-aligned.
    digits: [u8; CHUNK * CHUNKS],
    start: usize,
}

/// 2^256 has 78 digits.
const CHUNKS: usize = 5;

impl Text {
    /// The text of a little-endian number, without leading zeros.
    pub(crate) fn of(bytes: &[u8; 32]) -> Self {
        let mut limbs = [0_u64; 4];
        for (limb, eight) in limbs.iter_mut().zip(bytes.as_chunks().0) {
            *limb = u64::from_le_bytes(*eight);
        }
        // Divide by 10^19 again and again; the remainders are the chunks from the right.
        let mut digits = [b'0'; CHUNK * CHUNKS];
        for chunk in digits.rchunks_mut(CHUNK) {
            let mut remainder = 0_u64;
            for limb in limbs.iter_mut().rev() {
                let wide = u128::from(remainder) << 64 | u128::from(*limb);
                let value = u128::from(CHUNK_VALUE);
                (*limb, _) = split(wide.checked_div(value).unwrap_or_default());
                (remainder, _) = split(wide.checked_rem(value).unwrap_or_default());
            }
            for digit in chunk.iter_mut().rev() {
                *digit = b'0'.wrapping_add(u8::try_from(remainder % 10).unwrap_or_default());
                remainder /= 10;
            }
            if limbs == [0; 4] {
                break;
            }
        }
        let start = digits.iter().position(|digit| *digit != b'0').unwrap_or(CHUNK * CHUNKS - 1);
        Self { digits, start }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.digits.get(self.start..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default()
    }
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

    #[test]
    fn known_numbers() {
        let max = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        for text in ["0", "1", "9", "10", "18446744073709551615", "18446744073709551616", "100000000000000000000000000000", max] {
            assert_eq!(Text::of(&parse(text).unwrap()).as_str(), text);
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
            prop_assert_eq!(parse(Text::of(&bytes).as_str()), Some(bytes));
        }
    }
}
