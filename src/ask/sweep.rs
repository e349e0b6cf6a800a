//! The points of a sweep, every scenario of them checked; and what a sweep of them is called in its folder.

use super::axes::{at_values, can_vary, is_whole, not_set};
use super::{Base, Refused, measure};
use crate::injury::Measure;
use crate::outcome::sweep::{Point, Setting};
use crate::outcome::{Shard, Sweep};
use crate::scenario::{Diagnostic, Scenario};
use crate::simulate::{Setup, SimulateError, Stop};
use crate::study::sweep::values::Axis;
use crate::study::sweep::{MANY_POINTS, MOST_POINTS, Request, SweepError, count, points, sweep};
use rayon::prelude::*;
use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::Range;

/// Values that are shown where none are asked for.
pub const USUAL: [Measure; 3] = [Measure::DepthMean, Measure::ReachFat, Measure::DermisVolume];

/// All points of a request, checked.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The request as its folder keeps it.
    pub request: Request,
    /// Its base scenarios.
    pub bases: Vec<Base>,
    /// The sweep, without values yet.
    pub sweep: Sweep,
    /// The setup of every point.
    pub setups: Vec<Setup>,
    /// Warnings about points, each once with the number of points that it concerns; a hundred at most.
    pub warnings: Vec<(String, usize)>,
}

impl Planned {
    /// Checks every point; `yes` allows many.
    ///
    /// # Errors
    /// [`Refused::Why`] with the first point that is no scenario, or with what is wrong with the request.
    pub fn new(request: Request, bases: Vec<Base>, yes: bool) -> Result<Planned, Refused> {
        let Some(Base { scenario: first, .. }) = bases.first() else {
            return Err(Refused::why("there is no scenario to vary"));
        };
        let (axes, design) = request.axes(first.setup.seed).map_err(Refused::because)?;
        axes.iter().try_for_each(|axis| can_vary(axis, "--vary"))?;
        not_set(&axes, &request.set)?;
        let many = count(&axes, &design).and_then(|points| points.checked_mul(bases.len()));
        match many {
            Some(many) if many <= MANY_POINTS || (yes && many <= MOST_POINTS) => {}
            Some(many) if many <= MOST_POINTS => {
                return Err(Refused::why(format!(
                    "these are {many} points; more than {MANY_POINTS} need --yes, because they take long"
                )));
            }
            _ => {
                return Err(Refused::why(format!(
                    "these are more than {MOST_POINTS} points, the most of a sweep"
                )));
            }
        }
        let chosen = points(&axes, &design, &is_whole);
        let all: Vec<(usize, &Vec<String>)> =
            (0..bases.len()).flat_map(|base| chosen.iter().map(move |values| (base, values))).collect();
        let made: Vec<Result<Scenario, Refused>> = all
            .par_iter()
            .enumerate()
            .map(|(number, (base, values))| at(&bases[*base], &axes, values, number))
            .collect();
        let mut settings = Vec::with_capacity(all.len());
        let mut setups = Vec::with_capacity(all.len());
        let mut warnings = Vec::new();
        for (made, (base, values)) in made.into_iter().zip(all) {
            let Scenario { setup, provenance, warnings: found, .. } = made?;
            found.into_iter().for_each(|warning| count_warning(&mut warnings, warning));
            settings.push(Setting { base, values: values.clone(), scenario_hash: provenance.scenario_hash });
            setups.push(setup);
        }
        let planned = Sweep {
            keys: axes.iter().map(|axis| axis.key.clone()).collect(),
            vary: axes.iter().map(Axis::to_string).collect(),
            design: design.name(),
            realisations: first.setup.realisations,
            limit: (Measure::ReachFat, first.setup.limits.fat_reach),
            bases: bases.iter().map(|base| base.scenario.provenance.clone()).collect(),
            base_names: apart(&bases),
            trade_off: trade_off(request.trade_off.as_ref())?,
            answer: None,
            settings,
            points: Vec::new(),
        };
        let request = kept(request, &bases)?;
        Ok(Planned { request, bases, sweep: planned, setups, warnings })
    }

