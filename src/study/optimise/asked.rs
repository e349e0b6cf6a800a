//! What settings are worth to what is asked: values that are to be large or small, and limits on others.

use super::search::{Merit, Worth};
use crate::injury::Unit;
use crate::injury::measure::Sign;
use crate::outcome::Figure;
use crate::outcome::optimum::{Asked, AtAnswer, Goal, Limit, Quantity, Tried};
use crate::outcome::sensitivity::Scale;

/// Nearest that a share comes to 0 or 1, and an amount to 0.
const LEAST: f64 = 1e-9;

/// Place of a value on the scale of its quantity, away from the ends that have no place there.
pub fn place(of: Quantity, value: f64) -> f64 {
    let scale = scale(of);
    scale.of_value(match scale {
        Scale::Logit => value.clamp(LEAST, 1.0 - LEAST),
        Scale::Log => value.max(LEAST),
        Scale::Plain => value,
    })
}

/// Scale on which the search sees a quantity: close to linear in a setting.
fn scale(of: Quantity) -> Scale {
    match of.measure.sign() {
        Sign::Either => Scale::Plain,
        Sign::Positive => Scale::of(of.measure.unit(), []),
    }
}

impl Goal {
    /// What a value is worth: more is better.
    pub fn merit(&self, value: f64) -> f64 {
        let place = place(self.of, value);
        if self.up { place } else { -place }
    }
}

impl Asked {
    /// Differences of full values from quick ones, on the scale of each.
    pub fn corrections(&self, full: &[f64], quick: &[f64]) -> Vec<f64> {
        let apart = |((of, full), quick): ((Quantity, &f64), &f64)| place(of, *full) - place(of, *quick);
        let finite = |apart: f64| if apart.is_finite() { apart } else { 0.0 };
        self.quantities().zip(full).zip(quick).map(apart).map(finite).collect()
    }

    /// What values are worth to the first goal, and how far they keep each limit, with these corrections.
    pub fn merit(&self, worth: &Worth, corrections: &[f64]) -> Merit {
        self.merit_of(0, worth, corrections, None)
    }

    /// The same for one of the goals. `bound` is a place of the second goal's value which is to be no worse.
    pub fn merit_of(&self, goal: usize, worth: &Worth, corrections: &[f64], bound: Option<f64>) -> Merit {
        let place =
            |at: usize, of: Quantity| place(of, worth[at]) + corrections.get(at).copied().unwrap_or(0.0);
        let signed = |at: usize| {
            let goal = &self.goals[at];
            let place = place(at, goal.of);
            if goal.up { place } else { -place }
        };
        let first = self.goals.len();
        let limits = self.limits.iter().enumerate().map(|(at, limit)| {
            let apart = self::place(limit.of, limit.limit) - place(first + at, limit.of);
            if limit.at_most { apart } else { -apart }
        });
        let kept = bound.map(|bound| signed(1) - if self.goals[1].up { bound } else { -bound });
        Merit { goal: signed(goal), kept: limits.chain(kept).collect() }
    }

    /// Corrections by which quick values become the mean of what they were corrected to and of an independent run;
    /// limits are taken one standard error of this run further where that is less.
    pub fn careful(&self, corrections: &[f64], again: &AtAnswer, quick: &[f64]) -> Vec<f64> {
        let first = self.goals.len();
        let value = |(at, of): (usize, Quantity)| {
            let place = |value: f64| place(of, value) - place(of, quick[at]);
            let own = corrections.get(at).copied().unwrap_or(0.0);
            let independent = place(again.values[at]);
            let error = again.figures[at].se.unwrap_or(0.0);
            let away = match at.checked_sub(first).map(|limit| self.limits[limit].at_most) {
                None => 0.0,
                Some(true) => place(again.values[at] + error) - independent,
                Some(false) => place(again.values[at] - error) - independent,
            };
            let mean = 0.5 * (own + independent) + away;
            if mean.is_finite() { mean } else { own }
        };
        self.quantities().enumerate().map(value).collect()
    }

    /// Whether values keep all limits, to the step of the search.
    pub fn keeps_nearly(&self, values: &[f64]) -> bool {
        self.misses_less(values, |_| 0.0)
    }

    /// Whether a run keeps all limits, or misses them by less than two of its standard errors.
    pub fn keeps_within_error(&self, tried: &Tried) -> bool {
        let first = self.goals.len();
        self.misses_less(&tried.values, |at| 2.0 * tried.figures[first + at].se.unwrap_or(0.0))
    }

    /// Whether no limit is missed by more than what `most` says of it, or than the step of the search.
    fn misses_less(&self, values: &[f64], most: impl Fn(usize) -> f64) -> bool {
        const STEP: f64 = 2e-3;
        let of = |(at, (limit, value)): (usize, (&Limit, &f64))| {
            limit.margin(*value) >= -most(at).max(STEP * limit.limit.abs())
        };
        self.limits.iter().zip(&values[self.goals.len()..]).enumerate().all(of)
    }

    /// Quick values with these corrections.
    pub fn corrected(&self, quick: &[f64], corrections: &[f64]) -> Vec<f64> {
        let value = |(at, of): (usize, Quantity)| match corrections.get(at) {
            Some(apart) if *apart != 0.0 => scale(of).back(place(of, quick[at]) + apart),
            _ => quick[at],
        };
        self.quantities().enumerate().map(value).collect()
    }

    /// Whether values keep all limits.
    pub fn keeps(&self, values: &[f64]) -> bool {
        self.limits.iter().zip(&values[self.goals.len()..]).all(|(limit, value)| limit.holds(*value))
    }

    /// Which limits a setting misses, and by how much.
    pub fn missed(&self, tried: &Tried, keys: &[String]) -> String {
        let first = self.goals.len();
        let of = |(at, limit): (usize, &Limit)| {
            let value = tried.values[first + at];
            (limit.margin(value) < 0.0 || value.is_nan()).then(|| {
                let unit = limit.of.measure.unit();
                let words = |value: f64| Figure { value: Some(value), ..Figure::default() }.words(unit);
                if value.is_nan() {
                    return format!("{} has no value there", limit.of.key());
                }
                let off = match unit {
                    Unit::Share => format!("{:.2} percentage points", -100.0 * limit.margin(value)),
                    _ => words(-limit.margin(value)),
                };
                format!("\"{}\" is missed by {off}: it is {} there", limit.words(), words(value))
            })
        };
        let missed: Vec<String> = self.limits.iter().enumerate().filter_map(of).collect();
        format!(
            "no setting in these ranges keeps all limits. The nearest found is {}: {}",
            tried.words(keys, ", "),
            missed.join("; ")
        )
    }
}
