//! Deepest setting at which the fat-layer reach stays within a limit for a share of people.
//!
//! ```text
//! d* = max { d : share of people with r_p(d) > limit  <=  1 - share of people to be safe }
//! ```
//!
//! Here r_p(d) is the share of a person's strikes that pass into the fat at the setting d. People are the
//! same at every setting (common random numbers), and none of them is in the scenario's run. Settings are
//! evaluated 0.01 mm apart; between two of them the share of people is taken to rise evenly.
//!
//! | file | holds |
//! |---|---|
//! | here | the question and how it is answered |
//! | [`who`] | the sample of people, drawn near the limit |
//! | [`person`] | one person's reach at any setting |
//! | [`ladder`] | the search |
//!
//! First, people are simulated at some places of their skin. For people whose own deepest setting is close to
//! the answer, so few places could give the wrong verdict; these people are then simulated at many more
//! places. The standard error is that of the share of people over the limit, converted into the distance
//! between settings that differ by as much.
//!
//! For bounds over uncertain inputs, some of the people are simulated again under each draw ([`Inputs`]). The
//! shift that a draw causes in their answer is applied to the answer ([`shift`]).

pub mod ladder;
pub mod person;
pub mod who;

use self::ladder::Ladder;
use self::person::Person;
use self::who::{Who, quantiles, sum};
use crate::foundation::statistics::Mean;
use crate::injury::Measure;
use crate::mechanics::ContactError;
use crate::outcome::Figure;
use crate::outcome::safe_depth::{End, SafeDepth};
use crate::simulate::inputs::{Inputs, STUDIED, shift};
use crate::simulate::{Setup, SimulateError, Stop};
use crate::skin::{FieldPlan, SkinField};
use rayon::prelude::*;

/// The question to answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// Limit on the share of strikes that reach the fat.
    pub limit: f64,
    /// Share of people who must stay within that limit.
    pub people: f64,
    /// Shallowest and deepest setting to examine.
    pub range_mm: [f64; 2],
}

/// A site, with the scenario set up on it.
#[derive(Debug, Clone)]
pub struct OnSite {
    /// Name of the site, as in scenarios.
    pub site: String,
    /// Scenario on this site.
    pub setup: Setup,
}

/// Settings per millimetre.
const RUNGS_A_MM: f64 = 100.0;

/// Places per person: at first, for people near the answer, and under draws of the inputs.
const PLACES: usize = 256;
const PLACES_NEAR: usize = 2304;
const PLACES_DRAWN: usize = 144;

/// Rungs around the answer within which the first places may give the wrong verdict about a person.
const UNSURE: i32 = 8;

/// People simulated under each draw.
const PEOPLE_DRAWN: usize = 30;

/// Range of settings, as rungs.
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

    /// Setting part of the way up to the next rung, to the micrometre; 0 below the first rung.
    fn between_mm(&self, (rung, way): (i32, f64)) -> f64 {
        let mm = if rung < 0 { 0.0 } else { self.mm(rung) + way / RUNGS_A_MM };
        (1e3 * mm).round() / 1e3
    }

    /// The range actually examined, mm.
    fn range_mm(&self) -> [f64; 2] {
        [self.mm(0), self.mm(self.count - 1)]
    }
}

/// Range examined for a requested range: the whole rungs inside it.
pub fn range_mm(asked_mm: [f64; 2]) -> [f64; 2] {
    Rungs::new(asked_mm).range_mm()
}

/// Answer for a site, and the people that it rests on.
pub struct Answer {
    /// Deepest setting within the limit, with its error and bounds.
    pub safe_depth: SafeDepth,
    /// People that the answer rests on.
    pub people: Vec<Person>,
}

/// Answers the question for several sites with one device; `None` if asked to stop.
///
/// # Errors
/// [`SimulateError`] if the needles of one person find no equilibrium.
pub fn safe_depths(
    sites: &[OnSite],
    question: &Question,
    stop: &dyn Stop,
) -> Result<Option<Vec<Answer>>, SimulateError> {
    let about = |on: &OnSite| Who::about(&on.setup, question.people);
    let people = people(sites, &sites.iter().map(about).collect::<Vec<_>>(), PLACES)?;
    let search = |(on, people)| Search::new(on, question, people, stop).answer();
    let answers: Result<Vec<Answer>, SimulateError> = sites.iter().zip(people).map(search).collect();
    match answers {
        Err(SimulateError::Abandoned) => Ok(None),
        answers => answers.map(Some),
    }
}

