//! Settings side by side: differences on the same people, against closed forms and against themselves.

use crate::common::scenario;
use puncta::foundation::statistics::{Mean, log_sd, normal_below};
use puncta::injury::Measure;
use puncta::outcome::difference::{By, NINETY_FIVE, WhyNot};
use puncta::outcome::{Comparison, Difference, IntervalOf, Verdict};
use puncta::scenario::Scenario;
use puncta::simulate::{Quietly, simulate};
use puncta::study::compare::{CompareError, Run, compare};
use rayon::prelude::*;

/// The main job on little skin, with settings.
fn cheek(settings: &[&str]) -> Scenario {
    let small = ["area.width_mm=4", "area.height_mm=4", "area.cell_um=200", "run.realisations=12"];
    scenario(include_str!("../../scenarios/cheek-pen.toml"), &[&small[..], settings].concat())
}

fn run(scenario: Scenario) -> Run {
    let (setup, provenance) = (scenario.setup().clone(), scenario.provenance().clone());
    let simulated = simulate(&setup, &Quietly, &Quietly).unwrap();
    Run::new(&setup, simulated, provenance)
}

fn compared(scenarios: Vec<Scenario>) -> Comparison {
    compare(scenarios.into_iter().map(run).collect()).unwrap()
}

fn all(comparison: &Comparison, setting: usize) -> impl Iterator<Item = (Measure, Difference)> + '_ {
    Measure::ALL.iter().map(move |measure| (*measure, comparison.difference(setting, *measure)))
}

#[test]
fn identity_the_same_scenario_twice_differs_in_nothing() {
    let comparison = compared(vec![cheek(&[]), cheek(&[])]);
    for (measure, difference) in all(&comparison, 1) {
        let computed = comparison.figure(0, measure).value.is_some();
        assert_eq!(difference.verdict(), computed.then_some(Verdict::Same), "{}", measure.key());
        assert!(
            !computed || (difference.value, difference.se) == (Some(0.0), Some(0.0)),
            "{}",
            measure.key()
        );
    }
    assert!(comparison.changed.is_empty());
}

/// -1, 0 or 1: below zero, zero or above.
fn side(value: f64) -> i32 {
    i32::from(value > 0.0) - i32::from(value < 0.0)
}

#[test]
fn identity_order_reversed_turns_every_sign() {
    let settings =
        |depth: &'static str| cheek(&[depth, "technique.passes=2", "technique.directions=['vertical']"]);
    let [shallow, deep] = ["device.depth_mm=1.0", "device.depth_mm=1.8"];
    let forth = compared(vec![settings(shallow), settings(deep)]);
    let back = compared(vec![settings(deep), settings(shallow)]);
    let mut differ = 0;
    for ((measure, one), (_, other)) in all(&forth, 1).zip(all(&back, 1)) {
        assert_eq!(one.value, other.value.map(|value| -value), "{}", measure.key());
        assert_eq!((one.se, one.by), (other.se, other.by), "{}", measure.key());
        // Bounds stand beside the first setting's value, so their size differs. They never lie on the same side of zero.
        for (end, other) in [(one.low, other.high), (one.high, other.low)] {
            assert!(
                end.zip(other).is_none_or(|(end, other)| side(end) * side(other) <= 0),
                "{}",
                measure.key()
            );
        }
        differ += u32::from(one.verdict() == Some(Verdict::Differs));
    }
    assert!(differ > 10, "{differ}");
    // Every setting is set against the first, whatever stands between.
    let three = compared(vec![settings(shallow), cheek(&[]), settings(deep)]);
    for ((measure, one), (_, other)) in all(&forth, 1).zip(all(&three, 2)) {
        assert_eq!(one, other, "{}", measure.key());
    }
}

