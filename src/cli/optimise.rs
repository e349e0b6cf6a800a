//! `puncta optimise`: the best setting under limits, or a front of two values.

use super::interrupt::Interrupt;
use super::load::{Loaded, loaded};
use super::pictures::Pictures;
use super::progress::{How, Shown};
use super::study::{Answered, Asked as AskedFor, print_place};
use super::sweep::planned::{Refused, at_values, axes, is_whole, not_set};
use super::terminal::{say, table, width, wrapped};
use super::{Done, Format, Settings, Stop, Work, study};
use crate::injury::Measure;
use crate::outcome::optimum::{Asked, AtAnswer, Goal, Limit, Optimised, Part, Quantity, Tried};
use crate::outcome::{Answer as _, Figure};
use crate::render::numbers::percent;
use crate::render::{Look, Picture, RenderError};
use crate::scenario::{Allowed, Scenario, nearest};
use crate::simulate::Setup;
use crate::study::optimise::search::{Point, Variable};
use crate::study::optimise::{NoAnswer, Settings as Varied, optimise as work_out};
use crate::study::sweep::values::{Axis, Values};
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
    #[arg(long, value_name = "KEY", value_parser = quantity)]
    maximise: Vec<Quantity>,
    /// A value to make small. Two values in all give a front: the settings of which none is better in both
    #[arg(long, value_name = "KEY", value_parser = quantity)]
    minimise: Vec<Quantity>,
    /// A limit, such as "reach.fat <= 0.05"; may be repeated
    #[arg(long, value_name = "KEY <= VALUE", value_parser = limit)]
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

/// Parses a key of a value, or of a part of it.
fn quantity(text: &str) -> Result<Quantity, String> {
    Quantity::read(text.trim()).ok_or_else(|| {
        let near = nearest(text, Measure::ALL.iter().map(|measure| measure.key()));
        let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        format!("a value is a key of summary.json, also with .p05, .p95, .low or .high behind it{near}")
    })
}

/// Parses a limit.
fn limit(text: &str) -> Result<Limit, String> {
    let how = "a limit is written \"KEY <= VALUE\" or \"KEY >= VALUE\", e.g. \"reach.fat <= 0.05\"";
    let (key, at_most, value) = match (text.split_once('<'), text.split_once('>')) {
        (Some((key, value)), None) => (key, true, value),
        (None, Some((key, value))) => (key, false, value),
        _ => return Err(how.to_owned()),
    };
    let value = value.trim_start_matches('=').trim();
    if let Some(share) = value.strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok()) {
        return Err(format!("shares go from 0 to 1: write {} for {value}", share / 100.0));
    }
    let limit = value.parse::<f64>().ok().filter(|limit| limit.is_finite()).ok_or_else(|| how.to_owned())?;
    let of = quantity(key.trim())?;
    let [least, most] = of.measure.range();
    if !(least..=most).contains(&limit) {
        return Err(format!("{} lies from {least} to {most}, and {limit} does not", of.measure.key()));
    }
    Ok(Limit { of, at_most, limit })
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
    let asked = asked(arguments)?;
    if arguments.over.is_empty() {
        return Err(Stop::said(
            "give the keys to choose: --over KEY=FROM:TO, such as --over device.depth_mm=0.3:2",
        ));
    }
    let axes = axes(&arguments.over, "--over", true)?;
    let settings = arguments.settings.all();
    not_set(&axes, &settings)?;
    let base = loaded(arguments.scenario.as_deref(), &settings, Allowed::default());
    if let Some(words) = base.words(quiet) {
        say(&words);
    }
    let scenario = base.scenario.as_ref().map_err(|_| Stop::Cannot(None))?;
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
        let found = answer(&base, scenario, &axes, &asked, &shown, &interrupt, quiet);
        shown.close();
        found
    };
    let (work, pictures) = (Some(&arguments.work), &arguments.pictures);
    let answered = study::answer(&asked_for, work, pictures, &scenario.provenance, make, draw)?;
    print(&answered, arguments.format)
}

/// The goal against the second goal or the first limit.
fn draw(outcome: &Optimised, look: &Look) -> Result<Vec<Picture>, RenderError> {
    let Some(sweep) = outcome.as_sweep() else { return Ok(Vec::new()) };
    let pictures = crate::render::sweep::draw(&sweep, &[], look)?;
    Ok(pictures.into_iter().map(|picture| Picture { name: "trade-off".to_owned(), ..picture }).collect())
}

fn asked(arguments: &Arguments) -> Result<Asked, Stop> {
    const MOST: usize = 16;
    let goal = |up: bool| move |of: &Quantity| Goal { of: *of, up };
    let goals: Vec<Goal> =
        arguments.maximise.iter().map(goal(true)).chain(arguments.minimise.iter().map(goal(false))).collect();
    if goals.is_empty() {
        return Err(Stop::said(
            "nothing is asked for; give --maximise KEY or --minimise KEY, such as --maximise injury.dermis_volume_fraction",
        ));
    }
    if goals.len() > 2 {
        return Err(Stop::said(
            "two values at most can be weighed against each other; write the others as --subject-to",
        ));
    }
    if goals.len() == 2 && goals[0].of == goals[1].of {
        return Err(Stop::said("the two values are the same"));
    }
    if arguments.subject_to.len() > MOST {
        return Err(Stop::said(format!("these are more than {MOST} limits")));
    }
    let bound = |at_most: bool, of: Quantity| {
        let limits =
            arguments.subject_to.iter().filter(move |limit| limit.at_most == at_most && limit.of == of);
        limits.map(|limit| limit.limit)
    };
    for Limit { of, .. } in &arguments.subject_to {
        let most = bound(true, *of).fold(f64::INFINITY, f64::min);
        let least = bound(false, *of).fold(f64::NEG_INFINITY, f64::max);
        if most < least {
            let key = of.key();
            return Err(Stop::said(format!("{key} cannot be at most {most} and at least {least}")));
        }
    }
    if arguments.over_inputs.is_some() && arguments.subject_to.is_empty() {
        return Err(Stop::said("--over-inputs says how surely limits hold; there is no --subject-to"));
    }
    Ok(Asked { goals, limits: arguments.subject_to.clone(), over_inputs: arguments.over_inputs })
}

