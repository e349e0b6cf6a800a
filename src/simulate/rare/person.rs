//! Reach of one person: a treatment prepared as in a run, then integrals instead of strikes.
//!
//! Let x be the standard normal along which the skin's thickness varies fastest from place to place
//! ([`Anywhere`]). Then
//!
//! ```text
//! r = Σ_needles share · ∫ φ(x) P(pass | needle, x) dx  ~  Σ_needles share · D Σ_k φ(x_k) P(pass | needle, x_k)
//! ```
//!
//! with points D apart that are shifted together at random, so that the mean of the sum is the integral. The
//! points extend as far as thin places matter, so small probabilities are as precise as large ones.
//!
//! Under the contact law needles affect each other, so the program draws the needles of a person as in a run.
//! Under the ratio law each needle acts alone. The program then integrates over its length and its bend in
//! the same way, and draws neither cartridge nor pattern.

use super::memo::Under;
use crate::device::{Cartridge, Defects};
use crate::foundation::random::{Purpose, Stream, StreamFamily};
use crate::foundation::statistics::normal_density;
use crate::injury::Boundary;
use crate::mechanics::{ContactError, Handled, Law, Press, RatioStrike};
use crate::simulate::Setup;
use crate::skin::{Anywhere, Column, Thicknesses};

/// First of the points x_k, their distance and their number. Beyond them lie 1e-17 of all thin places and
/// 2e-7 of all thick ones.
const THINNEST: f64 = -8.5;
const APART: f64 = 0.75;
const POINTS: usize = 18;

/// Most needles evaluated for one person; of more needles, the program takes a sample.
const NEEDLES: usize = 16;

/// Blur of the boundary in the pilot where the skin is the same everywhere: standard deviation of the
/// logarithm.
const BLUR: f64 = 0.05;

/// Number of probabilities evaluated for one person.
pub fn evaluations(setup: &Setup, anywhere: &Anywhere) -> usize {
    let Defects { length_tolerance_mm, bent_fraction, .. } = setup.device.defects;
    let needles = match setup.law {
        Law::Contact(_) => setup.device.array.len().min(NEEDLES),
        Law::Ratio(_) => {
            let lengths = if length_tolerance_mm > 0.0 { POINTS } else { 1 };
            lengths * if bent_fraction > 0.0 { 2 } else { 1 }
        }
    };
    needles * if anywhere.varies() { POINTS } else { 1 }
}

/// Points of an integral over a standard normal with their weights, shifted by a share of their distance.
fn points(shift: f64) -> impl Iterator<Item = [f64; 2]> {
    (0..POINTS).map(move |point| {
        let x = THINNEST + APART * (point as f64 + shift);
        [x, APART * normal_density(x)]
    })
}

/// Number of strikes of each needle in the area, in one realisation.
pub fn pattern(setup: &Setup, realisation: u64) -> Vec<u32> {
    let mut counts = vec![0; setup.device.array.len()];
    setup.strikes(realisation, |strike| {
        let inside = setup.grid.holds(strike.x_mm, strike.y_mm);
        if let Some(count) = counts.get_mut(strike.needle as usize).filter(|_| inside) {
            *count += 1;
        }
    });
    counts
}

/// Description from which a person is made.
pub struct Made<'a> {
    /// Normals of the skin, then that of the setting.
    pub normals: &'a [f64],
    /// Index of the skin's population.
    pub population: usize,
    /// Number that opens the random streams of everything else.
    pub number: u64,
    /// Boundary that strikes are to pass.
    pub boundary: Boundary,
    /// Whether needles get random defects and the boundary stays sharp; false for the pilot.
    pub drawn: bool,
    /// What is kept of people for setups that differ in their number of passes alone.
    pub under: Option<Under<'a>>,
}

/// Reach of one person's treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// Mean probability that a strike passes the boundary; 0 where nothing strikes.
    pub share: f64,
    /// Strikes of the needles present; 1 where the share does not depend on their number.
    pub strikes: f64,
}

impl Reach {
    const NO_STRIKE: Reach = Reach { share: 0.0, strikes: 0.0 };
}

/// Works out the reach of this person; `strikes` gives the number of strikes of each needle.
///
/// # Errors
/// [`ContactError`] where the needles find no equilibrium.
pub fn reach(
    setup: &Setup,
    anywhere: &Anywhere,
    made: &Made<'_>,
    strikes: &[u32],
) -> Result<Reach, ContactError> {
    let Some((of_setting, of_skin)) = made.normals.split_last() else { return Ok(Reach::NO_STRIKE) };
    let mut stream = Stream::new(setup.seed, Purpose::Person, made.number, 1);
    let person = setup.skin.person_of(of_skin, made.population, &mut stream);
    let set_mm = setup.set_depth_at_mm(*of_setting);
    let papillae = StreamFamily::new(setup.seed, Purpose::SkinField, made.number);
    let blur = if made.drawn { 0.0 } else { BLUR };
    let places = PuncturePlaces { anywhere, person: &person, papillae, boundary: made.boundary, blur };
    match &setup.law {
        Law::Contact(_) => of_cartridge(setup, &places, made, set_mm, strikes),
        Law::Ratio(ratio) => {
            // Whether a needle is missing does not depend on how deep it goes.
            let share = of_any_needle(setup, &places, made, |error_mm| ratio.depth(set_mm + error_mm));
            Ok(Reach { share, strikes: 1.0 })
        }
    }
}

