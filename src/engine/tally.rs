//! Sums over the area within one realisation.

use super::evenness::Evenness;
use super::grid::Grid;
use crate::tract::VesselHits;
use serde::{Deserialize, Serialize};

/// Least number of tips for a quantile that one in a thousand exceeds.
pub const TAIL_TIPS: u64 = 1000;

/// Totals of one realisation, or of one of its tiles in the order of strikes. Depths are those of strikes
/// that pierced.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Strikes in the area, pierced or not.
    pub strikes: u64,
    /// Strikes that pierced.
    pub pierced: u64,
    /// Strikes that landed in an earlier opening.
    pub repeats: u64,
    /// Sum of the depths.
    pub depth_sum_mm: f64,
    /// Sum of the squared depths.
    pub depth_square_mm2: f64,
    /// Depth of the deepest tip; 0 where none pierced.
    pub deepest_mm: f64,
    /// Strikes whose depth lies within the tolerance about the set depth.
    pub within_tolerance: u64,
    /// Sum over strikes of the probability of passing the surface.
    pub reach_epidermis: f64,
    /// Sum over strikes of the probability of passing into the dermis.
    pub reach_dermis: f64,
    /// Sum over strikes of the probability of passing into the fat.
    pub reach_fat: f64,
    /// Sum of the slit lengths at the surface, over strikes that pierced.
    pub slit_sum_mm: f64,
    /// Strikes flagged as tears.
    pub torn: u64,
    /// Area of the union of sections at the surface, mm².
    pub covered_mm2: f64,
    /// Area of the union of openings left after withdrawal, mm².
    pub open_mm2: f64,
    /// Injured epidermis volume over epidermis thickness, mm².
    pub epidermis_mm2: f64,
    /// Injured dermis volume over dermis thickness, mm².
    pub dermis_mm2: f64,
    /// Injured volumes of epidermis, dermis and fat, mm³.
    pub volumes_mm3: [f64; 3],
    /// Number of tips in each layer, from the stratum corneum to the muscle.
    pub tips: [u64; 6],
    /// Vessels met.
    pub vessels: VesselHits,
    /// Quantiles 5, 50, 95 % of depth, mm; `None` where no tip pierced.
    pub depth_quantiles_mm: Option<[f64; 3]>,
    /// Quantile 99.9 % of depth, mm; `None` below [`TAIL_TIPS`] tips that pierced.
    pub depth_p99_9_mm: Option<f64>,
    /// Coefficient of variation of the count over squares of 1 mm.
    ///
    /// `None` without two squares or without strikes.
    pub square_cv: Option<f64>,
    /// Expected share of those squares with at least one strike into the fat; `None` without squares.
    pub fat_squares: Option<f64>,
    /// Nearest-neighbour distance and largest gap of the punctures.
    pub evenness: Evenness,
}

impl Tally {
    /// Whether a run can have made these sums: every count is below `most`, and every amount is finite.
    pub fn is_possible(&self, most: u64) -> bool {
        let Tally {
            strikes,
            pierced,
            repeats,
            depth_sum_mm,
            depth_square_mm2,
            deepest_mm,
            within_tolerance,
            reach_epidermis,
            reach_dermis,
            reach_fat,
            slit_sum_mm,
            torn,
            covered_mm2,
            open_mm2,
            epidermis_mm2,
            dermis_mm2,
            volumes_mm3,
            tips,
            vessels: VesselHits { loops, upper_plexus, deep_plexus },
            depth_quantiles_mm: _,
            depth_p99_9_mm: _,
            square_cv: _,
            fat_squares: _,
            evenness: _,
        } = self;
        let counts = [strikes, pierced, repeats, within_tolerance, torn];
        let amounts = [
            depth_sum_mm,
            depth_square_mm2,
            deepest_mm,
            reach_epidermis,
            reach_dermis,
            reach_fat,
            slit_sum_mm,
            covered_mm2,
            open_mm2,
            epidermis_mm2,
            dermis_mm2,
            loops,
            upper_plexus,
            deep_plexus,
        ];
        counts.into_iter().chain(tips).all(|count| *count < most)
            && amounts.into_iter().chain(volumes_mm3).all(|amount| amount.is_finite())
    }

