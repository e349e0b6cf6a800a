//! The law from which people are drawn, and their weights.
//!
//! Along the direction u the population is a standard normal φ(t). People are drawn from
//!
//! ```text
//! q(t) = a φ(t) + (1 - a) φ((t - m) / s) / s,      w = φ(t) / q(t) ≤ 1 / a
//! ```
//!
//! across it from the population itself. The share a bounds the weights where the pilot was wrong (a defensive mixture:
//! Hesterberg 1995, doi 10.1080/00401706.1995.10484303, *memory*). Both parts come in strata of equal probability, a block
//! having two people in each.

use super::person;
use crate::ground::random::{Purpose, Stream};
use crate::ground::statistics::normal_quantile;
use crate::mechanics::ContactError;
use crate::simulate::Setup;
use crate::skin::Anywhere;

/// People of a block, two a stratum: the first strata from the population, the others from where the reach is.
pub const BLOCK: usize = 2 * (PLAIN + TILTED);
const PLAIN: usize = 2;
const TILTED: usize = 14;

/// Number of the first person of an estimate: a run's realisations are below.
const FIRST: u64 = 1 << 32;

/// Numbers that one population of the skin has for its people.
const A_POPULATION: u64 = 1 << 32;

#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// u, a unit vector over the normals of the skin and that of the setting.
    pub direction: Vec<f64>,
    /// m and s.
    pub mean: f64,
    pub sd: f64,
    /// Reach that the pilot expects: it shares people out among populations and enters no estimate.
    pub expected: f64,
}

impl Proposal {
    /// Weight of a person at t.
    pub fn weight(&self, t: f64) -> f64 {
        let plain = PLAIN as f64 / (PLAIN + TILTED) as f64;
        let off = (t - self.mean) / self.sd;
        let tilted_over_plain = libm::exp(0.5 * (t * t - off * off)) / self.sd;
        1.0 / (plain + (1.0 - plain) * tilted_over_plain)
    }

    /// The t of a place in a block, at a uniform number within its stratum.
    pub fn place(&self, in_block: usize, uniform: f64) -> f64 {
        let stratum = in_block / 2;
        // Not 0: that would be infinitely far.
        let within = |stratum: usize, of: usize| {
            normal_quantile(((stratum as f64 + uniform) / of as f64).clamp(1e-300, 1.0 - 1e-16))
        };
        match stratum.checked_sub(PLAIN) {
            None => within(stratum, PLAIN),
            Some(stratum) => self.mean + self.sd * within(stratum, TILTED),
        }
    }

    /// Weighted reach, and the same by density, of the people from one on, who share two patterns of strikes: those of a
    /// stratum have one each, and stay independent.
    pub fn people(
        &self,
        setup: &Setup,
        anywhere: &Anywhere,
        population: usize,
        from: usize,
        count: usize,
    ) -> Result<Vec<[f64; 2]>, ContactError> {
        let number = |at: usize| FIRST + population as u64 * A_POPULATION + at as u64;
        let patterns = [0, 1].map(|which| person::pattern(setup, number(from + which)));
        let people = (from..from + count)
            .map(|at| self.person(setup, anywhere, population, number(at), at % BLOCK, &patterns[at % 2]));
        people.collect()
    }

    fn person(
        &self,
        setup: &Setup,
        anywhere: &Anywhere,
        population: usize,
        number: u64,
        in_block: usize,
        strikes: &[u32],
    ) -> Result<[f64; 2], ContactError> {
        let mut stream = Stream::new(setup.seed, Purpose::Person, number, 0);
        let t = self.place(in_block, stream.uniform());
        let mut normals: Vec<f64> = self.direction.iter().map(|_| stream.normal()).collect();
        let along: f64 = normals.iter().zip(&self.direction).map(|(z, u)| z * u).sum();
        for (z, u) in normals.iter_mut().zip(&self.direction) {
            *z += (t - along) * u;
        }
        let made = person::Made { normals: &normals, population, number, drawn: true };
        let reach = person::reach(setup, anywhere, &made, strikes)?;
        let weight = self.weight(t);
        Ok(reach.map(|value| weight * value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(mean: f64, sd: f64) -> Proposal {
        Proposal { direction: vec![1.0], mean, sd, expected: 0.0 }
    }

    /// The mean over both parts, at the middles of fine parts of their strata, of w and w t² is that of the population: 1.
    #[test]
    fn identity_weights_give_the_population_back() {
        for (mean, sd) in [(0.0, 1.0), (1.5, 0.8), (4.7, 0.4), (-2.0, 1.3)] {
            let proposal = proposal(mean, sd);
            let fine = 4000;
            let (mut one, mut square) = (0.0, 0.0);
            for in_block in (0..BLOCK).step_by(2) {
                for part in 0..fine {
                    let t = proposal.place(in_block, (f64::from(part) + 0.5) / f64::from(fine));
                    let share = proposal.weight(t) / (f64::from(fine) * (BLOCK / 2) as f64);
                    one += share;
                    square += share * t * t;
                }
            }
            assert!((one - 1.0).abs() < 2e-4 && (square - 1.0).abs() < 2e-3, "{mean} {sd}: {one} {square}");
        }
    }

    #[test]
    fn limit_weights_are_bounded() {
        let proposal = proposal(6.0, 0.4);
        let most = (PLAIN + TILTED) as f64 / PLAIN as f64;
        for step in -400..=400 {
            let weight = proposal.weight(0.1 * f64::from(step));
            assert!((0.0..=most + 1e-12).contains(&weight), "{weight}");
        }
        assert!((-40.0..40.0).contains(&proposal.place(BLOCK - 1, 1.0 - 1e-17)));
        assert!((-40.0..40.0).contains(&proposal.place(0, 0.0)));
    }
}
