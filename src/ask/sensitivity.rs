//! What decides a value: uncertain inputs, or keys of the design with ranges, or both.

use super::axes::{FirstRefused, at_values, axes, is_whole, not_set};
use super::{Base, Refused};
use crate::injury::Measure;
use crate::outcome::Figure;
use crate::outcome::sensitivity::{Decided, Input, Over, Sensitivity};
use crate::simulate::inputs::{Factor, Inputs};
use crate::simulate::{Setup, Stop};
use crate::study::sensitivity::{Designed, Precision, Undecided, decide, model, of_run, value_of};
use crate::study::sweep::values::{Axis, Values};

/// Least and most of the error of an index.
pub const ERRORS: [f64; 2] = [0.005, 1.0];

/// What is asked, checked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The value.
    pub measure: Measure,
    /// What is varied.
    pub over: Over,
    /// Keys of the design with their ranges.
    pub axes: Vec<Axis>,
    /// Half the width of the 90 % interval of every total index, over the largest total index, at which to end.
    pub error: f64,
    /// Most base points.
    pub most_points: usize,
}

impl Question {
    /// Checks what a person wrote: a value, what is varied, the ranges as `KEY=FROM:TO`, and the settings of the scenario, which must not
    /// vary. By default the inputs are varied, or the design where `ranges` has keys.
    ///
    /// # Errors
    /// [`Refused::Why`].
    pub fn new(
        measure: Measure,
        over: Option<Over>,
        ranges: &[String],
        settings: &[String],
        (error, most_points): (f64, usize),
    ) -> Result<Question, Refused> {
        let axes = axes(ranges, "--range", false)?;
        let over = match (over, axes.is_empty()) {
            (None | Some(Over::Inputs), true) => Over::Inputs,
            (None | Some(Over::Design), false) => Over::Design,
            (Some(Over::Both), false) => Over::Both,
            (Some(Over::Inputs), false) => {
                return Err(Refused::why(
                    "--range is for --over design or both; the inputs have ranges of their own",
                ));
            }
            (Some(Over::Design | Over::Both), true) => {
                return Err(Refused::why(
                    "--over design and both need a range: --range KEY=FROM:TO, such as --range device.depth_mm=0.5:2",
                ));
            }
        };
        not_set(&axes, settings)?;
        Ok(Question { measure, over, axes, error, most_points })
    }

    /// Answers on the current thread pool; `progress` is told how many points are done of how many.
    ///
    /// # Errors
    /// [`Refused`]: stopped, a setting that is no scenario, or a value that nothing decides.
    pub fn answer(
        &self,
        base: &Base,
        progress: &(dyn Fn(usize, usize) + Sync),
        stop: &dyn Stop,
    ) -> Result<Sensitivity, Refused> {
        let least = Precision::default().points[0].min(self.most_points);
        let precision = Precision { error: self.error, points: [least, self.most_points] };
        let (figure, decided) = match self.over {
            Over::Inputs => {
                of_run(&base.scenario.setup, self.measure, precision, progress, stop).map_err(said)?
            }
            Over::Design | Over::Both => self.of_design(base, precision, progress, stop)?,
        };
        Ok(Sensitivity {
            provenance: base.scenario.provenance.clone(),
            measure: self.measure,
            over: self.over,
            ranges: self.axes.iter().map(Axis::to_string).collect(),
            error: self.error,
            figure,
            decided,
        })
    }

    /// What decides a value among keys of the design, or among these and the uncertain inputs.
    fn of_design(
        &self,
        base: &Base,
        precision: Precision,
        progress: &(dyn Fn(usize, usize) + Sync),
        stop: &dyn Stop,
    ) -> Result<(Figure, Decided), Refused> {
        let Question { measure, over, axes, .. } = self;
        let (measure, over) = (*measure, *over);
        let setup = Setup { intervals: false, ..base.scenario.setup.clone() };
        let figure = value_of(&setup, measure, stop).map_err(said)?;
        let is_key = |factor: &Factor| axes.iter().any(|axis| axis.key == factor.name);
        let factors: Vec<Factor> = match over {
            Over::Both => Inputs::factors(&setup).into_iter().filter(|factor| !is_key(factor)).collect(),
            Over::Inputs | Over::Design => Vec::new(),
        };
        let key = |axis: &Axis| Input {
            name: axis.key.clone(),
            source: None,
            choices: match &axis.values {
                Values::List(list) => Some(list.len()),
                Values::Between { .. } => None,
            },
        };
        let value = |key: usize, share: f64| axes[key].at(share, is_whole(&axes[key].key));
        let refused = FirstRefused::default();
        let at = |shares: &[f64]| -> Option<Setup> {
            let values: Vec<String> =
                shares.iter().enumerate().map(|(key, share)| value(key, *share)).collect();
            refused.setup(at_values(base, axes, &values, "a setting in these ranges"))
        };
        let model = Designed {
            measure,
            inputs: axes.iter().map(key).chain(factors.iter().map(model::input_of)).collect(),
            factors,
            setup: &at,
            words: &value,
            base: &setup,
        };
        let decided = decide(&model, setup.seed, precision, progress, &Ends { refused: &refused, stop });
        if let Some(why) = refused.take() {
            return Err(why);
        }
        Ok((figure, decided.map_err(said)?))
    }
}

/// What ends the study: somebody, or a setting that is no scenario.
struct Ends<'a> {
    refused: &'a FirstRefused,
    stop: &'a dyn Stop,
}

impl Stop for Ends<'_> {
    fn requested(&self) -> bool {
        self.stop.requested() || self.refused.is_any()
    }

    fn abandoned(&self) -> bool {
        self.stop.abandoned() || self.refused.is_any()
    }
}

fn said(undecided: Undecided) -> Refused {
    match undecided {
        Undecided::Stopped => Refused::Stopped,
        other => Refused::because(other),
    }
}
