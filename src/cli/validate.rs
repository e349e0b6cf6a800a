//! `puncta validate`: checks the program against cases, built-in or the user's own.

use super::pictures::{Pictures, cannot};
use super::study::{Asked, Opened, pngs, print_place, short_hash};
use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Stop, Work, load};
use crate::outcome::Provenance;
use crate::outcome::agreement::{Agreement, Differences};
use crate::outcome::text_file::printable;
use crate::render::agreement;
use crate::validation::{BUILT_IN, CaseFile, Standing, Verdict, judge, unit_words};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A case:\n\n    [[case]]\n    id = \"depth at 1 mm\"\n    quantity = \"tip_depth_mm\"\n    values = [0.82, 0.9, 0.78]      \
                  # or measured with n and sd, or table = \"depths.csv\"\n    tolerance = { absolute = 0.1 }\n    scenario = \
                  \"my-needle.toml\"\n\nSettings: vary = \"device.depth_mm\" with series = [{ at = 0.5, values = [..] }, ..] or a column in \
                  the table.\nA quantity is a key of summary.json or a short name; an unknown one lists them all."
)]
pub struct Arguments {
    /// Files of cases; the built-in ones when none is given
    cases: Vec<PathBuf>,
    #[command(flatten)]
    work: Work,
    /// How the verdicts are printed; json: one object a line
    #[arg(long, default_value = "text")]
    format: Format,
    /// Compute the bounds of every value over uncertain inputs too
    #[arg(long)]
    intervals: bool,
    /// Folder for the verdicts, and for pictures of how far computed and measured values agree
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long, requires = "out")]
    force: bool,
    #[command(flatten)]
    pictures: Pictures,
}

/// Options that change the results and are not in the cases.
#[derive(Serialize)]
struct Options {
    intervals: Option<bool>,
    cases: String,
}

impl Options {
    fn of(arguments: &Arguments, texts: &str) -> Options {
        // A new argument is named here, and goes into the options if it changes the results.
        let Arguments { intervals, cases: _, work: _, format: _, out: _, force: _, pictures: _ } = arguments;
        Options { intervals: intervals.then_some(true), cases: short_hash(texts.as_bytes()) }
    }
}

pub fn validate(arguments: &Arguments) -> Done {
    let built_in = arguments.cases.is_empty();
    let texts: Vec<(String, String, Option<PathBuf>)> = if built_in {
        BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned(), None)).collect()
    } else {
        let read = |path: &PathBuf| {
            let (name, text) = load::read(path).map_err(|problem| Stop::said(problem.message))?;
            Ok((name, text, path.parent().map(PathBuf::from)))
        };
        arguments.cases.iter().map(read).collect::<Result<_, Stop>>()?
    };
    let parsed = |(name, text, folder): &(String, String, Option<PathBuf>)| {
        CaseFile::parse(name, text, folder.as_deref()).map_err(Stop::said)
    };
    let files: Vec<CaseFile> = texts.iter().map(parsed).collect::<Result<_, _>>()?;
    let all: String = texts.iter().map(|(_, text, _)| text.as_str()).collect();
    let opened = arguments.out.as_ref().map(|out| opened(arguments, out, &texts, &all)).transpose()?;
    let pool = arguments.work.pool(usize::MAX)?;
    let cases = files.iter().flat_map(|file| &file.cases);
    let (mut count, mut verdicts) = (Count::default(), Vec::new());
    for case in cases {
        let verdict = match case {
            Ok(case) => pool.install(|| judge(case, arguments.intervals)),
            Err(broken) => Verdict::from(broken),
        };
        count.add(verdict.standing());
        print(&verdict, arguments.format)?;
        verdicts.push(verdict);
    }
    let agreements = agreements(&verdicts);
    if arguments.format == Format::Text {
        print_agreements(&agreements)?;
    }
    if let Some((opened, provenance)) = opened {
        let files = write(arguments, &opened, &provenance, &verdicts, &agreements)?;
        let took = opened.clock.elapsed();
        let place = opened.close(&provenance, pool.current_num_threads(), took)?;
        if arguments.format == Format::Text {
            print_place(&mut crate::cli::terminal::out(), &place, &files, width())?;
        }
    }
    if !arguments.work.quiet {
        say(&count.words());
    }
    // Known misses of the built-in cases do not count as failures. In the user's own files every miss does.
    let bad = if built_in { count.failed } else { count.failed + count.as_known };
    if bad == 0 { Ok(()) } else { Err(Stop::Failed) }
}

