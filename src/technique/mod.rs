//! Technique: the movements of the hand with the device. Passes, directions, lanes, placements.
//!
//! | file | holds |
//! |---|---|
//! | [`direction`] | directions of passes |
//! | [`passes`] | the strikes of a treatment, in the order of time |
//! | [`hand`] | variation of hand and motor |
//! | [`smooth`] | a smooth Gaussian process along a line |
//! | [`walk`] | the path of a head along one lane |
//! | [`defaults`] | usual speeds and errors of the hand (`data/technique.toml`) |

pub mod defaults;
pub mod direction;
pub mod hand;
pub mod passes;
pub mod smooth;
pub mod walk;

pub use direction::Direction;
pub use hand::Hand;
pub use passes::{KeyParts, PlanError, Strike, Window};

/// Checked technique of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Technique {
    /// Number of passes over the area.
    pub passes: u32,
    /// Pass i goes in direction i mod n.
    pub directions: Vec<Direction>,
    /// Mean speed of the hand along a lane, mm/s.
    pub hand_speed_mm_s: f64,
    /// Distance between lanes, mm; for a stamp or patch, between its rows of placements.
    pub line_spacing_mm: f64,
    /// Distance between the placements of a stamp or patch along a lane, mm.
    pub placement_spacing_mm: f64,
    /// Standard deviation of the sideways error of a lane, or of each coordinate of a placement, mm.
    pub position_jitter_mm: f64,
    /// Standard deviation of the heading of a lane or placement, rad.
    pub heading_jitter_rad: f64,
    /// Variation of speed, frequency, spacing, path and force.
    pub hand: Hand,
}
