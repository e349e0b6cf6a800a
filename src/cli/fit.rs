//! `puncta fit`: the contact law's numbers under measurements of one's own, and which experiment to do next.

use super::pictures::Pictures;
use super::study::{Asked, Opened, short_hash};
use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Stop, Work, load, shown};
use crate::injury::Measure;
use crate::mechanics::sets::Family;
use crate::outcome::Provenance;
use crate::outcome::fit::{Contradiction, Next, OfChain, OfRow, OwnFit};
use crate::outcome::provenance::CONTEXT_OF_USE;
use crate::outcome::text_file::{read_bytes, read_text};
use crate::render::fit_chart;
use crate::scenario::{Scenario, experiment, nearest};
use crate::simulate::{Quietly, Setup, simulate};
use crate::study::fit::next::next;
use crate::study::fit::own::{LEAST_EFFECTIVE, own};
use crate::study::fit::{Row, planned, rows_with};
use serde::Serialize;
use serde_json::{Value, json};
use std::cell::RefCell;
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

/// Planned experiments, and the value that they are to narrow.
struct Plans {
    text: String,
    rows: Vec<Row>,
    scenario: Scenario,
    figure: Measure,
}

impl Plans {
    /// Reads the plans and their scenario; `None` if nothing is planned.
    fn of(arguments: &Arguments) -> Result<Option<Plans>, Stop> {
        let figure = figure(&arguments.figure)?;
        let Some(path) = &arguments.next else { return Ok(None) };
        let text = read(path)?;
        let rows = planned(&path.display().to_string(), &text).map_err(Stop::said)?;
        let intervals = ["run.intervals=on".to_owned()];
        let quiet = arguments.work.quiet;
        let (scenario, _) = load::scenario(arguments.scenario.as_deref(), &intervals, quiet)?;
        Ok(Some(Plans { text, rows, scenario, figure }))
    }

    /// Ranks the experiments under a new family.
    fn ranked(self, family: Family) -> Result<Ranked, Stop> {
        let setup = self.scenario.setup().with_family(family);
        let simulated =
            simulate(&setup, &Quietly, &Quietly).map_err(|error| Stop::said(error.to_string()))?;
        let spread = simulated.inputs.ok_or_else(|| Stop::said("the scenario of --for has no intervals"))?;
        let best_first = next(self.rows, setup_of, &setup, &spread, self.figure).map_err(Stop::said)?;
        Ok(Ranked { figure: self.figure, best_first })
    }
}

/// Experiments in the order of what they would narrow.
struct Ranked {
    figure: Measure,
    best_first: Vec<Next>,
}

/// Most bytes of a file of experiments.
const MOST_BYTES: u64 = 4 << 20;

pub fn fit(arguments: &Arguments) -> Done {
    let name = arguments.rows.display().to_string();
    let text = read(&arguments.rows)?;
    let tables = Tables::beside(&arguments.rows);
    let table = rows_with(&name, &text, &|name| tables.open(name)).map_err(Stop::said)?;
    let tables = tables.read.into_inner();
    let plans = Plans::of(arguments)?;
    let stem =
        arguments.rows.file_stem().map_or_else(|| "fit".into(), |stem| stem.to_string_lossy().into_owned());
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(format!("{stem}.csv")));
    let folder = folder(&out, arguments.force)?;
    let provenance = Provenance::new(stem, name, text.clone(), &text, arguments.seed.into());
    let asked = Asked {
        out: Some(&folder),
        usual: folder.clone(),
        options: Options::of(arguments, &all_of(&text, &tables), plans.as_ref()),
        force: arguments.force,
        quiet: arguments.work.quiet,
    };
    let pool = arguments.work.pool(usize::MAX)?;
    let opened = Opened::new("fit", &asked, &provenance)?;
    let (seed, steps) = (u64::from(arguments.seed), arguments.steps);
    let found = pool.install(|| own(table, setup_of, seed, steps)).map_err(Stop::said)?;
    let sets = Family::table(&found.sets).map_err(Stop::said)?;
    let ranked = |plans: Plans| {
        let family = Family::read(&sets).map_err(Stop::said)?;
        pool.install(|| plans.ranked(family))
    };
    let ranked = plans.map(ranked).transpose()?;
    let took = opened.clock.elapsed();
    opened.file("rows.toml", &text)?;
    tables.iter().try_for_each(|(name, bytes)| opened.bytes(name, bytes))?;
    opened.file("sets.csv", &sets)?;
    let report = json(&found, ranked.as_ref(), &provenance);
    opened.file("fit.json", &format!("{report:#}\n"))?;
    let look = arguments.pictures.look();
    let cannot = super::pictures::cannot;
    let picture = look.drawn(|theme| fit_chart::draw(&found, &provenance, theme)).map_err(cannot)?;
    let picture = opened.picture(&look.files(&picture).map_err(cannot)?)?;
    let place = opened.close(&provenance, pool.current_num_threads(), took)?;
    place_file(&out, &sets)?;
    match arguments.format {
        Format::Json => writeln!(std::io::stdout().lock(), "{report:#}")?,
        Format::Text => print(&found, ranked.as_ref(), &out, &place, &picture)?,
    }
    if !arguments.work.quiet {
        warnings(&found).iter().for_each(|words| say(&format!("warning: {words}")));
    }
    Ok(())
}

