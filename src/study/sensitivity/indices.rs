//! First-order and total Sobol indices.
//!
//! With f_A, f_B and f_i the values at a base point, at another, and at the first with input i of the second:
//!
//! ```text
//! first order S_i = mean( f_B (f_i - f_A) ) / V          share of the variance that input i has by itself
//! total       T_i = mean( (f_A - f_i)² ) / (2 V)         share that goes with input i, its interplay included
//! V = variance of all f_A and f_B;  values are taken from their mean first
//! ```
//!
//! (Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018, *memory*; Jansen 1999, *memory*.) Intervals are 5-95 % of
//! the indices of base points drawn again with replacement (bootstrap).

use crate::foundation::random::{Purpose, Stream};
use crate::foundation::statistics::quantile_sorted;
use crate::outcome::sensitivity::{Index, Scale};
use rayon::prelude::*;

/// Times that the base points are drawn again.
const DRAWN_AGAIN: u64 = 500;

/// Values of one base point.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// At the point itself.
    pub a: f64,
    /// At another point.
    pub b: f64,
    /// At the point itself with each input, or group of inputs, of the other.
    pub ab: Vec<f64>,
}

impl Row {
    /// All values: A, each mixed point, B.
    pub fn all(&self) -> impl Iterator<Item = f64> {
        std::iter::once(self.a).chain(self.ab.iter().copied()).chain([self.b])
    }

    /// These values on a scale; `None` if one of them is missing.
    pub fn on(&self, scale: Scale) -> Option<Row> {
        let row = Row {
            a: scale.of_value(self.a),
            b: scale.of_value(self.b),
            ab: self.ab.iter().map(|value| scale.of_value(*value)).collect(),
        };
        let whole = row.all().all(f64::is_finite);
        whole.then_some(row)
    }
}

/// Indices of every input. `None` for fewer than eight rows, or if the values do not vary.
pub fn indices(rows: &[Row], seed: u64) -> Option<Vec<Index>> {
    const LEAST: usize = 8;
    if rows.len() < LEAST {
        return None;
    }
    let count = rows[0].ab.len();
    let all: Vec<usize> = (0..rows.len()).collect();
    let found = estimate(rows, &all)?;
    let again: Vec<Vec<[f64; 2]>> = (0..DRAWN_AGAIN)
        .into_par_iter()
        .filter_map(|number| {
            let mut stream = Stream::new(seed, Purpose::Inputs, 4, number);
            let drawn: Vec<usize> =
                all.iter().map(|_| (stream.uniform() * rows.len() as f64) as usize).collect();
            estimate(rows, &drawn)
        })
        .collect();
    let bounds = |input: usize, which: usize| {
        let mut values: Vec<f64> = again.iter().map(|indices| indices[input][which]).collect();
        values.sort_by(f64::total_cmp);
        [0.05, 0.95].map(|share| quantile_sorted(&values, share).unwrap_or(f64::NAN))
    };
    let index = |input: usize| {
        let [first, total] = found[input];
        let ([first_low, first_high], [total_low, total_high]) = (bounds(input, 0), bounds(input, 1));
        Index { first, first_low, first_high, total, total_low, total_high }
    };
    Some((0..count).map(index).collect())
}

/// First-order and total index of every input from these rows; `None` if the values do not vary.
fn estimate(rows: &[Row], of: &[usize]) -> Option<Vec<[f64; 2]>> {
    let n = of.len() as f64;
    let count = rows[0].ab.len();
    let sum: f64 = of.iter().map(|at| rows[*at].all().sum::<f64>()).sum();
    let mean = sum / (n * (count + 2) as f64);
    let base: f64 = of.iter().map(|at| rows[*at].a + rows[*at].b).sum::<f64>() / (2.0 * n);
    let square = |value: f64| (value - base) * (value - base);
    let variance = of.iter().map(|at| square(rows[*at].a) + square(rows[*at].b)).sum::<f64>() / (2.0 * n);
    if variance <= 1e-24 * base * base || !variance.is_finite() {
        return None;
    }
    let index = |input: usize| {
        let (mut first, mut total) = (0.0, 0.0);
        for at in of {
            let Row { a, b, ab } = &rows[*at];
            let apart = ab[input] - a;
            first += (b - mean) * apart;
            total += apart * apart;
        }
        [first / (n * variance), 0.5 * total / (n * variance)]
    };
    Some((0..count).map(index).collect())
}
