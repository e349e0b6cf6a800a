//! A validation case: a scenario, a quantity, and its expected value.

use super::measured::NOTHING;
use crate::outcome::text_file::{said, shown};
use crate::scenario::{Scenario, Sources, catalogue, inside, load, read_file};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A file of cases. An unreadable case is kept in its place with the reason.
#[derive(Debug)]
pub struct CaseFile {
    /// Cases in the order of the file.
    pub cases: Vec<Result<Case, Broken>>,
}

/// A case that cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// Id of the case; empty if it could not be read.
    pub id: String,
    /// Quantity of the case; empty if it could not be read.
    pub quantity: String,
    /// Everything that is wrong with it, in words.
    pub faults: Vec<String>,
}

/// Scenario, quantity, and the value expected of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Name of the case.
    pub id: String,
    /// Who measured the expected value, or why it is exact.
    #[serde(default)]
    pub source: String,
    /// Ids of the published rows that the case is made of, in the project's collection.
    #[serde(default)]
    pub rows: Vec<String>,
    /// Quantity to compute: a short name, or a key of `summary.json`.
    pub quantity: String,
    /// A file beside the case file, or the scenario itself.
    pub scenario: Option<toml::Value>,
    /// Keys of the scenario to override, with their values.
    #[serde(default)]
    pub set: toml::Table,
    /// Expected value: a number, `true` or `false`, a word, or one number per point of `at_mm`.
    pub measured: Option<toml::Value>,
    /// Number of specimens behind `measured`.
    pub n: Option<u32>,
    /// Standard deviation between specimens.
    pub sd: Option<f64>,
    /// Values of single specimens, in place of `measured`.
    pub values: Option<Vec<f64>>,
    /// Key of the scenario that `series` or the settings of `table` set.
    pub vary: Option<String>,
    /// Measurements at several settings.
    #[serde(default)]
    pub series: Vec<AtSetting>,
    /// Table of values beside the case file: one value a row, with `vary` a setting too.
    pub table: Option<String>,
    /// Columns of this table, where names do not tell: `"value=Depth,setting=2"`.
    pub columns: Option<String>,
    /// Unit of its values, or units of settings and values, where the table does not tell: `"um"`, `"mm,um"`.
    pub units: Option<String>,
    /// Allowed distance from an expected number.
    pub tolerance: Option<Tolerance>,
    /// Smallest value that passes.
    pub at_least: Option<f64>,
    /// Largest value that passes.
    pub at_most: Option<f64>,
    /// Smallest and largest value that pass.
    pub between: Option<[f64; 2]>,
    /// One sentence that explains a miss, shown with it.
    pub note: Option<String>,
    /// Whether the miss is known and explained by `note`; it still counts as a miss.
    #[serde(default)]
    pub expected_to_fail: bool,
    /// Layered half-space under loads, and the points evaluated; for `deflection_mm`.
    #[serde(default)]
    pub layers: Vec<CaseLayer>,
    /// Loads on the surface of the half-space.
    #[serde(default)]
    pub loads: Vec<CaseLoad>,
    /// Points at which to compute the deflection: x, y and depth, mm.
    #[serde(default)]
    pub at_mm: Vec<[f64; 3]>,
    /// Folder of the case file.
    #[serde(skip)]
    pub folder: Option<PathBuf>,
}

/// What was measured at one setting.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtSetting {
    /// Value of the key `vary`.
    pub at: f64,
    /// Measured value, or mean.
    pub measured: Option<f64>,
    /// Number of specimens behind it.
    pub n: Option<u32>,
    /// Standard deviation between them.
    pub sd: Option<f64>,
    /// Values of single specimens, in place of `measured`.
    pub values: Option<Vec<f64>>,
}

/// A layer of a half-space; the last needs no thickness.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLayer {
    /// Thickness of the layer; `None` for the last one.
    pub thickness_mm: Option<f64>,
    /// Young's modulus.
    pub young_mpa: f64,
    /// Poisson's ratio, at least 0 and below 0.5.
    pub poisson: f64,
}

/// Uniform pressure on a disc.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLoad {
    /// Middle of the disc in x.
    pub x_mm: f64,
    /// Middle of the disc in y.
    pub y_mm: f64,
    /// Radius of the disc.
    pub radius_mm: f64,
    /// Pressure on the disc; positive pushes down.
    pub pressure_mpa: f64,
}

/// Allowed distance between computed and measured value; where both parts are given, both must hold.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Largest distance as a share of the measured value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relative: Option<f64>,
    /// Largest distance in the unit of the quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absolute: Option<f64>,
}

/// Most cases in one file.
const MOST_CASES: usize = 10_000;

impl CaseFile {
    /// Reads a file of cases.
    ///
    /// # Errors
    /// One sentence if the file is not readable, not TOML, or not a list of cases.
    pub fn read(path: &Path) -> Result<CaseFile, String> {
        let (name, text) = read_file(path).map_err(|problem| problem.message)?;
        CaseFile::parse(&name, &text, path.parent())
    }

    /// Parses a text; files named by a case are resolved against `folder`.
    pub fn parse(name: &str, text: &str, folder: Option<&Path>) -> Result<CaseFile, String> {
        let table: toml::Table = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            format!("{name}:{line}: {}", said(error.message()))
        })?;
        if let Some(stranger) = table.keys().find(|key| *key != "case") {
            return Err(format!(
                "{name}: unknown key \"{}\"; a file of cases holds [[case]] only",
                shown(stranger)
            ));
        }
        let Some(toml::Value::Array(cases)) = table.get("case") else {
            return Err(format!("{name}: no [[case]] in it"));
        };
        if cases.len() > MOST_CASES {
            return Err(format!("{name}: {} cases, at most {MOST_CASES} are read", cases.len()));
        }
        Ok(CaseFile { cases: cases.iter().map(|case| Case::of(case, folder)).collect() })
    }
}

