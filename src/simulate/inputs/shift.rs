//! From what a draw of the inputs does to some realisations to what it would do to the figure of the run.
//!
//! With v the figure of the run, c its mean over the realisations of the design under the central inputs and x that under a
//! draw,
//!
//! ```text
//! share:      odds of v times odds of x over odds of c
//! amount:     v x / c
//! difference: v + x - c
//! ```
//!
//! Realisations and strikes are common to c and x, so that their own chance cancels where it matters. Where c is not known to
//! half of itself, or is nothing, or all, a ratio to it says nothing and the difference stands.

use crate::ground::statistics::Mean;
use crate::injury::{Measure, Unit};

/// A mean with its standard error over the realisations of the design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    pub mean: f64,
    pub error: f64,
}

/// The means under the central inputs and under a draw, both over the realisations that have a value under both: one in which
/// no tip pierces under a draw has no depth there, and is no depth of 0. `None` without such a realisation.
pub fn paired(central: &[f64], drawn: &[f64]) -> Option<[Known; 2]> {
    let both = || central.iter().zip(drawn).filter(|(c, x)| !c.is_nan() && !x.is_nan());
    let known = |values: Vec<f64>| {
        let Mean { mean, standard_error } = Mean::of(&values)?;
        Some(Known { mean, error: standard_error.unwrap_or(f64::INFINITY) })
    };
    Some([known(both().map(|(c, _)| *c).collect())?, known(both().map(|(_, x)| *x).collect())?])
}

/// Standard errors over the mean above which a ratio is not to be believed.
const BELIEVED: f64 = 0.5;

/// The figure of the run under a draw; NaN where there is none under it, which no difference turns into a number.
pub fn shifted(measure: Measure, value: f64, central: Known, drawn: f64) -> f64 {
    let c = central.mean;
    if [value, c, drawn].into_iter().any(f64::is_nan) {
        return f64::NAN;
    }
    if drawn == c {
        return value;
    }
    let apart = value + drawn - c;
    let ratio = c > 0.0 && central.error <= BELIEVED * c && value > 0.0;
    match measure.unit() {
        Unit::Share if ratio && c < 1.0 && value < 1.0 => {
            // x / (1 - x) · (1 - c) / c; no limit is divided by, so that all and nothing stay what they are.
            let (gained, lost) = (value * drawn * (1.0 - c), (1.0 - value) * (1.0 - drawn) * c);
            gained / (gained + lost)
        }
        Unit::Share => apart.clamp(0.0, 1.0),
        // Less than the set depth as often as more.
        _ if measure == Measure::DepthBias => apart,
        _ if ratio => value * drawn / c,
        _ => apart.max(0.0),
    }
}

/// The bounds between which nine in ten draws of the inputs lie: with n draws those of rank 0.05 (n + 1) and 0.95 (n + 1),
/// interpolated, between which one more draw of the same law lies with that probability (Hyndman and Fan 1996, type 6). `None`
/// for fewer than 19 draws, which have no such ranks.
pub fn bounds(mut values: Vec<f64>) -> Option<[f64; 2]> {
    values.retain(|value| !value.is_nan());
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let rank = |share: f64| {
        let place = share * (n + 1) as f64 - 1.0;
        let below = place.floor() as usize;
        let above = (below + 1).min(n - 1);
        // As a weighted sum, so that values turned round have bounds turned round, to the last bit.
        let way = place - below as f64;
        (1.0 - way) * values[below] + way * values[above]
    };
    (n >= 19).then(|| [rank(0.05), rank(0.95)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_shifts_of_shares_amounts_and_differences() {
        let known = |mean| Known { mean, error: 0.01 * mean };
        // Odds 1/9 · (1/1) / (1/4) = 4/9: 4/13.
        let share = shifted(Measure::ReachFat, 0.1, known(0.2), 0.5);
        assert!((share - 4.0 / 13.0).abs() < 1e-12);
        assert_eq!(shifted(Measure::DepthMean, 1.0, known(0.5), 0.75), 1.5);
        assert_eq!(shifted(Measure::DepthBias, -0.2, known(-0.1), -0.3), -0.4);
        // The same realisations the same figure, to the last bit.
        assert_eq!(shifted(Measure::Density, 4396.3, known(4400.1), 4400.1), 4396.3);
    }

    #[test]
    fn limit_all_and_nothing() {
        let known = |mean, error| Known { mean, error };
        assert_eq!(shifted(Measure::ReachFat, 0.1, known(0.2, 0.01), 1.0), 1.0);
        assert_eq!(shifted(Measure::ReachFat, 0.1, known(0.2, 0.01), 0.0), 0.0);
        // Nothing in the central ones: a difference, and no share beyond 1.
        assert_eq!(shifted(Measure::ReachFat, 0.1, known(0.0, 0.0), 0.3), 0.4);
        assert_eq!(shifted(Measure::ReachFat, 0.9, known(0.0, 0.0), 0.3), 1.0);
        // One lucky strike in all of the central ones is no scale.
        assert_eq!(shifted(Measure::TipsMuscle, 0.1, known(0.1, 0.1), 3.0), 3.0);
        assert_eq!(shifted(Measure::TipsMuscle, 0.1, known(0.3, 0.3), 0.0), 0.0);
    }

    /// `NaN.max(0.0)` is 0: a draw under which needles found no rest would have counted as none.
    #[test]
    fn limit_a_draw_without_a_value_stays_without_one() {
        let central = Known { mean: 0.2, error: 0.3 };
        for measure in [Measure::ReachFat, Measure::DepthMean, Measure::DepthBias, Measure::TipsMuscle] {
            assert!(shifted(measure, 0.1, central, f64::NAN).is_nan(), "{}", measure.key());
            assert!(shifted(measure, 0.1, Known { mean: f64::NAN, error: 0.0 }, 0.2).is_nan());
        }
    }

    #[test]
    fn identity_pairs_are_the_realisations_with_a_value_under_both() {
        let known = paired(&[1.0, 2.0, f64::NAN, 4.0], &[f64::NAN, 3.0, 9.0, 7.0]).unwrap();
        assert_eq!(known.map(|known| known.mean), [3.0, 5.0]);
        assert_eq!(paired(&[f64::NAN, 1.0], &[1.0, f64::NAN]), None);
    }

    #[test]
    fn identity_ranks_of_nineteen_draws_are_the_ends() {
        let values = |n: i32| (1..=n).map(f64::from).collect::<Vec<_>>();
        assert_eq!(bounds(values(19)), Some([1.0, 19.0]));
        assert_eq!(bounds(values(39)), Some([2.0, 38.0]));
        assert_eq!(bounds(values(24)), Some([1.25, 23.75]));
        assert_eq!(bounds(values(18)), None);
        assert_eq!(bounds(vec![f64::NAN; 30]), None);
    }
}