/// Pairs with a value under both: with nine needles of ten missing some people have no strike under B, and count in neither mean of
/// the difference.
#[test]
fn identity_pairs_without_a_value_are_left_out_and_counted() {
    let comparison = compared(vec![cheek(&[]), cheek(&["device.missing_fraction=0.9"])]);
    let depth = comparison.difference(1, Measure::DepthMean);
    let of_b = comparison.figure(1, Measure::DepthMean).n;
    assert!(of_b > 0 && of_b < 12);
    assert_eq!((depth.n, depth.by), (Some(of_b), Some(By::Pairs)));
    assert_eq!(comparison.difference(1, Measure::Density).n, Some(12));
    assert_eq!(comparison.json()["depth_mm"]["mean"]["differences"][0]["n"], of_b);
    // Not a depth of 0 for those without: fewer needles go a little deeper.
    assert!(depth.value.unwrap() > -0.1, "{depth:?}");
    // Needles with no tip under a light hand: they dimple the skin.
    let blunt = ["device.tip_diameter_um=200", "device.drive=\"force\"", "technique.force_n=0.01"];
    let none = compared(vec![cheek(&[]), cheek(&blunt)]);
    let depth = none.difference(1, Measure::DepthMean);
    assert_eq!((depth.value, depth.n, depth.why_not), (None, None, Some(WhyNot::NotComputed)));
    assert_eq!(none.figure(1, Measure::DepthMean).n, 0);
}

/// Common random numbers: person, skin and error of the setting of a realisation hang on seed, number and site, and not on the
/// device, its setting, the hand or the law.
#[test]
fn identity_a_realisation_treats_the_same_person_whatever_the_device() {
    let columns = |scenario: &Scenario| {
        let setup = puncta::simulate::Setup { intervals: false, ..scenario.setup().clone() };
        simulate(&setup, &Quietly, &Quietly).unwrap().columns
    };
    let pen = cheek(&[]);
    let people = columns(&pen);
    let roller = scenario(
        include_str!("../../scenarios/clinic-roller-cheek.toml"),
        &["area.width_mm=4", "area.height_mm=4", "area.cell_um=200", "run.realisations=12"],
    );
    for other in
        [cheek(&["device.depth_mm=0.6", "technique.passes=1"]), cheek(&["mechanics.law=ratio"]), roller]
    {
        assert_eq!(columns(&other), people);
        for number in 0..12 {
            let [one, same] = [&pen, &other].map(|scenario| scenario.setup().ready(number).unwrap().skin);
            for at in [[0.3, 0.4], [3.1, 2.2]] {
                assert_eq!(one.column(at[0], at[1]), same.column(at[0], at[1]), "place by place");
            }
        }
    }
    assert_ne!(columns(&cheek(&["run.seed=2"])), people);
    // The error of the dial is the same draw, in spreads of it, whatever the dial says.
    let error = |scenario: &Scenario, number| {
        let device = &scenario.setup().device;
        (scenario.setup().set_depth_mm(number) - device.set_depth_mm) / device.setting.sd_mm
    };
    let deep = cheek(&["device.depth_mm=2.0"]);
    for number in 0..12 {
        assert!((error(&pen, number) - error(&deep, number)).abs() < 1e-9);
    }
}

/// Skin of one layer, lognormal between people, and needles that all go as deep as the dial says: the share of people with
/// thinner skin is Φ((ln(d / mean) + s² / 2) / s), for two dials d.
struct OneLayer {
    dials_mm: [f64; 2],
    shares: [f64; 2],
}

impl OneLayer {
    fn new(shares: [f64; 2], normals: [f64; 2]) -> OneLayer {
        let spread = log_sd(1.4, 0.35);
        let dial = |x: f64| 1.4 * f64::exp(spread * x - 0.5 * spread * spread);
        assert!(shares.iter().zip(normals).all(|(share, x)| (normal_below(x) - share).abs() < 1e-3));
        OneLayer { dials_mm: normals.map(dial), shares: normals.map(normal_below) }
    }

