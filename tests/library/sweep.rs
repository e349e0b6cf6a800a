//! Many settings on the same people: each has the values of a run of its own, whatever else is in the sweep.

use crate::common::scenario;
use crate::threads::on_threads;
use puncta::injury::Measure;
use puncta::outcome::Figure;
use puncta::outcome::summary::Summary;
use puncta::outcome::sweep::{Point, Setting};
use puncta::outcome::{IntervalOf, Sweep};
use puncta::simulate::{Quietly, Setup, simulate};
use puncta::study::sweep::values::Axis;
use puncta::study::sweep::{Design, Sampler, all, points};

const SMALL: [&str; 4] = ["area.width_mm=7", "area.height_mm=6", "area.cell_um=200", "run.realisations=9"];

fn setup(text: &str, settings: &[&str]) -> Setup {
    scenario(text, &[&SMALL[..], settings].concat()).setup().clone()
}

fn cheek(settings: &[&str]) -> Setup {
    setup(include_str!("../../scenarios/cheek-pen.toml"), settings)
}

/// All values of a run of this setup.
fn of_run(setup: &Setup) -> Vec<Figure> {
    let summary = Summary::new(&simulate(setup, &Quietly, &Quietly).unwrap());
    Measure::ALL.iter().map(|measure| summary.figure(*measure)).collect()
}

#[track_caller]
fn same(point: &Point, wanted: &[Figure], what: &str) {
    for (measure, (one, other)) in Measure::ALL.iter().zip(point.figures.iter().zip(wanted)) {
        assert_eq!(one, other, "{what}: {}", measure.key());
    }
}

/// Pens, a drum, a stamp and a patch; depths, passes, needles, forces, laws and skins together. Every point equals its run
/// to the last bit, in two orders and on one and three threads.
#[test]
fn identity_a_point_has_the_values_of_its_run() {
    let off = "run.intervals=off";
    let roller = include_str!("../../scenarios/clinic-roller-cheek.toml");
    let patch = include_str!("../../scenarios/patch.toml");
    let worn = include_str!("../../scenarios/worn-cartridge.toml");
    let eyelid = include_str!("../../scenarios/upper-eyelid.toml");
    let setups: Vec<Setup> = [
        cheek(&[off, "technique.passes=1"]),
        cheek(&[off, "technique.passes=3"]),
        cheek(&[off, "technique.passes=8"]),
        cheek(&[off, "technique.passes=2", "device.depth_mm=0.5"]),
        cheek(&[off, "technique.passes=8", "device.depth_mm=0.5"]),
        cheek(&[off, "device.preset=pen-36"]),
        cheek(&[off, "technique.force_n=3"]),
        cheek(&[off, "technique.hand_speed_mm_s=10"]),
        cheek(&[off, "mechanics.law=ratio"]),
        cheek(&[off, "skin.site=forehead", "technique.passes=2"]),
        cheek(&[off, "mechanics.puncture_toughness_kj_m2=6"]),
        setup(worn, &[off, "technique.passes=1"]),
        setup(worn, &[off, "technique.passes=2"]),
        setup(roller, &[off, "technique.passes=2"]),
        setup(roller, &[off, "technique.passes=5"]),
        setup(patch, &[off, "technique.passes=1"]),
        setup(patch, &[off, "technique.passes=2"]),
        setup(eyelid, &[off, "device.depth_mm=0.25"]),
    ]
    .to_vec();
    let runs: Vec<Vec<Figure>> = setups.iter().map(of_run).collect();
    for threads in [1, 3] {
        let points = on_threads(threads, || all(&setups).unwrap());
        for (point, run) in points.iter().zip(&runs) {
            same(point, run, &format!("{threads} threads, point {}", point.number));
        }
    }
    let backwards: Vec<Setup> = setups.iter().rev().cloned().collect();
    for (point, run) in all(&backwards).unwrap().iter().zip(runs.iter().rev()) {
        same(point, run, "backwards");
    }
}

