//! Every digit of small runs and strokes against what it was: sums are kept in `exact.txt`, one line for each part of a case.
//!
//! A change that is meant to move no value moves none of these lines, on any machine. Where values must move, look at which parts do,
//! say so in the changelog, and write the lines anew with
//! `PUNCTA_SNAPSHOTS=write cargo test --release --test library exact`.

use crate::common;
use puncta::injury::{FieldKind, Measure};
use puncta::outcome::{Outcome, possible};
use puncta::scenario::{Scenario, Sources, catalogue, load, read_file};
use puncta::simulate::{Quietly, simulate};
use puncta::study::insert::insert;
use rayon::prelude::*;
use std::fmt::{Debug, Write};
use std::path::{Path, PathBuf};

/// Small areas and few people: what is asked is whether a digit moves, not what it means.
const SMALL: [&str; 5] =
    ["area.width_mm=5", "area.height_mm=4", "run.realisations=5", "run.intervals=off", "run.seed=11"];

/// Scenarios of the project, made small. Each device, site and pattern that it has is at work here.
const FILES: [(&str, &[&str]); 12] = [
    ("abdomen-stretch-marks", &SMALL),
    ("cheek-pen", &["area.width_mm=4", "area.height_mm=3", "run.realisations=3", "run.intervals=on"]),
    ("clinic-course", &SMALL),
    ("clinic-pen-25", &SMALL),
    ("clinic-roller-cheek", &SMALL),
    ("face-pen", &["area.cell_um=1000", "run.realisations=1", "run.intervals=off", "technique.passes=1"]),
    ("forehead", &SMALL),
    ("home-roller-02", &SMALL),
    ("home-roller-05", &SMALL),
    ("patch", &SMALL),
    ("upper-eyelid", &SMALL),
    ("worn-cartridge", &SMALL),
];

/// What no scenario of the project asks for.
const OTHERS: [(&str, &str, &[&str]); 7] = [
    ("ratio law", "pen-12", &["mechanics.law=ratio", "run.intervals=on"]),
    ("stamp by speed", "stamp-36", &["device.drive=speed", "device.dull_fraction=0.3"]),
    (
        "stamp by stroke",
        "stamp-36",
        &[
            "device.drive=stroke",
            "skin.site=forehead",
            "run.realisations=1",
            "area.width_mm=2",
            "area.height_mm=2",
        ],
    ),
    ("needle by force", "needle", &["device.drive=force", "device.bent_fraction=0.2"]),
    ("pen on a bench", "pen-36", &["skin.support=bench", "device.taper_mm=0.3"]),
    ("roller with defects", "roller-192", &["device.missing_fraction=0.2", "device.bent_fraction=0.2"]),
    ("pen by force", "pen-12", &["device.drive=force", "technique.force_n=0.3"]),
];

/// Strokes that are followed step by step.
const STROKES: [(&str, &str, &[&str]); 5] = [
    ("stroke of a pen", "pen-12", &["device.depth_mm=1.5"]),
    ("stroke of a light pen", "pen-12", &["technique.force_n=0.06", "device.taper_mm=0.3"]),
    ("stroke of a patch", "patch-600", &[]),
    ("stroke of a roller", "roller-192", &["skin.site=abdomen"]),
    ("stroke of a stamp", "stamp-36", &["skin.site=forehead", "device.drive=speed"]),
];

fn of_file(stem: &str, settings: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{stem}.toml"));
    let (name, text) = read_file(&path).unwrap();
    load(&Sources::new(name, &text, settings), &catalogue(), stem)
        .unwrap_or_else(|problems| panic!("{stem}: {problems:#?}"))
}

fn of_device(preset: &str, settings: &[&str]) -> Scenario {
    let text = format!("format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"{preset}\"\n");
    let small: Vec<&str> = SMALL
        .into_iter()
        .filter(|small| {
            let key = small.split('=').next().unwrap();
            !settings.iter().any(|setting| setting.starts_with(key))
        })
        .chain(settings.iter().copied())
        .collect();
    common::scenario(&text, &small)
}

