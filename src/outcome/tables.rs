//! Values, people and strikes of a run as CSV: `summary.csv`, `people.csv` and `strikes.csv`.

use super::draws::{number, text};
use super::map_file::header_of;
use super::{Measure, Outcome, Summary, possible};
use crate::outcome::file;
use crate::simulate::{KeyParts, Setup};
use crate::skin::layer::BOUNDARIES;
use crate::skin::{Column, Layer};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// Name of the table of values.
pub const SUMMARY: &str = "summary.csv";

/// Name of the table of people.
pub const PEOPLE: &str = "people.csv";

/// Name of the table of strikes.
pub const STRIKES: &str = "strikes.csv";

/// Most strikes that `sample.npz` holds.
const MOST_STRIKES: u64 = 1 << 20;

/// The values of `summary.json`: a row for each, with its unit. What has no value is empty.
///
/// # Errors
/// None but those of memory, in words.
pub fn summary(summary: &Summary) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["key", "unit", "value", "se", "p05", "p95", "low", "high", "n"];
    writer.write_record(head).map_err(|error| error.to_string())?;
    for measure in Measure::ALL {
        let figure = summary.figure(*measure);
        let numbers = [figure.value, figure.se, figure.p05, figure.p95, figure.low, figure.high];
        let numbers = numbers.map(|of| of.map(|value| format!("{value}")).unwrap_or_default());
        let [value, se, p05, p95, low, high] = &numbers;
        let n = figure.n.to_string();
        let row = [measure.key(), measure.unit().words(), value, se, p05, p95, low, high, &n];
        writer.write_record(row).map_err(|error| error.to_string())?;
    }
    text(writer)
}

/// One row for each person of the run: weight, thickness of each layer averaged over places, and every value. People of a
/// run are drawn as they occur, so all weights are equal. What a person does not have is empty; so is the thickness of a
/// layer that has no lower end.
///
/// # Errors
/// None but those of memory, in words.
pub fn people(outcome: &Outcome) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let layers = Layer::ALL[..BOUNDARIES].iter().map(|layer| format!("{}_mm", layer.name()));
    let head = ["person".to_owned(), "weight".to_owned()].into_iter().chain(layers);
    let keys = Measure::ALL.iter().map(|measure| measure.key().to_owned());
    let head: Vec<String> = head.chain(["skin_mm".to_owned()]).chain(keys).collect();
    writer.write_record(&head).map_err(|error| error.to_string())?;
    let weight = 1.0 / outcome.rows.len().max(1) as f64;
    for (person, (row, column)) in outcome.rows.iter().zip(&outcome.columns).enumerate() {
        let numbers = thicknesses_mm(column).into_iter().chain([column.skin_mm()]).chain(row.iter().copied());
        let first = [person.to_string(), number(weight)];
        writer
            .write_record(first.into_iter().chain(numbers.map(number)))
            .map_err(|error| error.to_string())?;
    }
    text(writer)
}

/// Thickness of every layer with a lower end, mm; NaN without one.
fn thicknesses_mm(column: &Column) -> Vec<f64> {
    let tops = std::iter::once(&0.0).chain(&column.bottoms_mm);
    let of = |(top, bottom): (&f64, &f64)| if bottom.is_finite() { bottom - top } else { f64::NAN };
    tops.zip(&column.bottoms_mm).map(of).collect()
}

/// Arrays of `sample.npz` that become columns, with the type of their values.
const COLUMNS: [(&str, Kind); 8] = [
    ("x_mm", Kind::Float),
    ("y_mm", Kind::Float),
    ("tip_depth_mm", Kind::Float),
    ("surface_diameter_mm", Kind::Float),
    ("slit_x_mm", Kind::Float),
    ("slit_y_mm", Kind::Float),
    ("needle", Kind::Whole),
    ("layer", Kind::Byte),
];

/// Type of the values of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Float,
    Whole,
    Byte,
    Long,
}

impl Kind {
    fn descr(self) -> &'static str {
        match self {
            Kind::Float => "<f4",
            Kind::Whole => "<u4",
            Kind::Byte => "|u1",
            Kind::Long => "<u8",
        }
    }

    fn bytes(self) -> usize {
        match self {
            Kind::Float | Kind::Whole => 4,
            Kind::Byte => 1,
            Kind::Long => 8,
        }
    }
}

