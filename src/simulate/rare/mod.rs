//! Fat-layer reach from people drawn where it happens: importance sampling.
//!
//! In a lognormal tail the few thinnest people of a run carry most of the reach, so that its error hangs on how many people
//! were drawn. Here more of them are drawn where the skin is thin and counted for less, and nothing is spent on the
//! pattern of their punctures:
//!
//! ```text
//! reach = E[ r ],    r = mean over needles and places of P(a strike passes into the fat)
//!       ~ sum over people of w r / N,    w = density of the population / density they were drawn from
//! ```
//!
//! | file | holds |
//! |---|---|
//! | here | how many people, the estimate and its error |
//! | [`proposal`] | from which law they are drawn, and their weights |
//! | [`pilot`] | how that law is found |
//! | [`person`] | the reach of one person: a treatment, then an integral over places |
//!
//! A person is standard normals z: those of the skin ([`Skin::normals`](crate::skin::Skin::normals)) and one of the depth
//! setting. They are drawn off the population along two directions only, t = u · z, and stratified along them, in every block
//! of people two a stratum. Cartridge, puncture forces and all else are drawn as in a run, or integrated. The people of one
//! stratum differ by chance alone, so that their differences give the variance without bias, and the standard error comes from
//! people alone.
//!
//! People of an estimate are none of the run's: their numbers begin where no run gets. The pilot's are not among them. So the
//! estimate is unbiased whatever the pilot finds. Unions, quantiles over people and maps still come from the realisations.
//!
//! Left out: that the skin varies together at places near each other. It does not enter a mean.

pub mod person;
pub mod pilot;
pub mod proposal;

use self::person::{Boundary, Reach};
use self::proposal::{BLOCK, Drawn, Proposal};
use super::Setup;
use crate::device::Motion;
use crate::ground::statistics::Mean;
use crate::injury::{Measure, Row};
use crate::mechanics::{ContactError, Law};
use crate::skin::{Anywhere, FieldPlan};
use rayon::prelude::*;

/// Share of the work of a run that people of the estimate may take, as it is counted here: some 4 % of its time, since strikes of a
/// run take half of what they took when the costs below were measured.
const SHARE_OF_RUN: f64 = 0.02;

/// Of half as many people the 95 % interval holds the truth in 91 to 93 of 100 cases under the contact law, of these in 93 to 95.
const LEAST_PEOPLE: u32 = 8 * BLOCK as u32;

/// So much work the least number of people may take in however short a run, in strikes: about half a second of one thread.
const LEAST_WORK: f64 = 1_000_000.0;

/// So much work the people of a reach may take whose error was asked for, in strikes: about a minute of one thread. And so many
/// people there may be.
const MOST_WORK: f64 = 1e8;
const MOST_PEOPLE: u32 = 1 << 16;

/// So many people should bear the estimate; below, its error is not to be believed, but may still be worth more than that of
/// the realisations.
const LEAST_EFFECTIVE: f64 = 10.0;

/// A reach so large that its error is that of what is missed.
const LARGE: f64 = 0.85;

/// Costs in strikes of a run: of one evaluation of a probability under the contact law and under the ratio law, of placing a
/// strike, and of a treatment under the contact law with n needles in the skin, a + b n + c n². Measured; they decide how many people there are
/// and nothing else.
const EVALUATION: [f64; 2] = [0.7, 0.035];
const PLACING: f64 = 0.012;
const TREATMENT: [f64; 3] = [240.0, 8.0, 0.1];

/// Share of a person's cost that the placing of strikes may add: people share patterns as far as that takes.
const SHARE_OF_PERSON: f64 = 0.1;

/// The mean fat-layer reach of the population, by importance sampling.
#[derive(Debug, Clone, PartialEq)]
pub struct FatReach {
    /// Share of the strikes that pass into the fat.
    pub share: Mean,
    /// Strikes into the fat over strikes, both summed over people before they are divided: times the mean density of strikes
    /// it is the strikes into the fat per area. A person with few strikes in the area counts for less, so that it is not quite
    /// [`Self::share`].
    pub of_all_strikes: Mean,
    pub people: u32,
    /// Shares that pass the tops of the epidermis and of the dermis, by the same people, where the realisations have fewer strikes
    /// into the dermis than these people into the fat: what passes into the fat has passed both, so that three shares of the same
    /// people are always in order.
    pub above: Option<[Mean; 2]>,
    /// (Σ w r)² / Σ (w r)²: so many equal people would tell as much.
    pub effective_people: f64,
}

