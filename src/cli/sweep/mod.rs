//! `puncta sweep`: the values of a run at many settings.
//!
//! | file | holds |
//! |---|---|
//! | here | the command: from the request to the folder, with what is kept on the way |
//! | `asked` | the request: the command line, or a study file |
//! | `planned` | what is said of the points before they are worked out |
//! | `points` | the pictures of every point |
//! | `written`, `output` | the files of the folder, and what is printed |
//! | `merge` | `puncta merge` of the shards of a sweep |

mod asked;
pub mod merge;
mod output;
mod planned;
mod points;
mod written;

use self::asked::{Asked, asked};
use super::interrupt::Interrupt;
use super::pictures::Pictures;
use super::progress::{How, Shown};
use super::terminal::say;
use super::{Done, Format, Intervals, Settings, Stop, Work, results};
use crate::ask::sweep::Planned;
use crate::outcome::sweep::Point;
use crate::outcome::sweep_state::{self, Head, Kept};
use crate::outcome::{Answer as _, Claim, Folder, Manifest, Shard, StateError, Sweep};
use crate::simulate::Progress as _;
use crate::study::sweep::{Sampler, SweepError, sweep as work_out};
use clap::ValueEnum;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Every point treats the same people, with the same skin, chances and draws of uncertain inputs, and gives the \
                  values that run gives for it.\n\nExamples:\n  puncta sweep scenarios/cheek-pen.toml --vary device.depth_mm=0.5:2:0.25\n  \
                  puncta sweep scenarios/cheek-pen.toml --vary device.preset=pen-12,pen-36 --vary technique.passes=1,2,4,8"
)]
pub struct Arguments {
    /// Base scenario files, or one study file; without any, the built-in cheek-pen scenario
    #[arg(value_name = "BASE")]
    bases: Vec<PathBuf>,
    /// A key with its values: a list (1,2,4,8) or from:to:step (0.5:2:0.25); several make a grid. With --sample, from:to or a
    /// list
    #[arg(long, value_name = "KEY=VALUES")]
    vary: Vec<String>,
    /// Draw points instead of a grid
    #[arg(long, value_name = "lhs|sobol", requires = "points")]
    sample: Option<Sampled>,
    /// Number of points to draw
    #[arg(long, value_name = "N", requires = "sample")]
    points: Option<usize>,
    /// Values to draw and to print, by their keys in summary.json; may be repeated [default: depth_mm.mean, reach.fat,
    /// injury.dermis_volume_fraction]
    #[arg(long, value_name = "KEY")]
    figure: Vec<String>,
    /// Draw two values against each other, with the settings of which none has more of A and less of B
    #[arg(long, value_name = "A,B")]
    trade_off: Option<String>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    intervals: Intervals,
    #[command(flatten)]
    work: Work,
    /// Go on with a sweep that was stopped or killed: points that are finished are kept
    #[arg(long)]
    resume: bool,
    /// Work out one part of the points, e.g. 2/3 for the second of three; `puncta merge` joins them
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Draw the pictures of every point too, into a folder point-N each; every one is counted once more for that
    #[arg(long, conflicts_with = "shard")]
    pictures: bool,
    /// Allow more than 10,000 points, or pictures of more than 100
    #[arg(long)]
    yes: bool,
    /// How to show progress on stderr
    #[arg(long, value_name = "HOW", default_value = "auto")]
    progress: How,
    /// Folder for the results [default: output/<file name without .toml>-sweep, of a shard with -shard-I-of-N]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Format of what is printed; json prints study.json
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    look: Pictures,
}

/// How points are drawn, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sampled {
    /// Latin hypercube
    Lhs,
    /// Scrambled Sobol sequence
    Sobol,
}

impl Sampled {
    fn sampler(self) -> Sampler {
        match self {
            Sampled::Lhs => Sampler::Lhs,
            Sampled::Sobol => Sampler::Sobol,
        }
    }
}