/// Opens the folder of the results.
fn opened(
    arguments: &Arguments,
    out: &std::path::Path,
    texts: &[(String, String, Option<PathBuf>)],
    all: &str,
) -> Result<(Opened, Provenance), Stop> {
    const SEED: u64 = 1;
    let names: Vec<&str> = texts.iter().map(|(name, ..)| name.as_str()).collect();
    let title = names.join(", ");
    let provenance = Provenance::new("validation".to_owned(), title, all.to_owned(), all, SEED);
    let asked = Asked {
        out: Some(out),
        usual: out.to_path_buf(),
        options: Options::of(arguments, all),
        force: arguments.force,
        quiet: arguments.work.quiet,
    };
    Ok((Opened::new("validate", &asked, &provenance)?, provenance))
}

/// Writes verdicts and pictures. Returns the names of the files to look at.
fn write(
    arguments: &Arguments,
    opened: &Opened,
    provenance: &Provenance,
    verdicts: &[Verdict],
    agreements: &[Agreement],
) -> Result<Vec<String>, Stop> {
    let report = json!({
        "program": "puncta",
        "version": provenance.version,
        "cases_hash": provenance.scenario_hash,
        "built_in": arguments.cases.is_empty(),
        "verdicts": verdicts,
        "agreement": agreements,
        "use": crate::outcome::provenance::CONTEXT_OF_USE,
    });
    opened.file("validation.json", &format!("{report:#}\n"))?;
    let look = arguments.pictures.look();
    let mut names = Vec::new();
    // One pair shows nothing that its line does not say.
    let several =
        |of: &&Agreement| of.pairs.len() > 1 || of.pairs.iter().any(|pair| pair.specimens.len() > 1);
    for agreement in agreements.iter().filter(several) {
        let picture = look.drawn(|theme| agreement::draw(agreement, provenance, theme)).map_err(cannot)?;
        names.push(opened.picture(&look.files(&picture).map_err(cannot)?)?);
    }
    Ok(std::iter::once("validation.json".to_owned()).chain(pngs(&names)).collect())
}

/// Pairs of every quantity that has some, in the order of the cases.
fn agreements(verdicts: &[Verdict]) -> Vec<Agreement> {
    let mut quantities: Vec<&str> = Vec::new();
    for verdict in verdicts.iter().filter(|verdict| !verdict.pairs.is_empty()) {
        if !quantities.contains(&verdict.quantity.as_str()) {
            quantities.push(&verdict.quantity);
        }
    }
    let of = |quantity: &&str| {
        let those = verdicts.iter().filter(|verdict| verdict.quantity == **quantity);
        let pairs = those.flat_map(|verdict| verdict.pairs.clone()).collect();
        Agreement::new((*quantity).to_owned(), unit_words(quantity).to_owned(), pairs)
    };
    quantities.iter().map(of).collect()
}

fn print_agreements(agreements: &[Agreement]) -> Done {
    let mut out = crate::cli::terminal::out();
    for Agreement { quantity, unit, differences, .. } in agreements {
        let Some(Differences { n, of_specimens, bias, lower, upper, .. }) = differences else { continue };
        let what = if *of_specimens { "specimens" } else { "pairs" };
        let [mean, low, high] = bias.map(|value| short(&value.into()));
        let [lower, upper] = [lower[0], upper[0]].map(|value| short(&value.into()));
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        let words = format!(
            "{quantity} over {n} {what}: computed minus measured {mean}{unit} on average (95 % {low} to {high}); \
             limits of agreement {lower} to {upper}{unit}"
        );
        write!(out, "\n{}", wrapped(&words, width(), 0))?;
    }
    Ok(())
}

/// Number of cases by result.
#[derive(Default)]
struct Count {
    passed: usize,
    after_all: usize,
    as_known: usize,
    failed: usize,
}

impl Count {
    fn add(&mut self, standing: Standing) {
        *match standing {
            Standing::Passes => &mut self.passed,
            Standing::PassesAfterAll => &mut self.after_all,
            Standing::FailsAsKnown => &mut self.as_known,
            Standing::Fails => &mut self.failed,
        } += 1;
    }

    fn words(&self) -> String {
        let mut words = vec![format!("{} passed", self.passed)];
        if self.after_all > 0 {
            words.push(format!("{} passed though said to fail", self.after_all));
        }
        if self.as_known > 0 {
            words.push(format!("{} failed as known", self.as_known));
        }
        words.push(format!("{} failed", self.failed));
        words.join(", ")
    }
}

