//! Fit to rows of one's own: the posterior of the program's calibration, weighted by what they say.
//!
//! ```text
//! w_s ∝ p(rows | set s, open numbers of s),    effective size = (Σ w)² / Σ w²
//! ```
//!
//! Each of the stored sets gets one draw of what the rows leave open, so that the weights integrate over it. A
//! family of 200 sets is drawn by the weights at equal steps. Few sets have weight where the rows say much, or
//! say something else than the calibration. If the effective size is below [`LEAST_EFFECTIVE`], a short chain
//! ([`ensemble`]) starts from the sets with weight and draws from the posterior of all rows together, those of
//! the calibration and one's own.

use super::row::{Role, Row};
use super::{Fit, log_likelihood, rows};
use crate::foundation::ensemble::{self, Chain};
use crate::foundation::random::{Purpose, Stream};
use crate::foundation::statistics::effective_size;
use crate::mechanics::numbers::FITTED;
use crate::mechanics::sets::Family;
use crate::outcome::fit::{Contradiction, OfChain, OfNumber, OfRow, OwnFit, Quantiles};
use crate::simulate::Setup;
use rayon::prelude::*;

/// Effective size below which a chain takes over.
pub const LEAST_EFFECTIVE: f64 = 100.0;

/// Sets of the family that a fit gives, the central one among them.
const SETS: usize = 200;

/// Chains, least number of walkers of each, and every so many steps that are kept.
const CHAINS: u64 = 2;
const LEAST_WALKERS: usize = 64;
const THIN: u32 = 3;

/// A set agrees with rows if the logarithm of their likelihood lies no further below the best that each of
/// them could have: three standard errors of one measurement. For many pairs of rows the distance grows by the
/// logarithm of their number.
const FAR: f64 = 4.5;

/// Two rows contradict each other if no more than the first share of the sets agrees with both, and more than the second with each. A row
/// that hardly any set agrees with contradicts the calibration, not another row.
const AGREEING: [f64; 2] = [0.005, 0.02];

/// Fits rows; `load` makes the setup of a row's scenario, and `steps` is the length of a chain if one is needed.
///
/// # Errors
/// One sentence: the row whose scenario cannot be computed, or that no set of numbers computes.
pub fn own(
    rows: Vec<Row>,
    load: impl Fn(&Row) -> Result<Setup, String>,
    seed: u64,
    steps: u32,
) -> Result<OwnFit, String> {
    if !rows.iter().any(|row| row.role == Role::Fit) {
        return Err("no row has the role \"fit\"".to_owned());
    }
    let fit = Fit::new(rows, &load)?;
    let stored = Stored::new(&fit, seed);
    let used = &stored.rows;
    let all: Vec<usize> = (0..used.len()).collect();
    let all = weights(&stored.likelihoods(&all)).ok_or(
        "no set of numbers computes these rows: needles find no rest, or a curve goes beyond the travel of its device",
    )?;
    let effective = effective_size(all.iter().copied());
    let drawn = (effective < LEAST_EFFECTIVE)
        .then(|| chained(&fit, &stored.places, &all, &load, [seed, u64::from(steps)]))
        .transpose()?;
    let (draws, chain) = drawn.map_or((None, None), |(draws, chain)| (Some(draws), Some(chain)));
    let (places, weights_after) = match &draws {
        Some(draws) => (draws, vec![1.0; draws.len()]),
        None => (&stored.places, all.clone()),
    };

    let before: Vec<Vec<f64>> = stored.places.iter().map(|place| fit.values(place)).collect();
    let after: Vec<Vec<f64>> = places.iter().map(|place| fit.values(place)).collect();
    let column = |values: &[Vec<f64>], at: usize| values.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let of_number = |(at, number): (usize, &crate::mechanics::numbers::Number)| OfNumber {
        key: number.key,
        before: plain_quantiles(&column(&before, at)),
        after: quantiles(&column(&after, at), &weights_after),
    };
    let numbers: Vec<OfNumber> = FITTED.iter().enumerate().map(of_number).collect();
    let central: [f64; FITTED.len()] = std::array::from_fn(|at| numbers[at].after[1]);
    let set = |at: usize| std::array::from_fn(|number| after[at][number]);
    let sets = std::iter::once(central).chain(resampled(&weights_after, SETS - 1).into_iter().map(set));
    let sets = sets.collect();

    let singles: Vec<Vec<f64>> = (0..used.len()).map(|row| stored.likelihoods(&[row])).collect();
    // What the rows get is computed for as many draws as the family has.
    let fitted: Vec<Vec<Vec<f64>>> = resampled(&weights_after, SETS)
        .par_iter()
        .filter_map(|at| fit.predictions(&places[*at], Role::Fit))
        .collect();
    let of_row = |(at, row): (usize, &&Row)| {
        let (measured, point) = measured(row);
        let known: Vec<f64> = stored.predicted.iter().flatten().map(|rows| rows[at][point]).collect();
        let fitted: Vec<f64> = fitted.iter().map(|rows| rows[at][point]).collect();
        OfRow {
            id: row.id.clone(),
            sd: row.sd.filter(|_| !row.observable.is_count()),
            measured,
            before: plain_quantiles(&known),
            after: plain_quantiles(&fitted),
            effective: weights(&singles[at]).map_or(0.0, effective_size),
        }
    };
    Ok(OwnFit {
        rows: used.iter().enumerate().map(of_row).collect(),
        numbers,
        stored: stored.places.len(),
        effective,
        chain,
        contradiction: contradiction(&stored, &singles),
        sets,
    })
}

