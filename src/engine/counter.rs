//! Takes the tracts that one tile sees, one realisation after the other.

use super::cells::{Cell, units};
use super::grid::Grid;
use super::histogram::Histogram;
use super::mask::{Mask, WHOLE};
use super::tally::{Squares, Tally};
use super::tiles::Tile;
use super::whole::Whole;
use crate::tract::{Passes, Tract, VesselHits};

/// Bin of the depth histogram, mm, and how many: up to 6 mm, twice the longest needle.
const DEPTH_BIN_MM: f64 = 0.005;
const DEPTH_BINS: usize = 1200;

/// Depths at which the dermis is cut to see where tracts overlap.
const DERMAL_SLICES: usize = 3;

/// What a cell counts that is covered in all of them.
const DERMAL_WHOLE: u32 = WHOLE * DERMAL_SLICES as u32;

/// Less than any section covers, in cells: where nothing is covered there is no volume to share.
const LEAST_COVERED: f64 = 1.0 / WHOLE as f64;

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

/// Counts one tile.
pub struct Counter {
    grid: Grid,
    origin_mm: [f64; 2],
    rules: Rules,
    cells: Vec<Cell>,
    covered: Mask,
    open: Mask,
    /// Slices of the dermis from the top, at the middles of equal parts.
    dermal: [Mask; DERMAL_SLICES],
    /// What is covered of the slices together, per cell; [`DERMAL_WHOLE`] at most.
    dermal_counts: Vec<u8>,
    depths: Histogram,
    tally: Tally,
    squares: Vec<(usize, f64)>,
}

/// What one tile holds of one realisation beside its cells.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub tally: Tally,
    /// Bins of the depth histogram that are not empty, with their counts.
    pub depths: Vec<(u16, u32)>,
    /// Squares of 1 mm with their strikes and the sum of ln(1 - p), p the chance of a strike to reach the fat.
    pub squares: Vec<(usize, u32, f64)>,
}

impl Counter {
    /// Counts on in the cells of this tile; an empty list stands for a new one, and lends its room.
    pub fn new(grid: &Grid, tile: &Tile, rules: Rules, mut cells: Vec<Cell>) -> Counter {
        let origin_mm =
            [tile.columns.start as f64 * grid.cell_x_mm(), tile.rows.start as f64 * grid.cell_y_mm()];
        let grid = grid.part(tile);
        if cells.is_empty() {
            cells.resize(grid.cells(), Cell::default());
        }
        Counter {
            origin_mm,
            rules,
            cells,
            covered: Mask::new(&grid),
            open: Mask::new(&grid),
            dermal: std::array::from_fn(|_| Mask::new(&grid)),
            dermal_counts: vec![0; grid.cells()],
            depths: depths(),
            tally: Tally::default(),
            squares: Vec::new(),
            grid,
        }
    }

    /// The sums of the tile's cells.
    pub fn into_cells(self) -> Vec<Cell> {
        self.cells
    }

    /// Counts a strike that the tile sees. A strike whose point lies elsewhere is no puncture of this tile, but what its
    /// section covers here counts as covered; so the rim of the area is treated like its middle. `own`: cell of this tile
    /// that holds the point, square of 1 mm if there is one, and the chances of passing the layers.
    #[inline]
    pub fn count(&mut self, tract: &Tract, own: Option<Own>) {
        let tract =
            &Tract { x_mm: tract.x_mm - self.origin_mm[0], y_mm: tract.y_mm - self.origin_mm[1], ..*tract };
        if let Some(Own { cell, square, passes, vessels }) = own {
            let repeat = self.open.covers(tract.x_mm, tract.y_mm);
            let depth = tract.pierced.then_some(tract.tip_depth_mm);
            self.cells[cell].add_puncture(depth, passes.fat, repeat);
            if let Some(square) = square {
                self.squares.push((square, (-passes.fat).ln_1p()));
            }
            self.add(tract, &passes, repeat);
            self.tally.vessels += vessels;
        }
        if tract.pierced && self.touches(tract) {
            self.injure(tract);
        }
    }

    /// Whether any of the tract may lie in this tile.
    fn touches(&self, tract: &Tract) -> bool {
        let [at, half] = tract.bounds_mm();
        let sides = [self.grid.width_mm, self.grid.height_mm];
        (0..2).all(|axis| at[axis] + half[axis] >= 0.0 && at[axis] - half[axis] <= sides[axis])
    }

