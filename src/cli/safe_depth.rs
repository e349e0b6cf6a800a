//! `puncta safe-depth`: finds the deepest setting in this model that keeps the fat-layer reach within a limit
//! for a share of people.

use super::pictures::Pictures;
use super::study::{Answered, Asked, print_place};
use super::terminal::{padded, width, wrapped};
use super::{Done, Format, Intervals, Settings, Work, load, study};
use crate::ask::safe_depth::{answer, question, sites};
use crate::outcome::Answer as _;
use crate::outcome::safe_depth::{End, SafeDepth, SafeDepths, SettingOf, WHAT_IT_IS};
use crate::render::safe_depth as picture;
use crate::simulate::Quietly;
use crate::study::safe_depth::who::NEARLY_ALL;
use crate::study::safe_depth::{OnSite, Question};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    work: Work,
    /// Share of strikes that may reach the fat layer, 0 to 1 [default: the scenario's limits.fat_reach]
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true)]
    limit: Option<f64>,
    /// Share of people in whom no more reach it, 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.95", value_parser = share, allow_negative_numbers = true)]
    people: f64,
    /// Sites in place of the scenario's: "face" for the seventeen of face and neck, or names with commas between
    #[arg(long, value_name = "SITES", value_delimiter = ',')]
    sites: Vec<String>,
    #[command(flatten)]
    intervals: Intervals,
    /// Folder for the results [default: output/<file name without .toml>-safe-depth]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// How the answers are printed; json: one object a line for each site
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    pictures: Pictures,
}

/// Parses a share on the command line.
fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share from 0 to 1 is wanted, e.g. 0.01 for one in a hundred".to_owned()),
    }
}

/// Options that change the answer and are not in the scenario.
#[derive(Serialize)]
struct Options {
    limit: f64,
    people: f64,
    sites: Vec<String>,
}

impl Options {
    fn of(arguments: &Arguments, question: &Question, sites: &[OnSite]) -> Options {
        // A new argument is named here, and goes into the options if it changes the answer.
        let Arguments {
            limit: _,
            people: _,
            sites: _,
            scenario: _,
            settings: _,
            intervals: _,
            work: _,
            out: _,
            force: _,
            format: _,
            pictures: _,
        } = arguments;
        // The range follows from the device.
        let Question { limit, people, range_mm: _ } = *question;
        Options { limit, people, sites: sites.iter().map(|on| on.site.clone()).collect() }
    }
}

pub fn safe_depth(arguments: &Arguments) -> Done {
    let quiet = arguments.work.quiet;
    let settings: Vec<String> =
        arguments.settings.all().into_iter().chain(arguments.intervals.setting()).collect();
    let (scenario, stem) = load::scenario(arguments.scenario.as_deref(), &settings, quiet)?;
    let sites = sites(&scenario, &arguments.sites)?;
    let question = question(&scenario, arguments.limit, arguments.people);
    let asked = Asked {
        out: arguments.out.as_deref(),
        usual: Path::new("output").join(format!("{stem}-safe-depth")),
        options: Options::of(arguments, &question, &sites),
        force: arguments.force,
        quiet,
    };
    let (work, pictures) = (Some(&arguments.work), &arguments.pictures);
    let make = || Ok(answer(&scenario, &sites, &question, &Quietly)?);
    let answered = study::answer(&asked, work, pictures, &scenario.provenance, make, picture::draw)?;
    print(&answered, arguments.format)
}

/// An answer in words: site, setting ("0.83 ± 0.02 mm"), bounds and tip depth.
fn words(of: &SafeDepth, range_mm: [f64; 2]) -> [String; 4] {
    let figure = &of.setting_mm;
    let [low, high] = range_mm;
    let value = match (figure.value, of.end) {
        (Some(value), End::EverySettingMeets) => format!("{value:.2} mm, the deepest there is"),
        (Some(value), _) => match figure.se {
            Some(se) => format!("{value:.2} ± {se:.2} mm"),
            None => format!("{value:.2} mm"),
        },
        (None, _) => format!("none of {low:.2}–{high:.2} mm"),
    };
    let bounds = match (figure.low, figure.high) {
        (Some(low), Some(high)) => format!("{low:.2}–{high:.2} mm"),
        _ => String::new(),
    };
    let tip = of.tip_mm.value.map_or(String::new(), |tip| format!("{tip:.2} mm"));
    [of.label.clone(), value, bounds, tip]
}

