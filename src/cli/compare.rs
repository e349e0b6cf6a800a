//! `puncta compare`: compares two to six scenarios on the same people.

use super::interrupt::Interrupt;
use super::load::{Loaded, loaded};
use super::memory::{Needed, allowed};
use super::pictures::{self, Pictures};
use super::progress::{How, Shown};
use super::terminal::{say, width, wrapped};
use super::{Done, Format, Intervals, Settings, Stop, Work, comparison_output, results, watch};
use crate::ask::compare::same_people;
use crate::foundation::shown::Printed as _;
use crate::injury::Measure;
use crate::outcome::comparison::{MOST, Replaced};
use crate::outcome::{Claim, Comparison, Folder, FolderError, Manifest};
use crate::render::{Look, comparison};
use crate::scenario::{Allowed, Scenario};
use crate::simulate::{Stop as _, simulate};
use crate::study::compare::{Run, compare as side_by_side};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "All scenarios run with run.seed and run.realisations of the first, so that realisation r treats the same \
                  person in each: a difference leaves out what people have in common. A difference whose 95 % interval holds \
                  zero is called noise. --set, --seed and --realisations apply to every scenario."
)]
pub struct Arguments {
    /// Scenario files, two to six; every one is set against the first
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    intervals: Intervals,
    /// Draw extra people with thin skin for the fat-layer reach (reach.fat) of every setting, until its standard error is
    /// 2 % of it (run.reach_error)
    #[arg(long, value_name = "FIGURE", value_parser = watch::of_people)]
    watch: Vec<Measure>,
    /// Memory that a run may take, MB; scenarios run one after the other [default: 4295]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(1..))]
    memory_mb: Option<u32>,
    /// How to show progress on stderr, for runs over a second
    #[arg(long, value_name = "HOW", default_value = "auto")]
    progress: How,
    /// Folder for the results [default: output/compare-<file names without .toml, joined by ->]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Format of the printed values; json prints the whole comparison
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    pictures: Pictures,
}

pub fn compare(arguments: &Arguments) -> Done {
    let given = arguments.scenarios.len();
    if !(2..=MOST).contains(&given) {
        let settings = if given == 1 { "1 scenario is" } else { &format!("{given} scenarios are") };
        return Err(Stop::said(format!("{settings} given, and 2 to {MOST} can be compared")));
    }
    let quiet = arguments.work.quiet;
    let allowed = allowed(arguments.memory_mb, false);
    let Read { scenarios, stems, replaced } = read(arguments, allowed)?;
    let interrupt = Interrupt::listen_to_drop();
    let name = format!("compare-{}", stems.join("-"));
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(name));
    let said = |error: FolderError| Stop::said(error.to_string());
    let claim = Claim::of_many("compare", scenarios.iter().map(|scenario| &scenario.provenance));
    let folder = Folder::open(&out, claim, arguments.force).map_err(said)?;
    let needs: Vec<Needed> = scenarios
        .iter()
        .map(|scenario| {
            Needed::of(&scenario.setup, &arguments.work, allowed, false)
                .drawing(Some(&arguments.pictures.look()), allowed)
        })
        .collect::<Result<_, Stop>>()?;
    let threads = needs.iter().map(|needed| needed.threads).min().unwrap_or(1);
    let pool = arguments.work.pool(threads)?;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());

    // Scenarios run one after the other and each frees its cells, so only one map of cells exists at a time.
    let mut runs = Vec::with_capacity(scenarios.len());
    for ((scenario, needed), path) in scenarios.into_iter().zip(&needs).zip(&arguments.scenarios) {
        let progress = Shown::new(arguments.progress, quiet, false);
        if matches!(arguments.progress, How::Auto | How::Bar | How::Plain) && !quiet {
            say(&format!("{}:", path.printed()));
        }
        progress.memory(needed);
        let Scenario { setup, provenance, .. } = scenario;
        let simulated = pool.install(|| simulate(&setup, &progress, &interrupt));
        progress.close();
        let simulated = simulated.map_err(|error| Stop::of_run(error, &format!("{}: ", path.printed())))?;
        if simulated.rows.len() < setup.realisations as usize {
            // The folder is dropped, because a comparison is written in full or not at all.
            return Err(Stop::Interrupted);
        }
        runs.push(pool.install(|| Run::new(&setup, simulated, provenance)));
    }
    let mut comparison = side_by_side(runs).map_err(|error| Stop::said(error.to_string()))?;
    comparison.replaced = replaced;
    let manifest =
        Manifest { started, took: clock.elapsed(), threads: pool.current_num_threads(), taken_up: 0 };
    let names = pool.install(|| write(&folder, &comparison, &arguments.pictures.look()))?;
    if interrupt.requested() {
        return Err(Stop::Interrupted);
    }
    let place = results::placed(folder.finish(manifest.of_comparison(&comparison)), quiet)?;
    comparison_output::print(&comparison, &arguments.scenarios, &place, &names, arguments.format)
}

/// The scenarios, all with the seed and the number of realisations of the first.
struct Read {
    scenarios: Vec<Scenario>,
    stems: Vec<String>,
    replaced: Vec<Replaced>,
}

/// Reads all files, and reports everything wrong with any of them before anything runs.
fn read(arguments: &Arguments, allowed: Allowed) -> Result<Read, Stop> {
    let settings: Vec<String> = arguments
        .settings
        .all()
        .into_iter()
        .chain(arguments.intervals.setting())
        .chain(watch::setting(&arguments.watch, None))
        .collect();
    let read = |path: &PathBuf, settings: &[String]| loaded(Some(path), settings, allowed);
    let files: Vec<Loaded> = arguments.scenarios.iter().map(|path| read(path, &settings)).collect();
    for (file, path) in files.iter().zip(&arguments.scenarios) {
        if let Some(words) = file.words(arguments.work.quiet) {
            // Messages about a `--set` also name the file.
            say(&format!("{}:\n{words}", path.printed()));
        }
    }
    let stems = files.iter().map(|file| file.stem.clone()).collect();
    let bases = files.into_iter().map(Loaded::base).collect::<Result<Vec<_>, _>>()?;
    let mut scenarios: Vec<Scenario> = bases.into_iter().map(|base| base.scenario).collect();
    let replaced = same_people(&mut scenarios, allowed)?;
    Ok(Read { scenarios, stems, replaced })
}

/// Writes all files of the folder except the manifest. Returns the names of the pictures.
fn write(folder: &Folder, of: &Comparison, look: &Look) -> Result<Vec<String>, Stop> {
    let file = |name: &str, text: &str| {
        folder.write(name, text.as_bytes()).map_err(|error| Stop::said(error.to_string()))
    };
    // Settings may name the same files; those of one name have the same contents.
    let mut written: Vec<&str> = Vec::new();
    for (number, outcome) in of.settings.iter().enumerate() {
        file(&Comparison::scenario_file(number), &outcome.provenance.scenario_toml)?;
        for (name, text) in &outcome.provenance.files {
            if !written.contains(&name.as_str()) {
                file(name, text)?;
                written.push(name);
            }
        }
    }
    file("comparison.json", &format!("{:#}\n", of.json()))?;
    let drawn = comparison::draw(of, look).map_err(pictures::cannot)?;
    drawn.iter().map(|picture| pictures::write(folder, picture)).collect()
}

/// Wraps a sentence for the terminal.
pub(super) fn sentence(text: &str) -> String {
    wrapped(text, width(), 0)
}
