//! The points of a sweep, every scenario of them checked.

use super::output;
use crate::cli::load::Loaded;
use crate::cli::memory::Needed;
use crate::cli::progress::Shown;
use crate::cli::terminal::say;
use crate::cli::{Done, Stop, Work};
use crate::injury::Measure;
use crate::outcome::sweep::Setting;
use crate::outcome::{Shard, Sweep};
use crate::scenario::keys::{self, ValueKind};
use crate::scenario::{Allowed, Scenario, Severity, catalogue, load_within, nearest};
use crate::simulate::Setup;
use crate::study::sweep::values::{Axis, Values};
use crate::study::sweep::{MANY_POINTS, MOST_POINTS, Request, count, points};
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// All points of a request, checked.
pub(super) struct Planned {
    pub(super) request: Request,
    pub(super) sweep: Sweep,
    pub(super) setups: Vec<Setup>,
    /// Names and texts of the files that make the results again.
    pub(super) texts: Vec<(String, String)>,
}

impl Planned {
    pub(super) fn new(request: Request, bases: &[Loaded], yes: bool, quiet: bool) -> Result<Planned, Stop> {
        let of_base = |base: &Loaded| base.scenario.clone().map_err(|_| Stop::Cannot(None));
        let scenarios: Vec<Scenario> = bases.iter().map(of_base).collect::<Result<_, _>>()?;
        let first = &scenarios[0];
        let (axes, design) = request.axes(first.setup.seed).map_err(|error| Stop::said(error.to_string()))?;
        axes.iter().try_for_each(|axis| can_vary(axis, "--vary"))?;
        not_set(&axes, &request.set)?;
        let many = count(&axes, &design).and_then(|points| points.checked_mul(bases.len()));
        match many {
            Some(many) if many <= MANY_POINTS || (yes && many <= MOST_POINTS) => {}
            Some(many) if many <= MOST_POINTS => {
                return Err(Stop::said(format!(
                    "these are {many} points; more than {MANY_POINTS} need --yes, because they take long"
                )));
            }
            _ => {
                return Err(Stop::said(format!(
                    "these are more than {MOST_POINTS} points, the most of a sweep"
                )));
            }
        }
        let chosen = points(&axes, &design, &is_whole);
        let all: Vec<(usize, &Vec<String>)> =
            (0..bases.len()).flat_map(|base| chosen.iter().map(move |values| (base, values))).collect();
        let made: Vec<Result<Scenario, Stop>> = all
            .par_iter()
            .enumerate()
            .map(|(number, (base, values))| at(&bases[*base], &axes, values, number))
            .collect();
        let mut settings = Vec::with_capacity(all.len());
        let mut setups = Vec::with_capacity(all.len());
        let mut told = Warnings { quiet, ..Warnings::default() };
        for (made, (base, values)) in made.into_iter().zip(all) {
            let scenario = made?;
            told.take(&scenario);
            let Scenario { setup, provenance, .. } = scenario;
            settings.push(Setting { base, values: values.clone(), scenario_hash: provenance.scenario_hash });
            setups.push(setup);
        }
        let sweep = Sweep {
            keys: axes.iter().map(|axis| axis.key.clone()).collect(),
            vary: axes.iter().map(Axis::to_string).collect(),
            design: design.name(),
            realisations: first.setup.realisations,
            limit: (Measure::ReachFat, first.setup.limits.fat_reach),
            bases: scenarios.iter().map(|base| base.provenance.clone()).collect(),
            base_names: bases.iter().map(|base| base.stem.clone()).collect(),
            trade_off: output::trade_off(request.trade_off.as_ref())?,
            answer: None,
            settings,
            points: Vec::new(),
        };
        told.say(setups.len());
        let texts = texts(bases, &scenarios);
        let request = kept(request, bases, &scenarios)?;
        Ok(Planned { request, sweep, setups, texts })
    }

    /// The scenario of a point.
    pub(super) fn scenario(&self, bases: &[Loaded], number: usize) -> Result<Scenario, Stop> {
        let seed = self.sweep.bases.first().map_or(0, |base| base.seed);
        let (axes, _) = self.request.axes(seed).map_err(|error| Stop::said(error.to_string()))?;
        let setting = self.sweep.settings.get(number).ok_or(Stop::Cannot(None))?;
        at(&bases[setting.base], &axes, &setting.values, number)
    }

