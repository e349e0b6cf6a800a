//! `puncta timeline`: what follows a treatment, from minutes to half a year.

use super::interrupt::Interrupt;
use super::memory::{Needed, allowed};
use super::pictures::Pictures;
use super::progress::{How, Shown};
use super::study::{self, Answered, Asked, print_place};
use super::terminal::{say, table, width, wrapped};
use super::{Done, Format, Intervals, Settings, Stop, Work, load};
use crate::outcome::stored::Finding;
use crate::outcome::timeline::{CurveOf, Ranged, Timeline};
use crate::outcome::{Answer as _, Outcome, Stored};
use crate::render::{Language, Look, Picture, RenderError, timeline as drawing};
use crate::scenario::Scenario;
use crate::simulate::{first, simulate};
use crate::study::timeline::timeline as follow;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Curves are computed from the openings and depths of the run with published times; bands are taken from the \
                  literature; collagen is schematic. None of it is a time after which anything is safe."
)]
pub struct Arguments {
    /// Scenario file, or a results folder of a run; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    intervals: Intervals,
    /// How to show progress on stderr, for runs over a second
    #[arg(long, value_name = "HOW", default_value = "auto")]
    progress: How,
    /// Folder for the results [default: output/, the name of the scenario or folder, -timeline]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Format of the printed values
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    pictures: Pictures,
}

/// File with the values of a run.
const SUMMARY: &str = "summary.json";

/// Options that change the results and are not in the scenario: none.
#[derive(Serialize)]
struct Options {}

impl Options {
    fn of(arguments: &Arguments) -> Options {
        // A new argument is named here, and goes into the options if it changes the results.
        let Arguments {
            scenario: _,
            settings: _,
            work: _,
            intervals: _,
            progress: _,
            out: _,
            force: _,
            format: _,
            pictures: _,
        } = arguments;
        Options {}
    }
}

pub fn timeline(arguments: &Arguments) -> Done {
    let of_folder = arguments.scenario.as_deref().filter(|path| path.is_dir());
    let settings: Vec<String> =
        arguments.settings.all().into_iter().chain(arguments.intervals.setting()).collect();
    if let (Some(folder), false) = (of_folder, settings.is_empty()) {
        let words = format!("{} holds finished results: its settings cannot be changed", folder.display());
        return Err(Stop::said(words));
    }
    let file = of_folder.map(|folder| folder.join("scenario.toml"));
    if let Some(missing) = file.as_ref().filter(|file| !file.is_file()) {
        let folder = missing.parent().unwrap_or(missing).display();
        return Err(Stop::said(format!("{folder} holds no scenario.toml: it is no results folder of a run")));
    }
    let path = file.as_deref().or(arguments.scenario.as_deref());
    let (scenario, stem) = load::scenario(path, &settings, arguments.work.quiet)?;
    let named = of_folder.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let asked = Asked {
        out: arguments.out.as_deref(),
        usual: Path::new("output").join(format!("{}-timeline", named.unwrap_or(stem))),
        options: Options::of(arguments),
        force: arguments.force,
        quiet: arguments.work.quiet,
    };
    let make = || {
        let outcome = match of_folder {
            Some(folder) => read(folder, &scenario)?,
            None => run(arguments, &scenario)?,
        };
        Ok(follow(&outcome, scenario.setup.tract.open_width_ratio, scenario.resolved.skin.age_years))
    };
    let answered =
        study::answer(&asked, Some(&arguments.work), &arguments.pictures, &scenario.provenance, make, draw)?;
    print(&answered, arguments.format)
}

fn draw(timeline: &Timeline, look: &Look) -> Result<Vec<Picture>, RenderError> {
    Ok(vec![look.drawn(|theme| drawing::draw(timeline, theme))?])
}

