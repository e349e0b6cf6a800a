//! Screening: one input moved at a time, with all others in the middle of their ranges.
//!
//! Cheap, and what a tornado chart shows. It does not see what two inputs do only together. The indices that
//! follow do: inputs that seem to do nothing here are kept there, as a group.

use super::Model;
use crate::foundation::statistics::quantile_sorted;
use crate::outcome::sensitivity::{Alone, Input, Scale};
use crate::simulate::Stop;
use rayon::prelude::*;

/// Shares at which an input is looked at; the first and the last are the ends of its bar.
const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Most choices of an input that are looked at one by one, and groups of people over which values are averaged.
const MOST_CHOICES: usize = 256;
const GROUPS: usize = 4;
/// Choices of which the extremes count, and not 5 and 95 %.
const FEW: usize = 20;

/// Values of the model with each input moved alone.
pub fn alone(model: &dyn Model, stop: &dyn Stop) -> Vec<Alone> {
    let inputs = model.inputs();
    let found: Vec<Looked> = (0..inputs.len())
        .into_par_iter()
        .with_max_len(1)
        .map(|input| Looked::at(model, input, stop))
        .collect();
    let all = found.iter().flat_map(|looked| looked.values.iter().flatten().copied());
    let scale = Scale::of(model.unit(), all);
    found.iter().enumerate().map(|(input, looked)| looked.alone(model, input, scale)).collect()
}

/// Values with one input at some shares, for several groups of people.
struct Looked {
    shares: Vec<f64>,
    values: Vec<Vec<f64>>,
}

impl Looked {
    fn at(model: &dyn Model, input: usize, stop: &dyn Stop) -> Looked {
        let inputs = model.inputs();
        let middle = |input: &Input| if input.choices.is_some() { 0.0 } else { 0.5 };
        let shares: Vec<f64> = match inputs[input].choices {
            None => SHARES.to_vec(),
            Some(choices) => {
                let looked_at = choices.min(MOST_CHOICES);
                (0..looked_at).map(|at| (at as f64 + 0.5) / looked_at as f64).collect()
            }
        };
        let at = |share: &f64| {
            let mut point: Vec<f64> = inputs.iter().map(middle).collect();
            point[input] = *share;
            point
        };
        let points: Vec<Vec<f64>> = shares.iter().map(at).collect();
        // Many choices stand for each other.
        let groups = if inputs[input].choices.is_some() { 1 } else { GROUPS };
        let of_group = |group| {
            if stop.requested() { vec![f64::NAN; points.len()] } else { model.values(&points, group) }
        };
        Looked { shares, values: (0..groups).map(of_group).collect() }
    }

    fn alone(&self, model: &dyn Model, input: usize, scale: Scale) -> Alone {
        let mean = |at: usize| {
            let of_groups = self.values.iter().map(|of| scale.of_value(of[at]));
            let known: Vec<f64> = of_groups.filter(|value| value.is_finite()).collect();
            scale.back(known.iter().sum::<f64>() / known.len() as f64)
        };
        let values: Vec<f64> = (0..self.shares.len()).map(mean).collect();
        let on_scale = values.iter().map(|value| scale.of_value(*value));
        let mut sorted: Vec<f64> = on_scale.filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (ends, words, apart) = match model.inputs()[input].choices {
            // What lies between the ends counts where it is beyond them.
            None => {
                let apart = sorted.last().zip(sorted.first()).map_or(0.0, |(most, least)| most - least);
                let last = values.len() - 1;
                let words = [0, last].map(|at| model.words(input, self.shares[at]));
                ([values[0], values[last]], words, apart)
            }
            Some(_) => {
                // Of a few choices, all count.
                let shares = if self.shares.len() < FEW { [0.0, 1.0] } else { [0.05, 0.95] };
                let ends = shares.map(|share| quantile_sorted(&sorted, share).unwrap_or(f64::NAN));
                let apart = if sorted.is_empty() { 0.0 } else { ends[1] - ends[0] };
                (ends.map(|end| scale.back(end)), [None, None], apart)
            }
        };
        Alone { shares: self.shares.clone(), values, ends, words, apart }
    }
}
