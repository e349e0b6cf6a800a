//! Takes the tracts of one realisation after the other. One counter a thread.

use super::cells::Cells;
use super::grid::Grid;
use super::histogram::Histogram;
use super::mask::{Mask, Shares};
use super::tally::{Squares, Tally};
use crate::skin::Column;
use crate::tract::Tract;

/// Bin of the depth histogram, mm, and how many: up to 6 mm, twice the longest needle.
const DEPTH_BIN_MM: f64 = 0.005;
const DEPTH_BINS: usize = 1200;

/// Thresholds that a count needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Width of the opening after withdrawal over the needle's width at the surface.
    pub open_width_ratio: f64,
    /// Set depth and tolerance for the share of strikes within it, mm.
    pub set_depth_mm: f64,
    pub depth_tolerance_mm: f64,
    /// A strike is flagged as a tear when its slit and its depth exceed both, mm.
    pub tear_length_mm: f64,
    pub tear_depth_mm: f64,
}

pub struct Counter {
    grid: Grid,
    rules: Rules,
    pub cells: Cells,
    /// Tip depth of the strikes that pierced, all realisations.
    pub depths: Histogram,
    covered: Mask,
    open: Mask,
    dermal: Mask,
    shares: Shares,
    squares: Squares,
    depths_now: Histogram,
    tally: Tally,
}

impl Counter {
    pub fn new(grid: Grid, rules: Rules) -> Counter {
        Counter {
            grid,
            rules,
            cells: Cells::new(&grid),
            depths: Histogram::new(DEPTH_BIN_MM, DEPTH_BINS),
            covered: Mask::new(&grid),
            open: Mask::new(&grid),
            dermal: Mask::new(&grid),
            shares: Shares::default(),
            squares: Squares::new(&grid),
            depths_now: Histogram::new(DEPTH_BIN_MM, DEPTH_BINS),
            tally: Tally::default(),
        }
    }

    /// Bytes that one counter needs on a grid.
    pub fn bytes(grid: &Grid) -> usize {
        grid.cells() * std::mem::size_of::<super::Cell>() + 3 * Mask::bytes(grid)
    }

    /// Counts one strike. A strike whose point lies outside the area is no puncture of it, but what its section covers
    /// inside counts as covered: the rim of the area is treated like its middle.
    pub fn count(&mut self, tract: &Tract, column: &Column) {
        if let Some(cell) = self.grid.cell_at(tract.x_mm, tract.y_mm) {
            let repeat = self.open.covers(tract.x_mm, tract.y_mm);
            let depth = tract.pierced.then_some(tract.tip_depth_mm);
            self.cells.0[cell].add_puncture(depth, tract.passes.fat, repeat);
            self.squares.add(tract.x_mm, tract.y_mm, tract.passes.fat);
            self.add(tract, repeat);
        }
        if tract.pierced {
            self.injure(tract, column);
        }
    }

    fn add(&mut self, tract: &Tract, repeat: bool) {
        let tally = &mut self.tally;
        tally.strikes += 1;
        tally.repeats += repeat as u64;
        tally.reach_epidermis += tract.passes.epidermis;
        tally.reach_dermis += tract.passes.dermis;
        tally.reach_fat += tract.passes.fat;
        if !tract.pierced {
            return;
        }
        let depth = tract.tip_depth_mm;
        tally.pierced += 1;
        tally.depth_sum_mm += depth;
        tally.depth_square_mm2 += depth * depth;
        tally.within_tolerance +=
            ((depth - self.rules.set_depth_mm).abs() <= self.rules.depth_tolerance_mm) as u64;
        tally.slit_sum_mm += tract.slit_mm();
        tally.torn +=
            (tract.slit_mm() > self.rules.tear_length_mm && depth > self.rules.tear_depth_mm) as u64;
        self.depths_now.add(depth);
    }

    /// Areas and volumes.
    ///
    /// First order: the injured volume of overlapping tracts counts once by the overlap of their sections, at the surface
    /// for the epidermis and half way down the dermal part for the dermis.
    fn injure(&mut self, tract: &Tract, column: &Column) {
        let surface = tract.section(0.0);
        let covered = self.covered.cover(&surface, Some(&mut self.shares));
        let opening = tract.opening(self.rules.open_width_ratio);
        let open = self.open.cover(&opening, None);
        self.tally.covered_mm2 += covered.new_share * surface.area_mm2();
        self.tally.open_mm2 += open.new_share * opening.area_mm2();

        let (top, bottom) = (column.epidermis_mm(), column.skin_mm());
        let epidermis = covered.new_share * tract.profile.volume_mm3(0.0, top);
        let mut dermis = 0.0;
        if tract.tip_depth_mm > top {
            let middle = tract.section(0.5 * (top + tract.tip_depth_mm.min(bottom)));
            let cut = self.dermal.cover(&middle, None);
            dermis = cut.new_share * tract.profile.volume_mm3(top, bottom);
        }
        // As equivalent areas: volume over the thickness of its layer, so that the share of a cell's layer that is injured
        // needs no thickness later, when people are mixed.
        let epidermis = if top > 0.0 { epidermis / top } else { 0.0 };
        let dermis = if bottom > top { dermis / (bottom - top) } else { 0.0 };
        self.tally.epidermis_mm2 += epidermis;
        self.tally.dermis_mm2 += dermis;
        let cells = &mut self.cells.0;
        self.shares
            .visit(&self.grid, |cell, share| cells[cell].add_injury(share * epidermis, share * dermis));
    }

    /// Closes a realisation: its totals, and its unions into the cells. The counter is ready for the next.
    pub fn finish(&mut self) -> Tally {
        let cells = &mut self.cells.0;
        self.covered.visit_cells(&self.grid, |cell, count| cells[cell].covered += count);
        self.open.visit_cells(&self.grid, |cell, count| cells[cell].open += count);
        let mut tally = std::mem::take(&mut self.tally);
        tally.depth_quantiles_mm =
            [0.05, 0.5, 0.95].map(|share| self.depths_now.quantile_mm(share).unwrap_or(0.0));
        tally.square_cv = self.squares.cv();
        tally.fat_squares = self.squares.fat_share();
        self.depths.merge(&self.depths_now);
        self.depths_now.clear();
        self.squares.clear();
        for mask in [&mut self.covered, &mut self.open, &mut self.dermal] {
            mask.clear();
        }
        tally
    }

    /// Adds the sums of another counter's realisations.
    pub fn merge(&mut self, other: &Counter) {
        self.cells.merge(&other.cells);
        self.depths.merge(&other.depths);
    }
}
