//! `puncta optimise`: the best setting under limits, or a front of two values.

use super::interrupt::Interrupt;
use super::load::loaded;
use super::pictures::Pictures;
use super::progress::{How, Shown};
use super::study::{Answered, Asked as AskedFor, print_place};
use super::terminal::{say, table, width, wrapped};
use super::{Done, Format, Settings, Work, study};
use crate::ask::optimise::{self as ask, Question};
use crate::outcome::optimum::{AtAnswer, Limit, Optimised, Part, Quantity, Tried};
use crate::outcome::{Answer as _, Figure};
use crate::render::numbers::percent;
use crate::render::sweep;
use crate::scenario::Allowed;
use crate::study::sweep::values::Axis;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  puncta optimise --maximise injury.dermis_volume_fraction --subject-to \"reach.fat <= 0.05\" --over device.depth_mm=0.3:2.5 \
                  --over technique.passes=1:8\n  puncta optimise --maximise injury.dermis_volume_fraction --minimise reach.fat --over device.depth_mm=0.3:2.5"
)]
pub struct Arguments {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    /// A value to make large: a key of summary.json, also with .p05, .p95, .low or .high behind it
    #[arg(long, value_name = "KEY", value_parser = ask::quantity)]
    maximise: Vec<Quantity>,
    /// A value to make small. Two values in all give a front: the settings of which none is better in both
    #[arg(long, value_name = "KEY", value_parser = ask::quantity)]
    minimise: Vec<Quantity>,
    /// A limit, such as "reach.fat <= 0.05"; may be repeated
    #[arg(long, value_name = "KEY <= VALUE", value_parser = ask::limit)]
    subject_to: Vec<Limit>,
    /// A key with its range, from:to; steps, from:to:step; or a list. May be repeated
    #[arg(long, value_name = "KEY=VALUES")]
    over: Vec<String>,
    /// Share of the draws of uncertain inputs under which each limit is to hold, 0.5 to 0.99 [default: limits are for the
    /// inputs as they are known]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    over_inputs: Option<f64>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    work: Work,
    /// How to show progress on stderr
    #[arg(long, value_name = "HOW", default_value = "auto")]
    progress: How,
    /// Folder for the results [default: output/<file name without .toml>-optimise]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Format of what is printed; json prints optimise.json
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    pictures: Pictures,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.5..=0.99).contains(&share) => Ok(share),
        _ => Err("a share from 0.5 to 0.99 is wanted, e.g. 0.9".to_owned()),
    }
}

/// Options that change the answer and are not in the scenario.
#[derive(Serialize)]
struct Options {
    maximise: Option<String>,
    minimise: Option<String>,
    subject_to: Option<Vec<String>>,
    over: Vec<String>,
    over_inputs: Option<f64>,
}

pub fn optimise(arguments: &Arguments) -> Done {
    let quiet = arguments.work.quiet;
    let goals = [&arguments.maximise[..], &arguments.minimise[..]];
    let question = Question::new(goals, &arguments.subject_to, arguments.over_inputs)?;
    let settings = arguments.settings.all();
    let question = question.over(&arguments.over, &settings)?;
    let base = loaded(arguments.scenario.as_deref(), &settings, Allowed::default());
    if let Some(words) = base.words(quiet) {
        say(&words);
    }
    let base = base.base()?;
    let Question { asked, axes } = &question;
    let options = Options {
        maximise: keys_of(&arguments.maximise),
        minimise: keys_of(&arguments.minimise),
        subject_to: (!asked.limits.is_empty()).then(|| asked.limits.iter().map(Limit::words).collect()),
        over: axes.iter().map(Axis::to_string).collect(),
        over_inputs: asked.over_inputs,
    };
    let asked_for = AskedFor {
        out: arguments.out.as_deref(),
        usual: Path::new("output").join(format!("{}-optimise", base.stem)),
        options,
        force: arguments.force,
        quiet,
    };
    let interrupt = Interrupt::listen_to_drop();
    let shown = Shown::new(arguments.progress, quiet, false).of("settings");
    let make = || {
        let progress = |valued: usize| shown.count(valued as u32);
        let found = question.answer(&base, &progress, &interrupt);
        shown.close();
        let (answer, none) = found?;
        if let (Some(why), false) = (none, quiet) {
            say(&format!("some settings are none: {why}"));
        }
        Ok(answer)
    };
    let (work, pictures) = (Some(&arguments.work), &arguments.pictures);
    let answered =
        study::answer(&asked_for, work, pictures, base.scenario.provenance(), make, sweep::trade_off_of)?;
    print(&answered, arguments.format)
}

fn keys_of(quantities: &[Quantity]) -> Option<String> {
    let keys: Vec<String> = quantities.iter().map(Quantity::key).collect();
    (!keys.is_empty()).then(|| keys.join(","))
}

/// A value of a part of a figure: with its error where it is the value itself.
fn words(of: Quantity, value: f64, figure: &Figure) -> String {
    let unit = of.measure.unit();
    if of.part == Part::Value && figure.value == Some(value) {
        return figure.words(unit);
    }
    Figure { value: Some(value), ..Figure::default() }.words(unit)
}

