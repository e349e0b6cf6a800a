//! The sample of people, drawn near the limit.
//!
//! A person exceeds the limit from some setting on. The search looks for the setting at which a share p of
//! people do not. Few people drawn at random are near it: of 200 people, ten are beyond a limit for 95 %, and
//! their share is then known to a third. The direction u in which skin grows thinner (and the dial errs
//! towards deep) decides nearly everything. Along it, t = u · z, people are drawn from two distributions,
//!
//! ```text
//! q(t) = a φ(t) + (1 - a) N(t; m, s),    m = 0.9 Φ⁻¹(p),    w = φ / q ≤ 1 / a
//! ```
//!
//! and across it from the population itself. Each is stratified into strata of equal probability with one
//! person per stratum. The share of people over a limit is then the sum of w / n over those who exceed it,
//! without bias for any u, m and s. Its error follows from the differences between people of neighbouring
//! strata. Skin fields, cartridge and everything else are drawn as in a run, with numbers that no run uses.

use crate::foundation::random::{Purpose, Stream};
use crate::foundation::statistics::{normal_density, normal_quantile};
use crate::simulate::Setup;
use crate::simulate::rare::pilot::thinner;
use crate::skin::{FieldPlan, SkinField};

/// Fewest people simulated on a site.
pub const PEOPLE: u32 = 512;

/// Share a of people drawn from the population itself.
const PLAIN: f64 = 0.25;

/// Factor of m on the quantile, and s. Other things matter too: half of the people near the limit have a t
/// that is off by that much.
const SHORT_OF: f64 = 0.9;
const WIDE: f64 = 0.6;

/// Distance of a share from 0 or 1 below which the people of the run are used, since nobody may then exceed
/// the limit.
pub const NEARLY_ALL: f64 = 1e-4;

/// Number of the first person; runs and [`rare`](crate::simulate::rare) use lower numbers.
const FIRST: u64 = 1 << 48;

/// One person, before anything is computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// Number that seeds the person's random streams.
    pub number: u64,
    /// Share of the population that this person represents.
    pub share: f64,
    /// Where the person was drawn; `None` for a person of the run.
    at: Option<At>,
}

#[derive(Debug, Clone, PartialEq)]
struct At {
    /// Standard normals of the skin, with that of the setting last.
    normals: Vec<f64>,
    population: usize,
}

impl Who {
    /// The same person with the share multiplied by a factor.
    pub fn times(&self, factor: f64) -> Who {
        Who { share: factor * self.share, ..self.clone() }
    }

    /// People of the scenario's run, all with the same share.
    pub fn of_run(setup: &Setup) -> Vec<Who> {
        let share = 1.0 / f64::from(setup.realisations.max(1));
        (0..u64::from(setup.realisations)).map(|number| Who { number, share, at: None }).collect()
    }

    /// People near the limit for this share, or those of the run if people do not differ.
    pub fn about(setup: &Setup, people: f64) -> Vec<Who> {
        if setup.skin.normals() == 0 || !(NEARLY_ALL..=1.0 - NEARLY_ALL).contains(&people) {
            return Who::of_run(setup);
        }
        let wanted = f64::from(PEOPLE.max(setup.realisations));
        let mut all = Vec::new();
        for (population, share) in setup.skin.populations().into_iter().enumerate() {
            let Some(direction) = thinner(setup, population) else { return Who::of_run(setup) };
            let of_population =
                Drawing { setup, population, share, direction, mean: SHORT_OF * normal_quantile(people) };
            let count = (wanted * share).round().max(8.0);
            let plain = (PLAIN * count).round();
            let counts = [plain, count - plain];
            of_population.draw(&mut all, counts, 0, |normal, _| normal);
            of_population.draw(&mut all, counts, 1, |normal, mean| mean + WIDE * normal);
        }
        all
    }

    /// Skin of this person.
    pub fn realise(&self, setup: &Setup, plan: Option<&FieldPlan>) -> SkinField {
        self.placed(setup, setup.skin.realise(plan, setup.seed, self.number))
    }

    /// The same skin fields under another setup: another site, or other inputs.
    pub fn assume(&self, skin: SkinField, setup: &Setup, plan: Option<&FieldPlan>) -> SkinField {
        let mut skin = skin;
        skin.assume(&setup.skin, plan, setup.seed, self.number);
        self.placed(setup, skin)
    }

    fn placed(&self, setup: &Setup, skin: SkinField) -> SkinField {
        let Some(At { normals, population }) = &self.at else { return skin };
        let of_skin = normals.split_last().map_or(&[][..], |(_, of_skin)| of_skin);
        let mut stream = Stream::new(setup.seed, Purpose::Person, self.number, 1);
        skin.of_person(setup.skin.person_of(of_skin, *population, &mut stream))
    }

