//! Maps for drawing: cell by cell, or on large areas in squares of cells.
//!
//! Areas of more than [`MOST_A_SIDE`] cells on a side are drawn in squares, each the mean of its treated
//! cells. No page shows more, and a drawing need not hold the whole map.

use super::fields::{Field, FieldKind, Maps, fields};
use crate::engine::{Cell, Grid};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// Largest number of cells on a side of a drawn map.
pub const MOST_A_SIDE: usize = 2000;

/// Shape of a drawn map: rows along y, columns along x.
///
/// On a large area the longer side decides how many cells a square has on a side. A number of squares that
/// divides the cells is preferred, so that all squares are equal; otherwise they differ by one cell.
pub fn shape(grid: &Grid) -> [usize; 2] {
    let cells = [grid.rows, grid.columns];
    let join = cells[0].max(cells[1]).div_ceil(MOST_A_SIDE);
    cells.map(|cells| {
        let wanted = cells.div_ceil(join.max(1));
        (wanted.div_ceil(2)..=wanted).rev().find(|count| cells.is_multiple_of(*count)).unwrap_or(wanted)
    })
}

/// Largest number of squares of a drawn map that a picture shows one by one.
///
/// A map is about 600 units of a page wide, a thousand pixels of its PNG. More squares would make an SVG of
/// more than a megabyte that shows no more.
pub const MOST_SHOWN: usize = 700_000;

/// Number of squares that a picture of this shape joins along both sides: the smallest that leaves few
/// enough.
///
/// It is one if no such number divides both sides.
pub fn joined([rows, columns]: [usize; 2]) -> usize {
    let (y, x) = (rows.max(1), columns.max(1));
    let divides = |join: &usize| x.is_multiple_of(*join) && y.is_multiple_of(*join);
    let few = |join: &usize| (x / join) * (y / join) <= MOST_SHOWN;
    (1..=x.min(y)).find(|join| divides(join) && few(join)).unwrap_or(1)
}

/// Map in preparation for drawing. It takes the rows of cells from y = 0, each once.
#[derive(Debug, Clone)]
pub struct Drawing {
    kind: FieldKind,
    /// Rows and columns of the cells and of the drawing.
    cells: [usize; 2],
    shape: [usize; 2],
    values: Vec<f32>,
    /// Sum and number of values in the squares that are not yet complete.
    open: Vec<(f64, u32)>,
    /// Number of rows of cells taken so far.
    taken: usize,
}

impl Drawing {
    /// Prepares an empty drawing of this map over a grid.
    pub fn new(kind: FieldKind, grid: &Grid) -> Drawing {
        let shape = shape(grid);
        let cells = [grid.rows, grid.columns];
        let joined = shape != cells;
        let open = if joined { vec![(0.0, 0); shape[1]] } else { Vec::new() };
        Drawing { kind, cells, shape, values: Vec::with_capacity(shape[0] * shape[1]), open, taken: 0 }
    }

    /// Map that is drawn.
    pub fn kind(&self) -> FieldKind {
        self.kind
    }

    /// Takes the next rows.
    pub fn take(&mut self, rows: ArrayView2<f32>) {
        for row in rows.rows() {
            self.taken += 1;
            if self.open.is_empty() {
                match row.to_slice() {
                    Some(values) => self.values.extend_from_slice(values),
                    None => self.values.extend(row),
                }
                continue;
            }
            let first = |square: usize| square * self.cells[1] / self.shape[1];
            for (square, (sum, count)) in self.open.iter_mut().enumerate() {
                let cells = row.slice(ndarray::s![first(square)..first(square + 1)]);
                for value in cells.iter().filter(|value| value.is_finite()) {
                    *sum += f64::from(*value);
                    *count += 1;
                }
            }
            let next = self.values.len() / self.shape[1] + 1;
            if self.taken == next * self.cells[0] / self.shape[0] {
                // Squares without a treated cell are 0/0, so they have no value.
                self.values.extend(self.open.iter().map(|(sum, count)| (sum / f64::from(*count)) as f32));
                self.open.fill((0.0, 0));
            }
        }
    }

