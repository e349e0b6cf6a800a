//! Takes the tracts that one tile sees, one realisation after the other.

use super::cells::{Cell, units};
use super::grid::Grid;
use super::histogram::Histogram;
use super::mask::{Mask, WHOLE, cover_each};
use super::tally::{Squares, Tally, either};
use super::tiles::Tile;
use super::whole::Whole;
use crate::tract::{Passes, Tract, VesselHits};

/// Bin of the depth histogram, mm, and how many: up to 6 mm, twice the longest needle.
const DEPTH_BIN_MM: f64 = 0.005;
const DEPTH_BINS: usize = 1200;

/// Depths at which the dermis is cut to see where tracts overlap.
const DERMAL_SLICES: usize = 3;

/// Which mask is which; the slices follow.
const COVERED: usize = 0;
const OPEN: usize = 1;
const DERMAL: usize = 2;

/// What a cell counts that is covered in all slices.
const DERMAL_WHOLE: u32 = WHOLE * DERMAL_SLICES as u32;

/// Cells that are looked at together.
const TOGETHER: usize = 16;

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
    /// What is covered at the surface, what is left open, and slices of the dermis from the top, at the middles of equal parts.
    masks: [Mask; 2 + DERMAL_SLICES],
    depths: Histogram,
    tally: Tally,
    squares: OwnSquares,
    /// Strikes whose points lie here; they go into the cells when their realisation is closed, many look-ups at a time.
    punctures: Vec<Puncture>,
    /// What is covered of a row of cells: at the surface, of the openings, of the slices together ([`DERMAL_WHOLE`] at most).
    rows: [Vec<u8>; 3],
}

/// What a strike leaves in the cell of its point.
#[derive(Debug, Clone, Copy)]
struct Puncture {
    cell: u32,
    repeat: bool,
    /// `None` where it did not pierce.
    depth_mm: Option<f64>,
    fat_reach: f64,
}

/// Squares of 1 mm that a tile touches: their strikes, and the chance that at least one of these reached the fat.
#[derive(Debug)]
struct OwnSquares {
    first: [u32; 2],
    columns: usize,
    strikes: Vec<u32>,
    fat: Vec<f64>,
}

impl OwnSquares {
    fn new(origin_mm: [f64; 2], grid: &Grid) -> OwnSquares {
        let first = origin_mm.map(|place| place as u32);
        let end =
            [origin_mm[0] + grid.width_mm, origin_mm[1] + grid.height_mm].map(|place| place.ceil() as u32);
        // One more on each axis: an edge may lie beyond a whole number by rounding.
        let [columns, rows] = [0, 1].map(|axis| (end[axis] - first[axis]) as usize + 1);
        OwnSquares { first, columns, strikes: vec![0; columns * rows], fat: vec![0.0; columns * rows] }
    }

    #[inline]
    fn add(&mut self, [column, row]: [u32; 2], fat: f64) {
        let [column, row] = [column.wrapping_sub(self.first[0]), row.wrapping_sub(self.first[1])];
        let at = row as usize * self.columns + column as usize;
        if let (Some(strikes), Some(sum)) = (self.strikes.get_mut(at), self.fat.get_mut(at)) {
            *strikes += 1;
            *sum = either(*sum, fat);
        }
    }

    /// Those with strikes, row by row; empty from then on.
    fn take(&mut self) -> Vec<([u32; 2], u32, f64)> {
        let with_strikes = (0..self.strikes.len()).filter(|at| self.strikes[*at] > 0);
        let squares = with_strikes
            .map(|at| {
                let place = [at % self.columns, at / self.columns].map(|steps| steps as u32);
                let square = [self.first[0] + place[0], self.first[1] + place[1]];
                (square, self.strikes[at], self.fat[at])
            })
            .collect();
        self.strikes.fill(0);
        self.fat.fill(0.0);
        squares
    }
}

