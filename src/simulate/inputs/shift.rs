//! Shift of a value of the run, derived from what a draw of the inputs does to some realisations.
//!
//! Let v be the value of the run. Let c be its mean over the realisations of the design under the central
//! inputs, and x the same mean under a draw. Then the value of the run under the draw is
//!
//! ```text
//! what shrinks, x < c:             v x / c
//! an amount that grows, x > c:     v + x - c
//! a share that grows, x > c:       1 - (1 - v) (1 - x) / (1 - c)
//! what may have either sign:       v + x - c
//! a part of a whole:               its share of the whole, as a share
//! ```
//!
//! If the design has the value of the run, v = c, each formula gives x. Each rises with x and equals v at
//! x = c. For any v, c and x, a share stays between 0 and 1 and an amount is at least 0, so nothing is cut
//! off.
//!
//! The design has few realisations, so c and v differ by chance. For an amount that grows, a ratio x / c
//! would multiply that difference. Suppose the design found a twentieth of the bleeding index, because nobody
//! in it has thin skin. If a draw then makes everybody's skin thin, the ratio would give twenty times the
//! bleeding that they all have under this draw. A difference x - c does not multiply it. For an amount that
//! shrinks, the ratio is the right choice: at zero it leaves no difference, whereas subtracting could go
//! below zero.

use crate::foundation::statistics::Mean;
use crate::injury::measure::Sign;
use crate::injury::{Measure, Unit};

/// Means under the central inputs and under a draw, both over the realisations that have a value under both.
/// A realisation in which no tip pierces under a draw has no depth there; its depth is not 0. `None` if no
/// realisation has both values.
pub fn paired(central: &[f64], drawn: &[f64]) -> Option<[f64; 2]> {
    let both = || central.iter().zip(drawn).filter(|(c, x)| !c.is_nan() && !x.is_nan());
    let known = |values: Vec<f64>| Mean::of(&values).map(|mean| mean.mean);
    Some([known(both().map(|(c, _)| *c).collect())?, known(both().map(|(_, x)| *x).collect())?])
}

/// Value of the run under a draw; NaN if one of the three is NaN.
pub fn shifted(measure: Measure, value: f64, central: f64, drawn: f64) -> f64 {
    let apart = drawn - central;
    if apart == 0.0 {
        return value;
    }
    match (measure.sign(), measure.unit()) {
        (Sign::Either, _) => value + apart,
        (Sign::Positive, _) if apart < 0.0 => value * drawn / central,
        (Sign::Positive, Unit::Share) => 1.0 - (1.0 - value) * (1.0 - drawn) / (1.0 - central),
        (Sign::Positive, _) => value + apart,
    }
}

/// What a second setting would have if the run's first setting has `value` and the two have `x` and `y` under
/// one draw:
///
/// ```text
/// an amount:                   v y / x
/// a share:                     v y / x  or  1 - (1 - v) (1 - y) / (1 - x), whichever is nearer to v
/// what may have either sign:   v + y - x
/// ```
///
/// The result equals y if x = v, and v if y = x. A share stays a share and an amount is at least 0. The
/// difference y - x itself would not do: under a draw in which everybody has thin skin, x may be many times v.
/// A small share follows its ratio, a share near 1 that of the rest. Where x lies nearer to 0 or to 1 than v,
/// the other of the two would multiply a small change.
/// Where v or x has no ratio (an amount of 0, a share of 0 or 1), the result is v + y - x within these bounds.
pub fn transferred(measure: Measure, value: f64, x: f64, y: f64) -> f64 {
    let apart = y - x;
    if apart == 0.0 || measure.sign() == Sign::Either {
        return value + apart;
    }
    if measure.unit() == Unit::Share {
        let inside = |share: f64| share > 0.0 && share < 1.0;
        if !inside(value) || !inside(x) {
            return if apart.is_nan() { f64::NAN } else { (value + apart).clamp(0.0, 1.0) };
        }
        let (share, rest) = (value * y / x, 1.0 - (1.0 - value) * (1.0 - y) / (1.0 - x));
        return if y < x { share.max(rest) } else { share.min(rest) };
    }
    if value > 0.0 && x > 0.0 {
        value * y / x
    } else if apart.is_nan() {
        f64::NAN
    } else {
        (value + apart).max(0.0)
    }
}

/// Shifts a part of a whole, such as the tips in one layer among all strikes: its share of the whole shifts.
/// Each pair holds the part and its whole, both counted in the same strikes: of the run, and of the design under
/// the central inputs and under the draw. `whole` is that of the run under the draw.
pub fn shifted_part(whole: f64, run: [f64; 2], central: [f64; 2], drawn: [f64; 2]) -> f64 {
    // Rounding could bring a part above its whole.
    let share = |[part, of]: [f64; 2]| if of > 0.0 { (part / of).min(1.0) } else { 0.0 };
    let [of_run, of_central, of_draw] = [run, central, drawn].map(share);
    if of_draw == of_central && whole == run[1] {
        return run[0];
    }
    whole * shifted(Measure::ReachFat, of_run, of_central, of_draw)
}

