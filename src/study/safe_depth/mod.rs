//! The deepest setting at which the fat-layer reach stays under a limit, for a share of people.
//!
//! ```text
//! d* = max { d : share of people with r_p(d) > limit  <=  1 - share of people to be safe }
//! ```
//!
//! with r_p(d) the share of a person's punctures that pass into the fat at the setting d: people, their skin and cartridges are
//! those of the scenario's run, the same at every setting (common random numbers), and settings lie 0.01 mm apart.
//!
//! | file | holds |
//! |---|---|
//! | here | the question and how it is answered |
//! | [`person`] | one person's reach at any setting |
//! | [`ladder`] | the search |
//!
//! First people are looked at in some places of their skin. Those whose own deepest setting lies so near to the answer that the
//! places could be wrong about them are then given the strikes of the run itself, all of them, so that the run at the answer
//! meets the limit by its own count. The standard error is that of the order statistic: settings at which so many people more
//! and fewer are over as its binomial standard deviation.
//!
//! For bounds over uncertain inputs the search is done again under each of their draws ([`Inputs`]), among the people who are
//! over first.

pub mod ladder;
pub mod person;

use self::ladder::Ladder;
use self::person::Person;
use crate::mechanics::ContactError;
use crate::outcome::Figure;
use crate::outcome::safe_depth::{End, SafeDepth};
use crate::simulate::inputs::{Inputs, shift};
use crate::simulate::{Setup, SimulateError};
use crate::skin::FieldPlan;
use rayon::prelude::*;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// Share of punctures that may reach the fat.
    pub limit: f64,
    /// Share of people in whom no more do.
    pub people: f64,
    /// Shallowest and deepest setting to look at.
    pub range_mm: [f64; 2],
}

/// A site with the scenario on it.
#[derive(Debug, Clone)]
pub struct OnSite {
    pub site: String,
    pub setup: Setup,
}

/// Settings a millimetre.
const RUNGS_A_MM: f64 = 100.0;

/// Places of a person that are looked at, and under draws of the inputs.
const PLACES: usize = 512;
const PLACES_DRAWN: usize = 128;

/// Rungs about the answer in which places may be wrong about a person.
const UNSURE: i32 = 6;

/// People who are over first and are looked at under draws: so many times those who may be over, and so many at least.
const FIRST_OVER: usize = 3;
const LEAST_FIRST: usize = 20;

/// Settings of a range, as rungs.
struct Rungs {
    first: i32,
    count: i32,
}

impl Rungs {
    fn new([low, high]: [f64; 2]) -> Rungs {
        let first = ((low * RUNGS_A_MM - 1e-9).ceil() as i32).max(1);
        let last = (high * RUNGS_A_MM + 1e-9).floor() as i32;
        Rungs { first, count: (last - first + 1).max(1) }
    }

    fn mm(&self, rung: i32) -> f64 {
        f64::from(self.first + rung) / RUNGS_A_MM
    }

    /// The range that is really looked at, mm.
    fn range_mm(&self) -> [f64; 2] {
        [self.mm(0), self.mm(self.count - 1)]
    }
}

/// The range that is looked at for a range that was asked for: whole rungs inside it.
pub fn range_mm(asked_mm: [f64; 2]) -> [f64; 2] {
    Rungs::new(asked_mm).range_mm()
}

/// Answers the question for some sites with one device.
///
/// # Errors
/// [`SimulateError`] where the needles of one person find no equilibrium.
pub fn safe_depths(sites: &[OnSite], question: &Question) -> Result<Vec<SafeDepth>, SimulateError> {
    let people = people(sites, PLACES)?;
    let answer = |(on, people)| Search::new(on, question, people).answer();
    sites.iter().zip(people).map(answer).collect()
}

/// The people of every site, looked at in so many places. The fields of their skin are the same on all, where nothing finer than
/// fields varies.
///
/// # Errors
/// [`SimulateError`] where the layers of one make no ground.
pub fn people(sites: &[OnSite], places: usize) -> Result<Vec<Vec<Person>>, SimulateError> {
    let Some(first) = sites.first() else { return Ok(Vec::new()) };
    let Setup { seed, realisations, .. } = first.setup;
    let plan = first.setup.field_plan();
    let shared = plan.as_ref().is_none_or(|plan| !plan.has_ridges());
    let plans: Vec<Option<FieldPlan>> = sites
        .iter()
        .map(|on| match &plan {
            Some(plan) if shared => Some(plan.assuming(&on.setup.skin)),
            _ => on.setup.field_plan(),
        })
        .collect();
    let of_number = |number: u32| {
        let key = (seed, u64::from(number));
        let mut skin = first.setup.skin.realise(plans[0].as_ref(), key.0, key.1);
        let each = sites.iter().zip(&plans).map(|(OnSite { setup, .. }, plan)| {
            if shared {
                skin.assume(&setup.skin, plan.as_ref(), key.0, key.1);
            } else {
                skin = setup.skin.realise(plan.as_ref(), key.0, key.1);
            }
            Person::new(setup, &skin, number, places).map_err(|error| no_equilibrium(number, setup, error))
        });
        each.collect::<Result<Vec<Person>, _>>()
    };
    let by_number: Vec<Vec<Person>> =
        (0..realisations).into_par_iter().map(of_number).collect::<Result<_, _>>()?;
    Ok(transposed(by_number, sites.len()))
}

