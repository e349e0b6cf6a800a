//! The reach of one person: a treatment made ready as in a run, then an integral over places instead of strikes.
//!
//! With x the standard normal along which the thickness of the skin varies fastest from place to place ([`Anywhere`]),
//!
//! ```text
//! r = Σ_needles share · ∫ φ(x) P(pass | needle, x) dx  ~  Σ_needles share · D Σ_k φ(x_k) P(pass | needle, x_k)
//! ```
//!
//! on points D apart that are shifted at random together: the sum has the integral as its mean, and since the points reach as
//! far out as thin places matter, it is as exact for small probabilities as for large ones.

use crate::device::{Cartridge, Defects};
use crate::ground::random::{Purpose, Stream, StreamFamily};
use crate::ground::statistics::normal_density;
use crate::mechanics::{ContactError, Treatment};
use crate::simulate::Setup;
use crate::skin::{Anywhere, Thicknesses};

/// The points x_k: from where, how far apart, how many. Beyond lie 1e-17 of all thin places and 2e-7 of all thick ones.
const THINNEST: f64 = -8.5;
const APART: f64 = 0.75;
const POINTS: usize = 18;

/// Needles that are looked at at most; of more, some are taken.
const NEEDLES: usize = 16;

/// How much the boundary is blurred for the pilot where the skin is the same everywhere: standard deviation of its logarithm.
const BLUR: f64 = 0.05;

/// Evaluations of a probability that one person takes.
pub fn evaluations(needles: usize, varies: bool) -> usize {
    needles.min(NEEDLES) * if varies { POINTS } else { 1 }
}

/// How often each needle strikes the area in one realisation.
pub fn pattern(setup: &Setup, realisation: u64) -> Vec<u32> {
    let mut counts = vec![0; setup.device.array.len()];
    setup.strikes(realisation, |strike| {
        let inside = setup.grid.place_at(strike.x_mm, strike.y_mm).is_some();
        if let Some(count) = counts.get_mut(strike.needle as usize).filter(|_| inside) {
            *count += 1;
        }
    });
    counts
}

/// What a person is made of.
pub struct Made<'a> {
    /// Those of the skin, and that of the setting.
    pub normals: &'a [f64],
    /// Of the skin's populations.
    pub population: usize,
    /// Opens the streams of all else.
    pub number: u64,
    /// Needles in the state that chance gives them, and the boundary as it is; not so for the pilot.
    pub drawn: bool,
}

/// Mean probability that a strike passes into the fat of this person, whose needles strike so often each; and the same times
/// the strikes of needles present over those expected.
pub fn reach(
    setup: &Setup,
    anywhere: &Anywhere,
    made: &Made<'_>,
    strikes: &[u32],
) -> Result<[f64; 2], ContactError> {
    let (seed, number, device) = (setup.seed, made.number, &setup.device);
    let Some((of_setting, of_skin)) = made.normals.split_last() else { return Ok([0.0; 2]) };
    let mut stream = Stream::new(seed, Purpose::Person, number, 1);
    let person = setup.skin.person_of(of_skin, made.population, &mut stream);
    let sound = Defects {
        length_tolerance_mm: 0.0,
        dull_fraction: 0.0,
        bent_fraction: 0.0,
        missing_fraction: 0.0,
        ..device.defects
    };
    let defects = if made.drawn { &device.defects } else { &sound };
    let cartridge = Cartridge::draw(&device.needle, device.array.len(), defects, seed, number);
    let set_mm = setup.set_depth_at_mm(*of_setting);
    let supports = [person.column([1.0; 3])];
    let strikes_a_needle = if anywhere.varies() { POINTS as f64 } else { 1.0 };
    let treatment =
        setup.law.treatment(device, &cartridge, set_mm, &supports, strikes_a_needle, [seed, number])?;

    let mut stream = Stream::new(seed, Purpose::Strike, number, 0);
    let all: f64 = strikes.iter().map(|count| f64::from(*count)).sum();
    let present: Vec<(usize, f64)> = strikes
        .iter()
        .enumerate()
        .filter(|(needle, count)| **count > 0 && !cartridge.needles[*needle].missing)
        .map(|(needle, count)| (needle, f64::from(*count)))
        .collect();
    let struck: f64 = present.iter().map(|(_, count)| count).sum();
    if struck == 0.0 {
        return Ok([0.0; 2]);
    }
    let places = Places { anywhere, person: &person, treatment: &treatment, cartridge: &cartridge };
    let blur = if made.drawn { 0.0 } else { BLUR };
    let papillae = StreamFamily::new(seed, Purpose::SkinField, number);
    let mut of_needle = |needle: usize| places.mean(needle, blur, papillae, &mut stream);
    let reach = if present.len() <= NEEDLES {
        present.iter().map(|(needle, count)| count / struck * of_needle(*needle)).sum()
    } else {
        // Every so many strikes one: each needle is taken as often as it strikes.
        let step = struck / NEEDLES as f64;
        let start = step * Stream::new(seed, Purpose::Strike, number, 1).uniform();
        let (mut below, mut next, mut sum) = (0.0, start, 0.0);
        for (needle, count) in &present {
            below += count;
            while next < below {
                sum += of_needle(*needle) / NEEDLES as f64;
                next += step;
            }
        }
        sum
    };
    let expected = all * (1.0 - defects.missing_fraction);
    Ok([reach, if expected > 0.0 { reach * struck / expected } else { 0.0 }])
}

/// One person under treatment.
struct Places<'a> {
    anywhere: &'a Anywhere,
    person: &'a Thicknesses,
    treatment: &'a Treatment,
    cartridge: &'a Cartridge,
}

impl Places<'_> {
    /// Mean over places of the probability that a strike of this needle passes into the fat.
    fn mean(&self, needle: usize, blur: f64, papillae: StreamFamily, stream: &mut Stream) -> f64 {
        let Some(state) = self.cartridge.needles.get(needle) else { return 0.0 };
        let varies = self.anywhere.varies();
        let shift = stream.uniform();
        let mut passes = |along: f64| {
            let column = self.anywhere.column(self.person, along, papillae, stream);
            let boundary_mm = column.skin_mm() * if varies { 1.0 } else { libm::exp(blur * along) };
            let law = self.treatment.strike(0, needle, state, &column);
            law.map_or(0.0, |law| law.passes(boundary_mm))
        };
        if !varies && blur == 0.0 {
            return passes(0.0);
        }
        (0..POINTS)
            .map(|point| {
                let x = THINNEST + APART * (point as f64 + shift);
                APART * normal_density(x) * passes(x)
            })
            .sum()
    }
}
