//! Computes the figure of lengths: needles for home and clinic in one skin, and faults of one of them.
//!
//! Each needle is a run of its own on the same people (one seed). Times of redness and closure are those of its
//! [timeline](crate::study::timeline).

use super::Profile;
use crate::injury::Measure;
use crate::outcome::diagram::lengths::{Case, LengthsDiagram, OfNeedle};
use crate::outcome::timeline::{ClosedBy, CurveOf};
use crate::outcome::{Outcome, Provenance};
use crate::simulate::{Progress, Setup, SimulateError, Stop, simulate};
use crate::skin::Skin;
use crate::study::timeline::{Asked, timeline};
use crate::technique::defaults::cap;

/// Simulates all needles on this skin, each named by its preset, with what sets it apart.
///
/// # Errors
/// [`SimulateError`] if the needles of one person find no equilibrium.
pub fn lengths(
    skin: &Skin,
    setups: &[(String, Case, Setup, Provenance)],
    provenance: Provenance,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<LengthsDiagram, SimulateError> {
    let of = |(device, case, setup, provenance): &(String, Case, Setup, Provenance)| {
        of_needle(device, *case, setup, provenance, progress, stop)
    };
    let needles = setups.iter().map(of).collect::<Result<Vec<OfNeedle>, SimulateError>>()?;
    Ok(LengthsDiagram {
        provenance,
        site: skin.label.clone(),
        column: skin.mean_column(),
        eyelid: skin.eyelid,
        people: setups.first().map_or(0, |(_, _, setup, _)| setup.realisations),
        caps_mm: ["home_cap_mm", "professional_cap_mm"].map(cap),
        needles,
    })
}

fn of_needle(
    device: &str,
    case: Case,
    setup: &Setup,
    provenance: &Provenance,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<OfNeedle, SimulateError> {
    let simulated = simulate(setup, progress, stop)?;
    let outcome = Outcome::new(setup, &simulated, provenance.clone());
    let times = timeline(&outcome, &Asked { setup, age_years: None, plan: None, applied: None })?;
    let over = |of: CurveOf| times.curve(of).and_then(|curve| curve.over_h);
    let mut needle = setup.device.needle;
    if let Case::Worn(factor) = case {
        needle.tip_diameter_mm *= factor;
    }
    let depth_mm = outcome.figure(Measure::DepthMean);
    Ok(OfNeedle {
        device: device.to_owned(),
        label: setup.device.label.clone(),
        case,
        hash: provenance.short_hash().to_owned(),
        scenario_toml: provenance.scenario_toml.clone(),
        set_mm: setup.device.set_depth_mm,
        profile: Profile::upright(needle, depth_mm.value.unwrap_or_default(), 0.0),
        material: super::material(&setup.device),
        passes: setup.technique.passes,
        depth_mm,
        failed: outcome.figure(Measure::Failed),
        fat: outcome.figure(Measure::ReachFat),
        open: outcome.figure(Measure::Open),
        red_h: over(CurveOf::Redness),
        closed_h: over(CurveOf::OpenArea { measure: ClosedBy::Dye, covered: false }),
    })
}
