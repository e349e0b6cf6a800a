//! The same scenario gives the same bytes: on any number of threads, from the program or the library, stopped or not.

use crate::{common, threads};
use puncta::injury::Row;
use puncta::scenario::Scenario;
use puncta::simulate::{Precision, Quietly, Simulated, Stop, simulate, simulate_until};
use std::sync::atomic::{AtomicU32, Ordering};

const THREADS: [usize; 4] = [1, 2, 3, 7];

/// A scenario with everything at work that draws random numbers.
fn text(device: &str) -> String {
    format!(
        "format = 1\nname = \"same bytes\"\n[area]\nwidth_mm = 4\nheight_mm = 4\n[skin]\nsite = \"cheek\"\n\
         [device]\npreset = \"{device}\"\ndull_fraction = 0.2\nbent_fraction = 0.1\nmissing_fraction = 0.1\n\
         setting_sd_mm = 0.1\n[technique]\npasses = 3\n[run]\nrealisations = 41\nseed = 5\n"
    )
}

fn scenario(device: &str, settings: &[&str]) -> Scenario {
    common::scenario(&text(device), settings)
}

fn on_threads(threads: usize, scenario: &Scenario, stop: &(dyn Stop + Sync)) -> Simulated {
    threads::on_threads(threads, || simulate(scenario.setup(), &Quietly, stop).unwrap())
}

/// Bit for bit: NaN is what cannot be computed, and is the same everywhere.
fn bits(rows: &[Row]) -> Vec<Vec<u64>> {
    rows.iter().map(|row| row.iter().map(|value| value.to_bits()).collect()).collect()
}

#[track_caller]
fn same(a: &Simulated, b: &Simulated, what: &str) {
    assert!(bits(&a.rows) == bits(&b.rows), "{what}: rows");
    assert!(a.columns == b.columns, "{what}: people");
    assert!(a.tiles == b.tiles, "{what}: maps");
    assert!(a.first == b.first, "{what}: maps of the first realisation");
    assert!(a.depths == b.depths, "{what}: depths");
    assert!(a.sample == b.sample && a.slice == b.slice, "{what}: sample and slice");
    assert!(a.close_up == b.close_up, "{what}: close-up");
    assert!(a.fat_reach == b.fat_reach, "{what}: fat-layer reach");
    let inputs = |run: &Simulated| run.inputs.as_ref().map(|inputs| bits(&inputs.means));
    assert!(inputs(a) == inputs(b), "{what}: other inputs");
}

#[test]
fn identity_threads_change_nothing_in_the_library() {
    for device in ["pen-12", "roller-192", "stamp-36", "patch-600", "needle"] {
        // Bounds over inputs cost most of the time, and go through the same code for every device.
        let with_inputs = device == "pen-12";
        let intervals = if with_inputs { "run.intervals=on" } else { "run.intervals=off" };
        let scenario = scenario(device, &[intervals]);
        let alone = on_threads(1, &scenario, &Quietly);
        assert_eq!(alone.rows.len(), 41);
        assert!(!alone.sample.is_empty() && alone.depths.total() > 0, "{device}");
        assert_eq!(alone.inputs.is_some(), with_inputs);
        for threads in THREADS {
            same(
                &alone,
                &on_threads(threads, &scenario, &Quietly),
                &format!("{device} on {threads} threads"),
            );
        }
    }
}

/// Stops when it was asked so many times.
struct After(AtomicU32);

impl Stop for After {
    fn requested(&self) -> bool {
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err()
    }
}

#[test]
fn identity_a_stopped_run_is_the_beginning_of_the_whole_one() {
    let scenario = |settings: &[&str]| scenario("pen-12", &[&["run.intervals=off"], settings].concat());
    let whole = on_threads(2, &scenario(&[]), &Quietly);
    // After so many batches of four realisations a thread.
    for (threads, asked) in [(1, 1), (1, 3), (2, 2), (3, 2), (7, 1)] {
        let stopped = on_threads(threads, &scenario(&[]), &After(AtomicU32::new(asked)));
        let done = stopped.rows.len();
        assert!((1..41).contains(&done), "{threads} threads: {done}");
        assert_eq!(stopped.asked, 41);
        assert!(bits(&stopped.rows) == bits(&whole.rows[..done]), "{threads} threads");
        assert!(stopped.columns == whole.columns[..done] && stopped.first == whole.first);
        // Its maps are those of a run that was asked for no more.
        let short = scenario(&[&format!("run.realisations={done}")]);
        same(&stopped, &on_threads(2, &short, &Quietly), &format!("{done} realisations"));
    }
    let none = on_threads(2, &scenario(&[]), &After(AtomicU32::new(0)));
    assert!(none.rows.is_empty() && none.sample.is_empty());
}

