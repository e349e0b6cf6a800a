//! The deepest setting under a limit: against runs at the answer, against a closed form, and its directions.

use crate::common::scenario;
use puncta::foundation::statistics::{log_sd, normal_quantile};
use puncta::injury::Measure;
use puncta::outcome::safe_depth::{End, SafeDepth};
use puncta::outcome::{Figure, Summary};
use puncta::scenario::Scenario;
use puncta::simulate::{Quietly, Setup, simulate};
use puncta::study::by_setting::{depth_by_setting, reach_of};
use puncta::study::safe_depth::{OnSite, Question, safe_depths};

/// The main job on little skin and with few people, without other inputs.
fn cheek(settings: &[&str]) -> Scenario {
    let small = [
        "area.width_mm=7",
        "area.height_mm=7",
        "technique.passes=1",
        "run.realisations=60",
        "run.intervals=off",
    ];
    scenario(include_str!("../../scenarios/cheek-pen.toml"), &[&small[..], settings].concat())
}

fn answer(scenario: &Scenario, question: &Question) -> SafeDepth {
    let on = OnSite { site: "cheek".into(), setup: scenario.setup().clone() };
    safe_depths(&[on], question, &Quietly).unwrap().unwrap().remove(0).safe_depth
}

const ASKED: Question = Question { limit: 0.01, people: 0.95, range_mm: [0.2, 3.0] };

/// Share of people over the limit in a run at this setting, of so many other people.
fn over_limit(scenario: &Scenario, setting_mm: f64, people: u32) -> f64 {
    let setup = Setup {
        realisations: people,
        seed: 900,
        intervals: false,
        ..scenario.setup().at_setting(setting_mm)
    };
    let run = simulate(&setup, &Quietly, &Quietly).unwrap();
    let over = run.rows.iter().filter(|row| row[Measure::PeopleOverLimit as usize] > 0.0).count();
    over as f64 / f64::from(people)
}

/// Of 600 people who are none of the answer's, in a run at it, 5 % are over the limit as was asked, under both laws: within 4.5 standard
/// errors of their share, 0.0089, and of the answer's own, 0.004, together: 0.044 (false alarm 7e-6 each). 0.04 mm shallower and
/// deeper it is another share.
#[test]
fn validates_other_people_are_over_the_limit_as_often_as_was_asked() {
    for law in ["contact", "ratio"] {
        let scenario = cheek(&[&format!("mechanics.law={law}")]);
        let found = answer(&scenario, &ASKED);
        assert_eq!(found.end, End::Within);
        let (value, se) = (found.setting_mm.value.unwrap(), found.setting_mm.se.unwrap());
        assert!(se < 0.02, "{law}: {se} mm");
        let over = over_limit(&scenario, value, 600);
        assert!((over - 0.05).abs() < 0.044, "{law}: {value} mm, {over}");
        // What tips reach there is less.
        let tip = found.tip_mm.value.unwrap();
        assert!(0.3 * value < tip && tip < value, "{law}: {value} mm, tips {tip} mm");
    }
}

/// 2000 other people each, on the cheek as it is, and on two other sites with two other devices: 4 to 6 % are over where 5 % were
/// asked. The standard error of their share is 0.0049 and the answer's about 0.003: one in 12 of such answers would miss by chance;
/// seeds are fixed, so that these do not.
#[test]
#[ignore = "slow, by name: see CONTRIBUTING.md"]
fn validates_five_per_cent_of_2000_other_people_are_over() {
    let pen = include_str!("../../scenarios/cheek-pen.toml");
    let roller = include_str!("../../scenarios/home-roller-02.toml");
    let cases = [
        (scenario(pen, &["run.intervals=off"]), "cheek, pen-12"),
        (
            scenario(
                pen,
                &["run.intervals=off", "skin.site=forehead", "device.preset=pen-36", "technique.passes=2"],
            ),
            "forehead, pen-36",
        ),
        (
            scenario(
                roller,
                &["run.intervals=off", "skin.site=volar_forearm", "area.width_mm=10", "area.height_mm=10"],
            ),
            "forearm, roller",
        ),
    ];
    for (scenario, name) in cases {
        let found = answer(&scenario, &ASKED);
        let value = found.setting_mm.value.unwrap();
        let over = over_limit(&scenario, value, 2000);
        assert!((0.04..=0.06).contains(&over), "{name}: {:?}, {over}", found.setting_mm);
    }
}

