//! What is summed in every cell over all realisations.

use super::grid::Grid;
use super::tiles::Tiling;

/// Amounts are summed in whole units of 2⁻³⁶, so that sums do not depend on their order. A sum overflows beyond 2²⁸ =
/// 2.7e8: with amounts of at most 10 a strike and at most 1e5 realisations that would take 268 strikes on one cell of
/// every realisation with 10 mm each; the limits on density, depth and realisations keep sums a thousand times below.
const UNITS: f64 = (1u64 << 36) as f64;

/// A non-negative amount in units of 2⁻³⁶.
#[inline]
pub fn units(amount: f64) -> u64 {
    (amount * UNITS) as u64
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cell {
    pub punctures: u32,
    pub pierced: u32,
    pub repeats: u32,
    /// Deepest tip, mm.
    pub deepest_mm: f32,
    /// Sub-cells covered in situ and left open, summed over realisations (64 each).
    pub covered: u32,
    pub open: u32,
    /// Depth of the strikes that pierced (mm), probability of fat-layer reach, injured volume over thickness of the layer
    /// (mm²), in units of 2⁻³⁶.
    depth: u64,
    fat_reach: u64,
    pub(super) epidermis: u64,
    pub(super) dermis: u64,
}

impl Cell {
    #[inline]
    pub fn add_puncture(&mut self, pierced_depth_mm: Option<f64>, fat_reach: f64, repeat: bool) {
        self.punctures += 1;
        self.repeats += repeat as u32;
        self.fat_reach += units(fat_reach);
        if let Some(depth_mm) = pierced_depth_mm {
            self.pierced += 1;
            self.deepest_mm = self.deepest_mm.max(depth_mm as f32);
            self.depth += units(depth_mm);
        }
    }

    pub fn depth_mm(&self) -> f64 {
        self.depth as f64 / UNITS
    }

    pub fn fat_reach(&self) -> f64 {
        self.fat_reach as f64 / UNITS
    }

    pub fn epidermis_mm2(&self) -> f64 {
        self.epidermis as f64 / UNITS
    }

    pub fn dermis_mm2(&self) -> f64 {
        self.dermis as f64 / UNITS
    }
}

/// All cells of a grid, row by row from y = 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells(pub Vec<Cell>);

impl Cells {
    pub fn new(grid: &Grid) -> Cells {
        Cells(vec![Cell::default(); grid.cells()])
    }

    /// The cells of all tiles in their places.
    pub fn assembled(grid: &Grid, tiling: &Tiling, tiles: &[Vec<Cell>]) -> Cells {
        let mut cells = Cells::new(grid);
        for (index, part) in tiles.iter().enumerate() {
            let tile = tiling.tile(index);
            let wide = tile.columns.len();
            for (row, cells_of_row) in tile.rows.clone().zip(part.chunks(wide)) {
                cells.0[row * grid.columns + tile.columns.start..][..wide].copy_from_slice(cells_of_row);
            }
        }
        cells
    }
}
