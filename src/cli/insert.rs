//! `puncta insert`: follows one stroke step by step: force, depth, deflection and work over the travel.

use super::pictures::Pictures;
use super::study::{Answered, Asked, print_place, short_hash};
use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Settings, Stop, load, shown, study};
use crate::bench::{BenchError, Contact, Curve, Wanted, curves as find_curves, decode, table};
use crate::device::preset;
use crate::mechanics::lift::Balance;
use crate::outcome::Answer as _;
use crate::outcome::insertion::{Features, InsertionOutcome, Measured};
use crate::outcome::text_file::read_bytes;
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
    /// Bench data to lay over the force of all needles: a table of force against travel as machines and spreadsheets write it;
    /// may be repeated for replicates
    #[arg(long, value_name = "FILE")]
    measured: Vec<PathBuf>,
    /// Columns of these tables by name or number, where names do not tell: travel=Weg,force=3,replicate=Probe
    #[arg(long, value_name = "ROLE=COLUMN", requires = "measured")]
    columns: Option<String>,
    /// Units of travel and force in these tables, where they do not tell: um,mN
    #[arg(long, value_name = "UNITS", requires = "measured")]
    units: Option<String>,
    /// Where the measured travel begins: at the point of contact if one is found, as in the file, or at this travel, mm
    #[arg(long, value_name = "auto|none|MM", default_value = "auto", requires = "measured", value_parser = contact, allow_negative_numbers = true)]
    contact_mm: Contact,
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
    fn of(arguments: &Arguments, curves: &[Curve]) -> Options {
        // A new argument is named here, and goes into the options if it changes the results.
        let Arguments {
            measured: _,
            columns: _,
            units: _,
            contact_mm: _,
            scenario: _,
            settings: _,
            target_mm: _,
            out: _,
            force: _,
            format: _,
            pictures: _,
            quiet: _,
        } = arguments;
        // Of what was understood, whatever the files and options said it with.
        let points = curves.iter().flat_map(|curve| curve.loading.iter().chain(&curve.after));
        let bytes: Vec<u8> = points.flatten().flat_map(|number| number.to_le_bytes()).collect();
        Options { measured: (!curves.is_empty()).then(|| short_hash(&bytes)) }
    }
}

pub fn insert(arguments: &Arguments) -> Done {
    let settings = arguments.settings.all();
    let (scenario, stem) = load::scenario(arguments.scenario.as_deref(), &settings, arguments.quiet)?;
    let (curves, understood) = read_curves(arguments)?;
    if !arguments.quiet {
        understood.iter().for_each(|line| say(line));
    }
    if let Some(target) = arguments.target_mm {
        return target_depth(&scenario, target, arguments.format);
    }
    let asked = Asked {
        out: arguments.out.as_deref(),
        usual: Path::new("output").join(format!("{stem}-insert")),
        options: Options::of(arguments, &curves),
        force: arguments.force,
        quiet: arguments.quiet,
    };
    let Scenario { setup, provenance, .. } = &scenario;
    let make = || {
        let measured = (!curves.is_empty()).then_some((curves, understood));
        let outcome =
            follow(setup, provenance.clone(), measured).map_err(|error| Stop::said(error.to_string()))?;
        match &outcome.measured {
            Some(measured) if measured.compared == 0 => {
                Err(Stop::said(nothing_in_common(measured, &outcome)))
            }
            _ => Ok(outcome),
        }
    };
    let answered = study::answer(&asked, None, &arguments.pictures, provenance, make, draw)?;
    print(&answered, arguments.format)
}

fn draw(outcome: &InsertionOutcome, look: &Look) -> Result<Vec<Picture>, RenderError> {
    let layers = insertion_chart::layers(outcome, look.theme.language);
    Ok(vec![look.drawn(|theme| insertion_chart::draw(outcome, &layers, theme))?])
}

/// Most bytes of a table.
const MOST_BYTES: u64 = 16 << 20;

/// Where travel begins, as said on the command line.
fn contact(text: &str) -> Result<Contact, String> {
    match text {
        "auto" => Ok(Contact::Found),
        "none" => Ok(Contact::None),
        text => text
            .parse()
            .ok()
            .filter(|mm: &f64| mm.is_finite())
            .map(Contact::At)
            .ok_or_else(|| "it is auto, none, or a travel in mm".to_owned()),
    }
}

