//! Opening totals: the table of small logarithms, and the searches in it.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use yepiao::crypto::dlog::Table;
use yepiao::crypto::group::{Point, Scalar};

fn logarithms(c: &mut Criterion) {
    let mut group = c.benchmark_group("logarithm");
    for bound in [100_000_000_u64, 100_000_000_000] {
        group.sample_size(10);
        group.bench_with_input(BenchmarkId::new("table", bound), &bound, |b, bound| b.iter(|| Table::new(*bound)));
        let table = Table::new(bound);
        // The searches go upwards: the largest number takes longest, and so does one that is not there.
        for (name, number) in [("largest", bound), ("none", bound.saturating_add(1))] {
            let point = Point::generator_times(&Scalar::from(number));
            group.bench_with_input(BenchmarkId::new(name, bound), &point, |b, point| {
                b.iter(|| assert_eq!(table.find(point).is_some(), number == bound));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, logarithms);
criterion_main!(benches);
