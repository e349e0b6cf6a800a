//! Computes the values that README, lessons, tasks and scenarios quote:
//! `cargo run --release --example quoted [WORD ...]`
//!
//! A row of [`QUOTED`] is a run of a scenario under some settings, with the values quoted from it. Words
//! select the rows whose scenario or settings contain one of them. The output is what the documents should
//! say: value and error, 5-95 % of people, and 5-95 % over uncertain inputs if the run varies them.

use puncta::injury::Measure;
use puncta::outcome::Outcome;
use puncta::scenario::{Sources, catalogue, load};
use puncta::simulate::{Quietly, simulate};
use std::path::Path;

type Failed = Box<dyn std::error::Error>;

/// A run, and the keys of the values quoted from it.
type Quoted = (&'static str, &'static [&'static str], &'static [&'static str]);

const OFF: &str = "run.intervals=off";
const DEPTH: &str = "depth_mm.mean";
const FAILED: &str = "punctures.failed_fraction";
const FAT: &str = "reach.fat";
const DENSITY: &str = "punctures.density_per_cm2";
const REPEATS: &str = "punctures.repeat_fraction";
const COVERED: &str = "injury.covered_fraction";
const OPEN: &str = "injury.open_fraction";
const SLIT: &str = "injury.slit_length_mm";
const TOLERANCE: &str = "depth_mm.within_tolerance";

const MAIN: &str = "cheek-pen";
const BOTH: &[&str] = &[DEPTH, FAT];
const PENS: &[&str] = &[DENSITY, DEPTH, FAILED, REPEATS, COVERED, OPEN];

const QUOTED: &[Quoted] = &[
    (
        MAIN,
        &[],
        &[DENSITY, DEPTH, "reach.dermis", FAT, COVERED, OPEN, REPEATS, "injury.dermis_volume_fraction"],
    ),
    (MAIN, &["mechanics.law=ratio", OFF], BOTH),
    (MAIN, &["mechanics.law=ratio", "mechanics.ratio=0.75", OFF], BOTH),
    (MAIN, &["skin.source=thin", OFF], BOTH),
    (MAIN, &["skin.source=thick", OFF], BOTH),
    (MAIN, &["skin.support=bench", OFF], BOTH),
    (MAIN, &["technique.force_n=0.5", OFF], BOTH),
    (MAIN, &["technique.force_n=3", OFF], BOTH),
    (MAIN, &["technique.force_n=5", OFF], BOTH),
    (MAIN, &["technique.force_n=30", OFF], BOTH),
    (MAIN, &["device.overtravel_mm=0.3", OFF], BOTH),
    (MAIN, &["device.frequency_hz=50", OFF], BOTH),
    (MAIN, &["device.tip_diameter_um=32", OFF], &[DEPTH, FAILED, FAT]),
    (MAIN, &["device.depth_mm=0.5", OFF], &[DEPTH, FAILED, FAT]),
    (MAIN, &["device.depth_mm=1", OFF], BOTH),
    (MAIN, &["device.depth_mm=2", OFF], BOTH),
    (MAIN, &["device.depth_mm=3", OFF], BOTH),
    (MAIN, &["technique.hand_speed_mm_s=10", OFF], &[DENSITY, REPEATS]),
    (MAIN, &["device.depth_mm=1", OFF], PENS),
    (MAIN, &["device.depth_mm=1", "device.preset=pen-36", OFF], PENS),
    (MAIN, &["device.depth_mm=1", "device.shaft_diameter_um=180", OFF], PENS),
    (MAIN, &["device.depth_mm=1", OFF], &[TOLERANCE]),
    (MAIN, &["device.depth_mm=1", "device.length_tolerance_mm=0.1", OFF], &[TOLERANCE]),
    (MAIN, &["device.depth_mm=1", "device.setting_sd_mm=0", OFF], &[TOLERANCE]),
    (MAIN, &["device.depth_mm=1", "technique.hand_speed_mm_s=20.5", OFF], &[REPEATS]),
    (MAIN, &["device.depth_mm=1", "technique.variation=0", OFF], &[REPEATS]),
    (
        MAIN,
        &["device.depth_mm=1", "technique.variation=0", "technique.hand_speed_mm_s=20.5", OFF],
        &[REPEATS],
    ),
    ("abdomen-stretch-marks", &[OFF], BOTH),
    ("abdomen-stretch-marks", &["device.depth_mm=2.5", OFF], BOTH),
    ("abdomen-stretch-marks", &["skin.site=thigh", OFF], BOTH),
    ("abdomen-stretch-marks", &["skin.site=buttock", OFF], BOTH),
    ("abdomen-stretch-marks", &["skin.bmi=20", OFF], BOTH),
    ("abdomen-stretch-marks", &["skin.bmi=35", OFF], BOTH),
    ("clinic-roller-cheek", &[OFF], &[DENSITY, DEPTH, SLIT, FAT]),
    ("clinic-roller-cheek", &["device.length_mm=2.5", OFF], BOTH),
    ("face-pen", &[OFF], BOTH),
    ("face-pen", &["area.avoid=[\"none\"]", OFF], BOTH),
    ("face-pen", &["skin.source=thin", OFF], BOTH),
    ("forehead", &[OFF], &[DENSITY, DEPTH, REPEATS, "punctures.cv", FAT]),
    ("forehead", &["technique.force_n=1", OFF], &[DEPTH, FAILED]),
    ("forehead", &["technique.force_n=0.5", OFF], &[DEPTH, FAILED]),
    ("forehead", &["technique.speed_m_s=1", OFF], &[DEPTH]),
    ("home-roller-02", &[OFF], &[DENSITY, DEPTH, FAILED]),
    ("home-roller-02", &["device.tip_diameter_um=4", OFF], &[FAILED]),
    ("home-roller-02", &["device.tip_diameter_um=2", OFF], &[FAILED]),
    ("home-roller-02", &["device.tip_diameter_um=1", OFF], &[FAILED]),
    ("home-roller-02", &["technique.hand_speed_mm_s=200", OFF], &[FAILED]),
    ("home-roller-02", &["device.length_mm=0.3", OFF], &[FAILED]),
    ("home-roller-02", &["device.length_mm=0.5", OFF], &[FAILED]),
    ("home-roller-02", &["skin.site=palm", OFF], &[FAILED, "reach.dermis"]),
    ("home-roller-02", &["mechanics.law=ratio", OFF], &[DEPTH, "reach.dermis"]),
    ("home-roller-05", &[OFF], &[DENSITY, DEPTH, FAILED, OPEN, "punctures.cv"]),
    ("home-roller-05", &["device.tip_diameter_um=4", OFF], &[FAILED]),
    ("home-roller-05", &["device.tip_diameter_um=16", OFF], &[FAILED]),
    ("patch", &[OFF], &[DENSITY, DEPTH, OPEN]),
    ("patch", &["technique.force_n=2", OFF], &[DEPTH]),
    ("patch", &["technique.force_n=4.4", OFF], &[DEPTH]),
    ("patch", &["technique.force_n=6", OFF], &[DEPTH]),
    ("patch", &["technique.force_n=8", OFF], &[DEPTH]),
    ("patch", &["technique.force_n=12", OFF], &[DEPTH]),
    ("patch", &["technique.passes=2", OFF], &[REPEATS]),
    ("upper-eyelid", &[OFF], BOTH),
    ("upper-eyelid", &["technique.force_n=0.5", OFF], BOTH),
    ("upper-eyelid", &["technique.force_n=3", OFF], BOTH),
    ("upper-eyelid", &["device.depth_mm=0.25", OFF], &[FAT]),
    ("upper-eyelid", &["device.depth_mm=0.5", OFF], &[FAT]),
    ("upper-eyelid", &["skin.source=thin", OFF], &[FAT]),
    ("upper-eyelid", &["skin.source=thick", OFF], &[FAT]),
    ("upper-eyelid", &["skin.source=ultrasound_meng2022", OFF], &[FAT]),
    ("worn-cartridge", &[OFF], &[DENSITY, DEPTH, FAILED, SLIT, FAT]),
    ("worn-cartridge", &["device.dull_fraction=1", OFF], &[FAILED]),
];

fn main() -> Result<(), Failed> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let chosen = |(scenario, settings, _): &&Quoted| {
        words.is_empty()
            || words
                .iter()
                .any(|word| scenario.contains(word) || settings.iter().any(|set| set.contains(word)))
    };
    for (scenario, settings, keys) in QUOTED.iter().filter(chosen) {
        println!("{scenario} {}", settings.join(" "));
        let outcome = outcome(scenario, settings)?;
        for key in *keys {
            let measure = Measure::of_key(key).ok_or_else(|| format!("no value is called {key}"))?;
            let (figure, unit) = (outcome.figure(measure), measure.unit());
            print!("    {key}: {}; people {}", figure.words(unit), figure.said_of_people(unit));
            let inputs = outcome.said_of_inputs(measure);
            println!("{}", if inputs.is_nothing() { String::new() } else { format!("; inputs {inputs}") });
        }
    }
    Ok(())
}

fn outcome(scenario: &str, settings: &[&str]) -> Result<Outcome, Failed> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{scenario}.toml"));
    let text = std::fs::read_to_string(file)?;
    let loaded = load(&Sources::new(scenario, &text, settings), &catalogue(), scenario);
    let loaded = loaded.map_err(|problems| format!("{scenario} {settings:?}: {problems:?}"))?;
    let simulated = simulate(loaded.setup(), &Quietly, &Quietly)?;
    Ok(Outcome::new(loaded.setup(), &simulated, loaded.provenance().clone()))
}
