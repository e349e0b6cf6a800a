//! Refuses needles in the same place, and finds the device key that puts them too close.

use super::diagnostic::Diagnostic;
use super::file::ScenarioFile;
use super::resolve::Resolver;
use crate::device::{Array, Layout, Motion};

/// Tolerance for equal lengths, mm: sums do not reproduce a pitch of 0.3 mm exactly.
const SAME_MM: f64 = 1e-9;

/// Refuses needles closer than their diameter. The error is placed at the key that positions them, or at
/// `shaft_diameter_um` if only that was written. Returns `None` if two needles coincide, because no track can
/// be computed for such a device.
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
    let layout = device.layout.as_deref().and_then(Layout::of_name);
    let (name, value) = match motion {
        Motion::Roller(roller) if roller.pitch_mm() <= closest + SAME_MM => {
            ("angular_pitch_deg", device.angular_pitch_deg)
        }
        Motion::Roller(_) => ("drum_width_mm", device.drum_width_mm),
        Motion::Pen(_) | Motion::Plate(_) | Motion::Needle(_) => match layout {
            Some(Layout::Rings) => ("rings", None),
            Some(Layout::List) => ("positions_mm", None),
            Some(Layout::Grid | Layout::Drum) | None => ("pitch_mm", device.pitch_mm),
        },
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

/// First two needles that are no further apart than this.
fn closest_pair(array: &Array, closest_mm: f64) -> Option<[usize; 2]> {
    let at = &array.positions_mm;
    let near = |first: &usize, second: usize| {
        let ([ax, ay], [bx, by]) = (at[*first], at[second]);
        libm::hypot(ax - bx, ay - by) <= closest_mm + SAME_MM
    };
    (0..at.len())
        .find_map(|second| (0..second).find(|first| near(first, second)).map(|first| [first, second]))
}
