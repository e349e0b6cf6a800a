//! Difference in a measure between two settings, with its error and its wording.

use super::figure::{BRIEF, NINETY, Said, grouped, number_words, small_power, suffix};
use crate::foundation::statistics::Mean;
use crate::injury::measure::Unit;
use serde::Serialize;

/// How a difference and its error were computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Mean difference of realisations with the same number: the same person, treated in two ways.
    Pairs,
    /// Difference of two means, each from its own people; their errors are added in squares.
    Means,
}

/// Reason why there is no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// One of the two cannot be computed, or no realisation has both values.
    NotComputed,
    /// The areas differ, and the value depends on the area.
    AreasDiffer,
}

/// Verdict on a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The values are exactly equal in every realisation.
    Same,
    /// The 95 % interval contains zero: more realisations could turn the difference either way.
    Noise,
    /// The 95 % interval excludes zero.
    Differs,
}

/// Two-sided 95 % quantile of a normal distribution, as usually rounded.
pub const NINETY_FIVE: f64 = 1.96;

/// Value of a setting minus that of the first setting. `None` means that there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Difference {
    /// Difference, in the unit of the measure.
    pub value: Option<f64>,
    /// Monte-Carlo standard error.
    pub se: Option<f64>,
    /// Lower end of the 5-95 % interval over what `interval_of` of the comparison names.
    pub low: Option<f64>,
    /// Upper end of that interval.
    pub high: Option<f64>,
    /// How the difference and its error were computed.
    pub by: Option<By>,
    /// Pairs of realisations in which both have a value, for a difference [by pairs](By::Pairs).
    pub n: Option<u32>,
    /// Why there is no difference; `None` if there is one.
    pub why_not: Option<WhyNot>,
}

impl Difference {
    /// Builds a difference from a mean, with the interval that follows from its error.
    pub fn of(mean: Mean, by: By, unit: Unit) -> Difference {
        let difference =
            Difference { value: Some(mean.mean), se: mean.standard_error, by: Some(by), ..Self::default() };
        difference.with_monte_carlo_interval(unit)
    }

    /// Builds an empty difference with the reason why there is none.
    pub fn none(why_not: WhyNot) -> Difference {
        Difference { why_not: Some(why_not), ..Difference::default() }
    }

    /// Sets the number of pairs that the difference rests on.
    pub fn resting_on(self, pairs: usize) -> Difference {
        Difference { n: Some(pairs as u32), ..self }
    }

    /// Sets `low` and `high` for inputs that were not varied: value ∓ 1.645 standard errors. Differences of
    /// shares stay within ±1.
    fn with_monte_carlo_interval(self, unit: Unit) -> Difference {
        let most = if unit == Unit::Share { 1.0 } else { f64::INFINITY };
        let end = |sign: f64| Some((self.value? + sign * NINETY * self.se?).clamp(-most, most));
        Difference { low: end(-1.0), high: end(1.0), ..self }
    }

    /// Sets the bounds over uncertain inputs.
    pub fn over_inputs(self, bounds: Option<[f64; 2]>) -> Difference {
        let [low, high] = bounds.map_or([None; 2], |bounds| bounds.map(Some));
        Difference { low, high, ..self }
    }

    /// Bounds of the difference as shares of the first setting's value, which is taken as exact. They never go
    /// below -100 %, so they hold for values that cannot be negative. `None` if there are no bounds or the
    /// first value is zero.
    pub fn relative_bounds(&self, first: Option<f64>) -> Option<[f64; 2]> {
        let first = first.filter(|first| *first != 0.0)?.abs();
        Some([self.low?, self.high?].map(|bound| (bound / first).max(-1.0)))
    }

    /// Bounds as numbers without unit: "−0.45", "−0.12". `None` if there are none or they coincide.
    pub fn bounds_said(&self, unit: Unit) -> Option<[String; 2]> {
        let (low, high) = (self.low?, self.high?);
        let scale = if unit == Unit::Share { 100.0 } else { 1.0 };
        let wide = scale * (high - low);
        if low == high || wide < 1e-9 {
            return None;
        }
        let decimals_of = |size: f64| (1 - libm::log10(size).floor() as i32).clamp(0, 12) as usize;
        let words = |value: f64| {
            let value = scale * value;
            // An end near zero gets its own decimals, because its sign is what matters.
            let size = value.abs();
            let decimals = match size {
                size if size < 1e-7 * wide => return "0".to_owned(),
                size if size < 0.1 * wide => decimals_of(size),
                _ => decimals_of(wide),
            };
            let number = grouped(value, decimals);
            if value > 0.0 { format!("+{number}") } else { number }
        };
        Some([words(low), words(high)])
    }

