//! Treated area, divided into cells.

use super::tiles::Tile;
use std::ops::Range;
use std::sync::Arc;

/// Sub-cells on a side of a mask cell: eight, so that a row of them is one byte; two in cells smaller than
/// `FINE_MM`.
const SIDE: usize = 8;
const FINE_SIDE: usize = 2;
const FINE_MM: f64 = 0.055;

/// Widest sub-cell, and the narrowest that is worth its cost, mm; largest number on a side of a cell.
const WIDEST_SUB_CELL_MM: f64 = 0.025;
const NARROWEST_SUB_CELL_MM: f64 = 0.005;
const MOST_SUB_CELLS: usize = 200;

/// Share by which a sub-cell may exceed the requested width, so that cells slightly off a round size need no
/// more of them.
const SLACK: f64 = 0.1;

/// Rectangle of cells.
///
/// Cell (column, row) covers `[column, column + 1) × cell_x_mm` by `[row, row + 1) × cell_y_mm`. Row 0 lies
/// at y = 0, the lower edge.
///
/// Cells are what maps show. Unions are found in sub-cells, a whole number of them on each side of a cell.
/// Sub-cells suit the openings, so that values do not depend on the cells ([`Grid::resolving`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Width of the area, in x.
    pub width_mm: f64,
    /// Height of the area, in y.
    pub height_mm: f64,
    /// Number of cells in x.
    pub columns: usize,
    /// Number of cells in y.
    pub rows: usize,
    /// A bit for each cell that is treated, row by row, 64 to a word from the lowest up; `None` if all are.
    treated: Option<Arc<[u64]>>,
    treated_cells: usize,
    /// Sub-cells along x and y in a cell.
    sub_cells: [usize; 2],
}

impl Grid {
    /// Divides the area into cells of about `cell_mm`: the number that fits best, at least one. They fill it
    /// exactly.
    pub fn new(width_mm: f64, height_mm: f64, cell_mm: f64) -> Grid {
        let count = |length: f64| ((length / cell_mm).round() as usize).max(1);
        let (columns, rows) = (count(width_mm), count(height_mm));
        let treated_cells = columns * rows;
        let grid =
            Grid { width_mm, height_mm, columns, rows, treated: None, treated_cells, sub_cells: [SIDE; 2] };
        grid.resolving(WIDEST_SUB_CELL_MM)
    }

    /// Returns the same cells with sub-cells at most about this wide, mm, held between 5 and 25 um.
    ///
    /// A cell holds up to 200 of them on a side. Sums over a hundred thousand realisations then fit into 32
    /// bits.
    pub fn resolving(self, sub_cell_mm: f64) -> Grid {
        let wanted = sub_cell_mm.clamp(NARROWEST_SUB_CELL_MM, WIDEST_SUB_CELL_MM);
        let sides = [self.cell_x_mm(), self.cell_y_mm()];
        let side = if sides[0].min(sides[1]) < FINE_MM { FINE_SIDE } else { SIDE };
        let sub_cells = sides.map(|cell_mm| {
            let mask_cells = (cell_mm / (side as f64 * wanted) - SLACK).ceil() as usize;
            side * mask_cells.clamp(1, MOST_SUB_CELLS / side)
        });
        Grid { sub_cells, ..self }
    }

    /// Whether two grids have the same cells, regardless of sub-cells.
    pub fn same_cells(&self, other: &Grid) -> bool {
        self == &Grid { sub_cells: self.sub_cells, ..other.clone() }
    }

    /// Sub-cells along x and y in a cell.
    pub fn sub_cells(&self) -> [usize; 2] {
        self.sub_cells
    }

    /// Sub-cells on a side of a mask cell: 8, or 2 in small cells.
    pub(super) fn mask_side(&self) -> usize {
        if self.sub_cells.iter().all(|count| count.is_multiple_of(SIDE)) { SIDE } else { FINE_SIDE }
    }

    /// Mask cells along x and y in a cell.
    pub(super) fn mask_cells(&self) -> [usize; 2] {
        self.sub_cells.map(|count| count / self.mask_side())
    }

