//! Which of several possible experiments would narrow a figure most.
//!
//! Over the draws of the uncertain inputs, the figure f and the result y of an experiment vary together, as far
//! as both depend on the numbers of the contact law. With the correlation ρ of f and y, and the share of the
//! variance of a measured y that is not its error σ,
//!
//! ```text
//! width of f after / before = √(1 - ρ² Var y / (Var y + σ² + τ²))
//! ```
//!
//! as for normal f and y. f enters as ranks turned into normals, a measured y as its logarithm. ρ² is reduced by
//! what chance gives.

use super::Fit;
use super::row::{Role, Row};
use crate::foundation::random::{Purpose, Stream};
use crate::injury::Measure;
use crate::mechanics::Law;
use crate::mechanics::sets::Family;
use crate::outcome::fit::Next;
use crate::simulate::Setup;
use crate::simulate::inputs::attribution::normal_scores;
use crate::simulate::inputs::{InputSpread, Inputs};
use rayon::prelude::*;

/// Ranks planned experiments by how much they would narrow a figure of a run, best first. `setup` is the run's,
/// and `spread` its values under the draws of its inputs.
///
/// # Errors
/// One sentence: a row whose scenario cannot be computed, or a figure that does not vary.
pub fn next(
    planned: Vec<Row>,
    load: impl Fn(&Row) -> Result<Setup, String>,
    setup: &Setup,
    spread: &InputSpread,
    figure: Measure,
) -> Result<Vec<Next>, String> {
    let Law::Contact(contact) = &setup.law else {
        return Err("the ratio law has no numbers that an experiment could narrow".to_owned());
    };
    let values = spread.values(figure);
    let known: Vec<usize> = (0..values.len()).filter(|draw| !values[*draw].is_nan()).collect();
    let f = normal_scores(&known.iter().map(|draw| values[*draw]).collect::<Vec<f64>>())
        .ok_or_else(|| format!("{} does not vary under the inputs", figure.key()))?;
    let draws = Inputs::draws(setup.seed);
    let tau = Family::posterior().tau(0).unwrap_or(0.0);
    let of_plan = |plan: Row| {
        let (id, count, sd) = (plan.id.clone(), plan.observable.is_count(), plan.sd);
        let trials = plan.n.map_or(1.0, f64::from);
        let fit = Fit::new(vec![Row { role: Role::Fit, ..plan }], &load)?;
        let place = |draw: &usize| -> Vec<f64> {
            let set = contact.family.values(draws[*draw].set(&contact.family));
            let mut stream = Stream::new(setup.seed, Purpose::Inputs, 5, *draw as u64);
            // The laboratory's error is part of the noise; what a plan leaves open is drawn.
            fit.place(set.iter().copied().chain([tau]), &mut stream)
        };
        let result = |draw: &usize| fit.predictions(&place(draw), Role::Fit)?.first()?.first().copied();
        let results: Vec<Option<f64>> = known.par_iter().map(result).collect();
        // A measured result as its logarithm, with its error as a share; a count as its probability.
        let pairs: Vec<(f64, f64)> = results
            .iter()
            .zip(&f)
            .filter_map(|(y, f)| Some(((*y)?, *f)))
            .filter(|(y, _)| count || *y > 0.0)
            .map(|(y, f)| (if count { y } else { libm::log(y) }, f))
            .collect();
        Ok(Next {
            id,
            width: width(&pairs, |middle, y| match (count, sd) {
                (true, _) => y * (1.0 - y) / trials,
                (false, Some(sd)) => (sd / libm::exp(middle)).powi(2) + tau * tau,
                (false, None) => f64::INFINITY,
            }),
        })
    };
    let mut ranked = planned.into_iter().map(of_plan).collect::<Result<Vec<Next>, String>>()?;
    let order = |next: &Next| next.width.map_or(f64::INFINITY, |[width, _]| width);
    ranked.sort_by(|one, other| order(one).total_cmp(&order(other)));
    Ok(ranked)
}

/// Least number of draws under which an experiment has a result.
const LEAST: usize = 50;

/// Width after over width before with its standard error, from pairs of a result and the figure. `noise` gives the
/// variance of the result's error from the mean result and a result. `None` without enough results, or if they do
/// not vary.
fn width(pairs: &[(f64, f64)], noise: impl Fn(f64, f64) -> f64) -> Option<[f64; 2]> {
    if pairs.len() < LEAST {
        return None;
    }
    let count = pairs.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let [middle, middle_f] = [mean(&|pair| pair.0), mean(&|pair| pair.1)];
    let variance = mean(&|pair| (pair.0 - middle).powi(2));
    let variance_f = mean(&|pair| (pair.1 - middle_f).powi(2));
    if !(variance > 0.0 && variance_f > 0.0) {
        return None;
    }
    let together = mean(&|pair| (pair.0 - middle) * (pair.1 - middle_f));
    let squared = together * together / (variance * variance_f);
    let heard = variance / (variance + mean(&|pair| noise(middle, pair.0)));
    // Chance alone gives 1 / (n - 1). The error of a correlation ρ is (1 - ρ²) / √n.
    let true_square = (squared - 1.0 / (count - 1.0)).clamp(0.0, 1.0);
    let width = libm::sqrt(1.0 - true_square * heard);
    let error = heard * libm::sqrt(squared) * (1.0 - squared) / (libm::sqrt(count) * width.max(1e-6));
    Some([width, error])
}