/// The stored sets, and what each gives for the fitted rows.
struct Stored<'a> {
    rows: Vec<&'a Row>,
    places: Vec<Vec<f64>>,
    /// Spread of laboratories' errors with each set.
    tau: Vec<f64>,
    /// Predictions of every row under each set; `None` without an equilibrium.
    predicted: Vec<Option<Vec<Vec<f64>>>>,
}

impl<'a> Stored<'a> {
    /// Every set gets a draw of what the rows leave open.
    fn new(fit: &'a Fit, seed: u64) -> Stored<'a> {
        let posterior = Family::posterior();
        // The first set is the middle of the others and no draw.
        let place = |set: usize| {
            let mut stream = Stream::new(seed, Purpose::Inputs, 3, set as u64);
            fit.place(posterior.values(set).iter().copied().chain(posterior.tau(set)), &mut stream)
        };
        let places: Vec<Vec<f64>> = (1..posterior.count()).map(place).collect();
        let predicted = places.par_iter().map(|place| fit.predictions(place, Role::Fit)).collect();
        let tau = places.iter().map(|place| fit.values(place)[FITTED.len()]).collect();
        Stored {
            rows: fit.rows().iter().filter(|row| row.role == Role::Fit).collect(),
            places,
            tau,
            predicted,
        }
    }

    /// Logarithm of the likelihood of some rows, by their places, under every set.
    fn likelihoods(&self, rows: &[usize]) -> Vec<f64> {
        let of = |(tau, predicted): (&f64, &Option<Vec<Vec<f64>>>)| {
            let Some(predicted) = predicted else { return f64::NEG_INFINITY };
            log_likelihood(rows.iter().map(|at| (self.rows[*at], &predicted[*at])), *tau)
        };
        self.tau.iter().zip(&self.predicted).map(of).collect()
    }
}

/// A chain over all rows, from places drawn by weight. Returns its draws as places of `fit`.
fn chained(
    fit: &Fit,
    places: &[Vec<f64>],
    weights: &[f64],
    load: &impl Fn(&Row) -> Result<Setup, String>,
    [seed, steps]: [u64; 2],
) -> Result<(Vec<Vec<f64>>, OfChain), String> {
    let known = rows("calibration.toml", include_str!("../../../data/calibration.toml"))?;
    let known = known.into_iter().filter(|row| row.role == Role::Fit).map(|row| Row {
        // No laboratory of the calibration is one's own.
        experiment: format!("calibration {}", row.experiment),
        ..row
    });
    let every = known.chain(fit.rows().iter().filter(|row| row.role == Role::Fit).cloned());
    let whole = Fit::new(every.collect(), load)?;
    let shared: Vec<Option<usize>> = whole
        .numbers()
        .iter()
        .map(|number| fit.numbers().iter().position(|other| other.name == number.name))
        .collect();
    let walkers = (2 * whole.numbers().len() + 2).max(LEAST_WALKERS);
    let run = |chain: u64| {
        let mut stream = Stream::new(seed, Purpose::Inputs, 4, chain);
        let start = resampled(weights, walkers).into_iter().map(|at| {
            let number = |own: &Option<usize>| match own {
                // Walkers that begin at one set scatter from there.
                Some(own) => places[at][*own] + 0.3 * stream.normal(),
                None => stream.normal(),
            };
            shared.iter().map(number).collect::<Vec<f64>>()
        });
        let start: Vec<Vec<f64>> = start.collect();
        let lengths = [steps as u32, steps as u32, THIN];
        ensemble::run(seed ^ chain, start, lengths, |place| whole.log_density(place))
    };
    let chains: Vec<Chain> = (0..CHAINS).into_par_iter().map(run).collect();
    let numbers = 0..FITTED.len();
    let r_hat = numbers.clone().map(|at| ensemble::r_hat(&chains, at)).fold(1.0, f64::max);
    let effective = numbers.map(|at| ensemble::effective(&chains, at)).fold(f64::INFINITY, f64::min);
    let back = |place: &Vec<f64>| -> Vec<f64> {
        let of = |number: usize| shared.iter().position(|own| *own == Some(number));
        (0..fit.numbers().len()).map(|number| of(number).map_or(0.0, |at| place[at])).collect()
    };
    let draws: Vec<Vec<f64>> = chains.iter().flat_map(|chain| &chain.steps).flatten().map(back).collect();
    let report = OfChain { draws: draws.len(), r_hat, effective };
    Ok((draws, report))
}

/// Weights from logarithms, the largest 1; `None` if all are -∞.
fn weights(logs: &[f64]) -> Option<Vec<f64>> {
    let most = logs.iter().copied().filter(|log| !log.is_nan()).fold(f64::NEG_INFINITY, f64::max);
    let of = |log: &f64| if log.is_nan() { 0.0 } else { libm::exp(log - most) };
    most.is_finite().then(|| logs.iter().map(of).collect())
}

/// Places drawn by weight at equal steps.
fn resampled(weights: &[f64], count: usize) -> Vec<usize> {
    let step = weights.iter().sum::<f64>() / count as f64;
    let (mut below, mut next) = (0.0, 0.5 * step);
    let mut drawn = Vec::with_capacity(count);
    for (at, weight) in weights.iter().enumerate() {
        below += weight;
        while next < below && drawn.len() < count {
            drawn.push(at);
            next += step;
        }
    }
    drawn
}

/// Weighted 5 %, 50 % and 95 % quantiles; NaN without values.
fn quantiles(values: &[f64], weights: &[f64]) -> Quantiles {
    let mut sorted: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let sum: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    [0.05, 0.5, 0.95].map(|share| {
        let mut below = 0.0;
        let found = sorted.iter().find(|(_, weight)| {
            below += weight;
            below >= share * sum
        });
        found.or(sorted.last()).map_or(f64::NAN, |(value, _)| *value)
    })
}

/// The same where all weigh alike.
fn plain_quantiles(values: &[f64]) -> Quantiles {
    quantiles(values, &vec![1.0; values.len()])
}

/// What was measured as a value or a band, and at which point of a curve: where its force is highest.
fn measured(row: &Row) -> ([f64; 2], usize) {
    if let (Some(k), Some(n)) = (row.k, row.n) {
        return ([f64::from(k) / f64::from(n); 2], 0);
    }
    if let Some(points) = &row.points {
        let highest = (0..points.len()).max_by(|a, b| points[*a][1].total_cmp(&points[*b][1])).unwrap_or(0);
        return ([points[highest][1]; 2], highest);
    }
    (row.between.or(row.value.map(|value| [value; 2])).unwrap_or([f64::NAN; 2]), 0)
}

/// The two rows that fewest sets agree with together, if many agree with each. `singles` holds the logarithm of
/// the likelihood of each row under every set.
fn contradiction(stored: &Stored<'_>, singles: &[Vec<f64>]) -> Option<Contradiction> {
    let used = &stored.rows;
    let best = |logs: &[f64]| logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let pairs = (used.len() * used.len().saturating_sub(1) / 2).max(1);
    let far = FAR + libm::log(pairs as f64);
    let agree = |logs: &[f64], best: f64| logs.iter().filter(|log| **log > best - far).count();
    let [few, many] = AGREEING.map(|share| share * singles.first().map_or(0, Vec::len) as f64);
    // Of pairs with equally few sets, the one that is furthest from what each could have.
    let mut found: Option<(f64, Contradiction)> = None;
    for one in 0..used.len() {
        for other in 0..one {
            let both_best = best(&singles[one]) + best(&singles[other]);
            let joint = stored.likelihoods(&[other, one]);
            let (both, off) = (agree(&joint, both_best), best(&joint) - both_best);
            let each = [other, one].map(|row| agree(&singles[row], best(&singles[row])));
            if both as f64 <= few
                && each.iter().all(|count| *count as f64 > many)
                && found.as_ref().is_none_or(|(least, known)| (both, off) < (known.both, *least))
            {
                let ids = [other, one].map(|row| used[row].id.clone());
                found = Some((off, Contradiction { ids, each, both }));
            }
        }
    }
    found.map(|(_, contradiction)| contradiction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_sets_are_drawn_as_often_as_they_weigh() {
        let weights = [0.0, 1.0, 3.0, 0.0, 4.0];
        let drawn = resampled(&weights, 800);
        let count = |at: usize| drawn.iter().filter(|other| **other == at).count();
        assert_eq!([0, 1, 2, 3, 4].map(count), [0, 100, 300, 0, 400]);
        assert_eq!(quantiles(&[3.0, 1.0, 2.0], &[1.0, 1.0, 18.0]), [1.0, 2.0, 2.0]);
    }

    #[test]
    fn limit_weights_without_a_likelihood_are_none() {
        assert_eq!(weights(&[f64::NEG_INFINITY, f64::NAN]), None);
        assert_eq!(weights(&[f64::NEG_INFINITY, 3.0, 3.0]), Some(vec![0.0, 1.0, 1.0]));
    }
}
