//! Law from which people are drawn, and their weights.
//!
//! Along any direction u the population is a standard normal, t = u · z. Along two directions, people are
//! drawn from where the reach occurs; across them, from the population itself. Some people are drawn from the
//! population in every direction:
//!
//! ```text
//! q / φ = a + Σ_k b_k N(t_k; m_k, s_k) / φ(t_k),      w = φ / q ≤ 1 / a,      a + Σ b_k = 1
//! ```
//!
//! with N(t; mean, standard deviation). The share a bounds the weights where the pilot was wrong (a defensive
//! mixture: Hesterberg 1995, doi 10.1080/00401706.1995.10484303, *memory*). Every part is divided into strata
//! of equal probability, and each block has two people in every stratum.

use super::memo::Under;
use super::person::{self, Reach};
use crate::foundation::random::{Purpose, Stream};
use crate::foundation::statistics::normal_quantile;
use crate::injury::Boundary;
use crate::mechanics::{ContactError, Law};
use crate::simulate::Setup;
use crate::skin::Anywhere;

/// Number of people in a block, two per stratum: the first strata are from the population, then those of each
/// direction.
pub const BLOCK: usize = 2 * STRATA;
const STRATA: usize = PLAIN + TILTED[0] + TILTED[1];
const PLAIN: usize = 2;
const TILTED: [usize; 2] = [10, 4];

/// Strata of a block with the weight of each: all of them if `apart` is 1. Otherwise both of the population, and of
/// every tilt each second or fourth one, which then stand for the others.
pub fn thinned(apart: usize, offset: usize) -> Vec<(usize, f64)> {
    let mut strata: Vec<(usize, f64)> = (0..PLAIN).map(|stratum| (stratum, 1.0)).collect();
    let mut first = PLAIN;
    for of_tilt in TILTED {
        let taken: Vec<usize> = (first..first + of_tilt).skip(offset % apart).step_by(apart).collect();
        let weight = of_tilt as f64 / taken.len() as f64;
        strata.extend(taken.into_iter().map(|stratum| (stratum, weight)));
        first += of_tilt;
    }
    strata
}

/// Number of the first person of an estimate; those of a run's realisations are smaller.
const FIRST: u64 = 1 << 32;

/// Numbers reserved for the people of one population of the skin.
const A_POPULATION: u64 = 1 << 32;

/// Number of a person in a population.
fn number(population: usize, at: usize) -> u64 {
    FIRST + population as u64 * A_POPULATION + at as u64
}

/// Mixture of tilted laws from which people with thin skin are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Tilted laws of the mixture.
    pub tilts: [Tilt; TILTED.len()],
    /// Reach that the pilot expects. It divides people between populations; a large one also serves as β.
    pub expected: f64,
}

/// Person of an estimate: the reach and the weight. The weight is the density of the population divided by
/// that of the law from which the person was drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// Reach in this person.
    pub reach: Reach,
    /// Density of the population's law divided by that of the mixture.
    pub weight: f64,
}

/// Normal law from which people are drawn along one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Tilt {
    /// Direction u, a unit vector over the normals of the skin and that of the setting.
    pub direction: Vec<f64>,
    /// Mean m of the normal along u.
    pub mean: f64,
    /// Standard deviation s of the normal along u.
    pub sd: f64,
}

impl Tilt {
    fn along(&self, normals: &[f64]) -> f64 {
        normals.iter().zip(&self.direction).map(|(z, u)| z * u).sum()
    }

    /// Returns N(t; m, s) / φ(t).
    fn over_population(&self, t: f64) -> f64 {
        let off = (t - self.mean) / self.sd;
        libm::exp(0.5 * (t * t - off * off)) / self.sd
    }
}

impl Proposal {
    /// Weight of the person at these normals.
    pub fn weight(&self, normals: &[f64]) -> f64 {
        let share = |strata: usize| strata as f64 / STRATA as f64;
        let tilts = self.tilts.iter().zip(TILTED);
        let tilted = tilts.map(|(tilt, strata)| share(strata) * tilt.over_population(tilt.along(normals)));
        1.0 / (share(PLAIN) + tilted.sum::<f64>())
    }

    /// Returns the tilt of a place in a block, and the person's t from a uniform number within the stratum.
    fn place(&self, in_block: usize, uniform: f64) -> (&Tilt, f64) {
        let stratum = in_block / 2;
        // Keep away from 0, whose quantile is infinitely far.
        let within = |stratum: usize, of: usize| {
            normal_quantile(((stratum as f64 + uniform) / of as f64).clamp(1e-300, 1.0 - 1e-16))
        };
        let [steepest, thinner] = &self.tilts;
        let of_tilt = |tilt: &'_ Tilt, normal: f64| tilt.mean + tilt.sd * normal;
        if stratum < PLAIN {
            (steepest, within(stratum, PLAIN))
        } else if stratum < PLAIN + TILTED[0] {
            (steepest, of_tilt(steepest, within(stratum - PLAIN, TILTED[0])))
        } else {
            (thinner, of_tilt(thinner, within(stratum - PLAIN - TILTED[0], TILTED[1])))
        }
    }

    /// Draws the normals of the person at a place in a block.
    fn normals(&self, in_block: usize, stream: &mut Stream) -> Vec<f64> {
        let (tilt, t) = self.place(in_block, stream.uniform());
        let mut normals: Vec<f64> = tilt.direction.iter().map(|_| stream.normal()).collect();
        let along = tilt.along(&normals);
        for (z, u) in normals.iter_mut().zip(&tilt.direction) {
            *z += (t - along) * u;
        }
        normals
    }