impl Case {
    /// Reads a case key by key, so that all faults of its form are found at once, together with those of what its sound
    /// keys say.
    fn of(value: &toml::Value, folder: Option<&Path>) -> Result<Case, Broken> {
        let words = |key: &str| value.get(key).and_then(|word| word.as_str()).unwrap_or_default().to_owned();
        let broken = |faults: Vec<String>| Broken { id: words("id"), quantity: words("quantity"), faults };
        let Some(table) = value.as_table() else {
            return Err(broken(vec!["a case is a table of keys".to_owned()]));
        };
        let (mut faults, mut sound) = (Vec::new(), toml::Table::new());
        for key in ["id", "quantity"] {
            if !table.contains_key(key) {
                faults.push(format!("{key} is missing"));
            }
            sound.insert(key.to_owned(), toml::Value::String(String::new()));
        }
        for (key, value) in table {
            let before = sound.insert(key.clone(), value.clone());
            let Err(error) = sound.clone().try_into::<Case>() else { continue };
            match before {
                Some(before) => sound.insert(key.clone(), before),
                None => sound.remove(key),
            };
            // The message may quote what a stranger wrote.
            let why = said(error.message());
            faults.push(if why.contains(key.as_str()) { why } else { format!("{}: {why}", shown(key)) });
        }
        let case = sound.try_into::<Case>().map_err(|error| broken(vec![said(error.message())]))?;
        if case.expected_to_fail && case.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
            faults.push("expected_to_fail needs a note: one sentence that says why it is missed".to_owned());
        }
        let case = Case { folder: folder.map(Path::to_path_buf), ..case };
        if faults.is_empty() {
            return Ok(case);
        }
        // A key that is misspelt may be the one that seems to be missing.
        faults.extend(case.examined().1.into_iter().filter(|fault| !fault.starts_with(NOTHING)));
        Err(broken(faults))
    }

    /// The scenario of the case, with its settings.
    ///
    /// # Errors
    /// One line that says what is wrong.
    pub fn scenario(&self) -> Result<Scenario, String> {
        self.scenario_at(None)
    }

    /// The same with another value of the key `vary`.
    ///
    /// # Errors
    /// As [`Case::scenario`].
    pub fn scenario_at(&self, at: Option<f64>) -> Result<Scenario, String> {
        let (name, text) = match &self.scenario {
            None => return Err("the case has no scenario".into()),
            Some(toml::Value::Table(table)) => (format!("case {}", self.id), table.to_string()),
            Some(toml::Value::String(file)) => {
                read_file(&beside(self.folder.as_deref(), file)?).map_err(|problem| problem.message)?
            }
            Some(_) => return Err("scenario must be a file name or a table".into()),
        };
        let varied = self.vary.as_ref().zip(at).map(|(key, at)| format!("{key}={at}"));
        let settings: Vec<String> = flat(&self.set, "").into_iter().chain(varied).collect();
        let sources = Sources::new(name, &text, &settings);
        load(&sources, &catalogue(), &self.id).map_err(|problems| {
            let lines: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            lines.join("; ")
        })
    }
}

/// Settings of a table, with the keys of tables in it joined by dots.
fn flat(table: &toml::Table, before: &str) -> Vec<String> {
    let of = |(key, value): (&String, &toml::Value)| match value {
        toml::Value::Table(inner) => flat(inner, &format!("{before}{key}.")),
        value => vec![format!("{before}{key}={value}")],
    };
    table.iter().flat_map(of).collect()
}

/// Path of a file named by a case, which is not trusted.
pub(super) fn beside(folder: Option<&Path>, file: &str) -> Result<PathBuf, String> {
    inside(folder.unwrap_or(Path::new("")), file)
        .ok_or_else(|| format!("\"{}\" leads out of the folder of the case file", shown(file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_paths_that_climb_out_are_refused() {
        for file in ["../secret.toml", "/etc/passwd", "a/../../b.toml"] {
            assert!(beside(Some(Path::new("cases")), file).unwrap_err().contains("leads out"), "{file}");
        }
        assert_eq!(beside(Some(Path::new("cases")), "a/b.toml").unwrap(), Path::new("cases/a/b.toml"));
    }

    #[test]
    fn limit_broken_cases_keep_their_place() {
        let text = "[[case]]\nid = \"a\"\nquantity = \"pierces\"\nmeasurd = 1\n[[case]]\nid = \"b\"\nquantity = \"pierces\"\n";
        let file = CaseFile::parse("x", text, None).unwrap();
        assert!(file.cases[0].as_ref().unwrap_err().faults[0].contains("measurd"));
        assert_eq!(file.cases[1].as_ref().unwrap().id, "b");
        assert!(CaseFile::parse("x", "a = [", None).unwrap_err().starts_with("x:1:"));
        assert!(CaseFile::parse("x", "", None).is_err());
    }

    #[test]
    fn limit_nobody_expects_a_failure_without_saying_why() {
        let parsed = |line: &str| {
            let text =
                format!("[[case]]\nid = \"a\"\nquantity = \"pierces\"\nexpected_to_fail = true\n{line}\n");
            CaseFile::parse("x", &text, None).unwrap().cases.remove(0)
        };
        for line in ["", "note = \" \""] {
            assert!(parsed(line).unwrap_err().faults[0].contains("needs a note"), "{line}");
        }
        assert!(parsed("note = \"the plate is too stiff\"").unwrap().expected_to_fail);
    }
}
