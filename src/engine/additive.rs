//! Footprints that add up where they overlap, in tiles of a few cells: no union, no masks.
//!
//! The engine proper ([`super::counter`]) asks which sub-cells are new, because two openings injure their common skin once. Density
//! maps of other programs add footprints instead. This is that deposit, on the same [`Tiling`](super::Tiling): benchmark W1 compares
//! it with what a scientist would write. The rows of a tile are as wide as a vector, so that a footprint's row is one addition
//! whatever its column, and a tile stays in the fastest cache.
//!
//! Sums are in the order of the strikes, and nothing is fused: the same bits on every processor.

use std::array::from_fn;

/// Lanes of one vector: strikes in the arithmetic, cells of a row in the deposit.
pub const LANES: usize = 16;

/// One number for each lane.
pub type Lane = [f32; LANES];

/// Cells on the side of a tile. A row of lanes has room for footprints that reach beyond.
pub const SIDE: usize = 10;

/// Layers: strikes, two flags of theirs, sums of depth, what is shared out, largest depth.
pub const LAYERS: usize = 6;

/// Fractional bits of a place, which is in units of 2⁻²⁴ cells.
pub const PLACE_BITS: u32 = 24;

/// Layers that are counts; the others follow.
const COUNTS: usize = 3;
const DEPTH: usize = 3;
const SHARED: usize = 4;
const LARGEST: usize = 5;

/// Bits of a packed count; the three of them share a word.
const BITS: u32 = 10;
/// Strikes after which a packed count of sixteenths could be full.
const MOST: usize = ((1 << BITS) - 1) / 16;

/// Longest row of a stencil, cells.
const WIDEST: usize = 6;

/// Strikes of one tile, in groups of lanes.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// Places along x from the tile's corner, in units of 2⁻²⁴ cells, below `SIDE` cells.
    pub x: Vec<[u32; LANES]>,
    /// The same along y.
    pub y: Vec<[u32; LANES]>,
    /// For the second and the third layer: all bits of a strike that counts there, else none.
    pub flags: [Vec<[u32; LANES]>; 2],
    /// Depth of each strike.
    pub depth: Vec<Lane>,
    /// What each strike shares out over its footprint.
    pub shared: Vec<Lane>,
    len: usize,
}

impl Block {
    /// Makes room for so many strikes; groups are filled up with lanes that no deposit reads.
    pub fn resize(&mut self, len: usize) {
        let groups = len.div_ceil(LANES);
        for list in [&mut self.x, &mut self.y].into_iter().chain(&mut self.flags) {
            list.resize(groups, [0; LANES]);
        }
        for list in [&mut self.depth, &mut self.shared] {
            list.resize(groups, [0.0; LANES]);
        }
        self.len = len;
    }

    /// Groups of lanes.
    pub fn groups(&self) -> usize {
        self.x.len()
    }
}

/// Shares of the cells under a disc, for each place of its centre within a cell.
#[derive(Debug, Clone)]
pub struct Stencil {
    /// Places on the side of a cell are two to this power.
    fine_bits: u32,
    /// Rows of the box around the disc.
    side: usize,
    /// First cell of the box, from `halo` cells before that of the centre, by place.
    first: Vec<u32>,
    /// Sixteenths of each cell, with zeros around: row by row, place by place.
    rows: Vec<[u8; 2 * LANES]>,
    /// Sixteen over the sum of a stencil's sixteenths.
    shares: Vec<f32>,
    /// Cells by which a footprint may begin before its tile.
    pub halo: usize,
}

/// A disc that is wider than the room around a tile.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a disc of {0} cells' radius is not between 0 and {widest} cells wide", widest = WIDEST - 1)]
pub struct TooWide(pub f64);

