//! The reference ballot: a committee election (9 candidates, at most 5, blank possible) and three matters.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng as _;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use yepiao::crypto::group::{Point, Scalar};
use yepiao::crypto::seed::Seed;
use yepiao::election::ballot::check::check_listed;
use yepiao::election::ballot::hints::{Hinted, Hints, check_batch};
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::credential::CredentialList;
use yepiao::election::json;
use yepiao::election::parameters::Election;

fn election() -> Election {
    let key = Point::generator_times(&Scalar::from(4711)).encode();
    let matter = r#"{"answers":["同意","反对","弃权"],"min":1,"max":1,"question":"Q"}"#;
    let text = format!(
        r#"{{"version":1,"description":"d","name":"n","group":"Ed25519","public_key":"{key}","questions":[{{"answers":["1","2","3","4","5","6","7","8","9"],"blank":true,"min":1,"max":5,"question":"Q"}},{matter},{matter},{matter}],"uuid":"o3JHbEwRLoXJh1"}}"#
    );
    Election::parse(text.as_bytes()).unwrap()
}

fn selections() -> Vec<Selection> {
    let marks = |answers: usize, chosen: usize| Selection::Answers((0..answers).map(|i| i < chosen).collect());
    vec![marks(9, 5), marks(3, 1), marks(3, 1), marks(3, 1)]
}

fn ballot_speed(c: &mut Criterion) {
    let election = election();
    let sealer = Sealer::new(&election);
    let secret = Scalar::from(815);
    let point = Point::generator_times(&secret);
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let mut cast = |seed: u8| {
        let sealed = sealer.seal(&point, &selections(), Seed::new([seed; 32])).unwrap();
        json::to_canonical(&sealed.sign(&secret, &mut rng).unwrap()).unwrap()
    };
    let (credentials, _) = CredentialList::parse(&CredentialList::to_json(&[(point.encode(), 1)]).unwrap());
    let mut group = c.benchmark_group("reference ballot");
    group.throughput(Throughput::Elements(1));
    group.bench_function("encrypt and sign", |b| b.iter(|| cast(1)));
    let ballots: Vec<Vec<u8>> = (0..32).map(&mut cast).collect();
    group.bench_function("check compact", |b| b.iter(|| check_listed(&election, &credentials, &ballots[0]).unwrap()));
    let hints: Vec<String> = ballots.iter().map(|ballot| Hints::of_ballot(&election, ballot).unwrap().to_text()).collect();
    for size in [1, 8, 32] {
        let batch: Vec<Hinted<'_>> =
            ballots.iter().zip(&hints).take(size).map(|(ballot, hints)| Hinted { ballot, hints }).collect();
        let mut rng = ChaCha20Rng::from_seed([2; 32]);
        group.throughput(Throughput::Elements(u64::try_from(size).unwrap()));
        group.bench_with_input(BenchmarkId::new("check hinted", size), &batch, |b, batch| {
            b.iter(|| {
                check_batch(&election, &credentials, batch, &mut rng).into_iter().for_each(|v| v.ballot.map(drop).unwrap());
            });
        });
    }
    group.finish();
}

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

criterion_group!(benches, ballot_speed);
criterion_main!(benches);