/// Reads all tables of bench data: their curves, and a line for each of what was understood.
fn read_curves(arguments: &Arguments) -> Result<(Vec<Curve>, Vec<String>), Stop> {
    let mut wanted = Wanted::default();
    if let Some(columns) = &arguments.columns {
        wanted = wanted.with_columns(columns).map_err(|why| Stop::said(format!("--columns: {why}")))?;
    }
    if let Some(units) = &arguments.units {
        wanted = wanted.with_units(units).map_err(|why| Stop::said(format!("--units: {why}")))?;
    }
    let (mut all, mut understood) = (Vec::new(), Vec::new());
    for path in &arguments.measured {
        let name = shown(path).to_string();
        let failed = |why: String| Stop::said(format!("{name}: {why}"));
        let bytes = read_bytes(path, MOST_BYTES).map_err(|why| failed(format!("cannot be read: {why}")))?;
        let said = |error: BenchError| failed(error.to_string());
        let (text, encoding) = decode(&bytes).map_err(said)?;
        let table = table(&text).map_err(said)?;
        let mut found = find_curves(&table, &wanted, arguments.contact_mm).map_err(said)?;
        understood.push(format!("{name}: {}", found.said(&table.form(), encoding)));
        if arguments.measured.len() > 1 {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            found
                .curves
                .iter_mut()
                .for_each(|curve| curve.name = format!("{stem} {}", curve.name).trim().to_owned());
        }
        all.extend(found.curves);
    }
    Ok((all, understood))
}

/// Why no residual can be told.
fn nothing_in_common(measured: &Measured, outcome: &InsertionOutcome) -> String {
    let ends = |travels: &mut dyn Iterator<Item = f64>| {
        travels.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], at| [least.min(at), most.max(at)])
    };
    let loading = measured.curves.iter().flat_map(|curve| curve.loading.iter().map(|[travel, _]| *travel));
    let [from, to] = ends(&mut { loading });
    let [least, most] = ends(&mut outcome.array.iter().map(|point| point.travel_mm));
    format!(
        "no measured point lies on the computed travel: measured {from:.3} to {to:.3} mm, computed {least:.3} to {most:.3} mm; \
         is the unit right (--units), or the beginning (--contact-mm)?"
    )
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
    let mut out = crate::cli::terminal::out();
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
    let (mut out, outcome) = (crate::cli::terminal::out(), &answered.answer);
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
        rows.extend(against(measured));
    }
    rows
}

/// What measured curves show beside the computed one.
fn against(measured: &Measured) -> Vec<(&'static str, String)> {
    let value = |value: Option<f64>| value.map_or("-".to_owned(), short);
    let mut rows = vec![(
        "against measured",
        format!(
            "computed less measured {} N on average, {} N root mean square, over {} of {} points{}",
            value(measured.bias_n),
            value(measured.rms_n),
            measured.compared,
            measured.points,
            if measured.curves.len() > 1 {
                format!(" of {} curves", measured.curves.len())
            } else {
                String::new()
            }
        ),
    )];
    let of = |of: fn(&Features) -> Option<f64>| {
        let mut all: Vec<f64> = measured.curves.iter().filter_map(|curve| of(&curve.features)).collect();
        all.sort_by(f64::total_cmp);
        let told = match all[..] {
            [] => None,
            [one] => Some(short(one)),
            [first, .., last] => Some(format!("{} to {}", short(first), short(last))),
        };
        [told, of(&measured.computed).map(short)]
    };
    type Feature = fn(&Features) -> Option<f64>;
    let lines: [(&str, Feature, &str); 5] = [
        ("largest force", |of| Some(of.peak_n), "N"),
        ("travel at the first drop", |of| of.first_drop.map(|[travel, _]| travel), "mm"),
        ("force at the first drop", |of| of.first_drop.map(|[_, force]| force), "N"),
        ("stiffness before it", |of| of.stiffness_n_mm, "N/mm"),
        ("work on the way", |of| Some(of.work_mj), "mJ"),
    ];
    rows.extend(lines.map(|(name, feature, unit)| {
        let words =
            of(feature).map(|value| value.map_or("none".to_owned(), |value| format!("{value} {unit}")));
        (name, format!("measured {}, computed {}", words[0], words[1]))
    }));
    rows
}
