//! Teaching figure: one needle before it punctures, at its full depth, and after withdrawal.

use super::SectionDiagram;
use crate::outcome::{Answer, Provenance};

/// Three states of one needle alone.
#[derive(Debug, Clone, PartialEq)]
pub struct DimpleDiagram {
    /// Just before the needle punctures, or at the end of the stroke if it does not.
    pub before: SectionDiagram,
    /// At the end of the stroke.
    pub full: SectionDiagram,
    /// The skin after the needle is withdrawn.
    pub after: SectionDiagram,
    /// Force on the needle in the first two states, N.
    pub forces_n: [f64; 2],
    /// Channel depth after withdrawal over the tip depth: value and the ends of its range.
    pub residual_ratio: [f64; 3],
    /// Opening width after withdrawal over the needle's width at the surface: value and the ends of its
    /// range.
    pub open_width_ratio: [f64; 3],
}

/// A stroke of one needle alone, step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct StrokeDiagram {
    /// Its main states.
    pub dimple: DimpleDiagram,
    /// States in the order of the travel.
    pub steps: Vec<Step>,
    /// Travel, mm, and force on the needle, N, over the whole stroke.
    pub curve: Vec<[f64; 2]>,
}

/// State of the needle at one travel.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Needle and skin.
    pub state: SectionDiagram,
    /// Travel of the tip, mm.
    pub travel_mm: f64,
    /// Force on the needle, N.
    pub force_n: f64,
}

impl DimpleDiagram {
    /// Whether the needle punctured.
    pub fn punctured(&self) -> bool {
        self.full.pierced > 0
    }

    /// Depth of the channel left behind, mm: value and the ends of its range; 0 if the needle did not
    /// puncture.
    pub fn channel_mm(&self) -> [f64; 3] {
        self.residual_ratio.map(|ratio| ratio * self.full.depth_mm)
    }

    /// Width of the channel's opening, mm: value and the ends of its range.
    pub fn opening_mm(&self) -> [f64; 3] {
        let width = if self.punctured() { self.full.needle.width_mm(0.0) } else { 0.0 };
        self.open_width_ratio.map(|ratio| ratio * width)
    }
}

impl Answer for DimpleDiagram {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.full.provenance
    }
}
