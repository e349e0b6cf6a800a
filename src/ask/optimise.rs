//! The best setting under limits, or the front of two values.

use super::axes::{FirstRefused, at_values, axes, is_whole, not_set};
use super::{Base, Refused};
use crate::injury::Measure;
use crate::outcome::optimum::{Asked, Goal, Limit, Optimised, Quantity};
use crate::scenario::{Scenario, nearest};
use crate::simulate::{Setup, Stop};
use crate::study::optimise::search::{Point, Variable};
use crate::study::optimise::{NoAnswer, Settings, optimise};
use crate::study::sweep::values::{Axis, Values};

/// Reads a key of a value, or of a part of it.
///
/// # Errors
/// What is wanted, in words.
pub fn quantity(text: &str) -> Result<Quantity, String> {
    Quantity::read(text.trim()).ok_or_else(|| {
        let near = nearest(text, Measure::ALL.iter().map(|measure| measure.key()));
        let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        format!("a value is a key of summary.json, also with .p05, .p95, .low or .high behind it{near}")
    })
}

/// Reads a limit, such as `reach.fat <= 0.05`.
///
/// # Errors
/// What is wanted, in words.
pub fn limit(text: &str) -> Result<Limit, String> {
    let how = "a limit is written \"KEY <= VALUE\" or \"KEY >= VALUE\", e.g. \"reach.fat <= 0.05\"";
    let (key, at_most, value) = match (text.split_once('<'), text.split_once('>')) {
        (Some((key, value)), None) => (key, true, value),
        (None, Some((key, value))) => (key, false, value),
        _ => return Err(how.to_owned()),
    };
    let value = value.trim_start_matches('=').trim();
    if let Some(share) = value.strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok()) {
        return Err(format!("shares go from 0 to 1: write {} for {value}", share / 100.0));
    }
    let limit = value.parse::<f64>().ok().filter(|limit| limit.is_finite()).ok_or_else(|| how.to_owned())?;
    let of = quantity(key.trim())?;
    let [least, most] = of.measure.range();
    if !(least..=most).contains(&limit) {
        return Err(format!("{} lies from {least} to {most}, and {limit} does not", of.measure.key()));
    }
    Ok(Limit { of, at_most, limit })
}

/// What is asked, checked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Goals and limits.
    pub asked: Asked,
    /// Keys to choose, with their ranges.
    pub axes: Vec<Axis>,
}

impl Question {
    /// Checks goals and limits; `over_inputs` is the share of the draws of uncertain inputs under which each limit is to hold.
    ///
    /// # Errors
    /// [`Refused::Why`].
    pub fn new(
        [maximise, minimise]: [&[Quantity]; 2],
        limits: &[Limit],
        over_inputs: Option<f64>,
    ) -> Result<Question, Refused> {
        const MOST: usize = 16;
        let goal = |up: bool| move |of: &Quantity| Goal { of: *of, up };
        let goals: Vec<Goal> =
            maximise.iter().map(goal(true)).chain(minimise.iter().map(goal(false))).collect();
        if goals.is_empty() {
            return Err(Refused::why(
                "nothing is asked for; give --maximise KEY or --minimise KEY, such as --maximise injury.dermis_volume_fraction",
            ));
        }
        if goals.len() > 2 {
            return Err(Refused::why(
                "two values at most can be weighed against each other; write the others as --subject-to",
            ));
        }
        if goals.len() == 2 && goals[0].of == goals[1].of {
            return Err(Refused::why("the two values are the same"));
        }
        if limits.len() > MOST {
            return Err(Refused::why(format!("these are more than {MOST} limits")));
        }
        let bound = |at_most: bool, of: Quantity| {
            let limits = limits.iter().filter(move |limit| limit.at_most == at_most && limit.of == of);
            limits.map(|limit| limit.limit)
        };
        for Limit { of, .. } in limits {
            let most = bound(true, *of).fold(f64::INFINITY, f64::min);
            let least = bound(false, *of).fold(f64::NEG_INFINITY, f64::max);
            if most < least {
                let key = of.key();
                return Err(Refused::why(format!("{key} cannot be at most {most} and at least {least}")));
            }
        }
        if over_inputs.is_some() && limits.is_empty() {
            return Err(Refused::why("--over-inputs says how surely limits hold; there is no --subject-to"));
        }
        Ok(Question { asked: Asked { goals, limits: limits.to_vec(), over_inputs }, axes: Vec::new() })
    }

    /// Adds the keys to choose, `KEY=FROM:TO`, with steps or a list; `settings` are those of the scenario, which may not vary.
    ///
    /// # Errors
    /// [`Refused::Why`].
    pub fn over(self, keys: &[String], settings: &[String]) -> Result<Question, Refused> {
        if keys.is_empty() {
            return Err(Refused::why(
                "give the keys to choose: --over KEY=FROM:TO, such as --over device.depth_mm=0.3:2",
            ));
        }
        let axes = axes(keys, "--over", true)?;
        not_set(&axes, settings)?;
        Ok(Question { axes, ..self })
    }

