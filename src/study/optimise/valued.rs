//! The values of a setting: quick, on a part of the area, or in full.

use crate::injury::{Own, Row};
use crate::outcome::optimum::{Asked, Part};
use crate::outcome::{Figure, Summary};
use crate::simulate::inputs::nested::{Nested, of_whole, on_part};
use crate::simulate::inputs::{COUNTED, Inputs};
use crate::simulate::rare::Estimator;
use crate::simulate::together::Together;
use crate::simulate::{InputSpread, Setup, SimulateError, Stop};
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
pub fn quick(setup: &Setup, asked: &Asked, stop: &dyn Stop) -> Option<Valued> {
    let part = on_part(setup);
    let robust = asked.over_inputs.filter(|_| !asked.needs_bounds());
    let plain = Asked { over_inputs: None, ..asked.clone() };
    let mut valued = full(&part, if robust.is_some() { &plain } else { asked }, stop).ok()??;
    for (of, value) in asked.quantities().zip(&mut valued.values) {
        *value = of_whole(of.measure, *value, setup, &part);
    }
    if let Some(share) = robust {
        over_inputs(&part, asked, share, stop, &mut valued.values)?;
    }
    Some(valued)
}

/// Puts the quantile of the draws in the place of the value of each limit: of those draws, and those people, that the
/// interval of a run comes from.
fn over_inputs(setup: &Setup, asked: &Asked, share: f64, stop: &dyn Stop, values: &mut [f64]) -> Option<()> {
    let together = Together::new(vec![setup]);
    let counted = together.count(stop).ok()??;
    let rows: Vec<Row> = counted.into_iter().flat_map(|counted| counted.rows).collect();
    let plan = setup.field_plan();
    let mut estimator = Estimator::new(plan.as_ref());
    let reach = estimator.reach(setup, &rows);
    let nested = Nested::new(setup, &rows, reach.as_ref(), &estimator);
    let draws = Inputs::draws(setup.seed);
    let limits = asked.limits.iter().zip(&mut values[asked.goals.len()..]);
    for (limit, value) in limits.filter(|(limit, _)| limit.of.part == Part::Value) {
        let measure = limit.of.measure;
        let drawn: Vec<f64> = if measure.own() == Own::Nothing {
            nested.values(measure, &draws[..COUNTED], 0)
        } else {
            let of_draw = |draw: usize| nested.values(measure, &draws[draw..=draw], draw);
            (0..draws.len()).into_par_iter().with_max_len(1).flat_map_iter(of_draw).collect()
        };
        let known: Vec<f64> = drawn.into_iter().filter(|value| !value.is_nan()).collect();
        // A value that no input moves, such as the time of a treatment, is kept.
        if known.iter().any(|drawn| drawn != &known[0]) {
            *value = quantile(known, if limit.at_most { share } else { 1.0 - share });
        }
    }
    Some(())
}

/// Values of a run; `None` if it was stopped.
///
/// # Errors
/// [`SimulateError`].
pub fn full(setup: &Setup, asked: &Asked, stop: &dyn Stop) -> Result<Option<Valued>, SimulateError> {
    let together = Together::new(vec![setup]);
    let Some(counted) = together.count(stop).map_err(|(_, error)| error)? else { return Ok(None) };
    let mut found = None;
    together.simulated(counted, |_, simulated| {
        let summary = Summary::new(&simulated);
        let figures: Vec<Figure> = asked.quantities().map(|of| summary.figure(of.measure)).collect();
        let mut values: Vec<f64> =
            asked.quantities().zip(&figures).map(|(of, figure)| of.of(figure).unwrap_or(f64::NAN)).collect();
        if let (Some(share), Some(spread)) = (asked.over_inputs, simulated.inputs.as_ref()) {
            for (limit, value) in asked.limits.iter().zip(&mut values[asked.goals.len()..]) {
                if limit.of.part == Part::Value {
                    *value = quantile(
                        spread.values(limit.of.measure).into_iter().filter(|value| !value.is_nan()).collect(),
                        if limit.at_most { share } else { 1.0 - share },
                    );
                }
            }
        }
        let draws = simulated.inputs.as_ref().map(|spread| held(spread, asked));
        found = Some(Valued { values, figures, draws });
        true
    });
    Ok(found)
}

/// Value that a share of the draws stays below.
fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    if n == 0 {
        return f64::NAN;
    }
    // The rank share (n + 1) of the bounds of a value.
    let place = (share * (n + 1) as f64 - 1.0).clamp(0.0, (n - 1) as f64) / (n - 1).max(1) as f64;
    crate::foundation::statistics::quantile_sorted(&values, place).unwrap_or(f64::NAN)
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
