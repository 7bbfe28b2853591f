//! A text: a number below q in its one decimal spelling, or refused. Comparing texts is the oracle.

#![no_main]

use arbitrary::Arbitrary;
use curve25519_dalek::scalar::Scalar as DalekScalar;
use libfuzzer_sys::fuzz_target;
use yepiao::crypto::group::Scalar;
use yepiao::election::json;

const Q: &str = "7237005577332262213973186563042994240857116359379907606001950938285454250989";

#[derive(Debug, Arbitrary)]
enum Case {
    Text(String),
    /// Decimal digits only.
    Digits(Vec<u8>),
    /// q with some of its digits replaced.
    NearQ(Vec<(u8, u8)>),
    Wide([u8; 32], [u8; 32]),
}

fn is_canonical(text: &str) -> bool {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = text == "0" || !text.starts_with('0');
    digits && plain && (text.len(), text) < (Q.len(), Q)
}

fn try_text(text: &str) {
    let parsed = text.parse::<Scalar>();
    assert_eq!(parsed.is_ok(), is_canonical(text), "{text}");
    let quoted = serde_json::to_string(text).unwrap();
    assert_eq!(json::from_canonical::<Scalar>(quoted.as_bytes()).is_ok(), parsed.is_ok(), "{quoted}");
    if let Ok(scalar) = parsed {
        assert_eq!(scalar.to_string(), text);
        if let Some(inverse) = scalar.invert() {
            assert!(inverse * scalar == Scalar::ONE);
        }
    }
}

fuzz_target!(|case: Case| {
    match case {
        Case::Text(text) => try_text(&text),
        Case::Digits(bytes) => try_text(&bytes.iter().map(|byte| char::from(b'0' + byte % 10)).collect::<String>()),
        Case::NearQ(changes) => {
            let mut digits = Q.as_bytes().to_vec();
            for (at, digit) in changes {
                let at = usize::from(at) % digits.len();
                digits[at] = b'0' + digit % 10;
            }
            try_text(std::str::from_utf8(&digits).unwrap());
        }
        Case::Wide(high, low) => {
            let mut wide = [0; 64];
            wide[..32].copy_from_slice(&high);
            wide[32..].copy_from_slice(&low);
            // It wipes what it was given.
            let scalar = Scalar::from_wide_bytes(&mut wide.clone());
            try_text(&scalar.to_string());
            // Value and text agree with the library's: both are the big-endian number mod q.
            wide.reverse();
            let oracle = DalekScalar::from_bytes_mod_order_wide(&wide);
            let digits = scalar.to_string();
            let ten = DalekScalar::from(10_u64);
            let read = digits.bytes().fold(DalekScalar::ZERO, |number, digit| number * ten + DalekScalar::from(digit - b'0'));
            assert!(read == oracle);
        }
    }
});
