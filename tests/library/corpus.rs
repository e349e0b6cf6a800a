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
    let list = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
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
        assert!(kept.len() >= FEWEST, "{} has {} inputs", target.name, kept.len());
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

#[test]
#[ignore]
fn zz_by_chance() {
    let name = std::env::var("T").unwrap();
    let secs: u64 = std::env::var("S").unwrap().parse().unwrap();
    let mut state: u64 = std::env::var("SEED").map_or(1, |s| s.parse().unwrap());
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut pool: Vec<Vec<u8>> = corpus(&name).unwrap().into_iter().map(|(_, b)| b).collect();
    pool.extend(seeds(&name));
    let words: Vec<Vec<u8>> = pool
        .iter()
        .flat_map(|b| {
            b.split(|c| !c.is_ascii_alphanumeric() && *c != b'_')
                .filter(|w| w.len() > 2 && w.len() < 40)
                .map(<[u8]>::to_vec)
                .collect::<Vec<_>>()
        })
        .collect();
    let out = std::path::PathBuf::from(format!("/tmp/chance/{name}"));
    fs::create_dir_all(&out).unwrap();
    let began = std::time::Instant::now();
    let mut tried = 0u64;
    while began.elapsed().as_secs() < secs {
        let mut input = pool[next() as usize % pool.len()].clone();
        if let Some(other) = mutate(&name, &input, next() as u32) {
            input = other;
        }
        if name != "run" || next() % 4 == 0 {
            for _ in 0..next() % 4 {
                let at = next() as usize % (input.len() + 1);
                match next() % 7 {
                    0 if at < input.len() => input[at] = next() as u8,
                    1 if at < input.len() => input[at] ^= 1 << (next() % 8),
                    2 => {
                        let end = (at + next() as usize % 20).min(input.len());
                        input.drain(at..end);
                    }
                    3 if !words.is_empty() => {
                        let word = words[next() as usize % words.len()].clone();
                        input.splice(at..at, word);
                    }
                    4 => {
                        let end = (at + next() as usize % 60).min(input.len());
                        let part = input[at..end].to_vec();
                        input.splice(at..at, part);
                    }
                    5 => {
                        let all = [
                            "1e308",
                            "-1",
                            "nan",
                            "\u{202e}",
                            "\u{1b}",
                            "0",
                            "99999999999999999999",
                            "\n",
                            "[",
                            "}",
                            "\"",
                            "=",
                            ",",
                            "\0",
                            "1e-320",
                        ];
                        let w = all[next() as usize % all.len()].as_bytes().to_vec();
                        input.splice(at..at, w);
                    }
                    _ if at + 4 <= input.len() => {
                        input[at..at + 4].copy_from_slice(&(next() as u32).to_le_bytes())
                    }
                    _ => {}
                }
            }
        }
        let clock = std::time::Instant::now();
        let result = std::panic::catch_unwind(|| check(&name, &input));
        tried += 1;
        let took = clock.elapsed().as_secs_f64();
        if took > 5.0 {
            fs::write(out.join(format!("slow-{:.0}-{tried}", took)), &input).unwrap();
        }
        match result {
            Err(_) => {
                fs::write(out.join(format!("crash-{tried}")), &input).unwrap();
                println!("CRASH {tried}");
            }
            Ok(true) if pool.len() < 400 && next() % 20 == 0 => pool.push(input),
            _ => {}
        }
    }
    println!("{name}: {tried} tried");
}
