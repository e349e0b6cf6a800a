//! `puncta report`: what results folders hold, as one HTML file, and as a PDF.

use super::pictures::{Pictures, cannot};
use super::study::{Asked, Opened, print_place, short_hash};
use super::terminal::width;
use super::{Done, Stop, load};
use crate::foundation::shown::Printed as _;
use crate::foundation::shown::{is_obeyed, said};
use crate::outcome::agreement::Agreement;
use crate::outcome::origin::Origin;
use crate::outcome::people::People;
use crate::outcome::text_file::{printable, read_bytes_in, read_text, read_text_in};
use crate::outcome::{Figure, Measure, Provenance, Stored as StoredRun, possible};
use crate::render::report::{self, DeepestSetting, Kind, OfOther, OfRun, Stored, Subject, html, pages};
use crate::simulate::{Quietly, Setup, first};
use crate::skin::site::site;
use crate::study::characterise::characterise;
use crate::study::diagram::section;
use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Folders of puncta run are drawn anew in the language asked for; of other commands a report shows the table and the \
                  pictures as they are. For --bench, add folders of runs at other sites, of safe-depth, of validate --out and of \
                  insert --measured. A folder that is incomplete, was edited, or is of another version is refused."
)]
pub struct Arguments {
    /// Results folders, the one of the device or the setting first
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Characterise the device of the first run, in the order of 21 CFR 878.4430
    #[arg(long, conflicts_with = "handout")]
    bench: bool,
    /// Make a page for a class of the first run, with its key on a second page
    #[arg(long)]
    handout: bool,
    /// Template of your own for the HTML file, in the language of Jinja
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Folder for the report [default: the first folder's name with -report, -bench or -handout]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    pictures: Pictures,
}

/// Options that change the report.
#[derive(Serialize)]
struct Options {
    bench: Option<bool>,
    handout: Option<bool>,
    template: Option<String>,
    of: String,
}

impl Options {
    fn of(arguments: &Arguments, template: Option<&str>, hashes: &[String]) -> Options {
        // A new argument is named here, and goes into the options if it changes the report.
        let Arguments { bench, handout, template: _, folders: _, out: _, force: _, quiet: _, pictures: _ } =
            arguments;
        Options {
            bench: bench.then_some(true),
            handout: handout.then_some(true),
            template: template.map(|text| short_hash(text.as_bytes())),
            of: short_hash(hashes.join(" ").as_bytes()),
        }
    }
}

/// Most folders, most bytes of a template, of a picture and of a table, and most pictures of a folder.
const MOST_FOLDERS: usize = 40;
const MOST_TEMPLATE: u64 = 1 << 20;
const MOST_PICTURE: u64 = 32 << 20;
const MOST_TABLE: u64 = 64 << 20;
const MOST_PICTURES: usize = 40;

/// Most bytes of all pictures of a folder, and largest side of one, pixels.
const MOST_OF_FOLDER: u64 = 64 << 20;
const MOST_SIDE: u32 = 8000;

pub fn report(arguments: &Arguments) -> Done {
    let kind = match (arguments.bench, arguments.handout) {
        (true, _) => Kind::Bench,
        (_, true) => Kind::Handout,
        _ => Kind::Results,
    };
    if arguments.folders.len() > MOST_FOLDERS {
        return Err(Stop::said(format!(
            "{} folders; a report is of at most {MOST_FOLDERS}",
            arguments.folders.len()
        )));
    }
    let template = arguments.template.as_ref().map(|path| {
        read_text(path, MOST_TEMPLATE)
            .map_err(|why| Stop::said(format!("{}: cannot be read: {why}", path.printed())))
    });
    let template = template.transpose()?;
    let origins = arguments.folders.iter().map(|folder| whole(folder)).collect::<Result<Vec<_>, _>>()?;
    let is_run = |origin: &Origin| origin.command == "run";
    if kind != Kind::Results && !origins.iter().any(is_run) {
        let what = if kind == Kind::Bench { "--bench" } else { "--handout" };
        return Err(Stop::said(format!("{what} needs the results folder of a run; none of these is one")));
    }
    let hashes: Vec<String> = origins.iter().map(|origin| format!("{:?}", origin.files)).collect();
    let (mut subject, mut setups, mut people) = (Subject::default(), Vec::new(), Vec::new());
    let mut sites: Vec<Option<String>> = Vec::new();
    for (origin, folder) in origins.into_iter().zip(&arguments.folders) {
        let refused = |why: String| Stop::said(format!("{}: {why}", folder.printed()));
        if is_run(&origin) {
            if kind == Kind::Bench {
                if !origin.lists("people.csv") {
                    return Err(refused("manifest.json does not list people.csv; run it again".to_owned()));
                }
                people.push(People::read(folder).map_err(|why| refused(format!("people.csv: {why}")))?);
            }
            let (run, setup, site) = of_run(origin, folder)?;
            subject.runs.push(run);
            setups.push(setup);
            sites.push(site);
        } else {
            subject.others.push(of_other(origin, folder).map_err(refused)?);
        }
    }
    if kind == Kind::Bench {
        one_device(&subject)?;
    }
    if kind == Kind::Bench
        && let Some(setup) = setups.first()
    {
        let runs: Vec<_> = subject.runs.iter().map(|run| &run.outcome).zip(&people).collect();
        let known = subject.runs.first().map(|run| run.origin.assumed.as_slice()).unwrap_or_default();
        let bias = known.iter().find(|of| of.key == "device.setting_bias_mm");
        let most_mm = bias.and_then(|of| of.drawn_from).map_or(0.0, |[_, high]| high);
        subject.characterisation = characterise(setup, most_mm, &runs);
    }
    if kind == Kind::Handout
        && let (Some(setup), Some(run)) = (setups.first(), subject.runs.first())
    {
        let name = sites.first().and_then(|name| name.as_deref());
        let found = name.and_then(site).map(|site| section(setup, site, run.outcome.provenance.clone()));
        subject.section = found.and_then(Result::ok);
    }
    let look = arguments.pictures.look();
    let made = report::report(&subject, kind, &look).map_err(cannot)?;
    let text = html::html(&made, template.as_deref()).map_err(|why| {
        let name = arguments.template.as_ref().map_or("the template".to_owned(), |path| path.printed());
        Stop::said(format!("{name}: {why}"))
    })?;
    let pdf = look.pdf.then(|| pages::pdf(&made, look.paper)).transpose().map_err(cannot)?;
    write(arguments, kind, &subject, template.as_deref(), &hashes, &text, pdf)
}

/// Refuses runs of other devices than the first, which a bench report is of.
fn one_device(subject: &Subject) -> Done {
    let device = |run: &OfRun| {
        run.outcome.provenance.parts.as_ref().map(|parts| (parts.device.clone(), parts.needles))
    };
    let Some(first) = subject.runs.first() else { return Ok(()) };
    match subject.runs.iter().find(|run| device(run) != device(first)) {
        None => Ok(()),
        Some(other) => {
            let name = |run: &OfRun| device(run).map_or("no device".to_owned(), |(name, _)| name);
            Err(Stop::said(format!(
                "--bench is of one device: {} is of a {}, and {} of a {}",
                first.folder,
                name(first),
                other.folder,
                name(other)
            )))
        }
    }
}

/// Origin of a folder that is as a command of this version left it.
///
/// # Errors
/// What differs, in one sentence.
pub fn whole(folder: &Path) -> Result<Origin, Stop> {
    const SHOWN: usize = 5;
    let refused = |why: String| Stop::said(format!("{}: {why}", folder.printed()));
    let origin = Origin::read(folder).map_err(refused)?;
    let faults = origin.faults(folder);
    if faults.is_empty() {
        return Ok(origin);
    }
    let more = faults.len().saturating_sub(SHOWN);
    let mut words = faults.into_iter().take(SHOWN).collect::<Vec<_>>().join("; ");
    if more > 0 {
        words.push_str(&format!("; and {more} more"));
    }
    Err(refused(format!("{words}. Only a folder as a command left it is taken; run it again")))
}

/// Writes the files.
fn write(
    arguments: &Arguments,
    kind: Kind,
    subject: &Subject,
    template: Option<&str>,
    hashes: &[String],
    text: &str,
    pdf: Option<Vec<u8>>,
) -> Done {
    let provenance = match subject.runs.first() {
        Some(run) => run.outcome.provenance.clone(),
        None => {
            let origin = &subject.others[0].origin;
            let (name, all) = (origin.name.clone(), hashes.join("\n"));
            Provenance::new(name, String::new(), all.clone(), &all, origin.seed)
        }
    };
    let ending = match kind {
        Kind::Results => "report",
        Kind::Bench => "bench",
        Kind::Handout => "handout",
    };
    let asked = Asked {
        out: arguments.out.as_deref(),
        usual: super::draw::beside(&arguments.folders[0], ending),
        options: Options::of(arguments, template, hashes),
        force: arguments.force,
        quiet: arguments.quiet,
    };
    let opened = Opened::new("report", &asked, &provenance)?;
    let mut files = vec!["report.html".to_owned()];
    opened.file("report.html", text)?;
    if let Some(bytes) = pdf {
        opened.bytes("report.pdf", &bytes)?;
        files.push("report.pdf".to_owned());
    }
    let took = opened.clock.elapsed();
    let place = opened.close(&provenance, 1, took)?;
    if arguments.quiet {
        return Ok(());
    }
    print_place(&mut crate::cli::terminal::out(), &place, &files, width())
}

/// A run with its pictures' data.
fn of_run(origin: Origin, folder: &Path) -> Result<(OfRun, Setup, Option<String>), Stop> {
    let scenario = load::of_run(folder)?;
    let provenance = &scenario.provenance;
    if (provenance.scenario_hash.as_str(), provenance.seed) != (origin.scenario_hash.as_str(), origin.seed) {
        let words = "manifest.json was changed: its hash or seed is not that of scenario.toml";
        return Err(Stop::said(format!("{}: {words}", folder.printed())));
    }
    let site = scenario.resolved.skin.site.clone();
    let setup = scenario.setup;
    let stored = StoredRun::read(folder, &setup);
    sound(&stored, folder)?;
    let alone = first(&setup, &Quietly).map_err(|error| Stop::said(error.to_string()))?;
    let outcome = stored.outcome(&setup, scenario.provenance, alone);
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((OfRun { outcome, origin, folder: name }, setup, site))
}

/// Refuses a run whose files are missing, were edited, or hold values that no run gives.
pub fn sound(stored: &StoredRun, folder: &Path) -> Done {
    if stored.findings.is_empty() {
        return Ok(());
    }
    let all: Vec<String> = stored.findings.iter().map(ToString::to_string).collect();
    Err(Stop::said(format!("{}: {}", folder.printed(), all.join("; "))))
}

/// Table and pictures of a folder of another command.
fn of_other(origin: Origin, folder: &Path) -> Result<OfOther, String> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut other = OfOther { folder: name, ..OfOther::default() };
    let listed = |file: &str| {
        if origin.lists(file) { Ok(()) } else { Err(format!("manifest.json does not list {file}")) }
    };
    let json = |file: &str| -> Result<Value, String> {
        listed(file)?;
        let text = read_text_in(folder, file, MOST_TABLE).map_err(|why| format!("{file}: {why}"))?;
        serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))
    };
    match origin.command.as_str() {
        "sweep" => {
            listed("sweep.csv")?;
            (other.table, other.rows) = of_sweep(folder)?;
        }
        "compare" => {
            other.table = of_comparison(&json("comparison.json")?)?;
            other.rows = other.table.len().saturating_sub(1);
        }
        "report" | "export" | "draw" | "animate" => {
            return Err(format!(
                "it holds what puncta {} made of results; give the folder of the results",
                origin.command
            ));
        }
        "validate" => {
            let json = json("validation.json")?;
            other.verdicts = of_verdicts(&json)?;
            other.is_published = json.get("built_in").and_then(Value::as_bool).unwrap_or(false);
            let agreement = json.get("agreement").cloned().unwrap_or_default();
            other.agreement = serde_json::from_value::<Vec<Agreement>>(agreement)
                .map_err(|error| format!("validation.json: {error}"))?;
        }
        "insert" => other.curves = of_insertion(&json("insertion.json")?),
        "safe-depth" => other.deepest = of_safe_depth(&json("safe-depth.json")?)?,
        _ => {}
    }
    let named = origin.files.keys().filter(|name| name.starts_with("figures/") && name.ends_with(".png"));
    let pictures: Vec<&String> =
        named.filter(|name| !name.contains(".key.") && !name.ends_with("/sheet.png")).collect();
    let mut bytes = 0;
    for name in pictures.into_iter().take(MOST_PICTURES) {
        let png = read_bytes_in(folder, name, MOST_PICTURE).map_err(|why| format!("{name}: {why}"))?;
        let size = size_of_png(&png)
            .ok_or_else(|| format!("{name} is no PNG, or has more than {MOST_SIDE} pixels a side"))?;
        bytes += png.len() as u64;
        if bytes > MOST_OF_FOLDER {
            return Err(format!("its pictures have more than {MOST_OF_FOLDER} bytes together"));
        }
        let beside = name.replace(".png", ".txt");
        let words = match origin.lists(&beside) {
            true => read_text_in(folder, &beside, MOST_TEMPLATE).unwrap_or_default(),
            false => String::new(),
        };
        let words: String = words.chars().filter(|letter| *letter == '\n' || !is_obeyed(*letter)).collect();
        // A caption, an empty line, and "Alternative text: " in some language.
        let (_, alt) = words
            .split_once(
                "

",
            )
            .unwrap_or(("", &words));
        let alt = alt.split_once(": ").map_or(alt, |(_, alt)| alt).trim().to_owned();
        other.pictures.push(Stored { png, size, alt });
    }
    other.origin = origin;
    Ok(other)
}

