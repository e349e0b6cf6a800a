//! Computes teaching figures from the project's own models: one needle in the skin of a site, and others.
//!
//! | file | holds |
//! |---|---|
//! | here | one needle of a device in the layers of a site |
//! | [`roller`] | the path of a tip through the skin under a rolling drum |
//! | [`pen`] | the strokes of a pen in time, and where they land |
//! | [`dimple`] | one needle before it punctures, at its full depth, and after withdrawal |
//! | [`bed_of_nails`] | one needle alone compared with the same in an array |
//! | [`depth_chart`] | the fat-layer reach at several set depths, site by site |
//! | [`passes`] | what more passes add, on the same people |
//! | [`devices`] | the same nominal depth on several devices |
//! | [`lengths`] | needles for home and clinic in one skin, and faults of one of them |
//! | `surface` | the surface of the skin around needles |
//!
//! The depth and the dimple are those of [`insert`](super::insert): one stroke on the average person. The dimple around the needle
//! is what the needle's mean force F pushes down of layered skin at a distance r beyond what it pushes down where depths count
//! from, c = F (C(r) - C(reference)) / (1 - a²/r²), joined to the deflection w under the tip, where locked tissue has stopped
//! sinking:
//!
//! ```text
//! s(r) = p (1 - r²/R²) + (c⁻⁶ + (w - p)⁻⁶)^(-1/6)
//! ```
//!
//! with a half of the needle's width at the surface, where the skin meets it at w, p what the other needles of a pen push down here
//! beyond the rim, on average, and R the radius of the rim, where they push down nothing beyond it. The forms of the joint and of
//! that slope are *design*: both their ends are the law's. Left out: the dimples of the other needles themselves.

pub mod bed_of_nails;
pub mod depth_chart;
pub mod devices;
pub mod dimple;
pub mod lengths;
pub mod passes;
pub mod pen;
pub mod roller;
mod surface;

use super::insert::{InsertError, insert};
use crate::device::{self, DepthBy, Device, Motion};
use crate::foundation::statistics::Mean;
use crate::mechanics::{Law, Support};
use crate::outcome::Provenance;
use crate::outcome::diagram::{Base, Material, Profile, SectionDiagram};
use crate::outcome::insertion::NeedleRow;
use crate::simulate::Setup;
use crate::skin::appendages::appendages;
use crate::skin::ridges::Rete;
use crate::skin::{Column, Site};
use surface::{distances_mm, from_flank, half_spacing_mm, joined, others_mm};

/// Reasons why a teaching figure could not be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DiagramError {
    /// The stroke could not be followed.
    #[error(transparent)]
    Insert(#[from] InsertError),
    /// The figure shows another kind of device.
    #[error("this figure shows {wanted}, and the device is a {found}")]
    OtherKind {
        /// Kinds of device that the figure shows, in words.
        wanted: &'static str,
        /// Kind of the device given.
        found: &'static str,
    },
    /// The figure needs several needles, and the device has one.
    #[error("this figure needs a device with several needles")]
    OneNeedle,
}

impl From<crate::mechanics::half_space::HalfSpaceError> for DiagramError {
    fn from(error: crate::mechanics::half_space::HalfSpaceError) -> DiagramError {
        DiagramError::Insert(error.into())
    }
}

impl From<crate::mechanics::array::NotAtRest> for DiagramError {
    fn from(error: crate::mechanics::array::NotAtRest) -> DiagramError {
        DiagramError::Insert(error.into())
    }
}

