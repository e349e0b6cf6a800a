//! The values of a setting: quick, on a part of the area, or in full.

use crate::injury::{Measure, Own, Row};
use crate::outcome::optimum::{Asked, Limit, Part};
use crate::outcome::{Figure, IntervalOf, Summary};
use crate::simulate::inputs::nested::{Nested, of_whole, on_part};
use crate::simulate::inputs::{COUNTED, Inputs, shift};
use crate::simulate::together::alone;
use crate::simulate::{InputSpread, Setup, SimulateError, Simulated, Stop};
use rayon::prelude::*;

/// Values of a setting.
#[derive(Debug, Clone)]
pub struct Valued {
    /// Of every quantity, NaN for none; limits that are to hold over the inputs have the quantile of the draws.
    pub values: Vec<f64>,
    /// The same with errors and spreads.
    pub figures: Vec<Figure>,
    /// For every draw of the inputs, which limits it keeps; `None` for a limit without a value.
    pub draws: Option<Vec<Vec<Option<bool>>>>,
}

/// Values on a part of the area; `None` if it was stopped, or if needles found no equilibrium.
pub fn quick(setup: &Setup, asked: &Asked, stop: &dyn Stop) -> Option<Vec<f64>> {
    let part = on_part(setup);
    let (run, people) = alone(&part, stop).ok()??;
    let mut values = Valued::of(&run, asked).values;
    for (of, value) in asked.quantities().zip(&mut values) {
        *value = of_whole(of.measure, *value, setup, &part);
    }
    if let (Some(share), None) = (asked.over_inputs, &run.inputs) {
        let nested = Nested::new(&part, &run.rows, run.fat_reach.as_ref(), &people, stop);
        let all = Inputs::draws(part.seed);
        of_draws(asked, share, &mut values, |measure| under(&nested, measure, &all));
    }
    Some(values)
}

/// Values under those draws, and of those people, that the interval of a run comes from.
fn under(nested: &Nested<'_>, measure: Measure, draws: &[Inputs]) -> Vec<f64> {
    if measure.own() == Own::Nothing {
        return nested.values(measure, &draws[..COUNTED], 0);
    }
    let of_draw = |draw: usize| nested.values(measure, &draws[draw..=draw], draw);
    (0..draws.len()).into_par_iter().with_max_len(1).flat_map_iter(of_draw).collect()
}

/// Values of a run; `None` if it was stopped.
///
/// # Errors
/// [`SimulateError`].
pub fn full(setup: &Setup, asked: &Asked, stop: &dyn Stop) -> Result<Option<Valued>, SimulateError> {
    Ok(alone(setup, stop)?.map(|(run, _)| Valued::of(&run, asked)))
}

impl Valued {
    fn of(run: &Simulated, asked: &Asked) -> Valued {
        let summary = Summary::new(run);
        let figure = |measure: Measure| match summary.interval_of {
            IntervalOf::Inputs => summary.figure(measure),
            // Bounds of chance alone would be taken for those over the inputs.
            IntervalOf::MonteCarlo => Figure { low: None, high: None, ..summary.figure(measure) },
        };
        let figures: Vec<Figure> = asked.quantities().map(|of| figure(of.measure)).collect();
        let values = asked.quantities().zip(&figures);
        let mut values: Vec<f64> = values.map(|(of, figure)| of.of(figure).unwrap_or(f64::NAN)).collect();
        if let (Some(share), Some(spread)) = (asked.over_inputs, &run.inputs) {
            of_draws(asked, share, &mut values, |measure| spread.values(measure));
        }
        Valued { values, figures, draws: run.inputs.as_ref().map(|spread| held(spread, asked)) }
    }
}

/// Puts the quantile of the draws in the place of the value of each limit on a value itself: the share of the draws
/// that keep the limit keeps this value too.
fn of_draws(asked: &Asked, share: f64, values: &mut [f64], drawn: impl Fn(Measure) -> Vec<f64>) {
    for (Limit { of, at_most, .. }, value) in asked.limits.iter().zip(&mut values[asked.goals.len()..]) {
        if of.part != Part::Value {
            continue;
        }
        let mut known: Vec<f64> = drawn(of.measure).into_iter().filter(|value| !value.is_nan()).collect();
        known.sort_by(f64::total_cmp);
        // A value that no input moves, such as the time of a treatment, is kept.
        if known.first() != known.last() {
            let share = if *at_most { share } else { 1.0 - share };
            *value = shift::ranked(&known, share).unwrap_or(f64::NAN);
        }
    }
}

/// Which limits every draw keeps. Limits on the spread between people or on bounds have no value under one draw.
fn held(spread: &InputSpread, asked: &Asked) -> Vec<Vec<Option<bool>>> {
    let of = |row: &Row| {
        let holds = asked.limits.iter().map(|limit| {
            let value = row[limit.of.measure as usize];
            (limit.of.part == Part::Value && !value.is_nan()).then(|| limit.holds(value))
        });
        holds.collect()
    };
    spread.means.iter().map(of).collect()
}