fn keys_of(quantities: &[Quantity]) -> Option<String> {
    let keys: Vec<String> = quantities.iter().map(Quantity::key).collect();
    (!keys.is_empty()).then(|| keys.join(","))
}

/// The settings that are searched.
struct OfAxes<'a> {
    base: &'a Loaded,
    axes: &'a [Axis],
    keys: Vec<String>,
    variables: Vec<Variable>,
    refused: Refused,
}

impl<'a> OfAxes<'a> {
    fn new(base: &'a Loaded, axes: &'a [Axis]) -> OfAxes<'a> {
        let variable = |axis: &Axis| match &axis.values {
            Values::Between { from, to } if is_whole(&axis.key) => {
                Variable::Whole { from: from.ceil() as i64, to: (to.floor() as i64).max(from.ceil() as i64) }
            }
            Values::Between { .. } => Variable::Number,
            Values::List(list) => Variable::Choice {
                count: list.len(),
                in_order: list.iter().all(|value| value.parse::<f64>().is_ok()),
            },
        };
        OfAxes {
            base,
            axes,
            keys: axes.iter().map(|axis| axis.key.clone()).collect(),
            variables: axes.iter().map(variable).collect(),
            refused: Refused::default(),
        }
    }

    fn scenario(&self, values: &[String]) -> Result<Scenario, Stop> {
        at_values(self.base, self.axes, values, "a setting in these ranges")
    }
}

impl Varied for OfAxes<'_> {
    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn values(&self, point: &Point) -> Vec<String> {
        let value = |(axis, value): (&Axis, &f64)| match &axis.values {
            Values::Between { .. } if is_whole(&axis.key) => format!("{value:.0}"),
            // Four digits are more than a device can be set to.
            Values::Between { .. } => {
                let value = axis.at(*value, false);
                let rounded =
                    value.parse::<f64>().ok().and_then(|value| format!("{value:.3e}").parse::<f64>().ok());
                rounded.map_or(value, |rounded| rounded.to_string())
            }
            Values::List(list) => list[(*value as usize).min(list.len() - 1)].clone(),
        };
        self.axes.iter().zip(point).map(value).collect()
    }

    fn setup(&self, values: &[String]) -> Option<Setup> {
        self.refused.setup(self.scenario(values))
    }
}

fn answer(
    base: &Loaded,
    scenario: &Scenario,
    axes: &[Axis],
    asked: &Asked,
    shown: &Shown,
    interrupt: &Interrupt,
    quiet: bool,
) -> Result<Optimised, Stop> {
    let settings = OfAxes::new(base, axes);
    each_alone(base, axes)?;
    let progress = |valued: usize| shown.count(valued as u32);
    let found = work_out(&settings, asked, scenario.setup.seed, &progress, interrupt);
    let optimum = match found {
        Ok(optimum) => optimum,
        Err(NoAnswer::Stopped) => return Err(Stop::Interrupted),
        Err(NoAnswer::NoSetting) => {
            return Err(settings
                .refused
                .take()
                .unwrap_or_else(|| Stop::said(NoAnswer::NoSetting.to_string())));
        }
        Err(error) => return Err(Stop::said(error.to_string())),
    };
    if let (Some(Stop::Cannot(Some(why))), false) = (settings.refused.take(), quiet) {
        say(&format!("some settings are none: {why}"));
    }
    let best_toml = settings.scenario(&optimum.best.setting)?.provenance.scenario_toml;
    Ok(Optimised {
        provenance: scenario.provenance.clone(),
        asked: asked.clone(),
        keys: settings.keys.clone(),
        over: axes.iter().map(Axis::to_string).collect(),
        realisations: scenario.setup.realisations,
        at_ends: if optimum.again.is_some() { at_ends(axes, &optimum.best.setting) } else { Vec::new() },
        optimum,
        best_toml,
    })
}

/// Keys whose best value is an end of their range.
fn at_ends(axes: &[Axis], setting: &[String]) -> Vec<String> {
    let is_end = |(axis, value): &(&Axis, &String)| match (&axis.values, value.parse::<f64>()) {
        (Values::Between { from, to }, Ok(value)) => {
            let apart = 2e-3 * (to - from);
            (value - from).abs() <= apart || (value - to).abs() <= apart
        }
        (Values::List(list), Ok(_)) => {
            list.len() > 1 && (list.first() == Some(value) || list.last() == Some(value))
        }
        _ => false,
    };
    axes.iter().zip(setting).filter(is_end).map(|(axis, _)| axis.key.clone()).collect()
}

/// Refuses values that are no setting even alone: the ends of each range, and every choice.
fn each_alone(base: &Loaded, axes: &[Axis]) -> Done {
    for axis in axes {
        let values: Vec<String> = match &axis.values {
            Values::List(list) => list.clone(),
            Values::Between { from, to } => vec![from.to_string(), to.to_string()],
        };
        for value in values {
            at_values(base, std::slice::from_ref(axis), &[value], "--over")?;
        }
    }
    Ok(())
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
    let (mut out, outcome) = (std::io::stdout().lock(), &answered.answer);
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