/// Bounds between which nine in ten draws of the inputs lie. With n draws they are the values of rank
/// 0.05 (n + 1) and 0.95 (n + 1), interpolated. One more draw of the same law lies between them with that
/// probability (Hyndman and Fan 1996, type 6). `None` for fewer than 19 draws, which have no such ranks.
pub fn bounds(mut values: Vec<f64>) -> Option<[f64; 2]> {
    values.retain(|value| !value.is_nan());
    values.sort_by(f64::total_cmp);
    if values.len() < 19 {
        return None;
    }
    Some([ranked(&values, 0.05)?, ranked(&values, 0.95)?])
}

/// Value of the rank `share` (n + 1) among n sorted values, interpolated; the first or the last where there is no such
/// rank. `None` without values.
pub fn ranked(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = (share * (sorted.len() + 1) as f64 - 1.0).clamp(0.0, last as f64);
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    let [below, above, way] = [sorted[below], sorted[above], place - below as f64];
    // A weighted sum, so that negated values give exactly negated bounds. Its rounding must not move a value that all have.
    Some(if below == above { below } else { (1.0 - way) * below + way * above })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_bounds_of_one_value_are_that_value() {
        for at in 1..2000 {
            let value = 1.0 / f64::from(at);
            assert_eq!(bounds(vec![value; 20 + at as usize % 200]), Some([value; 2]));
        }
    }

    #[test]
    fn identity_shifts_of_shares_amounts_and_differences() {
        // Of the run, 0.9 do not reach the fat; a share of 0.5 / 0.8 of these is left.
        let share = shifted(Measure::ReachFat, 0.1, 0.2, 0.5);
        assert!((share - (1.0 - 0.9 * 0.5 / 0.8)).abs() < 1e-12);
        assert!((shifted(Measure::ReachFat, 0.1, 0.2, 0.05) - 0.025).abs() < 1e-15);
        assert_eq!(shifted(Measure::DepthMean, 1.0, 0.5, 0.25), 0.5);
        assert_eq!(shifted(Measure::DepthMean, 1.0, 0.5, 0.75), 1.25);
        assert_eq!(shifted(Measure::DepthBias, -0.25, -0.125, -0.375), -0.5);
        // Equal means of the design leave the value unchanged to the last bit.
        assert_eq!(shifted(Measure::Density, 4396.3, 4400.1, 4400.1), 4396.3);
    }

    /// For all 8000 combinations of value, central mean and drawn mean, a share stays a share and an amount
    /// is not negative. Both rise with the draw, through the value of the run.
    #[test]
    fn limit_shares_stay_shares_and_amounts_positive_whatever_was_found() {
        let shares: Vec<f64> = (0..20).map(|step| f64::from(step) / 19.0).collect();
        for measure in [Measure::ReachFat, Measure::Bleeding, Measure::DepthMean, Measure::PeopleOverLimit] {
            let most = if measure.unit() == Unit::Share { 1.0 } else { f64::INFINITY };
            for value in &shares {
                for central in &shares {
                    let drawn = shares.iter().map(|drawn| shifted(measure, *value, *central, *drawn));
                    let drawn: Vec<f64> = drawn.collect();
                    assert!(
                        drawn.iter().all(|drawn| (-1e-15..=most).contains(drawn)),
                        "{value} {central}: {drawn:?}"
                    );
                    assert!(
                        drawn.windows(2).all(|pair| pair[0] <= pair[1] + 1e-15),
                        "{value} {central}: {drawn:?}"
                    );
                }
            }
        }
    }

    /// Half the bleeding stays half the bleeding, also under a draw that makes everybody bleed ten times as
    /// much.
    #[test]
    fn identity_a_second_setting_keeps_its_ratio_to_the_first() {
        assert_eq!(transferred(Measure::Bleeding, 62.0, 620.0, 310.0), 31.0);
        assert_eq!(transferred(Measure::Bleeding, 62.0, 62.0, 31.0), 31.0);
        assert_eq!(transferred(Measure::Bleeding, 62.0, 620.0, 620.0), 62.0);
        assert_eq!(transferred(Measure::DepthBias, -0.5, -0.25, -0.375), -0.625);
        // A small share is halved, and doubled.
        assert!((transferred(Measure::ReachFat, 0.01, 0.5, 0.25) - 0.005).abs() < 1e-12);
        assert!((transferred(Measure::ReachFat, 0.01, 0.1, 0.2) - 0.02).abs() < 1e-12);
        // The rest of a large share is halved. Under a draw that leaves next to no rest, the share follows its ratio.
        assert!((transferred(Measure::ReachDermis, 0.9, 0.8, 0.9) - 0.95).abs() < 1e-12);
        assert!((transferred(Measure::ReachDermis, 0.9, 1.0 - 1e-9, 0.8) - 0.72).abs() < 1e-8);
        assert!((transferred(Measure::ReachFat, 0.5, 0.5, 0.25) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn limit_a_second_setting_stays_a_share_or_an_amount() {
        let shares: Vec<f64> = (0..20).map(|step| f64::from(step) / 19.0).collect();
        for measure in [Measure::ReachFat, Measure::Bleeding, Measure::DepthMean, Measure::PeopleOverLimit] {
            let most = if measure.unit() == Unit::Share { 1.0 } else { f64::INFINITY };
            for value in &shares {
                for x in &shares {
                    let other: Vec<f64> =
                        shares.iter().map(|y| transferred(measure, *value, *x, *y)).collect();
                    assert!(other.iter().all(|y| (0.0..=most).contains(y)), "{value} {x}: {other:?}");
                    assert!(other.windows(2).all(|pair| pair[0] <= pair[1]), "{value} {x}: {other:?}");
                }
            }
            assert!(transferred(measure, 0.5, 0.5, f64::NAN).is_nan());
            assert!(transferred(measure, 0.5, f64::NAN, 0.5).is_nan());
            assert!(transferred(measure, 0.0, 0.0, f64::NAN).is_nan());
        }
    }

    /// No layer holds more tips than there are strikes. If it holds all strikes of the design, it holds all
    /// of the run.
    #[test]
    fn limit_a_part_stays_below_its_whole() {
        let run = [3800.0, 4376.0];
        let part = |central: [f64; 2], drawn: [f64; 2]| shifted_part(4376.0, run, central, drawn);
        assert_eq!(part([400.0, 450.0], [400.0, 450.0]), 3800.0);
        assert!((part([400.0, 450.0], [450.0, 450.0]) - 4376.0).abs() < 1e-9);
        assert!((part([400.0, 450.0], [200.0, 450.0]) - 1900.0).abs() < 1e-9);
        // Half the strikes, the same share of them.
        assert!((shifted_part(2188.0, run, [400.0, 450.0], [200.0, 225.0]) - 1900.0).abs() < 1e-9);
        assert_eq!(shifted_part(0.0, [0.0; 2], [0.0; 2], [0.0; 2]), 0.0);
        // All strikes of the design in one layer, under both inputs or under one: no more than all of the run.
        assert!((part([450.0, 450.0], [450.1, 450.0]) - 3800.0).abs() < 1e-9);
        assert!((part([449.0, 450.0], [470.0, 470.0]) - 4376.0).abs() < 1e-9);
    }

    #[test]
    fn limit_all_and_nothing() {
        assert_eq!(shifted(Measure::ReachFat, 0.1, 0.2, 1.0), 1.0);
        assert_eq!(shifted(Measure::ReachFat, 0.1, 0.2, 0.0), 0.0);
        // A central share of nothing, and a central share of everything.
        assert!((shifted(Measure::ReachFat, 0.1, 0.0, 0.3) - 0.37).abs() < 1e-12);
        assert_eq!(shifted(Measure::ReachFat, 0.9, 1.0, 0.5), 0.45);
        // Five realisations of the design bleed a twentieth as much as those of the run, and twice as much as
        // the run under thin skin. The run itself does not bleed forty times as much.
        assert_eq!(shifted(Measure::Bleeding, 100.0, 5.0, 200.0), 295.0);
        assert_eq!(shifted(Measure::TipsMuscle, 0.1, 0.3, 0.0), 0.0);
    }

    /// A draw without a value has no shift; its value does not count as 0.
    #[test]
    fn limit_a_draw_without_a_value_has_no_shift() {
        for measure in [Measure::ReachFat, Measure::DepthMean, Measure::Bleeding, Measure::DepthBias] {
            assert!(shifted(measure, 0.5, 0.5, f64::NAN).is_nan());
            assert!(shifted(measure, 0.5, f64::NAN, 0.5).is_nan());
            assert!(shifted(measure, f64::NAN, 0.5, 0.4).is_nan());
        }
    }

    #[test]
    fn identity_pairs_are_the_realisations_with_a_value_under_both() {
        let known = paired(&[1.0, 2.0, f64::NAN, 4.0], &[f64::NAN, 3.0, 9.0, 7.0]).unwrap();
        assert_eq!(known, [3.0, 5.0]);
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
