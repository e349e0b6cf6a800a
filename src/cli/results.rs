//! The results of a run, written into its folder and printed.

use super::terminal::{padded, width, wrapped};
use super::{Done, Format, Stop, shown};
use crate::injury::{Field, Measure};
use crate::outcome::{
    Folder, Manifest, Outcome, archive, map_file,
    provenance::CONTEXT_OF_USE,
    summary::{IntervalOf, ReachFrom},
};
use crate::render::{Picture, picture_set};
use crate::simulate::{Setup, Simulated};
use std::io::Write;
use std::path::Path;

/// Writes every map, drops the cells, and gives the maps that are drawn.
pub fn maps(folder: &Folder, setup: &Setup, simulated: &mut Simulated) -> Result<Vec<Field>, Stop> {
    let file = folder.create(map_file::FIELDS).map_err(|error| Stop::said(error.to_string()))?;
    let done = simulated.rows.len() as u32;
    let tiles = std::mem::take(&mut simulated.tiles);
    map_file::write(file, &tiles, &setup.grid, done).map_err(archive_error)
}

fn archive_error(error: ndarray_npy::WriteNpzError) -> Stop {
    Stop::said(format!("cannot write arrays: {error}"))
}

/// Writes all files of the folder but the maps, which are there; returns the names of the pictures.
pub fn write(folder: &Folder, outcome: &Outcome, manifest: &Manifest) -> Result<Vec<String>, Stop> {
    let file =
        |name: &str, bytes: &[u8]| folder.write(name, bytes).map_err(|error| Stop::said(error.to_string()));
    let json = |value: serde_json::Value| format!("{value:#}\n").into_bytes();
    file("scenario.toml", outcome.provenance.scenario_toml.as_bytes())?;
    let summary = outcome.summary.json(&outcome.provenance, outcome.realisations_done, outcome.is_partial());
    file("summary.json", &json(summary))?;
    file("sample.npz", &archive::sample_npz(outcome).map_err(archive_error)?)?;
    let drawn =
        picture_set::draw(outcome).map_err(|error| Stop::said(format!("cannot draw a picture: {error}")))?;
    let mut names = Vec::new();
    for (picture, png) in &drawn {
        names.push(write_picture(folder, picture, png)?);
    }
    file("manifest.json", &json(manifest.json(outcome)))?;
    Ok(names)
}

/// Writes a picture with its caption; returns its name.
pub fn write_picture(folder: &Folder, picture: &Picture, png: &[u8]) -> Result<String, Stop> {
    let name = format!("figures/{}", picture.name);
    let caption = format!("{}\n\nAlternative text: {}\n", picture.caption, picture.alt);
    for (ending, bytes) in [("svg", picture.svg.as_bytes()), ("png", png), ("txt", caption.as_bytes())] {
        let written = folder.write(&format!("{name}.{ending}"), bytes);
        written.map_err(|error| Stop::said(error.to_string()))?;
    }
    Ok(name)
}

/// The figures that matter, each with what a reader must know beside it.
pub(super) const SHOWN: [(Measure, &str); 7] = [
    (Measure::Density, "puncture density"),
    (Measure::DepthMean, "depth reached"),
    (Measure::ReachDermis, "reach the dermis"),
    (Measure::ReachFat, "reach the fat layer"),
    (Measure::Covered, "area covered"),
    (Measure::Open, "area left open"),
    (Measure::Repeat, "repeat hits"),
];

/// What reaching beyond the dermis is called where no fat lies below.
const EYELID: &str = "sub-dermal breach";

/// What stands in the columns.
const HEAD: [&str; 4] = ["", "mean ± error", "people", "inputs"];

