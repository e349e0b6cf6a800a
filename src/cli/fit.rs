//! `puncta fit`: the contact law's numbers under measurements of one's own, and which experiment to do next.

use super::pictures::Pictures;
use super::study::{Asked, Opened, short_hash};
use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Stop, Work, load, shown};
use crate::ask::fit::{Fitted, Measurements, Plans, Ranked};
use crate::ask::measure;
use crate::foundation::shown::Printed as _;
use crate::outcome::file;
use crate::render::fit_chart;
use serde::Serialize;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// File of experiments: [[row]] with device, support, observable and value; see docs/formats.md
    rows: PathBuf,
    /// File for the sets, which a scenario names in mechanics.sets. The report goes to a folder of that name beside it
    /// [default: output/<file name without .toml>.csv]
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
    /// Rank the experiments planned in this file by how much they would narrow --figure of the scenario --for
    #[arg(long, value_name = "FILE.toml", requires = "scenario")]
    next: Option<PathBuf>,
    /// Scenario whose figure is to be narrowed
    #[arg(long = "for", value_name = "SCENARIO.toml", id = "scenario", requires = "next")]
    scenario: Option<PathBuf>,
    /// Figure to be narrowed, by its key in summary.json
    #[arg(long, value_name = "KEY", default_value = "reach.fat")]
    figure: String,
    /// Seed of the random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u32,
    /// Steps of the chain that starts where the effective size is below 100, 30 to 20000
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(30..=20_000))]
    steps: u32,
    /// Replace other results
    #[arg(long)]
    force: bool,
    /// Format of the printed values
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    pictures: Pictures,
    #[command(flatten)]
    work: Work,
}

/// Options that change the results.
#[derive(Serialize)]
struct Options {
    rows: String,
    seed: u32,
    steps: u32,
    next: Option<String>,
    figure: Option<&'static str>,
    scenario: Option<String>,
}

impl Options {
    fn of(arguments: &Arguments, rows: &[u8], plans: Option<&Plans>) -> Options {
        // A new argument is named here, and goes into the options if it changes the results.
        let Arguments {
            rows: _,
            seed,
            steps,
            next: _,
            scenario: _,
            figure: _,
            out: _,
            force: _,
            format: _,
            pictures: _,
            work: _,
        } = arguments;
        Options {
            rows: short_hash(rows),
            seed: *seed,
            steps: *steps,
            next: plans.map(|plans| short_hash(plans.text.as_bytes())),
            figure: plans.map(|plans| plans.figure.key()),
            scenario: plans.map(|plans| plans.scenario.provenance().short_hash().to_owned()),
        }
    }
}

pub fn fit(arguments: &Arguments) -> Done {
    let measurements = Measurements::read(&arguments.rows)?;
    let plans = plans(arguments)?;
    let stem =
        arguments.rows.file_stem().map_or_else(|| "fit".into(), |stem| stem.to_string_lossy().into_owned());
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(format!("{stem}.csv")));
    let folder = folder(&out, arguments.force)?;
    let (seed, steps) = (u64::from(arguments.seed), arguments.steps);
    let provenance = measurements.provenance(&stem, seed);
    let asked = Asked {
        out: Some(&folder),
        usual: folder.clone(),
        options: Options::of(arguments, &measurements.bytes(), plans.as_ref()),
        force: arguments.force,
        quiet: arguments.work.quiet,
    };
    let pool = arguments.work.pool(usize::MAX)?;
    let opened = Opened::new("fit", &asked, &provenance)?;
    let Measurements { text, tables, .. } = measurements.clone();
    let fitted = pool.install(|| measurements.fit(plans, &stem, seed, steps))?;
    let took = opened.clock.elapsed();
    opened.file("rows.toml", &text)?;
    tables.iter().try_for_each(|(name, bytes)| opened.bytes(name, bytes))?;
    opened.file("sets.csv", &fitted.sets)?;
    let report = fitted.json();
    opened.file("fit.json", &format!("{report:#}\n"))?;
    let look = arguments.pictures.look();
    let cannot = super::pictures::cannot;
    let picture = look.drawn(|theme| fit_chart::draw(&fitted.fit, &provenance, theme)).map_err(cannot)?;
    let picture = opened.picture(&look.files(&picture).map_err(cannot)?)?;
    let place = opened.close(&provenance, pool.current_num_threads(), took)?;
    place_file(&out, &fitted.sets)?;
    match arguments.format {
        Format::Json => writeln!(crate::cli::terminal::out(), "{report:#}")?,
        Format::Text => print(&fitted, &out, &place, &picture)?,
    }
    if !arguments.work.quiet {
        fitted.warnings().iter().for_each(|words| say(&format!("warning: {words}")));
    }
    Ok(())
}

