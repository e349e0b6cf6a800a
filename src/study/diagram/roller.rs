//! Computes the teaching figure of a roller: a drum on the skin, and the path of one tip.
//!
//! The paths are those of [`Roller::tip_mm`], at the full length of a needle and at the depth that the
//! contact law gives. The slit is [`Roller::sweep_mm`] at that depth, reduced by the share that the skin
//! follows. Depths and dimples are those of [`insert`]: a drum pressed straight down with a row at its lowest
//! point, on the average person.

use super::surface::{Pushed, half_spacing_mm, row_mm};
use super::{DiagramError, material};
use crate::device::{Motion, Roller};
use crate::foundation::evidence::entry;
use crate::foundation::statistics::Mean;
use crate::mechanics::{Law, Support};
use crate::outcome::Provenance;
use crate::outcome::diagram::Profile;
use crate::outcome::diagram::roller::RollerDiagram;
use crate::outcome::insertion::NeedleRow;
use crate::simulate::Setup;
use crate::study::insert::{InsertError, insert};
use crate::tract::evidence::EVIDENCE;

/// How far from below the axis the surface is computed, as a share of the drum's radius.
const SEEN: f64 = 1.2;

/// Number of points of a path.
const POINTS: u32 = 240;

/// Computes the drum of the setup's device on the skin of its site.
///
/// # Errors
/// Those of [`insert`], and an error if the device is not a roller.
pub fn roller(setup: &Setup, provenance: Provenance) -> Result<RollerDiagram, DiagramError> {
    let device = &setup.device;
    let Motion::Roller(drum) = &device.motion else {
        return Err(DiagramError::OtherKind { wanted: "a roller", found: device.kind.name() });
    };
    let Law::Contact(contact) = &setup.law else { return Err(InsertError::NoForces.into()) };
    let way = insert(setup, provenance, None)?;
    let end = way.array.last().ok_or(InsertError::NoNeedles)?;
    // A drum's needles have positions along the roll; those below the axis are at their lowest point.
    let lowest: Vec<&NeedleRow> = way.striking().collect();
    let depths = way.depths_mm();
    let depth_mm = Mean::of(&depths).map_or(0.0, |mean| mean.mean);
    // The travel is that of the needle that protrudes furthest.
    let length_mm = device.needle.length_mm;
    let reach_mm = |needle: &NeedleRow| reach_mm(drum, length_mm, needle);
    let furthest_mm = way.needles.iter().map(reach_mm).fold(0.0, f64::max);
    let sunk_mm =
        |needle: &NeedleRow| (end.travel_mm - furthest_mm + reach_mm(needle) - needle.depth_mm).max(0.0);
    let sunk: Vec<f64> = lowest.iter().map(|needle| sunk_mm(needle)).collect();
    let surface = contact.surface(Support::AVERAGE, &way.column, device)?;
    let reference = half_spacing_mm(&way.needles).map_or(0.0, |half| surface.other_mm_per_n(half));
    let middle = middle_mm(&way.needles, &lowest);
    let row: Vec<Pushed> = way
        .needles
        .iter()
        .filter(|needle| Some(needle.y_mm) == middle)
        .map(|needle| Pushed {
            x_mm: tip_x_mm(drum, length_mm, needle.x_mm),
            deflection_mm: sunk_mm(needle),
            force_n: needle.force_n,
            half_width_mm: 0.5 * device.needle.diameter_mm(needle.depth_mm),
        })
        .collect();
    let seen = SEEN * drum.drum_radius_mm;
    let surface_mm = row_mm(&row, [-seen, seen], |distance| surface.other_mm_per_n(distance) - reference);
    let follow = follows(setup);
    let rigid_slit_mm = drum.sweep_mm(depth_mm);
    Ok(RollerDiagram {
        site: setup.skin.label.clone(),
        needle: Profile::upright(device.needle, depth_mm, (1.0 - follow[0]) * rigid_slit_mm),
        material: material(device),
        drum_radius_mm: drum.drum_radius_mm,
        length_mm,
        needles_on_drum: device.array.len(),
        pitch_rad: std::f64::consts::TAU / f64::from(drum.per_row),
        stagger: if drum.rows > 1 { drum.row_stagger } else { 0.0 },
        half_contact_rad: drum.half_contact_angle_rad(length_mm),
        depth_mm,
        least_mm: depths.iter().copied().reduce(f64::min).unwrap_or(0.0),
        most_mm: depths.iter().copied().fold(0.0, f64::max),
        pierced: depths.len(),
        lowest: lowest.len(),
        dimple_mm: Mean::of(&sunk).map_or(0.0, |mean| mean.mean),
        rigid_slit_mm,
        rigid_set_slit_mm: drum.sweep_mm(length_mm),
        follow,
        set_path_mm: path(drum, length_mm),
        path_mm: if depths.is_empty() { Vec::new() } else { path(drum, depth_mm) },
        surface_mm,
        column: way.column,
        provenance: way.provenance,
    })
}

