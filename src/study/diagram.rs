//! What a teaching figure of one needle in the skin of a site shows, from the project's own laws.
//!
//! The depth and the dimple are those of [`insert`](super::insert): one stroke on the average person. The dimple around the needle
//! is what the needle's mean force F pushes down of layered skin at a distance r beyond what it pushes down where depths count
//! from, c = F (C(r) - C(reference)), joined to the deflection w under the tip, where locked tissue has stopped sinking:
//!
//! ```text
//! s(r) = p (1 - r²/R²) + (c⁻² + (w - p)⁻²)^(-1/2)
//! ```
//!
//! with p what the other needles of a pen push down here beyond the rim, on average, and R the radius of the rim, where they push
//! down nothing beyond it. The forms of the joint and of that slope are *design*: both their ends are the law's. Left out: the dimples of the other needles themselves.

use super::insert::{InsertError, insert};
use crate::device::Kind;
use crate::ground::statistics::Mean;
use crate::mechanics::Law;
use crate::outcome::Provenance;
use crate::outcome::diagram::{Profile, SectionDiagram};
use crate::outcome::insertion::NeedleRow;
use crate::simulate::Setup;
use crate::skin::Site;
use crate::skin::appendages::appendages;
use crate::skin::ridges::Rete;

/// How far from the needle the surface is followed, mm, and in how many steps.
const FARTHEST_MM: f64 = 8.0;
const STEPS: u32 = 400;

/// One needle of the setup's device in the skin of its site.
///
/// # Errors
/// As [`insert`].
pub fn section(setup: &Setup, site: &Site, provenance: Provenance) -> Result<SectionDiagram, InsertError> {
    let Law::Contact(contact) = &setup.law else { return Err(InsertError::NoForces) };
    let way = insert(setup, provenance, None)?;
    let device = &setup.device;
    let end = way.array.last().ok_or(InsertError::NoNeedles)?;
    let depths: Vec<f64> =
        way.needles.iter().filter(|needle| needle.punctured).map(|needle| needle.depth_mm).collect();
    let forces: Vec<f64> = way.needles.iter().map(|needle| needle.force_n).collect();
    let depth_mm = Mean::of(&depths).map_or(0.0, |mean| mean.mean);
    let force_n = Mean::of(&forces).map_or(0.0, |mean| mean.mean);
    let dialled = device.motion.kind() == Kind::Pen;
    let dimple_mm = end.deflection_mm.max(0.0);
    // The tips of a pen end at its dial below the rim: what they are deeper, the hand has pressed the skin past the rim.
    let past_mm = if dialled { (depth_mm + dimple_mm - device.set_depth_mm).max(0.0) } else { 0.0 };
    let rise_mm = if depths.is_empty() { 0.0 } else { past_mm };
    let bed = contact.bed(&way.column, device)?;
    // Depths count from the rim of a pen, or from the skin half way to the next needle.
    let reference_mm = match contact.rim(device) {
        Some(rim) => Some(rim.radius_mm),
        None => half_spacing_mm(&way.needles),
    };
    let reference = reference_mm.map_or(0.0, |distance| bed.other_mm_per_n(distance));
    let others_mm = match contact.rim(device) {
        Some(_) => others_mm(&way.needles, |distance| bed.other_mm_per_n(distance) - reference),
        None => 0.0,
    };
    let others_mm = others_mm.clamp(0.0, dimple_mm);
    let surface_mm = (0..=STEPS)
        .map(|step| {
            // Closer together near the needle, where the surface is steep.
            let distance = FARTHEST_MM * (f64::from(step) / f64::from(STEPS)).powi(2);
            let beside = match distance {
                0.0 => f64::INFINITY,
                _ => force_n * (bed.other_mm_per_n(distance) - reference),
            };
            let others =
                others_mm * (1.0 - (distance / reference_mm.unwrap_or(f64::INFINITY)).powi(2)).max(0.0);
            [distance, others + joined(dimple_mm - others_mm, beside)]
        })
        .collect();
    let rete = Rete::of(site, None);
    let vessels = &setup.skin.vessels;
    let um = 1e-3;
    Ok(SectionDiagram {
        site: setup.skin.label.clone(),
        between_people_mm: [
            site.stratum_corneum_sd_um,
            site.epidermis_sd_um,
            site.dermis_sd_um,
            site.fat_sd_um,
        ]
        .map(|sd| um * sd),
        ridges_mm: [rete.peak_to_trough_mm, rete.wavelength_mm],
        loop_tip_mm: vessels.loop_tip_mm(&way.column),
        loops_per_mm: vessels.loops_per_mm2.sqrt(),
        vessels_mm: vessels.diameters_mm(),
        upper_plexus_mm: vessels.upper_plexus_at_mm(&way.column),
        hairy: appendages(&site.name).and_then(|row| row.hair_follicles_per_cm2) != Some(0.0),
        set_mm: device.set_depth_mm,
        dialled,
        needle: Profile { needle: device.needle, tip_depth_mm: depth_mm, slit_mm: 0.0 },
        depth_mm,
        least_mm: depths.iter().copied().reduce(f64::min).unwrap_or(0.0),
        most_mm: depths.iter().copied().fold(0.0, f64::max),
        pierced: depths.len(),
        needles: way.needles.len(),
        dimple_mm,
        rise_mm,
        surface_mm,
        column: way.column,
        provenance: way.provenance,
    })
}

/// The smaller of two sinkings, the one passing into the other; 0 where either is none.
fn joined(under_mm: f64, beside_mm: f64) -> f64 {
    if under_mm <= 0.0 || beside_mm <= 0.0 {
        return 0.0;
    }
    under_mm / (1.0 + (under_mm / beside_mm).powi(2)).sqrt()
}

/// What the others push down under a needle on average, mm, where a force does so by `mm_per_n` at a distance.
fn others_mm(needles: &[NeedleRow], mm_per_n: impl Fn(f64) -> f64) -> f64 {
    let under = |at: usize| -> f64 {
        let others = needles.iter().enumerate().filter(|(other, _)| *other != at);
        let here = &needles[at];
        others
            .map(|(_, other)| {
                other.force_n * mm_per_n((other.x_mm - here.x_mm).hypot(other.y_mm - here.y_mm))
            })
            .sum()
    };
    (0..needles.len()).map(under).sum::<f64>() / needles.len().max(1) as f64
}

/// Half the distance of the two closest needles, mm; `None` for a single one.
fn half_spacing_mm(needles: &[NeedleRow]) -> Option<f64> {
    let pairs = needles.iter().enumerate().flat_map(|(at, a)| needles[..at].iter().map(move |b| (a, b)));
    let apart = pairs.map(|(a, b)| (a.x_mm - b.x_mm).hypot(a.y_mm - b.y_mm));
    apart.reduce(f64::min).map(|apart| 0.5 * apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_the_dimple_is_the_deflection_at_the_needle_and_the_law_far_away() {
        assert!((joined(0.5, 1e6) - 0.5).abs() < 1e-12);
        assert!((joined(0.5, 1e-3) - 1e-3).abs() < 1e-8);
        assert_eq!(joined(0.0, 1.0), 0.0);
        assert_eq!(joined(0.5, -0.1), 0.0);
        assert!(joined(0.5, 0.5) < 0.5);
    }
}
