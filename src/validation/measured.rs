//! What a case measured: one value, single specimens, or a series of settings; and everything that is wrong with it.

use super::case::{AtSetting, Case, beside};
use super::quantity::{Kind, dimension, kind, quantities};
use crate::bench::{Dimension, MOST, Sample, Wanted, decode, has_column, samples, table_of_any};
use crate::foundation::statistics::Mean;
use crate::outcome::text_file::{read_bytes, shown};

/// Specimens measured at one setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Value of the key that the series varies; `None` where the case has one scenario.
    pub at: Option<f64>,
    /// Measured value, or mean of the specimens.
    pub mean: f64,
    /// Number of specimens, and the standard deviation between them.
    pub spread: Option<(u32, f64)>,
    /// Values of single specimens; empty where only their mean is told.
    pub specimens: Vec<f64>,
}

/// Beginning of the fault that a case says nothing to compare with.
pub(super) const NOTHING: &str = "the case says nothing to compare with";

/// Most bytes of a table, and most settings of a series.
const MOST_BYTES: u64 = 16 << 20;
const MOST_SETTINGS: usize = 100;

/// Most specimens behind a mean.
const MOST_SPECIMENS: u32 = 100_000;

impl Case {
    /// What was measured, by rising setting (nothing where the case only bounds the computed value), and everything that is
    /// wrong with the case, in words (nothing for a sound one). A table is read once.
    #[must_use]
    pub fn examined(&self) -> (Vec<Measured>, Vec<String>) {
        let (measured, of_table) = match self.measured() {
            Ok(measured) => (measured, None),
            Err(why) => (Vec::new(), Some(why)),
        };
        let mut all = self.faults(&measured);
        // Without a quantity nobody knows what the values should be.
        all.extend(of_table.filter(|_| kind(&self.quantity).is_some()));
        (measured, all)
    }

    /// Everything that is wrong apart from the table.
    fn faults(&self, measured: &[Measured]) -> Vec<String> {
        let mut all = Vec::new();
        let kind = kind(&self.quantity);
        let single = |value: &toml::Value| value.as_float();
        let tolerances = self.tolerance.iter().flat_map(|of| [of.relative, of.absolute]).flatten();
        let listed = self.measured.iter().flat_map(|value| value.as_array().into_iter().flatten());
        let bounds = self.between.into_iter().flatten().chain(self.at_least).chain(self.at_most);
        let of_series = self.series.iter().flat_map(|one| [Some(one.at), one.measured]).flatten();
        let all_numbers = tolerances
            .chain(self.measured.as_ref().and_then(single))
            .chain(listed.filter_map(single))
            .chain(bounds)
            .chain(of_series);
        if all_numbers.into_iter().any(|number| !is_number(number)) {
            all.push(format!("a number of it is not finite, or beyond {MOST:e}"));
        }
        if kind.is_none() {
            all.push(format!("unknown quantity \"{}\"; {}", shown(&self.quantity), quantities()));
        }
        if kind != Some(Kind::Deflections) {
            let varies = self.vary.is_some() && !(self.series.is_empty() && self.table.is_none());
            let at = if varies { measured.first().and_then(|first| first.at) } else { None };
            all.extend(self.scenario_at(at).err());
        }
        if self.series.len() > MOST_SETTINGS {
            all.push(format!(
                "{} settings in the series; at most {MOST_SETTINGS} are computed",
                self.series.len()
            ));
        }
        let ways = [
            ("measured", self.measured.is_some()),
            ("values", self.values.is_some()),
            ("series", !self.series.is_empty()),
            ("table", self.table.is_some()),
        ];
        let said: Vec<&str> = ways.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
        if said.len() > 1 {
            all.push(format!("{} are measurements of their own: keep one of them", said.join(" and ")));
        }
        let bounded = self.between.is_some() || self.at_least.is_some() || self.at_most.is_some();
        if said.is_empty() && !bounded {
            all.push(format!("{NOTHING}: measured, values, series, table, between, at_least or at_most"));
        }
        if let Some(kind) = kind {
            all.extend(self.kind_fault(kind, &said));
        }
        all.extend(spread_fault("", self.n, self.sd, self.values.as_deref(), self.measured.is_some()));
        for AtSetting { at, measured, n, sd, values } in &self.series {
            let here = format!("series at {at}: ");
            all.extend(spread_fault(&here, *n, *sd, values.as_deref(), measured.is_some()));
            if measured.is_some() == values.is_some() {
                all.push(format!("{here}say measured or values, one of them"));
            }
        }
        if !self.series.is_empty() && self.vary.is_none() {
            all.push("series needs vary: the key of the scenario that its settings are of".to_owned());
        }
        if self.vary.is_some() && self.series.is_empty() && self.table.is_none() {
            all.push("vary needs a series, or a table with a column of settings".to_owned());
        }
        if self.table.is_none() && (self.columns.is_some() || self.units.is_some()) {
            all.push("columns and units tell of a table, and the case names none".to_owned());
        }
        all
    }

