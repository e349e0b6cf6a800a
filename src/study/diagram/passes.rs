//! Computes the figure of passes: one device, the same people, more and more passes.
//!
//! Each number of passes is a run of its own on the same people (one seed). The map is that of the first
//! person; the values are over all people.

use crate::injury::{FieldKind, Measure};
use crate::outcome::diagram::passes::{Passed, PassesDiagram};
use crate::outcome::{Figure, Provenance};
use crate::simulate::{Progress, Setup, SimulateError, Simulated, Stop, simulate};
use ndarray::Array2;

/// Simulates all setups, which differ only in the number of passes.
///
/// # Errors
/// [`SimulateError`] if the needles of one person find no equilibrium.
pub fn passes(
    setups: &[Setup],
    provenance: Provenance,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<PassesDiagram, SimulateError> {
    let step = |setup: &Setup| Ok(passed(setup, &simulate(setup, progress, stop)?));
    let mut steps = setups.iter().map(step).collect::<Result<Vec<Passed>, SimulateError>>()?;
    steps.sort_by_key(|step| step.passes);
    let first = setups.first();
    Ok(PassesDiagram {
        provenance,
        site: first.map(|setup| setup.skin.label.clone()).unwrap_or_default(),
        device: first.map(|setup| setup.device.label.clone()).unwrap_or_default(),
        area_mm: first.map_or([0.0; 2], |setup| [setup.grid.width_mm, setup.grid.height_mm]),
        people: first.map_or(0, |setup| setup.realisations),
        steps,
    })
}

fn passed(setup: &Setup, simulated: &Simulated) -> Passed {
    let figure = |measure: Measure| {
        let values: Vec<f64> = simulated.rows.iter().map(|row| row[measure as usize]).collect();
        Figure::of(&values, measure.range())
    };
    let injured = simulated.first.iter().find(|field| field.kind == FieldKind::DermisVolume);
    Passed {
        passes: setup.technique.passes,
        injured_percent: injured
            .map_or_else(|| Array2::zeros((0, 0)), |field| field.values.mapv(|share| 100.0 * share)),
        density_per_cm2: figure(Measure::Density),
        covered: figure(Measure::Covered),
        repeat: figure(Measure::Repeat),
    }
}