fn print(answered: &Answered<Optimised>, format: Format) -> Done {
    let (mut out, outcome) = (crate::cli::terminal::out(), &answered.answer);
    if format == Format::Json {
        write!(out, "{}", outcome.json_text())?;
        return Ok(());
    }
    let columns = width();
    writeln!(out, "{}", outcome.provenance.name)?;
    let optimum = &outcome.optimum;
    if outcome.is_front() {
        write!(out, "\n{}", wrapped("Settings of which none is better in both values:", columns, 0))?;
        table(&mut out, &rows(outcome), columns)?;
    } else {
        write!(
            out,
            "\n{}",
            wrapped(&format!("Best: {}", optimum.best.words(&outcome.keys, "  ")), columns, 0)
        )?;
        if let Some(again) = &optimum.again {
            of_again(&mut out, outcome, again, columns)?;
        }
        if !optimum.runners_up.is_empty() {
            let words =
                "The best and its runners-up with other whole numbers or words, on the people of the search:";
            write!(out, "\n{}", wrapped(words, columns, 0))?;
            table(&mut out, &rows(outcome), columns)?;
        }
    }
    writeln!(out)?;
    for sentence in sentences(outcome) {
        write!(out, "{}", wrapped(&sentence, columns, 0))?;
    }
    let mut files = ["optimise.csv", "optimise.json", "search.csv"].map(str::to_owned).to_vec();
    files.extend((!outcome.is_front()).then(|| "best.toml".to_owned()));
    files.extend(answered.pngs());
    print_place(&mut out, &answered.place, &files, columns)
}

/// The independent run at the answer.
fn of_again(out: &mut impl Write, outcome: &Optimised, again: &AtAnswer, columns: usize) -> Done {
    let goals = outcome.asked.goals.len();
    for (at, goal) in outcome.asked.goals.iter().enumerate() {
        let figure = &again.figures[at];
        let inputs = figure.said_of_inputs(goal.of.measure.unit());
        let value = words(goal.of, again.values[at], figure);
        let line = format!("  {}: {value}{}", goal.of.key(), of_inputs(&inputs.to_string()));
        write!(out, "{}", wrapped(&line, columns, 4))?;
    }
    for (at, limit) in outcome.asked.limits.iter().enumerate() {
        let (value, figure) = (again.values[goals + at], &again.figures[goals + at]);
        let inputs = figure.said_of_inputs(limit.of.measure.unit()).to_string();
        let holds = if limit.holds(value) {
            "it holds"
        } else if within_error(limit, value, figure) {
            "it is missed by less than two standard errors"
        } else {
            "it is missed"
        };
        let chance = again.chances[at].map_or(String::new(), |chance| {
            format!(", and holds in {} of {} draws of the inputs", percent(chance.share), chance.draws)
        });
        let quantile = match outcome.asked.over_inputs {
            Some(share) if limit.of.part == Part::Value => {
                let unit = limit.of.measure.unit();
                let bound = Figure { value: Some(value), ..Figure::default() }.words(unit);
                format!(", {bound} at {} of the draws", percent(share))
            }
            _ => String::new(),
        };
        let own = limit.of.of(figure).unwrap_or(value);
        let line = format!(
            "  {}: {}{quantile}{}: {holds}{chance}",
            limit.words(),
            words(limit.of, own, figure),
            of_inputs(&inputs)
        );
        write!(out, "{}", wrapped(&line, columns, 4))?;
    }
    Ok(())
}

fn of_inputs(range: &str) -> String {
    if range.is_empty() { String::new() } else { format!(" (inputs {range})") }
}

/// Whether a limit is missed by less than two standard errors.
fn within_error(limit: &Limit, value: f64, figure: &Figure) -> bool {
    limit.of.part == Part::Value && -limit.margin(value) <= 2.0 * figure.se.unwrap_or(0.0)
}

/// Settings with their values, and their head.
fn rows(outcome: &Optimised) -> Vec<Vec<String>> {
    let quantities: Vec<Quantity> = outcome.asked.quantities().collect();
    let short = |key: &String| key.rsplit_once('.').map_or(key.as_str(), |(_, name)| name).to_owned();
    let head = outcome.keys.iter().map(short).chain(quantities.iter().map(Quantity::key)).collect();
    let row = |tried: &Tried| -> Vec<String> {
        let values = quantities.iter().zip(tried.values.iter().zip(&tried.figures));
        let values = values.map(|(of, (value, figure))| words(*of, *value, figure));
        tried.setting.iter().cloned().chain(values).collect()
    };
    std::iter::once(head).chain(outcome.all().map(row)).collect()
}

fn sentences(outcome: &Optimised) -> Vec<String> {
    let optimum = &outcome.optimum;
    let mut sentences = Vec::new();
    if let Some(again) = &optimum.again {
        sentences.push(format!(
            "Values at the best are those of an independent run with seed {}: other people, other chances.{}",
            again.seed,
            if again.figures.iter().any(|figure| figure.low.is_some()) {
                " Inputs: 5–95 % over draws of inputs that nobody knows exactly."
            } else {
                ""
            }
        ));
    } else {
        sentences.push("All settings have the same people.".to_owned());
    }
    let corrected = match optimum.rounds {
        0 => String::new(),
        1 => ", corrected by a full run".to_owned(),
        rounds => format!(", corrected by {rounds} full runs"),
    };
    let looked = match optimum.evaluations {
        1 => "One setting was".to_owned(),
        count => format!("{count} settings were"),
    };
    sentences.push(format!("{looked} looked at, on a part of the area{corrected}."));
    sentences.extend(outcome.at_ends.iter().map(|key| {
        format!("The best lies at the end of the range of {key}: beyond it there may be a better one.")
    }));
    sentences
}
