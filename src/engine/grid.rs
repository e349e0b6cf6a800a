//! The treated area, cut into cells.

use super::tiles::Tile;
use std::ops::Range;
use std::sync::Arc;

/// A rectangle of cells. Cell (column, row) covers `[column, column + 1) × cell_x_mm` by `[row, row + 1) × cell_y_mm`;
/// row 0 lies at y = 0, the lower edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pub width_mm: f64,
    pub height_mm: f64,
    pub columns: usize,
    pub rows: usize,
    /// Which cells are treated, row by row; `None`: all.
    treated: Option<Arc<[bool]>>,
    treated_cells: usize,
}

impl Grid {
    /// Cells of about `cell_mm`: the number that fits best, at least one; they fill the area exactly.
    pub fn new(width_mm: f64, height_mm: f64, cell_mm: f64) -> Grid {
        let count = |length: f64| ((length / cell_mm).round() as usize).max(1);
        let (columns, rows) = (count(width_mm), count(height_mm));
        Grid { width_mm, height_mm, columns, rows, treated: None, treated_cells: columns * rows }
    }

    /// The same grid, of which only the cells are treated whose middle is.
    pub fn only(self, treats: impl Fn([f64; 2]) -> bool) -> Grid {
        let (x, y) = (self.cell_x_mm(), self.cell_y_mm());
        let middle = |cell: usize| {
            [((cell % self.columns) as f64 + 0.5) * x, ((cell / self.columns) as f64 + 0.5) * y]
        };
        let treated: Arc<[bool]> = (0..self.cells()).map(|cell| treats(middle(cell))).collect();
        let treated_cells = treated.iter().filter(|treated| **treated).count();
        Grid { treated: Some(treated), treated_cells, ..self }
    }

    /// The part of the grid that a tile covers, with its own corner as origin.
    pub fn part(&self, tile: &Tile) -> Grid {
        let (columns, rows) = (tile.columns.len(), tile.rows.len());
        let treated: Option<Arc<[bool]>> = self.treated.as_ref().map(|treated| {
            tile.rows
                .clone()
                .flat_map(|row| &treated[row * self.columns + tile.columns.start..][..columns])
                .copied()
                .collect()
        });
        let treated_cells = treated
            .as_ref()
            .map_or(columns * rows, |treated| treated.iter().filter(|treated| **treated).count());
        Grid {
            width_mm: columns as f64 * self.cell_x_mm(),
            height_mm: rows as f64 * self.cell_y_mm(),
            columns,
            rows,
            treated,
            treated_cells,
        }
    }

    /// Where a tile lies: from where to where on each axis, mm.
    pub fn sides_mm(&self, tile: &Tile) -> [[f64; 2]; 2] {
        let side =
            |cells: &Range<usize>, cell_mm: f64| [cells.start, cells.end].map(|at| at as f64 * cell_mm);
        [side(&tile.columns, self.cell_x_mm()), side(&tile.rows, self.cell_y_mm())]
    }

    /// Whether a cell is treated.
    #[inline]
    pub fn treats(&self, cell: usize) -> bool {
        self.treated.as_ref().is_none_or(|treated| treated[cell])
    }

    /// Whether some cells are not treated.
    pub fn has_gaps(&self) -> bool {
        self.treated.is_some()
    }

    pub fn cells(&self) -> usize {
        self.columns * self.rows
    }

    pub fn cell_x_mm(&self) -> f64 {
        self.width_mm / self.columns as f64
    }

    pub fn cell_y_mm(&self) -> f64 {
        self.height_mm / self.rows as f64
    }

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

    /// Whether a treated cell holds a point.
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

    #[test]
    fn limit_cells_larger_than_the_area() {
        assert_eq!(Grid::new(0.5, 0.5, 1.0).cells(), 1);
    }
}
