//! The values of a setting: quick, on a part of the area, or in full.

use crate::injury::Measure;
use crate::outcome::optimum::{Asked, Part, Quantity};
use crate::outcome::{Figure, Summary};
use crate::simulate::inputs::nested::on_part;
use crate::simulate::together::Together;
use crate::simulate::{InputSpread, Setup, SimulateError, Stop};

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
    let mut valued = full(&part, asked, stop).ok()??;
    // Values that no strike changes are those of the whole area.
    let whole = setup.circumstances();
    for (of, value) in asked.quantities().zip(&mut valued.values) {
        let known = match of.measure {
            Measure::Time => whole.time_s,
            Measure::Rate => whole.rate_per_s,
            Measure::Count => Some(*value * setup.grid.area_mm2() / part.grid.area_mm2()),
            _ => continue,
        };
        *value = known.unwrap_or(f64::NAN);
    }
    Some(valued)
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
                    *value = quantile(spread, limit.of, if limit.at_most { share } else { 1.0 - share });
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
fn quantile(spread: &InputSpread, of: Quantity, share: f64) -> f64 {
    let mut values: Vec<f64> =
        spread.values(of.measure).into_iter().filter(|value| !value.is_nan()).collect();
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
    let of = |row: &crate::injury::Row| {
        let holds = asked.limits.iter().map(|limit| {
            let value = row[limit.of.measure as usize];
            (limit.of.part == Part::Value && !value.is_nan()).then(|| limit.holds(value))
        });
        holds.collect()
    };
    spread.means.iter().map(of).collect()
}
