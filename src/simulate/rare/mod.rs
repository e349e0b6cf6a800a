//! Fat-layer reach from people drawn where it occurs: importance sampling.
//!
//! In a lognormal tail the few thinnest people of a run carry most of the reach, so its error depends on how
//! many people were drawn. This estimate draws more people with thin skin and gives each a smaller weight. It
//! spends nothing on the pattern of their punctures:
//!
//! ```text
//! reach = E[ r ],    r = mean over needles and places of P(a strike passes into the fat)
//!       ~ sum over people of w r / N,    w = density of the population / density they were drawn from
//! ```
//!
//! | file | holds |
//! |---|---|
//! | here | number of people, the estimate and its error |
//! | [`proposal`] | the law from which people are drawn, and their weights |
//! | [`pilot`] | the search for that law |
//! | [`person`] | the reach of one person: a treatment, then an integral over places |
//!
//! A person consists of standard normals z: those of the skin ([`Skin::normals`](crate::skin::Skin::normals))
//! and one of the depth setting. Their law departs from the population along only two directions, t = u · z.
//! It is stratified along these, with two people per stratum in every block. Cartridge, puncture forces and
//! everything else are drawn as in a run, or integrated. People of one stratum differ only by chance, so
//! their differences give the variance without bias. The standard error comes from these people alone.
//!
//! The people of an estimate are not people of the run: their numbers begin beyond those of any run. The
//! pilot's people are not among them either, so the estimate is unbiased whatever the pilot finds. Unions,
//! quantiles over people and maps still come from the realisations.
//!
//! Left out: correlation of the skin between neighbouring places. It does not affect a mean.

pub mod memo;
pub mod person;
pub mod pilot;
pub mod proposal;

use self::memo::{Memo, Under};
use self::person::Reach;
use self::proposal::{BLOCK, Drawn, Proposal};
use super::{Setup, Stop};
use crate::device::Motion;
use crate::foundation::statistics::{Mean, effective_size};
use crate::injury::{Boundary, Measure, Own, Row};
use crate::mechanics::Law;
use crate::skin::{Anywhere, FieldPlan};
use rayon::prelude::*;
use std::sync::Arc;

/// Share of a run's work that people of the estimate may take, in the costs below. It is some 4 % of the
/// time, because strikes of a run now take half the time that they took when these costs were measured.
const SHARE_OF_RUN: f64 = 0.02;

/// Least number of people. Under the contact law, their 95 % interval holds the truth in 93 to 95 of 100
/// cases; with half as many people it is 91 to 93.
const LEAST_PEOPLE: u32 = 8 * BLOCK as u32;

/// Work that the least number of people may take in any run, in strikes: about half a second of one thread.
const LEAST_WORK: f64 = 1_000_000.0;

/// Work that people may take if a run asks for a certain error, in strikes: about a minute of one thread. The
/// second constant limits their number.
const MOST_WORK: f64 = 1e8;
const MOST_PEOPLE: u32 = 1 << 16;

/// Most groups of people for other inputs. Work of one group, in strikes, and least and most people in it.
const MOST_GROUPS: usize = 16;
const GROUP_WORK: f64 = 8000.0;
const GROUP: [usize; 2] = [6, 48];

/// Least effective number of people. With fewer, the error of the estimate is not reliable, but it may still
/// be better than that of the realisations.
const LEAST_EFFECTIVE: f64 = 10.0;

/// Expected reach from which the error follows the share that misses the fat.
const LARGE: f64 = 0.85;

/// Measured costs, in strikes of a run: of evaluating a probability under the contact law and under the ratio
/// law, of placing a strike, and of a treatment. Under the contact law, a treatment with n needles in the
/// skin costs a + b n + c n². The costs only decide the number of people.
const EVALUATION: [f64; 2] = [0.7, 0.035];
const PLACING: f64 = 0.012;
const TREATMENT: [f64; 3] = [240.0, 8.0, 0.1];

/// Share of a person's cost that placing strikes may add: more people share a pattern until it is met.
const SHARE_OF_PERSON: f64 = 0.1;