    /// The scenario of a point.
    ///
    /// # Errors
    /// [`Refused::Why`]: there is no such point.
    pub fn scenario(&self, number: usize) -> Result<Scenario, Refused> {
        let seed = self.sweep.bases.first().map_or(0, |base| base.seed);
        let (axes, _) = self.request.axes(seed).map_err(Refused::because)?;
        let missing = || Refused::why(format!("there is no point {number}"));
        let setting = self.sweep.settings.get(number).ok_or_else(missing)?;
        at(&self.bases[setting.base], &axes, &setting.values, number)
    }

    /// Works out the points of a shard, or all, on the current thread pool; `progress` is told how many are done of how many.
    ///
    /// # Errors
    /// [`Refused`]: stopped, more shards than points, or a treatment without equilibrium.
    pub fn points(
        &self,
        shard: Option<Shard>,
        progress: &(dyn Fn(usize, usize) + Sync),
        stop: &dyn Stop,
    ) -> Result<Vec<Point>, Refused> {
        let wanted = self.share(shard)?;
        let mut points: Vec<Point> = Vec::new();
        let take = |more: Vec<Point>| -> Result<(), Infallible> {
            points.extend(more);
            progress(points.len(), wanted.len());
            Ok(())
        };
        let whole = sweep(&self.setups, &wanted, self.sweep.trade_off, take, stop);
        let whole = whole.map_err(|error| match error {
            SweepError::Simulate(number, error) => Refused::why(self.why(number, &error)),
            SweepError::Taken(never) => match never {},
        })?;
        if whole { Ok(points) } else { Err(Refused::Stopped) }
    }

    /// Words of a point that cannot be worked out.
    pub fn why(&self, number: usize, error: &SimulateError) -> String {
        let values = self.sweep.settings.get(number).map(|setting| setting.values.join(", "));
        format!("point {number} ({}): {error}", values.unwrap_or_default())
    }

    /// The sweep with its values, in any order.
    ///
    /// # Errors
    /// [`Refused::Why`]: these are not all points, or not those of this sweep.
    pub fn with(mut self, mut points: Vec<Point>) -> Result<Planned, Refused> {
        points.sort_by_key(|point| point.number);
        let all = self.setups.len();
        let is_its =
            |(at, point): (usize, &Point)| point.number == at && point.figures.len() == Measure::COUNT;
        if points.len() != all || !points.iter().enumerate().all(is_its) {
            let there = points.len();
            return Err(Refused::why(format!("these are {there} points, and not the {all} of this sweep")));
        }
        self.sweep.points = points;
        Ok(self)
    }

    /// Values of the keys that the request names, or the usual ones.
    ///
    /// # Errors
    /// [`Refused::Why`]: there is no value of this key.
    pub fn figures(&self) -> Result<Vec<Measure>, Refused> {
        figures(&self.request.figure)
    }

    /// Files from which the sweep can be repeated: the request, the base scenarios as they were written, and files that
    /// these name.
    ///
    /// # Errors
    /// [`Refused::Why`]: the request has no text.
    pub fn files(&self) -> Result<Vec<(String, String)>, Refused> {
        let text = toml::to_string(&self.request).map_err(Refused::because)?;
        let mut files = vec![(
            "study.toml".to_owned(),
            format!("# Repeats these results: puncta sweep study.toml\n{text}"),
        )];
        for (number, base) in self.bases.iter().enumerate() {
            let written = base.scenario.sources.get(0).map(|source| source.text.clone());
            files.push((base_file(number, base), written.unwrap_or_default()));
            let named = base.scenario.provenance.files.iter();
            files.extend(named.map(|(name, text)| (format!("{}/{name}", base_folder(number)), text.clone())));
        }
        Ok(files)
    }

    /// The points of a shard, or all: those that differ in their number of passes alone lie beside each other. Shards
    /// share out the points as evenly as they can without parting such a family, which one shard would count in vain
    /// beside the other; only where shards outnumber families are families parted.
    ///
    /// # Errors
    /// [`Refused::Why`]: more shards than points.
    pub fn share(&self, shard: Option<Shard>) -> Result<Vec<usize>, Refused> {
        let families = self.families();
        let Some(shard) = shard else { return Ok(families.concat()) };
        let points = self.setups.len() as u32;
        if shard.of > points {
            return Err(Refused::why(format!(
                "{points} points cannot be shared out to {} shards; ask for {points} shards at most",
                shard.of
            )));
        }
        let range = |all: usize| {
            let Range { start, end } = shard.realisations(all as u32);
            start as usize..end as usize
        };
        Ok(if shard.of as usize <= families.len() {
            families[range(families.len())].concat()
        } else {
            families.concat()[range(points as usize)].to_vec()
        })
    }