pub fn sweep(arguments: &Arguments) -> Done {
    let Asked { request, bases, stem } = asked(arguments)?;
    let planning = arguments.work.pool(usize::MAX)?;
    let mut planned = planning.install(|| Planned::new(request, bases, arguments.yes))?;
    drop(planning);
    if !arguments.work.quiet {
        planned::warn(&planned);
    }
    planned.figures()?;
    if arguments.pictures && planned.setups.len() > points::MANY_PICTURES && !arguments.yes {
        let (points, most) = (planned.setups.len(), points::MANY_PICTURES);
        return Err(Stop::said(format!(
            "these are the pictures of {points} points; more than {most} need --yes, because each takes some megabytes"
        )));
    }
    let name = arguments.shard.map_or(format!("{stem}-sweep"), |Shard { number, of }| {
        format!("{stem}-sweep-shard-{number}-of-{of}")
    });
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(name));
    let interrupt = Interrupt::listen();
    let head = Head::new(&planned.sweep, arguments.shard);
    let folder = open(&out, &planned, &head, arguments)?;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let wanted = planned.share(arguments.shard)?;
    let mut there =
        if arguments.resume { take_up(&folder, &head, arguments.work.quiet)? } else { BTreeMap::new() };
    let needed = planned::needed(&planned, &arguments.work);
    let pool = arguments.work.pool(needed.threads)?;
    let progress = Shown::new(arguments.progress, arguments.work.quiet, false).of("points");
    planned::tell(&planned, &progress, &needed);
    let mut kept = Kept::begin(&folder.state(), &head, &there)?;
    let left: Vec<usize> = wanted.iter().copied().filter(|number| !there.contains_key(number)).collect();
    let take = |points: Vec<Point>| {
        kept.add(&points)?;
        there.extend(points.into_iter().map(|point| (point.number, point)));
        progress.done(there.len() as u32, wanted.len() as u32);
        Ok(())
    };
    let (setups, trade_off) = (&planned.setups, planned.sweep.trade_off);
    let ended = pool.install(|| work_out(setups, &left, trade_off, take, &interrupt));
    progress.close();
    let whole = ended.map_err(|error| stopped(error, there.len(), &planned))?;
    if !whole {
        if !arguments.work.quiet {
            let (finished, all) = (there.len(), wanted.len());
            say(&format!("stopped after {finished} of {all} points; --resume goes on with them"));
        }
        return Err(Stop::Interrupted);
    }
    if arguments.pictures {
        pool.install(|| points::draw(&planned, &folder, &arguments.look, &interrupt))?;
    }
    planned.sweep.points = there.into_values().collect();
    let manifest =
        Manifest { started, took: clock.elapsed(), threads: pool.current_num_threads(), taken_up: 0 };
    let manifest = manifest.of_sweep(&planned.sweep, arguments.shard);
    if let Some(shard) = arguments.shard {
        written::files(&folder, &planned)?;
        let place = results::placed(folder.finish_with_state(manifest), arguments.work.quiet)?;
        return output::print_shard(&planned.sweep, shard, &place, arguments.format);
    }
    let names = pool.install(|| written::all(&folder, &planned, &arguments.look))?;
    let place = results::placed(folder.finish(manifest), arguments.work.quiet)?;
    output::print(&planned, &place, &names, arguments.format)
}

fn open(out: &Path, planned: &Planned, head: &Head, arguments: &Arguments) -> Result<Folder, Stop> {
    let claim = Claim::of_many(Sweep::COMMAND, &planned.sweep.bases)
        .with_shard(arguments.shard)
        .with_options(head.words());
    let open = if arguments.resume { Folder::reopen } else { Folder::open };
    open(out, claim, arguments.force).map_err(|error| Stop::said(error.to_string()))
}

fn take_up(folder: &Folder, head: &Head, quiet: bool) -> Result<BTreeMap<usize, Point>, Stop> {
    let refused = |error: StateError| Stop::said(format!("{error}. Without --resume the sweep begins anew"));
    let there = match folder.left_state() {
        Some(path) => Some(sweep_state::read_of(&path, head).map_err(refused)?),
        None => None,
    };
    folder.take_up().map_err(|error| Stop::said(error.to_string()))?;
    if !quiet {
        say(&match &there {
            Some(there) => format!("going on after {} finished points", there.len()),
            None => "there is no state to go on from; the sweep begins".to_owned(),
        });
    }
    Ok(there.unwrap_or_default())
}

/// Words of a sweep that failed; finished points stay where they are.
fn stopped(error: SweepError<StateError>, finished: usize, planned: &Planned) -> Stop {
    let kept = if finished == 0 {
        String::new()
    } else {
        format!(". {finished} finished points are kept; --resume goes on with them")
    };
    match error {
        SweepError::Simulate(number, error) => Stop::said(format!("{}{kept}", planned.why(number, &error))),
        SweepError::Taken(error) => Stop::said(format!("{error}{kept}")),
    }
}