    /// What is wrong with the expected value for a quantity of this kind.
    fn kind_fault(&self, kind: Kind, said: &[&str]) -> Option<String> {
        let needs_tolerance = || {
            let given = self.tolerance.filter(|given| given.relative.is_some() || given.absolute.is_some());
            let words = "measured needs a tolerance: { relative = ... } or { absolute = ... }";
            given.is_none().then(|| words.to_owned())
        };
        let wrong = || Some(format!("measured is not of the kind of {}", shown(&self.quantity)));
        if kind != Kind::Number && said.iter().any(|way| *way != "measured") {
            return Some(format!("{} is no number that specimens have", self.quantity));
        }
        match (kind, &self.measured) {
            (Kind::Number, Some(toml::Value::Float(_) | toml::Value::Integer(_))) => needs_tolerance(),
            (Kind::Number, Some(toml::Value::Boolean(_) | toml::Value::String(_))) => wrong(),
            (Kind::Number, Some(_)) => Some("measured must be a number".to_owned()),
            (Kind::Number, None) => {
                if said.is_empty() {
                    None
                } else {
                    needs_tolerance()
                }
            }
            (Kind::Yes, Some(toml::Value::Boolean(_))) | (Kind::Word, Some(toml::Value::String(_))) => None,
            (Kind::Deflections, Some(toml::Value::Array(_))) => needs_tolerance(),
            (Kind::Deflections, _) => {
                Some("measured must list one number for every point of at_mm".to_owned())
            }
            (_, Some(_)) => wrong(),
            (_, None) => Some(format!("{} needs measured", self.quantity)),
        }
    }

    /// What was measured, by rising setting.
    fn measured(&self) -> Result<Vec<Measured>, String> {
        let number = |value: &toml::Value| value.as_float().or(value.as_integer().map(|whole| whole as f64));
        if self.table.is_some() {
            return self.of_table();
        }
        if !self.series.is_empty() {
            let mut all: Vec<Measured> = self
                .series
                .iter()
                .filter_map(|one| {
                    Measured::new(Some(one.at), one.measured, one.n.zip(one.sd), one.values.as_deref())
                })
                .collect();
            all.sort_by(|one, other| one.at.unwrap_or(0.0).total_cmp(&other.at.unwrap_or(0.0)));
            return Ok(all);
        }
        let measured = self.measured.as_ref().and_then(number);
        Ok(Measured::new(None, measured, self.n.zip(self.sd), self.values.as_deref()).into_iter().collect())
    }

