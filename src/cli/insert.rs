//! `puncta insert`: follows one stroke step by step: force, depth, deflection and work over the travel.

use super::pictures::Pictures;
use super::study::{Answered, Asked, print_place, short_hash};
use super::terminal::{padded, width, wrapped};
use super::{Done, Format, Settings, Stop, load, study};
use crate::device::preset;
use crate::mechanics::lift::Balance;
use crate::outcome::Answer as _;
use crate::outcome::insertion::InsertionOutcome;
use crate::outcome::text_file::read_text;
use crate::render::{Look, Picture, RenderError, insertion_chart};
use crate::scenario::Scenario;
use crate::study::insert::{InsertError, Reached, Turn, insert as follow, reach};
use crate::technique::defaults::of_hand;
use serde::Serialize;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    /// Find the dial (pen), the force, or the overtravel at which the needles reach this mean depth, mm
    #[arg(long, value_name = "MM", allow_negative_numbers = true)]
    target_mm: Option<f64>,
    /// Bench data to lay over the force of all needles: a CSV file with columns travel_mm and force_n
    #[arg(long, value_name = "CSV")]
    measured: Option<PathBuf>,
    /// Folder for the results [default: output/<file name without .toml>-insert]
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
    /// Print results only: no messages
    #[arg(long, short)]
    quiet: bool,
}

/// Options that change the results and are not in the scenario.
#[derive(Serialize)]
struct Options {
    /// Hash of the measured curve, since the file may change under the same name.
    measured: Option<String>,
}

impl Options {
    fn of(arguments: &Arguments, measured: Option<&[[f64; 2]]>) -> Options {
        // A new argument is named here, and goes into the options if it changes the results.
        let Arguments {
            measured: _,
            scenario: _,
            settings: _,
            target_mm: _,
            out: _,
            force: _,
            format: _,
            pictures: _,
            quiet: _,
        } = arguments;
        let hash = |points: &[[f64; 2]]| {
            let bytes: Vec<u8> = points.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
            short_hash(&bytes)
        };
        Options { measured: measured.map(hash) }
    }
}

pub fn insert(arguments: &Arguments) -> Done {
    let settings = arguments.settings.all();
    let (scenario, stem) = load::scenario(arguments.scenario.as_deref(), &settings, arguments.quiet)?;
    let measured = arguments.measured.as_deref().map(read_curve).transpose()?;
    if let Some(target) = arguments.target_mm {
        return target_depth(&scenario, target, arguments.format);
    }
    let asked = Asked {
        out: arguments.out.as_deref(),
        usual: Path::new("output").join(format!("{stem}-insert")),
        options: Options::of(arguments, measured.as_deref()),
        force: arguments.force,
        quiet: arguments.quiet,
    };
    let Scenario { setup, provenance, .. } = &scenario;
    let make = || follow(setup, provenance.clone(), measured).map_err(|error| Stop::said(error.to_string()));
    let answered = study::answer(&asked, None, &arguments.pictures, provenance, make, draw)?;
    print(&answered, arguments.format)
}

fn draw(outcome: &InsertionOutcome, look: &Look) -> Result<Vec<Picture>, RenderError> {
    let layers = insertion_chart::layers(outcome, look.theme.language);
    Ok(vec![look.drawn(|theme| insertion_chart::draw(outcome, &layers, theme))?])
}

/// Most bytes and rows of a measured curve.
const MOST_BYTES: u64 = 16 << 20;
const MOST_ROWS: usize = 200_000;

