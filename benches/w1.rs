//! Benchmark W1: strikes a second of the additive deposit, small, as points and as discs. `examples/w1` has the sizes and the peers.

#[expect(dead_code, reason = "the example prints what the bench does not ask for")]
#[path = "../examples/w1/workload.rs"]
mod workload;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use workload::{Variant, Workload};

fn w1(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("W1 small");
    group.sample_size(20);
    for (name, variant) in [("W1a", Variant::Points), ("W1b", Variant::Discs)] {
        let workload = Workload::new(false, variant, None);
        let stencil = workload.stencil().expect("a disc that fits");
        // One element is one strike.
        group.throughput(Throughput::Elements(workload.strikes * workload.realisations));
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            group.bench_function(format!("{name}, {threads} threads"), |bencher| {
                bencher.iter(|| pool.install(|| workload.run(stencil.as_ref())));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, w1);
criterion_main!(benches);