/// Place along the drum of the row at its lowest point that is nearest to the middle of all rows, mm. Places count
/// from the drum's end.
fn middle_mm(needles: &[NeedleRow], lowest: &[&NeedleRow]) -> Option<f64> {
    let ends = needles.iter().map(|needle| needle.y_mm);
    let middle = 0.5 * (ends.clone().fold(f64::INFINITY, f64::min) + ends.fold(f64::NEG_INFINITY, f64::max));
    let from_middle = |y_mm: f64| (y_mm - middle).abs();
    lowest.iter().map(|needle| needle.y_mm).min_by(|a, b| from_middle(*a).total_cmp(&from_middle(*b)))
}

/// How far a needle reaches below the drum's lowest point, mm.
pub(super) fn reach_mm(drum: &Roller, length_mm: f64, needle: &NeedleRow) -> f64 {
    let outer = drum.drum_radius_mm + length_mm + needle.protrusion_error_mm;
    outer * (1.0 - (needle.x_mm / drum.drum_radius_mm).powi(2)).max(0.0).sqrt() - drum.drum_radius_mm
}

/// Path of a tip of this depth while it is below the surface, in order of time.
fn path(drum: &Roller, depth_mm: f64) -> Vec<[f64; 2]> {
    let half = drum.half_contact_angle_rad(depth_mm);
    (0..=POINTS)
        .map(|step| drum.tip_mm(depth_mm, half * (2.0 * f64::from(step) / f64::from(POINTS) - 1.0)))
        .collect()
}

/// Position of the tip of a needle that enters the skin here, in the law's coordinate: R sin of its angle.
fn tip_x_mm(drum: &Roller, length_mm: f64, enters_mm: f64) -> f64 {
    enters_mm * (drum.drum_radius_mm + length_mm) / drum.drum_radius_mm
}

/// Share of a sideways movement that the skin follows: the setup's value and the ends of its range.
pub(super) fn follows(setup: &Setup) -> [f64; 3] {
    let known = entry(&EVIDENCE, "tract", "skin_follow_factor");
    let set = setup.tract.skin_follow_factor;
    [set, known.low.unwrap_or(set), known.high.unwrap_or(set)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight rows 2.5 mm apart, every second one at the lowest point: the third of these is 1.25 mm from the middle
    /// of the drum, the second 3.75 mm.
    #[test]
    fn identity_the_middle_row_is_not_at_the_end_of_the_drum() {
        let needle = |row: u32, x_mm: f64| NeedleRow {
            needle: row as usize + 1,
            x_mm,
            y_mm: (f64::from(row) + 0.5) * 2.5,
            protrusion_error_mm: 0.0,
            tip_diameter_um: 30.0,
            puncture_n: 0.1,
            peak_n: 0.1,
            force_n: 0.1,
            depth_mm: 0.5,
            punctured: true,
        };
        let needles: Vec<NeedleRow> =
            (0..8).map(|row| needle(row, if row % 2 == 0 { 0.0 } else { 1.3 })).collect();
        let lowest: Vec<&NeedleRow> = needles.iter().filter(|needle| needle.x_mm == 0.0).collect();
        assert_eq!(middle_mm(&needles, &lowest), Some(11.25));
        assert_eq!(middle_mm(&needles, &[]), None);
    }
}
