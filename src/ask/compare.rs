//! Scenarios side by side, on the same people.

use super::{Refused, in_words};
use crate::outcome::Comparison;
use crate::outcome::comparison::{MOST, Replaced};
use crate::scenario::{Allowed, Scenario, catalogue, load_within};
use crate::simulate::{Progress, SimulateError, Stop, simulate};
use crate::study::compare::{Run, compare as side_by_side};

/// Gives all scenarios seed and number of realisations of the first, so that all treat the same people. Returns what was replaced.
///
/// # Errors
/// [`Refused::Why`]: with so many people a scenario cannot be run.
pub fn same_people(scenarios: &mut [Scenario], allowed: Allowed) -> Result<Vec<Replaced>, Refused> {
    let people = |scenario: &Scenario| [u64::from(scenario.setup.realisations), scenario.setup.seed];
    let Some((first, others)) = scenarios.split_first_mut() else { return Ok(Vec::new()) };
    let took = people(first);
    let mut replaced = Vec::new();
    for (other, scenario) in others.iter_mut().enumerate() {
        let wrote = people(scenario);
        let mut sources = scenario.sources.clone();
        for (key, (wrote, took)) in
            ["run.realisations", "run.seed"].into_iter().zip(wrote.into_iter().zip(took))
        {
            if wrote != took {
                sources = sources.with(&format!("{key}={took}"));
                replaced.push(Replaced { setting: other + 1, key, wrote, took });
            }
        }
        if wrote != took {
            let name = scenario.provenance.name.clone();
            *scenario = load_within(&sources, &catalogue(), &name, allowed)
                .map_err(|problems| Refused::why(format!("{name}: {}", in_words(&problems))))?;
        }
    }
    Ok(replaced)
}

/// Runs all scenarios on the current thread pool, one after the other, and sets all against the first.
///
/// # Errors
/// [`Refused`]: stopped, fewer than two or too many, or a treatment without equilibrium.
pub fn answer(
    mut scenarios: Vec<Scenario>,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<Comparison, Refused> {
    let given = scenarios.len();
    if !(2..=MOST).contains(&given) {
        return Err(Refused::why(format!("{given} scenarios are given, and 2 to {MOST} can be compared")));
    }
    let replaced = same_people(&mut scenarios, Allowed::default())?;
    let mut runs = Vec::with_capacity(given);
    for Scenario { setup, provenance, .. } in scenarios {
        let simulated = simulate(&setup, progress, stop).map_err(|error| match error {
            SimulateError::Abandoned => Refused::Stopped,
            error => Refused::why(format!("{}: {error}", provenance.name)),
        })?;
        if simulated.rows.len() < setup.realisations as usize || stop.requested() {
            return Err(Refused::Stopped);
        }
        runs.push(Run::new(&setup, simulated, provenance));
    }
    let mut comparison = side_by_side(runs).map_err(Refused::because)?;
    comparison.replaced = replaced;
    Ok(comparison)
}
