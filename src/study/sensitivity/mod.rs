//! Sensitivity: which inputs, or which keys of the design, decide a value.
//!
//! | file | holds |
//! |---|---|
//! | here | the study: screening, then indices until they are precise enough |
//! | [`model`] | what is asked for values: a run under other inputs, or another design |
//! | [`alone`] | screening: one input moved at a time (the bars of a tornado chart) |
//! | [`indices`] | first-order and total Sobol indices with bootstrap intervals |
//! | [`known`] | how wide the interval would be if one input were known |
//!
//! Shares are compared as logits and amounts as logarithms, so that neither end of their range counts for more. A reach that rises from 1
//! to 2 % has changed as much as one that rises from 10 to 20 %.

pub mod alone;
pub mod indices;
pub mod known;
pub mod model;

pub use model::{Designed, Model, OfInputs};

use self::indices::Row;
use crate::foundation::statistics::quantile_sorted;
use crate::injury::Measure;
use crate::outcome::sensitivity::{Alone, Decided, Decider, Index, Scale};
use crate::outcome::{Figure, Summary};
use crate::simulate::inputs::nested::Nested;
use crate::simulate::together;
use crate::simulate::{Setup, SimulateError, Simulated, Stop};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// Half the width of the 90 % interval of every total index, over the largest total index.
    pub error: f64,
    /// Fewest and most base points.
    pub points: [usize; 2],
}

impl Default for Precision {
    fn default() -> Precision {
        Precision { error: 0.1, points: [256, 8192] }
    }
}

/// Bars of the screening that are narrower than this share of the widest are put together as one input: their
/// variances are below a thousandth of its variance.
const NARROW: f64 = 0.03;

/// Why nothing is known of what decides a value.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Undecided {
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
    /// The run has no such value.
    #[error("the run has no value of {0}: nothing to average")]
    NoValue(&'static str),
    /// No input changes the value.
    #[error("none of the {0} inputs changes this value")]
    Constant(usize),
    /// There is a value at too few points.
    #[error("only {0} of {1} points have a value")]
    Few(usize, usize),
    /// The needles of a treatment found no equilibrium.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
}

/// Values of a run, and what decides one of them among its uncertain inputs.
///
/// # Errors
/// [`Undecided`].
pub fn of_run(
    setup: &Setup,
    measure: Measure,
    precision: Precision,
    progress: &(dyn Fn(usize, usize) + Sync),
    stop: &dyn Stop,
) -> Result<(Figure, Decided), Undecided> {
    let plain = Setup { intervals: false, ..setup.clone() };
    let (run, people) = together::alone(&plain, stop)?.ok_or(Undecided::Stopped)?;
    let figure = known(&run, measure)?;
    let nested = Nested::new(&plain, &run.rows, run.fat_reach.as_ref(), &people, stop);
    let model = OfInputs::new(&plain, &nested, measure);
    Ok((figure, decide(&model, setup.seed, precision, progress, stop)?))
}

/// A value of a run.
///
/// # Errors
/// [`Undecided`].
pub fn value_of(setup: &Setup, measure: Measure, stop: &dyn Stop) -> Result<Figure, Undecided> {
    let (run, _) = together::alone(setup, stop)?.ok_or(Undecided::Stopped)?;
    known(&run, measure)
}

fn known(run: &Simulated, measure: Measure) -> Result<Figure, Undecided> {
    let figure = Summary::new(run).figure(measure);
    if figure.value.is_some() { Ok(figure) } else { Err(Undecided::NoValue(measure.key())) }
}

/// Share of the largest total index above which the others are told apart after all.
const HIDDEN: f64 = 0.1;