/// Runs the scenario.
fn run(arguments: &Arguments, scenario: &Scenario) -> Result<Outcome, Stop> {
    let needed = Needed::of(&scenario.setup, &arguments.work, allowed(None, false), false);
    let progress = Shown::new(arguments.progress, arguments.work.quiet, false);
    progress.memory(&needed);
    let interrupt = Interrupt::listen_to_drop();
    let simulated = simulate(&scenario.setup, &progress, &interrupt);
    progress.close();
    let simulated = simulated.map_err(|error| Stop::said(error.to_string()))?;
    if simulated.rows.len() < scenario.setup.realisations as usize {
        return Err(Stop::Interrupted);
    }
    Ok(Outcome::new(&scenario.setup, &simulated, scenario.provenance.clone()))
}

/// Reads the values of a finished run; its first person is treated again.
fn read(folder: &Path, scenario: &Scenario) -> Result<Outcome, Stop> {
    let stored = Stored::read(folder, &scenario.setup);
    // Folders of studies have a scenario too, and no values of a run.
    let without = stored.findings.iter().any(|finding| {
        matches!(finding, Finding::Missing(SUMMARY) | Finding::Unreadable { file: SUMMARY, .. })
    });
    if without {
        let words = format!(
            "{} holds no {SUMMARY} that can be read: it is no results folder of a run",
            folder.display()
        );
        return Err(Stop::said(words));
    }
    for finding in &stored.findings {
        say(&format!("warning: {finding}"));
    }
    if !stored.is_ours {
        return Err(Stop::said(format!(
            "{} was made by another version or edited: run its scenario.toml instead",
            folder.display()
        )));
    }
    let alone = first(&scenario.setup).map_err(|error| Stop::said(error.to_string()))?;
    Ok(stored.outcome(&scenario.setup, scenario.provenance.clone(), alone))
}

fn print(answered: &Answered<Timeline>, format: Format) -> Done {
    let mut out = std::io::stdout().lock();
    let timeline = &answered.answer;
    if format == Format::Json {
        write!(out, "{}", timeline.json_text())?;
        return Ok(());
    }
    let english = Language::English;
    let columns = width();
    writeln!(out, "{}\n{}\n", timeline.provenance.name, timeline.provenance.setting)?;
    let Some(open) = timeline.open_share else {
        writeln!(out, "Nothing was pierced: nothing has to close.")?;
        return print_place(&mut out, &answered.place, &answered.pngs(), columns);
    };
    let at_once = format!("Open at once: {} of the skin.", english.percent(open.value));
    writeln!(out, "{}", wrapped(&at_once, columns, 0))?;
    let mut rows = vec![["", "over after", "range", "known"].map(str::to_owned).to_vec()];
    for curve in &timeline.curves {
        let (Some(Ranged { value, low, high }), name) = (curve.over_h, curve_words(curve.of)) else {
            continue;
        };
        let range = format!("{} to {}", english.time(low), english.time(high));
        rows.push(vec![name, english.time(value), range, curve.tag.word().to_owned()]);
    }
    for span in &timeline.spans {
        let range = format!("{} to {}", english.time(span.end_h.low), english.time(span.end_h.high));
        let name = english.sign(span.sign).to_owned();
        rows.push(vec![name, english.time(span.end_h.value), range, span.tag.word().to_owned()]);
    }
    table(&mut out, &rows, columns)?;
    let said =
        "Measures of closure differ more than tenfold. None of these is a time after which anything is safe.";
    write!(out, "\n{}", wrapped(said, columns, 0))?;
    print_place(&mut out, &answered.place, &answered.pngs(), columns)
}

/// Name of a curve in the table.
fn curve_words(of: CurveOf) -> String {
    let english = Language::English;
    match of {
        CurveOf::OpenArea { measure, covered } => {
            let measure = english.closed_by(measure);
            let cover = if covered { "covered" } else { "uncovered" };
            format!("channels, by {measure}, {cover}")
        }
        CurveOf::Redness => english.redness().to_owned(),
        CurveOf::Collagen => english.collagen().to_owned(),
    }
}
