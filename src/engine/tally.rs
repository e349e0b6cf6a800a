//! What is summed over the area within one realisation.

use super::grid::Grid;

/// Totals of one realisation, in the order of its strikes. Depths are those of strikes that pierced.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    pub strikes: u64,
    pub pierced: u64,
    pub repeats: u64,
    pub depth_sum_mm: f64,
    pub depth_square_mm2: f64,
    pub within_tolerance: u64,
    /// Sums over strikes of the probabilities of passing the tops of epidermis, dermis, fat.
    pub reach_epidermis: f64,
    pub reach_dermis: f64,
    pub reach_fat: f64,
    pub slit_sum_mm: f64,
    pub torn: u64,
    /// Unions, mm².
    pub covered_mm2: f64,
    pub open_mm2: f64,
    /// Injured volumes over the thickness of their layer, mm².
    pub epidermis_mm2: f64,
    pub dermis_mm2: f64,
    /// Quantiles 5, 50, 95 % of depth, mm; 0 when none pierced.
    pub depth_quantiles_mm: [f64; 3],
    /// Coefficient of variation of the count over squares of 1 mm; `None` without two squares or without strikes.
    pub square_cv: Option<f64>,
    /// Share of those squares with at least one strike into the fat, expected; `None` without squares.
    pub fat_squares: Option<f64>,
}

/// Counts over whole squares of 1 mm side; what is left at the upper and right edges is not looked at.
#[derive(Debug, Clone)]
pub struct Squares {
    columns: usize,
    rows: usize,
    counts: Vec<u32>,
    /// Sum of ln(1 - p) of the strikes in a square: its exponential is the chance that none reached the fat.
    log_no_fat: Vec<f64>,
}

impl Squares {
    pub fn new(grid: &Grid) -> Squares {
        let (columns, rows) = (grid.width_mm.floor() as usize, grid.height_mm.floor() as usize);
        let squares = columns * rows;
        Squares { columns, rows, counts: vec![0; squares], log_no_fat: vec![0.0; squares] }
    }

    pub fn clear(&mut self) {
        self.counts.fill(0);
        self.log_no_fat.fill(0.0);
    }

    #[inline]
    pub fn add(&mut self, x_mm: f64, y_mm: f64, fat_reach: f64) {
        let (column, row) = (x_mm as usize, y_mm as usize);
        if column < self.columns && row < self.rows {
            let square = row * self.columns + column;
            self.counts[square] += 1;
            self.log_no_fat[square] += (-fat_reach).ln_1p();
        }
    }

    pub fn cv(&self) -> Option<f64> {
        let n = self.counts.len() as f64;
        let mean = self.counts.iter().map(|count| *count as f64).sum::<f64>() / n;
        if self.counts.len() < 2 || mean == 0.0 {
            return None;
        }
        let variance =
            self.counts.iter().map(|count| (*count as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Some(variance.sqrt() / mean)
    }

    pub fn fat_share(&self) -> Option<f64> {
        (!self.counts.is_empty()).then(|| {
            let sum: f64 = self.log_no_fat.iter().map(|log| -log.exp_m1()).sum();
            sum / self.counts.len() as f64
        })
    }
}
