//! Intervals over uncertain inputs: against runs under those inputs, and how often they hold what they say.

use crate::common::scenario;
use puncta::injury::Measure;
use puncta::outcome::{IntervalOf, Outcome, Summary};
use puncta::scenario::Scenario;
use puncta::simulate::inputs::{COUNTED, DRAWS, Inputs, Source};
use puncta::simulate::{Quietly, Setup, Simulated, simulate};
use rayon::prelude::*;

/// The main job on little skin.
fn cheek(settings: &[&str]) -> Scenario {
    let small = ["area.width_mm=7", "area.height_mm=7", "technique.passes=1"];
    scenario(include_str!("../../scenarios/cheek-pen.toml"), &[&small[..], settings].concat())
}

fn run(setup: &Setup) -> Simulated {
    simulate(setup, &Quietly, &Quietly).unwrap()
}

fn value(simulated: &Simulated, measure: Measure) -> f64 {
    Summary::new(simulated).figure(measure).value.unwrap()
}

const OF_INPUTS: [Measure; 8] = [
    Measure::DepthMean,
    Measure::ReachFat,
    Measure::Covered,
    Measure::Open,
    Measure::Repeat,
    Measure::DermisVolume,
    Measure::VesselHits,
    Measure::Pain,
];

/// What the design says of a draw is what a run under it gives, on the same seed: the design looks at a part of the area and at
/// fewer people. Amounts within 15 %, 12 % were seen, and odds of the reach within a factor of 1.8, 1.35 were seen: little beside
/// what draws differ by. Repeat hits are left out, of which one pass has next to none.
#[test]
#[ignore = "slow: see .ci/slow"]
fn validates_a_draw_is_a_run_under_it() {
    let setup = cheek(&["run.realisations=40"]).setup().clone();
    let spread = run(&setup).inputs.expect("intervals");
    assert_eq!((spread.means.len(), spread.known(Measure::ReachFat)), (DRAWS, DRAWS), "all came to rest");
    assert_eq!(spread.known(Measure::DepthMean), COUNTED);
    let draws = Inputs::draws(setup.seed);
    for draw in [0, 5, 11, 17, 23] {
        let under = run(&Setup { intervals: false, ..draws[draw].under(&setup) });
        for measure in OF_INPUTS.into_iter().filter(|measure| *measure != Measure::Repeat) {
            let (wanted, found) = (value(&under, measure), spread.means[draw][measure as usize]);
            let (ratio, allowed) = match measure {
                Measure::ReachFat => ((found / (1.0 - found)) / (wanted / (1.0 - wanted)), 1.8),
                _ => (found / wanted, 1.15),
            };
            assert!(
                (1.0 / allowed..allowed).contains(&ratio),
                "draw {draw}, {}: {found} of {wanted}",
                measure.key()
            );
        }
    }
}

/// The interval of a run holds what the same run would give under inputs that are drawn by themselves, of none of the strata,
/// in 84 to 98 of 100: 200 seeds, binomial about 0.90 with a standard deviation of 2.1 points, and the strata make intervals a
/// little too wide where one input matters most. Under the contact law of one person, since hundreds of people take minutes;
/// under the ratio law of a population, whose reach has people of its own.
#[test]
#[ignore = "slow: see .ci/slow"]
fn validates_intervals_hold_other_inputs_as_often_as_they_say() {
    // Deep enough that four treatments of one person know their reach: where it is not known bounds go to nothing.
    let one = ["skin.person=average", "device.depth_mm=2", "run.realisations=4"];
    for law in [&one[..], &RATIO] {
        let counts = held(law, 200);
        assert!(counts.iter().all(|(_, count)| (168..=196).contains(count)), "{law:?}, of 200: {counts:?}");
    }
}

const RATIO: [&str; 2] = ["mechanics.law=ratio", "run.realisations=12"];

/// The same of 60 seeds under the ratio law alone: 90 % with a standard deviation of 3.9 points hold it, so 45 to 60 of 60 leave
/// 3.9 of these below.
#[test]
fn validates_intervals_of_the_ratio_law_hold_other_inputs() {
    let counts = held(&RATIO, 60);
    assert!(counts.iter().all(|(_, count)| (45..=60).contains(count)), "of 60: {counts:?}");
}

/// How many of so many seeds have an interval that holds the value under other inputs, for every measure.
fn held(law: &[&str], seeds: u64) -> Vec<(&'static str, usize)> {
    let little = ["area.cell_um=200", "technique.hand_speed_mm_s=80"];
    let setup = cheek(&[&little[..], law].concat()).setup().clone();
    let held: Vec<[bool; OF_INPUTS.len()]> = (1..=seeds)
        .into_par_iter()
        .map(|seed| {
            let setup = Setup { seed, ..setup.clone() };
            let summary = Summary::new(&run(&setup));
            let truth = run(&Inputs::alone(seed, 0).under(&Setup { intervals: false, ..setup }));
            OF_INPUTS.map(|measure| {
                let figure = summary.figure(measure);
                (figure.low.unwrap()..=figure.high.unwrap()).contains(&value(&truth, measure))
            })
        })
        .collect();
    let count = |at: usize| held.iter().filter(|held| held[at]).count();
    OF_INPUTS.iter().enumerate().map(|(at, measure)| (measure.key(), count(at))).collect()
}