/// The planned experiments and their scenario; `None` if nothing is planned.
fn plans(arguments: &Arguments) -> Result<Option<Plans>, Stop> {
    let figure = measure("--figure", &arguments.figure)?;
    let Some(path) = &arguments.next else { return Ok(None) };
    let intervals = ["run.intervals=on".to_owned()];
    let (scenario, _) = load::scenario(arguments.scenario.as_deref(), &intervals, arguments.work.quiet)?;
    Ok(Some(Plans::read(path, scenario, figure)?))
}

/// Folder of the report beside the file of the sets, which may be there already if an earlier fit wrote it.
fn folder(out: &Path, force: bool) -> Result<PathBuf, Stop> {
    if out.extension().is_none_or(|ending| ending != "csv") {
        let message = format!("--out {} must end in .csv: a scenario names this file", out.printed());
        return Err(Stop::said(message));
    }
    let folder = out.with_extension("");
    // A pipe or a device would never end.
    let read = |path: &Path| file::bytes(path, file::MOST_OF_OTHERS).ok();
    let ours = || read(out).is_some_and(|text| Some(text) == read(&folder.join("sets.csv")));
    if out.is_dir() || (out.exists() && !force && !ours()) {
        let message =
            format!("{} exists, and puncta fit did not write it; --force replaces a file", out.printed());
        return Err(Stop::said(message));
    }
    Ok(folder)
}

/// Puts the file of sets in place at once.
fn place_file(out: &Path, text: &str) -> Done {
    let failed = |error: std::io::Error| Stop::said(format!("cannot write {}: {error}", out.printed()));
    let mut partial = out.as_os_str().to_owned();
    partial.push(format!(".{}.partial", std::process::id()));
    let mut file = File::options().write(true).create_new(true).open(&partial).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| std::fs::rename(&partial, out)).map_err(|error| {
        std::fs::remove_file(&partial).ok();
        failed(error)
    })
}

fn print(fitted: &Fitted, out: &Path, place: &Path, picture: &str) -> Done {
    let Fitted { fit: found, ranked, .. } = fitted;
    let mut to = crate::cli::terminal::out();
    let columns = width();
    let head = ["row", "measured", "before", "after"].map(str::to_owned);
    let range = |[low, high]: [f64; 2]| {
        if low == high { short(low) } else { format!("{}–{}", short(low), short(high)) }
    };
    let spread =
        |[low, median, high]: [f64; 3]| format!("{} ({}–{})", short(median), short(low), short(high));
    let body = found
        .rows
        .iter()
        .map(|row| [row.id.clone(), range(row.measured), spread(row.before), spread(row.after)]);
    let rows: Vec<[String; 4]> = std::iter::once(head).chain(body).collect();
    let wide: [usize; 4] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0));
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(wide).map(|(text, wide)| padded(text, wide)).collect();
        writeln!(to, "  {}", cells.join("  ").trim_end())?;
    }
    writeln!(to)?;
    let method = match found.chain {
        None => "They were weighted by what the rows say.".to_owned(),
        Some(chain) => format!(
            "That is too few to weight them, so a chain drew {} sets from the posterior of the calibration and these rows together: \
             R-hat {:.2}, {:.0} effective draws.",
            chain.draws, chain.r_hat, chain.effective
        ),
    };
    let sizes = format!("Effective size: {:.0} of {} stored sets. {method}", found.effective, found.stored);
    write!(to, "{}", wrapped(&sizes, columns, 0))?;
    if let Some(Ranked { figure, best_first }) = ranked {
        writeln!(to, "\nWidth of {} after an experiment, over its width now:", figure.key())?;
        let wide = best_first.iter().map(|next| next.id.chars().count()).max().unwrap_or(0);
        for next in best_first {
            let width = next.width.map_or("none".to_owned(), |[width, se]| format!("{width:.2} ± {se:.2}"));
            writeln!(to, "  {}  {width}", padded(&next.id, wide))?;
        }
    }
    writeln!(to, "\nSets in {}: name this file in a scenario beside it,", shown(out))?;
    let file = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    writeln!(to, "  [mechanics]\n  sets = \"{file}\"")?;
    super::study::print_place(&mut to, place, &["fit.json".to_owned(), format!("{picture}.png")], columns)
}

/// A number with three digits.
fn short(value: f64) -> String {
    crate::render::numbers::short(value, 3)
}
