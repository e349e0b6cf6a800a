//! `puncta merge` of the shards of a run. The files equal those of a single run, byte for byte. [`sweep::merge`] does
//! the same for a sweep.
//!
//! [`sweep::merge`]: super::sweep::merge

use super::memory::Needed;
use super::pictures::Pictures;
use super::{Done, Format, Stop, Work, load, results, shown};
use crate::foundation::shown::Printed as _;
use crate::outcome::state::{self, Head, STATE};
use crate::outcome::{Claim, Folder, Manifest, Outcome, Shard, sweep_state};
use crate::scenario::{Allowed, Scenario};
use crate::simulate::{Quietly, Task, count};
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

impl Arguments {
    /// Whether the first folder is a shard of a sweep.
    pub fn is_of_sweep(&self) -> bool {
        self.shards.first().is_some_and(|folder| sweep_state::is_of_sweep(&folder.join(STATE)))
    }
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
                folder.printed()
            )));
        }
        let head = state::read_head(&path)?;
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
        format!("{} ({})", self.shard, self.folder.printed())
    }
}

pub fn merge(arguments: &Arguments) -> Done {
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let mut parts =
        arguments.shards.iter().map(|folder| Part::read(folder)).collect::<Result<Vec<_>, _>>()?;
    parts.sort_by_key(|part| part.shard);
    let scenario = scenario_of(&parts)?;
    for part in &parts {
        // All shards must come from this program version and this scenario; their numbers are checked
        // separately.
        let asked = Head::new(&scenario.provenance, Some(part.shard));
        part.head.must_fit(&asked, &part.state())?;
    }
    all_there("run", &parts.iter().map(|part| (part.shard, part.folder.as_path())).collect::<Vec<_>>())?;
    all_complete(&parts, &scenario)?;
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
    let states: Vec<PathBuf> = parts.iter().map(Part::state).collect();
    let read = |at: usize| state::read(&states[at], &scenario.setup);
    let together = state::together(states.len() as u32, read, &scenario.provenance, &scenario.setup)
        .map_err(|error| Stop::said(error.to_string()))?;

    let needed = Needed::of(&scenario.setup, &arguments.work, Allowed::default(), false);
    let pool = arguments.work.pool(needed.threads)?;
    let setup = &scenario.setup;
    let realisations = 0..setup.realisations;
    let task = Task { realisations, start: Some(together), precision: None, keep: &mut Quietly };
    let mut simulated = pool
        .install(|| count(setup, task, &Quietly, &Quietly)?.simulated(setup, &Quietly))
        .map_err(|error| Stop::said(error.to_string()))?;
    let drawn = results::maps(&folder, setup, &mut simulated)?;
    let outcome = Outcome::of_maps(setup, simulated, drawn, scenario.provenance.clone());
    let manifest = Manifest {
        started,
        took: clock.elapsed(),
        threads: pool.current_num_threads(),
        taken_up: setup.realisations,
    };
    results::write(&folder, &outcome)?;
    let pictures = pool.install(|| results::draw(&folder, &outcome, Some(&arguments.pictures.look())))?;
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
    load::of_run(&first.folder)
}

/// Checks that every shard of a run or sweep is there once; they come in their order, with their folders.
pub(super) fn all_there(what: &str, parts: &[(Shard, &Path)]) -> Done {
    let words = |(shard, folder): &(Shard, &Path)| format!("{shard} ({})", folder.printed());
    if let Some(pair) = parts.windows(2).find(|pair| pair[0].0.of != pair[1].0.of) {
        return Err(Stop::said(format!("{} and {} are not of one {what}", words(&pair[0]), words(&pair[1]))));
    }
    if let Some(pair) = parts.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let (one, other) = (pair[0].1.printed(), pair[1].1.printed());
        return Err(Stop::said(format!("{} is there twice: in {one} and in {other}", pair[0].0)));
    }
    let of = parts.first().map_or(0, |(shard, _)| shard.of);
    let there = |number: &u32| parts.binary_search_by_key(number, |(shard, _)| shard.number).is_ok();
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
    Ok(())
}

/// Checks that every shard holds all its realisations.
fn all_complete(parts: &[Part], scenario: &Scenario) -> Done {
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

pub(super) fn same_place(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}