impl Stencil {
    /// A disc: each cell's share is that of its 4 x 4 sub-cell centres in the disc. The disc's centre is rounded to the middle of one of
    /// 2^`fine_bits` x 2^`fine_bits` places within its cell.
    ///
    /// # Errors
    /// [`TooWide`] for a disc that a tile has no room for.
    pub fn disc(radius_cells: f64, fine_bits: u32) -> Result<Stencil, TooWide> {
        let side = (2.0 * radius_cells - 1e-9).ceil() as usize + 1;
        if !(radius_cells > 0.0 && side <= WIDEST && fine_bits <= 8) {
            return Err(TooWide(radius_cells));
        }
        let fine = 1_usize << fine_bits;
        let centre = |place: usize| (place as f64 + 0.5) / fine as f64;
        let first: Vec<f64> = (0..fine).map(|place| (centre(place) - radius_cells).floor()).collect();
        let halo = first.iter().fold(0.0_f64, |most, first| most.max(-first)) as usize;
        let (mut rows, mut shares) =
            (Vec::with_capacity(fine * fine * side), Vec::with_capacity(fine * fine));
        // Squared distance from the centre along one axis, of the middle of a quarter of a cell of the box.
        let off = |place: usize, quarter: usize| {
            let along = first[place] + (quarter as f64 + 0.5) / 4.0 - centre(place);
            along * along
        };
        for y in 0..fine {
            for x in 0..fine {
                let mut sum = 0_u32;
                for row in 0..side {
                    let mut sixteenths = [0; 2 * LANES];
                    for column in 0..side {
                        let inside = (0..16).filter(|sub| {
                            off(x, 4 * column + sub % 4) + off(y, 4 * row + sub / 4)
                                <= radius_cells * radius_cells
                        });
                        let count = inside.count() as u8;
                        sixteenths[LANES + column] = count;
                        sum += u32::from(count);
                    }
                    rows.push(sixteenths);
                }
                shares.push(16.0 / sum.max(1) as f32);
            }
        }
        let first = first.iter().map(|first| (first + halo as f64) as u32).collect();
        Ok(Stencil { fine_bits, side, first, rows, shares, halo })
    }
}

/// Sums of one tile under point deposits: the cells row by row, each with its layers and two spare lanes.
pub type Points = [[f32; 8]; SIDE * SIDE];

/// Adds strikes to the cells of their points.
#[inline(always)]
pub fn deposit_points(cells: &mut Points, block: &Block) {
    for group in 0..block.groups() {
        let (x, y) = (&block.x[group], &block.y[group]);
        let at: [u32; LANES] =
            from_fn(|lane| (y[lane] >> PLACE_BITS) * SIDE as u32 + (x[lane] >> PLACE_BITS));
        let flags =
            [0, 1].map(|of: usize| -> Lane { from_fn(|lane| (block.flags[of][group][lane] & 1) as f32) });
        for lane in 0..(block.len - group * LANES).min(LANES) {
            let Some(cell) = cells.get_mut(at[lane] as usize) else { continue };
            let depth = block.depth[group][lane];
            let adds = [1.0, flags[0][lane], flags[1][lane], depth, block.shared[group][lane], 0.0, 0.0, 0.0];
            let largest = if cell[LARGEST] > depth { cell[LARGEST] } else { depth };
            for (cell, add) in cell.iter_mut().zip(adds) {
                *cell += add;
            }
            cell[LARGEST] = largest;
        }
    }
}

/// Sums of one tile and its halo under a stencil, in sixteenths of a cell but for the largest depth.
#[derive(Debug, Clone)]
pub struct Footprints {
    /// Row by row, layer by layer; the first row and column lie `halo` cells before the tile.
    rows: [[Lane; LAYERS]; LANES],
    /// Counts of the latest strikes, three in a word.
    packed: [[u32; LANES]; LANES],
    /// Number of these strikes.
    since: usize,
}

impl Default for Footprints {
    fn default() -> Footprints {
        Footprints { rows: [[[0.0; LANES]; LAYERS]; LANES], packed: [[0; LANES]; LANES], since: 0 }
    }
}