/// What decides the values of a model. `seed` draws the points; `progress` gets the number of points that are done, and
/// of those that are worked out before the precision is looked at again.
///
/// # Errors
/// [`Undecided`].
pub fn decide(
    model: &dyn Model,
    seed: u64,
    precision: Precision,
    progress: &(dyn Fn(usize, usize) + Sync),
    stop: &dyn Stop,
) -> Result<Decided, Undecided> {
    let count = model.inputs().len();
    let alone = alone::alone(model, stop);
    if stop.requested() {
        return Err(Undecided::Stopped);
    }
    if alone.iter().all(|alone| alone.apart == 0.0) {
        return Err(Undecided::Constant(count));
    }
    let mut groups = groups(&alone);
    let mut rows: Vec<(Vec<f64>, Row)> = Vec::new();
    let mut wanted = precision.points[0].clamp(2, precision.points[1]);
    let done = AtomicUsize::new(0);
    let (found, scale, error) = loop {
        let from = rows.len();
        let found: Vec<Option<(Vec<f64>, Row)>> = (from..wanted)
            .into_par_iter()
            .with_max_len(1)
            .map(|number| {
                let row = (!stop.requested()).then(|| row(model, &groups, seed, number, count));
                progress(1 + done.fetch_add(1, Ordering::Relaxed), wanted);
                row
            })
            .collect();
        rows.extend(found.into_iter().collect::<Option<Vec<_>>>().ok_or(Undecided::Stopped)?);
        let scale = Scale::of(model.unit(), rows.iter().flat_map(|(_, row)| row.all()));
        let known: Vec<Row> = rows.iter().filter_map(|(_, row)| row.on(scale)).collect();
        // Where many points have no value, those that have one say little of all.
        if 2 * known.len() < rows.len() {
            return Err(Undecided::Few(known.len(), rows.len()));
        }
        let found = indices::indices(&known, seed).ok_or(Undecided::Constant(count))?;
        let largest = found.iter().map(|index| index.total).fold(0.0, f64::max);
        // Inputs that seem to do little alone, but do something with others, get indices of their own.
        let hidden = groups.last().is_some_and(|group| group.len() > 1)
            && found.last().is_some_and(|others| others.total > HIDDEN * largest);
        if hidden {
            groups = groups.concat().into_iter().map(|input| vec![input]).collect();
            rows.clear();
            done.store(0, Ordering::Relaxed);
            continue;
        }
        let widest = found.iter().map(|index| 0.5 * (index.total_high - index.total_low)).fold(0.0, f64::max);
        if widest <= precision.error * largest || wanted >= precision.points[1] {
            break (found, scale, widest / largest);
        }
        wanted = more(wanted).min(precision.points[1]);
    };
    let values: Vec<(&[f64], f64)> = rows
        .iter()
        .flat_map(|(shares, row)| [(&shares[..count], row.a), (&shares[count..], row.b)])
        .filter(|(_, value)| !value.is_nan())
        .collect();
    let mut sorted: Vec<f64> = values.iter().map(|(_, value)| *value).collect();
    sorted.sort_by(f64::total_cmp);
    let decider = |(group, index): (&Vec<usize>, Index)| {
        let known = match group[..] {
            [input] => known::known(&values, &alone[input], input, scale, seed),
            _ => None,
        };
        Decider { inputs: group.clone(), index, known }
    };
    let deciders = groups.iter().zip(found).map(decider).collect();
    let left_out = rows.iter().filter(|(_, row)| row.on(scale).is_none()).count();
    let screened: usize = alone.iter().map(|alone| alone.values.len()).sum();
    Ok(Decided {
        inputs: model.inputs().to_vec(),
        scale,
        error,
        low: quantile_sorted(&sorted, 0.05),
        median: quantile_sorted(&sorted, 0.5),
        high: quantile_sorted(&sorted, 0.95),
        points: rows.len() - left_out,
        left_out,
        evaluations: screened + rows.len() * (groups.len() + 2),
        alone,
        deciders,
        rows: rows.into_iter().map(|(_, row)| row.all().collect()).collect(),
    })
}

/// Number of points at which the precision is looked at next: half as many again, in whole parts of the sequence.
fn more(points: usize) -> usize {
    const PART: usize = 128;
    (points + points / 2).next_multiple_of(PART.min(points))
}

/// Inputs of which each gets indices of its own, and behind them all that the screening found narrow, together.
fn groups(alone: &[Alone]) -> Vec<Vec<usize>> {
    let widest = alone.iter().map(|alone| alone.apart).fold(0.0, f64::max);
    let is_narrow = |input: &usize| alone[*input].apart <= NARROW * widest;
    let (narrow, wide): (Vec<usize>, Vec<usize>) = (0..alone.len()).partition(is_narrow);
    let mut wide = wide;
    wide.sort_by(|one, other| alone[*other].apart.total_cmp(&alone[*one].apart));
    let rest = (!narrow.is_empty()).then_some(narrow);
    wide.into_iter().map(|input| vec![input]).chain(rest).collect()
}

