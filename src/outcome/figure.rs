//! A summary value with its errors, and its wording.

use crate::foundation::statistics::{Mean, quantile_sorted};
use crate::injury::measure::Unit;
use serde::{Deserialize, Serialize};

/// A value of `summary.json`. `None` means that there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// Mean over the realisations that have a value, all with the same weight.
    pub value: Option<f64>,
    /// Monte-Carlo standard error of the mean.
    pub se: Option<f64>,
    /// 5 % quantile over people (realisations).
    pub p05: Option<f64>,
    /// 95 % quantile over people (realisations).
    pub p95: Option<f64>,
    /// Lower end of the 5-95 % interval over what `interval_of` names.
    pub low: Option<f64>,
    /// Upper end of that interval.
    pub high: Option<f64>,
    /// Realisations that `value` rests on, or people if it comes from a separate sample of people. 0 in
    /// folders of versions that did not count them.
    #[serde(default)]
    pub n: u32,
}

/// Two-sided 90 % quantile of a normal distribution: Φ⁻¹(0.95).
pub(super) const NINETY: f64 = 1.6448536269514722;

impl Figure {
    /// Summarises the values of the realisations, given in their order; NaN values are left out.
    ///
    /// `low` and `high` are the mean ∓ 1.645 standard errors, clamped to the range of possible values.
    pub fn of(values: &[f64], [least, most]: [f64; 2]) -> Figure {
        let mut values: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let Some(Mean { mean, standard_error }) = Mean::of(&values) else { return Figure::default() };
        values.sort_by(f64::total_cmp);
        Figure {
            value: Some(mean),
            se: standard_error,
            p05: quantile_sorted(&values, 0.05),
            p95: quantile_sorted(&values, 0.95),
            low: standard_error.map(|error| (mean - NINETY * error).max(least)),
            high: standard_error.map(|error| (mean + NINETY * error).min(most)),
            n: values.len() as u32,
        }
    }

    /// Sets the number of people or realisations that the value rests on.
    pub fn resting_on(self, n: u32) -> Figure {
        Figure { n, ..self }
    }

    /// Builds a figure from a value and its error alone, within the range of possible values.
    pub fn of_mean(value: f64, se: f64, range: [f64; 2]) -> Figure {
        Figure::default().with_mean(Mean { mean: value, standard_error: Some(se) }, range)
    }

    /// Keeps the spread over people but replaces the mean, which was found in another way.
    pub fn with_mean(&self, Mean { mean, standard_error }: Mean, [least, most]: [f64; 2]) -> Figure {
        Figure {
            value: Some(mean),
            se: standard_error,
            low: standard_error.map(|error| (mean - NINETY * error).max(least)),
            high: standard_error.map(|error| (mean + NINETY * error).min(most)),
            ..*self
        }
    }

    /// Replaces the bounds by those over uncertain inputs.
    pub fn over_inputs(&self, bounds: impl FnOnce(f64) -> Option<[f64; 2]>) -> Figure {
        let [low, high] = self.value.and_then(bounds).map_or([None; 2], |bounds| bounds.map(Some));
        Figure { low, high, ..*self }
    }

    /// Ratio of the upper bound to the lower one, if it is ten or more; infinite if the lower one is zero.
    pub fn decades_apart(&self) -> Option<f64> {
        let (low, high) = (self.low?, self.high?);
        (low >= 0.0 && high > 0.0 && high >= 10.0 * low).then(|| high / low)
    }

    /// Value and error in words, with no more digits than the error bears: "1.482 ± 0.004 mm", "12.3 ± 0.8 %",
    /// "(3.1 ± 0.4) × 10⁻⁶ %".
    pub fn words(&self, unit: Unit) -> String {
        self.said(unit).to_string()
    }

    /// Parts of these words, for translation.
    pub fn said(&self, unit: Unit) -> Said {
        self.said_to(unit, usize::MAX)
    }

