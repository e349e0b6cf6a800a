//! Rows of a fit: what an experiment measured, and the scenario that computes it.

use crate::bench::{Contact, Dimension, Wanted, curves, decode, samples, table, table_of_any};
use crate::foundation::evidence::Tag;
use crate::foundation::shown::{is_obeyed, said, shown};
use crate::foundation::statistics::Mean;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What an experiment measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observable {
    /// Mean depth of the tips while the needles are in, mm.
    TipDepthMm,
    /// Depth of a stain that the needles left, mm: the law takes it as the depth of the tips in the tissue.
    StainDepthMm,
    /// Depth of the channels after the needles are out, mm, measured in the tissue; taken as the same.
    ChannelDepthMm,
    /// Depth at which a needle breaks into the reticular dermis, mm.
    ThroughDepthMm,
    /// Force at which a needle breaks into the reticular dermis, mN.
    PunctureForceMn,
    /// Needles or applications that passed the stratum corneum, k of n.
    Pierced,
    /// Insertions that ended below the dermis, k of n.
    BelowDermis,
    /// Force of all needles together along the travel of the device: points of travel, mm, and force, mN.
    ForceCurve,
}

impl Observable {
    /// Whether k of n are counted.
    pub fn is_count(self) -> bool {
        matches!(self, Observable::Pierced | Observable::BelowDermis)
    }
}

/// Whether a row is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The row is fitted.
    #[default]
    Fit,
    /// The row only tests the fit.
    Check,
}

/// Row of a file of experiments.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Name of the row.
    pub id: String,
    /// Name of the experiment or laboratory; rows of one experiment share its error.
    pub experiment: String,
    /// Who measured it.
    #[serde(default)]
    pub source: String,
    /// How the value is known.
    pub tag: Option<Tag>,
    /// What was measured, in words.
    #[serde(default)]
    pub what: String,
    /// Choices made to compute it, in words.
    #[serde(default)]
    pub note: String,
    /// Whether the row is fitted, which it is unless it says otherwise.
    #[serde(default)]
    pub role: Role,
    /// What was measured.
    pub observable: Observable,
    /// Measured value.
    pub value: Option<f64>,
    /// Error of the value, or of the ends of the band.
    pub sd: Option<f64>,
    /// Band inside which every value is as good.
    pub between: Option<[f64; 2]>,
    /// Points of a curve: travel, mm, and force, mN.
    pub points: Option<Vec<[f64; 2]>>,
    /// Values of single specimens, in place of `value` and `sd`.
    pub values: Option<Vec<f64>>,
    /// Table beside the file that has the points or the values.
    pub table: Option<String>,
    /// Columns of this table, where names do not tell.
    pub columns: Option<String>,
    /// Units of this table, where it does not tell: of travel and force, or of the values.
    pub units: Option<String>,
    /// Number of successes.
    pub k: Option<u32>,
    /// Number of trials.
    pub n: Option<u32>,
    /// Scenario of the experiment.
    pub scenario: toml::Table,
    /// Numbers that the source does not say, each with a range that holds them with nine chances in ten.
    #[serde(default)]
    pub uncertain: BTreeMap<String, [f64; 2]>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    row: Vec<Row>,
}

/// Most rows in one file, most points of all its curves, and longest name, in characters.
const MOST_ROWS: usize = 200;
const MOST_POINTS: usize = 2000;
const LONGEST_NAME: usize = 100;

/// Most points that are taken of a curve in a table.
const MOST_OF_CURVE: usize = 60;

/// Millinewtons of a newton.
const MN_PER_N: f64 = 1e3;

/// Widest range that a number may be left open in: high over low, and how small or large it may be.
const WIDEST: f64 = 1e4;
const OPEN: std::ops::RangeInclusive<f64> = 1e-6..=1e6;

/// Reads the rows of a text.
///
/// # Errors
/// One sentence that names the line, or the row and what is wrong with it.
pub fn rows(name: &str, text: &str) -> Result<Vec<Row>, String> {
    rows_with(name, text, &|_| Err("tables are read from the folder of a file, and there is none".to_owned()))
}

