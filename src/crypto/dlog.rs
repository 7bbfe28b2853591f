//! Small discrete logarithms by baby steps and giant steps (Shanks 1971).
//!
//! A result is found as `m·G`; m is at most the total weight. With b baby steps the giant steps are `bound / (2b)`: a point and
//! its negative share their y coordinate, so one look-up answers for both sides of a giant step.

use std::collections::HashMap;

use super::group::{Encoding, Point, Scalar};

/// The largest logarithm that is looked for: 10^11, five thousand estates of 6,000 homes at 0.01 m².
pub const MAX: u64 = 100_000_000_000;

/// Giant steps whose points are encoded together.
const BATCH: u64 = 256;

/// The multiples 0..=b of the generator by their y coordinate, made once for many logarithms up to the same bound.
pub struct Table {
    /// First eight bytes of the encoding of i·G → i. Eight bytes may coincide by chance; every find is verified.
    baby: HashMap<u64, u64>,
    steps: u64,
    bound: u64,
}

impl Table {
    /// A table for logarithms in `0..=bound`; `bound` is cut to [`MAX`].
    pub fn new(bound: u64) -> Self {
        let bound = bound.min(MAX);
        let steps = bound.isqrt().saturating_add(1);
        let mut baby = HashMap::with_capacity(usize::try_from(steps).unwrap_or_default());
        let mut next = Point::identity();
        let mut index = 0_u64;
        while index <= steps {
            let count = BATCH.min(steps.saturating_sub(index).saturating_add(1));
            let points = run(&mut next, Point::generator(), count);
            for encoding in Encoding::of_all(&points) {
                baby.entry(key(&encoding)).or_insert(index);
                index = index.saturating_add(1);
            }
        }
        Self { baby, steps, bound }
    }

    /// The m in `0..=bound` with `m·G = point`, or `None` if there is none.
    pub fn find(&self, point: &Point) -> Option<u64> {
        // m = k·stride ± i with i ≤ steps: giant steps of 2·steps + 1 cover every number once.
        let stride = self.steps.saturating_mul(2).saturating_add(1);
        let back = -Point::generator().times_public(&Scalar::from(stride));
        let giants = self.bound.checked_div(stride)?.saturating_add(1);
        let mut next = *point;
        let mut first = 0_u64;
        while first <= giants {
            let count = BATCH.min(giants.saturating_sub(first).saturating_add(1));
            let points = run(&mut next, back, count);
            for (k, encoding) in (first..).zip(Encoding::of_all(&points)) {
                let Some(i) = self.baby.get(&key(&encoding)) else { continue };
                let middle = k.saturating_mul(stride);
                for m in [middle.checked_add(*i), middle.checked_sub(*i)].into_iter().flatten() {
                    if m <= self.bound && Point::generator().times_public(&Scalar::from(m)) == *point {
                        return Some(m);
                    }
                }
            }
            first = first.saturating_add(count);
        }
        None
    }
}

/// `next, next + step, …`: `count` points, and moves `next` behind them.
fn run(next: &mut Point, step: Point, count: u64) -> Vec<Point> {
    (0..count)
        .map(|_| {
            let point = *next;
            *next = point + step;
            point
        })
        .collect()
}

/// Eight bytes of the y coordinate. The sign bit is in the last byte and left out, so P and −P have the same key.
fn key(encoding: &Encoding) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *encoding.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_up_to_the_bound_is_found_and_none_beyond() {
        for bound in [0, 1, 2, 3, 10, 300] {
            let table = Table::new(bound);
            for m in 0..=bound {
                assert_eq!(table.find(&Point::generator_times(&Scalar::from(m))), Some(m), "{m} of {bound}");
            }
            assert_eq!(table.find(&Point::generator_times(&Scalar::from(bound + 1))), None);
            assert_eq!(table.find(&Point::generator_times(&-Scalar::ONE)), None);
        }
    }

    #[test]
    fn the_largest_weights_are_found() {
        let table = Table::new(u64::MAX);
        for m in [0, 1, 1 << 30, 99_999_999_999, MAX] {
            assert_eq!(table.find(&Point::generator_times(&Scalar::from(m))), Some(m));
        }
        assert_eq!(table.find(&Point::generator_times(&Scalar::from(MAX + 1))), None);
    }
}
