//! Devices: needles, their arrangement, and how the device places its strikes on the skin.
//!
//! | file | holds |
//! |---|---|
//! | [`kind`] | the kinds of device, and what is true of each |
//! | [`needle`] | one needle's shape |
//! | [`mod@array`] | positions of the needles: rings, grid, drum, list |
//! | [`cartridge`] | the needles of one treatment: uneven, dull, bent, missing |
//! | [`pen`], [`roller`], [`plate`], [`single`] | the motions |
//! | [`stamp`], [`patch`] | the kinds that share the motion of a plate; the other kinds are told with theirs |
//! | [`mod@preset`] | the built-in devices, every number with its tag |
//!
//! A new kind of device needs one new file with its [`Facts`] and one line in [`Kind`]; a new way to move also
//! needs a variant of [`Movement`] and [`Motion`].

pub mod array;
pub mod cartridge;
pub mod kind;
pub mod needle;
pub mod patch;
pub mod pen;
pub mod plate;
pub mod preset;
pub mod roller;
pub mod single;
pub mod stamp;

pub use array::{Array, Layout};
pub use cartridge::{Cartridge, Defects, NeedleState};
pub use kind::{DepthBy, Facts, Kind, Movement};
pub use needle::{Material, Needle, NeedleShape};
pub use pen::Pen;
pub use plate::Plate;
pub use preset::{Preset, preset, presets};
pub use roller::Roller;
pub use single::Single;

use crate::foundation::named::named;

named! {
    /// Condition that stops the needles.
    pub enum Drive {
        /// The plate stops at the level of the undeformed surface plus `overtravel_mm` (for a pen: at the plane
        /// of the rim).
        Stroke => "stroke",
        /// Forces balance, or the body of the device touches the skin.
        Force => "force",
        /// The device runs until its body touches the skin (impact applicator).
        Speed => "speed",
    }
}

impl Drive {
    /// Whether a force that the needles carry together ends the travel, and so decides how deep they go.
    pub fn ends_by_force(self) -> bool {
        match self {
            Drive::Force => true,
            Drive::Stroke | Drive::Speed => false,
        }
    }

    /// Whether a distance that the plate travels past the resting skin ends it.
    pub fn ends_by_travel(self) -> bool {
        match self {
            Drive::Stroke => true,
            Drive::Force | Drive::Speed => false,
        }
    }
}

/// Motion that places a device's strikes: one variant per [`Movement`].
#[derive(Debug, Clone, PartialEq)]
pub enum Motion {
    /// Strokes of a motor while the hand glides.
    Pen(Pen),
    /// Strikes of a drum that rolls over the skin.
    Roller(Roller),
    /// Placements of a plate on a lattice.
    Plate(Plate),
    /// Strikes of a single needle on a square lattice.
    Needle(Single),
}

/// Strike in the frame of a lane: `along` the travel of the hand, `across` it to the left; mm from the lane's
/// start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalStrike {
    /// Place along the hand's travel.
    pub along_mm: f64,
    /// Place across the hand's travel, positive to the left.
    pub across_mm: f64,
    /// Stroke, angular row or placement, counted along the lane.
    pub cycle: u32,
    /// Index of the needle in the array.
    pub needle: u32,
}

impl Motion {
    /// Whether the hand moves the device while its needles strike (pen, roller), instead of setting it down.
    pub fn glides(&self) -> bool {
        match self {
            Motion::Pen(_) | Motion::Roller(_) => true,
            Motion::Plate(_) | Motion::Needle(_) => false,
        }
    }

    /// Frequency of a pen in one treatment over the set frequency; 1 for other devices.
    pub fn frequency_factor(&self, seed: u64, realisation: u64) -> f64 {
        match self {
            Motion::Pen(pen) => pen.frequency_factor(seed, realisation),
            Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => 1.0,
        }
    }

    /// Motion of one treatment: a pen has the frequency drawn for it.
    pub fn in_treatment(&self, seed: u64, realisation: u64) -> Motion {
        let factor = self.frequency_factor(seed, realisation);
        let mut motion = self.clone();
        if let Motion::Pen(pen) = &mut motion {
            pen.frequency_hz *= factor;
        }
        motion
    }