    /// Values of the table, setting by setting.
    fn of_table(&self) -> Result<Vec<Measured>, String> {
        let Some(name) = &self.table else { return Ok(Vec::new()) };
        let failed = |why: String| format!("table {}: {why}", shown(name));
        let path = beside(self.folder.as_deref(), name)?;
        let bytes = read_bytes(&path, MOST_BYTES).map_err(|why| failed(format!("cannot be read: {why}")))?;
        let (text, _) = decode(&bytes).map_err(|error| failed(error.to_string()))?;
        let table = table_of_any(&text).map_err(|error| failed(error.to_string()))?;
        let mut wanted = Wanted::default();
        if let Some(columns) = &self.columns {
            wanted = wanted.with_columns(columns).map_err(|why| format!("columns: {why}"))?;
        }
        let units: Vec<&str> = self.units.iter().flat_map(|units| units.split(',')).map(str::trim).collect();
        let units = match units[..] {
            [] => [None; 2],
            [value] => [None, Some(value)],
            [setting, value] => [Some(setting), Some(value)],
            _ => return Err("units: one for the values, or one for settings and one for values".to_owned()),
        };
        let of_quantity = dimension(&self.quantity);
        if has_column(&table, "travel", &wanted) {
            return Err(failed(
                "it is a curve of force against travel; puncta insert --measured reads it".to_owned(),
            ));
        }
        if self.vary.is_none() && has_column(&table, "setting", &wanted) {
            return Err(failed(
                "it has a column of settings: say vary, the key of the scenario that they are of".to_owned(),
            ));
        }
        let found = samples(&table, &wanted, units, of_quantity, self.vary.is_some())
            .map_err(|error| failed(error.to_string()))?;
        let mut groups: Vec<(Option<f64>, Vec<f64>)> = Vec::new();
        for Sample { setting, value } in found {
            let at = setting.map(|(setting, of)| self.of_key(setting, of));
            match groups.iter().position(|(known, _)| *known == at) {
                Some(known) => groups[known].1.push(value),
                None if groups.len() == MOST_SETTINGS => {
                    return Err(failed(format!("it has more than {MOST_SETTINGS} settings")));
                }
                None => groups.push((at, vec![value])),
            }
        }
        groups.sort_by(|(one, _), (other, _)| one.unwrap_or(0.0).total_cmp(&other.unwrap_or(0.0)));
        Ok(groups
            .into_iter()
            .filter_map(|(at, values)| Measured::new(at, None, None, Some(&values)))
            .collect())
    }

    /// A setting in the unit of the key that it sets.
    fn of_key(&self, setting: f64, of: Dimension) -> f64 {
        let is_um = self.vary.as_deref().is_some_and(|key| key.ends_with("_um"));
        if is_um && of == Dimension::Length { 1e3 * setting } else { setting }
    }
}

/// Whether means, spreads and differences can be computed of a number.
fn is_number(number: f64) -> bool {
    number.abs() <= MOST
}

/// What is wrong with a number of specimens and their spread.
fn spread_fault(
    here: &str,
    n: Option<u32>,
    sd: Option<f64>,
    values: Option<&[f64]>,
    has_mean: bool,
) -> Option<String> {
    if let Some(values) = values {
        if n.is_some() || sd.is_some() {
            return Some(format!("{here}n and sd follow from values: leave them out"));
        }
        if values.is_empty() || values.iter().any(|value| !is_number(*value)) {
            return Some(format!("{here}values must be finite numbers up to {MOST:e}, at least one"));
        }
        return None;
    }
    match (n, sd) {
        (None, None) => None,
        (Some(n), Some(sd))
            if (2..=MOST_SPECIMENS).contains(&n) && is_number(sd) && sd >= 0.0 && has_mean =>
        {
            None
        }
        (Some(_), Some(_)) if !has_mean => Some(format!("{here}n and sd belong to measured")),
        (Some(_), Some(_)) => {
            Some(format!("{here}n must be 2 to {MOST_SPECIMENS} and sd a number of at least 0"))
        }
        (Some(_), None) => Some(format!("{here}n needs sd: the spread between specimens")),
        (None, Some(_)) => Some(format!("{here}sd needs n: the number of specimens")),
    }
}

impl Measured {
    fn new(
        at: Option<f64>,
        mean: Option<f64>,
        spread: Option<(u32, f64)>,
        values: Option<&[f64]>,
    ) -> Option<Measured> {
        let Some(values) = values else {
            return Some(Measured { at, mean: mean?, spread, specimens: Vec::new() });
        };
        let Mean { mean, standard_error } = Mean::of(values)?;
        let spread = standard_error.map(|error| (values.len() as u32, error * (values.len() as f64).sqrt()));
        Some(Measured { at, mean, spread, specimens: values.to_vec() })
    }
}
