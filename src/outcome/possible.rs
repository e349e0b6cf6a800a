//! Whether values that were read back can come from a run. Files of a results folder, and states, may be anyone's.

use super::{Figure, Summary};
use crate::injury::{Measure, Unit};
use crate::simulate::Setup;

/// Largest number that a value may be: nothing larger comes from a run, nor can be drawn.
pub const MOST: f64 = 1e15;
/// Largest depth or thickness that is read, mm.
pub const MOST_MM: f64 = 1e3;

/// Rounding that a value of a run may have: a fully covered area may be more than whole by some units of the last place.
const ROUNDING: f64 = 1e-9;

/// Rounding of a sum of many shares, and of a share as float32.
const COARSE: f64 = 1e-6;

/// Least and greatest value of a measure that is read.
#[must_use]
pub fn range(measure: Measure) -> [f64; 2] {
    measure.range().map(|end| end.clamp(-MOST, MOST))
}

/// Whether a number lies in this range but for rounding.
#[must_use]
pub fn is_within(value: f64, range: [f64; 2]) -> bool {
    is_about_within(value, range, ROUNDING)
}

/// The same for sums of many shares, and for the float32 of maps.
#[must_use]
pub fn is_nearly_within(value: f64, range: [f64; 2]) -> bool {
    is_about_within(value, range, COARSE)
}

fn is_about_within(value: f64, [least, most]: [f64; 2], slack: f64) -> bool {
    value.is_finite() && (least - slack..=most + slack).contains(&value)
}

/// Refuses a number outside a range.
///
/// # Errors
/// Key, number and range, in words.
pub fn within(key: &str, value: f64, allowed: [f64; 2]) -> Result<(), String> {
    if is_within(value, allowed) { Ok(()) } else { Err(outside(key, value, allowed)) }
}

/// Refuses a sum of shares, or a float32, outside a range.
///
/// # Errors
/// Key, number and range, in words.
pub fn nearly_within(key: &str, value: f64, allowed: [f64; 2]) -> Result<(), String> {
    if is_nearly_within(value, allowed) { Ok(()) } else { Err(outside(key, value, allowed)) }
}

fn outside(key: &str, value: f64, [least, most]: [f64; 2]) -> String {
    format!("{key} = {value} is outside {least} to {most}")
}

/// Refuses a value that no run gives: outside the range of its measure, or with ends that do not rise.
///
/// # Errors
/// Key, number and range, in words.
pub fn figure(measure: Measure, figure: &Figure) -> Result<(), String> {
    let Figure { value, se, p05, p95, low, high, n: _ } = *figure;
    let key = |part: &str| format!("{}.{part}", measure.key());
    let allowed = range(measure);
    for (part, number, allowed) in [
        ("value", value, allowed),
        ("se", se, [0.0, MOST]),
        ("p05", p05, allowed),
        ("p95", p95, allowed),
        ("low", low, allowed),
        ("high", high, allowed),
    ] {
        number.map_or(Ok(()), |number| within(&key(part), number, allowed))?;
    }
    for (lower, least, upper, most) in [("p05", p05, "p95", p95), ("low", low, "high", high)] {
        if let (Some(least), Some(most)) = (least, most)
            && least > most + ROUNDING * most.abs().max(1.0)
        {
            return Err(format!("{} = {least} is above {} = {most}", key(lower), key(upper)));
        }
    }
    Ok(())
}

/// Values and errors that a reader found, by their measure.
pub type Found<'a> = &'a dyn Fn(Measure) -> Option<[f64; 2]>;

/// Pairs of values, the first of which is never above the second.
const RISING: [[Measure; 2]; 5] = [
    [Measure::ReachFat, Measure::ReachDermis],
    [Measure::ReachDermis, Measure::ReachEpidermis],
    [Measure::DepthP05, Measure::DepthP50],
    [Measure::DepthP50, Measure::DepthP95],
    [Measure::DepthMean, Measure::DepthMax],
];

