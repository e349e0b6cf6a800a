//! Sweep: the values of a run at many settings, on the same people.
//!
//! Every point is a scenario of its own and gives the values that `run` gives for it, to the last bit. They do not
//! depend on what else is in the sweep: points share only what is the same for each of them
//! ([`together`](mod@crate::simulate::together)).

pub mod request;
pub mod values;

pub use request::{Request, RequestError};

use self::values::{Axis, Values};
use crate::foundation::random::{Purpose, Stream};
use crate::injury::Measure;
use crate::outcome::sweep::Point;
use crate::outcome::{Figure, Summary};
use crate::simulate::together::{Together, can_share, is_family};
use crate::simulate::{InputSpread, Quietly, Setup, SimulateError, Simulated, Stop};
use serde::{Deserialize, Serialize};

/// Most points that a sweep has without being told so.
pub const MANY_POINTS: usize = 10_000;

/// Most points of any sweep.
pub const MOST_POINTS: usize = 1_000_000;

/// Work after which points are finished, in strikes, so that little is lost where a sweep is stopped; that of a point's
/// draws of uncertain inputs; and most points that are counted together.
const WORK_AT_ONCE: f64 = 1e7;
const WORK_OF_DRAWS: f64 = 1e6;
const POINTS_AT_ONCE: usize = 512;

/// Which points a sweep has.
#[derive(Debug, Clone, PartialEq)]
pub enum Design {
    /// Every value of every key with every other; the last key varies fastest.
    Grid,
    /// Points that are drawn.
    Sample {
        /// How.
        by: Sampler,
        /// How many.
        points: usize,
        /// Seed of the draw.
        seed: u64,
    },
}

/// How points are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sampler {
    /// Latin hypercube: each key has one value in each of as many equal parts of its range as there are points.
    Lhs,
    /// Scrambled Sobol sequence (Owen scrambling).
    Sobol,
}

impl Design {
    /// Name in files.
    pub fn name(&self) -> &'static str {
        match self {
            Design::Grid => "grid",
            Design::Sample { by: Sampler::Lhs, .. } => "lhs",
            Design::Sample { by: Sampler::Sobol, .. } => "sobol",
        }
    }
}

/// Number of points of a design over these keys; `None` if it is beyond counting.
pub fn count(axes: &[Axis], design: &Design) -> Option<usize> {
    match design {
        Design::Sample { points, .. } => Some(*points),
        Design::Grid => axes.iter().try_fold(1_usize, |product, axis| match &axis.values {
            Values::List(list) => product.checked_mul(list.len()),
            Values::Between { .. } => None,
        }),
    }
}

/// Values of the keys at every point, in the order of the keys. `is_whole` says which keys take whole numbers.
pub fn points(axes: &[Axis], design: &Design, is_whole: &dyn Fn(&str) -> bool) -> Vec<Vec<String>> {
    match design {
        Design::Grid => {
            let mut points: Vec<Vec<String>> = vec![Vec::new()];
            for axis in axes {
                let Values::List(list) = &axis.values else { continue };
                points = points
                    .into_iter()
                    .flat_map(|point| {
                        list.iter().map(move |value| [&point[..], std::slice::from_ref(value)].concat())
                    })
                    .collect();
            }
            points
        }
        Design::Sample { by, points, seed } => {
            let whole: Vec<bool> = axes.iter().map(|axis| is_whole(&axis.key)).collect();
            let shares = shares(*by, *points, axes.len(), *seed);
            let of = |shares: Vec<f64>| {
                axes.iter()
                    .zip(shares)
                    .zip(&whole)
                    .map(|((axis, share), whole)| axis.at(share, *whole))
                    .collect()
            };
            shares.into_iter().map(of).collect()
        }
    }
}

/// Points of the unit cube.
fn shares(by: Sampler, points: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    match by {
        Sampler::Sobol => {
            // The crate scrambles 32 bits; another seed scrambles otherwise.
            let seed = (seed ^ (seed >> 32)) as u32;
            let of = |point: usize| {
                (0..dimensions)
                    .map(|dimension| f64::from(sobol_burley::sample(point as u32, dimension as u32, seed)))
                    .collect()
            };
            (0..points).map(of).collect()
        }
        Sampler::Lhs => {
            let columns: Vec<Vec<f64>> = (0..dimensions)
                .map(|dimension| {
                    let mut stream = Stream::new(seed, Purpose::Inputs, 3, dimension as u64);
                    let mut order: Vec<usize> = (0..points).collect();
                    for last in (1..points).rev() {
                        order.swap(last, (stream.uniform() * (last + 1) as f64) as usize);
                    }
                    order.into_iter().map(|part| (part as f64 + stream.uniform()) / points as f64).collect()
                })
                .collect();
            (0..points).map(|point| columns.iter().map(|column| column[point]).collect()).collect()
        }
    }
}