/// Mean fat-layer reach of the population, by importance sampling.
#[derive(Debug, Clone, PartialEq)]
pub struct FatReach {
    /// Share of the strikes that pass into the fat.
    pub share: Mean,
    /// Strikes into the fat divided by strikes, each summed over people first. Multiplied by the mean density
    /// of strikes, it gives the strikes into the fat per area. A person with few strikes in the area counts
    /// less, so it differs slightly from [`Self::share`].
    pub of_all_strikes: Mean,
    /// Number of people drawn for the reach.
    pub people: u32,
    /// Shares that pass the tops of the epidermis and of the dermis, from the same people. They are present
    /// where the realisations have fewer strikes into the dermis than these people have into the fat. A
    /// strike that passes into the fat has passed both tops, so three shares of the same people are always in
    /// order.
    pub above: Option<[Mean; 2]>,
    /// Effective number of people, (Σ w r)² / Σ (w r)²: as many people of equal weight would give the same
    /// precision.
    pub effective_people: f64,
}

impl FatReach {
    /// Mean of a quantity that this estimate provides, together with its realisations; `None` for other
    /// quantities.
    pub fn mean(&self, measure: Measure, rows: &[Row]) -> Option<Mean> {
        // Weights alone could bring the share above 1.
        let share = |mean: Mean| Mean { mean: mean.mean.min(1.0), ..mean };
        match measure.own() {
            Own::Passing(Boundary::Fat) => Some(share(self.share)),
            Own::Passing(Boundary::Epidermis) => self.above.map(|[epidermis, _]| share(epidermis)),
            Own::Passing(Boundary::Dermis) => self.above.map(|[_, dermis]| share(dermis)),
            Own::IntoFatPerArea => {
                let values: Vec<f64> = rows.iter().map(|row| row[Measure::Density as usize]).collect();
                let density = Mean::of(&values)?;
                let reach = self.of_all_strikes;
                let [of_reach, of_density] = [reach, density].map(|mean| mean.standard_error.unwrap_or(0.0));
                // The reach and the density come from different people, so their errors are independent.
                let error = libm::hypot(density.mean * of_reach, reach.mean * of_density);
                Some(Mean { mean: density.mean * reach.mean, standard_error: Some(error) })
            }
            Own::Nothing | Own::OverLimit => None,
        }
    }
}

/// Estimator for a growing number of realisations; it keeps the people it has.
#[derive(Debug, Clone)]
pub struct Estimator {
    anywhere: Anywhere,
    /// `None` before the first estimate; `Some(None)` where no estimate is possible.
    populations: Option<Option<Vec<Population>>>,
    /// What is kept of people for other setups.
    memo: Option<Arc<Memo>>,
}

/// People drawn from one population of the skin.
#[derive(Debug, Clone)]
struct Population {
    share: f64,
    proposal: Proposal,
    /// People, block by block.
    people: Vec<Drawn>,
    /// Strikes of each needle, for the first group in which everybody has a strike.
    patterns: Option<[Vec<u32>; 2]>,
}

impl Estimator {
    /// Estimator with the field plan of a setup; its other methods must receive the same setup.
    pub fn new(plan: Option<&FieldPlan>) -> Estimator {
        let anywhere = plan.map_or(Anywhere::NOWHERE_ELSE, FieldPlan::anywhere);
        Estimator { anywhere, populations: None, memo: None }
    }

    /// Keeps what the needles of people reach, for setups that differ from this one in their number of passes alone.
    pub fn with_memo(self, memo: Arc<Memo>) -> Estimator {
        Estimator { memo: Some(memo), ..self }
    }

