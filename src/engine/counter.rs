//! Counts the tracts that one tile sees, one realisation after the other.

use super::cells::{Cell, units};
use super::grid::Grid;
use super::histogram::Histogram;
use super::mask::{CELLS, FINE_CELLS, Masks, WHOLE, WORDS, by_cell, count_of};
use super::tally::{Squares, Tally, either};
use super::tiles::Tile;
use super::totals::Totals;
use crate::tract::{Passes, Tract, VesselHits};
use fearless_simd::{Level, Simd, dispatch};

/// Bin width of the depth histogram, mm, and number of bins: up to 6 mm, twice the longest needle.
const DEPTH_BIN_MM: f64 = 0.005;
const DEPTH_BINS: usize = 1200;

/// Equal parts of the dermis; tracts are cut once in each part to find where they overlap.
const DERMAL_SLICES: usize = 3;

/// Depth of the cut in such a part, from the top of the tract's stretch in it: 1 - 1/√3.
///
/// No tract has a larger mean section in the part than this cut. Widths and slits are concave in the height
/// above the tip, so each lies below its tangent at 1/√3 of the way up. The mean of the product of two such
/// tangents is at most their product at that height. A cone that ends in the part has exactly its mean
/// section there.
const CUT: f64 = 1.0 - 0.577_350_269_189_625_8;

/// Numbers of the masks; the cuts through the dermis follow.
const COVERED: usize = 0;
const OPEN: usize = 1;
const DERMAL: usize = 2;
const MASKS: usize = DERMAL + DERMAL_SLICES;

/// Count of a mask cell that is covered in all cuts.
const DERMAL_WHOLE: u32 = WHOLE * DERMAL_SLICES as u32;

/// Thresholds for counting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Width of the opening after withdrawal over the needle's width at the surface.
    pub open_width_ratio: f64,
    /// Set depth, mm.
    pub set_depth_mm: f64,
    /// Largest distance from the set depth that counts as within tolerance, mm.
    pub depth_tolerance_mm: f64,
    /// Slit length above which a strike is flagged as a tear if its tip also exceeds `tear_depth_mm`, mm.
    pub tear_length_mm: f64,
    /// Tip depth above which a strike is flagged as a tear if its slit also exceeds `tear_length_mm`, mm.
    pub tear_depth_mm: f64,
}

/// Counter of one tile.
pub struct Counter {
    grid: Grid,
    origin_mm: [f64; 2],
    rules: Rules,
    cells: Vec<Cell>,
    /// Masks of the covered surface, of the openings, and of cuts through the parts of the dermis from the
    /// top.
    masks: Masks<MASKS>,
    sub_cell_mm2: f64,
    depths: Histogram,
    tally: Tally,
    squares: OwnSquares,
    /// Strikes whose points lie here; closing a realisation adds them to the cells, many look-ups at a time.
    punctures: Vec<Puncture>,
}

/// Contribution of a strike to the cell of its point.
#[derive(Debug, Clone, Copy)]
struct Puncture {
    cell: u32,
    repeat: bool,
    /// `None` if it did not pierce.
    depth_mm: Option<f64>,
    fat_reach: f64,
}

/// Squares of 1 mm that a tile touches: strikes, and the chance that at least one of them reached the fat.
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
        // One more on each axis, because rounding may put an edge beyond a whole number.
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

    /// The squares with strikes, row by row.
    fn with_strikes(&self) -> Vec<([u32; 2], u32, f64)> {
        let with_strikes = (0..self.strikes.len()).filter(|at| self.strikes[*at] > 0);
        with_strikes
            .map(|at| {
                let place = [at % self.columns, at / self.columns].map(|steps| steps as u32);
                let square = [self.first[0] + place[0], self.first[1] + place[1]];
                (square, self.strikes[at], self.fat[at])
            })
            .collect()
    }

    /// Takes the squares with strikes, and leaves all squares empty.
    fn take(&mut self) -> Vec<([u32; 2], u32, f64)> {
        let squares = self.with_strikes();
        self.strikes.fill(0);
        self.fat.fill(0.0);
        squares
    }
}

