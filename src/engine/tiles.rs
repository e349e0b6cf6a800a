//! Tiles of the area, small enough for a processor's cache, and the strikes that each of them sees.
//!
//! Every tile counts by itself what falls into it, so two threads never write to the same place. A strike
//! belongs to the tile that holds its point. Other tiles that its section may touch see it too, and count
//! their part of the section.

use super::grid::Grid;
use std::ops::Range;

/// Largest side of a tile, in mm and in cells; in small cells it is rounded up to a multiple of eight.
///
/// The order of sums depends on it. Masks are as fine in large cells as in small ones, so a tile of many
/// large cells would not stay in the cache.
const SIDE_MM: f64 = 5.0;
const MOST_CELLS: usize = 104;
const EIGHTS_FROM: usize = 16;

/// Distance within which rounding may put a place beyond an edge, mm.
const EDGE_MM: f64 = 1e-9;

/// Grid divided into tiles; those at the upper and right edges hold the remainder.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiling {
    /// Number of tiles in x.
    pub columns: usize,
    /// Number of tiles in y.
    pub rows: usize,
    /// Cells on the side of a tile.
    side: [usize; 2],
    /// Cells of the whole grid.
    cells: [usize; 2],
    /// Tiles per mm.
    per_mm: [f64; 2],
}

/// Cells of one tile.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Columns of the grid that the tile covers.
    pub columns: Range<usize>,
    /// Rows of the grid that the tile covers.
    pub rows: Range<usize>,
}

impl Tiling {
    /// Divides a grid into tiles of about one size.
    pub fn new(grid: &Grid) -> Tiling {
        let side = |cells: usize, cell_mm: f64| {
            // Rounding may make cells wider than requested.
            let most = ((SIDE_MM / cell_mm + 1e-9) as usize).clamp(1, MOST_CELLS);
            // Uses the least number of tiles, all of about one size.
            let side = cells.div_ceil(cells.div_ceil(most));
            if most >= EIGHTS_FROM { side.next_multiple_of(8) } else { side }
        };
        let side = [side(grid.columns, grid.cell_x_mm()), side(grid.rows, grid.cell_y_mm())];
        let per_mm = [1.0 / (side[0] as f64 * grid.cell_x_mm()), 1.0 / (side[1] as f64 * grid.cell_y_mm())];
        Tiling {
            columns: grid.columns.div_ceil(side[0]),
            rows: grid.rows.div_ceil(side[1]),
            side,
            cells: [grid.columns, grid.rows],
            per_mm,
        }
    }

    /// Divides a grid into tiles of so many cells on a side.
    pub fn of_cells(grid: &Grid, side: usize) -> Tiling {
        let side = side.max(1);
        Tiling {
            columns: grid.columns.div_ceil(side),
            rows: grid.rows.div_ceil(side),
            side: [side; 2],
            cells: [grid.columns, grid.rows],
            per_mm: [grid.cell_x_mm(), grid.cell_y_mm()].map(|cell_mm| 1.0 / (side as f64 * cell_mm)),
        }
    }

    /// Number of tiles.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether there are no tiles.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns a tile by its index; tiles are numbered row by row from the lower left.
    pub fn tile(&self, index: usize) -> Tile {
        let range = |place: usize, axis: usize| {
            let first = place * self.side[axis];
            first..(first + self.side[axis]).min(self.cells[axis])
        };
        Tile { columns: range(index % self.columns, 0), rows: range(index / self.columns, 1) }
    }

    /// First and last tile along one axis within `reach_mm` of a place; `None` if the place is too far
    /// outside.
    #[inline]
    fn near(&self, axis: usize, place_mm: f64, reach_mm: f64) -> Option<[usize; 2]> {
        let per_mm = self.per_mm[axis];
        let last = if axis == 0 { self.columns } else { self.rows } - 1;
        let (from, to) = ((place_mm - reach_mm) * per_mm, (place_mm + reach_mm) * per_mm);
        // Casts truncate towards zero, and negative numbers become zero.
        let inside = to >= 0.0 && from <= (last + 1) as f64;
        inside.then(|| [(from as u32 as usize).min(last), (to as u32 as usize).min(last)])
    }
}