/// The same sixty people as a run's, in places of their skin: the mean depth and its spread are those of the run. A place is one
/// strike; 60 people times 128 places and strikes that scatter by 0.1 mm within a person give a mean to 0.0012 mm, a run's to less: 0.008 mm
/// and 0.03 mm for a quantile over people are six standard errors.
#[test]
fn validates_depth_by_setting_is_that_of_runs() {
    for law in ["contact", "ratio"] {
        let law = format!("mechanics.law={law}");
        let on = OnSite { site: "cheek".into(), setup: cheek(&[&law]).setup().clone() };
        for (mm, figure) in [0.5, 1.5].into_iter().zip(depth_by_setting(&on, &[0.5, 1.5]).unwrap()) {
            let at = format!("device.depth_mm={mm}");
            let found = cheek(&[&law, &at]);
            let run = Summary::new(&simulate(found.setup(), &Quietly, &Quietly).unwrap())
                .figure(Measure::DepthMean);
            let apart =
                |pick: fn(&Figure) -> Option<f64>| (pick(&figure).unwrap() - pick(&run).unwrap()).abs();
            assert!(apart(|depth| depth.value) < 0.008, "{law} {mm}: {figure:?}, {run:?}");
            assert!(
                apart(|depth| depth.p05) < 0.03 && apart(|depth| depth.p95) < 0.03,
                "{law} {mm}: {figure:?}, {run:?}"
            );
            assert_eq!(figure.low.is_some(), figure.se.is_some());
        }
        // With other inputs the bounds hold the value, and are wider than chance.
        let setup = Setup { intervals: true, ..on.setup.clone() };
        let [with] = depth_by_setting(&OnSite { setup, ..on }, &[1.5]).unwrap()[..] else { panic!() };
        let (value, low, high) = (with.value.unwrap(), with.low.unwrap(), with.high.unwrap());
        assert!(low < value && value < high && high - low > 4.0 * with.se.unwrap(), "{law}: {with:?}");
    }
}

/// Skin of one layer, the same everywhere in a person, and needles that all go as deep as the dial says: a person is over as
/// soon as the dial is deeper than the skin is thick, so that the answer is a quantile of a lognormal thickness, mean exp(s x - s²/2)
/// at the normal quantile x of the people who may be over. Within 4.5 of its standard errors, 7e-6 each, or a micrometre, to which it is
/// told; an error that is under 0.01 mm, where 200 people drawn at random have one of 0.031 mm.
#[test]
fn identity_answer_is_the_quantile_of_thicknesses() {
    let text = "format = 1\n[area]\nwidth_mm = 6\nheight_mm = 6\n[skin]\nlayers = [{ layer = \"dermis\", thickness_mm = 1.4, \
                sd_mm = 0.3 }]\n[device]\npreset = \"pen-12\"\nlength_tolerance_mm = 0\nsetting_sd_mm = 0\n[mechanics]\n\
                law = \"ratio\"\nratio = 1\nratio_sd = 0\n[run]\nrealisations = 200\nintervals = \"off\"\n";
    let scenario = scenario(text, &[]);
    let s = log_sd(1.4, 0.3);
    for people in [0.95, 0.5, 0.99, 0.2] {
        let wanted = 1.4 * f64::exp(s * normal_quantile(1.0 - people) - 0.5 * s * s);
        let found = answer(&scenario, &Question { people, ..ASKED }).setting_mm;
        let (value, se) = (found.value.unwrap(), found.se.unwrap());
        assert!((value - wanted).abs() < 4.5 * se + 1e-3 && se < 0.01, "{people}: {found:?}, {wanted}");
    }
    // Nobody at all: of these 200 people the thinnest.
    let thickness_mm =
        |number| scenario.setup().skin.realise(None, scenario.setup().seed, number).mean_column().skin_mm();
    let thinnest = (0..200).map(thickness_mm).fold(f64::INFINITY, f64::min);
    let found = answer(&scenario, &Question { people: 1.0, ..ASKED }).setting_mm;
    assert!(
        (found.value.unwrap() - (100.0 * thinnest).floor() / 100.0).abs() < 1e-9,
        "{found:?}, {thinnest}"
    );
}

