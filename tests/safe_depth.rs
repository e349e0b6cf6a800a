//! The deepest setting under a limit: against runs at the answer, against a closed form, and its directions.

use puncta::injury::Measure;
use puncta::outcome::safe_depth::{End, SafeDepth};
use puncta::outcome::{Figure, Summary};
use puncta::scenario::{Scenario, Sources, catalogue, load};
use puncta::simulate::{Quietly, simulate};
use puncta::study::by_setting::depth_by_setting;
use puncta::study::safe_depth::{OnSite, Question, safe_depths};

fn scenario(text: &str, settings: &[&str]) -> Scenario {
    load(&Sources::new("test.toml", text, settings), &catalogue(), "test")
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The main job on little skin and with few people, without other inputs.
fn cheek(settings: &[&str]) -> Scenario {
    let small = [
        "area.width_mm=7",
        "area.height_mm=7",
        "technique.passes=1",
        "run.realisations=60",
        "run.intervals=off",
    ];
    scenario(include_str!("../scenarios/cheek-pen.toml"), &[&small[..], settings].concat())
}

fn answer(scenario: &Scenario, question: &Question) -> SafeDepth {
    let on = OnSite { site: "cheek".into(), setup: scenario.setup.clone() };
    safe_depths(&[on], question).unwrap().remove(0)
}

const ASKED: Question = Question { limit: 0.01, people: 0.95, range_mm: [0.2, 3.0] };

/// Three of sixty people may be over: the run at the answer has no more, by its own count, and 0.01 mm deeper it has.
#[test]
fn validates_the_run_at_the_answer_meets_the_limit() {
    for law in ["contact", "ratio"] {
        let law = format!("mechanics.law={law}");
        let found = answer(&cheek(&[&law]), &ASKED);
        assert_eq!(found.end, End::Within);
        let value = found.setting_mm.value.unwrap();
        let over = |mm: f64| {
            let at = format!("device.depth_mm={mm:.2}");
            let run = simulate(&cheek(&[&law, &at]).setup, &Quietly, &Quietly).unwrap();
            run.rows.iter().filter(|row| row[Measure::PeopleOverLimit as usize] > 0.0).count()
        };
        assert!(over(value) <= 3, "{law}: {value} mm, {} over", over(value));
        assert!(over(value + 0.01) > 3, "{law}: {value} mm is not the deepest");
    }
}

/// The same sixty people as a run's, in places of their skin: the mean depth and its spread are those of the run. A place is one
/// strike; 60 people times 128 places and strikes that scatter by 0.1 mm within a person give a mean to 0.0012 mm, a run's to less: 0.008 mm
/// and 0.03 mm for a quantile over people are six standard errors.
#[test]
fn validates_depth_by_setting_is_that_of_runs() {
    for law in ["contact", "ratio"] {
        let law = format!("mechanics.law={law}");
        let on = OnSite { site: "cheek".into(), setup: cheek(&[&law]).setup };
        for (mm, figure) in [0.5, 1.5].into_iter().zip(depth_by_setting(&on, &[0.5, 1.5]).unwrap()) {
            let at = format!("device.depth_mm={mm}");
            let found = cheek(&[&law, &at]);
            let run =
                Summary::new(&simulate(&found.setup, &Quietly, &Quietly).unwrap()).figure(Measure::DepthMean);
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
        let setup = puncta::simulate::Setup { intervals: true, ..on.setup.clone() };
        let [with] = depth_by_setting(&OnSite { setup, ..on }, &[1.5]).unwrap()[..] else { panic!() };
        let (value, low, high) = (with.value.unwrap(), with.low.unwrap(), with.high.unwrap());
        assert!(low < value && value < high && high - low > 4.0 * with.se.unwrap(), "{law}: {with:?}");
    }
}

/// Skin of one layer, the same everywhere in a person, and needles that all go as deep as the dial says: a person is over as
/// soon as the dial is deeper than the skin is thick, so that the answer is an order statistic of thicknesses.
#[test]
fn identity_answer_is_the_order_statistic_of_thicknesses() {
    let text = "format = 1\n[area]\nwidth_mm = 6\nheight_mm = 6\n[skin]\nlayers = [{ layer = \"dermis\", thickness_mm = 1.4, \
                sd_mm = 0.3 }]\n[device]\npreset = \"pen-12\"\nlength_tolerance_mm = 0\nsetting_sd_mm = 0\n[mechanics]\n\
                law = \"ratio\"\nratio = 1\nratio_sd = 0\n[run]\nrealisations = 200\nintervals = \"off\"\n";
    let scenario = scenario(text, &[]);
    let mut thickness_mm: Vec<f64> = (0..200)
        .map(|number| scenario.setup.skin.realise(None, scenario.setup.seed, number).mean_column().skin_mm())
        .collect();
    thickness_mm.sort_by(f64::total_cmp);
    for (people, allowed) in [(0.95, 10), (0.5, 100), (1.0, 0), (0.99, 2)] {
        let found = answer(&scenario, &Question { people, ..ASKED }).setting_mm;
        // Ten may be over: the eleventh thinnest may not.
        let wanted = (100.0 * thickness_mm[allowed]).floor() / 100.0;
        assert!((found.value.unwrap() - wanted).abs() < 1e-9, "{people}: {found:?}, {wanted}");
    }
    // Order statistics scatter as the lognormal's quantile does: √(p (1 - p) / n) = 0.0154 over its density there, 0.504 / mm,
    // which is 0.031 mm. What seven order statistics say of it is itself known to a factor of two.
    let se = answer(&scenario, &ASKED).setting_mm.se.unwrap();
    assert!((0.015..0.062).contains(&se), "{se}");
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
    let text = include_str!("../scenarios/home-roller-02.toml");
    let scenario = scenario(text, &["run.realisations=10", "run.intervals=off"]);
    let found = answer(&scenario, &Question { range_mm: [0.1, 3.0], ..ASKED });
    let value = found.setting_mm.value.unwrap();
    assert!(value > 0.5, "{value}");
    let device = scenario.setup.device.at_setting(1.0);
    assert_eq!((device.set_depth_mm, device.needle.length_mm), (1.0, 1.0));
    let direct = self::scenario(text, &["device.length_mm=1"]).setup.device;
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
