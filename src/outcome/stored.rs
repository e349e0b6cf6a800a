//! A results folder read back: the parts of a run that it holds, and what is wrong with them.
//!
//! The files may come from anyone. Their sizes are bounded before anything is allocated, and an array is
//! accepted only in the exact shape that the scenario implies.

use super::folder::sum;
use super::manifest::{LARGEST, MANIFEST, PROGRAM};
use super::map_file::{FIELDS, header};
use super::possible;
use super::provenance::VERSION;
use super::text_file::{read_text_in, said};
use super::{Outcome, Provenance, Summary, SummaryError};
use crate::engine::Grid;
use crate::injury::{Drawing, Field, FieldKind};
use crate::outcome::file::{self, Unread};
use crate::simulate::{Alone, First, Setup};
use crate::skin::Column;
use ndarray::ArrayView2;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// Files of a complete folder, without the pictures.
pub const FILES: [&str; 4] = ["fields.npz", "sample.npz", "scenario.toml", "summary.json"];

/// Largest summary that is read, bytes; those written have some thousands.
const LARGEST_SUMMARY: u64 = 4_000_000;

/// A difference from what a run leaves.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// This file is missing.
    Missing(&'static str),
    /// This file cannot be read.
    Unreadable {
        /// Name of the file.
        file: &'static str,
        /// Reason, in words.
        why: String,
    },
    /// The file holds a value that no run gives.
    Impossible {
        /// Name of the file.
        file: &'static str,
        /// Key, value and allowed range, in words.
        what: String,
    },
    /// The check sum of the file differs from that in the manifest.
    Edited(&'static str),
    /// Another version of the program made the folder; holds that version.
    OtherVersion(String),
    /// The run was stopped early.
    Partial {
        /// Realisations that were simulated.
        done: u32,
        /// Realisations that the scenario asked for.
        asked: u32,
    },
    /// A map that is missing from the archive or has another shape.
    Map {
        /// Name of the map in the archive.
        name: &'static str,
        /// What is wrong with it, in words.
        why: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Missing(file) => write!(to, "{file} is missing"),
            Finding::Unreadable { file, why } => write!(to, "{file} cannot be read: {why}"),
            Finding::Impossible { file, what } => write!(to, "{file}: {what}"),
            Finding::Edited(file) => {
                write!(to, "{file} was changed after the run: its sum is not that of manifest.json")
            }
            Finding::OtherVersion(version) => {
                write!(to, "puncta {version} made this, and this is puncta {VERSION}")
            }
            Finding::Partial { done, asked } => {
                write!(to, "the run was stopped after {done} of {asked} realisations")
            }
            Finding::Map { name, why } => write!(to, "{FIELDS}: {name} {why}"),
        }
    }
}

/// Results read back from a folder.
#[derive(Debug)]
pub struct Stored {
    /// Differences from what a run leaves.
    pub findings: Vec<Finding>,
    /// Range of the realisations that the means are over.
    pub realisations: [u32; 2],
    summary: Summary,
    maps: Vec<Field>,
    /// Whether this program would compute the same results from the scenario.
    pub is_ours: bool,
}

/// The parts of a manifest that are needed here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Manifest {
    program: String,
    version: String,
    scenario_hash: String,
    status: String,
    realisations_done: u32,
    realisations_asked: u32,
    files: BTreeMap<String, String>,
}