    /// Adds the sums of another part of the same realisation; values that only the whole has stay as they
    /// are.
    pub fn add(&mut self, part: &Tally) {
        // Without `..`, so that a new sum cannot be forgotten here.
        let Tally {
            strikes,
            pierced,
            repeats,
            depth_sum_mm,
            depth_square_mm2,
            deepest_mm,
            within_tolerance,
            reach_epidermis,
            reach_dermis,
            reach_fat,
            slit_sum_mm,
            torn,
            covered_mm2,
            open_mm2,
            epidermis_mm2,
            dermis_mm2,
            volumes_mm3,
            tips,
            vessels,
            depth_quantiles_mm: _,
            depth_p99_9_mm: _,
            square_cv: _,
            fat_squares: _,
            evenness: _,
        } = part;
        self.strikes += strikes;
        self.pierced += pierced;
        self.repeats += repeats;
        self.depth_sum_mm += depth_sum_mm;
        self.depth_square_mm2 += depth_square_mm2;
        self.deepest_mm = self.deepest_mm.max(*deepest_mm);
        self.within_tolerance += within_tolerance;
        self.reach_epidermis += reach_epidermis;
        self.reach_dermis += reach_dermis;
        self.reach_fat += reach_fat;
        self.slit_sum_mm += slit_sum_mm;
        self.torn += torn;
        self.covered_mm2 += covered_mm2;
        self.open_mm2 += open_mm2;
        self.epidermis_mm2 += epidermis_mm2;
        self.dermis_mm2 += dermis_mm2;
        self.volumes_mm3.iter_mut().zip(volumes_mm3).for_each(|(sum, volume)| *sum += volume);
        self.tips.iter_mut().zip(tips).for_each(|(sum, tips)| *sum += tips);
        self.vessels += *vessels;
    }
}

/// Chance of at least one of two independent events, exact to the last digits for small chances too.
#[inline]
pub fn either(p: f64, q: f64) -> f64 {
    p + (q - p * q)
}

/// Counts over whole squares of 1 mm side; the remainder at the upper and right edges is ignored.
#[derive(Debug, Clone)]
pub struct Squares {
    columns: usize,
    rows: usize,
    counts: Vec<u32>,
    /// Whether each square is fully treated; the others are left out.
    whole: Vec<bool>,
    /// Chance that at least one strike in a square reached the fat.
    fat: Vec<f64>,
}

impl Squares {
    /// Makes empty squares over the area of a grid; squares with an untreated cell do not count.
    pub fn new(grid: &Grid) -> Squares {
        let (columns, rows) = (grid.width_mm.floor() as usize, grid.height_mm.floor() as usize);
        let squares = columns * rows;
        let mut whole = vec![true; squares];
        for cell in (0..grid.cells()).filter(|cell| !grid.treats(*cell)) {
            let x = ((cell % grid.columns) as f64 + 0.5) * grid.cell_x_mm();
            let y = ((cell / grid.columns) as f64 + 0.5) * grid.cell_y_mm();
            if let Some(square) =
                whole.get_mut(y as usize * columns + x as usize).filter(|_| (x as usize) < columns)
            {
                *square = false;
            }
        }
        Squares { columns, rows, counts: vec![0; squares], whole, fat: vec![0.0; squares] }
    }

    /// Column and row of the square that holds a place; `None` if no whole square does.
    #[inline]
    pub fn at(&self, x_mm: f64, y_mm: f64) -> Option<[u32; 2]> {
        let (column, row) = (x_mm as usize, y_mm as usize);
        (column < self.columns && row < self.rows).then_some([column as u32, row as u32])
    }

    /// Adds strikes in a square, with the chance that at least one of them reached the fat.
    pub fn add(&mut self, [column, row]: [u32; 2], strikes: u32, fat: f64) {
        let square = row as usize * self.columns + column as usize;
        self.counts[square] += strikes;
        self.fat[square] = either(self.fat[square], fat);
    }

    /// Counts of the squares, and the chance that a strike in them reached the fat.
    pub(super) fn sums(&self) -> (&[u32], &[f64]) {
        (&self.counts, &self.fat)
    }

