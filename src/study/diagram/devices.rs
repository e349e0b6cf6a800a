//! Computes the figure of devices: one nominal depth, several devices, the same people.
//!
//! Each device is a run of its own with the same seed. The slice is that of the first person; the values are
//! over all people. The shares by deepest layer are differences between successive reach values of a
//! realisation, so the shares of one device add up to one.

use crate::injury::{Measure, Row, Unit};
use crate::outcome::diagram::devices::{DevicesDiagram, OnDevice};
use crate::outcome::{Figure, Provenance};
use crate::simulate::{Progress, Setup, SimulateError, Simulated, Stop, simulate};

/// Simulates every device, named by its preset, each with what its scenario is known by.
///
/// # Errors
/// [`SimulateError`] if the needles of one person find no equilibrium.
pub fn devices(
    setups: &[(String, Setup, Provenance)],
    provenance: Provenance,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<DevicesDiagram, SimulateError> {
    let of = |(name, setup, provenance): &(String, Setup, Provenance)| {
        Ok(on_device(name, setup, provenance, simulate(setup, progress, stop)?))
    };
    let devices = setups.iter().map(of).collect::<Result<Vec<OnDevice>, SimulateError>>()?;
    let first = setups.first().map(|(_, setup, _)| setup);
    Ok(DevicesDiagram {
        provenance,
        site: first.map(|setup| setup.skin.label.clone()).unwrap_or_default(),
        set_mm: first.map_or(0.0, |setup| setup.device.set_depth_mm),
        eyelid: first.is_some_and(|setup| setup.skin.eyelid),
        people: first.map_or(0, |setup| setup.realisations),
        devices,
    })
}

fn on_device(name: &str, setup: &Setup, provenance: &Provenance, simulated: Simulated) -> OnDevice {
    let figure = |of: &dyn Fn(&Row) -> f64, range: [f64; 2]| {
        Figure::of(&simulated.rows.iter().map(of).collect::<Vec<f64>>(), range)
    };
    let measured = |measure: Measure| figure(&|row| row[measure as usize], measure.range());
    let reached = [Measure::ReachEpidermis, Measure::ReachDermis, Measure::ReachFat];
    let deepest = [0, 1, 2, 3].map(|class: usize| {
        // Reach of a layer minus reach of the next; all strikes reach the surface.
        let at = |row: &Row, boundary: Option<usize>, without: f64| {
            boundary.and_then(|at| reached.get(at)).map_or(without, |measure| row[*measure as usize])
        };
        let share = |row: &Row| at(row, class.checked_sub(1), 1.0) - at(row, Some(class), 0.0);
        // Clamping keeps NaN, the value without a strike.
        figure(&|row| share(row).clamp(0.0, 1.0), Unit::Share.range())
    });
    OnDevice {
        name: name.to_owned(),
        label: setup.device.label.clone(),
        scenario: [provenance.name.clone(), provenance.short_hash().to_owned()],
        scenario_toml: provenance.scenario_toml.clone(),
        passes: setup.technique.passes,
        depth_mm: measured(Measure::DepthMean),
        density_per_cm2: measured(Measure::Density),
        deepest,
        slice: simulated.slice,
    }
}
