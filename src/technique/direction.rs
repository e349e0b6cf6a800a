//! Directions of the hand over the area.

/// Direction of a pass, seen with x to the right and y up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Along y, upwards.
    Vertical,
    /// Along x, to the right.
    Horizontal,
    /// At 45 degrees, to the right and upwards.
    DiagonalUp,
    /// At 45 degrees, to the right and downwards.
    DiagonalDown,
}

impl Direction {
    /// All directions.
    pub const ALL: [Direction; 4] =
        [Direction::Vertical, Direction::Horizontal, Direction::DiagonalUp, Direction::DiagonalDown];

    /// Name in scenarios and files.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Vertical => "vertical",
            Direction::Horizontal => "horizontal",
            Direction::DiagonalUp => "diagonal_up",
            Direction::DiagonalDown => "diagonal_down",
        }
    }

    /// Returns the direction of this name; `None` for an unknown name.
    pub fn of_name(name: &str) -> Option<Direction> {
        Direction::ALL.into_iter().find(|direction| direction.name() == name)
    }

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
