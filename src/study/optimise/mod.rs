//! Optimisation: the setting with most of a value that keeps limits on others, or the front of two values.
//!
//! | file | holds |
//! |---|---|
//! | here | the study: search, correction by full runs, and an independent run at the answer |
//! | [`asked`] | what is to be large or small, and the limits |
//! | [`search`] | the search over numbers, whole numbers and words |
//! | [`valued`] | the values of a setting, quick or in full |
//!
//! All settings treat the same people with the same chances, so that two settings differ by the settings alone. The search works on a
//! part of the area. A full run at its answer says how far the two are apart. The search repeats with this correction until the answer
//! stays (space mapping: Bandler et al. 1994, *memory*).

pub mod asked;
pub mod search;
pub mod valued;

use self::search::{Point, Search, Variable, Worth};
use self::valued::Valued;
use crate::outcome::optimum::{Asked, AtAnswer, Chance, Optimum, Tried};
use crate::simulate::{Setup, SimulateError, Stop};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Most times that full runs correct the search, and that independent runs do.
const MOST_ROUNDS: usize = 6;
const MOST_AGAIN: u64 = 2;

/// Distance of two answers, over the range of a key, that counts as none.
const STAYS: f64 = 2e-3;

/// Settings that are reported beside the best.
const RUNNERS_UP: usize = 4;

/// Settings of a front, its two ends included.
const OF_FRONT: usize = 9;

/// Where settings come from.
pub trait Settings: Sync {
    /// What varies.
    fn variables(&self) -> &[Variable];

    /// The keys.
    fn keys(&self) -> &[String];

    /// Values of the keys at a point, as in a scenario.
    fn values(&self, point: &Point) -> Vec<String>;

    /// The setup of these values; `None` where they are no scenario.
    fn setup(&self, values: &[String]) -> Option<Setup>;
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
    /// None of the settings is a scenario.
    #[error("none of the settings that were tried is a scenario")]
    NoSetting,
    /// No setting keeps all limits; holds the setting that comes nearest, and by how much each broken limit is missed.
    #[error("{0}")]
    Infeasible(String),
    /// The needles of a treatment found no equilibrium.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
}

/// Finds the best setting.
///
/// # Errors
/// [`NoAnswer`].
pub fn optimise(
    settings: &dyn Settings,
    asked: &Asked,
    seed: u64,
    progress: &(dyn Fn(usize) + Sync),
    stop: &dyn Stop,
) -> Result<Optimum, NoAnswer> {
    let study = Study { settings, asked, stop, runs: Mutex::default() };
    let quick = |point: &Point| study.quick(point);
    let search = Search::new(settings.variables(), &quick, seed, progress, stop);
    if asked.goals.len() > 1 {
        return study.front(&search);
    }
    search.all(&|worth| asked.merit(worth, &[]));
    let mut corrections = vec![0.0; asked.count()];
    let mut rounds = 0;
    let mut again_at = 0;
    let (best, again) = loop {
        let best = study.settled(&search, &mut corrections, &mut rounds)?;
        let again = study.independent(&best, seed.wrapping_add(1 + again_at))?;
        // Luck of the people of the search is part of its answer. Where other people miss a limit, both count.
        let missed = !asked.keeps_nearly(&again.values);
        if !missed || again_at == MOST_AGAIN || !asked.keeps_within_error(&study.tried(&best)?) {
            break (best, again);
        }
        let quick = search.known(&best).ok_or(NoAnswer::NoSetting)?;
        corrections = asked.careful(&corrections, &again, &quick);
        search.around(&best, &|worth| asked.merit(worth, &corrections));
        again_at += 1;
    };
    let ranked = search.ranked(&|worth| asked.merit(worth, &corrections));
    let runners_up =
        ranked.into_iter().filter(|point| !search::is_same_choice(settings.variables(), point, &best));
    let runners_up: Vec<Point> = runners_up.take(RUNNERS_UP).collect();
    let all: Vec<Point> = std::iter::once(best.clone()).chain(runners_up).collect();
    let mut tried = all.iter().map(|point| study.tried(point)).collect::<Result<Vec<Tried>, NoAnswer>>()?;
    // A full run may show that the correction of the best does not fit another setting.
    let of_best = tried.remove(0);
    tried.retain(|other| asked.keeps(&other.values));
    if !asked.keeps_within_error(&of_best) {
        return Err(NoAnswer::Infeasible(asked.missed(&of_best, settings.keys())));
    }
    Ok(Optimum {
        best: of_best,
        again: Some(again),
        runners_up: tried,
        looked: study.looked(&search, &corrections),
        evaluations: search.evaluations(),
        rounds,
    })
}

struct Study<'a> {
    settings: &'a dyn Settings,
    asked: &'a Asked,
    stop: &'a dyn Stop,
    /// Full runs on the people of the search, by their settings.
    runs: Mutex<HashMap<Vec<String>, Valued>>,
}

