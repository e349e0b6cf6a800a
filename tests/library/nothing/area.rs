//! Where skin and strikes are the same all over an area, its size changes no figure beyond the error.

use super::{FEW, PEN, run};
use puncta::injury::Measure;

/// Figures that are means over places and strikes.
const MEANS: [Measure; 10] = [
    Measure::Density,
    Measure::Failed,
    Measure::DepthMean,
    Measure::DepthBias,
    Measure::WithinTolerance,
    Measure::ReachEpidermis,
    Measure::ReachDermis,
    Measure::ReachFat,
    Measure::SlitLength,
    Measure::TipsReticular,
];

/// Three sizes, ten figures, two scenarios: each within 4.5 of both errors together of the largest area's, false alarm 7e-6 each.
#[test]
fn identity_the_size_of_the_area_changes_no_mean() {
    for (text, settings) in [
        (FEW, &["skin.person=population"][..]),
        (PEN, &["technique.line_spacing_mm=9", "device.missing_fraction=0.5", "technique.passes=1"]),
    ] {
        let of = |side: &str, people: &str| {
            let area = [
                format!("area.width_mm={side}"),
                format!("area.height_mm={side}"),
                format!("run.realisations={people}"),
            ];
            let mut all: Vec<&str> = settings.to_vec();
            all.extend(area.iter().map(String::as_str));
            run(text, &all)
        };
        let large = of("8", "60");
        for small in [of("1", "200"), of("3", "100")] {
            for measure in MEANS {
                let [a, b] = [&small, &large].map(|outcome| outcome.figure(measure));
                let error = a.se.unwrap().hypot(b.se.unwrap());
                let apart = (a.value.unwrap() - b.value.unwrap()).abs();
                assert!(apart <= 4.5 * error + 1e-9, "{}: {a:?} {b:?}", measure.key());
            }
        }
    }
}

/// The standard deviation of depth within one person without any spread between people: a sample's, so that its mean over people with a
/// few strikes each is that of many but for a few per cent (1 / (4 n) too small).
#[test]
fn limit_the_spread_of_a_few_depths_is_that_of_many() {
    let text = FEW.replace("pitch_mm = 3", "pitch_mm = 1");
    let sd = |side: &str| {
        let area = [format!("area.width_mm={side}"), format!("area.height_mm={side}")];
        let outcome = run(&text, &[&area[0], &area[1], "run.realisations=100"]);
        outcome.figure(Measure::DepthSd)
    };
    let (few, many) = (sd("3"), sd("8"));
    let error = few.se.unwrap().hypot(many.se.unwrap());
    let (few, many) = (few.value.unwrap(), many.value.unwrap());
    assert!((few - many).abs() < 4.5 * error + 0.05 * many, "{few} {many} ± {error}");
}