    /// The same with at most three significant digits, for pictures: "13.9 ± 0.3 %". An error below half of the
    /// last digit is written as one of it.
    pub fn said_briefly(&self, unit: Unit) -> Said {
        self.said_to(unit, BRIEF)
    }

    fn said_to(&self, unit: Unit, digits: usize) -> Said {
        let Some(value) = self.value else { return Said::None };
        if let Some(end) = nearly_all_or_none(value, unit) {
            return end;
        }
        let power = if unit == Unit::Share { small_power(value * 100.0) } else { None };
        // An error of rounding is none.
        let error = self.se.filter(|error| *error > 1e-12 * value.abs()).unwrap_or(0.0);
        Said::Number(number_words([value, error], unit, power, suffix(unit), digits))
    }

    /// Spread over people: "31.2–58.9 %"; empty if there is none.
    pub fn said_of_people(&self, unit: Unit) -> Said {
        range_said(self.p05, self.p95, unit)
    }

    /// Spread over uncertain inputs; empty if they change nothing.
    pub fn said_of_inputs(&self, unit: Unit) -> Said {
        range_said(self.low, self.high, unit)
    }

    /// The figure with at most three significant digits in the ends of its ranges, for pictures.
    #[must_use]
    pub fn brief(&self) -> Figure {
        let end = |end: Option<f64>| end.map(|value| briefly(value, 0.0, BRIEF).0);
        let share_of_all = |end: &Option<f64>| end.is_some_and(|value| value > 0.99 && value < 1.0);
        // Close to 100 % the remainder counts, and three digits would round it away.
        let [p05, p95, low, high] = [self.p05, self.p95, self.low, self.high]
            .map(|value| if share_of_all(&value) { value } else { end(value) });
        Figure { p05, p95, low, high, ..*self }
    }
}

/// Most significant digits of a number in a picture.
pub(super) const BRIEF: usize = 3;

/// Decimals of a number with this many significant digits.
fn decimals_of(value: f64, digits: usize) -> usize {
    if digits == usize::MAX || value == 0.0 || !value.is_finite() {
        return usize::MAX;
    }
    (digits as i32 - 1 - libm::log10(value.abs()).floor() as i32).max(0) as usize
}

/// Value and error in whole steps of the value's last digit; the error is at least one step, or none.
fn briefly(value: f64, error: f64, digits: usize) -> (f64, f64) {
    if digits == usize::MAX || value == 0.0 || !value.is_finite() {
        return (value, error);
    }
    // Larger powers of ten overflow with numbers below 1e-300, which are as good as none.
    let last = (digits as i32 - 1 - libm::log10(value.abs()).floor() as i32).min(300);
    // A power with a positive exponent is exact, so the result is the number nearest to its decimal form.
    let stepped = |number: f64| match last {
        0.. => (number * 10f64.powi(last)).round() / 10f64.powi(last),
        _ => (number / 10f64.powi(-last)).round() * 10f64.powi(-last),
    };
    let step = stepped(10f64.powi(-last));
    (stepped(value), if error > 0.0 { stepped(error).max(step) } else { error })
}

/// Wording of a value: a number or a range with its unit, or a bound that it is over or under. Displayed in
/// English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// There is no value.
    None,
    /// A number, a range, or empty.
    Number(String),
    /// The value or range lies above this number.
    Over(String),
    /// The value lies below this number.
    Under(String),
    /// The range lies at or below this small number.
    UpTo(String),
}

impl Said {
    /// The empty wording.
    pub fn nothing() -> Said {
        Said::Number(String::new())
    }

    /// Whether the wording is empty.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Said::Number(words) if words.is_empty())
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Said::None => write!(out, "none"),
            Said::Number(number) => write!(out, "{number}"),
            Said::Over(number) => write!(out, "over {number}"),
            Said::Under(number) => write!(out, "under {number}"),
            Said::UpTo(number) => write!(out, "up to {number}"),
        }
    }
}