/// A sweep that did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum SweepError<E> {
    /// The needles of a treatment found no equilibrium; holds the number of the point.
    #[error("point {0}: {1}")]
    Simulate(usize, SimulateError),
    /// Whoever takes the points refused one.
    #[error(transparent)]
    Taken(E),
}

/// Works out the points in `wanted`, in this order, and keeps the draws of two values. Points that differ in their
/// number of passes alone share most where they follow each other. `take` gets points as they finish, all that were
/// counted together; its error ends the sweep. Returns whether all are there: the sweep ends early where it is asked
/// to stop.
///
/// # Errors
/// [`SweepError`].
pub fn sweep<E>(
    setups: &[Setup],
    wanted: &[usize],
    trade_off: Option<[Measure; 2]>,
    mut take: impl FnMut(Vec<Point>) -> Result<(), E>,
    stop: &dyn Stop,
) -> Result<bool, SweepError<E>> {
    let mut left: Vec<usize> = wanted.to_vec();
    while !left.is_empty() {
        let (these, rest) = chunk(setups, &left);
        left = rest;
        let together = Together::new(these.iter().map(|number| &setups[*number]).collect());
        let counted = together.count(stop).map_err(|(at, error)| SweepError::Simulate(these[at], error))?;
        let Some(counted) = counted else { return Ok(false) };
        let mut points = Vec::with_capacity(these.len());
        let take_point = |at: usize, simulated: Simulated| {
            let summary = Summary::new(&simulated);
            let draws = trade_off.zip(simulated.inputs.as_ref()).map(|(of, inputs)| drawn(of, inputs));
            points.push(Point {
                number: these[at],
                figures: figures(&summary),
                interval_of: summary.interval_of,
                draws: draws.unwrap_or_default(),
            });
            !stop.requested()
        };
        if !together.simulated(counted, take_point, stop) {
            return Ok(false);
        }
        take(points).map_err(SweepError::Taken)?;
    }
    Ok(true)
}

/// Most memory that the counts of points take which are counted together, beyond that of a run, bytes.
pub fn bytes(setups: &[Setup]) -> u64 {
    let together = setups.len().min(POINTS_AT_ONCE) as u64;
    setups.iter().map(crate::simulate::together::bytes_of_point).max().unwrap_or(0) * together
}

/// All values of a summary.
fn figures(summary: &Summary) -> Vec<Figure> {
    Measure::ALL.iter().map(|measure| summary.figure(*measure)).collect()
}

/// Values of two measures under every draw.
fn drawn(measures: [Measure; 2], inputs: &InputSpread) -> Vec<[Option<f64>; 2]> {
    let known = |value: f64| (!value.is_nan()).then_some(value);
    inputs.means.iter().map(|row| measures.map(|measure| known(row[measure as usize]))).collect()
}

/// The first points that can be counted together, and the others. Points that follow each other and differ in their
/// number of passes alone stay together.
fn chunk(setups: &[Setup], left: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let first = &setups[left[0]];
    let (mut these, mut rest) = (Vec::new(), Vec::new());
    // Work of the families before, of the longest treatment of this one, and of the draws.
    let (mut done, mut longest, mut draws) = (0.0, 0.0_f64, 0.0);
    let mut last: Option<usize> = None;
    for number in left {
        let setup = &setups[*number];
        let goes_on = last.is_some_and(|last| is_family(&setups[last], setup));
        let full = done + longest + draws > WORK_AT_ONCE || these.len() >= POINTS_AT_ONCE;
        if !can_share(first, setup) || (full && !goes_on) {
            rest.push(*number);
            last = None;
            continue;
        }
        if !goes_on {
            done += longest;
            longest = 0.0;
        }
        longest = longest.max(setup.expected_strikes() * f64::from(setup.realisations));
        draws += if setup.intervals { WORK_OF_DRAWS } else { 0.0 };
        these.push(*number);
        last = Some(*number);
    }
    (these, rest)
}

/// All points of these setups, in their order.
///
/// # Errors
/// [`SimulateError`] with the number of the point, in words.
pub fn all(setups: &[Setup]) -> Result<Vec<Point>, SweepError<std::convert::Infallible>> {
    let mut points: Vec<Point> = Vec::new();
    let all: Vec<usize> = (0..setups.len()).collect();
    let take = |finished: Vec<Point>| {
        points.extend(finished);
        Ok(())
    };
    sweep(setups, &all, None, take, &Quietly)?;
    points.sort_by_key(|point| point.number);
    Ok(points)
}