/// Errors by which an estimate may miss an order: the reach of the fat may come from people of its own.
const ERRORS: f64 = 6.0;

/// Rounding of a depth that comes from a histogram, mm.
const BIN_MM: f64 = 0.02;

/// Depth that no tip comes near, mm: a needle may be longer than it should be, and a device set too deep, but not twice.
#[must_use]
pub fn deepest_mm(setup: &Setup) -> f64 {
    2.0 * setup.device.needle.length_mm + 1.0
}

/// [`agree`] for the values of one person, NaN where there is none.
///
/// # Errors
/// As [`agree`].
pub fn row(row: &[f64], setup: &Setup) -> Result<(), String> {
    let value = |measure: Measure| row.get(measure as usize).copied().filter(|value| !value.is_nan());
    agree(&|measure| Some([value(measure)?, 0.0]), setup)
}

/// [`agree`] for the values of a run.
///
/// # Errors
/// As [`agree`].
pub fn summary(summary: &Summary, setup: &Setup) -> Result<(), String> {
    let found = |measure| {
        let figure = summary.figure(measure);
        Some([figure.value?, figure.se.unwrap_or(0.0)])
    };
    agree(&found, setup)
}

/// Refuses values that contradict each other, or the needles of the setup.
///
/// # Errors
/// The keys and numbers, in words.
pub fn agree(found: Found, setup: &Setup) -> Result<(), String> {
    for [less, more] in RISING {
        let (Some([lower, error]), Some([upper, other])) = (found(less), found(more)) else { continue };
        let slack = if less.unit() == Unit::Mm { BIN_MM } else { ROUNDING };
        if lower > upper + slack + ERRORS * (error + other) {
            return Err(format!("{} = {lower} is above {} = {upper}", less.key(), more.key()));
        }
    }
    for depth in [Measure::DepthMean, Measure::DepthP95, Measure::DepthMax] {
        if let Some([depth_mm, _]) = found(depth) {
            within(depth.key(), depth_mm, [0.0, deepest_mm(setup)])?;
        }
    }
    if let (Some([count, _]), Some([density, _])) = (found(Measure::Count), found(Measure::Density)) {
        let counted = density * setup.grid.area_mm2() / 100.0;
        if (counted - count).abs() > COARSE * count.max(1.0) {
            let [one, other] = [Measure::Count, Measure::Density].map(Measure::key);
            return Err(format!("{one} = {count} and {other} = {density} are not of one area"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_values_that_no_run_gives_are_refused_with_key_and_range() {
        let of = |figure: Figure| super::figure(Measure::ReachFat, &figure);
        assert_eq!(of(Figure::default()), Ok(()));
        assert_eq!(of(Figure { value: Some(1.0), se: Some(0.0), ..Figure::default() }), Ok(()));
        let figure = |value| Figure { value: Some(value), ..Figure::default() };
        assert_eq!(of(figure(1e14)).unwrap_err(), "reach.fat.value = 100000000000000 is outside 0 to 1");
        // A run whose openings cover everything gives 1 + 4e-16 on one area in five.
        assert!(of(figure(1.0 + 4.0 * f64::EPSILON)).is_ok() && of(figure(1.0 + 1e-8)).is_err());
        assert!(is_nearly_within(1.0 + 1e-7, [0.0, 1.0]) && !is_nearly_within(1.0 + 1e-5, [0.0, 1.0]));
        assert_eq!(of(figure(-0.1)).unwrap_err(), "reach.fat.value = -0.1 is outside 0 to 1");
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(of(figure(value)).is_err());
        }
        let crossed = Figure { p05: Some(0.4), p95: Some(0.3), ..Figure::default() };
        assert_eq!(of(crossed).unwrap_err(), "reach.fat.p05 = 0.4 is above reach.fat.p95 = 0.3");
        let negative = Figure { se: Some(-1.0), ..Figure::default() };
        assert!(of(negative).unwrap_err().starts_with("reach.fat.se = -1 is outside 0"));
    }
}
