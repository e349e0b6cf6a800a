//! `puncta timeline`: what follows a treatment, from minutes to half a year.

use super::draw::refuse_impossible;
use super::interrupt::Interrupt;
use super::memory::{Needed, allowed};
use super::pictures::Pictures;
use super::progress::{How, Shown};
use super::study::{self, Answered, Asked, print_place};
use super::terminal::{say, table, width, wrapped};
use super::{Done, Format, Intervals, Settings, Stop, Work, load};
use crate::foundation::shown::Printed as _;
use crate::outcome::absorption::Absorption;
use crate::outcome::sessions::{Left, Over, Sessions, Spread};
use crate::outcome::stored::Finding;
use crate::outcome::timeline::{CurveOf, Ranged, Timeline};
use crate::outcome::{Answer as _, Outcome, Stored};
use crate::render::{Language, Look, Picture, RenderError, absorption, numbers, plan, timeline as drawing};
use crate::scenario::Scenario;
use crate::simulate::{Quietly, first, simulate};
use crate::study::timeline::{Asked as Wanted, timeline as follow};
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
    // What follows a run changes none of its values.
    let of_run = |setting: &String| {
        !["sessions.", "absorption."].iter().any(|of| setting.trim_start().starts_with(of))
    };
    if let (Some(folder), true) = (of_folder, settings.iter().any(of_run)) {
        let words = format!(
            "{} holds finished results: its settings cannot be changed, but for those of [sessions] and [absorption]",
            folder.printed()
        );
        return Err(Stop::said(words));
    }
    let file = of_folder.map(load::file_of_run).transpose()?;
    let path = file.as_deref().or(arguments.scenario.as_deref());
    let (scenario, stem) = load::scenario(path, &settings, arguments.work.quiet)?;
    // The folder's own scenario, by which it is known.
    let finished = of_folder.is_some() && !settings.is_empty();
    let finished =
        finished.then(|| load::scenario(path, &[], true)).transpose()?.map(|(scenario, _)| scenario);
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
            Some(folder) => read(folder, &scenario, finished.as_ref().unwrap_or(&scenario))?,
            None => run(arguments, &scenario)?,
        };
        let asked = Wanted {
            setup: &scenario.setup,
            age_years: scenario.resolved.skin.age_years,
            plan: scenario.plan(),
            applied: scenario.applied(),
        };
        follow(&outcome, &asked).map_err(|error| Stop::said(error.to_string()))
    };
    let answered =
        study::answer(&asked, Some(&arguments.work), &arguments.pictures, &scenario.provenance, make, draw)?;
    print(&answered, arguments.format)
}

fn draw(timeline: &Timeline, look: &Look) -> Result<Vec<Picture>, RenderError> {
    let mut pictures = vec![look.drawn(|theme| drawing::draw(timeline, theme))?];
    if let Some(sessions) = &timeline.sessions {
        pictures.push(look.drawn(|theme| plan::draw(timeline, sessions, theme))?);
        if !sessions.maps.is_empty() {
            pictures.push(look.drawn(|theme| plan::doses(&timeline.provenance, sessions, theme))?);
        }
    }
    if let Some(absorption) = &timeline.absorption {
        pictures.push(look.drawn(|theme| absorption::draw(timeline, absorption, theme))?);
    }
    Ok(pictures)
}

/// Runs the scenario.
fn run(arguments: &Arguments, scenario: &Scenario) -> Result<Outcome, Stop> {
    let needed = Needed::of(&scenario.setup, &arguments.work, allowed(None, false), false);
    let progress = Shown::new(arguments.progress, arguments.work.quiet, false);
    progress.memory(&needed);
    let interrupt = Interrupt::listen_to_drop();
    let simulated = simulate(&scenario.setup, &progress, &interrupt);
    progress.close();
    let simulated = simulated.map_err(|error| Stop::of_run(error, ""))?;
    if simulated.rows.len() < scenario.setup.realisations as usize {
        return Err(Stop::Interrupted);
    }
    Ok(Outcome::new(&scenario.setup, &simulated, scenario.provenance.clone()))
}

