//! The command line: one file per command. Results go to stdout, progress and messages to stderr.

pub mod animate;
pub mod cards;
pub mod check;
pub mod compare;
pub mod comparison_output;
pub mod completions;
pub mod devices;
pub mod diagnostics;
pub mod diagram;
pub mod draw;
pub mod evidence;
pub mod explore;
pub mod export;
pub mod fit;
pub mod glossary;
pub mod insert;
pub mod interrupt;
pub mod licences;
pub mod load;
pub mod man;
pub mod memory;
pub mod merge;
pub mod new;
pub mod optimise;
pub mod pictures;
pub mod progress;
pub mod replay;
pub mod report;
pub mod results;
pub mod resume;
pub mod run;
pub mod safe_depth;
pub mod schema;
pub mod sensitivity;
pub mod shard;
pub mod sites;
pub mod stream;
pub mod study;
pub mod sweep;
pub mod terminal;
pub mod timeline;
pub mod timings;
pub mod validate;
pub mod watch;

use crate::ask::Refused;
use crate::foundation::shown::Printed as _;
use crate::foundation::shown::is_obeyed;
use crate::outcome::StateError;
use crate::simulate::SimulateError;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Simulates what a microneedling device does to skin, and shows it.
///
/// For comparing device settings and making teaching figures; never for choosing a patient's depth.
#[derive(Debug, Parser)]
#[command(
    name = "puncta",
    version,
    after_help = "Start with:  puncta run --set skin.site=temple\nor:          puncta new my-pen --device pen && puncta run my-pen.toml"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Arguments of this process. Ends it with help or a message where they are none: exit 0 or 2.
    pub fn of_process() -> Cli {
        Cli::try_parse().unwrap_or_else(|error| {
            let words = error.render().to_string();
            let obeyed = |letter: char| !matches!(letter, '\n' | '\t') && is_obeyed(letter);
            if words.contains(obeyed) {
                // It quotes an argument; clap would write it as it is.
                terminal::say(words.trim_end());
                std::process::exit(2);
            }
            error.exit()
        })
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a scenario: values, maps and pictures
    Run(run::Arguments),
    /// Join the shards of a run or of a sweep; the files are those of one
    Merge(merge::Arguments),
    /// Compare two to six scenarios on the same people: values, differences with their errors, pictures
    Compare(compare::Arguments),
    /// Values at many settings: a grid of keys, or points that are drawn
    Sweep(sweep::Arguments),
    /// Move a slider and see the skin answer: a page in the browser, for this computer alone
    Explore(explore::Arguments),
    /// Find what decides a value: uncertain inputs, or keys of the design
    Sensitivity(sensitivity::Arguments),
    /// Find the best setting under limits, or a front of two values
    Optimise(optimise::Arguments),
    /// Follow one stroke: force, depth and work along the travel; or the setting that reaches a depth
    Insert(insert::Arguments),
    /// Fit the contact law to measurements of your own, and rank the experiments to do next
    Fit(fit::Arguments),
    /// Find the deepest setting that keeps fat-layer reach under a limit, site by site
    SafeDepth(safe_depth::Arguments),
    /// Draw a labelled teaching figure of needles, sites, passes or devices
    Diagram(diagram::Arguments),
    /// Animate one stroke, passes, or a setting: GIF, APNG and SVG frames
    Animate(animate::Arguments),
    /// Follow what comes after a treatment: open channels, redness, healing, from minutes to half a year
    Timeline(timeline::Arguments),
    /// Make a report of results folders: HTML and PDF; of a device for the bench, or for a class
    Report(report::Arguments),
    /// Redraw the pictures of a results folder in another size, theme or scale, with a map of every field
    Draw(draw::Arguments),
    /// Write strikes as CSV and maps as VTI from a results folder
    Export(export::Arguments),
    /// Replay one puncture of a run: every number from the person to the tract
    Replay(replay::Arguments),
    /// List all problems of a scenario without running it; exit status 2 if it cannot run
    Check(check::Arguments),
    /// Write a commented scenario to start from
    New(new::Arguments),
    /// Show what is claimed of microneedling, who says it, and what is known
    Cards(cards::Arguments),
    /// List the body sites, or everything known about one
    Sites(sites::Arguments),
    /// List the built-in devices, or every number of one
    Devices(devices::Arguments),
    /// List every default and how it is known, or some of them
    Evidence(evidence::Arguments),
    /// Explain the terms in values and pictures, or one of them
    Glossary(glossary::Arguments),
    /// Compare the program with published and exact cases
    Validate(validate::Arguments),
    /// Print the JSON schema of the scenario file, for editors
    Schema,
    /// Print completions for a shell: bash, zsh, fish, elvish or powershell
    Completions(completions::Arguments),
    /// Print the manual page of puncta, or write those of all commands into a folder
    Man(man::Arguments),
    /// Print the licences of puncta and of everything inside it
    Licences,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

impl Switch {
    pub fn word(self) -> &'static str {
        match self {
            Switch::On => "on",
            Switch::Off => "off",
        }
    }
}

