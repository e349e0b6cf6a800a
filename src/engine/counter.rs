//! Takes the tracts of one realisation after the other. One counter a thread.

use super::cells::Cells;
use super::grid::Grid;
use super::histogram::Histogram;
use super::mask::Mask;
use super::tally::{Squares, Tally};
use crate::tract::Tract;

/// Bin of the depth histogram, mm, and how many: up to 6 mm, twice the longest needle.
const DEPTH_BIN_MM: f64 = 0.005;
const DEPTH_BINS: usize = 1200;

/// Depths at which the dermis is cut to see where tracts overlap.
const DERMAL_SLICES: usize = 3;

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
    /// Slices of the dermis from the top, at the middles of equal parts.
    dermal: [Mask; DERMAL_SLICES],
    /// Covered sub-cells of the slices together, per cell; 192 at most.
    dermal_counts: Vec<u8>,
    squares: Squares,
    depths_now: Histogram,
    tally: Tally,
}

impl Counter {
    pub fn new(grid: Grid, rules: Rules) -> Counter {
        Counter {
            rules,
            cells: Cells::new(&grid),
            depths: Histogram::new(DEPTH_BIN_MM, DEPTH_BINS),
            covered: Mask::new(&grid),
            open: Mask::new(&grid),
            dermal: std::array::from_fn(|_| Mask::new(&grid)),
            dermal_counts: vec![0; grid.cells()],
            squares: Squares::new(&grid),
            depths_now: Histogram::new(DEPTH_BIN_MM, DEPTH_BINS),
            tally: Tally::default(),
            grid,
        }
    }

    /// Bytes that one counter needs on a grid.
    pub fn bytes(grid: &Grid) -> usize {
        grid.cells() * (std::mem::size_of::<super::Cell>() + 1) + (2 + DERMAL_SLICES) * Mask::bytes(grid)
    }

    /// Counts one strike. A strike whose point lies outside the area is no puncture of it, but what its section covers
    /// inside counts as covered: the rim of the area is treated like its middle.
    pub fn count(&mut self, tract: &Tract) {
        if let Some(cell) = self.grid.cell_at(tract.x_mm, tract.y_mm) {
            let repeat = self.open.covers(tract.x_mm, tract.y_mm);
            let depth = tract.pierced.then_some(tract.tip_depth_mm);
            self.cells.0[cell].add_puncture(depth, tract.passes.fat, repeat);
            self.squares.add(tract.x_mm, tract.y_mm, tract.passes.fat);
            self.add(tract, repeat);
        }
        if tract.pierced {
            self.injure(tract);
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
    /// The volume of one tract is exact. Where tracts overlap it counts once, by the overlap of their sections: at the
    /// surface for the epidermis, in three slices for the dermis (weighted by the area each slice has of this tract).
    fn injure(&mut self, tract: &Tract) {
        let surface = tract.section(0.0);
        let covered = self.covered.cover(&surface).new_share;
        let opening = tract.opening(self.rules.open_width_ratio);
        let open = self.open.cover(&opening).new_share;
        self.tally.covered_mm2 += covered * surface.area_mm2();
        self.tally.open_mm2 += open * opening.area_mm2();
        // As equivalent areas: volume over the thickness of its layer, so that the share of a layer that is injured needs
        // no thickness later, when people are mixed.
        let (top, bottom) = (tract.column.epidermis_mm(), tract.column.skin_mm());
        if top > 0.0 {
            self.tally.epidermis_mm2 += covered * tract.profile.volume_mm3(0.0, top) / top;
        }
        if bottom > top && tract.tip_depth_mm > top {
            let (mut area, mut new) = (0.0, 0.0);
            let tip = tract.tip_depth_mm.min(bottom);
            for (slice, mask) in self.dermal.iter_mut().enumerate() {
                let depth = top + (bottom - top) * (slice as f64 + 0.5) / DERMAL_SLICES as f64;
                // A tip that ends above the first slice is cut half way down its dermal part instead.
                let depth = if slice == 0 { depth.min(0.5 * (top + tip)) } else { depth };
                if depth >= tip {
                    break;
                }
                let section = tract.section(depth);
                area += section.area_mm2();
                new += mask.cover(&section).new_share * section.area_mm2();
            }
            let share = if area > 0.0 { new / area } else { covered };
            self.tally.dermis_mm2 += share * tract.profile.volume_mm3(top, bottom) / (bottom - top);
        }
    }

    /// Closes a realisation: its totals, and its unions into the cells. The counter is ready for the next.
    pub fn finish(&mut self) -> Tally {
        let mut tally = std::mem::take(&mut self.tally);
        let cells = &mut self.cells.0;
        let cell_area = self.grid.cell_area_mm2();
        self.open.visit_cells(&self.grid, |cell, count| cells[cell].open += count);

        // Injured volume goes where the mask is covered, in proportion, and no cell holds more than all of itself.
        let mut sub_cells = 0u64;
        self.covered.visit_cells(&self.grid, |_, count| sub_cells += u64::from(count));
        let epidermis = tally.epidermis_mm2 / (sub_cells.max(1) as f64 / 64.0 * cell_area);
        self.covered.visit_cells(&self.grid, |cell, count| {
            cells[cell].covered += count;
            cells[cell].add_epidermis((epidermis * f64::from(count) / 64.0).min(1.0) * cell_area);
        });
        self.dermal_counts.fill(0);
        for mask in &self.dermal {
            mask.visit_cells(&self.grid, |cell, count| self.dermal_counts[cell] += count as u8);
        }
        let sub_cells: u64 = self.dermal_counts.iter().map(|count| u64::from(*count)).sum();
        let all = (64 * DERMAL_SLICES) as f64;
        let dermis = tally.dermis_mm2 / (sub_cells.max(1) as f64 / all * cell_area);
        for (cell, count) in self.cells.0.iter_mut().zip(&self.dermal_counts) {
            cell.add_dermis((dermis * f64::from(*count) / all).min(1.0) * cell_area);
        }

        tally.depth_quantiles_mm =
            [0.05, 0.5, 0.95].map(|share| self.depths_now.quantile_mm(share).unwrap_or(0.0));
        tally.square_cv = self.squares.cv();
        tally.fat_squares = self.squares.fat_share();
        self.depths.merge(&self.depths_now);
        self.depths_now.clear();
        self.squares.clear();
        for mask in self.dermal.iter_mut().chain([&mut self.covered, &mut self.open]) {
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
