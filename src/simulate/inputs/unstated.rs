//! Defaults that a scenario does not state and that have a range: the device's needles, the hand's force and
//! speed. Every draw takes them from their ranges. A scenario that states one makes it certain, and so
//! narrows the intervals.

use crate::device::{Motion, Needle};
use crate::foundation::evidence::Evidence;
use crate::foundation::units::{mm_from_um, rad_from_deg};
use crate::mechanics::Law;
use crate::simulate::Setup;
use crate::technique::Hand;

/// Key of a scenario whose default may be uncertain.
pub struct Uncertain {
    /// Path of the key.
    pub path: &'static str,
    /// Whether it moves strikes but leaves how many there are on average: several draws share its value, so
    /// that strikes are placed once for all of them.
    pub is_pattern: bool,
    /// Writes a value, in the unit of the key, into a setup.
    put: fn(&mut Setup, f64),
}

/// Default that a scenario relies on.
#[derive(Debug, Clone, PartialEq)]
pub struct Unstated {
    /// Place of its key in [`UNCERTAIN`].
    pub key: usize,
    /// Its value with its range; what follows from `technique.variation` is already scaled.
    pub known: Evidence,
}

impl Unstated {
    /// Path of the key.
    pub fn path(&self) -> &'static str {
        UNCERTAIN[self.key].path
    }

    /// Writes a value into a setup.
    pub fn put(&self, setup: &mut Setup, value: f64) {
        (UNCERTAIN[self.key].put)(setup, value);
    }
}

const fn key(path: &'static str, put: fn(&mut Setup, f64)) -> Uncertain {
    Uncertain { path, is_pattern: false, put }
}

const fn pattern(path: &'static str, put: fn(&mut Setup, f64)) -> Uncertain {
    Uncertain { path, is_pattern: true, put }
}

/// All such keys. Each draws from the stream of its place, so new keys go to the end: the draws of the others
/// stay as they are.
pub const UNCERTAIN: [Uncertain; 21] = [
    key("technique.force_cv", |setup, value| setup.technique.hand.force_cv = value),
    key("technique.force_n", |setup, value| {
        if let Law::Contact(contact) = &mut setup.law {
            contact.force_n = value;
        }
    }),
    key("technique.hand_speed_mm_s", |setup, value| {
        setup.technique.hand_speed_mm_s = value;
        if let Law::Contact(contact) = &mut setup.law {
            contact.hand_speed_mm_s = value;
        }
    }),
    key("technique.speed_m_s", |setup, value| {
        if let Law::Contact(contact) = &mut setup.law {
            contact.push_speed_mm_s = 1e3 * value;
        }
    }),
    pattern("technique.position_jitter_mm", |setup, value| setup.technique.position_jitter_mm = value),
    pattern("technique.heading_jitter_deg", |setup, value| {
        setup.technique.heading_jitter_rad = rad_from_deg(value);
    }),
    pattern("technique.speed_cv", |setup, value| held(setup).speed_cv = value),
    pattern("technique.frequency_cv", |setup, value| held(setup).frequency_cv = value),
    pattern("technique.slip_cv", |setup, value| held(setup).slip_cv = value),
    pattern("technique.spacing_cv", |setup, value| held(setup).spacing_cv = value),
    pattern("technique.wander_mm", |setup, value| setup.technique.hand.wander_mm = value),
    pattern("technique.turn_deg", |setup, value| setup.technique.hand.turn_rad = rad_from_deg(value)),
    pattern("technique.variation_length_mm", |setup, value| setup.technique.hand.length_mm = value),
    key("device.shaft_diameter_um", |setup, value| {
        let [_, taper_mm] = setup.device.uncut_mm;
        reshape(setup, [mm_from_um(value), taper_mm], None);
    }),
    key("device.taper_mm", |setup, value| {
        let [shaft_mm, _] = setup.device.uncut_mm;
        reshape(setup, [shaft_mm, value], None);
    }),
    key("device.tip_diameter_um", |setup, value| {
        let uncut_mm = setup.device.uncut_mm;
        reshape(setup, uncut_mm, Some(mm_from_um(value)));
    }),
    key("device.frequency_hz", |setup, value| {
        if let Motion::Pen(pen) = &mut setup.device.motion {
            pen.frequency_hz = value;
        }
    }),
    key("device.mass_g", |setup, value| {
        if let Motion::Pen(pen) = &mut setup.device.motion {
            pen.mass_g = value;
        }
    }),
    key("device.length_tolerance_mm", |setup, value| setup.device.defects.length_tolerance_mm = value),
    key("device.setting_sd_mm", |setup, value| setup.device.setting.sd_mm = value),
    key("device.setting_bias_mm", |setup, value| setup.device.setting.bias_mm = value),
];

/// Paths of these keys.
pub const PATHS: [&str; UNCERTAIN.len()] = {
    let mut paths = [""; UNCERTAIN.len()];
    let mut at = 0;
    while at < paths.len() {
        paths[at] = UNCERTAIN[at].path;
        at += 1;
    }
    paths
};

/// Hand of a setup, whose spread of density between treatments stays.
fn held(setup: &mut Setup) -> &mut Hand {
    setup.technique.hand.hold(&setup.device.motion);
    &mut setup.technique.hand
}

/// Gives the needles another shaft diameter, taper length and tip diameter, mm.
fn reshape(setup: &mut Setup, uncut_mm: [f64; 2], tip_mm: Option<f64>) {
    let device = &mut setup.device;
    let Needle { length_mm, tip_diameter_mm, shape, .. } = device.needle;
    let [shaft_mm, taper_mm] = uncut_mm;
    device.uncut_mm = uncut_mm;
    device.needle = Needle::new(length_mm, shaft_mm, taper_mm, tip_mm.unwrap_or(tip_diameter_mm), shape);
}
