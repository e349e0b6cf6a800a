//! `puncta run`: simulates a scenario and writes values, maps and pictures.

use super::interrupt::Interrupt;
use super::memory::{Needed, allowed};
use super::pictures::Pictures;
use super::progress::{How, Shown};
use super::terminal::say;
use super::timings::{self, Walls};
use super::{Done, Format, Intervals, Settings, Stop, Work, load, results, resume, shard, stream, watch};
use crate::injury::Measure;
use crate::outcome::{Checkpoint, Claim, Folder, Manifest, Outcome, Shard, state::Head};
use crate::render::Look;
use crate::scenario::{Allowed, Scenario};
use crate::simulate::precision::{MOST_REALISATIONS, Precision};
use crate::simulate::{Counted, Progress, SimulateError, Task, count};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(super) settings: Settings,
    #[command(flatten)]
    pub(super) work: Work,
    /// Treat people until the values are known this well: relative standard error of density, mean depth, covered share
    /// and fat-layer reach (shares of 5 % and more), e.g. 0.01. Takes the place of --realisations
    #[arg(long, value_name = "SHARE", conflicts_with = "realisations", value_parser = precision)]
    pub(super) until: Option<f64>,
    /// With --until, also watch this value of summary.json, however small it is; may be repeated. reach.fat and
    /// reach.fat_per_cm2 can be watched without --until: extra people with thin skin are drawn until the standard error
    /// is that of --until, or 2 % (run.reach_error)
    #[arg(long, value_name = "FIGURE", value_parser = watch::measure)]
    watch: Vec<Measure>,
    /// Resume a run that was stopped. Its state is in the results folder or in DIR.partial; without a state the run
    /// begins anew
    #[arg(long)]
    pub(super) resume: bool,
    /// Seconds between two saved states; 0 saves after every batch [default: 2, longer where saving takes more than 2 %
    /// of the time]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) checkpoint_s: Option<Duration>,
    /// Run one part of several, e.g. 2/3 for the second of three; `puncta merge` joins them
    #[arg(long, value_name = "I/N", conflicts_with = "until")]
    pub(super) shard: Option<Shard>,
    /// Process the area band by band, for areas that do not fit in memory: the same files, less memory, more time
    #[arg(long)]
    pub(super) stream: bool,
    /// Most memory that the run may use, MB. A run that needs more is refused; with --stream the bands are made to fit
    /// [default: 4295; with --stream bands that suit the area]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) memory_mb: Option<u32>,
    /// How to show progress on stderr, for runs over a second
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub(super) progress: How,
    /// Folder for the results [default: output/<file name without .toml>, of a shard with -shard-I-of-N]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Format of the printed values; json prints the whole summary
    #[arg(long, default_value = "text")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) intervals: Intervals,
    /// Print how long each stage took, to stderr
    #[arg(long)]
    pub(super) timings: bool,
    /// Write values and maps, and no pictures; `puncta draw` makes them later
    #[arg(long)]
    pub(super) no_pictures: bool,
    #[command(flatten)]
    pub(super) pictures: Pictures,
}

/// Parses a relative standard error on the command line.
fn precision(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (LEAST_PRECISION..=0.5).contains(&share) => Ok(share),
        _ => Err(format!("a share from {LEAST_PRECISION} to 0.5 is wanted, e.g. 0.01")),
    }
}

/// Parses a duration on the command line.
fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=1e9).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("a number of seconds from 0 to 1e9 is wanted, e.g. 60".to_owned()),
    }
}

/// Smallest relative error that the largest number of realisations can give.
const LEAST_PRECISION: f64 = 1e-4;