/// Reads (travel, force) from a file, sorted by travel.
fn read_curve(path: &Path) -> Result<Vec<[f64; 2]>, Stop> {
    let name = path.display();
    let failed = |why: String| Stop::said(format!("{name}: {why}"));
    let text = read_text(path, MOST_BYTES).map_err(|why| failed(format!("cannot be read: {why}")))?;
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| failed(error.to_string()))?.clone();
    let column = |wanted: &str| {
        header.iter().position(|found| found == wanted).ok_or_else(|| {
            let found: Vec<&str> = header.iter().collect();
            failed(format!("has no column {wanted}; its first line says: {}", found.join(", ")))
        })
    };
    let places = [column("travel_mm")?, column("force_n")?];
    let mut points = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| failed(error.to_string()))?;
        if points.len() == MOST_ROWS {
            return Err(failed(format!("has more than {MOST_ROWS} rows")));
        }
        let line = record.position().map_or(0, csv::Position::line);
        let mut point = [0.0; 2];
        for ((number, place), what) in point.iter_mut().zip(places).zip(["travel_mm", "force_n"]) {
            let field = record.get(place).unwrap_or_default();
            *number = field
                .parse()
                .ok()
                .filter(|value: &f64| value.is_finite())
                .ok_or_else(|| failed(format!("line {line}: {what} = \"{field}\" is not a number")))?;
        }
        points.push(point);
    }
    if points.is_empty() {
        return Err(failed("has no rows".into()));
    }
    points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    Ok(points)
}

fn target_depth(scenario: &Scenario, target_mm: f64, format: Format) -> Done {
    let setup = &scenario.setup;
    let length = setup.device.needle.length_mm;
    if !(target_mm > 0.0 && target_mm <= length) {
        return Err(Stop::said(format!(
            "--target-mm {target_mm} is no depth that needles of {length} mm can reach; give one above 0 and up to {length}"
        )));
    }
    let turn = Turn::of(&setup.device).ok_or_else(|| Stop::said(InsertError::NothingToTurn.to_string()))?;
    let dial =
        scenario.resolved.device.preset.as_deref().and_then(preset).and_then(|preset| preset.dial_mm());
    let most = match turn {
        Turn::Dial => dial.map_or(length, |[_, high]| high.min(length)),
        Turn::Force => of_hand(setup.device.kind, "most_force_n"),
        // The upper end of the key's own range.
        Turn::Overtravel => 5.0,
    };
    let Reached { key, unit, value, depth_mm } =
        reach(setup, target_mm, most).map_err(|error| Stop::said(error.to_string()))?;
    let mut out = std::io::stdout().lock();
    if format == Format::Json {
        let found = json!({ "target_mm": target_mm, "key": key, "value": value, "mean_depth_mm": depth_mm });
        writeln!(out, "{found}")?;
        return Ok(());
    }
    writeln!(out, "{key} = {} {unit} gives a mean depth of {depth_mm:.3} mm", short(value))?;
    if (depth_mm - target_mm).abs() > 0.01 {
        let jump = "Between this setting and one just below it the depth jumps past the one asked for: needles puncture there.";
        write!(out, "{}", wrapped(jump, width(), 0))?;
    }
    write!(out, "{}", wrapped(NOT_MORE_CERTAIN, width(), 0))?;
    Ok(())
}

/// Caution printed with the values of a stroke.
const NOT_MORE_CERTAIN: &str = "One stroke on the average person with the central set of parameters: the figures leave out how \
    people and inputs vary.";

/// Number with three significant digits.
fn short(value: f64) -> String {
    crate::render::numbers::short(value, 3).replace('\u{202f}', " ")
}

fn print(answered: &Answered<InsertionOutcome>, format: Format) -> Done {
    let (mut out, outcome) = (std::io::stdout().lock(), &answered.answer);
    if format == Format::Json {
        write!(out, "{}", outcome.json_text())?;
        return Ok(());
    }
    let columns = width();
    writeln!(out, "{}", outcome.provenance.name)?;
    write!(out, "{}", wrapped(&outcome.provenance.setting, columns, 0))?;
    writeln!(out)?;
    let rows = rows(outcome);
    let wide = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, words) in &rows {
        let line = format!("  {}  {words}", padded(label, wide));
        if line.chars().count() <= columns {
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "  {label}")?;
            write!(out, "{}", wrapped(words, columns, 4))?;
        }
    }
    writeln!(out)?;
    write!(out, "{}", wrapped(NOT_MORE_CERTAIN, columns, 0))?;
    let tables = "insertion.csv, one-needle.csv, needles.csv".to_owned();
    let files: Vec<String> = answered.pngs().into_iter().chain([tables]).collect();
    print_place(&mut out, &answered.place, &files, columns)
}