/// Wording of a range, with as many digits as its width supports.
fn range_said(low: Option<f64>, high: Option<f64>, unit: Unit) -> Said {
    let (Some(low), Some(high)) = (low, high) else { return Said::nothing() };
    let same_end = nearly_all_or_none(low, unit);
    let nothing = unit == Unit::Share && high < 1e-12;
    if low == high || nothing || (same_end.is_some() && same_end == nearly_all_or_none(high, unit)) {
        return Said::nothing();
    }
    let scale = if unit == Unit::Share { 100.0 } else { 1.0 };
    if unit == Unit::Share
        && let Some(power) = small_power(high * scale)
    {
        let high = grouped(high * scale * 10f64.powi(power), 0);
        return Said::UpTo(format!("{high}{TIMES}{}{}", ten_to_minus(power), suffix(unit)));
    }
    let (missed, least_missed) = (1.0 - low, 1.0 - high);
    if unit == Unit::Share && missed < 0.005 && least_missed < 0.1 * missed {
        // Close to 100 % it is the remainder that counts, so the remainder sets the decimals.
        let decimals = decimals(1.0, 10.0 * scale * missed.max(1e-4));
        let step = 10f64.powi(decimals as i32);
        let below = (low * scale * step).floor() / step;
        return Said::Over(format!("{}{}", grouped(below, decimals), suffix(unit)));
    }
    let decimals_of_high = decimals(high * scale, (high - low) * scale);
    // A lower end more than ten times smaller gets its own decimals; over a thousand times smaller it is
    // written 0.
    let low = if low >= 0.0 && low < 1e-3 * high {
        "0".to_owned()
    } else if low > 0.0 && low < 0.1 * high {
        grouped(low * scale, decimals(low * scale, low * scale))
    } else {
        grouped(low * scale, decimals_of_high)
    };
    Said::Number(format!("{low}–{}{}", grouped(high * scale, decimals_of_high), suffix(unit)))
}

/// Value and error with no more digits than the error supports, and at most `digits` significant ones. Shares are in per
/// cent, scaled by a power of ten if one is given.
pub(super) fn number_words(
    [value, error]: [f64; 2],
    unit: Unit,
    power: Option<i32>,
    suffix: &str,
    digits: usize,
) -> String {
    let scale = if unit == Unit::Share { 100.0 } else { 1.0 } * 10f64.powi(power.unwrap_or(0));
    let most = decimals_of(value * scale, digits);
    let (value, error) = briefly(value * scale, error * scale, digits);
    written(value, error, most, power, suffix)
}

/// The same for numbers scaled already, with no more decimals than `most`.
fn written(value: f64, error: f64, most: usize, power: Option<i32>, suffix: &str) -> String {
    let decimals = decimals(value, error).min(most);
    let number = grouped(value, decimals);
    // No error is written for a standard error of zero: the value is exact, or equal in every realisation.
    let both = if error > 0.0 { format!("{number} ± {}", grouped(error, decimals)) } else { number };
    match power {
        Some(power) if error > 0.0 => format!("({both}){TIMES}{}{suffix}", ten_to_minus(power)),
        Some(power) => format!("{both}{TIMES}{}{suffix}", ten_to_minus(power)),
        None => format!("{both}{suffix}"),
    }
}

/// Power of ten for a percentage below a thousandth; `None` for larger ones.
pub(super) fn small_power(percent: f64) -> Option<i32> {
    (percent > 0.0 && percent < 1e-3).then(|| -(libm::log10(percent).floor() as i32))
}

/// Between a number and its power of ten, as on the axes of pictures.
const TIMES: &str = "\u{202f}×\u{202f}";

/// "10⁻⁶".
fn ten_to_minus(power: i32) -> String {
    let digits = power.to_string().chars().filter_map(|digit| digit.to_digit(10)).collect::<Vec<_>>();
    let raised =
        digits.into_iter().map(|digit| ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize]);
    format!("10⁻{}", raised.collect::<String>())
}

