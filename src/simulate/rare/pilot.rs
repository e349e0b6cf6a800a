//! Search for the people whom the reach comes from, using a handful of people before any is drawn.
//!
//! As a function of the person's normals, the reach is close to a normal distribution function of a straight
//! line, because places and strikes scatter nearly normally around the person:
//!
//! ```text
//! r(z) ≈ Φ(β + g · z)
//! ```
//!
//! With c = |g|, ρ = c / √(1 + c²) and k = -β / √(1 + c²), the mean of r over the population is Φ(-k). Along
//! u = g / c, the product of r and the population's density has
//!
//! ```text
//! mean m = ρ λ,    variance 1 - ρ² λ (λ - k),    λ = φ(k) / Φ(-k)
//! ```
//!
//! The program finds β and g by differences around z, moves z to m u, and repeats. It does the same in the
//! direction in which the skin grows thinner. Under the contact law the line bends: the direction that is
//! steepest where the reach is densest misses people elsewhere. This is a search for the design point of
//! structural reliability (Hasofer and Lind 1974, *memory*), on the probability instead of a limit state. The
//! result decides how precise an estimate is, never its value.

use super::person::{self, Made};
use super::proposal::{Proposal, Tilt};
use crate::device::DepthBy;
use crate::foundation::random::{Purpose, Stream};
use crate::foundation::statistics::{normal_below, normal_density, normal_quantile};
use crate::injury::Boundary;
use crate::mechanics::{ContactError, Law};
use crate::simulate::Setup;
use crate::skin::Anywhere;
use rayon::prelude::*;

/// Number of the pilot's single person, and the step in the normals for a difference.
const NUMBER: u64 = u64::MAX;
const STEP: f64 = 0.5;

/// Approximate number of people that the pilot evaluates.
pub const PEOPLE: f64 = 25.0;

/// Most moves of the search, and the distance at which it has converged.
const MOVES: usize = 4;
const NEAR: f64 = 0.3;

/// Length of the first steps towards thin skin, and the most steps.
const STRIDE: f64 = 1.5;
const STRIDES: usize = 8;

/// Limits of Φ⁻¹(r) for reading a slope: below the first no strike reaches the fat, above the second all do.
const NOTHING: f64 = -7.0;
const EVERYTHING: f64 = 4.0;

/// Factor by which the drawn law is wider than the law found, and its least width.
const WIDER: f64 = 1.3;
const NARROWEST: f64 = 0.4;

/// Law from which people of one population of the skin are drawn. `None` if the pilot finds no reach within
/// twelve standard deviations, or if a treatment fails.
pub fn proposal(setup: &Setup, anywhere: &Anywhere, population: usize) -> Option<Proposal> {
    let even = vec![1; setup.device.array.len()];
    let pilot = Pilot { setup, anywhere, population, even: &even };
    let thinner = thinner(setup, population)?;
    let at = |t: f64, direction: &[f64]| direction.iter().map(|u| t * u).collect::<Vec<f64>>();
    let mut start = None;
    for stride in 0..=STRIDES {
        let place = at(STRIDE * stride as f64, &thinner);
        let value = pilot.index(&place).ok()?;
        if value > NOTHING {
            start = Some((place, value));
            break;
        }
    }
    let (place, value) = start?;
    if value > EVERYTHING {
        // Nearly all strikes of nearly all people reach the fat, so people can come from the population
        // itself.
        let tilt = Tilt { direction: thinner, mean: 0.0, sd: 1.0 };
        return Some(Proposal { tilts: [tilt.clone(), tilt], expected: 1.0 });
    }
    let steepest = pilot.search(&place, value, |place| {
        let beside = (0..place.len()).into_par_iter().map(|dimension| {
            let mut axis = vec![0.0; place.len()];
            axis[dimension] = 1.0;
            pilot.slope(place, &axis)
        });
        beside.collect()
    })?;
    let thin = pilot.search(&place, value, |place| {
        let slope = pilot.slope(place, &thinner)?;
        Ok(thinner.iter().map(|u| slope * u).collect())
    });
    let expected = steepest.0.moments()[2];
    let tilt = |(line, direction): (Line, Vec<f64>)| line.tilt(direction);
    let steepest = tilt(steepest);
    let thin = thin.map_or_else(|| steepest.clone(), tilt);
    Some(Proposal { tilts: [steepest, thin], expected })
}

/// Largest probability below 1 that has a quantile.
const MOST: f64 = 1.0 - 1e-15;

/// Evaluates the reach at given normals.
struct Pilot<'a> {
    setup: &'a Setup,
    anywhere: &'a Anywhere,
    population: usize,
    even: &'a [u32],
}

