//! Fat-layer reach and tip depth as functions of the setting of a device.
//!
//! The mean reach at each setting comes from importance sampling ([`rare`](crate::simulate::rare)); its
//! bounds over uncertain inputs come from fewer such people under every draw. The spread between people comes
//! from other people, the same at every setting, each sampled at some places of their skin ([`Person`]).
//! These are the people of an answer about the same site, or the scenario's own.

use super::safe_depth::person::Person;
use super::safe_depth::who::Who;
use super::safe_depth::{Answer, OnSite, drawn, no_equilibrium, people, people_under, spread};
use crate::device::{DepthBy, Kind};
use crate::injury::Measure;
use crate::outcome::safe_depth::{BySetting, SettingOf};
use crate::outcome::{Figure, Unit};
use crate::simulate::inputs::shift;
use crate::simulate::rare::Estimator;
use crate::simulate::{Progress, Quietly, Setup, SimulateError};
use crate::skin::FieldPlan;
use rayon::prelude::*;

/// Places sampled per person.
const PLACES: usize = 128;
/// People of the importance sample; a group of them is examined under each draw of the inputs.
const PEOPLE: u32 = 96;

/// People whose tip depth is found under each draw of the inputs.
const PEOPLE_DRAWN: usize = 16;

/// Number of settings over the range, and offsets of further ones from the answer, mm.
const SETTINGS: usize = 8;
const ABOUT_MM: [f64; 5] = [-0.12, -0.04, 0.0, 0.04, 0.12];

/// Reach and tip depth over a range of settings (mm) on the site of an answer.
///
/// # Errors
/// [`SimulateError`] if the needles of one person find no equilibrium.
pub fn by_setting(on: &OnSite, answer: &Answer, [low, high]: [f64; 2]) -> Result<BySetting, SimulateError> {
    let step = (high - low) / (SETTINGS - 1) as f64;
    // The answer is one of the settings, so that the curves pass through it. Settings very close to it add
    // nothing.
    let value = answer.safe_depth.setting_mm.value;
    let about = value.into_iter().flat_map(|value| ABOUT_MM.map(|off| value + off));
    let about: Vec<f64> = about.filter(|mm| (low..=high).contains(mm)).collect();
    let all_over = (0..SETTINGS).map(|at| (100.0 * (low + step * at as f64)).round() / 100.0);
    let apart = |mm: &f64| about.iter().all(|near| (near - mm).abs() > 0.5 * ABOUT_MM[3]);
    let mut settings_mm: Vec<f64> = all_over.filter(apart).chain(about.iter().copied()).collect();
    settings_mm.sort_by(f64::total_cmp);
    let reach = reach_of(&on.setup, &answer.people, &settings_mm)?;
    let depth_mm = depth_by_setting(on, &settings_mm)?;
    Ok(BySetting { settings_mm, reach, depth_mm, column: on.setup.skin.mean_column() })
}

/// What the setting of a kind of device is.
pub fn setting_of(kind: Kind) -> SettingOf {
    match kind.facts().depth {
        DepthBy::Dial => SettingOf::Dial,
        DepthBy::Length => SettingOf::Needles,
    }
}

/// Reach at every site and every setting, given in mm, with the spread between the scenario's own people. `progress`
/// counts sites.
///
/// # Errors
/// [`SimulateError`] if the needles of one person find no equilibrium.
pub fn reach_by_setting(
    sites: &[OnSite],
    settings_mm: &[f64],
    progress: &impl Progress,
) -> Result<Vec<Vec<Figure>>, SimulateError> {
    let who: Vec<Vec<Who>> = sites.iter().map(|on| Who::of_run(&on.setup)).collect();
    let people = people(sites, &who, PLACES)?;
    let of_site = |(done, (on, people)): (u32, (&OnSite, &Vec<Person>))| {
        let reach = reach_of(&on.setup, people, settings_mm);
        progress.done(done, sites.len() as u32);
        reach
    };
    (1..).zip(sites.iter().zip(&people)).map(of_site).collect()
}

