//! Cost of the skin: single maps, and a new realisation inside a run.

use criterion::{Criterion, criterion_group, criterion_main};
use puncta::skin::face::face;
use puncta::skin::site::site;
use puncta::skin::{FieldPlan, Person, Skin, ThicknessSource};

fn skin(criterion: &mut Criterion) {
    let cheek = site("cheek")
        .and_then(|cheek| Skin::of_site(cheek, ThicknessSource::Default, Person::default(), false));
    let cheek = cheek.expect("a known site");
    let whole = Skin::of_face(face(), ThicknessSource::Default, Person::default(), false).expect("a face");

    // Computes all layers at every cell from scratch: the plan, one realisation, one column per cell.
    let map = |skin: &Skin, width: f64, height: f64, cell: f64| {
        let plan = FieldPlan::new(skin, width, height, cell);
        let field = skin.realise(Some(&plan), 1, 0);
        let (columns, rows) = ((width / cell) as usize, (height / cell) as usize);
        let mut sum = 0.0;
        for at in 0..columns * rows {
            let (x, y) = ((at % columns) as f64 * cell, (at / columns) as f64 * cell);
            sum += field.column(x, y).skin_mm();
        }
        sum
    };
    let mut group = criterion.benchmark_group("skin");
    group.sample_size(10);
    group.bench_function("map of 100 x 100 mm, cells of 100 um", |bencher| {
        bencher.iter(|| map(&cheek, 100.0, 100.0, 0.1));
    });
    group.bench_function("map of a face, cells of 500 um", |bencher| {
        bencher.iter(|| map(&whole, face().width_mm, face().height_mm, 0.5));
    });
    let plan = FieldPlan::new(&cheek, 20.0, 20.0, 0.1);
    group.bench_function("realisation of 20 x 20 mm", |bencher| {
        let mut realisation = 0;
        bencher.iter(|| {
            realisation += 1;
            cheek.realise(Some(&plan), 1, realisation)
        });
    });
    group.finish();
}

criterion_group!(benches, skin);
criterion_main!(benches);
