//! A teaching figure: one needle before it punctures, at its full depth, and what it leaves.

use super::SectionDiagram;

/// Three states of one needle by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct DimpleDiagram {
    /// Just before it punctures, or at the end of its way where it does not.
    pub before: SectionDiagram,
    /// At the end of its way.
    pub full: SectionDiagram,
    /// The skin without it.
    pub after: SectionDiagram,
    /// Force of the needle in the first two, N.
    pub forces_n: [f64; 2],
    /// Depth of the channel still seen after withdrawal over depth of the tip, and width of its opening over that of the needle at
    /// the surface: value and the ends of its range.
    pub residual_ratio: [f64; 3],
    pub open_width_ratio: [f64; 3],
}

impl DimpleDiagram {
    /// The needle punctured.
    pub fn punctured(&self) -> bool {
        self.full.pierced > 0
    }

    /// Depth of the channel that is left, mm: value and the ends of its range; 0 where the needle did not puncture.
    pub fn channel_mm(&self) -> [f64; 3] {
        self.residual_ratio.map(|ratio| ratio * self.full.depth_mm)
    }

    /// Width of its opening, mm.
    pub fn opening_mm(&self) -> [f64; 3] {
        let width = if self.punctured() { self.full.needle.width_mm(0.0) } else { 0.0 };
        self.open_width_ratio.map(|ratio| ratio * width)
    }
}