/// Bound for a share so near to 0 or 1 that its digits mean nothing.
fn nearly_all_or_none(value: f64, unit: Unit) -> Option<Said> {
    match (unit, value) {
        (Unit::Share, value) if value < 1.0 && value > 0.9999 => Some(Said::Over("99.99\u{202f}%".into())),
        (Unit::Share, value) if value > 0.0 && value < 1e-12 => Some(Said::Under("10⁻¹⁰\u{202f}%".into())),
        _ => None,
    }
}

/// Unit as written after a number, with its space; empty for a pure number.
pub fn suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => "\u{202f}%",
        Unit::Mm => "\u{202f}mm",
        Unit::PerCm2 => "\u{202f}/cm²",
        Unit::Mm3PerCm2 => "\u{202f}mm³/cm²",
        Unit::PerSecond => "\u{202f}/s",
        Unit::Seconds => "\u{202f}s",
        Unit::Count | Unit::Ratio | Unit::Index => "",
    }
}

/// Decimals that an error supports: two significant digits of it. Without error, three digits of the value.
fn decimals(value: f64, error: f64) -> usize {
    let places = |number: f64, digits: i32| {
        (digits - 1 - libm::log10(number.abs()).floor() as i32).clamp(0, 12) as usize
    };
    if error > 0.0 {
        places(error, 2)
    } else if value == 0.0 || value.fract() == 0.0 {
        0
    } else {
        places(value, 4)
    }
}