    /// Count of a fully covered cell: 64 for each of its mask cells.
    pub fn whole(&self) -> u32 {
        let [x, y] = self.mask_cells();
        super::mask::WHOLE * (x * y) as u32
    }

    /// Width or height of a sub-cell, mm, whichever is larger.
    pub fn sub_cell_mm(&self) -> f64 {
        let [x, y] = self.sub_cells;
        (self.cell_x_mm() / x as f64).max(self.cell_y_mm() / y as f64)
    }

    /// Area of a sub-cell, mm².
    pub fn sub_cell_mm2(&self) -> f64 {
        self.cell_area_mm2() / (self.sub_cells[0] * self.sub_cells[1]) as f64
    }

    /// Returns the same grid with treatment only in cells whose middle is treated.
    pub fn only(self, treats: impl Fn([f64; 2]) -> bool) -> Grid {
        let (x, y) = (self.cell_x_mm(), self.cell_y_mm());
        let middle = |cell: usize| {
            [((cell % self.columns) as f64 + 0.5) * x, ((cell / self.columns) as f64 + 0.5) * y]
        };
        let treated = packed(self.cells(), |cell| treats(middle(cell)));
        Grid { treated_cells: ones(&treated), treated: Some(treated), ..self }
    }

    /// Does the same as [`Self::only`], in a time that grows with the spans and not with the cells.
    ///
    /// `treats` gives for a place whether it is treated, and a place further right up to which, itself left out, that
    /// holds for all in the same row. It is asked row by row, from the left.
    pub fn only_in_spans(self, treats: impl Fn([f64; 2]) -> (bool, f64)) -> Grid {
        let (x, y) = (self.cell_x_mm(), self.cell_y_mm());
        let middle = |column: usize| (column as f64 + 0.5) * x;
        let mut treated = vec![0u64; self.cells().div_ceil(64)];
        for row in 0..self.rows {
            let mut column = 0;
            while column < self.columns {
                let (is_treated, until_mm) = treats([middle(column), (row as f64 + 0.5) * y]);
                // Rounding may be off by a cell, so the middles themselves decide.
                let mut end = ((until_mm / x - 0.5).ceil() as usize).clamp(column + 1, self.columns);
                while end > column + 1 && middle(end - 1) >= until_mm {
                    end -= 1;
                }
                while end < self.columns && middle(end) < until_mm {
                    end += 1;
                }
                if is_treated {
                    fill(&mut treated, row * self.columns + column..row * self.columns + end);
                }
                column = end;
            }
        }
        Grid { treated_cells: ones(&treated), treated: Some(treated.into()), ..self }
    }

    /// Returns the part of the grid that a tile covers, with the tile's corner as origin.
    pub fn part(&self, tile: &Tile) -> Grid {
        let (columns, rows) = (tile.columns.len(), tile.rows.len());
        let of_all = |cell: usize| {
            (tile.rows.start + cell / columns) * self.columns + tile.columns.start + cell % columns
        };
        let treated = self.has_gaps().then(|| packed(columns * rows, |cell| self.treats(of_all(cell))));
        let treated_cells = treated.as_deref().map_or(columns * rows, ones);
        Grid {
            width_mm: columns as f64 * self.cell_x_mm(),
            height_mm: rows as f64 * self.cell_y_mm(),
            columns,
            rows,
            treated,
            treated_cells,
            sub_cells: self.sub_cells,
        }
    }

    /// Extent of a tile: from and to on each axis, mm.
    pub fn sides_mm(&self, tile: &Tile) -> [[f64; 2]; 2] {
        let side =
            |cells: &Range<usize>, cell_mm: f64| [cells.start, cells.end].map(|at| at as f64 * cell_mm);
        [side(&tile.columns, self.cell_x_mm()), side(&tile.rows, self.cell_y_mm())]
    }

    /// Whether a cell is treated.
    #[inline]
    pub fn treats(&self, cell: usize) -> bool {
        self.treated.as_ref().is_none_or(|treated| treated[cell / 64] >> (cell % 64) & 1 != 0)
    }

    /// Whether some cells are untreated.
    pub fn has_gaps(&self) -> bool {
        self.treated.is_some()
    }

    /// Number of cells, treated or not.
    pub fn cells(&self) -> usize {
        self.columns * self.rows
    }

