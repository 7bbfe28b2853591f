//! The group: the prime-order subgroup of edwards25519, its points, its scalars and their texts.
//!
//! This is the only file that names curve25519-dalek. Points of other orders exist on the curve and dalek alone accepts them,
//! and accepts several encodings of one point; nothing leaves [`Encoding::decode`] that is not canonical or not in the subgroup.
//!
//! Texts (Belenios 3.x, group "Ed25519"): a point is 64 lower-case hexadecimal digits, the RFC 8032 string with its bytes
//! reversed; a scalar is its decimal number.

use std::borrow::Borrow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsBasepointTable, EdwardsPoint, VartimeEdwardsPrecomputation};
use curve25519_dalek::scalar::Scalar as DalekScalar;
use curve25519_dalek::traits::{BasepointTable, Identity, IsIdentity, VartimeMultiscalarMul, VartimePrecomputedMultiscalarMul};
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use subtle::{Choice, ConditionallySelectable};
use zeroize::{Zeroize, Zeroizing};

use super::{decimal, hash};

/// An integer modulo q = 2^252 + 27742317777372353535851937790883648493.
///
/// Its text is decimal without leading zeros. `Debug` shows nothing, because some scalars are secrets; secret ones are wrapped
/// in `zeroize::Zeroizing` by whoever holds them. Comparison takes constant time.
#[derive(Clone, Copy, PartialEq, Eq, Default, Zeroize)]
pub struct Scalar(DalekScalar);

/// The text is not a decimal number below q without sign, leading zeros or other decoration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number below the group order")]
pub struct NotAScalar;

impl Scalar {
    /// 0.
    pub const ZERO: Self = Self(DalekScalar::ZERO);
    /// 1.
    pub const ONE: Self = Self(DalekScalar::ONE);

    /// The 32 bytes as a big-endian integer, reduced mod q: the `Hq` of every challenge.
    pub fn from_digest(digest: hash::Digest) -> Self {
        let mut little_endian = digest.0;
        little_endian.reverse();
        Self(DalekScalar::from_bytes_mod_order(little_endian))
    }

    /// The 64 bytes as a big-endian integer, reduced mod q: uniform up to a bias of 2^-259.
    ///
    /// They may be a secret, so they are reversed and read in place and no copy stays behind.
    pub fn from_wide_bytes(big_endian: &mut [u8; 64]) -> Self {
        big_endian.reverse();
        Self(DalekScalar::from_bytes_mod_order_wide(big_endian))
    }

    /// A uniform scalar.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut bytes = Zeroizing::new([0; 64]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self::from_wide_bytes(&mut bytes)
    }

    /// A uniform scalar below 2^128: a weight for a batch of equations. Half the length is half the work, and a false
    /// equation still survives with probability 2^-128 only.
    pub fn random_128<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut low = [0; 16];
        rng.fill_bytes(&mut low);
        Self(DalekScalar::from(u128::from_le_bytes(low)))
    }

    /// The multiplicative inverse, or `None` for 0.
    pub fn invert(self) -> Option<Self> {
        (self != Self::ZERO).then(|| Self(self.0.invert()))
    }

    /// `yes` where the choice is set, else `no`, in constant time.
    pub(crate) fn select(no: Self, yes: Self, choice: Choice) -> Self {
        Self(DalekScalar::conditional_select(&no.0, &yes.0, choice))
    }
}

impl From<u64> for Scalar {
    fn from(number: u64) -> Self {
        Self(DalekScalar::from(number))
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(decimal::Text::of(self.0.as_bytes()).as_str())
    }
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scalar(…)")
    }
}

impl FromStr for Scalar {
    type Err = NotAScalar;

    fn from_str(text: &str) -> Result<Self, NotAScalar> {
        let bytes = decimal::parse(text).ok_or(NotAScalar)?;
        Option::from(DalekScalar::from_canonical_bytes(bytes)).map(Self).ok_or(NotAScalar)
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(decimal::Text::of(self.0.as_bytes()).as_str())
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer)
    }
}

impl Add for Scalar {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Scalar {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Scalar {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Neg for Scalar {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Scalar {
    fn sum<I: Iterator<Item = Self>>(scalars: I) -> Self {
        scalars.fold(Self::ZERO, Add::add)
    }
}

/// A point of the prime-order subgroup (the identity included).
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
pub struct Point(EdwardsPoint);

impl Point {
    /// The generator G: the base point of RFC 8032.
    pub const fn generator() -> Self {
        Self(ED25519_BASEPOINT_POINT)
    }

    /// The neutral element.
    pub fn identity() -> Self {
        Self(EdwardsPoint::identity())
    }

    /// Whether this is the neutral element.
    pub fn is_identity(&self) -> bool {
        self.0.is_identity()
    }

    /// `secret · G` in constant time.
    pub fn generator_times(secret: &Scalar) -> Self {
        Self(EdwardsPoint::mul_base(&secret.0))
    }

    /// `secret · self` in constant time.
    pub fn times(&self, secret: &Scalar) -> Self {
        Self(self.0 * secret.0)
    }