/// Width and height of a PNG file that a decoder accepts.
fn size_of_png(bytes: &[u8]) -> Option<[u32; 2]> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let about = decoder.read_header_info().ok()?;
    let sides = [about.width, about.height];
    sides.iter().all(|side| (1..=MOST_SIDE).contains(side)).then_some(sides)
}

/// Values of a sweep that a report shows beside its keys.
const OF_SWEEP: [Measure; 5] =
    [Measure::Density, Measure::DepthMean, Measure::ReachDermis, Measure::ReachFat, Measure::DermisVolume];

/// Keys and main values of the points of a sweep, and their number.
fn of_sweep(folder: &Path) -> Result<(Vec<Vec<String>>, usize), String> {
    let failed = |error: csv::Error| format!("sweep.csv: {error}");
    let bytes = read_bytes_in(folder, "sweep.csv", MOST_TABLE).map_err(|why| format!("sweep.csv: {why}"))?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let names: Vec<String> = reader.headers().map_err(failed)?.iter().map(str::to_owned).collect();
    let keys = names.iter().position(|name| name.starts_with("punctures.count")).unwrap_or(names.len());
    let place = |measure: Measure, part: &str| {
        names.iter().position(|name| *name == format!("{}.{part}", measure.key()))
    };
    let mut table = vec![
        names[..keys]
            .iter()
            .cloned()
            .chain(OF_SWEEP.iter().map(|measure| measure.key().to_owned()))
            .collect::<Vec<_>>(),
    ];
    let mut rows = 0;
    for record in reader.records() {
        let record = record.map_err(failed)?;
        rows += 1;
        let number = |at: Option<usize>| record.get(at?)?.parse::<f64>().ok();
        let value = |measure: &Measure| {
            let of = |part: &str| number(place(*measure, part));
            let figure = Figure { value: of("value"), se: of("se"), ..Figure::default() };
            possible::figure(*measure, &figure).map_err(|what| format!("sweep.csv, row {rows}: {what}"))?;
            Ok(figure.said_briefly(measure.unit()).to_string())
        };
        let values = OF_SWEEP.iter().map(value).collect::<Result<Vec<_>, String>>()?;
        table.push(record.iter().take(keys).map(printable).chain(values).collect());
    }
    if keys == names.len() {
        return Err("sweep.csv holds no values".to_owned());
    }
    Ok((table, rows))
}