impl Footprints {
    /// Adds the footprints of strikes.
    #[inline(always)]
    pub fn deposit(&mut self, stencil: &Stencil, block: &Block) {
        let (shift, mask) = (PLACE_BITS - stencil.fine_bits, (1 << stencil.fine_bits) - 1);
        for group in 0..block.groups() {
            let (x, y) = (&block.x[group], &block.y[group]);
            let column: [u32; LANES] = from_fn(|lane| x[lane] >> PLACE_BITS);
            let row: [u32; LANES] = from_fn(|lane| y[lane] >> PLACE_BITS);
            let place_x: [u32; LANES] = from_fn(|lane| (x[lane] >> shift) & mask);
            let place_y: [u32; LANES] = from_fn(|lane| (y[lane] >> shift) & mask);
            let count = (block.len - group * LANES).min(LANES);
            if self.since + count > MOST {
                self.unpack();
            }
            self.since += count;
            for lane in 0..count {
                let [one, other] = [0, 1].map(|of: usize| block.flags[of][group][lane]);
                let depth = block.depth[group][lane];
                let at = ((place_y[lane] << stencil.fine_bits) | place_x[lane]) as usize;
                let begin = LANES - (column[lane] + stencil.first[place_x[lane] as usize]) as usize % LANES;
                let first = (row[lane] + stencil.first[place_y[lane] as usize]) as usize;
                let shared = block.shared[group][lane] * stencil.shares[at];
                let sixteenths = &stencil.rows[at * stencil.side..(at + 1) * stencil.side];
                let rows = &mut self.rows[first..first + stencil.side];
                let packed = &mut self.packed[first..first + stencil.side];
                for ((sixteenths, row), packed) in sixteenths.iter().zip(rows).zip(packed) {
                    let Some(bytes) = sixteenths[begin..].first_chunk::<LANES>() else { continue };
                    // Widened first: the loops that follow are then one vector each.
                    let (mut whole, mut share) = ([0_u32; LANES], [0.0_f32; LANES]);
                    for lane in 0..LANES {
                        whole[lane] = u32::from(bytes[lane]);
                        share[lane] = f32::from(bytes[lane]);
                    }
                    for lane in 0..LANES {
                        let count = whole[lane];
                        packed[lane] += count + ((count << BITS) & one) + ((count << (2 * BITS)) & other);
                    }
                    for lane in 0..LANES {
                        row[DEPTH][lane] += share[lane] * depth;
                    }
                    for lane in 0..LANES {
                        row[SHARED][lane] += share[lane] * shared;
                    }
                    for lane in 0..LANES {
                        let here = if share[lane] > 0.0 { depth } else { 0.0 };
                        row[LARGEST][lane] =
                            if row[LARGEST][lane] > here { row[LARGEST][lane] } else { here };
                    }
                }
            }
        }
    }

    /// Adds the packed counts to their layers.
    #[inline(always)]
    fn unpack(&mut self) {
        for (row, packed) in self.rows.iter_mut().zip(&mut self.packed) {
            for (at, layer) in row.iter_mut().take(COUNTS).enumerate() {
                for lane in 0..LANES {
                    layer[lane] += ((packed[lane] >> (at as u32 * BITS)) & ((1 << BITS) - 1)) as f32;
                }
            }
            *packed = [0; LANES];
        }
        self.since = 0;
    }

