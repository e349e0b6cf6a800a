//! Who is looked at: people drawn where the limit is.
//!
//! A person is over the limit from some setting on, and what is asked for is the setting at which a share p of people is not. Of
//! people drawn at random few are near it: of 200 ten are beyond a limit for 95 %, and the share that these stand for is known to
//! a third. Nearly all of it is decided by the direction u in which skin grows thinner (and the dial is off towards deep). Along it,
//! t = u · z, people are drawn from two laws,
//!
//! ```text
//! q(t) = a φ(t) + (1 - a) N(t; m, s),    m = 0.9 Φ⁻¹(p),    w = φ / q ≤ 1 / a
//! ```
//!
//! across it from the population itself, each in strata of equal probability with one person in a stratum. The share of people over a
//! limit is then the sum of w / n over those who are, without bias whatever u, m and s are; its error is from what people of
//! neighbouring strata differ by. Fields of the skin, cartridge and all else are drawn as in a run, with numbers that no run has.

use crate::ground::random::{Purpose, Stream};
use crate::ground::statistics::{normal_density, normal_quantile};
use crate::simulate::Setup;
use crate::simulate::rare::pilot::thinner;
use crate::skin::{FieldPlan, SkinField};

/// People who are looked at on a site, at least.
pub const PEOPLE: u32 = 512;

/// Share a of people who are drawn from the population itself.
const PLAIN: f64 = 0.25;

/// m over the quantile, and s: half of the people near the limit have a t that is off by as much because other things
/// decide too.
const SHORT_OF: f64 = 0.9;
const WIDE: f64 = 0.6;

/// Shares of people nearer to none or all than this are left to the people of the run: there is no telling where nobody is over.
pub const NEARLY_ALL: f64 = 1e-4;

/// Number of the first person: those of a run and of [`rare`](crate::simulate::rare) are below.
const FIRST: u64 = 1 << 48;

/// One person before anything is worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// Opens the streams of all that is drawn.
    pub number: u64,
    /// Share of the population that this person stands for.
    pub share: f64,
    /// Where they were drawn; `None` for a person of the run.
    at: Option<At>,
}

#[derive(Debug, Clone, PartialEq)]
struct At {
    /// Standard normals of the skin, and that of the setting.
    normals: Vec<f64>,
    population: usize,
}

impl Who {
    /// The same person, standing for this many times as many.
    pub fn times(&self, factor: f64) -> Who {
        Who { share: factor * self.share, ..self.clone() }
    }

    /// People of the scenario's run, of whom each stands for as many.
    pub fn of_run(setup: &Setup) -> Vec<Who> {
        let share = 1.0 / f64::from(setup.realisations.max(1));
        (0..u64::from(setup.realisations)).map(|number| Who { number, share, at: None }).collect()
    }

    /// People about the limit that this share is not over; those of the run where people do not differ.
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

    /// The skin of this person.
    pub fn realise(&self, setup: &Setup, plan: Option<&FieldPlan>) -> SkinField {
        self.placed(setup, setup.skin.realise(plan, setup.seed, self.number))
    }

    /// The same fields of the skin under another setup: another site, or other inputs.
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

    /// The setting of the device for this person, with its error, mm.
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
    /// Draws those people of this population that are of one of its two laws, of which there are so many, at what `place` makes of a
    /// standard normal and the mean.
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

    /// Density of the population over that of both laws, where so large a share is drawn from the population.
    fn weight(&self, t: f64, plain: f64) -> f64 {
        let tilted = normal_density((t - self.mean) / WIDE) / WIDE;
        // Far out both densities are nothing; their ratio there is that of the wider one.
        1.0 / (plain + (1.0 - plain) * tilted / normal_density(t).max(f64::MIN_POSITIVE))
    }
}

/// Sum of what people add, each a share of the population, and its standard error.
///
/// Neighbours in a list of [`Who`] are of neighbouring strata: half the squares of what they differ by are the variance within a
/// stratum, and a little more for what strata differ by.
pub fn sum(parts: &[f64]) -> [f64; 2] {
    let variance = 0.5 * parts.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum::<f64>();
    let n = parts.len() as f64;
    [parts.iter().sum(), if n > 1.0 { (variance * n / (n - 1.0)).sqrt() } else { f64::NAN }]
}

/// The least value that no more than this share of people is above, and the largest that no more is below. Not a number for people
/// who have none, who are left out.
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
