//! Stamp and patch: a plate of needles set down on a lattice, pressed or driven.

use super::LocalStrike;
use super::array::Array;

#[derive(Debug, Clone, PartialEq)]
pub struct Plate {
    /// Side of the square that one placement treats: the default lattice step, mm.
    pub footprint_mm: f64,
}

impl Plate {
    /// Footprint of an array, mm: its larger extent plus one spacing, so that placements side by side continue the
    /// pattern of a grid.
    pub fn of_array(array: &Array) -> Plate {
        let half = array.half_extent_mm();
        let spacing = array.closest_mm().unwrap_or(1.0);
        Plate { footprint_mm: 2.0 * half[0].max(half[1]) + spacing }
    }

    /// The strikes of one placement.
    pub fn place(array: &Array, cycle: u32, mut visit: impl FnMut(LocalStrike)) {
        for (needle, at) in array.positions_mm.iter().enumerate() {
            visit(LocalStrike { along_mm: at[0], across_mm: at[1], cycle, needle: needle as u32 });
        }
    }
}