    /// Setting of the device for this person, including its error, mm.
    pub fn set_depth_mm(&self, setup: &Setup) -> f64 {
        let of_setting = self.at.as_ref().and_then(|at| at.normals.last());
        of_setting.map_or_else(|| setup.set_depth_mm(self.number), |normal| setup.set_depth_at_mm(*normal))
    }
}

/// One of the skin's populations, and where along its direction people are drawn.
struct Drawing<'a> {
    setup: &'a Setup,
    population: usize,
    share: f64,
    direction: Vec<f64>,
    mean: f64,
}

impl Drawing<'_> {
    /// Draws the people of one of the two distributions. `counts` holds the number for each, and `place` maps
    /// a standard normal and the mean to t.
    fn draw(&self, all: &mut Vec<Who>, counts: [f64; 2], law: usize, place: fn(f64, f64) -> f64) {
        let (strata, count) = (counts[law], counts[0] + counts[1]);
        for stratum in 0..strata as usize {
            let number = FIRST + all.len() as u64;
            let mut stream = Stream::new(self.setup.seed, Purpose::Person, number, 0);
            let uniform = ((stratum as f64 + stream.uniform()) / strata).clamp(1e-300, 1.0 - 1e-16);
            let t = place(normal_quantile(uniform), self.mean);
            let mut normals: Vec<f64> = self.direction.iter().map(|_| stream.normal()).collect();
            let along: f64 = normals.iter().zip(&self.direction).map(|(z, u)| z * u).sum();
            for (z, u) in normals.iter_mut().zip(&self.direction) {
                *z += (t - along) * u;
            }
            let share = self.share * self.weight(t, counts[0] / count) / count;
            all.push(Who { number, share, at: Some(At { normals, population: self.population }) });
        }
    }

    /// Density of the population relative to that of the mixture in which the share `plain` is drawn from the
    /// population.
    fn weight(&self, t: f64, plain: f64) -> f64 {
        let tilted = normal_density((t - self.mean) / WIDE) / WIDE;
        // In the far tail both densities underflow; the wider one then sets the ratio.
        1.0 / (plain + (1.0 - plain) * tilted / normal_density(t).max(f64::MIN_POSITIVE))
    }
}

/// Sum of the contributions of people, each a share of the population, and its standard error.
///
/// Neighbours in a list of [`Who`] belong to neighbouring strata. Half the squares of their differences
/// estimate the variance within a stratum, plus a little for the difference between strata.
pub fn sum(parts: &[f64]) -> [f64; 2] {
    let variance = 0.5 * parts.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum::<f64>();
    let n = parts.len() as f64;
    [parts.iter().sum(), if n > 1.0 { (variance * n / (n - 1.0)).sqrt() } else { f64::NAN }]
}

/// Smallest value with at most the share `beyond` of people below it, and largest with at most that share
/// above it. NaN values are left out.
pub fn quantiles(values: &[f64], shares: &[f64], beyond: f64) -> Option<[f64; 2]> {
    let mut rising: Vec<[f64; 2]> =
        values.iter().zip(shares).filter(|(value, _)| !value.is_nan()).map(|(v, s)| [*v, *s]).collect();
    rising.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let from = |people: &mut dyn Iterator<Item = &[f64; 2]>| {
        let mut passed = 0.0;
        for [value, share] in people {
            passed += share;
            if passed > beyond + 1e-9 {
                return Some(*value);
            }
        }
        None
    };
    Some([from(&mut rising.iter())?, from(&mut rising.iter().rev())?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_quantiles_of_people_who_stand_for_unequal_shares() {
        let values = [3.0, f64::NAN, 1.0, 2.0, 4.0];
        let shares = [0.2, 0.1, 0.4, 0.3, 0.05];
        assert_eq!(quantiles(&values, &shares, 0.05), Some([1.0, 3.0]));
        assert_eq!(quantiles(&values, &shares, 0.04), Some([1.0, 4.0]));
        assert_eq!(quantiles(&values, &shares, 0.5), Some([2.0, 2.0]));
        assert_eq!(quantiles(&[f64::NAN], &[1.0], 0.05), None);
    }

    #[test]
    fn limit_the_error_of_a_sum_of_people_who_are_alike_is_nothing() {
        assert_eq!(sum(&[0.25; 4]), [1.0, 0.0]);
        let [all, error] = sum(&[0.0, 1.0]);
        assert!((all - 1.0).abs() < 1e-15 && (error - 1.0).abs() < 1e-15);
        assert!(sum(&[0.1])[1].is_nan());
    }
}
