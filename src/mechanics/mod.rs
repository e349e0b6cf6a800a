//! Mechanics: how deep a needle really goes.
//!
//! | file | law |
//! |---|---|
//! | [`ratio`] | depth = normal(ratio, spread) × set depth, a statistical stand-in |
//! | [`half_space`] | displacement of layered elastic tissue under loads on discs: the ground of the contact law |
//!
//! The contact law (dimple, puncture, resistance of layered skin) will be a second variant of [`Law`].

pub mod half_space;
pub mod ratio;

pub use half_space::{DiscLoad, ElasticLayer, HalfSpace};
pub use ratio::Ratio;

/// The law that gives the depth of a strike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law {
    Ratio(Ratio),
}

impl Law {
    pub fn name(&self) -> &'static str {
        match self {
            Law::Ratio(_) => "ratio",
        }
    }

    /// Everything about the depth of one strike that is known before its own chance is drawn.
    #[inline]
    pub fn depth(&self, set_depth_mm: f64) -> DepthLaw {
        match self {
            Law::Ratio(ratio) => ratio.depth(set_depth_mm),
        }
    }
}

/// Distribution of the depth of one strike, once it is placed: normal, cut off at the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DepthLaw {
    pub mean_mm: f64,
    pub sd_mm: f64,
}

impl DepthLaw {
    /// Depth at a standard normal; a needle that does not get below the surface has depth 0.
    #[inline]
    pub fn at(&self, normal: f64) -> f64 {
        (self.mean_mm + self.sd_mm * normal).max(0.0)
    }

    /// Probability that the tip passes `boundary_mm` (≥ 0): Φ((mean - boundary) / sd); a step where there is no scatter.
    #[inline]
    pub fn passes(&self, boundary_mm: f64) -> f64 {
        if self.sd_mm > 0.0 {
            crate::ground::statistics::normal_below((self.mean_mm - boundary_mm) / self.sd_mm)
        } else if self.mean_mm > boundary_mm {
            1.0
        } else {
            0.0
        }
    }
}
