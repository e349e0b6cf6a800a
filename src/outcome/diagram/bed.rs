//! Teaching figure: one needle alone compared with the same needle in an array.

use super::SectionDiagram;
use crate::mechanics::lift::Balance;

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
    /// Position along the row, tip below the zero of depths, and depth below the surface under the needle,
    /// mm.
    pub x_mm: f64,
    pub tip_mm: f64,
    pub depth_mm: f64,
}

/// One needle and then arrays of more, on the skin of a site. All needles are identical and sound. Lengths in
/// mm.
#[derive(Debug, Clone, PartialEq)]
pub struct BedDiagram {
    pub alike: Alike,
    /// One needle alone.
    pub alone: SectionDiagram,
    /// Needles of the device, and those of them that pierce.
    pub needles: usize,
    pub pierced: usize,
    /// Means over all needles: depth (0 where one does not pierce), how far the skin under the tip lies below
    /// the zero of depths, and force in N.
    pub depth_mm: f64,
    pub dimple_mm: f64,
    pub force_n: f64,
    /// Force on the needle alone, N.
    pub alone_n: f64,
    /// Balance of forces on a pen with all its needles: what presses it and what bears it.
    pub pen: Option<Balance>,
    /// The row nearest to the middle, and the surface along it as (x, depth).
    pub row: Vec<Standing>,
    pub surface_mm: Vec<[f64; 2]>,
    /// (number of needles, mean depth); the needles nearest to the middle come first.
    pub by_number: Vec<(usize, f64)>,
}