/// Result of one tile for one realisation, apart from its cells.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Totals of the tile.
    pub tally: Tally,
    /// Non-empty bins of the depth histogram, with their counts.
    pub depths: Vec<(u16, u32)>,
    /// Squares of 1 mm with their strikes and the chance that at least one of these reached the fat.
    pub squares: Vec<([u32; 2], u32, f64)>,
    /// True if one of its cells reached its limit: see [`Cell::is_full`].
    pub full: bool,
}

impl Counter {
    /// Continues counting in the cells of this tile; an empty list stands for new cells, and its memory is
    /// reused.
    pub fn new(grid: &Grid, tile: &Tile, rules: Rules, mut cells: Vec<Cell>) -> Counter {
        let origin_mm = grid.sides_mm(tile).map(|[from, _]| from);
        let grid = grid.part(tile);
        if cells.is_empty() {
            cells.resize(grid.cells(), Cell::default());
        }
        Counter {
            origin_mm,
            rules,
            cells,
            masks: Masks::new(&grid),
            sub_cell_mm2: grid.sub_cell_mm2(),
            depths: depths(),
            tally: Tally::default(),
            squares: OwnSquares::new(origin_mm, &grid),
            punctures: Vec::new(),
            grid,
        }
    }

    /// Returns the sums of the tile's cells.
    pub fn into_cells(self) -> Vec<Cell> {
        self.cells
    }

    /// Counts a strike that the tile sees.
    ///
    /// A strike whose point lies elsewhere is no puncture of this tile, but the part of its section here
    /// counts as covered. In this way the rim of the area is treated like its middle. `own` holds the cell of
    /// this tile that contains the point, its square of 1 mm if there is one, and the chances of passing the
    /// layers.
    pub fn count(&mut self, tract: &Tract, own: Option<Own>) {
        dispatch!(Level::new(), simd => self.count_on(simd, tract, own));
    }

    /// Version of `count` for one kind of processor.
    #[inline(always)]
    pub(crate) fn count_on<S: Simd>(&mut self, simd: S, tract: &Tract, own: Option<Own>) {
        let tract =
            &Tract { x_mm: tract.x_mm - self.origin_mm[0], y_mm: tract.y_mm - self.origin_mm[1], ..*tract };
        let here = own.is_some();
        if let Some(Own { cell, square, passes, vessels }) = own {
            let repeat = self.masks.covers(OPEN, tract.x_mm, tract.y_mm);
            let depth_mm = tract.pierced.then_some(tract.tip_depth_mm);
            self.punctures.push(Puncture { cell: cell as u32, repeat, depth_mm, fat_reach: passes.fat });
            if let Some(square) = square {
                self.squares.add(square, passes.fat);
            }
            self.add(tract, &passes, repeat);
            self.tally.vessels += vessels;
        }
        if tract.pierced && (here || self.touches(tract)) {
            self.injure(simd, tract);
        }
    }

    /// Whether any part of the tract may lie in this tile.
    #[inline(always)]
    fn touches(&self, tract: &Tract) -> bool {
        let [at, half] = tract.bounds_mm();
        let sides = [self.grid.width_mm, self.grid.height_mm];
        (0..2).all(|axis| at[axis] + half[axis] >= 0.0 && at[axis] - half[axis] <= sides[axis])
    }

