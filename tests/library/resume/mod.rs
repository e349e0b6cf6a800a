//! The same bytes wherever a run was cut: into shards, by Ctrl-C, by a kill, by a full disk. And what is not gone on with.

mod library;
#[cfg(feature = "cli")]
mod merge;
#[cfg(feature = "cli")]
mod program;
#[cfg(feature = "cli")]
mod refused;
mod strangers;

use crate::{common, threads};
use puncta::scenario::Scenario;
use puncta::simulate::{Boundary, Count, Counted, Keep, Quietly, SimulateError, Task, count};
use std::ops::Range;

/// A scenario with much at work that draws random numbers, on an area that takes no time.
const PEN: &str = "format = 1\nname = \"cut\"\n[area]\nwidth_mm = 2\nheight_mm = 2\n[skin]\nsite = \"cheek\"\n[device]\n\
                   preset = \"pen-12\"\ndull_fraction = 0.2\nmissing_fraction = 0.1\n[run]\nrealisations = 41\nseed = 5\n";

fn scenario(settings: &[&str]) -> Scenario {
    common::scenario(PEN, settings)
}

/// Counts on so many threads, silently.
fn on_threads(threads: usize, scenario: &Scenario, task: Task<'_>) -> Result<Count, SimulateError> {
    threads::on_threads(threads, || count(scenario.setup(), task, &Quietly, &Quietly))
}

/// These realisations, after what is there, and every state on the way.
fn counted(
    threads: usize,
    scenario: &Scenario,
    realisations: Range<u32>,
    start: Option<Counted>,
) -> Result<(Count, Vec<Counted>), SimulateError> {
    let mut states = Every::default();
    let task = Task { realisations, start, precision: None, keep: &mut states };
    on_threads(threads, scenario, task).map(|count| (count, states.0))
}

/// Keeps every state that it is shown.
#[derive(Default)]
struct Every(Vec<Counted>);

impl Keep for Every {
    fn keep(&mut self, counted: &Counted, _at: Boundary) -> bool {
        self.0.push(counted.clone());
        true
    }
}