/// Where the hand is stated as well, no input changes where strikes fall.
#[test]
fn identity_a_stated_hand_makes_evenness_and_gaps_certain() {
    let stated =
        ["technique.variation=0", "technique.position_jitter_mm=0.3", "technique.heading_jitter_deg=3"];
    let summary = Summary::new(&run(cheek(&[&stated[..], &["run.realisations=10"]].concat()).setup()));
    for measure in [Measure::Count, Measure::Density, Measure::Cv, Measure::LargestGap] {
        let figure = summary.figure(measure);
        assert_eq!((figure.low, figure.high), (figure.value, figure.value), "{}", measure.key());
    }
    assert!(summary.figure(Measure::Covered).low < summary.figure(Measure::Covered).high);
}

#[test]
fn identity_what_inputs_do_not_change_has_no_width_and_nothing_else_moves() {
    let on = cheek(&["run.realisations=10"]);
    let off = Setup { intervals: false, ..on.setup().clone() };
    let outcome = |setup: &Setup| Outcome::new(setup, &run(setup), on.provenance().clone());
    let (on, off) = (outcome(on.setup()), outcome(&off));
    assert_eq!(
        (on.summary.interval_of, off.summary.interval_of),
        (IntervalOf::Inputs, IntervalOf::MonteCarlo)
    );
    for measure in Measure::ALL {
        let (with, without) = (on.figure(*measure), off.figure(*measure));
        assert_eq!(
            (with.value, with.se, with.p05, with.p95),
            (without.value, without.se, without.p05, without.p95),
            "{}",
            measure.key()
        );
        if let Some(value) = with.value {
            assert!(with.low.unwrap() <= value && value <= with.high.unwrap(), "{}", measure.key());
        }
    }
    // Speed, passes and frequency are stated. How evenly the hand works is not, so evenness and gaps have a width.
    for measure in [Measure::Count, Measure::Density, Measure::Rate, Measure::Time] {
        let figure = on.figure(measure);
        assert_eq!((figure.low, figure.high), (figure.value, figure.value), "{}", measure.key());
    }
}

/// What a scenario says itself is not uncertain: listed layers, a ratio of one's own and a stated dial leave the fat-layer reach
/// alone.
#[test]
fn limit_what_a_scenario_says_is_not_varied() {
    let text = "format = 1\n[area]\nwidth_mm = 4\nheight_mm = 4\n[skin]\nlayers = [{ layer = \"dermis\", thickness_mm = 1.2, \
                sd_mm = 0.2 }]\n[device]\npreset = \"pen-12\"\nsetting_bias_mm = 0\nsetting_sd_mm = 0.05\n\
                length_tolerance_mm = 0.03\n[technique]\nhand_speed_mm_s = 20\nvariation = 0\nposition_jitter_mm = 0.3\nheading_jitter_deg = 3\n\
                [mechanics]\nlaw = \"ratio\"\nratio = 0.83\nratio_sd = 0.11\n\
                [run]\nrealisations = 12\n";
    let own = Summary::new(&run(scenario(text, &[]).setup()));
    for measure in [Measure::ReachFat, Measure::DepthMean, Measure::ReachDermis] {
        let figure = own.figure(measure);
        assert_eq!((figure.low, figure.high), (figure.value, figure.value), "{}", measure.key());
    }
    // How wide an opening stays nobody can say.
    assert!(own.figure(Measure::Open).low < own.figure(Measure::Open).high);
    let known = text.replace("ratio = 0.83\nratio_sd = 0.11\n", "");
    let known = Summary::new(&run(scenario(&known, &[]).setup()));
    assert!(known.figure(Measure::DepthMean).low < known.figure(Measure::DepthMean).high);
}

#[test]
fn limit_the_reach_of_the_fat_spans_more_than_a_decade_on_a_cheek() {
    let outcome = {
        let cheek = cheek(&["run.realisations=60"]);
        Outcome::new(cheek.setup(), &run(cheek.setup()), cheek.provenance().clone())
    };
    let times = outcome.decades_apart(Measure::ReachFat).expect("a decade and more");
    assert!(times >= 10.0, "{times}");
    assert!(outcome.decades_apart(Measure::DepthMean).is_none());
}

/// A stated speed makes the density certain, and a stated taper narrows the reach and leaves the attribution.
#[test]
fn limit_a_stated_key_narrows_the_interval_and_leaves_its_sources() {
    let text = "format = 1\n[area]\nwidth_mm = 6\nheight_mm = 6\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n\
                depth_mm = 1.5\n[run]\nrealisations = 60\n";
    let of = |set: &[&str]| {
        let simulated = run(scenario(text, set).setup());
        (simulated.inputs.clone().expect("intervals"), Summary::new(&simulated))
    };
    let width = |summary: &Summary, measure: Measure| {
        let figure = summary.figure(measure);
        figure.high.unwrap() / figure.low.unwrap()
    };
    let ((open, of_open), (stated, of_stated)) =
        (of(&[]), of(&["device.taper_mm=2", "technique.hand_speed_mm_s=20", "technique.force_n=1.5"]));
    // The hand's speed lies between 5 and 50 mm/s, nine in ten of it between 5.7 and 46.
    let density = width(&of_open, Measure::Density);
    assert!((6.0..10.0).contains(&density), "{density}");
    assert_eq!(width(&of_stated, Measure::Density), 1.0);
    assert!(width(&of_stated, Measure::ReachFat) < 0.7 * width(&of_open, Measure::ReachFat));
    let taper = Source::Unstated("device.taper_mm");
    let share = |spread: &puncta::simulate::InputSpread| {
        let found = spread.attribution(Measure::ReachFat).unwrap();
        found.shares.iter().find(|(source, _)| *source == taper).map_or(0.0, |(_, share)| *share)
    };
    assert!(share(&open) > 0.15, "{}", share(&open));
    assert_eq!(share(&stated), 0.0);
}