impl Stored {
    /// Reads a folder whose scenario is known.
    pub fn read(folder: &Path, setup: &Setup) -> Stored {
        let mut findings = Vec::new();
        let manifest = manifest(folder, &mut findings);
        let known = manifest.is_some();
        let manifest = manifest.unwrap_or_default();
        let mut edited = Vec::new();
        for file in FILES {
            match file::open_in(folder, file, most_bytes(file, &setup.grid)) {
                Err(Unread::System(error)) if error.kind() == io::ErrorKind::NotFound => {
                    findings.push(Finding::Missing(file))
                }
                Err(why) => findings.push(Finding::Unreadable { file, why: why.to_string() }),
                Ok(opened) => {
                    let wanted = manifest.files.get(file).map(String::as_str);
                    // Old manifests contain only the hash of the scenario, not the sums of all files.
                    let wanted =
                        wanted.or((file == "scenario.toml").then_some(manifest.scenario_hash.as_str()));
                    match (sum(opened), wanted.filter(|_| known)) {
                        (Err(error), _) => {
                            findings.push(Finding::Unreadable { file, why: error.to_string() })
                        }
                        (Ok(sum), Some(wanted)) if sum != wanted => edited.push(file),
                        _ => {}
                    }
                }
            }
        }
        let is_ours = known && manifest.version == VERSION && !edited.contains(&"scenario.toml");
        findings.extend(edited.into_iter().map(Finding::Edited));
        if known && manifest.version != VERSION {
            let letters = manifest.version.chars().filter(|letter| letter.is_ascii_graphic());
            findings.push(Finding::OtherVersion(letters.take(20).collect()));
        }
        let most = setup.realisations;
        let (done, asked) =
            if known { (manifest.realisations_done, manifest.realisations_asked) } else { (most, most) };
        let done = done.min(most).max(1);
        if known && manifest.status != "complete" {
            findings.push(Finding::Partial { done, asked });
        }
        let summary = summary(folder).unwrap_or_else(|unread| {
            let file = "summary.json";
            let known = |finding: &Finding| match finding {
                Finding::Missing(of) | Finding::Unreadable { file: of, .. } => *of == file,
                _ => false,
            };
            if !findings.iter().any(known) {
                findings.push(match unread {
                    SummaryError::Unreadable(why) => Finding::Unreadable { file, why },
                    SummaryError::Impossible(what) => Finding::Impossible { file, what },
                });
            }
            Summary::unknown()
        });
        if let Err(what) = possible::summary(&summary, setup) {
            findings.push(Finding::Impossible { file: "summary.json", what });
        }
        let maps = maps(folder, &setup.grid, &mut findings);
        Stored { findings, realisations: [done, asked.max(done)], summary, maps, is_ours }
    }

    /// Whether any file was changed after the run wrote it.
    pub fn was_edited(&self) -> bool {
        self.findings.iter().any(|finding| matches!(finding, Finding::Edited(_)))
    }

    /// The first value that no run gives, with its file and the range that is allowed. Nothing should be made of such a folder.
    pub fn impossible(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| matches!(finding, Finding::Impossible { .. }))
    }

    /// Outcome with the values and maps of the folder, and with people computed from the scenario. Parts that
    /// only
    /// the first realisation gives are taken from `alone` if it was simulated again, and are empty otherwise.
    pub fn outcome(self, setup: &Setup, provenance: Provenance, alone: Option<Alone>) -> Outcome {
        restored(setup, provenance, self.realisations, self.summary, self.maps, alone)
    }
}

/// Outcome of a run whose values and maps are at hand. People and, where `alone` is given, the first treatment are computed from
/// the setup; values of single people are not there.
pub fn restored(
    setup: &Setup,
    provenance: Provenance,
    [done, asked]: [u32; 2],
    summary: Summary,
    drawn: Vec<Field>,
    alone: Option<Alone>,
) -> Outcome {
    let plan = setup.field_plan();
    let person = |number: u32| setup.skin.column_of(plan.as_ref(), setup.seed, u64::from(number));
    let people: Vec<Column> = (0..done).map(person).collect();
    let mut outcome = Outcome {
        realisations_done: done,
        realisations_asked: asked,
        summary,
        drawn,
        people_mm: people.iter().map(Column::skin_mm).collect(),
        boundaries: super::boundaries(&people),
        ..Outcome::of_setup(setup, provenance)
    };
    if let Some(Alone { row, first, .. }) = alone {
        let First { fields, skin_map, sample, slice, close_up } = first;
        outcome =
            Outcome { first: fields, skin_map, sample, slice, close_up, first_row: Some(row), ..outcome };
    }
    outcome
}

/// Reads the manifest; `None` if there is none or another program wrote it.
fn manifest(folder: &Path, findings: &mut Vec<Finding>) -> Option<Manifest> {
    let read = || {
        let text = read_text_in(folder, MANIFEST, LARGEST)?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(said)?;
        if manifest.program == PROGRAM { Ok(manifest) } else { Err(format!("it is not of {PROGRAM}")) }
    };
    match read() {
        Ok(manifest) => Some(manifest),
        Err(_) if !folder.join(MANIFEST).exists() => {
            findings.push(Finding::Missing(MANIFEST));
            None
        }
        Err(why) => {
            findings.push(Finding::Unreadable { file: MANIFEST, why });
            None
        }
    }
}