fn print(answered: &Answered<SafeDepths>, format: Format) -> Done {
    let (mut out, outcome) = (crate::cli::terminal::out(), &answered.answer);
    if format == Format::Json {
        write!(out, "{}", outcome.json_text())?;
        return Ok(());
    }
    let columns = width();
    writeln!(out, "{}", outcome.provenance.name)?;
    write!(out, "{}", wrapped(&outcome.device, columns, 0))?;
    let percent = crate::render::numbers::percent;
    let what = match outcome.setting {
        SettingOf::Dial => "Deepest dial setting",
        SettingOf::Needles => "Longest needles",
    };
    let question = format!(
        "{what} under this criterion, in this model: no more than {} of strikes reach the fat layer, in {} of people.",
        percent(outcome.limit),
        percent(outcome.people)
    );
    write!(out, "\n{}\n", wrapped(&question, columns, 0))?;
    let bounds = if outcome.draws > 0 { "inputs" } else { "5–95 % of chance" };
    let head = ["", "setting", bounds, "mean tip depth there"].map(str::to_owned);
    let rows: Vec<[String; 4]> =
        std::iter::once(head).chain(outcome.sites.iter().map(|of| words(of, outcome.range_mm))).collect();
    let wide = [0, 1, 2].map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    for row in &rows {
        let cells = row.iter().zip(wide.iter().chain([&0])).map(|(cell, wide)| padded(cell, *wide));
        let line = format!("  {}", cells.collect::<Vec<_>>().join("  "));
        if line.trim_end().chars().count() <= columns {
            writeln!(out, "{}", line.trim_end())?;
        } else {
            let [label, value, bounds, tip] = row;
            let named = [("", value.as_str()), ("", bounds), ("tips ", tip)];
            let lines = named.iter().filter(|(_, cell)| !cell.is_empty());
            let lines: Vec<String> = lines.map(|(name, cell)| format!("\n    {name}{cell}")).collect();
            writeln!(out, "  {label}{}", lines.concat())?;
        }
    }
    writeln!(out)?;
    for sentence in said(outcome) {
        write!(out, "{}", wrapped(&sentence, columns, 0))?;
    }
    let files: Vec<String> = std::iter::once("safe-depth.csv".to_owned()).chain(answered.pngs()).collect();
    print_place(&mut out, &answered.place, &files, columns)
}

/// Remarks printed with the table.
fn said(outcome: &SafeDepths) -> Vec<String> {
    let realisations = outcome.sites.first().map_or(0, |of| of.realisations);
    let [low, high] = outcome.range_mm;
    let inputs = if outcome.draws > 0 {
        format!("Inputs: 5–95 % over {} draws of inputs that nobody knows exactly. ", outcome.draws)
    } else {
        String::new()
    };
    let mut sentences = vec![format!(
        "Value ± standard error from {realisations} people, drawn near the limit; settings from {low:.2} to {high:.2} mm. {inputs}The          setting is not how deep tips go: the mean tip depth, over people and punctures, stands beside it."
    )];
    if outcome.people > 1.0 - NEARLY_ALL {
        sentences.push(format!(
            "Of {realisations} people none may be over the limit: of thinner skin than theirs this says nothing. More people \
             (--realisations) make it shallower."
        ));
    }
    let count = |end: End| outcome.sites.iter().filter(|of| of.end == end).count();
    if count(End::EverySettingMeets) > 0 {
        sentences.push(format!(
            "Where the deepest setting there is, {high:.2} mm, still meets the limit, the device reaches no further: the limit is \
             not what bounds it."
        ));
    }
    if count(End::NoSettingMeets) > 0 {
        sentences
            .push(format!("Where not even {low:.2} mm meets the limit, no setting of this device does."));
    }
    let ends = |end: usize| outcome.sites.iter().any(|of| of.draws_at_ends[end] > 0);
    if ends(0) || ends(1) {
        sentences.push(
            "Under some draws of the inputs no setting, or every one, meets the limit; bounds end there."
                .into(),
        );
    }
    if let (Some(least), true) = (outcome.least(), outcome.sites.len() > 1) {
        let value = least.setting_mm.value.map_or("no setting".to_owned(), |value| format!("{value:.2} mm"));
        sentences.push(format!("All of these sites together: {value} ({}).", least.label));
    }
    sentences.push(WHAT_IT_IS.to_owned());
    sentences.push(
        "Fat-layer reach is geometry, not fat loss: no study shows fat loss from needles without radiofrequency.".to_owned(),
    );
    sentences
}