/// The columns of a table of so many columns.
fn transposed(rows: Vec<Vec<Person>>, columns: usize) -> Vec<Vec<Person>> {
    let mut by_column: Vec<Vec<Person>> = (0..columns).map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        for (column, person) in by_column.iter_mut().zip(row) {
            column.push(person);
        }
    }
    by_column
}

/// A setup under every draw of its uncertain inputs, each with the fields of its skin.
pub(super) fn drawn(setup: &Setup, plan: Option<&FieldPlan>) -> Vec<(Setup, Option<FieldPlan>)> {
    let with = |inputs: &Inputs| {
        let drawn = inputs.under(setup);
        let plan = plan.map(|plan| plan.assuming(&drawn.skin));
        (drawn, plan)
    };
    Inputs::draws(setup.seed).iter().map(with).collect()
}

/// People of one setup under every draw. Each person's fields are made once and serve all draws.
pub(super) fn people_under(
    setup: &Setup,
    plan: Option<&FieldPlan>,
    draws: &[(Setup, Option<FieldPlan>)],
    numbers: &[u32],
    places: usize,
) -> Result<Vec<Vec<Person>>, SimulateError> {
    let of_number = |number: &u32| {
        let key = (setup.seed, u64::from(*number));
        let mut skin = setup.skin.realise(plan, key.0, key.1);
        let under = draws.iter().map(|(drawn, plan)| {
            skin.assume(&drawn.skin, plan.as_ref(), key.0, key.1);
            Person::new(drawn, &skin, *number, places).map_err(|error| no_equilibrium(*number, setup, error))
        });
        under.collect::<Result<_, _>>()
    };
    let by_person = numbers.par_iter().map(of_number).collect::<Result<_, SimulateError>>()?;
    Ok(transposed(by_person, draws.len()))
}

pub(super) fn no_equilibrium(realisation: u32, setup: &Setup, error: ContactError) -> SimulateError {
    SimulateError::NoEquilibrium { realisation, of: setup.realisations, error }
}

/// The search on one site.
struct Search<'a> {
    on: &'a OnSite,
    question: &'a Question,
    people: Vec<Person>,
    plan: Option<FieldPlan>,
    rungs: Rungs,
    /// People who may be over.
    allowed: usize,
}