fn summary(folder: &Path) -> Result<Summary, SummaryError> {
    let text = read_text_in(folder, "summary.json", LARGEST_SUMMARY).map_err(SummaryError::Unreadable)?;
    let json: Value = serde_json::from_str(&text).map_err(|error| SummaryError::Unreadable(said(error)))?;
    Summary::of_json(&json)
}

/// Most bytes of a file of a run over this grid.
fn most_bytes(name: &str, grid: &Grid) -> u64 {
    // An array has a head of less than a kilobyte, and an archive as much again for each.
    const BESIDE: u64 = 1 << 20;
    match name {
        FIELDS => (FieldKind::ALL.len() * grid.cells() * size_of::<f32>()) as u64 + BESIDE,
        "summary.json" => LARGEST_SUMMARY,
        name => file::most_bytes(name),
    }
}

/// Maps of an archive as drawn; only those with the shape of this grid.
fn maps(folder: &Path, grid: &Grid, findings: &mut Vec<Finding>) -> Vec<Field> {
    // What cannot be opened is already reported.
    let Ok(archive) = file::open_in(folder, FIELDS, most_bytes(FIELDS, grid)) else { return Vec::new() };
    let mut archive = match ZipArchive::new(BufReader::new(archive.into_inner())) {
        Ok(archive) => archive,
        Err(error) => {
            findings.push(Finding::Unreadable { file: FIELDS, why: said(error) });
            return Vec::new();
        }
    };
    let mut maps = Vec::new();
    for kind in FieldKind::ALL {
        let entry = archive.by_name(&format!("{}.npy", kind.name()));
        let name = kind.name();
        let map = entry.map_err(|_| "is missing".to_owned()).and_then(|entry| {
            map(*kind, grid, entry).map_err(|error| format!("cannot be read: {}", said(error)))
        });
        match map {
            Ok((map, None)) => maps.push(map),
            Ok((_, Some(what))) => findings.push(Finding::Impossible { file: FIELDS, what }),
            Err(why) => findings.push(Finding::Map { name, why }),
        }
    }
    maps
}

/// Least and greatest value of a map.
fn range(kind: FieldKind) -> [f64; 2] {
    match kind.unit() {
        "" => [0.0, 1.0],
        "mm" => [0.0, possible::MOST_MM],
        _ => [0.0, possible::MOST],
    }
}

/// Reads one map row by row, never more than its shape allows. Also returns the first value that no run gives, in words.
fn map(kind: FieldKind, grid: &Grid, mut from: impl Read) -> io::Result<(Field, Option<String>)> {
    let wanted = header([grid.rows, grid.columns]);
    let mut found = vec![0; wanted.len()];
    from.read_exact(&mut found)?;
    if found != wanted {
        let why = format!("{} rows of {} float32 were expected", grid.rows, grid.columns);
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    let mut drawing = Drawing::new(kind, grid);
    let mut bytes = vec![0; 4 * grid.columns];
    let mut row = Vec::with_capacity(grid.columns);
    let (allowed, mut impossible) = (range(kind), None);
    for at in 0..grid.rows {
        from.read_exact(&mut bytes)?;
        row.clear();
        row.extend(
            bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])),
        );
        let wrong = |value: &f32| !value.is_nan() && !possible::is_nearly_within(f64::from(*value), allowed);
        if impossible.is_none()
            && let Some(column) = row.iter().position(wrong)
        {
            let key = format!("{} in row {at}, column {column}", kind.name());
            impossible = possible::nearly_within(&key, f64::from(row[column]), allowed).err();
        }
        drawing.take(ArrayView2::from_shape((1, grid.columns), &row).map_err(io::Error::other)?);
    }
    // Reading on reaches the end of the entry, where the check sum is verified.
    match from.read(&mut [0])? {
        0 => Ok((drawing.finish(), impossible)),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "it is longer than its shape")),
    }
}