    #[inline(always)]
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
        tally.deepest_mm = tally.deepest_mm.max(depth);
        tally.within_tolerance +=
            ((depth - self.rules.set_depth_mm).abs() <= self.rules.depth_tolerance_mm) as u64;
        tally.slit_sum_mm += tract.slit_mm();
        tally.torn +=
            (tract.slit_mm() > self.rules.tear_length_mm && depth > self.rules.tear_depth_mm) as u64;
        self.depths.add(depth);
    }

    /// Adds areas and volumes.
    ///
    /// The new part of a section is its sub-cells that were free. The volume of one tract is exact, and only
    /// its new part counts, in proportion to the area of its sections: at the surface for the epidermis, in
    /// three cuts for the dermis. No section of the epidermis is larger than that at the surface, and no mean
    /// section of a part of the dermis is larger than its cut ([`CUT`]). The injured volume of a layer is
    /// therefore at most the union of these sections times its thickness.
    #[inline(always)]
    fn injure<S: Simd>(&mut self, simd: S, tract: &Tract) {
        let (top, bottom) = (tract.column.epidermis_mm(), tract.column.skin_mm());
        let tip = tract.tip_depth_mm.min(bottom);
        let (mut depths_mm, mut lengths_mm) = ([0.0; DERMAL_SLICES], [0.0; DERMAL_SLICES]);
        let mut count = DERMAL;
        if bottom > top && tract.tip_depth_mm > top {
            let part_mm = (bottom - top) / DERMAL_SLICES as f64;
            for (part, (depth, length)) in depths_mm.iter_mut().zip(&mut lengths_mm).enumerate() {
                let from = top + part_mm * part as f64;
                *length = (tip - from).max(0.0).min(part_mm);
                *depth = from + CUT * *length;
                count += usize::from(*length > 0.0);
            }
        }
        let sections = tract.sections(simd, depths_mm, self.rules.open_width_ratio);
        let new = self.masks.cover(simd, &sections, count);
        let areas = sections.areas_mm2();
        let mut new_mm2 = [0.0; MASKS];
        for (mm2, new) in new_mm2.iter_mut().zip(new) {
            *mm2 = f64::from(new) * self.sub_cell_mm2;
        }
        // Equivalent areas: volume over the thickness of its layer. The injured share of a layer then needs
        // no thickness later, when people are mixed.
        let [epidermis, dermis, fat] =
            tract.profile.volumes_mm3(simd, [0.0, top, bottom, tract.column.fat_mm()]);
        // A section too small to have an area has no volume either.
        let surface = new_mm2[COVERED] / areas[COVERED].max(f64::MIN_POSITIVE);
        if top > 0.0 {
            let volume = surface * epidermis;
            self.tally.epidermis_mm2 += volume / top;
            self.tally.volumes_mm3[0] += volume;
        }
        let mut below = surface;
        if count > DERMAL {
            let (mut own, mut fresh) = (0.0, 0.0);
            // Parts below the tip have no length.
            for (part, length) in lengths_mm.iter().enumerate() {
                own += length * areas[DERMAL + part];
                fresh += length * new_mm2[DERMAL + part];
            }
            let volume = dermis * fresh / own.max(f64::MIN_POSITIVE);
            self.tally.dermis_mm2 += volume / (bottom - top);
            self.tally.volumes_mm3[1] += volume;
            // The fat has no cut of its own, so it takes the new share of the lowest part of the dermis above
            // it.
            let lowest = DERMAL + DERMAL_SLICES - 1;
            below = new_mm2[lowest] / areas[lowest].max(f64::MIN_POSITIVE);
        }
        if fat > 0.0 {
            self.tally.volumes_mm3[2] += below * fat;
        }
    }

    /// Closes a realisation: adds its punctures and unions to the cells and returns its totals. The counter
    /// is then empty.
    #[inline(always)]
    pub fn finish(&mut self) -> Part {
        let mut tally = std::mem::take(&mut self.tally);
        // An opening lies inside its section at the surface. Counting only shared sub-cells keeps this
        // despite rounding.
        let covered = self.masks.covered(OPEN);
        tally.covered_mm2 = f64::from(covered[COVERED]) * self.sub_cell_mm2;
        tally.open_mm2 = f64::from(covered[OPEN]) * self.sub_cell_mm2;
        // Runs through the cells in order first, which brings them into the cache.
        self.unite(&tally, &covered);
        let mut full = false;
        for Puncture { cell, repeat, depth_mm, fat_reach } in self.punctures.drain(..) {
            let cell = &mut self.cells[cell as usize];
            cell.add_puncture(depth_mm, fat_reach, repeat);
            full |= cell.is_full();
        }
        self.masks.clear();
        let depths = self.depth_bins();
        self.depths.clear();
        Part { tally, depths, squares: self.squares.take(), full }
    }

    /// Totals of the realisation so far: those that [`Self::finish`] would return, which then goes on.
    #[inline(always)]
    pub fn so_far(&self) -> Part {
        let mut tally = self.tally.clone();
        let covered = self.masks.covered(OPEN);
        tally.covered_mm2 = f64::from(covered[COVERED]) * self.sub_cell_mm2;
        tally.open_mm2 = f64::from(covered[OPEN]) * self.sub_cell_mm2;
        Part { tally, depths: self.depth_bins(), squares: self.squares.with_strikes(), full: false }
    }

    /// Non-empty bins of the depth histogram, with their counts.
    #[inline(always)]
    fn depth_bins(&self) -> Vec<(u16, u32)> {
        let depths = self.depths.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        depths.map(|(bin, count)| (bin as u16, *count as u32)).collect()
    }

    /// Adds the unions to the cells. Injured volume is spread over the covered sub-cells, at most all of a
    /// cell.
    #[inline(always)]
    fn unite(&mut self, tally: &Tally, covered: &[u32; MASKS]) {
        let worth = f64::from(self.grid.whole()) * self.sub_cell_mm2 / self.grid.cell_area_mm2();
        let dermal: u32 = covered[DERMAL..].iter().sum();
        let amounts = Amounts {
            epidermis_mm2: of_one(tally.epidermis_mm2, covered[COVERED], worth),
            dermis_mm2: of_one(tally.dermis_mm2, dermal, worth),
        };
        if self.grid.mask_cells() == [1; 2] {
            self.unite_cells(&amounts.by_count());
        } else {
            self.unite_large_cells(&amounts);
        }
    }

    /// Adds unions to cells that are one mask cell each.
    #[inline(always)]
    fn unite_cells(&mut self, amounts: &ByCount) {
        let (columns, per_word) = (self.grid.columns, self.masks.cells_per_word());
        for (row, cells) in self.cells.chunks_exact_mut(columns).enumerate() {
            for (strip, cells) in cells.chunks_mut(per_word).enumerate() {
                let Some(covered) = Covered::of(&self.masks, row, strip) else { continue };
                if self.grid.has_gaps() || cells.len() < per_word {
                    for (at, cell) in cells.iter_mut().enumerate() {
                        if self.grid.treats(row * columns + strip * per_word + at) {
                            covered.add_to(cell, at, per_word, amounts);
                        }
                    }
                } else if let Some(cells) = cells.first_chunk_mut::<FINE_CELLS>() {
                    covered.add_to_all(cells, amounts);
                } else if let Some(cells) = cells.first_chunk_mut::<CELLS>() {
                    covered.add_to_all(cells, amounts);
                }
            }
        }
    }

    /// Adds unions to cells that hold several mask cells.
    fn unite_large_cells(&mut self, amounts: &Amounts) {
        let (columns, per_word) = (self.grid.columns, self.masks.cells_per_word());
        let [across, up] = self.grid.mask_cells();
        // Covered parts of the cells of a row: at the surface, by openings, and by the cuts together.
        let mut counts = vec![[0u32; 3]; columns];
        for (row, cells) in self.cells.chunks_exact_mut(columns).enumerate() {
            counts.fill([0; 3]);
            for line in row * up..(row + 1) * up {
                for strip in 0..(columns * across).div_ceil(per_word) {
                    let Some(covered) = Covered::of(&self.masks, line, strip) else { continue };
                    let first = strip * per_word;
                    for at in 0..per_word.min(columns * across - first) {
                        let sums = &mut counts[(first + at) / across];
                        for (sum, count) in sums.iter_mut().zip(covered.of_one(at, per_word)) {
                            *sum += count as u32;
                        }
                    }
                }
            }
            for (column, (cell, [surface, open, dermal])) in cells.iter_mut().zip(&counts).enumerate() {
                if self.grid.treats(row * columns + column) {
                    cell.unite(*surface, *open, amounts.epidermis(*surface), amounts.dermis(*dermal));
                }
            }
        }
    }
}