/// Samples the people of every site at about this many places. A person's skin fields are the same on all
/// sites, unless ridges vary on a finer scale.
///
/// # Errors
/// [`SimulateError`] if one person's layers do not form a valid ground.
pub fn people(sites: &[OnSite], who: &[Vec<Who>], places: usize) -> Result<Vec<Vec<Person>>, SimulateError> {
    let Some(first) = sites.first() else { return Ok(Vec::new()) };
    let plan = first.setup.field_plan();
    let shared = plan.as_ref().is_none_or(|plan| !plan.has_ridges());
    let plans: Vec<Option<FieldPlan>> = sites
        .iter()
        .map(|on| match &plan {
            Some(plan) if shared => Some(plan.assuming(&on.setup.skin)),
            _ => on.setup.field_plan(),
        })
        .collect();
    // The people have the same numbers on every site; a site may have a few more where a mixture is split
    // differently.
    let most = who.iter().map(Vec::len).max().unwrap_or(0);
    let of_place = |place: usize| {
        let mut last: Option<(u64, SkinField)> = None;
        let each = sites.iter().zip(&plans).zip(who).map(|((OnSite { setup, .. }, plan), who)| {
            let Some(who) = who.get(place) else { return Ok(None) };
            let skin = match last.take() {
                Some((number, skin)) if shared && number == who.number => {
                    who.assume(skin, setup, plan.as_ref())
                }
                _ => who.realise(setup, plan.as_ref()),
            };
            let person =
                Person::new(setup, &skin, who, places).map_err(|error| no_equilibrium(who, setup, error));
            last = Some((who.number, skin));
            person.map(Some)
        });
        each.collect::<Result<Vec<Option<Person>>, _>>()
    };
    let by_place = (0..most).into_par_iter().map(of_place).collect::<Result<_, _>>()?;
    Ok(transposed(by_place, sites.len()))
}

/// Transposes a table with this many columns.
fn transposed(rows: Vec<Vec<Option<Person>>>, columns: usize) -> Vec<Vec<Person>> {
    let mut by_column: Vec<Vec<Person>> = (0..columns).map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        for (column, person) in by_column.iter_mut().zip(row) {
            column.extend(person);
        }
    }
    by_column
}

/// A setup under the draws of its uncertain inputs, each with its skin fields.
pub(super) fn drawn(setup: &Setup, plan: Option<&FieldPlan>) -> Vec<(Setup, Option<FieldPlan>)> {
    let with = |inputs: &Inputs| {
        let drawn = inputs.under(setup);
        let plan = plan.map(|plan| plan.assuming(&drawn.skin));
        (drawn, plan)
    };
    Inputs::draws(setup.seed)[..STUDIED].iter().map(with).collect()
}

/// Samples people of one setup under every draw. Each person's fields are made once and serve all draws.
pub(super) fn people_under(
    setup: &Setup,
    plan: Option<&FieldPlan>,
    draws: &[(Setup, Option<FieldPlan>)],
    who: &[Who],
    places: usize,
) -> Result<Vec<Vec<Person>>, SimulateError> {
    let of_one = |who: &Who| {
        let mut last = Some(who.realise(setup, plan));
        let under = draws.iter().map(|(drawn, plan)| {
            let skin = last.take().map_or_else(
                || who.realise(drawn, plan.as_ref()),
                |skin| who.assume(skin, drawn, plan.as_ref()),
            );
            let person =
                Person::new(drawn, &skin, who, places).map_err(|error| no_equilibrium(who, setup, error));
            last = Some(skin);
            person.map(Some)
        });
        under.collect::<Result<_, _>>()
    };
    let by_person = who.par_iter().map(of_one).collect::<Result<_, SimulateError>>()?;
    Ok(transposed(by_person, draws.len()))
}

/// Builds the error for a person; people outside the run are identified by their number in the list.
pub(super) fn no_equilibrium(who: &Who, setup: &Setup, error: ContactError) -> SimulateError {
    let realisation = (who.number & u64::from(u32::MAX)) as u32;
    SimulateError::NoEquilibrium { realisation, of: setup.realisations.max(realisation + 1), error }
}

/// Search on one site.
struct Search<'a> {
    on: &'a OnSite,
    question: &'a Question,
    people: Vec<Person>,
    stop: &'a dyn Stop,
    plan: Option<FieldPlan>,
    rungs: Rungs,
    /// Share of people who may exceed the limit.
    allowed: f64,
}

