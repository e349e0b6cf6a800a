//! The kept inputs of every fuzz target, run as tests: `fuzz/corpus/<target>/`. Each input that once broke something is among them.

use crate::fuzzed::{TARGETS, check, mutate::mutate, seeds};
use std::fs;
use std::path::{Path, PathBuf};

/// Most bytes of all inputs together, and fewest inputs of a target.
const MOST_BYTES: usize = 600_000;
const FEWEST: usize = 3;

/// Inputs of a target with their paths; `None` in a package without the folder `fuzz`.
fn corpus(name: &str) -> Option<Vec<(PathBuf, Vec<u8>)>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    if !fuzz.join("Cargo.toml").exists() {
        return None;
    }
    let folder = fuzz.join("corpus").join(name);
    // Inputs that depend on the version are all made by the build.
    let Ok(list) = fs::read_dir(&folder) else { return Some(Vec::new()) };
    let mut paths: Vec<PathBuf> = list.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    Some(paths.into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect())
}

/// Runs the kept inputs of a target, and those that this build makes. The name of the last one stands before a panic.
fn breaks_nothing(name: &str) {
    let kept = corpus(name).unwrap_or_default();
    for (path, input) in &kept {
        println!("{}", path.display());
        check(name, input);
    }
    for (number, input) in seeds(name).iter().enumerate() {
        println!("made by this build: {number}");
        assert!(check(name, input), "an input of this build is refused");
    }
}

macro_rules! targets {
    ($($name:ident $test:ident,)*) => {
        $(
            #[test]
            fn $test() {
                breaks_nothing(stringify!($name));
            }
        )*

        const TESTED: &[&str] = &[$(stringify!($name),)*];
    };
}

targets! {
    scenario limit_the_corpus_of_scenario_breaks_nothing,
    settings limit_the_corpus_of_settings_breaks_nothing,
    round_trip limit_the_corpus_of_round_trip_breaks_nothing,
    table limit_the_corpus_of_table_breaks_nothing,
    case limit_the_corpus_of_case_breaks_nothing,
    state limit_the_corpus_of_state_breaks_nothing,
    shard limit_the_corpus_of_shard_breaks_nothing,
    folder limit_the_corpus_of_folder_breaks_nothing,
    run limit_the_corpus_of_run_breaks_nothing,
}

#[cfg(feature = "render")]
#[test]
fn limit_the_corpus_of_explorer_breaks_nothing() {
    breaks_nothing("explorer");
}

#[test]
fn limit_every_target_is_tested_and_has_a_small_corpus() {
    let mut bytes = 0;
    for target in TARGETS {
        assert!(TESTED.contains(&target.name) || target.name == "explorer", "{} has no test", target.name);
        let Some(kept) = corpus(target.name) else { return };
        let count = kept.len() + seeds(target.name).len();
        assert!(count >= FEWEST, "{} has {count} inputs", target.name);
        bytes += kept.iter().map(|(_, input)| input.len()).sum::<usize>();
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/fuzz_targets/{}.rs", target.name));
        assert!(file.exists(), "{}", file.display());
    }
    assert!(bytes <= MOST_BYTES, "{bytes} bytes of inputs");
}

/// Of 300 scenarios that the mutator makes of nothing, most can be run here: else the target `run` would try little.
#[test]
fn limit_the_mutator_makes_valid_scenarios() {
    use puncta::scenario::{Sources, catalogue, load};
    let none: [&str; 0] = [];
    let is_valid = |seed: &u32| {
        let text = String::from_utf8(mutate("run", b"", *seed).unwrap()).unwrap();
        load(&Sources::new("made.toml", &text, &none), &catalogue(), "made").is_ok()
    };
    let valid = (0..300).filter(is_valid).count();
    assert!(valid > 200, "{valid} of 300");
}