    /// Numbers of strikes of each needle: two patterns for the people from `from` on. The two people of a
    /// stratum get one pattern each, so they stay independent. The ratio law needs no patterns.
    pub fn patterns(setup: &Setup, population: usize, from: usize) -> [Vec<u32>; 2] {
        match setup.law {
            Law::Contact(_) => {
                let pattern = |which: usize| person::pattern(setup, number(population, from + which));
                rayon::join(|| pattern(0), || pattern(1)).into()
            }
            Law::Ratio(_) => Default::default(),
        }
    }

    /// Draws people, by their places in the population (those kept of another setup are taken from there), who share two patterns of strikes, with their shares
    /// that pass a boundary.
    ///
    /// # Errors
    /// [`ContactError`] where the needles of one find no equilibrium.
    #[expect(clippy::too_many_arguments, reason = "those of people, and what is kept of them")]
    pub fn people(
        &self,
        setup: &Setup,
        anywhere: &Anywhere,
        population: usize,
        places: impl Iterator<Item = usize>,
        patterns: &[Vec<u32>; 2],
        boundary: Boundary,
        under: Option<Under<'_>>,
    ) -> Result<Vec<Drawn>, ContactError> {
        let person = |at: usize| {
            let number = number(population, at);
            let mut stream = Stream::new(setup.seed, Purpose::Person, number, 0);
            let normals = self.normals(at % BLOCK, &mut stream);
            let made = person::Made { normals: &normals, population, number, boundary, drawn: true, under };
            let reach = person::reach(setup, anywhere, &made, &patterns[at % 2])?;
            Ok(Drawn { reach, weight: self.weight(&normals) })
        };
        places.map(person).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::statistics::Mean;

    fn proposal(mean: f64, sd: f64) -> Proposal {
        let tilt = |direction: [f64; 2], mean| Tilt { direction: direction.to_vec(), mean, sd };
        Proposal { tilts: [tilt([1.0, 0.0], mean), tilt([0.6, -0.8], 0.8 * mean)], expected: 0.0 }
    }

    /// Checks that the weighted means of 1, a normal, its square and a product are those of the population.
    /// Each law draws 32 000 blocks of people. The tolerance is 4.5 standard errors from the spread between
    /// blocks: false alarm 7e-6 each, 20 of them.
    #[test]
    fn identity_weights_give_the_population_back() {
        for (mean, sd) in [(0.0, 1.0), (1.5, 0.8), (3.0, 0.6), (-2.0, 1.3)] {
            let proposal = proposal(mean, sd);
            let blocks: Vec<[f64; 5]> = (0..32_000)
                .map(|block| {
                    let mut stream = Stream::new(7, Purpose::Person, block, 0);
                    let mut sums = [0.0; 5];
                    for in_block in 0..BLOCK {
                        let normals = proposal.normals(in_block, &mut stream);
                        let weight = proposal.weight(&normals) / BLOCK as f64;
                        let [x, y] = [normals[0], normals[1]];
                        for (sum, value) in sums.iter_mut().zip([1.0, x, x * x, y * y, x * y]) {
                            *sum += weight * value;
                        }
                    }
                    sums
                })
                .collect();
            for (at, wanted) in [1.0, 0.0, 1.0, 1.0, 0.0].into_iter().enumerate() {
                let found = Mean::of(&blocks.iter().map(|sums| sums[at]).collect::<Vec<_>>()).unwrap();
                let error = found.standard_error.unwrap();
                // People drawn from the population itself all have weight 1, which leaves no error.
                assert!((found.mean - wanted).abs() <= 4.5 * error && error < 0.02, "{mean} {at}: {found:?}");
            }
        }
    }

    /// Thinned or not, the weights of the population and of every tilt are those of all their strata.
    #[test]
    fn identity_thinned_strata_stand_for_all() {
        assert_eq!(thinned(1, 3), (0..STRATA).map(|stratum| (stratum, 1.0)).collect::<Vec<_>>());
        for (apart, offset) in [(2, 0), (2, 1), (4, 0), (4, 1), (4, 2), (4, 3)] {
            let strata = thinned(apart, offset);
            assert!(strata.len() < STRATA);
            let sum = |from: usize, to: usize| -> f64 {
                strata.iter().filter(|(at, _)| (from..to).contains(at)).map(|(_, weight)| weight).sum()
            };
            let middle = PLAIN + TILTED[0];
            for (found, wanted) in
                [(sum(0, PLAIN), PLAIN), (sum(PLAIN, middle), TILTED[0]), (sum(middle, STRATA), TILTED[1])]
            {
                assert!((found - wanted as f64).abs() < 1e-12, "{apart} {offset}: {strata:?}");
            }
        }
    }

    #[test]
    fn limit_weights_are_bounded() {
        let proposal = proposal(6.0, 0.4);
        let most = STRATA as f64 / PLAIN as f64;
        for step in -400..=400 {
            for y in [-40.0, 0.0, 3.0] {
                let weight = proposal.weight(&[0.1 * f64::from(step), y]);
                assert!((0.0..=most + 1e-12).contains(&weight), "{weight}");
            }
        }
        assert!((-40.0..40.0).contains(&proposal.place(BLOCK - 1, 1.0 - 1e-17).1));
        assert!((-40.0..40.0).contains(&proposal.place(0, 0.0).1));
    }
}
