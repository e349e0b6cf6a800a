//! Directions of the hand over the area.

use crate::foundation::named::named;

named! {
    /// Direction of a pass, seen with x to the right and y up.
    pub enum Direction {
        /// Along y, upwards.
        Vertical => "vertical",
        /// Along x, to the right.
        Horizontal => "horizontal",
        /// At 45 degrees, to the right and upwards.
        DiagonalUp => "diagonal_up",
        /// At 45 degrees, to the right and downwards.
        DiagonalDown => "diagonal_down",
    }
}

impl Direction {
    /// Angle from the x axis, rad.
    pub fn heading_rad(self) -> f64 {
        use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};
        match self {
            Direction::Vertical => FRAC_PI_2,
            Direction::Horizontal => 0.0,
            Direction::DiagonalUp => FRAC_PI_4,
            Direction::DiagonalDown => -FRAC_PI_4,
        }
    }
}
