//! Precision at which a run ends: the run continues until its values are as precise as asked for.
//!
//! The program checks the relative standard errors of the puncture density, the mean depth, the covered share
//! and the fat-layer reach, and of anything else watched by name. It checks those shares only if they are at
//! least 0.05. Checks come after fixed numbers of realisations, each a quarter larger than the one before.
//! They do not come after batches, which depend on the number of threads.
//!
//! If the reach has people of its own ([`super::rare`]), the program checks their error; their number grows
//! with the realisations.
//!
//! Left out: checking often and stopping at the first success makes the error look a little smaller than it
//! is. With checks this far apart, the difference is some per cent of the error.

use super::FatReach;
use crate::foundation::statistics::Mean;
use crate::injury::{Measure, Row, Unit};

/// Realisations at the first check.
pub const FIRST_LOOK: u32 = 64;
/// Most realisations of a run.
pub const MOST_REALISATIONS: u32 = 100_000;

/// Share below which a quantity is watched only by name, and value below which it is not watched at all.
const SMALL_SHARE: f64 = 0.05;
const NOTHING: f64 = 1e-6;

/// Relative standard errors at which a run ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// Largest relative standard error asked for.
    pub relative: f64,
    /// Quantities watched even if they are small.
    pub also: Vec<Measure>,
}

impl Precision {
    /// Returns the next number of realisations at which to check.
    pub fn next_look(done: u32) -> u32 {
        let mut look = FIRST_LOOK;
        while look <= done {
            look += look / 4;
        }
        look.min(MOST_REALISATIONS)
    }

    /// Numbers of realisations, up to `done`, at which the program has checked.
    pub fn looks(done: u32) -> impl Iterator<Item = u32> {
        let next = |look: &u32| (*look < MOST_REALISATIONS).then(|| Precision::next_look(*look));
        std::iter::successors(Some(FIRST_LOOK), next).take_while(move |look| *look <= done)
    }

    /// Number of realisations that would be enough, judged by `rows` and by the fat-layer reach that goes
    /// with them, if it has people of its own. Equals the number of rows if these are enough.
    pub fn enough(&self, rows: &[Row], fat_reach: Option<&FatReach>) -> u32 {
        let watched = [Measure::Density, Measure::DepthMean, Measure::Covered, Measure::ReachFat];
        let usual = watched.into_iter().map(|measure| (measure, SMALL_SHARE));
        let named = self.also.iter().map(|measure| (*measure, NOTHING));
        let factor = usual
            .chain(named)
            .filter_map(|(measure, least)| {
                // Values leave out realisations without one; the share of these stays about the same in a
                // longer run.
                let values = rows.iter().map(|row| row[measure as usize]).filter(|value| !value.is_nan());
                let values: Vec<f64> = values.collect();
                let own = fat_reach.and_then(|reach| reach.mean(measure, rows));
                let Mean { mean, standard_error } = own.or_else(|| Mean::of(&values))?;
                let least = if measure.unit() == Unit::Share { least } else { NOTHING };
                // If no realisation has a value, there is nothing to wait for.
                (mean.abs() >= least).then(|| standard_error.unwrap_or(f64::INFINITY) / mean.abs())
            })
            .fold(0.0, f64::max)
            / self.relative;
        let done = rows.len() as f64;
        // The cast caps values that are too large.
        if factor <= 1.0 { rows.len() as u32 } else { (done * factor * factor).ceil() as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows whose puncture density alternates between two values; almost everything else has no value.
    fn rows(count: usize, density: [f64; 2]) -> Vec<Row> {
        (0..count)
            .map(|index| {
                let mut row = [f64::NAN; Measure::COUNT];
                row[Measure::Density as usize] = density[index % 2];
                row[Measure::ReachFat as usize] = 0.01 * density[index % 2];
                row
            })
            .collect()
    }

    /// ±10 % with 100 values gives a standard error of 1.005 %; 0.5 % needs (1.005 / 0.5)² times as many.
    #[test]
    fn identity_realisations_needed_grow_with_the_square() {
        let precision = |relative| Precision { relative, also: Vec::new() };
        let rows = rows(100, [0.9, 1.1]);
        assert_eq!(precision(0.0101).enough(&rows, None), 100);
        assert_eq!(precision(0.005).enough(&rows, None), 405);
    }

    /// If half of the realisations have no value, only the other half sets the error; twice as many are
    /// needed.
    #[test]
    fn identity_realisations_without_a_value_are_left_out() {
        let precision = Precision { relative: 0.005, also: Vec::new() };
        let half: Vec<Row> = rows(100, [0.9, 1.1]);
        let mut all = half.clone();
        all.extend([[f64::NAN; Measure::COUNT]; 100]);
        assert_eq!(precision.enough(&all, None), 2 * precision.enough(&half, None) - 1);
        assert_eq!(precision.enough(&[[f64::NAN; Measure::COUNT]; 70], None), 70);
    }

    #[test]
    fn limit_small_shares_are_watched_by_name_only() {
        let mut rows = rows(100, [1.0, 1.0]);
        rows[0][Measure::ReachFat as usize] = 0.02;
        let precision = |also| Precision { relative: 1e-3, also };
        assert_eq!(precision(Vec::new()).enough(&rows, None), 100);
        assert!(precision(vec![Measure::ReachFat]).enough(&rows, None) > 100);
    }

    #[test]
    fn identity_looks_grow_by_a_quarter() {
        assert_eq!(Precision::next_look(0), 64);
        assert_eq!(Precision::next_look(64), 80);
        assert_eq!(Precision::next_look(99), 100);
        assert_eq!(Precision::next_look(99_999), MOST_REALISATIONS);
        assert_eq!(Precision::looks(100).collect::<Vec<_>>(), [64, 80, 100]);
        assert_eq!(Precision::looks(63).count(), 0);
        assert_eq!(Precision::looks(MOST_REALISATIONS).last(), Some(MOST_REALISATIONS));
    }
}