/// Tables beside the file of experiments, which rows name.
struct Tables {
    folder: PathBuf,
    read: RefCell<Vec<(String, Vec<u8>)>>,
}

/// Most bytes of a table, and endings that a table may have: its copy must not take the name of a result.
const MOST_TABLE: u64 = 16 << 20;
const ENDINGS: [&str; 5] = ["csv", "txt", "tsv", "dat", "asc"];

impl Tables {
    fn beside(rows: &Path) -> Tables {
        Tables { folder: rows.parent().map(PathBuf::from).unwrap_or_default(), read: RefCell::default() }
    }

    /// Bytes of the table of this name.
    fn open(&self, name: &str) -> Result<Vec<u8>, String> {
        let plain = Path::new(name).file_name().is_some_and(|file| file == name);
        let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        if !plain || name == "sets.csv" || !ENDINGS.contains(&ending.as_str()) {
            return Err(format!(
                "a table lies beside the file of experiments, with one of the endings {}, and is not called sets.csv",
                ENDINGS.join(", ")
            ));
        }
        let bytes = read_bytes(&self.folder.join(name), MOST_TABLE)
            .map_err(|why| format!("cannot be read: {why}"))?;
        let mut read = self.read.borrow_mut();
        if !read.iter().any(|(known, _)| known == name) {
            read.push((name.to_owned(), bytes.clone()));
        }
        Ok(bytes)
    }
}

/// Everything that the results rest on.
fn all_of(text: &str, tables: &[(String, Vec<u8>)]) -> Vec<u8> {
    std::iter::once(text.as_bytes())
        .chain(tables.iter().map(|(_, bytes)| bytes.as_slice()))
        .collect::<Vec<_>>()
        .concat()
}

/// Reads a text file of bounded size.
fn read(path: &Path) -> Result<String, Stop> {
    read_text(path, MOST_BYTES)
        .map_err(|why| Stop::said(format!("{}: cannot be read: {why}", path.display())))
}

/// Value of a key.
fn figure(key: &str) -> Result<Measure, Stop> {
    Measure::of_key(key).ok_or_else(|| {
        let keys = Measure::ALL.iter().map(|measure| measure.key());
        let near = nearest(key, keys).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        Stop::said(format!("--figure {key}: there is no such figure{near}"))
    })
}

/// Folder of the report beside the file of the sets, which may be there already if an earlier fit wrote it.
fn folder(out: &Path, force: bool) -> Result<PathBuf, Stop> {
    if out.extension().is_none_or(|ending| ending != "csv") {
        let message = format!("--out {} must end in .csv: a scenario names this file", out.display());
        return Err(Stop::said(message));
    }
    let folder = out.with_extension("");
    let ours = || std::fs::read(out).ok() == std::fs::read(folder.join("sets.csv")).ok();
    if out.is_dir() || (out.exists() && !force && !ours()) {
        let message =
            format!("{} exists, and puncta fit did not write it; --force replaces a file", out.display());
        return Err(Stop::said(message));
    }
    Ok(folder)
}

