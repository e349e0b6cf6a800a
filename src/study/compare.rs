//! Compares settings on the same people.
//!
//! Two settings simulated with one seed share their random numbers (common random numbers). Every draw for a
//! person, for the error of the setting or for a needle has a stream of its own
//! ([`Purpose`](crate::foundation::random::Purpose)). Realisation r therefore treats the same person under both
//! settings, whatever the devices. With x_r and y_r the values of the two settings in realisation r,
//!
//! ```text
//! d_r = y_r - x_r
//! d   = Σ d_r / R
//! se  = √( Σ (d_r - d)² / (R - 1) ) / √R
//! ```
//!
//! Differences between people cancel: the variance of d is that of two independent means minus twice their
//! covariance. A realisation in which one setting has no value is left out of both.
//!
//! Uncertain inputs are drawn alike for settings with one seed ([`inputs`](crate::simulate::inputs)). The
//! bounds of a difference are over what the second setting would have beside the first setting's value, given
//! both settings under the same draw ([`shift::transferred`]). An input that makes both settings deeper
//! therefore changes their difference little.
//!
//! The means of the fat-layer reach come from importance sampling ([`rare`](crate::simulate::rare)), with
//! other people for each setting. For these the two means are subtracted and their errors added in squares.
//! Such people share their normals between settings, so that error is rather too large. Pairs of realisations
//! are used instead if their error is smaller (for settings that hardly differ) and enough of them support
//! the difference.

use crate::foundation::statistics::Mean;
use crate::foundation::statistics::effective_size;
use crate::injury::drawn::drawn;
use crate::injury::{FieldKind, Measure, Row};
use crate::outcome::difference::{By, WhyNot};
use crate::outcome::{Areas, Comparison, Difference, Outcome, Provenance, comparison::MOST};
use crate::simulate::inputs::shift;
use crate::simulate::{FatReach, InputSpread, Setup, Simulated, SkinMap};

/// Effective number of pairs needed to use their difference of the fat-layer reach, (Σ |d|)² / Σ d². A sample
/// of a lognormal tail that misses the few thinnest people has a small error, and that error is wrong.
const LEAST_PAIRS: f64 = 30.0;

/// One simulated setting. Its cells are freed once the maps to be drawn are kept.
#[derive(Debug, Clone)]
pub struct Run {
    /// Values and drawn maps of the setting.
    pub outcome: Outcome,
    rows: Vec<Row>,
    fat_reach: Option<FatReach>,
    inputs: Option<InputSpread>,
}

impl Run {
    /// Takes a finished simulation, and frees its cells.
    pub fn new(setup: &Setup, mut simulated: Simulated, provenance: Provenance) -> Run {
        let done = simulated.rows.len() as u32;
        let tiles = std::mem::take(&mut simulated.tiles);
        let maps = drawn(FieldKind::OF_MANY, &tiles, &setup.grid, done);
        drop(tiles);
        // Of a single treatment maps are drawn, but neither its skin nor its tracts.
        simulated.first.retain(|field| FieldKind::OF_ONE_COMPARED.contains(&field.kind));
        (simulated.sample, simulated.skin_map) = (Vec::new(), SkinMap::default());
        let (rows, fat_reach, inputs) =
            (simulated.rows.clone(), simulated.fat_reach.clone(), simulated.inputs.clone());
        Run { outcome: Outcome::of_maps(setup, simulated, maps, provenance), rows, fat_reach, inputs }
    }
}

/// Reasons why runs cannot be compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CompareError {
    /// The number of settings is out of range; holds that number.
    #[error("{0} settings: two to {MOST} can be compared")]
    Number(usize),
    /// Two settings treat different people; holds seed and number of realisations of each.
    #[error("the settings do not treat the same people: seed {} and {} realisations against {} and {}", .0.0, .0.1, .1.0, .1.1)]
    OtherPeople((u64, usize), (u64, usize)),
}

