//! The front door of the library: what three lines do, and what they say when they are wrong.

use puncta::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

const PEN: &str = "format = 1\n[area]\nwidth_mm = 3\nheight_mm = 2\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n\
     [run]\nrealisations = 4\nintervals = \"off\"\n";

fn scenario() -> Scenario {
    Scenario::from_toml("pen", PEN).unwrap()
}

#[test]
fn identity_values_and_maps_by_name_are_those_of_the_outcome() {
    let run = scenario().run().unwrap();
    let depth = run.figure("depth_mm.mean").unwrap();
    assert_eq!(depth, run.outcome().figure(Measure::DepthMean));
    assert!(depth.value.is_some_and(|depth| depth > 0.2) && depth.se.is_some() && depth.n == 4);
    let map = run.map("dermis_volume_fraction").unwrap();
    assert_eq!(map.dim(), (20, 30));
    assert!(map.iter().all(|share| (0.0..=1.0).contains(share)));
    assert!(!run.is_partial());
}

/// Every value of the summary and every map is found by its name.
#[test]
fn identity_every_name_is_found() {
    let run = scenario().run().unwrap();
    for measure in Measure::ALL {
        assert!(run.figure(measure.key()).is_ok(), "{}", measure.key());
    }
    for field in &run.outcome().fields {
        assert!(run.map(field.kind.name()).is_ok(), "{}", field.kind.name());
    }
}

/// A changed scenario is another one: its hash is that of the same text with the key in it, and the first stays as it was.
#[test]
fn identity_a_changed_scenario_has_its_own_hash() {
    let first = scenario();
    let changed = first.with("device.depth_mm", 1.2).unwrap();
    let written =
        Scenario::from_toml("pen", &PEN.replace("\"pen-12\"", "\"pen-12\"\ndepth_mm = 1.2")).unwrap();
    assert_eq!(changed.provenance().scenario_hash, written.provenance().scenario_hash);
    assert_ne!(changed.provenance().scenario_hash, first.provenance().scenario_hash);
    assert_eq!(changed.setup(), written.setup());
    // Changes add up, and the last word counts.
    let back = changed.with("skin.site", "temple").unwrap().with("skin.site", "cheek").unwrap();
    assert_eq!(back.provenance().scenario_hash, changed.provenance().scenario_hash);
}

#[test]
fn identity_a_builder_makes_what_a_file_says() {
    let built = Scenario::builder().site("cheek").device("pen-12").people(4).set("run.intervals", "off");
    let built =
        built.set("area.width_mm", 3.0).set("area.height_mm", 2.0).set("name", "pen").build().unwrap();
    assert_eq!(built.provenance().scenario_hash, scenario().provenance().scenario_hash);
}

#[test]
fn limit_errors_name_what_is_wrong_and_what_is_near() {
    let said = |error: Error| error.to_string();
    let missing = said(Scenario::load("no/such.toml").unwrap_err());
    assert!(missing.contains("there is no file no/such.toml"), "{missing}");
    let unknown = said(scenario().with("device.depht_mm", 1.0).unwrap_err());
    assert!(unknown.contains("device.depth_mm"), "{unknown}");
    let deep = said(scenario().with("device.depth_mm", 9.0).unwrap_err());
    assert!(deep.contains("device.depth_mm = 9"), "{deep}");
    let run = scenario().run().unwrap();
    let value = said(run.figure("depth.mean").unwrap_err());
    assert_eq!(value, "there is no value called \"depth.mean\"; did you mean \"depth_mm.mean\"?");
    let map = said(run.map("dermis_volume").unwrap_err());
    assert_eq!(map, "there is no map called \"dermis_volume\"; did you mean \"dermis_volume_fraction\"?");
    // All problems at once.
    let both = said(Scenario::builder().site("chek").device("pen-13").build().unwrap_err());
    assert!(both.contains("chek") && both.contains("pen-13") && both.lines().count() == 2, "{both}");
}

/// Whoever is asked is asked between batches, and a run that was stopped says so.
#[test]
fn limit_a_stopped_run_has_nobody_or_says_that_it_is_partial() {
    struct Always;
    impl Stop for Always {
        fn requested(&self) -> bool {
            true
        }
    }
    struct Silent;
    impl Progress for Silent {
        fn done(&self, _: u32, _: u32) {}
    }
    assert!(matches!(scenario().run_with(&Silent, &Always), Err(Error::Stopped)));
}

/// Also the people behind the fat-layer reach and the draws of the inputs are left where nobody wants the run any more.
#[test]
fn limit_an_abandoned_run_leaves_its_intervals() {
    struct Counting {
        asked: AtomicUsize,
        most: usize,
    }
    impl Stop for Counting {
        fn requested(&self) -> bool {
            false
        }
        fn abandoned(&self) -> bool {
            self.asked.fetch_add(1, Ordering::Relaxed) >= self.most
        }
    }
    struct Silent;
    impl Progress for Silent {
        fn done(&self, _: u32, _: u32) {}
    }
    let scenario = scenario().with("run.intervals", "on").unwrap();
    let run = |most: usize| {
        let counting = Counting { asked: AtomicUsize::new(0), most };
        (scenario.run_with(&Silent, &counting), counting.asked.into_inner())
    };
    let (whole, asked) = run(usize::MAX);
    assert!(whole.is_ok() && asked > 250, "it is asked at every group of people and every draw: {asked}");
    for most in [0, 1, asked / 2, asked - 1] {
        assert!(matches!(run(most).0, Err(Error::Stopped)), "{most} of {asked}");
    }
}

#[test]
fn identity_a_comparison_is_of_the_same_people() {
    let [one, other] = [scenario(), scenario().with("device.depth_mm", 1.2).unwrap()];
    let means = [&one, &other].map(|scenario| scenario.run().unwrap().figure("depth_mm.mean").unwrap());
    let comparison = compare(&[one.clone(), other]).unwrap();
    let difference = comparison.difference(1, Measure::DepthMean);
    let apart = means[1].value.unwrap() - means[0].value.unwrap();
    assert!((difference.value.unwrap() - apart).abs() < 1e-12);
    assert!(matches!(compare(std::slice::from_ref(&one)), Err(Error::Compare(_))));
    let other_seed = one.with("run.seed", 2).unwrap();
    assert!(matches!(compare(&[one, other_seed]), Err(Error::Compare(_))));
}