/// A row for each value of a comparison, a column for each setting.
fn of_comparison(json: &Value) -> Result<Vec<Vec<String>>, String> {
    let text =
        |value: &Value, key: &str| printable(value.get(key).and_then(Value::as_str).unwrap_or_default());
    let settings = json.get("settings").and_then(Value::as_array).cloned().unwrap_or_default();
    let names = settings.iter().map(|of| format!("{}: {}", text(of, "letter"), text(of, "name")));
    let mut table = vec![std::iter::once(String::new()).chain(names).collect::<Vec<_>>()];
    for measure in Measure::ALL {
        let found = measure.key().split('.').try_fold(json, |value, part| value.get(part));
        let Some(figures) = found.and_then(|of| of.get("figures")).and_then(Value::as_array) else {
            continue;
        };
        let figure = |value: &Value| {
            let failed = |what: String| format!("comparison.json: {what}");
            let figure = serde_json::from_value::<Figure>(value.clone())
                .map_err(|error| failed(format!("{}: {}", measure.key(), said(error))))?;
            possible::figure(*measure, &figure).map_err(failed)?;
            Ok(figure.said_briefly(measure.unit()).to_string())
        };
        let values = figures.iter().map(figure).collect::<Result<Vec<_>, String>>()?;
        table.push(std::iter::once(measure.label().to_owned()).chain(values).collect());
    }
    if table.len() == 1 {
        return Err("comparison.json holds no values".to_owned());
    }
    Ok(table)
}

