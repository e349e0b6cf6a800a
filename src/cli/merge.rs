//! `puncta merge`: merges the shards of a run, or of a sweep. The files equal those of a single run, byte for byte.

use super::memory::Needed;
use super::pictures::Pictures;
use super::{Done, Format, Stop, Work, load, results, shown};
use crate::outcome::state::{self, Head, STATE};
use crate::outcome::{Claim, Folder, Manifest, Outcome, Shard, StateError, sweep_state};
use crate::scenario::{Allowed, Scenario};
use crate::simulate::{Counted, Quietly, SimulateError, Task, count};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders that `puncta run --shard` or `puncta sweep --shard` wrote: all shards of one run or sweep, in any order
    #[arg(value_name = "DIR", required = true)]
    pub(super) shards: Vec<PathBuf>,
    /// Folder for the results
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) work: Work,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    pub(super) force: bool,
    /// Format of the printed values; json prints the whole summary
    #[arg(long, default_value = "text")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) pictures: Pictures,
}

/// A shard and its folder.
struct Part {
    folder: PathBuf,
    shard: Shard,
    head: Head,
}

impl Part {
    fn read(folder: &Path) -> Result<Part, Stop> {
        let path = folder.join(STATE);
        if std::fs::symlink_metadata(&path).is_err() {
            return Err(Stop::said(format!(
                "{} holds no {STATE}; a folder that puncta run --shard wrote is wanted",
                folder.display()
            )));
        }
        let head = state::read_head(&path).map_err(said)?;
        let shard = head.shard.ok_or_else(|| {
            Stop::said(format!(
                "{} holds the state of a whole run, not of a shard; --resume goes on with it",
                shown(&path)
            ))
        })?;
        Ok(Part { folder: folder.to_path_buf(), shard, head })
    }

    fn state(&self) -> PathBuf {
        self.folder.join(STATE)
    }

    fn words(&self) -> String {
        format!("{} ({})", self.shard, self.folder.display())
    }
}

fn said(error: StateError) -> Stop {
    Stop::said(error.to_string())
}

pub fn merge(arguments: &Arguments) -> Done {
    if arguments.shards.first().is_some_and(|folder| sweep_state::is_of_sweep(&folder.join(STATE))) {
        return super::sweep::merge::merge(arguments);
    }
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let mut parts =
        arguments.shards.iter().map(|folder| Part::read(folder)).collect::<Result<Vec<_>, _>>()?;
    parts.sort_by_key(|part| part.shard);
    let scenario = scenario_of(&parts)?;
    for part in &parts {
        // All shards must come from this program version and this scenario; their numbers are checked
        // separately.
        let asked = Head::new(&scenario.provenance, Some(part.shard));
        part.head.must_fit(&asked, &part.state()).map_err(said)?;
    }
    all_there(&parts, &scenario)?;
    if let Some(part) = parts.iter().find(|part| same_place(&part.folder, &arguments.out)) {
        return Err(Stop::said(format!(
            "{} would be replaced by the results. Choose another folder with --out",
            part.words()
        )));
    }
    // The files equal those of a single run, so they may replace them.
    let claim = Claim::new("run", &scenario.provenance);
    let folder = Folder::open(&arguments.out, claim, arguments.force)
        .map_err(|error| Stop::said(error.to_string()))?;
    let together = together(&parts, &scenario)?;

    let needed = Needed::of(&scenario.setup, &arguments.work, Allowed::default(), false);
    let pool = arguments.work.pool(needed.threads)?;
    let setup = &scenario.setup;
    let realisations = 0..setup.realisations;
    let task = Task { realisations, start: together, precision: None, keep: &mut Quietly };
    let counted = pool
        .install(|| count(setup, task, &Quietly, &Quietly))
        .map_err(|error| Stop::said(error.to_string()))?;
    let mut simulated = pool.install(|| counted.simulated(setup));
    let drawn = results::maps(&folder, setup, &mut simulated)?;
    let outcome = Outcome::of_maps(setup, simulated, drawn, scenario.provenance.clone());
    let manifest = Manifest {
        started,
        took: clock.elapsed(),
        threads: pool.current_num_threads(),
        taken_up: setup.realisations,
    };
    let pictures = pool.install(|| results::write(&folder, &outcome, Some(&arguments.pictures.look())))?;
    let place = results::placed(folder.finish(manifest.json(&outcome)), arguments.work.quiet)?;
    results::print(&outcome, &place, &pictures, arguments.format)?;
    if !arguments.work.quiet {
        results::warn(&outcome);
    }
    Ok(())
}

/// Scenario in the folder of the first shard.
fn scenario_of(parts: &[Part]) -> Result<Scenario, Stop> {
    let Some(first) = parts.first() else { return Err(Stop::said("no shards are given")) };
    let path = first.folder.join("scenario.toml");
    let (scenario, _) = load::scenario(Some(&path), &[], true)?;
    Ok(scenario)
}

/// Checks that every shard is there once and is complete.
fn all_there(parts: &[Part], scenario: &Scenario) -> Result<(), Stop> {
    if let Some(pair) = parts.windows(2).find(|pair| pair[0].shard.of != pair[1].shard.of) {
        return Err(Stop::said(format!("{} and {} are not of one run", pair[0].words(), pair[1].words())));
    }
    if let Some(pair) = parts.windows(2).find(|pair| pair[0].shard == pair[1].shard) {
        let (one, other) = (pair[0].folder.display(), pair[1].folder.display());
        return Err(Stop::said(format!("{} is there twice: in {one} and in {other}", pair[0].shard)));
    }
    let of = parts.first().map_or(0, |part| part.shard.of);
    let there = |number: &u32| parts.binary_search_by_key(number, |part| part.shard.number).is_ok();
    let missing: Vec<String> =
        (1..=of).filter(|number| !there(number)).take(MOST_NAMED + 1).map(|n| n.to_string()).collect();
    match &missing[..] {
        [] => {}
        [one] => return Err(Stop::said(format!("shard {one} of {of} is missing"))),
        some if some.len() <= MOST_NAMED => {
            return Err(Stop::said(format!("shards {} of {of} are missing", some.join(", "))));
        }
        _ => {
            let missing = of as usize - parts.len();
            return Err(Stop::said(format!("{missing} of the {of} shards are missing")));
        }
    }
    for part in parts {
        let own = part.shard.realisations(scenario.setup.realisations);
        let Head { from, to, .. } = part.head;
        if (from, to) != (own.start, own.end) {
            return Err(Stop::said(format!(
                "{} holds {} of its {} realisations; finish it with --resume",
                part.words(),
                to - from,
                own.len()
            )));
        }
    }
    Ok(())
}

/// Most missing shards that are named one by one.
const MOST_NAMED: usize = 20;

/// Sum of the counts of all shards.
fn together(parts: &[Part], scenario: &Scenario) -> Result<Option<Counted>, Stop> {
    let mut together: Option<Counted> = None;
    for part in parts {
        let (_, counted) = state::read(&part.state(), &scenario.setup).map_err(said)?;
        match &mut together {
            None => together = Some(counted),
            Some(before) => {
                before
                    .append(counted)
                    .map_err(|_| Stop::said(format!("{} was changed just now", part.words())))?;
                if before.is_full() {
                    return Err(Stop::said(SimulateError::Full(before.to()).to_string()));
                }
            }
        }
    }
    Ok(together)
}

pub(super) fn same_place(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}