    /// Width of the track that one lane treats, mm; it is the default distance between lanes.
    pub fn track_mm(&self) -> f64 {
        match self {
            Motion::Pen(pen) => pen.head_width_mm,
            Motion::Roller(roller) => roller.drum_width_mm,
            Motion::Plate(plate) => plate.footprint_mm[1],
            Motion::Needle(single) => single.step_mm,
        }
    }

    /// Length that one placement of a plate treats along its lane, mm; it is the default distance between
    /// placements.
    ///
    /// For other devices this is the width of their track.
    pub fn placement_mm(&self) -> f64 {
        match self {
            Motion::Plate(plate) => plate.footprint_mm[0],
            Motion::Pen(_) | Motion::Roller(_) | Motion::Needle(_) => self.track_mm(),
        }
    }

    /// Upper bound on the surface slit of a tip at `depth_mm`, mm: its length in skin that does not move
    /// along.
    pub fn sweep_mm(&self, depth_mm: f64, hand_speed_mm_s: f64) -> f64 {
        match self {
            Motion::Pen(pen) => pen.sweep_mm(hand_speed_mm_s),
            Motion::Roller(roller) => roller.sweep_mm(depth_mm),
            Motion::Plate(_) | Motion::Needle(_) => 0.0,
        }
    }
}

/// Error of the depth setting, drawn once per treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SettingError {
    /// Mean of the depth really set minus the set depth, mm; positive is deeper.
    pub bias_mm: f64,
    /// Standard deviation between treatments, mm.
    pub sd_mm: f64,
}

/// Checked device of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// Kind of the device.
    pub kind: Kind,
    /// Name for titles: "12-pin pen".
    pub label: String,
    /// Nominal needle, before length errors, wear and bends.
    pub needle: Needle,
    /// Shaft diameter and taper length, mm, before a needle shorter than its taper cuts them.
    pub uncut_mm: [f64; 2],
    /// Material of the needles.
    pub material: Material,
    /// Needle positions: (along, across) in the frame of the head; on a drum (angle as arc length, across).
    pub array: Array,
    /// Motion that places the strikes.
    pub motion: Motion,
    /// Set depth, mm: the dial of a pen, the needle length of other devices.
    pub set_depth_mm: f64,
    /// Error of the depth setting, drawn once per treatment.
    pub setting: SettingError,
    /// Defects of the needles, drawn once per treatment.
    pub defects: Defects,
    /// Condition that stops the needles.
    pub drive: Drive,
    /// Travel of the plate beyond its set level, mm; see [`Drive::Stroke`].
    pub overtravel_mm: f64,
    /// Sold for use at home.
    pub home: bool,
}

impl Device {
    /// Returns the same device set to another depth: the dial of a pen, needles of that length for other
    /// devices.
    pub fn at_setting(&self, set_mm: f64) -> Device {
        let needle = match self.kind.facts().depth {
            DepthBy::Dial => self.needle,
            DepthBy::Length => {
                let ([shaft_mm, taper_mm], Needle { tip_diameter_mm, shape, .. }) =
                    (self.uncut_mm, self.needle);
                Needle::new(set_mm, shaft_mm, taper_mm, tip_diameter_mm, shape)
            }
        };
        Device { needle, set_depth_mm: set_mm, ..self.clone() }
    }

    /// Strikes per second while the device works, without deduction for missing needles; `None` if the hand
    /// sets the pace.
    pub fn rate_per_s(&self, hand_speed_mm_s: f64) -> Option<f64> {
        match &self.motion {
            Motion::Pen(pen) => Some(self.array.len() as f64 * pen.frequency_hz),
            Motion::Roller(roller) => Some(
                self.array.len() as f64 * hand_speed_mm_s / (std::f64::consts::TAU * roller.drum_radius_mm),
            ),
            Motion::Plate(_) | Motion::Needle(_) => None,
        }
    }
}