impl FatReach {
    /// The mean of a figure that it gives, with the realisations that it goes with; `None` of other figures.
    pub fn mean(&self, measure: Measure, rows: &[Row]) -> Option<Mean> {
        // Weights alone could bring it above.
        let share = |mean: Mean| Mean { mean: mean.mean.min(1.0), ..mean };
        match measure {
            Measure::ReachFat => Some(share(self.share)),
            Measure::ReachEpidermis => self.above.map(|[epidermis, _]| share(epidermis)),
            Measure::ReachDermis => self.above.map(|[_, dermis]| share(dermis)),
            Measure::FatPerCm2 => {
                let values: Vec<f64> = rows.iter().map(|row| row[Measure::Density as usize]).collect();
                let density = Mean::of(&values)?;
                let reach = self.of_all_strikes;
                let [of_reach, of_density] = [reach, density].map(|mean| mean.standard_error.unwrap_or(0.0));
                // Other people: independent of each other.
                let error = (density.mean * of_reach).hypot(reach.mean * of_density);
                Some(Mean { mean: density.mean * reach.mean, standard_error: Some(error) })
            }
            _ => None,
        }
    }
}

/// Makes estimates for a growing number of realisations; what is there is kept.
#[derive(Debug, Clone)]
pub struct Estimator {
    anywhere: Anywhere,
    /// Not there before the first estimate; nothing in it where there can be none.
    populations: Option<Option<Vec<Population>>>,
}

/// People of one population of the skin.
#[derive(Debug, Clone)]
struct Population {
    share: f64,
    proposal: Proposal,
    /// Block by block.
    people: Vec<Drawn>,
    /// How often needles strike in the first people of whom all have a strike.
    patterns: Option<[Vec<u32>; 2]>,
}

impl Estimator {
    /// With the plan of a setup's fields; that setup is to be given to all else.
    pub fn new(plan: Option<&FieldPlan>) -> Estimator {
        let anywhere = plan.map_or(Anywhere::NOWHERE_ELSE, FieldPlan::anywhere);
        Estimator { anywhere, populations: None }
    }

    /// People that go with so many realisations; 0 where the reach comes from the realisations.
    ///
    /// They cost some 2 to 4 % of the run's time, or little in any case: by a count of work, for the clock would not give the same
    /// bytes again. None where there is no error without them either, with a single realisation.
    pub fn people(&self, setup: &Setup, realisations: u32) -> u32 {
        if setup.skin.normals() == 0 || realisations < 2 {
            return 0;
        }
        let [person, pattern, treatment] = self.costs(setup);
        let strikes = setup.expected_strikes();
        let with_pattern = person + pattern / self.sharing(setup) as f64;
        let pilot = person * pilot::PEOPLE;
        let work = f64::from(realisations) * (strikes + treatment) * SHARE_OF_RUN - pilot;
        // The cast keeps what is negative at nothing and what is too large at the largest number.
        let people = ((work / (with_pattern * BLOCK as f64)) as u32).saturating_mul(BLOCK as u32);
        let least = pilot + with_pattern * f64::from(LEAST_PEOPLE);
        if people >= LEAST_PEOPLE {
            people
        } else if least <= LEAST_WORK {
            LEAST_PEOPLE
        } else {
            0
        }
    }