    /// Answers on the current thread pool; `progress` is told how many settings were valued. With the answer comes why some
    /// settings in the ranges are none, if any.
    ///
    /// # Errors
    /// [`Refused`]: stopped, a range whose end is no scenario, or none that is one.
    pub fn answer(
        &self,
        base: &Base,
        progress: &(dyn Fn(usize) + Sync),
        stop: &dyn Stop,
    ) -> Result<(Optimised, Option<Refused>), Refused> {
        let axes = &self.axes[..];
        let settings = OfAxes::new(base, axes);
        each_alone(base, axes)?;
        let found = optimise(&settings, &self.asked, base.scenario.setup.seed, progress, stop);
        let optimum = match found {
            Ok(optimum) => optimum,
            Err(NoAnswer::Stopped) => return Err(Refused::Stopped),
            Err(NoAnswer::NoSetting) => {
                return Err(settings.refused.take().unwrap_or_else(|| Refused::because(NoAnswer::NoSetting)));
            }
            Err(error) => return Err(Refused::because(error)),
        };
        let none = settings.refused.take();
        let best_toml = settings.scenario(&optimum.best.setting)?.provenance.scenario_toml;
        let answer = Optimised {
            provenance: base.scenario.provenance.clone(),
            asked: self.asked.clone(),
            keys: settings.keys.clone(),
            over: axes.iter().map(Axis::to_string).collect(),
            realisations: base.scenario.setup.realisations,
            at_ends: if optimum.again.is_some() { at_ends(axes, &optimum.best.setting) } else { Vec::new() },
            optimum,
            best_toml,
        };
        Ok((answer, none))
    }
}

/// The settings that are searched.
struct OfAxes<'a> {
    base: &'a Base,
    axes: &'a [Axis],
    keys: Vec<String>,
    variables: Vec<Variable>,
    refused: FirstRefused,
}

impl<'a> OfAxes<'a> {
    fn new(base: &'a Base, axes: &'a [Axis]) -> OfAxes<'a> {
        let variable = |axis: &Axis| match &axis.values {
            Values::Between { from, to } if is_whole(&axis.key) => {
                Variable::Whole { from: from.ceil() as i64, to: (to.floor() as i64).max(from.ceil() as i64) }
            }
            Values::Between { .. } => Variable::Number,
            Values::List(list) => Variable::Choice {
                count: list.len(),
                in_order: list.iter().all(|value| value.parse::<f64>().is_ok()),
            },
        };
        OfAxes {
            base,
            axes,
            keys: axes.iter().map(|axis| axis.key.clone()).collect(),
            variables: axes.iter().map(variable).collect(),
            refused: FirstRefused::default(),
        }
    }

    fn scenario(&self, values: &[String]) -> Result<Scenario, Refused> {
        at_values(self.base, self.axes, values, "a setting in these ranges")
    }
}

impl Settings for OfAxes<'_> {
    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn values(&self, point: &Point) -> Vec<String> {
        let value = |(axis, value): (&Axis, &f64)| match &axis.values {
            Values::Between { .. } if is_whole(&axis.key) => format!("{value:.0}"),
            // Four digits are more than a device can be set to.
            Values::Between { .. } => {
                let value = axis.at(*value, false);
                let rounded =
                    value.parse::<f64>().ok().and_then(|value| format!("{value:.3e}").parse::<f64>().ok());
                rounded.map_or(value, |rounded| rounded.to_string())
            }
            Values::List(list) => list[(*value as usize).min(list.len() - 1)].clone(),
        };
        self.axes.iter().zip(point).map(value).collect()
    }

    fn setup(&self, values: &[String]) -> Option<Setup> {
        self.refused.setup(self.scenario(values))
    }
}

/// Keys whose best value is an end of their range.
fn at_ends(axes: &[Axis], setting: &[String]) -> Vec<String> {
    let is_end = |(axis, value): &(&Axis, &String)| match (&axis.values, value.parse::<f64>()) {
        (Values::Between { from, to }, Ok(value)) => {
            let apart = 2e-3 * (to - from);
            (value - from).abs() <= apart || (value - to).abs() <= apart
        }
        (Values::List(list), Ok(_)) => {
            list.len() > 1 && (list.first() == Some(value) || list.last() == Some(value))
        }
        _ => false,
    };
    axes.iter().zip(setting).filter(is_end).map(|(axis, _)| axis.key.clone()).collect()
}

/// Refuses values that are no setting even alone: the ends of each range, and every choice.
fn each_alone(base: &Base, axes: &[Axis]) -> Result<(), Refused> {
    for axis in axes {
        let values: Vec<String> = match &axis.values {
            Values::List(list) => list.clone(),
            Values::Between { from, to } => vec![from.to_string(), to.to_string()],
        };
        for value in values {
            at_values(base, std::slice::from_ref(axis), &[value], "--over")?;
        }
    }
    Ok(())
}