/// Amount per count of a cell, if this area goes with this many sub-cells; zero if none is covered.
fn of_one(mm2: f64, sub_cells: u32, worth: f64) -> f64 {
    mm2 / (f64::from(sub_cells.max(1)) * worth)
}

/// Injured volumes per count of a cell, over the thickness of epidermis and dermis, mm².
///
/// Counts for the epidermis are at the surface; those for the dermis are in the cuts together.
struct Amounts {
    epidermis_mm2: f64,
    dermis_mm2: f64,
}

impl Amounts {
    /// Injured epidermis for this count, in units of 2⁻³⁶ mm².
    #[inline(always)]
    fn epidermis(&self, count: u32) -> u64 {
        units(self.epidermis_mm2 * f64::from(count))
    }

    #[inline(always)]
    fn dermis(&self, count: u32) -> u64 {
        units(self.dermis_mm2 * f64::from(count))
    }

    /// Tabulates the amounts for the few counts that a mask cell can have.
    #[inline(always)]
    fn by_count(&self) -> ByCount {
        ByCount {
            epidermis: by_count(WHOLE, |count| self.epidermis(count)),
            dermis: by_count(DERMAL_WHOLE, |count| self.dermis(count)),
        }
    }
}

/// Amounts by the covered count of a mask cell.
struct ByCount {
    epidermis: [u64; 256],
    dermis: [u64; 256],
}