/// Setup of a row's scenario.
fn setup_of(row: &Row) -> Result<Setup, String> {
    experiment(&row.id, &row.scenario)
}

/// Puts the file of sets in place at once.
fn place_file(out: &Path, text: &str) -> Done {
    let failed = |error: std::io::Error| Stop::said(format!("cannot write {}: {error}", out.display()));
    let mut partial = out.as_os_str().to_owned();
    partial.push(format!(".{}.partial", std::process::id()));
    let mut file = File::options().write(true).create_new(true).open(&partial).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| std::fs::rename(&partial, out)).map_err(|error| {
        std::fs::remove_file(&partial).ok();
        failed(error)
    })
}

fn row_json(row: &OfRow) -> Value {
    let [low, median, high] = row.before;
    let [after_low, after_median, after_high] = row.after;
    json!({
        "id": row.id,
        "measured": row.measured,
        "before": { "low": low, "median": median, "high": high },
        "after": { "low": after_low, "median": after_median, "high": after_high },
        "effective_sets": row.effective,
    })
}

/// Contents of `fit.json`.
fn json(found: &OwnFit, ranked: Option<&Ranked>, provenance: &Provenance) -> Value {
    let numbers = found.numbers.iter().map(|number| {
        let of = |[low, median, high]: [f64; 3]| json!({ "low": low, "median": median, "high": high });
        json!({ "key": format!("mechanics.{}", number.key), "before": of(number.before), "after": of(number.after) })
    });
    let chain = found.chain.map(|OfChain { draws, r_hat, effective }| {
        json!({ "draws": draws, "r_hat": r_hat, "effective": effective })
    });
    let contradiction = found.contradiction.as_ref().map(|Contradiction { ids, each, both }| {
        json!({ "rows": ids, "sets_of_each": each, "sets_of_both": both })
    });
    let next = ranked.map(|Ranked { figure, best_first }| {
        let each = best_first.iter().map(|Next { id, width }| {
            let [width, se] = width.map_or([None; 2], |both| both.map(Some));
            json!({ "id": id, "width_after_over_before": width, "se": se })
        });
        json!({ "figure": figure.key(), "experiments": each.collect::<Vec<_>>() })
    });
    json!({
        "program": "puncta",
        "version": provenance.version,
        "seed": provenance.seed,
        "rows_hash": provenance.scenario_hash,
        "stored_sets": found.stored,
        "effective_sets": found.effective,
        "chain": chain,
        "contradiction": contradiction,
        "rows": found.rows.iter().map(row_json).collect::<Vec<_>>(),
        "numbers": numbers.collect::<Vec<_>>(),
        "next": next,
        "use": CONTEXT_OF_USE,
    })
}

/// What a reader must know besides the table.
fn warnings(found: &OwnFit) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(Contradiction { ids: [one, other], each, both }) = &found.contradiction {
        all.push(format!(
            "rows \"{one}\" and \"{other}\" contradict each other: {} and {} of {} sets agree with each, {both} with both. \
             Look at their errors (sd) and at what their scenarios assume",
            each[0], each[1], found.stored
        ));
    }
    for row in found.rows.iter().filter(|row| row.is_missed()) {
        all.push(format!(
            "row \"{}\" stays far from what was measured: check its unit, its error (sd) and what its scenario assumes",
            row.id
        ));
    }
    if let Some(chain) = found.chain
        && (chain.r_hat > 1.1 || chain.effective < LEAST_EFFECTIVE)
    {
        all.push(format!(
            "the chain is short: R-hat {:.2}, {:.0} effective draws; more steps (--steps) make it surer",
            chain.r_hat, chain.effective
        ));
    }
    all
}

fn print(found: &OwnFit, ranked: Option<&Ranked>, out: &Path, place: &Path, picture: &str) -> Done {
    let mut to = std::io::stdout().lock();
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