impl Pilot<'_> {
    /// Returns Φ⁻¹(r) of the person at these normals.
    fn index(&self, normals: &[f64]) -> Result<f64, ContactError> {
        let (population, boundary) = (self.population, Boundary::Fat);
        let made = Made { normals, population, number: NUMBER, boundary, drawn: false, under: None };
        let share = person::reach(self.setup, self.anywhere, &made, self.even)?.share;
        Ok(if share > 0.0 { normal_quantile(share.min(MOST)) } else { f64::NEG_INFINITY })
    }

    /// Slope of Φ⁻¹(r) along a direction.
    fn slope(&self, place: &[f64], direction: &[f64]) -> Result<f64, ContactError> {
        let beside = |step: f64| -> Result<f64, ContactError> {
            let moved: Vec<f64> = place.iter().zip(direction).map(|(z, u)| z + step * u).collect();
            Ok(self.index(&moved)?.max(NOTHING))
        };
        Ok((beside(STEP)? - beside(-STEP)?) / (2.0 * STEP))
    }

    /// Finds the line that carries most of the reach, and its direction, from `slopes` of Φ⁻¹(r), starting at
    /// a place.
    fn search(
        &self,
        place: &[f64],
        value: f64,
        slopes: impl Fn(&[f64]) -> Result<Vec<f64>, ContactError>,
    ) -> Option<(Line, Vec<f64>)> {
        let (mut place, mut value, mut found) = (place.to_vec(), value, None);
        for _ in 0..MOVES {
            let slopes = slopes(&place).ok()?;
            let steep = slopes.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
            if !(steep.is_finite() && steep > 0.0) {
                break;
            }
            let direction: Vec<f64> = slopes.iter().map(|slope| slope / steep).collect();
            let along: f64 = direction.iter().zip(&place).map(|(u, z)| u * z).sum();
            let line = Line { level: value - steep * along, steep };
            let next: Vec<f64> = direction.iter().map(|u| line.moments()[0] * u).collect();
            let moved = next.iter().zip(&place).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
            found = Some((line, direction));
            if moved < NEAR {
                break;
            }
            let next_value = self.index(&next).ok()?;
            if (NOTHING..EVERYTHING).contains(&next_value) {
                (place, value) = (next, next_value);
            } else {
                // The line bends too much over this distance: go half way.
                place = place.iter().zip(&next).map(|(a, b)| 0.5 * (a + b)).collect();
                value = self.index(&place).ok()?;
            }
        }
        found
    }
}

/// Straight line for Φ⁻¹(r) along u.
struct Line {
    level: f64,
    steep: f64,
}

impl Line {
    /// Returns m, the variance, and the mean of r over the population.
    fn moments(&self) -> [f64; 3] {
        let whole = (1.0 + self.steep * self.steep).sqrt();
        let (rho, k) = (self.steep / whole, -self.level / whole);
        let expected = normal_below(-k).max(f64::MIN_POSITIVE);
        // Far out φ/Φ is about k, and both vanish.
        let lambda = if k > 30.0 { k } else { normal_density(k) / expected };
        [rho * lambda, 1.0 - rho * rho * lambda * (lambda - k), expected]
    }

    fn tilt(&self, direction: Vec<f64>) -> Tilt {
        let [mean, variance, _] = self.moments();
        Tilt { direction, mean, sd: (WIDER * variance.max(0.0).sqrt()).max(NARROWEST) }
    }
}

/// Direction in which the skin grows thinner, and the set depth greater, fastest around the median person: a
/// unit vector over the normals of the skin and that of the setting.
pub fn thinner(setup: &Setup, population: usize) -> Option<Vec<f64>> {
    let of_skin = setup.skin.normals();
    let log_mm = |normals: &[f64]| {
        let mut stream = Stream::new(setup.seed, Purpose::Person, NUMBER, 1);
        let person = setup.skin.person_of(normals, population, &mut stream);
        libm::log(person.column([1.0; 3]).skin_mm())
    };
    let mut direction: Vec<f64> = (0..of_skin)
        .map(|dimension| {
            let mut normals = vec![0.0; of_skin];
            normals[dimension] = STEP;
            let above = log_mm(&normals);
            normals[dimension] = -STEP;
            (log_mm(&normals) - above) / (2.0 * STEP)
        })
        .collect();
    // Under the contact law only the error of a dial matters.
    let heeded = match &setup.law {
        Law::Ratio(_) => true,
        Law::Contact(_) => setup.device.kind.facts().depth == DepthBy::Dial,
    };
    let set_mm = setup.set_depth_at_mm(0.0);
    direction.push(if heeded && set_mm > 0.0 { setup.device.setting.sd_mm / set_mm } else { 0.0 });
    let length = direction.iter().map(|u| u * u).sum::<f64>().sqrt();
    (length.is_finite() && length > 0.0).then(|| direction.iter().map(|u| u / length).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the mean and spread of φ(t) Φ(level + steep t) over t against sums over a fine lattice.
    #[test]
    fn identity_moments_of_a_line() {
        for (level, steep) in [(-1.0, 0.7), (-8.0, 2.0), (0.5, 1.0), (-20.0, 5.0)] {
            let line = Line { level, steep };
            let sum = |power: i32| {
                (-1500..=1500)
                    .map(|step| 0.01 * f64::from(step))
                    .map(|t| 0.01 * t.powi(power) * normal_density(t) * normal_below(level + steep * t))
                    .sum::<f64>()
            };
            let (zero, mean) = (sum(0), sum(1) / sum(0));
            let sd = (sum(2) / zero - mean * mean).sqrt();
            let (tilt, expected) = (line.tilt(vec![1.0]), line.moments()[2]);
            assert!((expected / zero - 1.0).abs() < 1e-9, "{level} {steep}");
            assert!((tilt.mean - mean).abs() < 1e-6, "{level} {steep}");
            assert!((tilt.sd - (WIDER * sd).max(NARROWEST)).abs() < 1e-5, "{level} {steep}");
        }
    }
}
