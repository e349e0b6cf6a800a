//! Pictures: all those of the main job, as `puncta run` draws them, and one map of 2000 x 2000 cells.

use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use puncta::outcome::Outcome;
use puncta::render::heatmap::{self, Heatmap};
use puncta::render::{ColourMap, Look, Scale, Theme, picture_set};
use puncta::scenario::{Sources, catalogue, load};
use puncta::simulate::{Quietly, simulate};

fn pictures(criterion: &mut Criterion) {
    let text = include_str!("../scenarios/cheek-pen.toml");
    let settings = ["run.realisations=20", "run.intervals=off"];
    let scenario = load(&Sources::new("cheek-pen", text, &settings), &catalogue(), "cheek-pen")
        .expect("a sound scenario");
    let simulated = simulate(scenario.setup(), &Quietly, &Quietly).expect("needles at rest");
    let outcome = Outcome::new(scenario.setup(), &simulated, scenario.provenance().clone());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
    let mut group = criterion.benchmark_group("pictures");
    group.sample_size(10);
    group.bench_function("all of a run with their files, 2 threads", |bencher| {
        bencher.iter(|| pool.install(|| picture_set::draw(&outcome, &Look::default())));
    });

    // Clusters of lines as a device leaves them, with noise between: neither compresses well.
    let mut state = 1_u32;
    let field = Array2::from_shape_fn((2000, 2000), |(row, column)| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let line = if (row + 3 * column) % 40 < 4 { 30.0 } else { 0.0 };
        line + (state >> 24) as f32 / 16.0
    });
    let map = Heatmap {
        name: "large",
        title: "A map of four million cells".to_owned(),
        subtitle: "a bench".to_owned(),
        sentence: "Lines and noise.".to_owned(),
        quantity: "punctures per cm²".to_owned(),
        field: field.view(),
        width_mm: 100.0,
        height_mm: 100.0,
        scale: Scale::of(field.view()),
        nothing: "none".into(),
        map: ColourMap::Carmine,
        on_skin: false,
        lines: Vec::new(),
        points: Vec::new(),
        names: Vec::new(),
        figure: puncta::render::value_table::ValueTable::default(),
        foot: String::new(),
    };
    group.bench_function("drawing of 2000 x 2000 cells", |bencher| {
        bencher.iter(|| heatmap::draw(&map, &Theme::LIGHT));
    });
    group.bench_function("drawing of 2000 x 2000 cells with its files", |bencher| {
        bencher.iter(|| Look::default().files(&heatmap::draw(&map, &Theme::LIGHT)?));
    });
    group.finish();
}

criterion_group!(benches, pictures);
criterion_main!(benches);