/// Reach at every setting, given in mm, with the spread between these people.
///
/// # Errors
/// [`SimulateError`] if the needles of one person find no equilibrium.
pub fn reach_of(setup: &Setup, people: &[Person], settings_mm: &[f64]) -> Result<Vec<Figure>, SimulateError> {
    let shares: Vec<f64> = people.iter().map(|person| person.who.share).collect();
    let reach = reaches(setup, people, settings_mm)?;
    let plan = setup.field_plan();
    let draws = if setup.intervals { drawn(setup, plan.as_ref()) } else { Vec::new() };
    let of_setting = |(at, mm): (usize, &f64)| {
        let column: Vec<f64> = reach.iter().map(|person| person[at]).collect();
        let figure = spread(&column, &shares, Unit::Share);
        let at_setting = setup.at_setting(*mm);
        let mut estimator = Estimator::new(plan.as_ref());
        let figure = match estimator.of_people(&at_setting, PEOPLE, &Quietly) {
            Some(found) => figure.with_mean(found.share, Unit::Share.range()).resting_on(found.people),
            None => figure,
        };
        let Some(value) = figure.value else { return figure };
        let pairs = estimator.beside_central(draws.len(), |draw, group| {
            let of = |setup: &Setup, plan: Option<&FieldPlan>| {
                estimator
                    .of_others(setup, plan.map(FieldPlan::anywhere), None, group)
                    .map(|[share, ..]| share)
            };
            match draw.map(|draw| &draws[draw]) {
                Some((drawn, plan)) => of(&drawn.at_setting(*mm), plan.as_ref()),
                None => of(&at_setting, plan.as_ref()),
            }
        });
        let under = |pair: Option<[f64; 2]>| {
            let [central, drawn] = pair.unwrap_or([f64::NAN; 2]);
            shift::shifted(Measure::ReachFat, value, central, drawn)
        };
        match shift::bounds(pairs.into_iter().map(under).collect()) {
            Some([low, high]) => figure.over_inputs(|value| Some([low.min(value), high.max(value)])),
            None => figure,
        }
    };
    Ok(settings_mm.par_iter().enumerate().map(of_setting).collect())
}

/// Places sampled per person under a draw, for the depth.
const PLACES_DRAWN: usize = 64;

/// Mean depth of the tips that pierce on one site at every setting, mm. Mean and spread are over the
/// scenario's people, and the bounds over uncertain inputs come from the first of them.
///
/// # Errors
/// [`SimulateError`] if the needles of one person find no equilibrium.
pub fn depth_by_setting(on: &OnSite, settings_mm: &[f64]) -> Result<Vec<Figure>, SimulateError> {
    let setup = &on.setup;
    let who = Who::of_run(setup);
    let people = people(std::slice::from_ref(on), std::slice::from_ref(&who), PLACES)?;
    let people = people.into_iter().next().unwrap_or_default();
    let depths = |setup: &Setup, people: &[Person]| {
        let settings: Vec<Setup> = settings_mm.iter().map(|mm| setup.at_setting(*mm)).collect();
        let of_person = |person: &Person| {
            let at = settings.iter().map(|setup| person.depth_mm(setup));
            at.collect::<Result<Vec<f64>, _>>().map_err(|error| no_equilibrium(&person.who, setup, error))
        };
        people.par_iter().map(of_person).collect::<Result<Vec<_>, _>>()
    };
    let column = |table: &[Vec<f64>], at: usize| table.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let all = depths(setup, &people)?;
    let figures = (0..settings_mm.len()).map(|at| Figure::of(&column(&all, at), Unit::Mm.range()));
    if !setup.intervals {
        return Ok(figures.collect());
    }
    let plan = setup.field_plan();
    let some = &who[..who.len().min(PEOPLE_DRAWN)];
    // The first setup has the default inputs: the same people at the same places as under the draws.
    let mut setups = vec![(setup.clone(), plan.as_ref().map(|plan| plan.assuming(&setup.skin)))];
    setups.extend(drawn(setup, plan.as_ref()));
    let under = people_under(setup, plan.as_ref(), &setups, some, PLACES_DRAWN)?;
    let tables = setups
        .iter()
        .zip(&under)
        .map(|((setup, _), people)| depths(setup, people))
        .collect::<Result<Vec<_>, SimulateError>>()?;
    let bounded = |(at, figure): (usize, Figure)| {
        let (Some(value), [central, draws @ ..]) = (figure.value, &tables[..]) else { return figure };
        let shifted = |draw: &Vec<Vec<f64>>| {
            let both = shift::paired(&column(central, at), &column(draw, at));
            both.map_or(f64::NAN, |[central, drawn]| {
                shift::shifted(Measure::DepthMean, value, central, drawn)
            })
        };
        let bounds = shift::bounds(draws.iter().map(shifted).collect());
        figure.over_inputs(|value| bounds.map(|[low, high]| [low.min(value), high.max(value)]))
    };
    Ok(figures.enumerate().map(bounded).collect())
}

/// Reach of every person at every setting.
fn reaches(setup: &Setup, people: &[Person], settings_mm: &[f64]) -> Result<Vec<Vec<f64>>, SimulateError> {
    let settings: Vec<Setup> = settings_mm.iter().map(|mm| setup.at_setting(*mm)).collect();
    let of_person = |person: &Person| {
        let at = settings.iter().map(|setup| person.reach(setup));
        at.collect::<Result<Vec<f64>, _>>().map_err(|error| no_equilibrium(&person.who, setup, error))
    };
    people.par_iter().map(of_person).collect()
}