/// A line for a part of a case: the beginning of the sum of all its digits.
fn part(lines: &mut String, case: &str, name: &str, value: &dyn Debug) {
    let sum = blake3::hash(format!("{value:?}").as_bytes()).to_hex();
    writeln!(lines, "{case} | {name} | {}", &sum[..12]).unwrap();
}

fn run(lines: &mut String, case: &str, scenario: &Scenario) {
    let run = simulate(scenario.setup(), &Quietly, &Quietly).unwrap();
    let outcome = Outcome::new(scenario.setup(), &run, scenario.provenance().clone());
    // What is refused when it is read back must not come from a run.
    for row in &run.rows {
        assert_eq!(possible::row(row, scenario.setup()), Ok(()), "{case}");
    }
    assert_eq!(possible::summary(&outcome.summary, scenario.setup()), Ok(()), "{case}");
    for measure in Measure::ALL {
        let of_people: Vec<f64> = run.rows.iter().map(|row| row[*measure as usize]).collect();
        part(lines, case, measure.key(), &(of_people, outcome.figure(*measure)));
    }
    for kind in FieldKind::ALL {
        part(lines, case, kind.name(), &(outcome.field(*kind), outcome.one_treatment(*kind)));
    }
    let parts: [(&str, &dyn Debug); 8] = [
        ("people", &run.columns),
        ("skin of the first", &run.skin_map),
        ("depths", &run.depths),
        ("tracts", &run.sample),
        ("slice", &run.slice),
        ("close-up", &run.close_up),
        ("reach by a sample of thin skin", &run.fat_reach),
        ("other inputs", &run.inputs),
    ];
    parts.into_iter().for_each(|(name, value)| part(lines, case, name, value));
}

fn stroke(lines: &mut String, case: &str, scenario: &Scenario) {
    let stroke = insert(scenario.setup(), scenario.provenance().clone(), None).unwrap();
    let parts: [(&str, &dyn Debug); 5] = [
        ("of the array", &stroke.array),
        ("of one needle", &stroke.alone),
        ("punctures", &stroke.punctures),
        ("needles", &stroke.needles),
        (
            "forces",
            &(stroke.peak_total_n, stroke.body_n, stroke.pressed_n, stroke.pen, stroke.work, stroke.margin),
        ),
    ];
    parts.into_iter().for_each(|(name, value)| part(lines, case, name, value));
}

#[test]
fn regress_every_digit_of_small_runs() {
    type Case = (&'static str, fn(&mut String, &str, &Scenario), Scenario);
    let mut cases: Vec<Case> = Vec::new();
    cases.extend(FILES.map(|(stem, settings)| (stem, run as fn(&mut _, &_, &_), of_file(stem, settings))));
    cases.extend(OTHERS.map(|(case, preset, settings)| (case, run as _, of_device(preset, settings))));
    cases.extend(STROKES.map(|(case, preset, settings)| (case, stroke as _, of_device(preset, settings))));
    let lines: String = cases
        .par_iter()
        .map(|(case, told, scenario)| {
            let mut lines = String::new();
            told(&mut lines, case, scenario);
            lines
        })
        .collect();
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/library/exact.txt");
    if std::env::var_os("PUNCTA_SNAPSHOTS").is_some_and(|value| value == "write") {
        std::fs::write(&kept, &lines).unwrap();
    }
    let before = std::fs::read_to_string(&kept).unwrap();
    let moved: Vec<&str> = lines.lines().filter(|line| !before.contains(&format!("{line}\n"))).collect();
    assert!(lines == before, "{} lines of {} moved: {moved:#?}", moved.len(), lines.lines().count());
}

/// Sine, logarithm and the like of the system's library take another way where a processor cannot fuse a product and a sum. No digit
/// may tell.
#[test]
#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
fn identity_no_digit_tells_the_processor() {
    let again = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "exact::regress_every_digit_of_small_runs"])
        .env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-AVX2")
        .env_remove("PUNCTA_SNAPSHOTS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout);
    assert!(again.status.success() && said.contains("1 passed"), "{said}");
}
