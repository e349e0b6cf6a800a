//! A plate of needles that is set down on a lattice and pressed or driven: the motion of stamp and patch.

use super::LocalStrike;
use super::array::Array;

/// Rectangle of skin that one placement of a needle plate treats.
#[derive(Debug, Clone, PartialEq)]
pub struct Plate {
    /// Sides of the rectangle that one placement treats, along and across, mm: the default steps of the
    /// lattice.
    pub footprint_mm: [f64; 2],
}

impl Plate {
    /// Footprint of an array: on each axis its extent plus one spacing, mm.
    ///
    /// Placements side by side then continue the pattern of a grid. The spacing is that of the rows or
    /// columns if they are evenly spaced, else the shortest distance between two needles.
    pub fn of_array(array: &Array) -> Plate {
        let half = array.half_extent_mm();
        let spacing = |axis: usize| array.spacing_mm(axis).or_else(|| array.closest_mm()).unwrap_or(1.0);
        Plate { footprint_mm: [0, 1].map(|axis| 2.0 * half[axis] + spacing(axis)) }
    }

    /// Visits the strikes of one placement.
    pub fn place(array: &Array, cycle: u32, mut visit: impl FnMut(LocalStrike)) {
        for (needle, at) in array.positions_mm.iter().enumerate() {
            visit(LocalStrike { along_mm: at[0], across_mm: at[1], cycle, needle: needle as u32 });
        }
    }
}
