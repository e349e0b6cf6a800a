//! Single needle, struck one strike at a time: the simplest device, for the bench and for learning.

use super::Drive;
use super::kind::{DepthBy, Facts, Movement};

/// What is true of every single needle.
pub const FACTS: Facts = Facts {
    movement: Movement::Singly,
    depth: DepthBy::Length,
    by_hand: false,
    usual_drive: Drive::Stroke,
    usual_preset: "needle",
    usual_passes: 1,
    lane: "row",
    cycle: "column",
};

/// Square lattice on which a single needle strikes.
#[derive(Debug, Clone, PartialEq)]
pub struct Single {
    /// Strikes along one side of the square lattice.
    pub strikes_a_side: u32,
    /// Distance between neighbouring strikes, mm.
    pub step_mm: f64,
}

impl Default for Single {
    /// Makes 100 strikes on a 1 mm lattice.
    fn default() -> Single {
        Single { strikes_a_side: 10, step_mm: 1.0 }
    }
}