/// Computes one needle of the setup's device in the skin of its site.
///
/// # Errors
/// Those of [`insert`].
pub fn section(setup: &Setup, site: &Site, provenance: Provenance) -> Result<SectionDiagram, DiagramError> {
    let Law::Contact(contact) = &setup.law else { return Err(InsertError::NoForces.into()) };
    let way = insert(setup, provenance, None)?;
    let device = &setup.device;
    let end = way.array.last().ok_or(InsertError::NoNeedles)?;
    // For a drum these are the needles at their lowest point, as in its own figure.
    let all: Vec<&NeedleRow> = way.needles.iter().collect();
    let drum = if let Motion::Roller(drum) = &device.motion { Some(drum) } else { None };
    let told: Vec<&NeedleRow> = way.striking().collect();
    let pierced: Vec<&NeedleRow> = told.iter().copied().filter(|needle| needle.punctured).collect();
    // The figure shows the mean of the needles that pierced, or of all if none did.
    let shown = if pierced.is_empty() { &told } else { &pierced };
    let mean = |needles: &[&NeedleRow], of: &dyn Fn(&NeedleRow) -> f64| {
        let values: Vec<f64> = needles.iter().map(|needle| of(needle)).collect();
        Mean::of(&values).map_or(0.0, |mean| mean.mean)
    };
    let depths = way.depths_mm();
    let depth_mm = mean(&pierced, &|needle| needle.depth_mm);
    let force_n = mean(shown, &|needle| needle.force_n);
    let dialled = device.kind.facts().depth == DepthBy::Dial;
    // A tip's position minus its depth in the skin is how far the skin yields, up to a constant for all
    // needles.
    let reach_mm = |needle: &NeedleRow| {
        let of_drum = drum.map(|drum| roller::reach_mm(drum, device.needle.length_mm, needle));
        of_drum.unwrap_or(needle.protrusion_error_mm)
    };
    let gives_mm = |needle: &NeedleRow| reach_mm(needle) - needle.depth_mm;
    let common_mm = match drum {
        // The travel is that of the needle that protrudes furthest.
        Some(_) => end.travel_mm - all.iter().map(|needle| reach_mm(needle)).fold(0.0, f64::max),
        None => end.deflection_mm - mean(&all, &gives_mm),
    };
    let dimple_mm = (common_mm + mean(shown, &gives_mm)).max(0.0);
    // A pen's tips stop at the dialled depth below the rim. Any further depth means that the hand pressed the
    // skin past the rim.
    let past_mm = if dialled { (depth_mm + dimple_mm - device.set_depth_mm).max(0.0) } else { 0.0 };
    let rise_mm = if depths.is_empty() { 0.0 } else { past_mm };
    let surface = contact.surface(Support::AVERAGE, &way.column, device)?;
    // Depths count from the rim of a pen, or from the skin halfway to the next needle.
    let reference_mm = match contact.rim(device) {
        Some(rim) => Some(rim.radius_mm),
        None => half_spacing_mm(&way.needles),
    };
    let reference = reference_mm.map_or(0.0, |distance| surface.other_mm_per_n(distance));
    let others_mm = match contact.rim(device) {
        Some(_) => others_mm(&way.needles, |distance| surface.other_mm_per_n(distance) - reference),
        None => 0.0,
    };
    let others_mm = others_mm.clamp(0.0, dimple_mm);
    let surface_mm = distances_mm()
        .map(|distance| {
            let beside = match distance {
                0.0 => f64::INFINITY,
                _ => {
                    let sinks = force_n * (surface.other_mm_per_n(distance) - reference);
                    from_flank(sinks, distance, 0.5 * device.needle.diameter_mm(depth_mm))
                }
            };
            let others =
                others_mm * (1.0 - (distance / reference_mm.unwrap_or(f64::INFINITY)).powi(2)).max(0.0);
            [distance, others + joined(dimple_mm - others_mm, beside)]
        })
        .collect();
    Ok(SectionDiagram {
        needle: Profile::upright(device.needle, depth_mm, 0.0),
        depth_mm,
        least_mm: depths.iter().copied().reduce(f64::min).unwrap_or(0.0),
        most_mm: depths.iter().copied().fold(0.0, f64::max),
        pierced: depths.len(),
        needles: told.len(),
        dimple_mm,
        rise_mm,
        surface_mm,
        ..at_rest(setup, site, way.column, way.provenance)
    })
}

fn material(device: &Device) -> Material {
    match device.material {
        device::Material::Steel => Material::Steel,
        device::Material::Polymer => Material::Polymer,
    }
}

/// Section of a site's skin with one needle that does not touch it yet.
fn at_rest(setup: &Setup, site: &Site, column: Column, provenance: Provenance) -> SectionDiagram {
    let (device, vessels) = (&setup.device, &setup.skin.vessels);
    let rete = Rete::of(site, None);
    let um = 1e-3;
    SectionDiagram {
        site: setup.skin.label.clone(),
        between_people_mm: [
            site.stratum_corneum_sd_um,
            site.epidermis_sd_um,
            site.dermis_sd_um,
            site.fat_sd_um,
        ]
        .map(|sd| um * sd),
        ridges_mm: [rete.peak_to_trough_mm, rete.wavelength_mm],
        loop_tip_mm: vessels.loop_tip_mm(&column),
        loops_per_mm: vessels.loops_per_mm2.sqrt(),
        vessels_mm: vessels.diameters_mm(),
        upper_plexus_mm: vessels.upper_plexus_at_mm(&column),
        hairy: appendages(&site.name).and_then(|row| row.hair_follicles_per_cm2) != Some(0.0),
        set_mm: device.set_depth_mm,
        dialled: device.kind.facts().depth == DepthBy::Dial,
        needle: Profile::upright(device.needle, 0.0, 0.0),
        material: material(device),
        base: match &device.motion {
            Motion::Roller(drum) => Base::Drum { radius_mm: drum.drum_radius_mm },
            Motion::Plate(_) => Base::Plate,
            Motion::Pen(_) | Motion::Needle(_) => Base::Holder,
        },
        rim_away_mm: match &device.motion {
            Motion::Pen(pen) => Some(0.5 * pen.rim_diameter_mm),
            Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => None,
        },
        depth_mm: 0.0,
        least_mm: 0.0,
        most_mm: 0.0,
        pierced: 0,
        needles: 1,
        dimple_mm: 0.0,
        rise_mm: 0.0,
        surface_mm: vec![[0.0; 2], [f64::from(u16::MAX), 0.0]],
        column,
        provenance,
    }
}