/// The same with bounds over uncertain inputs, and with a stated error of the fat-layer reach.
#[test]
fn identity_bounds_of_a_point_are_those_of_its_run() {
    let setups = [
        cheek(&["technique.passes=1"]),
        cheek(&["technique.passes=2"]),
        cheek(&["technique.passes=2", "device.depth_mm=1", "run.reach_error=0.1"]),
    ];
    for (point, setup) in all(&setups).unwrap().iter().zip(&setups) {
        same(point, &of_run(setup), "with intervals");
    }
}

/// A front holds what nothing beats; what chance alone sets apart does not stay on it, and draws tell how sure it is.
#[test]
fn identity_the_front_and_the_order_of_its_neighbours() {
    let base = scenario(include_str!("../../scenarios/cheek-pen.toml"), &SMALL).provenance().clone();
    let of = [Measure::DermisVolume, Measure::ReachFat];
    // Amount of the first and of the second value, and the error of the second.
    let values =
        [(1.0, 0.10, 0.01), (2.0, 0.30, 0.01), (1.5, 0.40, 0.01), (2.1, 0.305, 0.01), (0.5, 0.05, 0.001)];
    let point = |(number, (more, less, se)): (usize, (f64, f64, f64))| {
        let mut figures = vec![Figure::default(); Measure::COUNT];
        figures[of[0] as usize] = Figure { value: Some(more), se: Some(0.0), ..Figure::default() };
        figures[of[1] as usize] = Figure { value: Some(less), se: Some(se), ..Figure::default() };
        let draws =
            (0..4).map(|draw| [Some(more), (draw > 0).then_some(less + f64::from(draw) * (0.3 - less))]);
        Point { number, figures, interval_of: IntervalOf::Inputs, draws: draws.collect() }
    };
    let setting =
        |number: usize| Setting { base: 0, values: vec![number.to_string()], scenario_hash: String::new() };
    let sweep = Sweep {
        bases: vec![base],
        base_names: vec!["cheek-pen".to_owned()],
        keys: vec!["a.b".to_owned()],
        vary: Vec::new(),
        design: "grid",
        realisations: 9,
        limit: (Measure::ReachFat, 0.01),
        answer: None,
        trade_off: Some(of),
        settings: (0..values.len()).map(setting).collect(),
        points: values.into_iter().enumerate().map(point).collect(),
    };
    // The second is no better than the fourth, whose reach is larger by chance alone.
    assert_eq!(sweep.front(of), [4, 0, 3]);
    // Three draws have both values: one leaves the order as it is, one makes both equal, one turns it round.
    assert_eq!(sweep.order_shares([4, 0]), Some([1.0, 0.0]));
    assert_eq!(sweep.json()["trade_off"]["front"], serde_json::json!([4, 0, 3]));
    // Within 1 %: none. Within 10 %: the first has more than the last.
    assert_eq!(sweep.best(of), None);
    assert_eq!(Sweep { limit: (Measure::ReachFat, 0.1), ..sweep }.best(of), Some(0));
}

#[test]
fn identity_grids_and_samples() {
    let axes = |texts: &[&str], drawn| -> Vec<Axis> {
        texts.iter().map(|text| Axis::read(text, drawn).unwrap()).collect()
    };
    let grid = points(&axes(&["a.b=1,2", "c.d=x,y,z"], false), &Design::Grid, &|_| false);
    let words: Vec<String> = grid.iter().map(|point| point.join("")).collect();
    assert_eq!(words, ["1x", "1y", "1z", "2x", "2y", "2z"]);
    let drawn = axes(&["a.b=0:1", "c.d=1:4"], true);
    for by in [Sampler::Lhs, Sampler::Sobol] {
        let design = |seed| Design::Sample { by, points: 16, seed };
        let sample = points(&drawn, &design(3), &|key| key == "c.d");
        assert_eq!(sample, points(&drawn, &design(3), &|key| key == "c.d"));
        assert_ne!(sample, points(&drawn, &design(4), &|key| key == "c.d"));
        // Every sixteenth of the range has a value, every whole number four.
        let mut parts: Vec<usize> =
            sample.iter().map(|point| (point[0].parse::<f64>().unwrap() * 16.0) as usize).collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..16).collect::<Vec<_>>(), "{by:?}");
        for whole in ["1", "2", "3", "4"] {
            assert_eq!(sample.iter().filter(|point| point[1] == whole).count(), 4, "{by:?} {whole}");
        }
    }
}
