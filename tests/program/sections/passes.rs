//! The figure of passes: its charts against its figures, and that nothing in it touches anything else.

use super::{assert_tidy, group, scenario, words};
use ndarray::Array2;
use puncta::outcome::Figure;
use puncta::outcome::diagram::passes::{Passed, PassesDiagram};
use puncta::render::{RenderError, Theme, diagram::passes::draw};
use puncta::simulate::{Quietly, Setup};
use puncta::study::diagram::passes;

pub(super) fn made_up(numbers: &[u32], area_mm: [f64; 2], a: f64) -> PassesDiagram {
    let found = scenario("format = 1\n[skin]\nsite = \"cheek\"\n", &["device.preset=pen-12"]);
    let figure = |value: f64| Figure {
        value: Some(value),
        se: Some(0.02 * value),
        p05: Some(0.7 * value),
        p95: Some(1.3 * value),
        ..Figure::default()
    };
    let step = |passes: &u32| Passed {
        passes: *passes,
        injured_percent: Array2::from_shape_fn((20, 20), |(i, j)| {
            ((i * j + *passes as usize) % 7) as f32 * a as f32
        }),
        density_per_cm2: figure(1000.0 * a * f64::from(*passes)),
        covered: figure(1.0 - (-a * f64::from(*passes)).exp()),
        repeat: figure(0.1 * (1.0 - (-a * f64::from(*passes)).exp())),
    };
    PassesDiagram {
        provenance: found.provenance().clone(),
        site: "cheek".into(),
        device: "12-pin pen".into(),
        area_mm,
        people: 40,
        steps: numbers.iter().map(step).collect(),
    }
}

#[test]
fn limit_passes_of_any_number_and_area_are_tidy_on_both_grounds() {
    for numbers in [&[1, 2, 4, 8][..], &[1, 2], &[1, 2, 3, 4, 5], &[1, 100], &[7, 8, 9]] {
        for area_mm in [[6.0, 6.0], [20.0, 5.0], [2.0, 9.0]] {
            for theme in [Theme::LIGHT, Theme::DARK] {
                let picture = draw(&made_up(numbers, area_mm, 0.15), &theme).unwrap();
                assert_tidy(&picture, &format!("{numbers:?} {area_mm:?}"));
            }
        }
    }
}

#[test]
fn limit_nothing_to_show_says_so() {
    // Needles that never go in leave nothing.
    let mut nothing = made_up(&[1, 2], [6.0, 6.0], 0.0);
    let picture = draw(&nothing, &Theme::LIGHT).unwrap();
    assert_tidy(&picture, "nothing");
    assert!(words(&picture).iter().filter(|found| *found == "none").count() >= 2);
    for step in &mut nothing.steps {
        (step.density_per_cm2, step.covered, step.repeat) =
            (Figure::default(), Figure::default(), Figure::default());
    }
    let found = words(&draw(&nothing, &Theme::LIGHT).unwrap());
    // Six figures without a value, two empty maps, and their key.
    assert_eq!(found.iter().filter(|found| *found == "none").count(), 9, "{found:?}");
    nothing.steps.clear();
    assert!(words(&draw(&nothing, &Theme::LIGHT).unwrap()).iter().any(|found| found == "none"));
    nothing.area_mm = [0.0, 6.0];
    assert!(matches!(draw(&nothing, &Theme::LIGHT), Err(RenderError::Area { .. })));
}

/// Holes strewn by chance cover 1 - exp(-n a): through the first number of passes, and on.
#[test]
fn identity_the_line_of_chance_is_the_law_of_random_punctures() {
    let found = made_up(&[2, 4], [6.0, 6.0], 0.15);
    for passes in [0.0, 1.0, 2.0, 7.0_f64] {
        let wanted = 1.0 - (-0.15 * passes).exp();
        assert!((found.by_chance(passes).unwrap() - wanted).abs() < 1e-12, "{passes}");
    }
    let picture = draw(&found, &Theme::LIGHT).unwrap();
    assert!(group(&picture, "covered-computed").unwrap().contains("randomly scattered holes"));
    assert_eq!(made_up(&[1, 2], [6.0, 6.0], 0.0).by_chance(1.0), None);
}

/// Passes are runs on the same people: density grows in step with them, what is covered less.
#[test]
fn identity_more_passes_add_punctures_in_step_and_cover_less_and_less() {
    let with = |passes: u32| -> Setup {
        let text = "format = 1\n[skin]\nsite = \"cheek\"\n";
        let number = format!("technique.passes={passes}");
        let small =
            ["device.preset=pen-12", "device.depth_mm=1.5", "run.realisations=6", "run.intervals=off"];
        // A steady hand: its lanes do not differ.
        let area = ["area.width_mm=4", "area.height_mm=4", "technique.variation=0"];
        scenario(text, &[&small[..], &area, &[number.as_str()]].concat()).setup().clone()
    };
    let provenance = made_up(&[1], [1.0; 2], 0.1).provenance;
    let found = passes::passes(&[with(4), with(1)], provenance, &Quietly, &Quietly).unwrap();
    let [one, four] = found.steps.as_slice() else { panic!("two steps") };
    assert_eq!((one.passes, four.passes, found.people), (1, 4, 6));
    let times = |figure: fn(&Passed) -> Figure| figure(four).value.unwrap() / figure(one).value.unwrap();
    // A lane more or less at the rim of so small an area is a tenth.
    assert!((times(|step| step.density_per_cm2) - 4.0).abs() < 0.4);
    assert!((1.5..4.0).contains(&times(|step| step.covered)));
    assert!(times(|step| step.repeat) > 1.0);
    assert_eq!(one.injured_percent.dim(), four.injured_percent.dim());
    assert!(one.injured_percent.iter().any(|share| *share > 1.0));
    assert_eq!(found.csv().lines().count(), 3);
    assert_tidy(&draw(&found, &Theme::LIGHT).unwrap(), "computed");
}
