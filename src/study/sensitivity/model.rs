//! What is asked for values: a run under other inputs, or another design.

use crate::foundation::statistics::Mean;
use crate::injury::{Measure, Own, Unit};
use crate::outcome::Summary;
use crate::outcome::sensitivity::Input;
use crate::simulate::inputs::nested::{Nested, of_whole, small};
use crate::simulate::inputs::{Factor, Inputs};
use crate::simulate::together::Together;
use crate::simulate::{Quietly, Setup, Simulated};

/// A value that depends on inputs, each given by its share, 0 to 1.
pub trait Model: Sync {
    /// The inputs.
    fn inputs(&self) -> &[Input];

    /// Unit of the value.
    fn unit(&self) -> Unit;

    /// Values at these points, NaN for none. Points of one call are compared with each other and treat the same
    /// people; another `group` may treat others.
    fn values(&self, points: &[Vec<f64>], group: usize) -> Vec<f64>;

    /// Value of an input at a share, in words; `None` for one without an order.
    fn words(&self, input: usize, share: f64) -> Option<String>;
}

/// A point of the scrambled Sobol sequence, each coordinate inside 0 to 1.
pub fn sobol(number: usize, dimensions: usize, seed: u64) -> Vec<f64> {
    // The crate scrambles 32 bits; another seed scrambles otherwise. Its coordinates are multiples of 2⁻²⁴.
    let seed = (seed ^ (seed >> 32)) as u32;
    let half = 0.5 / f64::from(1_u32 << 24);
    (0..dimensions)
        .map(|dimension| {
            // The sequence has 256 dimensions; further ones are scrambled otherwise.
            let (own, more) = (dimension as u32 % 256, dimension as u32 / 256);
            f64::from(sobol_burley::sample(number as u32, own, seed ^ more.wrapping_mul(0x9e37_79b9))) + half
        })
        .map(|share| share.min(1.0 - half))
        .collect()
}

/// A value of a run under other inputs, from the people of its intervals.
pub struct OfInputs<'a> {
    nested: &'a Nested<'a>,
    measure: Measure,
    factors: Vec<Factor>,
    inputs: Vec<Input>,
    setup: &'a Setup,
}

impl<'a> OfInputs<'a> {
    /// Model of a measure of this run.
    pub fn new(setup: &'a Setup, nested: &'a Nested<'a>, measure: Measure) -> OfInputs<'a> {
        let factors = Inputs::factors(setup);
        let inputs = factors.iter().map(input_of).collect();
        OfInputs { nested, measure, factors, inputs, setup }
    }
}

impl Model for OfInputs<'_> {
    fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    fn unit(&self) -> Unit {
        self.measure.unit()
    }

    fn values(&self, points: &[Vec<f64>], group: usize) -> Vec<f64> {
        let draw = |point: &Vec<f64>| Inputs::middle().with(self.factors.iter().zip(point.iter().copied()));
        let draws: Vec<Inputs> = points.iter().map(draw).collect();
        self.nested.values(self.measure, &draws, group)
    }

    fn words(&self, input: usize, share: f64) -> Option<String> {
        value_of(self.setup, &self.factors[input], share)
    }
}

/// A value at other settings of a device and technique, and under other inputs.
pub struct Designed<'a> {
    /// The measure.
    pub measure: Measure,
    /// Keys that vary, then the inputs.
    pub inputs: Vec<Input>,
    /// Inputs behind the keys.
    pub factors: Vec<Factor>,
    /// Setup at these shares of the keys; `None` where there is none.
    pub setup: &'a (dyn Fn(&[f64]) -> Option<Setup> + Sync),
    /// Value of a key at a share, in words.
    pub words: &'a (dyn Fn(usize, f64) -> String + Sync),
    /// Setup in the middle.
    pub base: &'a Setup,
}

impl Designed<'_> {
    /// Value of a setup under inputs; NaN for none.
    fn value(&self, point: &[f64]) -> f64 {
        let (keys, shares) = point.split_at(self.inputs.len() - self.factors.len());
        let Some(setup) = (self.setup)(keys) else { return f64::NAN };
        let setup = if self.factors.is_empty() {
            setup
        } else {
            Inputs::middle().with(self.factors.iter().zip(shares.iter().copied())).under(&setup)
        };
        let (whole, setup) = (&setup, small(&setup));
        let together = Together::new(vec![&setup]);
        let Ok(Some(counted)) = together.count(&Quietly) else { return f64::NAN };
        if self.measure.own() == Own::Nothing {
            let rows = counted.iter().flat_map(|counted| &counted.rows);
            let known: Vec<f64> =
                rows.map(|row| row[self.measure as usize]).filter(|value| !value.is_nan()).collect();
            let value = Mean::of(&known).map_or(f64::NAN, |mean| mean.mean);
            return of_whole(self.measure, value, whole, &setup);
        }
        let mut found = None;
        let take = |_, simulated: Simulated| {
            found = Summary::new(&simulated).figure(self.measure).value;
            true
        };
        together.simulated(counted, take, &Quietly);
        found.unwrap_or(f64::NAN)
    }
}

impl Model for Designed<'_> {
    fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    fn unit(&self) -> Unit {
        self.measure.unit()
    }

    fn values(&self, points: &[Vec<f64>], _group: usize) -> Vec<f64> {
        points.iter().map(|point| self.value(point)).collect()
    }

    fn words(&self, input: usize, share: f64) -> Option<String> {
        let keys = self.inputs.len() - self.factors.len();
        match input.checked_sub(keys) {
            None => self.inputs[input].choices.is_none().then(|| (self.words)(input, share)),
            Some(factor) => value_of(self.base, &self.factors[factor], share),
        }
    }
}

/// An input that is drawn.
pub fn input_of(factor: &Factor) -> Input {
    Input { name: factor.name.clone(), source: Some(factor.source), choices: factor.choices }
}

/// Value of a factor at a share, in words; `None` for one without an order.
fn value_of(setup: &Setup, factor: &Factor, share: f64) -> Option<String> {
    if factor.choices.is_some() {
        return None;
    }
    let value = Inputs::middle().with([(factor, share)]).value(setup, factor)?;
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    Some(rounded.to_string())
}
