//! Vertical cuts through the skin, to scale.
//!
//! | file | what it holds |
//! |---|---|
//! | here | [`Cut`]: the part of the skin that a frame shows, and its position on the page |
//! | [`tissue`] | layers as bands between their boundaries, vessels |
//! | [`marks`] | depth scale, hair, scale bar, bracket, set depth |
//! | [`cross`] | a run's own skin and tracts |

pub mod cross;
pub mod marks;
pub mod tissue;

use super::svg::Rect;

/// A part of the skin in a frame, with the same scale in both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// The frame on the page.
    pub frame: Rect,
    /// Position of its left edge, mm.
    pub left_mm: f64,
    /// Depth of its upper edge, mm; negative if air is shown above the surface.
    pub top_mm: f64,
    /// Units of the page per mm.
    pub per_mm: f64,
}

impl Cut {
    /// Position of a place on the page.
    #[must_use]
    pub fn at(&self, x_mm: f64, depth_mm: f64) -> (f64, f64) {
        (self.frame.x + (x_mm - self.left_mm) * self.per_mm, self.y(depth_mm))
    }

    /// Height of a depth on the page.
    #[must_use]
    pub fn y(&self, depth_mm: f64) -> f64 {
        self.frame.y + (depth_mm - self.top_mm) * self.per_mm
    }

    /// Position of the right edge, mm.
    #[must_use]
    pub fn right_mm(&self) -> f64 {
        self.left_mm + self.frame.width / self.per_mm
    }

    /// Depth of the lower edge, mm.
    #[must_use]
    pub fn bottom_mm(&self) -> f64 {
        self.top_mm + self.frame.height / self.per_mm
    }
}