/// The setting at which the band between people meets the limit is the answer: what is drawn is from the same people.
#[test]
fn identity_the_band_between_people_meets_the_limit_at_the_answer() {
    let scenario = cheek(&[]);
    let on = OnSite { site: "cheek".into(), setup: scenario.setup().clone() };
    let found = safe_depths(std::slice::from_ref(&on), &ASKED, &Quietly).unwrap().unwrap().remove(0);
    let value = found.safe_depth.setting_mm.value.unwrap();
    let reach = reach_of(&on.setup, &found.people, &[value - 0.02, value + 0.02]).unwrap();
    let [shallower, deeper] = [0, 1].map(|at| reach[at].p95.unwrap());
    assert!(shallower <= ASKED.limit && ASKED.limit < deeper, "{value} mm: {shallower}, {deeper}");
}

#[test]
fn limit_answers_rise_with_what_is_allowed() {
    let scenario = cheek(&[]);
    let value = |limit: f64, people: f64| {
        answer(&scenario, &Question { limit, people, ..ASKED }).setting_mm.value.unwrap()
    };
    let by_limit: Vec<f64> = [1e-4, 1e-3, 0.01, 0.1, 0.5].map(|limit| value(limit, 0.95)).to_vec();
    assert!(by_limit.windows(2).all(|pair| pair[0] < pair[1]), "{by_limit:?}");
    let by_people: Vec<f64> = [0.99, 0.95, 0.8, 0.5].map(|people| value(0.01, people)).to_vec();
    assert!(by_people.windows(2).all(|pair| pair[0] < pair[1]), "{by_people:?}");
}

#[test]
fn limit_ends_of_the_range_are_said() {
    let scenario = cheek(&["run.realisations=12"]);
    let all = answer(&scenario, &Question { limit: 1.0, ..ASKED });
    assert_eq!((all.end, all.setting_mm.value, all.setting_mm.se), (End::EverySettingMeets, Some(3.0), None));
    let none = answer(&scenario, &Question { limit: 1e-6, range_mm: [2.0, 3.0], ..ASKED });
    assert_eq!((none.end, none.setting_mm.value), (End::NoSettingMeets, None));
}

/// The length of needles is the setting of all but pens; a longer needle than the scenario's keeps its taper.
#[test]
fn limit_a_roller_is_set_by_its_needles() {
    let text = include_str!("../../scenarios/home-roller-02.toml");
    let scenario = scenario(text, &["run.realisations=10", "run.intervals=off"]);
    let found = answer(&scenario, &Question { range_mm: [0.1, 3.0], ..ASKED });
    let value = found.setting_mm.value.unwrap();
    assert!(value > 0.5, "{value}");
    let device = scenario.setup().device.at_setting(1.0);
    assert_eq!((device.set_depth_mm, device.needle.length_mm), (1.0, 1.0));
    let longer = self::scenario(text, &["device.length_mm=1"]);
    let direct = &longer.setup().device;
    assert_eq!(device.needle, direct.needle);
}

#[test]
fn identity_bounds_hold_the_value_and_threads_change_nothing() {
    let scenario = cheek(&["run.intervals=on", "run.realisations=40"]);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| answer(&scenario, &ASKED))
    };
    let found = on(1);
    let figure = found.setting_mm;
    assert!(figure.low < figure.value && figure.value < figure.high, "{figure:?}");
    assert_eq!(found, on(3));
}