    /// What is kept of people under a draw of the inputs, or under the central ones.
    fn under(&self, draw: Option<usize>) -> Option<Under<'_>> {
        self.memo.as_deref().map(|memo| Under { memo, draw })
    }

    /// Number of people for this many realisations; 0 where the reach comes from the realisations.
    ///
    /// They cost some 2 to 4 % of the run's time, or little in any case. The program counts work rather than
    /// time, since a clock would not give the same bytes again. With a single realisation there is no error
    /// to improve, so there are no people.
    pub fn people(&self, setup: &Setup, realisations: u32) -> u32 {
        if setup.skin.normals() == 0 || realisations < 2 {
            return 0;
        }
        let [person, pattern, treatment] = self.costs(setup);
        let strikes = setup.expected_strikes();
        let with_pattern = person + pattern / self.sharing(setup) as f64;
        let pilot = person * pilot::PEOPLE;
        let work = f64::from(realisations) * (strikes + treatment) * SHARE_OF_RUN - pilot;
        // The cast turns negative values into 0 and caps values that are too large.
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

    /// Number of groups that the people divide into for other inputs, each of one person per stratum.
    pub fn groups(&self) -> usize {
        let populations = self.populations.iter().flatten().flatten();
        let of = |population: &Population| 2 * population.people.len() / BLOCK;
        populations.map(of).max().unwrap_or(0).min(MOST_GROUPS)
    }

    /// Results of one group of these people under a draw of the inputs, or under the central ones (`None`). They are the share, the share
    /// of all strikes, and the share of people whose own reach exceeds the limit. The weights are normalised, which removes their own
    /// scatter. `None` where there are no people, or where needles find no equilibrium.
    ///
    /// Groups differ by chance; the same group under two inputs differs by the inputs. Where people cost much, a
    /// group has both people of the population itself, and of every tilt a half or a quarter of the strata.
    pub fn of_others(
        &self,
        setup: &Setup,
        anywhere: Option<Anywhere>,
        draw: Option<usize>,
        group: usize,
    ) -> Option<[f64; 3]> {
        let populations = self.populations.as_ref()?.as_ref()?;
        let anywhere = anywhere.unwrap_or(Anywhere::NOWHERE_ELSE);
        let apart = self.strata_apart(setup, populations.len());
        let mut all: Vec<(f64, Drawn)> = Vec::new();
        for (number, population) in populations.iter().enumerate() {
            let group = group % (2 * population.people.len() / BLOCK).max(1);
            let strata = proposal::thinned(apart, group + number);
            let first = group / 2 * BLOCK;
            let places = strata.iter().map(|(stratum, _)| first + 2 * stratum + group % 2);
            // Where needles strike does not matter to a share, so other inputs use the patterns of the
            // estimate.
            let patterns = population.patterns.as_ref()?;
            let under = self.under(draw);
            let proposal = &population.proposal;
            let these =
                proposal.people(setup, &anywhere, number, places, patterns, Boundary::Fat, under).ok()?;
            let of = |((_, weight), drawn): (&(usize, f64), Drawn)| {
                (population.share * weight * drawn.weight, drawn)
            };
            all.extend(strata.iter().zip(these).map(of));
        }
        let share = |reach: &Reach| reach.share;
        let over = |reach: &Reach| f64::from(reach.share > setup.limits.fat_reach);
        let known = |count: fn(&Reach) -> f64, value: &dyn Fn(&Reach) -> f64| {
            let weights: f64 = all.iter().map(|(weight, drawn)| weight * count(&drawn.reach)).sum();
            let part = |(weight, Drawn { reach, .. }): &(f64, Drawn)| weight * count(reach) * value(reach);
            // Both sums are rounded separately; if everybody's value is 1, their ratio could exceed 1.
            (all.iter().map(part).sum::<f64>() / weights).min(1.0)
        };
        Some([known(any_strike, &share), known(strikes, &share), known(any_strike, &over)])
    }

    /// Values under a number of draws, each beside the central value of the same group: every draw takes a group,
    /// in turn. `of` gives the value of a group under a draw, or under the central inputs (`None`). Empty where
    /// there are no people.
    pub fn beside_central<T: Copy + Send + Sync>(
        &self,
        draws: usize,
        of: impl Fn(Option<usize>, usize) -> Option<T> + Sync,
    ) -> Vec<Option<[T; 2]>> {
        let groups = self.groups();
        if groups == 0 {
            return Vec::new();
        }
        let central = |group: usize| of(None, group);
        let centrals: Vec<Option<T>> = (0..groups).into_par_iter().with_max_len(1).map(central).collect();
        let of_draw = |draw: usize| Some([centrals[draw % groups]?, of(Some(draw), draw % groups)?]);
        (0..draws).into_par_iter().with_max_len(1).map(of_draw).collect()
    }

    /// Distance of the strata that a group takes: 1 for all of them.
    fn strata_apart(&self, setup: &Setup, populations: usize) -> usize {
        let [person, ..] = self.costs(setup);
        let [least, most] = GROUP;
        let wanted = ((GROUP_WORK / person) as usize).clamp(least, most);
        // Rounded to the nearest power of two.
        let apart = populations as f64 * 0.5 * BLOCK as f64 / wanted as f64;
        // At most four, so that every tilt keeps a stratum.
        1 << (libm::log2(apart.max(1.0)).round() as u32).min(2)
    }

    /// Costs, in strikes, of a person without the pattern, of a pattern, and of a treatment.
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

    /// Number of people that share a pattern of strikes: as few as its cost allows. It is a power of two, so
    /// that blocks hold whole groups.
    fn sharing(&self, setup: &Setup) -> usize {
        let [person, pattern, _] = self.costs(setup);
        let most = BLOCK / 2;
        let needed = pattern / (SHARE_OF_PERSON * person);
        (needed.ceil() as usize).clamp(1, most).next_power_of_two().min(most)
    }

    /// Estimate that goes with these realisations of the setup.
    ///
    /// `None` where there are too few people, where the pilot finds no law for them, or where the needles of
    /// one person find no equilibrium. It is also `None` if the effective number of people is small and that
    /// of the realisations is no smaller; the reach then comes from the realisations. Finally, it is `None`
    /// if no realisation has a strike, and if nobody wants it any more.
    pub fn reach(&mut self, setup: &Setup, rows: &[Row], stop: &dyn Stop) -> Option<FatReach> {
        let values = |measure: Measure| {
            let values = rows.iter().map(|row| row[measure as usize]);
            values.filter(|value| !value.is_nan()).collect::<Vec<f64>>()
        };
        let dermis = Mean::of(&values(Measure::ReachDermis))?;
        let people = self.people(setup, rows.len() as u32);
        let people = people.max(self.people_until(setup, rows.len() as u32, stop));
        let reach = (people > 0).then(|| self.of_people(setup, people, stop)).flatten()?;
        let of_rows = effective_size(values(Measure::ReachFat));
        if reach.effective_people < LEAST_EFFECTIVE && reach.effective_people <= of_rows {
            return None;
        }
        if reach.share.mean <= dermis.mean {
            return Some(reach);
        }
        // If needles found no equilibrium, there was no estimate above either.
        let above = self.above(setup, people, stop)?;
        Some(FatReach { above: Some(above), ..reach })
    }

    /// Shares that pass the tops of the epidermis and of the dermis, for the people of an estimate with
    /// `people`.
    fn above(&self, setup: &Setup, people: u32, stop: &dyn Stop) -> Option<[Mean; 2]> {
        let populations = self.populations.as_ref()?.as_ref()?;
        let expected: f64 = populations.iter().map(Population::expected).sum();
        let group = 2 * self.sharing(setup);
        let of = |boundary: Boundary| {
            let drawn = populations.iter().enumerate().map(|(number, population)| {
                let of_group = |from: usize| {
                    if stop.abandoned() {
                        return None;
                    }
                    let patterns = Proposal::patterns(setup, number, from);
                    let these = from..from + group;
                    let proposal = &population.proposal;
                    let under = self.under(None);
                    proposal.people(setup, &self.anywhere, number, these, &patterns, boundary, under).ok()
                };
                let groups = (0..population.people.len()).into_par_iter().step_by(group).map(of_group);
                Some(groups.collect::<Option<Vec<_>>>()?.concat())
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

    /// Number of people at which the error is as small as the setup asks; 0 if it asks for none. Every run of
    /// a setup tries the same numbers, so that the result does not depend on the number of realisations.
    fn people_until(&mut self, setup: &Setup, realisations: u32, stop: &dyn Stop) -> u32 {
        let Some(wanted) = setup.reach_error.filter(|_| realisations >= 2 && setup.skin.normals() > 0) else {
            return 0;
        };
        let [person, pattern, _] = self.costs(setup);
        let affordable = MOST_WORK / (person + pattern / self.sharing(setup) as f64);
        let most = (affordable as u32).min(MOST_PEOPLE);
        let mut people = LEAST_PEOPLE;
        while let Some(FatReach { share, .. }) = self.of_people(setup, people, stop) {
            let next = people + people / 2;
            if share.standard_error.is_some_and(|error| error <= wanted * share.mean) || next > most {
                break;
            }
            people = next;
        }
        people
    }

    /// Estimate from about this many people, in whole blocks, with at least one block per population of the
    /// skin.
    pub fn of_people(&mut self, setup: &Setup, people: u32, stop: &dyn Stop) -> Option<FatReach> {
        if setup.skin.normals() == 0 {
            return None;
        }
        let (anywhere, group) = (self.anywhere, 2 * self.sharing(setup));
        let memo = self.memo.clone();
        let under = memo.as_deref().map(|memo| Under { memo, draw: None });
        let populations = self.populations.get_or_insert_with(|| begin(setup, &anywhere)).as_mut()?;
        let expected: f64 = populations.iter().map(Population::expected).sum();
        for (number, population) in populations.iter_mut().enumerate() {
            let wanted = population.wanted(people, expected);
            let there = population.people.len();
            let more = (there..wanted.max(there))
                .into_par_iter()
                .step_by(group)
                .map(|from| {
                    if stop.abandoned() {
                        return None;
                    }
                    let patterns = Proposal::patterns(setup, number, from);
                    let people = from..from + group;
                    let proposal = &population.proposal;
                    let reaches =
                        proposal.people(setup, &anywhere, number, people, &patterns, Boundary::Fat, under);
                    Some((patterns, reaches.ok()?))
                })
                .collect::<Option<Vec<_>>>();
            match more {
                Some(more) => {
                    for (patterns, reaches) in more {
                        if reaches.iter().all(|drawn| drawn.reach.strikes > 0.0) {
                            population.patterns.get_or_insert(patterns);
                        }
                        population.people.extend(reaches);
                    }
                }
                None => {
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
            effective_people: effective_size(samples.iter().flat_map(Sample::weighted)),
        };
        (reach.effective_people > 0.0).then_some(reach)
    }
}

/// Cost of a treatment, in strikes.
pub fn treatment_cost(setup: &Setup) -> f64 {
    match &setup.law {
        Law::Contact(_) => {}
        Law::Ratio(_) => return 0.0,
    }
    let needles = match &setup.device.motion {
        Motion::Roller(roller) => f64::from(roller.rows),
        Motion::Pen(_) | Motion::Plate(_) | Motion::Needle(_) => setup.device.array.len() as f64,
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
    /// Expected contribution of this population to the reach.
    fn expected(&self) -> f64 {
        self.share * self.proposal.expected
    }

    /// People of this population, in whole blocks, for a total of `people` over all populations. `expected`
    /// is the reach expected of all populations.
    fn wanted(&self, people: u32, expected: f64) -> usize {
        let blocks = f64::from(people) / BLOCK as f64 * self.expected() / expected;
        (blocks.round().max(1.0) as usize) * BLOCK
    }

    /// β: the expected reach if that is large, else 0. The mean of w is 1, so w (r - β) + β has the same mean
    /// as w r. Its errors do not depend on the scatter of the weights, which could give a share above 1.
    fn known(&self) -> f64 {
        if self.proposal.expected >= LARGE { self.proposal.expected } else { 0.0 }
    }
}

/// People of one population that enter an estimate.
struct Sample<'a> {
    /// Share of the population.
    share: f64,
    /// β, see `Population::known`.
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

/// Weight of a person in a mean over people; a person without a strike has no reach.
fn any_strike(reach: &Reach) -> f64 {
    f64::from(reach.strikes > 0.0)
}

/// Weight of a person in a mean over strikes.
fn strikes(reach: &Reach) -> f64 {
    reach.strikes
}

/// Mean of the reach, in which each person counts n times:
///
/// ```text
/// Q = Σ n (w (r - β) + β) / Σ n
/// ```
///
/// Here n depends on neither z nor w, so Σ n needs no weights. Where the pattern gives one person more
/// strikes than another, this affects both sums alike. The error comes from differences in n (w (r - β) + β -
/// Q) between people of one stratum. They differ only by chance. So the variance of the sum is, without bias,
/// the variance of a person in each stratum times the number of people there.
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