fn print(verdict: &Verdict, format: Format) -> Done {
    let mut out = crate::cli::terminal::out();
    if format == Format::Json {
        let line = serde_json::to_string(verdict).map_err(|error| Stop::said(error.to_string()))?;
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let standing = verdict.standing();
    let mark = match standing {
        Standing::Passes | Standing::PassesAfterAll => "pass",
        Standing::FailsAsKnown => "fail",
        Standing::Fails => "FAIL",
    };
    let [id, quantity] = [&verdict.id, &verdict.quantity].map(|text| printable(text));
    writeln!(out, "{mark}  {} {quantity}", padded(&id, 42))?;
    if verdict.faults.len() > 1 {
        for fault in &verdict.faults {
            write!(out, "{}", wrapped(&format!("- {fault}"), width(), 6))?;
        }
        return Ok(());
    }
    for point in &verdict.points {
        let spread = point.n.zip(point.sd).map(|(n, sd)| format!(" (n {n}, sd {})", short(&sd.into())));
        let words = format!(
            "at {}: computed {}, measured {}{}{}",
            short(&point.at.into()),
            short(&point.computed.into()),
            short(&point.measured.into()),
            spread.unwrap_or_default(),
            if point.pass { "" } else { ", beyond the tolerance" },
        );
        write!(out, "{}", wrapped(&words, width(), 6))?;
    }
    let mut words = match &verdict.error {
        Some(error) => error.clone(),
        None if !verdict.points.is_empty() && verdict.pass => "every setting".to_owned(),
        None if !verdict.points.is_empty() => "not every setting lies".to_owned(),
        None => {
            let spread =
                verdict.n.zip(verdict.sd).map(|(n, sd)| format!(" (n {n}, sd {})", short(&sd.into())));
            let (computed, wanted) = (short(&verdict.computed), wanted(&verdict.measured));
            format!("computed {computed}, should be {wanted}{}", spread.unwrap_or_default())
        }
    };
    if let (None, Some(tolerance)) = (&verdict.error, verdict.tolerance.as_object()) {
        if let Some(part) = tolerance.get("relative").and_then(Value::as_f64) {
            words.push_str(&format!(" within {} %", short(&(part * 100.0).into())));
        }
        if let Some(most) = tolerance.get("absolute") {
            words.push_str(&format!(" within {most}"));
        }
    }
    if let (Some(bias), Some([low, high])) = (verdict.bias, verdict.bias_interval) {
        let [bias, low, high] = [bias, low, high].map(|value| short(&value.into()));
        words.push_str(&format!("; computed minus measured {bias} (95 % {low} to {high})"));
    }
    if let Some([low, high]) = verdict.inputs {
        words.push_str(&format!(
            "; other plausible inputs {} to {}",
            short(&low.into()),
            short(&high.into())
        ));
    }
    write!(out, "{}", wrapped(&words, width(), 6))?;
    let said = match standing {
        Standing::Passes => return Ok(()),
        Standing::PassesAfterAll => "passes, though it was said to fail: ",
        Standing::FailsAsKnown => "fails, as known: ",
        Standing::Fails => "",
    };
    if let Some(note) = &verdict.note {
        write!(out, "{}", wrapped(&format!("{said}{note}"), width(), 6))?;
    }
    Ok(())
}

/// Number with five significant digits; other values unchanged.
fn short(value: &Value) -> String {
    if let Some(list) = value.as_array() {
        return list.iter().map(short).collect::<Vec<_>>().join(", ");
    }
    match value.as_f64() {
        Some(number) if number != 0.0 => {
            let digits = (4 - number.abs().log10().floor() as i32).clamp(0, 12) as usize;
            let text = format!("{number:.digits$}");
            if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                text
            }
        }
        _ => value.to_string().trim_matches('"').to_owned(),
    }
}

/// Expected value in words.
fn wanted(value: &Value) -> String {
    let bound = |name: &str| value.get(name).map(short);
    if let Some(Value::Array(ends)) = value.get("between") {
        return ends.iter().map(short).collect::<Vec<_>>().join(" to ");
    }
    match (bound("at_least"), bound("at_most")) {
        (Some(least), _) => format!("at least {least}"),
        (_, Some(most)) => format!("at most {most}"),
        _ => short(value),
    }
}