/// Values of one base point: A, B, and A with each group of inputs from B (Saltelli et al. 2010, doi
/// 10.1016/j.cpc.2009.09.018, *memory*). Returns the shares of A and of B with them.
fn row(model: &dyn Model, groups: &[Vec<usize>], seed: u64, number: usize, count: usize) -> (Vec<f64>, Row) {
    let shares = model::sobol(number, 2 * count, seed);
    let (a, b) = shares.split_at(count);
    let mixed = groups.iter().map(|group| {
        let mut mixed = a.to_vec();
        group.iter().for_each(|input| mixed[*input] = b[*input]);
        mixed
    });
    let points: Vec<Vec<f64>> = [a.to_vec(), b.to_vec()].into_iter().chain(mixed).collect();
    let values = model.values(&points, number);
    let row = Row { a: values[0], b: values[1], ab: values[2..].to_vec() };
    (shares, row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::injury::Unit;
    use crate::outcome::sensitivity::Input;
    use crate::simulate::Quietly;

    /// A function of shares.
    struct Function {
        inputs: Vec<Input>,
        of: fn(&[f64]) -> f64,
        unit: Unit,
    }

    impl Function {
        fn new(count: usize, of: fn(&[f64]) -> f64) -> Function {
            let input = |at: usize| Input { name: format!("x{at}"), source: None, choices: None };
            Function { inputs: (0..count).map(input).collect(), of, unit: Unit::Ratio }
        }
    }

    impl Model for Function {
        fn inputs(&self) -> &[Input] {
            &self.inputs
        }

        fn unit(&self) -> Unit {
            self.unit
        }

        fn values(&self, points: &[Vec<f64>], _group: usize) -> Vec<f64> {
            points.iter().map(|point| (self.of)(point)).collect()
        }

        fn words(&self, input: usize, share: f64) -> Option<String> {
            self.inputs[input].choices.is_none().then(|| share.to_string())
        }
    }

    fn decided(function: &Function, seed: u64) -> Decided {
        let precision = Precision { error: 0.03, points: [256, 8192] };
        decide(function, seed, precision, &|_, _| {}, &Quietly).unwrap()
    }

    /// Exact first-order and total indices lie in the intervals, widened by a third of their width: each holds its
    /// number with 90 % probability, and all must.
    fn hold(function: &Function, exact: &[[f64; 2]]) {
        for seed in 1..4 {
            let decided = decided(function, seed);
            for decider in &decided.deciders {
                let [input] = decider.inputs[..] else { panic!("a group of {:?}", decider.inputs) };
                let index = &decider.index;
                let intervals = [[index.first_low, index.first_high], [index.total_low, index.total_high]];
                for ([low, high], exact) in intervals.into_iter().zip(exact[input]) {
                    let wider = (high - low) / 3.0 + 0.002;
                    assert!((low - wider..=high + wider).contains(&exact), "x{input}: {exact} {index:?}");
                }
            }
        }
    }

    /// sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ on (-π, π)³ (Ishigami and Homma 1990, *memory*). The screening alone misses
    /// x₃, which acts only through x₁: it must come back with its total index.
    fn ishigami(shares: &[f64]) -> f64 {
        use std::f64::consts::PI;
        let [x, y, z] = [0, 1, 2].map(|at| PI * (2.0 * shares[at] - 1.0));
        x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
    }

    #[test]
    fn identity_indices_of_ishigami() {
        use std::f64::consts::PI;
        let (a, b) = (7.0_f64, 0.1);
        let v1 = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
        let v2 = a * a / 8.0;
        let v13 = b * b * PI.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
        let v = v1 + v2 + v13;
        let exact = [[v1 / v, (v1 + v13) / v], [v2 / v, v2 / v], [0.0, v13 / v]];
        hold(&Function::new(3, ishigami), &exact);
    }

    /// Π (|4 x - 2| + a) / (1 + a) - 1, a = 0, 0.5, 3, 9 (Saltelli and Sobol 1995, *memory*). Below 0 it has no
    /// logarithm.
    const A: [f64; 4] = [0.0, 0.5, 3.0, 9.0];

    fn g(shares: &[f64]) -> f64 {
        shares.iter().zip(A).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product::<f64>() - 1.0
    }

    #[test]
    fn identity_indices_of_the_g_function() {
        let parts = A.map(|a| 1.0 / (3.0 * (1.0 + a).powi(2)));
        let v: f64 = parts.iter().map(|part| 1.0 + part).product::<f64>() - 1.0;
        let exact: Vec<[f64; 2]> = parts
            .iter()
            .map(|own| {
                [own / v, own * parts.iter().map(|part| 1.0 + part).product::<f64>() / (1.0 + own) / v]
            })
            .collect();
        let function = Function::new(4, g);
        assert_eq!(decided(&function, 1).scale, Scale::Plain);
        hold(&function, &exact);
    }

    /// Two inputs that act only together, both idle where the other is in its middle: the screening puts them
    /// together with a third, and the indices tell them apart.
    #[test]
    fn identity_inputs_that_act_only_together_are_told_apart() {
        let function = Function::new(4, |x| x[0] + 20.0 * (x[1] - 0.5) * (x[2] - 0.5) + 1e-3 * x[3]);
        let decided = decided(&function, 3);
        assert!(decided.deciders.iter().all(|decider| decider.inputs.len() == 1), "{:?}", decided.deciders);
        // Variances 1/12 and 400/144.
        let exact = (400.0 / 144.0) / (400.0 / 144.0 + 1.0 / 12.0);
        for input in [1, 2] {
            let decider = decided.deciders.iter().find(|decider| decider.inputs == [input]).unwrap();
            assert!((decider.index.total - exact).abs() < 0.06, "{decider:?}");
            assert!(decider.index.first.abs() < 0.06, "{decider:?}");
        }
    }

    /// On the logarithm, indices of an exponential are those of its exponent.
    #[test]
    fn identity_amounts_are_compared_as_logarithms() {
        let function = Function::new(3, |x| (3.0 * x[0] + 1.5 * x[1] + 0.001 * x[2]).exp());
        let decided = decided(&function, 5);
        assert_eq!(decided.scale, Scale::Log);
        let [first, second, rest] = &decided.deciders[..] else { panic!("{:?}", decided.deciders) };
        assert_eq!([&first.inputs[..], &second.inputs[..], &rest.inputs[..]], [[0], [1], [2]]);
        for (decider, exact) in [(first, 0.8), (second, 0.2)] {
            assert!((decider.index.total - exact).abs() < 0.03, "{decider:?}");
            assert!((decider.index.first - exact).abs() < 0.05, "{decider:?}");
        }
        assert!(rest.index.total < 1e-6);
    }

    /// y = 3 x₀ + x₁: with x₀ known, x₁ is left, 0.9 wide; with x₁ known, x₀ is left, 2.7 wide. The whole is as wide as
    /// the 5-95 % range of a trapezoidal law.
    #[test]
    fn identity_what_is_left_once_an_input_is_known() {
        let mut function = Function::new(2, |x| 3.0 * x[0] + x[1] - 2.0);
        function.unit = Unit::Ratio;
        let decided = decided(&function, 2);
        assert_eq!(decided.scale, Scale::Plain);
        // P(y < t) = t² / 6 below 1, so that 5 % lie below √0.3.
        let whole = 4.0 - 2.0 * 0.3_f64.sqrt();
        for decider in &decided.deciders {
            let known = decider.known.unwrap();
            let left = if decider.inputs == [0] { 0.9 } else { 2.7 };
            let wanted = left / whole;
            assert!(
                (known.width_ratio - wanted).abs() < 0.03 + 3.0 * known.width_ratio_se,
                "{known:?} {wanted}"
            );
        }
    }

    /// A choice of two that hardly matters leaves the interval as wide as it is.
    #[test]
    fn regress_a_choice_that_hardly_matters_leaves_the_width() {
        let mut function = Function::new(2, |x| 3.0 * x[0] + if x[1] < 0.5 { 0.2 } else { 0.0 } - 2.0);
        function.inputs[1].choices = Some(2);
        let decided = decided(&function, 4);
        let choice = decided.deciders.iter().find(|decider| decider.inputs == [1]).unwrap();
        let known = choice.known.unwrap();
        assert!((known.width_ratio - 0.98).abs() < 0.05, "{known:?}");
    }

    #[test]
    fn limit_nothing_decides_what_does_not_vary() {
        let constant = Function::new(2, |_| 3.0);
        let found = decide(&constant, 1, Precision::default(), &|_, _| {}, &Quietly);
        assert_eq!(found, Err(Undecided::Constant(2)));
        let rare = Function::new(2, |x| if x[0] > 0.45 { x[1] + 0.1 } else { f64::NAN });
        let found = decide(&rare, 1, Precision::default(), &|_, _| {}, &Quietly);
        assert!(matches!(found, Err(Undecided::Few(..))), "{found:?}");
    }
}
