//! `puncta run --stream`: runs band by band, for areas that do not fit in memory.

use super::interrupt::Interrupt;
use super::memory::Needed;
use super::progress::Shown;
use super::run::Arguments;
use super::timings::{self, Walls};
use super::{Done, Stop, results};
use crate::injury::Measure;
use crate::outcome::{Manifest, MapFiles, Outcome};
use crate::simulate::{Progress, stream};
use std::time::Instant;

pub fn run(arguments: &Arguments) -> Done {
    refuse(arguments)?;
    let quiet = arguments.work.quiet;
    let (scenario, stem) = arguments.scenario(&[], quiet)?;
    let setup = &scenario.setup;
    // Listening starts before there is a folder that Ctrl-C could leave behind.
    let interrupt = Interrupt::listen_to_drop();
    let folder = arguments.folder(&stem, &scenario)?;
    let needed = Needed::of(setup, &arguments.work, arguments.allowed(), arguments.memory_mb.is_some());
    let pool = arguments.work.pool(needed.threads)?;
    let threads = pool.current_num_threads();
    let [rows, _] = needed.bands.unwrap_or([1, 1]);
    let started = jiff::Timestamp::now();
    let clock = Instant::now();

    let progress = Shown::new(arguments.progress, quiet, arguments.timings);
    progress.memory(&needed);
    let said = |error: crate::outcome::FolderError| Stop::said(error.to_string());
    let mut files = MapFiles::open(&folder, &setup.grid, setup.realisations).map_err(said)?;
    let streamed = pool.install(|| stream(setup, rows, &mut files, &progress, &interrupt));
    progress.close();
    let streamed = streamed.map_err(|error| Stop::said(error.to_string()))?;
    if let Some(error) = files.failed() {
        return Err(said(error));
    }
    let simulation = clock.elapsed();
    // A stopped run has only its first bands, so the folder is dropped.
    let Some(simulated) = streamed else { return Err(Stop::Interrupted) };
    let drawn = files.finish().map_err(said)?;
    let outcome = Outcome::of_maps(setup, simulated, drawn, scenario.provenance.clone());
    let figured = clock.elapsed();
    let manifest = Manifest { started, took: figured, threads, taken_up: 0 };
    let pictures = pool.install(|| results::write(&folder, &outcome, &arguments.pictures.look()))?;
    let place = results::placed(folder.finish(manifest.json(&outcome)), quiet)?;
    let walls = Walls { simulation, outcome: figured - simulation, files: clock.elapsed() - figured };
    results::print(&outcome, &place, &pictures, arguments.format)?;
    if !quiet {
        results::warn(&outcome);
    }
    if let Some(times) = progress.timings() {
        let mean = outcome.figure(Measure::Count).value.unwrap_or(0.0);
        timings::print(times, &walls, mean * f64::from(outcome.realisations_done), &needed);
    }
    Ok(())
}

/// Refuses options that need all cells of some realisations: each band's cells are freed before the next
/// band.
fn refuse(arguments: &Arguments) -> Done {
    let no = |what: &str, why: &str, instead: &str| {
        Err(Stop::said(format!("{what} cannot be used with --stream: {why}. {instead}")))
    };
    if arguments.until.is_some() {
        return no(
            "--until",
            "it looks at figures of the whole area while the run is going, and band by band they are there at its end only",
            "Find the number with --until on a smaller area, whose figures vary at least as much, and give it as --realisations",
        );
    }
    if arguments.shard.is_some() {
        return no(
            "--shard",
            "a shard leaves the sums of all its cells, for puncta merge to hold",
            "Leave one of them out: a streamed run does the whole area on one machine",
        );
    }
    if arguments.resume || arguments.checkpoint_s.is_some() {
        return no(
            if arguments.resume { "--resume" } else { "--checkpoint-s" },
            "a state holds all cells, and a streamed run never has them all",
            "Leave it out; a streamed run that was stopped begins anew",
        );
    }
    Ok(())
}
