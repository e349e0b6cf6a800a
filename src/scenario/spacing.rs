//! Two needles cannot stand in the same place: which of the device's keys puts them too close.

use super::diagnostic::Diagnostic;
use super::file::ScenarioFile;
use super::resolve::Resolver;
use crate::device::{Array, Motion};

/// Lengths that differ by less are the same, mm: a pitch of 0.3 mm does not come back exactly from sums.
const SAME_MM: f64 = 1e-9;

/// Refuses needles that stand closer than their diameter, at the key that says where they stand, or at
/// `shaft_diameter_um` where only that was written. `None` where two stand in the very same place: nothing about the track
/// of such a device could be said.
pub(super) fn check(
    resolver: &mut Resolver,
    resolved: &ScenarioFile,
    array: &Array,
    motion: &Motion,
    diameter_mm: f64,
) -> Option<()> {
    let Some(closest) = array.closest_mm().filter(|closest| *closest < diameter_mm - SAME_MM) else {
        return Some(());
    };
    let device = &resolved.device;
    let (name, value) = match (motion, device.layout.as_deref()) {
        (Motion::Roller(roller), _) if roller.pitch_mm() <= closest + SAME_MM => {
            ("angular_pitch_deg", device.angular_pitch_deg)
        }
        (Motion::Roller(_), _) => ("drum_width_mm", device.drum_width_mm),
        (_, Some("rings")) => ("rings", None),
        (_, Some("list")) => ("positions_mm", None),
        _ => ("pitch_mm", device.pitch_mm),
    };
    let written = |name: &str| resolver.places.get(&format!("device.{name}")).is_some();
    let (name, value) = if !written(name) && written("shaft_diameter_um") {
        ("shaft_diameter_um", device.shaft_diameter_um)
    } else {
        (name, value)
    };
    let (key, who) = match (name, value, closest_pair(array, closest)) {
        ("positions_mm", _, Some([first, second])) => {
            (format!("device.positions_mm[{second}]"), format!("device.positions_mm[{first}] and [{second}]"))
        }
        (_, Some(value), _) => (format!("device.{name}"), format!("device.{name} = {value}: needles")),
        (_, None, _) => (format!("device.{name}"), format!("device.{name}: needles")),
    };
    let message =
        format!("{who} stand {closest:.3} mm apart, closer than their diameter of {diameter_mm:.3} mm");
    let problem = Diagnostic::error(message)
        .allowed(format!("at least {diameter_mm:.3} mm from middle to middle"))
        .why("two needles cannot stand in the same place")
        .help("spread them, or make them thinner: device.shaft_diameter_um");
    resolver.error(&key, problem);
    (closest > SAME_MM).then_some(())
}

/// The first two needles that stand no further apart than this.
fn closest_pair(array: &Array, closest_mm: f64) -> Option<[usize; 2]> {
    let at = &array.positions_mm;
    let near = |first: &usize, second: usize| {
        let ([ax, ay], [bx, by]) = (at[*first], at[second]);
        (ax - bx).hypot(ay - by) <= closest_mm + SAME_MM
    };
    (0..at.len())
        .find_map(|second| (0..second).find(|first| near(first, second)).map(|first| [first, second]))
}
