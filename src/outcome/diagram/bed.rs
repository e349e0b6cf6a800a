//! A teaching figure: one needle against the same among others.

use super::SectionDiagram;
use crate::mechanics::lift::Balance;

/// How one needle and all of them are held alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alike {
    /// Each needle bears its share of the force, N.
    ForceEach(f64),
    /// The travel is the same: the dial of a pen, or as far as the device drives.
    Travel,
}

/// One needle of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Place along the row; tip and depth below what depths count from and below the surface under it, mm.
    pub x_mm: f64,
    pub tip_mm: f64,
    pub depth_mm: f64,
}

/// All needles alike and sound, on the skin of a site, first one and then more of them. Lengths in mm.
#[derive(Debug, Clone, PartialEq)]
pub struct BedDiagram {
    pub alike: Alike,
    /// One by itself.
    pub alone: SectionDiagram,
    /// Needles of the device, and those of them that go in.
    pub needles: usize,
    pub pierced: usize,
    /// Mean over all needles of depth (0 where one does not go in), of how far the skin under the tip stands below what depths count
    /// from, and of force in N.
    pub depth_mm: f64,
    pub dimple_mm: f64,
    pub force_n: f64,
    /// Force of the one by itself, N.
    pub alone_n: f64,
    /// Of a pen: what presses it and what bears it with all needles.
    pub pen: Option<Balance>,
    /// The row nearest to the middle, and the surface along it: (x, depth).
    pub row: Vec<Standing>,
    pub surface_mm: Vec<[f64; 2]>,
    /// (number of needles, mean depth): the nearest to the middle first.
    pub by_number: Vec<(usize, f64)>,
}