    /// `scalar · self` in variable time: for public values only.
    pub fn times_public(&self, scalar: &Scalar) -> Self {
        Self(EdwardsPoint::vartime_double_scalar_mul_basepoint(&scalar.0, &self.0, &DalekScalar::ZERO))
    }

    /// `g·G + s·self` in variable time: for public values only.
    pub fn times_plus_generator_times(&self, s: &Scalar, g: &Scalar) -> Self {
        Self(EdwardsPoint::vartime_double_scalar_mul_basepoint(&s.0, &self.0, &g.0))
    }

    /// `Σ scalars[i] · points[i]` in variable time; the shorter of the two decides the length.
    pub fn weighted_sum<P: Borrow<Self>>(scalars: &[Scalar], points: &[P]) -> Self {
        let both = || scalars.iter().zip(points);
        Self(EdwardsPoint::vartime_multiscalar_mul(both().map(|(s, _)| s.0), both().map(|(_, p)| p.borrow().0)))
    }

    /// The canonical encoding. Several points are cheaper together: [`Encoding::of_all`].
    pub fn encode(&self) -> Encoding {
        Encoding(self.0.compress().to_bytes())
    }
}

impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Point({})", self.encode())
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Point {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Point {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::identity(), Add::add)
    }
}

/// A base point that many public equations share, with a table for it. Variable time.
pub struct PublicBase {
    point: Point,
    table: VartimeEdwardsPrecomputation,
}

impl PublicBase {
    /// Prepares the table.
    pub fn new(point: Point) -> Self {
        Self { point, table: VartimeEdwardsPrecomputation::new([point.0]) }
    }

    /// The base point itself.
    pub const fn point(&self) -> Point {
        self.point
    }

    /// `b·base + s·point`.
    pub fn times_plus(&self, b: &Scalar, s: &Scalar, point: &Point) -> Point {
        Point(self.table.vartime_mixed_multiscalar_mul([b.0], [s.0], [point.0]))
    }
}

/// A base point that is multiplied by many secrets, with a table for it. Constant time.
pub struct SecretBase(Box<EdwardsBasepointTable>);

impl SecretBase {
    /// Prepares the table.
    pub fn new(point: &Point) -> Self {
        Self(Box::new(EdwardsBasepointTable::create(&point.0)))
    }

    /// `secret · base`.
    pub fn times(&self, secret: &Scalar) -> Point {
        Point(self.0.mul_base(&secret.0))
    }
}

/// The 32 bytes of RFC 8032 that stand for a point, not yet known to stand for one.
///
/// Its text is the bytes reversed, in 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize)]
pub struct Encoding([u8; 32]);

/// Why 32 bytes are not a point of the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPoint {
    /// No point of the curve has this y coordinate.
    #[error("not on the curve")]
    NotOnCurve,
    /// A second spelling of a point: y is not below 2^255 − 19, or x is 0 with the sign bit set.
    #[error("not the canonical encoding of a point")]
    NotCanonical,
    /// The point has a component of order 2, 4 or 8.
    #[error("not in the subgroup of prime order")]
    NotPrimeOrder,
}

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a point in 64 lower-case hexadecimal digits")]
pub struct NotAnEncoding;

impl Encoding {
    /// The 32 bytes as RFC 8032 orders them.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes as RFC 8032 orders them.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The canonical encodings of many points, with one field inversion for all of them.
    pub fn of_all<P: Borrow<Point>>(points: &[P]) -> Vec<Self> {
        let inner: Vec<_> = points.iter().map(|p| p.borrow().0).collect();
        EdwardsPoint::compress_batch_alloc(&inner).into_iter().map(|c| Self(c.to_bytes())).collect()
    }

    /// The point of the prime-order subgroup with this canonical encoding.
    pub fn decode(&self) -> Result<Point, NotAPoint> {
        if !self.is_canonical() {
            return Err(NotAPoint::NotCanonical);
        }
        let point = CompressedEdwardsY(self.0).decompress().ok_or(NotAPoint::NotOnCurve)?;
        // q·P = 0, asked as (q − 1)·P = −P because q itself is 0 as a scalar. (q − 1) has few non-zero digits and this way takes
        // variable time: a quarter less than dalek's `is_torsion_free`.
        let minus_point = EdwardsPoint::vartime_double_scalar_mul_basepoint(&-DalekScalar::ONE, &point, &DalekScalar::ZERO);
        if minus_point == -point { Ok(Point(point)) } else { Err(NotAPoint::NotPrimeOrder) }
    }

    /// `8·P` for whatever point P of the whole curve these bytes encode, canonical or not: always in the subgroup. For hints.
    pub fn decode_times_eight(&self) -> Result<Point, NotAPoint> {
        let point = CompressedEdwardsY(self.0).decompress().ok_or(NotAPoint::NotOnCurve)?;
        Ok(Point(point.mul_by_cofactor()))
    }

