//! Rows of a fit: what an experiment measured, and the scenario that computes it.

use crate::foundation::evidence::Tag;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What an experiment measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observable {
    /// Mean depth of the tips while the needles are in, mm.
    TipDepthMm,
    /// Depth at which a needle breaks into the reticular dermis, mm.
    ThroughDepthMm,
    /// Force at which a needle breaks into the reticular dermis, mN.
    PunctureForceMn,
    /// Needles or applications that passed the stratum corneum, k of n.
    Pierced,
    /// Insertions that ended below the dermis, k of n.
    BelowDermis,
}

/// Whether a row is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The row is fitted.
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
    /// Whether the row is fitted.
    pub role: Role,
    /// What was measured.
    pub observable: Observable,
    /// Measured value.
    pub value: Option<f64>,
    /// Error of the value, or of the ends of the band.
    pub sd: Option<f64>,
    /// Band inside which every value is as good.
    pub between: Option<[f64; 2]>,
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

/// Most rows in one file.
const MOST_ROWS: usize = 1000;

/// Reads the rows of a text.
///
/// # Errors
/// One sentence that names the line, or the row and what is wrong with it.
pub fn rows(name: &str, text: &str) -> Result<Vec<Row>, String> {
    let file: File = toml::from_str(text).map_err(|error| {
        let line =
            error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        format!("{name}:{line}: {}", error.message().trim())
    })?;
    if file.row.is_empty() {
        return Err(format!("{name}: no [[row]] in it"));
    }
    if file.row.len() > MOST_ROWS {
        return Err(format!("{name}: {} rows, at most {MOST_ROWS} are read", file.row.len()));
    }
    for row in &file.row {
        row.check().map_err(|why| format!("{name}: row \"{}\": {why}", row.id))?;
    }
    Ok(file.row)
}

impl Row {
    /// Refuses numbers that mean nothing.
    fn check(&self) -> Result<(), String> {
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
            Observable::TipDepthMm | Observable::ThroughDepthMm | Observable::PunctureForceMn => {
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
        for (key, [low, high]) in &self.uncertain {
            if !(positive(*low) && positive(*high) && low < high) {
                return Err(format!(
                    "uncertain.\"{key}\" = [{low}, {high}] is no rising range of positive numbers"
                ));
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
    fn limit_rows_that_mean_nothing_are_refused() {
        for (lines, piece) in [
            ("observable = \"pierced\"\nk = 5\nn = 4", "k = 5 of n = 4"),
            ("observable = \"below_dermis\"\nk = 0\nn = 0", "n is at least 1"),
            ("observable = \"pierced\"\nn = 4", "needs k"),
            ("observable = \"tip_depth_mm\"\nvalue = 1\nsd = 0", "no measurement is exact"),
            ("observable = \"tip_depth_mm\"\nvalue = -1\nsd = 1", "positive"),
            ("observable = \"tip_depth_mm\"\nbetween = [2, 1]\nsd = 1", "rise"),
            ("observable = \"tip_depth_mm\"\nsd = 1", "either value or between"),
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