    /// Returns the same squares with these sums; `None` if these are not sums of so many squares.
    pub(super) fn with(&self, counts: Vec<u32>, fat: Vec<f64>) -> Option<Squares> {
        let sound = counts.len() == self.counts.len()
            && fat.len() == self.fat.len()
            && fat.iter().all(|share| (0.0..=1.0).contains(share));
        sound.then(|| Squares { counts, fat, ..self.clone() })
    }

    /// Returns the same squares, empty.
    pub fn empty(&self) -> Squares {
        let squares = self.counts.len();
        Squares { counts: vec![0; squares], fat: vec![0.0; squares], ..self.clone() }
    }

    /// Values of the squares that count.
    fn of<'a, T>(&'a self, values: &'a [T]) -> impl Iterator<Item = &'a T> {
        values.iter().zip(&self.whole).filter(|(_, whole)| **whole).map(|(value, _)| value)
    }

    /// Coefficient of variation of the count over the squares; `None` without two squares or without strikes.
    pub fn cv(&self) -> Option<f64> {
        let counts: Vec<f64> = self.of(&self.counts).map(|count| f64::from(*count)).collect();
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        if counts.len() < 2 || mean == 0.0 {
            return None;
        }
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Some(variance.sqrt() / mean)
    }

    /// Mean over the squares of the chance that at least one strike reached the fat; `None` without squares.
    pub fn fat_share(&self) -> Option<f64> {
        let reached: Vec<f64> = self.of(&self.fat).copied().collect();
        (!reached.is_empty()).then(|| reached.iter().sum::<f64>() / reached.len() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_chance_of_at_least_one() {
        let of = |chances: &[f64]| chances.iter().fold(0.0, |sum, p| either(sum, *p));
        // 1 - 0.5 · 0.8 · 0.75.
        assert!((of(&[0.5, 0.2, 0.25]) - 0.7).abs() < 1e-15);
        assert_eq!((of(&[]), of(&[0.3, 1.0]), of(&[1.0, 1.0])), (0.0, 1.0, 1.0));
        // A thousand chances of 1e-20, which 1 - p could not distinguish from zero.
        assert!((of(&[1e-20; 1000]) / 1e-17 - 1.0).abs() < 1e-12);
    }

    /// Squares with the sums of others are these others, and sums that no squares have are refused.
    #[test]
    fn identity_squares_come_back_from_their_sums() {
        let empty = Squares::new(&Grid::new(3.0, 2.0, 0.1));
        let mut full = empty.clone();
        full.add([1, 0], 7, 0.25);
        full.add([2, 1], 3, 0.5);
        let (counts, fat) = full.sums();
        let (counts, fat) = (counts.to_vec(), fat.to_vec());
        let again = empty.with(counts.clone(), fat.clone()).unwrap();
        assert_eq!(again.sums(), full.sums());
        assert!(again.sums() != empty.sums() && again.empty().sums() == empty.sums());
        assert!(empty.with(counts[1..].to_vec(), fat.clone()).is_none());
        assert!(empty.with(counts.clone(), fat[1..].to_vec()).is_none());
        assert!(empty.with(counts, vec![1.5; 6]).is_none());
    }

    /// Every sum has its own number, so that one left out, subtracted or taken for another shows.
    #[test]
    fn identity_what_is_added_to_nothing_is_itself_and_twice_is_double() {
        let of = |n: u64| {
            let x = n as f64;
            Tally {
                strikes: 29 * n,
                pierced: 23 * n,
                repeats: 2 * n,
                depth_sum_mm: 3.0 * x,
                depth_square_mm2: 5.0 * x,
                deepest_mm: 1.25,
                within_tolerance: 7 * n,
                reach_epidermis: 11.0 * x,
                reach_dermis: 13.0 * x,
                reach_fat: 17.0 * x,
                slit_sum_mm: 19.0 * x,
                torn: 31 * n,
                covered_mm2: 37.0 * x,
                open_mm2: 41.0 * x,
                epidermis_mm2: 43.0 * x,
                dermis_mm2: 47.0 * x,
                volumes_mm3: [53.0 * x, 59.0 * x, 61.0 * x],
                tips: [67, 71, 73, 79, 83, 89].map(|tips| tips * n),
                ..Tally::default()
            }
        };
        let mut sum = Tally::default();
        sum.add(&of(1));
        assert_eq!(sum, of(1));
        sum.add(&of(1));
        assert_eq!(sum, of(2));
    }
}