pub fn run(arguments: &Arguments) -> Done {
    if let (None, Some(other)) =
        (arguments.until, arguments.watch.iter().find(|measure| !watch::has_people(**measure)))
    {
        return Err(Stop::said(format!(
            "--watch {}: this figure comes from the people of the run, whose number --until sets: give --until, e.g. --until 0.01",
            other.key()
        )));
    }
    if arguments.stream {
        return stream::run(arguments);
    }
    let quiet = arguments.work.quiet;
    let (mut scenario, stem) = arguments.scenario(&[], quiet)?;
    if !quiet && (scenario.plan().is_some() || scenario.applied().is_some()) {
        say("note: a run is one session; `puncta timeline` answers to [sessions] and [absorption]");
    }
    let precision = arguments.until.map(|relative| Precision { relative, also: arguments.watch.clone() });
    if precision.is_some() {
        scenario.setup.realisations = MOST_REALISATIONS;
    }
    let realisations = shard::realisations(arguments.shard, &scenario)?;
    let name =
        arguments.shard.map_or(stem.clone(), |Shard { number, of }| format!("{stem}-shard-{number}-of-{of}"));
    let needed = Needed::of(&scenario.setup, &arguments.work, arguments.allowed(), false)
        .drawing(arguments.look().as_ref(), arguments.allowed())?;
    // Listening starts before there is a folder that Ctrl-C could leave behind.
    let interrupt = Interrupt::listen();
    let folder = arguments.folder(&name, &scenario)?;
    let head = Head::new(&scenario.provenance, arguments.shard);
    let start = if arguments.resume {
        resume::take_up(&folder, &head, &scenario, &realisations, quiet)?
    } else {
        None
    };
    let taken_up = start.as_ref().map(Counted::to);
    let pool = arguments.work.pool(needed.threads)?;
    let started = jiff::Timestamp::now();
    let clock = Instant::now();

    let progress = Shown::new(arguments.progress, quiet, arguments.timings);
    progress.memory(&needed);
    let mut checkpoint =
        Checkpoint::new(folder.state(), head, &scenario.setup.grid, arguments.checkpoint_s, taken_up);
    let task = Task {
        realisations: realisations.clone(),
        start,
        precision: precision.as_ref(),
        keep: &mut checkpoint,
    };
    let counted = pool.install(|| count(&scenario.setup, task, &progress, &interrupt));
    progress.close();
    let counted = counted.map_err(|error| {
        if matches!(error, SimulateError::NoEquilibrium { .. } | SimulateError::Full(_)) {
            // A resumed run would fail in the same way.
            folder.forget_state();
        }
        Stop::said(error.to_string())
    })?;
    let kept = |stop: Stop| resume::kept(stop, checkpoint.kept());
    if let Some(error) = checkpoint.failed() {
        return Err(kept(Stop::said(error.to_string())));
    }
    let simulation = clock.elapsed();
    if counted.counted.rows.is_empty() {
        // Nothing was done, so the folder is dropped and nothing remains.
        return Err(Stop::Interrupted);
    }
    let mut manifest = Manifest {
        started,
        took: simulation,
        threads: pool.current_num_threads(),
        taken_up: taken_up.map_or(0, |to| to - realisations.start),
    };
    if let Some(shard) = arguments.shard {
        return shard::finish(
            folder,
            shard,
            &scenario.provenance,
            &counted,
            &manifest,
            arguments.format,
            quiet,
        )
        .map_err(kept);
    }
    let simulated = pool.install(|| counted.simulated(&scenario.setup, &interrupt));
    let mut simulated = simulated.map_err(|error| Stop::said(error.to_string()))?;
    if precision.is_some() && simulated.rows.len() as u32 == simulated.asked {
        // The run counts as one with as many realisations as it took.
        let took = format!("run.realisations={}", simulated.asked);
        scenario = arguments.scenario(&[took], true)?.0;
    }
    let drawn = results::maps(&folder, &scenario.setup, &mut simulated).map_err(&kept)?;
    let outcome = Outcome::of_maps(&scenario.setup, simulated, drawn, scenario.provenance);
    let figured = clock.elapsed();
    manifest.took = figured;
    results::write(&folder, &outcome).map_err(&kept)?;
    let written = clock.elapsed();
    let pictures =
        pool.install(|| results::draw(&folder, &outcome, arguments.look().as_ref())).map_err(&kept)?;
    let finish = if outcome.is_partial() { Folder::finish_with_state } else { Folder::finish };
    let place = results::placed(finish(folder, manifest.json(&outcome)), quiet).map_err(kept)?;
    let walls = Walls::between([simulation, figured, written, clock.elapsed()]);

    results::print(&outcome, &place, &pictures, arguments.format)?;
    if !quiet {
        results::warn(&outcome);
    }
    if let Some(times) = progress.timings() {
        let mean = outcome.figure(Measure::Count).value.unwrap_or(0.0);
        let strikes = mean * f64::from(outcome.realisations_done);
        timings::print(times, &walls, strikes, &needed);
    }
    if let (Some(relative), MOST_REALISATIONS, true) =
        (arguments.until, outcome.realisations_done, outcome.is_partial())
    {
        say(&format!(
            "{relative} was not reached with {MOST_REALISATIONS} realisations, the most there may be; it would take about {}; \
             the folder is marked partial",
            outcome.realisations_asked
        ));
        return Err(Stop::Failed);
    }
    if outcome.is_partial() {
        if !quiet {
            let done = outcome.realisations_done;
            say(&format!(
                "stopped after {done} of {} realisations; the folder is marked partial, and --resume goes on with it",
                outcome.realisations_asked
            ));
        }
        return Err(Stop::Interrupted);
    }
    Ok(())
}

impl Arguments {
    /// Loads the scenario with the settings of the command line and `more`. Also returns its stem.
    pub(super) fn scenario(&self, more: &[String], quiet: bool) -> Result<(Scenario, String), Stop> {
        let settings: Vec<String> = self
            .settings
            .all()
            .into_iter()
            .chain(self.intervals.setting())
            .chain(watch::setting(&self.watch, self.until))
            .chain(more.iter().cloned())
            .collect();
        load::scenario_within(self.scenario.as_deref(), &settings, self.allowed(), quiet)
    }

    /// Opens the results folder: the requested one, or one with this name.
    pub(super) fn folder(&self, name: &str, scenario: &Scenario) -> Result<Folder, Stop> {
        let out = self.out.clone().unwrap_or_else(|| Path::new("output").join(name));
        let claim = Claim::new("run", &scenario.provenance).with_shard(self.shard);
        // A resumed run may be longer than the earlier one, and `--until` chooses the number of people
        // itself.
        let any_length = self.resume || self.until.is_some();
        let claim = if any_length { claim.of_any_length(&scenario.provenance) } else { claim };
        let open = if self.resume { Folder::reopen } else { Folder::open };
        open(&out, claim, self.force).map_err(|error| Stop::said(error.to_string()))
    }

    /// How pictures look, if there are to be any.
    pub(super) fn look(&self) -> Option<Look> {
        (!self.no_pictures && self.shard.is_none()).then(|| self.pictures.look())
    }

    pub(super) fn allowed(&self) -> Allowed {
        allowed(self.memory_mb, self.stream)
    }
}
