//! The reach of one person: a treatment made ready as in a run, then integrals instead of strikes.
//!
//! With x the standard normal along which the thickness of the skin varies fastest from place to place ([`Anywhere`]),
//!
//! ```text
//! r = Σ_needles share · ∫ φ(x) P(pass | needle, x) dx  ~  Σ_needles share · D Σ_k φ(x_k) P(pass | needle, x_k)
//! ```
//!
//! on points D apart that are shifted at random together: the sum has the integral as its mean, and since the points reach as
//! far out as thin places matter, it is as exact for small probabilities as for large ones.
//!
//! Under the contact law needles feel each other, and those of a person are drawn as in a run. Under the ratio law each goes
//! by itself: what its length and its bend do is integrated in the same way, and neither cartridge nor pattern is drawn.

use crate::device::{Cartridge, Defects};
use crate::ground::random::{Purpose, Stream, StreamFamily};
use crate::ground::statistics::normal_density;
use crate::mechanics::{ContactError, Handled, Law, Press, RatioStrike};
use crate::simulate::Setup;
use crate::skin::{Anywhere, Column, Thicknesses};

/// The points x_k: from where, how far apart, how many. Beyond lie 1e-17 of all thin places and 2e-7 of all thick ones.
const THINNEST: f64 = -8.5;
const APART: f64 = 0.75;
const POINTS: usize = 18;

/// Needles that are looked at at most; of more, some are taken.
const NEEDLES: usize = 16;

/// How much the boundary is blurred for the pilot where the skin is the same everywhere: standard deviation of its logarithm.
const BLUR: f64 = 0.05;

/// Evaluations of a probability that one person takes.
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

/// The points of an integral over a standard normal, shifted by a share of their distance, with their weights.
fn points(shift: f64) -> impl Iterator<Item = [f64; 2]> {
    (0..POINTS).map(move |point| {
        let x = THINNEST + APART * (point as f64 + shift);
        [x, APART * normal_density(x)]
    })
}

/// How often each needle strikes the area in one realisation.
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

/// The top of a layer that a strike may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    Epidermis,
    Dermis,
    Fat,
}

impl Boundary {
    /// Its depth, mm.
    fn at_mm(self, column: &Column) -> f64 {
        match self {
            Boundary::Epidermis => 0.0,
            Boundary::Dermis => column.epidermis_mm(),
            Boundary::Fat => column.skin_mm(),
        }
    }
}

/// What a person is made of.
pub struct Made<'a> {
    /// Those of the skin, and that of the setting.
    pub normals: &'a [f64],
    /// Of the skin's populations.
    pub population: usize,
    /// Opens the streams of all else.
    pub number: u64,
    /// What strikes are to pass.
    pub boundary: Boundary,
    /// Needles in the state that chance gives them, and the boundary as it is; not so for the pilot.
    pub drawn: bool,
}

/// What a treatment of one person gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// Mean probability that a strike passes the boundary; 0 where nothing strikes.
    pub share: f64,
    /// Strikes of the needles present. 1 where the share is the same however many there are.
    pub strikes: f64,
}

impl Reach {
    const NO_STRIKE: Reach = Reach { share: 0.0, strikes: 0.0 };
}

/// The reach of this person, whose needles strike so often each.
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
    let places = Places { anywhere, person: &person, papillae, boundary: made.boundary, blur };
    match &setup.law {
        Law::Contact(_) => of_cartridge(setup, &places, made, set_mm, strikes),
        Law::Ratio(ratio) => {
            // Whether a needle is missing has nothing to do with how deep it goes.
            let share = of_any_needle(setup, &places, made, |error_mm| ratio.depth(set_mm + error_mm));
            Ok(Reach { share, strikes: 1.0 })
        }
    }
}

/// Of a needle that is as long and as straight as chance makes it.
fn of_any_needle(
    setup: &Setup,
    places: &Places<'_>,
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
            // Far out lie the long ones.
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

/// Of the needles of one cartridge.
fn of_cartridge(
    setup: &Setup,
    places: &Places<'_>,
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
    let supports = [places.person.column([1.0; 3])];
    // No table of a needle pays for so few of its strikes.
    let press = if made.drawn { setup.press(number) } else { Press::STEADY };
    let handled = Handled { set_depth_mm: set_mm, press };
    let treatment =
        setup.law.treatment(device, &cartridge, handled, &supports, POINTS as f64, [seed, number])?;
    let pushes = treatment.pushes();

    let mut stream = Stream::new(seed, Purpose::Strike, number, 0);
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
    Ok(Reach { share, strikes: struck })
}

/// The skin of one person, wherever.
struct Places<'a> {
    anywhere: &'a Anywhere,
    person: &'a Thicknesses,
    papillae: StreamFamily,
    boundary: Boundary,
    blur: f64,
}

impl Places<'_> {
    /// Mean over places of a probability that hangs on the layers and the boundary there, mm.
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