impl<'a> Search<'a> {
    fn new(on: &'a OnSite, question: &'a Question, people: Vec<Person>) -> Search<'a> {
        let allowed = ((1.0 - question.people) * people.len() as f64 + 1e-9).floor() as usize;
        let plan = on.setup.field_plan();
        Search { on, question, people, plan, rungs: Rungs::new(question.range_mm), allowed }
    }

    /// Whether one of these people is over the limit on a rung, under a setup.
    fn is_over(
        &self,
        people: &[Person],
        setup: &Setup,
        person: usize,
        rung: i32,
    ) -> Result<bool, SimulateError> {
        let person = &people[person];
        let reach = person.reach(&setup.at_setting(self.rungs.mm(rung)));
        reach
            .map(|reach| reach > self.question.limit)
            .map_err(|error| no_equilibrium(person.number, &self.on.setup, error))
    }

    fn answer(&self) -> Result<SafeDepth, SimulateError> {
        let setup = &self.on.setup;
        let over = |person: usize, rung: i32| self.is_over(&self.people, setup, person, rung);
        // Some rungs beyond the range tell who could be over at its end.
        let last = self.rungs.count - 1;
        let mut ladder = Ladder::new(self.people.len(), self.rungs.count + UNSURE);
        let rung = ladder.highest(self.allowed, &over)?.min(last);
        let rung = self.in_run(&mut ladder, rung, &over)?;
        let value = (rung >= 0).then(|| self.rungs.mm(rung));
        let end = match rung {
            -1 => End::NoSettingMeets,
            rung if rung == last => End::EverySettingMeets,
            _ => End::Within,
        };
        let se = if end == End::Within { self.error_mm(&mut ladder, &over)? } else { None };
        let mut setting_mm = Figure { value, se, ..Figure::default() };
        let mut draws_at_ends = [0; 2];
        if setup.intervals {
            let draws = self.draws(&mut ladder, rung, &over)?;
            draws_at_ends = [-1, last].map(|end| draws.iter().filter(|rung| **rung == end).count());
            let values =
                draws.into_iter().map(|rung| if rung < 0 { 0.0 } else { self.rungs.mm(rung) }).collect();
            if let Some([low, high]) = shift::bounds(values) {
                let value = value.unwrap_or(low);
                (setting_mm.low, setting_mm.high) = (Some(low.min(value)), Some(high.max(value)));
            }
        } else if let (Some(value), Some(se)) = (value, se) {
            setting_mm = Figure::of_mean(value, se, crate::outcome::Unit::Mm);
        }
        Ok(SafeDepth {
            site: self.on.site.clone(),
            label: setup.skin.label.clone(),
            setting_mm: setting_mm.resting_on(setup.realisations),
            end,
            draws_at_ends,
            realisations: setup.realisations,
        })
    }

    /// The answer by the strikes of the run, for those people about whom places could be wrong.
    fn in_run(
        &self,
        ladder: &mut Ladder,
        rung: i32,
        over: &(impl Fn(usize, i32) -> Result<bool, SimulateError> + Sync),
    ) -> Result<i32, SimulateError> {
        let setup = &self.on.setup;
        let (from, to) = ((rung - UNSURE).max(-1), rung + UNSURE);
        let surely = if from < 0 { Vec::new() } else { ladder.over(from, over)? };
        let maybe = ladder.over(to, over)?;
        let to = to.min(self.rungs.count);
        let unsure: Vec<usize> = maybe.into_iter().filter(|person| !surely.contains(person)).collect();
        let by_strikes = |at: usize, step: i32| {
            let at_setting = setup.at_setting(self.rungs.mm(from + 1 + step));
            at_setting
                .fat_reach_of(unsure[at] as u32, self.plan.as_ref())
                .map(|reach| reach > self.question.limit)
        };
        let mut exact = Ladder::new(unsure.len(), to - from - 1);
        let allowed = self.allowed.saturating_sub(surely.len());
        Ok(from + 1 + exact.highest(allowed, &by_strikes)?)
    }

    /// Standard error of the order statistic, mm.
    fn error_mm(
        &self,
        ladder: &mut Ladder,
        over: &(impl Fn(usize, i32) -> Result<bool, SimulateError> + Sync),
    ) -> Result<Option<f64>, SimulateError> {
        let n = self.people.len() as f64;
        let spread = (n * self.question.people * (1.0 - self.question.people)).sqrt();
        let beside = |by: f64| (self.allowed as f64 + by).round().max(0.0) as usize;
        let (fewer, more) = (beside(-spread), beside(spread));
        if more == fewer {
            return Ok(None);
        }
        let [low, high] = [ladder.highest(fewer, over)?, ladder.highest(more, over)?];
        let wide_mm = f64::from(high - low) / RUNGS_A_MM;
        // No better than the distance of settings, whose rounding is uniform.
        Ok(Some((wide_mm * spread / (more - fewer) as f64).hypot(1.0 / (RUNGS_A_MM * 12f64.sqrt()))))
    }

    /// The answers under every draw of the inputs, as rungs.
    fn draws(
        &self,
        ladder: &mut Ladder,
        rung: i32,
        over: &(impl Fn(usize, i32) -> Result<bool, SimulateError> + Sync),
    ) -> Result<Vec<i32>, SimulateError> {
        let setup = &self.on.setup;
        let wanted = (FIRST_OVER * self.allowed).max(LEAST_FIRST).min(self.people.len());
        let first_over = ladder.highest(wanted, over)?.max(rung).max(0);
        let first = ladder.over((first_over + 1).min(self.rungs.count - 1), over)?;
        let first = if first.len() < wanted { (0..self.people.len()).collect() } else { first };
        let draws = drawn(setup, self.plan.as_ref());
        let numbers: Vec<u32> = first.iter().map(|person| *person as u32).collect();
        let people = people_under(setup, self.plan.as_ref(), &draws, &numbers, PLACES_DRAWN)?;
        let of_draw = |(at, (drawn, _)): (usize, &(Setup, Option<FieldPlan>))| {
            let over = |person: usize, rung: i32| self.is_over(&people[at], drawn, person, rung);
            Ladder::new(first.len(), self.rungs.count).highest(self.allowed, &over)
        };
        draws.par_iter().enumerate().map(of_draw).collect()
    }
}