/// A case: name, quantity, computed and expected value, and the verdict.
type OfCase = ([String; 4], Option<bool>);

fn of_verdicts(json: &Value) -> Result<Vec<OfCase>, String> {
    let short = |value: Option<&Value>| match value {
        Some(Value::Number(number)) => crate::render::numbers::short(number.as_f64().unwrap_or(f64::NAN), 3),
        Some(Value::Array(all)) if all.len() > 1 => format!("{} values", all.len()),
        Some(Value::Object(bounds)) => bounds
            .iter()
            .map(|(name, value)| format!("{} {value}", printable(name).replace('_', " ")))
            .collect::<Vec<_>>()
            .join(", "),
        Some(Value::Bool(yes)) => yes.to_string(),
        Some(Value::String(text)) => printable(text),
        _ => "–".to_owned(),
    };
    let of = |verdict: &Value| {
        let text = |key: &str| printable(verdict.get(key).and_then(Value::as_str).unwrap_or_default());
        let pass = verdict.get("pass").and_then(Value::as_bool).filter(|_| verdict.get("error").is_none());
        // Quantities with a name of their own are never negative.
        let quantity = text("quantity");
        let measure = Measure::of_key(&quantity);
        let allowed = measure.map_or([0.0, possible::MOST], possible::range);
        for part in ["computed", "measured"] {
            if let Some(number) = verdict.get(part).and_then(Value::as_f64) {
                possible::within(&format!("{part} {quantity} of {}", text("id")), number, allowed)
                    .map_err(|what| format!("validation.json: {what}"))?;
            }
        }
        Ok(([text("id"), quantity, short(verdict.get("computed")), short(verdict.get("measured"))], pass))
    };
    json.get("verdicts").and_then(Value::as_array).into_iter().flatten().map(of).collect()
}