/// Keys of the scenario, set from the command line. Numbers are wide here: the scenario knows their range, and says why.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Set a key of the scenario, e.g. device.depth_mm=1.0; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Seed of the random numbers (run.seed)
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub seed: Option<i128>,
    /// Realisations: people treated (run.realisations)
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub realisations: Option<i128>,
}

impl Settings {
    /// All settings as `key=value`, in the order in which they apply.
    pub fn all(&self) -> Vec<String> {
        let seed = self.seed.map(|seed| format!("run.seed={seed}"));
        let realisations = self.realisations.map(|number| format!("run.realisations={number}"));
        self.set.iter().cloned().chain(seed).chain(realisations).collect()
    }
}

/// Whether figures get bounds over uncertain inputs.
#[derive(Debug, Clone, Args)]
pub struct Intervals {
    /// Compute the range that uncertain inputs leave (run.intervals); off saves time
    #[arg(long, value_name = "ON|OFF")]
    intervals: Option<Switch>,
}

impl Intervals {
    /// The setting as `key=value`, if the option was given.
    pub fn setting(&self) -> Option<String> {
        self.intervals.map(|switch| format!("run.intervals={}", switch.word()))
    }
}

/// Threads, and whether to talk.
#[derive(Debug, Clone, Args)]
pub struct Work {
    /// Threads to use, at least 1; all processors when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print results only: no messages, no progress
    #[arg(long, short)]
    pub quiet: bool,
}

impl Work {
    /// Number of threads to use if at most `most` fit.
    pub fn thread_count(&self, most: usize) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, |count| count.get());
        self.threads.map_or_else(all, usize::from).clamp(1, most.max(1))
    }

    pub fn pool(&self, most: usize) -> Result<rayon::ThreadPool, Stop> {
        pool(self.thread_count(most))
    }
}

fn pool(threads: usize) -> Result<rayon::ThreadPool, Stop> {
    let built = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    built.map_err(|error| Stop::said(format!("cannot start threads: {error}")))
}

/// Does a command without `--threads` on all processors. The threads that rayon would start by itself panic where the system
/// allows no more of them.
pub fn on_all_threads(command: impl FnOnce() -> Done + Send) -> Done {
    // Rayon takes 0 for the number of processors.
    pool(0)?.install(command)
}

/// Outcome of a command that did not succeed.
#[derive(Debug)]
pub enum Stop {
    /// Could not run, with the reason unless it was already printed. Exit 2.
    Cannot(Option<String>),
    /// Ran, but a check failed. Exit 1.
    Failed,
    /// Stopped by Ctrl-C. Exit 130.
    Interrupted,
    /// The reader of the output is gone: ends quietly, as is usual for tools.
    Unread,
}

impl Stop {
    pub fn said(message: impl Into<String>) -> Stop {
        Stop::Cannot(Some(message.into()))
    }

    /// Why a run has no results; `about` stands before the reason.
    pub fn of_run(error: SimulateError, about: &str) -> Stop {
        match error {
            SimulateError::Abandoned => Stop::Interrupted,
            error => Stop::said(format!("{about}{error}")),
        }
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Stop {
        match refused {
            Refused::Stopped => Stop::Interrupted,
            Refused::Why(words) => Stop::said(words),
        }
    }
}

impl From<StateError> for Stop {
    fn from(error: StateError) -> Stop {
        Stop::said(error.to_string())
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Stop::Unread,
            _ => Stop::said(format!("cannot write the results: {error}")),
        }
    }
}

/// Result of a command.
pub type Done = Result<(), Stop>;

pub fn exit_code(done: Done) -> ExitCode {
    match done {
        Ok(()) | Err(Stop::Unread) => ExitCode::SUCCESS,
        Err(Stop::Failed) => ExitCode::from(1),
        Err(Stop::Interrupted) => ExitCode::from(130),
        Err(Stop::Cannot(reason)) => {
            if let Some(reason) = reason {
                terminal::say(&format!("error: {reason}"));
            }
            ExitCode::from(2)
        }
    }
}

/// Path in words on one line, relative to the working directory if it lies below it.
fn shown(path: &std::path::Path) -> String {
    let here =
        std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_else(|_| PathBuf::new());
    path.strip_prefix(&here).unwrap_or(path).printed()
}
