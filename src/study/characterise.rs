//! What a bench report says of a device: the numbers of its setup, and values of the people of its runs.

use crate::device::{Device, Motion, Needle};
use crate::outcome::Outcome;
use crate::outcome::characterisation::{Characterisation, Geometry, Stack};
use crate::outcome::people::People;
use crate::simulate::Setup;

/// Characterises the device of the first run, whose mean error of the setting is at most this, mm; the others give rows of
/// sites. `None` without a run.
#[must_use]
pub fn characterise(
    setup: &Setup,
    most_bias_mm: f64,
    runs: &[(&Outcome, &People)],
) -> Option<Characterisation> {
    let Device { needle, array, material, set_depth_mm, setting, defects, motion, .. } = &setup.device;
    let Needle { length_mm, shaft_diameter_mm, taper_mm, tip_diameter_mm, shape } = *needle;
    let geometry = Geometry {
        needles: array.len(),
        length_mm,
        shaft_mm: shaft_diameter_mm,
        taper_mm,
        tip_mm: tip_diameter_mm,
        shape: shape.name(),
        material: material.name(),
        half_extent_mm: array.half_extent_mm(),
    };
    let stack = Stack {
        set_mm: *set_depth_mm,
        bias_mm: setting.bias_mm,
        most_bias_mm,
        frequency_hz: match motion {
            Motion::Pen(pen) => pen.frequency_hz,
            Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => 0.0,
        },
        setting_sd_mm: setting.sd_mm,
        length_sd_mm: defects.length_tolerance_mm,
        frequency_tolerance: match motion {
            Motion::Pen(pen) => pen.frequency_tolerance,
            Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => 0.0,
        },
    };
    Characterisation::new(geometry, stack, setup.limits.depth_tolerance_mm, runs)
}