/// Number with thin spaces between groups of three digits before the point, from five digits on.
pub fn grouped(value: f64, decimals: usize) -> String {
    let plain = format!("{value:.decimals$}");
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("\u{2212}", digits));
    if digits.len() < 5 {
        return format!("{sign}{digits}{rest}");
    }
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = Vec::new();
    if first > 0 {
        groups.push(&digits[..first]);
    }
    groups.extend((first..digits.len()).step_by(3).map(|start| &digits[start..start + 3]));
    format!("{sign}{}{rest}", groups.join("\u{202f}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::injury::Measure;

    #[test]
    fn identity_pictures_have_three_digits() {
        let said = |value: f64, se: f64, unit| {
            Figure { value: Some(value), se: Some(se), ..Figure::default() }.said_briefly(unit).to_string()
        };
        assert_eq!(said(0.1391, 0.0027, Unit::Share), "13.9 ± 0.3\u{202f}%");
        assert_eq!(said(1.0913, 0.0034, Unit::Mm), "1.09 ± 0.01\u{202f}mm");
        assert_eq!(said(4376.0, 68.0, Unit::PerCm2), "4380 ± 70\u{202f}/cm²");
        assert_eq!(said(0.03, 0.017, Unit::Share), "3.0 ± 1.7\u{202f}%");
        assert_eq!(said(0.5, 0.0, Unit::Share), "50\u{202f}%");
        let range = Figure { p05: Some(2923.4), p95: Some(6064.1), ..Figure::default() }.brief();
        assert_eq!(range.said_of_people(Unit::PerCm2).to_string(), "2920–6060\u{202f}/cm²");
    }

    #[test]
    fn identity_figure_of_known_values() {
        let figure = Figure::of(&[0.1, 0.2, 0.3, f64::NAN], Unit::Share.range());
        assert!((figure.value.unwrap() - 0.2).abs() < 1e-15);
        // The sample standard deviation is 0.1, so the standard error is 0.1 / sqrt 3.
        assert!((figure.se.unwrap() - 0.1 / 3f64.sqrt()).abs() < 1e-15);
        assert!((figure.high.unwrap() - 0.2 - NINETY * 0.1 / 3f64.sqrt()).abs() < 1e-15);
        assert_eq!(figure.n, 3, "a realisation without a value is left out");
        assert_eq!(Figure::of(&[f64::NAN], Unit::Mm.range()), Figure::default());
        assert_eq!(Figure::of(&[1.0], Unit::Mm.range()).se, None);
    }

    #[test]
    fn limit_interval_of_a_share_stays_a_share() {
        let figure = Figure::of(&[0.0, 0.0, 0.01], Unit::Share.range());
        assert_eq!(figure.low, Some(0.0));
        let bias = Figure::of(&[-0.1, 0.0], Measure::DepthBias.range());
        assert!(bias.low.unwrap() < -0.1);
        let deeper = Figure::of(&[0.0, 0.1], Measure::DepthBias.range());
        assert!(deeper.low.unwrap() < 0.0, "a difference may be negative even where none was found");
    }

    #[test]
    fn identity_words_have_the_digits_their_error_bears() {
        let figure = |value, se| Figure { value: Some(value), se: Some(se), ..Figure::default() };
        assert_eq!(figure(1.48216, 0.0042).words(Unit::Mm), "1.4822 ± 0.0042\u{202f}mm");
        assert_eq!(figure(0.1234, 0.0081).words(Unit::Share), "12.34 ± 0.81\u{202f}%");
        assert_eq!(figure(4403.2, 12.0).words(Unit::PerCm2), "4403 ± 12\u{202f}/cm²");
        assert_eq!(figure(1.5, 0.0).words(Unit::Mm), "1.500\u{202f}mm");
        assert_eq!(figure(1.0, 3e-17).words(Unit::Share), figure(1.0, 0.0).words(Unit::Share));
        assert_eq!(figure(1_234_567.0, 0.0).words(Unit::Count), "1\u{202f}234\u{202f}567");
        assert_eq!(figure(3.14e-8, 4.2e-9).words(Unit::Share), "(3.14 ± 0.42)\u{202f}×\u{202f}10⁻⁶\u{202f}%");
        let people = Figure { p05: Some(1e-30), p95: Some(2.2e-9), ..Figure::default() };
        assert_eq!(people.said_of_people(Unit::Share).to_string(), "up to 2\u{202f}×\u{202f}10⁻⁷\u{202f}%");
        let range = |low, high| Figure { p05: Some(low), p95: Some(high), ..Figure::default() };
        assert_eq!(range(0.99981, 1.0).said_of_people(Unit::Share).to_string(), "over 99.98\u{202f}%");
        assert_eq!(range(1.0 - 1e-12, 1.0 - 1e-15).said_of_people(Unit::Share).to_string(), "");
        assert_eq!(range(0.99995, 1.0).said_of_people(Unit::Share).to_string(), "over 99.99\u{202f}%");
        assert_eq!(range(0.991, 0.9999).said_of_people(Unit::Share).to_string(), "99.10–99.99\u{202f}%");
        assert_eq!(range(1e-9, 4.8e-5).said_of_people(Unit::Share).to_string(), "0–0.0048\u{202f}%");
        assert_eq!(range(0.0021, 0.58).said_of_people(Unit::Share).to_string(), "0.21–58\u{202f}%");
        assert_eq!(range(0.0, 0.71).said_of_people(Unit::Share).to_string(), "0–71\u{202f}%");
        assert_eq!(range(0.851, 1.243).said_of_people(Unit::Mm).to_string(), "0.85–1.24\u{202f}mm");
        let nobody = Figure { p05: Some(1e-30), p95: Some(1e-20), ..Figure::default() };
        assert_eq!(nobody.said_of_people(Unit::Share).to_string(), "");
        assert_eq!(figure(0.9999999, 1e-9).words(Unit::Share), "over 99.99\u{202f}%");
        assert_eq!(Figure::default().words(Unit::Mm), "none");
        let over = |low, high| Figure { low: Some(low), high: Some(high), ..Figure::default() };
        assert_eq!(over(0.02, 0.2).decades_apart(), Some(10.0));
        assert_eq!(over(0.0, 0.2).decades_apart(), Some(f64::INFINITY));
        assert_eq!(over(0.03, 0.2).decades_apart(), None);
        assert_eq!(over(0.0, 0.0).decades_apart(), None);
    }
}
