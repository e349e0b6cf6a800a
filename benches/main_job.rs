//! The main job without files and pictures: punctures per second in the built-in cheek scenario.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use puncta::scenario::{Sources, catalogue, load};
use puncta::simulate::{Quietly, simulate};

fn main_job(criterion: &mut Criterion) {
    let text = include_str!("../scenarios/cheek-pen.toml");
    let settings = ["run.realisations=20", "run.intervals=off"];
    let scenario = load(&Sources::new("cheek-pen", text, &settings), &catalogue(), "cheek-pen")
        .expect("a sound scenario");
    let setup = scenario.setup();
    let punctures: u64 = simulate(setup, &Quietly, &Quietly)
        .unwrap()
        .tiles
        .iter()
        .flatten()
        .map(|cell| u64::from(cell.punctures))
        .sum();
    let mut group = criterion.benchmark_group("main job");
    // Criterion prints the throughput in elements; one element is one puncture.
    group.throughput(Throughput::Elements(punctures)).sample_size(20);
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        group.bench_function(format!("cheek pen, 20 realisations, {threads} threads"), |bencher| {
            bencher.iter(|| pool.install(|| simulate(setup, &Quietly, &Quietly)));
        });
    }
    group.finish();
}

criterion_group!(benches, main_job);
criterion_main!(benches);