    /// Verdict on the difference; `None` if there is none, or no error to judge it by.
    pub fn verdict(&self) -> Option<Verdict> {
        let value = self.value?;
        if value == 0.0 && self.se.unwrap_or(0.0) == 0.0 {
            return Some(Verdict::Same);
        }
        let noise = value.abs() <= NINETY_FIVE * self.se?;
        Some(if noise { Verdict::Noise } else { Verdict::Differs })
    }

    /// Difference in words: "−10.80 ± 0.31 points", "+0.1 ± 3.8 /cm² (noise)", "the same". Points are
    /// percentage points.
    pub fn words(&self, unit: Unit) -> String {
        self.said(unit, if unit == Unit::Share { "\u{202f}points" } else { suffix(unit) }).to_string()
    }

    /// Parts of these words, for translation, with `suffix` behind the number.
    pub fn said(&self, unit: Unit, suffix: &str) -> SaidOfDifference {
        self.said_to(unit, suffix, usize::MAX)
    }

    /// The same with at most three significant digits, for pictures.
    pub fn said_briefly(&self, unit: Unit, suffix: &str) -> SaidOfDifference {
        self.said_to(unit, suffix, BRIEF)
    }

    fn said_to(&self, unit: Unit, suffix: &str, digits: usize) -> SaidOfDifference {
        let (Some(value), verdict) = (self.value, self.verdict()) else {
            return match self.why_not {
                Some(WhyNot::AreasDiffer) => SaidOfDifference::AreasDiffer,
                _ => SaidOfDifference::NotComputed,
            };
        };
        if verdict == Some(Verdict::Same) {
            return SaidOfDifference::Same;
        }
        let (sign, size) = signed([value, self.se.unwrap_or(0.0)], unit, suffix, digits);
        SaidOfDifference::Number { sign, size, is_noise: verdict == Some(Verdict::Noise) }
    }

    /// Difference and its error as a share of the first setting's value, which is taken as exact. `None` if
    /// there is no difference or the first value is zero.
    pub fn relative(&self, first: Option<f64>) -> Option<[f64; 2]> {
        let first = first.filter(|first| *first != 0.0)?.abs();
        Some([self.value? / first, self.se.unwrap_or(0.0) / first])
    }

    /// 95 % interval of the relative difference, from the error alone. It never goes below -100 %, so it
    /// holds for values that cannot be negative.
    pub fn relative_interval(&self, first: Option<f64>) -> Option<[f64; 2]> {
        let [value, error] = self.relative(first)?;
        Some([-1.0, 1.0].map(|sign: f64| (value + sign * NINETY_FIVE * error).max(-1.0)))
    }
}

/// Wording of a difference. Displayed in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaidOfDifference {
    /// The difference could not be computed.
    NotComputed,
    /// The areas differ, and the value depends on the area.
    AreasDiffer,
    /// The values are exactly equal in every realisation.
    Same,
    /// A number with its error and unit, or a bound that the number is below.
    Number {
        /// "+", "−" (U+2212), or empty for a difference of zero.
        sign: &'static str,
        /// Absolute value of the difference, with its error and unit.
        size: Said,
        /// True if the 95 % interval contains zero.
        is_noise: bool,
    },
}

impl std::fmt::Display for SaidOfDifference {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SaidOfDifference::NotComputed => write!(out, "not computed"),
            SaidOfDifference::AreasDiffer => write!(out, "areas differ"),
            SaidOfDifference::Same => write!(out, "the same"),
            SaidOfDifference::Number { sign, size, is_noise } => {
                write!(out, "{sign}{size}{}", if *is_noise { " (noise)" } else { "" })
            }
        }
    }
}