/// The figures in columns; on a narrow terminal one thing a line.
fn table(out: &mut impl Write, rows: &[[String; 4]], columns: usize) -> std::io::Result<()> {
    let with_inputs = rows.iter().any(|row| !row[3].is_empty());
    let used = if with_inputs { 4 } else { 3 };
    let head = HEAD.map(str::to_owned);
    let all = || std::iter::once(&head).chain(rows);
    let wide: Vec<usize> =
        (0..used).map(|column| all().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    if 2 + wide.iter().sum::<usize>() + 2 * (used - 1) <= columns {
        for row in all() {
            let cells: Vec<String> = row.iter().zip(&wide).map(|(text, wide)| padded(text, *wide)).collect();
            writeln!(out, "  {}", cells.join("  ").trim_end())?;
        }
        return Ok(());
    }
    for [label, value, people, inputs] in rows {
        writeln!(out, "  {label}\n    {value}")?;
        for (name, range) in [("people", people), ("inputs", inputs)] {
            if !range.is_empty() {
                writeln!(out, "    {name} {range}")?;
            }
        }
    }
    Ok(())
}

/// Prints the figures and where everything is.
pub fn print(outcome: &Outcome, place: &Path, pictures: &[String], format: Format) -> Done {
    let mut out = std::io::stdout().lock();
    let provenance = &outcome.provenance;
    if format == Format::Json {
        let summary = outcome.summary.json(provenance, outcome.realisations_done, outcome.is_partial());
        writeln!(out, "{summary:#}")?;
        return Ok(());
    }
    let columns = width();
    writeln!(out, "{}", provenance.name)?;
    write!(out, "{}", wrapped(&provenance.setting, columns, 0))?;
    writeln!(out)?;
    let over_inputs = outcome.summary.interval_of == IntervalOf::Inputs;
    let rows: Vec<[String; 4]> = SHOWN
        .iter()
        .map(|(measure, label)| {
            let (figure, unit) = (outcome.figure(*measure), measure.unit());
            let label = if outcome.eyelid && *measure == Measure::ReachFat { EYELID } else { label };
            [label.to_owned(), figure.words(unit), figure.people_words(unit), outcome.inputs_words(*measure)]
        })
        .collect();
    table(&mut out, &rows, columns)?;
    writeln!(out)?;
    let realisations = outcome.realisations_done;
    let inputs = if over_inputs {
        let draws = outcome.summary.input_draws;
        format!(
            "Inputs: 5–95 % of what the mean would be under {draws} draws of inputs that nobody knows exactly."
        )
    } else {
        "Uncertainty of the inputs is not in these intervals.".to_owned()
    };
    let note = format!(
        "Mean ± Monte-Carlo standard error over {realisations} realisations (a new person each), and 5–95 % of people. \
         {inputs} Set depth {} mm; depth by {}.",
        outcome.set_depth_mm, outcome.depth_by
    );
    write!(out, "{}", wrapped(&note, columns, 0))?;
    let unknown: Vec<String> = SHOWN
        .iter()
        .zip(&rows)
        .filter_map(|((measure, _), [label, ..])| {
            Some(format!("{label} ({})", outcome.decades_apart(*measure)?))
        })
        .collect();
    if !unknown.is_empty() {
        let words =
            format!("Over the inputs not even the order of magnitude is known of: {}.", unknown.join(", "));
        write!(out, "{}", wrapped(&words, columns, 0))?;
    }
    if let ReachFrom::ImportanceSampling { people, .. } = outcome.summary.reach_fat_from {
        let from = format!(
            "The mean reach beyond the dermis is from {people} other people, drawn where it happens."
        );
        write!(out, "{}", wrapped(&from, columns, 0))?;
    }
    if !outcome.eyelid {
        let fat = "Fat-layer reach is geometry, not fat loss: no study shows fat loss from needles without radiofrequency.";
        write!(out, "{}", wrapped(fat, columns, 0))?;
    }
    writeln!(out, "\nResults in {}", shown(place))?;
    for picture in pictures {
        writeln!(out, "  {picture}.png")?;
    }
    write!(out, "\n{}", wrapped(CONTEXT_OF_USE, columns, 0))?;
    Ok(())
}
