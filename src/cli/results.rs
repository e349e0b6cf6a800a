//! The results of a run, written into its folder and printed.

use super::terminal::{padded, width, wrapped};
use super::{Done, Format, Stop, shown};
use crate::injury::{Field, Measure};
use crate::outcome::{
    Folder, Manifest, Outcome, archive, map_file, provenance::CONTEXT_OF_USE, summary::ReachFrom,
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
    let rows: Vec<[String; 3]> = SHOWN
        .iter()
        .map(|(measure, label)| {
            let figure = outcome.figure(*measure);
            let label =
                if outcome.eyelid && *measure == Measure::ReachFat { "sub-dermal breach" } else { label };
            [label.to_owned(), figure.words(measure.unit()), figure.people_words(measure.unit())]
        })
        .collect();
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let [first, second] = [wide(0), wide(1)];
    for [label, value, people] in &rows {
        let line = format!("  {}  {}  {people}", padded(label, first), padded(value, second));
        if line.chars().count() <= columns {
            writeln!(out, "{}", line.trim_end())?;
        } else {
            // A narrow terminal: one thing a line.
            writeln!(out, "  {label}\n    {value}")?;
            if !people.is_empty() {
                writeln!(out, "    {people}")?;
            }
        }
    }
    writeln!(out)?;
    let realisations = outcome.realisations_done;
    let note = format!(
        "Mean ± Monte-Carlo standard error over {realisations} realisations (a new person each), and 5–95 % of people. \
         Set depth {} mm; depth by {}. Uncertainty of the inputs is not in these intervals.",
        outcome.set_depth_mm, outcome.depth_by
    );
    write!(out, "{}", wrapped(&note, columns, 0))?;
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