/// Mean over needles with random length and bend.
fn of_any_needle(
    setup: &Setup,
    places: &PuncturePlaces<'_>,
    made: &Made<'_>,
    depth: impl Fn(f64) -> RatioStrike,
) -> f64 {
    let defects = &setup.device.defects;
    let mut stream = Stream::new(setup.seed, Purpose::Strike, made.number, 0);
    let shift = stream.uniform();
    let bend_loss_mm = defects.bend_loss_mm(&setup.device.needle);
    let bends = [(1.0 - defects.bent_fraction, 0.0), (defects.bent_fraction, bend_loss_mm)];
    let mut needles: Vec<(f64, RatioStrike)> = Vec::with_capacity(2 * POINTS);
    for (share, loss_mm) in bends.into_iter().filter(|(share, _)| *share > 0.0) {
        if defects.length_tolerance_mm > 0.0 {
            // Large negative x stand for long needles.
            needles.extend(
                points(shift)
                    .map(|[x, weight]| (share * weight, depth(-defects.length_tolerance_mm * x - loss_mm))),
            );
        } else {
            needles.push((share, depth(-loss_mm)));
        }
    }
    places.mean(&mut stream, |_, boundary_mm| {
        needles.iter().map(|(share, strike)| share * strike.passes(boundary_mm)).sum()
    })
}

/// Mean over the needles of one cartridge.
fn of_cartridge(
    setup: &Setup,
    places: &PuncturePlaces<'_>,
    made: &Made<'_>,
    set_mm: f64,
    strikes: &[u32],
) -> Result<Reach, ContactError> {
    let (seed, number, device) = (setup.seed, made.number, &setup.device);
    let sound = Defects {
        length_tolerance_mm: 0.0,
        dull_fraction: 0.0,
        bent_fraction: 0.0,
        missing_fraction: 0.0,
        ..device.defects
    };
    let defects = if made.drawn { &device.defects } else { &sound };
    let cartridge = Cartridge::draw(&device.needle, device.array.len(), defects, seed, number);
    let present: Vec<(usize, f64)> = strikes
        .iter()
        .enumerate()
        .filter(|(needle, count)| **count > 0 && !cartridge.needles[*needle].missing)
        .map(|(needle, count)| (needle, f64::from(*count)))
        .collect();
    let struck: f64 = present.iter().map(|(_, count)| count).sum();
    if struck == 0.0 {
        return Ok(Reach::NO_STRIKE);
    }
    let there = cartridge.needles.iter().filter(|needle| !needle.missing).count();
    // Only where every needle strikes are the chances drawn alike for any number of strikes.
    let under = made.under.filter(|_| present.len() == there && present.len() <= NEEDLES);
    if let Some(chances) =
        under.and_then(|under| under.known(made.number, made.boundary, made.normals, places.anywhere))
    {
        return Ok(Reach { share: weighted(&present, struck, &chances), strikes: struck });
    }
    let supports = [places.person.column([1.0; 3])];
    // With so few strikes per needle, a table of depths would not pay.
    let press = if made.drawn { setup.press(number) } else { Press::STEADY };
    let handled = Handled { set_depth_mm: set_mm, press };
    let treatment =
        setup.law.treatment(device, &cartridge, handled, &supports, POINTS as f64, [seed, number])?;
    let pushes = treatment.pushes();

    let mut stream = Stream::new(seed, Purpose::Strike, number, 0);
    let mut of_needle = |needle: usize| {
        let state = &cartridge.needles[needle];
        places.mean(&mut stream, |column, boundary_mm| {
            let passes = |push| {
                treatment.strike(0, push, needle, state, column).map_or(0.0, |law| law.passes(boundary_mm))
            };
            pushes.iter().map(|(push, share)| share * passes(*push)).sum()
        })
    };
    let share = if present.len() <= NEEDLES {
        let chances: Vec<f64> = present.iter().map(|(needle, _)| of_needle(*needle)).collect();
        let share = weighted(&present, struck, &chances);
        if let Some(under) = under {
            under.keep(made.number, made.boundary, made.normals, places.anywhere, chances);
        }
        share
    } else {
        // Sample strikes at equal steps, so that each needle is taken as often as it strikes.
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
    Ok(Reach { share, strikes: struck })
}

/// Mean of the chances of needles, each weighted by its strikes.
fn weighted(present: &[(usize, f64)], struck: f64, chances: &[f64]) -> f64 {
    present.iter().zip(chances).map(|((_, count), chance)| count / struck * chance).sum()
}

/// Skin of one person, at any place.
struct PuncturePlaces<'a> {
    anywhere: &'a Anywhere,
    person: &'a Thicknesses,
    papillae: StreamFamily,
    boundary: Boundary,
    blur: f64,
}

impl PuncturePlaces<'_> {
    /// Mean over places of a probability that depends on the layers and on the depth of the boundary there,
    /// mm.
    fn mean(&self, stream: &mut Stream, passes: impl Fn(&Column, f64) -> f64) -> f64 {
        let varies = self.anywhere.varies();
        let shift = stream.uniform();
        let mut at = |along: f64| {
            let column = self.anywhere.column(self.person, along, self.papillae, stream);
            let boundary_mm =
                self.boundary.at_mm(&column) * if varies { 1.0 } else { libm::exp(self.blur * along) };
            passes(&column, boundary_mm)
        };
        if !varies && self.blur == 0.0 {
            return at(0.0);
        }
        points(shift).map(|[x, weight]| weight * at(x)).sum()
    }
}