    /// Points that differ in their number of passes alone.
    fn families(&self) -> Vec<Vec<usize>> {
        const PASSES: &str = "technique.passes";
        let numbers = 0..self.setups.len();
        let Some(passes) = self.sweep.keys.iter().position(|key| key == PASSES) else {
            return numbers.map(|number| vec![number]).collect();
        };
        let mut places: HashMap<(usize, Vec<&str>), usize> = HashMap::new();
        let mut families: Vec<Vec<usize>> = Vec::new();
        for number in numbers {
            let Setting { base, values, .. } = &self.sweep.settings[number];
            let others = values.iter().enumerate().filter(|(at, _)| *at != passes);
            let key = (*base, others.map(|(_, value)| value.as_str()).collect());
            let place = *places.entry(key).or_insert_with(|| {
                families.push(Vec::new());
                families.len() - 1
            });
            families[place].push(number);
        }
        families
    }
}

/// The scenario of one point.
fn at(base: &Base, axes: &[Axis], values: &[String], number: usize) -> Result<Scenario, Refused> {
    at_values(base, axes, values, &format!("point {number}"))
}

/// Most warnings that are told apart.
const MOST_WARNINGS: usize = 100;

fn count_warning(all: &mut Vec<(String, usize)>, warning: Diagnostic) {
    match all.iter().position(|(message, _)| *message == warning.message) {
        Some(at) => all[at].1 += 1,
        None if all.len() < MOST_WARNINGS => all.push((warning.message, 1)),
        None => {}
    }
}

/// The two values of a trade-off.
fn trade_off(keys: Option<&[String; 2]>) -> Result<Option<[Measure; 2]>, Refused> {
    let Some([more, less]) = keys else { return Ok(None) };
    let pair = [measure("--trade-off", more)?, measure("--trade-off", less)?];
    if pair[0] == pair[1] {
        return Err(Refused::why(format!("--trade-off: {more} stands against itself; give two values")));
    }
    Ok(Some(pair))
}

/// Values of these keys, each once; the usual ones if there are none.
///
/// # Errors
/// [`Refused::Why`]: there is no value of this key.
pub fn figures(keys: &[String]) -> Result<Vec<Measure>, Refused> {
    if keys.is_empty() {
        return Ok(USUAL.to_vec());
    }
    let mut found: Vec<Measure> = Vec::new();
    for key in keys {
        let measure = measure("--figure", key)?;
        if !found.contains(&measure) {
            found.push(measure);
        }
    }
    Ok(found)
}

/// Names of bases for a table: a name that several bases have gets their number behind it.
fn apart(bases: &[Base]) -> Vec<String> {
    let stems: Vec<&str> = bases.iter().map(|base| base.stem.as_str()).collect();
    let names = stems.iter().enumerate().map(|(at, stem)| {
        let shared = stems.iter().filter(|other| *other == stem).count() > 1;
        if shared { format!("{stem} ({})", at + 1) } else { (*stem).to_owned() }
    });
    names.collect()
}

/// The request as it is kept in the results folder, with the base scenarios there.
fn kept(request: Request, bases: &[Base]) -> Result<Request, Refused> {
    let mut names: Vec<&String> =
        bases.iter().flat_map(|base| &base.scenario.provenance.files).map(|(name, _)| name).collect();
    names.dedup();
    let mut set = request.set;
    match names[..] {
        [] => {}
        // The copy has a name of its own.
        [sets] => set.push(format!("mechanics.sets={sets}")),
        _ => {
            return Err(Refused::why(
                "the base scenarios name different mechanics.sets; sweep them one by one",
            ));
        }
    }
    let base = bases.iter().enumerate().map(|(number, base)| base_file(number, base)).collect();
    Ok(Request { base, set, ..request })
}

/// Folder of a base scenario in the results folder.
fn base_folder(number: usize) -> String {
    format!("base-{}", number + 1)
}

/// Name of a base scenario in the results folder. It keeps its own, from which a scenario without a name takes it.
fn base_file(number: usize, base: &Base) -> String {
    format!("{}/{}.toml", base_folder(number), base.stem)
}
