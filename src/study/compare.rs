//! Settings side by side, on the same people.
//!
//! Two settings that are simulated with one seed share their random numbers (common random numbers): what is drawn of a person,
//! of the setting's error or of a needle has a stream of its own ([`Purpose`](crate::ground::random::Purpose)), so that
//! realisation r treats the same person under both, whatever the devices. With x_r and y_r a figure of the two in realisation r,
//!
//! ```text
//! d_r = y_r - x_r
//! d   = Σ d_r / R
//! se  = √( Σ (d_r - d)² / (R - 1) ) / √R
//! ```
//!
//! which leaves out what the persons have in common: the variance of d is that of two means that know nothing of each other less
//! twice their covariance. Realisations in which one of the two has no value are left out of both.
//!
//! Uncertain inputs are drawn alike for settings of one seed ([`inputs`](crate::simulate::inputs)): the bounds of a difference are over
//! y - x under the same draw, those of the relative difference over (y - x) / x. What makes both settings deeper leaves their difference
//! much as it is.
//!
//! The means of the fat-layer reach come from people drawn where it happens ([`rare`](crate::simulate::rare)), other ones for each
//! setting; of these the difference of the two means is taken, their errors added in squares. Such people share their normals
//! between settings, which makes that error rather too large. Where pairs of realisations are more exact (settings that hardly differ) and
//! enough of them bear the difference, theirs is taken.

use crate::ground::statistics::Mean;
use crate::injury::drawn::drawn;
use crate::injury::{FieldKind, Measure, Row};
use crate::outcome::difference::{By, WhyNot};
use crate::outcome::{Areas, Comparison, Difference, Outcome, Provenance, comparison::MOST};
use crate::simulate::inputs::shift;
use crate::simulate::rare::effective;
use crate::simulate::{FatReach, InputSpread, Setup, Simulated, SkinMap};

/// Pairs that must bear a difference of the fat-layer reach before it is believed, (Σ |d|)² / Σ d²: in a lognormal tail a sample
/// that misses the few thinnest people has a small error that is wrong.
const LEAST_PAIRS: f64 = 30.0;

/// One setting, simulated. Its cells are given back: what is drawn of them is kept.
#[derive(Debug, Clone)]
pub struct Run {
    pub outcome: Outcome,
    rows: Vec<Row>,
    fat_reach: Option<FatReach>,
    inputs: Option<InputSpread>,
}

impl Run {
    pub fn new(setup: &Setup, mut simulated: Simulated, provenance: Provenance) -> Run {
        let done = simulated.rows.len() as u32;
        let tiles = std::mem::take(&mut simulated.tiles);
        let maps = drawn(FieldKind::OF_MANY, &tiles, &setup.grid, done);
        drop(tiles);
        // One treatment is drawn by its injury alone, and neither its skin nor its tracts.
        simulated.first.retain(|field| field.kind == FieldKind::DermisVolume);
        (simulated.sample, simulated.skin_map) = (Vec::new(), SkinMap::default());
        let (rows, fat_reach, inputs) =
            (simulated.rows.clone(), simulated.fat_reach.clone(), simulated.inputs.clone());
        Run { outcome: Outcome::of_maps(setup, simulated, maps, provenance), rows, fat_reach, inputs }
    }
}

/// Runs that cannot be compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CompareError {
    #[error("{0} settings: two to {MOST} can be compared")]
    Number(usize),
    #[error("the settings do not treat the same people: seed {} and {} realisations against {} and {}", .0.0, .0.1, .1.0, .1.1)]
    OtherPeople((u64, usize), (u64, usize)),
}

/// Sets all against the first.
///
/// # Errors
/// [`CompareError`]: fewer than two, too many, or not all with the same seed and as many realisations.
pub fn compare(runs: Vec<Run>) -> Result<Comparison, CompareError> {
    let people = |run: &Run| (run.outcome.provenance.seed, run.rows.len());
    let (Some(first), 2..=MOST) = (runs.first(), runs.len()) else {
        return Err(CompareError::Number(runs.len()));
    };
    if let Some(other) = runs.iter().find(|run| people(run) != people(first)) {
        return Err(CompareError::OtherPeople(people(first), people(other)));
    }
    // Of all or of none: bounds of one kind in one table.
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

/// A difference with its bounds over uncertain inputs, which are drawn alike for both settings.
fn bounded(difference: Difference, value: f64, measure: Measure, one: &Run, other: &Run) -> Difference {
    let [x, y] =
        [one, other].map(|run| run.inputs.as_ref().map_or_else(Vec::new, |inputs| inputs.values(measure)));
    let draws = || x.iter().zip(&y).map(|(x, y)| [*x, *y]);
    let about = |value: f64, draws: Vec<f64>| {
        let [low, high] = shift::bounds(draws)?;
        Some([low.min(value), high.max(value)])
    };
    let apart = about(value, draws().map(|[x, y]| y - x).collect());
    let first = one.outcome.figure(measure).value;
    let relative = difference.relative(first).and_then(|[value, _]| {
        // From nothing to something there is no ratio.
        let of_draw = |[x, y]: [f64; 2]| if y == x { 0.0 } else { (y - x) / x.abs() };
        about(value, draws().map(of_draw).collect())
    });
    difference.over_inputs(apart, relative.filter(|bounds| bounds.iter().all(|bound| bound.is_finite())))
}

/// A figure of `other` less that of `one`.
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
    let standard_error = x.se.zip(y.se).map(|(x, y)| x.hypot(y));
    let means = Difference::of(Mean { mean: to - from, standard_error }, By::Means, measure.unit());
    let borne = effective(pairs.iter().map(|pair| pair.abs())) >= LEAST_PAIRS;
    if borne && paired.se < means.se { paired } else { means }
}

/// Mean and error; of values that are all the same exactly that, without what rounding adds.
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
        // Sample sd of 0, 1 is √½, its error ½.
        assert!((mean(&[0.0, 1.0]).unwrap().standard_error.unwrap() - 0.5).abs() < 1e-15);
    }
}