    /// Width of a cell, mm.
    pub fn cell_x_mm(&self) -> f64 {
        self.width_mm / self.columns as f64
    }

    /// Height of a cell, mm.
    pub fn cell_y_mm(&self) -> f64 {
        self.height_mm / self.rows as f64
    }

    /// Area of a cell, mm².
    pub fn cell_area_mm2(&self) -> f64 {
        self.cell_x_mm() * self.cell_y_mm()
    }

    /// Treated area, mm².
    pub fn area_mm2(&self) -> f64 {
        match &self.treated {
            None => self.width_mm * self.height_mm,
            Some(_) => self.treated_cells as f64 * self.cell_area_mm2(),
        }
    }

    /// Whether a point lies in the rectangle. The lower and left edges belong to it.
    #[inline(always)]
    fn surrounds(&self, x_mm: f64, y_mm: f64) -> bool {
        x_mm >= 0.0 && y_mm >= 0.0 && x_mm < self.width_mm && y_mm < self.height_mm
    }

    /// Whether a point lies in a treated cell.
    #[inline]
    pub fn holds(&self, x_mm: f64, y_mm: f64) -> bool {
        self.surrounds(x_mm, y_mm) && (!self.has_gaps() || self.place_at(x_mm, y_mm).is_some())
    }

    /// Column and row of the treated cell that holds a point; `None` outside.
    #[inline]
    pub fn place_at(&self, x_mm: f64, y_mm: f64) -> Option<[usize; 2]> {
        let place = self.surrounds(x_mm, y_mm).then(|| {
            let along = |at: f64, count: usize, of: f64| ((at * count as f64 / of) as usize).min(count - 1);
            [along(x_mm, self.columns, self.width_mm), along(y_mm, self.rows, self.height_mm)]
        });
        place.filter(|[column, row]| self.treats(row * self.columns + column))
    }
}

/// A bit for each of so many cells, 64 to a word from the lowest up.
fn packed(cells: usize, is_one: impl Fn(usize) -> bool) -> Arc<[u64]> {
    let of_word = |first: usize| {
        (first..cells.min(first + 64)).fold(0, |bits, cell| bits | u64::from(is_one(cell)) << (cell - first))
    };
    (0..cells.div_ceil(64)).map(|word| of_word(64 * word)).collect()
}

/// Sets the bits of some cells; there is at least one.
fn fill(words: &mut [u64], cells: Range<usize>) {
    let (first, last) = (cells.start / 64, (cells.end - 1) / 64);
    for (at, word) in words.iter_mut().enumerate().take(last + 1).skip(first) {
        let from = if at == first { cells.start % 64 } else { 0 };
        let to = if at == last { (cells.end - 1) % 64 } else { 63 };
        *word |= (u64::MAX << from) & (u64::MAX >> (63 - to));
    }
}