/// Compares all runs with the first.
///
/// # Errors
/// [`CompareError`] for fewer than two runs, too many, or runs that differ in seed or number of realisations.
pub fn compare(runs: Vec<Run>) -> Result<Comparison, CompareError> {
    let people = |run: &Run| (run.outcome.provenance.seed, run.rows.len());
    let (Some(first), 2..=MOST) = (runs.first(), runs.len()) else {
        return Err(CompareError::Number(runs.len()));
    };
    if let Some(other) = runs.iter().find(|run| people(run) != people(first)) {
        return Err(CompareError::OtherPeople(people(first), people(other)));
    }
    // Either all settings have bounds over inputs or none, so that a table has one kind of bounds.
    let over_inputs = runs.iter().all(|run| run.inputs.is_some());
    let of = |measure: Measure, run: &Run| {
        let difference = difference(measure, first, run);
        match difference.value {
            Some(value) if over_inputs => bounded(difference, value, measure, first, run),
            _ => difference,
        }
    };
    let all = |run: &Run| Measure::ALL.iter().map(|measure| of(*measure, run)).collect();
    let differences = runs[1..].iter().map(all).collect();
    Ok(Comparison::new(runs.into_iter().map(|run| run.outcome).collect(), differences))
}

/// Adds the bounds over uncertain inputs, which are drawn alike for both settings.
fn bounded(difference: Difference, value: f64, measure: Measure, one: &Run, other: &Run) -> Difference {
    let [x, y] =
        [one, other].map(|run| run.inputs.as_ref().map_or_else(Vec::new, |inputs| inputs.values(measure)));
    let Some(first) = one.outcome.figure(measure).value else { return difference };
    let apart = |(x, y): (&f64, &f64)| shift::transferred(measure, first, *x, *y) - first;
    let bounds = shift::bounds(x.iter().zip(&y).map(apart).collect());
    difference.over_inputs(bounds.map(|[low, high]| [low.min(value), high.max(value)]))
}

/// Difference in a measure: `other` minus `one`.
fn difference(measure: Measure, one: &Run, other: &Run) -> Difference {
    if !Areas::of(&one.outcome.grid, &other.outcome.grid).bear(measure) {
        return Difference::none(WhyNot::AreasDiffer);
    }
    let values = |run: &Run| run.rows.iter().map(|row| row[measure as usize]).collect::<Vec<f64>>();
    let pairs: Vec<f64> =
        values(one).iter().zip(values(other)).map(|(x, y)| y - x).filter(|pair| !pair.is_nan()).collect();
    let Some(paired) = mean(&pairs) else { return Difference::none(WhyNot::NotComputed) };
    let paired = Difference::of(paired, By::Pairs, measure.unit()).resting_on(pairs.len());
    let own = |run: &Run| run.fat_reach.as_ref().and_then(|reach| reach.mean(measure, &run.rows));
    if own(one).is_none() && own(other).is_none() {
        return paired;
    }
    let [x, y] = [one, other].map(|run| run.outcome.figure(measure));
    let (Some(from), Some(to)) = (x.value, y.value) else { return paired };
    if x == y && pairs.iter().all(|pair| *pair == 0.0) {
        return paired;
    }
    let standard_error = x.se.zip(y.se).map(|(x, y)| libm::hypot(x, y));
    let means = Difference::of(Mean { mean: to - from, standard_error }, By::Means, measure.unit());
    let borne = effective_size(pairs.iter().map(|pair| pair.abs())) >= LEAST_PAIRS;
    if borne && paired.se < means.se { paired } else { means }
}

/// Mean and error. Equal values give exactly that value and no error, without rounding.
fn mean(values: &[f64]) -> Option<Mean> {
    let mean = Mean::of(values)?;
    let same = values.iter().all(|value| *value == values[0]);
    Some(if same { Mean { mean: values[0], standard_error: mean.standard_error.map(|_| 0.0) } } else { mean })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_values_that_are_all_the_same_have_no_error() {
        let third = mean(&[1.0 / 3.0; 7]).unwrap();
        assert_eq!((third.mean, third.standard_error), (1.0 / 3.0, Some(0.0)));
        assert_eq!(mean(&[0.1]).unwrap().standard_error, None);
        assert_eq!(mean(&[]), None);
        // The sample standard deviation of 0 and 1 is √½, so its error is ½.
        assert!((mean(&[0.0, 1.0]).unwrap().standard_error.unwrap() - 0.5).abs() < 1e-15);
    }
}