    /// What the people of this estimate would give under other inputs, from the first of each population, about so many: share,
    /// the same of all strikes, and share of people whose own reach is over the limit. Weights are normalised, which takes their own
    /// scatter out. `None` where there are no people, or where needles find no equilibrium.
    pub fn of_others(&self, setup: &Setup, anywhere: Option<Anywhere>, people: u32) -> Option<[f64; 3]> {
        let populations = self.populations.as_ref()?.as_ref()?;
        let anywhere = anywhere.unwrap_or(Anywhere::NOWHERE_ELSE);
        let expected: f64 = populations.iter().map(Population::expected).sum();
        let mut all: Vec<(f64, Drawn)> = Vec::new();
        for (number, population) in populations.iter().enumerate() {
            let wanted = population.wanted(people, expected);
            // Where needles strike is no uncertain input: under all others the patterns are those of the estimate itself.
            let patterns = population.patterns.as_ref()?;
            let these = population
                .proposal
                .people(setup, &anywhere, number, 0..wanted, patterns, Boundary::Fat)
                .ok()?;
            let each = population.share / wanted as f64;
            all.extend(these.into_iter().map(|drawn| (each * drawn.weight, drawn)));
        }
        let share = |reach: &Reach| reach.share;
        let over = |reach: &Reach| f64::from(reach.share > setup.limits.fat_reach);
        let known = |count: fn(&Reach) -> f64, value: &dyn Fn(&Reach) -> f64| {
            let weights: f64 = all.iter().map(|(weight, drawn)| weight * count(&drawn.reach)).sum();
            let part = |(weight, Drawn { reach, .. }): &(f64, Drawn)| weight * count(reach) * value(reach);
            // Both sums round for themselves: of nothing but ones that could be above 1.
            (all.iter().map(part).sum::<f64>() / weights).min(1.0)
        };
        Some([known(any_strike, &share), known(strikes, &share), known(any_strike, &over)])
    }

    /// Costs in strikes of a person without the pattern, of a pattern, and of a treatment.
    fn costs(&self, setup: &Setup) -> [f64; 3] {
        let evaluations = person::evaluations(setup, &self.anywhere) as f64;
        let treatment = treatment_cost(setup);
        match setup.law {
            Law::Contact(_) => {
                [treatment + EVALUATION[0] * evaluations, PLACING * setup.expected_strikes(), treatment]
            }
            Law::Ratio(_) => [EVALUATION[1] * evaluations, 0.0, 0.0],
        }
    }

    /// People that share a pattern of strikes: as few as their cost bears, a power of two so that blocks hold whole groups.
    fn sharing(&self, setup: &Setup) -> usize {
        let [person, pattern, _] = self.costs(setup);
        let most = BLOCK / 2;
        let needed = pattern / (SHARE_OF_PERSON * person);
        (needed.ceil() as usize).clamp(1, most).next_power_of_two().min(most)
    }

    /// The estimate that goes with these realisations of the setup. `None` where there are too few people for one, where the
    /// law of the people could not be found, or where the needles of one find no equilibrium; and where few people bear it
    /// and more of the realisations do: the reach is then that of the realisations. `None` too where none of them has a strike.
    pub fn reach(&mut self, setup: &Setup, rows: &[Row]) -> Option<FatReach> {
        let values = |measure: Measure| {
            let values = rows.iter().map(|row| row[measure as usize]);
            values.filter(|value| !value.is_nan()).collect::<Vec<f64>>()
        };
        let dermis = Mean::of(&values(Measure::ReachDermis))?;
        let people = self.people(setup, rows.len() as u32);
        let people = people.max(self.people_until(setup, rows.len() as u32));
        let reach = (people > 0).then(|| self.of_people(setup, people)).flatten()?;
        let of_rows = effective(values(Measure::ReachFat).into_iter());
        if reach.effective_people < LEAST_EFFECTIVE && reach.effective_people <= of_rows {
            return None;
        }
        if reach.share.mean <= dermis.mean {
            return Some(reach);
        }
        // Without an equilibrium there had been no estimate either.
        let above = self.above(setup, people)?;
        Some(FatReach { above: Some(above), ..reach })
    }

    /// Shares that pass the tops of the epidermis and of the dermis, by the people of an estimate from so many.
    fn above(&self, setup: &Setup, people: u32) -> Option<[Mean; 2]> {
        let populations = self.populations.as_ref()?.as_ref()?;
        let expected: f64 = populations.iter().map(Population::expected).sum();
        let group = 2 * self.sharing(setup);
        let of = |boundary: Boundary| {
            let drawn = populations.iter().enumerate().map(|(number, population)| {
                let of_group = |from: usize| {
                    let patterns = Proposal::patterns(setup, number, from);
                    let these = from..from + group;
                    population.proposal.people(setup, &self.anywhere, number, these, &patterns, boundary)
                };
                let groups = (0..population.people.len()).into_par_iter().step_by(group).map(of_group);
                Some(groups.collect::<Result<Vec<_>, ContactError>>().ok()?.concat())
            });
            let drawn = drawn.collect::<Option<Vec<Vec<Drawn>>>>()?;
            let samples: Vec<Sample<'_>> = populations
                .iter()
                .zip(&drawn)
                .map(|(population, people_of_it)| Sample {
                    share: population.share,
                    known: population.known(),
                    people: &people_of_it[..population.wanted(people, expected).min(people_of_it.len())],
                })
                .collect();
            Some(ratio(&samples, any_strike))
        };
        Some([of(Boundary::Epidermis)?, of(Boundary::Dermis)?])
    }