impl Study<'_> {
    /// The best point once full runs at it no longer move it.
    fn settled(
        &self,
        search: &Search<'_>,
        corrections: &mut Vec<f64>,
        rounds: &mut usize,
    ) -> Result<Point, NoAnswer> {
        let asked = self.asked;
        let mut last: Option<Point> = None;
        let end = *rounds + MOST_ROUNDS;
        loop {
            if self.stop.requested() {
                return Err(NoAnswer::Stopped);
            }
            let best = search.best(&|worth| asked.merit(worth, corrections)).ok_or(NoAnswer::NoSetting)?;
            let variables = self.settings.variables();
            let stays = last.as_ref().is_some_and(|last| search::is_near(variables, last, &best, STAYS));
            if stays || *rounds >= end {
                return Ok(best);
            }
            // A correction by independent runs is kept.
            if last.is_none() && corrections.iter().any(|apart| *apart != 0.0) {
                return Ok(best);
            }
            let full = self.full(&best)?;
            let near = search.known(&best).ok_or(NoAnswer::NoSetting)?;
            *corrections = asked.corrections(&full.values, &near);
            search.around(&best, &|worth| asked.merit(worth, corrections));
            (last, *rounds) = (Some(best), *rounds + 1);
        }
    }

    fn setup(&self, point: &Point) -> Option<Setup> {
        self.settings.setup(&self.settings.values(point))
    }

    /// Values on a part of the area.
    fn quick(&self, point: &Point) -> Option<Worth> {
        let setup = Setup { intervals: self.asked.needs_bounds(), ..self.setup(point)? };
        valued::quick(&setup, self.asked, self.stop)
    }

    /// Values of a run on the people of the search. Each setting is run once.
    fn full(&self, point: &Point) -> Result<Valued, NoAnswer> {
        let values = self.settings.values(point);
        let known = || self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&values) {
            return Ok(found.clone());
        }
        let setup = self.settings.setup(&values).ok_or(NoAnswer::NoSetting)?;
        let found = self.run(&Setup { intervals: self.asked.needs_inputs(), ..setup })?;
        known().insert(values, found.clone());
        Ok(found)
    }

    fn run(&self, setup: &Setup) -> Result<Valued, NoAnswer> {
        valued::full(setup, self.asked, self.stop)?.ok_or(NoAnswer::Stopped)
    }

    fn looked(&self, search: &Search<'_>, corrections: &[f64]) -> Vec<(Vec<String>, Vec<f64>)> {
        let of = |(point, worth): (Point, Worth)| {
            (self.settings.values(&point), self.asked.corrected(&worth, corrections))
        };
        search.looked().into_iter().map(of).collect()
    }

    fn tried(&self, point: &Point) -> Result<Tried, NoAnswer> {
        let Valued { values, figures, .. } = self.full(point)?;
        Ok(Tried { setting: self.settings.values(point), values, figures })
    }

    /// A run at the answer that shares no chance with the search.
    fn independent(&self, point: &Point, seed: u64) -> Result<AtAnswer, NoAnswer> {
        let setup = self.setup(point).ok_or(NoAnswer::NoSetting)?;
        let intervals = setup.intervals || self.asked.needs_inputs();
        let found = self.run(&Setup { seed, intervals, ..setup })?;
        let chance = |limit: usize| -> Option<Chance> {
            let draws = found.draws.as_ref()?;
            let known: Vec<bool> = draws.iter().filter_map(|row| row[limit]).collect();
            let held = known.iter().filter(|holds| **holds).count();
            (!known.is_empty())
                .then(|| Chance { share: held as f64 / known.len() as f64, draws: known.len() })
        };
        let chances = (0..self.asked.limits.len()).map(chance).collect();
        Ok(AtAnswer { seed, values: found.values, figures: found.figures, chances })
    }

    /// The settings of which no other has more of the first value and less of the second.
    fn front(&self, search: &Search<'_>) -> Result<Optimum, NoAnswer> {
        let asked = self.asked;
        let ends = [0, 1].map(|goal| {
            let merit = |worth: &Worth| asked.merit_of(goal, worth, &[], None);
            search.all(&merit);
            search.best(&merit)
        });
        let [Some(most), Some(least)] = ends else { return Err(NoAnswer::NoSetting) };
        // Levels of the second value between its ends.
        let second = |point: &Point| {
            search.known(point).map_or(f64::NAN, |worth| asked::place(asked.goals[1].of, worth[1]))
        };
        let levels = [second(&most), second(&least)];
        let mut points = vec![most, least];
        for level in 1..OF_FRONT - 1 {
            if self.stop.requested() {
                return Err(NoAnswer::Stopped);
            }
            let way = level as f64 / (OF_FRONT - 1) as f64;
            let bound = levels[0] + way * (levels[1] - levels[0]);
            let merit = |worth: &Worth| asked.merit_of(0, worth, &[], Some(bound));
            if let Some(best) = search.best(&merit) {
                search.around(&best, &merit);
            }
            points.extend(search.best(&merit));
        }
        let same = |one: &Point, other: &Point| search::is_near(self.settings.variables(), one, other, STAYS);
        let mut apart: Vec<Point> = Vec::new();
        for point in points {
            if !apart.iter().any(|other| same(other, &point)) {
                apart.push(point);
            }
        }
        let mut tried =
            apart.iter().map(|point| self.tried(point)).collect::<Result<Vec<Tried>, NoAnswer>>()?;
        if !tried.iter().any(|tried| asked.keeps_within_error(tried)) {
            let nearest = tried.into_iter().next().ok_or(NoAnswer::NoSetting)?;
            return Err(NoAnswer::Infeasible(asked.missed(&nearest, self.settings.keys())));
        }
        tried.retain(|tried| asked.keeps_within_error(tried));
        let worth = |tried: &Tried| [0, 1].map(|goal| asked.goals[goal].merit(tried.values[goal]));
        let all: Vec<[f64; 2]> = tried.iter().map(worth).collect();
        let no_worse = |one: &[f64; 2], other: &[f64; 2]| one[0] >= other[0] && one[1] >= other[1];
        tried.retain(|tried| {
            let own = worth(tried);
            !all.iter().any(|other| no_worse(other, &own) && !no_worse(&own, other))
        });
        let by_first = |tried: &Tried| asked.goals[0].merit(tried.values[0]);
        tried.sort_by(|one, other| by_first(other).total_cmp(&by_first(one)));
        let best = tried.remove(0);
        Ok(Optimum {
            best,
            again: None,
            runners_up: tried,
            looked: self.looked(search, &[]),
            evaluations: search.evaluations(),
            rounds: 0,
        })
    }
}