impl Tile {
    /// Index of a cell of the whole grid in this tile, by its column and row; `None` if the tile does not
    /// hold it.
    #[inline]
    pub fn own(&self, [column, row]: [usize; 2]) -> Option<usize> {
        let inside = self.columns.contains(&column) && self.rows.contains(&row);
        inside.then(|| (row - self.rows.start) * self.columns.len() + column - self.columns.start)
    }
}

/// PuncturePlaces that each tile sees, in the order of their list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bins {
    /// Start of the places of tile t in `seen`; one more at the end.
    starts: Vec<u32>,
    seen: Vec<u32>,
}

impl Bins {
    /// Sorts numbered places by the tiles that they touch: middle and half extents in x and y, mm.
    pub fn new(tiling: &Tiling, places: impl Iterator<Item = (u32, [[f64; 2]; 2])>) -> Bins {
        let mut pairs: Vec<[u32; 2]> = Vec::with_capacity(places.size_hint().1.unwrap_or(0) * 5 / 4);
        let mut starts = vec![0u32; tiling.len() + 1];
        for (index, [[x, y], [half_width, half_height]]) in places {
            let columns = tiling.near(0, x, half_width + EDGE_MM);
            let rows = tiling.near(1, y, half_height + EDGE_MM);
            let (Some([left, right]), Some([low, high])) = (columns, rows) else { continue };
            for row in low..=high {
                for column in left..=right {
                    let tile = row * tiling.columns + column;
                    starts[tile + 1] += 1;
                    pairs.push([tile as u32, index]);
                }
            }
        }
        for tile in 0..tiling.len() {
            starts[tile + 1] += starts[tile];
        }
        let mut next = starts.clone();
        let mut seen = vec![0u32; pairs.len()];
        for [tile, index] in pairs {
            let place = &mut next[tile as usize];
            seen[*place as usize] = index;
            *place += 1;
        }
        Bins { starts, seen }
    }

    /// Number of places that all tiles see together; places seen by several tiles count for each.
    pub fn seen(&self) -> usize {
        self.seen.len()
    }

    /// PuncturePlaces that a tile sees.
    pub fn of(&self, tile: usize) -> &[u32] {
        &self.seen[self.starts[tile] as usize..self.starts[tile + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_every_cell_belongs_to_one_tile() {
        for (width, height, cell) in [(20.0, 10.0, 0.1), (7.3, 3.1, 0.05), (1.0, 1.0, 0.5)] {
            let grid = Grid::new(width, height, cell);
            let tiling = Tiling::new(&grid);
            for place in (0..grid.cells()).map(|cell| [cell % grid.columns, cell / grid.columns]) {
                let owners = (0..tiling.len()).filter(|tile| tiling.tile(*tile).own(place).is_some());
                assert_eq!(owners.count(), 1);
            }
        }
    }

    #[test]
    fn identity_a_place_is_seen_by_the_tiles_it_reaches_in_order() {
        let grid = Grid::new(20.0, 20.0, 0.1);
        let tiling = Tiling::new(&grid);
        let side = tiling.side[0] as f64 * 0.1;
        let places = [[0.1, 0.1], [side + 0.05, 0.5], [-5.0, 1.0], [side - 0.05, side + 0.05], [-0.1, 19.99]];
        let bins = Bins::new(&tiling, (0..).zip(places.map(|place| [place, [0.2; 2]])));
        assert_eq!(bins.of(0), [0, 1, 3]);
        assert_eq!(bins.of(1), [1, 3]);
        assert_eq!(bins.of(tiling.columns), [3]);
        assert_eq!(bins.of((tiling.rows - 1) * tiling.columns), [4]);
        assert_eq!(bins.seen(), (0..tiling.len()).map(|tile| bins.of(tile).len()).sum::<usize>());
    }
}