    /// People until whom the error is as small as was asked for; 0 where nothing was. Numbers of people to look at are the same
    /// in every run of a setup, so that it does not matter at how many realisations it is asked.
    fn people_until(&mut self, setup: &Setup, realisations: u32) -> u32 {
        let Some(wanted) = setup.reach_error.filter(|_| realisations >= 2 && setup.skin.normals() > 0) else {
            return 0;
        };
        let [person, pattern, _] = self.costs(setup);
        let affordable = MOST_WORK / (person + pattern / self.sharing(setup) as f64);
        let most = (affordable as u32).min(MOST_PEOPLE);
        let mut people = LEAST_PEOPLE;
        while let Some(FatReach { share, .. }) = self.of_people(setup, people) {
            let next = people + people / 2;
            if share.standard_error.is_some_and(|error| error <= wanted * share.mean) || next > most {
                break;
            }
            people = next;
        }
        people
    }

    /// The estimate from so many people, in whole blocks, at least one a population of the skin.
    pub fn of_people(&mut self, setup: &Setup, people: u32) -> Option<FatReach> {
        if setup.skin.normals() == 0 {
            return None;
        }
        let (anywhere, group) = (self.anywhere, 2 * self.sharing(setup));
        let populations = self.populations.get_or_insert_with(|| begin(setup, &anywhere)).as_mut()?;
        let expected: f64 = populations.iter().map(Population::expected).sum();
        for (number, population) in populations.iter_mut().enumerate() {
            let wanted = population.wanted(people, expected);
            let there = population.people.len();
            let more = (there..wanted.max(there))
                .into_par_iter()
                .step_by(group)
                .map(|from| {
                    let patterns = Proposal::patterns(setup, number, from);
                    let people = from..from + group;
                    let proposal = &population.proposal;
                    let reaches =
                        proposal.people(setup, &anywhere, number, people, &patterns, Boundary::Fat)?;
                    Ok((patterns, reaches))
                })
                .collect::<Result<Vec<_>, ContactError>>();
            match more {
                Ok(more) => {
                    for (patterns, reaches) in more {
                        if reaches.iter().all(|drawn| drawn.reach.strikes > 0.0) {
                            population.patterns.get_or_insert(patterns);
                        }
                        population.people.extend(reaches);
                    }
                }
                Err(_) => {
                    self.populations = Some(None);
                    return None;
                }
            }
        }
        let samples: Vec<Sample<'_>> = populations
            .iter()
            .map(|population| Sample {
                share: population.share,
                known: population.known(),
                people: &population.people[..population.wanted(people, expected)],
            })
            .collect();
        let reach = FatReach {
            share: ratio(&samples, any_strike),
            of_all_strikes: ratio(&samples, strikes),
            above: None,
            people: samples.iter().map(|sample| sample.people.len() as u32).sum(),
            effective_people: effective(samples.iter().flat_map(Sample::weighted)),
        };
        (reach.effective_people > 0.0).then_some(reach)
    }
}

/// Cost in strikes of a treatment.
pub fn treatment_cost(setup: &Setup) -> f64 {
    let Law::Contact(_) = setup.law else { return 0.0 };
    let needles = match &setup.device.motion {
        Motion::Roller(roller) => f64::from(roller.rows),
        _ => setup.device.array.len() as f64,
    };
    let [a, b, c] = TREATMENT;
    a + needles * (b + c * needles)
}

fn begin(setup: &Setup, anywhere: &Anywhere) -> Option<Vec<Population>> {
    let populations = setup.skin.populations().into_iter().enumerate().map(|(number, share)| {
        let proposal = pilot::proposal(setup, anywhere, number)?;
        Some(Population { share, proposal, people: Vec::new(), patterns: None })
    });
    populations.collect()
}

