//! Sums of every cell over all realisations.

use super::grid::Grid;
use serde::{Deserialize, Serialize};

/// Number of units in one: amounts are summed in whole units of 2⁻³⁶, so that sums do not depend on their
/// order.
///
/// A sum can hold 2³² strikes, or 2²⁸ = 2.7e8 mm of depth. With at most 1e5 realisations and the 3 mm of the
/// longest needle, that is 890 strikes on one cell of every realisation. A hundred slow passes over cells of
/// 1 mm can make more. Sums of strikes therefore stop at their largest number instead of wrapping around,
/// which does not depend on the order either. A cell at its limit is an error of the run: see
/// [`Cell::is_full`].
///
/// For the unions a realisation adds at most [`Grid::whole`], up to 40 000, and the area of one cell, below
/// 2.3 mm². The sums reach 4.0e9 of 4.3e9, and 1.6e16 of 1.8e19 units.
const UNITS: f64 = (1u64 << 36) as f64;

/// Converts a non-negative amount to units of 2⁻³⁶.
#[inline]
pub fn units(amount: f64) -> u64 {
    (amount * UNITS) as u64
}

/// Sums of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Cell {
    /// Strikes whose point lies in the cell, pierced or not.
    pub punctures: u32,
    /// Strikes that pierced.
    pub pierced: u32,
    /// Strikes that landed in an earlier opening.
    pub repeats: u32,
    /// Deepest tip, mm.
    pub deepest_mm: f32,
    /// Area under the sections at the surface, summed over realisations; a fully covered cell adds
    /// [`Grid::whole`].
    pub covered: u32,
    /// Area under the openings left after withdrawal, in the same units.
    pub open: u32,
    /// Depth of the strikes that pierced (mm), probability of fat-layer reach, and injured volume over
    /// thickness of the layer (mm²), in units of 2⁻³⁶.
    depth: u64,
    fat_reach: u64,
    epidermis: u64,
    dermis: u64,
}

impl Cell {
    /// Adds a strike: its depth if it pierced, its probability of passing into the fat, and whether it
    /// repeats.
    #[inline]
    pub fn add_puncture(&mut self, pierced_depth_mm: Option<f64>, fat_reach: f64, repeat: bool) {
        self.punctures = self.punctures.saturating_add(1);
        self.repeats = self.repeats.saturating_add(repeat as u32);
        self.fat_reach = self.fat_reach.saturating_add(units(fat_reach));
        if let Some(depth_mm) = pierced_depth_mm {
            self.pierced = self.pierced.saturating_add(1);
            self.deepest_mm = self.deepest_mm.max(depth_mm as f32);
            self.depth = self.depth.saturating_add(units(depth_mm));
        }
    }

    /// Adds the sums of other realisations in the same cell; the order does not matter.
    pub fn add(&mut self, other: &Cell) {
        // Without `..`, so that a new sum cannot be forgotten here.
        let Cell {
            punctures,
            pierced,
            repeats,
            deepest_mm,
            covered,
            open,
            depth,
            fat_reach,
            epidermis,
            dermis,
        } = *other;
        self.punctures = self.punctures.saturating_add(punctures);
        self.pierced = self.pierced.saturating_add(pierced);
        self.repeats = self.repeats.saturating_add(repeats);
        self.deepest_mm = self.deepest_mm.max(deepest_mm);
        self.covered = self.covered.saturating_add(covered);
        self.open = self.open.saturating_add(open);
        self.depth = self.depth.saturating_add(depth);
        self.fat_reach = self.fat_reach.saturating_add(fat_reach);
        self.epidermis = self.epidermis.saturating_add(epidermis);
        self.dermis = self.dermis.saturating_add(dermis);
    }

    /// Whether a sum has reached its largest number and may have lost what came after.
    #[inline]
    pub fn is_full(&self) -> bool {
        // The other sums cannot exceed these, or grow by a bounded amount per realisation.
        self.punctures == u32::MAX || self.depth == u64::MAX || self.fat_reach == u64::MAX
    }