    fn add(&mut self, tract: &Tract, passes: &Passes, repeat: bool) {
        let tally = &mut self.tally;
        tally.strikes += 1;
        tally.repeats += repeat as u64;
        tally.reach_epidermis += passes.epidermis;
        tally.reach_dermis += passes.dermis;
        tally.reach_fat += passes.fat;
        tally.tips[tract.column.layer_at(tract.tip_depth_mm) as usize] += 1;
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
        self.depths.add(depth);
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
        let [epidermis, dermis] = tract.profile.volumes_mm3([0.0, top, bottom]);
        if top > 0.0 {
            let volume = covered * epidermis;
            self.tally.epidermis_mm2 += volume / top;
            self.tally.volumes_mm3[0] += volume;
        }
        let mut below = covered;
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
            let volume = share * dermis;
            self.tally.dermis_mm2 += volume / (bottom - top);
            self.tally.volumes_mm3[1] += volume;
            // No slice lies in the fat: what is new in the dermis above it is taken as new there too.
            below = share;
        }
        if tract.tip_depth_mm > bottom {
            self.tally.volumes_mm3[2] += below * tract.profile.volume_mm3(bottom, tract.column.fat_mm());
        }
    }

    /// Closes a realisation: its totals, and its unions into the cells. The counter is ready for the next.
    pub fn finish(&mut self) -> Part {
        let tally = std::mem::take(&mut self.tally);
        let cells = &mut self.cells;
        let cell_area = self.grid.cell_area_mm2();
        self.open.visit_cells(&self.grid, |cell, count| cells[cell].open += count);

        // Injured volume goes where the mask is covered, in proportion, and no cell holds more than all of itself. As few
        // counts as there are, their amounts are worked out before.
        let amounts = |whole: u32, mm2: f64, covered_cells: f64| {
            let share = mm2 / (covered_cells.max(LEAST_COVERED) * cell_area);
            move |count: usize| units((share * count as f64 / f64::from(whole)).min(1.0) * cell_area)
        };
        let of_count = amounts(WHOLE, tally.epidermis_mm2, self.covered.covered_cells());
        let epidermis: [u64; WHOLE as usize + 1] = std::array::from_fn(of_count);
        self.covered.visit_cells(&self.grid, |cell, count| {
            cells[cell].covered += count;
            cells[cell].add_epidermis(epidermis[count as usize]);
        });
        self.dermal_counts.fill(0);
        for mask in &self.dermal {
            mask.visit_cells(&self.grid, |cell, count| self.dermal_counts[cell] += count as u8);
        }
        let dermal_cells = self.dermal.iter().map(Mask::covered_cells).sum::<f64>() / DERMAL_SLICES as f64;
        let of_count = amounts(DERMAL_WHOLE, tally.dermis_mm2, dermal_cells);
        let dermis: [u64; DERMAL_WHOLE as usize + 1] = std::array::from_fn(of_count);
        for (cell, count) in self.cells.iter_mut().zip(&self.dermal_counts) {
            cell.add_dermis(dermis[usize::from(*count)]);
        }
        for mask in self.dermal.iter_mut().chain([&mut self.covered, &mut self.open]) {
            mask.clear();
        }
        let depths = self.depths.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let depths = depths.map(|(bin, count)| (bin as u16, *count as u32)).collect();
        self.depths.clear();
        Part { tally, depths, squares: self.take_squares() }
    }

    /// Strikes by square, each square's in their order.
    fn take_squares(&mut self) -> Vec<(usize, u32, f64)> {
        let mut squares = std::mem::take(&mut self.squares);
        squares.sort_by_key(|(square, _)| *square);
        squares
            .chunk_by(|a, b| a.0 == b.0)
            .map(|of_one| (of_one[0].0, of_one.len() as u32, of_one.iter().map(|(_, log)| log).sum()))
            .collect()
    }
}

/// An empty distribution of depths.
pub fn depths() -> Histogram {
    Histogram::new(DEPTH_BIN_MM, DEPTH_BINS)
}

/// What a strike is to the tile that it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    pub cell: usize,
    pub square: Option<usize>,
    pub passes: Passes,
    pub vessels: VesselHits,
}

/// A whole realisation from its tiles, in their order.
pub fn whole(parts: impl Iterator<Item = Part>, squares: &Squares) -> (Tally, Histogram) {
    let mut whole = Whole::new(squares);
    parts.for_each(|part| whole.add(part));
    whole.finish()
}
