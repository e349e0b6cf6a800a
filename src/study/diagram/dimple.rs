//! Computes the teaching figure of a dimple: one sound needle of a device alone, on the average person.
//!
//! The needle follows the curve of the single needle in [`insert`]: with median puncture force and
//! resistance, under its share of the force or as far as the device drives it. The figure shows the last step
//! before the puncture, the last step of all, and what is left by the ratios of `data/tract.toml`.

use super::surface::alone_mm;
use super::{DiagramError, at_rest};
use crate::foundation::evidence::entry;
use crate::mechanics::{Law, Support};
use crate::outcome::Provenance;
use crate::outcome::diagram::dimple::{DimpleDiagram, Step, StrokeDiagram};
use crate::outcome::diagram::{Profile, SectionDiagram};
use crate::outcome::insertion::Point;
use crate::simulate::Setup;
use crate::skin::Site;
use crate::study::insert::{InsertError, insert};
use crate::tract::evidence::EVIDENCE;

/// Computes one needle of the setup's device in the skin of its site.
///
/// # Errors
/// Those of [`insert`].
pub fn dimple(setup: &Setup, site: &Site, provenance: Provenance) -> Result<DimpleDiagram, DiagramError> {
    steps(setup, site, provenance, 0).map(|stroke| stroke.dimple)
}

/// The same with `count` states of the stroke, from the skin to the end: half of them up to the puncture.
///
/// # Errors
/// Those of [`insert`].
pub fn steps(
    setup: &Setup,
    site: &Site,
    provenance: Provenance,
    count: usize,
) -> Result<StrokeDiagram, DiagramError> {
    let Law::Contact(contact) = &setup.law else { return Err(InsertError::NoForces.into()) };
    let device = &setup.device;
    let way = insert(setup, provenance, None)?;
    let full = way.alone.last().ok_or(InsertError::NoNeedles)?;
    let before = way.alone.iter().rev().find(|point| point.punctured == 0).unwrap_or(full);
    let surface = contact.surface(Support::AVERAGE, &way.column, device)?;
    // For a single needle depths count from the skin at rest, for that of a pen from the rim.
    let reference = contact.rim(device).map_or(0.0, |rim| surface.other_mm_per_n(rim.radius_mm));
    let rest = at_rest(setup, site, way.column, way.provenance);
    let state = |point: &Point| -> SectionDiagram {
        let (depth_mm, dimple_mm) = (point.mean_depth_mm, point.deflection_mm.max(0.0));
        SectionDiagram {
            needle: Profile { tip_depth_mm: depth_mm, ..rest.needle },
            depth_mm,
            least_mm: depth_mm,
            most_mm: depth_mm,
            pierced: point.punctured,
            dimple_mm,
            // The tip is at its travel, so any further deflection of the skin means that the skin was raised
            // before.
            rise_mm: dimple_mm + depth_mm - point.travel_mm,
            surface_mm: alone_mm(
                dimple_mm,
                point.total_n,
                0.5 * device.needle.diameter_mm(depth_mm),
                |far| surface.other_mm_per_n(far) - reference,
            ),
            ..rest.clone()
        }
    };
    let ratio = |name: &str, set: f64| {
        let known = entry(&EVIDENCE, "tract", name);
        [set, known.low.unwrap_or(set), known.high.unwrap_or(set)]
    };
    let last_mm = full.travel_mm.max(0.0);
    // Half of the steps lead to the puncture, which would otherwise be over in a few.
    let through_mm = if full.punctured > 0 { before.travel_mm.clamp(0.0, last_mm) } else { 0.0 };
    let half = if through_mm > 0.0 { count / 2 } else { 0 };
    let step = |at: usize| {
        let travel_mm = if at < half {
            through_mm * (at + 1) as f64 / half as f64
        } else {
            through_mm + (last_mm - through_mm) * (at + 1 - half) as f64 / (count - half) as f64
        };
        let after = way.alone.partition_point(|point| point.travel_mm < travel_mm - 1e-9);
        let point = way.alone.get(after).unwrap_or(full);
        Step { state: state(point), travel_mm: point.travel_mm, force_n: point.total_n }
    };
    let steps = (0..count).map(step).collect();
    let curve = way.alone.iter().map(|point| [point.travel_mm, point.total_n]).collect();
    let dimple = DimpleDiagram {
        before: state(before),
        full: state(full),
        forces_n: [before.total_n, full.total_n],
        residual_ratio: ratio("residual_ratio", setup.tract.residual_ratio),
        open_width_ratio: ratio("open_width_ratio", setup.tract.open_width_ratio),
        after: rest,
    };
    Ok(StrokeDiagram { dimple, steps, curve })
}