impl Population {
    /// What it is expected to add to the reach.
    fn expected(&self) -> f64 {
        self.share * self.proposal.expected
    }

    /// People of it, in whole blocks, where there are so many of all populations, whose reach is expected to be so much.
    fn wanted(&self, people: u32, expected: f64) -> usize {
        let blocks = f64::from(people) / BLOCK as f64 * self.expected() / expected;
        (blocks.round().max(1.0) as usize) * BLOCK
    }

    /// β, about the reach where that is large, and nothing where it is small: w has the mean 1, so that w (r - β) + β has that
    /// of w r, and its errors do not hang on how far weights scatter, which could make a share of more than 1.
    fn known(&self) -> f64 {
        if self.proposal.expected >= LARGE { self.proposal.expected } else { 0.0 }
    }
}

/// People of one population that an estimate is from.
struct Sample<'a> {
    /// Of the population.
    share: f64,
    /// β.
    known: f64,
    people: &'a [Drawn],
}

impl Sample<'_> {
    fn each(&self) -> f64 {
        self.share / self.people.len() as f64
    }

    fn weighted(&self) -> impl Iterator<Item = f64> {
        self.people.iter().map(|drawn| self.each() * drawn.weight * drawn.reach.share)
    }
}

/// For how much a person counts in a mean over people: those without a strike have no reach.
fn any_strike(reach: &Reach) -> f64 {
    f64::from(reach.strikes > 0.0)
}

/// For how much a person counts in a mean over strikes.
fn strikes(reach: &Reach) -> f64 {
    reach.strikes
}

/// Mean of the reach, each person counted for so much:
///
/// ```text
/// Q = Σ n (w (r - β) + β) / Σ n
/// ```
///
/// What n is hangs on neither z nor w, so that Σ n needs no weights, and where patterns give one person more strikes than another
/// both sums feel it alike. The error is from what people of one stratum differ by in n (w (r - β) + β - Q): they are alike but for
/// chance, so that the sum's variance is, without bias, that of a person in each stratum times the people there.
fn ratio(samples: &[Sample<'_>], count: fn(&Reach) -> f64) -> Mean {
    let whole = |of: &dyn Fn(&Sample<'_>, &Drawn) -> f64| -> f64 {
        let of_sample = |sample: &Sample<'_>| {
            sample.each() * sample.people.iter().map(|drawn| of(sample, drawn)).sum::<f64>()
        };
        samples.iter().map(of_sample).sum()
    };
    let value =
        |sample: &Sample<'_>, drawn: &Drawn| drawn.weight * (drawn.reach.share - sample.known) + sample.known;
    let counted = whole(&|_, drawn| count(&drawn.reach));
    let mean = whole(&|sample, drawn| count(&drawn.reach) * value(sample, drawn)) / counted;
    let mut variance = 0.0;
    for sample in samples {
        let off =
            |drawn: &Drawn| sample.each() * count(&drawn.reach) * (value(sample, drawn) - mean) / counted;
        for stratum in 0..BLOCK / 2 {
            let own: Vec<f64> = sample
                .people
                .chunks(BLOCK)
                .filter_map(|block| block.get(2 * stratum..2 * stratum + 2))
                .flatten()
                .map(off)
                .collect();
            let n = own.len() as f64;
            let middle = own.iter().sum::<f64>() / n;
            variance += own.iter().map(|off| (off - middle).powi(2)).sum::<f64>() * n / (n - 1.0);
        }
    }
    Mean { mean, standard_error: Some(variance.sqrt()) }
}

/// (Σ x)² / Σ x²: so many equal parts would make as exact a sum; 0 where all are 0.
pub fn effective(parts: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = parts.fold((0.0, 0.0), |(sum, squares), x| (sum + x, squares + x * x));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_effective_people_lie_between_one_and_all() {
        assert_eq!(effective([0.25; 8].into_iter()), 8.0);
        assert_eq!(effective([0.0, 2.0, 0.0].into_iter()), 1.0);
        assert_eq!(effective([3.0, 1.0].into_iter()), 1.6);
        assert_eq!(effective([0.0; 4].into_iter()), 0.0);
    }
}
