//! Small discrete logarithms by baby steps and giant steps (Shanks 1971).
//!
//! A result is found as `m·G`; m is at most the total weight. With b baby steps the giant steps are `bound / 2b`: a point and
//! its negative share their y coordinate, so one look-up answers for both sides of a giant step.
//!
//! Why b = 3·√bound: a poll opens some twenty totals with one table, and table and searches together cost least at
//! `√(bound·totals/2)`. At the largest bound that is 16 MiB of table. Figures: `benches/README.md`.

use rayon::prelude::*;

use super::group::{Encoding, Point, Scalar};

/// The largest logarithm that is looked for: 10^11, five thousand estates of 6,000 homes at 0.01 m².
pub const MAX: u64 = 100_000_000_000;

/// Points whose coordinates are made affine with one inversion.
const BATCH: u64 = 256;

/// Baby steps for each unit of √bound.
const BABY: u64 = 3;

/// Baby steps that one processor makes at a time.
const PART: u64 = 1 << 14;

/// The multiples 0..=b of the generator by their y coordinate, made once for many logarithms up to the same bound.
pub struct Table {
    /// A hash table with open addressing. A slot holds 32 bits of the y coordinate of i·G above the 32 bits of i + 1, or 0. The
    /// bits may coincide by chance, and then both steps stand in it; every find is verified.
    slots: Vec<u64>,
    /// b.
    steps: u64,
    bound: u64,
}

impl Table {
    /// A table for logarithms in `0..=bound`; `bound` is cut to [`MAX`].
    pub fn new(bound: u64) -> Self {
        let bound = bound.min(MAX);
        let steps = bound.isqrt().saturating_add(1).saturating_mul(BABY).min(bound.saturating_add(1));
        // Half of the slots or more stay empty, so that a search ends soon.
        let length = steps.saturating_add(2).saturating_mul(2).next_power_of_two();
        let mut table = Self { slots: vec![0; usize::try_from(length).unwrap_or(usize::MAX)], steps, bound };
        let parts = 0..=steps.checked_div(PART).unwrap_or_default();
        let keys = |part: u64| {
            let first = part.saturating_mul(PART);
            let mut next = Point::generator_times(&Scalar::from(first));
            let mut keys = Vec::new();
            let mut left = PART.min(steps.saturating_add(1).saturating_sub(first));
            while left > 0 {
                let count = BATCH.min(left);
                keys.extend(run(&mut next, Point::generator(), count).iter().map(key));
                left = left.saturating_sub(count);
            }
            keys
        };
        let keys: Vec<Vec<u64>> = parts.into_par_iter().map(keys).collect();
        for (index, key) in (1_u64..).zip(keys.into_iter().flatten()) {
            table.insert(key, index);
        }
        table
    }

    /// Puts a baby step into the first free slot from its own on.
    fn insert(&mut self, key: u64, index: u64) {
        let mut at = key;
        while let Some(slot) = place(at, self.slots.len()).and_then(|place| self.slots.get_mut(place)) {
            if *slot == 0 {
                *slot = (key & HIGH) | index;
                return;
            }
            at = at.wrapping_add(1);
        }
    }

    /// The baby steps whose y coordinate may be this one.
    fn steps_at(&self, key: u64) -> impl Iterator<Item = u64> {
        let slot = move |at: u64| place(at, self.slots.len()).and_then(|place| self.slots.get(place)).copied();
        let from_here = (0..).map_while(move |offset| slot(key.wrapping_add(offset)).filter(|slot| *slot != 0));
        from_here.filter(move |slot| slot & HIGH == key & HIGH).map(|slot| (slot & !HIGH).saturating_sub(1))
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
            for (k, encoding) in (first..).zip(run(&mut next, back, count)) {
                for i in self.steps_at(key(&encoding)) {
                    let middle = k.saturating_mul(stride);
                    for m in [middle.checked_add(i), middle.checked_sub(i)].into_iter().flatten() {
                        if m <= self.bound && Point::generator().times_public(&Scalar::from(m)) == *point {
                            return Some(m);
                        }
                    }
                }
            }
            first = first.saturating_add(count);
        }
        None
    }
}

/// `next, next + step, …`: the encodings of `count` points; moves `next` behind them.
fn run(next: &mut Point, step: Point, count: u64) -> Vec<Encoding> {
    let points: Vec<Point> = (0..count)
        .map(|_| {
            let point = *next;
            *next = point + step;
            point
        })
        .collect();
    Encoding::of_all(&points)
}

/// The bits of a slot that stand for the y coordinate; the others are the step's number.
const HIGH: u64 = !0xffff_ffff;

/// Eight bytes of the y coordinate. The sign bit is in the last byte and left out, so P and −P have the same key.
fn key(encoding: &Encoding) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *encoding.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// The slot where a search begins: by the low bits, because the high ones stand in the slot. The length is a power of two.
fn place(at: u64, length: usize) -> Option<usize> {
    let mask = u64::try_from(length).ok()?.checked_sub(1)?;
    usize::try_from(at & mask).ok()
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