    /// Adds the sums to maps, and begins anew. `maps` are rows of `columns` cells from row `first_row` of the whole area on; the
    /// tile's corner is at `corner` (column, row). What lies beyond the area is dropped.
    ///
    /// Rows that `maps` do not have are dropped too, so they must hold the tile and its halo.
    #[inline(always)]
    pub fn give(
        &mut self,
        stencil: &Stencil,
        maps: &mut [&mut [f32]; LAYERS],
        columns: usize,
        first_row: usize,
        corner: [usize; 2],
    ) {
        self.unpack();
        let skip = stencil.halo.saturating_sub(corner[0]);
        let from = (corner[0] + skip).saturating_sub(stencil.halo);
        let to = (corner[0] + LANES - stencil.halo).min(columns);
        for (at, row) in self.rows.iter_mut().enumerate() {
            if let Some(place) = (corner[1] + at).checked_sub(stencil.halo + first_row) {
                for (layer, (map, sums)) in maps.iter_mut().zip(row.iter()).enumerate() {
                    let Some(cells) = map.get_mut(place * columns + from..place * columns + to) else {
                        break;
                    };
                    let sums = cells.iter_mut().zip(&sums[skip..]);
                    if layer == LARGEST {
                        sums.for_each(|(cell, sum)| *cell = cell.max(*sum));
                    } else {
                        sums.for_each(|(cell, sum)| *cell += sum * (1.0 / 16.0));
                    }
                }
            }
            *row = [[0.0; LANES]; LAYERS];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of strikes spread over a tile, with every other flag, from a small generator.
    fn block(len: usize) -> Block {
        let mut block = Block::default();
        block.resize(len);
        let mut word = 1_u64;
        let mut next = || {
            word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (word >> 32) as u32
        };
        for group in 0..block.groups() {
            for lane in 0..LANES {
                let within = |number: u32| ((u64::from(number) * SIDE as u64) >> 8) as u32;
                block.x[group][lane] = within(next());
                block.y[group][lane] = within(next());
                block.flags[0][group][lane] = if next() % 2 == 0 { u32::MAX } else { 0 };
                block.flags[1][group][lane] = if next() % 3 == 0 { u32::MAX } else { 0 };
                block.depth[group][lane] = (next() % 1000) as f32 / 1000.0;
                block.shared[group][lane] = (next() % 1000) as f32 / 1000.0;
            }
        }
        block
    }

    /// Shares and sums by the definition, sub-cell by sub-cell, in double precision, for a tile amid empty cells.
    #[test]
    fn identity_footprints_are_those_of_the_definition() {
        for radius in [1.25, 2.5] {
            let stencil = Stencil::disc(radius, 5).unwrap();
            let block = block(333);
            let side = SIDE + 2 * LANES;
            let mut maps: [Vec<f32>; LAYERS] = from_fn(|_| vec![0.0; side * side]);
            let mut sums = Footprints::default();
            sums.deposit(&stencil, &block);
            let mut slices = maps.each_mut().map(Vec::as_mut_slice);
            sums.give(&stencil, &mut slices, side, 0, [LANES, LANES]);
            let mut wanted: [Vec<f64>; LAYERS] = from_fn(|_| vec![0.0; side * side]);
            for strike in 0..333 {
                let (group, lane) = (strike / LANES, strike % LANES);
                let [x, y] = [&block.x, &block.y].map(|list| {
                    let place = f64::from(list[group][lane] >> 19) + 0.5;
                    LANES as f64 + place / 32.0
                });
                let mut shares = Vec::new();
                for cell in 0..side * side {
                    let (column, row) = (cell % side, cell / side);
                    let inside = (0..16).filter(|sub| {
                        let dx = column as f64 + (f64::from(sub % 4) + 0.5) / 4.0 - x;
                        let dy = row as f64 + (f64::from(sub / 4) + 0.5) / 4.0 - y;
                        dx * dx + dy * dy <= radius * radius
                    });
                    shares.push(inside.count() as f64 / 16.0);
                }
                let all: f64 = shares.iter().sum();
                let depth = f64::from(block.depth[group][lane]);
                let flags = [0, 1].map(|of: usize| f64::from(block.flags[of][group][lane] & 1));
                let whole = [1.0, flags[0], flags[1], depth, f64::from(block.shared[group][lane]) / all];
                for (cell, share) in shares.iter().enumerate() {
                    for (wanted, whole) in wanted.iter_mut().zip(whole) {
                        wanted[cell] += share * whole;
                    }
                    if *share > 0.0 {
                        wanted[LARGEST][cell] = wanted[LARGEST][cell].max(depth);
                    }
                }
            }
            for (layer, (map, wanted)) in maps.iter().zip(&wanted).enumerate() {
                for (cell, (found, wanted)) in map.iter().zip(wanted).enumerate() {
                    let off = (f64::from(*found) - wanted).abs();
                    assert!(
                        off <= 1e-5 * wanted.max(1.0),
                        "layer {layer}, cell {cell}: {found} for {wanted}"
                    );
                }
            }
        }
    }

    #[test]
    fn identity_points_fall_into_their_cells() {
        let block = block(100);
        let mut cells: Points = [[0.0; 8]; SIDE * SIDE];
        deposit_points(&mut cells, &block);
        let mut counts = [0.0; SIDE * SIDE];
        for strike in 0..100 {
            let (group, lane) = (strike / LANES, strike % LANES);
            let [x, y] = [&block.x, &block.y].map(|list| (list[group][lane] >> PLACE_BITS) as usize);
            counts[y * SIDE + x] += 1.0;
            assert!(cells[y * SIDE + x][LARGEST] >= block.depth[group][lane]);
        }
        assert!(cells.iter().zip(counts).all(|(cell, count)| cell[0] == count));
    }

    #[test]
    fn limit_a_disc_wider_than_the_room_around_a_tile_is_refused() {
        for radius in [0.0, -1.0, f64::NAN, 2.6, 1e9] {
            assert!(Stencil::disc(radius, 5).is_err(), "{radius}");
        }
    }
}