/// Sign of a difference, and its value with the error.
fn signed([value, error]: [f64; 2], unit: Unit, suffix: &str, digits: usize) -> (&'static str, Said) {
    let sign = match value {
        value if value > 0.0 => "+",
        value if value < 0.0 => "\u{2212}",
        _ => "",
    };
    let size = value.abs();
    let larger = 100.0 * size.max(error);
    if unit == Unit::Share && larger < 1e-10 {
        return (sign, Said::Under(format!("10⁻¹⁰{suffix}")));
    }
    let power = if unit == Unit::Share { small_power(larger) } else { None };
    (sign, Said::Number(number_words([size, error], unit, power, suffix, digits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(value: f64, se: Option<f64>) -> Difference {
        Difference::of(Mean { mean: value, standard_error: se }, By::Pairs, Unit::Share)
    }

    #[test]
    fn identity_a_difference_is_noise_where_its_interval_holds_zero() {
        let verdict = |value, se| difference(value, se).verdict();
        assert_eq!(verdict(0.0, Some(0.0)), Some(Verdict::Same));
        assert_eq!(verdict(0.0, None), Some(Verdict::Same));
        assert_eq!(verdict(0.0, Some(0.1)), Some(Verdict::Noise));
        assert_eq!(verdict(-0.196, Some(0.1)), Some(Verdict::Noise));
        assert_eq!(verdict(-0.197, Some(0.1)), Some(Verdict::Differs));
        assert_eq!(verdict(0.5, Some(0.0)), Some(Verdict::Differs));
        assert_eq!(verdict(0.5, None), None, "one realisation has no error");
        assert_eq!(Difference::none(WhyNot::AreasDiffer).verdict(), None);
    }

    #[test]
    fn identity_differences_in_words() {
        let words = |value, se, unit| {
            Difference::of(Mean { mean: value, standard_error: Some(se) }, By::Pairs, unit).words(unit)
        };
        assert_eq!(words(-0.108, 0.0031, Unit::Share), "\u{2212}10.80 ± 0.31\u{202f}points");
        assert_eq!(words(0.1, 3.8, Unit::PerCm2), "+0.1 ± 3.8\u{202f}/cm² (noise)");
        assert_eq!(words(-0.5, 0.0, Unit::Mm), "\u{2212}0.5000\u{202f}mm");
        assert_eq!(
            words(-3.14e-8, 4.2e-9, Unit::Share),
            "\u{2212}(3.14 ± 0.42)\u{202f}×\u{202f}10⁻⁶\u{202f}points"
        );
        assert_eq!(words(1e-13, 1e-14, Unit::Share), "+under 10⁻¹⁰\u{202f}points");
        assert_eq!(words(0.0, 0.0, Unit::Mm), "the same");
        assert_eq!(Difference::none(WhyNot::AreasDiffer).words(Unit::Mm), "areas differ");
        let over = |low, high| {
            let bounds = difference(0.1, None).over_inputs(Some([low, high])).bounds_said(Unit::Share);
            bounds.map_or(String::new(), |bounds| bounds.join(" to "))
        };
        assert_eq!(over(-0.4512, 0.1203), "\u{2212}45 to +12");
        assert_eq!(over(0.001, 0.0025), "+0.10 to +0.25");
        assert_eq!(over(-0.26, -0.00012), "\u{2212}26 to \u{2212}0.012");
        assert_eq!(over(-0.26, -1e-6), "\u{2212}26 to \u{2212}0.00010", "its sign is what matters");
        assert_eq!(over(-0.26, -1e-9), "\u{2212}26 to 0");
        assert_eq!(over(0.2, 0.2), "");
        assert_eq!(
            difference(-0.108, Some(0.0031)).said(Unit::Share, "").to_string(),
            "\u{2212}10.80 ± 0.31"
        );
    }

    #[test]
    fn limit_intervals_and_relative_differences() {
        let half = difference(-0.5, Some(0.1));
        assert!((half.low.unwrap() + 0.5 + 0.1 * NINETY).abs() < 1e-15);
        assert!((half.high.unwrap() + 0.5 - 0.1 * NINETY).abs() < 1e-15);
        assert_eq!(difference(0.99, Some(0.1)).high, Some(1.0), "no share differs by more than a whole");
        assert_eq!(half.relative(Some(1.0)), Some([-0.5, 0.1]));
        assert_eq!(half.relative(Some(-0.25)), Some([-2.0, 0.4]), "below a negative first is less");
        assert_eq!(half.relative(Some(0.0)), None);
        assert_eq!(half.relative(None), None);
        let [low, high] = half.relative_interval(Some(0.6)).unwrap();
        assert_eq!(low, -1.0, "nothing is less than nothing");
        assert!((high - (-0.5 + NINETY_FIVE * 0.1) / 0.6).abs() < 1e-15);
    }
}
