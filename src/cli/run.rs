//! `puncta run`: the main job. A scenario in; figures, maps and pictures out.

use super::interrupt::Interrupt;
use super::progress::{How, Shown};
use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Settings, Stop, Work, load, shown};
use crate::injury::Measure;
use crate::outcome::{Folder, Manifest, Outcome, archive, provenance::CONTEXT_OF_USE, summary::ReachFrom};
use crate::render::picture_set;
use crate::scenario::{MEMORY_BUDGET, Scenario};
use crate::simulate::precision::{MOST_REALISATIONS, Precision};
use crate::simulate::simulate_until;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    work: Work,
    /// Go on until the relative standard error of density, mean depth, covered share and fat-layer reach (shares of 5 %
    /// and more) is this small, e.g. 0.01; instead of a number of realisations
    #[arg(long, value_name = "SHARE", conflicts_with = "realisations", value_parser = precision)]
    until: Option<f64>,
    /// With --until, a figure of summary.json to watch as well, however small it is, e.g. reach.fat; may be repeated
    #[arg(long, value_name = "FIGURE", requires = "until", value_parser = measure)]
    watch: Vec<Measure>,
    /// How progress is shown on stderr, for runs over a second
    #[arg(long, value_name = "HOW", default_value = "auto")]
    progress: How,
    /// Folder for the results [default: output/<file name without .toml>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write into a folder that holds other files
    #[arg(long)]
    force: bool,
    /// How the figures are printed; json: the whole summary
    #[arg(long, default_value = "text")]
    format: Format,
    /// Print how long each stage took
    #[arg(long)]
    timings: bool,
}

/// A relative standard error from the command line.
fn precision(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (LEAST_PRECISION..=0.5).contains(&share) => Ok(share),
        _ => Err(format!("a share from {LEAST_PRECISION} to 0.5 is wanted, e.g. 0.01")),
    }
}

/// More exact than this no run gets with the realisations that there may be.
const LEAST_PRECISION: f64 = 1e-4;

/// A figure of `summary.json` from the command line.
fn measure(key: &str) -> Result<Measure, String> {
    let found = Measure::ALL.iter().copied().find(|measure| measure.key() == key);
    found.ok_or_else(|| "no such figure; they are the keys of summary.json, e.g. reach.fat".to_owned())
}

pub fn run(arguments: &Arguments) -> Done {
    let quiet = arguments.work.quiet;
    let path = arguments.scenario.as_deref();
    let (mut scenario, stem) = load::scenario(path, &arguments.settings.all(), quiet)?;
    let precision = arguments.until.map(|relative| Precision { relative, also: arguments.watch.clone() });
    if precision.is_some() {
        scenario.setup.realisations = MOST_REALISATIONS;
    }
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(stem));
    // Before there is a folder that Ctrl-C could leave behind.
    let interrupt = Interrupt::listen();
    let folder = Folder::open(&out, arguments.force).map_err(|error| Stop::said(error.to_string()))?;
    let pool = arguments.work.pool(threads_that_fit(&scenario))?;
    let started = jiff::Timestamp::now();
    let clock = Instant::now();

    let progress = Shown::new(arguments.progress, quiet);
    let simulated = pool
        .install(|| simulate_until(&scenario.setup, precision.as_ref(), &progress, &interrupt))
        .map_err(|error| Stop::said(error.to_string()))?;
    progress.close();
    let simulation = clock.elapsed();
    if simulated.rows.is_empty() {
        // The folder is dropped: nothing was done, nothing is left.
        return Err(Stop::Interrupted);
    }
    if precision.is_some() && simulated.rows.len() as u32 == simulated.asked {
        // The run is that of as many realisations as it took.
        let took = format!("run.realisations={}", simulated.asked);
        let settings: Vec<String> = arguments.settings.all().into_iter().chain([took]).collect();
        scenario = load::scenario(path, &settings, true)?.0;
    }
    let outcome = Outcome::new(&scenario.setup, &simulated, scenario.provenance);
    let manifest = Manifest {
        started,
        took: clock.elapsed(),
        threads: pool.current_num_threads(),
        shared_folder: folder.is_shared(),
    };
    let pictures = pool.install(|| write(&folder, &outcome, &manifest))?;
    let place = folder.finish().map_err(|error| Stop::said(error.to_string()))?;

    print(&outcome, &place, &pictures, arguments)?;
    if arguments.timings {
        timings(simulation, clock.elapsed(), &outcome);
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
                "stopped after {done} of {} realisations; the folder is marked partial",
                outcome.realisations_asked
            ));
        }
        return Err(Stop::Interrupted);
    }
    Ok(())
}

/// Threads whose grids fit into the memory budget together; a single one does, or the scenario was refused.
fn threads_that_fit(scenario: &Scenario) -> usize {
    let setup = &scenario.setup;
    (1..=1024).take_while(|threads| setup.bytes(*threads) <= MEMORY_BUDGET).last().unwrap_or(1)
}