    fn scenario(&self, which: usize, realisations: u32, seed: u64) -> Scenario {
        let text = format!(
            "format = 1\n[area]\nwidth_mm = 1\nheight_mm = 1\n[skin]\nlayers = [{{ layer = \"dermis\", thickness_mm = 1.4, \
             sd_mm = 0.35 }}]\n[device]\npreset = \"pen-12\"\ndepth_mm = {}\nsetting_sd_mm = 0\nlength_tolerance_mm = 0\n\
             [technique]\npasses = 1\n[mechanics]\nlaw = \"ratio\"\nratio = 1\nratio_sd = 0\n[run]\nrealisations = \
             {realisations}\nseed = {seed}\nintervals = \"off\"\n",
            self.dials_mm[which]
        );
        scenario(&text, &[])
    }
}

/// Of people 20 % are reached under one dial and 40 % under the other: those of 100 people whose reach is over the limit give
/// pairs, d_r = 0 or 1 with p = 0.2, and the mean reach comes from people of its own. Over 100 seeds:
///
/// * the 95 % interval of the pairs, value ± 1.96 se, holds p in at least 82 of 100. An interval from the standard error of a
///   proportion of 0.2 in 100 holds it in 93.3 % (sum over the binomial); 81 or fewer then have a chance of 4e-5.
/// * that of the means holds it in at least 85 of 100: their errors are meant for independent people, and these share their
///   normals. 84 or fewer of 95 % have a chance of 4e-5.
/// * the mean over seeds is p within 4.5 of its standard errors (7e-6 each).
/// * the variance over seeds is p (1 - p) / 100 within 4.5 · √(2 / 99) of itself (7e-6), and so below the 0.4 / 100 of two runs
///   with people of their own (0.16 + 0.24).
#[test]
fn identity_intervals_on_common_random_numbers_hold_the_true_difference() {
    let (seeds, people) = (100u64, 100);
    let layer = OneLayer::new([0.2, 0.4], [-0.8416, -0.2533]);
    let truth = layer.shares[1] - layer.shares[0];
    let comparisons: Vec<Comparison> = (1..=seeds)
        .into_par_iter()
        .map(|seed| compared(vec![layer.scenario(0, people, seed), layer.scenario(1, people, seed)]))
        .collect();
    for (measure, by, least) in
        [(Measure::PeopleOverLimit, By::Pairs, 82), (Measure::ReachFat, By::Means, 85)]
    {
        let differences: Vec<Difference> =
            comparisons.iter().map(|comparison| comparison.difference(1, measure)).collect();
        assert!(differences.iter().all(|difference| difference.by == Some(by)), "{by:?}");
        let value = |difference: &Difference| difference.value.unwrap();
        let holds = |difference: &&Difference| {
            (value(difference) - truth).abs() <= NINETY_FIVE * difference.se.unwrap()
        };
        let held = differences.iter().filter(holds).count();
        assert!(held >= least, "{by:?}: {held} of {seeds}");
        let values: Vec<f64> = differences.iter().map(value).collect();
        let Mean { mean, standard_error } = Mean::of(&values).unwrap();
        let error = standard_error.unwrap();
        assert!((mean - truth).abs() < 4.5 * error, "{by:?}: {mean} {truth} {error}");
        if by == By::Pairs {
            let variance = error * error * seeds as f64;
            let expected = truth * (1.0 - truth) / f64::from(people);
            assert!(
                (variance / expected - 1.0).abs() < 4.5 * (2.0f64 / 99.0).sqrt(),
                "{variance} {expected}"
            );
        }
    }
}

/// Dials 1 um apart: of the 12 people's reach the pairs know the difference far better than two means with errors of their own,
/// but few people bear it, and it is not believed; with 120 it is.
#[test]
fn limit_pairs_of_the_reach_are_taken_where_enough_people_bear_them() {
    let between = |people: &str, dial: &str| {
        let law = "mechanics.law=ratio";
        compared(vec![cheek(&[people, law]), cheek(&[people, law, dial])]).difference(1, Measure::ReachFat)
    };
    let few = between("run.realisations=12", "device.depth_mm=1.501");
    assert_eq!((few.by, few.verdict()), (Some(By::Means), Some(Verdict::Noise)));
    let many = between("run.realisations=120", "device.depth_mm=1.501");
    assert_eq!((many.by, many.verdict()), (Some(By::Pairs), Some(Verdict::Differs)));
    assert!(many.value.unwrap() > 0.0 && many.se < few.se);
    // Far apart the means are the more exact ones.
    assert_eq!(between("run.realisations=120", "device.depth_mm=0.9").by, Some(By::Means));
}

