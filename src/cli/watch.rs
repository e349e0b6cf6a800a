//! `--watch`: values that are to be known precisely.

use crate::injury::{Boundary, Measure, Own};
use crate::scenario::nearest;

/// Usual target for the relative standard error of the fat-layer reach, whose sample grows until it is met.
const USUAL: f64 = 0.02;

/// Smallest target that a scenario accepts (`run.reach_error`).
const LEAST: f64 = 0.002;

/// Parses a key of `summary.json` on the command line.
pub fn measure(key: &str) -> Result<Measure, String> {
    Measure::of_key(key).ok_or_else(|| {
        let near = nearest(key, Measure::ALL.iter().map(|measure| measure.key()));
        let near = near.map_or("e.g. reach.fat".to_owned(), |near| format!("did you mean {near}?"));
        format!("no such figure; they are the keys of summary.json, {near}")
    })
}

/// Parses a key whose value can have a separate sample of people.
pub fn of_people(key: &str) -> Result<Measure, String> {
    let found = measure(key)?;
    if has_people(found) {
        Ok(found)
    } else {
        Err("only reach.fat and reach.fat_per_cm2 have people of their own; more --realisations tell more of this figure".to_owned())
    }
}

/// Whether a value can have a separate sample of people.
pub fn has_people(measure: Measure) -> bool {
    match measure.own() {
        Own::Passing(Boundary::Fat) | Own::IntoFatPerArea => true,
        Own::Nothing | Own::OverLimit | Own::Passing(Boundary::Epidermis | Boundary::Dermis) => false,
    }
}

/// The resulting setting for the scenario, as `key=value`.
pub fn setting(watched: &[Measure], until: Option<f64>) -> Option<String> {
    let wanted = until.unwrap_or(USUAL).max(LEAST);
    watched.iter().any(|measure| has_people(*measure)).then(|| format!("run.reach_error={wanted}"))
}