/// Covered counts of the mask cells of a word: surface, openings, and cuts together (at most
/// [`DERMAL_WHOLE`]).
struct Covered {
    surface: [u32; WORDS],
    open: [u32; WORDS],
    dermal: [u32; WORDS],
}

impl Covered {
    /// Counts a word; `None` if nothing is covered.
    #[inline(always)]
    fn of(masks: &Masks<MASKS>, row: usize, strip: usize) -> Option<Covered> {
        if !masks.is_touched(row, strip) {
            return None;
        }
        let surface = masks.counts([COVERED; 2], row, strip);
        let open = masks.counts([OPEN, COVERED], row, strip);
        let mut dermal = [0; WORDS];
        for slice in 0..DERMAL_SLICES {
            for (sum, more) in dermal.iter_mut().zip(masks.counts([DERMAL + slice; 2], row, strip)) {
                *sum += more;
            }
        }
        // Cuts lie inside the sections at the surface except for rounding.
        let mut any = 0;
        for word in 0..WORDS {
            any |= surface[word] | dermal[word];
        }
        (any != 0).then_some(Covered { surface, open, dermal })
    }

    /// Counts of one mask cell.
    #[inline(always)]
    fn of_one(&self, at: usize, per_word: usize) -> [usize; 3] {
        [&self.surface, &self.open, &self.dermal].map(|counts| count_of(counts, at, per_word))
    }

    /// Adds the counts of one mask cell to its cell.
    #[inline(always)]
    fn add_to(&self, cell: &mut Cell, at: usize, per_word: usize, amounts: &ByCount) {
        let [surface, open, dermal] = self.of_one(at, per_word);
        cell.unite(surface as u32, open as u32, amounts.epidermis[surface], amounts.dermis[dermal]);
    }

    /// Adds the counts of a whole word, extracting all counts first so that no shift depends on a cell.
    #[inline(always)]
    fn add_to_all<const N: usize>(&self, cells: &mut [Cell; N], amounts: &ByCount) {
        let (surface, open) = (by_cell::<N>(&self.surface), by_cell::<N>(&self.open));
        let dermal = by_cell::<N>(&self.dermal);
        for (at, cell) in cells.iter_mut().enumerate() {
            let (epidermis, dermis) =
                (amounts.epidermis[usize::from(surface[at])], amounts.dermis[usize::from(dermal[at])]);
            cell.unite(u32::from(surface[at]), u32::from(open[at]), epidermis, dermis);
        }
    }
}

/// Amounts by count up to that of a full mask cell; higher counts do not occur and stay zero.
#[inline(always)]
fn by_count(whole: u32, amount: impl Fn(u32) -> u64) -> [u64; 256] {
    let mut amounts = [0; 256];
    for (count, to) in (0..=whole).zip(&mut amounts) {
        *to = amount(count);
    }
    amounts
}

/// Returns an empty distribution of depths.
pub fn depths() -> Histogram {
    Histogram::new(DEPTH_BIN_MM, DEPTH_BINS)
}

/// Data of a strike for the tile that it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    /// Index of the tile's cell that holds the strike's point.
    pub cell: usize,
    /// Column and row of the 1 mm square that holds the point; `None` if no whole square does.
    pub square: Option<[u32; 2]>,
    /// Probabilities of passing the tops of epidermis, dermis and fat.
    pub passes: Passes,
    /// Expected number of vessels that the strike meets.
    pub vessels: VesselHits,
}

/// Combines a whole realisation from its tiles, in their order.
pub fn whole(parts: impl Iterator<Item = Part>, squares: &Squares) -> (Tally, Histogram) {
    let mut whole = Totals::new(squares);
    parts.for_each(|part| whole.add(part));
    whole.finish()
}