/// Strikes of the first person from the `sample.npz` of a folder: place, depth of the tip, opening, slit, needle, layer in
/// which the tip ended, and pass, lane and stroke.
///
/// # Errors
/// What is wrong with the archive, in words; also a strike that no run gives.
pub fn strikes(folder: &Path, setup: &Setup) -> Result<String, String> {
    let file = file::open_in(folder, "sample.npz", file::most_bytes("sample.npz"))
        .map_err(|unread| unread.to_string())?;
    let mut archive =
        ZipArchive::new(BufReader::new(file.into_inner())).map_err(|error| error.to_string())?;
    let index = array(&mut archive, "index", Kind::Long, None)?;
    let count = index.len() / Kind::Long.bytes();
    let arrays = COLUMNS.iter().map(|(name, kind)| array(&mut archive, name, *kind, Some(count)));
    let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = COLUMNS.iter().map(|(name, _)| *name).chain(["pass", "lane", "stroke"]);
    writer.write_record(head).map_err(|error| error.to_string())?;
    for at in 0..count {
        for ((name, kind), bytes) in COLUMNS.iter().zip(&arrays) {
            if let Some(number) = number_at(*kind, bytes, at) {
                possible::nearly_within(&format!("{name}[{at}]"), number, range(name, setup))?;
            }
        }
        let cells = COLUMNS.iter().zip(&arrays).map(|((_, kind), bytes)| cell(*kind, bytes, at));
        let mut cells = cells.collect::<Option<Vec<String>>>().ok_or("a layer in it is none of the skin")?;
        let key = index.get(8 * at..8 * at + 8).and_then(|eight| eight.try_into().ok()).unwrap_or_default();
        let KeyParts { pass, lane, cycle, .. } = KeyParts::of(u64::from_le_bytes(key));
        cells.extend([pass, lane, cycle].map(|part| part.to_string()));
        writer.write_record(cells).map_err(|error| error.to_string())?;
    }
    text(writer)
}

/// Least and greatest number of a column.
fn range(name: &str, setup: &Setup) -> [f64; 2] {
    match name {
        "tip_depth_mm" => [0.0, possible::deepest_mm(setup)],
        "surface_diameter_mm" => [0.0, possible::MOST_MM],
        "needle" => [0.0, setup.device.array.len().saturating_sub(1) as f64],
        _ => [-possible::MOST_MM, possible::MOST_MM],
    }
}

/// A value as a number; `None` for what is no number.
fn number_at(kind: Kind, bytes: &[u8], at: usize) -> Option<f64> {
    let four = bytes.get(4 * at..4 * at + 4)?.try_into().ok()?;
    match kind {
        Kind::Float => Some(f64::from(f32::from_le_bytes(four))),
        Kind::Whole => Some(f64::from(u32::from_le_bytes(four))),
        Kind::Byte | Kind::Long => None,
    }
}

/// A value as text; `None` for a layer that does not exist.
fn cell(kind: Kind, bytes: &[u8], at: usize) -> Option<String> {
    let four = || bytes.get(4 * at..4 * at + 4)?.try_into().ok();
    Some(match kind {
        Kind::Float => format!("{}", f32::from_le_bytes(four()?)),
        Kind::Whole | Kind::Long => u32::from_le_bytes(four()?).to_string(),
        Kind::Byte => Layer::ALL.get(usize::from(*bytes.get(at)?))?.name().to_owned(),
    })
}

/// Bytes of the values of a one-dimensional array of `count` values, or of as many as it has.
fn array(
    archive: &mut ZipArchive<BufReader<File>>,
    name: &str,
    kind: Kind,
    count: Option<usize>,
) -> Result<Vec<u8>, String> {
    let wrong = |why: &str| format!("{name} {why}");
    let entry = archive.by_name(&format!("{name}.npy")).map_err(|_| wrong("is missing"))?;
    let most = MOST_STRIKES * kind.bytes() as u64 + 1024;
    let mut bytes = Vec::new();
    let read =
        entry.take(most + 1).read_to_end(&mut bytes).map_err(|error: io::Error| wrong(&error.to_string()))?;
    if read as u64 > most {
        return Err(wrong("is larger than any that a run writes"));
    }
    let shape = |count: usize| format!("({count},)");
    // The head of an array that is this long has one length only.
    let head = |count: usize| header_of(kind.descr(), &shape(count));
    let found = match count {
        Some(count) => count,
        None => (bytes.len().saturating_sub(head(0).len())) / kind.bytes(),
    };
    let head = head(found);
    let is_sound = bytes.len() == head.len() + found * kind.bytes() && bytes.starts_with(&head);
    if !is_sound {
        return Err(wrong("has another type or length than expected"));
    }
    Ok(bytes.split_off(head.len()))
}
