//! What settings are worth to what is asked: values that are to be large or small, and limits on others.

use super::search::{Merit, Worth};
use crate::injury::Unit;
use crate::injury::measure::Sign;
use crate::outcome::Figure;
use crate::outcome::optimum::{Asked, AtAnswer, Goal, Limit, Quantity, Tried};

/// Scale of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// ln(x / (1 - x)).
    Logit,
    /// ln x.
    Log,
    /// x.
    Plain,
}

/// Nearest that a share comes to 0 or 1, and an amount to 0, on a scale that has neither.
const LEAST: f64 = 1e-9;

impl Scale {
    /// Place of a value.
    pub fn place(self, value: f64) -> f64 {
        match self {
            Scale::Logit => {
                let share = value.clamp(LEAST, 1.0 - LEAST);
                libm::log(share) - libm::log1p(-share)
            }
            Scale::Log => libm::log(value.max(LEAST)),
            Scale::Plain => value,
        }
    }

    /// The value of a place.
    fn back(self, place: f64) -> f64 {
        match self {
            Scale::Logit => 1.0 / (1.0 + libm::exp(-place)),
            Scale::Log => libm::exp(place),
            Scale::Plain => place,
        }
    }
}

/// Scale on which the search sees a quantity: close to linear in a setting.
pub fn scale(of: Quantity) -> Scale {
    match (of.measure.unit(), of.measure.sign()) {
        (_, Sign::Either) => Scale::Plain,
        (Unit::Share, _) => Scale::Logit,
        _ => Scale::Log,
    }
}

impl Goal {
    /// What a value is worth: more is better.
    pub fn merit(&self, value: f64) -> f64 {
        let place = scale(self.of).place(value);
        if self.up { place } else { -place }
    }
}

impl Asked {
    /// The same with one of two goals.
    pub fn alone(&self, goal: usize) -> Alone<'_> {
        Alone { asked: self, goal }
    }

    /// Differences of full values from quick ones, on the scale of each.
    pub fn corrections(&self, full: &[f64], quick: &[f64]) -> Vec<f64> {
        let apart =
            |((of, full), quick): ((Quantity, &f64), &f64)| scale(of).place(*full) - scale(of).place(*quick);
        let finite = |apart: f64| if apart.is_finite() { apart } else { 0.0 };
        self.quantities().zip(full).zip(quick).map(apart).map(finite).collect()
    }

    /// What values are worth: the first goal, and how far each limit is kept. `bounds` are lower bounds of what the
    /// further goals are worth, negated for those that are to be small, on their scale.
    pub fn merit(&self, worth: &Worth, corrections: &[f64], bounds: &[f64]) -> Merit {
        self.merit_of(0, worth, corrections, bounds)
    }

    fn merit_of(&self, goal: usize, worth: &Worth, corrections: &[f64], bounds: &[f64]) -> Merit {
        let place = |at: usize, of: Quantity| {
            scale(of).place(worth[at]) + corrections.get(at).copied().unwrap_or(0.0)
        };
        let signed = |at: usize| {
            let goal = &self.goals[at];
            let place = place(at, goal.of);
            if goal.up { place } else { -place }
        };
        let first = self.goals.len();
        let limits = self.limits.iter().enumerate().map(|(at, limit)| {
            let apart = scale(limit.of).place(limit.limit) - place(first + at, limit.of);
            if limit.at_most { apart } else { -apart }
        });
        let kept = bounds.iter().enumerate().map(|(at, bound)| {
            let goal = &self.goals[1 + at];
            let bound = if goal.up { *bound } else { -bound };
            signed(1 + at) - bound
        });
        Merit { goal: signed(goal), kept: limits.chain(kept).collect() }
    }

    /// Corrections by which quick values become the mean of what they were corrected to and of an independent run;
    /// limits are taken one standard error of this run further where that is less.
    pub fn careful(&self, corrections: &[f64], again: &AtAnswer, quick: &[f64]) -> Vec<f64> {
        let first = self.goals.len();
        let value = |(at, of): (usize, Quantity)| {
            let place = |value: f64| scale(of).place(value) - scale(of).place(quick[at]);
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
        self.limits
            .iter()
            .zip(&values[self.goals.len()..])
            .all(|(limit, value)| limit.margin(*value) >= -2e-3 * limit.limit.abs())
    }

    /// Quick values with these corrections.
    pub fn corrected(&self, quick: &[f64], corrections: &[f64]) -> Vec<f64> {
        let value = |(at, of): (usize, Quantity)| match corrections.get(at) {
            Some(apart) if *apart != 0.0 => scale(of).back(scale(of).place(quick[at]) + apart),
            _ => quick[at],
        };
        self.quantities().enumerate().map(value).collect()
    }

    /// Whether values keep all limits.
    pub fn keeps(&self, values: &[f64]) -> bool {
        self.limits.iter().zip(&values[self.goals.len()..]).all(|(limit, value)| limit.holds(*value))
    }

    /// Whether a run keeps all limits, or misses them by less than two of its standard errors.
    pub fn keeps_within_error(&self, tried: &Tried) -> bool {
        let first = self.goals.len();
        self.limits.iter().enumerate().all(|(at, limit)| {
            let (value, se) = (tried.values[first + at], tried.figures[first + at].se.unwrap_or(0.0));
            // A limit is met to the step of the search.
            limit.margin(value) >= -(2.0 * se).max(2e-3 * limit.limit.abs())
        })
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
            keys.iter()
                .zip(&tried.setting)
                .map(|(key, value)| format!("{key}={value}"))
                .collect::<Vec<_>>()
                .join(", "),
            missed.join("; ")
        )
    }
}

/// A request with one of its two goals.
pub struct Alone<'a> {
    asked: &'a Asked,
    goal: usize,
}

impl Alone<'_> {
    /// What values are worth for this goal.
    pub fn merit(&self, worth: &Worth, corrections: &[f64], bounds: &[f64]) -> Merit {
        self.asked.merit_of(self.goal, worth, corrections, bounds)
    }
}