/// What one tile holds of one realisation beside its cells.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub tally: Tally,
    /// Bins of the depth histogram that are not empty, with their counts.
    pub depths: Vec<(u16, u32)>,
    /// Squares of 1 mm with their strikes and the chance that at least one of these reached the fat.
    pub squares: Vec<([u32; 2], u32, f64)>,
    /// One of its cells came to its end: see [`Cell::is_full`].
    pub full: bool,
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
        let mask = Mask::new(&grid);
        Counter {
            origin_mm,
            rules,
            cells,
            masks: std::array::from_fn(|_| mask.clone()),
            depths: depths(),
            tally: Tally::default(),
            squares: OwnSquares::new(origin_mm, &grid),
            punctures: Vec::new(),
            rows: std::array::from_fn(|_| Vec::new()),
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
    #[inline(always)]
    pub fn count(&mut self, tract: &Tract, own: Option<Own>) {
        let tract =
            &Tract { x_mm: tract.x_mm - self.origin_mm[0], y_mm: tract.y_mm - self.origin_mm[1], ..*tract };
        if let Some(Own { cell, square, passes, vessels }) = own {
            let repeat = self.masks[OPEN].covers(tract.x_mm, tract.y_mm);
            let depth_mm = tract.pierced.then_some(tract.tip_depth_mm);
            self.punctures.push(Puncture { cell: cell as u32, repeat, depth_mm, fat_reach: passes.fat });
            if let Some(square) = square {
                self.squares.add(square, passes.fat);
            }
            self.add(tract, &passes, repeat);
            self.tally.vessels += vessels;
        }
        if tract.pierced && self.touches(tract) {
            self.injure(tract);
        }
    }

    /// Whether any of the tract may lie in this tile.
    #[inline(always)]
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
    #[inline(always)]
    fn injure(&mut self, tract: &Tract) {
        let (top, bottom) = (tract.column.epidermis_mm(), tract.column.skin_mm());
        let tip = tract.tip_depth_mm.min(bottom);
        let mut depths_mm = [0.0; DERMAL_SLICES];
        let mut count = DERMAL;
        if bottom > top && tract.tip_depth_mm > top {
            for (slice, at) in depths_mm.iter_mut().enumerate() {
                let depth = top + (bottom - top) * (slice as f64 + 0.5) / DERMAL_SLICES as f64;
                // A tip that ends above the first slice is cut half way down its dermal part instead.
                let depth = if slice == 0 { depth.min(0.5 * (top + tip)) } else { depth };
                *at = depth;
                count += usize::from(depth < tip);
            }
        }
        let sections = tract.sections(depths_mm, self.rules.open_width_ratio);
        let new_shares = cover_each(&mut self.masks, &sections, count);
        let (covered, areas) = (new_shares[COVERED], sections.areas_mm2());
        self.tally.covered_mm2 += covered * areas[COVERED];
        self.tally.open_mm2 += new_shares[OPEN] * areas[OPEN];
        // As equivalent areas: volume over the thickness of its layer, so that the share of a layer that is injured needs
        // no thickness later, when people are mixed.
        let [epidermis, dermis, fat] = tract.profile.volumes_mm3([0.0, top, bottom, tract.column.fat_mm()]);
        if top > 0.0 {
            let volume = covered * epidermis;
            self.tally.epidermis_mm2 += volume / top;
            self.tally.volumes_mm3[0] += volume;
        }
        let mut below = covered;
        if count > DERMAL {
            let (mut area, mut new) = (0.0, 0.0);
            for (own, new_share) in areas.iter().zip(&new_shares).take(count).skip(DERMAL) {
                area += own;
                new += new_share * own;
            }
            let share = if area > 0.0 { new / area } else { covered };
            let volume = share * dermis;
            self.tally.dermis_mm2 += volume / (bottom - top);
            self.tally.volumes_mm3[1] += volume;
            // No slice lies in the fat: what is new in the dermis above it is taken as new there too.
            below = share;
        }
        self.tally.volumes_mm3[2] += below * fat;
    }

    /// Closes a realisation: its totals, and its punctures and unions into the cells. The counter is ready for the next.
    #[inline(always)]
    pub fn finish(&mut self) -> Part {
        let tally = std::mem::take(&mut self.tally);
        // First what goes through the cells in their order: that brings them into the cache.
        self.unite(&tally);
        let mut full = false;
        for Puncture { cell, repeat, depth_mm, fat_reach } in self.punctures.drain(..) {
            let cell = &mut self.cells[cell as usize];
            cell.add_puncture(depth_mm, fat_reach, repeat);
            full |= cell.is_full();
        }
        self.masks.iter_mut().for_each(Mask::clear);
        let depths = self.depths.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let depths = depths.map(|(bin, count)| (bin as u16, *count as u32)).collect();
        self.depths.clear();
        Part { tally, depths, squares: self.squares.take(), full }
    }

    /// Puts the unions into the cells. Injured volume goes where the mask is covered, in proportion, and no cell holds more
    /// than all of itself.
    #[inline(always)]
    fn unite(&mut self, tally: &Tally) {
        let cell_area = self.grid.cell_area_mm2();
        // As few counts as there are, their amounts are worked out before.
        let amounts = |whole: u32, mm2: f64, covered_cells: f64| {
            let share = mm2 / (covered_cells.max(LEAST_COVERED) * cell_area);
            move |count: usize| units((share * count as f64 / f64::from(whole)).min(1.0) * cell_area)
        };
        let of_count = amounts(WHOLE, tally.epidermis_mm2, self.masks[COVERED].covered_cells());
        let epidermis = by_count(WHOLE, of_count);
        let dermal_cells =
            self.masks[DERMAL..].iter().map(Mask::covered_cells).sum::<f64>() / DERMAL_SLICES as f64;
        let of_count = amounts(DERMAL_WHOLE, tally.dermis_mm2, dermal_cells);
        let dermis = by_count(DERMAL_WHOLE, of_count);
        let (columns, gaps) = (self.grid.columns, self.grid.has_gaps());
        let [covered, open, dermal] = &mut self.rows;
        for (row, cells) in self.cells.chunks_exact_mut(columns).enumerate() {
            for counts in [&mut *covered, &mut *open, &mut *dermal] {
                counts.clear();
                counts.resize(self.masks[COVERED].row_len(), 0);
            }
            // Openings and slices lie inside the sections at the surface, but not sub-cell by sub-cell.
            let mut any = self.masks[COVERED].add_row(row, covered);
            any |= self.masks[OPEN].add_row(row, open);
            for mask in &self.masks[DERMAL..] {
                any |= mask.add_row(row, dermal);
            }
            if !any {
                continue;
            }
            // Some cells at a time, and of these all if there is anything in one: to look at each costs more than to add nothing.
            let counts = covered.chunks(TOGETHER).zip(open.chunks(TOGETHER)).zip(dermal.chunks(TOGETHER));
            for (part, (cells, ((covered, open), dermal))) in
                cells.chunks_mut(TOGETHER).zip(counts).enumerate()
            {
                let any = |counts: &[u8]| counts.iter().fold(0, |any, count| any | count);
                if any(covered) | any(open) | any(dermal) == 0 {
                    continue;
                }
                let first = row * columns + part * TOGETHER;
                let counts = covered.iter().zip(open).zip(dermal);
                for (at, (cell, ((covered, open), dermal))) in cells.iter_mut().zip(counts).enumerate() {
                    if gaps && !self.grid.treats(first + at) {
                        continue;
                    }
                    cell.covered += u32::from(*covered);
                    cell.open += u32::from(*open);
                    cell.add_epidermis(epidermis[usize::from(*covered)]);
                    cell.add_dermis(dermis[usize::from(*dermal)]);
                }
            }
        }
    }
}

/// Amounts by the counts up to the whole of a cell, and none beyond it: no count lies there.
fn by_count(whole: u32, amount: impl Fn(usize) -> u64) -> [u64; 256] {
    std::array::from_fn(|count| if count <= whole as usize { amount(count) } else { 0 })
}

/// An empty distribution of depths.
pub fn depths() -> Histogram {
    Histogram::new(DEPTH_BIN_MM, DEPTH_BINS)
}

/// What a strike is to the tile that it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    pub cell: usize,
    pub square: Option<[u32; 2]>,
    pub passes: Passes,
    pub vessels: VesselHits,
}

/// A whole realisation from its tiles, in their order.
pub fn whole(parts: impl Iterator<Item = Part>, squares: &Squares) -> (Tally, Histogram) {
    let mut whole = Whole::new(squares);
    parts.for_each(|part| whole.add(part));
    whole.finish()
}