/// Reads the values of a finished run; its first person is treated again.
fn read(folder: &Path, scenario: &Scenario, finished: &Scenario) -> Result<Outcome, Stop> {
    let stored = Stored::read(folder, &finished.setup);
    refuse_impossible(&stored, folder)?;
    // Folders of studies have a scenario too, and no values of a run.
    let without = stored.findings.iter().any(|finding| {
        matches!(finding, Finding::Missing(SUMMARY) | Finding::Unreadable { file: SUMMARY, .. })
    });
    if without {
        let words = format!(
            "{} holds no {SUMMARY} that can be read: it is no results folder of a run",
            folder.printed()
        );
        return Err(Stop::said(words));
    }
    for finding in &stored.findings {
        say(&format!("warning: {finding}"));
    }
    if !stored.is_ours || stored.was_edited() {
        return Err(Stop::said(format!(
            "{} was made by another version or edited: run its scenario.toml instead",
            folder.printed()
        )));
    }
    let alone = first(&scenario.setup, &Quietly).map_err(|error| Stop::said(error.to_string()))?;
    Ok(stored.outcome(&scenario.setup, scenario.provenance.clone(), alone))
}

fn print(answered: &Answered<Timeline>, format: Format) -> Done {
    let mut out = crate::cli::terminal::out();
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
    if let Some(sessions) = &timeline.sessions {
        print_sessions(&mut out, sessions, columns)?;
    }
    if let Some(absorption) = &timeline.absorption {
        print_absorption(&mut out, absorption, columns)?;
    }
    print_place(&mut out, &answered.place, &answered.pngs(), columns)
}

/// Prints a plan: doses, what is not over before the next session, duration and price.
fn print_sessions(out: &mut impl Write, sessions: &Sessions, columns: usize) -> Done {
    let english = Language::English;
    let open: Vec<&Left> = sessions.open();
    writeln!(out)?;
    let uncovered: Vec<&Left> = open.iter().copied().filter(|left| !left.of.is_covered()).collect();
    let finding = english.plan_finding(sessions.plan.number, sessions.plan.interval_h(), &uncovered);
    write!(out, "{}", wrapped(&finding, columns, 0))?;
    let mut rows = vec![
        ["", "from day", "punctures per cm2", "one person", "90 % of places"].map(str::to_owned).to_vec(),
    ];
    for dose in &sessions.doses {
        let Spread { value, se, mean, p05, p95, .. } = dose.punctures_per_cm2;
        let short = |value: Option<f64>| {
            value.map_or("-".to_owned(), |value| numbers::short(numbers::rounded(value, 3), 3))
        };
        let error =
            se.map_or(String::new(), |se| format!(" ± {}", numbers::short(numbers::rounded(se, 2), 2)));
        let day = numbers::short(sessions.plan.begin_h(dose.session - 1) / 24.0, 4);
        let name = format!("session {}", dose.session);
        rows.push(vec![
            name,
            day,
            format!("{}{error}", short(value)),
            short(mean),
            format!("{} to {}", short(p05), short(p95)),
        ]);
    }
    table(out, &rows, columns)?;
    if !open.is_empty() {
        writeln!(out)?;
        let mut rows = vec![["when the next begins", "over", "its time"].map(str::to_owned).to_vec()];
        for Left { of, end_h, over, .. } in open {
            let word = if *over == Over::No { "not over" } else { "perhaps" };
            let range = format!("{} to {}", english.time(end_h.low), english.time(end_h.high));
            rows.push(vec![english.left_of(*of), word.to_owned(), range]);
        }
        table(out, &rows, columns)?;
    }
    let said = plan::said(sessions, english);
    if !said.is_empty() {
        write!(out, "\n{}", wrapped(&said, columns, 0))?;
    }
    Ok(())
}

/// Prints what enters.
fn print_absorption(out: &mut impl Write, of: &Absorption, columns: usize) -> Done {
    let english = Language::English;
    let gain = absorption::gain_words(of.asked.gain, english);
    let said = format!(
        "In {} h {gain} times as much {} enters as through intact skin, from a layer of {} mm. For teaching, no dose.",
        of.applied.hours,
        english.molecule(&of.asked.molecule),
        numbers::short(of.applied.layer_mm, 2)
    );
    let covered = if of.applied.covered { "covered" } else { "left open" };
    let note = english.molecule_note(&of.asked.molecule);
    let note = if note.is_empty() { String::new() } else { format!(" Note: {note}.") };
    let said = format!("{said} The skin is {covered}.{note}");
    write!(out, "\n{}", wrapped(&said, columns, 0))?;
    Ok(())
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