/// Measured curves of one stroke.
fn of_insertion(json: &Value) -> Vec<(String, [Option<f64>; 2])> {
    let curves = json.get("measured").and_then(|of| of.get("curves")).and_then(Value::as_array);
    let of = |curve: &Value| {
        let name = printable(curve.get("name").and_then(Value::as_str).unwrap_or_default());
        (name, ["bias_n", "rms_n"].map(|key| curve.get(key).and_then(Value::as_f64)))
    };
    curves.into_iter().flatten().map(of).collect()
}

/// Deepest settings, site by site.
fn of_safe_depth(json: &Value) -> Result<Vec<DeepestSetting>, String> {
    let read = |site: &Value| {
        Some(DeepestSetting {
            site: printable(site.get("site")?.as_str()?),
            limit: site.get("limit")?.as_f64()?,
            people: site.get("people")?.as_f64()?,
            setting: serde_json::from_value(site.get("safe_depth_mm")?.clone()).ok()?,
        })
    };
    let of = |site: &Value| {
        let found = read(site).ok_or("safe-depth.json: a site without its values")?;
        possible::figure(Measure::Set, &found.setting)
            .and_then(|()| possible::within("limit", found.limit, [0.0, 1.0]))
            .and_then(|()| possible::within("people", found.people, [0.0, 1.0]))
            .map_err(|what| format!("safe-depth.json: {what}"))?;
        Ok(found)
    };
    json.as_array().into_iter().flatten().map(of).collect()
}
