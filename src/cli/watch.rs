//! `--watch`: figures that are to be known well.

use crate::injury::Measure;

/// Standard error over the value that the fat-layer reach is drawn people for, where nothing else is said.
const USUAL: f64 = 0.02;

/// The least one that a scenario takes (`run.reach_error`).
const LEAST: f64 = 0.002;

/// A figure of `summary.json` from the command line.
pub fn measure(key: &str) -> Result<Measure, String> {
    let found = Measure::ALL.iter().copied().find(|measure| measure.key() == key);
    found.ok_or_else(|| "no such figure; they are the keys of summary.json, e.g. reach.fat".to_owned())
}

/// A figure from the command line that has people of its own.
pub fn of_people(key: &str) -> Result<Measure, String> {
    let found = measure(key)?;
    if has_people(found) {
        Ok(found)
    } else {
        Err("only reach.fat and reach.fat_per_cm2 have people of their own; more --realisations tell more of this figure".to_owned())
    }
}

/// Whether people may be drawn for a figure alone.
pub fn has_people(measure: Measure) -> bool {
    matches!(measure, Measure::ReachFat | Measure::FatPerCm2)
}

/// What the scenario is told of it, as `key=value`.
pub fn setting(watched: &[Measure], until: Option<f64>) -> Option<String> {
    let wanted = until.unwrap_or(USUAL).max(LEAST);
    watched.iter().any(|measure| has_people(*measure)).then(|| format!("run.reach_error={wanted}"))
}