#[test]
fn limit_areas_that_differ_leave_out_what_hangs_on_the_area() {
    let comparison = compared(vec![cheek(&[]), cheek(&["area.width_mm=6"]), cheek(&["area.cell_um=100"])]);
    let left_out = comparison.left_out();
    assert!(!comparison.is_on_one_grid());
    for (measure, difference) in all(&comparison, 1) {
        let expected = left_out.contains(&measure).then_some(WhyNot::AreasDiffer);
        assert_eq!(difference.why_not, expected, "{}", measure.key());
        assert_eq!(difference.value.is_none(), expected.is_some(), "{}", measure.key());
    }
    // Other cells of the same area leave nothing out, and strikes are the same.
    assert_eq!(comparison.difference(2, Measure::Count).verdict(), Some(Verdict::Same));
    assert!(all(&comparison, 2).all(|(_, difference)| difference.why_not.is_none()));
}

/// Bounds of a difference hold it, lie on one side of nothing where all draws agree that less set is less deep, and are narrower
/// than those of either depth: the draws are the same for both settings.
#[test]
fn limit_bounds_over_inputs_are_those_of_common_draws() {
    let comparison = compared(vec![cheek(&[]), cheek(&["device.depth_mm=1.2"])]);
    assert_eq!(comparison.interval_of, IntervalOf::Inputs);
    let depth = comparison.difference(1, Measure::DepthMean);
    let (low, high) = (depth.low.unwrap(), depth.high.unwrap());
    assert!(low <= depth.value.unwrap() && depth.value.unwrap() <= high && high < 0.0, "{depth:?}");
    for setting in [0, 1] {
        let figure = comparison.figure(setting, Measure::DepthMean);
        assert!(high - low < 0.5 * (figure.high.unwrap() - figure.low.unwrap()), "{depth:?} {figure:?}");
    }
    let density = comparison.difference(1, Measure::Density);
    assert_eq!((density.value, density.low, density.high), (Some(0.0), Some(0.0), Some(0.0)));
}

#[test]
fn limit_one_realisation_has_differences_without_a_verdict() {
    let one = "run.realisations=1";
    for (intervals, bounds) in [("run.intervals=off", false), ("run.intervals=on", true)] {
        let comparison =
            compared(vec![cheek(&[one, intervals]), cheek(&[one, intervals, "device.depth_mm=1"])]);
        let depth = comparison.difference(1, Measure::DepthMean);
        assert!(depth.value.unwrap() < 0.0);
        // What other inputs would make of one person can be said; how people differ cannot.
        assert_eq!((depth.se, depth.low.is_some(), depth.verdict()), (None, bounds, None));
    }
    let comparison = compared(vec![cheek(&[one]), cheek(&[one, "device.depth_mm=1"])]);
    assert_eq!(comparison.difference(1, Measure::Count).verdict(), Some(Verdict::Same));
}

#[test]
fn limit_what_does_not_treat_the_same_people_is_refused() {
    let runs =
        |settings: &[&[&str]]| settings.iter().map(|settings| run(cheek(settings))).collect::<Vec<_>>();
    let refused = |settings: &[&[&str]]| compare(runs(settings)).err();
    assert_eq!(refused(&[]), Some(CompareError::Number(0)));
    assert_eq!(refused(&[&[]]), Some(CompareError::Number(1)));
    assert_eq!(refused(&[&["run.realisations=1"][..]; 7]), Some(CompareError::Number(7)));
    assert_eq!(refused(&[&[], &["run.seed=2"]]), Some(CompareError::OtherPeople((1, 12), (2, 12))));
    assert_eq!(refused(&[&[], &["run.realisations=3"]]), Some(CompareError::OtherPeople((1, 12), (1, 3))));
}