    /// Whether no other 32 bytes encode the same point: y is below p = 2^255 − 19, and x = 0 (y = 1 or y = p − 1) has no sign.
    /// Re-encoding and comparing would say the same at the price of a field inversion.
    fn is_canonical(&self) -> bool {
        let [lowest, middle @ .., highest] = &self.0;
        let sign = highest & 0x80 != 0;
        let top = highest & 0x7f == 0x7f && middle.iter().all(|byte| *byte == 0xff);
        let bottom = highest & 0x7f == 0 && middle.iter().all(|byte| *byte == 0);
        let y_not_below_p = top && *lowest >= 0xed;
        let x_is_zero = (bottom && *lowest == 1) || (top && *lowest == 0xec);
        !(y_not_below_p || x_is_zero && sign)
    }

    /// The text: 64 lower-case hexadecimal digits.
    pub(crate) fn hex(&self) -> [u8; 64] {
        let mut reversed = self.0;
        reversed.reverse();
        let mut text = [b'0'; 64];
        // Cannot fail: the lengths fit.
        let _ = hex::encode_to_slice(reversed, &mut text);
        text
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.hex()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Encoding {
    type Err = NotAnEncoding;

    fn from_str(text: &str) -> Result<Self, NotAnEncoding> {
        let mut bytes = hash::lower_hex_32(text).ok_or(NotAnEncoding)?;
        bytes.reverse();
        Ok(Self(bytes))
    }
}

impl Serialize for Encoding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(std::str::from_utf8(&self.hex()).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Encoding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer)
    }
}

/// Reads a value from its text.
fn text<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(deserializer: D) -> Result<T, D::Error> {
    struct Text<T>(std::marker::PhantomData<T>);
    impl<T: FromStr<Err: fmt::Display>> de::Visitor<'_> for Text<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Text(std::marker::PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::constants::EIGHT_TORSION;
    use proptest::prelude::*;

    fn scalar(mut bytes: [u8; 64]) -> Scalar {
        Scalar::from_wide_bytes(&mut bytes)
    }

    #[test]
    fn points_outside_the_subgroup_are_refused() {
        let inside = Point::generator_times(&Scalar::from(7));
        for torsion in EIGHT_TORSION.into_iter().skip(1) {
            assert_eq!(Point(torsion).encode().decode(), Err(NotAPoint::NotPrimeOrder));
            assert_eq!(Point(inside.0 + torsion).encode().decode(), Err(NotAPoint::NotPrimeOrder));
            assert_eq!(Point(inside.0 + torsion).encode().decode_times_eight(), Ok(Point(inside.0.mul_by_cofactor())));
        }
        assert_eq!(Point::identity().encode().decode(), Ok(Point::identity()));
    }

    /// All encodings with y ≥ p, and those of x = 0 with a sign: every second spelling there is.
    #[test]
    fn second_spellings_are_refused() {
        for low in 0..=255_u8 {
            for (rest, high) in [(0xff, 0x7f), (0xff, 0xff), (0, 0), (0, 0x80)] {
                let mut bytes = [rest; 32];
                (bytes[0], bytes[31]) = (low, high);
                let encoding = Encoding(bytes);
                let Some(point) = CompressedEdwardsY(bytes).decompress() else { continue };
                assert_eq!(encoding.is_canonical(), point.compress().to_bytes() == bytes, "{encoding}");
                if !encoding.is_canonical() {
                    assert_eq!(encoding.decode(), Err(NotAPoint::NotCanonical));
                }
            }
        }
    }

    #[test]
    fn secrets_do_not_show() {
        assert_eq!(format!("{:?}", Scalar::from(77)), "Scalar(…)");
    }

    proptest! {
        #[test]
        fn any_bytes_decode_to_the_point_they_encode_or_to_none(bytes: [u8; 32]) {
            let encoding = Encoding(bytes);
            match encoding.decode() {
                Ok(point) => prop_assert_eq!(point.encode(), encoding),
                Err(NotAPoint::NotOnCurve) => prop_assert!(encoding.decode_times_eight().is_err()),
                Err(_) => {}
            }
        }

        #[test]
        fn tables_and_plain_multiplication_agree(a: [u8; 64], b: [u8; 64], c: [u8; 64]) {
            let (a, b, c) = (scalar(a), scalar(b), scalar(c));
            let (p, r) = (Point::generator_times(&a), Point::generator_times(&b));
            prop_assert_eq!(p.times(&c), p.times_public(&c));
            prop_assert_eq!(SecretBase::new(&p).times(&c), p.times(&c));
            prop_assert_eq!(PublicBase::new(p).times_plus(&b, &c, &r), p.times(&b) + r.times(&c));
            prop_assert_eq!(p.times_plus_generator_times(&b, &c), p.times(&b) + Point::generator_times(&c));
            prop_assert_eq!(Point::weighted_sum(&[b, c], &[p, r]), p.times(&b) + r.times(&c));
            prop_assert_eq!(Encoding::of_all(&[p, r, Point::identity()]), vec![p.encode(), r.encode(), Point::identity().encode()]);
        }
    }
}