/// Balance of forces on a pen, at the deepest travel and over a stroke, in words.
pub(super) fn balance(pen: &Balance) -> String {
    let inertia = match pen.inertia_n {
        none if none <= 0.0 => String::new(),
        held => format!(" + {} N by the pen's mass", short(held)),
    };
    format!(
        "{} N by the hand{inertia} = {} N on the pins + {} N on the rim at the deepest travel; over a stroke {} N = {} N + {} N",
        short(pen.hand_n),
        short(pen.pins_n),
        short(pen.rim_n),
        short(pen.hand_n),
        short(pen.mean_pins_n),
        short(pen.mean_rim_n)
    )
}

/// How far the pins lift a pen, in words; `None` if its rim stays on the skin.
pub(super) fn lift(pen: &Balance) -> Option<String> {
    let why = if pen.mean_rim_n < HOVERS * pen.hand_n {
        "the pins alone bear the hand, stroke by stroke"
    } else {
        "within a stroke, until its mass follows the pins"
    };
    (pen.lift_mm > 0.0).then(|| format!("{} mm off the skin: {why}", short(pen.lift_mm)))
}

/// Share of the hand's force below which a rim counts as carrying nothing.
const HOVERS: f64 = 1e-3;

fn rows(outcome: &InsertionOutcome) -> Vec<(&'static str, String)> {
    let needles = outcome.striking().count();
    let set_mm = outcome.set_depth_mm;
    let depth = match outcome.mean_depth_mm() {
        Some(depth) => format!(
            "{depth:.3} mm of {set_mm} mm set, {:.0} %, on the average person",
            100.0 * depth / set_mm.max(1e-9)
        ),
        None => format!("none, of {set_mm} mm set: no needle broke into the reticular dermis"),
    };
    let mut rows = vec![("mean depth", depth)];
    let through = match (outcome.punctures.first(), outcome.punctures.last()) {
        (Some(first), Some(last)) => format!(
            "{} of {needles} needles{}, at {:.3} to {:.3} mm of travel",
            needles - outcome.failed(),
            if outcome.drum { " at the drum's lowest point" } else { "" },
            first.travel_mm,
            last.travel_mm
        ),
        _ => format!("none of {needles} needles"),
    };
    rows.push(("broke through", through));
    rows.push((
        "largest force",
        format!(
            "{} N on one needle, {} N on all",
            short(outcome.peak_needle_n()),
            short(outcome.peak_total_n)
        ),
    ));
    if let Some(pen) = &outcome.pen {
        rows.push(("forces on the pen", balance(pen)));
        rows.extend(lift(pen).map(|words| ("lift", words)));
    } else if let (Some(pressed), Some(body)) = (outcome.pressed_n, outcome.body_n) {
        let needles = pressed - body;
        let words = format!(
            "{} N pressed = {} N on needles + {} N on the body",
            short(pressed),
            short(needles),
            short(body)
        );
        rows.push(("forces at the end", words));
    }
    let work = &outcome.work;
    let share = |part: f64| 100.0 * part / work.device_mj.max(1e-12);
    rows.push((
        "work of a stroke",
        format!(
            "{} mJ: {:.0} % held by the skin, {:.0} % spread, {:.0} % torn, {:.0} % friction, {:.0} % lost in jumps (balance {:.2} %)",
            short(work.device_mj),
            share(work.stored_mj),
            share(work.dissipated.spread),
            share(work.dissipated.tear),
            share(work.dissipated.friction),
            share(work.released_mj),
            100.0 * work.imbalance()
        ),
    ));
    let margin = &outcome.margin;
    rows.push((
        "the needle itself",
        format!(
            "{}: buckles at {} N with a free tip, {} times its largest force; {} MPa on the tip at puncture, yields at {}",
            outcome.material,
            short(margin.buckling_n),
            short(margin.buckling),
            short(margin.tip_mpa),
            short(margin.tip * margin.tip_mpa)
        ),
    ));
    if let Some(measured) = &outcome.measured {
        rows.push((
            "against measured",
            format!(
                "computed less measured {} N on average, {} N root mean square, over {} of {} points",
                short(measured.bias_n),
                short(measured.rms_n),
                measured.compared,
                measured.points.len()
            ),
        ));
    }
    rows
}