/// Writes all files of the folder; returns the names of the pictures.
fn write(folder: &Folder, outcome: &Outcome, manifest: &Manifest) -> Result<Vec<String>, Stop> {
    let file =
        |name: &str, bytes: &[u8]| folder.write(name, bytes).map_err(|error| Stop::said(error.to_string()));
    let archive_error =
        |error: ndarray_npy::WriteNpzError| Stop::said(format!("cannot write arrays: {error}"));
    let json = |value: serde_json::Value| format!("{value:#}\n").into_bytes();
    file("scenario.toml", outcome.provenance.scenario_toml.as_bytes())?;
    let summary = outcome.summary.json(&outcome.provenance, outcome.realisations_done, outcome.is_partial());
    file("summary.json", &json(summary))?;
    file("fields.npz", &archive::fields_npz(outcome).map_err(archive_error)?)?;
    file("sample.npz", &archive::sample_npz(outcome).map_err(archive_error)?)?;
    let drawn =
        picture_set::draw(outcome).map_err(|error| Stop::said(format!("cannot draw a picture: {error}")))?;
    let mut names = Vec::new();
    for (picture, png) in drawn {
        let name = format!("figures/{}", picture.name);
        file(&format!("{name}.svg"), picture.svg.as_bytes())?;
        file(&format!("{name}.png"), &png)?;
        let caption = format!("{}\n\nAlternative text: {}\n", picture.caption, picture.alt);
        file(&format!("{name}.txt"), caption.as_bytes())?;
        names.push(name);
    }
    file("manifest.json", &json(manifest.json(outcome)))?;
    Ok(names)
}

/// The figures that matter, each with what a reader must know beside it.
const SHOWN: [(Measure, &str); 7] = [
    (Measure::Density, "puncture density"),
    (Measure::DepthMean, "depth reached"),
    (Measure::ReachDermis, "reach the dermis"),
    (Measure::ReachFat, "reach the fat layer"),
    (Measure::Covered, "area covered"),
    (Measure::Open, "area left open"),
    (Measure::Repeat, "repeat hits"),
];

fn print(outcome: &Outcome, place: &Path, pictures: &[String], arguments: &Arguments) -> Done {
    let mut out = std::io::stdout().lock();
    let provenance = &outcome.provenance;
    if arguments.format == Format::Json {
        let summary = outcome.summary.json(provenance, outcome.realisations_done, outcome.is_partial());
        writeln!(out, "{summary:#}")?;
        return Ok(());
    }
    let columns = width();
    writeln!(out, "{}", provenance.name)?;
    write!(out, "{}", wrapped(&provenance.setting, columns, 0))?;
    writeln!(out)?;
    let rows: Vec<[String; 3]> = SHOWN
        .iter()
        .map(|(measure, label)| {
            let figure = outcome.figure(*measure);
            let label =
                if outcome.eyelid && *measure == Measure::ReachFat { "sub-dermal breach" } else { label };
            [label.to_owned(), figure.words(measure.unit()), figure.people_words(measure.unit())]
        })
        .collect();
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let [first, second] = [wide(0), wide(1)];
    for [label, value, people] in &rows {
        let line = format!("  {}  {}  {people}", padded(label, first), padded(value, second));
        if line.chars().count() <= columns {
            writeln!(out, "{}", line.trim_end())?;
        } else {
            // A narrow terminal: one thing a line.
            writeln!(out, "  {label}\n    {value}")?;
            if !people.is_empty() {
                writeln!(out, "    {people}")?;
            }
        }
    }
    writeln!(out)?;
    let realisations = outcome.realisations_done;
    let note = format!(
        "Mean ± Monte-Carlo standard error over {realisations} realisations (a new person each), and 5–95 % of people. \
         Set depth {} mm; depth by {}. Uncertainty of the inputs is not in these intervals.",
        outcome.set_depth_mm, outcome.depth_by
    );
    write!(out, "{}", wrapped(&note, columns, 0))?;
    if let ReachFrom::ImportanceSampling { people, .. } = outcome.summary.reach_fat_from {
        let from = format!(
            "The mean reach beyond the dermis is from {people} other people, drawn where it happens."
        );
        write!(out, "{}", wrapped(&from, columns, 0))?;
    }
    if !outcome.eyelid {
        let fat = "Fat-layer reach is geometry, not fat loss: no study shows fat loss from needles without radiofrequency.";
        write!(out, "{}", wrapped(fat, columns, 0))?;
    }
    writeln!(out, "\nResults in {}", shown(place))?;
    for picture in pictures {
        writeln!(out, "  {picture}.png")?;
    }
    write!(out, "\n{}", wrapped(CONTEXT_OF_USE, columns, 0))?;
    Ok(())
}

fn timings(simulation: Duration, whole: Duration, outcome: &Outcome) {
    let strikes = outcome.figure(Measure::Count).value.unwrap_or(0.0) * f64::from(outcome.realisations_done);
    let seconds = simulation.as_secs_f64();
    say(&format!(
        "simulation        {seconds:.3} s, {:.2} million strikes a second",
        strikes / seconds / 1e6
    ));
    say(&format!("pictures, files   {:.3} s", (whole - simulation).as_secs_f64()));
}
