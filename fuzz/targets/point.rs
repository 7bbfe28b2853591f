//! 32 bytes, or a text: a point of the group in its one encoding, or refused. The curve's library is the oracle.

#![no_main]

use arbitrary::Arbitrary;
use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar as DalekScalar;
use libfuzzer_sys::fuzz_target;
use yepiao::crypto::group::{Encoding, Scalar};

#[derive(Debug, Arbitrary)]
enum Case {
    Bytes([u8; 32]),
    /// y = p + this, with and without sign: second spellings live here,
    NearP(i8, bool),
    /// and here: y small.
    NearZero(u8, bool),
    /// A point of the subgroup plus a point of small order, then perhaps one bit flipped.
    WithTorsion([u8; 32], u8, Option<u8>),
    Text(String),
}

fuzz_target!(|case: Case| {
    let bytes = match case {
        Case::Bytes(bytes) => bytes,
        Case::NearP(offset, sign) => {
            let mut bytes = [0xff; 32];
            // p ends in 0xed; beyond 0xff there is no number of 255 bits.
            bytes[0] = 0xed_u8.saturating_add_signed(offset);
            bytes[31] = 0x7f | u8::from(sign) << 7;
            bytes
        }
        Case::NearZero(y, sign) => {
            let mut bytes = [0; 32];
            (bytes[0], bytes[31]) = (y, u8::from(sign) << 7);
            bytes
        }
        Case::WithTorsion(scalar, torsion, flip) => {
            let inside = EdwardsPoint::mul_base(&DalekScalar::from_bytes_mod_order(scalar));
            let mut bytes = (inside + EIGHT_TORSION[usize::from(torsion) % 8]).compress().to_bytes();
            if let Some(bit) = flip {
                bytes[usize::from(bit) / 8] ^= 1 << (bit % 8);
            }
            bytes
        }
        Case::Text(text) => {
            if let Ok(encoding) = text.parse::<Encoding>() {
                assert_eq!(encoding.to_string(), text);
            }
            return;
        }
    };
    let encoding = Encoding::from_bytes(bytes);
    let text = encoding.to_string();
    assert_eq!(text.parse(), Ok(encoding));
    let mut reversed = bytes;
    reversed.reverse();
    assert_eq!(text, hex::encode(reversed));

    let oracle = CompressedEdwardsY(bytes).decompress();
    let admitted = oracle.is_some_and(|point| point.compress().to_bytes() == bytes && point.is_torsion_free());
    let decoded = encoding.decode();
    assert_eq!(decoded.is_ok(), admitted, "{encoding}: {decoded:?}");
    let eight_times = encoding.decode_times_eight();
    assert_eq!(eight_times.is_ok(), oracle.is_some());
    if let (Some(oracle), Ok(eight_times)) = (oracle, eight_times) {
        assert_eq!(eight_times.encode().as_bytes(), &oracle.mul_by_cofactor().compress().to_bytes());
        assert!(eight_times.encode().decode().is_ok());
    }
    if let Ok(point) = decoded {
        assert_eq!(point.encode(), encoding);
        assert_eq!(Encoding::of_all(&[point, point]), [encoding; 2]);
        assert_eq!(point.times(&Scalar::from(8)), eight_times.unwrap());
    }
});