    /// The points of a shard, or all: those that differ in their number of passes alone lie beside each other. Shards
    /// share out the points as evenly as they can without parting such a family, which one shard would count in vain
    /// beside the other; only where shards outnumber families are families parted.
    pub(super) fn share(&self, shard: Option<Shard>) -> Result<Vec<usize>, Stop> {
        let families = self.families();
        let Some(shard) = shard else { return Ok(families.concat()) };
        let points = self.setups.len() as u32;
        if shard.of > points {
            return Err(Stop::said(format!(
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

    /// Memory of the largest point, and what is held of all.
    pub(super) fn needed(&self, work: &Work) -> Needed {
        let largest =
            self.setups.iter().max_by_key(|setup| crate::simulate::Memory::of(setup, 1, None).bytes());
        Needed::of(largest.unwrap_or(&self.setups[0]), work, Allowed::default(), false)
    }

    pub(super) fn tell(&self, progress: &Shown, needed: &Needed) {
        let (points, people) = (self.setups.len(), self.sweep.realisations);
        let bytes = needed.memory.bytes() + crate::study::sweep::bytes(&self.setups);
        let words = format!(
            "{points} points, {people} people at each; memory: at most {} MB on {} threads",
            bytes.div_ceil(1_000_000),
            needed.threads
        );
        progress.tell(&words, &format!("{{\"points\":{points},\"memory_bytes\":{bytes}}}"));
    }
}

/// Warnings about points: each is said once, with the number of points that it concerns.
#[derive(Default)]
struct Warnings {
    found: Vec<(String, usize)>,
    quiet: bool,
}

impl Warnings {
    /// Most different warnings that are said.
    const MOST: usize = 5;
    /// Most that are told apart.
    const MOST_KEPT: usize = 100;

    fn take(&mut self, scenario: &Scenario) {
        for warning in scenario.warnings() {
            match self.found.iter().position(|(message, _)| *message == warning.message) {
                Some(at) => self.found[at].1 += 1,
                None if self.found.len() < Warnings::MOST_KEPT => {
                    self.found.push((warning.message.clone(), 1))
                }
                None => {}
            }
        }
    }

    fn say(&self, points: usize) {
        if self.quiet {
            return;
        }
        for (message, count) in self.found.iter().take(Warnings::MOST) {
            say(&format!("warning (at {count} of {points} points): {message}"));
        }
        if self.found.len() > Warnings::MOST {
            say(&format!(
                "{} more warnings; puncta check says them of one point",
                self.found.len() - Warnings::MOST
            ));
        }
    }
}

/// Reads ranges and lists of keys; `option` names them on the command line. Steps make a list where `steps` says so.
pub(in crate::cli) fn axes(texts: &[String], option: &str, steps: bool) -> Result<Vec<Axis>, Stop> {
    const MOST: usize = 32;
    const MOST_VALUES: usize = 1000;
    if texts.len() > MOST {
        return Err(Stop::said(format!("{option} is there more than {MOST} times")));
    }
    let mut axes: Vec<Axis> = Vec::new();
    for text in texts {
        let drawn = !steps || text.matches(':').count() < 2;
        let axis = Axis::read(text, drawn)
            .map_err(|error| Stop::said(error.to_string().replace("--vary", option)))?;
        can_vary(&axis, option)?;
        whole_range(&axis, option)?;
        if axes.iter().any(|other| other.key == axis.key) {
            return Err(Stop::said(format!("{option}: {} is there twice", axis.key)));
        }
        if matches!(&axis.values, Values::List(list) if list.len() > MOST_VALUES) {
            return Err(Stop::said(format!(
                "{option} {}: these are more than {MOST_VALUES} values",
                axis.key
            )));
        }
        axes.push(axis);
    }
    Ok(axes)
}

/// Refuses a key that is set for all points and varies.
pub(in crate::cli) fn not_set(axes: &[Axis], settings: &[String]) -> Done {
    let is_set = |axis: &&Axis| {
        settings.iter().any(|set| set.split('=').next().map(str::trim) == Some(axis.key.as_str()))
    };
    match axes.iter().find(is_set) {
        Some(axis) => Err(Stop::said(format!("{} is set and varied; leave out one of the two", axis.key))),
        None => Ok(()),
    }
}

/// The first setting of a study that is no scenario.
#[derive(Default)]
pub(in crate::cli) struct Refused(Mutex<Option<Stop>>);

impl Refused {
    /// The setup of a scenario; keeps why there is none.
    pub(in crate::cli) fn setup(&self, scenario: Result<Scenario, Stop>) -> Option<Setup> {
        let keep = |stop: Stop| {
            self.first().get_or_insert(stop);
        };
        scenario.map(|found| found.setup).map_err(keep).ok()
    }

    /// Whether a setting was refused.
    pub(in crate::cli) fn is_any(&self) -> bool {
        self.first().is_some()
    }

    /// Why the first was refused.
    pub(in crate::cli) fn take(&self) -> Option<Stop> {
        self.first().take()
    }

    fn first(&self) -> MutexGuard<'_, Option<Stop>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a key takes whole numbers.
pub(in crate::cli) fn is_whole(key: &str) -> bool {
    keys::find_path(key).is_some_and(|key| matches!(key.value, ValueKind::Integer { .. }))
}

/// Refuses a range that holds one value, or ends between whole numbers where the key takes no others.
fn whole_range(axis: &Axis, option: &str) -> Result<(), Stop> {
    let why = match &axis.values {
        Values::Between { from, to } if is_whole(&axis.key) && (from.fract() != 0.0 || to.fract() != 0.0) => {
            "the key takes whole numbers"
        }
        Values::Between { from, to } if from >= to => "this range holds one value; give two that differ",
        Values::List(list) if list.len() < 2 => "this is one value; give more, or state it with --set",
        _ => return Ok(()),
    };
    Err(Stop::said(format!("{option} {axis}: {why}")))
}

/// Refuses keys that no point of a study may differ in; `option` names them on the command line.
fn can_vary(axis: &Axis, option: &str) -> Result<(), Stop> {
    let key = &axis.key;
    let clean: String = key.chars().filter(|c| !c.is_control()).take(60).collect();
    let Some(found) = keys::find_path(key) else {
        let all: Vec<String> = keys::all().map(|key| key.path()).collect();
        // A key without its section, or a name that people try first.
        let bare = keys::all().find(|found| found.name == key || found.also.contains(&key.as_str()));
        let near = bare.map(|found| found.path());
        let near = near.or_else(|| nearest(key, all.iter().map(String::as_str)).map(str::to_owned));
        let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        return Err(Stop::said(format!("{option}: there is no key {clean}{near}")));
    };
    let why = match (found.section, found.name) {
        ("run", "realisations" | "seed") => "all points treat the same people",
        ("run", _) | ("", _) => "it says nothing of a setting",
        ("mechanics", "sets" | "sets_hash") => "it names a file",
        _ => return Ok(()),
    };
    Err(Stop::said(format!("{option}: {clean} cannot vary: {why}. Set it for all points with --set")))
}

/// The scenario of one point.
fn at(base: &Loaded, axes: &[Axis], values: &[String], number: usize) -> Result<Scenario, Stop> {
    at_values(base, axes, values, &format!("point {number}"))
}

/// The scenario with these values of these keys; `name` says in messages which one it is.
pub(in crate::cli) fn at_values(
    base: &Loaded,
    axes: &[Axis],
    values: &[String],
    name: &str,
) -> Result<Scenario, Stop> {
    let sets: Vec<String> =
        axes.iter().zip(values).map(|(axis, value)| format!("{}={value}", axis.key)).collect();
    let sources = sets.iter().fold(base.sources.clone(), |sources, set| sources.with(set));
    let point = || format!("{name} ({})", sets.join(", "));
    let scenario = load_within(&sources, &catalogue(), &base.stem, Allowed::default());
    let scenario = scenario.map_err(|problems| {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        let said: Vec<String> = errors
            .map(|problem| {
                let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
                format!("{}{help}", problem.message)
            })
            .collect();
        Stop::said(format!("{}: {}", point(), said.join("; ")))
    })?;
    // A key that does nothing here would only repeat the same point.
    let idle = scenario.warnings().iter().find(|warning| axes.iter().any(|axis| warning.is_idle(&axis.key)));
    match idle {
        Some(warning) => Err(Stop::said(format!("{}: {}", point(), warning.message))),
        None => Ok(scenario),
    }
}

/// Files from which the sweep can be repeated: the base scenarios as they were written, and files they name.
fn texts(bases: &[Loaded], scenarios: &[Scenario]) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    for (number, (base, scenario)) in bases.iter().zip(scenarios).enumerate() {
        let written = base.sources.get(0).map(|source| source.text.clone()).unwrap_or_default();
        texts.push((base_file(number, base), written));
        let files = scenario.provenance().files.iter();
        texts.extend(files.map(|(name, text)| (format!("{}/{name}", base_folder(number)), text.clone())));
    }
    texts
}

/// The request as it is kept in the results folder, with the base scenarios there.
fn kept(request: Request, bases: &[Loaded], scenarios: &[Scenario]) -> Result<Request, Stop> {
    let mut names: Vec<&String> =
        scenarios.iter().flat_map(|scenario| &scenario.provenance().files).map(|(name, _)| name).collect();
    names.dedup();
    let mut set = request.set;
    match names[..] {
        [] => {}
        // The copy has a name of its own.
        [sets] => set.push(format!("mechanics.sets={sets}")),
        _ => {
            return Err(Stop::said(
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
fn base_file(number: usize, base: &Loaded) -> String {
    format!("{}/{}.toml", base_folder(number), base.stem)
}