impl<'a> Search<'a> {
    fn new(on: &'a OnSite, question: &'a Question, people: Vec<Person>, stop: &'a dyn Stop) -> Search<'a> {
        let plan = on.setup.field_plan();
        Search {
            on,
            question,
            people,
            stop,
            plan,
            rungs: Rungs::new(question.range_mm),
            allowed: 1.0 - question.people,
        }
    }

    /// Whether one of these people exceeds the limit on a rung, under a setup. A person without strikes does
    /// not.
    fn is_over(
        &self,
        people: &[Person],
        setup: &Setup,
        person: usize,
        rung: i32,
    ) -> Result<bool, SimulateError> {
        if self.stop.requested() {
            return Err(SimulateError::Abandoned);
        }
        let person = &people[person];
        let reach = person.reach(&setup.at_setting(self.rungs.mm(rung)));
        reach
            .map(|reach| reach > self.question.limit)
            .map_err(|error| no_equilibrium(&person.who, &self.on.setup, error))
    }

    fn answer(mut self) -> Result<Answer, SimulateError> {
        // Extra rungs beyond the range show who might exceed the limit at its end.
        let mut ladder = Ladder::new(self.shares(), self.rungs.count + UNSURE);
        let (rung, _) = ladder.highest(self.allowed, &|person, rung| self.over(person, rung))?;
        self.look_closely(&mut ladder, rung)?;
        let over = |person: usize, rung: i32| self.over(person, rung);
        let last = self.rungs.count - 1;
        let (rung, way) = ladder.highest(self.allowed, &over)?;
        let (end, place) = match rung {
            -1 => (End::NoSettingMeets, (-1, 0.0)),
            rung if rung >= last => (End::EverySettingMeets, (last, 0.0)),
            _ => (End::Within, (rung, way)),
        };
        let value = (end != End::NoSettingMeets).then(|| self.rungs.between_mm(place));
        let se = if end == End::Within { self.error_mm(&mut ladder, rung, &over)? } else { None };
        let setup = &self.on.setup;
        let mut setting_mm = Figure { value, se, ..Figure::default() };
        let mut draws_at_ends = [0; 2];
        if setup.intervals {
            let draws = self.draws(self.rungs.between_mm(place))?;
            let ends = [0.0, self.rungs.mm(last)];
            draws_at_ends = ends.map(|end| draws.iter().filter(|mm| **mm == end).count());
            if let Some([low, high]) = shift::bounds(draws) {
                let value = value.unwrap_or(low);
                (setting_mm.low, setting_mm.high) = (Some(low.min(value)), Some(high.max(value)));
            }
        } else if let (Some(value), Some(se)) = (value, se) {
            setting_mm = Figure::of_mean(value, se, crate::outcome::Unit::Mm.range());
        }
        let tip_mm = value.map(|value| self.tip_mm(value)).transpose()?.unwrap_or_default();
        let safe_depth = SafeDepth {
            site: self.on.site.clone(),
            label: setup.skin.label.clone(),
            setting_mm: setting_mm.resting_on(self.people.len() as u32),
            tip_mm,
            end,
            draws_at_ends,
            realisations: self.people.len() as u32,
        };
        Ok(Answer { safe_depth, people: self.people })
    }

    /// Whether one of the people exceeds the limit on a rung.
    fn over(&self, person: usize, rung: i32) -> Result<bool, SimulateError> {
        self.is_over(&self.people, &self.on.setup, person, rung)
    }

    fn shares(&self) -> Vec<f64> {
        self.people.iter().map(|person| person.who.share).collect()
    }

    /// Simulates people near this rung at many places, because few places could give the wrong verdict about
    /// them.
    fn look_closely(&mut self, ladder: &mut Ladder, rung: i32) -> Result<(), SimulateError> {
        let over = |person: usize, rung: i32| self.over(person, rung);
        let last = self.rungs.count + UNSURE - 1;
        let surely = if rung < UNSURE { Vec::new() } else { ladder.over(rung - UNSURE, &over)? };
        let maybe = ladder.over((rung + UNSURE).clamp(0, last), &over)?;
        let unsure: Vec<usize> = maybe.into_iter().filter(|person| !surely.contains(person)).collect();
        let (setup, plan) = (&self.on.setup, self.plan.as_ref());
        let closely = |person: &usize| {
            let who = &self.people[*person].who;
            let skin = who.realise(setup, plan);
            Person::new(setup, &skin, who, PLACES_NEAR).map_err(|error| no_equilibrium(who, setup, error))
        };
        let looked_at = unsure.par_iter().map(closely).collect::<Result<Vec<_>, _>>()?;
        for (person, closely) in unsure.iter().zip(looked_at) {
            self.people[*person] = closely;
        }
        ladder.forget(&unsure);
        Ok(())
    }

    /// Standard error of the answer, mm, derived from that of the share of people over the limit.
    fn error_mm(
        &self,
        ladder: &mut Ladder,
        rung: i32,
        over: &(impl Fn(usize, i32) -> Result<bool, SimulateError> + Sync),
    ) -> Result<Option<f64>, SimulateError> {
        let [_, error] = sum(&ladder.parts(rung, over)?);
        let [_, beyond] = sum(&ladder.parts(rung + 1, over)?);
        let error = error.max(beyond);
        if !(error.is_finite() && error > 0.0) {
            return Ok(None);
        }
        let mut at = |allowed: f64| Ok(self.rungs.between_mm(ladder.highest(allowed.max(0.0), over)?));
        let [low, high] = [at(self.allowed - error)?, at(self.allowed + error)?];
        // Settings are given to the micrometre.
        Ok(Some((0.5 * (high - low)).max(5e-4)))
    }

    /// Mean depth of the tips that pierce at a setting, with the spread over people.
    fn tip_mm(&self, setting_mm: f64) -> Result<Figure, SimulateError> {
        let setup = self.on.setup.at_setting(setting_mm);
        let depth = |person: &Person| {
            person.depth_mm(&setup).map_err(|error| no_equilibrium(&person.who, &self.on.setup, error))
        };
        let depths = self.people.par_iter().map(depth).collect::<Result<Vec<f64>, _>>()?;
        Ok(spread(&depths, &self.shares(), crate::outcome::Unit::Mm))
    }

    /// Answers under every draw of the inputs, mm: 0 if no setting meets the limit, the deepest setting if
    /// all do.
    fn draws(&self, value_mm: f64) -> Result<Vec<f64>, SimulateError> {
        let setup = &self.on.setup;
        let each = (self.people.len() as f64 / PEOPLE_DRAWN as f64).max(1.0);
        let some =
            (0..(self.people.len() as f64 / each) as usize).map(|at| ((at as f64 + 0.5) * each) as usize);
        let who: Vec<Who> =
            some.filter_map(|person| self.people.get(person)).map(|person| person.who.times(each)).collect();
        let shares: Vec<f64> = who.iter().map(|who| who.share).collect();
        let mut setups = vec![(setup.clone(), self.plan.as_ref().map(|plan| plan.assuming(&setup.skin)))];
        setups.extend(drawn(setup, self.plan.as_ref()));
        let people = people_under(setup, self.plan.as_ref(), &setups, &who, PLACES_DRAWN)?;
        let last = self.rungs.count - 1;
        let of_draw = |(at, (drawn, _)): (usize, &(Setup, Option<FieldPlan>))| {
            let over = |person: usize, rung: i32| self.is_over(&people[at], drawn, person, rung);
            Ladder::new(shares.clone(), self.rungs.count).highest(self.allowed, &over)
        };
        let found = setups.par_iter().enumerate().map(of_draw).collect::<Result<Vec<_>, SimulateError>>()?;
        let Some((central, draws)) = found.split_first() else { return Ok(Vec::new()) };
        let central = self.rungs.between_mm(*central);
        let deepest = self.rungs.mm(last);
        let shifted = |found: &(i32, f64)| match found.0 {
            -1 => 0.0,
            rung if rung == last => deepest,
            _ => shift::shifted(Measure::DepthMean, value_mm, central, self.rungs.between_mm(*found))
                .min(deepest),
        };
        Ok(draws.iter().map(shifted).collect())
    }
}

/// Mean over people weighted by these shares, its error, and the spread between people. NaN values are left
/// out.
pub(super) fn spread(values: &[f64], shares: &[f64], unit: crate::outcome::Unit) -> Figure {
    let there: Vec<(f64, f64)> =
        values.iter().copied().zip(shares.iter().copied()).filter(|(value, _)| !value.is_nan()).collect();
    let whole: f64 = there.iter().map(|(_, share)| share).sum();
    let Some([p05, p95]) = quantiles(values, shares, 0.05) else { return Figure::default() };
    let mean = there.iter().map(|(value, share)| value * share).sum::<f64>() / whole;
    let off: Vec<f64> = there.iter().map(|(value, share)| (value - mean) * share / whole).collect();
    let [_, error] = sum(&off);
    Figure {
        p05: Some(p05),
        p95: Some(p95),
        ..Figure::default()
            .with_mean(Mean { mean, standard_error: error.is_finite().then_some(error) }, unit.range())
            .resting_on(there.len() as u32)
    }
}
