//! `puncta run --stream`: runs band by band, for areas that do not fit in memory.

use super::interrupt::Interrupt;
use super::memory::Needed;
use super::progress::Shown;
use super::run::Arguments;
use super::terminal::say;
use super::timings::{self, Walls};
use super::{Done, Stop, results, resume};
use crate::injury::Measure;
use crate::outcome::{Checkpoint, Kept, Manifest, MapFiles, Outcome, state::Head};
use crate::simulate::{Progress, SimulateError, stream};
use std::time::Instant;

pub fn run(arguments: &Arguments) -> Done {
    refuse(arguments)?;
    let quiet = arguments.work.quiet;
    let (scenario, stem) = arguments.scenario(&[], quiet)?;
    let setup = &scenario.setup;
    let needed = Needed::of(setup, &arguments.work, arguments.allowed(), arguments.memory_mb.is_some())
        .drawing(arguments.look().as_ref(), arguments.allowed())?;
    // Listening starts before there is a folder that Ctrl-C could leave behind.
    let interrupt = Interrupt::listen_to_resume();
    let folder = arguments.folder(&stem, &scenario)?;
    let head = Head::new(&scenario.provenance, None);
    let start =
        if arguments.resume { resume::take_up_bands(&folder, &head, &scenario, quiet)? } else { None };
    let (start, maps) = start.unzip();
    let done = start.as_ref().map(|start| start.rows_of_tiles);
    let pool = arguments.work.pool(needed.threads)?;
    let threads = pool.current_num_threads();
    let [rows, _] = needed.bands.unwrap_or([1, 1]);
    let started = jiff::Timestamp::now();
    let clock = Instant::now();

    let progress = Shown::new(arguments.progress, quiet, arguments.timings);
    progress.memory(&needed);
    let said = |error: crate::outcome::FolderError| Stop::said(error.to_string());
    let files = match done.zip(maps) {
        Some((done, maps)) => MapFiles::reopen(&folder, &setup.grid, setup.realisations, done, maps),
        None => MapFiles::open(&folder, &setup.grid, setup.realisations),
    };
    let kept = done.map(|done| done as u32);
    let checkpoint = Checkpoint::new(folder.state(), head, &setup.grid, arguments.checkpoint_s, kept);
    let mut kept = Kept { files: files.map_err(said)?, checkpoint };
    let streamed = pool.install(|| stream(setup, rows, start, &mut kept, &progress, &interrupt));
    progress.close();
    let streamed = streamed.map_err(|error| {
        if matches!(error, SimulateError::NoEquilibrium { .. } | SimulateError::Full(_)) {
            // A resumed run would fail in the same way.
            folder.forget_state();
        }
        Stop::said(error.to_string())
    })?;
    if let Some(error) = kept.files.failed() {
        return Err(said(error));
    }
    if let Some(error) = kept.checkpoint.failed() {
        return Err(Stop::said(error.to_string()));
    }
    let simulation = clock.elapsed();
    // A stopped run has only its first bands. They stay with the state, or are dropped if there is none.
    let Some(simulated) = streamed else {
        if let (Some(rows), false) = (kept.checkpoint.kept(), quiet) {
            let all = setup.rows_of_tiles();
            say(&format!(
                "stopped; {rows} of {all} rows of tiles are kept, and --stream --resume goes on with them"
            ));
        }
        return Err(Stop::Interrupted);
    };
    let drawn = kept.files.finish().map_err(said)?;
    let outcome = Outcome::of_maps(setup, simulated, drawn, scenario.provenance.clone());
    let figured = clock.elapsed();
    let manifest = Manifest {
        started,
        took: figured,
        threads,
        taken_up: if done.is_some() { setup.realisations } else { 0 },
    };
    results::write(&folder, &outcome)?;
    let written = clock.elapsed();
    let pictures = pool.install(|| results::draw(&folder, &outcome, arguments.look().as_ref()))?;
    let place = results::placed(folder.finish(manifest.json(&outcome)), quiet)?;
    let walls = Walls::between([simulation, figured, written, clock.elapsed()]);
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
    Ok(())
}