/// Reads the rows of a text whose tables `open` gives, by the name that a row has for them.
///
/// # Errors
/// As [`rows`], and what is wrong with a table.
pub fn rows_with(
    name: &str,
    text: &str,
    open: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Vec<Row>, String> {
    read(name, text, Row::check, open)
}

/// Reads experiments that are only planned: rows with an expected error (`sd`), or a number of trials (`n`), and
/// no result.
///
/// # Errors
/// As [`rows`].
pub fn planned(name: &str, text: &str) -> Result<Vec<Row>, String> {
    read(name, text, Row::check_planned, &|_| Err("a planned experiment has no table yet".to_owned()))
}

fn read(
    name: &str,
    text: &str,
    check: fn(&Row) -> Result<(), String>,
    open: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Vec<Row>, String> {
    let mut file: File = toml::from_str(text).map_err(|error| {
        let line =
            error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        format!("{name}:{line}: {}", said(error.message()))
    })?;
    if file.row.is_empty() {
        return Err(format!("{name}: no [[row]] in it"));
    }
    if file.row.len() > MOST_ROWS {
        return Err(format!("{name}: {} rows, at most {MOST_ROWS} are read", file.row.len()));
    }
    for row in &mut file.row {
        row.take_table(open).map_err(|why| format!("{name}: row \"{}\": {why}", shown(&row.id)))?;
        row.check_names().map_err(|why| format!("{name}: {why}"))?;
        check(row).map_err(|why| format!("{name}: row \"{}\": {why}", row.id))?;
    }
    let points: usize = file.row.iter().filter_map(|row| row.points.as_ref()).map(Vec::len).sum();
    if points > MOST_POINTS {
        return Err(format!(
            "{name}: the curves have {points} points, at most {MOST_POINTS} are read: thin them out"
        ));
    }
    for (at, row) in file.row.iter().enumerate() {
        if file.row[..at].iter().any(|other| other.id == row.id) {
            return Err(format!("{name}: two rows are called \"{}\"", row.id));
        }
    }
    Ok(file.row)
}

impl Row {
    /// Reads the table that the row names, and the mean of values of single specimens with its standard error.
    fn take_table(&mut self, open: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Result<(), String> {
        if let Some(table) = self.table.clone() {
            if self.value.is_some()
                || self.values.is_some()
                || self.points.is_some()
                || self.between.is_some()
            {
                return Err("table stands for value, values, points and between: keep one of them".to_owned());
            }
            let name = shown(&table);
            let said = |why: String| format!("table {name}: {why}");
            let bytes = open(&table).map_err(said)?;
            self.of_table(&bytes).map_err(said)?;
        } else if self.columns.is_some() || self.units.is_some() {
            return Err("columns and units tell of a table, and the row names none".to_owned());
        }
        let Some(values) = &self.values else { return Ok(()) };
        if self.observable.is_count() || self.observable == Observable::ForceCurve {
            return Err("values does not go with this observable".to_owned());
        }
        if self.value.is_some() || self.sd.is_some() || self.between.is_some() {
            return Err("value and sd follow from values: leave them out".to_owned());
        }
        let Some(Mean { mean, standard_error: Some(error) }) = Mean::of(values) else {
            return Err("values needs two specimens or more".to_owned());
        };
        (self.value, self.sd) = (Some(mean), Some(error));
        Ok(())
    }

    /// Takes the points of a curve, or values, from the bytes of a table.
    fn of_table(&mut self, bytes: &[u8]) -> Result<(), String> {
        let (text, _) = decode(bytes).map_err(|error| error.to_string())?;
        let mut wanted = Wanted::default();
        if let Some(columns) = &self.columns {
            wanted = wanted.with_columns(columns)?;
        }
        if self.observable == Observable::ForceCurve {
            if let Some(units) = &self.units {
                wanted = wanted.with_units(units)?;
            }
            let table = table(&text).map_err(|error| error.to_string())?;
            let found = curves(&table, &wanted, Contact::Found).map_err(|error| error.to_string())?;
            let [curve] = &found.curves[..] else {
                return Err(format!("it has {} curves; a row is of one", found.curves.len()));
            };
            let every = curve.loading.len().div_ceil(MOST_OF_CURVE).max(1);
            let points = curve.loading.iter().filter(|[travel, _]| *travel >= 0.0).step_by(every);
            let mut points: Vec<[f64; 2]> =
                points.map(|[travel, force]| [*travel, MN_PER_N * force]).collect();
            points.dedup_by(|next, before| next[0] <= before[0]);
            self.points = Some(points);
            return Ok(());
        }
        let dimension = match self.observable {
            Observable::PunctureForceMn => Dimension::Force,
            _ => Dimension::Length,
        };
        let table = table_of_any(&text).map_err(|error| error.to_string())?;
        let found = samples(&table, &wanted, [None, self.units.as_deref()], dimension, false);
        let factor = if dimension == Dimension::Force { MN_PER_N } else { 1.0 };
        let found = found.map_err(|error| error.to_string())?;
        self.values = Some(found.iter().map(|sample| factor * sample.value).collect());
        Ok(())
    }

    /// Refuses names that a line cannot hold.
    fn check_names(&self) -> Result<(), String> {
        for (key, name) in [("id", &self.id), ("experiment", &self.experiment)] {
            if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_obeyed) {
                return Err(format!(
                    "{key} = \"{}\" must be one line of 1 to {LONGEST_NAME} characters",
                    shown(name)
                ));
            }
        }
        Ok(())
    }

    /// Refuses results that the observable does not have.
    fn check_unused(&self) -> Result<(), String> {
        let curve = self.observable == Observable::ForceCurve;
        let measured = !self.observable.is_count() && !curve;
        for (key, given, used) in [
            ("value", self.value.is_some(), measured),
            ("between", self.between.is_some(), measured),
            ("sd", self.sd.is_some(), measured || curve),
            ("points", self.points.is_some(), curve),
            ("k", self.k.is_some(), self.observable.is_count()),
        ] {
            if given && !used {
                return Err(format!("{key} does not go with this observable"));
            }
        }
        Ok(())
    }

    /// Refuses numbers that mean nothing.
    fn check(&self) -> Result<(), String> {
        self.check_unused()?;
        let positive = |value: f64| value > 0.0 && value.is_finite();
        match self.observable {
            Observable::Pierced | Observable::BelowDermis => {
                let (Some(k), Some(n)) = (self.k, self.n) else {
                    return Err("a count needs k (successes) and n (trials)".to_owned());
                };
                if n == 0 || k > n {
                    return Err(format!("k = {k} of n = {n}: k lies between 0 and n, and n is at least 1"));
                }
            }
            Observable::ForceCurve => {
                if !self.sd.is_some_and(positive) {
                    return Err("sd must be a positive number, in mN: no measurement is exact".to_owned());
                }
                let points = self.points.as_deref().unwrap_or_default();
                if points.len() < 2 {
                    return Err("a force curve needs points, two or more of [travel_mm, force_mn]".to_owned());
                }
                if !points.iter().flatten().all(|number| number.is_finite()) {
                    return Err("a point of the curve is no number".to_owned());
                }
                if !points.windows(2).all(|pair| pair[0][0] < pair[1][0]) || points[0][0] < 0.0 {
                    return Err("the travel of the points must rise from 0 or more".to_owned());
                }
            }
            Observable::TipDepthMm
            | Observable::StainDepthMm
            | Observable::ChannelDepthMm
            | Observable::ThroughDepthMm
            | Observable::PunctureForceMn => {
                if !self.sd.is_some_and(positive) {
                    return Err("sd must be a positive number: no measurement is exact".to_owned());
                }
                let ends = match (self.value, self.between) {
                    (Some(value), None) => vec![value],
                    (None, Some([low, high])) if low < high => vec![low, high],
                    (None, Some(_)) => return Err("between must rise".to_owned()),
                    _ => return Err("give either value or between".to_owned()),
                };
                if !ends.into_iter().all(positive) {
                    return Err("a depth or force must be a positive number".to_owned());
                }
            }
        }
        self.check_ranges()
    }

    /// Refuses a plan that says no precision, or a result.
    fn check_planned(&self) -> Result<(), String> {
        if self.value.is_some() || self.between.is_some() || self.points.is_some() || self.k.is_some() {
            return Err(
                "a planned experiment has no result yet: leave value, between, points and k out".to_owned()
            );
        }
        if self.observable == Observable::ForceCurve {
            return Err("say for a planned force curve what is read from it: puncture_force_mn".to_owned());
        }
        let said = if self.observable.is_count() {
            self.n.is_some_and(|n| n > 0)
        } else {
            self.sd.is_some_and(|sd| sd > 0.0 && sd.is_finite())
        };
        if !said {
            return Err("a planned experiment needs its expected error sd, or n trials of a count".to_owned());
        }
        self.check_ranges()
    }

    fn check_ranges(&self) -> Result<(), String> {
        let positive = |value: f64| value > 0.0 && value.is_finite();
        for (key, [low, high]) in &self.uncertain {
            if !(positive(*low) && positive(*high) && low < high) {
                return Err(format!(
                    "uncertain.\"{}\" = [{low}, {high}] is no rising range of positive numbers",
                    shown(key)
                ));
            }
            if high / low > WIDEST || !OPEN.contains(low) || !OPEN.contains(high) {
                return Err(format!("uncertain.\"{}\" = [{low}, {high}] says nothing", shown(key)));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<Vec<Row>, String> {
        let head = "id = \"a\"\nexperiment = \"x\"\nrole = \"fit\"\nscenario = {}";
        rows("rows.toml", &format!("[[row]]\n{head}\n{lines}\n"))
    }

    #[test]
    fn limit_plans_need_a_precision_and_no_result() {
        let plan = |lines: &str| {
            let head = "id = \"a\"\nexperiment = \"x\"\nscenario = {}";
            planned("next.toml", &format!("[[row]]\n{head}\n{lines}\n")).map(|rows| rows.len())
        };
        assert_eq!(plan("observable = \"tip_depth_mm\"\nsd = 0.05"), Ok(1));
        assert_eq!(plan("observable = \"pierced\"\nn = 20"), Ok(1));
        for (lines, piece) in [
            ("observable = \"tip_depth_mm\"\nsd = 0.05\nvalue = 1", "no result yet"),
            ("observable = \"tip_depth_mm\"", "expected error"),
            ("observable = \"pierced\"", "n trials"),
            ("observable = \"force_curve\"\nsd = 1", "puncture_force_mn"),
        ] {
            let said = plan(lines).unwrap_err();
            assert!(said.contains(piece), "{lines}: {said}");
        }
    }

    /// A curve in newtons and micrometres, and depths of single specimens.
    #[test]
    fn identity_tables_give_points_and_means() {
        let open = |name: &str| match name {
            "curve.csv" => Ok(b"Weg (um);Kraft (N)\n0;0\n100;0,01\n200;0,03\n300;0,06\n".to_vec()),
            "depths.csv" => Ok(b"depth (um)\n800\n900\n1000\n".to_vec()),
            _ => Err("there is none".to_owned()),
        };
        let read = |lines: &str| {
            let head = "id = \"a\"\nexperiment = \"x\"\nscenario = {}";
            rows_with("rows.toml", &format!("[[row]]\n{head}\n{lines}\n"), &open)
                .map(|mut rows| rows.remove(0))
        };
        let curve = read("observable = \"force_curve\"\nsd = 2\ntable = \"curve.csv\"").unwrap();
        assert_eq!(curve.points.unwrap(), [[0.0, 0.0], [0.1, 10.0], [0.2, 30.0], [0.3, 60.0]]);
        let depths = read("observable = \"tip_depth_mm\"\ntable = \"depths.csv\"").unwrap();
        assert!(
            (depths.value.unwrap() - 0.9).abs() < 1e-12
                && (depths.sd.unwrap() - 0.1 / 3f64.sqrt()).abs() < 1e-12
        );
        for (lines, piece) in [
            ("observable = \"tip_depth_mm\"\ntable = \"other.csv\"", "table other.csv: there is none"),
            ("observable = \"tip_depth_mm\"\nvalue = 1\ntable = \"depths.csv\"", "keep one of them"),
            ("observable = \"tip_depth_mm\"\nvalues = [1]", "two specimens"),
            ("observable = \"tip_depth_mm\"\nvalues = [1, 2]\nsd = 1", "follow from values"),
            ("observable = \"pierced\"\nvalues = [1, 2]\nk = 1\nn = 2", "does not go with"),
        ] {
            let said = read(lines).unwrap_err();
            assert!(said.contains(piece), "{lines}: {said}");
        }
    }

    #[test]
    fn limit_names_are_one_line_of_letters() {
        let named = |id: &str| {
            let text = format!(
                "[[row]]\nid = \"{id}\"\nexperiment = \"x\"\nscenario = {{}}\nobservable = \"pierced\"\nk = 1\nn = 1\n"
            );
            rows("rows.toml", &text).map(|rows| rows.len())
        };
        assert_eq!(named("a"), Ok(1));
        for id in ["", "\\u001b[31m", &"a".repeat(101)] {
            let said = named(id).unwrap_err();
            assert!(said.contains("must be one line") && !said.contains('\u{1b}'), "{said}");
        }
    }

    #[test]
    fn limit_two_rows_of_one_name_are_refused() {
        let row = "[[row]]\nid = \"a\"\nexperiment = \"x\"\nscenario = {}\nobservable = \"pierced\"\nk = 1\nn = 1\n";
        assert!(rows("rows.toml", &row.repeat(2)).unwrap_err().contains("two rows are called"));
    }

    #[test]
    fn limit_rows_that_mean_nothing_are_refused() {
        for (lines, piece) in [
            ("observable = \"pierced\"\nk = 5\nn = 4", "k = 5 of n = 4"),
            ("observable = \"below_dermis\"\nk = 0\nn = 0", "n is at least 1"),
            ("observable = \"pierced\"\nn = 4", "needs k"),
            ("observable = \"tip_depth_mm\"\nvalue = 1\nsd = 0", "no measurement is exact"),
            ("observable = \"tip_depth_mm\"\nvalue = -1\nsd = 1", "positive"),
            ("observable = \"tip_depth_mm\"\nbetween = [2, 1]\nsd = 1", "rise"),
            ("observable = \"tip_depth_mm\"\nsd = 1", "either value or between"),
            ("observable = \"force_curve\"\nsd = 1", "needs points"),
            ("observable = \"tip_depth_mm\"\nvalue = 1\nsd = 1\npoints = []", "points does not go with"),
            ("observable = \"tip_depth_mm\"\nvalue = 1\nsd = 1\nk = 3\nn = 2", "k does not go with"),
            ("observable = \"pierced\"\nk = 1\nn = 1\nsd = 1", "sd does not go with"),
            ("observable = \"tip_depth_mm\"\nvalue = nan\nsd = 1", "positive"),
            ("observable = \"tip_depth_mm\"\nbetween = [nan, 1]\nsd = 1", "rise"),
            (
                "observable = \"tip_depth_mm\"\nvalue = 1\nsd = 1\nuncertain = { x = [1e-300, 1] }",
                "says nothing",
            ),
            ("observable = \"force_curve\"\nsd = 1\npoints = [[1, 2], [1, 3]]", "must rise"),
            ("observable = \"force_curve\"\nsd = 1\npoints = [[1, nan], [2, 3]]", "no number"),
            ("observable = \"depth\"\nvalue = 1\nsd = 1", "rows.toml:6"),
            ("observable = \"tip_depth_mm\"\nvalue = 1\nsd = 1\nuncertain = { x = [2, 1] }", "uncertain"),
        ] {
            let said = read(lines).unwrap_err();
            assert!(said.contains(piece), "{lines}: {said}");
        }
        assert!(rows("rows.toml", "").unwrap_err().contains("no [[row]]"));
        assert_eq!(read("observable = \"pierced\"\nk = 4\nn = 4").unwrap().len(), 1);
    }
}