    /// Whether this many realisations can have produced these sums; checks what was read from a file.
    pub fn is_possible(&self, realisations: u32, grid: &Grid) -> bool {
        let whole = u64::from(grid.whole()) * u64::from(realisations);
        let area = units(1.001 * grid.cell_area_mm2() * f64::from(realisations));
        // Only `is_full` bounds the sums of depth and reach.
        let Cell {
            punctures,
            pierced,
            repeats,
            deepest_mm,
            covered,
            open,
            depth: _,
            fat_reach: _,
            epidermis,
            dermis,
        } = *self;
        pierced.max(repeats) <= punctures
            && deepest_mm.is_finite()
            && deepest_mm >= 0.0
            && open <= covered
            && u64::from(covered) <= whole
            && epidermis.max(dermis) <= area
            && !self.is_full()
    }

    /// Adds the union of the strikes of one realisation in this cell.
    ///
    /// Covered and open areas are parts of [`Grid::whole`]. Injured volumes over the thickness of epidermis
    /// and dermis are in units of 2⁻³⁶ mm².
    #[inline(always)]
    pub fn unite(&mut self, covered: u32, open: u32, epidermis: u64, dermis: u64) {
        // None of these sums can reach its limit: see `UNITS`.
        self.covered += covered;
        self.open += open;
        self.epidermis += epidermis;
        self.dermis += dermis;
    }

    /// Sum of the depths of strikes that pierced, mm.
    pub fn depth_mm(&self) -> f64 {
        self.depth as f64 / UNITS
    }

    /// Sum of the strikes' probabilities of passing into the fat.
    pub fn fat_reach(&self) -> f64 {
        self.fat_reach as f64 / UNITS
    }

    /// Sum of injured epidermis volume over epidermis thickness, mm².
    pub fn epidermis_mm2(&self) -> f64 {
        self.epidermis as f64 / UNITS
    }

    /// Sum of injured dermis volume over dermis thickness, mm².
    pub fn dermis_mm2(&self) -> f64 {
        self.dermis as f64 / UNITS
    }
}

/// Cells of every tile, row by row; an empty list where nothing was counted.
pub type Tiles = Vec<Vec<Cell>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_cells_add_up_in_any_order() {
        let of = |depths: &[f64]| {
            let mut cell = Cell::default();
            for depth in depths {
                cell.add_puncture(Some(*depth), 0.1 * depth, false);
                cell.covered += 3;
            }
            cell
        };
        let (mut one, mut other) = (of(&[0.3, 1.1]), of(&[0.7]));
        one.add(&of(&[0.7]));
        other.add(&of(&[0.3, 1.1]));
        assert_eq!(one, other);
        assert_eq!(one, of(&[1.1, 0.7, 0.3]));
    }

    #[test]
    fn limit_a_full_cell_stays_full_and_says_so() {
        let mut cell = Cell { punctures: u32::MAX - 1, ..Cell::default() };
        assert!(!cell.is_full());
        cell.add_puncture(None, 0.0, false);
        assert!(cell.is_full());
        cell.add_puncture(None, 0.0, false);
        assert_eq!(cell.punctures, u32::MAX);
        // 2^28 mm of depth: 2.7e8 strikes of 1 mm.
        let deep = Cell { depth: units(2.5f64 * (1u64 << 26) as f64), ..Cell::default() };
        let mut sum = deep;
        sum.add(&deep);
        assert!(sum.is_full() && !deep.is_full() && !sum.is_possible(100_000, &Grid::new(1.0, 1.0, 1.0)));
    }

    #[test]
    fn limit_no_run_injures_more_than_the_cell_on_every_person() {
        // 4 mm² of cell on 3 people, with room for rounding.
        let grid = Grid::new(2.0, 2.0, 2.0);
        let of = |mm2: f64| Cell { dermis: units(mm2), ..Cell::default() };
        assert!(of(12.0).is_possible(3, &grid) && !of(12.1).is_possible(3, &grid));
        let covered = |share: u32| Cell { covered: share, ..Cell::default() };
        assert!(
            covered(3 * grid.whole()).is_possible(3, &grid)
                && !covered(3 * grid.whole() + 1).is_possible(3, &grid)
        );
    }
}
