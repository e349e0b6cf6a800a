//! Teaching figure: one needle alone compared with the same needle in an array.

use super::SectionDiagram;
use crate::mechanics::lift::Balance;
use crate::outcome::{Answer, Provenance};

/// Condition that is the same for one needle and for the array.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alike {
    /// Each needle carries its share of the force, N.
    ForceEach(f64),
    /// The travel is the same: the dial of a pen, or as far as the device drives.
    Travel,
}

/// One needle of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Position along the row, mm.
    pub x_mm: f64,
    /// Depth of the tip below the zero of depths, mm.
    pub tip_mm: f64,
    /// Depth of the tip below the surface under the needle, mm; 0 if it does not pierce.
    pub depth_mm: f64,
}

/// One needle and then arrays of more, on the skin of a site. All needles are identical and sound. Lengths in
/// mm.
#[derive(Debug, Clone, PartialEq)]
pub struct BedDiagram {
    /// Condition that is the same for the needle alone and for the array.
    pub alike: Alike,
    /// One needle alone.
    pub alone: SectionDiagram,
    /// Number of needles of the device.
    pub needles: usize,
    /// Number of these needles that pierce.
    pub pierced: usize,
    /// Mean depth over all needles; one that does not pierce counts as 0.
    pub depth_mm: f64,
    /// Mean over all needles of how far the skin under the tip lies below the zero of depths.
    pub dimple_mm: f64,
    /// Mean force per needle, N.
    pub force_n: f64,
    /// Force on the needle alone, N.
    pub alone_n: f64,
    /// Balance of forces on a pen with all its needles: what presses it and what bears it.
    pub pen: Option<Balance>,
    /// The row nearest to the middle.
    pub row: Vec<Standing>,
    /// Surface along that row as (x, depth).
    pub surface_mm: Vec<[f64; 2]>,
    /// (number of needles, mean depth); the needles nearest to the middle come first.
    pub by_number: Vec<(usize, f64)>,
}

impl Answer for BedDiagram {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.alone.provenance
    }
}