/// A run until a precision ends at the same number of realisations on any number of threads, is exact enough there and not at
/// the look before, and is the run of that number.
#[test]
fn identity_a_run_until_a_precision_is_a_run_of_as_many() {
    let endless = scenario("pen-12", &["run.realisations=1000"]);
    let precision = Precision { relative: 0.025, also: Vec::new() };
    let until = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| simulate_until(endless.setup(), Some(&precision), &Quietly, &Quietly).unwrap())
    };
    let alone = until(1);
    let took = alone.rows.len();
    assert!(took > 64 && took < 1000 && alone.asked as usize == took, "{took} {}", alone.asked);
    assert_eq!(precision.enough(&alone.rows, alone.fat_reach.as_ref()) as usize, took);
    assert!(precision.enough(&alone.rows[..64], None) > 64);
    for threads in [2, 7] {
        same(&alone, &until(threads), &format!("{threads} threads"));
    }
    let plain = scenario("pen-12", &[&format!("run.realisations={took}")]);
    same(&alone, &on_threads(2, &plain, &Quietly), "as many realisations");
    // Stopped on the way it is not taken for whole.
    let stopped =
        simulate_until(endless.setup(), Some(&precision), &Quietly, &After(AtomicU32::new(2))).unwrap();
    assert!((stopped.rows.len() as u32) < stopped.asked);
}

#[test]
fn limit_seeds_and_realisations_differ() {
    let of = |seed: &str| on_threads(2, &scenario("pen-12", &[seed]), &Quietly);
    let (five, six) = (of("run.seed=5"), of("run.seed=6"));
    assert!(five.columns.iter().zip(&six.columns).all(|(a, b)| a != b), "other people");
    assert!(five.tiles != six.tiles && five.first != six.first && five.sample != six.sample);
    let rows = bits(&five.rows);
    assert!(rows.iter().enumerate().all(|(index, row)| !rows[..index].contains(row)), "no realisation twice");
}

#[cfg(feature = "cli")]
mod program {
    use super::*;
    use puncta::outcome::Outcome;
    use std::collections::BTreeMap;
    use std::path::Path;

    /// Every file of a results folder but the manifest.
    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let inside = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        inside(folder)
            .chain(inside(&folder.join("figures")))
            .filter(|path| path.is_file() && !path.ends_with("manifest.json"))
            .map(|path| {
                (path.strip_prefix(folder).unwrap().display().to_string(), std::fs::read(&path).unwrap())
            })
            .collect()
    }

    #[test]
    fn identity_threads_change_no_byte_and_the_library_says_the_same() {
        let room = tempfile::tempdir().unwrap();
        std::fs::write(room.path().join("pen.toml"), text("pen-12")).unwrap();
        let run = |threads: usize| {
            let out = room.path().join(format!("out-{threads}"));
            assert_cmd::Command::new(env!("CARGO_BIN_EXE_puncta"))
                .args(["run", "pen.toml", "-q", "--threads", &threads.to_string(), "--out"])
                .arg(&out)
                .current_dir(room.path())
                .assert()
                .success();
            files(&out)
        };
        let alone = run(1);
        assert!(alone.len() >= 4 + 3 * 3, "{:?}", alone.keys());
        for threads in THREADS {
            let found = run(threads);
            assert!(alone.keys().eq(found.keys()));
            for (name, bytes) in &found {
                assert!(*bytes == alone[name], "{name} on {threads} threads");
            }
        }
        let scenario = scenario("pen-12", &[]);
        assert_eq!(scenario.provenance().scenario_toml.as_bytes(), alone["scenario.toml"]);
        let simulated = on_threads(2, &scenario, &Quietly);
        let outcome = Outcome::new(scenario.setup(), &simulated, scenario.provenance().clone());
        let summary = outcome.summary.json(&outcome.provenance, outcome.realisations_done, false);
        assert_eq!(format!("{summary:#}\n").as_bytes(), alone["summary.json"]);
        let mut fields = std::io::Cursor::new(Vec::new());
        puncta::outcome::archive::fields_npz(&outcome, &mut fields).unwrap();
        assert!(fields.into_inner() == alone["fields.npz"]);
        assert!(puncta::outcome::archive::sample_npz(&outcome).unwrap() == alone["sample.npz"]);
    }
}
