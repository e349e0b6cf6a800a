//! Values that were read back, against each other and against the needles.

use puncta::injury::Measure;
use puncta::outcome::possible::agree;
use puncta::prelude::Scenario;

#[test]
fn limit_values_that_contradict_each_other_are_refused() {
    let scenario = Scenario::builder().site("cheek").device("pen-12").depth_mm(1.0).build().unwrap();
    let of = |values: &[(Measure, [f64; 2])]| {
        let found = |wanted| values.iter().find(|(measure, _)| *measure == wanted).map(|(_, value)| *value);
        agree(&found, scenario.setup())
    };
    assert_eq!(of(&[]), Ok(()));
    let reach =
        |fat: f64, error: f64| of(&[(Measure::ReachFat, [fat, error]), (Measure::ReachDermis, [0.5, 0.0])]);
    assert_eq!(reach(0.5, 0.0), Ok(()));
    assert_eq!(reach(0.6, 0.0).unwrap_err(), "reach.fat = 0.6 is above reach.dermis = 0.5");
    assert!(reach(0.6, 0.02).is_ok() && reach(0.6, 0.01).is_err(), "six errors of an estimate");
    let depth =
        |mean: f64, max: f64| of(&[(Measure::DepthMean, [mean, 0.0]), (Measure::DepthMax, [max, 0.0])]);
    assert!(depth(1.01, 1.0).is_ok() && depth(1.03, 1.0).is_err() && depth(1.0, 7.1).is_err());
    let per_cm2 = 1e4 / scenario.setup().grid.area_mm2();
    let count = |count: f64| of(&[(Measure::Count, [count, 0.0]), (Measure::Density, [per_cm2, 0.0])]);
    assert!(count(100.0).is_ok() && count(101.0).unwrap_err().contains("not of one area"));
}
