//! Output of `puncta sweep`: a table with a row for each setting.

use crate::ask::sweep::Planned;
use crate::cli::study::print_place;
use crate::cli::terminal::{table, width, wrapped};
use crate::cli::{Done, Format};
use crate::injury::Measure;
use crate::outcome::{Answer as _, Figure, IntervalOf, Shard, Sweep};
use crate::render::shown;
use crate::render::words::Language;
use std::io::Write;
use std::path::Path;

/// Most rows of the printed table; the file has all.
const MOST_ROWS: usize = 40;

/// Prints the table and the place of these files, or `study.json`.
pub fn print(planned: &Planned, place: &Path, files: &[String], format: Format) -> Done {
    let (sweep, figures) = (&planned.sweep, &planned.figures()?[..]);
    let mut out = crate::cli::terminal::out();
    if format == Format::Json {
        write!(out, "{}", sweep.json_text())?;
        return Ok(());
    }
    let columns = width();
    for base in &sweep.bases {
        write!(out, "{}{}", wrapped(&base.name, columns, 0), wrapped(&base.setting, columns, 0))?;
    }
    writeln!(out)?;
    let mut rows: Vec<Vec<String>> = vec![head(sweep, figures)];
    rows.extend((0..sweep.points.len().min(MOST_ROWS)).filter_map(|at| row(sweep, figures, at)));
    table(&mut out, &rows, columns)?;
    if sweep.points.len() > MOST_ROWS {
        writeln!(out, "  ... {} more in the table", sweep.points.len() - MOST_ROWS)?;
    }
    writeln!(out)?;
    write!(out, "{}", wrapped(&note(sweep), columns, 0))?;
    if let Some(answer) = best(sweep) {
        write!(out, "{}", wrapped(&answer, columns, 0))?;
    }
    if !files.iter().any(|file| file.starts_with("figures/sweep-") && !file.contains("trade-off")) {
        let why = "No chart: one draws a key of numbers, alone, with one more, or with at most eight settings of the others, \
                   on a grid.";
        write!(out, "{}", wrapped(why, columns, 0))?;
    }
    print_place(&mut out, place, files, columns)
}

/// The best setting within the limit of a trade-off, in words.
fn best(sweep: &Sweep) -> Option<String> {
    let [more, less] = sweep.trade_off?;
    let limit = sweep.limit(less)?;
    let name = |measure: Measure| shown::name_or_key(measure, Language::English);
    let limit = Figure { value: Some(limit), ..Figure::default() }.words(less.unit());
    let Some(at) = sweep.best([more, less]) else {
        return Some(format!("No setting keeps “{}” at or below {limit}.", name(less)));
    };
    let setting = sweep.setting(at)?;
    let keys = sweep.keys.iter().zip(&setting.values).map(|(key, value)| format!("{key} = {value}"));
    let words: Vec<String> = sweep.base_of(setting).map(str::to_owned).into_iter().chain(keys).collect();
    let said = |measure: Measure| {
        let figure = sweep.figure(at, measure);
        let of_inputs = sweep.points[at].interval_of == IntervalOf::Inputs;
        let bounds =
            if of_inputs { figure.said_of_inputs(measure.unit()).to_string() } else { String::new() };
        let people = figure.said_of_people(measure.unit()).to_string();
        let more: Vec<String> = [("people", people), ("inputs", bounds)]
            .into_iter()
            .filter(|(_, range)| !range.is_empty())
            .map(|(of, range)| format!("{of} {range}"))
            .collect();
        let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join("; ")) };
        format!("{} {}{more}", name(measure), figure.words(measure.unit()))
    };
    Some(format!(
        "Most of “{}” with a mean “{}” at or below {limit}, of these settings: {}: {}, {}.",
        name(more),
        name(less),
        words.join(", "),
        said(more),
        said(less)
    ))
}

/// What the values are.
fn note(sweep: &Sweep) -> String {
    let inputs = sweep.points.iter().all(|point| point.interval_of == IntervalOf::Inputs);
    let brackets = if inputs {
        "In brackets: 5–95 % over uncertain inputs, the same draws at every setting."
    } else {
        "Uncertainty of the inputs is not in these errors."
    };
    format!(
        "Mean ± Monte-Carlo standard error over the same {} people at every setting. {brackets}",
        sweep.realisations
    )
}

fn head(sweep: &Sweep, figures: &[Measure]) -> Vec<String> {
    let base = (sweep.bases.len() > 1).then(|| "base".to_owned());
    let name = |measure: &Measure| shown::name_or_key(*measure, Language::English).to_owned();
    // The table has little room: a section is named where two keys would read alike.
    let short = |key: &String| key.rsplit_once('.').map_or(key.clone(), |(_, name)| name.to_owned());
    let alike = |key: &String| sweep.keys.iter().filter(|other| short(other) == short(key)).count() > 1;
    let keys = sweep.keys.iter().map(|key| if alike(key) { key.clone() } else { short(key) });
    base.into_iter().chain(keys).chain(figures.iter().map(name)).collect()
}

fn row(sweep: &Sweep, figures: &[Measure], at: usize) -> Option<Vec<String>> {
    let setting = sweep.setting(at)?;
    let base = sweep.base_of(setting).map(str::to_owned);
    let value = |measure: &Measure| {
        let figure = sweep.figure(at, *measure);
        let value = figure.words(measure.unit());
        let bounds = figure.said_of_inputs(measure.unit());
        let of_inputs = sweep.points[at].interval_of == IntervalOf::Inputs;
        if of_inputs && !bounds.is_nothing() { format!("{value} ({bounds})") } else { value }
    };
    let values = figures.iter().map(value);
    Some(base.into_iter().chain(setting.values.iter().cloned()).chain(values).collect())
}

/// Prints what a shard holds.
pub fn print_shard(sweep: &Sweep, shard: Shard, place: &Path, format: Format) -> Done {
    let mut out = crate::cli::terminal::out();
    if format == Format::Json {
        write!(out, "{}", sweep.json_text())?;
        return Ok(());
    }
    writeln!(
        out,
        "{shard}: {} of {} points. The table and the pictures come with puncta merge, when all shards are there.",
        sweep.points.len(),
        sweep.settings.len()
    )?;
    print_place(&mut out, place, &[], width())
}