    /// Returns the drawn map; rows never taken have no value.
    pub fn finish(mut self) -> Field {
        let [rows, columns] = self.shape;
        self.values.resize(rows * columns, f32::NAN);
        Field {
            kind: self.kind,
            values: Array2::from_shape_vec((rows, columns), self.values).unwrap_or_default(),
        }
    }
}

/// Draws maps from the sums over realisations.
pub fn drawn(kinds: &[FieldKind], tiles: &[Vec<Cell>], grid: &Grid, realisations: u32) -> Vec<Field> {
    if shape(grid) == [grid.rows, grid.columns] {
        return fields(kinds, tiles, grid, realisations);
    }
    let maps = Maps::new(grid, realisations);
    let draw = |kind: &FieldKind| {
        let mut drawing = Drawing::new(*kind, grid);
        maps.all(*kind, tiles).for_each(|rows| drawing.take(rows.view()));
        drawing.finish()
    };
    kinds.par_iter().map(draw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Cell, Tiling};

    #[test]
    fn identity_a_small_map_is_drawn_as_it_is() {
        let grid = Grid::new(7.0, 3.1, 0.1).only(|[x, _]| x > 0.5);
        let tiling = Tiling::new(&grid);
        let cells = |tile: usize| {
            let tile = tiling.tile(tile);
            let cell = |number| {
                let mut cell = Cell::default();
                (0..number % 5).for_each(|_| cell.add_puncture(Some(0.5), 0.25, false));
                cell
            };
            (0..tile.rows.len() * tile.columns.len()).map(cell).collect()
        };
        let tiles: Vec<_> = (0..tiling.len()).map(cells).collect();
        assert_eq!(shape(&grid), [31, 70]);
        let maps = Maps::new(&grid, 3);
        let by_rows = FieldKind::OF_ONE.iter().map(|kind| {
            let mut drawing = Drawing::new(*kind, &grid);
            maps.all(*kind, &tiles).for_each(|rows| drawing.take(rows.view()));
            drawing.finish()
        });
        assert_eq!(drawn(FieldKind::OF_ONE, &tiles, &grid, 3), by_rows.collect::<Vec<_>>());
    }

    #[test]
    fn identity_a_large_map_is_drawn_in_equal_squares_where_that_goes() {
        let of = |columns: usize, rows: usize| shape(&Grid::new(columns as f64, rows as f64, 1.0));
        assert_eq!(of(2000, 2000), [2000, 2000]);
        assert_eq!(of(4000, 1000), [500, 2000]);
        // A third of 4500 divides it. 2001 has no divisor from 501 to 1001 except 667; a prime has none.
        assert_eq!(of(4500, 3000), [1000, 1500]);
        assert_eq!(of(2001, 10), [5, 667]);
        assert_eq!(of(2003, 4), [2, 1002]);
    }

    /// Rows are taken one by one or in any portions; the means of treated cells are computed by hand.
    #[test]
    fn identity_a_square_is_the_mean_of_its_treated_cells() {
        let grid = Grid::new(4000.0, 4.0, 1.0);
        let mut values = Array2::from_shape_fn((4, 4000), |(row, column)| (column + 10_000 * row) as f32);
        values.row_mut(0).slice_mut(ndarray::s![..2]).fill(f32::NAN);
        values.slice_mut(ndarray::s![.., 2..4]).fill(f32::NAN);
        let draw = |ends: &[usize]| {
            let mut drawing = Drawing::new(FieldKind::Punctures, &grid);
            for (at, end) in ends.iter().enumerate() {
                let from = if at == 0 { 0 } else { ends[at - 1] };
                drawing.take(values.slice(ndarray::s![from..*end, ..]));
            }
            drawing.finish()
        };
        let whole = draw(&[4]);
        assert_eq!(whole.values.dim(), (2, 2000));
        assert_eq!(whole.values[(0, 0)], 10_000.5);
        assert!(whole.values[(0, 1)].is_nan());
        assert_eq!(whole.values[(1, 1999)], 25_000.0 + 3998.5);
        assert_eq!(whole, draw(&[1, 3, 4]));
        // Rows not taken have no value.
        assert!(draw(&[2]).values.row(1).iter().all(|value| value.is_nan()));
    }
}