fn ones(words: &[u64]) -> usize {
    words.iter().map(|word| word.count_ones() as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_cells_fill_the_area() {
        let grid = Grid::new(20.0, 10.0, 0.1);
        assert_eq!((grid.columns, grid.rows), (200, 100));
        let odd = Grid::new(1.0, 1.0, 0.3);
        assert_eq!(odd.columns, 3);
        assert!((odd.cell_x_mm() * odd.columns as f64 - 1.0).abs() < 1e-15);
        assert_eq!(grid.place_at(0.0, 0.0), Some([0, 0]));
        assert_eq!(grid.place_at(19.99, 9.99), Some([199, 99]));
        assert_eq!(grid.place_at(20.0, 5.0), None);
        assert_eq!(grid.place_at(-1e-9, 5.0), None);
    }

    /// Sub-cells are at most as wide as requested, whatever the cells, with a whole number in each cell.
    #[test]
    fn identity_sub_cells_suit_what_is_asked_for() {
        for cell_um in [5, 10, 20, 25, 30, 50, 54, 55, 70, 100, 200, 300, 400, 500, 1000] {
            let grid = Grid::new(20.0, 10.0, 1e-3 * f64::from(cell_um));
            for wanted_mm in [0.001, 0.005, 0.008, 0.0125, 0.02, 0.025, 0.1] {
                let grid = grid.clone().resolving(wanted_mm);
                let [x, y] = grid.sub_cells();
                let most = (1.0 + SLACK) * wanted_mm.clamp(0.005, 0.025) + 1e-12;
                assert!(grid.sub_cell_mm() <= most, "{cell_um} um: {} mm", grid.sub_cell_mm());
                assert!(x.max(y) <= MOST_SUB_CELLS);
                assert_eq!(grid.mask_cells().map(|cells| cells * grid.mask_side()), [x, y]);
                // 100 000 realisations fit.
                assert!(u64::from(grid.whole()) * 100_000 <= u64::from(u32::MAX));
                let area = grid.sub_cell_mm2() * (x * y * grid.cells()) as f64;
                assert!((area / 200.0 - 1.0).abs() < 1e-12);
            }
        }
        // Cells keep these sub-cells where a needle of the usual size needs no finer ones.
        let of = |cell_mm: f64| Grid::new(20.0, 10.0, cell_mm).sub_cells()[0];
        assert_eq!([0.025, 0.05, 0.1, 0.2, 0.4, 0.5, 1.0].map(of), [2, 2, 8, 8, 16, 24, 40]);
        let grid = Grid::new(20.0, 10.0, 0.1);
        assert!(grid.same_cells(&grid.clone().resolving(0.005)) && grid != grid.clone().resolving(0.005));
    }

    /// Bits of treated cells, also where a row ends within a word.
    #[test]
    fn identity_cells_are_treated_as_their_middles_and_so_are_parts() {
        let treats = |[x, y]: [f64; 2]| (10.0 * x) as usize % 3 != 1 && y > 0.55;
        let grid = Grid::new(7.3, 3.1, 0.1).only(treats);
        let expected = |column: usize, row: usize| {
            treats([(column as f64 + 0.5) * grid.cell_x_mm(), (row as f64 + 0.5) * grid.cell_y_mm()])
        };
        let mut count = 0;
        for (row, column) in (0..31).flat_map(|row| (0..73).map(move |column| (row, column))) {
            assert_eq!(grid.treats(row * 73 + column), expected(column, row), "{column} {row}");
            count += usize::from(expected(column, row));
        }
        assert_eq!(grid.area_mm2(), count as f64 * grid.cell_area_mm2());
        let part = grid.part(&Tile { columns: 5..70, rows: 3..31 });
        let inside = |cell: usize| expected(5 + cell % 65, 3 + cell / 65);
        assert!((0..65 * 28).all(|cell| part.treats(cell) == inside(cell)));
        let treated = (0..65 * 28).filter(|cell| inside(*cell)).count();
        assert_eq!(part.area_mm2(), treated as f64 * part.cell_area_mm2());
    }

    /// Spans of all lengths, from a cell to more than a word, whose ends lie on middles and between them.
    #[test]
    fn identity_spans_treat_the_same_cells_as_places() {
        for (ends_mm, cell_mm) in [
            (vec![0.55, 0.65, 7.25, 7.3], 0.1),
            (vec![0.05, 0.15, 0.25, 6.5, 6.95, 7.26], 0.1),
            (vec![0.0, 1.0, 1.0, 3.7], 0.017),
            (vec![f64::INFINITY], 0.1),
            (vec![], 0.3),
        ] {
            // Every end turns what holds. In upper rows a span knows of its first place alone.
            let number = |x: f64| ends_mm.iter().filter(|end| **end <= x).count();
            let treats = |[x, y]: [f64; 2]| (number(x) + (5.0 * y) as usize) % 2 == 1;
            let span = |[x, y]: [f64; 2]| {
                let until = ends_mm.get(number(x)).copied().unwrap_or(f64::INFINITY);
                (treats([x, y]), if y > 2.0 { x } else { until })
            };
            let grid = Grid::new(7.3, 3.1, cell_mm);
            assert!(grid.clone().only_in_spans(span) == grid.only(treats), "{ends_mm:?}");
        }
    }

    #[test]
    fn limit_cells_larger_than_the_area() {
        assert_eq!(Grid::new(0.5, 0.5, 1.0).cells(), 1);
    }
}
